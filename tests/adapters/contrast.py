"""How well words stand out on a finished picture, measured on the pixels of its JPEG; and photos that make it hard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from itertools import compress
from random import Random

from PIL import Image, ImageChops, ImageFilter

from evidence.adapters.imaging import THEMES, Frame, Recipe, readable, scenes
from evidence.adapters.imaging.band import lettering
from evidence.adapters.imaging.geometry import Box, Shown, filling
from evidence.adapters.imaging.layout import offered, plan
from evidence.adapters.imaging.leading import Line
from evidence.adapters.imaging.picture import draw_all
from evidence.adapters.imaging.recipe import FORMATS
from evidence.adapters.imaging.tabs import tabs
from tests.adapters.pictures import jpeg, noise

SIZE = (300, 400)
SMALL = 160
SCENES = (("drainase", "before"), ("drainase", "after"), ("taman", "after"))
LABELS = {
    "side": ("SEBELUM", "SESUDAH"),
    "stack": ("SEBELUM", "SESUDAH"),
    "inset": ("SEBELUM", "SESUDAH"),
    "stages": (),
    "single": ("PROSES",),
}
# From three to six stages: the more there are, the smaller are all but the last.
STAGES = (("0%", "50%", "100%"), ("0%", "30%", "70%", "100%"), ("0%", "20%", "40%", "60%", "80%", "100%"))
SHAPES = [(format_, layout) for format_ in FORMATS for layout in LABELS if offered(format_, layout)]
_LINEAR = [value / 3294.6 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in range(256)]


@dataclass(frozen=True)
class Measured:
    """One label or line: the contrast of its letters and what is around them.

    ``usual`` is that of the two means, ``worst`` that of the tenths of both that are nearest to each other. For a label
    also that of its plate and the photo beside it (``edge``), of its letters and that photo (``beyond``), and what is
    left of ``usual`` on a picture of 160 pixels (``small``).
    """

    words: str
    label: bool
    worst: float
    usual: float
    edge: float = 0.0
    beyond: float = 0.0
    small: float = 0.0


def ratio(one: float, other: float) -> float:
    """The contrast of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def luminances(picture: Image.Image, mask: Image.Image | None = None) -> list[float]:
    """Of all pixels, or of those where the mask is not black; in order of size."""
    return sorted(_each(picture, mask))


def _each(picture: Image.Image, mask: Image.Image | None = None) -> Iterator[float]:
    raw = picture.tobytes()
    pixels = zip(raw[::3], raw[1::3], raw[2::3], strict=True)
    wanted = compress(pixels, mask.tobytes()) if mask else pixels
    return (0.2126 * _LINEAR[r] + 0.7152 * _LINEAR[g] + 0.0722 * _LINEAR[b] for r, g, b in wanted)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@cache
def scene(kind: str, stage: str) -> bytes:
    return scenes.draw(kind, stage, 1, SIZE)


def photo(random: Random) -> bytes:
    """A photo that a label may have to stand on: blank, loud, restless, or a street."""
    kind = random.choice(["blank", "colour", "noise", "stripes", "checks", "slope", "scene", "scene"])
    if kind == "scene":
        return scene(*random.choice(SCENES))
    if kind == "noise":
        return jpeg(noise(SIZE, random.randrange(1 << 20)))
    if kind == "slope":
        return jpeg(Image.linear_gradient("L").resize(SIZE).convert("RGB"))
    if kind == "blank":
        return jpeg(Image.new("RGB", SIZE, random.choice(["#ffffff", "#000000", "#1b1f24", "#808080"])))
    one, other = (random.choice([(255, 0, 0), (255, 255, 0), (0, 0, 255), (0, 255, 255), (0, 0, 0), (255, 255, 255)])
                  for _ in range(2))  # fmt: skip
    if kind == "colour":
        return jpeg(Image.new("RGB", SIZE, one))
    step = random.choice([1, 2, 3, 7])
    row = Image.new("RGB", (SIZE[0], 1))
    row.putdata([one if x // step % 2 else other for x in range(SIZE[0])])
    if kind == "stripes":
        return jpeg(row.resize(SIZE), subsampling="4:4:4")
    sheet = Image.new("RGB", SIZE)
    for y in range(SIZE[1]):
        sheet.paste(row if y // step % 2 else ImageChops.offset(row, step, 0), (0, y))
    return jpeg(sheet, subsampling="4:4:4")


def crop(seed: int) -> tuple[Recipe, list[bytes]]:
    """A picture of random photos, each seen through a random frame, in a theme of the house or any that is asked."""
    random = Random(seed)
    format_, layout = SHAPES[seed % len(SHAPES)]
    labels = random.choice(STAGES) if layout == "stages" else LABELS[layout]
    photos = [photo(random) for _ in labels]
    theme = random.choice(
        [*THEMES.values(), *(readable(f"#{random.randrange(1 << 24):06X}", f"#{random.randrange(1 << 24):06X}")
                             for _ in range(4))]
    )  # fmt: skip
    frames = tuple(
        Frame(random.randrange(1001), random.randrange(1001), random.randrange(100, 401)) for _ in photos
    )
    return Recipe(
        photos=tuple(f"{each:064d}" for each in range(len(photos))),
        title="Kuras saluran Jl. Kyai Mojo", unit="Kelurahan Kedunglumbu",
        district="Kecamatan Pasar Kliwon", place="RT 05 RW 03", dates=("12 November 2026",) * len(photos),
        labels=labels, format=format_, layout=layout, theme=theme, frames=frames, practice=seed % 3 == 0,
        whole=False, code="7Q4M-2KXD",
    ), photos  # fmt: skip


def lines(recipe: Recipe) -> Iterator[tuple[Line, Box | None]]:
    """Each label with its plate, then each line of the band."""
    planned = plan(recipe.format, recipe.layout, [SIZE] * len(recipe.photos))
    shown = [
        Shown(panel, panel, filling(SIZE, panel.size, frame), frame)
        for panel, frame in zip(planned.panels, recipe.frames, strict=True)
    ]
    for tab in tabs(recipe, planned, shown):
        yield tab.line("#ffffff"), tab.box
    for line in lettering(recipe, planned).lines:
        yield line, None


def ink(line: Line, size: tuple[int, int]) -> Image.Image:
    """The line alone on a picture, white on black."""
    sheet = Image.new("L", size, 0)
    replace(line, colour="#ffffff").draw(sheet)
    return sheet


def measure(recipe: Recipe, photos: Sequence[bytes]) -> list[Measured]:
    """Every label and line of the picture."""
    with Image.open(BytesIO(draw_all([recipe], photos)[0][0])) as opened:
        picture = opened.convert("RGB")
    thumbnail = picture.resize(
        (SMALL, round(SMALL * picture.height / picture.width)), Image.Resampling.LANCZOS
    )
    return [_measured(picture, thumbnail, line, plate) for line, plate in lines(recipe)]


def _measured(picture: Image.Image, thumbnail: Image.Image, line: Line, plate: Box | None) -> Measured:
    whole = ink(line, picture.size)
    left, top, right, foot = whole.getbbox() or (0, 0, 0, 0)
    near = (left - 8, top - 8, right + 8, foot + 8)
    mask, around = whole.crop(near), picture.crop(near)
    letters = luminances(around, mask.point(lambda value: 255 if value > 250 else 0))
    thick = mask.point(lambda value: 255 if value else 0).filter(ImageFilter.MaxFilter(3))
    ring = ImageChops.subtract(thick.filter(ImageFilter.MaxFilter(9)), thick)
    ground = luminances(around, ring)
    if mean(letters) < mean(ground):
        worst = ratio(letters[len(letters) * 9 // 10], ground[len(ground) // 10])
    else:
        worst = ratio(letters[len(letters) // 10], ground[len(ground) * 9 // 10])
    found = Measured(line.words, plate is not None, worst, ratio(mean(letters), mean(ground)))
    if plate is None:
        return found
    outside = _beyond(picture, plate)
    return replace(
        found,
        edge=ratio(mean(ground), outside),
        beyond=ratio(mean(letters), outside),
        small=_small(thumbnail, whole),
    )


def _beyond(picture: Image.Image, plate: Box) -> float:
    """The mean of what lies 3 to 15 pixels outside of the plate's upper or lower edge, within the picture."""
    y = plate.y - 15 if plate.y >= 15 else plate.bottom + 3
    return mean(luminances(picture.crop((plate.x, y, plate.right, y + 12))))


def _small(thumbnail: Image.Image, mask: Image.Image) -> float:
    """Of the fifth of a label's pixels that have most of its letters, and of the fifth that has least of them."""
    scale = thumbnail.width / mask.width
    left, top, right, foot = (round(edge * scale) for edge in mask.getbbox() or (0, 0, 0, 0))
    box = left, top, max(right, left + 1), max(foot, top + 1)
    cover = mask.resize(thumbnail.size, Image.Resampling.LANCZOS).crop(box).tobytes()
    ranked = [value for _, value in sorted(zip(cover, _each(thumbnail.crop(box)), strict=True))]
    share = max(1, len(ranked) // 5)
    return ratio(mean(ranked[:share]), mean(ranked[-share:]))
