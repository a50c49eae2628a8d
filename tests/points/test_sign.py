"""The sign of a photo point: what its code holds, what stands on it, and where it leads."""

import re

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from evidence.capture.models import PhotoPoint
from evidence.points import sign
from tests import factories
from tests.forms import told
from tests.house import House


@pytest.fixture
def house(shared: House) -> House:
    return shared


def paper(svg: str) -> Image.Image:
    """What an SVG of horizontal strokes draws, eight pixels to a square."""
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert box
    assert path
    sheet = Image.new("L", (int(box[1]), int(box[2])), 255)
    x, y = 0, 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path[1]):
        if command == "h":
            sheet.paste(0, (x, int(y), x + int(first), int(y) + 1))
            x += int(first)
        else:
            x = int(first) + (x if command == "m" else 0)
            y = float(second) + (y if command == "m" else 0)
    return sheet.resize((sheet.width * 8, sheet.height * 8), Image.Resampling.NEAREST)


def read(sheet: Image.Image) -> str:
    """What a phone's camera reads there; "" when it reads nothing."""
    found = zxingcpp.read_barcode(sheet)
    return found.text if found else ""


def test_the_picture_is_read_as_the_address_also_when_a_part_of_it_is_gone() -> None:
    address = sign.address("https://bukti.surakarta.go.id", "7Q4M-2KXD")

    sheet = paper(sign.picture(address))
    dirty = sheet.copy()
    dirty.paste(255, (sheet.width // 2, sheet.height // 2, sheet.width * 2 // 3, sheet.height * 2 // 3))

    assert read(sheet) == read(dirty) == address == "https://bukti.surakarta.go.id/t/7Q4M-2KXD"


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
    assert read(paper(svg[0])) == f"http://{found[1]}"


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
