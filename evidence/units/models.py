"""Units, people, memberships, invitations, sign-ins and passkeys."""

import uuid
from datetime import datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import ForeignKey, Index, Text, false, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.core.db import Base, one_of
from evidence.units.access import Role

KINDS = {
    "kota": "Kota",
    "opd": "",
    "kecamatan": "Kecamatan",
    "kelurahan": "Kelurahan",
    "rw": "RW",
    "rt": "RT",
}


class Unit(Base):
    """Kota, OPD, kecamatan, kelurahan, RW or RT; a tree keyed by code."""

    __tablename__ = "units"
    # Prefix search over paths needs byte order, whatever the database's own collation is.
    __table_args__ = (
        Index("ix_units_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index("ix_units_parent", "parent_code"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    path: Mapped[str] = mapped_column(Text(collation="C"), unique=True)

    parent: Mapped["Unit | None"] = relationship(remote_side=[code])

    @property
    def title(self) -> str:
        """The name with its kind, since five kelurahan share their kecamatan's name."""
        kind = KINDS.get(self.kind, "")
        return self.name if not kind or self.name.startswith(f"{kind} ") else f"{kind} {self.name}"


class User(Base, UserMixin):
    """A person who signs in. What they may do stands in their memberships only."""

    __tablename__ = "users"

    # Flask-Security declares an integer id and an address for everyone; ours are a uuid and an optional address.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)  # type: ignore[assignment]
    username: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]
    name: Mapped[str]
    password: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user")

    # Flask-Security asks for roles; rights are memberships here, so there are none.
    roles: Any = ()


class Membership(Base):
    """The tie of a person to a unit, and the only right there is."""

    __tablename__ = "memberships"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    valid_from: Mapped[datetime] = mapped_column(server_default=func.now())
    valid_until: Mapped[datetime | None]
    acting_as: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship()


class Invitation(Base):
    """A link by which a person sets a password, kept as its hash; the link itself is shown once."""

    __tablename__ = "invitations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # A newer link took its place, or it was withdrawn.
    ended_at: Mapped[datetime | None]
    # Whether it is for somebody who had a password; and when they said that they know of the new one.
    reset: Mapped[bool] = mapped_column(server_default=false(), default=False)
    seen_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    maker: Mapped[User] = relationship(foreign_keys=[made_by])


class ApiToken(Base):
    """A program's key to the API, kept as its hash; the token itself is shown once."""

    __tablename__ = "api_tokens"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class Device(Base):
    """One sign-in on a browser; its cookie carries a secret of which only the hash is kept."""

    __tablename__ = "devices"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    # What the browser calls itself and its system, each "" when unknown.
    browser: Mapped[str]
    system: Mapped[str]
    # Whether the person called it theirs alone.
    own: Mapped[bool]
    signed_in_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class Passkey(Base):
    """A key pair of a person's phone, of which we hold the public half."""

    __tablename__ = "passkeys"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    # How often it has signed, as far as the phone counts; one that is shared between phones stays at nought.
    sign_count: Mapped[int]
    # Where it was made, as a device tells it.
    browser: Mapped[str]
    system: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
