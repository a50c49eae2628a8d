"""What `/api/v1/openapi.json` says is true of the routes, in the words of the house, and OpenAPI 3.1."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.routing import Rule

from evidence.accounts.models import AccountState
from evidence.accounts.registry.models import Answer, Presence
from evidence.adapters.imaging import KINDS
from evidence.adapters.networks.base import Kind
from evidence.capture.categories import CATEGORIES, Mode
from evidence.capture.checks.base import Level
from evidence.capture.meta import RANGES, SOURCES
from evidence.capture.models import ActivityState, ChecksState, OriginalState, PhotoState, Stage
from evidence.capture.unfinished import REASONS
from evidence.compose.models import RenditionState, VersionState
from evidence.compose.privacy import ANSWERS, QUESTIONS
from evidence.gallery.asked import PERIODS
from evidence.gallery.forms import FINDINGS, STATES
from evidence.openapi import together
from evidence.publish.figures import COUNTED
from evidence.publish.models import Hold, PublicationState
from evidence.review.models import Verdict
from evidence.units.guard import rule_of
from tests.house import House
from tests.openapi.described import JSON, Description, examples

# The schema that the OpenAPI Initiative publishes (Apache-2.0) for descriptions of version 3.1; its name stands in it.
OPENAPI = Path(__file__).with_name("openapi-3.1.schema.json")
ADDRESS = "/api/v1/openapi.json"


@pytest.fixture
def house(shared: House) -> House:
    return shared


@pytest.fixture
def description(house: House) -> Description:
    return Description(house.app.test_client().get(ADDRESS).get_json())


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every call of the API by its name."""
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"OPTIONS"}
        if rule.rule.startswith("/api/"):
            yield from (
                (f"{each} {rule.rule}", rule) for each in methods if each != "HEAD" or "GET" not in methods
            )


# -------------------------------------------------------------------------------------------- the page
def test_anybody_reads_the_description(house: House) -> None:
    answer = house.app.test_client().get(ADDRESS)

    assert (answer.status_code, answer.mimetype) == (200, JSON)
    assert answer.get_json()["openapi"] == "3.1.0"


def test_whoever_knows_it_is_told_that_it_is_still_the_same(house: House) -> None:
    client = house.app.test_client()
    known = client.get(ADDRESS).headers["ETag"]

    answers = [client.get(ADDRESS, headers={"If-None-Match": each}) for each in (known, '"another"')]

    assert [each.status_code for each in answers] == [304, 200]
    assert answers[0].data == b""
    assert {each.headers["ETag"] for each in answers} == {known}


def test_it_travels_packed(house: House) -> None:
    client = house.app.test_client()

    plain, packed = (client.get(ADDRESS, headers={"Accept-Encoding": each}) for each in ("identity", "gzip"))

    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < 15_000


# ------------------------------------------------------------------------------------------- the routes
def test_each_call_is_described_and_no_other(house: House, description: Description) -> None:
    assert sorted(each.name for each in description.calls()) == sorted(name for name, _ in routes(house.app))


def test_each_call_says_who_may_make_it(house: House, description: Description) -> None:
    told, true = {}, {}
    with house.app.app_context():
        for name, route in routes(house.app):
            view, rule = house.app.view_functions[route.endpoint], rule_of(route.endpoint)
            assert rule is not None
            scope = [] if rule.anyone else [{"token": [view.access_scope]}, {"session": []}]  # type: ignore[attr-defined]
            true[name] = (scope, sorted(rule.roles))
    for call in description.calls():
        told[call.name] = (call.said["security"], sorted(call.said.get("x-roles", [])))

    assert told == true


def test_each_part_of_an_address_is_described(description: Description) -> None:
    for call in description.calls():
        named = {each["name"] for each in description.parameters(call, "path")}

        assert named == {part[1:-1] for part in call.path.split("/") if part.startswith("{")}, call.name


# ------------------------------------------------------------------------------------------ the document
def test_it_is_openapi(description: Description) -> None:
    schema = json.loads(OPENAPI.read_text(encoding="utf-8"))

    assert [each.message for each in Draft202012Validator(schema).iter_errors(description.told)] == []
    for each in every("schema", description.told):
        Draft202012Validator.check_schema(each)
    for each in description.told["components"]["schemas"].values():
        Draft202012Validator.check_schema(each)


def test_what_is_referred_to_is_there_and_what_is_there_is_referred_to(description: Description) -> None:
    wanted = set(every("$ref", description.told))
    there = {
        f"#/components/{kind}/{name}"
        for kind, named in description.told["components"].items()
        for name in named
        if kind != "securitySchemes"
    }

    assert wanted == there


def every(name: str, node: Any) -> Iterator[Any]:
    """Whatever is called ``name`` in the description, at any depth."""
    for key, each in node.items() if isinstance(node, dict) else enumerate(node):
        if key == name:
            yield each
        if isinstance(each, dict | list):
            yield from every(name, each)


def test_each_call_has_a_name_of_its_own_and_a_place(description: Description) -> None:
    calls = description.calls()
    tags = {each["name"] for each in description.told["tags"]}

    assert max(Counter(each.said["operationId"] for each in calls).values()) == 1
    assert {tag for each in calls for tag in each.said["tags"]} == tags


def test_two_rooms_cannot_say_the_same_thing() -> None:
    said = {"paths": {"/units": {}}}

    with pytest.raises(ValueError, match="/units"):
        together([said, said])


# ------------------------------------------------------------------------------------------- the examples
def test_each_call_shows_what_is_sent_and_what_comes_back(description: Description) -> None:
    without = []
    for call in description.calls():
        needed = [each for each in call.said.get("parameters", []) if description.at(each).get("required")]
        shown = [description.at(each) for each in needed]
        body = description.at(call.said.get("requestBody", {})).get("content", {})
        answers = [description.at(each).get("content", {}) for each in call.said["responses"].values()]
        shown += [content[kind] for content in (body, *answers) for kind in content if kind.endswith("json")]
        shown = [each.get("content", {}).get(JSON, each) for each in shown]
        without += [f"{call.name}: {each}" for each in shown if not {"example", "examples"} & each.keys()]

    assert without == []


def test_each_example_is_as_described(description: Description) -> None:
    found = list(examples(description.told))

    assert [(value, wrong) for schema, value in found if (wrong := description.wrong(schema, value))] == []
    assert len(found) > 60


# ----------------------------------------------------------------------------------------------- the words
WORDS: dict[str, Any] = {
    "AccountState": AccountState,
    "Presence": Presence,
    "Seen": (*Answer, None),
    "PostKind": Kind,
    "Category": CATEGORIES,
    "Mode": Mode,
    "ActivityState": ActivityState,
    "ChecksState": (*ChecksState, None),
    "OriginalState": ("none", *OriginalState),
    "PhotoState": PhotoState,
    "Stage": Stage,
    "WaitReason": REASONS,
    "RenditionState": RenditionState,
    "VersionState": VersionState,
    "PrivacyAnswer": ANSWERS,
    "Hold": (*Hold, None),
    "PublicationState": PublicationState,
    "Verdict": Verdict,
}


def test_the_words_are_those_of_the_house(description: Description) -> None:
    schemas = description.told["components"]["schemas"]

    assert {name: set(each["enum"]) for name, each in schemas.items() if "enum" in each} == {
        name: set(words) for name, words in WORDS.items()
    }
    assert set(schemas["Finding"]["properties"]["level"]["enum"]) == set(Level)
    assert set(schemas["Privacy"]["properties"]) == set(QUESTIONS)
    meta = schemas["PhotoMeta"]["properties"]
    assert set(meta["source"]["enum"]) == {"", *SOURCES}
    limits = {
        name: (each["minimum"], each["maximum"]) for name, each in meta["position"]["properties"].items()
    }
    assert limits == RANGES
    assert set(COUNTED) < set(schemas["Publication"]["properties"]["figures"]["items"]["properties"])


def test_the_words_of_a_call_are_those_of_the_house(description: Description) -> None:
    calls = {each.said["operationId"]: each for each in description.calls()}
    asked = {each["name"]: each["schema"] for each in description.parameters(calls["getActivities"], "query")}

    assert set(asked["state"]["enum"]) == STATES
    assert set(asked["finding"]["enum"]) == FINDINGS
    assert tuple(asked["period"]["enum"]) == PERIODS
    assert set(calls["putPhoto"].said["requestBody"]["content"]) == set(KINDS)


def test_what_an_answer_tells_is_always_there(description: Description) -> None:
    schemas = description.told["components"]["schemas"]
    # What a person or a phone may leave out, and what only some refusals say.
    sent = {"PhotoMeta", "Problem"}

    for name, schema in schemas.items():
        if "properties" in schema and name not in sent:
            assert set(schema["properties"]) == set(schema["required"]), name
