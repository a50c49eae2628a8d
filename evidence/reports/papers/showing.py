"""Papers as their page shows them."""

from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.accounts.registry.showing import place_name
from evidence.core import reader
from evidence.reports.coverage.saying import kind_title
from evidence.reports.papers.extent import Extent
from evidence.reports.papers.models import OF_UNITS, UNDER_WAY, Kind, Paper, PaperState, Shape
from evidence.reports.papers.words import KINDS, REASONS


def row(paper: Paper) -> dict[str, Any]:
    """One paper in the list."""
    failed = paper.state is PaperState.FAILED
    about = paper.about or {}
    return {
        "id": str(paper.id),
        "title": f"{_(KINDS[paper.kind])}, {paper.unit.title}",
        "period": _about(paper),
        "shape": paper.shape.value.upper(),
        "state": paper.state.value,
        "asked": paper.requested_at,
        "done": paper.done,
        "total": paper.total,
        "progress": _progress(paper),
        "size": size(paper.size) if paper.size else "",
        "until": paper.expires_at,
        "reason": _(REASONS.get(paper.reason, REASONS["layout"])) if failed else "",
        "photo": about.get("said", "") if failed else "",
        "photo_url": url_for("gallery.activity", activity_id=about["activity"]) if "activity" in about else "",
        "download_url": url_for("papers.download", paper_id=paper.id) if paper.state is PaperState.DONE else "",
        "cancel_url": url_for("papers.cancel", paper_id=paper.id) if paper.state in UNDER_WAY else "",
        "again_url": url_for("papers.again", paper_id=paper.id)
        if paper.state in (PaperState.FAILED, PaperState.CANCELLED)
        else "",
    }  # fmt: skip


def _about(paper: Paper) -> str:
    """Its days, and what else narrows it."""
    if paper.kind is not Kind.COVERAGE:
        return period(paper.first, paper.last)
    said = paper.filters or {}
    network, kind = said.get("network"), said.get("kind")
    parts = (
        _("per %(date)s", date=reader.short_date(paper.first)),
        place_name(network) if network else _("semua jejaring"),
        kind_title(kind) if kind else _("semua unit"),
    )
    return " · ".join(map(str, parts))


def _progress(paper: Paper) -> str:
    counts = {"done": reader.number(paper.done), "total": reader.number(paper.total)}
    if paper.kind is Kind.BOARD:
        # Its lists are of units and of other things.
        told = ngettext(
            "%(done)s dari %(total)s baris", "%(done)s dari %(total)s baris", paper.total, **counts
        )
    elif paper.kind in OF_UNITS:
        told = ngettext("%(done)s dari %(total)s unit", "%(done)s dari %(total)s unit", paper.total, **counts)
    else:
        told = ngettext(
            "%(done)s dari %(total)s kegiatan", "%(done)s dari %(total)s kegiatan", paper.total, **counts
        )
    return str(told)


def estimate(found: Extent, shapes: list[Shape]) -> str:
    """How much there is, and how large each file will be."""
    works = ngettext(
        "%(count)s kegiatan", "%(count)s kegiatan", found.works, count=reader.number(found.works)
    )
    photos = ngettext("%(count)s foto", "%(count)s foto", found.photos, count=reader.number(found.photos))
    sizes = ", ".join(
        _("%(shape)s sekitar %(size)s", shape=shape.value.upper(), size=size(found.size(shape)))
        for shape in shapes
    )
    return str(
        _("Isi: %(works)s, %(photos)s. Perkiraan: %(sizes)s.", works=works, photos=photos, sizes=sizes)
    )


def size(count: int) -> str:
    """``12,8 MB``, ``640 KB``."""
    if count < 1_000_000:
        return f"{reader.number(max(1, round(count / 1000)))} KB"
    if count >= 1_000_000_000:
        return f"{_tenth(count / 1_000_000_000)} GB"
    return f"{_tenth(count / 1_000_000)} MB"


def _tenth(value: float) -> str:
    told = f"{value:.1f}"
    return told if reader.language() == "en" else told.replace(".", ",")


def period(first: date, last: date) -> str:
    """``1 Nov 2026 – 30 Nov 2026``."""
    if first == last:
        return reader.short_date(first)
    return f"{reader.short_date(first)} – {reader.short_date(last)}"


def periods(today: date) -> list[tuple[str, date, date]]:
    """The periods that papers are mostly about, each by name with its days."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    monday = today - timedelta(days=today.weekday())
    return [
        (str(_("Minggu ini")), monday, monday + timedelta(days=6)),
        (str(_("Bulan ini")), month, _end(month, 1)),
        (str(_("Bulan lalu")), before, _end(before, 1)),
        (str(_("Triwulan ini")), quarter, _end(quarter, 3)),
    ]


def _end(first: date, months: int) -> date:
    """The last day of so many months."""
    after = first.month + months
    return date(first.year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(days=1)
