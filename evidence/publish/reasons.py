"""Why a publication went the way it went, in the reader's language.

A reason is stored as it was said: a phrase of ours in Indonesian, or the network's own words, which stay as they are.
"""

from flask_babel import gettext

from evidence.adapters.networks.http import ANSWERED
from evidence.core.words import N_
from evidence.publish.moves import JOINT

# Why a publication waits although it is due.
HOLDS = {
    "token": N_("Sambungan akun perlu dibuat ulang."),
    "paused": N_("Akun sedang ditahan."),
    "late": N_("Lewat jadwal, belum terbit."),
    "finding": N_("Ada temuan baru setelah disetujui."),
    "disconnected": N_("Akun diputuskan."),
}
SWITCHED_OFF = N_("Penerbitan sedang ditahan.")


def reason_text(reason: str) -> str:
    """The reason of an attempt or of a failure; "" stays "". Several are joined by a semicolon."""
    return JOINT.join(_phrase(each) for each in reason.split(JOINT))


def _phrase(text: str) -> str:
    beginning, _placeholder, _end = ANSWERED.partition("%")
    status = text.removeprefix(beginning)
    if status != text and status.isdigit():
        return str(gettext(ANSWERED, status=status))
    return str(gettext(text)) if text else ""
