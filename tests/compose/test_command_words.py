"""What the command says of two files that it cannot take as they are, and what it does not say for them."""

from pathlib import Path

import pytest
from PIL import Image

from tests.adapters.pictures import four_corners, jpeg
from tests.compose.commands import compose


def put(path: Path, size: tuple[int, int] = (600, 800), taken: str = "") -> Path:
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    path.write_bytes(jpeg(four_corners(size), exif=exif))
    return path


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    return [put(tmp_path / "sebelum.jpg"), put(tmp_path / "sesudah.jpg")]


def test_a_date_that_cannot_be_is_not_told(pair: list[Path], tmp_path: Path) -> None:
    future = put(tmp_path / "kelak.jpg", taken="2099:01:01 08:00:00")
    past = put(tmp_path / "dahulu.jpg", taken="2026:01:14 08:00:00")
    asked = {
        "no date": (pair[0],),
        "future": (future,),
        "past": (past,),
        "told": (pair[0], "--date-before", "2026-01-14"),
        "told instead": (future, "--date-before", "2026-01-14"),
    }
    made = {}
    for name, (before, *words) in asked.items():
        assert compose(before, pair[1], "-o", tmp_path / "c.jpg", *words).exit_code == 0
        made[name] = (tmp_path / "c.jpg").read_bytes()

    # The same words on the same pixels are the same bytes.
    assert made["future"] == made["no date"]
    assert made["past"] == made["told"] == made["told instead"] != made["no date"]


def test_a_jpeg_is_not_written_under_another_name(pair: list[Path], tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())

    answer = compose(*pair, "-o", tmp_path / "b.png")

    assert answer.exit_code == 2
    assert "b.png: gambar disimpan sebagai JPEG" in answer.output
    assert set(tmp_path.iterdir()) == before


def test_a_crest_that_is_no_picture_is_named(pair: list[Path], tmp_path: Path) -> None:
    crest = tmp_path / "teks.png"
    crest.write_text("halo")

    answer = compose(*pair, "-o", tmp_path / "c.jpg", "--crest", crest)

    assert answer.exit_code == 1
    assert f"{crest}: lambang ini" in answer.output
    assert "kamera" not in answer.output


def test_a_long_link_is_refused_in_the_language_of_the_rest(pair: list[Path], tmp_path: Path) -> None:
    answer = compose(*pair, "-o", tmp_path / "c.jpg", "--link", "https://" + "a" * 60)

    assert answer.exit_code == 2
    assert "paling panjang 42 bita" in answer.output


def test_a_small_photo_is_drawn_and_said_to_be_small(pair: list[Path], tmp_path: Path) -> None:
    small = put(tmp_path / "kecil.jpg", (120, 160))

    usual, warned = (compose(each, pair[1], "-o", tmp_path / "c.jpg") for each in (pair[0], small))

    assert [usual.exit_code, warned.exit_code] == [0, 0]
    assert usual.stderr == ""
    assert warned.stderr == f"{small}: foto ini kecil dan dibesarkan 6,3 kali, jadi tampak kabur.\n"
