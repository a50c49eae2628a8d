"""Why a file cannot be used, as a code for programs and a sentence for the person who sent it."""

from evidence.core.errors import Invalid, Unavailable
from evidence.core.words import N_

REASONS: dict[str, str] = {
    "truncated": N_(
        "Berkas foto ini tidak utuh: sebagian isinya hilang atau rusak di perjalanan. "
        "Kirim ulang dari HP, atau ambil foto lagi."
    ),
    "not_an_image": N_(
        "Berkas ini tidak dapat dibaca sebagai foto. Pilih foto dari kamera atau galeri HP Anda."
    ),
    "unsupported_format": N_(
        "Jenis berkas gambar ini belum dapat dipakai. "
        "Kirim foto JPEG, PNG, WebP, AVIF atau HEIC, misalnya langsung dari kamera Bukti."
    ),
    "too_many_pixels": N_(
        "Ukuran gambar ini terlalu besar untuk diolah. "
        "Pilih resolusi yang lebih kecil pada kamera HP, lalu ambil foto lagi."
    ),
    "too_many_scans": N_(
        "Susunan berkas foto ini tidak lazim sehingga tidak dapat diolah dengan aman. "
        "Ambil foto lagi dengan kamera HP, atau simpan ulang foto itu lalu kirim."
    ),
    "took_too_long": N_(
        "Foto ini terlalu lama diolah sehingga dihentikan. "
        "Ambil foto lagi dengan kamera HP, atau kirim dengan ukuran yang lebih kecil."
    ),
    "too_much_memory": N_(
        "Foto ini terlalu berat untuk diolah sehingga dihentikan. "
        "Ambil foto lagi dengan kamera HP, atau kirim dengan ukuran yang lebih kecil."
    ),
}


class Unreadable(Invalid):
    """The file itself cannot be used; sending the same bytes again will not help.

    ``reason`` is one of the keys of ``REASONS``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        self.reason = reason


class ImagingUnavailable(Unavailable):
    """The machine could not do the work now; it says nothing about the photo, so try again later."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            N_("Pengolahan foto sedang sibuk. Foto Anda aman dan dicoba lagi sebentar lagi."), cause=cause
        )
