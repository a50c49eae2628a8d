"""What a person asked a gallery for. Pure."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from evidence.core.clock import WIB


@dataclass(frozen=True)
class Filters:
    """Empty values ask for everything. Days are days in WIB, both included.

    ``unit`` is the code of who did it, with all below; ``place`` that of the kelurahan where it was done.
    """

    unit: str = ""
    place: str = ""
    category: str = ""
    mode: str = ""
    first: date | None = None
    last: date | None = None
    state: str = ""
    finding: str = ""
    network: str = ""
    words: str = ""

    @property
    def since(self) -> datetime | None:
        """The first moment of the period."""
        return _start(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The first moment after the period."""
        return _start(self.last + timedelta(days=1)) if self.last else None

    def asked(self) -> dict[str, str]:
        """The filters that are set, by the name an address has for them."""
        told = {IN_ADDRESS.get(each.name, each.name): getattr(self, each.name) for each in fields(self)}
        return {name: str(value) for name, value in told.items() if value}


IN_ADDRESS = {"first": "from", "last": "to", "words": "q"}


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), WIB).astimezone(UTC)
