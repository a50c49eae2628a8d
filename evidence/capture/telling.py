"""Findings as pages and the API tell them: a fact, its evidence, what it cannot know, and what may be done about it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from evidence.capture import findings
from evidence.capture.checks import words
from evidence.capture.checks.all import BY_CODE
from evidence.capture.checks.words import Speech
from evidence.capture.models import Activity, ActivityState, ChecksState, Finding, Photo, Stage
from evidence.capture.queries import LIVE
from evidence.capture.stages import STAGES
from evidence.capture.subjects import unjudged
from evidence.core import reader
from evidence.core.words import N_

REPAIRS = {
    "photo": N_("Ganti fotonya"),
    "swap": N_("Tukar sebelum dan sesudah"),
    "place": N_("Ubah tempat kegiatan"),
    "move": N_("Pindahkan fotonya ke kegiatan lain"),
    "unfinished": N_("Tandai belum selesai"),
}


def speech() -> Speech:
    """The reader's language."""
    return Speech(
        lambda text: str(_(text)),
        reader.stamp,
        reader.short_date,
        _several,
        "." if reader.language() == "en" else ",",
    )


def _several(unit: str, count: int) -> str:
    told = {
        "day": lambda: ngettext("%(count)s hari", "%(count)s hari", count, count=count),
        "hour": lambda: ngettext("%(count)s jam", "%(count)s jam", count, count=count),
        "minute": lambda: ngettext("%(count)s menit", "%(count)s menit", count, count=count),
        "second": lambda: ngettext("%(count)s detik", "%(count)s detik", count, count=count),
    }
    return str(told[unit]())


def described(item: Mapping[str, Any]) -> dict[str, Any]:
    """A finding (`findings.plain`) for a program, its words in the reader's language."""
    return {**item, "words": _fact(item), "limit": _limit(item)}


def shown(item: Mapping[str, Any]) -> dict[str, Any]:
    """A finding (`findings.plain`) for a page."""
    check = BY_CODE.get(item["check"])
    return {
        "id": item["id"],
        "check": item["check"],
        "level": item["level"],
        "label": _(check.label) if check else item["check"],
        "stage": _stage(item),
        "fact": _fact(item),
        "limit": _limit(item),
        "evidence": words.evidence(item["evidence"], speech()),
        "compare_url": url_for("findings.compare", finding_id=item["id"]) if item["other"] else "",
        "note": item["note"],
        "noted_by": item["noted_by"],
        "noted_at": datetime.fromisoformat(item["noted_at"]) if item["noted_at"] else None,
    }


def _fact(item: Mapping[str, Any]) -> str:
    check = BY_CODE.get(item["check"])
    if check is None or item["sentence"] not in check.sentences:
        # Of a check that is no more: what it said stays as it was said.
        return str(item["words"])
    return words.sentence(check.sentences[item["sentence"]], item["params"], speech())


def _limit(item: Mapping[str, Any]) -> str:
    check = BY_CODE.get(item["check"])
    return str(_(check.limit)) if check else str(item["limit"])


def _stage(item: Mapping[str, Any]) -> str:
    if item["stage"] is None:
        return ""
    told = str(STAGES[Stage(item["stage"])])
    return f"{told} {item['percent']}%" if item["percent"] is not None else told


def of_activity(
    session: Session, activity: Activity, *, may: bool, held: bool, back: str = ""
) -> dict[str, Any] | None:
    """What stands noticed about an activity, for its own people; None while there is nothing to look at.

    ``may`` adds the acts, ``held`` leaves out those that change photos; ``back`` names the page to come back to.
    """
    if activity.checks_state is None:
        return None
    photos = {each.id: each for each in activity.photos if each.state in LIVE}
    rows = [
        {
            **shown(findings.plain(each, photos.get(each.photo_id))),
            "explain_url": url_for("findings.explain", finding_id=each.id, ke=back or None) if may else "",
            "repairs": _repairs(each, activity, photos) if may and not held else [],
        }
        for each in findings.open_findings(session, activity.id)
    ]
    return {
        "state": activity.checks_state.value,
        "waiting": activity.checks_state is ChecksState.WAITING,
        "warnings": [each for each in rows if each["level"] == "warning"],
        "notes": [each for each in rows if each["level"] == "note"],
        **others(activity, rows),
    }


def others(activity: Activity, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``clean``: how many checks found nothing; ``unjudged``: the names of those that could not say anything."""
    made = activity.checks or {}
    dumb = unjudged(activity)
    noticed = {each["check"] for each in rows}
    return {
        "clean": len(made.keys() - dumb - noticed),
        "unjudged": [str(_(check.label)) for code, check in BY_CODE.items() if code in dumb],
    }


def _repairs(each: Finding, activity: Activity, photos: Mapping[uuid.UUID, Photo]) -> list[dict[str, str]]:
    check, photo = BY_CODE.get(each.check_code), photos.get(each.photo_id)
    if check is None or photo is None:
        return []
    open_work = activity.state is not ActivityState.ARCHIVED
    staged = photo.stage is not Stage.PLAIN
    urls = {
        "photo": url_for(
            "capture.photo", activity_id=activity.id, stage=photo.stage.value, percent=photo.percent
        )
        if staged
        else "",
        "swap": url_for("gallery.activity", activity_id=activity.id, _anchor="perbaiki") if staged else "",
        "place": url_for("capture.edit_activity", activity_id=activity.id),
        "move": url_for("repair.move", photo_id=photo.id),
        "unfinished": url_for("repair.unfinished", activity_id=activity.id) if staged else "",
    }
    return [
        {"label": str(_(REPAIRS[name])), "url": urls[name]}
        for name in check.repairs
        if open_work and urls.get(name)
    ]
