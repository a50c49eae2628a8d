"""The whole country for `bench.scale`: 83,000 units, and as many photos as are asked for, made by the server itself.

What row number n is follows from n alone, so that a larger size has all rows of a smaller one, and the same shares of
everything: of ten activities one waits for its after, one post of eight waits for its decision. One in thirteen is of
the first kecamatan, so that a page of one kecamatan and month is full at each size; the others are spread evenly.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from psycopg import Connection

# Units of each kind, from the root down; with the root they are 83,000.
PROVINCES, CITIES, DISTRICTS, VILLAGES = 38, 514, 7_285, 75_162
# Of a hundred activities 98 have a before, and all but twelve an after.
PHOTOS_EACH = 1.88
DAYS = 400
# Every third title has the first word, one in a thousand the second, and thirty have the third, however many there are.
COMMON, SELDOM, RARE = "saluran", "gapura", "menara"
BATCH = 50_000
# Ours, which the counts are made without here and anew afterwards.
COUNTING = (
    ("activities", "activities_change_standing"),
    ("photos", "photos_change_standing"),
    ("findings", "findings_move_days"),
    ("activity_standings", "standing_moves_days"),
    ("post_versions", "versions_move_days"),
    ("decisions", "decisions_move_days"),
    ("publications", "publications_move_days"),
    ("social_accounts", "accounts_move_days"),
)
FILLED = (
    "units",
    "activities",
    "photos",
    "findings",
    "posts",
    "renditions",
    "short_codes",
    "open_galleries",
    "post_versions",
    "decisions",
    "publications",
    "social_accounts",
    "activity_standings",
    "daily_moves",
    "daily_counts",
)

# Each row's own moment and unit: numbers without a common factor with what they are divided by spread evenly.
UNITS, ACCOUNTS, OBSERVATIONS, DRAWN, *ROWS = (
    Template(part)
    for part in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n----\n")
)


class Country:
    """One database with the country in it; ``villages`` fewer than all only to try it out."""

    def __init__(self, connection: Connection, villages: int = VILLAGES) -> None:
        self.connection, self.villages, self.activities = connection, villages, 0
        self.units = 1 + PROVINCES + CITIES + DISTRICTS + villages

    def settle(self) -> None:
        """The units and their accounts, the same at each size."""
        units = UNITS.substitute(
            provinces=PROVINCES, cities=CITIES, districts=DISTRICTS, villages=self.villages
        )
        with self._uncounted():
            self._run(units)
            self._run(ACCOUNTS.template)
        if self._value("SELECT to_regclass('observations')") is not None:
            # In batches, since whoever counts looks may do so for all rows of a statement at once.
            for first in range(1, self.villages + 1, 1000):
                self._run(OBSERVATIONS.substitute(first=first, last=first + 999))
                self.connection.commit()

    def district(self) -> str:
        """The code of the kecamatan with much work."""
        first = "SELECT parent_code FROM units JOIN bench_villages USING (code) WHERE n = 1"
        return str(self._value(first))

    def village(self) -> str:
        """The code of the first of its kelurahan."""
        return str(self._value("SELECT code FROM bench_villages WHERE n = 1"))

    def grow(self, photos: int, by: uuid.UUID) -> None:
        """So many photos in all, and all counts of them."""
        wanted = round(photos / PHOTOS_EACH)
        with self._uncounted():
            for first in range(self.activities + 1, wanted + 1, BATCH):
                self._run("DROP TABLE IF EXISTS drawn")
                last = min(first + BATCH - 1, wanted)
                self._run(DRAWN.substitute(first=first, last=last, days=DAYS, villages=self.villages))
                self._run("ANALYZE drawn")
                for rows in ROWS:
                    self._run(rows.substitute(by=by, common=COMMON, seldom=SELDOM, rare=RARE))
                self.connection.commit()
            self.activities = wanted
            self._run("SELECT fill_standing()")
            self._run("SELECT recount_days()")
        self.connection.autocommit = True
        self._run(f"VACUUM (ANALYZE) {', '.join(FILLED)}")
        self.connection.autocommit = False

    def _run(self, statements: str) -> None:
        self.connection.execute(statements)

    def _value(self, question: str) -> object:
        row = self.connection.execute(question).fetchone()
        return row[0] if row else None

    @contextmanager
    def _uncounted(self) -> Iterator[None]:
        """Without our triggers, which would take an hour for what one recount does in a minute."""
        for table, trigger in COUNTING:
            self._run(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        self.connection.commit()
        yield
        for table, trigger in COUNTING:
            self._run(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        self.connection.commit()
