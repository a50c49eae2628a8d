"""Passkeys: whom an answer lets in, and the many answers that prove nobody."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from evidence.cli import main
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.units.access import Role
from evidence.units.models import Membership, Passkey, User
from evidence.units.sessions import PERSON
from tests.forms import told
from tests.house import House, csrf
from tests.units.authenticator import PRESENT, Authenticator, b64
from tests.waiting import until

NOT_THAT = "Kunci sandi tidak cocok. Coba lagi, atau masuk dengan kata sandi."
# As a message of the page, since a script's button carries the same words.
NOT_MADE = "<p>Kunci sandi tidak jadi dibuat. Coba lagi.</p>"


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form as a page of ours does."""
    page = client.get("/lainnya", follow_redirects=True).get_data(as_text=True)
    return client.post(path, data={"csrf_token": csrf(page), **fields})


def make(client: FlaskClient, phone: Authenticator) -> TestResponse:
    asked = post(client, "/kunci-sandi/tantangan-baru").get_json()
    return post(client, "/kunci-sandi", credential=phone.make(asked))


def ask(client: FlaskClient) -> Mapping[str, Any]:
    question: Mapping[str, Any] = post(client, "/kunci-sandi/tantangan").get_json()
    return question


def come_in(house: House, phone: Authenticator, **fields: str) -> tuple[FlaskClient, TestResponse]:
    """A new browser that signs in with the phone's passkey."""
    client = house.app.test_client()
    return client, post(client, "/kunci-sandi/masuk", credential=phone.sign(ask(client)), **fields)


def refused(client: FlaskClient, answer: TestResponse, words: str = NOT_THAT) -> bool:
    """Whether the door stayed shut, and said so."""
    page = told(client.get("/masuk"), 200)
    return answer.status_code == 303 and answer.location.startswith("/masuk") and words in page


@pytest.fixture
def phone(lurah: FlaskClient) -> Authenticator:
    """The lurah's phone, with a passkey."""
    found = Authenticator(count=1)
    assert "Kunci sandi dibuat." in told(lurah.get(make(lurah, found).location), 200)
    found.count += 1
    return found


def test_a_passkey_lets_its_owner_in(house: House, phone: Authenticator) -> None:
    client, answer = come_in(house, phone, own="y", next="/kegiatan")

    page = told(client.get("/perangkat"), 200)
    with house.sessions() as session:
        row = session.scalars(select(Passkey)).one()
        acts = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    cookie = client.get_cookie(PERSON)
    assert cookie is not None
    assert cookie.value == str(house.actor("lurah.mojo").id)
    assert (answer.status_code, answer.location) == (303, "/kegiatan")
    assert "Perangkat sendiri, masuk sampai" in page
    assert row.sign_count == 2
    assert row.used_at is not None
    made, signed_in = (
        next(each for each in reversed(acts) if each.act == act)
        for act in ("units.passkey_made", "units.device_signed_in")
    )
    assert (made.actor_name, signed_in.facts["via"]) == ("Lurah Mojo", "passkey")


def test_the_question_names_no_person_and_wants_the_owner(house: House) -> None:
    asked = ask(house.app.test_client())

    assert asked["userVerification"] == "required"
    assert (asked["rpId"], asked.get("allowCredentials")) == ("localhost", [])


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "http://jahat.example"},
        {"origin": "https://localhost"},
        {"host": "jahat.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"count": 1},
        {"count": 0},
        {"handle": b64(b"orang lain")},
        {"ident": b"nomor lain"},
        {"key": Authenticator().key},
    ],
    ids=lambda other: next(iter(other)),
)
def test_an_answer_that_proves_something_else_lets_nobody_in(
    house: House, phone: Authenticator, other: dict[str, Any]
) -> None:
    for name, value in other.items():
        vars(phone)[name] = value

    client, answer = come_in(house, phone)

    assert refused(client, answer)


def test_an_answer_is_good_once(house: House, phone: Authenticator) -> None:
    client = house.app.test_client()
    first = ask(client)
    old = phone.sign(first)
    second = ask(client)

    answers = [
        post(client, "/kunci-sandi/masuk", credential=each)
        for each in (old, phone.sign(second), phone.sign(first))
    ]

    assert [answer.location for answer in answers] == ["/masuk"] * 3


def ready(house: House, phone: Authenticator) -> tuple[FlaskClient, dict[str, str]]:
    """A browser that was asked, and the form with the phone's answer that it is about to send."""
    client = house.app.test_client()
    credential = phone.sign(ask(client))
    return client, {"csrf_token": csrf(told(client.get("/masuk"), 200)), "credential": credential}


def copy_of(house: House, client: FlaskClient) -> FlaskClient:
    """Another browser with the very same cookie."""
    cookie, copy = client.get_cookie("bukti"), house.app.test_client()
    assert cookie is not None
    copy.set_cookie("bukti", cookie.value)
    return copy


def test_a_copy_of_cookie_and_answer_is_refused_though_the_phone_does_not_count(
    house: House, lurah: FlaskClient
) -> None:
    phone = Authenticator(count=0)
    make(lurah, phone)
    client, form = ready(house, phone)
    copies = [copy_of(house, client) for _ in range(2)]

    first, again = (
        client.post("/kunci-sandi/masuk", data=form),
        copies[0].post("/kunci-sandi/masuk", data=form),
    )
    _client, anew = come_in(house, phone, next="/kegiatan")
    last = copies[1].post("/kunci-sandi/masuk", data=form)

    assert (first.status_code, first.location) == (303, "/")
    assert refused(copies[0], again)
    assert (anew.status_code, anew.location) == (303, "/kegiatan")
    assert refused(copies[1], last)


def test_no_answer_is_good_without_a_question(house: House, phone: Authenticator) -> None:
    client = house.app.test_client()

    answer = post(client, "/kunci-sandi/masuk", credential=phone.sign({"challenge": ""}))

    assert refused(client, answer)


def test_a_question_grows_old(house: House, phone: Authenticator) -> None:
    client = house.app.test_client()
    asked = ask(client)
    with client.session_transaction() as session:
        challenge, at = session["passkey"]
        session["passkey"] = (challenge, at - 301)

    answer = post(client, "/kunci-sandi/masuk", credential=phone.sign(asked))

    assert refused(client, answer)


HOSTILE = (
    "", "{}", "[]", "null", "1", "bukan json", "[" * 20_000, "\x00", '{"id": 1}',
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {}}),
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {
        "clientDataJSON": "x", "authenticatorData": "x", "signature": "x", "attestationObject": "x"}}),
    json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": {
        "clientDataJSON": "bnVsbA", "authenticatorData": "eA", "signature": "eA", "attestationObject": "oA"}}),
    json.dumps({"id": [], "rawId": {}, "type": None, "response": None}),
    "a" * 100_000,
)  # fmt: skip


def test_what_is_no_answer_is_refused_in_words(house: House, lurah: FlaskClient) -> None:
    for hostile in HOSTILE:
        stranger = house.app.test_client()
        ask(stranger)
        assert refused(stranger, post(stranger, "/kunci-sandi/masuk", credential=hostile)), hostile[:80]

        post(lurah, "/kunci-sandi/tantangan-baru")
        answer = post(lurah, "/kunci-sandi", credential=hostile)
        assert (answer.status_code, answer.location) == (303, "/perangkat"), hostile[:80]
        assert NOT_MADE in told(lurah.get("/perangkat"), 200)


@pytest.mark.parametrize("other", [{"origin": "http://jahat.example"}, {"host": "jahat"}, {"flags": PRESENT}])
def test_a_new_passkey_is_ours_and_its_owners(lurah: FlaskClient, other: dict[str, Any]) -> None:
    make(lurah, Authenticator(**other))

    assert NOT_MADE in told(lurah.get("/perangkat"), 200)


def test_one_key_is_kept_for_one_person(house: House, phone: Authenticator) -> None:
    other = house.client("lurah.jebres")
    make(other, phone)

    assert NOT_MADE in told(other.get("/perangkat"), 200)


def test_an_answer_that_comes_twice_at_the_same_moment_makes_one_passkey(
    house: House, lurah: FlaskClient
) -> None:
    phone = Authenticator()
    asked = post(lurah, "/kunci-sandi/tantangan-baru").get_json()
    form = {"csrf_token": csrf(told(lurah.get("/lainnya"), 200)), "credential": phone.make(asked)}
    pair, user = [copy_of(house, lurah) for _ in range(2)], house.actor("lurah.mojo").id

    # Both come as far as the table while its rows may be read but not written.
    with house.sessions() as held, ThreadPoolExecutor(2) as phones:
        held.execute(text("LOCK TABLE passkeys IN SHARE MODE"))
        sent = [phones.submit(each.post, "/kunci-sandi", data=form) for each in pair]
        try:
            until(lambda: blocked(house) == 2)
        finally:
            held.rollback()
    pages = [told(each.get("/perangkat"), 200) for each in pair]

    assert [each.result().status_code for each in sent] == [303, 303]
    assert sorted(NOT_MADE in page for page in pages) == [False, True]
    assert sorted("Kunci sandi dibuat." in page for page in pages) == [False, True]
    with house.sessions() as session:
        assert [row.user_id for row in session.scalars(select(Passkey))] == [user]


def blocked(house: House) -> int:
    """How many wait for somebody else's lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with house.sessions() as session:
        return session.scalar(text(query)) or 0


def test_who_becomes_an_approver_comes_in_by_password(house: House, phone: Authenticator) -> None:
    lurah = house.actor("lurah.mojo").id
    with house.sessions.begin() as session:
        row = Membership(user_id=lurah, unit_code="33.72.03", role=Role.APPROVER, valid_from=clock.now())
        session.add(row)

    client, answer = come_in(house, phone)

    assert refused(client, answer, "Kunci sandi hanya untuk pengunggah. Masuk dengan kata sandi.")


def test_who_was_shut_out_does_not_come_in(house: House, phone: Authenticator) -> None:
    with house.sessions.begin() as session:
        session.execute(update(User).where(User.username == "lurah.mojo").values(active=False))

    assert refused(*come_in(house, phone))


def test_a_passkey_is_removed_by_its_owner_only(
    house: House, lurah: FlaskClient, phone: Authenticator
) -> None:
    with house.sessions() as session:
        path = f"/kunci-sandi/{session.scalars(select(Passkey.id)).one()}/hapus"

    foreign = post(house.client("lurah.jebres"), path)
    answers = [post(lurah, path).status_code for _ in range(2)]

    told(foreign, 404)
    assert answers == [303, 404]
    assert refused(*come_in(house, phone))


def test_a_lost_phone_is_listed_and_put_out_with_its_passkeys_by_command(
    house: House, phone: Authenticator
) -> None:
    other = Authenticator()
    make(house.client("lurah.jebres"), other)
    inside, _answer = come_in(house, phone)
    run = CliRunner(env=house.env)

    listed = run.invoke(main, ["people", "devices", "lurah.mojo"])
    ended = run.invoke(main, ["people", "end-devices", "lurah.mojo"])
    after = run.invoke(main, ["people", "devices", "lurah.mojo"])

    with house.sessions() as session:
        removed = session.scalars(select(AuditEvent).where(AuditEvent.act == "units.passkey_removed")).all()
    assert ["kunci sandi" in line for line in listed.output.splitlines()] == [False, False, True]
    assert ended.output == "2 perangkat dikeluarkan, 1 kunci sandi dihapus.\n"
    assert after.output == ""
    assert [(each.actor_name, each.facts["username"]) for each in removed] == [("Bukti", "lurah.mojo")]
    assert inside.get("/lainnya").status_code == 302
    assert refused(*come_in(house, phone))
    assert come_in(house, other)[1].location == "/"


def test_a_passkey_leads_to_no_other_site(house: House, phone: Authenticator) -> None:
    _client, answer = come_in(house, phone, next="//jahat.example/")

    assert answer.location == "/"
