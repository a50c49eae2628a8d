"""Coverage in words: what pages and files say of a measure, a unit, a rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from evidence.accounts.registry.models import Presence, Source
from evidence.accounts.registry.standing import Account
from evidence.core import reader
from evidence.core.words import N_
from evidence.reports.coverage.asking import CALLED
from evidence.reports.coverage.measures import Coverage, Measure, Share, Step, Verdict
from evidence.reports.coverage.rules import Rule
from evidence.units.models import KINDS

MEASURES = {
    Measure.ACCOUNT: N_("Punya akun"),
    Measure.OFFICIAL: N_("Dinyatakan resmi"),
    Measure.CONTACT: N_("Kontak tercantum"),
    Measure.FRESH: N_("Segar"),
}
SENTENCES = {
    Measure.ACCOUNT: N_("%(yes)s dari %(of)s %(kind)s punya akun (%(percent)s%%)"),
    Measure.OFFICIAL: N_("%(yes)s dari %(of)s %(kind)s dinyatakan resmi (%(percent)s%%)"),
    Measure.CONTACT: N_("%(yes)s dari %(of)s %(kind)s mencantumkan kontak (%(percent)s%%)"),
    Measure.FRESH: N_("%(yes)s dari %(of)s %(kind)s segar (%(percent)s%%)"),
}
VERDICTS = {
    Verdict.YES: N_("Ya"),
    Verdict.NO: N_("Tidak"),
    Verdict.NONE: N_("Tidak ada"),
    Verdict.UNSEEN: N_("Tidak terlihat"),
    Verdict.UNCHECKED: N_("Belum diperiksa"),
    Verdict.UNRULED: N_("Tidak dinilai"),
}
# Kind of chip and icon; no two of them share either, but for the two of which nobody knows.
LOOKS = {
    Verdict.YES: ("ok", "check"),
    Verdict.NO: ("warn", "x"),
    Verdict.NONE: ("", "minus"),
    Verdict.UNSEEN: ("unknown", "circle-help"),
    Verdict.UNCHECKED: ("unknown", "circle-dashed"),
    Verdict.UNRULED: ("", "info"),
}
STEPS = {
    Step.CHECK: N_("Belum diperiksa"),
    Step.AGAIN: N_("Perlu dilihat lagi"),
    Step.OPEN: N_("Tidak ada akun"),
    Step.FIND: N_("Akun hilang"),
    Step.DECLARE: N_("Belum dinyatakan resmi"),
    Step.CONTACT: N_("Kontak belum tercantum"),
    Step.POST: N_("Lama diam"),
    Step.CLOSER: N_("Belum lengkap diperiksa"),
    Step.DONE: N_("Lengkap"),
    Step.EXCUSED: N_("Tidak dihitung"),
}
NEXT = {
    Step.CHECK: N_("Periksa apakah unit ini punya akun."),
    Step.AGAIN: N_("Lihat lagi; pengamatan terakhir sudah lama."),
    Step.OPEN: N_("Buat akun unit, lalu daftarkan."),
    Step.FIND: N_("Tanyakan kepada unit ke mana akunnya, lalu catat."),
    Step.DECLARE: N_("Tulis di profil bahwa akun ini resmi, dengan nama unit dan kotanya."),
    Step.CONTACT: N_("Cantumkan nomor kontak unit di profil."),
    Step.POST: N_("Hubungi unit: apa yang menghalangi unggahan?"),
    Step.CLOSER: N_("Lengkapi pengamatan: ada yang belum diperiksa atau tidak terlihat."),
    Step.DONE: N_("Tidak ada yang kurang."),
    Step.EXCUSED: N_("Tidak dihitung selama keadaan ini."),
}
SOURCES = {
    Source.PERSON: N_("petugas"),
    Source.API: N_("jejaring sendiri"),
    Source.PRESS: N_("pemberitaan"),
}
PRESENCES = {
    Presence.PRESENT: N_("Ada"),
    Presence.ABSENT: N_("Tidak ada"),
    Presence.GONE: N_("Hilang"),
}


def shares(coverage: Coverage, kind: str, rule: Rule) -> Sequence[Mapping[str, Any]]:
    """Each measure as the pages show it."""
    called = _(CALLED[kind])
    return [_share(measure, coverage.shares[measure], called, rule) for measure in Measure]


def _share(measure: Measure, share: Share, called: str, rule: Rule) -> Mapping[str, Any]:
    known = share.yes + share.no
    return {
        "measure": measure.value,
        "title": _(MEASURES[measure]),
        "sentence": _(
            SENTENCES[measure], yes=reader.number(share.yes), of=reader.number(share.of), kind=called,
            percent=reader.percent(share.yes, share.of),
        )
        if share.of
        else "",
        "yes": share.yes,
        "no": share.no,
        "unknown": share.unknown,
        "of": share.of,
        "known": _(
            "Dari %(known)s yang diketahui: %(percent)s%%.", known=reader.number(known),
            percent=reader.percent(share.yes, known),
        )
        if known and share.unknown
        else "",
        "rule": measured_by(measure, rule),
        "target": _target(share, rule),
    }  # fmt: skip


def short(share: Share) -> str:
    """A share in a table: ``2 dari 5 (40%)``, with how many nobody knows."""
    if not share.of:
        return str(_("Tidak dinilai"))
    told = _("%(yes)s dari %(of)s (%(percent)s%%)", yes=share.yes, of=share.of,
             percent=reader.percent(share.yes, share.of))  # fmt: skip
    return str(told + (_(", %(count)s belum diketahui", count=share.unknown) if share.unknown else ""))


def measured_by(measure: Measure, rule: Rule) -> str:
    """The rule beside a share, with its date; for freshness its limits too."""
    if rule.given_on is None:
        return str(_("Belum ada aturan yang tercatat untuk tanggal ini."))
    named = _("%(name)s, %(date)s", name=rule.name, date=reader.short_date(rule.given_on))
    if measure is Measure.FRESH:
        limits_ = limits(rule)
        return f"{named}. {limits_ or _('Aturan ini tidak menyebut batas hari, jadi tidak dinilai.')}"
    return str(named)


def limits(rule: Rule) -> str:
    """Within how many days each kind is to be heard; "" where no limit is named."""
    named = [
        _("%(kind)s %(days)s hari", kind=kind_title(kind), days=rule.days[kind])
        for kind in KINDS
        if kind in rule.days
    ]
    return str(_("Unggahan terakhir paling lama: %(limits)s.", limits=", ".join(named))) if named else ""


def kind_title(kind: str) -> str:
    """What a kind of unit is called."""
    return KINDS[kind] or "OPD"


def _target(share: Share, rule: Rule) -> str:
    if rule.target is None or not share.of:
        return ""
    missing = share.short_of(rule.target)
    if missing:
        return str(
            _("Sasaran %(target)s%%: kurang %(count)s.", target=rule.target, count=reader.number(missing))
        )
    return str(_("Sasaran %(target)s%% tercapai.", target=rule.target))


def verdict(said: Verdict) -> Mapping[str, str]:
    """A verdict as a chip: kind, icon, word."""
    kind, icon = LOOKS[said]
    return {"kind": kind, "icon": icon, "label": _(VERDICTS[said]), "value": said.value}


def figures(account: Account) -> str:
    """``125 pengikut, 27 mengikuti, 18 unggahan``, as far as it was noted; never summed or ranked."""
    words = {
        "followers": N_("%(count)s pengikut"),
        "following": N_("%(count)s mengikuti"),
        "posts": N_("%(count)s unggahan"),
    }
    told = ((name, number(account, name)) for name in words)
    return ", ".join(
        str(_(words[name], count=reader.number(count))) for name, count in told if count is not None
    )


def number(account: Account, name: str) -> int | None:
    """One of its figures, from the last look that tells it."""
    look = account.telling(name)
    return getattr(look, name) if look else None


def day(account: Account, name: str) -> date | None:
    """One of its days, likewise."""
    look = account.telling(name)
    return getattr(look, name) if look else None


def last_post(account: Account, on: date) -> str:
    """The day of the last post, and how long before ``on`` that was."""
    found = day(account, "last_post_on")
    if found is None:
        return str(_("tanggal tidak tercatat"))
    days = max(0, (on - found).days)
    return str(_("%(date)s, %(days)s hari sebelumnya", date=reader.short_date(found), days=days))
