"""What a post's state is called, derived from its version and its publications and stored nowhere. Pure."""

import enum
from collections.abc import Collection

from evidence.compose.models import VersionState
from evidence.publish.models import GONE, Hold
from evidence.publish.models import PublicationState as P


class Status(enum.StrEnum):
    """The words people use; ``domain`` labels of the interface."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    EVIDENCE_ONLY = "evidence_only"
    CANCELLED = "cancelled"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    BY_HAND = "by_hand"
    PUBLISHED = "published"
    PARTLY = "partly"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


# A row that stays ready waits for a person who shares it by hand; on other networks ready lasts a moment.
MOVING = {P.PREPARING, P.PUBLISHING}


def status(version: VersionState, publications: Collection[P | Hold], *, left: bool = False) -> Status:
    """The status of a post whose latest version is ``version`` with these publications, or holds where one is late.

    ``left`` says that it is left as it is; what came out since is more than that.
    """
    if left and set(publications) <= set(GONE):
        return Status.WITHDRAWN
    if version is VersionState.SUPERSEDED and (gone := _taken_down(publications)):
        return gone
    if version is not VersionState.APPROVED:
        return Status(version.value)
    # What could not be taken down is still out.
    states = {P.PUBLISHED if each is P.WITHDRAW_FAILED else each for each in publications} - {P.CANCELLED}
    if not states:
        return Status.CANCELLED if publications else Status.EVIDENCE_ONLY
    if P.UNCONFIRMED in states:
        return Status.UNCONFIRMED
    if states & MOVING:
        return Status.PUBLISHING
    if P.WITHDRAWING in states:
        return Status.WITHDRAWING
    if Hold.LATE in states:
        return Status.EXPIRED
    if P.QUEUED in states:
        return Status.SCHEDULED
    # Nothing went wrong where only a person's own sharing is left.
    if P.READY in states and states <= {P.READY, P.PUBLISHED}:
        return Status.BY_HAND
    if P.PUBLISHED in states:
        return Status.PUBLISHED if states == {P.PUBLISHED} else Status.PARTLY
    if states == {P.WITHDRAWN}:
        return Status.WITHDRAWN
    return Status.FAILED


def _taken_down(publications: Collection[P | Hold]) -> Status | None:
    """What is no longer approved and nowhere to be seen, or soon will not be, is called so until somebody mends it."""
    states = set(publications) - {P.CANCELLED}
    if not states or states - {P.WITHDRAWING, P.WITHDRAWN}:
        return None
    return Status.WITHDRAWING if P.WITHDRAWING in states else Status.WITHDRAWN
