"""Where the next step of a unit is taken: the guided look at the account that it is about."""

from collections.abc import Sequence

from flask import url_for

from evidence.accounts.models import SocialAccount
from evidence.accounts.registry.places import PLACES, place_of
from evidence.accounts.registry.showing import check_url
from evidence.accounts.registry.standing import Account, Slot
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.looks import seen_on
from evidence.reports.coverage.measures import Facts, Step, step
from evidence.units.models import Unit

# What a look does not tell of a step that is about an account which is there.
_ASKS = {Step.DECLARE: "official", Step.CONTACT: "contact", Step.POST: "last_post_on"}


def where(
    unit: Unit, slots: Sequence[Slot], facts: Facts, asked: Asked, claims: Sequence[SocialAccount]
) -> str:
    """The address of the form, "" where nothing is to be done. What was mended outside is noted there too.

    ``claims`` are the accounts that are registered and were not seen: one of them is looked at first.
    """
    following = step(facts)
    if following in (Step.DONE, Step.EXCUSED):
        return ""
    known = [each for each in slots if each.key[1] in PLACES]
    if slots and not known:
        # On a network at which no person looks.
        return url_for("registry_lists.unit", code=unit.code)
    if following is Step.CHECK:
        claimed = [(place, each.handle) for each in claims if (place := place_of(each)) in PLACES]
        if claimed:
            return check_url(unit, *claimed[0])
    if following is Step.CHECK or not known:
        return check_url(unit, asked.network or next(iter(PLACES)))
    # Where an account was found, there; the one seen longest ago, unless the step is about an answer.
    told = [each for each in known if each.present] or [each for each in known if each.accounts] or known
    slot = min(told, key=seen_on)
    accounts = [(each, account) for each in told for account in each.present or each.accounts]
    wanting = [each for each in accounts if _wants(each[1], following)]
    if wanting or accounts:
        slot, account = (wanting or [each for each in accounts if each[0] is slot])[0]
        return check_url(unit, slot.key[1], account.last.handle)
    return check_url(unit, slot.key[1])


def _wants(account: Account, following: Step) -> bool:
    name = _ASKS.get(following, "")
    look = account.telling(name) if name else None
    return look is not None and str(getattr(look, name)) != "yes"
