"""Which photo of an activity stands in which column, and in words why there is none."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.adapters.imaging import Covers
from evidence.capture.categories import Mode
from evidence.capture.models import Activity, OriginalState, Photo, PhotoState, Stage
from evidence.capture.queries import shown
from evidence.compose.recipes import taken_on
from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers.contents import Original, Picture

# Photos of one activity in a table of documentation.
MOST_PLAIN = 4
HALFWAY = 50


@dataclass(frozen=True)
class Copies:
    """Which copies of photos are shown: those with that long edge in pixels, with what is hidden of each photo."""

    covers: Mapping[uuid.UUID, Covers]
    edge: int


def pictures(each: Activity, stands: Sequence[Photo], copies: Copies) -> Sequence[Picture]:
    """What stands in the table's columns, in their order."""
    by_stage: dict[Stage, list[Photo]] = {stage: [] for stage in Stage}
    for photo in stands:
        by_stage[photo.stage].append(photo)
    if each.mode is Mode.DOCUMENTATION:
        plain = by_stage[Stage.PLAIN] or by_stage[Stage.AFTER]
        erased = [photo for photo in each.photos if photo.state is PhotoState.REDACTED]
        shown_ones = [_picture(each, photo, photo.stage, "", copies) for photo in plain[:MOST_PLAIN]]
        gone = [_place(each, Stage.PLAIN, "", None, copies)] if erased or not plain else []
        return [*shown_ones, *gone][:MOST_PLAIN]
    middle: list[tuple[Stage, str, Photo | None]] = []
    if each.mode is Mode.PROGRESS:
        halfway = min(
            by_stage[Stage.PROGRESS], key=lambda photo: abs((photo.percent or 0) - HALFWAY), default=None
        )
        middle = [(Stage.PROGRESS, f"{halfway.percent if halfway else HALFWAY}%", halfway)]
    ends = ("0%", "100%") if each.mode is Mode.PROGRESS else ("Sebelum", "Sesudah")
    before, after = (next(iter(by_stage[stage]), None) for stage in (Stage.BEFORE, Stage.AFTER))
    return [
        _place(each, stage, heading, photo, copies)
        for stage, heading, photo in ((Stage.BEFORE, ends[0], before), *middle, (Stage.AFTER, ends[1], after))
    ]


def _place(each: Activity, stage: Stage, heading: str, photo: Photo | None, copies: Copies) -> Picture:
    """The photo at its place, or in words why there is none."""
    if photo is not None and photo.state is PhotoState.STORED:
        return _picture(each, photo, stage, heading, copies)
    if any(one.state is PhotoState.REDACTED and one.stage is stage for one in each.photos):
        return Picture(heading, words=words.ERASED)
    on_its_way = photo is not None and photo.state is PhotoState.RECEIVED
    return Picture(heading, words=words.ON_ITS_WAY if on_its_way else words.NOT_THERE)


def _picture(each: Activity, photo: Photo, stage: Stage, heading: str, copies: Copies) -> Picture:
    if photo.state is not PhotoState.STORED:
        return Picture(heading, words=words.ON_ITS_WAY)
    hidden = copies.covers.get(photo.id, ())
    taken = taken_on(photo)
    caption = [clock.stamp(taken).removesuffix(" WIB") if taken else "", words.COVERED if hidden else ""]
    return Picture(
        heading=heading,
        key=_small(photo, copies.edge),
        covers=hidden,
        alt=f"{words.stage(stage, photo.percent)}: {each.title}",
        caption=", ".join(filter(None, caption)),
        photo=str(photo.id),
        width=photo.width or 4,
        height=photo.height or 3,
    )


def _small(photo: Photo, wanted: int) -> str:
    """The key of the copy with that long edge, or of the one nearest to it; every stored photo has some."""
    edges = sorted(int(each) for each in photo.derivatives)
    edge = next((each for each in edges if each >= wanted), edges[-1] if edges else 0)
    return str(photo.derivatives.get(str(edge), f"derived/{photo.id}/{wanted}.jpg"))


def originals(each: Activity) -> Iterator[Original]:
    """The photos that stand, as they were received, and the erased ones, so that a list says what became of those."""
    erased = (photo for photo in each.photos if photo.state is PhotoState.REDACTED)
    for photo in (*shown(each), *erased):
        yield from _originals(photo)


def _originals(photo: Photo) -> Iterator[Original]:
    if photo.state not in (PhotoState.STORED, PhotoState.REDACTED):
        return
    stage, taken = words.stage(photo.stage, photo.percent), taken_on(photo)
    there = photo.state is PhotoState.STORED
    key = photo.object_key if there else ""
    told = (taken if there else None, photo.received_at)
    yield Original(
        str(photo.id), stage, key, photo.sha256, photo.size, _extension(photo.object_key), False, *told
    )
    camera = photo.original_key
    if there and photo.original_state is OriginalState.STORED and camera:
        size = photo.original_size or 0
        yield Original(
            str(photo.id), stage, camera, photo.original_sha256, size, _extension(camera), True, *told
        )


def _extension(key: str) -> str:
    return key.rpartition(".")[2]
