"""Work that was done before a test begins, as the rooms leave it, without the seconds that drawing pictures takes.

Each function commits what it makes. What a test is about, it does itself, through services or pages.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from evidence.accounts import services as accounts
from evidence.accounts.by_hand import place
from evidence.capture import services as capture
from evidence.capture.facts import ActivityFacts
from evidence.capture.models import Activity, OriginalState, Photo, PhotoState, Stage
from evidence.compose import looks, renditions
from evidence.compose import services as compose
from evidence.compose.frozen import frozen_pictures
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState
from evidence.compose.outputs import outputs
from evidence.compose.privacy import NONE, QUESTIONS
from evidence.compose.services import Draft
from evidence.compose.tasks import record_drawn
from evidence.core import audit, canonical, clock
from evidence.points import services as points
from evidence.points.services import PointFacts
from evidence.publish import media, pauses, steps
from evidence.publish import services as publishing
from evidence.publish.models import Pause, Publication
from evidence.repair.queries import held
from evidence.review import sampling
from evidence.review import services as review
from evidence.units import queries as units
from tests.house import MOJO, House
from tests.practice.serving import picture

LURAH, CAMAT, CITY = "lurah.mojo", "camat.pasarkliwon", "sekda.balaikota"
# Nothing and nobody is to be seen on the pictures of a test.
ANSWERS = dict.fromkeys(QUESTIONS, NONE)
STAGES = {"A": ("before", "after"), "B": ("before", "progress", "after"), "C": ("plain",)}


@dataclass(frozen=True)
class Work:
    """An activity and its post."""

    activity: uuid.UUID
    post: uuid.UUID


def activity(house: House, unit: str = MOJO, by: str = LURAH, **facts: object) -> uuid.UUID:
    """An activity without photos; ``facts`` replace what it says about itself."""
    ident = uuid.uuid4()
    # Work of a kecamatan or of the city happens in some kelurahan too.
    place = unit if unit.count(".") == 3 else MOJO
    told = {"title": "Kuras saluran", "category": "DRAINASE", "mode": "A", "rt": 5, "rw": 3, **facts}
    with house.sessions.begin() as session:
        capture.put_activity(
            session, ident, ActivityFacts(unit=unit, place_unit=place, **told), by=house.actor(by), held=held  # type: ignore[arg-type]
        )  # fmt: skip
    return ident


def point(
    house: House, unit: str = MOJO, by: str = LURAH, of: uuid.UUID | None = None, **facts: object
) -> uuid.UUID:
    """A photo point, made from the activity ``of`` where one is named."""
    ident = uuid.uuid4()
    place = unit if unit.count(".") == 3 else MOJO
    told = {"name": "Saluran depan pasar", "category": "DRAINASE", "mode": "A", "rt": 5, "rw": 3, **facts}
    with house.sessions.begin() as session:
        points.make(
            session, ident, PointFacts(unit=unit, place_unit=place, **told), by=house.actor(by), of=of  # type: ignore[arg-type]
        )  # fmt: skip
    return ident


def photo(house: House, of: uuid.UUID, stage: str, by: str = LURAH, **columns: object) -> uuid.UUID:
    """A stored photo with its small derivative; ``columns`` replace what its row says."""
    ident, who = uuid.uuid4(), house.actor(by)
    small_body = picture(colour="teal" if stage == "before" else "olive")
    # What follows a picture's end is not looked at, and makes each photo another file.
    body = small_body + ident.bytes
    digest = hashlib.sha256(body).hexdigest()
    original, small = f"originals/{ident}/{digest}.jpg", f"derived/{ident}/{digest}/320.jpg"
    storage = house.app.extensions["house"].storage
    storage.put(original, body, "image/jpeg")
    storage.put(small, small_body, "image/jpeg")
    row = {
        "stage": Stage(stage), "percent": 50 if stage == "progress" else None, "state": PhotoState.STORED,
        "sha256": digest, "size": len(body), "content_type": "image/jpeg", "object_key": original,
        "derivatives": {"320": small}, "width": 64, "height": 80, "uploaded_by": who.id,
        "received_at": clock.now(), "stored_at": clock.now(), **columns,
    }  # fmt: skip
    with house.sessions.begin() as session:
        added = Photo(id=ident, activity_id=of, **row)
        session.add(added)
        session.flush()
        session.refresh(added)
        audit.record(
            session, "capture.photo_received", of, actor_id=who.id, actor_name=who.name, photo=str(ident),
            stage=stage, sha256=added.sha256, claims_sha256=canonical.digest(added.claimed()),
        )  # fmt: skip
        if added.state is PhotoState.STORED:
            audit.record(
                session, "capture.photo_stored", of, photo=str(ident), stage=stage, sha256=added.sha256,
                derivatives={"320": hashlib.sha256(small_body).hexdigest()},
            )  # fmt: skip
        session.flush()
        capture.settle_activity(session, of)
    return ident


def photo_of(house: House, of: uuid.UUID, stage: str) -> uuid.UUID:
    """The activity's photo of that stage."""
    with house.sessions() as session:
        statement = select(Photo.id).where(Photo.activity_id == of, Photo.stage == Stage(stage))
        return session.scalars(statement).one()


def theme(house: House, unit: str = MOJO, by: str = LURAH) -> str:
    """A theme of the unit's own, with a crest, whose digest is returned."""
    crest = looks.put_crest(house.app.extensions["house"].storage, picture(90, 120, "firebrick"))
    with house.sessions.begin() as session:
        look = looks.Look("#4E2A10", "#F0D9B0", "@latihan.mojo")
        looks.put_theme(session, units.unit(session, unit), look, crest, by=house.actor(by))
    return crest


def original(house: House, of: uuid.UUID) -> uuid.UUID:
    """The camera's own file of a photo, stored whole; answers with the photo."""
    body = picture(128, 160)
    digest = hashlib.sha256(body).hexdigest()
    key = f"originals/{of}/camera-{digest}.jpg"
    house.app.extensions["house"].storage.put(key, body, "image/jpeg")
    with house.sessions.begin() as session:
        row = session.get_one(Photo, of)
        row.original_sha256, row.original_key, row.original_stored_at = digest, key, clock.now()
        row.original_size = row.original_offset = len(body)
        row.original_state = OriginalState.STORED
    return of


def drawn(house: House, of: uuid.UUID) -> uuid.UUID:
    """The picture of the activity as it stands now, ready; its bytes are another for every recipe."""
    with house.sessions.begin() as session:
        found = renditions.request_rendition(session, session.get_one(Activity, of), practice=False)
        assert found is not None, "a stage is missing"
        return _draw(house, found)


def all_drawn(house: House, of: uuid.UUID) -> uuid.UUID:
    """Every picture that can be taken away of the activity, ready; answers with the activity."""
    with house.sessions.begin() as session:
        found = outputs(session, session.get_one(Activity, of), practice=False)
        assert found is not None, "a stage is missing"
        for each in found.all:
            _draw(house, each)
    return of


def all_asked_drawn(house: House, of: uuid.UUID, *, full: bool = False) -> uuid.UUID:
    """Every picture that was asked for of the activity, ready, in ``full`` size anew; answers with the activity."""
    with house.sessions.begin() as session:
        for each in session.scalars(select(Rendition).where(Rendition.activity_id == of)):
            if full:
                each.state = RenditionState.WAITING
            _draw(house, each, *(each.pixels if full else ()))
    return of


def undone(house: House, of: uuid.UUID, format_: str) -> uuid.UUID:
    """The activity's picture of that format, which could not be drawn."""
    with house.sessions.begin() as session:
        found = session.scalars(select(Rendition).where(Rendition.activity_id == of))
        wanted = next(each for each in found if each.recipe["format"] == format_)
        wanted.state, wanted.reason = RenditionState.FAILED, "missing"
        return wanted.id


def _draw(house: House, rendition: Rendition, *size: int) -> uuid.UUID:
    if rendition.state is RenditionState.WAITING:
        body = picture(*size, colour=f"#{rendition.recipe_digest[:6]}")
        rendition.sha256, rendition.size = hashlib.sha256(body).hexdigest(), len(body)
        rendition.object_key = f"renditions/{rendition.recipe_digest}/{rendition.sha256}.jpg"
        house.app.extensions["house"].storage.put(rendition.object_key, body, "image/jpeg")
        rendition.state = RenditionState.READY
        session = object_session(rendition)
        assert session is not None
        record_drawn(session, rendition.id, rendition.activity_id, rendition.sha256)
    return rendition.id


def complete(house: House, unit: str = MOJO, by: str = LURAH, **facts: object) -> uuid.UUID:
    """An activity whose stages are all stored and whose picture is ready."""
    ident = activity(house, unit, by, **facts)
    for stage in STAGES[str(facts.get("mode", "A"))]:
        photo(house, ident, stage, by)
    drawn(house, ident)
    return ident


def account(
    house: House,
    unit: str = MOJO,
    network: str = "by_hand",
    handle: str = "latihan.mojo",
    *,
    remote_id: str | None = None,
    token: str | None = None,
    site: str = "instagram",
) -> uuid.UUID:
    """A connected account; ``site`` is where one is that is shared to by hand."""
    ident = uuid.uuid4()
    site, profile = place(site, "", handle) if network == "by_hand" else ("", "")
    with house.sessions.begin() as session:
        accounts.connect(
            session, ident, units.unit(session, unit), network, handle,
            by=house.actor("admin"), box=house.app.extensions["token_box"], remote_id=remote_id, token=token,
            profile_url=profile, site=site,
        )  # fmt: skip
    return ident


def drafted(
    house: House,
    unit: str = MOJO,
    by: str = LURAH,
    accounts: Sequence[uuid.UUID] = (),
    due_at: datetime | None = None,
    caption: str = "Saluran dikuras.",
    **facts: object,
) -> Work:
    """A written draft about a complete activity."""
    ident = complete(house, unit, by, **facts)
    draft = Draft(caption, "Dua foto saluran.", accounts, due_at=due_at)
    with house.sessions.begin() as session:
        post, _new = compose.put_draft(
            session, uuid.uuid4(), session.get_one(Activity, ident), draft, by=house.actor(by),
            networks=house.app.extensions["house"].networks, practice=False,
        )  # fmt: skip
        return Work(ident, post.id)


def rewrite(house: House, work: Work, accounts: Sequence[uuid.UUID] = ()) -> None:
    """Write the next version of a post that was opened again."""
    draft = Draft("Saluran dikuras lagi.", "Dua foto saluran.", accounts)
    with house.sessions.begin() as session:
        activity = session.get_one(Activity, work.activity)
        networks = house.app.extensions["house"].networks
        compose.put_draft(
            session, work.post, activity, draft, by=house.actor(LURAH), networks=networks, practice=False
        )


def submit(house: House, work: Work, by: str = LURAH, now: datetime | None = None) -> str:
    """Send the draft for review; returns its content hash."""
    with house.sessions.begin() as session:
        version, _new = compose.submit(
            session, post_of(session, work), by=house.actor(by),
            networks=house.app.extensions["house"].networks, practice=False, now=now or clock.now(),
            answers=ANSWERS,
        )  # fmt: skip
        return version.content_hash


def submitted(
    house: House,
    unit: str = MOJO,
    by: str = LURAH,
    accounts: Sequence[uuid.UUID] = (),
    **more: Any,
) -> Work:
    """A post that waits for its decision; ``more`` is for ``drafted``."""
    work = drafted(house, unit, by, accounts, **more)
    submit(house, work, by)
    return work


def decide(
    house: House,
    work: Work,
    verdict: str = "approve",
    note: str = "",
    *,
    by: str = CAMAT,
    now: datetime | None = None,
) -> None:
    """Decide on what was submitted."""
    with house.sessions.begin() as session:
        post = post_of(session, work)
        review.decide(
            session, uuid.uuid4(), post, post.latest.content_hash, verdict, note,
            by=house.actor(by), now=now or clock.now(),
        )  # fmt: skip


def approved(
    house: House,
    unit: str = MOJO,
    by: str = LURAH,
    accounts: Sequence[uuid.UUID] = (),
    *,
    decider: str = CAMAT,
    now: datetime | None = None,
    **more: Any,
) -> Work:
    """An approved post with a publication for each of ``accounts``; ``more`` is for ``drafted``."""
    work = submitted(house, unit, by, accounts, **more)
    decide(house, work, by=decider, now=now)
    return work


def post_of(session: Session, work: Work) -> Post:
    """The post as a session sees it now, with its activity and versions."""
    return session.scalars(
        select(Post)
        .options(joinedload(Post.activity).joinedload(Activity.unit), selectinload(Post.versions))
        .where(Post.id == work.post)
        .execution_options(populate_existing=True)
    ).one()


def publications(house: House, work: Work) -> list[Publication]:
    """The work's publications with all that belongs to them, oldest first."""
    with house.sessions() as session:
        return list(
            session.scalars(
                select(Publication)
                .options(
                    joinedload(Publication.post).joinedload(Post.activity).joinedload(Activity.unit),
                    joinedload(Publication.account),
                    joinedload(Publication.version),
                    selectinload(Publication.attempts),
                )
                .where(Publication.post_id == work.post)
                .order_by(Publication.created_at, Publication.id)
            )
        )


def handed_over(house: House, work: Work) -> uuid.UUID:
    """The work's one publication, which waits for a person to share it by hand."""
    (row,) = publications(house, work)
    with house.sessions.begin() as session:
        claimed = steps.claim(session, row.id, now=clock.now())
        assert claimed is not None
        steps.hand_over(session, claimed, now=clock.now())
    return row.id


def shared(house: House, work: Work, by: str = LURAH) -> uuid.UUID:
    """The work's one publication, shared by hand just now without a link."""
    ident = handed_over(house, work)
    (row,) = publications(house, work)
    with house.sessions.begin() as session:
        publishing.shared_by_hand(session, row, by=house.actor(by), link="", now=clock.now())
    return ident


def pause(house: House, unit: str = MOJO) -> uuid.UUID:
    """A switch that holds that unit's publications."""
    with house.sessions.begin() as session:
        found = units.unit(session, unit)
        pauses.pause(session, found, None, "Diperiksa dahulu", by=house.actor("admin"), now=clock.now())
        return session.scalars(
            select(Pause.id).where(Pause.unit_code == unit, Pause.ended_at.is_(None))
        ).one()


def media_link(house: House, work: Work) -> uuid.UUID:
    """An address under which a network may read the picture of the work's publication."""
    (row, *_others) = publications(house, work)
    with house.sessions.begin() as session:
        pictures = frozen_pictures(session, session.get_one(PostVersion, row.version_id), row.network)
        (link,) = media.links(session, row.id, pictures, now=clock.now())
        return link


def sampled(house: House, by: str = "staf.balaikota") -> uuid.UUID:
    """One pair of a draw of everything that was approved until now."""
    today = clock.today()
    with house.sessions.begin() as session:
        made = sampling.draw(
            session, uuid.uuid4(), today - timedelta(days=1), today, 1.0, by=house.actor(by), now=clock.now()
        )
        return made.items[0].id
