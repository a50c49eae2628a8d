"""Looks over HTTP."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Response, request

from evidence.accounts.registry import queries, services
from evidence.accounts.registry.looks import DAYS, FIGURES, FIRST_YEAR, QUESTIONS, Look
from evidence.accounts.registry.models import Answer, Observation, Presence, Source
from evidence.core import clock
from evidence.core.errors import Invalid, NotFound
from evidence.core.paging import read_key
from evidence.core.web import answer, body_of_request, db, page_key, parameter, read_uuid
from evidence.core.words import N_
from evidence.units import queries as units
from evidence.units.access import SIGNED_IN, allow
from evidence.units.current import actor

api = Blueprint("registry_api", __name__, url_prefix="/api/v1")
E = TypeVar("E", bound=StrEnum)
TEXTS = ("handle", "profile_url", "note", "looked_by", "was")


@api.get("/observations")
@allow(SIGNED_IN)
def get_observations() -> Response:
    """The looks at the accounts of one unit, the newest first; ``after`` is the key of the next page."""
    unit = units.unit(db(), parameter("unit"))
    if not actor().sees(unit.path):
        raise NotFound("Unit itu tidak ada.")
    found = queries.history(db(), unit.code, request.args.get("network"), page_key(read_key))
    return answer({"observations": [describe_look(each) for each in found.rows], "after": found.after})


@api.put("/observations/<look_id>")
@allow(SIGNED_IN, scope="upload")
def put_observation(look_id: str) -> Response:
    """Keep a look: 201 for a new one, 200 for the same again, 409 for another one under its number.

    ``{"unit": "33.72.04", "network": "instagram", "presence": "present", "handle": "kecjebres", "official": "yes",
    "contact": "unseen", "followers": 125, "last_post_on": "2021-04-13", "looked_at": "2021-04-17T09:00:00+07:00"}``;
    ``presence`` is present, absent or gone, each answer yes, no or unseen; what was not asked is left out. ``source``
    is person, or press with ``looked_by`` for what balai kota read. ``was`` is the handle it was known by before;
    ``shared`` says that the handle is another unit's too; ``first_post_year`` stands in place of ``first_post_on``
    where no more is known.
    """
    told = body_of_request()
    ident, look = read_uuid(look_id), _look(told)
    unit = units.unit(db(), _text(told, "unit"))
    row, made = services.observe(db(), ident, unit, look, by=actor(), now=clock.now())
    db().commit()
    return answer(describe_look(row), 201 if made else 200)


def _look(told: Mapping[str, Any]) -> Look:
    wrong: dict[str, str] = {}
    presence = _one(Presence, told.get("presence"))
    source = _one(Source, told.get("source", Source.PERSON))
    if presence is None:
        wrong["presence"] = N_("Pilih present, absent, atau gone.")
    if source is None:
        wrong["source"] = N_("Pilih person atau press.")
    answers = {name: _one(Answer, told[name]) for name in QUESTIONS if told.get(name) is not None}
    wrong |= {name: N_("Pilih yes, no, atau unseen.") for name, found in answers.items() if found is None}
    figures = {name: told[name] for name in (*FIGURES, FIRST_YEAR) if told.get(name) is not None}
    wrong |= {
        name: N_("Tulis dengan angka.")
        for name, found in figures.items()
        if not isinstance(found, int) or isinstance(found, bool)
    }
    days = {name: _day(told[name]) for name in DAYS if told.get(name) is not None}
    wrong |= {name: N_("Tulis tanggal yang benar.") for name, found in days.items() if found is None}
    if not isinstance(told.get("shared", False), bool):
        wrong["shared"] = N_("Pilih true atau false.")
    at = _moment(told.get("looked_at"))
    if told.get("looked_at") is not None and at is None:
        wrong["looked_at"] = N_("Tulis waktu dengan zona, misalnya 2026-11-25T14:30:00+07:00.")
    texts = {name: _text(told, name) for name in TEXTS}
    network = _text(told, "network")
    if wrong or presence is None or source is None:
        raise Invalid("Periksa kembali isian ini.", wrong)
    return Look(
        network=network, presence=presence, source=source, looked_at=at,
        first_post_year=figures.pop(FIRST_YEAR, None), figures=figures,
        shared=told.get("shared") is True,
        answers={name: each for name, each in answers.items() if each is not None},
        days={name: each for name, each in days.items() if each is not None}, **texts,
    )  # fmt: skip


def _one(kind: type[E], value: object) -> E | None:
    return next((each for each in kind if isinstance(value, str) and each.value == value), None)


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if value is not None and not isinstance(value, str):
        raise Invalid("Periksa kembali isian ini.", {name: N_("Tulis sebagai teks.")})
    return value or ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def describe_look(look: Observation) -> dict[str, Any]:
    """A look as the API tells it; null is what was not asked."""
    return {
        "id": str(look.id),
        "unit": look.unit_code,
        "network": look.network,
        "account": str(look.account_id) if look.account_id else None,
        "looked_at": look.looked_at.isoformat(),
        "looked_by": look.looked_by,
        "source": look.source,
        "presence": look.presence,
        "handle": look.handle or None,
        "profile_url": look.profile_url or None,
        "remote_id": look.remote_id,
        **{name: getattr(look, name) for name in (*FIGURES, *QUESTIONS, FIRST_YEAR)},
        **{name: day.isoformat() if (day := getattr(look, name)) else None for name in DAYS},
        "note": look.note,
        # It counts for no day, since somebody said that it was wrong from the start.
        "mistaken_at": look.mistake.said_at.isoformat() if look.mistake else None,
    }
