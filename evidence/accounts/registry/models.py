"""Looks at accounts. A look is never changed: whoever sees it differently looks again, or says it was a mistake."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base, one_of
from evidence.units.models import Unit


class Source(enum.StrEnum):
    """Who or what looked."""

    PERSON = "person"
    API = "api"
    PRESS = "press"


class Presence(enum.StrEnum):
    """What was found: an account, none, or none any more. Nobody having looked is no row at all."""

    PRESENT = "present"
    ABSENT = "absent"
    GONE = "gone"


class Answer(enum.StrEnum):
    """What was said to a question; one that was not asked has no answer, and unseen is an answer."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"


class Observation(Base):
    """One dated look at what a unit has on a network; on one where people share by hand, on a site."""

    __tablename__ = "observations"
    __table_args__ = (
        Index(
            "ix_observations_latest",
            "unit_code",
            "network",
            "site",
            text("looked_at DESC"),
            text("created_at DESC"),
        ),
        # Whose else a handle is.
        Index("ix_observations_handle", "network", text("lower(handle)")),
    )

    # Made by whoever looked, so that a look may be sent twice.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    network: Mapped[str]
    site: Mapped[str] = mapped_column(server_default="", default="")
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("social_accounts.id"))
    looked_at: Mapped[datetime]
    # The name that is shown: an office, a network, a newspaper.
    looked_by: Mapped[str]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    source: Mapped[Source] = mapped_column(one_of(Source, "source"))
    # Whether somebody above the unit looked (`vouching`), as it was then: offices change hands.
    from_above: Mapped[bool] = mapped_column(server_default=false(), default=False)
    presence: Mapped[Presence] = mapped_column(one_of(Presence, "presence"))
    handle: Mapped[str] = mapped_column(server_default="", default="")
    profile_url: Mapped[str] = mapped_column(server_default="", default="")
    remote_id: Mapped[str | None]

    followers: Mapped[int | None]
    following: Mapped[int | None]
    posts: Mapped[int | None]
    first_post_on: Mapped[date | None]
    # Where no more than the year is known; never beside the day.
    first_post_year: Mapped[int | None]
    last_post_on: Mapped[date | None]

    # Whether the profile says that it is official, and shows a contact.
    official: Mapped[Answer | None] = mapped_column(one_of(Answer, "official"))
    contact: Mapped[Answer | None] = mapped_column(one_of(Answer, "contact"))
    # Whether the city can recover it, two people look after it, signing in needs a second factor.
    city_recovery: Mapped[Answer | None] = mapped_column(one_of(Answer, "city_recovery"))
    two_admins: Mapped[Answer | None] = mapped_column(one_of(Answer, "two_admins"))
    second_factor: Mapped[Answer | None] = mapped_column(one_of(Answer, "second_factor"))
    # Whether it leads to the city's line for complaints.
    ulas: Mapped[Answer | None] = mapped_column(one_of(Answer, "ulas"))
    note: Mapped[str] = mapped_column(server_default="", default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    unit: Mapped[Unit] = relationship()
    mistake: Mapped["Mistake | None"] = relationship(viewonly=True)


class Mistake(Base):
    """Somebody says that a look was wrong from the start. It counts for no day then, and stays to be read."""

    __tablename__ = "observation_mistakes"

    look_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("observations.id"), primary_key=True)
    why: Mapped[str]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    said_by: Mapped[str]
    said_at: Mapped[datetime]
