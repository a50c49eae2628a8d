"""The paper as PDF: data and pictures laid into a folder as they come, pressed at the end."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence.adapters.storage import Storage
from evidence.capture.categories import Mode
from evidence.reports.papers import words
from evidence.reports.papers.contents import PICTURES, Head, Picture, Work
from evidence.reports.papers.copies import copy
from evidence.reports.papers.printing import printed
from evidence.reports.papers.recap import ALL, COLUMNS, RECAP, Recap

LAYOUT = Path(__file__).with_name("paper.typ")
# A longer remark would not fit on a page with its row; all of it stands in the other shapes.
MOST_REMARK = 420
LETTERS = "ABC"
# Each photo in a frame of its own: bare, the layout would keep its pixels until the end, a megabyte each; framed, it
# passes the JPEG on as it is.
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    '<image width="{width}" height="{height}" href="{name}.jpg"/></svg>'
)


@dataclass
class Pdf:
    """A `making.Writer`."""

    storage: Storage
    folder: Path
    head: Head
    recap: Recap = field(default_factory=Recap)
    parts: dict[Mode, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, work: Work) -> None:
        """One row, and its pictures into the folder."""
        self.recap.add(work)
        self.parts.setdefault(work.mode, []).append(self._row(work))

    def end(self) -> bytes:
        """The PDF."""
        return printed(self.folder, LAYOUT, self.head, self._data())

    def _row(self, work: Work) -> dict[str, Any]:
        place, by = work.where_for(self.head.unit)
        return {
            "number": work.number,
            "day": [
                f"{words.weekday(work.day)},",
                words.numeric(work.day),
                "" if work.told else "tanggal dicatat",
            ],
            "title": work.title,
            "category": work.category_label,
            "place": place,
            "by": by,
            "remark": [_short(each) for each in work.remark],
            "pictures": [self._picture(work, at, each) for at, each in enumerate(work.pictures)],
        }

    def _picture(self, work: Work, at: int, each: Picture) -> dict[str, Any]:
        told = {"alt": each.alt, "caption": each.beneath(PICTURES[work.mode]), "words": each.words}
        if not each.key:
            return {**told, "file": None}
        name = f"p{work.number}-{at}"
        (self.folder / f"{name}.jpg").write_bytes(copy(self.storage, work, each))
        framed = FRAME.format(width=each.width, height=each.height, name=name)
        (self.folder / f"{name}.svg").write_text(framed, encoding="ascii")
        return {**told, "file": f"{name}.svg"}

    def _data(self) -> dict[str, Any]:
        used = [mode for mode in Mode if mode in self.parts]
        return {
            "parts": [
                {
                    "mode": mode.value,
                    "title": f"{LETTERS[at]}. {words.TABLES[mode]}",
                    "works": self.parts[mode],
                }
                for at, mode in enumerate(used)
            ],
            "nihil": words.NIHIL,
            "nothing": "" if used else words.nothing(self.head.unit, self.head.first, self.head.last),
            "notes": words.notes(self.head.signed_on) if used else [],
            "recap": {
                "title": RECAP,
                "columns": COLUMNS,
                "rows": [[name, *map(words.number, row.values)] for name, row in self.recap.listed],
                "all": [ALL, *map(words.number, self.recap.all.values)],
            },
        }


def _short(line: str) -> str:
    return line if len(line) <= MOST_REMARK else f"{line[:MOST_REMARK].rstrip()}… (selengkapnya di Bukti)"
