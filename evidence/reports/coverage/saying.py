"""Coverage in words: what pages and files say of a measure, a unit, a rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import account_name
from evidence.accounts.registry.claimed import counts_nowhere
from evidence.accounts.registry.showing import NO_DAY
from evidence.accounts.registry.standing import Account
from evidence.core import reader
from evidence.core.words import N_
from evidence.reports.coverage.measures import Answer, Facts, Measure, Step, Verdict, step
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
# Where the list of those stands of whom a measure gives an answer.
Lists = Callable[[Measure, Answer], str]


def shares(
    coverage: Coverage, kind: str, rule: Rule, lists: Lists | None = None, *, everywhere: bool = False
) -> Sequence[Mapping[str, Any]]:
    """Each measure as the pages show it, its numbers links to their lists; a paper has none.

    ``everywhere`` is on all networks together.
    """
    called = _(CALLED[kind])
    return [
        {
            **_share(measure, coverage.shares[measure], called, rule, lists),
            "parts": _parts(measure, coverage.shares[measure], lists, everywhere),
        }
        for measure in Measure
    ]


def _parts(
    measure: Measure, share: Share, lists: Lists | None, everywhere: bool
) -> Sequence[Mapping[str, str]]:
    """How many of which verdict, as {words, url}, each kind of "no" by itself; what is rare only where there is any."""
    account = measure is Measure.ACCOUNT
    named = {
        Answer.YES: N_("Ada %(count)s") if account else N_("Ya %(count)s"),
        Answer.NO: N_("Tidak %(count)s"),
        # Who looked at one network says nothing of the others.
        Answer.NONE: N_("Tidak ada akun di jejaring yang dilihat %(count)s")
        if everywhere
        else N_("Tidak ada akun %(count)s"),
        Answer.GONE: N_("Tidak ditemukan lagi %(count)s"),
        Answer.UNSEEN: N_("Tidak terlihat %(count)s"),
        Answer.UNCHECKED: N_("Belum diperiksa %(count)s"),
    }
    rare = {Answer.UNSEEN, Answer.GONE, *({Answer.NO} if account else ())}
    counted = ((each, share.count(each)) for each in named)
    return [
        {
            "words": str(_(named[each], count=reader.number(count))),
            "url": lists(measure, each) if count and lists else "",
        }
        for each, count in counted
        if count or each not in rare
    ]


def _linked(share: Share, at: Callable[[Answer], str] | None) -> Callable[[Answer], Markup]:
    """How many give an answer, as a link to the list of them; none are no list."""

    def number(answer: Answer) -> Markup:
        count = share.count(answer)
        if not count or at is None:
            return escape(reader.number(count))
        return Markup('<a class="figures" href="{}">{}</a>').format(at(answer), reader.number(count))

    return number


def _with(sentence: str, **said: Any) -> Markup:
    """A sentence in which numbers are links."""
    return escape(_(sentence)) % said


def _share(measure: Measure, share: Share, called: str, rule: Rule, lists: Lists | None) -> Mapping[str, Any]:
    known = share.yes + share.no
    number = _linked(share, partial(lists, measure) if lists else None)
    said = {
        "sentence": _with(
            SENTENCES[measure], yes=number(Answer.YES), of=number(Answer.MEASURED), kind=called,
            percent=reader.percent(share.yes, share.of),
        )
        if share.of
        else Markup(),
        "known": _with(
            N_("Dari %(known)s yang diketahui: %(percent)s%%."), known=number(Answer.KNOWN),
            percent=reader.percent(share.yes, known),
        )
        if known and share.unknown
        else Markup(),
        "target": _target(share, rule, number),
    }  # fmt: skip
    return {
        "measure": measure.value,
        "title": _(MEASURES[measure]),
        "yes": share.yes,
        "no": share.no,
        "unknown": share.unknown,
        "of": share.of,
        "rule": measured_by(measure, rule),
        # A paper is no markup.
        **(said if lists else {name: words.unescape() for name, words in said.items()}),
    }


def short(share: Share) -> str:
    """A share in a table: ``2 dari 5 (40%)``, with how many nobody knows."""
    if not share.of:
        return str(_("Tidak dinilai"))
    told = _("%(yes)s dari %(of)s (%(percent)s%%)", yes=share.yes, of=share.of,
             percent=reader.percent(share.yes, share.of))  # fmt: skip
    return str(told + (_(", %(count)s belum diketahui", count=share.unknown) if share.unknown else ""))


def cell(share: Share, at: Callable[[Answer], str]) -> Markup:
    """The same, its numbers links; ``at`` is where the list of an answer stands."""
    if not share.of:
        return escape(_("Tidak dinilai"))
    number = _linked(share, at)
    told = _with(
        N_("%(yes)s dari %(of)s (%(percent)s%%)"), yes=number(Answer.YES), of=number(Answer.MEASURED),
        percent=reader.percent(share.yes, share.of),
    )  # fmt: skip
    return told + (
        _with(N_(", %(count)s belum diketahui"), count=number(Answer.UNKNOWN)) if share.unknown else ""
    )


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


def _target(share: Share, rule: Rule, number: Callable[[Answer], Markup]) -> Markup:
    """How many more it takes. The list is of all that are short of it, which may be more than it takes."""
    if rule.target is None or not share.of:
        return Markup()
    missing, short = share.short_of(rule.target), share.count(Answer.SHORT)
    if not missing:
        return _with(N_("Sasaran %(target)s%% tercapai."), target=rule.target)
    count = number(Answer.SHORT) if missing == short else reader.number(missing)
    told = _with(N_("Sasaran %(target)s%%: kurang %(count)s."), target=rule.target, count=count)
    if missing == short:
        return told
    return told + " " + _with(N_("Yang belum atau belum diketahui: %(count)s."), count=number(Answer.SHORT))


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
