"""Whether the process lives, and whether it can work."""

import logging

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from evidence.core.errors import Unavailable
from evidence.core.web import answer, db
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@pages.get("/healthz")
@allow(PUBLIC)
def healthz() -> Response:
    """The process answers."""
    return answer({"status": "ok"})


@pages.get("/readyz")
@allow(PUBLIC)
def readyz() -> Response:
    """The database and the store answer too; 503 names the one that does not."""
    try:
        db().execute(text("SELECT 1"))
    except (OperationalError, PoolTimeout) as error:
        log.warning("not ready", extra={"part": "database", "cause": type(error).__name__})
        return answer({"status": "unavailable", "part": "database"}, 503)
    try:
        house().storage.ready()
    except Unavailable as error:
        log.warning("not ready", extra={"part": "store", "cause": error.cause})
        return answer({"status": "unavailable", "part": "store"}, 503)
    return answer({"status": "ok"})
