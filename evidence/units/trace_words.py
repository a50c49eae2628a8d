"""What a person held, and what the trail says of people and offices, in words."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.core import clock, reader, trail
from evidence.core.audit import AuditEvent
from evidence.core.words import N_
from evidence.units.access import Role
from evidence.units.models import Unit, User
from evidence.units.tenures import Tenure
from evidence.units.words import ROLES

ACTS = {
    "units.handed_over": N_("Jabatan di %(unit)s beralih dari %(before)s kepada %(after)s."),
    "units.taken_over": N_("Menerima jabatan di %(unit)s dari %(before)s."),
    "units.membership_added": N_("%(who)s menerima hak %(role)s di %(unit)s."),
    "units.delegated": N_("%(who)s ditunjuk sebagai %(kind)s di %(unit)s, %(first)s sampai %(last)s."),
    "units.delegation_ended": N_("Penunjukan %(who)s sebagai %(kind)s di %(unit)s diakhiri."),
    "units.person_added": N_("Ditambahkan."),
    "units.invited": N_("Tautan undangan dibuat."),
    "units.invitation_withdrawn": N_("Undangan dibatalkan."),
    "units.password_set": N_("Kata sandi dibuat lewat tautan."),
    "units.reset_link_made": N_("Tautan kata sandi baru dibuat."),
    "units.reset_link_ended": N_("Tautan kata sandi dibatalkan."),
    "units.reset_seen": N_("Menyatakan tahu bahwa kata sandinya diganti."),
    "units.person_corrected": N_("Nama diperbaiki."),
    "reports.letterhead_told": N_("Kop dan penanda tangan laporan diisi."),
    "reports.signer_let_go": N_("Nama dan NIP penanda tangan laporan dikosongkan."),
}
# What went along with an office and what ended, where there was any.
ALONG = {
    "activities": N_("kegiatan tanpa unggahan %(count)s"),
    "posts": N_("unggahan belum diputuskan %(count)s"),
    "publications": N_("menunggu terbit %(count)s"),
    "accounts": N_("akun %(count)s"),
    "devices": N_("perangkat dikeluarkan %(count)s"),
    "tokens": N_("token dicabut %(count)s"),
}


def tenure(each: Tenure) -> Mapping[str, Any]:
    """One stretch in words: as what, and from when until when."""
    roles = ", ".join(str(ROLES[role]) for role in each.roles)
    return {"as": f"{each.acting_as} {roles}".strip(), "when": _span(each.since, each.until)}


def _span(since: datetime, until: datetime | None) -> str:
    first = reader.short_date(since)
    if until is not None:
        return str(_("%(first)s sampai %(last)s", first=first, last=reader.short_date(until)))
    return str(_("sejak %(day)s", day=first) if since <= clock.now() else _("mulai %(day)s", day=first))


def told(session: Session, acts: Sequence[AuditEvent]) -> Sequence[Mapping[str, Any]]:
    """What was done, by whom, and when, as `history` shows it."""
    people = select(User.id, User.name).where(User.id.in_({each.subject for each in acts}))
    names = {row.id: row.name for row in session.execute(people)}
    units = select(Unit).where(Unit.code.in_({str(each.facts.get("unit", "")) for each in acts}))
    titles = {each.code: each.title for each in session.scalars(units)}
    return [{"when": each.at, "who": trail.who(each), "what": _what(each, names, titles)} for each in acts]


def _what(event: AuditEvent, names: Mapping[uuid.UUID, str], titles: Mapping[str, str]) -> str:
    facts = event.facts
    code, role = str(facts.get("unit", "")), facts.get("role")
    said = _(
        ACTS[event.act],
        who=names.get(event.subject, ""),
        unit=facts.get("unit_name") or titles.get(code, code),
        before=facts.get("from_name", ""),
        after=facts.get("to_name", ""),
        role=ROLES[Role(role)] if role else "",
        kind=facts.get("kind", ""),
        **{name: _day(facts.get(name)) for name in ("first", "last")},
    )
    along = [
        _(words, count=reader.number(many)) for name, words in ALONG.items() if (many := _many(facts, name))
    ]
    return f"{said} {_with(', '.join(along))}" if along else str(said)


def _with(what: str) -> str:
    return str(_("Ikut berpindah atau berakhir: %(what)s.", what=what))


def _many(facts: Mapping[str, Any], name: str) -> int:
    found = facts.get(name, 0)
    return len(found) if isinstance(found, list) else int(found)


def _day(told_: str | None) -> str:
    return reader.short_date(date.fromisoformat(told_)) if told_ else ""
