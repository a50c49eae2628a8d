"""Bringing units and people in."""

import csv
import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.core import audit
from evidence.core.errors import Conflict, Invalid
from evidence.core.secrets import digest
from evidence.units import queries
from evidence.units.access import Actor, Role
from evidence.units.models import KINDS, ApiToken, Membership, Unit, User

SCOPES = ("upload", "read", "decide")


# What the acts on the tree itself speak of.
TREE = uuid.uuid5(uuid.NAMESPACE_URL, "units")


def load_units(session: Session, lines: Iterable[str]) -> int:
    """Add or rename units from CSV ``lines`` (code, name, kind, parent_code; parents first). Returns how many."""
    count = 0
    for place, row in enumerate(csv.DictReader(lines), start=2):
        code, name, kind = (row.get(column) or "" for column in ("code", "name", "kind"))
        parent_code = row.get("parent_code") or None
        if not code or not name or kind not in KINDS or "/" in code.replace("/", "", 1):
            raise Invalid("Baris %(line)d pada CSV unit tidak lengkap.", line=place)
        parent = session.get(Unit, parent_code) if parent_code else None
        if parent_code and parent is None:
            raise Invalid("Baris %(line)d: unit induk %(code)s belum ada.", line=place, code=parent_code)
        # An OPD's own code holds a slash, which separates codes in a path.
        path = f"{parent.path if parent else '/'}{code.replace('/', '_')}/"
        unit = session.get(Unit, code) or Unit(code=code)
        if unit.path and unit.path != path:
            _move_below(session, unit.path, path)
        unit.name, unit.kind, unit.parent_code, unit.path = name, kind, parent_code, path
        session.add(unit)
        session.flush()
        count += 1
    # Who may do what is read from the tree.
    audit.record(session, "units.loaded", TREE, count=count)
    return count


def _move_below(session: Session, old: str, new: str) -> None:
    """What hangs below a unit that was moved goes with it: rights are read from the path alone."""
    below = Unit.path.startswith(old, autoescape=True) & (Unit.path != old)
    moved = func.concat(new, func.substr(Unit.path, len(old) + 1))
    session.execute(update(Unit).where(below).values(path=moved))


def add_person(
    session: Session, username: str, name: str, password_hash: str, *, by: Actor | None = None
) -> User:
    """Add a person who can sign in; Conflict when the user name is taken, also at this very moment."""
    user = session.scalars(
        insert(User)
        .values(
            id=uuid.uuid4(),
            username=username,
            name=name,
            password=password_hash,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
        )
        .on_conflict_do_nothing(index_elements=[User.username])
        .returning(User)
    ).one_or_none()
    if user is None:
        raise Conflict("Nama pengguna %(username)s sudah dipakai.", username=username)
    audit.record(session, "units.person_added", user.id, **_who(by), username=username)
    return user


def add_membership(
    session: Session,
    user: User,
    role: Role,
    unit_code: str,
    *,
    valid_from: datetime,
    valid_until: datetime | None = None,
    acting_as: str = "",
    by: Actor | None = None,
) -> Membership:
    """Give ``user`` a role over a unit and all below it, from ``valid_from`` until ``valid_until``."""
    unit = queries.unit(session, unit_code)
    membership = Membership(
        user_id=user.id,
        unit_code=unit.code,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
        acting_as=acting_as,
    )
    session.add(membership)
    session.flush()
    audit.record(
        session, "units.membership_added", user.id, **_who(by), role=role.value, unit=unit.code,
        acting_as=acting_as,
    )  # fmt: skip
    return membership


def _who(by: Actor | None) -> dict[str, Any]:
    """Who the trail names: whoever did it, or Bukti where a command did."""
    return {"actor_id": by.id, "actor_name": by.name} if by else {}


def issue_token(
    session: Session, user: User, scopes: Sequence[str], days: int, now: datetime
) -> tuple[uuid.UUID, str]:
    """Make an API token; returns its id and the token itself, which is kept nowhere."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Invalid("Cakupan token tidak dikenal: %(names)s.", names=", ".join(unknown))
    token = f"bukti_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        user_id=user.id,
        digest=digest(token),
        scopes=sorted(scopes),
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    audit.record(session, "units.token_issued", row.id, username=user.username, scopes=row.scopes)
    return row.id, token


def revoke_token(session: Session, ident: uuid.UUID, now: datetime) -> bool:
    """End one token; False when it opens nothing any more, or never did."""
    return _revoke(session, ApiToken.id == ident, now) == 1


def revoke_tokens(session: Session, user: User, now: datetime) -> int:
    """End every token of ``user`` that still opens something; returns how many."""
    return _revoke(session, ApiToken.user_id == user.id, now)


def _revoke(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    ended = session.scalars(
        update(ApiToken)
        .where(which, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
        .values(revoked_at=now)
        .returning(ApiToken)
    ).all()
    for row in ended:
        audit.record(session, "units.token_revoked", row.id, username=row.user.username)
    return len(ended)
