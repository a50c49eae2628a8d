"""Asking for a post to go, by anybody; and what the city decides about it. The edges commit.

Whoever asks is told whether a post that is out was found, which anybody can see, and the same of all others: nobody
learns from it what exists and is not published.
"""

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.base import Network
from evidence.compose.models import Post, VersionState
from evidence.compose.services import take_back
from evidence.core import audit
from evidence.core.clock import WIB
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.text import is_text
from evidence.core.words import N_, Words
from evidence.notices import services as notices
from evidence.points.services import LETTERS
from evidence.privacy import queries
from evidence.privacy.models import Outcome, Takedown
from evidence.publish import queries as published
from evidence.publish import withdrawal
from evidence.publish.models import OUT
from evidence.publish.withdrawing import DECIDED as TAKEN_DOWN
from evidence.review.services import void
from evidence.units.access import Actor
from evidence.units.models import Unit

# Codes are never deleted.
REASONS: Mapping[str, Words] = {
    "face": N_("Wajah saya atau keluarga saya terlihat"),
    "child": N_("Wajah anak terlihat"),
    "home": N_("Rumah atau halaman saya terlihat"),
    "papers": N_("Ada nama, dokumen, nomor, atau pelat kendaraan"),
    "wrong": N_("Isinya keliru"),
    "other": N_("Alasan lain"),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.WITHDRAW: N_("Tarik unggahan"),
    Outcome.REDACT: N_("Tarik dan hapus fotonya"),
    Outcome.REFUSE: N_("Tolak dengan alasan"),
}
MOST_SAID, MOST_WORDS, MOST_CONTACT, MOST_ANSWER = 500, 1000, 200, 1000
KIND = "privacy.takedown"
TOLD = N_("Permintaan penurunan %(reference)s. Putuskan paling lambat %(due_at)s.")
TOLD_UNIT = N_("Kota menarik unggahan “%(title)s” atas permintaan warga (%(reference)s): %(reason_word)s.")
DECIDED = N_("Permintaan ini sudah diputuskan.")
LOOK_AT_IT = N_("Unggahan ini baru ditemukan. Pastikan judul dan unitnya benar, lalu simpan lagi.")
LOOK_FIRST = N_(
    "Ada permintaan lain tentang unggahan ini. Lihat dahulu, lalu pilih yang diputuskan sekaligus."
)
OTHER_POST = N_("Yang dicentang bukan tentang unggahan ini.")


@dataclass(frozen=True)
class Asked:
    """What a person wrote: a link or a code, a code of `REASONS`, own words, and how to reach them if they like."""

    said: str
    reason: str
    words: str = ""
    contact: str = ""


def receive(
    session: Session, request_id: uuid.UUID, asked: Asked, *, box: TokenBox, days: int, now: datetime
) -> str:
    """Keep the request; answers with its reference, the same when it is sent twice. Raises Invalid."""
    asked = _checked(asked)
    due_at = due(now, days)
    for _try in range(5):
        drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
        made = session.execute(
            insert(Takedown)
            .values(
                id=request_id, reference=f"HPS-{drawn[:4]}-{drawn[4:]}", said=asked.said, reason=asked.reason,
                words=asked.words, contact=box.close(asked.contact) if asked.contact else None, received_at=now,
                due_at=due_at, post_id=queries.find(session, asked.said), outcome=Outcome.OPEN, answer="",
                decided_by_name="",
            )
            .on_conflict_do_nothing()
            .returning(Takedown.reference)
        ).scalar()  # fmt: skip
        if made:
            audit.record(session, "privacy.takedown_asked", request_id, reference=made, reason=asked.reason)
            _tell_the_city(session, request_id, made, due_at, now=now)
            return made
        known = session.scalar(select(Takedown.reference).where(Takedown.id == request_id))
        if known:
            return known
    raise Conflict(N_("Permintaan belum tersimpan. Coba lagi."))


def due(received: datetime, days: int) -> datetime:
    """The end of the last of so many working days, Monday to Friday in WIB, after the day on which it came."""
    day = received.astimezone(WIB).date()
    left = days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return datetime.combine(day, time(23, 59), WIB)


def _checked(asked: Asked) -> Asked:
    found = Asked(" ".join(asked.said.split()), asked.reason, asked.words.strip(), asked.contact.strip())
    wrong: dict[str, str] = {}
    if not found.said:
        wrong["said"] = N_("Tempel tautan unggahan, atau tulis kode pada gambarnya.")
    if found.reason not in REASONS:
        wrong["reason"] = N_("Pilih alasannya.")
    elif found.reason == "other" and not found.words:
        wrong["words"] = N_("Tulis alasannya.")
    for name, most in (("said", MOST_SAID), ("words", MOST_WORDS), ("contact", MOST_CONTACT)):
        value = getattr(found, name)
        if not is_text(value):
            wrong[name] = N_("Ada tanda yang tidak dapat disimpan.")
        elif len(value) > most:
            wrong[name] = N_("Terlalu panjang.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return found


def _tell_the_city(
    session: Session, request_id: uuid.UUID, reference: str, due_at: datetime, *, now: datetime
) -> None:
    root = session.scalar(select(Unit.code).where(Unit.kind == "kota").order_by(Unit.code).limit(1))
    if root:
        url = f"/permintaan-hapus/{request_id}"
        notices.tell(
            session, KIND, request_id, root, TOLD, url=url, now=now, reference=reference, due_at=due_at
        )


def decide(
    session: Session,
    found: Takedown,
    outcome: str,
    answer: str,
    post: Post | None,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    now: datetime,
    others: Collection[uuid.UUID] = (),
) -> Sequence[Takedown]:
    """Decide about a request, and alike about ``others`` on the same post; returns those that were decided.

    What is to go is taken down at once where a call can, else asked of its unit. Of ``others`` those are passed over
    that somebody decided about meanwhile. Raises Invalid, and Conflict where the request was decided already.
    """
    if not queries.may_decide(by):
        raise NotAllowed("Permintaan penurunan diputuskan admin kota atau pejabat di balai kota.")
    wanted, answer = _said(outcome, answer, post)
    # In one order, so that two who decide about the same ones do not wait for each other.
    rows = session.scalars(
        select(Takedown)
        .where(Takedown.id.in_({found.id, *others}))
        .order_by(Takedown.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    waiting = [each for each in rows if each.decided_at is None]
    if all(each.id != found.id for each in waiting):
        raise Conflict(DECIDED)
    post_id = post.id if post else None
    if any(each.id != found.id and queries.named(session, each) != post_id for each in waiting):
        raise Invalid("Periksa kembali isian ini.", {"others": OTHER_POST})
    for each in waiting:
        each.outcome, each.answer, each.decided_by_name, each.decided_at = wanted, answer, by.name, now
        each.post_id = post_id
    session.flush()
    if post is not None and wanted is not Outcome.REFUSE:
        _take_down(session, post, found, by=by, networks=networks, now=now)
    for each in waiting:
        notices.settle(session, each.id, (KIND,), now=now)
        audit.record(
            session, "privacy.takedown_decided", post.activity_id if post else each.id, actor_id=by.id,
            actor_name=by.name, takedown=str(each.id), reference=each.reference, outcome=wanted.value,
            **({"together": True} if len(waiting) > 1 else {}),
        )  # fmt: skip
    return waiting


def _said(outcome: str, answer: str, post: Post | None) -> tuple[Outcome, str]:
    answer, wrong = answer.strip(), {}
    try:
        wanted = Outcome(outcome)
    except ValueError:
        wanted = Outcome.OPEN
    if wanted is Outcome.OPEN:
        wrong["outcome"] = N_("Pilih putusannya.")
    elif wanted is Outcome.REFUSE and not answer:
        wrong["answer"] = N_("Tulis alasan penolakannya.")
    elif wanted is not Outcome.REFUSE and post is None:
        wrong["post"] = N_("Sebutkan unggahannya dahulu: tempel tautannya.")
    if len(answer) > MOST_ANSWER or not is_text(answer):
        wrong["answer"] = N_("Jawaban paling panjang 1.000 huruf.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return wanted, answer


def _take_down(
    session: Session, post: Post, row: Takedown, *, by: Actor, networks: Mapping[str, Network], now: datetime
) -> None:
    """What is approved is so no longer, what waits is a draft again, what is out is taken down, and its unit is told.

    Else whoever approves, and knows nothing of the request, would put out again what it was about. Where an earlier
    request took all of it down there is nothing to tell the unit, which may have left it so.
    """
    stands = post.latest.state in (VersionState.APPROVED, VersionState.SUBMITTED)
    if post.latest.state is VersionState.APPROVED:
        void(session, post, by=by, now=now)
    elif post.latest.state is VersionState.SUBMITTED:
        take_back(session, post, by=by)
    out = [each for each in published.of_post(session, post.id) if each.state in OUT]
    for each in out:
        reason = f"{withdrawal.REASONS['asked']} ({row.reference})"
        withdrawal.withdraw(session, each, reason, by=by, networks=networks, now=now)
    if not (out or stands):
        return
    notices.tell(
        session, TAKEN_DOWN, post.id, post.activity.unit_code, TOLD_UNIT, url=f"/unggahan/{post.id}", now=now,
        reference=row.reference, title=post.activity.title, reason_word=REASONS[row.reason],
    )  # fmt: skip


def forget_contact(session: Session, found: Takedown, *, by: Actor) -> None:
    """The person was answered, so how to reach them is not kept any longer."""
    if not queries.may_decide(by):
        raise NotAllowed("Permintaan penurunan diputuskan admin kota atau pejabat di balai kota.")
    if found.decided_at is None:
        raise Conflict(N_("Putuskan permintaan ini dahulu."))
    if found.contact is None:
        return
    found.contact = None
    session.flush()
    audit.record(
        session, "privacy.takedown_answered", found.id, actor_id=by.id, actor_name=by.name,
        reference=found.reference,
    )  # fmt: skip
