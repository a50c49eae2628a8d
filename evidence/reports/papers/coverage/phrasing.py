"""What a paper about coverage says around its figures, in the Indonesian of an office."""

from collections.abc import Mapping, Sequence

from evidence.accounts.registry.showing import place_name
from evidence.core import clock
from evidence.reports.coverage import saying
from evidence.reports.coverage import words as said
from evidence.reports.coverage.measures import Verdict
from evidence.reports.coverage.rules import Rule
from evidence.reports.papers import listed as listing
from evidence.reports.papers import words
from evidence.reports.papers.coverage.contents import MISSING, Chosen, Contents, Row
from evidence.reports.papers.listed import MOST_KECAMATAN, Listed

MEANING = (
    "“Tidak ada” dan “tidak ada akun” berarti sudah dicari dan tidak ditemukan; "
    "“belum diperiksa” berarti belum ada yang mencari. "
    "Yang belum diperiksa atau tidak terlihat dihitung dalam keseluruhan, "
    "jadi bagian yang disebut adalah paling sedikit. "
    "Unit berurut menurut wilayah. "
    "Banyaknya pengikut dan unggahan dicatat apa adanya dan tidak dipakai menilai siapa pun."
)
COUNTED = (Verdict.YES, Verdict.NO, Verdict.NONE, Verdict.GONE, Verdict.UNSEEN, Verdict.UNCHECKED)


def not_answered(of: Chosen) -> str:
    """That an objection waits, which is told of today whatever the day."""
    today = clock.today()
    return f"Ada keberatan yang menunggu jawaban{f' per {clock.date_text(today)}' if of.on < today else ''}."


def verdicts(of: Chosen) -> Sequence[tuple[Verdict, str]]:
    """The answers that are counted, each by the name of its column: apart, as the page keeps them."""
    # Who looked at one network says nothing of the others.
    none = "Tidak ada akun" if of.network else "Tidak ada akun di jejaring yang dilihat"
    return [(each, none if each is Verdict.NONE else said.VERDICTS[each]) for each in COUNTED]


def chosen(of: Chosen, rule: Rule) -> str:
    """By what it was chosen."""
    parts = (of.unit, *narrowed(of), f"aturan: {rule.name or 'belum ada'}")
    return f"Saringan: {', '.join(parts)}"


def narrowed(of: Chosen) -> Sequence[str]:
    """Its day, network and kind of unit."""
    return (
        f"per {clock.date_text(of.on)}",
        place_name(of.network) if of.network else "semua jejaring",
        f"hanya {said.CALLED[of.kind]}" if of.kind else "semua unit selain RW dan RT",
    )


def beneath(of: Chosen) -> str:
    """The same beneath the title."""
    day, *others = narrowed(of)
    return ", ".join((f"P{day[1:]}", *others))


def order(rule: Rule) -> Sequence[tuple[str, str]]:
    """The order of that day: each part by its name."""
    if rule.given_on is None or rule.valid_from is None:
        return [("Aturan", "Belum ada aturan yang tercatat untuk tanggal ini.")]
    given = f"{clock.date_text(rule.given_on)}, berlaku sejak {clock.date_text(rule.valid_from)}"
    late = rule.written_at is not None and rule.valid_from < clock.day_of(rule.written_at)
    return [
        ("Aturan", rule.name),
        ("Diberikan", f"{given}{' (dicatat setelah mulai berlaku)' if late else ''}"),
        *([("Isi", rule.text)] if rule.text else []),
        ("Batas hari", saying.limits(rule) or "Tidak disebut, jadi kesegaran tidak dinilai."),
        ("Sasaran", f"{rule.target}%" if rule.target is not None else "Tidak disebut."),
        ("Pengamatan berlaku", f"{rule.look_days} hari"),
    ]


def beside(found: Contents) -> Sequence[str]:
    """What is to be known beside the shares."""
    excused, old = found.coverage.excused, found.coverage.old
    days = found.rule.look_days
    told = []
    if excused:
        told.append(
            f"{words.number(excused)} unit tidak dihitung karena keadaannya; alasannya tertulis pada unitnya."
        )
    if old:
        told.append(f"{words.number(old)} unit terakhir dilihat lebih dari {days} hari sebelum tanggal ini.")
    return [*told, MEANING]


def steps(found: Contents) -> Sequence[tuple[str, int, str]]:
    """How many units wait for which step, and what that is; in the order in which they make sense."""
    counted: Mapping[str, int] = {each: found.coverage.steps.get(each, 0) for each in MISSING}
    return [(said.STEPS[each], counted[each], said.NEXT[each]) for each in MISSING if counted[each]]


def cut(listed: Listed[Row]) -> str:
    """What is not in the list, and where it is; "" where all are."""
    rest = "Selengkapnya ada di CSV pada halaman Kepatuhan, atau minta laporan satu kecamatan."
    return listing.cut(listed, "unit pertama menurut wilayah", rest)


def cut_kecamatan(found: Contents) -> str:
    """The same of the table of kecamatan."""
    if not found.more_kecamatan:
        return ""
    return (
        f"Tabel ini memuat {MOST_KECAMATAN} kecamatan pertama menurut wilayah. "
        "Selengkapnya ada pada halaman Kepatuhan."
    )
