"""Choosing a unit where one list cannot hold them all: step by step, or by a part of its name."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from evidence.units.models import Unit
from evidence.units.offering import MOST, offered
from tests.forms import form_of, opened, sent, told
from tests.house import MOJO, PASAR_KLIWON, House
from tests.pages import check_page

FAR, COUNT = "33.72.77", MOST + 20


@pytest.fixture(scope="module")
def large(shared: House) -> House:
    """A city with one kecamatan more, of so many kelurahan that no list holds them, one of them another Mojo."""
    path = f"/33.72/{FAR}/"
    rows = [
        {"code": f"{FAR}.{n}", "name": f"Jauh {n}" if n else "Mojo", "kind": "kelurahan", "parent_code": FAR,
         "path": f"{path}{FAR}.{n}/"}
        for n in range(COUNT)
    ]  # fmt: skip
    with shared.sessions.begin() as session:
        session.execute(
            insert(Unit),
            [{"code": FAR, "name": "Jauhari", "kind": "kecamatan", "parent_code": "33.72", "path": path}],
        )
        session.execute(insert(Unit), rows)
    return shared


@pytest.fixture
def reader(large: House) -> FlaskClient:
    return large.client("staf.balaikota")


def test_where_units_are_few_all_are_offered_by_their_names_alone(large: House) -> None:
    with large.sessions() as session:
        found = offered(session, large.actor("camat.pasarkliwon").paths(), words="semanggi")

    assert (len(found.units), found.many, found.words) == (11, False, "")
    assert dict(found.choices)[MOJO] == "Kelurahan Mojo"


@pytest.mark.parametrize(
    ("who", "chosen", "wanted"),
    [
        ("staf.balaikota", "", ["33.72", "33.72.01", "33.72.02", "33.72.03", "33.72.04", "33.72.05", FAR]),
        ("staf.balaikota", MOJO, ["33.72", PASAR_KLIWON, MOJO]),
        ("camat.pasarkliwon", MOJO, [PASAR_KLIWON, MOJO]),
        # What lies outside one's right is as good as nothing chosen.
        ("camat.pasarkliwon", "33.72.04", [PASAR_KLIWON, *(f"33.72.03.10{n:02}" for n in range(1, 11))]),
    ],
)
def test_in_a_large_tree_units_are_offered_step_by_step(
    large: House, who: str, chosen: str, wanted: list[str]
) -> None:
    with large.sessions() as session:
        found = offered(session, large.actor(who).paths(), chosen, most=7)

    assert [each.code for each in found.units if "/" not in each.code] == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("mojo jauhari", ["Kelurahan Mojo, Kecamatan Jauhari"]),
        ("KELURAHAN MOJO", ["Kelurahan Mojo, Kecamatan Pasar Kliwon", "Kelurahan Mojosongo, Kecamatan Jebres",
                            "Kelurahan Mojo, Kecamatan Jauhari"]),
        ("kecamatan pasar kliwon kota", ["Kecamatan Pasar Kliwon, Kota Surakarta"]),
        ("jauh 7 %", []),
        ("\x00", None),
    ],
)  # fmt: skip
def test_words_find_units_by_their_name_and_the_one_above(
    large: House, words: str, wanted: list[str] | None
) -> None:
    with large.sessions() as session:
        found = offered(session, large.actor("staf.balaikota").paths(), words=words)

    assert found.many
    assert wanted is None or [said for _code, said in found.choices] == wanted
    assert found.found == len(wanted or ())


def test_what_was_chosen_stays_beside_what_words_find_and_nothing_beyond_a_right_does(large: House) -> None:
    with large.sessions() as session:
        whole = large.actor("staf.balaikota").paths()
        beside = offered(session, whole, MOJO, "jauh")
        camat = offered(session, large.actor("camat.pasarkliwon").paths(), f"{FAR}.1", "jauh", most=7)

    assert (beside.units[0].code, beside.found, beside.more) == (MOJO, MOST, True)
    assert (camat.units, camat.found) == ([], 0)


@pytest.mark.parametrize("path", ["/galeri", "/galeri/banding", "/jadwal", "/papan", "/laporan"])
def test_each_page_finds_units_that_its_list_does_not_hold(reader: FlaskClient, path: str) -> None:
    before = told(reader.get(path), 200)
    after = told(reader.get(path, query_string={"cari_unit": "mojo jauhari"}), 200)
    none = told(reader.get(path, query_string={"cari_unit": "<b>"}), 200)

    option = f'value="{FAR}.0"'
    assert (option in before, option in after) == (False, True)
    assert "1 unit cocok" in after
    assert "Tidak ada unit dengan kata itu." in none
    assert len(before) < 200_000


def test_a_paper_is_asked_for_of_a_unit_that_was_found(reader: FlaskClient) -> None:
    form = opened(reader, "/laporan")
    found = sent(reader, form, cari_unit="mojo jauhari", act="count", shapes="csv")

    page = found.get_data(as_text=True)
    check_page(page)
    assert found.status_code == 200
    assert f'value="{FAR}.0"' in page
    assert form_of(page)["shapes"] == "csv"
