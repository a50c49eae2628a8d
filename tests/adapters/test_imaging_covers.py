"""What is covered of a photo is in no picture made of it, however that is cut, turned, aligned or stored."""

import hashlib
import json
import time
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw

from evidence.adapters.imaging import COVERED, Cover, Frame, Recipe, Similarity, compose, compose_all
from evidence.adapters.imaging.covers import MOST_COVERS, of_plain
from evidence.adapters.imaging.picture import draw_all
from evidence.compose.carousel import carousel, in_format
from tests.adapters.pictures import jpeg, saved, turned

# Where the secret lies, in ten-thousandths of the upright photo; the brush goes over the same place.
LEFT, TOP, RIGHT, BOTTOM = 4200, 3600, 5800, 5200
BOX = Cover(((LEFT, TOP), (RIGHT, BOTTOM)))
SIZE = (600, 800)
# How much of a colour that only the secret has may be left: JPEG's own noise, and nothing of its cells.
QUIET, LOUD = 60, 150


def secret(size: tuple[int, int] = SIZE) -> Image.Image:
    """Grey ground with a board of ten by ten cells in magenta and green, and blue marks around it."""
    image = Image.new("RGB", size, (150, 150, 150))
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = (
        round(part * size[at % 2] / 10_000) for at, part in enumerate((LEFT, TOP, RIGHT, BOTTOM))
    )
    across, down = (right - left) / 10, (bottom - top) / 10
    for row in range(10):
        for column in range(10):
            x, y = left + column * across, top + row * down
            colour = (255, 0, 255) if (row + column) % 2 else (0, 255, 0)
            pen.rectangle((x, y, x + across - 1, y + down - 1), fill=colour)
    near = 0.03 * max(size)
    for x, y in ((left - near, top), (right + near, top), (left, bottom + near), (left, top - near)):
        pen.rectangle((x - 6, y - 6, x + 6, y + 6), fill=(0, 0, 255))
    return image


def told(photos: list[bytes], covers: tuple[Cover, ...] = (BOX,), **more: object) -> Recipe:
    """The recipe of these photos, each covered so."""
    return Recipe(
        photos=tuple(hashlib.sha256(each).hexdigest() for each in photos), title="Kuras saluran",
        unit="Kelurahan Mojo", notes=(COVERED,) if covers else (),
        covers=(covers,) * len(photos) if covers else (), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def left_of_it(picture: bytes) -> int:
    """The strongest magenta or green anywhere on it; no other part of a picture has either."""
    red, green, blue = Image.open(BytesIO(picture)).convert("RGB").split()
    magenta = ImageChops.subtract(ImageChops.darker(red, blue), green).getextrema()[1]
    greenish = ImageChops.subtract(green, ImageChops.lighter(red, blue)).getextrema()[1]
    return int(max(magenta, greenish))


def marks_of(picture: bytes) -> int:
    """How strong the blue marks around the secret still are."""
    red, green, blue = Image.open(BytesIO(picture)).convert("RGB").split()
    return int(ImageChops.subtract(blue, ImageChops.lighter(red, green)).getextrema()[1])


STROKE = Cover(tuple((x, y) for y in (3700, 4150, 4600, 5050) for x in (LEFT, RIGHT)), radius=300)
MANY = tuple(
    Cover(((x, y), (x + 420, y + 420))) for x in range(LEFT, RIGHT, 400) for y in range(TOP, BOTTOM, 400)
)
LAID = Similarity(turn=6000, scale=10_600, x=250, y=-180)
AS = {
    "portrait": {},
    "square": {"format": "square"},
    "story": {"format": "story", "layout": "stack"},
    "landscape": {"format": "landscape"},
    "whole": {"whole": True},
    "inset": {"layout": "inset"},
    "near": {"frames": (Frame(500, 440, 400),) * 2},
    "at the edge of the crop": {"frames": (Frame(660, 440, 330),) * 2},
    "aligned": {"aligned": LAID, "notes": (COVERED, "diselaraskan")},
    "aligned and near": {
        "aligned": LAID, "frames": (Frame(480, 440, 220),) * 2, "notes": (COVERED, "diselaraskan"),
    },
}  # fmt: skip

# The others differ from these in where the panels lie, and are tried in the proofs.
CHECKED = ("portrait", "at the edge of the crop", "aligned and near")


@pytest.mark.parametrize(
    "way", [way if way in CHECKED else pytest.param(way, marks=pytest.mark.prove) for way in AS]
)
def test_nothing_of_a_covered_place_is_left_in_any_crop_and_alignment(way: str) -> None:
    photos = [jpeg(secret()), jpeg(secret().resize((750, 1000)))]
    recipe = replace(told(photos), **AS[way])  # type: ignore[arg-type]
    bare = replace(recipe, covers=(), notes=tuple(each for each in recipe.notes if each != COVERED))

    [open_], [hidden] = draw_all([bare], photos)[0], draw_all([recipe], photos)[0]

    assert left_of_it(open_) > LOUD, "the board is to be seen where nothing hides it"
    assert left_of_it(hidden) < QUIET
    if way in ("portrait", "whole", "landscape", "inset"):
        # A cover that hid everything, or another place, would pass all of this.
        assert marks_of(hidden) > LOUD


@pytest.mark.parametrize("covers", [(BOX,), (STROKE,), MANY], ids=["rectangle", "brush", "many small ones"])
@pytest.mark.parametrize("kind", ["JPEG", pytest.param("PNG", marks=pytest.mark.prove)])
def test_a_rectangle_a_brush_and_many_small_ones_hide_alike(kind: str, covers: tuple[Cover, ...]) -> None:
    photos = [saved(secret(), kind), saved(secret((750, 1000)), kind)]
    recipe = told(photos, covers)
    together = [recipe, replace(recipe, format="story"), replace(recipe, covers=(), notes=())]

    drawn = draw_all(together, photos)[0]

    assert [left_of_it(each) < QUIET for each in drawn] == [True, True, False]
    assert drawn == [draw_all([each], photos)[0][0] for each in together], "each has the bytes it has alone"


@pytest.mark.parametrize(
    "orientation",
    [each if each in (1, 6) else pytest.param(each, marks=pytest.mark.prove) for each in range(1, 9)],
)
def test_a_cover_lies_on_the_upright_photo_however_its_camera_was_held(orientation: int) -> None:
    photo = turned(secret(), orientation)
    other = jpeg(secret((660, 880)))

    [drawn] = draw_all([told([photo, other], layout="side")], [photo, other])[0]

    assert left_of_it(drawn) < QUIET
    assert marks_of(drawn) > LOUD


def test_every_slide_and_format_of_a_covered_picture_is_covered_too() -> None:
    photos = [jpeg(secret()), jpeg(secret().resize((660, 880)))]
    # Only the after is covered here, and only its slide says so.
    recipe = replace(told(photos), covers=((), (BOX,)))
    slides = carousel(recipe, [SIZE, (660, 880)])

    assert [each.covers for each in slides] == [recipe.covers, (), ((BOX,),)]
    assert [COVERED in each.notes for each in slides] == [True, False, True]
    wanted = [in_format(told(photos), name, [SIZE] * 2) for name in ("square", "story", "landscape")]
    wanted += carousel(told(photos), [SIZE] * 2)
    assert all(left_of_it(each) < QUIET for each in compose_all(wanted, photos))


def test_covers_are_part_of_the_digest_and_survive_json() -> None:
    photos = [jpeg(secret()), jpeg(secret((600, 800)))]
    bare, recipe = told(photos, ()), told(photos)
    other = replace(recipe, covers=((BOX,), (STROKE,)))

    assert "covers" not in bare.plain(), "a picture of which nothing is hidden keeps the digest it had"
    assert len({bare.digest(), recipe.digest(), other.digest()}) == 3
    again = Recipe.from_plain(json.loads(json.dumps(other.plain())))
    assert again == other
    assert again.digest() == other.digest()
    assert compose(other, photos) == compose(again, photos)


@pytest.mark.parametrize(
    "plain",
    [
        None, {}, [1], [{"points": 5}], [{"points": [[0, 0], [0, 0]]}], [{"points": [[0, 0], [100, 10]]}],
        [{"points": [[0, 0], [20_000, 100]]}], [{"points": [[0.5, 0], [100, 100]]}],
        [{"points": [[True, 0], [100, 100]]}], [{"points": [[0, 0]], "radius": 10}],
        [{"points": [], "radius": 300}], [{"points": [[0, 0]] * 201, "radius": 300}],
        [{"points": [[0, 0], [900, 900]], "colour": "red"}], [{"points": [["a", "b"], [900, 900]]}],
        [BOX.plain()] * (MOST_COVERS + 1),
    ],
)  # fmt: skip
def test_nonsense_is_no_cover(plain: object) -> None:
    with pytest.raises(ValueError, match=r"cover|rectangle|brush"):
        of_plain(plain)


def test_a_picture_of_which_something_is_hidden_must_say_so() -> None:
    with pytest.raises(ValueError, match="says so"):
        replace(told([b"a", b"b"]), notes=())


@pytest.mark.prove
def test_as_many_covers_as_there_may_be_cost_little() -> None:
    photo = Image.new("RGB", (2560, 1920), (120, 140, 160))
    photos = [jpeg(photo), jpeg(photo.rotate(180), quality=90)]
    long = Cover(tuple((50 * at, 9000 if at % 2 else 1000) for at in range(200)), radius=400)

    def spent(recipe: Recipe) -> float:
        begun = time.process_time()
        draw_all([recipe], photos)
        return time.process_time() - begun

    bare, most = told(photos, ()), told(photos, (long,) * MOST_COVERS)
    spent(bare)
    assert min(spent(most) for _ in range(2)) < 25 * min(spent(bare) for _ in range(2))
