"""Answers no decent graph gives: what they prove about a post, about a step, and about a look."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evidence.adapters.networks import Access, Caller, NetworkError, OutcomeUnknown, Refused, Remedy
from evidence.adapters.networks.graph import Graph
from tests.adapters.answering import answering, http
from tests.adapters.meta import NETWORKS, PATIENT, adapter
from tests.networks.submissions import jpeg, shown, submission

ACCESS = Access("17900", "kel.mojo", "token")
CONTAINER = f"17901@{round(datetime.now(UTC).timestamp())}"
SUBMISSION = submission("a", replace(shown(jpeg()), url="http://127.0.0.1:1/a.jpg"))
SINCE = datetime(2026, 11, 28, 9, 0, 0, 500_000, tzinfo=UTC)


def _body(told: Any) -> bytes:
    return json.dumps(told).encode()


ODD = {
    "an error in a success": http("200 OK", _body({"error": {"code": 190, "message": "x"}})),
    "an id beside an error": http("200 OK", _body({"id": "1", "error": {"code": 190}})),
    "a page": http("400 Bad Request", b"<html>masuk</html>"),
    "a page of a guard": http("403 Forbidden", b"<html>"),
    "a sign-in of somebody else": http("401 Unauthorized", b"{}"),
    "somebody else's limit": http("429 Too Many Requests", b""),
    "an error that is a word": http("400 Bad Request", _body({"error": "invalid_token"})),
    "an error without a code": http("400 Bad Request", _body({"error": {"message": "x"}})),
    "a code that is yes": http("400 Bad Request", _body({"error": {"code": True, "message": "x"}})),
    "a code without end": http("400 Bad Request", b'{"error": {"code": 1e999}}'),
    "a code that is none": http("400 Bad Request", b'{"error": {"code": NaN}}'),
    "a code of very many digits": http("400 Bad Request", b'{"error": {"code": ' + b"9" * 400 + b"}}"),
    "no id": http("200 OK", b"{}"),
    "an id of two lines": http("200 OK", _body({"id": "1\n2"})),
    "an id that is yes": http("200 OK", _body({"id": True})),
    "yes": http("200 OK", b"true"),
    "a list": http("200 OK", b"[1]"),
    "somewhere else": http("302 Found", b"", "Location: http://127.0.0.1:1/"),
    "nothing": b"",
}


def _error(call: Callable[[], object]) -> NetworkError:
    with pytest.raises(NetworkError) as raised:
        call()
    return raised.value


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("name", NETWORKS)
def test_an_answer_that_is_not_the_networks_own_proves_nothing(name: str, case: str) -> None:
    with answering(ODD[case]) as server:
        network = adapter(name, server.url)
        published = _error(lambda: network.publish(ACCESS, SUBMISSION, CONTAINER))
        prepared = _error(lambda: network.prepare(ACCESS, SUBMISSION))

    # That a token ended is the network's own to say.
    said = case.startswith("an error in") or case.startswith("an id beside")
    assert isinstance(published, OutcomeUnknown)
    assert isinstance(prepared, Refused)
    assert prepared.remedy is (Remedy.RECONNECT if said else Remedy.WAIT)
    assert "\n" not in published.reason + prepared.reason


def test_the_networks_words_are_kept_short_and_on_one_line() -> None:
    told = {"error": {"code": 77, "message": "a\nb\u2028c\x00" + "d" * 900}}
    with answering(http("400 Bad Request", _body(told))) as server:
        error = _error(lambda: Graph(server.url, "v25.0", PATIENT).read(ACCESS, "me"))

    assert error.reason == ("a b c " + "d" * 900)[:300]


def test_a_code_written_as_a_text_is_a_code() -> None:
    told = {"error": {"code": "190", "error_subcode": "463"}}
    with answering(http("400 Bad Request", _body(told))) as server:
        error = _error(lambda: Graph(server.url, "v25.0", PATIENT).read(ACCESS, "me"))

    assert isinstance(error, Refused)
    assert (error.remedy, error.code) == (Remedy.RECONNECT, "190/463")


def test_what_passes_by_itself_is_tried_again_though_nobody_knows_it() -> None:
    told = {"error": {"code": 77, "is_transient": True}}
    with answering(http("400 Bad Request", _body(told))) as server:
        error = _error(lambda: Graph(server.url, "v25.0", PATIENT).read(ACCESS, "me"))

    assert isinstance(error, Refused)
    assert error.remedy is Remedy.WAIT


BUSINESS = "X-Business-Use-Case-Usage: "


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([], None),
        (["Retry-After: 17"], 17.0),
        (['X-App-Usage: {"call_count": 100, "total_time": 25, "total_cputime": 25}'], 900.0),
        (['X-App-Usage: {"call_count": 99, "total_time": 25, "total_cputime": 25}'], None),
        ([BUSINESS + '{"1": [{"estimated_time_to_regain_access": 19}]}'], 1140.0),
        ([BUSINESS + '{"1": [{"estimated_time_to_regain_access": 2}, {}], "2": [5]}'], 120.0),
        ([BUSINESS + '{"1": [{"estimated_time_to_regain_access": 0}]}', "X-App-Usage: {}"], None),
        ([BUSINESS + '{"1": [{"estimated_time_to_regain_access": 99999999}]}'], 86_400.0),
        ([BUSINESS + '{"1": [{"estimated_time_to_regain_access": -5}]}'], None),
        ([BUSINESS + "nonsense", "X-App-Usage: [1]"], None),
        ([BUSINESS + '{"1": {"estimated_time_to_regain_access": 7}}'], None),
    ],
)
def test_how_long_to_wait_is_read_from_its_headers(headers: list[str], seconds: float | None) -> None:
    answer = http("400 Bad Request", _body({"error": {"code": 80_002}}), *headers)
    with answering(answer) as server:
        error = _error(lambda: Graph(server.url, "v25.0", PATIENT).read(ACCESS, "me"))

    assert isinstance(error, Refused)
    assert (error.remedy, error.retry_after) == (Remedy.WAIT, seconds)


# -------------------------------------------------------------------------------------------- lists of posts
TEXTS = {"instagram": "caption", "threads": "text", "facebook": "message"}
TIMES = {"instagram": "timestamp", "threads": "timestamp", "facebook": "created_time"}


def _found(name: str, *rows: Any) -> str | None:
    """What a look finds among such rows; a container says that it is published."""
    told = {"data": list(rows), "status_code": "PUBLISHED", "status": "PUBLISHED"}
    with answering(http("200 OK", _body(told))) as server:
        return adapter(name, server.url, Caller()).find(ACCESS, "satu dua", "17901", SINCE)


def _row(name: str, ident: object, text: object, seconds: float = 0, **changes: Any) -> dict[str, Any]:
    at = (SINCE + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {"id": ident, TEXTS[name]: text, TIMES[name]: at, **changes}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_post_of_the_same_second_with_the_same_words_is_ours(name: str) -> None:
    other, ours = _row(name, "2", "lain", 9), _row(name, "1", " satu  dua\n")

    assert _found(name, other, ours) == "1"


@pytest.mark.parametrize("name", NETWORKS)
def test_the_earlier_of_two_alike_is_taken_but_none_from_before(name: str) -> None:
    rows = [_row(name, ident, "satu dua", seconds) for ident, seconds in (("3", 60), ("2", 5), ("1", -1))]

    assert _found(name, *rows) == "2"


@pytest.mark.parametrize("name", NETWORKS)
def test_rows_that_make_no_sense_are_not_ours(name: str) -> None:
    odd = {TIMES[name]: "kemarin"}
    rows: list[Any] = [
        _row(name, "9", "lain", 9),
        _row(name, 5, "satu dua"),
        _row(name, "4", ["satu dua"]),
        _row(name, "3", "satu dua", **odd),
        _row(name, "2", "satu dua", **{TIMES[name]: "2026-11-28T10:00:00"}),
        {TEXTS[name]: "satu dua"},
        "satu dua",
        None,
    ]

    assert _found(name, *rows) is None
    assert _found(name) is None


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("body", [{}, {"data": {}}, {"data": "a"}])
def test_a_list_that_is_none_is_a_reason_to_look_again(name: str, body: dict[str, Any]) -> None:
    told = {**body, "status_code": "PUBLISHED"}
    with answering(http("200 OK", _body(told))) as server:
        error = _error(lambda: adapter(name, server.url).find(ACCESS, "satu", "17901", SINCE))

    assert isinstance(error, Refused)
    assert error.remedy is Remedy.WAIT


@pytest.mark.parametrize("name", NETWORKS)
def test_an_address_that_is_none_is_not_shown_to_people(name: str) -> None:
    odd = {"permalink": "javascript:alert(1)", "permalink_url": "javascript:alert(1)"}
    with answering(http("200 OK", _body(odd))) as server:
        assert adapter(name, server.url).permalink(ACCESS, "17901") is None


@pytest.mark.parametrize("name", NETWORKS)
def test_figures_and_quotas_that_make_no_sense_are_absent(name: str) -> None:
    told = {
        "like_count": -1,
        "comments_count": "5",
        "reactions": {"summary": {"total_count": True}},
        "comments": [],
        "shares": 4,
        "data": [{"name": "views", "values": [{"value": 1e300}]}, {"name": "reach", "values": []}, 7, {}],
    }
    with answering(http("200 OK", _body(told))) as server:
        network = adapter(name, server.url)
        assert network.figures(ACCESS, "17901") == {}
        assert network.quota(ACCESS) is None


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(
    "told", [{}, {"id": "1", "user_id": "1"}, {"username": "a", "name": "a"}, {"username": 5}]
)
def test_an_account_without_id_or_handle_is_no_account(name: str, told: dict[str, Any]) -> None:
    with answering(http("200 OK", _body(told))) as server:
        error = _error(lambda: adapter(name, server.url).identity(ACCESS))

    assert isinstance(error, Refused)
    assert error.remedy is Remedy.WAIT
