"""What the command says of two files that it cannot take as they are, and what it does not say for them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from evidence.adapters import imaging
from evidence.cli import main
from evidence.compose import cli
from tests.adapters.pictures import four_corners, jpeg


def compose(*words: object) -> Result:
    return CliRunner().invoke(main, ["compose", *map(str, words)])


def put(path: Path, size: tuple[int, int] = (600, 800), taken: str = "") -> Path:
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    path.write_bytes(jpeg(four_corners(size), exif=exif))
    return path


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    return [put(tmp_path / "sebelum.jpg"), put(tmp_path / "sesudah.jpg")]


def test_a_date_that_cannot_be_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[imaging.Recipe] = []
    monkeypatch.setattr(cli.imaging, "compose_all", lambda recipes, *_: drawn.extend(recipes) or [b""])
    pair = [
        put(tmp_path / "a.jpg", taken="2099:01:01 08:00:00"),
        put(tmp_path / "b.jpg", taken="2026:01:14 08:00:00"),
    ]

    answers = [
        compose(*pair, "-o", tmp_path / "c.jpg"),
        compose(*pair, "-o", tmp_path / "c.jpg", "--date-before", "2026-01-12"),
    ]

    assert [answer.exit_code for answer in answers] == [0, 0]
    assert [each.dates for each in drawn] == [
        ("Tanggal tidak tercatat", "Rabu, 14 Januari 2026"),
        ("Senin, 12 Januari 2026", "Rabu, 14 Januari 2026"),
    ]


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
