"""Each route says who may call it, and the few that are open to anybody are listed here."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

import config
from evidence.app import create_app
from evidence.units.guard import rule_of

OPEN_TO_ANYBODY = {
    "health.healthz",
    "health.readyz",
    "letters.confirm",
    "letters.confirmed",
    "letters.stop",
    "letters.stopped",
    "metrics.metrics",
    "offline.field",
    "offline.manifest",
    "openapi.get_description",
    "people.accept",
    "people.invited",
    "official.as_csv",
    "official.as_json",
    "official.page",
    "offline.service_worker",
    "points.scanned",
    "privacy.ask",
    "privacy.status",
    "privacy.receive",
    "proof.ask",
    "proof.page",
    "proof.picture",
    "proof.scanned",
    "proof.version",
    "public.about",
    "public.embed",
    "public.feed",
    "public.index",
    "public.item",
    "public.picture",
    "pulling.picture",
    "security.login",
    "static",
    "units.ask_passkey",
    "units.language",
    "units.sign_in_with_passkey",
}
# A library's routes that nobody needs: without a rule they are shut to everybody.
SHUT = {"security.static"}

SETTINGS = {
    # Nothing listens there: an application is made without asking any of its parts.
    "EVIDENCE_DATABASE_URL": "postgresql+psycopg://nobody@localhost:1/nothing",
    "EVIDENCE_S3_ENDPOINT": "http://localhost:1",
    "EVIDENCE_S3_ACCESS_KEY": "key",
    "EVIDENCE_S3_SECRET_KEY": "secret",
    "EVIDENCE_SECRET_KEY": "k" * 32,
    "EVIDENCE_TOKEN_KEYS": "A" * 43 + "=",
}


@pytest.fixture
def app() -> Iterator[Flask]:
    made = create_app(config.read(SETTINGS))
    yield made
    engine: Engine = made.extensions["engine"]
    engine.dispose()


def test_each_route_carries_its_access_rule(app: Flask) -> None:
    with app.app_context():
        without = {route.endpoint for route in app.url_map.iter_rules() if rule_of(route.endpoint) is None}

    assert without == SHUT


def test_only_the_listed_routes_are_open_to_anybody(app: Flask) -> None:
    with app.app_context():
        rules = {route.endpoint: rule_of(route.endpoint) for route in app.url_map.iter_rules()}

    assert {endpoint for endpoint, rule in rules.items() if rule and rule.anyone} == OPEN_TO_ANYBODY
