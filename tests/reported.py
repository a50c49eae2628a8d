"""What is said about the coverage of a unit, before a test begins."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from evidence.core import clock
from evidence.reports.coverage import contexts, objections
from evidence.units import queries as units
from tests.house import MOJO, House


def context(house: House, unit: str = MOJO, by: str = "admin") -> uuid.UUID:
    """Something that takes the unit out of the measure since yesterday."""
    ident, today = uuid.uuid4(), clock.today()
    with house.sessions.begin() as session:
        contexts.note(
            session, ident, units.unit(session, unit), "disaster", "Banjir", today - timedelta(days=1), None,
            by=house.actor(by), now=clock.now(),
        )  # fmt: skip
    return ident


def objection(house: House, unit: str = MOJO, by: str = "lurah.mojo") -> uuid.UUID:
    """What its people say is wrong, unanswered."""
    ident = uuid.uuid4()
    with house.sessions.begin() as session:
        objections.object_to(
            session, ident, units.unit(session, unit), clock.today(), "Unit ini sudah punya akun.",
            by=house.actor(by), now=clock.now(),
        )  # fmt: skip
    return ident


def asked(things: Mapping[str, str], form: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the pages of coverage and of a board on paper are asked; see `things.asked`."""
    unit = {"path:code": things["unit"]}
    order = {"name": "Surat edaran", "given_on": "2026-01-05", "valid_from": "2026-01-05"}
    note = {"reason": "leave", "from_on": "2026-01-05"}
    answer = {"outcome": "stands", "answer": "Sudah dilihat lagi."}
    return {
        "POST /kepatuhan/aturan": {"data": {"uuid": str(uuid.uuid4()), **order, **form}},
        "POST /kepatuhan/keadaan/<context_id>/<act>": {
            "at": {"context_id": things["context"], "act": "akhiri"}, "data": form,
        },
        "POST /kepatuhan/keberatan/<objection_id>": {
            "at": {"objection_id": things["objection"]}, "data": {**answer, **form},
        },
        "POST /kepatuhan/laporan": {
            "data": {"uuid": str(uuid.uuid4()), "unit": things["unit"], "shapes": "xlsx", **form},
        },
        "POST /papan/laporan": {"data": {"uuid": str(uuid.uuid4()), "shapes": "csv", **form}},
        "GET /kepatuhan/unit/<path:code>": {"at": unit},
        "POST /kepatuhan/unit/<path:code>/keadaan": {"at": unit, "data": {"uuid": str(uuid.uuid4()), **note, **form}},
        "POST /kepatuhan/unit/<path:code>/keberatan": {
            "at": unit, "data": {"uuid": str(uuid.uuid4()), "words": "Unit ini sudah punya akun.", **form},
        },
    }  # fmt: skip
