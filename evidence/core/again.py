"""What comes a second time under the number that was made with its form: the same is kept once, and anything else is
refused rather than lost."""

from collections.abc import Mapping

from evidence.core.errors import Conflict
from evidence.core.words import N_

OTHERWISE = N_(
    "Formulir ini sudah tersimpan dengan isi lain. Periksa yang tersimpan, lalu kirim lagi bila perlu."
)


class Otherwise(Conflict):
    """Something else is kept under that number. A page shows what was sent once more, under a new one."""


def same(kept: object, sent: Mapping[str, object], refusal: str = OTHERWISE) -> None:
    """Raise `Otherwise` where a column of the row ``kept`` is not what was ``sent``; nothing of it is told."""
    if any(getattr(kept, name) != value for name, value in sent.items()):
        raise Otherwise(refusal)
