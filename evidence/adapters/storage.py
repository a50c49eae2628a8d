"""The object store: put, get, stream, head, delete and list on any S3, and nothing else.

The database row is the truth about an object, so no metadata, tag, version or condition of the store is relied on:
what is right on the weakest store is right on all of them.

    DomainError
    ├── StorageError
    │   └── ObjectMissing       no object under that key
    └── Unavailable
        └── StorageUnavailable  the store does not answer, or not as a private store should (also a StorageError)
"""

import base64
import hashlib
import ipaddress
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import UNSIGNED
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from urllib3.exceptions import HTTPError as Urllib3Error

from config import Settings
from evidence.core.errors import DomainError, Unavailable
from evidence.core.words import N_

CHUNK = 64 * 1024

# Some stores forget the content type and guess it from the extension, so the two must agree.
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "application/json": "json",
    "application/octet-stream": "bin",
}

# Evidence: under these names an object is never replaced by another one.
WRITTEN_ONCE = ("originals/",)

# rclone keeps unfinished uploads under this name and hides them, so an object so named would vanish.
HIDDEN_PART = ".rclone_temp_"

# One session for all clients: it reads the description of S3 once, which costs more than a client. Clients may be used
# by many threads, but not be made by them at the same time.
_session = boto3.session.Session()
_making = threading.Lock()

_PART = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST_KEY = 512
_ALREADY_THERE = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


class StorageError(DomainError):
    """Something about the object store."""


class ObjectMissing(StorageError):
    """There is no object under that key."""

    def __init__(self, key: str) -> None:
        super().__init__(N_("Berkas %(key)s tidak ada di penyimpanan."), key=key)


class StorageUnavailable(StorageError, Unavailable):
    """The store does not answer, refuses our keys, or is open to strangers."""

    def __init__(self, cause: str) -> None:
        Unavailable.__init__(
            self,
            N_("Penyimpanan berkas sedang tidak dapat dihubungi. Silakan coba lagi sebentar lagi."),
            cause=cause,
        )


@dataclass(frozen=True)
class ObjectInfo:
    """``size`` in bytes; ``modified`` aware, in UTC."""

    key: str
    size: int
    modified: datetime


def check_key(key: str, content_type: str | None = None) -> None:
    """Raises ValueError for a key that some store would misread, or whose extension belies ``content_type``."""
    parts = key.split("/")
    if len(key) > _LONGEST_KEY or not all(_PART.fullmatch(part) for part in parts):
        raise ValueError(f"not a key: {key!r}")
    if any(set(part) == {"."} or part.startswith(HIDDEN_PART) for part in parts):
        raise ValueError(f"a store would misread this key: {key!r}")
    if content_type is not None:
        stem, dot, extension = parts[-1].rpartition(".")
        told = extension if stem and dot else ""
        expected = EXTENSIONS.get(content_type)
        if told != expected if expected else told in EXTENSIONS.values():
            raise ValueError(f"the extension does not say {content_type}: {key!r}")


class Storage:
    """One bucket on an S3 at ``endpoint``. Safe to share between threads.

    Every method may raise StorageUnavailable, and those that take a key raise ValueError for a bad one.
    """

    def __init__(self, endpoint: str, bucket: str, access_key: str, secret_key: str, region: str) -> None:
        self.endpoint = endpoint
        self.bucket = bucket
        self._region = region
        self._s3 = _client(endpoint, region, access_key, secret_key)

    def __repr__(self) -> str:
        """Name the place only: the keys must never reach a log."""
        return f"Storage({self.endpoint!r}, {self.bucket!r})"

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Store ``body`` whole or not at all; an object already there is replaced.

        What is written once is not: an original that is there and right is left alone, and bytes whose hash is not in
        the key's name are refused with ValueError.
        """
        check_key(key, content_type)
        if key.startswith(WRITTEN_ONCE) and self._is_there(key, body):
            return
        # The store checks the bytes against this sum; the newer checksums are ignored by some stores.
        digest = hashlib.md5(body, usedforsecurity=False).digest()
        with _told_plainly(key):
            self._s3.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                ContentMD5=base64.b64encode(digest).decode("ascii"),
            )

    def _is_there(self, key: str, body: bytes) -> bool:
        """Whether this original is stored already, byte for byte; torn ones are as good as none."""
        digest = hashlib.sha256(body).hexdigest()
        if digest not in key:
            raise ValueError(f"other bytes than the key names: {key!r}")
        found = self.head(key)
        if found is None or found.size != len(body):
            return False
        kept = hashlib.sha256()
        for chunk in self.stream(key):
            kept.update(chunk)
        return kept.hexdigest() == digest

    def get(self, key: str) -> bytes:
        """The whole object. Raises ObjectMissing."""
        return b"".join(self.stream(key))

    def stream(self, key: str) -> Iterator[bytes]:
        """The object in chunks of at most 64 KiB.

        Raises ObjectMissing at the call, before a page has begun; StorageUnavailable also while reading.
        """
        check_key(key)
        with _told_plainly(key):
            body = self._s3.get_object(Bucket=self.bucket, Key=key)["Body"]
        return _chunks(key, body)

    def head(self, key: str) -> ObjectInfo | None:
        """What is stored under ``key``, or None."""
        check_key(key)
        try:
            with _told_plainly(key):
                found = self._s3.head_object(Bucket=self.bucket, Key=key)
        except ObjectMissing:
            return None
        return ObjectInfo(key, int(found["ContentLength"]), _utc(found["LastModified"]))

    def delete(self, key: str) -> None:
        """Remove the object; a missing one is fine."""
        check_key(key)
        try:
            with _told_plainly(key):
                self._s3.delete_object(Bucket=self.bucket, Key=key)
        except ObjectMissing:
            return

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """The objects whose keys begin with ``prefix``, in no promised order; read page by page."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        with _told_plainly(prefix):
            for page in pages:
                for found in page.get("Contents", ()):
                    yield ObjectInfo(found["Key"], int(found["Size"]), _utc(found["LastModified"]))

    def ready(self) -> None:
        """Return when a signed request works and an unsigned one is refused; makes the bucket if it is absent.

        Raises StorageUnavailable with the reason otherwise.
        """
        try:
            with _told_plainly(self.bucket):
                self._s3.head_bucket(Bucket=self.bucket)
        except ObjectMissing:
            self.make_bucket()
        self._refuses_strangers()

    def make_bucket(self) -> None:
        """Make the bucket, unless it is there already."""
        with _told_plainly(self.bucket):
            try:
                if self._region == "us-east-1":
                    # The default region is the one place that S3 does not let a caller name.
                    self._s3.create_bucket(Bucket=self.bucket)
                else:
                    place: Any = {"LocationConstraint": self._region}
                    self._s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration=place)
            except ClientError as error:
                # Another process made it since we looked.
                if error.response.get("Error", {}).get("Code") not in _ALREADY_THERE:
                    raise

    def _refuses_strangers(self) -> None:
        stranger = _client(self.endpoint, self._region)
        try:
            with _told_plainly(self.bucket):
                stranger.list_objects_v2(Bucket=self.bucket, MaxKeys=1)
        except ObjectMissing:
            # A store may hide a private bucket from strangers by denying that it exists.
            return
        except StorageUnavailable as error:
            if isinstance(error.__cause__, ClientError) and 400 <= _status(error.__cause__) < 500:
                return
            raise
        raise StorageUnavailable("the store lets anybody read the bucket without signing")


@lru_cache(maxsize=8)
def _client(endpoint: str, region: str, access_key: str | None = None, secret_key: str | None = None) -> Any:
    """A client that signs with its keys; without any it asks as a stranger does.

    Making one is slow, and it may be shared by all who ask the same store.
    """
    with _making:
        return _session.client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=_config(endpoint, UNSIGNED if access_key is None else "s3v4"),
        )


def _config(endpoint: str, signature: Any) -> Config:
    host = urlsplit(endpoint).hostname or ""
    # A proxy of the machine must not see what stays on the machine.
    proxies: dict[str, str] | None = {} if _is_loopback(host) else None
    return Config(
        signature_version=signature,
        s3={"addressing_style": "path"},
        # Stores that know only the older protocol fail on checksums that nobody asked for.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=2,
        read_timeout=15,
        retries={"total_max_attempts": 2, "mode": "standard"},
        max_pool_connections=32,
        proxies=proxies,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _told_plainly(key: str) -> Iterator[None]:
    """Turn what botocore raises into what this module promises; the original stays as the cause."""
    try:
        yield
    except ClientError as error:
        if _status(error) == 404:
            raise ObjectMissing(key) from error
        code = error.response.get("Error", {}).get("Code", "")
        raise StorageUnavailable(f"the store answered {_status(error)} {code} for {key}") from error
    except (BotoCoreError, HTTPClientError, Urllib3Error, OSError) as error:
        raise StorageUnavailable(f"{type(error).__name__} for {key}") from error


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _chunks(key: str, body: Any) -> Iterator[bytes]:
    try:
        with _told_plainly(key):
            yield from body.iter_chunks(CHUNK)
    finally:
        body.close()


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def storage_of(settings: Settings) -> Storage:
    """The object store that the settings name."""
    return Storage(
        settings.s3_endpoint,
        settings.s3_bucket,
        settings.s3_access_key,
        settings.s3_secret_key,
        settings.s3_region,
    )
