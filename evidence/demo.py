"""The practice city: the real units, offices as people, and activities whose pictures are drawn by code.

Everything goes through the same services as real work, so that what a newcomer sees is what the house really does.
"""

import hashlib
import logging
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from evidence.accounts import services as accounts
from evidence.accounts.by_hand import BY_HAND
from evidence.accounts.queries import usable
from evidence.accounts.tokens import TokenBox
from evidence.adapters.imaging import scenes
from evidence.adapters.networks import Practice, networks
from evidence.adapters.networks.sites import OTHER
from evidence.adapters.storage import Storage
from evidence.capture import findings
from evidence.capture import services as capture
from evidence.capture.checks.base import Level
from evidence.capture.checks.ground import METRES
from evidence.capture.facts import ActivityFacts
from evidence.capture.intake import take_in
from evidence.capture.meta import Meta
from evidence.capture.models import Activity, ChecksState, Photo, Stage
from evidence.compose import caption, recipes
from evidence.compose import services as compose
from evidence.compose.models import Post, Rendition, RenditionState
from evidence.compose.privacy import NONE, QUESTIONS
from evidence.compose.services import Draft
from evidence.core import clock
from evidence.repair.queries import held
from evidence.reports.coverage import orders
from evidence.reports.coverage import sample as article
from evidence.reports.coverage.orders import Wording
from evidence.reports.papers import letterheads
from evidence.reports.papers.models import Letterhead
from evidence.review import services as review
from evidence.units import UNITS
from evidence.units import queries as units
from evidence.units import services as people
from evidence.units.access import Actor, Role
from evidence.units.models import Unit, User

log = logging.getLogger(__name__)
# Half seconds to wait for a picture of the practice city.
PATIENCE = 120
# As a phone is held at a drain: two upright pictures stand side by side. Small, since each is drawn anew.
UPRIGHT = (720, 960)
CITY = "33.72"

OFFICES: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("lurah.mojo", "Lurah Mojo", "33.72.03.1010", (Role.UPLOADER,)),
    ("lurah.jebres", "Lurah Jebres", "33.72.04.1010", (Role.UPLOADER,)),
    ("camat.pasarkliwon", "Camat Pasar Kliwon", "33.72.03", (Role.UPLOADER, Role.APPROVER)),
    ("camat.jebres", "Camat Jebres", "33.72.04", (Role.UPLOADER, Role.APPROVER)),
    ("sekda.balaikota", "Sekretaris Daerah", CITY, (Role.APPROVER,)),
    ("staf.balaikota", "Staf Balai Kota", CITY, (Role.REVIEWER,)),
    ("admin", "Admin Kota", CITY, (Role.ADMIN,)),
)
# Handles of the practice network only; no handle of a real kelurahan is known or guessed.
ACCOUNTS = (
    ("33.72.03.1010", "practice", "latihan.mojo"),
    ("33.72.03.1010", BY_HAND, "latihan.mojo"),
    ("33.72.04.1010", "practice", "latihan.jebres"),
    ("33.72.03", "practice", "latihan.pasarkliwon"),
    ("33.72.04", "practice", "latihan.kecjebres"),
)


@dataclass(frozen=True)
class Scene:
    """One drawn activity: who did it, where, and how many days ago its stages were photographed."""

    who: str
    unit: str
    title: str
    category: str
    kind: str
    mode: str
    rt: int
    rw: int
    street: str
    began: int
    stages: tuple[str, ...]
    # Who has decided on its post: nobody yet, or the office named here; "" while no post is written.
    post: str = ""
    # How far from the before, in metres to the south, the after was taken, and what its lurah says about it.
    apart: float = 0
    note: str = ""
    # Whether the after was chosen from the phone's gallery, where a message brought it.
    sent_on: bool = False


WAITING = "waiting"
# Where the work of each kelurahan is done: latitude and longitude in degrees.
SPOTS = {
    "33.72.03.1005": (-7.5787, 110.8263),
    "33.72.03.1010": (-7.5898, 110.8330),
    "33.72.04.1010": (-7.5553, 110.8420),
}
# fmt: off
SCENES = (
    Scene("lurah.mojo", "33.72.03.1010", "Kuras saluran Jl. Kyai Mojo", "DRAINASE", "drainase", "A",
          5, 3, "Jl. Kyai Mojo", 9, ("before", "after"), WAITING, apart=640,
          note="Saluran dikerjakan dari hulu sampai hilir, sekitar 600 meter"),
    Scene("lurah.mojo", "33.72.03.1010", "Kerja bakti halaman balai RW", "KEBERSIHAN", "kebersihan", "A",
          2, 11, "", 6, ("before", "after"), sent_on=True),
    Scene("lurah.mojo", "33.72.03.1010", "Tanam ulang taman RW 07", "TAMAN", "taman", "A",
          1, 7, "Jl. Sungai Serang", 12, ("before",)),
    Scene("lurah.jebres", "33.72.04.1010", "Perbaikan gang kampung", "JALAN", "jalan", "B",
          3, 9, "", 20, ("before", "progress", "after"), "camat.jebres"),
    Scene("lurah.jebres", "33.72.04.1010", "Mural tembok lapangan", "TERTIB", "tembok", "A",
          4, 2, "", 4, ("before", "after"), "camat.jebres"),
    Scene("camat.pasarkliwon", "33.72.03", "Pembersihan saluran batas kelurahan", "DRAINASE", "drainase", "A",
          1, 1, "", 3, ("before", "after"), WAITING),
)
# fmt: on


def fill(settings: Settings, app: Flask) -> None:
    """Fill an empty database, or go on where an earlier call was interrupted; a real city is left as it is."""
    hashed = _hashed(app, settings.demo_password)
    sessions = app.extensions["sessions"]
    try:
        _fill(sessions(), settings, app, hashed)
    finally:
        sessions.remove()


def _fill(session: Session, settings: Settings, app: Flask, hashed: str) -> None:
    if session.scalar(select(Unit.code).limit(1)) is None:
        with UNITS.open(encoding="utf-8", newline="") as lines:
            people.load_units(session, lines)
        _add_offices(session, hashed)
        session.commit()
    elif session.scalar(select(User.id).where(User.username == OFFICES[0][0])) is None:
        # Units and offices come in one commit, so these units are somebody's own.
        log.info("demo not wanted")
        return
    house = app.extensions["house"]
    house.storage.ready()
    _connect_accounts(session, settings, app.extensions["token_box"])
    _order(session)
    _letterheads(session)
    session.commit()
    for number, scene in enumerate(SCENES):
        _perform(session, scene, number, house.storage)
    for number, scene in enumerate(SCENES):
        if scene.post:
            _tell(session, scene, number, app)


def _hashed(app: Flask, password: str) -> str:
    # Leaving an application context gives its session back, so hashing comes before any work on rows.
    with app.app_context():
        return str(hash_password(password))


def _add_offices(session: Session, hashed: str) -> None:
    for username, name, unit_code, roles in OFFICES:
        user = people.add_person(session, username, name, hashed)
        for role in roles:
            people.add_membership(session, user, role, unit_code, valid_from=clock.now())


def _actor(session: Session, username: str) -> Actor:
    user = session.scalars(select(User).where(User.username == username)).one()
    actor = units.actor(session, user.id, clock.now())
    assert actor is not None
    return actor


def _connect_accounts(session: Session, settings: Settings, box: TokenBox) -> None:
    by = _actor(session, "admin")
    parts = networks(settings.applications, settings.practice_url)
    for unit_code, network, handle in ACCOUNTS:
        unit = units.unit(session, unit_code)
        part = parts.get(network)
        if part is None:
            continue
        remote_id, token, profile = None, None, ""
        if isinstance(part, Practice):
            opened = part.open_account(settings.practice_key, handle, unit.title, unit.kind)
            remote_id, token, profile = opened.id, opened.token, f"{settings.practice_url}/{opened.handle}"
        ident = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{unit_code}:{network}")
        accounts.connect(
            session, ident, unit, network, handle,
            by=by, box=box, remote_id=remote_id, token=token, profile_url=profile,
            # Nobody has looked for these handles on any real site.
            site=OTHER if network == BY_HAND else "",
        )  # fmt: skip


def _order(session: Session) -> None:
    """What was known of accounts in 2021, and a rule to practise with, which no city has given."""
    article.load(session, now=clock.now())
    said = Wording(
        "Contoh aturan untuk latihan", clock.today(), clock.today(), "",
        {"opd": 30, "kecamatan": 14, "kelurahan": 14}, 100, 30,
    )  # fmt: skip
    ident = uuid.uuid5(uuid.NAMESPACE_URL, "demo:order")
    orders.write(session, ident, said, by=_actor(session, "admin"), now=clock.now())


def _letterheads(session: Session) -> None:
    """How each kecamatan's office is reached; nobody reads these."""
    by, city = _actor(session, "admin"), units.unit(session, CITY)
    for unit in units.children(session, city):
        # What somebody has written since then stays.
        if unit.kind == "kecamatan" and session.get(Letterhead, unit.code) is None:
            contact = f"{unit.title.replace(' ', '').lower()}@latihan.example"
            told = letterheads.Told("", contact, "", "", "", "", "A4")
            letterheads.put_letterhead(session, unit.code, told, by=by, now=clock.now())


def _perform(session: Session, scene: Scene, number: int, storage: Storage) -> None:
    by = _actor(session, scene.who)
    place = scene.unit if scene.unit.count(".") == 3 else f"{scene.unit}.1005"
    activity_id = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{number}")
    facts = ActivityFacts(
        scene.title, scene.category, scene.mode, scene.unit, place, scene.rt, scene.rw, scene.street
    )
    if session.get(Activity, activity_id) is None:
        capture.put_activity(session, activity_id, facts, by=by, held=held)
        begun = clock.now() - timedelta(days=scene.began)
        session.execute(update(Activity).where(Activity.id == activity_id).values(created_at=begun))
        session.commit()
    begun = session.scalars(select(Activity.created_at).where(Activity.id == activity_id)).one()
    for stage, taken in zip(scene.stages, _moments(begun), strict=False):
        if session.get(Photo, uuid.uuid5(activity_id, stage)) is not None:
            continue
        body = scenes.draw(
            scene.kind, stage, number, UPRIGHT, taken_at=taken.astimezone(clock.WIB).replace(tzinfo=None)
        )
        meta = _meta(scene, activity_id, stage, place, taken)
        take_in(
            session, uuid.uuid5(activity_id, stage), body, "image/jpeg", hashlib.sha256(body).hexdigest(), meta,
            by=by, held=held, storage=storage, now=taken,
        )  # fmt: skip


def _meta(scene: Scene, activity_id: uuid.UUID, stage: str, place: str, taken: datetime) -> Meta:
    """What the phone says of a stage's photo; of one from its gallery only that."""
    told = Meta(activity_id, Stage(stage), percent=50 if stage == "progress" else None)
    if scene.sent_on and stage == "after":
        return replace(told, source="gallery", device_time=taken)
    lat, lon = SPOTS[place]
    lat -= scene.apart / METRES if stage == "after" else 0
    return replace(
        told, source="camera", taken_at=taken, device_time=taken, claims={"clock_offset_s": 2},
        position={"lat": lat, "lon": lon, "accuracy_m": 9.0, "age_s": 1.0},
    )  # fmt: skip


def _tell(session: Session, scene: Scene, number: int, app: Flask) -> None:
    """Write the activity's post as its author would, and decide on it when the scene says who did."""
    house, by = app.extensions["house"], _actor(session, scene.who)
    activity_id = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{number}")
    if session.get(Post, uuid.uuid5(activity_id, "post")) is not None:
        return
    activity = _drawn(session, activity_id)
    if activity is None:
        # A machine too busy to draw in time still gets its activities; their posts can be written by hand.
        log.warning("demo post left out", extra={"activity": str(activity_id)})
        return
    told = recipes.told(session, activity, recipes.chosen(activity))
    everywhere = [account.id for account in usable(session, activity.unit_code) if account.network != BY_HAND]
    draft = Draft(caption.propose(told), caption.propose_alt(told), everywhere)
    practice = house.settings.practice_mode
    post, _new = compose.put_draft(
        session,
        uuid.uuid5(activity_id, "post"),
        activity,
        draft,
        by=by,
        networks=house.networks,
        practice=practice,
    )
    if scene.note:
        for found in findings.open_findings(session, activity_id):
            if found.level is Level.WARNING:
                findings.explain(session, found, scene.note, by=by, now=clock.now())
    version, _frozen = compose.submit(
        session, post, by=by, networks=house.networks, practice=practice, now=clock.now(),
        answers=dict.fromkeys(QUESTIONS, NONE),
    )  # fmt: skip
    if scene.post != WAITING:
        decider = _actor(session, scene.post)
        ident = uuid.uuid5(activity_id, "decision")
        review.decide(session, ident, post, version.content_hash, "approve", "", by=decider, now=clock.now())
    # Written, sent and decided at once: there is a post, or there is none.
    session.commit()


def _drawn(session: Session, activity_id: uuid.UUID) -> Activity | None:
    """The activity once the workers have looked at its photos and drawn its picture; None when they take too long."""
    for _try in range(PATIENCE):
        session.rollback()
        state = session.scalar(select(Rendition.state).where(Rendition.activity_id == activity_id))
        checks = session.scalar(select(Activity.checks_state).where(Activity.id == activity_id))
        if state is RenditionState.READY and checks is not ChecksState.WAITING:
            session.expire_all()
            return session.get_one(Activity, activity_id)
        time.sleep(0.5)
    return None


def _moments(begun: datetime) -> Iterator[datetime]:
    """A day and a half between stages, as work goes."""
    while True:
        yield begun
        begun += timedelta(hours=30)
