"""A large file over a bad line: cut off five times, once in the middle of a part, and from many tabs at once."""

import hashlib
import socket
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import update

from evidence.capture.models import OriginalState, Photo, PhotoState
from evidence.core.jobs import RENDER
from evidence.embedded import Store, checks, ports
from evidence.embedded.processes import Process, Program, plain_environment, running
from tests.capture.phones import (
    KB,
    MB,
    Sending,
    camera_file,
    headers_of,
    part_objects,
    part_rows,
    send_small,
    sha256,
)
from tests.capture.traces import row, storage_of
from tests.clusters import Cluster, temporary_folder
from tests.house import House, furnished, put_activity
from tests.practice.serving import client
from tests.tokens import bearer
from tests.waiting import until

# Too long for the check, which has twelve minutes.
pytestmark = pytest.mark.prove

ROOT = Path(__file__).resolve().parent.parent.parent
PART = 256 * KB
FILE = camera_file(5 * MB + 123)


@pytest.fixture(scope="module")
def home(cluster: Cluster, store: Store) -> Iterator[House]:
    """The house behind the socket."""
    with furnished(cluster, store, EVIDENCE_PORT=str(ports.free_port())) as house:
        yield house


@pytest.fixture(scope="module")
def web(home: House) -> Iterator[str]:
    """The address of its web, a process of its own."""
    port = int(home.env["EVIDENCE_PORT"])
    program = Program(
        "web",
        (sys.executable, "-m", "evidence.cli", "web"),
        plain_environment(**home.env, PYTHONPATH=str(ROOT)),
    )
    with temporary_folder() as folder:
        log = folder / "web.log"
        with running(program, lambda: checks.answers("127.0.0.1", port, "/healthz"), log, 60):
            yield f"http://127.0.0.1:{port}"


def photo_of(house: House, body: bytes) -> str:
    lurah = house.client("lurah.mojo")
    return send_small(lurah, put_activity(lurah), body)


def held(http: httpx.Client, url: str) -> int:
    """How many bytes the house has, as a phone asks that comes back."""
    answer = http.head(url)
    assert answer.status_code == 204
    return int(answer.headers["Upload-Offset"])


def cut_off(url: str, headers: dict[str, str], part: bytes) -> None:
    """Send the head of a request and half of its body, then lose the line."""
    told = {**headers, "Host": "bukti.example", "Content-Length": str(len(part))}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    there = urlsplit(url)
    with socket.create_connection((there.hostname or "", there.port or 0), 10) as line:
        line.sendall(f"PATCH {there.path} HTTP/1.1\r\n{head}\r\n".encode() + part[: len(part) // 2])


def lose_the_answer(url: str, headers: dict[str, str], part: bytes) -> None:
    """Send a whole part and be gone before the answer."""
    told = {**headers, "Host": "bukti.example", "Content-Length": str(len(part))}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    there = urlsplit(url)
    with socket.create_connection((there.hostname or "", there.port or 0), 10) as line:
        line.sendall(f"PATCH {there.path} HTTP/1.1\r\n{head}\r\n".encode() + part)


def test_a_file_cut_off_five_times_arrives_whole(home: House, web: str) -> None:
    photo, token = photo_of(home, FILE), bearer(home, "lurah.mojo")
    url = f"{web}/api/v1/photos/{photo}"
    sent = 0

    for interruption in range(5):
        # A phone that comes back knows nothing but what the house tells it.
        with client(**token) as http:
            offset = held(http, url)
            for _ in range(3):
                part = FILE[offset : offset + PART]
                answer = http.request("PATCH", url, content=part, headers=headers_of(part, offset, len(FILE)))
                assert answer.status_code == 204
                sent += len(part)
                offset = int(answer.headers["Upload-Offset"])
            part = FILE[offset : offset + PART]
            told = {**token, **headers_of(part, offset, len(FILE))}
            if interruption % 2:
                lose_the_answer(url, told, part)
                until(lambda: held(http, url) == offset + len(part))  # noqa: B023
                sent += len(part)
            else:
                cut_off(url, told, part)
                assert held(http, url) == offset
    with client(**token) as http:
        while (offset := held(http, url)) < len(FILE):
            part = FILE[offset : offset + PART]
            http.request(
                "PATCH", url, content=part, headers=headers_of(part, offset, len(FILE))
            ).raise_for_status()
            sent += len(part)
    home.run_jobs(RENDER)

    # No byte was kept twice, and none was asked for again that was held.
    assert sent == len(FILE)
    found = row(home, photo)
    assert found.original_key is not None
    assert sha256(storage_of(home).get(found.original_key)) == sha256(FILE) == found.original_sha256
    assert [each for each in part_rows(home) if str(each.photo_id) == photo] == []
    assert [key for key in part_objects(home) if photo in key] == []


def peak(process: Process) -> int:
    """The most memory that a process ever had, in bytes."""
    told = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) * KB


@pytest.mark.prove
def test_the_largest_file_is_joined_in_little_memory_and_handed_out(home: House, web: str) -> None:
    body = camera_file(60 * MB)
    photo, token = photo_of(home, body), bearer(home, "lurah.mojo")
    with client(**token) as http:
        for start in range(0, len(body), MB):
            part = body[start : start + MB]
            headers = headers_of(part, start, len(body))
            http.request(
                "PATCH", f"{web}/api/v1/photos/{photo}", content=part, headers=headers
            ).raise_for_status()
    command = (sys.executable, "-m", "evidence.cli", "worker", "--queue", "render")
    worker = Program("worker", command, plain_environment(**home.env, PYTHONPATH=str(ROOT)))

    with temporary_folder() as folder, running(worker, lambda: None, folder / "worker.log") as process:
        until(lambda: row(home, photo).original_stored_at, 60, every=0.2)
        most = peak(process)
    answer = home.client("lurah.mojo").get(f"/foto/{photo}/kamera")

    assert sha256(answer.data) == sha256(body)
    assert answer.content_length == len(body)
    assert most < 300 * MB


@pytest.mark.parametrize("last", [False, True], ids=["first part", "only part"])
def test_many_parallel_calls_with_one_part_leave_one_row_and_one_object(house: House, last: bool) -> None:
    body = camera_file()
    photo, headers = photo_of(house, body), {**bearer(house, "lurah.mojo"), "Origin": ""}
    start, size = Barrier(12), len(body) if last else 100 * KB

    def send(_: int) -> tuple[int, str]:
        start.wait(60)
        answer = Sending(house.app.test_client(), photo, body).part(0, size, headers=headers)
        return answer.status_code, answer.headers["Upload-Offset"]

    with ThreadPoolExecutor(12) as tabs:
        answers = set(tabs.map(send, range(12)))
    rows, objects = part_rows(house), part_objects(house)
    house.run_jobs(RENDER)

    assert answers == {(204, str(size))}
    assert [each.object_key for each in rows] == objects
    assert len(objects) == 1
    assert (row(house, photo).original_stored_at is not None) is last


def test_two_tabs_with_different_parts_leave_one_of_them(house: House) -> None:
    body, other = camera_file(), camera_file(seed=8)
    headers = bearer(house, "lurah.mojo")

    def send(photo: str, bytes_of: bytes, start: Barrier) -> int:
        start.wait(60)
        tab = Sending(house.app.test_client(), photo, bytes_of)
        return tab.part(0, 100 * KB, headers=headers).status_code

    with ThreadPoolExecutor(2) as tabs:
        for _ in range(5):
            photo, start = photo_of(house, body), Barrier(2)
            pair = [tabs.submit(send, photo, each, start) for each in (body, other)]
            assert sorted(each.result() for each in pair) == [204, 409]

    assert [each.object_key for each in sorted(part_rows(house), key=lambda each: each.object_key)] == (
        part_objects(house)
    )
    assert len(part_objects(house)) == 5


def test_a_photo_that_is_unknown_to_the_house_is_404_on_the_socket(home: House, web: str) -> None:
    with client(**bearer(home, "lurah.mojo")) as http:
        assert http.head(f"{web}/api/v1/photos/{uuid.uuid4()}").status_code == 404


def test_readers_who_take_nothing_keep_nobody_waiting(home: House, web: str) -> None:
    photo, cookie = photo_of(home, FILE), home.client("lurah.mojo").get_cookie("bukti")
    assert cookie is not None
    heavy = bytes(40 * MB)
    key = f"originals/{photo}/camera-{hashlib.sha256(heavy).hexdigest()}.bin"
    storage_of(home).put(key, heavy, "application/octet-stream")
    with home.sessions.begin() as session:
        session.execute(
            update(Photo)
            .where(Photo.id == uuid.UUID(photo))
            .values(
                state=PhotoState.STORED,
                original_state=OriginalState.STORED,
                original_key=key,
                original_size=len(heavy),
            )
        )
    there = urlsplit(web)
    head = (
        f"GET /foto/{photo}/kamera HTTP/1.1\r\nHost: {there.netloc}\r\nCookie: bukti={cookie.value}\r\n\r\n"
    )

    with ExitStack() as readers, client() as http:
        for _ in range(10):
            line = readers.enter_context(
                socket.create_connection((there.hostname or "", there.port or 0), 60)
            )
            line.sendall(head.encode())
            assert line.recv(12) == b"HTTP/1.1 200"

        assert http.get(f"{web}/healthz", timeout=30).status_code == 200
