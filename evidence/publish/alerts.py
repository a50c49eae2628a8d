"""When somebody has to look: one table of rules, over the whole picture of the queue and over what a unit has there.

Pure.
"""

import enum
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.accounts.models import AccountState
from evidence.core.jobs import QUEUES, RENDER
from evidence.core.words import N_, Words
from evidence.publish.needs import Need
from evidence.publish.queue import Picture, summed
from evidence.publish.waiting import SHARED_WITHIN, Waits


class Cause(enum.StrEnum):
    """What may be wrong; the words stand in the log and in the metrics."""

    NO_WORKER = "no_worker"
    STRAY = "stray"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    HELD = "held"
    RECONNECT = "reconnect"
    WITHDRAW_FAILED = "withdraw_failed"
    TO_DELETE = "to_delete"
    INBOX = "inbox"
    BY_HAND = "by_hand"
    LATE = "late"


@dataclass(frozen=True)
class Rule:
    """How long a cause may stand before somebody is told, and in which words."""

    patience: timedelta
    words: Words


NOW = timedelta(0)
RULES: Mapping[Cause, Rule] = {
    Cause.NO_WORKER: Rule(timedelta(seconds=60), N_("Tidak ada pekerja yang aktif untuk %(queue)s.")),
    Cause.STRAY: Rule(NOW, N_("Terbit padahal tidak seharusnya: %(count)s penerbitan.")),
    Cause.UNCONFIRMED: Rule(timedelta(minutes=5), N_("Perlu dicek: %(count)s penerbitan.")),
    Cause.FAILED: Rule(NOW, N_("Gagal terbit: %(count)s penerbitan.")),
    Cause.HELD: Rule(NOW, N_("Ditahan: %(count)s penerbitan.")),
    Cause.RECONNECT: Rule(NOW, N_("Perlu disambungkan ulang: %(count)s akun.")),
    Cause.WITHDRAW_FAILED: Rule(NOW, N_("Gagal ditarik: %(count)s penerbitan.")),
    Cause.TO_DELETE: Rule(NOW, N_("Menunggu dihapus di akunnya: %(count)s penerbitan.")),
    Cause.INBOX: Rule(timedelta(minutes=15), N_("Menunggu diselesaikan di aplikasi: %(count)s penerbitan.")),
    Cause.BY_HAND: Rule(SHARED_WITHIN, N_("Menunggu dibagikan sendiri: %(count)s penerbitan.")),
    Cause.LATE: Rule(timedelta(minutes=10), N_("Lewat waktu dan belum terkirim: %(count)s penerbitan.")),
}
QUEUE_WORDS: Mapping[str, Words] = {
    **dict.fromkeys(QUEUES, N_("penerbitan")),
    RENDER: N_("foto dan gambar"),
}


@dataclass(frozen=True)
class Alert:
    """A cause that stands for longer than its rule allows; ``since`` is unknown where nobody was ever there."""

    cause: Cause
    count: int
    since: datetime | None
    queue: str = ""

    @property
    def name(self) -> str:
        """The cause and where it stands, in one word."""
        return f"{self.cause}:{self.queue}" if self.queue else self.cause.value


def alerts(seen: Picture) -> Sequence[Alert]:
    """What somebody has to look at now, in the order of the rules; nothing when all is well."""
    found = (*_workers(seen), *_publications(seen), *_accounts(seen))
    order = list(Cause)
    lasting = (each for each in found if each.count and _lasts(each, seen.at))
    return sorted(lasting, key=lambda each: order.index(each.cause))


def _lasts(alert: Alert, now: datetime) -> bool:
    return alert.since is None or now - alert.since >= RULES[alert.cause].patience


def _workers(seen: Picture) -> Sequence[Alert]:
    heard = {
        queue: min((each.silent for each in seen.workers if queue in each.queues), default=None)
        for queue in QUEUES
    }
    return [
        Alert(Cause.NO_WORKER, 1, None if silent is None else seen.at - silent, queue)
        for queue, silent in heard.items()
    ]


def _publications(seen: Picture) -> Sequence[Alert]:
    stands = {
        "stray": Cause.STRAY,
        "unconfirmed": Cause.UNCONFIRMED,
        "failed": Cause.FAILED,
        "held": Cause.HELD,
        "withdraw_failed": Cause.WITHDRAW_FAILED,
        "to_delete": Cause.TO_DELETE,
        "inbox": Cause.INBOX,
        "by_hand": Cause.BY_HAND,
        # What is due and waits for nothing but its turn.
        "queued": Cause.LATE,
    }
    by_state = summed(seen.standings)
    return [
        Alert(cause, by_state[state].count, by_state[state].since)
        for state, cause in stands.items()
        if state in by_state
    ]


def _accounts(seen: Picture) -> Sequence[Alert]:
    count = sum(each.count for each in seen.accounts if each.state == AccountState.NEEDS_RECONNECT)
    return [Alert(Cause.RECONNECT, count, None)]


@dataclass(frozen=True)
class Told:
    """What the people of ``unit_code`` should know of one publication: why, in words that take its ``title``."""

    unit_code: str
    publication_id: uuid.UUID
    post_id: uuid.UUID
    cause: Cause
    words: Words
    since: datetime
    title: str


OF_A_UNIT: Mapping[Need, tuple[Cause, Words]] = {
    Need.STRAY: (
        Cause.STRAY,
        N_("“%(title)s” terbit padahal tidak seharusnya. Lihat, lalu tarik atau hapus di akunnya."),
    ),
    Need.UNCONFIRMED: (
        Cause.UNCONFIRMED,
        N_("“%(title)s” perlu dicek: jawaban jejaring tidak sampai, mungkin sudah terbit."),
    ),
    Need.FAILED: (Cause.FAILED, N_("“%(title)s” gagal terbit. Lihat alasannya.")),
    Need.HELD: (Cause.HELD, N_("“%(title)s” ditahan. Lihat alasannya.")),
    Need.WITHDRAW_FAILED: (Cause.WITHDRAW_FAILED, N_("“%(title)s” gagal ditarik dan masih terlihat.")),
    Need.TO_DELETE: (
        Cause.TO_DELETE,
        N_("“%(title)s” ditarik dan masih terlihat: hapus di akunnya, lalu tandai."),
    ),
    Need.INBOX: (
        Cause.INBOX,
        N_("“%(title)s” ada di kotak masuk aplikasinya. Selesaikan di sana, lalu tandai."),
    ),
    Need.BY_HAND: (Cause.BY_HAND, N_("“%(title)s” menunggu dibagikan sejak kemarin atau lebih lama.")),
}


def for_units(waiting: Sequence[Waits], *, now: datetime) -> Sequence[Told]:
    """What each unit's people should be told now of what waits (`waiting.by_unit`), after the same patience."""
    return [
        Told(each.unit_code, each.publication_id, each.post_id, cause, words, each.since, each.title)
        for each in waiting
        for cause, words in (OF_A_UNIT[each.need],)
        if now - each.since >= RULES[cause].patience
    ]
