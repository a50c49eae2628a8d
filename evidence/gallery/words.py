"""What the galleries' filters are called, and the parts of a page that every gallery has."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from evidence.accounts.naming import network_name
from evidence.capture.categories import CATEGORIES, Mode
from evidence.core import reader
from evidence.core.web import db
from evidence.gallery.asked import TIMES, Filters
from evidence.units.current import house
from evidence.units.models import Unit

STATES = {
    "waiting": lazy_gettext("Menunggu sesudah"),
    "unfinished": lazy_gettext("Belum selesai"),
    "complete": lazy_gettext("Lengkap"),
    "submitted": lazy_gettext("Menunggu persetujuan"),
    "changes_requested": lazy_gettext("Perlu perbaikan"),
    "rejected": lazy_gettext("Ditolak"),
    "approved": lazy_gettext("Disetujui"),
    "published": lazy_gettext("Terbit"),
    "unconfirmed": lazy_gettext("Perlu dicek"),
    "failed": lazy_gettext("Gagal terbit"),
    "withdrawn": lazy_gettext("Ditarik"),
    "archived": lazy_gettext("Diarsipkan"),
}
MODES = {
    Mode.BEFORE_AFTER.value: lazy_gettext("Sebelum dan sesudah"),
    Mode.PROGRESS.value: lazy_gettext("Bertahap (0-50-100)"),
    Mode.DOCUMENTATION.value: lazy_gettext("Dokumentasi kegiatan"),
}
FINDINGS = {
    "warning": lazy_gettext("Ada yang perlu dilihat"),
    "any": lazy_gettext("Ada temuan atau catatan"),
    "none": lazy_gettext("Tanpa temuan"),
}
PERIODS = {
    "week": lazy_gettext("Minggu ini"),
    "month": lazy_gettext("Bulan ini"),
    "quarter": lazy_gettext("Triwulan ini"),
}
Pairs = Sequence[tuple[str, str]]


def address(endpoint: str, *asked: Mapping[str, Any], **more: Any) -> str:
    """Where a gallery with these filters is."""
    told: dict[str, Any] = {}
    for each in asked:
        told.update(each)
    return url_for(endpoint, **{**told, **more})


def categories() -> Pairs:
    """The categories with their words."""
    return [(code, _(words)) for code, (words, _mode) in CATEGORIES.items()]


def networks() -> Pairs:
    """The networks of this house with their names."""
    return [(name, network_name(name)) for name in house().networks]


def said(table: dict[str, Any]) -> Pairs:
    """The values of a filter with their words in the reader's language."""
    return [(value, str(words)) for value, words in table.items()]


def chips(filters: Filters, endpoint: str, **more: str) -> list[dict[str, str]]:
    """Each filter in words, with the address of the same gallery without it."""
    asked = filters.asked()
    return [
        {
            "label": _chip(name, value, filters),
            "url": address(endpoint, {each: asked[each] for each in asked if each != name}, more),
        }
        for name, value in asked.items()
    ]


def _chip(name: str, value: str, filters: Filters) -> str:
    if name in ("unit", "place"):
        unit = db().get(Unit, value)
        title = unit.title if unit else _("Unit tidak dikenal")
        return str(_("Dikerjakan di %(place)s", place=title)) if name == "place" else str(title)
    if name == "from" and filters.first:
        return str(_("Sejak %(day)s", day=reader.short_date(filters.first)))
    if name == "to" and filters.last:
        return str(_("Sampai %(day)s", day=reader.short_date(filters.last)))
    if name == "q":
        return f"“{value}”"
    tables = {
        "category": dict(categories()), "mode": MODES, "state": STATES, "finding": FINDINGS,
        "network": dict(networks()), "period": PERIODS,
    }  # fmt: skip
    return str(tables[name].get(value, value))


def periods(filters: Filters, endpoint: str, **more: str) -> list[dict[str, Any]]:
    """The periods that people mostly ask for, as filter chips."""
    kept = {name: value for name, value in filters.asked().items() if name not in TIMES}
    return [
        {
            "label": label,
            "url": address(endpoint, kept, {"period": name}, more),
            "current": filters.period == name,
        }
        for name, label in said(PERIODS)
    ]
