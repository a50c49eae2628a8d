"""A worker killed with -9 where the most can go wrong in a publication, with twenty publications standing there."""

import pytest

from tests.publish.kills import STEPS, Step, kill_at
from tests.publish.relay import Relay
from tests.publish.tally import history, tally

# `test_kills_proof.py` kills at every step, twenty times. For each of these: how many of twenty are
# published, adopted from the network, left to a person, and really posted.
ENDS = {
    "intent committed": (0, 0, 20, 0),
    "answer sent": (20, 20, 0, 20),
}


@pytest.mark.prove
@pytest.mark.parametrize("step", [each for each in STEPS if each.name in ENDS], ids=lambda step: step.name)
def test_a_worker_killed_around_its_call_leaves_one_post_each_or_a_question_to_a_person(
    relay: Relay, step: Step
) -> None:
    batch, relay.worker, _ = kill_at(step, relay.room, relay.worker, relay.start)

    found = tally(relay.room, batch)
    assert (found.lost, found.doubled, found.stuck) == (0, 0, 0)
    ends = (found.published, found.adopted, found.unconfirmed, found.posts)
    assert ends == ENDS[step.name], history(relay.room.publications(batch))
