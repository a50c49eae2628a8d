"""What a post is made of on each network: chosen in the draft, frozen when it is sent, and posted to the byte."""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from evidence.adapters.networks.base import Kind, Limits
from evidence.compose import looks
from evidence.compose.frozen import digest, frozen_pictures
from evidence.compose.models import PostVersion, Rendition
from evidence.compose.recipes import Arranged
from evidence.publish import steps
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.factories import LURAH, Work
from tests.forms import opened, sent, told
from tests.house import ORIGIN, House
from tests.practice.serving import Account, Running
from tests.publish.delivering import deliver
from tests.publish.desk import Desk

ALL = (Kind.SINGLE, Kind.CAROUSEL, Kind.STORY)
FEED = (0.8, 1.91)
TICKED = {"no_children": "y", "no_documents": "y", "agreed": "y"}
Offering = Callable[..., None]


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


@pytest.fixture
def offering(house: House, monkeypatch: pytest.MonkeyPatch) -> Offering:
    """Let what is shared by hand have other limits for one test."""
    return lambda **limits: offer(house, monkeypatch, "by_hand", **limits)


def offer(house: House, monkeypatch: pytest.MonkeyPatch, name: str, **limits: Any) -> None:
    networks = house.app.extensions["house"].networks
    network: Any = networks[name]
    changed: Limits = replace(network.limits, **limits)
    monkeypatch.setitem(networks, name, replace(network, limits=changed))


def account(house: House) -> str:
    return str(factories.account(house, handle=f"latihan.{secrets.token_hex(5)}"))


def put(lurah: FlaskClient, work: Work, accounts: list[str], **said: object) -> dict[str, Any]:
    body = {
        "activity": str(work.activity), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.",
        "accounts": accounts, **said,
    }  # fmt: skip
    answer = lurah.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def send(lurah: FlaskClient, work: Work) -> TestResponse:
    return lurah.post(f"/api/v1/posts/{work.post}/submit", headers={"Origin": ORIGIN})


def version(house: House, work: Work) -> PostVersion:
    with house.sessions() as session:
        return factories.post_of(session, work).latest


def frozen_recipes(house: House, work: Work) -> list[dict[str, Any]]:
    """The recipes of what is frozen for whoever shares by hand, in order."""
    found = version(house, work).pictures["by_hand"]["pictures"]
    with house.sessions() as session:
        return [session.get_one(Rendition, uuid.UUID(each["rendition"])).recipe for each in found]


# ------------------------------------------------------------------------------------------ freezing
def test_a_carousel_is_frozen_as_its_cover_and_its_photos_each_with_its_own_words(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL, carousel=10, ratio=FEED)
    work = factories.drafted(house)
    put(lurah, work, [account(house)], kinds={"by_hand": "carousel"})

    waiting = send(lurah, work)
    factories.all_asked_drawn(house, work.activity)
    answer = send(lurah, work)

    assert (waiting.status_code, answer.status_code) == (409, 200)
    assert "sedang disiapkan" in waiting.get_json()["detail"]
    made = version(house, work).pictures["by_hand"]
    assert made["digest"] == digest([each["sha256"] for each in made["pictures"]])
    assert [each["labels"] for each in frozen_recipes(house, work)] == [
        ["SEBELUM", "SESUDAH"], ["SEBELUM"], ["SESUDAH"],
    ]  # fmt: skip
    assert [each["alt_text"] for each in made["pictures"]] == [
        "Dua foto saluran.",
        "Foto sebelum: Kuras saluran di RT 05 RW 03, Kelurahan Mojo.",
        "Foto sesudah: Kuras saluran di RT 05 RW 03, Kelurahan Mojo.",
    ]
    with house.sessions() as session:
        shown = frozen_pictures(session, session.get_one(PostVersion, version(house, work).id), "by_hand")
    assert [each.sha256 for each in shown] == [each["sha256"] for each in made["pictures"]]


def test_no_more_slides_than_the_network_takes(lurah: FlaskClient, house: House, offering: Offering) -> None:
    offering(kinds=ALL, carousel=2)
    work = factories.drafted(house)
    put(lurah, work, [account(house)], kinds={"by_hand": "carousel"})
    factories.all_asked_drawn(house, work.activity)

    assert send(lurah, work).status_code == 200
    assert [each["labels"] for each in frozen_recipes(house, work)] == [["SEBELUM", "SESUDAH"], ["SESUDAH"]]


def test_a_story_is_the_same_picture_in_the_shape_of_a_story(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    # Its words are not shown, so they are not measured; and the ratio of the feed does not bind it.
    offering(kinds=ALL, ratio=FEED)
    work = factories.drafted(house)
    put(lurah, work, [account(house)], kinds={"by_hand": "story"}, caption="a" * 4000)
    factories.all_asked_drawn(house, work.activity)

    assert send(lurah, work).status_code == 200
    (recipe,) = frozen_recipes(house, work)
    assert recipe["format"] == "story"


def test_a_shape_that_the_network_does_not_take_gives_way_to_the_nearest(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(ratio=FEED)
    work = factories.drafted(house)
    arrange(house, work, "story")
    put(lurah, work, [account(house)])
    factories.all_asked_drawn(house, work.activity)

    assert send(lurah, work).status_code == 200
    (recipe,) = frozen_recipes(house, work)
    assert recipe["format"] == "portrait"


def arrange(house: House, work: Work, format_: str) -> None:
    with house.sessions.begin() as session:
        looks.arrange(session, work.activity, Arranged(format_), by=house.actor(LURAH), practice=False)


def test_where_the_main_picture_serves_nothing_else_is_frozen(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL, ratio=FEED)
    work = factories.drafted(house)
    put(lurah, work, [account(house)])

    assert send(lurah, work).status_code == 200
    assert (version(house, work).pictures, version(house, work).kinds) == ({}, {})


def test_a_decision_covers_the_kind_the_pictures_and_their_words(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL, carousel=10)
    work, by_hand = factories.drafted(house), account(house)
    hashes = set()
    for alt_text in ("Dua foto saluran.", "Dua foto."):
        for kind in ("single", "carousel", "story"):
            put(lurah, work, [by_hand], kinds={"by_hand": kind}, alt_text=alt_text)
            factories.all_asked_drawn(house, work.activity)
            hashes.add(send(lurah, work).get_json()["content_hash"])
            lurah.post(f"/api/v1/posts/{work.post}/recall", headers={"Origin": ORIGIN})
            assert version(house, work).pictures == {}

    assert len(hashes) == 6
    assert version(house, work).kinds == {"by_hand": "story"}


# ------------------------------------------------------------------------------------ what does not fit
def test_one_photo_alone_makes_no_carousel_and_the_reason_is_said(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL, carousel=10)
    work = factories.drafted(house, mode="C", category="PELAYANAN")
    (misfit,) = put(lurah, work, [account(house)], kinds={"by_hand": "carousel"})["misfits"]

    answer = send(lurah, work)

    assert (misfit["network"], misfit["field"]) == ("by_hand", "kinds.by_hand")
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {"kinds.by_hand": misfit["detail"]}
    assert "perlu paling sedikit dua foto" in misfit["detail"]


def test_a_picture_with_too_many_bytes_or_of_no_shape_that_fits_is_refused_before_it_is_sent(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    work, by_hand = factories.drafted(house), account(house)
    wrong = [
        ({"image_bytes": 500, "ratio": FEED}, "Gambar 1 KB, sedangkan"),
        ({"image_bytes": 8_000_000, "ratio": (3.0, 4.0)}, "tidak menerima gambar dengan bentuk ini"),
    ]
    for limits, words in wrong:
        offering(**limits)
        (misfit,) = put(lurah, work, [by_hand])["misfits"]

        assert words in misfit["detail"]
        assert send(lurah, work).status_code == 422


def test_a_kind_that_a_network_does_not_offer_is_no_choice(lurah: FlaskClient, house: House) -> None:
    work, by_hand = factories.drafted(house), account(house)
    for kinds in (
        {"by_hand": "story"},
        {"by_hand": "reel"},
        {"nowhere": "single"},
        {"by_hand": 7},
        ["story"],
    ):
        body = {
            "activity": str(work.activity),
            "caption": "a",
            "alt_text": "b",
            "accounts": [by_hand],
            "kinds": kinds,
        }
        answer = lurah.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})

        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["kinds"])


def test_a_kind_that_is_no_longer_offered_is_said_when_it_is_sent(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL)
    work = factories.drafted(house)
    put(lurah, work, [account(house)], kinds={"by_hand": "story"})
    offering(kinds=(Kind.SINGLE,))

    assert list(send(lurah, work).get_json()["fields"]) == ["kinds.by_hand"]


# --------------------------------------------------------------------------------------------- the page
def test_the_page_offers_the_kinds_and_asks_for_their_pictures_when_it_is_saved(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL, carousel=10)
    by_hand, activity = account(house), factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/susun")
    assert form["kind_by_hand"] == "single"

    assert sent(lurah, form, kind_by_hand="carousel", accounts=by_hand).status_code == 303

    page = told(lurah.get(f"/kegiatan/{activity}/susun"), 200)
    assert page.count("Gambar sedang disiapkan.") == 2
    assert 'id="pratinjau" class="gap" data-refresh data-poll' in page
    factories.all_asked_drawn(house, activity)
    form = opened(lurah, f"/kegiatan/{activity}/susun")
    assert form["kind_by_hand"] == "carousel"
    assert sent(lurah, form, submit="1", accounts=by_hand, **TICKED).status_code == 303


def test_sending_at_once_keeps_the_draft_and_asks_for_its_pictures(
    lurah: FlaskClient, house: House, offering: Offering
) -> None:
    offering(kinds=ALL)
    by_hand, activity = account(house), factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/susun")

    page = told(sent(lurah, form, kind_by_hand="story", accounts=by_hand, submit="1", **TICKED), 422)

    assert "Gambar sedang disiapkan. Coba lagi beberapa detik lagi." in page
    factories.all_asked_drawn(house, activity)
    again = opened(lurah, f"/kegiatan/{activity}/susun")
    assert again["kind_by_hand"] == "story"
    assert sent(lurah, again, submit="1", accounts=by_hand, **TICKED).status_code == 303


# --------------------------------------------------------------------------------------------- the bytes
@pytest.fixture
def remote(practice: Running) -> Account:
    """An account of the practice network."""
    return practice.open(f"kel.{secrets.token_hex(5)}")


@pytest.fixture
def approved(practising: House, remote: Account, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A story approved for that account."""
    offer(practising, monkeypatch, "practice", kinds=ALL, carousel=10)
    ident = factories.account(
        practising, network="practice", handle=remote.handle, remote_id=remote.id, token=remote.token
    )
    work = factories.drafted(practising)
    put(practising.client(LURAH), work, [str(ident)], kinds={"practice": "story"})
    factories.all_asked_drawn(practising, work.activity)
    factories.submit(practising, work)
    factories.decide(practising, work)
    return Desk(practising, work, ident)


def story(approved: Desk) -> dict[str, str]:
    (found,) = approved.row().version.pictures["practice"]["pictures"]
    return dict(found)


def test_exactly_the_frozen_bytes_are_posted(approved: Desk, remote: Account) -> None:
    deliver(approved)

    (post,), row = remote.posts(), approved.row()
    assert row.state is P.PUBLISHED
    assert post["image_sha256"] == row.sent_sha256 == story(approved)["sha256"] != row.version.image_sha256
    assert post["alt_text"] == story(approved)["alt_text"]


def test_a_picture_that_was_changed_after_the_decision_is_not_posted(approved: Desk) -> None:
    made = story(approved)
    with approved.house.sessions() as session:
        key = session.scalars(
            select(Rendition.object_key).where(Rendition.id == uuid.UUID(made["rendition"]))
        ).one()
    approved.house.app.extensions["house"].storage.put(key, b"lain", "image/jpeg")

    deliver(approved)

    assert (approved.row().state, approved.row().last_error) == (P.FAILED, "gambar berubah sejak disetujui")


def test_a_frozen_digest_that_was_changed_behind_everybody_stops_before_the_call(approved: Desk) -> None:
    claimed = approved.claim(now=approved.row().due_at)
    assert approved.do(steps.prepared, claimed, "c1", story(approved)["sha256"], now=approved.row().due_at)
    other = {"practice": {"digest": "0" * 64, "pictures": [story(approved)]}}
    with approved.house.sessions.begin() as session:
        session.execute(
            update(PostVersion).where(PostVersion.id == approved.row().version_id).values(pictures=other)
        )

    assert not approved.do(steps.intend, claimed, now=approved.row().due_at)
