"""The comparison of two files by command, without a database."""

import hashlib
import os
from pathlib import Path

import pytest
from PIL import Image

from tests.adapters.pictures import CORNERS, corner_names, four_corners, jpeg, noise, opened, png, saved
from tests.compose.commands import compose, pair_in

BIG = (1200, 1600)


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    return pair_in(tmp_path, BIG)


def test_two_files_become_one_picture(pair: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "hasil.jpg"

    answer = compose(*pair, "-o", out, "--title", "Kuras saluran")

    assert answer.exit_code == 0, answer.output
    picture = opened(out.read_bytes())
    assert picture.size == (1080, 1350)
    assert corner_names(picture.crop((0, 0, 536, 1000))) == list(CORNERS)
    assert corner_names(picture.crop((544, 0, 1080, 1000))) == list(CORNERS)[::-1]
    assert answer.output.startswith(f"{out}: ")


def test_the_same_files_and_words_give_the_same_bytes(pair: list[Path], tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("a.jpg", "b.jpg", "c.jpg")]

    for out, label in zip(outs, ("SEBELUM", "SEBELUM", "DAHULU"), strict=True):
        assert compose(*pair, "-o", out, "--label-before", label).exit_code == 0

    one, again, other = (hashlib.sha256(out.read_bytes()).hexdigest() for out in outs)
    assert one == again != other


@pytest.mark.parametrize(
    ("format_", "layout", "size"),
    [
        ("portrait", "stack", (1080, 1350)),
        ("square", "side", (1080, 1080)),
        ("story", "inset", (1080, 1920)),
        ("landscape", "side", (1600, 900)),
    ],
)
def test_each_format_has_its_size(
    pair: list[Path], tmp_path: Path, format_: str, layout: str, size: tuple[int, int]
) -> None:
    out = tmp_path / "hasil.jpg"

    answer = compose(*pair, "-o", out, "--format", format_, "--layout", layout, "--theme", "daun")

    assert answer.exit_code == 0, answer.output
    assert opened(out.read_bytes()).size == size


def test_a_frame_moves_and_nears_a_photo(pair: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "hasil.jpg"

    answer = compose(*pair, "-o", out, "--frame-before", "25,25,220", "--frame-after", "75,75,220")

    assert answer.exit_code == 0, answer.output
    picture = opened(out.read_bytes())
    for panel in ((0, 0, 536, 800), (544, 0, 1080, 800)):
        assert set(corner_names(picture.crop(panel))) == {"red"}


def test_crest_code_and_link_are_drawn(pair: list[Path], tmp_path: Path) -> None:
    crest, plain, full = (tmp_path / name for name in ("lambang.png", "polos.jpg", "penuh.jpg"))
    crest.write_bytes(png(Image.new("RGBA", (90, 120), (160, 30, 40, 255))))
    marks = ("--crest", crest, "--code", "7Q4M-2KXD", "--link", "https://bukti.surakarta.go.id/b/7Q4M2KXD")

    answers = [compose(*pair, "-o", plain), compose(*pair, "-o", full, *marks)]

    assert [answer.exit_code for answer in answers] == [0, 0]
    picture = opened(full.read_bytes())
    red = picture.getpixel((84, 1282))
    assert isinstance(red, tuple)
    assert red[0] > 130 > 60 > red[1]
    # As it is: as high as its room, and not stretched to fill it.
    left = picture.getpixel((58, 1282))
    assert isinstance(left, tuple)
    assert min(left) > 230


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"halo", "tidak dapat dibaca sebagai foto"), (jpeg(noise((300, 300)))[:5000], "tidak utuh")],
)
def test_a_file_that_is_no_photo_is_named_and_nothing_is_written(
    pair: list[Path], tmp_path: Path, body: bytes, reason: str
) -> None:
    pair[1].write_bytes(body)
    before = set(tmp_path.iterdir())

    answer = compose(*pair, "-o", tmp_path / "hasil.jpg")

    assert answer.exit_code == 1
    assert str(pair[1]) in answer.output
    assert reason in answer.output
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "landscape", "--layout", "stack"),
        ("--frame-before", "50"),
        ("--frame-before", "50,50,900"),
        ("--link", "https://" + "a" * 60),
        ("--format", "poster"),
    ],
)
def test_what_cannot_be_drawn_is_a_usage_error(
    pair: list[Path], tmp_path: Path, words: tuple[str, ...]
) -> None:
    answer = compose(*pair, "-o", tmp_path / "hasil.jpg", *words)

    assert answer.exit_code == 2
    assert "Error" in answer.output
    assert not (tmp_path / "hasil.jpg").exists()


def test_a_place_that_cannot_be_written_is_named(pair: list[Path], tmp_path: Path) -> None:
    answer = compose(*pair, "-o", tmp_path / "tidak-ada" / "hasil.jpg")

    assert answer.exit_code == 1
    assert "tidak-ada" in answer.output


def test_a_file_that_is_no_photo_by_its_size_is_not_read(pair: list[Path], tmp_path: Path) -> None:
    os.truncate(pair[1], 300 * 1024 * 1024)

    answer = compose(*pair, "-o", tmp_path / "hasil.jpg")

    assert answer.exit_code == 1
    assert "terlalu besar" in answer.output


def test_photos_of_any_kind_meet(pair: list[Path], tmp_path: Path) -> None:
    pair[0].write_bytes(saved(four_corners(BIG), "HEIF"))
    pair[1].write_bytes(saved(four_corners(BIG), "WEBP"))

    answer = compose(*pair, "-o", tmp_path / "hasil.jpg")

    assert answer.exit_code == 0, answer.output
