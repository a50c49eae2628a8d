"""Copies of heads outside the database: whoever cuts the chain short, or writes it anew, does not reach them all.

heads/2026-11-28.json     the first head signed on that day (WIB), in the object store and in the folder; written once
latest.json               the head as it is now, in the folder only
cut-....json              what `latest.json` said when the chain no longer held it
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.core import clock
from evidence.core.files import write_private
from evidence.core.seals import Seal
from evidence.integrity.chain import Head, read_head

log = logging.getLogger(__name__)

PREFIX = "heads/"
LATEST = "latest.json"
DAY = timedelta(days=1)


@dataclass
class Exports:
    """Where heads are carried to: an object store, a folder, both or none."""

    storage: Storage | None
    folder: Path | None
    _carried: date | None = field(default=None, init=False)
    _latest: str = field(default="", init=False)
    # For which day and head was last looked what lacks: a quiet day gets no other answer.
    _looked: tuple[date, str] | None = field(default=None, init=False)

    def carry(self, session: Session, now: datetime) -> None:
        """Carry what has not been carried yet. Raises StorageUnavailable and OSError, and may be called again."""
        head = last_head(session)
        if head is None:
            return
        if self.folder is not None and head.link != self._latest:
            self._keep_latest(session, self.folder, head)
            self._latest = head.link
        today = clock.day_of(now)
        if self._carried != today and self._looked != (today, head.link):
            if self.storage is not None:
                self._days(session, _StoreShelf(self.storage), today)
            if self.folder is not None:
                self._days(session, _FolderShelf(self.folder), today)
            # A day on which nothing was sealed yet is asked about again.
            self._carried = today if clock.day_of(head.sealed_at) >= today else None
            self._looked = today, head.link

    def _days(self, session: Session, shelf: "_StoreShelf | _FolderShelf", today: date) -> None:
        """Put the first head of each day that came after the last one carried; of days before, nothing is made up."""
        there = shelf.days()
        day = max(there) + DAY if there else _first_day(session)
        while day is not None and day <= today:
            head = first_head(session, day)
            if head is not None:
                shelf.put(day, head.to_json())
            day += DAY

    def _keep_latest(self, session: Session, folder: Path, head: Head) -> None:
        path = folder / LATEST
        try:
            known = read_head(path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            known = None
        if known is not None:
            link = session.scalar(select(Seal.link).where(Seal.number == known.number))
            if link != known.link:
                log.error("the chain no longer holds its last head", extra={"number": known.number})
                path.replace(folder / f"cut-{known.number}-{known.link[:12]}.json")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, head.to_json())


class _StoreShelf:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def days(self) -> set[date]:
        return {day for each in self._storage.list(PREFIX) if (day := _day_of(each.key[len(PREFIX) :]))}

    def put(self, day: date, text: str) -> None:
        self._storage.put(f"{PREFIX}{day}.json", text.encode("ascii"), "application/json")


class _FolderShelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def days(self) -> set[date]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {day for each in self._folder.iterdir() if (day := _day_of(each.name))}

    def put(self, day: date, text: str) -> None:
        write_private(self._folder / f"{day}.json", text)


def last_head(session: Session) -> Head | None:
    """The head as it is now; None where nothing is sealed."""
    row = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).one_or_none()
    return head_of(row) if row else None


def head_of(seal: Seal) -> Head:
    """The head that a seal is."""
    return Head(seal.number, seal.link, seal.sealed_at, seal.key or "", seal.signature or "")


def first_head(session: Session, day: date) -> Head | None:
    """The first head that was signed on that day (WIB)."""
    begins = datetime.combine(day, time.min, clock.WIB).astimezone(UTC)
    row = session.scalars(
        select(Seal)
        .where(Seal.sealed_at >= begins, Seal.sealed_at < begins + DAY, Seal.signature.is_not(None))
        .order_by(Seal.sealed_at, Seal.number)
        .limit(1)
    ).one_or_none()
    return head_of(row) if row else None


def _first_day(session: Session) -> date | None:
    at = session.scalar(select(Seal.sealed_at).order_by(Seal.number).limit(1))
    return clock.day_of(at) if at else None


def _day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(name.removesuffix(".json")) if name.endswith(".json") else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Copy:
    """A file that should hold a head. ``day`` is the one it was carried on, None for others."""

    where: str
    text: bytes = field(repr=False)
    day: date | None = None


def in_store(storage: Storage) -> Iterator[Copy]:
    """The heads that were carried to the store."""
    for each in sorted(storage.list(PREFIX), key=lambda found: found.key):
        yield Copy(each.key, storage.get(each.key), _day_of(each.key[len(PREFIX) :]))


def in_folder(folder: Path) -> Iterator[Copy]:
    """The heads that lie in the folder. Raises OSError."""
    if folder.is_dir():
        for each in sorted(folder.glob("*.json")):
            yield Copy(str(each), each.read_bytes(), _day_of(each.name))
