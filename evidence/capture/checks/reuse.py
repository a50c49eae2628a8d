"""Reuse: the same file, or nearly the same picture, in another activity anywhere in the city."""

from collections.abc import Iterator

from evidence.capture.checks.base import Check, Level, Noticed, Reuse, Said, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.words import N_


def _exact(subject: Subject, _limits: Thresholds) -> Iterator[Said]:
    if subject.reuses is None:
        yield from (Unjudged(shot.id) for shot in subject.shots)
    for each in _found(subject, "exact"):
        yield _noticed(each, Level.WARNING)


def _near(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        # One of which no print could be made, as of a blank one, is compared with nothing.
        if subject.reuses is None or not shot.measures.get("print"):
            yield Unjudged(shot.id)
    same_file = {(each.photo, each.other) for each in _found(subject, "exact")}
    for each in _found(subject, "near"):
        if (each.photo, each.other) not in same_file and each.share >= limits.reuse_alike_share:
            yield _noticed(each, Level.WARNING)


def _found(subject: Subject, how: str) -> list[Reuse]:
    return [each for each in subject.reuses or () if each.how == how]


def _noticed(each: Reuse, level: Level) -> Noticed:
    params = {"other_date": each.other_received_at.isoformat(), "unit": each.other_unit}
    return Noticed(_sentence(each), level, each.photo, params, _evidence(each), other=each.other)


def _sentence(each: Reuse) -> str:
    return "mirrored" if each.mirrored else each.how


def _evidence(each: Reuse) -> dict[str, object]:
    alike = {"alike_share": round(each.share, 3)} if each.how == "near" else {}
    return {"other_received_at": each.other_received_at.isoformat(), "other_unit": each.other_unit, **alike}


EXACT = Check(
    "reuse.exact",
    1,
    N_("Berkas yang sama"),
    N_(
        "Berkas yang sama dapat sah, misalnya satu foto untuk dua kegiatan di tempat yang sama pada hari yang sama."
    ),
    {
        "exact": N_("Berkas foto ini sama dengan foto kegiatan %(other_date)s, %(unit)s."),
    },
    _exact,
    ("photo", "move", "unfinished"),
)
NEAR = Check(
    "reuse.near",
    1,
    N_("Foto yang serupa"),
    N_("Dua foto dari titik yang sama dapat sangat serupa tanpa sama. Bandingkan keduanya."),
    {
        "near": N_("Foto ini serupa dengan foto kegiatan %(other_date)s, %(unit)s."),
        "mirrored": N_("Foto ini, bila dicerminkan, serupa dengan foto kegiatan %(other_date)s, %(unit)s."),
    },
    _near,
    ("photo", "move", "unfinished"),
)
CHECKS = (EXACT, NEAR)
