"""Finding how two photos lie on each other, behind the child's wall: right, or nothing at all."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from evidence.adapters.imaging import ALIGN, REASONS, Unreadable, alignment, available
from evidence.adapters.imaging.bounded import attempt
from install import ROOT
from tests.adapters import warps
from tests.adapters.pictures import jpeg, noise, turned


def test_opencv_is_there_for_the_tests() -> None:
    assert available()


def test_without_opencv_nothing_is_offered_and_all_else_is_there() -> None:
    # As the import system notes a package that is not there.
    program = (
        "import sys; sys.modules['cv2'] = sys.modules['numpy'] = None; "
        "from evidence.adapters import imaging; from evidence.compose import alignments, pictures; "
        "print(imaging.available(), imaging.by_marks((4, 3), [(0, 0), (1, 1)], (4, 3), [(0, 0), (1, 1)]).scale)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["False", "10000"]


@pytest.mark.parametrize("number", [8, *(pytest.param(each, marks=pytest.mark.prove) for each in (51, 90))])
def test_a_moved_photo_is_found_although_much_of_it_changed(number: int) -> None:
    pair = warps.pair(number)

    found = alignment(pair.before, pair.after)

    assert pair.changed >= 0.3
    assert found is not None
    assert pair.error(found) < warps.WRONG
    assert alignment(pair.before, pair.after) == found


def test_a_photo_of_another_size_and_held_another_way_is_found_as_well() -> None:
    pair = warps.pair(8)
    after = Image.open(BytesIO(pair.after)).resize((1600, 1200))

    found = alignment(pair.before, turned(after, 6))

    assert found is not None
    assert pair.error(found) < warps.WRONG


@pytest.mark.parametrize("number", [pytest.param(1, marks=pytest.mark.prove), 18])
def test_photos_of_two_places_are_not_laid_over_each_other(number: int) -> None:
    assert alignment(*warps.strangers(number)) is None


@pytest.mark.parametrize(("moved", "offered"), [(0, False), (24, True)])
def test_a_strip_is_enough_where_nearly_all_agrees_but_not_a_stamp(moved: int, offered: bool) -> None:
    # The same pixels at the same place of both are what a camera app prints on them.
    strip = noise((60, 15)).resize((800, 150))
    photos = [Image.new("RGB", (800, 600), grey) for grey in ("#777777", "#aaaaaa")]
    photos[0].paste(strip, (0, 450))
    photos[1].paste(strip, (0, 450 - moved))

    assert (alignment(*(jpeg(photo) for photo in photos)) is not None) is offered


def test_where_nothing_is_to_be_seen_nothing_is_found() -> None:
    grey, grain = jpeg(Image.new("RGB", (800, 600), (120, 120, 120))), jpeg(noise((400, 300)))

    assert alignment(grey, grey) is None
    assert alignment(grey, grain) is None


def test_a_broken_photo_is_refused_and_the_child_stays_small() -> None:
    pair = warps.pair(8)

    with pytest.raises(Unreadable) as refused:
        alignment(pair.before, pair.after[:2000])
    assert refused.value.reason in REASONS
    _answer, ending = attempt({"do": "align"}, [pair.before, pair.after], ALIGN)
    assert (ending.code, ending.memory < 150 * 1024 * 1024) == (0, True)
