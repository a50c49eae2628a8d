"""Misbehaviour to order. It lives in this process only: a restarted practice network behaves well again."""

from collections import Counter
from dataclasses import dataclass, replace
from threading import Condition

STEPS = ("media", "publish", "permalink", "lookup", "withdraw", "figures")
KINDS = ("slow", "fail", "hold", "hold_answer", "lose_answer", "reject", "throttle")

# A held call occupies a thread, so there are fewer places to wait than threads and other calls still get
# through.
WAITING_MOST = 96
# A call nobody releases is dropped after this long, so that a forgotten test does not keep its thread for
# ever.
HOLD_SECONDS_MOST = 900.0
SLOW_SECONDS = 10.0


@dataclass(frozen=True)
class Fault:
    """What happens at ``step``, ``times`` more times (None: until cleared), to one account or to all.

    ``seconds`` is how long a slow call is delayed, what a throttled one is told to wait, and how long a
    held one is held before it goes on by itself.
    """

    step: str
    kind: str
    times: int | None = None
    seconds: float | None = None
    account: str | None = None


class Dropped(Exception):
    """The connection is to be closed without an answer."""


class TooManyWaiting(Exception):
    """There is no place left for another held or slowed call."""


class _Waiting:
    """A held or slowed call; ``goes_on`` is None while it waits, then whether it goes on or is dropped."""

    def __init__(self, step: str, account: str, held: bool) -> None:
        self.step = step
        self.account = account
        self.held = held
        self.goes_on: bool | None = None


class Faults:
    """The orders of one server and the calls that wait because of them. Safe to use from many threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._orders: list[Fault] = []
        self._waiting: list[_Waiting] = []
        self._calls: Counter[str] = Counter()

    def order(self, fault: Fault) -> None:
        """Add an order; one for the same step, kind and account takes the place of the earlier."""
        with self._changed:
            for index, old in enumerate(self._orders):
                if (old.step, old.kind, old.account) == (fault.step, fault.kind, fault.account):
                    self._orders[index] = fault
                    return
            self._orders.append(fault)

    def take(self, step: str, account: str) -> Fault | None:
        """Count a call of ``account`` at ``step`` and use up one time of the first order that means it."""
        with self._changed:
            self._calls[step] += 1
            for index, fault in enumerate(self._orders):
                if fault.step != step or fault.account not in (None, account):
                    continue
                if fault.times is not None and fault.times <= 1:
                    del self._orders[index]
                elif fault.times is not None:
                    self._orders[index] = replace(fault, times=fault.times - 1)
                return fault
        return None

    def hold(self, step: str, account: str, seconds: float | None) -> None:
        """Wait until released. Raises Dropped if the call ends here, TooManyWaiting if no place is left."""
        goes_on = self._wait(
            _Waiting(step, account, held=True), HOLD_SECONDS_MOST if seconds is None else seconds
        )
        # Without a limit of its own, a call that nobody released is not to act long after everyone forgot it.
        if not (seconds is not None if goes_on is None else goes_on):
            raise Dropped(step)

    def delay(self, step: str, account: str, seconds: float | None) -> None:
        """Wait so many seconds, or until the orders are cleared. Raises Dropped at the end of the server."""
        if (
            self._wait(_Waiting(step, account, held=False), SLOW_SECONDS if seconds is None else seconds)
            is False
        ):
            raise Dropped(step)

    def _wait(self, call: _Waiting, seconds: float) -> bool | None:
        with self._changed:
            if len(self._waiting) >= WAITING_MOST:
                raise TooManyWaiting(call.step)
            self._waiting.append(call)
            try:
                self._changed.wait_for(lambda: call.goes_on is not None, timeout=seconds)
            finally:
                self._waiting.remove(call)
            return call.goes_on

    def release(self, step: str, *, act: bool, account: str | None = None) -> int:
        """Let the calls held at ``step`` now go on, or drop them; how many there were. Orders stay."""
        with self._changed:
            calls = [
                call for call in self._waiting if call.held and call.step == step and call.goes_on is None
            ]
            return self._let_go([call for call in calls if account in (None, call.account)], act)

    def clear(self) -> None:
        """Forget all orders; calls that wait go on as if there had been none."""
        with self._changed:
            self._orders.clear()
            self._let_go(self._waiting, True)

    def close(self) -> None:
        """Forget all orders and drop the calls that wait, because the server ends."""
        with self._changed:
            self._orders.clear()
            self._let_go(self._waiting, False)

    def _let_go(self, calls: list[_Waiting], goes_on: bool) -> int:
        for call in calls:
            if call.goes_on is None:
                call.goes_on = goes_on
        self._changed.notify_all()
        return len(calls)

    def orders(self) -> list[Fault]:
        """The orders still open, in the row they are used."""
        with self._changed:
            return list(self._orders)

    def held(self) -> dict[str, int]:
        """How many calls are held now, for every step."""
        with self._changed:
            now = Counter(call.step for call in self._waiting if call.held and call.goes_on is None)
            return {step: now[step] for step in STEPS}

    def calls(self) -> dict[str, int]:
        """How many calls with a valid token came in since the start, for every step."""
        with self._changed:
            return {step: self._calls[step] for step in STEPS}
