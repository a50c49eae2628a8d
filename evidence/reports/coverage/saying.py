"""Coverage in words: what pages and files say of a measure, a unit, a rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import account_name
from evidence.accounts.registry.claimed import counts_nowhere
from evidence.accounts.registry.showing import NO_DAY
from evidence.accounts.registry.standing import Account
from evidence.core import reader
from evidence.core.words import N_
from evidence.reports.coverage.measures import Facts, Measure, Step, Verdict, step
from evidence.reports.coverage.rules import Rule
from evidence.reports.coverage.shares import Coverage, Share
from evidence.reports.coverage.words import (
    CALLED,
    LOOK_AT_CLAIMED,
    LOOKS,
    MEASURES,
    NEXT,
    SENTENCES,
    VERDICTS,
)
from evidence.units.models import KINDS

CLAIMED = N_("Terdaftar, belum dilihat: %(accounts)s")
PRACTISED = N_("Akun latihan, tidak dihitung: %(accounts)s")


def shares(
    coverage: Coverage, kind: str, rule: Rule, *, everywhere: bool = False
) -> Sequence[Mapping[str, Any]]:
    """Each measure as the pages show it; ``everywhere`` is on all networks together."""
    called = _(CALLED[kind])
    return [
        {
            **_share(measure, coverage.shares[measure], called, rule),
            "parts": _parts(measure, coverage.shares[measure], everywhere),
        }
        for measure in Measure
    ]


def _parts(measure: Measure, share: Share, everywhere: bool) -> Sequence[str]:
    """How many of which verdict, each kind of "no" by itself; what is rare only where there is any."""
    account = measure is Measure.ACCOUNT
    named = {
        Verdict.YES: N_("Ada %(count)s") if account else N_("Ya %(count)s"),
        Verdict.NO: N_("Tidak %(count)s"),
        # Who looked at one network says nothing of the others.
        Verdict.NONE: N_("Tidak ada akun di jejaring yang dilihat %(count)s")
        if everywhere
        else N_("Tidak ada akun %(count)s"),
        Verdict.GONE: N_("Tidak ditemukan lagi %(count)s"),
        Verdict.UNSEEN: N_("Tidak terlihat %(count)s"),
        Verdict.UNCHECKED: N_("Belum diperiksa %(count)s"),
    }
    rare = {Verdict.UNSEEN, Verdict.GONE, *({Verdict.NO} if account else ())}
    counted = ((each, share.counts.get(each, 0)) for each in named)
    return [
        str(_(named[each], count=reader.number(count)))
        for each, count in counted
        if count or each not in rare
    ]


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
        told = limits(rule) or _("Aturan ini tidak menyebut batas hari, jadi tidak dinilai.")
        return f"{named}. {told}"
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
    return str(_(KINDS[kind] or "OPD"))


def _target(share: Share, rule: Rule) -> str:
    if rule.target is None or not share.of:
        return ""
    missing = share.short_of(rule.target)
    if missing:
        return str(
            _("Sasaran %(target)s%%: kurang %(count)s.", target=rule.target, count=reader.number(missing))
        )
    return str(_("Sasaran %(target)s%% tercapai.", target=rule.target))


def claimed(accounts: Sequence[SocialAccount]) -> Sequence[str]:
    """What is registered and was not seen, in lines; accounts to practise with by themselves."""
    told: dict[str, list[str]] = {CLAIMED: [], PRACTISED: []}
    for each in accounts:
        told[PRACTISED if counts_nowhere(each) else CLAIMED].append(account_name(each))
    return [str(_(line, accounts=", ".join(names))) for line, names in told.items() if names]


def next_step(facts: Facts, accounts: Sequence[SocialAccount]) -> str:
    """What to do next for a unit; ``accounts`` are those that are registered and were not seen."""
    following = step(facts)
    if following is Step.CHECK and not all(map(counts_nowhere, accounts)):
        return str(_(LOOK_AT_CLAIMED))
    return str(_(NEXT[following]))


def verdict(said: Verdict) -> Mapping[str, str]:
    """A verdict as a chip: kind, icon, word."""
    kind, icon = LOOKS[said]
    return {"kind": kind, "icon": icon, "label": _(VERDICTS[said]), "value": said.value}


def figures(account: Account) -> str:
    """``125 pengikut, 27 mengikuti, 18 unggahan``, as far as it was noted; never summed or ranked."""
    followers, following, posts = (number(account, name) for name in ("followers", "following", "posts"))
    told = []
    if followers is not None:
        told.append(_("%(count)s pengikut", count=reader.number(followers)))
    if following is not None:
        told.append(_("%(count)s mengikuti", count=reader.number(following)))
    if posts is not None:
        told.append(ngettext("%(count)s unggahan", "%(count)s unggahan", posts, count=reader.number(posts)))
    return ", ".join(map(str, told))


def number(account: Account, name: str) -> int | None:
    """One of its figures, from the last look that tells it."""
    look = account.telling(name)
    return getattr(look, name) if look else None


def day(account: Account, name: str) -> date | None:
    """One of its days, likewise."""
    look = account.telling(name)
    return getattr(look, name) if look else None


def first_post(account: Account) -> str:
    """The day of the first post, or no more than its year."""
    found = day(account, "first_post_on")
    if found is None:
        year = number(account, "first_post_year")
        return str(year) if year else str(_(NO_DAY))
    return reader.short_date(found)


def last_post(account: Account, on: date) -> str:
    """The day of the last post, and how long before ``on`` that was."""
    found = day(account, "last_post_on")
    if found is None:
        return str(_(NO_DAY))
    days = max(0, (on - found).days)
    return str(_("%(date)s, %(days)s hari sebelumnya", date=reader.short_date(found), days=days))
