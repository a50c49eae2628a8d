"""The categories of work and the evidence modes they usually take. Used codes are never deleted."""

import enum


class Mode(enum.StrEnum):
    """A before and after, B progress in stages, C documentation without a before."""

    BEFORE_AFTER = "A"
    PROGRESS = "B"
    DOCUMENTATION = "C"


CATEGORIES: dict[str, tuple[str, Mode]] = {
    "KEBERSIHAN": ("Kebersihan & kerja bakti", Mode.BEFORE_AFTER),
    "DRAINASE": ("Saluran & drainase", Mode.BEFORE_AFTER),
    "SUNGAI": ("Sungai & talut", Mode.BEFORE_AFTER),
    "JALAN": ("Jalan, gang & paving", Mode.PROGRESS),
    "PJU": ("Penerangan jalan", Mode.BEFORE_AFTER),
    "TAMAN": ("Taman, RTH & pohon", Mode.BEFORE_AFTER),
    "RTLH": ("Rumah tidak layak huni", Mode.PROGRESS),
    "SANITASI": ("Sanitasi & air bersih", Mode.PROGRESS),
    "FASUM": ("Gedung & fasilitas umum", Mode.PROGRESS),
    "KESEHATAN": ("Kesehatan & posyandu", Mode.DOCUMENTATION),
    "PELAYANAN": ("Pelayanan warga", Mode.DOCUMENTATION),
    "SOSIAL": ("Bantuan & kesejahteraan sosial", Mode.DOCUMENTATION),
    "PASAR": ("PKL, pasar & UMKM", Mode.BEFORE_AFTER),
    "TERTIB": ("Ketenteraman & ketertiban", Mode.BEFORE_AFTER),
    "BENCANA": ("Banjir & kebencanaan", Mode.BEFORE_AFTER),
    "PEMBERDAYAAN": ("Pemberdayaan & kegiatan warga", Mode.DOCUMENTATION),
    "LAINNYA": ("Lainnya", Mode.BEFORE_AFTER),
}


def label(code: str) -> str:
    """The words for a category's code."""
    return CATEGORIES[code][0]
