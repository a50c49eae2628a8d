"""What a print keeps of a photo, and what it takes for the same photo."""

from functools import cache
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageChops

from bench.labelled import sent_on
from evidence.adapters import imaging
from evidence.adapters.imaging.likeness import likeness
from evidence.adapters.imaging.points import printed
from evidence.adapters.imaging.prints import ALIKE, BITS, KEYS, Likeness, Print, signed
from tests.adapters.collages import SIZE, collage


@cache
def kept(name: str = "gang") -> Print:
    return printed(collage(name))


def compared(photo: Image.Image) -> Likeness:
    found = likeness(printed(photo), kept())
    assert found is not None
    return found


@pytest.mark.parametrize("way", sent_on.WAYS)
def test_a_photo_is_the_same_in_whatever_way_it_was_sent_on(way: str) -> None:
    assert compared(sent_on.changed(way, collage("gang"), "gang")).share >= ALIKE


def test_what_was_done_to_a_photo_is_said() -> None:
    mirrored = compared(sent_on.mirrored(collage("gang"), Random()))
    cut = compared(sent_on.cut_all(collage("gang"), Random()))
    stamped = compared(sent_on.stamped(collage("gang"), Random("bar")))

    assert (mirrored.mirrored, cut.mirrored) == (True, False)
    assert mirrored.common == pytest.approx(1, abs=0.03)
    # What is left of the cut one is all of it, seen by both.
    assert cut.common > 0.95
    assert (mirrored.stamped, cut.stamped) == pytest.approx((0, 0), abs=0.03)
    assert 0.05 < stamped.stamped < 0.25


@pytest.mark.parametrize("steady", [False, True])
def test_one_place_on_two_days_is_not_one_photo(steady: bool) -> None:
    first, second = sent_on.visits(collage("gang"), collage("jalan"), "a week later", steady=steady)

    found = likeness(printed(second), printed(first))

    assert found is None or found.share < ALIKE - 0.05


def test_two_places_have_nothing_in_common() -> None:
    assert likeness(kept("jalan"), kept("gang")) is None


def test_the_same_file_gives_the_same_print_and_the_child_gives_no_other() -> None:
    out = BytesIO()
    collage("gang").save(out, "JPEG", quality=90)
    file = out.getvalue()
    found = Print.from_plain(imaging.printed(file))

    assert imaging.printed(file) == found.plain()
    assert {point.key for point in found.points[:KEYS]} & {point.key for point in kept().points}
    one, other = likeness(found, kept()), likeness(kept(), found)
    assert one is not None
    assert other is not None
    assert (one.share, one.common) == pytest.approx((1, 1), abs=0.01)
    assert (other.share, other.common) == pytest.approx((1, 1), abs=0.01)


def test_a_print_survives_being_packed() -> None:
    packed = kept().packed()
    again = Print.unpacked(packed)

    assert again.points == kept().points
    assert again.packed() == packed
    assert max(abs(one - other) for one, other in zip(again.copy, kept().copy, strict=True)) <= 2
    assert len(packed) < 4500


@pytest.mark.parametrize(
    "broken",
    [b"", b"\x01", b"\x09" + bytes(40), bytes([1, 2, 0, 9, 0, 9]), bytes([1, 0, 0, 9, 0, 9]) + b"none"],
)
def test_what_is_no_print_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="print"):
        Print.unpacked(broken)


@pytest.mark.parametrize("text", ["%%%", "äö", "AQID"])
def test_what_is_no_text_of_a_print_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="print"):
        Print.from_plain(text)


def test_a_print_that_claims_to_be_huge_is_refused_before_it_is_made() -> None:
    with pytest.raises(ValueError, match="print"):
        Print.unpacked(bytes([1, 0, 255, 255, 255, 255]) + kept().packed()[-100:])


@pytest.mark.parametrize("level", [0, 7, 128, 255])
def test_a_blank_photo_tells_nothing(level: int) -> None:
    blank = Image.new("L", SIZE, level)
    grain = Image.frombytes("L", SIZE, Random(level).randbytes(SIZE[0] * SIZE[1])).point(
        [v // 32 for v in range(256)]
    )

    for photo in (blank, ImageChops.add(blank, grain, offset=-4)):
        assert printed(photo).tells is False
        assert printed(photo).keys == []


@pytest.mark.parametrize("size", [(1, 1), (2000, 3), (3, 2000), (40, 4000)])
def test_any_shape_has_a_print(size: tuple[int, int]) -> None:
    photo = Image.frombytes("L", size, Random("shape").randbytes(size[0] * size[1]))
    found = printed(photo)

    assert Print.unpacked(found.packed()).points == found.points
    assert likeness(found, kept()) is None


def test_keys_are_numbers_that_a_database_keeps() -> None:
    keys = kept().keys

    assert len(keys) == len(set(keys)) <= KEYS
    assert all(-(2**31) <= key < 2**31 for key in keys)
    assert {key % 2**BITS for key in keys} == {point.key for point in kept().points[:KEYS]}
    assert signed(2**31) == -(2**31)


def test_a_photo_that_another_hand_held_is_not_one_that_was_sent_on() -> None:
    wide = collage("gang", (640, 480))
    straight, turned = (
        wide.rotate(angle, Image.Resampling.BICUBIC).crop((40, 30, 600, 450)) for angle in (0, 1.5)
    )

    assert likeness(printed(turned), printed(straight)) is None
    itself = likeness(printed(straight), printed(straight))
    assert itself is not None
    assert (itself.share, itself.turned) == pytest.approx((1, 0), abs=0.01)
