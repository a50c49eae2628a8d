"""Every photo as it was received, read once and compared with its hash: the list of what an archive holds."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from evidence.adapters.storage import ObjectMissing, Storage
from evidence.core import clock
from evidence.reports.papers import words
from evidence.reports.papers.archive import Entry, wall
from evidence.reports.papers.contents import Head, Original, Work
from evidence.reports.papers.copies import about
from evidence.reports.papers.making import Unmade
from evidence.reports.papers.table import safe

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
    rows: list[Sequence[object]] = field(default_factory=list)
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
        out = io.StringIO(newline="")
        listed = csv.writer(out, delimiter=";", lineterminator="\r\n")
        listed.writerows([NAMES, *self.rows])
        read_me = READ_ME.format(
            title=head.title, unit=head.unit, period=head.period, made=head.made, chosen=head.chosen,
            count=words.number(len(self.entries)), works=words.number(self.works),
            erased=f"{self.erased} foto tidak ikut karena dihapus atas permintaan.\n" if self.erased else "",
        )  # fmt: skip
        texts = {
            "BACA-SAYA.txt": read_me.replace("\n", "\r\n"),
            "daftar-hash.csv": "\ufeff" + out.getvalue(),
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
        moments = (each.taken_at, each.received_at)
        self.rows.append(
            (
                path, each.sha256, each.size if path else "", safe(work.title), work.category_label,
                work.day.isoformat(), work.unit, safe(work.where), each.stage, kind,
                *(f"{at.astimezone(clock.WIB):%Y-%m-%d %H:%M}" if at else "" for at in moments), work.url,
            )
        )  # fmt: skip
