"""Why work may wait: the reasons a person can choose from. Used codes are never deleted."""

from evidence.core.words import N_

OTHER = "other"
REASONS = {
    "material": N_("Menunggu bahan"),
    "weather": N_("Cuaca"),
    "authority": N_("Bukan kewenangan"),
    OTHER: N_("Lainnya"),
}
MAX_NOTE = 300
