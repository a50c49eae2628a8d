"""What a person is told before they connect an account is what Bukti can do on that network."""

import config
from evidence.accounts import guidance
from evidence.adapters.networks import networks
from tests.test_config import GOOD


def test_each_network_promises_what_it_can_do_and_says_what_it_cannot() -> None:
    for network in networks(config.read(GOOD).applications, "").values():
        may, may_not = guidance.rights(network)

        assert (guidance.WITHDRAWS in may, guidance.NO_WITHDRAWAL in may_not) == (
            network.withdraws,
            not network.withdraws,
        )
        assert (guidance.FILLS_INBOX in may) == network.ends_by_hand
        assert (guidance.COUNTS in may, guidance.NO_FIGURES in may_not) == (
            network.counts,
            not network.counts,
        )
