"""The sign of a photo point: what its code holds, what stands on it, and where it leads."""

import re

import pytest
import segno
from flask.testing import FlaskClient

from evidence.capture.models import PhotoPoint
from evidence.points import sign
from tests import factories
from tests.forms import told
from tests.house import House


@pytest.fixture
def house(shared: House) -> House:
    return shared


def squares(svg: str) -> list[list[bool]]:
    """The dark squares that an SVG of horizontal strokes draws, without the quiet border around them."""
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert box
    assert path
    edge = int(box[1])
    drawn = [[False] * edge for _ in range(edge)]
    x, y = 0, 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path[1]):
        if command == "h":
            for _ in range(int(first)):
                drawn[int(y)][x] = True
                x += 1
        else:
            x = int(first) + (x if command == "m" else 0)
            y = float(second) + (y if command == "m" else 0)
    border = drawn[:4] + drawn[-4:] + [line[:4] + line[-4:] for line in drawn]
    assert not any(any(line) for line in border)
    return [line[4:-4] for line in drawn[4:-4]]


def test_the_picture_holds_the_address_and_nothing_else() -> None:
    address = sign.address("https://bukti.surakarta.go.id", "7Q4M-2KXD")

    drawn = squares(sign.picture(address))

    expected = segno.make(
        "https://bukti.surakarta.go.id/t/7Q4M-2KXD", error="M", boost_error=False, micro=False
    )
    assert drawn == [[bool(square) for square in line] for line in expected.matrix]
    assert drawn != [
        [bool(square) for square in line] for line in segno.make(address + "X", error="M").matrix
    ]


@pytest.mark.parametrize(
    ("own", "asked", "base"),
    [
        ("https://bukti.example", "http://10.0.0.7:8000/", "https://bukti.example"),
        ("http://127.0.0.1:8000", "http://192.168.1.7:8000/", "http://192.168.1.7:8000"),
        ("http://localhost:8000", "http://localhost:8000/", "http://localhost:8000"),
    ],
)
def test_a_sign_names_the_house_as_phones_reach_it(own: str, asked: str, base: str) -> None:
    assert sign.base_of(own, asked) == base


def test_the_sign_is_a_page_without_script_that_names_place_and_unit(
    house: House, lurah: FlaskClient
) -> None:
    ident = factories.point(house, name="Saluran <depan> pasar")
    with house.sessions() as session:
        code = session.get_one(PhotoPoint, ident).code

    page = told(lurah.get(f"/titik/{ident}/tanda"), 200)

    assert "<script" not in page
    assert "<h1>Saluran &lt;depan&gt; pasar</h1>" in page
    assert "Kelurahan Mojo" in page
    assert "Pindai untuk foto sebelum/sesudah" in page
    found = re.search(rf"Kode QR ke ([^\"]+/t/{code})", page)
    assert found
    svg = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert svg
    held = segno.make(f"http://{found[1]}", error="M", boost_error=False, micro=False)
    assert squares(svg[0]) == [[bool(square) for square in line] for line in held.matrix]


def test_every_code_leads_to_the_field_whoever_scans_it_and_whether_it_exists(
    house: House, lurah: FlaskClient, stranger: FlaskClient
) -> None:
    ident = factories.point(house)
    with house.sessions() as session:
        code = session.get_one(PhotoPoint, ident).code

    for client in (lurah, stranger, house.app.test_client()):
        for scanned in (code, "0000-0000"):
            answer = client.get(f"/t/{scanned}")
            assert (answer.status_code, answer.headers["Location"]) == (302, f"/lapangan#/titik/{scanned}")


@pytest.mark.parametrize(
    "scanned", ["%0d%0aX-Evil:%201", "javascript:alert(1)", "..%5c..", "not-a-code-at-all-but-long"]
)
def test_a_code_that_is_none_brings_nothing_strange_into_the_address(house: House, scanned: str) -> None:
    answer = house.app.test_client().get(f"/t/{scanned}")

    assert answer.status_code == 302
    assert re.fullmatch(r"/lapangan#/titik/[0-9A-Z-]{0,16}", answer.headers["Location"])


def test_a_typed_code_is_forgiven_its_small_letters(house: House) -> None:
    answer = house.app.test_client().get("/t/7q4m-2kxd")

    assert answer.headers["Location"] == "/lapangan#/titik/7Q4M-2KXD"
