"""What is refused, with which reason, how fast, and how little it may cost."""

import os
import select
import signal
import socket
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random
from time import monotonic

import psutil
import pytest
from PIL import Image

from evidence.adapters.imaging import REASONS, Bounds, ImagingUnavailable, Unreadable, examine
from evidence.adapters.imaging.bounded import _asked, _server, run, understood
from evidence.adapters.imaging.wire import WALL, parted
from tests.adapters.pictures import (
    four_corners,
    jpeg,
    noise,
    png,
    png_claiming,
    resized_claim,
    saved,
    with_scans,
)
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]


# A child that is stopped while it reads this has far more to do than it takes to stop it, however busy the machine is.
HEAVY = png(Image.new("RGB", (6000, 6000), "white"), compress_level=1)
AT_ONCE = Bounds(wall=0, cpu=4)


def reason_of(data: bytes, **options: Bounds) -> str:
    with pytest.raises(Unreadable) as caught:
        examine(data, **options)
    return caught.value.reason


def jpeg_claiming(width: int, height: int) -> bytes:
    """A whole JPEG whose header was changed to claim another size."""
    return resized_claim(jpeg(Image.new("RGB", (16, 16))), (width, height))


def test_every_reason_has_a_sentence_that_says_what_to_do() -> None:
    assert set(REASONS) == {
        "truncated", "not_an_image", "too_many_pixels", "too_many_scans", "took_too_long", "too_much_memory",
        "unsupported_format",
    }  # fmt: skip
    for reason, sentence in REASONS.items():
        assert str(Unreadable(reason)) == sentence
        assert sentence.count(".") == 2


@pytest.mark.parametrize("part", [0.05, 0.3, 0.5, 0.9, 0.999])
def test_a_cut_jpeg_is_truncated(part: float) -> None:
    whole = jpeg(noise((400, 300)))

    assert reason_of(whole[: int(len(whole) * part)]) == "truncated"


def test_a_cut_progressive_jpeg_is_truncated() -> None:
    whole = jpeg(noise((400, 300)), progressive=True)

    assert reason_of(whole[: len(whole) // 2]) == "truncated"


@pytest.mark.parametrize("part", [0.01, 0.5, 0.9999])
def test_a_cut_png_is_truncated(part: float) -> None:
    whole = png(noise((200, 200)))

    assert reason_of(whole[: int(len(whole) * part)]) == "truncated"


def test_a_png_with_a_damaged_byte_is_truncated() -> None:
    whole = bytearray(png(noise((200, 200))))
    whole[len(whole) // 2] ^= 0x55

    assert reason_of(bytes(whole)) == "truncated"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"hanya teks",
        b"<html></html>" * 50,
        Random("no picture").randbytes(3000),
        b"\xff\xd8",
        b"MZ" + bytes(200),
    ],
    ids=["empty", "one byte", "text", "page", "random", "two bytes", "program"],
)
def test_what_is_no_picture_is_called_so(data: bytes) -> None:
    assert reason_of(data) in ("not_an_image", "truncated")


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_picture_formats_are_named_unsupported(kind: str, tmp_path: Path) -> None:
    four_corners((64, 64)).save(tmp_path / "picture", kind)

    assert reason_of((tmp_path / "picture").read_bytes()) == "unsupported_format"


def test_odd_jpegs_videos_and_moving_pictures_are_named_unsupported() -> None:
    video = b"\0\0\0\x18ftypmp42" + bytes(200)
    lossless = jpeg(four_corners()).replace(b"\xff\xc0", b"\xff\xc3", 1)
    moving = BytesIO()
    four_corners((64, 64)).save(moving, "WEBP", save_all=True, append_images=[noise((64, 64))])

    assert [reason_of(each) for each in (video, lossless, moving.getvalue())] == ["unsupported_format"] * 3


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize(
    "part", [pytest.param(0.02, marks=pytest.mark.prove), 0.5, pytest.param(0.95, marks=pytest.mark.prove)]
)
def test_a_cut_file_of_any_kind_is_not_read(kind: str, part: float) -> None:
    whole = saved(noise((400, 300)), kind)

    assert reason_of(whole[: int(len(whole) * part)]) in ("truncated", "not_an_image")


@pytest.mark.parametrize(
    "data",
    [png_claiming(30000, 30000), jpeg_claiming(65000, 65000), png_claiming(2**31 - 1, 2**31 - 1)],
    ids=["png 900 MP", "jpeg 4 GP", "png as large as can be said"],
)
def test_a_claim_of_too_many_pixels_is_refused_unread(data: bytes) -> None:
    assert reason_of(data) == "too_many_pixels"


def test_forty_two_bytes_may_claim_nothing() -> None:
    assert reason_of(png_claiming(30000, 30000)[:42]) == "too_many_pixels"
    assert reason_of(png_claiming(5000, 5000)[:42]) == "truncated"


def test_a_whole_file_with_hardly_any_pixels_behind_its_claim_is_truncated() -> None:
    assert reason_of(jpeg_claiming(12000, 9000)) == "truncated"
    assert reason_of(png_claiming(6000, 6000, zlib.compress(bytes(9000)))) == "truncated"


def test_a_compressed_bomb_of_a_png_is_refused() -> None:
    bomb = png_claiming(30000, 30000, zlib.compress(bytes(10_000_000), 9))

    assert reason_of(bomb) == "too_many_pixels"


def test_a_progressive_jpeg_may_have_fewer_pixels_than_a_plain_one() -> None:
    small = jpeg(Image.new("RGB", (16, 16)), progressive=True)

    assert reason_of(resized_claim(small, (9000, 9000))) == "too_many_pixels"


def test_many_scans_are_refused_and_ordinary_ones_are_not() -> None:
    ordinary = jpeg(noise((300, 200)), progressive=True)

    assert examine(ordinary).width == 300
    assert reason_of(with_scans(ordinary, 65)) == "too_many_scans"
    assert reason_of(with_scans(ordinary, 1900)) == "too_many_scans"


def test_a_child_that_uses_up_its_processor_is_ended() -> None:
    assert reason_of(HEAVY, bounds=Bounds(wall=20, cpu=0)) == "took_too_long"


def test_a_child_that_wants_too_much_memory_is_ended() -> None:
    large = png(Image.new("RGB", (5000, 5000), "white"), compress_level=1)

    assert reason_of(large, bounds=Bounds(wall=20, cpu=10, data=60_000_000)) == "too_much_memory"


def test_a_busy_machine_is_not_the_fault_of_the_photo() -> None:
    with pytest.raises(ImagingUnavailable) as caught:
        examine(HEAVY, AT_ONCE)

    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_child_that_somebody_else_ends_is_not_the_fault_of_the_photo(number: signal.Signals) -> None:
    # A machine that stops, or that needs its memory for others, ends whoever it finds.
    bounds = Bounds(wall=20, cpu=10)
    # A child that has not been told what to do yet stays for as long as it takes to find it.
    with _server.line(bounds.wall) as line:
        (found,) = until(children)
        found.send_signal(number)
        answer, ending = parted(_asked(line, b"", monotonic() + bounds.wall))

    with pytest.raises(ImagingUnavailable) as caught:
        understood(answer, ending, bounds)

    assert f"signal {number}" in caught.value.cause


def test_how_a_child_ended_is_told_also_to_whoever_has_not_read_its_answer_yet() -> None:
    examine(jpeg(four_corners()))
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.setblocking(False)
            for size in (4096, 1):
                with suppress(BlockingIOError):
                    while True:
                        theirs.send(b"x" * size)
            theirs.setblocking(True)
            assert _server._control
            socket.send_fds(_server._control, [WALL.pack(20.0)], [theirs.fileno()])
        (found,) = until(children)
        found.kill()
        until(lambda: not children())

        _answer, ending = parted(_asked(ours, b"", monotonic() + 20))

    assert ending.code == -signal.SIGKILL


def test_no_child_is_left_and_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    for _ in range(2):
        reason_of(jpeg(four_corners())[:2000])
        with pytest.raises(ImagingUnavailable):
            examine(HEAVY, AT_ONCE)

    assert list(tmp_path.iterdir()) == []
    assert until(lambda: not children())


def test_a_fork_server_that_somebody_ends_is_started_again() -> None:
    examine(jpeg(four_corners()))
    server = fork_server()
    server.kill()
    # Nobody has waited for it yet, so it does not go away before it is noticed.
    until(lambda: server.status() == psutil.STATUS_ZOMBIE)

    assert examine(jpeg(four_corners())).width == 900
    assert fork_server() != server


def test_photos_at_the_same_time_do_not_wait_for_each_other() -> None:
    good = jpeg(four_corners())

    with ThreadPoolExecutor(4) as at_once:
        found = at_once.map(examine, [HEAVY, good, HEAVY, good])

    assert [each.width for each in found] == [6000, 900, 6000, 900]


def test_a_mistake_of_ours_is_not_the_fault_of_the_photo() -> None:
    with pytest.raises(ImagingUnavailable) as caught:
        run({"do": "compose", "recipes": [{}]}, [], Bounds(wall=5, cpu=4))

    assert "child failed" in caught.value.cause


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_server_and_child_die_with_their_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    with parent:
        family = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
        parent.wait()

        gone = [wait_until_gone(pid) for pid in family]

    assert gone == [True, True]


# A parent that asks for a child, says its server's id and the child's, and is killed while the child waits.
_PARENT = """
import time
import psutil
from evidence.adapters.imaging import bounded
with bounded._server.line(60) as line:
    while len(family := psutil.Process().children(recursive=True)) < 2:
        time.sleep(0.01)
    print(*(each.pid for each in family), flush=True)
    line.recv(1)
"""


def fork_server() -> psutil.Process:
    """The one server of this process; other tests' database and store may be its children too."""
    (found,) = [
        each
        for each in psutil.Process().children()
        if each.status() != psutil.STATUS_ZOMBIE and "evidence.adapters.imaging.forkserver" in each.cmdline()
    ]
    return found


def children() -> list[psutil.Process]:
    """Who decodes for this process just now."""
    return fork_server().children()


def wait_until_gone(pid: int) -> bool:
    """Whether the process ends within ten seconds; a pidfd tells without asking again."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], 10)[0])
    finally:
        os.close(watch)
