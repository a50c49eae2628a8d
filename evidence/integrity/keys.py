"""The keys that sign heads: one file, first the private key in use, then the public ones of those that went before.

Whoever only checks needs the public ones alone. The file is PEM, so that other programs read it too.
"""

import base64
import hashlib
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidence.core.errors import DomainError
from evidence.core.files import write_private
from evidence.core.words import N_
from evidence.integrity.chain import Head

_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
_PUBLIC = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


class KeyRefused(DomainError):
    """The key file cannot be used; the sentence says why, and never holds a part of it."""


@dataclass(frozen=True)
class KeyRing:
    """The keys whose signatures count, the newest first, by their ids; without a ``signer`` they only check."""

    public: Mapping[str, Ed25519PublicKey]
    signer: Ed25519PrivateKey | None = field(default=None, repr=False)

    @property
    def newest(self) -> str:
        """The id of the key that signs now."""
        return next(iter(self.public))

    def sign(self, head: Head) -> Head:
        """The head with its signature. Raises KeyRefused where there is no private key."""
        if self.signer is None:
            raise KeyRefused(
                N_("Berkas kunci ini hanya berisi kunci publik, jadi tidak dapat menandatangani.")
            )
        signature = base64.b64encode(self.signer.sign(head.payload())).decode("ascii")
        return Head(head.number, head.link, head.sealed_at, head.key, signature)

    def signed(self, head: Head) -> bool:
        """Whether a key that counts signed this head."""
        key = self.public.get(head.key)
        if key is None:
            return False
        try:
            key.verify(head.signature_bytes(), head.payload())
        except InvalidSignature:
            return False
        return True

    def age(self, key: str) -> int:
        """How many keys came after ``key``: 0 for the newest. Raises KeyError for one that does not count."""
        ids = list(self.public)
        if key not in self.public:
            raise KeyError(key)
        return ids.index(key)


def key_id(public: Ed25519PublicKey) -> str:
    """Sixteen hexadecimal digits that name a key."""
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def load(path: Path, *, private: bool = False) -> KeyRing:
    """The keys in ``path``. With ``private`` it must hold one and be closed to everybody but its owner.

    Raises KeyRefused.
    """
    try:
        if private and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyRefused(
                N_("Berkas kunci %(path)s dapat dibuka orang lain. Tutup dengan: chmod 600"), path=path
            )
        return _parsed(path.read_bytes(), path)
    except OSError as error:
        raise KeyRefused(
            N_("Berkas kunci %(path)s tidak dapat dibaca (%(why)s)."), path=path, why=error.strerror or "?"
        ) from error


def _parsed(text: bytes, path: Path) -> KeyRing:
    signer: Ed25519PrivateKey | None = None
    public: dict[str, Ed25519PublicKey] = {}
    try:
        for block in _BLOCK.finditer(text):
            if b"PRIVATE" in block[1]:
                found = serialization.load_pem_private_key(block[0], None)
                if not isinstance(found, Ed25519PrivateKey) or signer is not None or public:
                    raise ValueError("not one Ed25519 key at the beginning")
                signer, key = found, found.public_key()
            else:
                key = _ed25519(serialization.load_pem_public_key(block[0]))
            public[key_id(key)] = key
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # What the library says may quote the file.
        public = {}
    if not public:
        raise KeyRefused(
            N_("Berkas %(path)s tidak berisi kunci Ed25519 dalam bentuk PEM, kunci rahasia paling atas."),
            path=path,
        ) from None
    return KeyRing(public, signer)


def _ed25519(key: object) -> Ed25519PublicKey:
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def make(path: Path) -> None:
    """Write a new key to ``path``, unless a file is there; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        write_private(path, _private_block(Ed25519PrivateKey.generate()), replace=False)


@dataclass(frozen=True)
class Next:
    """A new key that is to go in front of the file at ``path``: the ids of the one before and of the new one."""

    path: Path
    old: str
    new: str
    text: bytes = field(repr=False)

    def take_up(self) -> None:
        """Write the file, whole or not at all. Raises KeyRefused."""
        try:
            write_private(self.path, self.text)
        except OSError as error:
            raise KeyRefused(
                N_("Berkas kunci %(path)s tidak dapat ditulis (%(why)s)."),
                path=self.path,
                why=error.strerror or "?",
            ) from error


def draw_next(path: Path) -> Next:
    """A new key for the file; of the one before only the public half stays. Nothing changes before it is taken up.

    Raises KeyRefused.
    """
    ring = load(path, private=True)
    fresh = Ed25519PrivateKey.generate()
    blocks = [_private_block(fresh), *(key.public_bytes(*_PUBLIC) for key in ring.public.values())]
    return Next(path, ring.newest, key_id(fresh.public_key()), b"".join(blocks))


def public_text(ring: KeyRing) -> str:
    """The public halves, newest first, for whoever checks elsewhere."""
    return b"".join(key.public_bytes(*_PUBLIC) for key in ring.public.values()).decode("ascii")


def _private_block(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
