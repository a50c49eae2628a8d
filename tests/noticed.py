"""Findings for the tests, made by the same acts as those of the checks."""

import uuid

from evidence.capture import findings
from evidence.capture.checks.all import BY_CODE
from evidence.capture.checks.base import Level, Noticed
from evidence.capture.models import Activity, ChecksState, Finding
from evidence.core import clock
from tests.factories import photo_of
from tests.house import House


def finding(house: House, of: uuid.UUID, level: Level = Level.WARNING, stage: str = "after") -> uuid.UUID:
    """Something noticed about the activity's photo of that stage and its before; of the same photo once."""
    where, before = {"distance_m": 5200}, str(photo_of(house, of, "before"))
    said = Noticed("apart", level, str(photo_of(house, of, stage)), where, where, before)
    with house.sessions.begin() as session:
        session.get_one(Activity, of, with_for_update=True).checks_state = ChecksState.DONE
        known = {each.id for each in findings.open_findings(session, of)}
        others = [
            (BY_CODE[each.check_code], _noticed_again(each)) for each in findings.open_findings(session, of)
        ]
        findings.reconcile(
            session, of, [*others, (BY_CODE["places.apart"], said)], unmade=(), now=clock.now()
        )
        (new,) = {each.id for each in findings.open_findings(session, of)} - known
        return new


def _noticed_again(each: Finding) -> Noticed:
    other = str(each.other_id) if each.other_id else None
    return Noticed(each.sentence, each.level, str(each.photo_id), each.params, each.evidence, other)
