"""How many activities of each category there are, and how far they came: reckoned while they go by."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.capture.models import ActivityState
from evidence.reports.papers.contents import Work


@dataclass
class Recap:
    """How many of each category: reckoned while the works go by."""

    rows: dict[str, "Counted"] = field(default_factory=dict)

    def add(self, work: Work) -> None:
        """Count one."""
        row = self.rows.setdefault(work.category_label, Counted())
        row.works += 1
        row.photos += work.photos
        row.out += work.out
        row.open += work.state is ActivityState.OPEN
        row.unfinished += work.state is ActivityState.UNFINISHED
        # What is archived was complete before.
        row.complete += work.state in (ActivityState.COMPLETE, ActivityState.ARCHIVED)

    @property
    def listed(self) -> Sequence[tuple[str, "Counted"]]:
        """By name."""
        return sorted(self.rows.items())

    @property
    def all(self) -> "Counted":
        """All categories together."""
        return Counted(*map(sum, zip(*(row.values for row in self.rows.values()), strict=True)))


@dataclass
class Counted:
    """One row of it."""

    works: int = 0
    complete: int = 0
    open: int = 0
    unfinished: int = 0
    out: int = 0
    photos: int = 0

    @property
    def values(self) -> tuple[int, ...]:
        """In the order of the columns."""
        return self.works, self.complete, self.open, self.unfinished, self.out, self.photos


COLUMNS: Sequence[str] = ("Kegiatan", "Lengkap", "Menunggu sesudah", "Belum selesai", "Terbit", "Foto")
RECAP = "Rekapitulasi per kategori"
ALL = "Jumlah"
