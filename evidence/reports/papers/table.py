"""The paper as CSV for programs, which an Indonesian table program opens by itself too."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidence.core.sheets import Sheet
from evidence.reports.papers import words
from evidence.reports.papers.contents import Head, Work

NAMES = (
    "Nomor", "Id", "Tanggal", "Tanggal menurut", "Kegiatan", "Kategori", "Cara", "Unit", "Kelurahan", "Jalan", "RT",
    "RW", "Keadaan", "Alasan belum selesai", "Unggahan", "Terbit", "Foto", "Keterangan", "Dicatat (WIB)", "Tautan",
)  # fmt: skip


def about(head: Head) -> Mapping[str, object]:
    """What each row says of the file: who made it, when and by what."""
    return {
        "Dibuat oleh": head.made_by,
        "Dibuat pada (WIB)": head.made_at,
        "Saringan": head.chosen.removeprefix("Saringan: "),
    }


@dataclass
class Csv:
    """A `making.Writer`: one row an activity, by its day. Each keeps the number that the other shapes give it."""

    head: Head
    works: list[Work] = field(default_factory=list)

    def add(self, work: Work) -> None:
        """One row."""
        self.works.append(work)

    def end(self) -> bytes:
        """The file."""
        sheet = Sheet(NAMES, about(self.head))
        # Paper has a table for each way of recording; here there is one table, and it runs from day to day.
        for work in sorted(self.works, key=lambda each: (each.day, each.recorded_at, each.number)):
            sheet.row(
                (
                    work.number, work.id, work.day, "pelaksanaan" if work.told else "pencatatan", work.title,
                    work.category_label, words.CARA[work.mode], work.unit, work.kelurahan, work.street, work.rt,
                    work.rw, words.STATES[work.state], work.why, work.status, words.whether(work.out), work.photos,
                    " | ".join(filter(None, (work.note, work.code))), work.recorded_at, work.url,
                )
            )  # fmt: skip
        return sheet.end()
