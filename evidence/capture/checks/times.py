"""Times: in which order the photos were taken, and whether what is told of a moment can be so."""

from collections.abc import Iterator
from datetime import timedelta

from evidence.capture.checks.base import Check, Level, Noticed, Said, Shot, Subject, Unjudged
from evidence.capture.checks.thresholds import Thresholds
from evidence.core.clock import day_of
from evidence.core.words import N_


def _order(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for pair in subject.pairs:
        first, second = pair.before.at, pair.after.at
        if (
            first is None
            or second is None
            or not (_can_be(pair.before, limits) and _can_be(pair.after, limits))
        ):
            yield Unjudged(pair.after.id)
            continue
        gap = (second - first).total_seconds()
        # A person who only knows the day writes only the day.
        if (pair.before.typed or pair.after.typed) and day_of(first) == day_of(second):
            continue
        seen = {"earlier_stage_at": first.isoformat(), "this_stage_at": second.isoformat()}
        if gap < 0:
            yield Noticed(
                "backwards", Level.WARNING, pair.after.id, {"gap_s": -gap}, seen, other=pair.before.id
            )
        elif gap == 0:
            yield Noticed("at_once", Level.WARNING, pair.after.id, {}, seen, other=pair.before.id)
        elif gap < limits.least_gap_s:
            yield Noticed("soon", Level.NOTE, pair.after.id, {"gap_s": gap}, seen, other=pair.before.id)


def _can_be(shot: Shot, limits: Thresholds) -> bool:
    at = shot.at
    return (
        at is not None
        and at.year >= limits.earliest_year
        and at <= shot.received_at + timedelta(seconds=limits.future_s)
    )


def _moment(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        at = shot.at
        if at is None:
            yield Noticed("missing", Level.NOTE, shot.id, {}, {"received_at": shot.received_at.isoformat()})
            continue
        ahead = (at - shot.received_at).total_seconds()
        seen = {"taken_at": at.isoformat(), "received_at": shot.received_at.isoformat()}
        if at.year < limits.earliest_year:
            yield Noticed("too_early", Level.WARNING, shot.id, {"taken_at": at.isoformat()}, seen)
        elif ahead > limits.future_s:
            yield Noticed("future", Level.WARNING, shot.id, {"ahead_s": ahead}, seen)
        elif ahead > limits.future_note_s:
            yield Noticed("future", Level.NOTE, shot.id, {"ahead_s": ahead}, seen)
        elif -ahead > limits.late_days * 86_400:
            yield Noticed("late", Level.NOTE, shot.id, {"behind_s": -ahead}, seen)


def _clock(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        if shot.source not in ("camera", "native"):
            continue
        offset = shot.clock_offset_s
        if offset is None and shot.device_time is not None:
            # Nothing is taken after it came, so that much at least is sure.
            ahead = (shot.device_time - shot.received_at).total_seconds()
            offset = -ahead if ahead > limits.clock_note_s else None
        if shot.clock_unknown and offset is None:
            yield Noticed("unknown", Level.NOTE, shot.id, {}, _device(shot))
        elif offset is None:
            yield Unjudged(shot.id)
        elif abs(offset) > limits.clock_note_s:
            side = "behind" if offset > 0 else "ahead"
            yield Noticed(side, Level.NOTE, shot.id, {"apart_s": abs(offset)}, _device(shot))


def _device(shot: Shot) -> dict[str, str]:
    told = {"device_at": shot.device_time, "taken_at": shot.taken_at, "received_at": shot.received_at}
    return {name: each.isoformat() for name, each in told.items() if each is not None}


def _file(subject: Subject, limits: Thresholds) -> Iterator[Said]:
    for shot in subject.shots:
        if shot.written_at is None:
            continue
        # The file's clock and the phone's are one; the zone of the first is not told.
        said, most = shot.device_time, limits.file_differs_s
        if shot.typed:
            said, most = shot.taken_at, limits.typed_differs_days * 86_400
        elif shot.source not in ("camera", "native"):
            continue
        if said is None:
            yield Unjudged(shot.id)
            continue
        apart = (said - shot.written_at).total_seconds()
        if abs(apart) <= most:
            continue
        seen = {"written_at": shot.written_at.isoformat(), "told_at": said.isoformat()}
        if shot.typed:
            yield Noticed("typed", Level.NOTE, shot.id, {"written_at": seen["written_at"]}, seen)
        else:
            yield Noticed("other_time", Level.WARNING, shot.id, {"written_at": seen["written_at"]}, seen)


ORDER = Check(
    "times.order",
    1,
    N_("Urutan waktu"),
    N_("Waktu berasal dari HP atau berkasnya. Jam yang keliru membuat urutan tampak terbalik."),
    {
        "backwards": N_("Foto ini tercatat diambil %(gap_s)s lebih dulu daripada foto tahap sebelumnya."),
        "at_once": N_("Foto ini tercatat diambil pada saat yang sama dengan foto tahap sebelumnya."),
        "soon": N_("Foto ini diambil hanya %(gap_s)s setelah foto tahap sebelumnya."),
    },
    _order,
    ("swap", "photo", "unfinished"),
)
MOMENT = Check(
    "times.moment",
    1,
    N_("Waktu pengambilan"),
    N_("Yang diketahui hanya waktu menurut HP, berkas, atau pengisi, bukan waktu yang sebenarnya."),
    {
        "missing": N_("Tanggal pengambilan foto ini tidak tercatat."),
        "too_early": N_("Tanggal foto ini %(taken_at)s. Jam kameranya mungkin keliru."),
        "future": N_("Foto ini tercatat diambil %(ahead_s)s setelah diterima. Jam kameranya mungkin keliru."),
        "late": N_("Foto ini diterima %(behind_s)s setelah diambil."),
    },
    _moment,
    ("photo",),
)
CLOCK = Check(
    "times.clock",
    1,
    N_("Jam HP"),
    N_("Selisih jam dihitung HP sendiri saat terakhir tersambung. Waktu foto sudah disesuaikan dengannya."),
    {
        "unknown": N_("Jam HP belum pernah dicocokkan dengan jam balai kota."),
        "behind": N_("Jam HP terlambat %(apart_s)s dari jam balai kota."),
        "ahead": N_("Jam HP lebih cepat %(apart_s)s dari jam balai kota."),
    },
    _clock,
    (),
)
FILE = Check(
    "times.file",
    1,
    N_("Waktu di dalam berkas"),
    N_("Jam kamera dapat keliru, dan berkas yang disalin dapat membawa waktu lama."),
    {
        "typed": N_("Berkas foto mencatat %(written_at)s, berbeda dari tanggal yang diisi."),
        "other_time": N_("Foto dikirim sebagai baru diambil, sedangkan berkasnya mencatat %(written_at)s."),
    },
    _file,
    ("photo",),
)
CHECKS = (ORDER, MOMENT, CLOCK, FILE)
