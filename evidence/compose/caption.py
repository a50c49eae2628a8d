"""Words proposed from what is known, so that nobody has to write. Pure: facts in, sentences out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from evidence.capture.categories import Mode
from evidence.core.clock import date_text

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


def propose(told: Told) -> str:
    """A caption: what, where, when and by whom, closed by the city's and the work's tag."""
    where = ", ".join(part for part in (told.place, told.unit, told.district) if part)
    lines = [f"{told.title}.", f"Lokasi: {where}."]
    known = [date_text(each) for each in told.dates if each]
    if told.mode is Mode.DOCUMENTATION:
        lines += [f"Tanggal: {known[0]}."] if known else []
    elif known:
        first, last = told.dates[0], told.dates[-1]
        lines.append(
            f"Sebelum: {date_text(first) if first else 'tanggal tidak tercatat'}. "
            f"Sesudah: {date_text(last) if last else 'tanggal tidak tercatat'}."
        )
    tags = " ".join(filter(None, ("#Surakarta", HASHTAGS.get(told.category))))
    return "\n".join([*lines, "", tags])


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
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
