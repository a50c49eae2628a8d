"""Choosing a unit where one list cannot hold them all: step by step, or by a part of its name."""

import re
import uuid
from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from evidence.accounts import listing
from evidence.accounts.models import AccountState, SocialAccount
from evidence.core import clock
from evidence.units import handing_over
from evidence.units.models import Unit
from evidence.units.offering import MOST, offered, places, steps
from tests import factories
from tests.accounts.looking import put
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


# ---------------------------------------------------------------------------------------- where work happens
def codes(found: Sequence[Unit]) -> list[str]:
    return [each.code for each in found]


def test_work_is_placed_in_any_kelurahan_of_a_small_city_and_near_by_in_a_large_tree(large: House) -> None:
    with large.sessions() as session:
        lurah, camat = (large.actor(who).paths() for who in ("lurah.mojo", "camat.pasarkliwon"))
        every = places(session, lurah, most=500)
        near, far = places(session, lurah), places(session, lurah, f"{FAR}.7")
        found = places(session, lurah, MOJO, "mojo jauhari")
        city = places(session, camat, PASAR_KLIWON)

    beside = [f"{PASAR_KLIWON}.10{n:02}" for n in range(1, 11)]
    assert (len(every.units), every.many) == (54 + COUNT, False)
    assert (codes(near.units), near.many) == (beside, True)
    assert codes(far.units) == [*beside, f"{FAR}.7"]
    assert (codes(found.units), found.found) == ([MOJO, f"{FAR}.0"], 1)
    # A camat's own come first, then as many of the city's as a list holds; and no kecamatan is a place.
    assert set(beside) < set(codes(city.units))
    assert len(city.units) == MOST


@pytest.mark.parametrize(
    ("path", "name", "verb"),
    [("/kegiatan/baru", "title", "/foto/before"), ("/titik/baru", "name", "/titik/")],
)
def test_a_form_finds_a_kelurahan_by_typing_and_keeps_what_was_written(
    large: House, path: str, name: str, verb: str
) -> None:
    lurah = large.client("lurah.mojo")
    form, option = opened(lurah, path), f'value="{FAR}.0"'
    assert option not in told(lurah.get(path), 200)

    words = {name: "Kuras saluran jauh", "cari_tempat": "mojo jauhari"}
    found = told(sent(lurah, form, **words, act="cari"), 200)
    kept = form_of(found)
    made = sent(lurah, kept, place_unit=f"{FAR}.0")

    assert option in found
    assert "1 unit cocok" in found
    assert (kept[name], kept["place_unit"], kept["uuid"]) == ("Kuras saluran jauh", MOJO, form["uuid"])
    assert made.status_code == 303
    assert verb in made.location
    # Neither a kecamatan nor what cannot be a code is a place, whatever the size of the tree.
    for wrong in (FAR, "\x00"):
        assert "Pilihan itu tidak ada." in told(
            sent(lurah, form, **{name: "Kuras saluran"}, place_unit=wrong), 422
        )


def test_a_phone_learns_the_kelurahan_near_it(large: House) -> None:
    told_ = large.client("lurah.mojo").get("/api/v1/field").get_json()

    assert {each["code"] for each in told_["places"]} >= {f"{PASAR_KLIWON}.10{n:02}" for n in range(1, 11)}
    assert len(told_["places"]) < 20
    assert [each["code"] for each in told_["units"]] == [MOJO]


@pytest.mark.parametrize(
    ("path", "before"), [("/penerbitan/tahan", "unit:"), ("/orang/baru", ""), ("/akun", "")]
)
def test_a_form_of_the_citys_finds_a_unit_by_typing(large: House, path: str, before: str) -> None:
    admin, option = large.client("admin"), f'value="{before}{FAR}.0"'
    first = told(admin.get(path), 200)
    if path == "/akun":
        found = told(admin.get(path, query_string={"cari_unit": "mojo jauhari"}), 200)
    else:
        found = told(sent(admin, opened(admin, path), cari_unit="mojo jauhari", act="cari"), 200)

    assert (option in first, option in found) == (False, True)
    assert len(first) < 100_000


def test_somebody_is_brought_in_for_a_unit_of_a_large_tree_and_for_none_that_is_not_there(
    large: House,
) -> None:
    admin = large.client("admin")
    form = {**opened(admin, "/orang/baru"), "name": "Lurah Jauh", "username": "lurah.jauh"}

    assert sent(admin, form, unit="33.99", roles="uploader").status_code == 422
    assert sent(admin, form, unit=f"{FAR}.0", roles="uploader").status_code == 303
    assert [each.unit_code for each in large.actor("lurah.jauh").grants] == [f"{FAR}.0"]


# -------------------------------------------------------------------------------------- lists, step by step
def test_steps_go_on_after_the_last_one_and_miss_none(large: House) -> None:
    found, after = list[str](), ""
    with large.sessions() as session:
        paths = large.actor("staf.balaikota").paths()
        while True:
            page, after = steps(session, paths, ("kecamatan",), after, most=2)
            found += codes(page)
            if not after:
                break

    assert found == [*(f"33.72.0{n}" for n in range(1, 6)), FAR]


def test_galleries_are_opened_by_way_of_their_kecamatan_and_its_counts_are_those_of_its_group(
    large: House,
) -> None:
    admin, at = large.client("admin"), f"/galeri-warga?unit={FAR}.0"
    before = told(admin.get("/galeri-warga"), 200)
    form = opened(admin, at)
    saved = sent(admin, form, unit=f"{FAR}.0")
    after, group = told(admin.get("/galeri-warga"), 200), told(admin.get(at), 200)

    assert f'href="/galeri-warga?unit={FAR}"' in before
    assert f"0 dari {COUNT + 1} dibuka" in before
    assert (saved.status_code, saved.location) == (303, at)
    assert f"1 dari {COUNT + 1} dibuka" in after
    assert group.count('type="checkbox"') == COUNT + 1
    assert len(re.findall(r"<input[^>]* checked>", group)) == 1
    by_words = told(admin.get("/galeri-warga?cari_unit=mojo+jauhari"), 200)
    assert re.findall(r"(\d+) dari (\d+) dibuka", by_words) == [("1", str(COUNT + 1))]
    # All units stand in one of the groups.
    counts = [int(each) for each in re.findall(r"dari (\d+) dibuka", after)]
    assert sum(counts) == 60 + 1 + COUNT
    assert told(admin.get(f"/galeri-warga?unit={MOJO}"), 200).count("<details") == 1


def test_the_registry_leads_to_the_units_of_one_kecamatan_by_its_counts(
    large: House, reader: FlaskClient
) -> None:
    put(reader, uuid.uuid4(), unit=f"{FAR}.0", network="threads")
    first = told(reader.get("/daftar-akun?jejaring=threads"), 200)
    far = told(reader.get(f"/daftar-akun?jejaring=threads&induk={FAR}"), 200)
    rest = told(reader.get(f"/daftar-akun?jejaring=threads&induk={FAR}&setelah=/33.72/{FAR}/{FAR}.95/"), 200)
    found = told(reader.get("/daftar-akun?jejaring=threads&cari_unit=mojo+jauhari"), 200)

    assert f"1 dari {COUNT + 1} unit diperiksa" in first
    assert f'href="/daftar-akun?jejaring=threads&amp;induk={FAR}"' in first
    assert ("Ada akun (1)" in far, f"Belum diperiksa ({COUNT})" in far) == (True, True)
    assert far.count("<tr>") == 26
    assert 'rel="next"' not in rest
    assert f'value="{FAR}.0"' in found
    # Of the kecamatan only that in which it lies.
    assert re.findall(r"(\d+) dari (\d+) unit diperiksa", found) == [("1", str(COUNT + 1))]


def test_many_accounts_come_page_by_page_what_needs_a_person_first(large: House) -> None:
    made = [factories.account(large, f"{FAR}.{n}", handle=f"jauh{n}") for n in range(4)]
    with large.sessions.begin() as session:
        ill = update(SocialAccount).where(SocialAccount.id == made[2])
        session.execute(ill.values(state=AccountState.NEEDS_RECONNECT))
    found, after = list[uuid.UUID](), ""
    with large.sessions() as session:
        by = large.actor("staf.balaikota")
        while True:
            page = listing.page(session, by, session.get(Unit, FAR), after, size=1)
            found += [each.id for each in page.rows]
            if page.after is None:
                break
            after = page.after
        strange = listing.page(session, by, None, "7_nonsense").rows

    assert found == [made[2], made[0], made[1], made[3]]
    assert strange[0].id == made[2]
    page_ = told(large.client("admin").get(f"/akun?unit={FAR}"), 200)
    assert page_.index("jauh2") < page_.index("jauh0")
    assert "Kelurahan Mojo, Kecamatan Jauhari" in page_


def test_offices_come_page_by_page_and_are_found_by_words(large: House) -> None:
    by, now = large.actor("admin"), clock.now()
    with large.sessions() as session:
        whole, end = handing_over.offices(session, by, now)
        found, after = list[uuid.UUID](), ""
        while True:
            page, after = handing_over.offices(session, by, now, after=after, most=1)
            found += [each.key for each in page]
            if not after:
                break
        mojo, _end = handing_over.offices(session, by, now, "KELURAHAN mojo lurah.mojo")

    assert end == ""
    assert found == [each.key for each in whole]
    assert [each.holder.username for each in mojo] == ["lurah.mojo"]
