"""How the board says numbers and times, and why a unit is silent."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from evidence.accounts.models import AccountState
from evidence.accounts.naming import account_name
from evidence.accounts.registry.showing import place_name
from evidence.core import reader
from evidence.core.words import N_
from evidence.reports.board.contacts import mail_url
from evidence.reports.board.figures import Kind
from evidence.reports.board.periods import MONTH, Period
from evidence.reports.board.silent import Silence
from evidence.units.access import Actor, Role

# By the kinds of the units in which nobody works. What is missing is said, not who else might know.
VACANT = {
    ("kelurahan", "kecamatan"): N_(
        "Belum ada lurah maupun camat yang terdaftar; minta admin menambahkannya."
    ),
    ("kelurahan",): N_("Belum ada lurah yang terdaftar; minta admin menambahkannya."),
    ("kecamatan",): N_("Belum ada camat yang terdaftar; minta admin menambahkannya."),
}
# Of all other kinds, those that a country or a province may have among them.
NOBODY = N_("Belum ada petugas yang terdaftar; minta admin menambahkannya.")
_ADDRESS = re.compile(r"[^\s()]+@[^\s()]+")


def how_many(kind: Kind, count: int) -> str:
    """``1 kegiatan``, ``12 unggahan``: a number with what it counts."""
    told = reader.number(count)
    if kind in (Kind.ACTIVITY, Kind.WAITING):
        return str(ngettext("%(count)s kegiatan", "%(count)s kegiatan", count, count=told))
    if kind is Kind.STUCK:
        return str(ngettext("%(count)s penerbitan", "%(count)s penerbitan", count, count=told))
    if kind is Kind.FINDING:
        return str(ngettext("%(count)s temuan", "%(count)s temuan", count, count=told))
    if kind is Kind.SAMPLE:
        return str(ngettext("%(count)s uji petik", "%(count)s uji petik", count, count=told))
    if kind is Kind.ACCOUNT:
        return str(ngettext("%(count)s akun", "%(count)s akun", count, count=told))
    return str(ngettext("%(count)s unggahan", "%(count)s unggahan", count, count=told))


def period_text(period: Period) -> str:
    """``Senin, 23 November 2026 – Minggu, 29 November 2026`` or ``November 2026``."""
    if period.kind == MONTH:
        return reader.month_text(period.first)
    return f"{reader.long_date(period.first)} – {reader.long_date(period.last)}"


def weeks_title(weeks: Sequence[tuple[date, int | None]], today: date) -> str:
    """What the last of the weeks (its Monday, its posts) says beside the one before; nothing is told of no data."""
    (_monday, before), (monday, now) = weeks[-2:]
    if now is None:
        return str(_("Belum ada data unggahan terbit"))
    told = {
        "now": reader.number(now),
        "before": reader.number(before or 0),
        "week": f"{reader.short_date(monday)} – {reader.short_date(monday + timedelta(days=6))}",
    }
    # A week that is over is called by its days.
    if (today - monday).days < 7:
        if before is None:
            return str(_("%(now)s unggahan terbit minggu ini; sebelumnya belum ada data", **told))
        return str(_("%(now)s unggahan terbit minggu ini, minggu lalu %(before)s", **told))
    if before is None:
        return str(_("%(now)s unggahan terbit %(week)s; sebelumnya belum ada data", **told))
    return str(_("%(now)s unggahan terbit %(week)s, seminggu sebelumnya %(before)s", **told))


def span(took: timedelta) -> str:
    """``6 detik``, ``12 menit``, ``3,1 jam``, ``2,4 hari``."""
    seconds = max(took.total_seconds(), 0)
    if seconds < 60:
        return str(ngettext("%(count)s detik", "%(count)s detik", round(seconds), count=round(seconds)))
    if seconds < 3600:
        minutes = round(seconds / 60)
        return str(ngettext("%(count)s menit", "%(count)s menit", minutes, count=minutes))
    if seconds < 2 * 86_400:
        return str(_("%(hours)s jam", hours=_tenths(seconds / 3600)))
    return str(_("%(days)s hari", days=_tenths(seconds / 86_400)))


def _tenths(value: float) -> str:
    told = f"{value:.1f}".removesuffix(".0")
    return told if reader.language() == "en" else told.replace(".", ",")


def days_ago(day: date, today: date) -> str:
    """``41 hari``; ``hari ini`` for a day that is not over."""
    count = (today - day).days
    if count <= 0:
        return str(_("hari ini"))
    return str(ngettext("%(count)s hari", "%(count)s hari", count, count=count))


def silence(each: Silence, today: date, by: Actor) -> dict[str, Any]:
    """One silent unit as ``by`` reads of it on a page.

    It is {title, since, causes, contacts [{words, url}], own, people_url, missing {url} or None}; ``own`` where
    nobody but the reader works there, ``people_url`` for who may add somebody where nobody does.
    """
    others = replace(each, people=[one for one in each.people if one.user_id != by.id])
    told = [{**one, "words": breakable(one["words"])} for one in contacts(others)]
    return {
        "title": each.unit.title,
        "since": since(each.posted_on, today),
        "causes": causes(each),
        "contacts": told,
        "own": bool(each.people) and not others.people,
        "people_url": url_for("people.index") if each.vacant and by.over_the_city(Role.ADMIN) else "",
        "missing": _missing(each, by),
        "gallery_url": url_for("gallery.index", unit=each.unit.code),
    }


def since(posted_on: date | None, today: date) -> str:
    """When it last posted by Bukti."""
    if posted_on is None:
        return str(_("Tidak ada unggahan yang tayang lewat Bukti."))
    span = days_ago(posted_on, today)
    return str(
        _(
            "Unggahan terakhir lewat Bukti %(date)s, %(span)s lalu.",
            date=reader.short_date(posted_on),
            span=span,
        )
    )


def seen(each: Silence) -> str:
    """A later post that was seen at a network and did not go by Bukti; "" where none was."""
    return (
        ""
        if each.seen is None
        else str(
            _(
                "Di luar Bukti: unggahan %(posted)s di %(network)s, terlihat %(seen)s.",
                posted=reader.short_date(each.seen.posted_on),
                network=place_name(each.seen.network),
                seen=reader.short_date(each.seen.seen_on),
            )
        )
    )


def causes(each: Silence) -> list[str]:
    """What was seen elsewhere, and why nothing came by Bukti, as far as it is known."""
    found = [seen(each)] if each.seen else []
    if not each.accounts:
        found.append(_("Belum ada akun yang tersambung."))
    elif any(account.state is AccountState.NEEDS_RECONNECT for account in each.accounts):
        found.append(_("Sambungan akunnya terputus."))
    elif each.held_back:
        found.append(_("Akunnya sedang ditahan."))
    elif not each.can_post:
        found.append(_("Akunnya tercatat, tetapi belum tersambung."))
    stuck, submitted, waiting = (each.waits[name] for name in ("stuck", "submitted", "waiting"))
    if stuck:
        found.append(
            ngettext(
                "%(count)s penerbitan gagal atau perlu dicek.",
                "%(count)s penerbitan gagal atau perlu dicek.",
                stuck,
                count=stuck,
            )
        )
    if submitted:
        found.append(
            ngettext(
                "%(count)s unggahan menunggu persetujuan.",
                "%(count)s unggahan menunggu persetujuan.",
                submitted,
                count=submitted,
            )
        )
    if waiting:
        found.append(
            ngettext(
                "%(count)s kegiatan menunggu foto sesudah.",
                "%(count)s kegiatan menunggu foto sesudah.",
                waiting,
                count=waiting,
            )
        )
    if not stuck and not submitted and not waiting:
        found.append(
            _("Kegiatan terakhir dimulai %(date)s.", date=reader.short_date(each.begun_on))
            if each.begun_on
            else _("Belum ada kegiatan.")
        )
    return [str(one) for one in found]


def contacts(each: Silence) -> list[dict[str, str]]:
    """How somebody there is reached, as {words, url}.

    What can be pressed stands first; a person without an address of their own is named beneath it, as just that.
    """
    offices = [
        {
            # Not their own office: whose number it is.
            "words": line.words if line.unit.code == each.unit.code else f"{line.unit.title}: {line.words}",
            "url": line.url,
        }
        for line in each.lines
    ]
    people = []
    for one in each.people:
        name, address = f"{one.acting_as} {one.user.name}".strip(), each.mail.get(one.user_id, "")
        words = f"{name} ({address})" if address else str(_("%(person)s (belum ada email)", person=name))
        if one.unit_code != each.unit.code:
            words = str(_("Atasannya di %(unit)s: %(person)s", unit=one.unit.title, person=words))
        people.append({"words": words, "url": mail_url(address) if address else ""})
    profiles = [
        {"words": account_name(one), "url": one.profile_url} for one in each.accounts if one.profile_url
    ]
    people += [{"words": str(_(VACANT.get(tuple(each.vacant), NOBODY))), "url": ""}] if each.vacant else []
    return sorted([*offices, *people, *profiles], key=lambda contact: not contact["url"])


def breakable(words: str) -> Markup:
    """The same, where an address goes on in the next line after its ``@`` or a dot and never within a word."""
    parts = _ADDRESS.sub(lambda found: re.sub(r"(?<=[@.])(?=\w)", "\n", found[0]), words).splitlines()
    return Markup("<wbr>").join(parts)


def _missing(each: Silence, by: Actor) -> dict[str, str] | None:
    """That nobody can be called or written to, and where a number is entered; None where somebody can."""
    if each.reachable:
        return None
    unit = each.unit
    may = by.may(Role.UPLOADER, unit.path) or by.may(Role.ADMIN, unit.path)
    return {"url": url_for("letterheads.letterhead", code=unit.code) if may else ""}
