"""A unit's facts from its looks: pure. The database does the same for many units at once (`counting`)."""

from collections.abc import Sequence
from datetime import date

from evidence.accounts.registry.models import Presence
from evidence.accounts.registry.standing import Account, Slot
from evidence.core.clock import day_of
from evidence.reports.coverage.measures import Facts
from evidence.reports.coverage.rules import Rule

# Of several accounts the best known answer stands, but "no" only where every one of them was asked.
BEST_FIRST = ("yes", "", "unseen", "no")


def facts_of(slots: Sequence[Slot], kind: str, rule: Rule, on: date, *, excused: bool) -> Facts:
    """The facts of a unit of that ``kind`` on a day, from what its looks until then say of each network."""
    limit = rule.days.get(kind)
    if not slots:
        return Facts("", bound=limit is not None, excused=excused)
    there = [account for slot in slots for account in slot.present]
    found = {slot.presence for slot in slots}
    presence = next(each for each in (Presence.PRESENT, Presence.GONE, Presence.ABSENT) if each in found)
    return Facts(
        presence.value,
        _best([_answer(each, "official") for each in there]),
        _best([_answer(each, "contact") for each in there]),
        _pace(there, limit, rule.look_days, on) if limit is not None else "",
        old=(on - max(seen_on(each) for each in slots)).days > rule.look_days,
        bound=limit is not None,
        excused=excused,
    )


def _answer(account: Account, name: str) -> str:
    look = account.telling(name)
    return str(getattr(look, name)) if look else ""


def _best(answers: Sequence[str]) -> str:
    return next((each for each in BEST_FIRST if each in answers), "")


def seen_on(slot: Slot) -> date:
    """When somebody looked there last."""
    looks = [each.last for each in slot.accounts] or [slot.last]
    return max(day_of(each.looked_at) for each in looks)


def _pace(there: Sequence[Account], limit: int, look_days: int, on: date) -> str:
    lasts = [look.last_post_on for each in there if (look := each.telling("last_post_on"))]
    if any(last and (on - last).days <= limit for last in lasts):
        return "recent"
    return "over" if there and all(_was_over(each, limit, look_days, on) for each in there) else ""


def _was_over(account: Account, limit: int, look_days: int, on: date) -> bool:
    """Whether a look itself saw the account silent for longer than the limit, and still counts.

    Days that nobody has looked at since are held against nobody.
    """
    look = account.telling("last_post_on")
    if look is None or look.last_post_on is None:
        look = account.telling("posts")
        return look is not None and look.posts == 0 and (on - day_of(look.looked_at)).days <= look_days
    looked = day_of(look.looked_at)
    return (looked - look.last_post_on).days > limit and (on - looked).days <= look_days
