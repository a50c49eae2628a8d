"""What a person may do: pure rules over memberships, without database or web.

A membership gives one role over one unit and everything below it. A unit's ``path`` is the codes from the root down,
``/33.72/33.72.03/33.72.03.1010/``, so that "below" is a prefix of whole codes and Mojo is never taken for Mojosongo.
"""

import enum
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from evidence.core.errors import NotAllowed
from evidence.core.words import N_, Words


class Role(enum.StrEnum):
    """What a membership allows."""

    UPLOADER = "uploader"
    APPROVER = "approver"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True)
class Grant:
    """One membership in force: a role over the subtree at ``path``; ``acting_as`` is "Plh.", "Plt." or empty.

    ``until`` is when it ends, aware, or None for one without an end; ``membership`` is the number of its row.
    """

    role: Role
    unit_code: str
    path: str
    acting_as: str = ""
    until: datetime | None = None
    membership: uuid.UUID | None = None


@dataclass(frozen=True)
class Actor:
    """A person at work, with the grants in force at that moment."""

    id: uuid.UUID
    username: str
    name: str
    grants: tuple[Grant, ...]

    def sees(self, path: str) -> bool:
        """Any role over a unit lets a person see what belongs to it."""
        return any(path.startswith(grant.path) for grant in self.grants)

    def may(self, role: Role, path: str) -> bool:
        """Whether a grant of ``role`` covers the unit at ``path``."""
        return any(grant.role is role and path.startswith(grant.path) for grant in self.grants)

    def deciding_grant(self, path: str) -> Grant | None:
        """The approver's grant by which this person may decide work owned by the unit at ``path``.

        It must be held over a unit above: a unit's own head is decided by somebody higher. Only the root, which has
        nobody above, is decided within itself; that nobody decides their own work is checked by the review. Whoever
        may in their own right does so, rather than in another's stead.
        """
        root = _is_root(path)
        held = [
            grant
            for grant in self.grants
            if grant.role is Role.APPROVER and path.startswith(grant.path) and (grant.path != path or root)
        ]
        return min(held, key=lambda grant: grant.acting_as != "", default=None)

    def acting_as(self, role: Role, path: str) -> str:
        """In which capacity this person acts as ``role`` for the unit at ``path``: "" in their own, else as "Plh."."""
        words = [
            grant.acting_as for grant in self.grants if grant.role is role and path.startswith(grant.path)
        ]
        return "" if "" in words else next(iter(words), "")

    def has(self, *roles: Role) -> bool:
        """Whether any grant is one of ``roles``, wherever it reaches."""
        return any(grant.role in roles for grant in self.grants)

    def over_the_city(self, *roles: Role) -> bool:
        """Whether any of ``roles`` (any at all when none is named) is held over the root, and so over every unit."""
        return any((not roles or grant.role in roles) and _is_root(grant.path) for grant in self.grants)

    def only(self, role: Role) -> bool:
        """Whether there are grants, and all of them are ``role``."""
        return bool(self.grants) and all(grant.role is role for grant in self.grants)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """The subtrees over which any of ``roles`` (all roles when none is named) is held."""
        return tuple(sorted({grant.path for grant in self.grants if not roles or grant.role in roles}))


def _is_root(path: str) -> bool:
    return path.count("/") == 2


OTHERS = N_("Halaman ini bukan untuk peran Anda.")
MANAGED = N_("Halaman ini untuk admin kota atau camat. Minta salah satunya membukanya.")


@dataclass(frozen=True)
class Rule:
    """Who may call a route at all; which objects they reach is decided by the object's unit."""

    name: str
    roles: frozenset[Role] = frozenset()
    anyone: bool = False
    # What the others are told, where it helps to know whom to ask.
    refusal: Words = OTHERS

    def check(self, actor: Actor | None) -> None:
        """Raise NotAllowed unless ``actor`` fits; a missing actor is for the caller to send to the sign-in."""
        if self.anyone or actor is None or not self.roles or actor.has(*self.roles):
            return
        raise NotAllowed(self.refusal)


PUBLIC = Rule("public", anyone=True)
SIGNED_IN = Rule("signed in")
UPLOADERS = Rule("uploaders", frozenset({Role.UPLOADER}))
APPROVERS = Rule("approvers", frozenset({Role.APPROVER}))
STAFF = Rule("staff", frozenset({Role.UPLOADER, Role.APPROVER}))
# Whoever may act on what is being published: the unit's own people, and those who run the house.
PUBLISHERS = Rule("publishers", frozenset({Role.UPLOADER, Role.APPROVER, Role.ADMIN}))
ADMINS = Rule("admins", frozenset({Role.ADMIN}))
WATCHERS = Rule("watchers", frozenset({Role.ADMIN, Role.REVIEWER}))
MANAGERS = Rule("managers", frozenset({Role.ADMIN, Role.APPROVER}), refusal=MANAGED)

View = TypeVar("View", bound=Callable[..., object])


def allow(rule: Rule, scope: str = "read") -> Callable[[View], View]:
    """Write ``rule`` on a view; a route without one is refused to everybody.

    ``scope`` is what an API token must cover to call it: upload, read or decide.
    """

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        view.access_scope = scope  # type: ignore[attr-defined]
        return view

    return mark
