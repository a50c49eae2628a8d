"""Afters made from their before, and photos of two places, among honest pairs (`scene.identical`, `scene.scene`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from bench.labelled import reuse, sent_on
from evidence.adapters.imaging import scene
from evidence.adapters.imaging.geometry import fitted
from evidence.adapters.imaging.pixels import COMPARED_EDGE
from evidence.capture.checks.thresholds import Thresholds

TITLE = "The after that is the before, and two places"
PLACES = 4
Picture = Image.Image
SENT, PAINTED, PLACE, STREETS = (
    "sent on as its own after",
    "a part painted over",
    "two places",
    "two streets of one kind",
)
AGAIN, WORK = "work, ghost-aligned, another day", "no work, ghost-aligned, another day"
DULL, FLAT = "nothing changed, two dull days, a step aside", "a flat thing, two dull days"
STILL = "work, a camera that stood still"


@dataclass(frozen=True)
class Judged:
    """What was measured of one pair: the share that is identical, and that of the points; None for what was not."""

    kind: str
    name: str
    same: float | None
    points: float | None


def judged(kind: str, name: str, before: Picture, after: Picture) -> Judged:
    """What is measured of that pair."""
    first, second = (_shrunk(each) for each in (before, after))
    laid = scene.lay(first, second)
    same, points = scene.identical(first, second, laid), scene.common(laid)
    return Judged(kind, name, same["share"] if same else None, points["share"] if points else None)


def _shrunk(photo: Picture) -> Picture:
    size = fitted(photo.size, COMPARED_EDGE)
    return (
        photo.convert("L")
        if size == photo.size
        else photo.convert("L").resize(size, Image.Resampling.LANCZOS)
    )


def pairs_of(name: str, names: list[str]) -> Iterator[tuple[str, str, Picture, Picture]]:
    """Kind, name and the two photos of every pair that one base photo makes."""
    photo, others = sent_on.base(name), [each for each in names if each != name]
    draw = Random(f"scene {name}")
    for way in ("sent by a messenger", "cut, a tenth off one side", "stamped, sent", "other light",
                "cut, stamped, other light, sent"):  # fmt: skip
        yield SENT, f"{name} {way}", photo, sent_on.changed(way, photo, name)
    yield PAINTED, name, photo, sent_on.sent(painted(photo, draw), draw)
    other = sent_on.base(draw.choice(others))
    for day in range(2):
        yield WORK, f"{name} {day}", *sent_on.visits(photo, other, f"{name} {day}", steady=False)
    yield FLAT if "/" not in name else "", name, *sent_on.flat(photo, name, 0)
    if "/" in name:
        (_unmoved, *still), (_moved, *again) = sent_on.worked_on(name)
        yield STILL, name, still[0], still[1]
        yield AGAIN, name, again[0], sent_on.sent(again[1], draw)
        yield DULL, name, *sent_on.stood(name, 0)
        kind = [each for each in others if each.split("/")[0] == name.split("/")[0]]
        for each in kind[:2]:
            yield STREETS, f"{name} {each}", photo, sent_on.base(each, "after")
    for each in draw.sample([each for each in others if each.split("/")[0] != name.split("/")[0]], 3):
        stamp = draw.random() < 0.3
        two = (photo, sent_on.base(each, "after" if "/" in each else "before"))
        yield PLACE, f"{name} {each}", *(sent_on.same_stamp(*two, name) if stamp else two)


def painted(photo: Picture, draw: Random) -> Picture:
    """A part of the photo covered by something smooth, as programs do that take things out of pictures."""
    photo = photo.copy()
    wide, high = (round(side * draw.uniform(0.25, 0.45)) for side in photo.size)
    left, top = draw.randrange(photo.width - wide), draw.randrange(photo.height // 3, photo.height - high)
    box = (left, top, left + wide, top + high)
    smooth = (
        photo.crop(box).resize((4, 4), Image.Resampling.BOX).resize((wide, high), Image.Resampling.BICUBIC)
    )
    mask = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, wide, high), fill=255)
    photo.paste(smooth, box[:2], mask)
    return photo


def all_of() -> list[Judged]:
    """The whole set; some minutes."""
    names = sent_on.names(PLACES)
    return [
        judged(kind, of, before, after)
        for name in names
        for kind, of, before, after in pairs_of(name, names)
        if kind
    ]


def told(pairs: list[Judged]) -> str:
    """The section of the page, from what was judged."""
    limits = Thresholds()
    rows = []
    for kind in dict.fromkeys(each.kind for each in pairs):
        of = [each for each in pairs if each.kind == kind]
        same = sum(each.same is not None and each.same >= limits.identical_share for each in of)
        part = sum(
            each.same is not None and limits.identical_part_share <= each.same < limits.identical_share
            for each in of
        )
        other = sum(each.points is not None and each.points < limits.scene_note_share for each in of)
        dumb = sum(each.points is None for each in of)
        rows.append(f"| {kind} | {len(of)} | {same} | {part} | {other} | {dumb} |")
    honest = [each for each in pairs if each.kind in (AGAIN, WORK, DULL, FLAT)]
    sent = [each for each in pairs if each.kind == SENT]
    found = sum(each.same is not None and each.same >= limits.identical_share for each in sent)
    wrong = sum(each.same is not None and each.same >= limits.identical_share for each in honest)
    places = [each for each in pairs if each.kind in (PLACE, STREETS)]
    apart, falsely = (
        sum(each.points is not None and each.points < limits.scene_note_share for each in of)
        for of in (places, honest)
    )
    lines = [
        _line("scene.identical", found, len(sent), wrong, len(honest)),
        _line("scene.scene", apart, len(places), falsely, len(honest)),
    ]
    return SECTION.format(rows="\n".join(rows), lines="\n".join(lines))


def _line(code: str, found: int, positives: int, false: int, negatives: int) -> str:
    return (
        f"| `{code}` | {positives} | {found} | {found / positives:.1%} | "
        f"{1 - reuse.bound(positives - found, positives):.1%} | {negatives} | {false} | "
        f"{reuse.bound(false, negatives):.1%} | {found / max(1, found + false):.1%} |"
    )


def section() -> str:
    """The section of the page; it takes some minutes."""
    return told(all_of())


SECTION = """\
| the two photos | pairs | the same (warning) | a part the same (note) | two places (note) | could not judge |
| --- | --: | --: | --: | --: | --: |
{rows}

| check | positives | noticed | recall | at least | negatives | noticed | at most | precision |
| --- | --: | --: | --: | --: | --: | --: | --: | --: |
{lines}

*At least* and *at most* are exact, one-sided, with 95 % confidence. The negatives are the honest pairs: two visits with
the ghost on the screen, in other light, with other things about, with work done or none, and two dull days on which
nothing moved but the hand. *A part painted over* is what a program makes of the before to have an after. *A camera that
stood still* is a drawing of which only the work was drawn anew: a tripod, harder than life.

**What this cannot know.** A camera that truly does not move, in the same light, makes two photos that are one to the
last detail where nothing changed. Work that changes all that stands out, an after from the other side of the street, or
dusk after noon may look like two places; that is a *catatan* only. Two streets with the same houses may look like one.
"""
