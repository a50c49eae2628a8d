"""Sharing by hand, and what a person does about publications, on the pages and by the API."""

import re
import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence.core import clock
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.forms import told
from tests.house import ORIGIN, House, csrf
from tests.publish.desk import Desk, desk

LINK = "https://www.instagram.com/p/Cabc123"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


@pytest.fixture
def waiting(house: House) -> Desk:
    """A post that waits for a person to share it."""
    found = desk(house, "by_hand", now=clock.now())
    factories.handed_over(house, found.work)
    return found


def page(client: FlaskClient, address: str) -> str:
    return told(client.get(address), 200)


def post_page(client: FlaskClient, waiting: Desk) -> str:
    return page(client, f"/unggahan/{waiting.work.post}")


def share(client: FlaskClient, waiting: Desk, link: str) -> TestResponse:
    """Fill in the page on which a person says that they shared it."""
    address = f"/penerbitan/{waiting.row().id}/bagikan"
    form = {"csrf_token": csrf(page(client, address)), "link": link}
    return client.post(address, data=form)


def act(client: FlaskClient, waiting: Desk, name: str, **form: str) -> str:
    """Press one of the buttons of a publication; returns the page that follows."""
    token = csrf(page(client, "/lainnya"))
    answer = client.post(f"/penerbitan/{waiting.row().id}/{name}", data={"csrf_token": token, **form})
    assert answer.status_code == 303
    return page(client, answer.headers["Location"])


def test_the_page_gives_what_a_person_needs_to_share(lurah: FlaskClient, waiting: Desk) -> None:
    assert "Bagikan sendiri" in post_page(lurah, waiting)

    text = page(lurah, f"/penerbitan/{waiting.row().id}/bagikan")

    assert "Saluran dikuras." in text
    assert f'href="https://www.instagram.com/{waiting.row().account.handle}"' in text
    assert "Buka Instagram" in text
    picture = re.search(r'href="(/hasil/[^"]+)" download', text)
    assert picture
    assert lurah.get(picture.group(1)).mimetype == "image/jpeg"


def test_sharing_with_the_link_is_published(lurah: FlaskClient, waiting: Desk) -> None:
    answer = share(lurah, waiting, f"{LINK}/?igsh=abc")

    assert answer.status_code == 303
    row = waiting.row()
    assert (row.state, row.permalink) == (P.PUBLISHED, LINK)
    assert row.attempts[-1].by_name == "Lurah Mojo"
    assert LINK in post_page(lurah, waiting)


def test_the_link_may_follow_later_and_stays(lurah: FlaskClient, waiting: Desk) -> None:
    share(lurah, waiting, "")
    assert (waiting.row().state, waiting.row().permalink) == (P.PUBLISHED, "")
    assert "Tambahkan tautan" in post_page(lurah, waiting)

    share(lurah, waiting, LINK)
    share(lurah, waiting, "")

    assert waiting.row().permalink == LINK
    assert "Tambahkan tautan" not in post_page(lurah, waiting)


WRONG = {
    "no address": "bukan tautan",
    "not https": "http://www.instagram.com/p/abc",
    "an unknown site": "https://example.org/p/abc",
    "a profile": "https://www.instagram.com/latihan.mojo",
    "another site": "https://x.com/latihan.mojo/status/1",
    "another account": "https://www.instagram.com/orang.lain/p/C1",
    "long": "https://www.instagram.com/" + "a" * 480,
}


def test_a_link_that_is_not_this_post_is_refused_in_words(lurah: FlaskClient, waiting: Desk) -> None:
    for sentence, link in WRONG.items():
        text = told(share(lurah, waiting, link), 422)

        assert 'aria-invalid="true"' in text, sentence
        assert waiting.row().state is P.READY


def test_a_link_of_another_site_is_refused_with_the_one_that_is_expected(
    lurah: FlaskClient, waiting: Desk
) -> None:
    text = share(lurah, waiting, "https://x.com/latihan.mojo/status/1").get_data(as_text=True)

    assert "Akun ini di Instagram, sedangkan tautan itu dari x.com. Tempel tautan Instagram." in text
    assert "Instagram · dibagikan sendiri" in post_page(lurah, waiting)


def test_what_the_machine_sends_is_not_shared_by_hand(lurah: FlaskClient, house: House) -> None:
    sent = desk(house)

    assert lurah.get(f"/penerbitan/{sent.row().id}/bagikan").status_code == 404
    assert "/bagikan" not in post_page(lurah, sent)


# --------------------------------------------------------------------------------------- buttons
def test_the_buttons_are_those_that_are_safe_now(lurah: FlaskClient, waiting: Desk) -> None:
    offered = {
        P.QUEUED: {"cancel"},
        P.PREPARING: {"cancel"},
        P.PUBLISHING: set(),
        P.PUBLISHED: {"angka"},
        P.UNCONFIRMED: {"posted", "not_posted"},
        P.FAILED: {"retry", "cancel"},
        P.CANCELLED: set(),
    }
    for state, buttons in offered.items():
        ident = waiting.put(state, container="c1").id

        found = set(re.findall(f'action="/penerbitan/{ident}/([a-z_]+)"', post_page(lurah, waiting)))

        assert found == buttons, state


def test_who_may_only_look_gets_no_buttons(staff: FlaskClient, waiting: Desk) -> None:
    for state in (P.QUEUED, P.UNCONFIRMED, P.FAILED):
        waiting.put(state)

        assert "/penerbitan/" not in post_page(staff, waiting)


def test_a_cancelled_post_says_so(camat: FlaskClient, waiting: Desk) -> None:
    assert "Dibatalkan" in act(camat, waiting, "cancel")

    assert waiting.row().state is P.CANCELLED


def test_a_refused_act_is_told_on_the_page(lurah: FlaskClient, waiting: Desk) -> None:
    waiting.put(P.PUBLISHING)

    assert "tidak dapat dibatalkan" in act(lurah, waiting, "cancel")
    assert "tidak sedang gagal" in act(lurah, waiting, "retry")
    assert "Tindakan itu tidak ada." in act(lurah, waiting, "hapus")


def test_nobody_says_not_posted_without_having_looked(lurah: FlaskClient, waiting: Desk) -> None:
    waiting.put(P.UNCONFIRMED, intent_at=clock.now() - timedelta(minutes=3))

    assert "Lihat akunnya dahulu" in act(lurah, waiting, "not_posted")
    assert waiting.row().state is P.UNCONFIRMED

    act(lurah, waiting, "not_posted", looked="y")
    assert waiting.row().state is P.QUEUED


def test_the_two_minutes_are_told_on_the_page(lurah: FlaskClient, waiting: Desk) -> None:
    waiting.put(P.UNCONFIRMED, intent_at=clock.now())

    assert "Tunggu dua menit" in act(lurah, waiting, "not_posted", looked="y")
    assert waiting.row().state is P.UNCONFIRMED


def test_a_wrong_link_to_a_post_that_was_seen_is_told_on_the_page(lurah: FlaskClient, waiting: Desk) -> None:
    waiting.put(P.UNCONFIRMED)

    text = act(lurah, waiting, "posted", link="https://www.instagram.com/orang.lain/p/C1")

    assert "orang.lain" in text
    assert waiting.row().state is P.UNCONFIRMED


# ------------------------------------------------------------------------------------ by the API
def test_a_program_must_say_whether_the_post_is_there(lurah: FlaskClient, waiting: Desk) -> None:
    waiting.put(P.UNCONFIRMED, intent_at=clock.now() - timedelta(minutes=3))
    address, headers = f"/api/v1/publications/{waiting.row().id}/settle", {"Origin": ORIGIN}

    for body in ({}, {"posted": "ya"}, {"posted": None}, {"posted": 1}):
        assert lurah.post(address, json=body, headers=headers).status_code == 422
        assert waiting.row().state is P.UNCONFIRMED

    answer = lurah.post(address, json={"posted": True, "link": LINK}, headers=headers)
    assert (answer.status_code, answer.get_json()["permalink"]) == (200, LINK)


def test_a_program_reads_what_became_of_a_post(lurah: FlaskClient, waiting: Desk) -> None:
    share(lurah, waiting, LINK)

    listed = lurah.get("/api/v1/publications", query_string={"post": str(waiting.work.post)}).get_json()

    (row,) = listed["publications"]
    assert (row["id"], row["state"], row["permalink"]) == (str(waiting.row().id), "published", LINK)
    assert [(each["from"], each["to"]) for each in row["attempts"]] == [
        ("queued", "preparing"),
        ("preparing", "ready"),
        ("ready", "published"),
    ]
    assert uuid.UUID(row["account"]) == waiting.account


def test_a_program_that_asks_for_an_unknown_act_is_told_that_there_is_none(
    lurah: FlaskClient, waiting: Desk
) -> None:
    answer = lurah.post(f"/api/v1/publications/{waiting.row().id}/hapus", headers={"Origin": ORIGIN})

    assert answer.status_code == 404


def test_a_wrong_link_is_found_again_and_mended(lurah: FlaskClient, waiting: Desk) -> None:
    share(lurah, waiting, LINK)
    address = f"/penerbitan/{waiting.row().id}/bagikan"

    assert "Perbaiki tautan" in post_page(lurah, waiting)
    text = page(lurah, address)
    assert f'value="{LINK}"' in text
    assert "besok pagi kami tanyakan lagi" not in text
    share(lurah, waiting, f"{LINK}9")

    assert waiting.row().permalink == f"{LINK}9"


def test_the_words_come_before_the_picture_for_a_small_screen(lurah: FlaskClient, waiting: Desk) -> None:
    text = page(lurah, f"/penerbitan/{waiting.row().id}/bagikan")

    assert text.index("Salin teks") < text.index("Bagikan foto") < text.index("<figure")


def test_a_post_that_was_only_cancelled_says_so_with_the_next_step(lurah: FlaskClient, waiting: Desk) -> None:
    waiting.put(P.CANCELLED)

    text = post_page(lurah, waiting)

    assert "Penerbitan dibatalkan, jadi tidak terbit di akun mana pun." in text
    assert "buka kembali unggahan ini" in text
    assert "0 dari 0" not in text
    assert "bukti saja" not in text


def test_what_waits_for_its_hour_is_called_as_on_the_calendar_and_a_failed_one_can_be_given_up(
    lurah: FlaskClient, house: House
) -> None:
    found = desk(house, now=clock.now())
    found.put(P.QUEUED, due_at=clock.now() + timedelta(days=1))
    assert "Antre" not in post_page(lurah, found).split("<main")[1].split("Riwayat")[0]

    found.put(P.FAILED)
    text = post_page(lurah, found)

    filled = re.findall(r'<button type="submit" class="primary">(?:<svg.*?</svg>)?([^<]+)', text, re.S)
    assert filled == ["Coba kirim lagi"]
    assert "Batalkan penerbitan" in act(lurah, found, "retry") + text
