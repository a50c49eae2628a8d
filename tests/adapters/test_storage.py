"""The contract of the object store, held by the embedded rclone and by SeaweedFS alike."""

import hashlib
import http.server
import logging
import socket
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from evidence.adapters.storage import ObjectMissing, Storage, StorageUnavailable
from evidence.core import clock
from evidence.core.errors import Unavailable
from evidence.embedded import Store, ports
from tests.clusters import temporary_folder
from tests.stores import new_bucket, running_weed, write_past

PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 2000


@pytest.fixture(scope="module", params=["rclone", "weed"])
def any_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each store in turn."""
    if request.param == "rclone":
        yield request.getfixturevalue("store")
        return
    with temporary_folder() as folder, running_weed(folder) as found:
        yield found


@pytest.fixture(scope="module")
def bucket(any_store: Store) -> Storage:
    """A bucket shared by the tests of one store; each test uses keys of its own."""
    found = any_store.storage(new_bucket())
    found.ready()
    return found


def test_what_was_put_is_got_back(bucket: Storage) -> None:
    key = f"originals/0b7f/{hashlib.sha256(PICTURE).hexdigest()}.jpg"

    bucket.put(key, PICTURE, "image/jpeg")

    assert bucket.get(key) == PICTURE
    found = bucket.head(key)
    assert found is not None
    assert (found.key, found.size) == (key, len(PICTURE))
    assert abs(found.modified - clock.now()) < timedelta(minutes=1)


def test_an_original_is_written_once_and_only_under_its_own_hash(bucket: Storage) -> None:
    other = PICTURE + b"!"
    key = f"originals/{uuid.uuid4()}/{hashlib.sha256(PICTURE).hexdigest()}.jpg"
    bucket.put(key, PICTURE, "image/jpeg")
    first = bucket.head(key)

    bucket.put(key, PICTURE, "image/jpeg")
    with pytest.raises(ValueError, match="other bytes than the key names"):
        bucket.put(key, other, "image/jpeg")

    assert (bucket.get(key), bucket.head(key)) == (PICTURE, first)


def test_an_original_whose_bytes_the_store_lost_is_written_again(bucket: Storage) -> None:
    key = f"originals/{uuid.uuid4()}/{hashlib.sha256(PICTURE).hexdigest()}.jpg"
    # As a store leaves it that lost power: the name and the length are there, the bytes are not.
    write_past(bucket, key, bytes(len(PICTURE)))

    bucket.put(key, PICTURE, "image/jpeg")

    assert bucket.get(key) == PICTURE


def test_a_stream_brings_the_object_in_small_pieces(bucket: Storage) -> None:
    bucket.put("stream/photo.jpg", PICTURE, "image/jpeg")

    pieces = list(bucket.stream("stream/photo.jpg"))

    assert b"".join(pieces) == PICTURE
    assert max(len(piece) for piece in pieces) <= 64 * 1024


def test_an_empty_object_is_an_object(bucket: Storage) -> None:
    bucket.put("empty/nothing.json", b"", "application/json")

    assert bucket.get("empty/nothing.json") == b""


def test_a_second_put_replaces_the_first(bucket: Storage) -> None:
    bucket.put("twice/photo.png", b"old and longer", "image/png")
    bucket.put("twice/photo.png", b"new", "image/png")

    assert bucket.get("twice/photo.png") == b"new"


def test_a_missing_object_is_said_before_a_page_has_begun(bucket: Storage) -> None:
    assert bucket.head("nowhere/photo.jpg") is None
    with pytest.raises(ObjectMissing):
        bucket.get("nowhere/photo.jpg")
    with pytest.raises(ObjectMissing):
        bucket.stream("nowhere/photo.jpg")


def test_deleting_is_done_when_the_object_is_gone_also_if_it_never_was(bucket: Storage) -> None:
    bucket.put("gone/photo.jpg", b"x", "image/jpeg")

    bucket.delete("gone/photo.jpg")
    bucket.delete("gone/photo.jpg")
    bucket.delete("never/was/photo.jpg")

    assert bucket.head("gone/photo.jpg") is None


def test_a_deleted_object_can_be_stored_again(bucket: Storage) -> None:
    bucket.put("again/photo.jpg", b"first", "image/jpeg")
    bucket.delete("again/photo.jpg")

    bucket.put("again/photo.jpg", b"second", "image/jpeg")

    assert bucket.get("again/photo.jpg") == b"second"


def test_a_list_names_what_is_under_a_prefix_and_nothing_else(bucket: Storage) -> None:
    for name in ("list/a/1.jpg", "list/a/2.jpg", "list/b/3.jpg"):
        bucket.put(name, name.encode(), "image/jpeg")

    found = {each.key: each.size for each in bucket.list("list/a/")}

    assert found == {"list/a/1.jpg": 12, "list/a/2.jpg": 12}
    assert list(bucket.list("list/c/")) == []


def test_writers_racing_for_one_key_leave_one_whole_object(bucket: Storage) -> None:
    # Keys name the hash of their bytes, so racing writers can only write the same.
    key = f"race/{hashlib.sha256(PICTURE).hexdigest()}.jpg"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: bucket.put(key, PICTURE, "image/jpeg"), range(16)))

    assert bucket.get(key) == PICTURE
    # rclone may name an object twice that many wrote at once; the folder holds it once, and one removal ends it.
    assert {each.key for each in bucket.list("race/")} == {key}
    bucket.delete(key)
    assert bucket.head(key) is None


def test_being_ready_again_and_again_is_fine(bucket: Storage, any_store: Store) -> None:
    bucket.ready()
    any_store.storage(bucket.bucket).ready()


def test_strangers_and_wrong_keys_are_refused(bucket: Storage, any_store: Store) -> None:
    bucket.put("private/photo.jpg", b"x", "image/jpeg")
    liar = Storage(any_store.endpoint, bucket.bucket, any_store.access_key, "not the key", any_store.region)

    for path in ("", "?list-type=2", "/private/photo.jpg"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"{any_store.endpoint}/{bucket.bucket}{path}", timeout=30)  # noqa: S310
        assert 400 <= refusal.value.code < 500
        refusal.value.close()
    for act in (
        liar.ready,
        lambda: liar.get("private/photo.jpg"),
        lambda: liar.put("p/x.jpg", b"", "image/jpeg"),
    ):
        with pytest.raises(StorageUnavailable):
            act()


@pytest.mark.parametrize(
    ("key", "content_type", "why"),
    [
        ("", "image/jpeg", "it is empty"),
        ("/photo.jpg", "image/jpeg", "it begins with a slash"),
        ("a//photo.jpg", "image/jpeg", "a part is empty"),
        ("a/../photo.jpg", "image/jpeg", "it climbs out"),
        ("a/./photo.jpg", "image/jpeg", "it names its own folder"),
        ("a/.rclone_temp_1.jpg", "image/jpeg", "the store hides such names"),
        ("a/foto saya.jpg", "image/jpeg", "it holds a space"),
        ("a/foto\n.jpg", "image/jpeg", "it holds a line break"),
        ("a/photo.jpg", "image/png", "the extension says another type"),
        ("a/photo", "image/jpeg", "there is no extension"),
        ("a/photo.jpg", "application/zip", "the extension says picture and the type does not"),
        ("a/" + "x" * 600 + ".jpg", "image/jpeg", "it is too long"),
    ],
)
def test_a_key_that_some_store_would_misread_is_refused(
    storage: Storage, key: str, content_type: str, why: str
) -> None:
    with pytest.raises(ValueError, match=r"key|extension"):
        storage.put(key, b"x", content_type)

    assert list(storage.list("")) == [], why


def test_a_store_that_does_not_answer_is_unavailable_and_says_when_to_come_back() -> None:
    nobody = Storage(
        f"http://127.0.0.1:{ports.free_port()}", "bukti", "someaccesskey", "some secret key", "us-east-1"
    )

    with pytest.raises(Unavailable) as refusal:
        nobody.put("a/photo.jpg", b"x", "image/jpeg")

    assert refusal.value.retry_after > 0
    assert isinstance(refusal.value, StorageUnavailable)


def test_a_store_that_is_open_to_strangers_is_not_ready() -> None:
    class Open(http.server.BaseHTTPRequestHandler):
        """Answers everybody."""

        def _answer(self) -> None:
            body = b'<?xml version="1.0"?><ListBucketResult><Name>bukti</Name></ListBucketResult>'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = _answer

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        storage = Storage(
            f"http://127.0.0.1:{server.server_port}", "bukti", "someaccesskey", "key", "us-east-1"
        )
        try:
            with pytest.raises(StorageUnavailable) as refusal:
                storage.ready()
        finally:
            server.shutdown()

    assert "without signing" in refusal.value.cause


def test_an_answer_cut_off_in_the_middle_is_unavailable_not_a_short_picture() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def cut_off() -> None:
            # Until the socket is closed: how often the client asks again is its own affair.
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(
                            b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly the beginning"
                        )

        threading.Thread(target=cut_off, daemon=True).start()
        storage = Storage(
            f"http://127.0.0.1:{server.getsockname()[1]}", "bukti", "someaccesskey", "key", "us-east-1"
        )

        with pytest.raises(StorageUnavailable):
            storage.get("a/photo.jpg")


def test_the_keys_are_neither_shown_nor_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    storage = store.storage(new_bucket())

    storage.ready()
    storage.put("a/photo.jpg", b"x", "image/jpeg")

    assert store.secret_key not in repr(storage) + caplog.text
    assert store.access_key not in repr(storage)
