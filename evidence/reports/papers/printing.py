"""What is printed: the data of a paper laid into a folder beside its layout, and pressed."""

import json
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from evidence.reports.papers import words
from evidence.reports.papers.contents import Head
from evidence.reports.papers.pressing import press


def printed(folder: Path, layout: Path, head: Head, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``data`` in that ``layout``, within what stands around every paper. Raises `Unmade`."""
    if head.crest:
        (folder / "crest.png").write_bytes(head.crest)
    (folder / "data.json").write_text(json.dumps({**_around(head), **data}), encoding="utf-8")
    out = folder / "out.pdf"
    press(folder, layout, out)
    return out.read_bytes()


def _around(head: Head) -> dict[str, Any]:
    made = head.made_at.astimezone(UTC)
    return {
        "title": head.title,
        "unit": head.unit,
        "period": head.period,
        "beneath": head.beneath,
        "offices": list(head.offices),
        "address": head.address,
        "contact": head.contact,
        "crest": "crest.png" if head.crest else None,
        "sheet": head.sheet,
        "practice": head.practice,
        "made": head.made,
        "chosen": head.chosen,
        "made_by": head.made_by,
        "made_at": [made.year, made.month, made.day, made.hour, made.minute],
        "closing": words.CLOSING,
        "sign": {
            "above": words.ACKNOWLEDGED,
            "place": head.place,
            "on": head.signed_on,
            "office": head.signer_office,
            "name": head.signer_name,
            "number": head.signer_number,
        },
    }
