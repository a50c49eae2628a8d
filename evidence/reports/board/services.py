"""Keeping the counts of days short and true. Callers commit."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from evidence.core.errors import Conflict


def fold(session: Session) -> int:
    """Bring the moves that wait into the counts; answers with how many there were."""
    return session.scalar(select(func.fold_days())) or 0


def mend(session: Session) -> int:
    """Right what is known of activities; answers with how many were not as they are."""
    return session.scalar(select(func.mend_standing())) or 0


def recount(session: Session) -> int:
    """Count everything anew, beside people who work; answers with how many counts there are.

    It has to be the first thing of its transaction. Conflict while somebody folds.
    """
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    counted: int | None = session.scalar(select(func.recount_days()))
    if counted is None:
        raise Conflict("Angka harian sedang digabungkan. Coba lagi sebentar lagi.")
    return counted


def untrue(session: Session) -> int:
    """How many counts, with the moves that wait, differ from what is there; 0 is how it should be."""
    return session.scalar(text(UNTRUE)) or 0


UNTRUE = """\
WITH RECURSIVE above AS (
  SELECT code AS unit, code AS over FROM units
  UNION ALL
  SELECT above.unit, units.parent_code FROM above JOIN units ON units.code = above.over
  WHERE units.parent_code IS NOT NULL
), things AS (
  SELECT over, unit = over AS own, measure, day, bucket, count(*) AS number
  FROM counted JOIN above ON above.unit = counted.unit_code GROUP BY over, unit = over, measure, day, bucket
), moves AS (
  SELECT over, unit = over AS own, measure, day, bucket, sum(change) AS number
  FROM daily_moves JOIN above ON above.unit = daily_moves.unit_code GROUP BY over, unit = over, measure, day, bucket
), posted AS (
  SELECT unit_code, max(day) AS day FROM daily_counts JOIN units ON units.code = daily_counts.unit_code
  WHERE measure = 'publication.published' AND own > 0 AND kind IN ('kecamatan', 'kelurahan') GROUP BY unit_code
), kept AS (
  SELECT unit_code AS over, measure, day, bucket, own, whole FROM daily_counts
  UNION ALL
  SELECT over, measure, day, bucket, CASE WHEN own THEN number ELSE 0 END, number FROM moves
  UNION ALL
  SELECT over, measure, day, bucket, CASE WHEN own THEN -number ELSE 0 END, -number FROM things
  UNION ALL
  SELECT over, 'unit.last_posted', day, 0, CASE WHEN unit = over THEN -1 ELSE 0 END, -1
  FROM posted JOIN above ON above.unit = posted.unit_code
)
SELECT count(*) FROM (
  SELECT 1 FROM kept GROUP BY over, measure, day, bucket HAVING sum(own) <> 0 OR sum(whole) <> 0
) AS wrong
"""
