"""Several pictures and stories shared by hand: chosen by site, shown, frozen, and given to whoever shares them."""

import hashlib
import re
import secrets
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient

from evidence.compose.models import PostVersion
from evidence.core import clock
from tests import factories
from tests.factories import Work
from tests.forms import opened, sent, told
from tests.house import ORIGIN, House
from tests.publish.desk import Desk, desk

INSTA = "by_hand.instagram"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and accounts of its own."""
    return shared


def account(house: House, site: str = "instagram") -> uuid.UUID:
    return factories.account(house, handle=f"latihan.{secrets.token_hex(5)}", site=site)


def drafted(house: House, *accounts: uuid.UUID, **said: object) -> tuple[Work, dict[str, Any]]:
    """A draft for these accounts, all of its pictures drawn; and what the API tells of it."""
    work = factories.drafted(house)
    body = {
        "activity": str(work.activity), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.",
        "accounts": [str(each) for each in accounts], **said,
    }  # fmt: skip
    answer = house.client(factories.LURAH).put(
        f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 200, answer.get_json()
    factories.all_asked_drawn(house, work.activity)
    return work, answer.get_json()


def approved(house: House, site: str = "instagram", **said: object) -> Desk:
    """A post of these kinds and words that waits for a person to share it."""
    ident = account(house, site)
    work, _told = drafted(house, ident, **said)
    factories.submit(house, work)
    factories.decide(house, work)
    factories.handed_over(house, work)
    return Desk(house, work, ident)


def sharing(lurah: FlaskClient, found: Desk) -> str:
    return told(lurah.get(f"/penerbitan/{found.row().id}/bagikan"), 200)


def files(page: str) -> list[str]:
    """The addresses of the pictures that are offered to be saved, in order."""
    return re.findall(r'<a class="button" href="(/hasil/[^"]+)" download="bukti-', page)


def test_several_pictures_are_given_in_the_order_in_which_they_were_decided_on(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    found = approved(house, kinds={INSTA: "carousel"}, captions={INSTA: "Khusus Instagram."})
    frozen = found.row().version.pictures[INSTA]["pictures"]
    assert len(frozen) == 3

    page = sharing(lurah, found)

    assert files(page) == [f"/hasil/{each['rendition']}.jpg" for each in frozen]
    for address, each in zip(files(page), frozen, strict=True):
        assert hashlib.sha256(lurah.get(address).data).hexdigest() == each["sha256"]
        assert each["alt_text"] in page
    assert "Khusus Instagram." in page
    assert "Saluran dikuras." not in page
    assert "3 foto dalam satu unggahan, menurut urutan ini." in page
    assert "Bagikan 3 foto" in page
    assert "Unduh foto 3" in page
    names = re.findall(r'download="(bukti-[^"]+)"', page)
    assert names == [f"bukti-{found.work.post}-{number}.jpg" for number in (1, 2, 3)]


def test_whoever_writes_and_whoever_decides_sees_them_as_the_site_shows_them(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    work, _told = drafted(house, account(house), kinds={INSTA: "carousel"})
    for client, address in ((lurah, f"/kegiatan/{work.activity}/susun"), (camat, f"/periksa/{work.post}")):
        page = told(client.get(address), 200)
        shown = page[page.index('id="pratinjau"') :]

        assert "Instagram · dibagikan sendiri" in shown
        assert "Korsel" in shown
        assert "is-slides" in shown
        assert len(re.findall(r'<img[^>]+src="/hasil/', shown)) >= 3
        if client is lurah:
            factories.submit(house, work)


def test_a_story_is_shared_as_one_without_words(lurah: FlaskClient, house: House) -> None:
    found = approved(house, "whatsapp", kinds={"by_hand.whatsapp": "story"}, caption="a" * 4000)

    page = sharing(lurah, found)

    assert "Bagikan sebagai cerita (story)" in page
    assert 'id="takarir"' not in page
    (address,) = files(page)
    assert (
        address.split("/")[2].split(".")[0]
        == (found.row().version.pictures["by_hand.whatsapp"]["pictures"][0]["rendition"])
    )


def test_each_site_has_its_own_kind_and_counts_words_its_own_way(house: House) -> None:
    _work, said = drafted(
        house,
        account(house, "x"), account(house, "instagram"), account(house, "whatsapp"),
        caption="a" * 279 + "汉", kinds={"by_hand.x": "carousel", "by_hand.whatsapp": "story"},
    )  # fmt: skip

    assert said["kinds"] == {"by_hand.x": "carousel", "by_hand.whatsapp": "story"}
    (misfit,) = said["misfits"]
    assert (misfit["network"], misfit["count"], misfit["most"]) == ("by_hand.x", 281, 280)
    assert misfit["detail"].startswith("1 karakter lebih untuk X.")


@pytest.mark.parametrize("name", ["by_hand.youtube", "by_hand.nowhere", "by_hand", "instagram.x"])
def test_a_kind_that_a_site_does_not_take_is_no_choice(lurah: FlaskClient, house: House, name: str) -> None:
    work = factories.drafted(house)
    body = {"activity": str(work.activity), "caption": "a", "alt_text": "b", "kinds": {name: "carousel"}}

    answer = lurah.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})

    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["kinds"])


def test_the_page_offers_kind_and_words_by_site_and_takes_over_what_was_said_for_all_sites(
    lurah: FlaskClient, house: House
) -> None:
    insta, x = account(house), account(house, "x")
    work, _told = drafted(house, insta, x, captions={"by_hand": "Untuk semua situs."})
    form = opened(lurah, f"/kegiatan/{work.activity}/susun")
    assert [form[f"caption_by_hand_{site}"] for site in ("instagram", "x")] == ["Untuk semua situs."] * 2
    assert "kind_by_hand_youtube" not in form

    changed = {"caption_by_hand_x": "", "kind_by_hand_instagram": "story", "accounts": [str(insta), str(x)]}
    assert sent(lurah, form, **changed).status_code == 303

    with house.sessions() as session:
        kept = factories.post_of(session, work).latest
    assert kept.captions[INSTA] == "Untuk semua situs."
    assert {"by_hand", "by_hand.x"}.isdisjoint(kept.captions)
    assert kept.kinds == {INSTA: "story"}


def test_what_was_frozen_for_all_sites_is_still_what_is_shared(lurah: FlaskClient, house: House) -> None:
    found = desk(house, "by_hand", now=clock.now())
    factories.handed_over(house, found.work)
    found.change(PostVersion, captions={"by_hand": "Yang disetujui dahulu."})

    page = sharing(lurah, found)

    assert "Yang disetujui dahulu." in page
    assert files(page) == [f"/hasil/{found.row().version.rendition_id}.jpg"]
    assert "Unduh foto 1" not in page
