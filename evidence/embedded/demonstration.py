"""What a new folder begins with: whether demo people and activities are wanted and made, or the units alone."""

from pathlib import Path

from evidence.core.files import write_private

PEOPLE = (
    ("lurah.mojo", "Lurah Mojo, mengunggah"),
    ("lurah.jebres", "Lurah Jebres, mengunggah"),
    ("camat.pasarkliwon", "Camat Pasar Kliwon, mengunggah dan menyetujui"),
    ("camat.jebres", "Camat Jebres, mengunggah dan menyetujui"),
    ("sekda.balaikota", "Sekretaris Daerah, menyetujui untuk kota"),
    ("staf.balaikota", "Staf Balai Kota, meninjau"),
    ("admin", "Admin kota"),
)

_WANTED, _MADE, _UNITS, _NONE = "wanted", "made", "units", "none"


class Demonstration:
    """What the data folder ``folder`` remembers about its demo. It is decided once, when the database is new."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "demo"

    def decide(self, *, wanted: bool) -> None:
        """For a new database: whether it gets demo people; the units, which are facts, it gets in any case."""
        write_private(self._path, _WANTED if wanted else _UNITS)

    @property
    def is_wanted(self) -> bool:
        """Whether demo people have still to be made."""
        return self._state() == _WANTED

    @property
    def is_on(self) -> bool:
        """Whether demo people are, or will be, in the database."""
        return self._state() in {_WANTED, _MADE}

    def made(self) -> None:
        """They are there now."""
        write_private(self._path, _MADE)

    @property
    def owes_units(self) -> bool:
        """Whether the units, which no demo will bring, have still to be loaded."""
        return self._state() == _UNITS

    def units_loaded(self) -> None:
        """They are there now. Once only, since the city may rename them later."""
        write_private(self._path, _NONE)

    def _state(self) -> str:
        return self._path.read_text(encoding="ascii").strip() if self._path.exists() else _NONE
