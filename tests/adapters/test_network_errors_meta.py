"""Every error that Meta's networks are known to give: what to do about it while preparing, and what it proves.

The table is written by hand from their references; UNKNOWN means that only a look can tell whether the post is there.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from evidence.adapters.networks.base import OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.graph_errors import SAID, TABLE
from tests.adapters.meta import CAPTION, MAKING, NETWORKS, Way, serving_all, way

UNKNOWN, RESTS = "unknown", "unknown, and the account rests"
WAIT, KEEP, ANEW = Remedy.WAIT, Remedy.KEEP, Remedy.ANEW
FAIL, RECONNECT, PAUSE = Remedy.FAIL, Remedy.RECONNECT, Remedy.PAUSE
IG, TH, FB = "instagram", "threads", "facebook"
EVERY, PULLING = (IG, TH, FB), (IG, TH)

# (networks, code, subcode, while preparing, about a post)
ROWS: list[tuple[tuple[str, ...], int, int, Remedy, Remedy | str]] = [
    # of all three
    (EVERY, 1, 0, WAIT, UNKNOWN),
    (EVERY, 2, 0, WAIT, UNKNOWN),
    (EVERY, 3, 0, RECONNECT, RECONNECT),
    (EVERY, 10, 0, RECONNECT, RECONNECT),
    (EVERY, 200, 0, RECONNECT, RECONNECT),
    (EVERY, 294, 0, RECONNECT, RECONNECT),
    (EVERY, 299, 0, RECONNECT, RECONNECT),
    (EVERY, 4, 0, WAIT, WAIT),
    (EVERY, 17, 0, WAIT, WAIT),
    (EVERY, 32, 0, WAIT, WAIT),
    (EVERY, 341, 0, WAIT, WAIT),
    (EVERY, 613, 0, WAIT, WAIT),
    (EVERY, 80_001, 0, WAIT, WAIT),
    (EVERY, 80_002, 0, WAIT, WAIT),
    (EVERY, 80_014, 0, WAIT, WAIT),
    (EVERY, 100, 33, WAIT, UNKNOWN),
    (EVERY, 102, 0, RECONNECT, RECONNECT),
    (EVERY, 190, 0, RECONNECT, RECONNECT),
    (EVERY, 190, 458, RECONNECT, RECONNECT),
    (EVERY, 190, 459, RECONNECT, RECONNECT),
    (EVERY, 190, 460, RECONNECT, RECONNECT),
    (EVERY, 190, 463, RECONNECT, RECONNECT),
    (EVERY, 190, 464, RECONNECT, RECONNECT),
    (EVERY, 190, 467, RECONNECT, RECONNECT),
    (EVERY, 190, 492, RECONNECT, RECONNECT),
    (EVERY, 368, 0, PAUSE, RESTS),
    (EVERY, 506, 0, FAIL, UNKNOWN),
    (EVERY, 1_609_005, 0, FAIL, FAIL),
    # of those that read pictures by their address
    (PULLING, -2, 2_207_003, ANEW, UNKNOWN),
    (PULLING, -2, 2_207_020, ANEW, ANEW),
    (PULLING, 24, 2_207_006, ANEW, UNKNOWN),
    (PULLING, -1, 2_207_001, WAIT, UNKNOWN),
    (PULLING, -1, 2_207_032, WAIT, UNKNOWN),
    (PULLING, -1, 2_207_053, WAIT, UNKNOWN),
    (PULLING, 4, 2_207_051, PAUSE, RESTS),
    (PULLING, 9, 0, KEEP, KEEP),
    (PULLING, 9, 2_207_042, KEEP, KEEP),
    (PULLING, 9004, 2_207_052, WAIT, UNKNOWN),
    (PULLING, 9007, 2_207_027, KEEP, KEEP),
    (PULLING, 24, 2_207_008, KEEP, KEEP),
    (PULLING, 25, 2_207_050, PAUSE, PAUSE),
    (PULLING, 36_000, 2_207_004, FAIL, FAIL),
    (PULLING, 36_001, 2_207_005, FAIL, FAIL),
    (PULLING, 36_003, 2_207_009, FAIL, FAIL),
    (PULLING, 36_004, 2_207_010, FAIL, FAIL),
    (PULLING, 100, 2_207_028, FAIL, FAIL),
    (PULLING, 100, 2_207_023, FAIL, FAIL),
    (PULLING, 100, 2_207_040, FAIL, FAIL),
    (PULLING, 352, 2_207_026, FAIL, FAIL),
    (PULLING, -1, 2_207_073, FAIL, UNKNOWN),
    (PULLING, -2, 2_207_077, ANEW, UNKNOWN),
    (PULLING, -1, 2_207_081, FAIL, FAIL),
    (PULLING, -1, 2_207_082, ANEW, UNKNOWN),
    (PULLING, -1, 2_207_085, ANEW, UNKNOWN),
    ((TH,), 10, 4_279_013, PAUSE, PAUSE),
    # of Pages
    ((FB,), 100, 1_366_046, FAIL, FAIL),
    ((FB,), 100, 1_366_051, FAIL, UNKNOWN),
    ((FB,), 100, 2_069_019, FAIL, FAIL),
    ((FB,), 368, 1_390_008, WAIT, RESTS),
    ((FB,), 368, 1_346_003, PAUSE, RESTS),
    ((FB,), 368, 1_404_102, PAUSE, RESTS),
    ((FB,), 200, 1_404_078, PAUSE, PAUSE),
    ((FB,), 368, 1_404_112, PAUSE, PAUSE),
    ((FB,), 368, 4_854_002, PAUSE, PAUSE),
    # of subcodes that nobody has told us of, which may mean more than their code does
    (EVERY, 4, 1_349_210, WAIT, UNKNOWN),
    (EVERY, 190, 999, RECONNECT, RECONNECT),
    (EVERY, 9, 1_234, KEEP, UNKNOWN),
    (EVERY, 1_609_005, 7, FAIL, UNKNOWN),
    # of nobody: what no reference names is a reason to stop, and no proof
    (EVERY, 100, 0, FAIL, UNKNOWN),
    (EVERY, 77_777, 0, FAIL, UNKNOWN),
    (EVERY, 77_777, 7_777_777, FAIL, UNKNOWN),
]
CASES = [(network, *row[1:]) for row in ROWS for network in row[0]]


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    with serving_all() as found:
        yield found


@pytest.fixture(scope="module")
def ways(served: Any) -> Iterator[dict[str, Way]]:
    """One account and one container of each, since a refusal leaves both as they were."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(way(name, served[name])) for name in NETWORKS}


@pytest.fixture(scope="module")
def containers(ways: dict[str, Way]) -> dict[str, str]:
    return {name: each.container() for name, each in ways.items()}


def _decided(error: Refused | OutcomeUnknown) -> Remedy | str:
    if isinstance(error, Refused):
        return error.remedy
    return RESTS if error.pauses else UNKNOWN


@pytest.mark.parametrize(("network", "code", "subcode", "preparing", "publishing"), CASES)
def test_each_error_of_each_network_is_decided(
    ways: dict[str, Way],
    containers: dict[str, str],
    network: str,
    code: int,
    subcode: int,
    preparing: Remedy,
    publishing: Remedy | str,
) -> None:
    each, submission = ways[network], ways[network].submission()
    each.server.ground.fault(MAKING[network], "refuse", told=(code, subcode))
    each.server.ground.fault("publish", "refuse", told=(code, subcode))

    prepared = each.refused(lambda: each.network.prepare(each.access, submission))
    published = each.refused(lambda: each.network.publish(each.access, submission, containers[network]))

    assert (_decided(prepared), _decided(published)) == (preparing, publishing)
    assert prepared.code == published.code == (f"{code}/{subcode}" if subcode else str(code))
    assert prepared.reason
    assert published.reason
    assert each.posts() == []


def test_no_row_of_the_table_is_left_without_a_case() -> None:
    ranges = {*range(200, 300), *range(80_000, 80_015)}
    tried = {(code, subcode) for _, code, subcode, _, _ in ROWS}

    assert {key for key in TABLE if key not in tried and key[0] not in ranges} == set()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("code", [1, 2, 4, 190, 10, 368, 100])
def test_a_servers_own_fault_proves_nothing_about_a_post_whatever_it_says(
    ways: dict[str, Way], containers: dict[str, str], network: str, code: int
) -> None:
    each, submission = ways[network], ways[network].submission()
    each.server.ground.fault("publish", "refuse", told=(code, 0, 500))

    error = each.refused(lambda: each.network.publish(each.access, submission, containers[network]))

    assert isinstance(error, OutcomeUnknown)


@pytest.mark.parametrize(
    ("code", "subcode", "seconds"),
    [(9, 2_207_042, 3600.0), (9007, 2_207_027, 60.0), (24, 2_207_008, 30.0), (4, 0, None)],
)
def test_how_long_to_wait_where_the_network_does_not_say(
    ways: dict[str, Way], containers: dict[str, str], code: int, subcode: int, seconds: float | None
) -> None:
    each, submission = ways[IG], ways[IG].submission()
    each.server.ground.fault("publish", "refuse", told=(code, subcode))

    error = each.refused(lambda: each.network.publish(each.access, submission, containers[IG]))

    assert error.retry_after == seconds


# ---------------------------------------------------------------------------------- what a container died of
DEATHS = [
    (IG, "Error: Media upload has failed with error code 2207003", ANEW),
    (IG, "Error: Media upload has failed with error code 2207052.", ANEW),
    (IG, "Error: Media upload has failed with error code 2207001", ANEW),
    (IG, "Error: Media upload has failed with error code 2207082", ANEW),
    (IG, "Error: Media upload has failed with error code 2207009", FAIL),
    (IG, "Error: Media upload has failed with error code 2207004", FAIL),
    (IG, "Error: Media upload has failed with error code 2207050", PAUSE),
    (IG, "something nobody has seen, 9999999", ANEW),
    (IG, "", ANEW),
    (TH, "FAILED_DOWNLOADING_VIDEO", ANEW),
    (TH, "INVALID_ASPEC_RATIO", FAIL),
    (TH, "UNKNOWN", ANEW),
]


@pytest.mark.parametrize(("network", "why", "remedy"), DEATHS)
def test_a_container_that_failed_is_made_anew_unless_that_would_fail_too(
    ways: dict[str, Way], network: str, why: str, remedy: Remedy
) -> None:
    each = ways[network]
    each.server.failing = [why or " "]

    error = each.refused(lambda: each.container())

    assert error.remedy is remedy


def test_every_word_of_threads_has_a_case() -> None:
    tried = {why for network, why, _ in DEATHS if network == TH} | {"THREADS_API__LINK_LIMIT_EXCEEDED"}

    assert set(SAID) == tried


def test_too_many_links_are_refused_for_good_in_our_words(ways: dict[str, Way]) -> None:
    each = ways[TH]
    text = " ".join(f"https://surakarta.go.id/{at}" for at in range(6))

    error = each.refused(lambda: each.network.prepare(each.access, each.submission(caption=text)))

    assert (error.remedy, error.reason) == (FAIL, "tautan di teks terlalu banyak")


# --------------------------------------------------- a container that the network does not know just now
@pytest.mark.parametrize("network", PULLING)
def test_an_unknown_container_is_looked_at_before_anything_is_decided(
    ways: dict[str, Way], network: str
) -> None:
    each, submission = ways[network], ways[network].submission()
    container = each.container(submission)

    def publish() -> Any:
        each.server.ground.fault("publish", "refuse", told=(24, 2_207_008))
        return each.refused(lambda: each.network.publish(each.access, submission, container))

    ready = publish()
    each.server.ground.fault("status", "refuse", told=(100, 33))
    unread = publish()
    each.server.ground.fault("status", "refuse", told=(190, 463))
    no_token = publish()
    remote_id = each.network.publish(each.access, submission, container)
    live = publish()
    expired_way = each.container(submission)
    each.server.ground.clock.pass_(hours=25)
    expired = each.refused(lambda: each.network.publish(each.access, submission, expired_way))
    posted, container = container, expired_way
    told_late = publish()
    each.server.ground.clock.ahead *= 0

    assert (_decided(ready), _decided(unread), _decided(no_token)) == (KEEP, KEEP, RECONNECT)
    assert _decided(live) == UNKNOWN
    assert each.network.find(each.access, CAPTION, posted, submission.at) == remote_id
    assert each.network.find(each.access, CAPTION, expired_way, submission.at) is None
    assert (_decided(expired), _decided(told_late)) == (ANEW, ANEW)
    each.server.ground.take_down(remote_id)
