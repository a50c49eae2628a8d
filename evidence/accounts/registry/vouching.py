"""Whose look the city answers for: one of somebody above the unit who has no part in it. Pure.

Whatever the unit's own people say of their account is kept and shown as their word. It is the list of official accounts
that citizens hold against impostors, and one person's word must not be enough to stand in it.
"""

from evidence.units.access import Actor, Role
from evidence.units.models import Unit


def own_path(unit: Unit) -> str:
    """The path of those who speak for the unit: its own, and for an RW or RT, that of the kelurahan that entered it."""
    if unit.kind not in ("rw", "rt"):
        return unit.path
    # The kelurahan's own code is where the mark of an RW begins.
    return unit.path.partition(".RW")[0].rpartition("/")[0] + "/"


def stands_above(by: Actor, unit: Unit) -> bool:
    """Whether ``by`` looks at the unit's accounts from above it, so that the city may answer for what was seen.

    Who has a part in the unit as well speaks for it, whatever else they hold. The city has nobody above; for its own
    accounts those count who run it and do not make its posts.
    """
    own = own_path(unit)
    if own.count("/") == 2:
        runs = by.over_the_city(Role.ADMIN, Role.REVIEWER)
        return runs and not by.over_the_city(Role.UPLOADER)
    above = any(own.startswith(grant.path) and grant.path != own for grant in by.grants)
    return above and not any(grant.path.startswith(own) for grant in by.grants)
