"""The web as it runs: a process of its own on a socket, alone or behind a proxy that ends HTTPS."""

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from evidence.embedded import Store, checks, ports
from evidence.embedded.processes import Program, plain_environment, running
from tests.adapters.pictures import four_corners, jpeg
from tests.clusters import Cluster, temporary_folder
from tests.house import MOJO, PASSWORD, csrf, furnished
from tests.pages import check_page
from tests.practice.serving import client
from tests.program import Program as Phone
from tests.program import sha256
from tests.serving import RunningHouse

NAME = "bukti.example"
ROOT = Path(__file__).resolve().parent.parent
LARGE = jpeg(four_corners()) + bytes(20 * 1024 * 1024)


@pytest.fixture(scope="module")
def behind(cluster: Cluster, store: Store) -> Iterator[str]:
    """The address of a web that one proxy stands before, known outside as https://bukti.example."""
    port = ports.free_port()
    url = f"http://127.0.0.1:{port}"
    more = {
        "EVIDENCE_PORT": str(port),
        "EVIDENCE_TRUSTED_PROXIES": "1",
        "EVIDENCE_BASE_URL": f"https://{NAME}",
    }

    with temporary_folder() as folder, furnished(cluster, store) as house:
        env = plain_environment(**house.env, **more, PYTHONPATH=str(ROOT))
        program = Program("web", (sys.executable, "-m", "evidence.cli", "web"), env)
        with running(program, lambda: checks.answers("127.0.0.1", port, "/healthz"), folder / "web.log", 60):
            yield url


def by_proxy(address: str) -> dict[str, str]:
    """What a proxy adds to the request of a browser at ``address``."""
    return {
        "Host": NAME,
        "X-Forwarded-For": address,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": NAME,
    }


def sign_in(url: str, headers: dict[str, str], password: str, name: str = "lurah.mojo") -> httpx.Response:
    """Open the sign-in and send it; the answer."""
    with client() as http:
        page = http.get(f"{url}/masuk", headers=headers)
        # Its cookies are for HTTPS only, so they are carried over by hand.
        sent = {**headers, "Cookie": cookies(page), "Referer": f"https://{NAME}/masuk"}
        told = {"username": name, "password": password, "csrf_token": csrf(page.text)}
        return http.post(f"{url}/masuk", headers=sent, data=told)


def cookies(answer: httpx.Response) -> str:
    return "; ".join(line.partition(";")[0] for line in answer.headers.get_list("set-cookie"))


def test_a_page_writes_through_a_proxy_that_ends_https(behind: str) -> None:
    headers = by_proxy("10.0.0.9")
    signed_in = sign_in(behind, headers, PASSWORD)
    facts = {
        "title": "Kuras saluran",
        "category": "DRAINASE",
        "mode": "A",
        "unit": MOJO,
        "place": {"unit": MOJO},
    }
    own, foreign = (
        {**headers, "Cookie": cookies(signed_in), "Origin": f"{scheme}://{NAME}"}
        for scheme in ("https", "http")
    )

    with client() as http:
        written = http.put(f"{behind}/api/v1/activities/{uuid.uuid4()}", headers=own, json=facts)
        refused = http.put(f"{behind}/api/v1/activities/{uuid.uuid4()}", headers=foreign, json=facts)

    assert signed_in.status_code == 302
    assert "Secure" in signed_in.headers["set-cookie"]
    assert (written.status_code, refused.status_code) == (201, 403)
    assert written.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_behind_a_proxy_one_guesser_locks_out_nobody_else(behind: str) -> None:
    guesses = [sign_in(behind, by_proxy("10.0.0.1"), "salah").status_code for _ in range(6)]

    another = sign_in(behind, by_proxy("10.0.0.2"), PASSWORD)

    assert guesses == [200] * 5 + [429]
    assert another.status_code == 302


def test_without_a_proxy_nobody_can_pretend_to_be_many(served: RunningHouse) -> None:
    def guess(number: int) -> int:
        return sign_in(served.url, {"X-Forwarded-For": f"10.0.1.{number}"}, "salah", "tidak.ada").status_code

    guesses = [guess(number) for number in range(6)]

    assert guesses == [200] * 5 + [429]


def test_a_photo_far_too_large_is_refused_in_our_words_on_a_real_socket(served: RunningHouse) -> None:
    phone = Phone(served, "lurah.mojo")
    activity = phone.begin("Kuras saluran", MOJO)
    headers = {
        "Content-Type": "image/jpeg",
        "X-Content-SHA256": sha256(LARGE),
        "X-Meta": json.dumps({"activity": activity, "stage": "before"}),
    }

    by_api = phone.http.put(f"/api/v1/photos/{uuid.uuid4()}", content=LARGE, headers=headers)
    by_form = phone.http.post(
        f"/kegiatan/{activity}/foto/before", files={"photo": ("a.jpg", LARGE, "image/jpeg")}
    )
    phone.close()

    assert (by_api.status_code, by_api.headers["Content-Type"]) == (413, "application/problem+json")
    assert "15 MB" in by_api.json()["detail"]
    assert by_form.status_code == 413
    check_page(by_form.text)
    assert "15 MB" in by_form.text
