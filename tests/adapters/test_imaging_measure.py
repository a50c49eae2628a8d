"""What pixels say: of one photo (bright, sharp, of a screen), and of two (one made from the other, one place)."""

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import numpy
import pytest
from PIL import Image, ImageFilter

from bench.labelled import scene as labelled
from bench.labelled import sent_on
from bench.labelled.quality import burnt, fog, lid, shaken, shallow, unfocused, wall
from evidence.adapters.imaging import quality, scene, screens
from evidence.capture.checks.thresholds import Thresholds
from tests.adapters.collages import collage

LIMITS = Thresholds()
LARGE = (800, 600)


@cache
def street() -> Image.Image:
    return collage("gang", LARGE)


def sharpness(photo: Image.Image) -> float:
    found = quality.measured(photo)["sharpness"]
    assert found is not None
    return found


@pytest.mark.parametrize("make", [fog, shallow, lambda photo, draw: photo, sent_on.sent])
def test_fog_a_near_thing_and_a_messenger_leave_a_photo_sharp(
    make: Callable[[Image.Image, Random], Image.Image],
) -> None:
    assert sharpness(make(street(), Random("sharp"))) >= LIMITS.blur_sharpness


@pytest.mark.parametrize("make", [unfocused, shaken])
def test_a_blurred_photo_is_so_although_its_stamp_is_sharp(
    make: Callable[[Image.Image, Random], Image.Image],
) -> None:
    photo = sent_on.stamped(make(street(), Random("blurred")), Random("bar"))

    assert sharpness(photo) < LIMITS.blur_sharpness


def test_a_hand_before_the_lens_the_sun_and_a_bare_wall_show_nothing() -> None:
    dark, white, even, seen = (
        quality.measured(photo)
        for photo in (*(make(street(), Random("blank")) for make in (lid, burnt, wall)), street())
    )

    assert dark["high"] < LIMITS.dark_luma
    assert white["low"] > LIMITS.bright_luma
    assert even["spread"] < LIMITS.blank_spread
    assert even["sharpness"] is None
    assert seen["spread"] > 3 * LIMITS.blank_spread


def waves(period: float, angle: float, height: float, colour: tuple[float, float, float]) -> Any:
    """A fine pattern as of a screen: waves of so many pixels, in a colour."""
    turn = numpy.radians(angle)
    rows, columns = numpy.mgrid[0 : LARGE[1], 0 : LARGE[0]]
    wave = numpy.cos(2 * numpy.pi * (columns * numpy.cos(turn) + rows * numpy.sin(turn)) / period)
    return height * wave[..., None] * numpy.array(colour)


def with_waves(*args: Any) -> Image.Image:
    soft = street().filter(ImageFilter.GaussianBlur(1))
    levels = numpy.asarray(soft, dtype=numpy.float64) + waves(*args)
    return Image.fromarray(numpy.clip(levels, 0, 255).astype(numpy.uint8), "RGB")


def test_a_fine_pattern_in_colours_all_over_is_a_screens_and_one_of_light_may_be() -> None:
    colours = screens.measured(with_waves(7.3, 24, 6, (1, -0.6, 0.7)), 1.0)
    light = screens.measured(with_waves(5.7, 24, 8, (1, 1, 1)), 1.0)
    nothing = screens.measured(street(), 1.0)

    assert colours is not None
    assert colours["score"] >= LIMITS.screen_warning_share
    assert light is not None
    assert LIMITS.screen_note_share <= light["score"] < LIMITS.screen_warning_share
    assert nothing is not None
    assert nothing["score"] < LIMITS.screen_note_share
    assert screens.measured(street().resize((150, 150)), 1.0) is None


def test_a_frame_held_aslant_is_seen_and_bars_that_a_program_drew_are_not() -> None:
    shown = Image.new("RGB", LARGE, (150, 140, 130))
    inner = Image.new("RGB", (700, 500), (20, 20, 20))
    inner.paste(street().resize((660, 460)), (20, 20))
    shown.paste(inner, (50, 50))
    bars = Image.new("RGB", LARGE, (0, 0, 0))
    bars.paste(street().resize((700, 500)), (50, 50))

    assert screens.frame(shown.rotate(2, Image.Resampling.BICUBIC, fillcolor=(150, 140, 130))) > 0.8
    assert screens.frame(bars) == 0
    assert screens.frame(street()) < 0.5


def test_an_after_made_from_its_before_is_told_from_a_second_visit() -> None:
    first, second = sent_on.visits(street(), collage("jalan", LARGE), "a week later", steady=False)
    sent = labelled.judged("", "", street(), sent_on.changed("cut, a tenth off one side", street(), "gang"))
    part = labelled.judged("", "", street(), labelled.painted(street(), Random("painted")))
    visit = labelled.judged("", "", first, second)

    assert sent.same is not None
    assert sent.same >= LIMITS.identical_share
    assert part.same is not None
    assert LIMITS.identical_part_share <= part.same
    assert visit.same is not None
    assert visit.same < LIMITS.identical_part_share
    assert visit.points is not None
    assert visit.points >= LIMITS.scene_note_share


def test_two_places_have_no_points_in_common_and_a_bare_wall_tells_nothing() -> None:
    apart = labelled.judged("", "", street(), collage("jalan", LARGE))
    bare = labelled.judged("", "", street(), wall(street(), Random("bare")))

    assert apart.points is not None
    assert apart.points < LIMITS.scene_note_share
    assert apart.same == 0.0
    assert (bare.points, bare.same) == (None, None)


def test_two_places_with_one_apps_stamp_are_two_places() -> None:
    one, other = sent_on.same_stamp(street(), collage("jalan", LARGE), "bar")

    found = scene.common(scene.lay(one.convert("L"), other.convert("L")))

    assert found is None or found["share"] < 0.1
