"""Every route of the house, asked by everybody: one table says who gets in, and a route that is not in it fails."""

import hashlib
import io
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from evidence.compose.models import Rendition, RenditionState
from evidence.core import clock
from evidence.embedded import Databases, Store
from evidence.units import services as people
from evidence.units.access import Role
from tests import factories
from tests.access import ROWS, SCOPES
from tests.asking import FOREIGN, ROLES, ask, code, new, seen, visitor
from tests.capture.phones import headers_of
from tests.clusters import Cluster
from tests.house import MOJO, House, build, environment, open_house
from tests.pages import check_page
from tests.practice.serving import picture
from tests.stores import new_bucket, settings_of
from tests.tokens import bearer

Things = Mapping[str, str]


def things_of_mojo(house: House) -> Things:
    """Something of Mojo for every address, and one of its own for each act that changes it."""
    account = factories.account(house)
    activity, done = factories.activity(house), factories.complete(house)
    drafts = [factories.drafted(house) for _ in range(3)]
    waiting = [factories.submitted(house) for _ in range(4)]
    approved = [factories.approved(house, accounts=[account]) for _ in range(4)]
    failed = factories.drawn(house, factories.complete(house))
    mended = factories.activity(house)
    moving = [factories.activity(house) for _ in range(2)]
    with house.sessions.begin() as session:
        session.get_one(Rendition, failed).state = RenditionState.FAILED
    with house.sessions() as session:
        hashes = [factories.post_of(session, work).latest.content_hash for work in waiting]
    return {
        "activity": str(activity),
        "photo": str(factories.photo(house, activity, "before")),
        "activity to mend": str(mended),
        "its before": str(factories.photo(house, mended, "before")),
        "its after": str(factories.photo(house, mended, "after")),
        "activity that waits": str(factories.activity(house)),
        "photo to move": str(factories.photo(house, moving[0], "before")),
        "photo for a program to move": str(factories.photo(house, moving[0], "after")),
        "its place": str(moving[0]),
        "another place": str(moving[1]),
        "photo before its original": str(factories.photo(house, activity, "after", original_sha256="0" * 64)),
        "photo with its original": str(factories.original(house, factories.photo(house, activity, "after"))),
        "rendition": str(factories.drawn(house, done)),
        "failed rendition": str(failed),
        "draft": str(drafts[0].post),
        "its activity": str(drafts[0].activity),
        "draft to write": str(drafts[1].post),
        "activity to write about": str(drafts[1].activity),
        "draft to send": str(drafts[2].post),
        "post": str(waiting[0].post),
        "hash": hashes[0],
        "post for a program": str(waiting[1].post),
        "hash for a program": hashes[1],
        "post to recall": str(waiting[2].post),
        "post for a program to recall": str(waiting[3].post),
        "approved post": str(approved[0].post),
        "publication": str(factories.handed_over(house, approved[1])),
        "publication to cancel": str(factories.handed_over(house, approved[2])),
        "publication for a program": str(factories.handed_over(house, approved[3])),
        "device": str(factories.device(house, "lurah.mojo")),
        "passkey": str(factories.passkey(house, "lurah.mojo")),
    }


def asked(things: Things, token: str) -> dict[str, dict[str, Any]]:
    """What each route is asked: ``at`` fills its address, the rest is sent. A route that needs neither is not here."""
    photo = picture()
    form = {"csrf_token": token}
    activity = {"title": "Kuras saluran", "category": "DRAINASE", "mode": "A", "unit": MOJO}
    draft = {"caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.", "accounts": []}
    on_mojo = {"activity_id": things["activity"]}
    before = {**on_mojo, "stage": "before"}
    on_photo, on_post = {"photo_id": things["photo"]}, {"post_id": things["post"]}
    on_waiting, on_mended = (
        {"activity_id": things[each]} for each in ("activity that waits", "activity to mend")
    )
    pair = {"before": things["its before"], "after": things["its after"]}
    file = {"photo": (io.BytesIO(photo), "foto.jpg"), "uuid": str(uuid.uuid4()), **form}
    meta = {"activity": things["activity"], "stage": "before"}
    sha256 = hashlib.sha256(photo).hexdigest()
    decision = {"decision": "approve", "note": ""}
    return {
        "POST /akun": {
            "data": {"uuid": new(), "unit": MOJO, "network": "by_hand", "handle": "latihan.baru", **form}
        },
        "GET /bahasa/<code>": {"at": {"code": "en"}},
        "GET /foto/<photo_id>/<int:edge>.jpg": {"at": {**on_photo, "int:edge": "320"}},
        "GET /foto/<photo_id>/asli": {"at": on_photo},
        "GET /foto/<photo_id>/pindah": {"at": on_photo},
        "POST /foto/<photo_id>/pindah": {
            "at": {"photo_id": things["photo to move"]}, "query_string": {"ke": things["another place"]},
            "data": {"source": things["its place"], "stage": "before", **form},
        },
        "GET /foto/<photo_id>/kamera": {"at": {"photo_id": things["photo with its original"]}},
        "GET /fs-static/<path:filename>": {"at": {"path:filename": "js/base64.js"}},
        "GET /hasil/<rendition_id>.jpg": {"at": {"rendition_id": things["rendition"]}},
        "POST /hasil/<rendition_id>/ulang": {"at": {"rendition_id": things["failed rendition"]}, "data": form},
        "GET /kegiatan/<activity_id>": {"at": on_mojo},
        "GET /kegiatan/<activity_id>/belum-selesai": {"at": on_waiting},
        "POST /kegiatan/<activity_id>/belum-selesai": {"at": on_waiting, "data": {"reason": "weather", **form}},
        "GET /kegiatan/<activity_id>/foto/<stage>": {"at": before},
        "POST /kegiatan/<activity_id>/foto/<stage>": {"at": before, "data": file},
        "POST /kegiatan/<activity_id>/lanjutkan": {"at": on_waiting, "data": form},
        "GET /kegiatan/<activity_id>/susun": {"at": {"activity_id": things["its activity"]}},
        "POST /kegiatan/<activity_id>/susun": {
            "at": {"activity_id": things["its activity"]}, "data": {"uuid": things["draft"], **draft, **form},
        },
        "POST /kegiatan/<activity_id>/tukar": {"at": on_mended, "data": {**pair, **form}},
        "GET /kegiatan/<activity_id>/ubah": {"at": on_mojo},
        "POST /kegiatan/<activity_id>/ubah": {"at": on_mojo, "data": {**activity, "place_unit": MOJO, **form}},
        "POST /kegiatan/baru": {"data": {**activity, "uuid": new(), "place_unit": MOJO, **form}},
        "POST /keluar": {"data": form},
        "POST /kunci-sandi": {"data": form},
        "POST /kunci-sandi/<passkey_id>/hapus": {"at": {"passkey_id": things["passkey"]}, "data": form},
        "POST /kunci-sandi/masuk": {"data": form},
        "POST /kunci-sandi/tantangan": {"data": form},
        "POST /kunci-sandi/tantangan-baru": {"data": form},
        "POST /masuk": {"data": {"username": "lurah.mojo", "password": "bukan ini", **form}},
        "POST /penerbitan/<publication_id>/<act>": {
            "at": {"publication_id": things["publication to cancel"], "act": "cancel"}, "data": form,
        },
        "GET /penerbitan/<publication_id>/bagikan": {"at": {"publication_id": things["publication"]}},
        "POST /penerbitan/<publication_id>/bagikan": {
            "at": {"publication_id": things["publication"]}, "data": {"link": "", **form},
        },
        "GET /periksa/<post_id>": {"at": on_post},
        "POST /periksa/<post_id>": {
            "at": on_post, "data": {"uuid": new(), "content_hash": things["hash"], **decision, **form},
        },
        "POST /perangkat/<device_id>/keluarkan": {"at": {"device_id": things["device"]}, "data": form},
        "POST /perangkat/keluarkan-lainnya": {"data": form},
        "GET /static/<path:filename>": {"at": {"path:filename": "favicon.svg"}},
        "GET /unggahan/<post_id>": {"at": on_post},
        "POST /unggahan/<post_id>/buka": {"at": {"post_id": things["approved post"]}, "data": form},
        "POST /unggahan/<post_id>/tarik": {"at": {"post_id": things["post to recall"]}, "data": form},
        "PUT /api/v1/accounts/<account_id>": {
            "at": {"account_id": new()}, "json": {"unit": MOJO, "network": "by_hand", "handle": "latihan.program"},
        },
        "PUT /api/v1/activities/<activity_id>": {"at": on_mojo, "json": {**activity, "place": {"unit": MOJO}}},
        "POST /api/v1/activities/<activity_id>/resume": {"at": on_waiting},
        "POST /api/v1/activities/<activity_id>/swap": {"at": on_mended, "json": pair},
        "POST /api/v1/activities/<activity_id>/unfinished": {"at": on_waiting, "json": {"reason": "weather"}},
        "PUT /api/v1/decisions/<decision_id>": {
            "at": {"decision_id": new()},
            "json": {"post": things["post for a program"], "content_hash": things["hash for a program"], **decision},
        },
        "GET /api/v1/photos": {"query_string": {"ids": things["photo"]}},
        "HEAD /api/v1/photos/<photo_id>": {"at": on_photo},
        "PATCH /api/v1/photos/<photo_id>": {
            "at": {"photo_id": things["photo before its original"]}, "data": photo[:100],
            "content_type": "application/partial-upload",
            "headers": headers_of(photo[:100], 0, len(photo)),
        },
        "PUT /api/v1/photos/<photo_id>": {
            "at": {"photo_id": new()}, "data": photo, "content_type": "image/jpeg",
            "headers": {"X-Meta": json.dumps(meta), "X-Content-SHA256": sha256},
        },
        "POST /api/v1/photos/<photo_id>/move": {
            "at": {"photo_id": things["photo for a program to move"]},
            "json": {"source": things["its place"], "activity": things["another place"], "stage": "after"},
        },
        "GET /api/v1/posts/<post_id>": {"at": on_post},
        "PUT /api/v1/posts/<post_id>": {
            "at": {"post_id": things["draft to write"]},
            "json": {"activity": things["activity to write about"], **draft},
        },
        "POST /api/v1/posts/<post_id>/recall": {"at": {"post_id": things["post for a program to recall"]}},
        "POST /api/v1/posts/<post_id>/submit": {"at": {"post_id": things["draft to send"]}},
        "GET /api/v1/publications": {"query_string": {"post": things["approved post"]}},
        "POST /api/v1/publications/<publication_id>/<act>": {
            "at": {"publication_id": things["publication for a program"], "act": "cancel"},
        },
    }  # fmt: skip


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


# What a token must cover for each call of the API.
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
        row.name: needed[row.name] != scope for row in rows
    }
    assert {status for status in answers.values() if status != 403} <= {200, 201, 204}


def somebody_with_every_role(house: House) -> str:
    """The user name of a person who holds every role over the whole city."""
    with house.sessions.begin() as session:
        person = people.add_person(session, "serba.bisa", "Serba Bisa", "")
        for role in Role:
            people.add_membership(session, person, role, "33.72", valid_from=clock.now() - timedelta(days=1))
        return person.username
