"""Short codes: under one of them a stranger finds the proof of what is published of an activity.

A code is given when the activity's picture is asked for the first time, so that the picture that is decided on can
carry it, and it belongs to the one post an activity has, whatever is corrected later.
"""

import secrets
import uuid
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters.imaging import scannable
from evidence.compose.models import ShortCode
from evidence.points.services import LETTERS

LENGTH = 13
# Five bits a letter.
BITS = 5 * LENGTH
# How a person may write what is printed.
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
# Three groups are kept in mind while they are typed.
_GROUPS = (4, 9)
# What is longer is no code, however it is written.
_MOST = 40


def mint(session: Session, activity_id: uuid.UUID) -> str:
    """The activity's code, drawn now where it has none."""
    known = code_of(session, activity_id)
    while not known:
        # Also where another one had it already, which nobody will live to see.
        session.execute(
            insert(ShortCode).values(code=drawn(), activity_id=activity_id).on_conflict_do_nothing()
        )
        known = code_of(session, activity_id)
    return known


def code_of(session: Session, activity_id: uuid.UUID) -> str:
    """The activity's code; "" where none was given yet."""
    return session.scalar(select(ShortCode.code).where(ShortCode.activity_id == activity_id)) or ""


def activity_of(session: Session, code: str) -> uuid.UUID | None:
    """Whose code that is, as `tidy` gives it."""
    return session.scalar(select(ShortCode.activity_id).where(ShortCode.code == code))


def drawn() -> str:
    """A new code: 65 random bits."""
    number = secrets.randbits(BITS)
    return "".join(LETTERS[number >> 5 * at & 31] for at in range(LENGTH))


def tidy(told: str) -> str:
    """The code that a person meant; "" for what can be none."""
    code = told[:_MOST].upper().translate(_MEANT)
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def printed(code: str) -> str:
    """The code as it stands on a picture and on pages, in three groups."""
    first, second = _GROUPS
    return f"{code[:first]}-{code[first:second]}-{code[second:]}" if code else ""


def link(base: str, code: str) -> str:
    """The address behind a picture's QR code; "" where it would be too long to scan.

    In capitals where that leads to the same page, since a QR code of capitals has larger squares.
    """
    parts = urlsplit(base)
    whole = f"{base}/b/{code}"
    address = whole if parts.path else whole.upper()
    return address if scannable(address) else ""
