"""What was known of accounts at a moment, for many units at once: as `registry.standing` says it of a few."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from evidence.accounts.registry.models import Observation, Presence, Source
from evidence.core.clock import WIB

SLOT = ("unit_code", "network", "site")


def accounts(units: Select[Any], until: datetime, network: str | None) -> Subquery:
    """One row for each account, and one for each network on which somebody found none: its last word on everything.

    ``day`` is when somebody looked last, ``last_post_day`` and ``posts_day`` when somebody saw what these tell.
    """
    standing = _standing(_told(units, until, network))
    numbers = _numbers(standing)
    same = and_(*(standing.c[name] == numbers.c[name] for name in (*SLOT, "handle")))
    # Before an account was connected, and by those who know no number of ours, it is known by its handle.
    whose = func.coalesce(
        cast(standing.c.account_id, Text), cast(numbers.c.account_id, Text), standing.c.handle
    )
    c = standing.c
    return (
        select(
            c.unit_code,
            _last(standing, c.presence).label("presence"),
            _last(standing, c.official).label("official"),
            _last(standing, c.contact).label("contact"),
            _last(standing, c.posts).label("posts"),
            _last(standing, c.day, told=c.posts).label("posts_day"),
            _last(standing, c.last_post_on).label("last_post_on"),
            _last(standing, c.day, told=c.last_post_on).label("last_post_day"),
            func.max(c.day).label("day"),
        )
        .outerjoin_from(standing, numbers, same)
        .group_by(*(c[name] for name in SLOT), whose)
        .subquery("accounts")
    )


def _told(units: Select[Any], until: datetime, network: str | None) -> Subquery:
    """The looks that were there by then; of what a network says every day only its last word on each account."""
    row = Observation
    handle = func.lower(row.handle)
    nth = func.row_number().over(
        partition_by=[row.unit_code, row.network, row.site, row.account_id, handle, row.source == Source.API],
        order_by=[row.looked_at.desc(), row.created_at.desc(), row.id],
    )
    query = select(
        row.id, row.unit_code, row.network, row.site, row.account_id, handle.label("handle"), row.presence,
        row.official, row.contact, row.posts, row.last_post_on, row.looked_at, row.created_at, row.source,
        # WIB knows no summer, so an offset is enough.
        cast(func.timezone("UTC", row.looked_at) + WIB.utcoffset(None), Date).label("day"),
        nth.label("nth"),
    ).where(row.unit_code.in_(units), row.looked_at <= until)  # fmt: skip
    if network is not None:
        query = query.where(row.network == network)
    every = query.subquery("every")
    return select(every).where(or_(every.c.source != Source.API, every.c.nth == 1)).subquery("told")


def _standing(told: Subquery) -> CTE:
    """Whoever found no account looked at all there was before: only what came since stands, or that there is none."""
    slot, newest = [told.c[name] for name in SLOT], _newest(told)
    absent = func.sum(case((told.c.presence == Presence.ABSENT, 1), else_=0))
    since = select(
        *told.c,
        absent.over(partition_by=slot, order_by=newest).label("absent"),
        func.row_number().over(partition_by=slot, order_by=newest).label("place"),
    ).subquery("since")
    return select(since).where(or_(since.c.absent == 0, since.c.place == 1)).cte("standing")


def _numbers(standing: CTE) -> Subquery:
    """The number by which an account of that handle is tied to its unit, the newest where there were several."""
    c = standing.c
    key = [c[name] for name in (*SLOT, "handle")]
    return (
        select(*key, c.account_id)
        .where(c.account_id.is_not(None))
        .order_by(*key, *_newest(standing))
        .ext(distinct_on(*key))
        .subquery("numbers")
    )


def _newest(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.looked_at.desc(), rows.c.created_at.desc(), rows.c.id.desc()]


def _last(
    rows: CTE, column: ColumnElement[Any], *, told: ColumnElement[Any] | None = None
) -> ColumnElement[Any]:
    """``column`` of the newest look that tells ``told``, which is the column itself unless another is named."""
    asked = column if told is None else told
    ordered = func.array_agg(aggregate_order_by(column, *_newest(rows)), type_=ARRAY(column.type))
    return ordered.filter(asked.is_not(None))[1]
