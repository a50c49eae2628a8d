"""Lines and the room between them: letters that reach far up or down are made smaller until they fit there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PIL import Image, ImageDraw

from evidence.adapters.imaging.geometry import Box
from evidence.adapters.imaging.lettering import latin_reach, mixed, reach, width, write

# Between letters and the photos above, and between them and what else is near.
_FROM_PHOTOS, _FROM_EDGE, _APART = 8, 16, 2


@dataclass(frozen=True)
class Line:
    """Words in one size on a baseline, from ``x`` on; ``room`` is the width they may take.

    With ``rtl`` they run from right to left, and stand at the right end of their room. Letters of other scripts are
    ``others`` percent of their usual size and stand ``lift`` pixels above the baseline.
    """

    x: int
    baseline: int
    words: str
    weight: int
    size: int
    colour: str
    room: int
    rtl: bool = False
    others: int = 100
    lift: int = 0

    @property
    def width(self) -> float:
        """What they take, in pixels."""
        return width(self.words, self.weight, self.size, self.others)

    @property
    def left(self) -> int:
        """Where their left end stands."""
        return self.x + max(0, int(self.room - self.width)) if self.rtl else self.x

    def draw(self, sheet: Image.Image) -> None:
        """Write them on the sheet."""
        write(
            ImageDraw.Draw(sheet), (self.left, self.baseline), self.words, self.weight, self.size, self.colour,
            rtl=self.rtl, others=self.others, lift=self.lift,
        )  # fmt: skip


def within(line: Line, top: float, foot: float, most: int = 100) -> Line:
    """The line with letters of other scripts as large as ``top`` and ``foot`` let them be, and as high as they must.

    They are at most ``most`` percent of their usual size.
    """
    above, below = reach(line.words, line.weight, line.size)
    room_above, room_below = line.baseline - top, foot - line.baseline
    if most == 100 and above <= room_above and below <= room_below:
        return line
    others = min(most, int(100 * max(0.0, room_above + room_below - 2) / max(1.0, above + below)))
    above, below = reach(line.words, line.weight, line.size, others)
    lowest, highest = below - room_below, room_above - above
    lift = round(min(max(0.0, lowest), highest)) if lowest <= highest else round(lowest)
    return replace(line, others=others, lift=lift)


def settled(lines: Sequence[Line], marks: Sequence[Box], room: tuple[int, int]) -> tuple[Line, ...]:
    """Each line within the room that its neighbours leave it; ``room`` is from the photos to the picture's end."""
    limits = {line: _limits(line, lines, marks, room) for line in lines if mixed(line.words)}
    whole = {_text(line): [each for each in limits if _text(each) == _text(line)] for line in limits}
    for together in whole.values():
        for upper, lower in pairwise(sorted(together, key=lambda line: line.baseline)):
            top, foot = limits[upper][0], limits[lower][1]
            border = _shared(upper, lower, top, foot)
            limits[upper], limits[lower] = (top, border - 1), (border + 1, foot)
    # Two lines of one text are set in one size.
    sizes = {text: min(within(line, *limits[line]).others for line in lines) for text, lines in whole.items()}
    return tuple(
        within(line, *limits[line], sizes[_text(line)]) if line in limits else line for line in lines
    )


def _text(line: Line) -> tuple[int, int, str]:
    """What the lines of a text have in common, and no other line has."""
    return line.weight, line.size, line.colour


def _shared(upper: Line, lower: Line, top: float, foot: float) -> float:
    """Where the room of two lines is divided, as each needs it; Latin letters in them stay where they are."""
    needs = [sum(reach(line.words, line.weight, line.size)) for line in (upper, lower)]
    highest = upper.baseline + latin_reach(upper.words, upper.weight, upper.size)[1]
    lowest = lower.baseline - latin_reach(lower.words, lower.weight, lower.size)[0]
    return min(max(highest, top + (foot - top) * needs[0] / max(1.0, sum(needs))), lowest)


def _limits(
    line: Line, lines: Sequence[Line], marks: Sequence[Box], room: tuple[int, int]
) -> tuple[float, float]:
    """Where its letters may begin and end, from above."""
    tops, feet = [float(room[0] + _FROM_PHOTOS)], [float(room[1] - _FROM_EDGE)]
    for other in lines:
        if other is line or not _beside(line, other.left, other.left + other.width):
            continue
        if other.baseline < line.baseline:
            tops.append(_border(other, line) + _APART)
        elif other.baseline > line.baseline:
            feet.append(_border(line, other) - _APART)
    for mark in marks:
        if _beside(line, mark.x, mark.right):
            if mark.bottom <= line.baseline:
                tops.append(mark.bottom + _APART)
            elif mark.y >= line.baseline:
                feet.append(mark.y - _APART)
    return max(tops), min(feet)


def _beside(line: Line, left: float, right: float) -> bool:
    return left < line.left + line.width and line.left < right


def _border(upper: Line, lower: Line) -> float:
    """Where the room of one line ends and that of the next begins: each gets what it needs, or its share."""
    # Latin letters keep their size, whatever else stands in a line.
    highest = upper.baseline + latin_reach(upper.words, upper.weight, upper.size)[1]
    lowest = lower.baseline - latin_reach(lower.words, lower.weight, lower.size)[0]
    if not mixed(upper.words):
        return highest
    if not mixed(lower.words):
        return lowest
    below = reach(upper.words, upper.weight, upper.size)[1]
    above = reach(lower.words, lower.weight, lower.size)[0]
    share = upper.baseline + (lower.baseline - upper.baseline) * below / max(1.0, below + above)
    return min(max(highest, share), lowest)
