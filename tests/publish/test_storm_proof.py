"""The long storm: five hundred workers killed at random points over two thousand publications on every network."""

import time
from collections import Counter
from collections.abc import Sequence

import pytest

from bench.proof import keep
from evidence.embedded import Store
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster
from tests.publish.pressroom import Pressroom, pressroom
from tests.publish.storm import ADOPTED, FAULTS, Tally, history, storm, tally

KILLS, PUBLICATIONS, FAULTY = 500, 2000, 0.03
PAGE = """
# A storm over every network

`tests/publish/test_storm_proof.py` writes this page. {publications} publications on {accounts} accounts of eight
networks, each on a test server that keeps that network's own states and really reads the pictures; two real
`evidence worker` processes, of which the older one is killed with `kill -9` at a random moment and replaced,
{kills} times; meanwhile {faulty:.0%} of the publish calls go wrong in one of {kinds} ways ({names}). A person only
resumes accounts that a network had held back. Back-off and look-ups run thirty times as fast as in life.

| network | all | published | adopted | perlu dicek | of them posted | failed | lost | doubled | altered | stuck |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
{rows}
Left to a person: {left:.1%}. {seconds:.0f} seconds.

*Adopted*: found on the network by a look-up, or posted by a repetition that the network fences. *Perlu dicek*: nobody
can know from here; *of them posted*: those that stand on the network all the same. *Failed*: refused for good, nothing
posted. *Lost*: said to be published and not there. *Doubled*: there more than once. *Altered*: other bytes than were
approved. *Stuck*: neither ended, nor left to a person, nor held with a reason.
"""


def row(name: str, found: Tally) -> str:
    cells = (
        name, found.publications, found.published, found.adopted, found.left, found.unseen, found.failed,
        found.lost, found.doubled, found.altered, found.stuck,
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def page(room: Pressroom, rows: Sequence[Publication], seconds: float) -> str:
    """The proof as it is read."""
    networks = sorted({each.network for each in rows})
    by_network = [(name, tally(room, [each for each in rows if each.network == name])) for name in networks]
    whole = tally(room, rows)
    return PAGE.format(
        publications=len(rows), accounts=len({each.account_id for each in rows}), kills=KILLS, faulty=FAULTY,
        kinds=len(FAULTS), names=", ".join(FAULTS), left=whole.left / len(rows), seconds=seconds,
        rows="".join(row(name, found) for name, found in [*by_network, ("all", whole)]),
    )  # fmt: skip


@pytest.mark.prove
def test_a_long_storm_loses_nothing_doubles_nothing_and_leaves_little_to_people(
    cluster: Cluster, store: Store
) -> None:
    with pressroom(cluster.create_database(), store) as room:
        began = time.monotonic()
        crew = storm(room, PUBLICATIONS, KILLS, seed=2811, faults=FAULTY)
        rows = room.rows()
        found = tally(room, rows)
        keep("storm", page(room, rows, time.monotonic() - began))

        assert (crew.kills, found.publications) == (KILLS, PUBLICATIONS)
        assert (found.lost, found.doubled, found.altered, found.stuck) == (0, 0, 0, 0), history(room, rows)
        assert found.left <= 0.02 * PUBLICATIONS, history(room, rows)
        assert any(step.reason == ADOPTED for each in rows for step in each.attempts)
        assert Counter(each.state for each in rows)[P.PUBLISHED] >= 0.97 * PUBLICATIONS
