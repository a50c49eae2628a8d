"""The page on which people say how they are told, and the links in their letters."""

import json
import re
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.notices.models import Delivery, NoticeSettings, PushSubscription
from evidence.notices.topics import Way
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import House, csrf
from tests.notices.browsers import Browser
from tests.notices.conftest import Post

LURAH = "lurah.mojo"
PAGE = "/pemberitahuan/pengaturan"


@pytest.fixture(scope="module")
def lurah(open_post: Post) -> FlaskClient:
    """Signed in once for all: signing in is not what these tests are about."""
    return open_post.house.client(LURAH)


def settings(post: Post, who: str = LURAH) -> NoticeSettings | None:
    with post.house.sessions() as session:
        return session.get(NoticeSettings, post.house.actor(who).id)


def save(client: FlaskClient, drop: str = "", **fields: str | None) -> TestResponse:
    """Send the page as it is, but for ``fields``; ``drop`` is "topic:way" of a box that is unticked."""
    page = client.get(PAGE).get_data(as_text=True)
    topic, _colon, way = drop.partition(":")
    boxes = [
        (name, value)
        for name, value in re.findall(r'<input checked [^>]*name="(topic_[a-z]+)"[^>]*value="([a-z]+)"', page)
        if (name, value) != (f"topic_{topic}", way)
    ]
    assert len(boxes) > 10
    told = {
        name: value for name, value in {**opened(client, PAGE, PAGE), **fields}.items() if value is not None
    }
    data: dict[str, list[str]] = {
        name: [value] for name, value in told.items() if name != "action" and not name.startswith("topic_")
    }
    for name, value in boxes:
        data.setdefault(name, []).append(value)
    return client.post(PAGE, data=data)


@pytest.mark.usefixtures("post")
def test_the_page_shows_what_is_usual_and_says_what_is_urgent(lurah: FlaskClient) -> None:
    page = page_of(lurah.get(PAGE), 200)

    assert 'value="20.00"' in page
    assert 'value="06.00"' in page
    assert 'value="07.00"' in page
    assert "Tetap datang pada jam tenang: Perlu dicek, atau terbit padahal tidak seharusnya." in page
    assert "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw" not in page


def test_what_is_saved_unchanged_says_nothing(post: Post, lurah: FlaskClient) -> None:
    assert save(lurah).status_code == 303

    found = settings(post)
    assert found is not None
    assert found.choices == {}


def test_a_box_switches_one_way_of_one_topic_off(post: Post, lurah: FlaskClient) -> None:
    browser = post.browser(LURAH)
    post.address(LURAH)

    save(lurah, drop="check:push")
    post.tell("publish.unconfirmed")
    post.reaching.round()
    post.deliver(LURAH, Way.MAIL)

    found = settings(post)
    assert found is not None
    assert found.choices == {"push:check": False}
    assert (post.push.messages(browser), len(post.box.came)) == ([], 1)
    with post.house.sessions() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.act == "notices.chosen").order_by(AuditEvent.id.desc())
        ).first()
    assert event is not None
    assert event.facts == {"choices": {"push:check": False}}


def test_what_is_kept_out_of_the_app_is_counted_and_can_be_seen(post: Post, lurah: FlaskClient) -> None:
    post.tell("publish.failed", title="Disembunyikan")
    post.tell("publish.stray", title="Terlihat")

    save(lurah, drop="publishing:app")

    page = page_of(lurah.get("/pemberitahuan"), 200)
    assert ("Disembunyikan" in page, "Terlihat" in page) == (False, True)
    assert "1 pemberitahuan lain disembunyikan menurut pengaturan Anda." in page
    assert re.search(r'Lainnya</span>\s*<span class="badge">1<', page)
    assert "Disembunyikan" in page_of(lurah.get("/pemberitahuan?semua=1"), 200)


def test_quiet_hours_are_chosen_or_switched_off(post: Post, lurah: FlaskClient) -> None:
    save(lurah, quiet="y", quiet_from="21.30", quiet_until="5:00", digest_at="06.15")
    found = settings(post)
    assert found is not None
    assert [f"{each:%H.%M}" for each in (found.quiet_from, found.quiet_until, found.digest_at) if each] == [
        "21.30", "05.00", "06.15",
    ]  # fmt: skip
    assert 'value="21.30"' in page_of(lurah.get(PAGE), 200)

    save(lurah, drop="", quiet=None)
    page = page_of(lurah.get(PAGE), 200)
    assert 'value="20.00"' in page


@pytest.mark.usefixtures("post")
@pytest.mark.parametrize(
    ("field", "value"),
    [("quiet_from", "25.00"), ("quiet_until", "\x00"), ("digest_at", ""), ("digest_at", "0" * 999)],
)
def test_what_is_no_hour_is_refused_in_its_place(lurah: FlaskClient, field: str, value: str) -> None:
    answer = save(lurah, **{field: value})

    page = page_of(answer, 422)
    assert f'id="{field}-error"' in page


# ------------------------------------------------------------------------------------------- addresses
def link_of(post: Post, path: str) -> str:
    """The path of a link in the last letter."""
    found = re.search(rf"https://bukti\.latihan\.example({path}\?t=\S+)", post.box.came[-1].get_content())
    assert found, post.box.came[-1].get_content()
    return found[1]


def test_an_address_counts_once_its_reader_has_agreed(post: Post, lurah: FlaskClient) -> None:
    sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to=" mojo@latihan.example ")
    post.reaching.round()
    assert "Menunggu alamat dipastikan" in page_of(lurah.get(PAGE), 200)
    post.tell("publish.stray")
    post.reaching.round()
    post.house.run_jobs("publish")
    assert [str(each["Subject"]) for each in post.box.came] == ["Pastikan alamat email Anda: " + asked()]

    stranger = post.house.app.test_client()
    link = link_of(post, "/pemberitahuan/alamat")
    # Looking is not agreeing: machines open links too.
    form = opened(stranger, link)
    found = settings(post)
    assert found is not None
    assert found.mail_confirmed_at is None
    assert sent(stranger, form).status_code == 303

    assert "Dikirim ke alamat ini" in page_of(lurah.get(PAGE), 200)
    post.tell("publish.stray", title="Taman")
    post.reaching.round()
    post.deliver(LURAH, Way.MAIL)
    assert "Taman" in str(post.box.came[-1]["Subject"])
    assert post.box.came[-1]["To"] == "mojo@latihan.example"


def asked() -> str:
    return (
        "Buka tautan ini agar pemberitahuan Bukti dikirim ke alamat ini. Jika Anda tidak memintanya, abaikan."
    )


def test_an_old_link_opens_nothing_for_a_new_address(post: Post, lurah: FlaskClient) -> None:
    sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to="satu@latihan.example")
    post.house.run_jobs("publish")
    link = link_of(post, "/pemberitahuan/alamat")
    form = opened(post.house.app.test_client(), link)
    sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to="dua@latihan.example")

    stranger = post.house.app.test_client()
    answer = sent(stranger, {**opened(stranger, link), "t": form["t"]})

    assert answer.status_code == 404
    assert (found := settings(post)) is not None
    assert found.mail_confirmed_at is None


def test_nobody_can_be_flooded_with_letters_that_ask(post: Post, lurah: FlaskClient) -> None:
    for _ in range(3):
        sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to="satu@latihan.example")
    for number in range(2, 6):
        sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to=f"nomor{number}@latihan.example")

    answer = sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to="enam@latihan.example")

    assert answer.status_code == 429
    with post.house.sessions() as session:
        assert len(session.scalars(select(Delivery)).all()) == 5


def test_a_letter_that_did_not_go_is_sent_again_when_it_is_asked_for_again(
    post: Post, lurah: FlaskClient
) -> None:
    def ask() -> str:
        sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to="satu@latihan.example")
        return page_of(lurah.get(PAGE), 200)

    post.box.rcpt = "550 Nobody here"
    first, again = ask(), ask()
    post.house.run_jobs("publish")
    post.box.rcpt = "250 OK"
    after_failure = ask()
    post.house.run_jobs("publish")

    told, nothing_new = "Kami mengirim surat ke alamat itu.", "suratnya paling banyak sekali sehari"
    assert [told in page for page in (first, again, after_failure)] == [True, False, True]
    assert nothing_new in again
    assert post.states(LURAH, Way.MAIL) == ["failed", "sent"]
    assert len(post.box.came) == 1


@pytest.mark.parametrize(
    "address", ["bukan alamat", "a@b", "a@b.example\r\nBcc: c@d.example", "x" * 300, "\x00@a.example"]
)
def test_what_is_no_address_is_refused(post: Post, lurah: FlaskClient, address: str) -> None:
    answer = sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to=address)

    assert answer.status_code == 303
    assert "Tulis satu alamat email, misalnya nama@kantor.go.id." in page_of(lurah.get(PAGE), 200)
    with post.house.sessions() as session:
        assert session.scalars(select(Delivery)).all() == []


def test_an_empty_address_ends_all_letters(post: Post, lurah: FlaskClient) -> None:
    post.address(LURAH)

    sent(lurah, opened(lurah, PAGE, "/pemberitahuan/email"), mail_to="")
    post.tell("publish.stray")
    post.reaching.round()

    assert post.states(LURAH, Way.MAIL) == []


def test_a_letter_s_own_link_stops_letters_like_it_or_all(post: Post) -> None:
    post.address(LURAH)
    post.tell("publish.stray")
    post.reaching.round()
    post.deliver(LURAH, Way.MAIL)
    stranger = post.house.app.test_client()
    link = link_of(post, "/pemberitahuan/berhenti")

    page = page_of(stranger.get(link), 200)
    assert "Surat tentang: Perlu dicek, atau terbit padahal tidak seharusnya." in page
    form = opened(stranger, link)
    sent(stranger, form)
    assert (found := settings(post)) is not None
    assert found.choices == {"mail:check": False}
    sent(stranger, form, semua="1")
    assert (found := settings(post)) is not None
    assert {value for name, value in found.choices.items() if name.startswith("mail:")} == {False}
    assert len(found.choices) > 10


@pytest.mark.parametrize("path", ["/pemberitahuan/berhenti", "/pemberitahuan/alamat"])
@pytest.mark.parametrize("token", ["", "WyJ4Iiwi.x", "é" * 500])
def test_a_link_that_was_not_signed_here_opens_nothing(post: Post, path: str, token: str) -> None:
    stranger = post.house.app.test_client()

    assert page_of(stranger.get(path, query_string={"t": token}), 404)
    told = {"t": token, "csrf_token": csrf(stranger.get("/masuk").get_data(as_text=True))}
    assert stranger.post(path, data=told).status_code == 404


def test_a_link_of_one_kind_is_none_of_the_other(post: Post) -> None:
    links, user = post.reaching.links, post.house.actor(LURAH).id
    post.address(LURAH)
    stranger = post.house.app.test_client()

    for url, other in (
        (links.stop(user, "check"), "/pemberitahuan/alamat"),
        (links.confirm(user, "a@b.example"), "/pemberitahuan/berhenti"),
    ):
        assert stranger.get(f"{other}?{urlsplit(url).query}").status_code == 404


# -------------------------------------------------------------------------------------------- browsers
def subscribe(client: FlaskClient, told: str) -> TestResponse:
    token = csrf(client.get(PAGE).get_data(as_text=True))
    return client.post("/pemberitahuan/perangkat", data={"csrf_token": token, "subscription": told})


def test_a_browser_is_added_told_and_taken_away(post: Post, lurah: FlaskClient) -> None:
    browser = Browser(post.push.url)

    assert subscribe(lurah, browser.told()).status_code == 303
    assert "Perangkat ini" in page_of(lurah.get(PAGE), 200)
    # That sign-in is on a shared device, and over by tomorrow.
    post.now = clock.now()
    post.tell("publish.stray")
    post.reaching.round()
    post.deliver(LURAH, Way.PUSH)
    assert len(post.push.messages(browser)) == 1

    with post.house.sessions() as session:
        (number,) = session.scalars(select(PushSubscription.id))
    page = lurah.get(PAGE).get_data(as_text=True)
    assert browser.name not in page
    path = f"/pemberitahuan/perangkat/{number}/hapus"
    other = post.house.client("lurah.jebres")
    token = csrf(other.get(PAGE).get_data(as_text=True))
    assert other.post(path, data={"csrf_token": token}).status_code == 404
    assert lurah.post(path, data={"csrf_token": csrf(page)}).status_code == 303
    with post.house.sessions() as session:
        assert session.scalars(select(PushSubscription)).all() == []


def test_a_browser_belongs_to_whoever_said_so_last(post: Post, lurah: FlaskClient) -> None:
    browser = Browser(post.push.url)
    subscribe(lurah, browser.told())

    subscribe(post.house.client("lurah.jebres"), browser.told())

    with post.house.sessions() as session:
        (row,) = session.scalars(select(PushSubscription))
    assert row.user_id == post.house.actor("lurah.jebres").id


def bad_subscriptions() -> list[str]:
    good = json.loads(Browser("http://127.0.0.1:9/push").told())
    keys = good["keys"]
    return [
        "", "x", "[]", "null", "{}", "[" * 3000, "\x00",
        json.dumps({**good, "endpoint": 7}), json.dumps({**good, "endpoint": "http://10.0.0.1/a"}),
        json.dumps({**good, "endpoint": "https://169.254.169.254/latest"}),
        json.dumps({**good, "endpoint": "https://push.dalam.invalid/a"}),
        json.dumps({**good, "endpoint": "é"}), json.dumps({**good, "keys": None}),
        json.dumps({**good, "keys": {**keys, "p256dh": "AAAA"}}), json.dumps({**good, "keys": {**keys, "auth": "AA"}}),
        json.dumps({**good, "keys": {**keys, "auth": ["a"]}}),
    ]  # fmt: skip


def test_what_is_no_subscription_is_refused(post: Post, lurah: FlaskClient) -> None:
    for told in bad_subscriptions():
        answer = subscribe(lurah, told)
        assert answer.status_code == 422, told
    with post.house.sessions() as session:
        assert session.scalars(select(PushSubscription)).all() == []


def test_a_person_has_at_most_ten_browsers(post: Post, lurah: FlaskClient) -> None:
    for _ in range(11):
        post.browser(LURAH)
    last = Browser(post.push.url)

    subscribe(lurah, last.told())

    with post.house.sessions() as session:
        kept = session.scalars(select(PushSubscription.endpoint)).all()
    assert len(kept) == 10
    assert any(each.endswith(last.name) for each in kept)


def test_nothing_is_offered_that_is_not_set_up(shared: House) -> None:
    client = shared.client(LURAH)

    page = page_of(client.get(PAGE), 200)

    assert "Email belum diatur" in page
    assert "Push belum diatur" in page
    told = {
        "csrf_token": csrf(page),
        "mail_to": "a@b.example",
        "subscription": Browser("http://127.0.0.1:9").told(),
    }
    assert client.post("/pemberitahuan/email", data=told).status_code == 409
    assert client.post("/pemberitahuan/perangkat", data=told).status_code == 409
