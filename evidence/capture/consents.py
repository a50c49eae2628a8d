"""Who agreed that their home or face is shown: in what role, how and when, and whether it was taken back.

No more is kept of a person than that. The edges commit.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidence.adapters import imaging
from evidence.adapters.storage import Storage
from evidence.capture import queries, services
from evidence.capture.models import Activity
from evidence.core import audit
from evidence.core.clock import WIB
from evidence.core.db import Base
from evidence.core.errors import Conflict, Invalid, NotFound, TooLarge
from evidence.core.text import is_text
from evidence.core.words import N_, Words
from evidence.units.access import Actor, Role

# Codes are never deleted.
ABOUT: Mapping[str, Words] = {"home": N_("Rumah atau halaman"), "people": N_("Orang yang tampak")}
HOW: Mapping[str, Words] = {"spoken": N_("Lisan"), "written": N_("Tertulis")}
MOST_WHO, MOST_REASON, MOST_PAPER = 80, 300, 15 * 1024 * 1024
MOST_OF_WORK = 50
# The long edge in pixels in which a paper is kept: it can be read, and nothing of the phone goes along.
PAPER_EDGE = 2048
PAPER_KIND = "image/jpeg"
NO_CONSENT = N_("Persetujuan itu tidak ada.")


class Consent(Base):
    """One consent. It is never changed; taking it back is written beside it."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_activity", "activity_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    activity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("activities.id"))
    about: Mapped[str]
    # A role, "pemilik rumah", and no name.
    who: Mapped[str]
    how: Mapped[str]
    given_on: Mapped[date]
    # Of a written one, the photo of its paper without what its phone wrote into it; both "" where there is none.
    paper_key: Mapped[str] = mapped_column(default="")
    paper_sha256: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    recorded_by_name: Mapped[str]
    recorded_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_name: Mapped[str] = mapped_column(default="")
    revoked_why: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Given:
    """What is written down of a consent: codes of `ABOUT` and `HOW`, a role in words, a day, and a paper's photo."""

    about: str
    who: str
    how: str
    given_on: date | None
    paper: bytes = b""


def of_work(session: Session, activity_id: uuid.UUID) -> Sequence[Consent]:
    """All of an activity, the newest first."""
    return session.scalars(
        select(Consent)
        .where(Consent.activity_id == activity_id)
        .order_by(Consent.recorded_at.desc(), Consent.id)
    ).all()


def standing(session: Session, activity_id: uuid.UUID) -> Sequence[Consent]:
    """Those of an activity that nobody took back."""
    return [each for each in of_work(session, activity_id) if each.revoked_at is None]


def taken_back(session: Session, numbers: Sequence[str]) -> Sequence[Consent]:
    """Those of the consents with these numbers that were taken back."""
    wanted = [uuid.UUID(each) for each in numbers]
    return session.scalars(
        select(Consent)
        .where(Consent.id.in_(wanted), Consent.revoked_at.is_not(None))
        .order_by(Consent.revoked_at, Consent.id)
    ).all()


def consent(session: Session, consent_id: uuid.UUID, by: Actor) -> Consent:
    """The consent, for whoever sees its activity; NotFound for others."""
    found = session.get(Consent, consent_id)
    activity = session.get(Activity, found.activity_id) if found else None
    if found is None or activity is None or not by.sees(activity.unit.path):
        raise NotFound(NO_CONSENT)
    return found


def may_see_paper(session: Session, found: Consent, by: Actor) -> bool:
    """Whether ``by`` may look at the paper itself: the unit's own people, and whoever decides on their work."""
    path = queries.activity(session, found.activity_id, by).unit.path
    return by.may(Role.UPLOADER, path) or by.may(Role.APPROVER, path)


def record(
    session: Session,
    storage: Storage,
    consent_id: uuid.UUID,
    activity_id: uuid.UUID,
    given: Given,
    *,
    by: Actor,
    now: datetime,
) -> Consent:
    """Write a consent down; the same number again answers with the same. Raises Invalid, `imaging.Unreadable`."""
    given = _checked(given, now)
    # Looked at before anybody has to wait for the activity.
    paper = _copy(given.paper) if given.paper else b""
    activity = services.own(session, activity_id, by)
    known = session.get(Consent, consent_id)
    if known is not None:
        if known.activity_id != activity.id:
            raise Conflict(N_("Nomor persetujuan ini sudah dipakai."))
        return known
    if len(of_work(session, activity.id)) >= MOST_OF_WORK:
        raise Conflict(N_("Persetujuan kegiatan ini sudah terlalu banyak. Catat satu untuk beberapa orang."))
    key, sha256 = _keep(storage, consent_id, paper) if paper else ("", "")
    found = Consent(
        id=consent_id, activity_id=activity.id, about=given.about, who=given.who, how=given.how,
        given_on=given.given_on, paper_key=key, paper_sha256=sha256, recorded_by=by.id, recorded_by_name=by.name,
        recorded_at=now,
    )  # fmt: skip
    session.add(found)
    session.flush()
    audit.record(
        session, "capture.consent_recorded", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, activity.unit.path), consent=str(found.id), about=found.about,
        how=found.how, given_on=found.given_on.isoformat(), paper_sha256=sha256,
    )  # fmt: skip
    return found


def _checked(given: Given, now: datetime) -> Given:
    who = " ".join(given.who.split())
    wrong = {}
    if given.about not in ABOUT:
        wrong["about"] = N_("Pilih untuk apa persetujuannya.")
    if given.how not in HOW:
        wrong["how"] = N_("Pilih cara persetujuannya.")
    if not who:
        wrong["who"] = N_("Tulis perannya, misalnya pemilik rumah.")
    elif len(who) > MOST_WHO:
        wrong["who"] = N_("Paling panjang 80 huruf.")
    elif not is_text(who):
        wrong["who"] = N_("Ada tanda yang tidak dapat disimpan.")
    elif sum(each.isdigit() for each in who) > 4:
        # A number of that length is a telephone's or an identity card's.
        wrong["who"] = N_("Tulis perannya saja, tanpa nomor telepon atau NIK.")
    if given.given_on is None:
        wrong["given_on"] = N_("Tulis tanggalnya.")
    elif not date(2000, 1, 1) <= given.given_on <= now.astimezone(WIB).date():
        wrong["given_on"] = N_("Tanggal persetujuan tidak dapat di masa depan.")
    if given.paper and given.how == "spoken":
        wrong["paper"] = N_("Foto surat hanya untuk persetujuan tertulis.")
    if wrong:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return Given(given.about, who, given.how, given.given_on, given.paper)


def _copy(paper: bytes) -> bytes:
    if len(paper) > MOST_PAPER:
        raise TooLarge("Foto surat lebih dari 15 MB. Pilih berkas yang lebih kecil.")
    return imaging.examine(paper).derivatives[PAPER_EDGE]


def _keep(storage: Storage, consent_id: uuid.UUID, copy: bytes) -> tuple[str, str]:
    sha256 = hashlib.sha256(copy).hexdigest()
    key = f"consents/{consent_id}/{sha256}.jpg"
    storage.put(key, copy, PAPER_KIND)
    return key, sha256


def take_back(session: Session, found: Consent, why: str, *, by: Actor, now: datetime) -> bool:
    """Write down that a consent was taken back; False when it was already. What follows from it, the review says."""
    activity = services.own(session, found.activity_id, by)
    why = " ".join(why.split())
    if len(why) > MOST_REASON or not is_text(why):
        raise Invalid("Periksa kembali isian ini.", {"why": N_("Alasan paling panjang 300 huruf.")})
    moved = session.execute(
        update(Consent)
        .where(Consent.id == found.id, Consent.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by_name=by.name, revoked_why=why)
        .returning(Consent.id)
    ).scalar()
    session.refresh(found)
    if moved is None:
        return False
    audit.record(
        session, "capture.consent_revoked", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, activity.unit.path), consent=str(found.id), about=found.about,
    )  # fmt: skip
    return True
