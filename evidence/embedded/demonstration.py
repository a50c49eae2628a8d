"""The demo people and activities of a new folder: whether they are wanted, made, and with which password."""

from pathlib import Path

from evidence.embedded.folders import write_private

PEOPLE = (
    ("lurah.mojo", "Lurah Mojo, mengunggah"),
    ("lurah.jebres", "Lurah Jebres, mengunggah"),
    ("camat.pasarkliwon", "Camat Pasar Kliwon, mengunggah dan menyetujui"),
    ("camat.jebres", "Camat Jebres, mengunggah dan menyetujui"),
    ("sekda.balaikota", "Sekretaris Daerah, menyetujui untuk kota"),
    ("staf.balaikota", "Staf Balai Kota, meninjau"),
    ("admin", "Admin kota"),
)

_WANTED, _MADE, _NONE = "wanted", "made", "none"


class Demonstration:
    """What the data folder ``folder`` remembers about its demo. It is decided once, when the database is new."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "demo"

    def decide(self, *, wanted: bool) -> None:
        """For a new database: whether it gets demo people."""
        write_private(self._path, _WANTED if wanted else _NONE)

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

    def _state(self) -> str:
        return self._path.read_text(encoding="ascii").strip() if self._path.exists() else _NONE
