"""Writes a paper about a board from what stands in the database at one moment."""

from pathlib import Path

from sqlalchemy.orm import Session

from evidence.core import clock
from evidence.reports.board.periods import MONTH, WEEK, period_of
from evidence.reports.board.scope import Scope
from evidence.reports.papers import heading
from evidence.reports.papers.blocks_docx import docx
from evidence.reports.papers.blocks_pdf import pdf
from evidence.reports.papers.board import gathering, phrasing
from evidence.reports.papers.board.blocks import blocks
from evidence.reports.papers.board.contents import Contents
from evidence.reports.papers.board.gathering import Steps
from evidence.reports.papers.board.tables import UnitsCsv, xlsx
from evidence.reports.papers.contents import Head
from evidence.reports.papers.listed import MOST
from evidence.reports.papers.making import Parts, Read, Unmade, Write
from evidence.reports.papers.models import Paper, Shape

DAYS_OF_A_WEEK = 7


def reading(parts: Parts, silent_after: int) -> Read:
    """What reads a paper about a board; it raises `Unmade`, and what the store raises."""

    def read(session: Session, paper: Paper) -> Write:
        now, shape = clock.now(), paper.shape
        scope = scope_of(paper, silent_after)
        of = gathering.chosen_of(scope, parts.by)
        head = heading.head(
            session, parts.storage, paper, phrasing.beneath(of), phrasing.chosen(of), practice=parts.practice
        )
        count = gathering.count(session, scope)
        if not count:
            raise Unmade("no_units")
        if shape is Shape.CSV:
            return _listed(session, scope, head, Steps(parts.tell, count), count)
        found = gathering.gather(session, parts.by, scope, MOST[shape], parts.tell, now)
        return lambda: _written(shape, parts.folder, head, found)

    return read


def scope_of(paper: Paper, silent_after: int) -> Scope:
    """The board that it is of, as it stands today."""
    days = (paper.last - paper.first).days + 1
    period = period_of(WEEK if days == DAYS_OF_A_WEEK else MONTH, paper.first)
    return Scope(paper.unit, period, clock.today(), silent_after)


def _listed(session: Session, scope: Scope, head: Head, steps: Steps, count: int) -> Write:
    # All of them, so none but those that are being written is held.
    listed = UnitsCsv(head)
    for rows in gathering.units(session, scope, count, steps):
        listed.add(rows)
    return listed.end


def _written(shape: Shape, folder: Path, head: Head, found: Contents) -> bytes:
    if shape is Shape.PDF:
        return pdf(folder, head, blocks(found))
    return docx(head, blocks(found)) if shape is Shape.DOCX else xlsx(folder, head, found)
