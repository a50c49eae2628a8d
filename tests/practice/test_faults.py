"""What can be ordered, what it does to a call, and that the rest of the network goes on meanwhile."""

from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

import httpx
import pytest

from tests.practice.serving import Account, Running
from tests.waiting import until


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_failing_publish_does_nothing_and_the_next_one_works(practice: Running, account: Account) -> None:
    container = account.container()
    practice.fault("publish", "fail", times=1)

    assert _code(account.publish(container)) == (500, "internal")
    assert account.posts() == []
    assert account.publish(container).status_code == 200


def test_a_rejected_publish_is_a_permanent_no(practice: Running, account: Account) -> None:
    container = account.container()
    practice.fault("publish", "reject", times=1)

    assert _code(account.publish(container)) == (400, "rejected")
    assert account.posts() == []


def test_a_throttled_call_is_told_how_long_to_wait(practice: Running, account: Account) -> None:
    practice.fault("media", "throttle", times=1, seconds=7)

    answer = account.prepare()

    assert _code(answer) == (429, "rate_limited")
    assert answer.headers["Retry-After"] == "7"


def test_a_lost_answer_closes_the_connection_after_the_post_was_made(
    practice: Running, account: Account
) -> None:
    container = account.container()
    practice.fault("publish", "lose_answer", times=1)

    with pytest.raises(httpx.RemoteProtocolError):
        account.publish(container)

    found = account.call("GET", f"/api/media/{container}").json()
    assert found["status"] == "PUBLISHED"
    assert [post["id"] for post in account.posts()] == [found["post"]]


def test_a_slow_call_takes_its_time_and_works(practice: Running, account: Account) -> None:
    container = account.container()
    practice.fault("publish", "slow", times=1, seconds=0.4)
    began = monotonic()

    answer = account.publish(container)

    assert answer.status_code == 200
    assert monotonic() - began >= 0.4


@pytest.mark.parametrize("act", [True, False])
@pytest.mark.parametrize("kind", ["hold", "hold_answer"])
def test_a_held_publish_acts_or_is_dropped_as_it_is_told(
    practice: Running, account: Account, kind: str, act: bool
) -> None:
    container = account.container()
    practice.fault("publish", kind, times=1)

    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(account.publish, container)
        until(lambda: practice.held("publish") == 1)
        posted_while_held = len(account.posts())
        released = practice.release("publish", act)
        failure = call.exception(timeout=30)

    assert posted_while_held == (1 if kind == "hold_answer" else 0)
    assert released == 1
    assert isinstance(failure, httpx.RemoteProtocolError) is not act
    assert len(account.posts()) == (0 if kind == "hold" and not act else 1)


def test_a_held_call_with_a_limit_goes_on_by_itself(practice: Running, account: Account) -> None:
    container = account.container()
    practice.fault("publish", "hold", times=1, seconds=0.2)

    assert account.publish(container).status_code == 200


def test_a_call_whose_sender_died_still_posts_when_it_is_let_go(practice: Running, account: Account) -> None:
    container = account.container()
    practice.fault("publish", "hold", times=1)
    impatient = httpx.Timeout(20.0, read=0.3)
    with pytest.raises(httpx.ReadTimeout):
        account.call("POST", "/api/publish", json={"container": container}, timeout=impatient)
    # A busy network may take the call up when its sender has gone already.
    until(lambda: practice.held("publish") == 1)

    practice.release("publish", act=True)

    until(lambda: len(account.posts()) == 1)


def test_with_64_calls_held_every_other_call_goes_on(practice: Running, account: Account) -> None:
    containers = [account.container(f"Nomor {number}") for number in range(64)]
    practice.fault("publish", "hold", account=account.id)
    free = practice.open("bebas")

    with ThreadPoolExecutor(64) as pool:
        calls: list[Future[httpx.Response]] = [
            pool.submit(account.publish, container) for container in containers
        ]
        until(lambda: practice.held("publish") == 64)
        began = monotonic()
        meanwhile = free.post()
        took = monotonic() - began
        assert practice.release("publish") == 64
        answers = [call.result(timeout=20).status_code for call in calls]

    assert len(meanwhile) == 16
    assert took < 10
    assert answers == [200] * 64
    assert len(account.posts()) == 64
    assert practice.held("publish") == 0


def test_orders_are_used_one_after_another_and_counted(practice: Running, account: Account) -> None:
    practice.fault("lookup", "throttle", times=2)
    practice.fault("lookup", "reject", times=1)
    container = account.container()

    answers = [account.call("GET", f"/api/media/{container}").status_code for _ in range(4)]

    assert answers == [429, 429, 400, 200]
    assert practice.call("GET", "/api/faults").json()["faults"] == []


def test_an_order_for_one_account_leaves_the_others_alone(practice: Running, account: Account) -> None:
    practice.fault("permalink", "fail", account=account.id)
    other = practice.open("tetangga")

    assert account.call("GET", f"/api/posts/{account.post()}").status_code == 500
    assert other.call("GET", f"/api/posts/{other.post()}").status_code == 200


def test_the_same_order_again_replaces_the_first(practice: Running) -> None:
    practice.fault("media", "fail", times=3)
    practice.fault("media", "fail", times=1)

    shown = practice.call("GET", "/api/faults").json()["faults"]

    assert shown == [{"step": "media", "kind": "fail", "times": 1, "seconds": None, "account": None}]


def test_clearing_lets_waiting_calls_go_on_as_usual(practice: Running, account: Account) -> None:
    container = account.container()
    practice.fault("publish", "hold")

    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(account.publish, container)
        until(lambda: practice.held("publish") == 1)
        practice.clear()
        answer = call.result(timeout=30)

    assert answer.status_code == 200
    assert practice.call("GET", "/api/faults").json()["faults"] == []


def test_calls_are_counted_by_step(practice: Running, account: Account) -> None:
    before = practice.call("GET", "/api/faults").json()["calls"]
    account.post()
    after = practice.call("GET", "/api/faults").json()["calls"]

    assert {step: after[step] - before[step] for step in after} == {
        "media": 1,
        "publish": 1,
        "permalink": 0,
        "lookup": 0,
        "withdraw": 0,
        "figures": 0,
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/release")],
)
def test_faults_are_ordered_with_the_key_only(account: Account, method: str, path: str) -> None:
    answer = account.call(method, f"/api/faults{path}", json={"step": "media", "kind": "fail"})

    assert _code(answer) == (401, "bad_key")


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"step": "media"},
        {"step": "media", "kind": "explode"},
        {"step": "elsewhere", "kind": "fail"},
        {"step": ["media"], "kind": "fail"},
        {"step": "media", "kind": "fail", "times": 0},
        {"step": "media", "kind": "fail", "times": True},
        {"step": "media", "kind": "fail", "times": "2"},
        {"step": "media", "kind": "slow", "seconds": -1},
        {"step": "media", "kind": "slow", "seconds": 1e300},
        {"step": "media", "kind": "slow", "seconds": False},
        {"step": "media", "kind": "fail", "account": 5},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(practice: Running, order: dict[str, object]) -> None:
    assert _code(practice.call("PUT", "/api/faults", json=order)) == (400, "invalid_fault")


def test_not_a_number_is_no_number_of_seconds(practice: Running) -> None:
    answer = practice.call("PUT", "/api/faults", content=b'{"step": "media", "kind": "slow", "seconds": NaN}')

    assert _code(answer) == (400, "invalid_fault")
