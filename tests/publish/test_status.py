"""What a post's state is called, for every combination that matters."""

import pytest

from evidence.compose.models import VersionState
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from evidence.publish.status import Status, status

APPROVED = [
    ("approved without an account is evidence only", [], Status.EVIDENCE_ONLY),
    ("what a person cancelled everywhere is cancelled", [P.CANCELLED, P.CANCELLED], Status.CANCELLED),
    ("what waits for its time is scheduled", [P.QUEUED], Status.SCHEDULED),
    ("one that waits keeps the whole scheduled", [P.PUBLISHED, P.QUEUED], Status.SCHEDULED),
    ("one that is late asks for a person", [P.QUEUED, Hold.LATE, P.PUBLISHED], Status.EXPIRED),
    ("what is prepared is under way", [P.PREPARING], Status.PUBLISHING),
    ("what is sent is under way", [P.PUBLISHING, P.QUEUED], Status.PUBLISHING),
    ("what is taken down is said so", [P.WITHDRAWING, P.PUBLISHED, P.QUEUED], Status.WITHDRAWING),
    ("what is sent beside it stands before", [P.WITHDRAWING, P.PUBLISHING], Status.PUBLISHING),
    ("what waits for a hand is to be shared by hand", [P.READY], Status.BY_HAND),
    ("what was published everywhere is published", [P.PUBLISHED, P.PUBLISHED], Status.PUBLISHED),
    ("a cancelled one beside it does not count", [P.PUBLISHED, P.CANCELLED], Status.PUBLISHED),
    ("published here and failed there is partly", [P.PUBLISHED, P.FAILED], Status.PARTLY),
    ("published here and by hand there waits for a hand", [P.PUBLISHED, P.READY], Status.BY_HAND),
    ("taken down here and by hand there is partly", [P.WITHDRAWN, P.PUBLISHED, P.READY], Status.PARTLY),
    ("one that nobody can be sure of stands before all", [P.UNCONFIRMED, P.FAILED, P.PUBLISHED, P.QUEUED],
     Status.UNCONFIRMED),
    ("failed everywhere is failed", [P.FAILED, P.FAILED], Status.FAILED),
    ("failed and cancelled is failed", [P.FAILED, P.CANCELLED], Status.FAILED),
    ("taken down everywhere is withdrawn", [P.WITHDRAWN, P.WITHDRAWN], Status.WITHDRAWN),
    ("taken down on one of two accounts is partly", [P.WITHDRAWN, P.PUBLISHED], Status.PARTLY),
    ("what could not be taken down is still out", [P.WITHDRAW_FAILED], Status.PUBLISHED),
    ("and keeps the whole partly out", [P.WITHDRAWN, P.WITHDRAW_FAILED], Status.PARTLY),
    ("taken down here and failed there is failed", [P.WITHDRAWN, P.FAILED], Status.FAILED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("publications", "called"), [row[1:] for row in APPROVED], ids=[row[0] for row in APPROVED]
)
def test_an_approved_post_is_called_after_its_publications(
    publications: list[P | Hold], called: Status
) -> None:
    assert status(VersionState.APPROVED, publications) is called
    assert status(VersionState.APPROVED, publications[::-1]) is called


@pytest.mark.parametrize("version", [each for each in VersionState if each is not VersionState.APPROVED])
def test_a_post_that_is_not_approved_is_called_after_its_version(version: VersionState) -> None:
    assert status(version, [P.PUBLISHED, P.FAILED]).value == version.value


def test_what_was_taken_down_is_called_so_until_somebody_mends_it() -> None:
    superseded = VersionState.SUPERSEDED
    assert status(superseded, [P.WITHDRAWN, P.CANCELLED]) is Status.WITHDRAWN
    assert status(superseded, [P.WITHDRAWN, P.WITHDRAWING]) is Status.WITHDRAWING
    for still in (
        [],
        [P.CANCELLED],
        [P.WITHDRAWN, P.PUBLISHED],
        [P.WITHDRAWN, P.UNCONFIRMED],
        [P.WITHDRAW_FAILED],
    ):
        assert status(superseded, still) is Status.SUPERSEDED
    assert status(VersionState.DRAFT, [P.WITHDRAWN]) is Status.DRAFT


@pytest.mark.parametrize("state", list(P))
def test_each_state_alone_has_a_name(state: P) -> None:
    assert status(VersionState.APPROVED, [state]) in Status
