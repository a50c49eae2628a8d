"""The categories of work and the evidence modes they usually take. Used codes are never deleted."""

import enum

from evidence.core.words import N_


class Mode(enum.StrEnum):
    """A before and after, B progress in stages, C documentation without a before."""

    BEFORE_AFTER = "A"
    PROGRESS = "B"
    DOCUMENTATION = "C"


CATEGORIES: dict[str, tuple[str, Mode]] = {
    "KEBERSIHAN": (N_("Kebersihan & kerja bakti"), Mode.BEFORE_AFTER),
    "DRAINASE": (N_("Saluran & drainase"), Mode.BEFORE_AFTER),
    "SUNGAI": (N_("Sungai & talut"), Mode.BEFORE_AFTER),
    "JALAN": (N_("Jalan, gang & paving"), Mode.PROGRESS),
    "PJU": (N_("Penerangan jalan"), Mode.BEFORE_AFTER),
    "TAMAN": (N_("Taman, RTH & pohon"), Mode.BEFORE_AFTER),
    "RTLH": (N_("Rumah tidak layak huni"), Mode.PROGRESS),
    "SANITASI": (N_("Sanitasi & air bersih"), Mode.PROGRESS),
    "FASUM": (N_("Gedung & fasilitas umum"), Mode.PROGRESS),
    "KESEHATAN": (N_("Kesehatan & posyandu"), Mode.DOCUMENTATION),
    "PELAYANAN": (N_("Pelayanan warga"), Mode.DOCUMENTATION),
    "SOSIAL": (N_("Bantuan & kesejahteraan sosial"), Mode.DOCUMENTATION),
    "PASAR": (N_("PKL, pasar & UMKM"), Mode.BEFORE_AFTER),
    "TERTIB": (N_("Ketenteraman & ketertiban"), Mode.BEFORE_AFTER),
    "BENCANA": (N_("Banjir & kebencanaan"), Mode.BEFORE_AFTER),
    "PEMBERDAYAAN": (N_("Pemberdayaan & kegiatan warga"), Mode.DOCUMENTATION),
    "LAINNYA": (N_("Lainnya"), Mode.BEFORE_AFTER),
}


def label(code: str) -> str:
    """The words for a category's code."""
    return CATEGORIES[code][0]
