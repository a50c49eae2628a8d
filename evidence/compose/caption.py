"""Words proposed from what is known, so that nobody has to write. Pure: facts in, sentences out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from evidence.capture.categories import Mode
from evidence.core.canonical import digest
from evidence.core.clock import date_text
from evidence.core.words import N_

HASHTAGS = {
    "KEBERSIHAN": "#KerjaBakti",
    "DRAINASE": "#SaluranBersih",
    "SUNGAI": "#SungaiBersih",
    "JALAN": "#JalanKampung",
    "TAMAN": "#TamanKota",
    "BENCANA": "#SiagaBencana",
}


@dataclass(frozen=True)
class Told:
    """What a caption may say: words as on the picture, ``dates`` in the order of the photos (None: not recorded)."""

    title: str
    category: str
    category_label: str
    mode: Mode
    place: str
    unit: str
    district: str
    dates: Sequence[date | datetime | None]
    layout: str = "side"


_ARRANGED = {
    "side": "sebelum di kiri dan sesudah di kanan",
    "stack": "sebelum di atas dan sesudah di bawah",
    "inset": "sesudah besar dan sebelum kecil di kiri atas",
}


# What a unit without a template of its own says: what, where, when, and the city's and the work's tag.
TEMPLATE = "{judul}.\nLokasi: {tempat}.\n{tanggal}\n\n{tagar}"
# What a template may ask for, and what stands there.
PLACEHOLDERS: Mapping[str, str] = {
    "judul": N_("judul kegiatan"),
    "tempat": N_("tempat, unit, dan kecamatan"),
    "tanggal": N_("tanggal foto; barisnya hilang bila tidak tercatat"),
    "unit": N_("nama unit"),
    "kategori": N_("kategori kegiatan"),
    "tagar": N_("tagar kota dan kategori"),
}
# Never filled by str.format, which would let a template look into whatever it is given.
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def unknown(template: str) -> list[str]:
    """The placeholders of a template that nobody can fill, as they are written, each once."""
    found = (each for each in _PLACEHOLDER.finditer(template) if each[1] not in PLACEHOLDERS)
    return list(dict.fromkeys(each[0] for each in found))


def loose_braces(template: str) -> bool:
    """Whether a brace stands for itself: not closed, not opened, or doubled; it would be printed as it is."""
    return bool(re.search(r"[{}]", _PLACEHOLDER.sub("", template)))


def propose(told: Told, template: str = TEMPLATE) -> str:
    """A caption after ``template``; a line whose placeholders are all empty is left out."""
    values = {
        "judul": told.title,
        "tempat": ", ".join(part for part in (told.place, told.unit, told.district) if part),
        "tanggal": _days(told),
        "unit": told.unit,
        "kategori": told.category_label,
        "tagar": " ".join(filter(None, ("#Surakarta", HASHTAGS.get(told.category)))),
    }

    def line_of(line: str) -> str | None:
        asked = [values.get(name, "") for name in _PLACEHOLDER.findall(line)]
        if asked and not any(asked):
            return None
        return _PLACEHOLDER.sub(lambda each: values.get(each[1], each[0]), line)

    lines = (line_of(line) for line in template.split("\n"))
    return "\n".join(line for line in lines if line is not None)


def _days(told: Told) -> str:
    known = [date_text(each) for each in told.dates if each]
    if not known:
        return ""
    if told.mode is Mode.DOCUMENTATION:
        return f"Tanggal: {known[0]}."
    first, last = (
        date_text(each) if each else "tanggal tidak tercatat" for each in (told.dates[0], told.dates[-1])
    )
    return f"Sebelum: {first}. Sesudah: {last}."


def propose_alt(told: Told) -> str:
    """A description for people who do not see the picture."""
    place = _where(told)
    if told.mode is Mode.DOCUMENTATION:
        return f"Foto kegiatan: {told.title}{place}."
    if told.mode is Mode.PROGRESS:
        return f"Foto bertahap dari awal sampai selesai: {told.title}{place}."
    # While a photo is missing nobody knows yet where they will stand.
    return f"Dua foto, {_ARRANGED.get(told.layout, 'sebelum dan sesudah')}: {told.title}{place}."


def is_proposal(alt_text: str, told: Told) -> bool:
    """Whether the description is the one proposed for a picture of these facts, in whichever layout."""
    return alt_text in {propose_alt(replace(told, layout=layout)) for layout in ("", *_ARRANGED)}


def propose_alt_of_one(told: Told, label: str) -> str:
    """A description of one photo alone; ``label`` as on the picture: SEBELUM, SESUDAH, a percentage, or nothing."""
    stage = {"SEBELUM": "sebelum", "SESUDAH": "sesudah", "": "kegiatan"}.get(label, f"tahap {label}")
    return f"Foto {stage}: {told.title}{_where(told)}."


def _where(told: Told) -> str:
    return f" di {told.place}, {told.unit}" if told.place else f" di {told.unit}"


def content_hash(
    *,
    captions: Mapping[str, str],
    alt_text: str,
    images: Sequence[str],
    accounts: Sequence[str],
    due_at: datetime | None,
    networks: Mapping[str, Any] | None = None,
) -> str:
    """The hash a decision is bound to: every word, every picture in order, every account and the time.

    ``captions`` maps a network's name to its words, with "" for all others; ``images`` are sha-256 values;
    ``networks`` is what single networks get of their own, by name, as JSON has it.
    """
    told = {
        "captions": dict(sorted(captions.items())),
        "alt_text": alt_text,
        "images": list(images),
        "accounts": sorted(accounts),
        "due_at": due_at.isoformat() if due_at else None,
        **({"networks": networks} if networks else {}),
    }
    return digest(told)
