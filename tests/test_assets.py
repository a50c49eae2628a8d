"""How the files of the front end are sent: packed for those that unpack, and kept for ever."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from evidence.assets import STATIC, built
from tests.house import House

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def app(shared: House) -> Flask:
    return shared.app


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("name", ["main.css", "main.js", "field.js", "icons.svg"])
def test_a_built_file_goes_packed_to_whoever_unpacks_it(stranger: FlaskClient, name: str) -> None:
    path = f"/static/dist/{built()[name]}"

    with (
        stranger.get(path) as plain,
        stranger.get(path, headers={"Accept-Encoding": "br, gzip"}) as packed,
        stranger.get(path, headers={"Accept-Encoding": "gzip;q=0"}) as refused,
    ):
        bodies = [each.get_data() for each in (plain, packed, refused)]

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.mimetype == plain.mimetype
    assert (
        bodies[0] == gzip.decompress(bodies[1]) == bodies[2] == (STATIC / "dist" / built()[name]).read_bytes()
    )
    assert len(bodies[1]) < len(bodies[0]) / 2
    for answer in (plain, packed):
        assert answer.headers["Cache-Control"] == FOR_EVER
        # No word of the cookie: after a sign-in nothing is fetched anew.
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_a_font_is_packed_by_itself_and_kept_for_ever(stranger: FlaskClient) -> None:
    (font,) = [name for name in built().values() if name.endswith(".woff2")]

    with stranger.get(f"/static/dist/{font}", headers={"Accept-Encoding": "gzip"}) as answer:
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["Cache-Control"] == FOR_EVER


def test_a_file_whose_name_stays_is_asked_for_anew(stranger: FlaskClient) -> None:
    with stranger.get("/static/favicon.svg") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["dist/nothing.js", "dist/../../config.py", "%2e%2e/config.py"])
def test_nothing_else_is_sent(stranger: FlaskClient, path: str) -> None:
    with stranger.get(f"/static/{path}", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/lapangan", "/sw.js"])
def test_what_is_the_same_for_everybody_goes_packed(stranger: FlaskClient, path: str) -> None:
    plain = stranger.get(path)
    packed = stranger.get(path, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert int(packed.headers["Content-Length"]) == len(packed.get_data()) < len(plain.get_data()) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_page_with_a_forms_token_is_never_packed(stranger: FlaskClient) -> None:
    page = stranger.get("/masuk", headers={"Accept-Encoding": "gzip"})

    assert "csrf_token" in page.get_data(as_text=True)
    assert "Content-Encoding" not in page.headers
