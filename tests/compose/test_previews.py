"""How networks show a post: the order of its parts and where its words are cut; pure, and on the pages."""

import secrets

import pytest
from flask.testing import FlaskClient

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.base import Kind
from evidence.compose.previews import LINE, preview, shortened
from evidence.compose.ways import SLIDES, WAYS
from tests import factories
from tests.forms import told
from tests.house import ORIGIN, House

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
LONG = "Saluran di depan balai kelurahan dikuras warga bersama petugas. " * 5


@pytest.mark.parametrize(
    ("network", "order", "cut"),
    [
        ("instagram", ("head", "pictures", "caption"), True),
        ("facebook", ("head", "caption", "pictures"), True),
        ("threads", ("head", "caption", "pictures"), True),
        ("x", ("head", "caption", "pictures"), False),
        ("telegram", ("head", "pictures", "caption"), False),
        ("mastodon", ("head", "caption", "pictures"), False),
        ("bluesky", ("head", "caption", "pictures"), False),
        ("tiktok", ("pictures", "head", "caption"), True),
        ("practice", ("head", "pictures", "caption"), False),
        ("by_hand", ("head", "pictures", "caption"), False),
    ],
)
def test_each_network_has_its_order_and_its_cut(network: str, order: tuple[str, ...], cut: bool) -> None:
    found = preview(network, Kind.SINGLE, LONG)

    assert (found.order, found.cut) == (order, cut)
    assert LONG.startswith(found.caption)
    assert preview(network, Kind.SINGLE, "Pendek.").caption == "Pendek."


def test_each_network_of_the_house_has_a_way_of_its_own_or_the_plain_one(shared: House) -> None:
    networks = shared.app.extensions["house"].networks

    assert set(networks) <= {*WAYS, "practice", "by_hand"}


@pytest.mark.parametrize(
    ("text", "most", "rows", "shown"),
    [
        ("satu dua tiga", 8, None, "satu dua"),
        ("satu dua tiga", 7, None, "satu"),
        ("satu dua tiga", 13, None, "satu dua tiga"),
        ("satuduatiga", 4, None, "satu"),
        ("a\nb\nc\nd", None, 3, "a\nb\nc"),
        ("a\n\n\nb", None, 3, "a"),
        ("kata " * 30, None, 1, "kata kata kata kata kata kata kata kata"),
        ("pendek\n" + "kata " * 30, 125, 2, "pendek\nkata kata kata kata kata kata kata kata"),
        ("", 5, 3, ""),
        ("a" * LINE * 3, 125, 3, "a" * 125),
        (FAMILY * 20, 125, None, FAMILY * 17),
        ("e\u0301" * 70, 125, None, "e\u0301" * 62),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(
    text: str, most: int | None, rows: int | None, shown: str
) -> None:
    assert shortened(text, most, rows) == shown


def test_a_story_has_no_words_and_a_carousel_its_slides() -> None:
    story, carousel = (preview("instagram", kind, LONG) for kind in (Kind.STORY, Kind.CAROUSEL))

    assert (story.order, story.caption, story.cut, story.story) == (("head", "pictures"), "", False, True)
    assert (carousel.several, carousel.story) == (SLIDES, False)


# --------------------------------------------------------------------------------------------- the pages
@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


def drafted(house: House, lurah: FlaskClient, **said: object) -> tuple[factories.Work, str]:
    """A draft for an account of its own, whose pictures are all drawn; answers with the account's handle."""
    work, handle = factories.drafted(house), f"latihan.{secrets.token_hex(5)}"
    body = {
        "activity": str(work.activity), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.",
        "accounts": [str(factories.account(house, network="instagram", handle=handle))], **said,
    }  # fmt: skip
    answer = lurah.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    factories.all_asked_drawn(house, work.activity)
    return work, handle


def test_the_draft_shows_each_account_what_it_will_show(lurah: FlaskClient, house: House) -> None:
    work, handle = drafted(house, lurah, captions={"instagram": "Khusus Instagram."})

    page = told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)

    shown = page[page.index('id="pratinjau"') :]
    assert "Perkiraan tampilan" in shown
    assert f"@{handle}" in shown
    assert "Khusus Instagram." in shown
    assert "/hasil/" in shown
    assert "data-poll" not in shown


def test_a_network_that_shows_names_is_shown_with_the_name_of_the_account(
    lurah: FlaskClient, house: House
) -> None:
    work, handle = factories.drafted(house), f"latihan.{secrets.token_hex(5)}"
    accounts = [factories.account(house, network=each, handle=handle) for each in ("facebook", "instagram")]
    with house.sessions.begin() as session:
        for ident in accounts:
            session.get_one(SocialAccount, ident).name = "Kelurahan Mojo Surakarta"
    body = {
        "activity": str(work.activity), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.",
        "accounts": [str(ident) for ident in accounts],
    }  # fmt: skip
    lurah.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})

    page = told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)

    assert page.count(f'Kelurahan Mojo Surakarta <span class="muted">@{handle}</span>') == 1
    assert f"</span><span>@{handle}</span></p>" in page


def test_what_does_not_fit_is_said_beside_the_preview_with_how_much(lurah: FlaskClient, house: House) -> None:
    work, _handle = drafted(house, lurah, caption="a" * 2107)

    page = told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)

    assert "7 karakter lebih untuk Instagram." in page[page.index('id="pratinjau"') :]
    # Above the button too, since that is where somebody is about to send it.
    assert "7 karakter lebih untuk Instagram." in page[: page.index('name="submit"')]


def test_whoever_decides_sees_the_same_pictures_as_they_are_frozen(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    work, handle = drafted(house, lurah, kinds={"instagram": "carousel"})
    factories.submit(house, work)
    with house.sessions() as session:
        made = factories.post_of(session, work).latest.pictures["instagram"]["pictures"]

    page = told(camat.get(f"/periksa/{work.post}"), 200)

    shown = page[page.index('id="pratinjau"') : page.index("Yang tercatat")]
    assert f"@{handle}" in shown
    assert "Korsel" in shown
    places = [shown.index(f"/hasil/{each['rendition']}.jpg") for each in made]
    assert places == sorted(places)
    assert len(places) == 3


def test_a_picture_that_could_not_be_drawn_is_asked_for_again_from_its_preview(
    lurah: FlaskClient, staff: FlaskClient, house: House
) -> None:
    work, _handle = drafted(house, lurah, kinds={"instagram": "story"})
    story = factories.undone(house, work.activity, "story")

    page = told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)
    assert f"/hasil/{story}/ulang" in page

    seen = told(staff.get(f"/kegiatan/{work.activity}/susun"), 200)
    assert f"/hasil/{story}/ulang" not in seen


def test_a_post_without_accounts_has_no_previews(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)

    assert 'id="pratinjau"' not in told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)
