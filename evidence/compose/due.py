"""When a post may go out: still to come, and not so far ahead that nobody remembers what was approved. Pure."""

from datetime import datetime, timedelta

from evidence.core.errors import Invalid
from evidence.core.words import N_

FURTHEST = timedelta(days=90)
PASSED = N_("Waktu tayang ini sudah lewat. Pilih waktu lain.")
TOO_FAR = N_("Pilih waktu paling lama %(days)s hari dari sekarang.")
NOT_COMPLETE = N_("Unggahan belum lengkap.")


def not_too_far(at: datetime | None, now: datetime) -> None:
    """Invalid for a time further ahead than any post is planned."""
    if at is not None and at > now + FURTHEST:
        raise Invalid(NOT_COMPLETE, {"due_at": TOO_FAR}, days=FURTHEST.days)


def check_due(at: datetime | None, now: datetime) -> None:
    """Invalid for a time at which nothing can go out; None is at once."""
    if at is not None and at <= now:
        raise Invalid(NOT_COMPLETE, {"due_at": PASSED})
    not_too_far(at, now)
