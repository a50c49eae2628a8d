"""Several pictures of two files by one command: formats, a carousel, their names, and what is refused."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from install import ROOT
from tests.adapters.pictures import opened
from tests.compose.commands import compose, pair_in

MOJO = ("--unit", "Kelurahan Mojo", "--date-after", "2026-11-26")


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    return pair_in(tmp_path, (600, 800))


def digests(folder: Path) -> dict[str, str]:
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in sorted(folder.iterdir())}


def test_several_formats_go_into_a_folder_by_their_names(pair: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "hasil"

    answer = compose(*pair, "-o", out, "--format", "portrait,story", "--format", "portrait", *MOJO)

    assert answer.exit_code == 0, answer.output
    assert {each.name: opened(each.read_bytes()).size for each in out.iterdir()} == {
        "kelurahan-mojo-2026-11-26-potret.jpg": (1080, 1350),
        "kelurahan-mojo-2026-11-26-cerita.jpg": (1080, 1920),
    }
    assert [line.rpartition(":")[0] for line in answer.output.splitlines()] == [
        f"{out}/kelurahan-mojo-2026-11-26-{name}.jpg" for name in ("potret", "cerita")
    ]


def test_a_carousel_is_cover_before_and_after_in_one_ratio(pair: list[Path], tmp_path: Path) -> None:
    out, alone = tmp_path / "hasil", tmp_path / "sendiri.jpg"

    answers = [
        compose(*pair, "-o", out, "--carousel", "--format", "square"),
        compose(*pair, "-o", alone, "--format", "square"),
    ]

    assert [answer.exit_code for answer in answers] == [0, 0]
    found = digests(out)
    assert list(found) == [
        "bukti-korsel-1.jpg",
        "bukti-korsel-2.jpg",
        "bukti-korsel-3.jpg",
        "bukti-persegi.jpg",
    ]
    assert {opened(each.read_bytes()).size for each in out.iterdir()} == {(1080, 1080)}
    # The cover is the comparison itself, and the comparison is what it is alone.
    cover, *slides, square = found.values()
    assert cover == square == hashlib.sha256(alone.read_bytes()).hexdigest()
    assert len({cover, *slides}) == 3


def test_a_carousel_alone_makes_no_other_picture(pair: list[Path], tmp_path: Path) -> None:
    assert compose(*pair, "-o", tmp_path / "hasil", "--carousel", *MOJO).exit_code == 0

    assert list(digests(tmp_path / "hasil")) == [
        f"kelurahan-mojo-2026-11-26-korsel-{number}.jpg" for number in (1, 2, 3)
    ]


def test_one_picture_goes_into_a_folder_that_is_there(pair: list[Path], tmp_path: Path) -> None:
    (tmp_path / "hasil").mkdir()

    assert compose(*pair, "-o", tmp_path / "hasil").exit_code == 0

    assert list(digests(tmp_path / "hasil")) == ["bukti-potret.jpg"]


def test_another_process_makes_the_same_bytes_and_another_label_others(
    pair: list[Path], tmp_path: Path
) -> None:
    asked = ["--carousel"]
    compose(*pair, "-o", tmp_path / "a", *asked)
    compose(*pair, "-o", tmp_path / "c", *asked, "--label-after", "KINI")

    subprocess.run(
        [sys.executable, "-m", "evidence.cli", "compose", *map(str, pair), "-o", str(tmp_path / "b"), *asked],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}, check=True, capture_output=True,
    )  # fmt: skip

    one, again, other = (digests(tmp_path / name) for name in "abc")
    assert one == again
    changed = {name for name in one if one[name] != other[name]}
    # The before alone does not show what the after is called.
    assert set(one) - changed == {"bukti-korsel-2.jpg"}


def test_what_cannot_be_drawn_or_written_is_said_and_leaves_nothing(pair: list[Path], tmp_path: Path) -> None:
    file, before = tmp_path / "sebelum.jpg", set(tmp_path.iterdir())
    two = ("--format", "portrait,landscape")

    for words, code, told in (
        (("-o", tmp_path / "hasil", "--format", "portrait,poster"), 2, "pilih dari portrait, square"),
        (("-o", tmp_path / "hasil", "--format", ""), 2, "pilih dari portrait, square"),
        (
            ("-o", tmp_path / "hasil", *two, "--layout", "stack"),
            2,
            "format landscape tidak mempunyai susunan stack",
        ),
        (("-o", file, *two), 2, "perlu sebuah folder"),
        (("-o", tmp_path / "tidak" / "ada", *two), 1, "tidak/ada"),
    ):
        answer = compose(*pair, *words)

        assert (answer.exit_code, told in answer.output) == (code, True), answer.output
    assert set(tmp_path.iterdir()) == before
