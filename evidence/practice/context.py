"""What the views of one practice server share, and who is calling."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app, request

from evidence.practice.counts import Counts
from evidence.practice.faults import Faults
from evidence.practice.store import Account, Store
from evidence.practice.tries import Tries
from evidence.practice.wire import Refusal


@dataclass(frozen=True)
class Practice:
    """One practice network: its memory, its orders, and the key to open accounts and order faults."""

    store: Store
    faults: Faults
    key: str
    counts: Counts
    tries: Tries = field(default_factory=Tries)

    def knows(self, key: str) -> bool:
        """Whether that is the key, in a time that tells nothing about it."""
        return hmac.compare_digest(key.encode(), self.key.encode())


def practice() -> Practice:
    """The practice network this request belongs to."""
    found = current_app.extensions["practice"]
    assert isinstance(found, Practice)
    return found


def _bearer() -> str:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Refusal(401, "bad_token", "Token tidak ada.")
    return given.token


def calling_account() -> Account:
    """The account whose token the call bears. Raises Refusal 401."""
    account = practice().store.account_of(_bearer())
    if account is None:
        raise Refusal(401, "bad_token", "Token tidak dikenal atau sudah dicabut.")
    return account


def require_key() -> None:
    """Raises Refusal 401 unless the call bears the practice key."""
    if not practice().knows(_bearer()):
        raise Refusal(401, "bad_key", "Kunci latihan salah.")


def bears_key() -> bool:
    """Whether the call bears the practice key; raises Refusal 401 when it bears nothing."""
    return practice().knows(_bearer())


def json_fields() -> Mapping[str, object]:
    """The JSON object of the call. Raises Refusal 400."""
    # A body of brackets nested a hundred thousand deep ends the parser with RecursionError, not ValueError.
    try:
        fields = request.get_json(force=True, silent=True)
    except RecursionError:
        fields = None
    if not isinstance(fields, dict):
        raise Refusal(400, "invalid_json", "Isi permintaan bukan objek JSON.")
    return fields
