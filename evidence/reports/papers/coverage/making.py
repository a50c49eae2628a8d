"""Writes a paper about coverage from what stands in the database at one moment."""

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from evidence.reports.coverage import queries
from evidence.reports.papers import heading
from evidence.reports.papers.blocks_docx import docx
from evidence.reports.papers.blocks_pdf import pdf
from evidence.reports.papers.contents import Head
from evidence.reports.papers.coverage import phrasing
from evidence.reports.papers.coverage.blocks import blocks
from evidence.reports.papers.coverage.contents import Chosen, Contents
from evidence.reports.papers.coverage.gathering import gather
from evidence.reports.papers.coverage.xlsx import xlsx
from evidence.reports.papers.listed import MOST
from evidence.reports.papers.making import Parts, Read, Unmade, Write
from evidence.reports.papers.models import Paper, Shape


def chosen_of(paper: Paper) -> Chosen:
    """What of."""
    said: dict[str, Any] = paper.filters or {}
    unit = paper.unit
    return Chosen(unit.title, unit.path, paper.first, said.get("network", ""), said.get("kind", ""))


def reading(parts: Parts) -> Read:
    """What reads a paper about coverage; it raises `Unmade`, and what the store raises."""

    def read(session: Session, paper: Paper) -> Write:
        of, shape = chosen_of(paper), paper.shape
        chosen = phrasing.chosen(of, queries.rule_on(session, of.on))
        head = heading.head(
            session, parts.storage, paper, phrasing.beneath(of), chosen, practice=parts.practice
        )
        found = gather(session, parts.by, of, MOST[shape], parts.tell)
        if not found.coverage.units:
            raise Unmade("no_units")
        return lambda: _written(shape, parts.folder, head, found)

    return read


def _written(shape: Shape, folder: Path, head: Head, found: Contents) -> bytes:
    if shape is Shape.PDF:
        return pdf(folder, head, blocks(found))
    return docx(head, blocks(found)) if shape is Shape.DOCX else xlsx(folder, head, found)
