"""A unit's facts from its latest looks: pure. The database does the same for many units at once (`counting`)."""

from collections.abc import Sequence
from datetime import date

from evidence.accounts.registry.models import Observation, Presence
from evidence.core.clock import day_of
from evidence.reports.coverage.measures import Facts
from evidence.reports.coverage.rules import Rule

# Of several accounts the best known answer stands, but "no" only where every one of them was asked.
BEST_FIRST = ("yes", "", "unseen", "no")


def facts_of(looks: Sequence[Observation], kind: str, rule: Rule, on: date, *, excused: bool) -> Facts:
    """The facts of a unit of that ``kind`` on a day, from the latest look at each of its networks and sites."""
    limit = rule.days.get(kind)
    if not looks:
        return Facts("", bound=limit is not None, excused=excused)
    there = [each for each in looks if each.presence is Presence.PRESENT]
    found = {each.presence for each in looks}
    presence = next(each for each in (Presence.PRESENT, Presence.GONE, Presence.ABSENT) if each in found)
    return Facts(
        presence.value,
        _best([each.official or "" for each in there]),
        _best([each.contact or "" for each in there]),
        _pace(there, limit, rule.look_days, on) if limit is not None else "",
        old=(on - max(day_of(each.looked_at) for each in looks)).days > rule.look_days,
        bound=limit is not None,
        excused=excused,
    )


def _best(answers: Sequence[str]) -> str:
    return next((each for each in BEST_FIRST if each in answers), "")


def _pace(there: Sequence[Observation], limit: int, look_days: int, on: date) -> str:
    if any(each.last_post_on and (on - each.last_post_on).days <= limit for each in there):
        return "recent"
    return "over" if there and all(_was_over(each, limit, look_days, on) for each in there) else ""


def _was_over(look: Observation, limit: int, look_days: int, on: date) -> bool:
    """Whether the look itself saw an account silent for longer than the limit, and still counts.

    Days that nobody has looked at since are held against nobody.
    """
    looked = day_of(look.looked_at)
    if (on - looked).days > look_days:
        return False
    if look.last_post_on is None:
        return look.posts == 0
    return (looked - look.last_post_on).days > limit
