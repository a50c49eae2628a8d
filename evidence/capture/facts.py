"""What an activity says about itself, and what can be wrong with that; a photo point says the same of its place."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol

from evidence.capture.categories import CATEGORIES, Mode
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.text import is_text
from evidence.core.words import N_, Words

MAX_TITLE = 120
# Work is planned and its before taken days ahead; a later date is a slip, and would head every gallery until it comes.
AHEAD = timedelta(days=31)


class Placed(Protocol):
    """Work of a kind at a place."""

    @property
    def category(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def rt(self) -> int | None: ...
    @property
    def rw(self) -> int | None: ...
    @property
    def street(self) -> str: ...


@dataclass(frozen=True)
class ActivityFacts:
    """What an activity says about itself; ``unit`` owns it, ``place_unit`` is the kelurahan where it happens."""

    title: str
    category: str
    mode: str
    unit: str
    place_unit: str
    rt: int | None = None
    rw: int | None = None
    street: str = ""
    work_date: date | None = None
    note: str = ""
    # The photo point it stands at. None says nothing of it: an edit leaves it as it is.
    point: uuid.UUID | None = None

    def columns(self) -> dict[str, object]:
        """What an activity's row says of it."""
        found = placed(self)
        point = found.pop("point")
        if point is not None:
            found["point_id"] = point
        return found


def placed(facts: Any) -> dict[str, object]:
    """The columns of anything that belongs to a unit and lies in a kelurahan; ``facts`` is a dataclass."""
    found = asdict(facts)
    found["unit_code"], found["place_code"] = found.pop("unit"), found.pop("place_unit")
    return {**found, "mode": Mode(facts.mode)}


def wrong_place(facts: Placed, words: Sequence[str]) -> dict[str, Words]:
    """What is wrong with the kind of work, its place, and the fields of free text called ``words``; by field."""
    wrong: dict[str, Words] = {}
    if facts.category not in CATEGORIES:
        wrong["category"] = N_("Pilih kategori kegiatan.")
    if facts.mode not in {mode.value for mode in Mode}:
        wrong["mode"] = N_("Pilih cara dokumentasi.")
    if any(number is not None and not 1 <= number <= 999 for number in (facts.rt, facts.rw)):
        wrong["rt"] = N_("RT dan RW ditulis dengan angka 1 sampai 999.")
    if len(facts.street) > 200:
        wrong["street"] = N_("Nama jalan paling panjang 200 huruf.")
    for name in words:
        if not is_text(getattr(facts, name)):
            wrong[name] = N_("Ada tanda yang tidak dapat disimpan.")
    return wrong


def checked(facts: ActivityFacts) -> ActivityFacts:
    """The facts with one space between words, since people compare them. Invalid names each field that is wrong."""
    wrong = wrong_place(facts, ("title", "street", "note"))
    if not 5 <= len(facts.title.strip()) <= MAX_TITLE:
        wrong.setdefault("title", N_("Tulis judul kegiatan, 5 sampai 120 huruf."))
    if len(facts.note) > 2000:
        wrong.setdefault("note", N_("Uraian paling panjang 2.000 huruf."))
    if facts.work_date is not None and facts.work_date.year < 2000:
        wrong["work_date"] = N_("Tulis tanggal pelaksanaan yang benar.")
    elif facts.work_date is not None and facts.work_date > clock.today() + AHEAD:
        wrong["work_date"] = N_("Tanggal pelaksanaan paling lambat 31 hari dari sekarang.")
    if wrong:
        raise Invalid("Periksa kembali isian kegiatan.", wrong)
    return replace(facts, title=" ".join(facts.title.split()), street=" ".join(facts.street.split()))
