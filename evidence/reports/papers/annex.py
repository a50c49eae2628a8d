"""Every photo as it was received, read once and compared with its hash: the list of what an archive holds."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from evidence.adapters.storage import ObjectMissing, Storage
from evidence.core.sheets import Sheet
from evidence.reports.papers import words
from evidence.reports.papers.archive import Entry, wall
from evidence.reports.papers.contents import Head, Original, Work
from evidence.reports.papers.copies import about
from evidence.reports.papers.making import Unmade

NAMES = (
    "Berkas", "SHA-256", "Ukuran (bita)", "Kegiatan", "Kategori", "Tanggal", "Unit", "Tempat", "Tahap", "Jenis berkas",
    "Diambil (WIB)", "Diterima (WIB)", "Tautan",
)  # fmt: skip
READ_ME = """\
{title}
{unit}, {period}

{made}.
{chosen}.

Isi: {count} berkas dari {works} kegiatan, persis seperti yang diterima.
{erased}
daftar-hash.csv menyebut tiap berkas dengan SHA-256, ukuran, kegiatan, tahap, dan waktunya.
SHA256SUMS berisi hash yang sama untuk diperiksa dengan perintah: sha256sum -c SHA256SUMS

Foto asli memuat keterangan kamera, kadang juga titik lokasi, dan tidak disamarkan.
Pakai untuk lampiran pertanggungjawaban; jangan dibagikan ke warga atau media sosial.
"""


@dataclass
class Zip:
    """A `making.Writer` whose file is the list of what the archive holds."""

    storage: Storage
    head: Head
    entries: list[Entry] = field(default_factory=list)
    rows: list[tuple[date, Sequence[object]]] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)
    works: int = 0
    erased: int = 0

    def add(self, work: Work) -> None:
        """Every photo of the work, read once to see that it is still what was received."""
        self.works += 1
        folder = f"{work.number:04d}_{work.day.isoformat()}_{words.slug(work.title, 40)}"
        for each in work.originals:
            if not each.key:
                self.erased += 1
                self._row("", work, each, words.ERASED)
                continue
            size = self._look(work, each)
            kind = "berkas kamera" if each.camera else "foto diterima"
            camera = "_berkas-kamera" if each.camera else ""
            path = f"{folder}/{words.slug(each.stage)}_{each.photo[:8]}{camera}.{each.extension}"
            self.entries.append(Entry(path, size, wall(each.received_at or self.head.made_at), key=each.key))
            self.sums.append(f"{each.sha256}  {path}")
            self._row(path, work, each, kind)

    def end(self) -> bytes:
        """The list."""
        head, made = self.head, wall(self.head.made_at)
        listed = Sheet(NAMES)
        for _day, row in sorted(self.rows, key=lambda each: each[0]):
            listed.row(row)
        read_me = READ_ME.format(
            title=head.title, unit=head.unit, period=head.period, made=head.made, chosen=head.chosen,
            count=words.number(len(self.entries)), works=words.number(self.works),
            erased=f"{self.erased} foto tidak ikut karena dihapus atas permintaan.\n" if self.erased else "",
        )  # fmt: skip
        texts = {
            "BACA-SAYA.txt": read_me.replace("\n", "\r\n"),
            "daftar-hash.csv": listed.end().decode(),
            "SHA256SUMS": "\n".join(self.sums) + "\n",
        }
        ours = [Entry(path, len(text.encode()), made, text=text) for path, text in texts.items()]
        return json.dumps([asdict(each) for each in [*ours, *self.entries]], ensure_ascii=False).encode()

    def _look(self, work: Work, each: Original) -> int:
        """How many bytes it has. Raises `Unmade` when it is not what was received."""
        said = f"{each.stage}: {work.title}"
        digest, size = hashlib.sha256(), 0
        try:
            for chunk in self.storage.stream(each.key):
                digest.update(chunk)
                size += len(chunk)
        except ObjectMissing:
            raise Unmade("missing", **about(work, each.photo, said)) from None
        if digest.hexdigest() != each.sha256:
            raise Unmade("changed", **about(work, each.photo, said))
        return size

    def _row(self, path: str, work: Work, each: Original, kind: str) -> None:
        told = (
            path, each.sha256, each.size if path else "", work.title, work.category_label, work.day, work.unit,
            work.where, each.stage, kind, each.taken_at, each.received_at, work.url,
        )  # fmt: skip
        self.rows.append((work.day, told))
