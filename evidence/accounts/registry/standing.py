"""What the looks say together. Pure: rows in, answers out.

A look answers only what it asked: the network's own word tells figures and never whether a profile says that it is
official. So each value is that of the last look that had it, with that look's date.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.accounts.registry.models import Observation, Presence

Key = tuple[str, str, str]


def gone_with(look_id: uuid.UUID) -> uuid.UUID:
    """The number of the look that says that an account is gone under the handle that this one found changed."""
    return uuid.uuid5(look_id, "gone")


@dataclass(frozen=True)
class Account:
    """One account of a unit as its looks tell it, the newest first; there is at least one."""

    looks: tuple[Observation, ...]

    @property
    def last(self) -> Observation:
        """The look that says whether it is there, and by which handle."""
        return self.looks[0]

    def telling(self, name: str) -> Observation | None:
        """The newest look that says anything about ``name``; None where that was never asked."""
        return next((each for each in self.looks if getattr(each, name) is not None), None)


@dataclass(frozen=True)
class Slot:
    """What a unit has on one network: accounts, or a look that found none. Where nobody looked there is no slot."""

    key: Key
    accounts: tuple[Account, ...]
    absent: Observation | None

    @property
    def present(self) -> tuple[Account, ...]:
        """The accounts that were there when somebody looked last."""
        return tuple(each for each in self.accounts if each.last.presence is Presence.PRESENT)

    @property
    def lost(self) -> tuple[Account, ...]:
        """The accounts that vanished; one that only goes by another handle now is none of them."""
        return tuple(
            each
            for each in self.accounts
            if each.last.presence is not Presence.PRESENT and self.renamed(each) is None
        )

    def renamed(self, old: Account) -> Account | None:
        """The account as which ``old`` was found under another handle, if it is not there under its own any more."""
        found = {gone_with(each.id): account for account in self.accounts for each in account.looks}
        for look in old.looks:
            if look.presence is Presence.PRESENT:
                return None
            if look.id in found:
                return found[look.id]
        return None

    def before(self, account: Account) -> tuple[Observation, ...]:
        """The looks that found it renamed, the last one first: each names a handle it had before, and until when."""
        found: list[Observation] = []
        told = {gone_with(each.id) for each in account.looks}
        for old in self.accounts:
            if self.renamed(old) is account:
                found += [next(each for each in old.looks if each.id in told), *self.before(old)]
        return tuple(sorted(found, key=_moment, reverse=True))

    @property
    def presence(self) -> Presence:
        """Whether there is an account; one that vanished is no account."""
        if self.present:
            return Presence.PRESENT
        return Presence.GONE if self.accounts else Presence.ABSENT

    @property
    def last(self) -> Observation:
        """The look behind `presence`."""
        standing = self.present or self.accounts
        if standing:
            return max((each.last for each in standing), key=_moment)
        assert self.absent is not None, "a slot without accounts is one where somebody found none"
        return self.absent


def slots(rows: Iterable[Observation]) -> dict[Key, Slot]:
    """The slots of ``rows``, by unit, network and site."""
    together = defaultdict[Key, list[Observation]](list)
    for row in rows:
        together[row.unit_code, row.network, row.site].append(row)
    return {key: _slot(key, sorted(found, key=_moment, reverse=True)) for key, found in together.items()}


def _slot(key: Key, rows: Sequence[Observation]) -> Slot:
    absent = next((each for each in rows if each.presence is Presence.ABSENT), None)
    # Whoever found none looked at all there was before.
    since = [each for each in rows if absent is None or _moment(each) > _moment(absent)]
    # Before an account was connected, and by those who know no number of ours, it is known by its handle.
    numbers = {each.handle.casefold(): each.account_id for each in reversed(since) if each.account_id}
    accounts = defaultdict[object, list[Observation]](list)
    for each in since:
        handle = each.handle.casefold()
        accounts[each.account_id or numbers.get(handle) or handle].append(each)
    return Slot(key, tuple(Account(tuple(each)) for each in accounts.values()), None if accounts else absent)


def _moment(row: Observation) -> tuple[object, ...]:
    # Of two looks of the same moment the one that was entered later corrects the other.
    return row.looked_at, row.created_at, row.id
