"""Laying the after over the before: its arithmetic, its limits, and what is drawn of it."""

import math
from collections.abc import Sequence
from random import Random

import pytest
from PIL import Image, ImageChops, ImageDraw

from evidence.adapters.imaging import ALIGNED, Frame, Implausible, Recipe, Similarity, by_marks, too_near
from evidence.adapters.imaging.align import MOST_NEARER, Point, common, fraction, middled
from tests.adapters.pictures import distance, jpeg, png, turned
from tests.adapters.test_imaging_compose import composed, recipe_for

GROUND, RED, BLUE = (90, 140, 100), (220, 30, 30), (30, 50, 220)
STILL = Similarity()
GENTLE = Similarity(turn=3200, scale=9_700, x=260, y=-180)
PANELS = {
    "side": (Image.new("L", (536, 1000)), (0, 0), (544, 0)),
    "stack": (Image.new("L", (1080, 536)), (0, 0), (0, 544)),
}


def similarities(draw: Random, count: int, *, gentle: bool = False) -> list[Similarity]:
    turn, scale, shift = (5_000, 700, 500) if gentle else (14_999, 2_200, 1_999)
    return [
        Similarity(
            draw.randint(-turn, turn),
            10_000 + draw.randint(-scale, scale),
            draw.randint(-shift, shift),
            draw.randint(-shift, shift),
        )
        for _ in range(count)
    ]


def with_spots(
    size: tuple[int, int], spots: Sequence[Point], colours: Sequence[tuple[int, int, int]]
) -> Image.Image:
    """A plain photo with a disc at each of these fractions of it, drawn four times too large to lie exactly."""
    photo = Image.new("RGB", (size[0] * 4, size[1] * 4), GROUND)
    radius = max(size) / 10
    for (x, y), colour in zip(spots, colours, strict=True):
        at = x * photo.width - 0.5, y * photo.height - 0.5
        box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        ImageDraw.Draw(photo).ellipse(box, fill=colour)
    return photo.reduce(4)


def centre(panel: Image.Image, colour: tuple[int, int, int]) -> Point:
    """The middle of all pixels of about this colour."""
    parts = ImageChops.difference(panel, Image.new("RGB", panel.size, colour)).split()
    far = ImageChops.lighter(ImageChops.lighter(*parts[:2]), parts[2])
    near = far.point([255 if value < 60 else 0 for value in range(256)]).convert("F")
    found = []
    for size in ((panel.width, 1), (1, panel.height)):
        weights = near.resize(size, Image.Resampling.BOX).get_flattened_data()
        assert sum(weights) > 1
        found.append(sum(at * weight for at, weight in enumerate(weights)) / sum(weights))
    return found[0], found[1]


# ------------------------------------------------------------------------------------ arithmetic
@pytest.mark.parametrize(
    "sizes", [((4000, 3000), (4000, 3000)), ((3000, 4000), (1500, 2000)), ((4000, 3000), (3000, 3000))]
)
def test_two_marks_give_back_the_similarity_that_moved_them(
    sizes: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    before, after = sizes
    same = [(0.15, 0.3), (0.85, 0.6)]

    for true in similarities(Random(1), 300):
        marks = [fraction(true.onto(middled(point, after), before), before) for point in same]
        assert by_marks(before, marks, after, same) == true


def test_the_way_back_leads_back() -> None:
    before, after = (4000, 3000), (3000, 4000)

    for true in similarities(Random(2), 300):
        there = true.onto((0.31, -0.22), before)
        assert math.dist(true.back(there, before), (0.31, -0.22)) < 1e-9
    assert fraction(middled((0.2, 0.9), after), after) == pytest.approx((0.2, 0.9))


@pytest.mark.parametrize(
    ("same", "why"),
    [
        ([(0.5, 0.5), (0.5, 0.5)], "close"),
        ([(0.4, 0.5), (0.55, 0.5)], "close"),
        ([(0.8, 0.5), (0.2, 0.5)], "far"),
        ([(0.2, 0.5), (0.8, 0.9)], "far"),
        ([(0.1, 0.5), (0.95, 0.5)], "far"),
        ([(0.35, 0.5), (0.65, 0.5)], "far"),
        ([(0.2, 0.1), (0.8, 0.1)], "far"),
    ],
)
def test_marks_that_cannot_be_are_refused_with_the_reason(same: list[Point], why: str) -> None:
    with pytest.raises(Implausible) as refused:
        by_marks((4000, 3000), [(0.2, 0.5), (0.8, 0.5)], (4000, 3000), same)

    assert refused.value.why == why


@pytest.mark.parametrize(
    "beyond",
    [{"turn": 15_000}, {"turn": -15_000}, {"scale": 7_745}, {"scale": 12_650}, {"x": 2_000}, {"y": -2_000}],
)
def test_no_similarity_is_beyond_the_limits(beyond: dict[str, int]) -> None:
    with pytest.raises(Implausible):
        Similarity(**beyond)


def test_both_photos_cover_the_common_frame_and_it_has_the_panels_shape() -> None:
    draw = Random(3)
    photos = [(4000, 3000), (3000, 4000), (2000, 2000), (4000, 2250), (640, 480)]

    for aligned in similarities(draw, 1500):
        before, after = draw.choice(photos), draw.choice(photos)
        panel = draw.choice([(536, 1000), (1080, 536), (389, 360), (796, 672)])
        frame = Frame(draw.randint(0, 1000), draw.randint(0, 1000), draw.randint(100, 400))
        (left, top, right, bottom), slanted, nearer = common(before, after, panel, frame, aligned)

        (ax, ay), (bx, by), (cx, cy) = slanted
        spots = [(left, top), (right, bottom), *slanted, (bx + cx - ax, by + cy - ay)]
        assert all(-1e-9 <= part <= 1 + 1e-9 for spot in spots for part in spot)
        assert (right - left) * before[0] * panel[1] == pytest.approx((bottom - top) * before[1] * panel[0])
        assert fraction(aligned.onto(middled(slanted[0], after), before), before) == pytest.approx(
            (left, top)
        )
        assert nearer >= 1


def test_a_photo_that_lies_as_it_is_keeps_its_frame() -> None:
    part, slanted, nearer = common((4000, 3000), (4000, 3000), (536, 1000), Frame(300, 500, 150), STILL)

    corners = [(part[0], part[1]), (part[2], part[1]), (part[0], part[3])]
    assert all(one == pytest.approx(other) for one, other in zip(slanted, corners, strict=True))
    assert nearer == pytest.approx(1, abs=1e-5)
    assert (part[0] + part[2]) / 2 == pytest.approx(0.3)


def test_the_frame_stays_where_it_was_wanted_as_far_as_that_costs_little() -> None:
    # The upper edge of the after leans in a little: the largest frame of all would hang from the lower edge.
    leaning = Similarity(turn=-367, scale=10_624, x=-349, y=84)

    (left, top, right, bottom), _slanted, nearer = common(
        (800, 600), (800, 600), (1080, 536), Frame(), leaning
    )

    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((0.5, 0.5), abs=0.01)
    assert nearer < 1.03


# ------------------------------------------------------------------------------------ the recipe
def test_an_aligned_picture_says_so_and_is_another_picture() -> None:
    photos = [jpeg(Image.new("RGB", (900, 1200), GROUND))] * 2
    plain, aligned = recipe_for(photos), recipe_for(photos, aligned=GENTLE, notes=(ALIGNED,))

    assert "aligned" not in plain.plain()
    assert Recipe.from_plain(aligned.plain()) == aligned
    other = recipe_for(photos, aligned=Similarity(turn=3201, scale=9_700, x=260, y=-180), notes=(ALIGNED,))
    assert (
        len({plain.digest(), recipe_for(photos, notes=(ALIGNED,)).digest(), aligned.digest(), other.digest()})
        == 4
    )
    with pytest.raises(ValueError, match="says so"):
        recipe_for(photos, aligned=GENTLE)
    with pytest.raises(ValueError, match="second of two"):
        recipe_for(photos * 2, layout="stages", labels=(), dates=(), aligned=GENTLE, notes=(ALIGNED,))


def test_a_picture_that_would_be_brought_too_near_is_known_before_it_is_drawn() -> None:
    photos, sizes = [jpeg(Image.new("RGB", (900, 1200), GROUND))] * 2, [(900, 1200)] * 2
    far = Similarity(turn=14_000, scale=8_000, x=1_900, y=1_900)

    assert not too_near(recipe_for(photos), sizes)
    assert not too_near(recipe_for(photos, aligned=GENTLE, notes=(ALIGNED,)), sizes)
    assert too_near(recipe_for(photos, aligned=far, notes=(ALIGNED,)), sizes)
    assert too_near(recipe_for(photos, aligned=far, notes=(ALIGNED,), whole=True), sizes)
    _part, _slanted, nearer = common((900, 1200), (900, 1200), (536, 1000), Frame(), GENTLE)
    assert 1 < nearer < MOST_NEARER / 100


# ------------------------------------------------------------------------------------ the drawing
@pytest.mark.parametrize(
    ("layout", "size", "orientation"),
    [
        ("side", (900, 1200), 1),
        ("side", (1800, 2400), 6),
        ("stack", (1600, 1200), 3),
        ("stack", (800, 600), 5),
    ],
)
def test_what_is_at_one_place_stands_at_one_place_in_both_panels(
    layout: str, size: tuple[int, int], orientation: int
) -> None:
    spots = [(0.42, 0.45), (0.6, 0.55)]
    there = [fraction(GENTLE.onto(middled(spot, size), size), size) for spot in spots]
    before, after = (with_spots(size, each, (RED, BLUE)) for each in (there, spots))

    picture = composed(
        [jpeg(before), turned(after, orientation)], layout=layout, aligned=GENTLE, notes=(ALIGNED,), labels=()
    )

    box, *corners = PANELS[layout]
    one, other = (picture.crop((x, y, x + box.width, y + box.height)) for x, y in corners)
    for colour in (RED, BLUE):
        assert math.dist(centre(one, colour), centre(other, colour)) < 0.4


@pytest.mark.parametrize("number", range(6))
def test_no_corner_is_ever_empty(number: int) -> None:
    draw = Random(f"corners {number}")
    (aligned,) = similarities(draw, 1)
    # Without a lossy step between, so that any pixel that is not the photo's shows.
    photos = [
        png(Image.new("RGB", draw.choice([(900, 1200), (800, 600), (700, 700)]), GROUND)) for _ in range(2)
    ]
    layout = draw.choice(["side", "stack"])
    frame = Frame(draw.randint(0, 1000), draw.randint(0, 1000), draw.choice([100, 100, 180]))

    picture = composed(
        photos,
        layout=layout,
        aligned=aligned,
        notes=(ALIGNED,),
        labels=(),
        frames=(frame, frame),
        whole=False,
    )

    box, *corners = PANELS[layout]
    for x, y in corners:
        panel = picture.crop((x + 2, y + 2, x + box.width - 2, y + box.height - 2))
        assert all(
            low >= want - 6 and high <= want + 6
            for (low, high), want in zip(panel.getextrema(), GROUND, strict=True)
        )


def test_an_aligned_pair_shown_whole_stands_in_two_boxes_of_one_shape() -> None:
    photos = [png(Image.new("RGB", (1200, 900), GROUND))] * 2

    picture = composed(photos, layout="side", aligned=GENTLE, notes=(ALIGNED,), labels=(), whole=True)

    for left in (0, 544):
        assert distance((233, 228, 218), picture.getpixel((left + 268, 200))) <= 6
        assert distance(GROUND, picture.getpixel((left + 3, 500 - 195))) <= 6
        assert distance(GROUND, picture.getpixel((left + 532, 500 + 195))) <= 6
