"""Scene: whether two photos show one place, and whether anything changed between them. Reads a pair's measures:

``identical.difference`` the mean difference of brightness once both are equally small, 0 to 255;
``scene.share`` 0 to 1, how much of what one shows is found in the other.
"""

from collections.abc import Iterator

from evidence.capture.checks.base import Check, Level, Noticed, Pair, Said, Subject, Unjudged, number
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_


def _identical(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for pair in subject.pairs:
        if _one_file(pair):
            yield Noticed("same_file", Level.WARNING, pair.after.id, {}, {}, other=pair.before.id)
            continue
        difference = number(pair.measures, "identical", "difference")
        if difference is None:
            yield Unjudged(pair.after.id)
        elif difference < limits.identical_difference:
            seen = {"difference": round(difference, 2)}
            yield Noticed("same_picture", Level.WARNING, pair.after.id, {}, seen, other=pair.before.id)


def _one_file(pair: Pair) -> bool:
    """Whether both are one file, or made from one."""
    before, after = (
        {each for each in (shot.sha256, shot.original_sha256) if each} for shot in (pair.before, pair.after)
    )
    return bool(before & after)


def _scene(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for pair in subject.pairs:
        share = number(pair.measures, "scene", "share")
        if share is None:
            yield Unjudged(pair.after.id)
        elif share < limits.scene_note_share:
            seen = {"scene_share": round(share, 2)}
            yield Noticed("other_scene", Level.NOTE, pair.after.id, {}, seen, other=pair.before.id)


IDENTICAL = Check(
    "scene.identical",
    1,
    N_("Perubahan"),
    N_("Perubahan yang sangat kecil dapat tidak terlihat oleh pemeriksaan ini."),
    {
        "same_file": N_("Berkas foto ini sama dengan foto tahap sebelumnya."),
        "same_picture": N_("Gambar foto ini sama dengan foto tahap sebelumnya."),
    },
    _identical,
    ("photo", "unfinished"),
)
SCENE = Check(
    "scene.scene",
    1,
    N_("Tempat yang sama"),
    N_("Pekerjaan besar, sudut lain, atau cahaya lain dapat membuat satu tempat tidak dikenali lagi."),
    {"other_scene": N_("Hampir tidak ada bagian foto tahap sebelumnya yang dikenali pada foto ini.")},
    _scene,
    ("photo", "move", "unfinished"),
)
CHECKS = (IDENTICAL, SCENE)
