"""An approval is posted within seconds, also behind a hundred pictures that wait to be drawn."""

import pytest

from bench.approve_to_posted import WAITING, run
from bench.proof import percentile


@pytest.mark.prove
def test_an_approval_is_posted_within_ten_seconds_behind_a_hundred_renders() -> None:
    _idle, busy = run()

    assert min(each.waiting for each in busy) >= WAITING
    assert percentile([each.seconds for each in busy], 0.95) < 10
