"""Every route of the house, asked by everybody: one table says who gets in, and a route that is not in it fails."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from flask.testing import FlaskClient

from evidence.core import clock
from evidence.embedded import Databases, Store
from evidence.units import services as people
from evidence.units.access import Role
from tests.asking import FOREIGN, ROLES, Row, ask, code, new, seen, visitor
from tests.clusters import Cluster
from tests.forms import opened, sent
from tests.house import PASSWORD, House, build, csrf, environment, hashed, open_house
from tests.matrix import ROWS, SCOPES
from tests.openapi.described import Description
from tests.pages import check_page
from tests.questions import asked
from tests.stores import new_bucket, settings_of
from tests.things import Things, things_of_mojo
from tests.tokens import bearer


@dataclass(frozen=True)
class City:
    """A database in which the things of Mojo stand, to be copied for each role."""

    databases: Databases
    bucket: Mapping[str, str]
    things: Things


@pytest.fixture(scope="module")
def city(cluster: Cluster, store: Store) -> City:
    databases, bucket = cluster.create_database(), settings_of(store, new_bucket())
    house = build(environment(databases.app_url, databases.owner_url, bucket))
    things = things_of_mojo(house)
    house.app.extensions["engine"].dispose()
    return City(databases, bucket, things)


@pytest.fixture
def house(cluster: Cluster, city: City) -> Iterator[House]:
    copy = cluster.create_copy(city.databases)
    found = open_house(environment(copy.app_url, copy.owner_url, city.bucket))
    yield found
    found.app.extensions["engine"].dispose()


@pytest.fixture
def things(city: City) -> Things:
    return city.things


def test_each_route_of_the_house_is_in_the_table(house: House) -> None:
    routes = {
        f"{method} {route.rule}"
        for route in house.app.url_map.iter_rules()
        for method in asked_for(route.methods or set())
    }

    assert {row.name for row in ROWS} == routes
    assert all(len(row.answers) == len(ROLES) for row in ROWS)


def asked_for(methods: set[str]) -> set[str]:
    """The methods of a route that ask for something of their own; HEAD mostly asks for what GET says."""
    return methods - {"OPTIONS"} - ({"HEAD"} if "GET" in methods else set())


@pytest.mark.parametrize("role", ROLES)
def test_each_route_answers_each_role_as_the_table_says(house: House, things: Things, role: str) -> None:
    client, token = visitor(house, role)
    questions = asked(things, token)
    place = list(ROLES).index(role)

    answers = [ask(client, row, questions.get(row.name, {})) for row in ROWS]

    assert [f"{row.name} {code(answer)}" for row, answer in zip(ROWS, answers, strict=True)] == [
        f"{row.name} {row.answers[place]}" for row in ROWS
    ]
    for answer in answers:
        if answer.mimetype == "text/html" and code(answer) not in ("in", "302", "303"):
            check_page(answer.get_data(as_text=True))


@pytest.mark.parametrize("role", FOREIGN)
def test_a_foreign_thing_answers_byte_for_byte_like_a_missing_one(
    house: House, things: Things, role: str
) -> None:
    client, token = visitor(house, role)
    nothing = {name: new() for name in things}
    foreign, missing = asked(things, token), asked(nothing, token)
    place = list(ROLES).index(role)
    hidden = [row for row in ROWS if row.answers[place] == "404"]

    for row in [*hidden, *(row for row in ROWS if row.name == "GET /api/v1/photos")]:
        there, nowhere = ask(client, row, foreign[row.name]), ask(client, row, missing[row.name])

        assert seen(there) == seen(nowhere), row.name
    assert len(hidden) > 15


PERSONAL = ("<device_id>", "<paper_id>", "<passkey_id>", "<subscription_id>", "<view_id>")


def test_who_takes_an_office_over_has_its_answers_and_who_had_it_a_strangers(
    house: House, things: Things
) -> None:
    nobody, lurah, other = (list(ROLES).index(each) for each in ("nobody", "lurah", "lurah of another unit"))
    # What a lurah is let into and another one is not hangs on the office, but for what is a person's own.
    rows = [row for row in ROWS if row.answers[lurah] != row.answers[other] and "/<" in row.rule]
    rows = [row for row in rows if not any(own in row.rule for own in PERSONAL)]
    with house.sessions.begin() as session:
        newcomer = people.add_person(session, "lurah.mojo.baru", "Lurah Mojo", hashed(PASSWORD)).id
    old, admin = house.client("lurah.mojo"), house.client("admin")
    form = opened(admin, f"/serah-terima/{things['office']}")
    before = answers_of(rows, things, house.client("lurah.mojo.baru"))

    sent(admin, form, person=str(newcomer), sure="y")
    refused = code(old.get("/kegiatan"))
    out = answers_of(rows, things, old, "/masuk")
    former = answers_of(rows, things, house.client("lurah.mojo"))
    after = answers_of(rows, things, house.client("lurah.mojo.baru"))

    assert len(rows) > 60
    assert refused == "in"
    assert out == [row.answers[nobody] for row in rows]
    # Pages that are not for whoever holds nothing lead them to the first one, which says so.
    assert set(before) | set(former) == {"302", "403", "404"}
    assert all(row.name.startswith("GET") for row, was in zip(rows, before, strict=True) if was == "302")
    assert [f"{row.name} {was}" for row, was in zip(rows, after, strict=True)] == [
        f"{row.name} {row.answers[lurah]}" for row in rows
    ]


def answers_of(rows: list[Row], things: Things, client: FlaskClient, at: str = "/lainnya") -> list[str]:
    """What these routes answer that browser, whose forms carry the token of the page ``at``."""
    questions = asked(things, csrf(client.get(at).get_data(as_text=True)))
    return [code(ask(client, row, questions.get(row.name, {}))) for row in rows]


@pytest.mark.parametrize("scope", people.SCOPES)
def test_a_token_opens_the_calls_of_its_scope_and_no_other(house: House, things: Things, scope: str) -> None:
    needed = {name: word for word, name in (line.split(None, 1) for line in SCOPES.strip().splitlines())}
    rows = [row for row in ROWS if "/api/" in row.rule]
    client, questions = house.app.test_client(), asked(things, "")
    token = bearer(house, somebody_with_every_role(house), (scope,))

    answers = {}
    for row in rows:
        told = questions.get(row.name, {})
        headers = {**told.get("headers", {}), **token}
        answers[row.name] = ask(client, row, {**told, "headers": headers}).status_code

    assert {name: status == 403 for name, status in answers.items()} == {
        row.name: needed[row.name] not in (scope, "any") for row in rows
    }
    assert {status for status in answers.values() if status != 403} <= {200, 201, 204}


def test_the_examples_of_the_description_are_real_calls(house: House, things: Things) -> None:
    client, questions = house.app.test_client(), asked(things, "")
    description = Description(client.get("/api/v1/openapi.json").get_json())
    calls = {each.name: each for each in description.calls()}
    # In the order of the table, in which no call takes from a later one what that needs.
    sent = [
        (row, calls[row.name], told)
        for row in ROWS
        if row.name in calls
        for told in description.requests(calls[row.name], questions.get(row.name, {}))
    ]
    foreign = bearer(house, "lurah.jebres", people.SCOPES)
    known = bearer(house, somebody_with_every_role(house), people.SCOPES)

    answers = [
        (call, ask(client, row, {**told, "headers": {**told["headers"], **token}}))
        for token in ({}, foreign, known)
        for row, call, told in sent
    ]

    assert {
        f"{call.name}: {each}" for call, answer in answers for each in description.wrong_answer(call, answer)
    } == set()
    assert {row.name for row, _, _ in sent} == calls.keys()
    # What the last one asked for was done, whatever it was.
    assert {answer.status_code for _, answer in answers[-len(sent) :]} <= {200, 201, 204}


def somebody_with_every_role(house: House) -> str:
    """The user name of a person who holds every role over the whole city."""
    with house.sessions.begin() as session:
        person = people.add_person(session, "serba.bisa", "Serba Bisa", "")
        for role in Role:
            people.add_membership(session, person, role, "33.72", valid_from=clock.now() - timedelta(days=1))
        return person.username


# What no field of a form is meant to hold.
ODD = (
    "\x00",
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59",
    "-1",
    "9" * 400,
    "x" * 3000,
    "\ud7ff\u202e",
    "",
)
# What is asked of these is no page of ours, or starts what a test cannot end.
SENT_AWAY = ("POST /keluar",)


@pytest.mark.parametrize("role", ["admin", "lurah"])
def test_no_page_fails_for_what_a_stranger_may_write(house: House, things: Things, role: str) -> None:
    """NUL in each part of an address; each form with odd things in one field, and in all of them."""
    client, token = visitor(house, role)
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    random, failed = Random(role), list[str]()
    rows = [row for row in ROWS if "/api/" not in row.rule and row.name not in SENT_AWAY]

    def look(row: Row, part: str, odd: Mapping[str, str]) -> None:
        told = asked(things, token)[row.name]
        if ask(client, row, {**told, part: {**told[part], **odd}}).status_code >= 500:
            failed.append(f"{row.name} {odd!r}"[:300])

    for row in rows:
        told = asked(things, token).get(row.name, {})
        for name in told.get("at", {}):
            if not name.startswith("int:"):
                look(row, "at", {name: random.choice(("%00", "%0b", "a%00b"))})
        form = told.get("data")
        fields = (
            [each for each, value in form.items() if isinstance(value, str)] if isinstance(form, dict) else []
        )
        fields = [each for each in fields if each != "csrf_token"]
        for chosen in [*([each] for each in fields), fields, fields] if fields else []:
            look(row, "data", {each: random.choice(ODD) for each in chosen})

    assert failed == []
    assert len(rows) > 150
