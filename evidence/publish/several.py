"""What an operator may do to a publication of the list, alone or with others, and where else it is mended."""

from collections.abc import Collection

from flask import url_for
from flask_babel import gettext as _

from evidence.compose.models import VersionState
from evidence.publish.models import BEFORE_INTENT, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.units.access import Actor, Role

# Holds that end with the account's own trouble.
OF_THE_ACCOUNT = frozenset({Hold.TOKEN, Hold.PAUSED, Hold.DISCONNECTED})


def possible(row: Publication) -> Collection[str]:
    """The names of the acts that this publication would not refuse as it stands."""
    late = row.state is P.QUEUED and row.hold_reason is Hold.LATE
    cancelled = row.state in (*BEFORE_INTENT, P.FAILED) and row.remote_id is None
    offered = {
        "retry": row.state is P.FAILED and row.version.state is VersionState.APPROVED,
        "now": late and row.version.state is VersionState.APPROVED,
        "posted": row.state is P.UNCONFIRMED,
        "not_posted": row.state is P.UNCONFIRMED,
        "cancel": cancelled,
    }
    return {name for name, may in offered.items() if may}


def elsewhere(row: Publication, by: Actor, *, switched: bool) -> dict[str, str] | None:
    """The page on which what holds it is ended, as {url, label}; None where that is done here."""
    if switched and by.has(Role.ADMIN, Role.APPROVER):
        return {"url": url_for("holding.index"), "label": str(_("Lihat penahanan"))}
    if row.state is P.QUEUED and row.hold_reason in OF_THE_ACCOUNT:
        return {
            "url": url_for("accounts.show", account_id=row.account_id),
            "label": str(_("Buka akun @%(handle)s", handle=row.account.handle)),
        }
    return None
