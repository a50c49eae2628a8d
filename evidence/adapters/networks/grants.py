"""What a token endpoint of OAuth 2 answers: tokens with their ends, or a refusal in the words of the standard."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from evidence.adapters.networks.base import NetworkError, Refused, Remedy
from evidence.adapters.networks.connecting import Credentials
from evidence.adapters.networks.http import ASKED_TO_WAIT, UNREADABLE, Answer, failure, plain, retry_after
from evidence.core.words import N_

MISSING_SCOPES = N_("izin yang diberikan kurang, sambungkan lagi dan izinkan semua")
SIGN_IN_ENDED = N_("sambungan akun sudah berakhir, sambungkan lagi")
WRONG_CLIENT = N_("jejaring tidak mengenal aplikasi kota ini; periksa client id dan secret")

# A token that is to live longer than this is one whose end was read wrongly.
_LIFE_MOST = timedelta(days=3650)
# The code or refresh token is used up, expired or taken back. X says so as an invalid request.
_ENDED = frozenset(
    {
        "access_denied",
        "access_token_invalid",
        "expired_token",
        "invalid_grant",
        "invalid_request",
        "invalid_token",
    }
)
_CLIENT = frozenset({"invalid_client", "unauthorized_client", "invalid_client_key"})


def granted(answer: Answer, now: datetime, usual: timedelta, scopes: Collection[str] = ()) -> Credentials:
    """The tokens of the answer; ``usual`` is how long an access token lives where the answer does not say.

    Raises Refused: RECONNECT when a person has to sign in again, also when ``scopes`` were not all given; FAIL
    when the network does not know us; WAIT otherwise.
    """
    access = answer.text("access_token")
    if not 200 <= answer.status < 300 or access is None:
        raise refusal(answer)
    given = answer.text("scope")
    if given is not None and not set(scopes) <= set(re.split(r"[\s,]+", given)):
        raise Refused(MISSING_SCOPES, Remedy.RECONNECT)
    fields = answer.fields or {}
    refresh_life = _life(fields.get("refresh_expires_in"))
    return Credentials(
        access=access,
        refresh=answer.text("refresh_token") or "",
        obtained_at=now,
        expires_at=now + (_life(fields.get("expires_in")) or usual),
        refresh_expires_at=now + refresh_life if refresh_life else None,
    )


def refusal(answer: Answer) -> NetworkError:
    """What an answer without tokens means. A person's token may be good as long as nobody says that it is not."""
    code = plain((answer.fields or {}).get("error"), 80) or answer.error[0]
    words = plain((answer.fields or {}).get("error_description"))
    if answer.status == 429 or code in ("slow_down", "temporarily_unavailable", "server_error"):
        return Refused(words or ASKED_TO_WAIT, Remedy.WAIT, retry_after=retry_after(answer), code=code)
    if answer.status >= 500:
        return failure(answer, repeatable=True)
    if code in _CLIENT:
        return Refused(WRONG_CLIENT, Remedy.FAIL, code=code)
    if code in _ENDED:
        return Refused(SIGN_IN_ENDED, Remedy.RECONNECT, code=code)
    if code:
        return Refused(words or code, Remedy.FAIL, code=code)
    if 200 <= answer.status < 300:
        return Refused(UNREADABLE, Remedy.WAIT)
    # A page without the standard's words says nothing about the token, whatever its status.
    return Refused(failure(answer, repeatable=True).reason, Remedy.WAIT)


def forgotten(answer: Answer) -> None:
    """The network has forgotten the token, or did not know it any more; raises what else the answer means."""
    if not 200 <= answer.status < 300 or answer.text("error"):
        refused = refusal(answer)
        if not (isinstance(refused, Refused) and refused.remedy is Remedy.RECONNECT):
            raise refused


def before_end(credentials: Credentials, ahead: timedelta) -> datetime | None:
    """``ahead`` of the end of the access token, of a short life its half; None where nothing can be renewed."""
    if credentials.expires_at is None or not credentials.refresh:
        return None
    if credentials.obtained_at is not None:
        ahead = min(ahead, (credentials.expires_at - credentials.obtained_at) / 2)
    return credentials.expires_at - ahead


def _life(seconds: object) -> timedelta | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        return None
    return min(timedelta(seconds=min(seconds, 10**9)), _LIFE_MOST)
