"""Random days of a city: rows come, change, move and go as all rooms together would have it, and faster."""

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from evidence.accounts.models import AccountState, SocialAccount
from evidence.capture.checks.base import Level
from evidence.capture.models import Activity, ActivityState, Finding, Photo, PhotoState, Stage
from evidence.compose.models import Post, PostVersion, VersionState
from evidence.publish.models import Publication, PublicationState
from evidence.review.models import Decision, Outcome, Sample, SampleItem, Verdict
from evidence.units.models import Unit

NETWORKS = ("instagram", "practice", "by_hand")
OUT = ("published", "withdraw_failed", "withdrawing", "withdrawn")


class Happenings:
    """Acts drawn from a seed; the same seed acts alike."""

    def __init__(self, seed: str, session: Session, by: uuid.UUID, now: datetime) -> None:
        self.random, self.session, self.by, self.now = Random(seed), session, by, now
        self.units = list(
            session.scalars(select(Unit.code).where(Unit.path.contains("33.72.03")).order_by(Unit.code))
        )
        self.units += ["33.72", "33.72.04", "33.72.04.1010"]
        self.acts = (
            (self.begin, 5),
            (self.photograph, 8),
            (self.change_photo, 4),
            (self.drop_photo, 1),
            (self.change_activity, 4),
            (self.hand_over, 1),
            (self.write, 4),
            (self.submit, 7),
            (self.decide, 4),
            (self.publish, 9),
            (self.move, 9),
            (self.notice, 4),
            (self.clear, 2),
            (self.draw_sample, 2),
            (self.look_again, 2),
            (self.open_account, 1),
            (self.change_account, 2),
        )

    def happen(self, times: int) -> None:
        """So many acts."""
        acts, weights = zip(*self.acts, strict=True)
        for act in self.random.choices(acts, weights, k=times):
            act()

    def leave_some_of_each(self) -> None:
        """At the end, so that no list is empty whatever was drawn."""
        for model, states in (
            (Publication, [{"state": each, "posted_at": self.now} for each in PublicationState]),
            (
                SampleItem,
                [{"outcome": each, "looked_at": self.now if each else None} for each in (None, *Outcome)],
            ),
        ):
            ids = self.session.scalars(select(model.id).order_by(model.id).limit(len(states))).all()
            for ident, state in zip(ids, states, strict=True):
                self.set(model, ident, **state)
        for _ in range(3):
            self.write()
            self.submit()

    # ------------------------------------------------------------------------------------- what is drawn
    def when(self) -> datetime:
        """Some moment of the last fifty days, at the turn of a day more often than not."""
        midnight = self.now.replace(hour=17, minute=0, second=0, microsecond=0)
        near = timedelta(seconds=self.random.choice((-1, 0, 1, self.random.randint(-40_000, 40_000))))
        return min(midnight - timedelta(days=self.random.randint(0, 50)) + near, self.now)

    def one(self, model: Any, *where: Any) -> Any:
        """The id of some row, or None where there is none."""
        ids = list(self.session.scalars(select(model.id).where(*where).order_by(model.id)))
        return self.random.choice(ids) if ids else None

    def ident(self) -> uuid.UUID:
        """A number of its own."""
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def add(self, model: Any, **row: Any) -> None:
        """One more row."""
        self.session.execute(insert(model).values(**row))

    def set(self, model: Any, ident: Any, **row: Any) -> None:
        """Another state of one."""
        if ident is not None:
            self.session.execute(update(model).where(model.id == ident).values(**row))

    # --------------------------------------------------------------------------------------------- acts
    def begin(self) -> None:
        """An activity begins."""
        self.add(
            Activity,
            id=self.ident(),
            unit_code=self.random.choice(self.units),
            place_code="33.72.03.1010",
            title="Kuras",
            category="DRAINASE",
            mode="A",
            created_by=self.by,
            created_at=self.when(),
            state=ActivityState.OPEN,
            street="",
            note="",
            unfinished_reason="",
        )

    def photograph(self) -> None:
        """One or two photos come in one statement."""
        of = self.one(Activity)
        if of is None:
            return
        rows = []
        for _ in range(self.random.choice((1, 1, 2))):
            stage = self.random.choice((Stage.BEFORE, Stage.BEFORE, Stage.AFTER, Stage.PROGRESS))
            rows.append(
                {
                    "id": self.ident(),
                    "activity_id": of,
                    "stage": stage,
                    "percent": 50 if stage is Stage.PROGRESS else None,
                    "state": self.random.choice(list(PhotoState)),
                    "reason": "",
                    "sha256": "",
                    "size": 1,
                    "content_type": "image/jpeg",
                    "object_key": "",
                    "derivatives": {},
                    "uploaded_by": self.by,
                    "received_at": self.when(),
                    "source": "",
                    "original_sha256": "",
                    "claims": {},
                    "exif": {},
                }
            )
        self.session.execute(insert(Photo), rows)

    def change_photo(self) -> None:
        """A photo is taken back, replaced, made another stage or moved to another activity."""
        change = self.random.choice(("state", "stage", "activity"))
        which = self.one(Photo, Photo.stage != Stage.PROGRESS)
        if change == "state":
            self.set(Photo, which, state=self.random.choice(list(PhotoState)))
        elif change == "stage":
            self.set(Photo, which, stage=self.random.choice((Stage.BEFORE, Stage.AFTER, Stage.PLAIN)))
        else:
            self.set(Photo, which, activity_id=self.one(Activity))

    def drop_photo(self) -> None:
        """A photo that nobody looked at yet is gone."""
        noticed = select(Finding.photo_id)
        which = self.one(Photo, Photo.id.not_in(noticed))
        self.session.execute(delete(Photo).where(Photo.id == which))

    def change_activity(self) -> None:
        """An activity gets another state, or, without anything hanging on it, is deleted."""
        if self.random.random() < 0.1:
            bare = self.one(
                Activity,
                Activity.id.not_in(select(Photo.activity_id)),
                Activity.id.not_in(select(Post.activity_id)),
            )
            self.session.execute(delete(Activity).where(Activity.id == bare))
        else:
            self.set(Activity, self.one(Activity), state=self.random.choice(list(ActivityState)))

    def hand_over(self) -> None:
        """An activity belongs to another unit from now on, with all that hangs on it."""
        self.set(Activity, self.one(Activity), unit_code=self.random.choice(self.units))

    def write(self) -> None:
        """A post, or one more version of it."""
        of = self.one(Activity)
        if of is None:
            return
        post = self.session.scalar(select(Post.id).where(Post.activity_id == of))
        if post is None:
            post = self.ident()
            self.add(Post, id=post, activity_id=of, created_by=self.by)
        open_one = self.one(
            PostVersion, PostVersion.post_id == post, PostVersion.state.in_(("draft", "submitted"))
        )
        if open_one is None:
            number = (
                self.session.scalar(select(func.max(PostVersion.number)).where(PostVersion.post_id == post))
                or 0
            ) + 1
            self.add(
                PostVersion,
                id=self.ident(),
                post_id=post,
                number=number,
                state=VersionState.DRAFT,
                caption="",
                captions={},
                alt_text="",
                accounts=[],
                image_sha256="",
                kinds={},
                pictures={},
                content_hash="",
                answer="",
                answered_by="",
                created_by=self.by,
            )

    def submit(self) -> None:
        """A draft is sent, or what was sent is taken back."""
        back = self.random.random() < 0.2
        which = self.one(
            PostVersion, PostVersion.state == (VersionState.SUBMITTED if back else VersionState.DRAFT)
        )
        if back:
            self.set(PostVersion, which, state=VersionState.DRAFT, submitted_at=None)
        else:
            self.set(PostVersion, which, state=VersionState.SUBMITTED, submitted_at=self.when())

    def decide(self) -> None:
        """Somebody decides on what was sent."""
        which = self.one(PostVersion, PostVersion.state == VersionState.SUBMITTED)
        if which is None:
            return
        sent = self.session.scalar(select(PostVersion.submitted_at).where(PostVersion.id == which))
        assert sent is not None
        at = min(sent + timedelta(seconds=self.random.lognormvariate(9, 2)), self.now)
        verdict, state = self.random.choice(
            (
                (Verdict.APPROVE, VersionState.APPROVED),
                (Verdict.APPROVE, VersionState.APPROVED),
                (Verdict.REQUEST_CHANGES, VersionState.CHANGES_REQUESTED),
                (Verdict.REJECT, VersionState.REJECTED),
            )
        )
        self.add(
            Decision,
            id=self.ident(),
            version_id=which,
            content_hash="",
            verdict=verdict,
            note="",
            decided_by=self.by,
            acting_as="",
            decided_at=at,
        )
        self.set(PostVersion, which, state=state)

    def publish(self) -> None:
        """What was approved is to go out on some account."""
        version = self.one(PostVersion, PostVersion.state == VersionState.APPROVED)
        account = self.one(SocialAccount)
        if version is None or account is None:
            return
        post = self.session.scalar(select(PostVersion.post_id).where(PostVersion.id == version))
        taken = self.one(Publication, Publication.post_id == post, Publication.account_id == account)
        if taken is None:
            at = self.when()
            self.add(
                Publication,
                id=self.ident(),
                post_id=post,
                version_id=version,
                decision_id=uuid.UUID(int=0),
                account_id=account,
                network=self.random.choice(NETWORKS),
                approved_hash="",
                state=PublicationState.QUEUED,
                planned_at=at,
                due_at=at,
                created_at=at,
            )

    def move(self) -> None:
        """A publication gets somewhere."""
        which = self.one(Publication)
        state = self.random.choice((*PublicationState, *[PublicationState.PUBLISHED] * 6))
        more = {}
        if state.value in OUT and which is not None:
            planned = self.session.scalar(select(Publication.planned_at).where(Publication.id == which))
            assert planned is not None
            more = {"posted_at": planned + timedelta(seconds=self.random.lognormvariate(2, 2))}
        self.set(Publication, which, state=state, **more)

    def notice(self) -> None:
        """A check notices something."""
        photo = self.one(Photo)
        if photo is not None:
            of = self.session.scalar(select(Photo.activity_id).where(Photo.id == photo))
            self.add(
                Finding,
                id=self.ident(),
                activity_id=of,
                photo_id=photo,
                check_code="blur",
                version=1,
                level=self.random.choice(list(Level)),
                sentence="",
                params={},
                evidence={},
                found_at=self.when(),
                note="",
                noted_by_name="",
            )

    def clear(self) -> None:
        """It is no longer found, or it is again, or taken for worse."""
        which = self.one(Finding)
        self.set(
            Finding,
            which,
            cleared_at=self.random.choice((None, self.now)),
            level=self.random.choice(list(Level)),
        )

    def draw_sample(self) -> None:
        """Some approvals are drawn for a second look."""
        drawn = select(SampleItem.decision_id)
        decision = self.one(Decision, Decision.verdict == Verdict.APPROVE, Decision.id.not_in(drawn))
        if decision is not None:
            sample = self.ident()
            self.add(Sample, id=sample, seed="", rule={}, drawn_by=self.by, drawn_at=self.when())
            self.add(
                SampleItem,
                id=self.ident(),
                sample_id=sample,
                decision_id=decision,
                place=1,
                note="",
                looked_by_name="",
            )

    def look_again(self) -> None:
        """Somebody gives one the second look."""
        which = self.one(SampleItem, SampleItem.outcome.is_(None))
        self.set(SampleItem, which, outcome=self.random.choice(list(Outcome)), looked_at=self.when())

    def open_account(self) -> None:
        """A unit opens an account."""
        ident = self.ident()
        self.add(
            SocialAccount,
            id=ident,
            unit_code=self.random.choice(self.units),
            network="practice",
            handle=ident.hex[:12],
            profile_url="",
            state=self.random.choice(list(AccountState)),
            created_at=self.when(),
        )

    def change_account(self) -> None:
        """Its connection ends, or is made again."""
        self.set(SocialAccount, self.one(SocialAccount), state=self.random.choice(list(AccountState)))
