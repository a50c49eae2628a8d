"""Who may decide on a post, by which grant, and for how long."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.capture.models import Activity
from evidence.core.errors import NotAllowed
from evidence.core.words import N_
from evidence.review import queries
from evidence.units.access import Actor, Grant
from evidence.units.queries import still_holds

OWN_WORK = N_("Unggahan Anda diputuskan pejabat lain.")
ENDED = N_("Wewenang Anda untuk memutuskan sudah berakhir.")


def deciding_grant(session: Session, activity: Activity, by: Actor) -> Grant:
    """The grant by which ``by`` may decide on the activity's post; NotAllowed otherwise.

    Whoever made, photographed, wrote or submitted the work does not decide on it, whatever grants they hold.
    """
    if session.scalar(select(Activity.id).where(Activity.id == activity.id, queries.had_a_hand(by.id))):
        raise NotAllowed(OWN_WORK)
    grant = by.deciding_grant(activity.unit.path)
    if grant is None:
        raise NotAllowed("Unggahan ini diputuskan oleh pejabat di atas unitnya.")
    return grant


def standing_grant(session: Session, activity: Activity, by: Actor, now: datetime) -> Grant:
    """What `deciding_grant` answers, kept in force until the transaction ends; NotAllowed when it ended meanwhile."""
    grant = deciding_grant(session, activity, by)
    if not still_holds(session, grant, now):
        raise NotAllowed(ENDED)
    return grant
