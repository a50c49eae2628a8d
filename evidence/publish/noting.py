"""Figures that a person read off the account and notes, where no call of ours tells them. The edge commits."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.networks.base import Network
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.words import N_
from evidence.publish import queries
from evidence.publish.figures import COUNTED
from evidence.publish.models import OUT, Figures, Publication
from evidence.publish.services import may_act
from evidence.units.access import Actor

# No post of a city has more of anything; it is a slip of the finger.
MOST_NOTED = 1_000_000_000
# The same numbers of the same person within this are the same form sent twice.
TWICE = timedelta(minutes=2)
BETWEEN = N_("Tulis angka dari %(least)s sampai %(most)s.")
NOTHING = N_("Tulis paling sedikit satu angka.")
TO_COME = N_("Waktu itu belum lewat. Tulis kapan angkanya dilihat.")
TOO_EARLY = N_("Saat itu unggahan ini belum terbit.")
READ_BY_US = N_("Angka unggahan ini dibaca langsung dari jejaringnya.")


def notable(publication: Publication, networks: Mapping[str, Network]) -> bool:
    """Whether a person notes its figures: it is out, and its network tells us none of it."""
    network = networks.get(publication.network)
    told = network is not None and network.counts and publication.remote_id is not None
    return publication.state in OUT and not told


def note_seen(
    session: Session,
    publication: Publication,
    counted: Mapping[str, int | None],
    seen_at: datetime | None,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    now: datetime,
) -> None:
    """Keep what ``by`` saw of the post at ``seen_at``, now where that is None; ``counted`` by names of `COUNTED`.

    Sent twice it is kept once. Raises Invalid for numbers or a time that cannot be, Conflict where nobody notes any.
    """
    if not may_act(by, publication.post.activity.unit.path):
        raise NotAllowed("Angka unggahan dicatat oleh petugas unitnya.")
    row = queries.locked(session, publication.id)
    if row.state not in OUT:
        raise Conflict("Unggahan ini tidak sedang terbit.")
    if not notable(row, networks):
        raise Conflict(READ_BY_US)
    told = {name: value for name in COUNTED if (value := counted.get(name)) is not None}
    at = now if seen_at is None else seen_at
    _check(told, at, row.posted_at, now)
    last = session.scalars(
        select(Figures)
        .where(Figures.publication_id == row.id, Figures.by_name == by.name)
        .order_by(Figures.id.desc())
        .limit(1)
    ).first()
    if last is not None and abs(at - last.seen_at) < TWICE and _numbers(last) == told:
        return
    session.add(Figures(publication_id=row.id, seen_at=at, gone=False, by_name=by.name, **told))
    audit.record(
        session, "publish.figures_noted", publication.post.activity_id, actor_id=by.id, actor_name=by.name,
        publication=str(row.id), seen_at=at.isoformat(), figures=told,
    )  # fmt: skip


def _check(told: Mapping[str, int], at: datetime, posted_at: datetime | None, now: datetime) -> None:
    wrong = {name: BETWEEN for name, value in told.items() if not 0 <= value <= MOST_NOTED}
    if not told:
        wrong[COUNTED[0]] = NOTHING
    if at > now:
        wrong["seen_at"] = TO_COME
    # A person writes minutes.
    elif posted_at is not None and at < posted_at.replace(second=0, microsecond=0):
        wrong["seen_at"] = TOO_EARLY
    if wrong:
        raise Invalid("Periksa kembali angkanya.", wrong, least=0, most=MOST_NOTED)


def _numbers(row: Figures) -> dict[str, int]:
    return {name: value for name in COUNTED if (value := getattr(row, name)) is not None}
