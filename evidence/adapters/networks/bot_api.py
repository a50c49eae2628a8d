"""One call of Telegram's Bot API, and what its failure proves; nothing of it shows the token in its address."""

import re
from typing import Any

from evidence.adapters.networks.base import RECONNECT, NetworkError, OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.http import (
    ANSWERED,
    ASKED_TO_WAIT,
    WAIT_SECONDS_MOST,
    Answer,
    Caller,
    failure,
    plain,
)
from evidence.core.words import N_

NOT_ADMIN = N_("bot bukan lagi admin yang boleh mengirim ke kanal itu")
MIGRATED = N_("kanal itu berpindah ke nomor lain, sambungkan lagi")

_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
# What a 400 says when the right to post was taken; as a 403 it says so by its number.
_RIGHTS = ("need administrator rights", "not enough rights", "chat_write_forbidden", "chat_admin_required")


def ask(
    caller: Caller, base_url: str, token: str, method: str, *, repeatable: bool, **content: Any
) -> object:
    """The result of one call of the Bot API. Raises Refused, or OutcomeUnknown where it may not be repeated."""
    if not _TOKEN.fullmatch(token):
        raise Refused(RECONNECT, Remedy.RECONNECT)
    failed: NetworkError | None = None
    try:
        url = f"{base_url.rstrip('/')}/bot{token}/{method}"
        answer = caller.call("POST", url, None, repeatable=repeatable, **content)
    except NetworkError as error:
        failed = error
    if failed is not None:
        # What caused it carries the request, and that its address with the token in it.
        failed.__cause__ = failed.__context__ = None
        raise failed.with_traceback(None)
    fields = answer.fields or {}
    if fields.get("ok") is True and 200 <= answer.status < 300:
        return fields.get("result")
    raise _failure(answer, token, repeatable=repeatable)


def _failure(answer: Answer, token: str, *, repeatable: bool) -> NetworkError:
    fields = answer.fields or {}
    number, more = fields.get("error_code"), fields.get("parameters")
    if fields.get("ok") is not False or not isinstance(number, int) or answer.status >= 500:
        return failure(answer, repeatable=repeatable)
    code = str(number)
    words = plain(fields.get("description")).replace(token, "...") or ANSWERED % {"status": number}
    parameters = more if isinstance(more, dict) else {}
    if number in (401, 404):
        return Refused(RECONNECT, Remedy.RECONNECT, code=code)
    if number == 403 or any(each in words.lower() for each in _RIGHTS):
        return Refused(NOT_ADMIN, Remedy.RECONNECT, code=code)
    if "migrate_to_chat_id" in parameters:
        return Refused(MIGRATED, Remedy.FAIL, code=code)
    if number == 429:
        wait = _seconds(parameters.get("retry_after"))
        return Refused(ASKED_TO_WAIT, Remedy.KEEP, retry_after=wait, code=code)
    if number == 409:
        return Refused(words, Remedy.WAIT, code=code)
    # 408 says that the other side gave up waiting, not that it saw nothing.
    if 400 <= number < 500 and number != 408:
        return Refused(words, Remedy.FAIL, code=code)
    return Refused(words, Remedy.WAIT, code=code) if repeatable else OutcomeUnknown(words, code=code)


def _seconds(value: object) -> float | None:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return min(float(str(value)), WAIT_SECONDS_MOST) if good else None
