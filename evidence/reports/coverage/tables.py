"""Coverage as a table for table programs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evidence.accounts.registry.models import Observation
from evidence.accounts.registry.showing import place_name, who
from evidence.accounts.registry.standing import Slot
from evidence.core.clock import day_of
from evidence.core.sheets import Sheet
from evidence.reports.coverage import noted, queries, saying, words
from evidence.reports.coverage.asking import Question, networks
from evidence.reports.coverage.listing import excuse
from evidence.reports.coverage.measures import Facts, Measure, judge
from evidence.reports.coverage.rules import Rule
from evidence.units.access import Actor
from evidence.units.models import Unit

BATCH = 500


def csv(session: Session, question: Question, rule: Rule, *, by: Actor, now: datetime) -> bytes:
    """The units that ``question`` asks for, one line a look, and one for a unit at which nobody looked."""
    sheet = Sheet(_columns(), _about(question, rule, by, now))
    for line in _lines(session, question, rule, by):
        sheet.row(line)
    return sheet.end()


def _about(question: Question, rule: Rule, by: Actor, now: datetime) -> Mapping[str, object]:
    """Who made it, when, of what, by which rule."""
    parts = [
        networks().get(question.network) or _("semua jejaring"),
        saying.kind_title(question.kind) if question.kind else _("semua unit"),
        question.below.title if question.below else "",
        question.narrowed(),
    ]
    return {
        _("Kepatuhan per"): question.on,
        _("Aturan"): saying.measured_by(Measure.ACCOUNT, rule),
        _("Batas hari"): saying.limits(rule) or _("tidak disebut"),
        _("Dibuat oleh"): by.name,
        _("Dibuat pada (WIB)"): now,
        _("Saringan"): ", ".join(each for each in parts if each),
    }


def _columns() -> Sequence[str]:
    return [
        _("Kode"), _("Unit"), _("Kecamatan"), _("Akun"), _("Jejaring"), _("Nama akun"), _("Dilihat"),
        _("Dilihat oleh"), _("Sumber"), _("Pengikut"), _("Mengikuti"), _("Unggahan"), _("Unggahan pertama"),
        _("Unggahan terakhir"), _("Dinyatakan resmi"), _("Kontak tercantum"), _("Segar"), _("Tidak dihitung"),
        _("Langkah berikutnya"),
    ]  # fmt: skip


def _lines(session: Session, question: Question, rule: Rule, by: Actor) -> Iterator[Sequence[object]]:
    asked, scope = question.asked(rule), question.scope(by)
    after: str | None = ""
    while after is not None:
        units, following = queries.page(session, scope, after, BATCH)
        known = queries.slots(session, units, asked)
        facts = queries.facts_by_unit(session, units, known, asked)
        claims = queries.claims(session, known, asked)
        excused = noted.excuses(session, [each.code for each in units], asked.on)
        for each in units:
            # Asked of each rather than of the database, which would reckon it out anew for each batch.
            if not question.holds(facts[each.code]):
                continue
            why = excuse(excused[each.code]) if each.code in excused else ""
            for told in _told(known[each.code]):
                yield [
                    *_of_unit(each),
                    *told,
                    *_said(facts[each.code]),
                    why,
                    saying.next_step(facts[each.code], claims[each.code]),
                ]
        after = following or None


def _of_unit(unit: Unit) -> Sequence[str]:
    above = unit.parent
    return [unit.code, unit.title, above.title if above and above.kind == "kecamatan" else ""]


def _said(facts: Facts) -> Sequence[str]:
    said = judge(facts)
    return [_(words.VERDICTS[said[each]]) for each in (Measure.OFFICIAL, Measure.CONTACT, Measure.FRESH)]


def _told(slots: Sequence[Slot]) -> Iterator[Sequence[object]]:
    """A line for each account that is there, and for each network without one; one for a unit nobody looked at."""
    for slot in slots:
        for account in slot.present:
            yield [
                *_seen(account.last),
                *(saying.number(account, name) for name in ("followers", "following", "posts")),
                saying.day(account, "first_post_on") or saying.number(account, "first_post_year"),
                saying.day(account, "last_post_on"),
            ]
        if not slot.present:
            yield [*_seen(slot.last), *[""] * 5]
    if not slots:
        yield [_("Belum diperiksa"), *[""] * 10]


def _seen(look: Observation) -> Sequence[object]:
    return [
        _(words.PRESENCES[look.presence]), place_name(look.network), look.handle, day_of(look.looked_at),
        who(look), _(words.SOURCES[look.source]),
    ]  # fmt: skip
