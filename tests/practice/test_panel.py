"""The trainer's page: asks for the key, orders one thing at a time, and for nobody else."""

import re

import httpx
import pytest

from tests.practice.serving import KEY, Account, Running, client, running


def _csrf(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page.text)
    assert found
    return found[1]


def _sign_in(http: httpx.Client, url: str, key: str = KEY) -> httpx.Response:
    token = _csrf(http.get(f"{url}/latihan"))
    return http.post(f"{url}/latihan/masuk", data={"csrf_token": token, "key": key})


def _press(http: httpx.Client, url: str, button: str) -> httpx.Response:
    token = _csrf(http.get(f"{url}/latihan"))
    return http.post(f"{url}/latihan/gangguan", data={"csrf_token": token, button: "ya"})


@pytest.mark.parametrize(
    ("button", "kind", "seconds"),
    [("fail", "reject", None), ("lose", "lose_answer", None), ("slow", "slow", 10.0)],
)
def test_a_button_orders_one_misbehaviour_for_the_next_post(
    practice: Running, button: str, kind: str, seconds: float | None
) -> None:
    with client() as http:
        assert _sign_in(http, practice.url).status_code == 303
        assert _press(http, practice.url, button).status_code == 303
        page = http.get(f"{practice.url}/latihan").text

    shown = practice.call("GET", "/api/faults").json()["faults"]
    assert shown == [{"step": "publish", "kind": kind, "times": 1, "seconds": seconds, "account": None}]
    assert "menerbitkan · 1 kali" in page
    assert "Gangguan dipesan" in page


def test_the_last_button_forgets_all_orders(practice: Running) -> None:
    practice.fault("media", "fail")
    with client() as http:
        _sign_in(http, practice.url)
        _press(http, practice.url, "clear")

    assert practice.call("GET", "/api/faults").json()["faults"] == []


def test_without_the_key_nothing_is_ordered(practice: Running) -> None:
    with client() as http:
        page = http.get(f"{practice.url}/latihan")
        answer = http.post(f"{practice.url}/latihan/gangguan", data={"csrf_token": _csrf(page), "fail": "ya"})

    assert "Kunci latihan" in page.text
    assert "Coba gagal" not in page.text
    assert answer.status_code == 303
    assert practice.call("GET", "/api/faults").json()["faults"] == []


def test_a_form_without_its_mark_orders_nothing(practice: Running) -> None:
    with client() as http:
        _sign_in(http, practice.url)
        http.post(f"{practice.url}/latihan/gangguan", data={"fail": "ya"})
        http.post(f"{practice.url}/latihan/gangguan", data={"fail": "ya", "csrf_token": "tebakan"})
        page = http.get(f"{practice.url}/latihan").text

    assert "Tekan tombolnya sekali lagi." in page
    assert practice.call("GET", "/api/faults").json()["faults"] == []


def test_signing_out_ends_it_for_this_browser(practice: Running) -> None:
    with client() as http:
        _sign_in(http, practice.url)
        token = _csrf(http.get(f"{practice.url}/latihan"))
        http.post(f"{practice.url}/latihan/keluar", data={"csrf_token": token})

        assert "Kunci latihan" in http.get(f"{practice.url}/latihan").text


def test_the_cookie_is_signed_and_kept_from_scripts_and_other_sites(practice: Running) -> None:
    with client() as http:
        cookie = _sign_in(http, practice.url).headers["Set-Cookie"]
        forged = http.get(
            f"{practice.url}/latihan", headers={"Cookie": "latihan_session=eyJ0cmFpbmVyIjp0cnVlfQ.x.y"}
        )

    assert cookie.startswith("latihan_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Coba gagal" not in forged.text


def test_guessing_the_key_is_slowed_after_five_failures(practice_database_url: str) -> None:
    with running(practice_database_url) as own, client() as http:
        wrong = [_sign_in(http, own.url, f"tebakan {number}").status_code for number in range(5)]
        right_too_late = _sign_in(http, own.url)

    assert wrong == [403] * 5
    assert right_too_late.status_code == 429
    assert "Tunggu satu menit" in right_too_late.text


@pytest.mark.parametrize("key", ["", "\x00", "kunci salah " * 40, "kuncí"])
def test_a_key_that_cannot_be_right_is_refused_with_a_page(practice_database_url: str, key: str) -> None:
    with running(practice_database_url) as own, client() as http:
        answer = _sign_in(http, own.url, key)

    assert answer.status_code in (400, 403)
    assert "Halaman pelatih" in answer.text


def test_a_post_after_a_lost_answer_is_there(practice: Running, account: Account) -> None:
    container = account.container()
    with client() as http:
        _sign_in(http, practice.url)
        _press(http, practice.url, "lose")

    with pytest.raises(httpx.RemoteProtocolError):
        account.publish(container)

    assert len(account.posts()) == 1
