"""What a post is made of on each network: chosen in the draft, frozen when it is sent, and posted to the byte."""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from evidence.adapters.networks.base import Kind, Limits
from evidence.compose import looks
from evidence.compose.fitting import Impossible, made_for
from evidence.compose.frozen import digest, frozen_pictures
from evidence.compose.models import PostVersion, Rendition
from evidence.compose.recipes import Arranged
from evidence.embedded import Store
from evidence.publish import steps
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.clusters import Cluster
from tests.factories import LURAH, Work
from tests.forms import opened, sent, told
from tests.house import ORIGIN, House, furnished
from tests.networks.facebook_server import FacebookServer, facebook
from tests.publish.delivering import deliver, due_now
from tests.publish.desk import Desk

TICKED = factories.ANSWERS


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


def account(house: House, network: str = "instagram") -> str:
    return str(factories.account(house, network=network, handle=f"latihan.{secrets.token_hex(5)}"))


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
    return lurah.post(
        f"/api/v1/posts/{work.post}/submit", json={"privacy": factories.ANSWERS}, headers={"Origin": ORIGIN}
    )


def version(house: House, work: Work) -> PostVersion:
    with house.sessions() as session:
        return factories.post_of(session, work).latest


def frozen_recipes(house: House, work: Work, network: str = "instagram") -> list[dict[str, Any]]:
    """The recipes of what is frozen for the network, in order."""
    found = version(house, work).pictures[network]["pictures"]
    with house.sessions() as session:
        return [session.get_one(Rendition, uuid.UUID(each["rendition"])).recipe for each in found]


# ------------------------------------------------------------------------------------------ freezing
def test_a_carousel_is_frozen_as_its_cover_and_its_photos_each_with_its_own_words(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    put(lurah, work, [account(house)], kinds={"instagram": "carousel"})

    waiting = send(lurah, work)
    factories.all_asked_drawn(house, work.activity)
    answer = send(lurah, work)

    assert (waiting.status_code, answer.status_code) == (409, 200)
    assert "sedang disiapkan" in waiting.get_json()["detail"]
    made = version(house, work).pictures["instagram"]
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
        shown = frozen_pictures(session, session.get_one(PostVersion, version(house, work).id), "instagram")
    assert [each.sha256 for each in shown] == [each["sha256"] for each in made["pictures"]]


def test_no_more_slides_than_the_network_takes(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house, mode="B", category="JALAN")
    for percent in (25, 75):
        factories.photo(house, work.activity, "progress", percent=percent)
    kinds = dict.fromkeys(("instagram", "mastodon"), "carousel")
    put(lurah, work, [account(house, network) for network in kinds], kinds=kinds)
    factories.all_asked_drawn(house, work.activity)

    assert send(lurah, work).status_code == 200
    five, three = (
        [recipe["labels"] for recipe in frozen_recipes(house, work, network)][1:]
        for network in ("instagram", "mastodon")
    )
    assert five == [["0%"], ["25%"], ["50%"], ["75%"], ["100%"]]
    assert three == [["0%"], ["50%"], ["100%"]]


def test_a_story_is_the_same_picture_in_the_shape_of_a_story(lurah: FlaskClient, house: House) -> None:
    # Its words are not shown, so they are not measured; and the ratio of the feed does not bind it.
    work = factories.drafted(house)
    put(lurah, work, [account(house)], kinds={"instagram": "story"}, caption="a" * 4000)
    factories.all_asked_drawn(house, work.activity)

    assert send(lurah, work).status_code == 200
    (recipe,) = frozen_recipes(house, work)
    assert recipe["format"] == "story"


def test_a_shape_that_the_network_does_not_take_gives_way_to_the_nearest(
    lurah: FlaskClient, house: House
) -> None:
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


def test_where_the_main_picture_serves_nothing_else_is_frozen(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    put(lurah, work, [account(house)])

    assert send(lurah, work).status_code == 200
    assert (version(house, work).pictures, version(house, work).kinds) == ({}, {})


def test_a_decision_covers_the_kind_the_pictures_and_their_words(lurah: FlaskClient, house: House) -> None:
    work, insta = factories.drafted(house), account(house)
    hashes = set()
    for alt_text in ("Dua foto saluran.", "Dua foto."):
        for kind in ("single", "carousel", "story"):
            put(lurah, work, [insta], kinds={"instagram": kind}, alt_text=alt_text)
            factories.all_asked_drawn(house, work.activity)
            hashes.add(send(lurah, work).get_json()["content_hash"])
            lurah.post(f"/api/v1/posts/{work.post}/recall", headers={"Origin": ORIGIN})
            assert version(house, work).pictures == {}

    assert len(hashes) == 6
    assert version(house, work).kinds == {"instagram": "story"}


# ------------------------------------------------------------------------------------ what does not fit
def test_one_photo_alone_makes_no_carousel_and_the_reason_is_said(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house, mode="C", category="PELAYANAN")
    (misfit,) = put(lurah, work, [account(house)], kinds={"instagram": "carousel"})["misfits"]

    answer = send(lurah, work)

    assert (misfit["network"], misfit["field"]) == ("instagram", "kinds.instagram")
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {"kinds.instagram": misfit["detail"]}
    assert "perlu paling sedikit dua foto" in misfit["detail"]


def test_a_picture_with_more_bytes_than_the_network_takes_is_refused_before_it_is_sent(
    lurah: FlaskClient, house: House
) -> None:
    work, bluesky = factories.drafted(house), account(house, "bluesky")
    with house.sessions.begin() as session:
        session.execute(update(Rendition).where(Rendition.activity_id == work.activity).values(size=950_001))

    (misfit,) = put(lurah, work, [bluesky])["misfits"]

    assert misfit["detail"] == "Gambar 951 KB, sedangkan Bluesky menerima paling besar 950 KB."
    assert send(lurah, work).get_json()["fields"] == {"accounts": misfit["detail"]}


def test_where_no_shape_fits_there_is_no_picture(house: House) -> None:
    work = factories.drafted(house)
    limits = Limits(texts=(), image_bytes=1, ratio=(3.0, 4.0), carousel=10, kinds=tuple(Kind))
    with house.sessions() as session:
        main = session.get_one(Rendition, factories.drawn(house, work.activity))
        for kind in (Kind.SINGLE, Kind.CAROUSEL):
            with pytest.raises(Impossible, match="tidak menerima gambar"):
                made_for(session, main, kind, limits)


NO_KINDS: list[object] = [
    {"telegram": "story"}, {"instagram": "reel"}, {"nowhere": "single"}, {"instagram": 7}, ["story"],
]  # fmt: skip


def test_a_kind_that_a_network_does_not_offer_is_no_choice(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    told = {"activity": str(work.activity), "caption": "a", "alt_text": "b"}
    for kinds in NO_KINDS:
        answer = lurah.put(
            f"/api/v1/posts/{work.post}", json={**told, "kinds": kinds}, headers={"Origin": ORIGIN}
        )

        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["kinds"]), kinds


def test_a_kind_that_is_no_longer_offered_is_said_when_it_is_sent(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    put(lurah, work, [account(house, "telegram")], kinds={"telegram": "carousel"})
    with house.sessions.begin() as session:
        factories.post_of(session, work).latest.kinds = {"telegram": "story"}

    assert list(send(lurah, work).get_json()["fields"]) == ["kinds.telegram"]


def test_a_kind_for_a_network_that_was_not_chosen_is_not_kept(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)

    found = put(lurah, work, [account(house)], kinds={"instagram": "story", "telegram": "carousel"})

    assert found["kinds"] == {"instagram": "story"}


# --------------------------------------------------------------------------------------------- the page
def test_the_page_offers_the_kinds_and_asks_for_their_pictures_when_it_is_saved(
    lurah: FlaskClient, house: House
) -> None:
    insta, activity = account(house), factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/susun")
    assert form["kind_instagram"] == "single"

    assert sent(lurah, form, kind_instagram="carousel", accounts=insta).status_code == 303

    page = told(lurah.get(f"/kegiatan/{activity}/susun"), 200)
    assert page.count("Gambar sedang disiapkan.") == 2
    assert 'id="pratinjau" class="gap" data-refresh data-poll' in page
    factories.all_asked_drawn(house, activity)
    form = opened(lurah, f"/kegiatan/{activity}/susun")
    assert form["kind_instagram"] == "carousel"
    check = opened(lurah, sent(lurah, form, submit="1", accounts=insta).location)
    assert sent(lurah, check, **TICKED).status_code == 303


def test_sending_at_once_keeps_the_draft_and_asks_for_its_pictures(lurah: FlaskClient, house: House) -> None:
    insta, activity = account(house), factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/susun")

    check = opened(lurah, sent(lurah, form, kind_instagram="story", accounts=insta, submit="1").location)
    page = told(sent(lurah, check, **TICKED), 422)

    assert "Gambar sedang disiapkan. Coba lagi beberapa detik lagi." in page
    factories.all_asked_drawn(house, activity)
    again = opened(lurah, f"/kegiatan/{activity}/susun")
    assert again["kind_instagram"] == "story"
    check = opened(lurah, sent(lurah, again, submit="1", accounts=insta).location)
    assert sent(lurah, check, **TICKED).status_code == 303


# --------------------------------------------------------------------------------------------- the bytes
@dataclass(frozen=True)
class City:
    """A house beside a network that takes pictures as they are sent."""

    house: House
    network: FacebookServer


@pytest.fixture(scope="module")
def city(cluster: Cluster, store: Store) -> Iterator[City]:
    """One for all tests here."""
    with facebook() as server, furnished(cluster, store, EVIDENCE_FACEBOOK_URL=server.url) as house:
        yield City(house, server)


@pytest.fixture
def approved(city: City) -> Desk:
    """A carousel approved for a Page of its own."""
    page, house = city.network.open(f"kel.{secrets.token_hex(5)}"), city.house
    ident = factories.account(
        house, network="facebook", handle=page.handle, remote_id=page.id, token=page.token
    )
    work = factories.drafted(house)
    put(house.client(LURAH), work, [str(ident)], kinds={"facebook": "carousel"})
    factories.all_asked_drawn(house, work.activity)
    factories.submit(house, work)
    factories.decide(house, work)
    return Desk(house, work, ident)


def made(approved: Desk) -> dict[str, Any]:
    found: dict[str, Any] = approved.row().version.pictures["facebook"]
    return found


def deliver_all(approved: Desk) -> None:
    """Each call of this network's preparation takes one picture."""
    while approved.row().state is P.QUEUED:
        due_now(approved)
        deliver(approved)


def test_exactly_the_frozen_bytes_are_posted_in_their_order_and_with_their_words(
    city: City, approved: Desk
) -> None:
    deliver_all(approved)

    (post,) = city.network.ground.posts_of(approved.row().account.remote_id or "")
    assert approved.row().state is P.PUBLISHED
    assert approved.row().sent_sha256 == made(approved)["digest"]
    assert list(post.images) == [each["sha256"] for each in made(approved)["pictures"]]
    assert list(post.alt_texts) == [each["alt_text"] for each in made(approved)["pictures"]]
    assert len(set(post.images)) == 3


def test_a_slide_that_was_changed_after_the_decision_is_not_posted(city: City, approved: Desk) -> None:
    last = made(approved)["pictures"][-1]
    with approved.house.sessions() as session:
        key = session.get_one(Rendition, uuid.UUID(last["rendition"])).object_key
    approved.house.app.extensions["house"].storage.put(key, b"lain", "image/jpeg")

    deliver(approved)

    assert (approved.row().state, approved.row().last_error) == (P.FAILED, "gambar berubah sejak disetujui")
    assert city.network.ground.posts_of(approved.row().account.remote_id or "") == []


def test_other_bytes_than_the_frozen_ones_stop_before_the_call(approved: Desk) -> None:
    now = approved.row().due_at
    claimed = approved.claim(now=now)
    assert approved.do(steps.prepared, claimed, "c1", made(approved)["digest"], now=now)
    approved.change(PostVersion, pictures={"facebook": {**made(approved), "digest": "0" * 64}})

    assert not approved.do(steps.intend, claimed, now=now)
