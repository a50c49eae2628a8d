"""What a look may say. Pure: what was told in, what is kept out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from evidence.accounts.handles import plain
from evidence.accounts.registry.models import Answer, Presence, Source
from evidence.accounts.registry.places import PLACES, address
from evidence.adapters.networks.links import check_profile
from evidence.adapters.networks.sites import OTHER, SITES
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.text import is_text
from evidence.core.words import N_, Words

# The six questions, in the order in which they are asked; the first two are seen by anybody, the others by its keepers.
QUESTIONS: Mapping[str, Words] = {
    "official": N_("Dinyatakan resmi di profil"),
    "contact": N_("Nomor kontak tercantum"),
    "ulas": N_("Ada tautan ke ULAS"),
    "city_recovery": N_("Email pemulihan milik kota"),
    "two_admins": N_("Dikelola sedikitnya dua admin"),
    "second_factor": N_("Verifikasi dua langkah aktif"),
}
FIGURES = ("followers", "following", "posts")
DAYS = ("first_post_on", "last_post_on")
FIRST_YEAR = "first_post_year"
MOST_HANDLE, MOST_NOTE, MOST_BY, MOST_COUNT = 100, 500, 120, 2**31 - 1
EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
# A phone's clock may run ahead by so much.
AHEAD = timedelta(minutes=5)
# What a form has in place of a sign that cannot be stored.
UNKNOWN_SIGN = "\ufffd"
_WRONG = N_("Periksa kembali isian ini.")


@dataclass(frozen=True)
class Look:
    """One look as it was told. ``looked_at`` None is now; ``was`` is the handle by which the account was known.

    ``first_post_year`` stands in place of the day where no more than the year is known.
    """

    network: str
    presence: Presence
    handle: str = ""
    profile_url: str = ""
    looked_at: datetime | None = None
    source: Source = Source.PERSON
    looked_by: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    first_post_year: int | None = None
    note: str = ""
    was: str = ""
    # That the handle is another unit's too.
    shared: bool = False

    def columns(self) -> dict[str, Any]:
        """What the row says of the account itself; what was not asked is None."""
        return {
            "network": self.network,
            "presence": self.presence,
            "handle": self.handle,
            "profile_url": self.profile_url,
            "source": self.source,
            "note": self.note,
            **{name: self.answers.get(name) for name in QUESTIONS},
            **{name: self.figures.get(name) for name in FIGURES},
            **{name: self.days.get(name) for name in DAYS},
            FIRST_YEAR: self.first_post_year,
        }


def checked(look: Look, now: datetime) -> Look:
    """The look as it is kept. Raises Invalid, which names each field that does not fit."""
    wrong: dict[str, str] = {}
    if look.network not in PLACES:
        wrong["network"] = N_("Jejaring itu tidak ada dalam daftar.")
    handle, was = plain(look.handle), plain(look.was)
    wrong |= _of_presence(look, handle)
    if look.presence is Presence.PRESENT and (not is_text(look.handle) or UNKNOWN_SIGN in look.handle):
        wrong["handle"] = N_("Ada tanda yang tidak dapat disimpan.")
    wrong |= _of_figures(look, now)
    wrong |= _of_moment(look, now)
    if len(look.note) > MOST_NOTE or not is_text(look.note):
        wrong["note"] = N_("Catatan paling panjang 500 huruf.")
    if len(look.looked_by) > MOST_BY or not is_text(look.looked_by):
        wrong["looked_by"] = N_("Terlalu panjang.")
    link = ""
    if "network" not in wrong and look.profile_url.strip():
        try:
            link = check_profile(look.profile_url, look.network if look.network in SITES else OTHER)
        except Invalid as refusal:
            raise Invalid(_WRONG, {**wrong, "profile_url": refusal.text}, **refusal.params) from None
    if wrong:
        raise Invalid(_WRONG, wrong)
    return replace(
        look, handle=handle, was=was, profile_url=link or address(look.network, handle), note=look.note.strip(),
        looked_by=" ".join(look.looked_by.split()),
    )  # fmt: skip


def _of_presence(look: Look, handle: str) -> dict[str, str]:
    if look.presence is Presence.ABSENT:
        if handle or look.profile_url.strip():
            return {"handle": N_("Unit tanpa akun tidak punya nama akun.")}
    elif not 2 <= len(handle) <= MOST_HANDLE:
        return {"handle": N_("Tulis nama akunnya, 2 sampai 100 huruf.")}
    said = look.answers or look.figures or look.days or look.first_post_year is not None
    if look.presence is not Presence.PRESENT and said:
        return {"presence": N_("Akun yang tidak ada tidak punya isian lain.")}
    return {}


def _of_figures(look: Look, now: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {
        name: N_("Tulis angka dari 0 sampai 2.147.483.647.")
        for name, value in look.figures.items()
        if not 0 <= value <= MOST_COUNT
    }
    seen = clock.day_of(look.looked_at or now)
    first, last = (look.days.get(name) for name in DAYS)
    for name, value in look.days.items():
        if not EARLIEST.date() <= value <= seen:
            wrong[name] = N_("Tanggal itu tidak mungkin saat akunnya dilihat.")
    year = look.first_post_year
    if year is not None and not EARLIEST.year <= year <= seen.year:
        wrong[FIRST_YEAR] = N_("Tahun itu tidak mungkin saat akunnya dilihat.")
    elif year is not None and first:
        wrong[FIRST_YEAR] = N_("Tulis tanggalnya atau tahunnya saja, tidak keduanya.")
    if last and ((first and first > last) or (year is not None and year > last.year)):
        wrong["last_post_on"] = N_("Unggahan terakhir tidak mungkin sebelum yang pertama.")
    return wrong


def _of_moment(look: Look, now: datetime) -> dict[str, str]:
    if look.looked_at is not None and not EARLIEST <= look.looked_at <= now + AHEAD:
        return {"looked_at": N_("Waktu melihat harus antara tahun 2010 dan sekarang.")}
    return {}
