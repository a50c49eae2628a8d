"""What followers see: every page is whole HTML, says that it is practice, and runs nothing."""

import html5lib
import pytest

from tests.practice.serving import Account, Running, client, picture


def _page(url: str, status: int = 200) -> str:
    with client() as http:
        answer = http.get(url)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer.text


def test_a_post_stands_in_the_feed_on_its_account_and_alone(account: Account) -> None:
    post = account.post("Kuras saluran RT 05\nTerima kasih, warga", "Saluran sebelum dan sesudah")

    feed = _page(account.url)
    profile = _page(f"{account.url}/{account.handle}")
    alone = _page(f"{account.url}/p/{post}")

    for page in (feed, profile, alone):
        assert f'src="/media/{post}.jpg" alt="Saluran sebelum dan sesudah" width="64" height="80"' in page
    for page in (feed, alone):
        assert "Kuras saluran RT 05\nTerima kasih, warga" in page


def test_every_page_carries_the_band(account: Account) -> None:
    post = account.post()

    pages = [
        _page(account.url),
        _page(f"{account.url}/{account.handle}"),
        _page(f"{account.url}/p/{post}"),
        _page(f"{account.url}/latihan"),
        _page(f"{account.url}/p/tidakada", 404),
    ]

    assert all("LATIHAN - tidak tayang" in page for page in pages)


def test_what_was_written_is_shown_and_never_run(practice: Running) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
    account = practice.open("kel.jahil", name=evil, kind=evil[:40])
    account.post(evil, evil)

    for page in (_page(practice.url), _page(f"{practice.url}/kel.jahil")):
        assert "<script" not in page
        assert "onerror=alert(1)&gt;" in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    "path", ["/", "/latihan", "/static/practice.css", "/tidak.ada", "/healthz", "/api/posts"]
)
def test_every_answer_forbids_scripts_and_guessing(practice: Running, path: str) -> None:
    with client() as http:
        headers = http.get(practice.url + path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers


def test_pages_hold_no_inline_style_or_script(account: Account) -> None:
    post = account.post()

    for path in ("/", f"/{account.handle}", f"/p/{post}", "/latihan"):
        page = _page(account.url + path)
        assert "style=" not in page
        assert "<style" not in page
        assert "<script" not in page


def test_a_picture_is_served_as_it_came_and_in_a_sandbox(account: Account) -> None:
    image = picture(100, 100, "navy")
    post = account.post(image=image)

    with client() as http:
        answer = http.get(f"{account.url}/media/{post}.jpg")

    assert answer.content == image
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_feed_is_turned_page_by_page_without_gaps(account: Account) -> None:
    newest_last = [account.post(f"Kegiatan {number}") for number in range(25)]

    first = _page(account.url)
    link = first.split('href="/?sebelum=')[1].split('"')[0]
    second = _page(f"{account.url}/?sebelum={link}")

    shown = [post for page in (first, second) for post in newest_last if f"/media/{post}.jpg" in page]
    assert sorted(shown) == sorted(newest_last)
    assert sum(f"/media/{post}.jpg" in first for post in newest_last) == 20


def test_an_account_without_posts_says_so(practice: Running) -> None:
    practice.open("kel.sepi")

    assert "Belum ada unggahan di akun ini." in _page(f"{practice.url}/kel.sepi")


def test_an_unknown_account_and_an_unknown_post_answer_alike(practice: Running) -> None:
    account = _page(f"{practice.url}/tidak.dikenal", 404)
    post = _page(f"{practice.url}/p/0123456789abcdef", 404)

    assert account == post
