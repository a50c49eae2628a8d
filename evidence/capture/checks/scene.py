"""Scene: whether two photos show one place, and whether anything changed between them. Reads a pair's measures:

``identical.share`` 0 to 1, how much of what both show is the same to its finest detail; ``scene.share`` 0 to 1, how
much of what stands out on one stands on the other, in ``scene.points`` points.
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
        share = number(pair.measures, "identical", "share")
        if share is None:
            yield Unjudged(pair.after.id)
            continue
        seen = {"identical_share": round(share, 2)}
        if share >= limits.identical_share:
            yield Noticed("same_picture", Level.WARNING, pair.after.id, {}, seen, other=pair.before.id)
        elif share >= limits.identical_part_share:
            yield Noticed("same_part", Level.NOTE, pair.after.id, seen, seen, other=pair.before.id)


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
    2,
    N_("Perubahan"),
    N_("Perubahan kecil dapat tidak terlihat, dan kamera yang tidak bergeser membuat dua foto tampak sama."),
    {
        "same_file": N_("Berkas foto ini sama dengan foto tahap sebelumnya."),
        "same_picture": N_("Gambar foto ini sama dengan foto tahap sebelumnya."),
        "same_part": N_(
            "Sebagian gambar foto ini (%(identical_share)s) sama sampai rinciannya dengan foto tahap sebelumnya."
        ),
    },
    _identical,
    ("photo", "unfinished"),
)
SCENE = Check(
    "scene.scene",
    2,
    N_("Tempat yang sama"),
    N_("Pekerjaan besar, sudut lain, atau cahaya lain dapat membuat satu tempat tidak dikenali lagi."),
    {"other_scene": N_("Hampir tidak ada bagian foto tahap sebelumnya yang dikenali pada foto ini.")},
    _scene,
    ("photo", "move", "unfinished"),
)
CHECKS = (IDENTICAL, SCENE)
