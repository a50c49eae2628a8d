"""Galleries by place: how much was done in each kelurahan, where exactly, and one place over time. No Flask here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, and_, column, func, or_, select, true, values
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence.capture.models import Activity, Photo, PhotoState
from evidence.capture.queries import shown
from evidence.core.paging import Page, newest_first
from evidence.gallery.conditions import conditions
from evidence.gallery.queries import Count, page
from evidence.gallery.scope import below_any, narrowed
from evidence.gallery.windows import Question, within_period
from evidence.units.access import Actor, Role
from evidence.units.models import Unit
from evidence.units.queries import within

# How many activities of a kelurahan are looked at, the newest first, and how many points a map bears.
MOST_COUNTED = 1000
MOST_POINTS = 300


def by_kelurahan(
    session: Session, question: Question, codes: Sequence[str], most: int = MOST_COUNTED
) -> Mapping[str, Count]:
    """How many activities that fit were done in each of the kelurahan ``codes``: one short walk for each."""
    if not codes or not question.paths:
        return {code: Count(0, False) for code in codes}
    asked = values(column("code", Text), name="asked").data([(code,) for code in codes])
    near = (
        select(Activity.__table__)
        .where(Activity.place_code == asked.c.code, *within_period(question))
        .order_by(Activity.shown_at.desc(), Activity.id.desc())
        .limit(most)
        .lateral("near")
    )
    fits = and_(below_any(near.c.unit_path, question.paths), *conditions(near.c, question.filters))
    rows = session.execute(
        select(asked.c.code, func.count().filter(fits), func.count())
        .select_from(asked.join(near, true()))
        .group_by(asked.c.code)
    )
    found = {code: Count(number, looked >= most) for code, number, looked in rows}
    return {code: found.get(code, Count(0, False)) for code in codes}


def kelurahan(session: Session, by: Actor, known: Sequence[str]) -> Sequence[Unit]:
    """Those of the kelurahan ``known`` that lie in what ``by`` sees; all of them for work that has no kelurahan."""
    query = select(Unit).where(Unit.code.in_(known)).order_by(Unit.path)
    own = session.scalars(query.where(within(narrowed(by.paths())))).all()
    return own or session.scalars(query).all()


@dataclass(frozen=True)
class Spot:
    """Where one activity's photos say that they were taken, in degrees; for reviewers only."""

    activity: Activity
    lat: float
    lon: float


def spots(session: Session, question: Question, by: Actor) -> Sequence[Spot]:
    """Where the newest activities that fit were done, of the units over which ``by`` is a reviewer."""
    paths = [narrowed(question.paths, path) for path in by.paths(Role.REVIEWER)]
    reviewed = Question(narrowed([each for some in paths for each in some]), question.filters)
    rows = page(session, reviewed, size=MOST_POINTS).rows
    return [Spot(each, *at) for each in rows if (at := _where(shown(each)))]


def _where(photos: Sequence[Photo]) -> tuple[float, float] | None:
    for each in photos:
        told = each.position or {}
        lat, lon = told.get("lat"), told.get("lon")
        if each.state is PhotoState.STORED and isinstance(lat, int | float) and isinstance(lon, int | float):
            return float(lat), float(lon)
    return None


def same_place(session: Session, of: Activity, by: Actor, after: str | None) -> Page[Activity]:
    """One page of what was done at the photo point of an activity, or at the same street and RT/RW, newest first.

    Where only the kelurahan is known there is no place to go by, and the activity stands alone.
    """
    query = select(Activity).where(below_any(Activity.unit_path, narrowed(by.paths())))
    here = (
        Activity.place_code == of.place_code,
        Activity.rt.is_not_distinct_from(of.rt),
        Activity.rw.is_not_distinct_from(of.rw),
        func.lower(Activity.street) == of.street.lower(),
    )
    if of.point_id:
        # Earlier work at the same address counts too, from before there was a sign.
        query = query.where(
            or_(Activity.point_id == of.point_id, and_(*here) if of.place else Activity.id == of.id)
        )
    elif of.place:
        query = query.where(*here)
    else:
        query = query.where(Activity.id == of.id)
    query = query.options(
        joinedload(Activity.unit), joinedload(Activity.place_unit), selectinload(Activity.photos)
    )
    return newest_first(
        session, query, (Activity.shown_at, Activity.id), lambda row: (row.shown_at, row.id), after
    )
