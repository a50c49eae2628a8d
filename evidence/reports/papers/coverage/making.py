"""Writes a paper about coverage from what stands in the database at one moment."""

from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from evidence.adapters.storage import Storage
from evidence.core.db import Sessions
from evidence.reports.coverage import queries
from evidence.reports.papers import heading
from evidence.reports.papers.contents import Head
from evidence.reports.papers.coverage import phrasing
from evidence.reports.papers.coverage.contents import MOST, Chosen, Contents
from evidence.reports.papers.coverage.docx import docx
from evidence.reports.papers.coverage.gathering import Cancelled, Tell, gather
from evidence.reports.papers.coverage.pdf import pdf
from evidence.reports.papers.coverage.xlsx import xlsx
from evidence.reports.papers.making import Unmade
from evidence.reports.papers.models import Paper, Shape
from evidence.units.access import Actor


def chosen_of(paper: Paper) -> Chosen:
    """What of."""
    said: dict[str, Any] = paper.filters or {}
    unit = paper.unit
    return Chosen(unit.title, unit.path, paper.first, said.get("network", ""), said.get("kind", ""))


def make(
    sessions: Sessions, storage: Storage, paper: Paper, by: Actor, folder: Path, tell: Tell, *, practice: bool
) -> bytes | None:
    """The file; None when nobody waits for it any more. Raises `Unmade`, and what the store raises."""
    # Papers are letters of an Indonesian office, whoever asks for them.
    with force_locale("id"):
        with sessions() as session:
            # The shares and the lists are of one moment, so that they agree.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            try:
                head, found = _read(
                    session, storage, session.get_one(Paper, paper.id), by, tell, practice=practice
                )
            except Cancelled:
                return None
        return _written(paper.shape, folder, head, found)


def _read(
    session: Session, storage: Storage, paper: Paper, by: Actor, tell: Tell, *, practice: bool
) -> tuple[Head, Contents]:
    of, shape = chosen_of(paper), paper.shape
    rule = queries.rule_on(session, of.on)
    head = heading.head(
        session, storage, paper, phrasing.beneath(of), phrasing.chosen(of, rule), practice=practice
    )
    found = gather(session, by, of, MOST[shape], tell)
    if not found.coverage.units:
        raise Unmade("no_units")
    return head, found


def _written(shape: Shape, folder: Path, head: Head, found: Contents) -> bytes:
    if shape is Shape.PDF:
        return pdf(folder, head, found)
    return docx(head, found) if shape is Shape.DOCX else xlsx(folder, head, found)
