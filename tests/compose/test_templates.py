"""How captions are proposed: a unit's own template, that of the unit above, and what a template may ask for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from evidence.compose.caption import PLACEHOLDERS, propose, unknown
from evidence.compose.models import CaptionTemplate
from tests import factories
from tests.compose.test_caption import DRAIN
from tests.forms import opened, sent, told
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House
from tests.languages.reading import choose, in_both, untranslated

PAGE = f"/unit/{MOJO}/teks"


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """One house for all tests here, without templates again after each."""
    yield shared
    with shared.sessions.begin() as session:
        session.execute(delete(CaptionTemplate))


# --------------------------------------------------------------------------------------------- filling
@pytest.mark.parametrize(
    ("template", "caption"),
    [
        ("{judul}", "Kuras saluran"),
        ("{unit}: {kategori}", "Kelurahan Mojo: Saluran & drainase"),
        ("{tempat}", "Jl. Kyai Mojo, RT 05 RW 03, Kelurahan Mojo, Kecamatan Pasar Kliwon"),
        ("{tanggal}", "Sebelum: 12 November 2026. Sesudah: 13 November 2026."),
        ("{tagar} #KelMojo", "#Surakarta #SaluranBersih #KelMojo"),
        ("{judul} dan {judul}", "Kuras saluran dan Kuras saluran"),
        ("Tanpa isian.\n\nSelesai.", "Tanpa isian.\n\nSelesai."),
        ("kurung {\n}", "kurung {\n}"),
    ],
)
def test_a_template_is_filled_with_what_is_known(template: str, caption: str) -> None:
    assert propose(DRAIN, template) == caption


def test_a_line_of_which_nothing_is_known_is_left_out() -> None:
    undated = replace(DRAIN, dates=(None, None))

    assert propose(undated, "{judul}\n{tanggal}\nDikerjakan {tanggal}\nSelesai") == "Kuras saluran\nSelesai"
    assert propose(undated, "{judul} {tanggal}") == "Kuras saluran "


def test_what_is_filled_in_is_not_read_as_a_template_again() -> None:
    odd = replace(DRAIN, title="{unit} {judul.__class__} %s")

    assert propose(odd, "{judul}") == "{unit} {judul.__class__} %s"


def test_only_the_known_placeholders_are_known() -> None:
    assert unknown("".join(f"{{{name}}}" for name in PLACEHOLDERS)) == []
    assert unknown("{judul} {nama} {} {nama} {judul.__class__} {Judul}") == [
        "{nama}", "{}", "{judul.__class__}", "{Judul}",
    ]  # fmt: skip


# --------------------------------------------------------------------------------------------- the page
def test_a_unit_writes_its_template_and_new_captions_follow_it(lurah: FlaskClient, house: House) -> None:
    written = factories.drafted(house)
    form = opened(lurah, PAGE)
    assert form["template"].startswith("{judul}.\nLokasi: {tempat}.")

    answer = sent(lurah, form, template="  Kabar {unit}: {judul}\r\n{tagar}  ")

    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    new = opened(lurah, f"/kegiatan/{factories.complete(house)}/susun")
    assert new["caption"] == "Kabar Kelurahan Mojo: Kuras saluran\n#Surakarta #SaluranBersih"
    assert opened(lurah, f"/kegiatan/{written.activity}/susun")["caption"] == "Saluran dikuras."


def test_a_template_holds_for_the_units_below_until_they_write_their_own(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    sent(camat, opened(camat, f"/unit/{PASAR_KLIWON}/teks"), template="Kecamatan: {judul}")
    activity = factories.complete(house)
    proposed = f"/kegiatan/{activity}/susun"

    assert opened(lurah, proposed)["caption"] == "Kecamatan: Kuras saluran"
    assert "memakai templat Kecamatan Pasar Kliwon" in told(lurah.get(PAGE), 200)
    sent(lurah, opened(lurah, PAGE), template="Kelurahan: {judul}")
    assert opened(lurah, proposed)["caption"] == "Kelurahan: Kuras saluran"
    copied = told(lurah.get(f"/kegiatan/{activity}/unduh"), 200)
    assert "Kelurahan: Kuras saluran" in copied

    dropped = {"action": f"{PAGE}/hapus", "csrf_token": opened(lurah, PAGE)["csrf_token"]}
    assert sent(lurah, dropped).status_code == 303
    assert opened(lurah, proposed)["caption"] == "Kecamatan: Kuras saluran"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Halo {nama}, {alamat}", "{nama}, {alamat} tidak dikenal. Yang ada: {judul}, {tempat},"),
        ("   ", "Tulis templat keterangan."),
        ("a" * 2001, "Templat paling panjang 2.000 huruf."),
    ],
)
def test_what_cannot_be_a_template_is_refused_and_kept_in_the_field(
    lurah: FlaskClient, house: House, template: str, words: str
) -> None:
    page = told(sent(lurah, opened(lurah, PAGE), template=template), 422)

    assert words in page
    assert template.strip() in page
    with house.sessions() as session:
        assert session.query(CaptionTemplate).count() == 0


def test_an_example_is_shown_without_keeping_anything(lurah: FlaskClient, house: House) -> None:
    page = told(sent(lurah, opened(lurah, PAGE), template="Halo {unit}: {judul}", **{"try": "y"}), 200)

    assert "Halo Kelurahan Mojo: Kuras saluran depan balai" in page
    with house.sessions() as session:
        assert session.query(CaptionTemplate).count() == 0


def test_nobody_writes_for_a_unit_that_is_not_theirs(
    lurah: FlaskClient, stranger: FlaskClient, staff: FlaskClient, house: House
) -> None:
    own = opened(lurah, PAGE)

    assert stranger.get(PAGE).status_code == 404
    assert staff.get(PAGE).status_code == 404
    assert sent(lurah, {**own, "action": f"/unit/{JEBRES}/teks"}, template="{judul}").status_code == 404


def test_in_english_only_the_words_for_residents_stay_indonesian(lurah: FlaskClient, house: House) -> None:
    indonesian, english = in_both(lurah, PAGE)
    choose(lurah, "id")

    same = untranslated(indonesian, english, {"Bukti", "Kelurahan Mojo"})

    assert {text for text in same if not text.startswith(("Kuras saluran depan balai.", "{"))} == set()
    assert "What Bukti fills in" in english


@pytest.mark.parametrize("template", ["{judul. {tempat}", "{{judul}}", "judul}", "{judul}}"])
def test_a_brace_that_would_be_printed_is_refused(lurah: FlaskClient, template: str) -> None:
    answer = sent(lurah, opened(lurah, PAGE), template=template)

    assert answer.status_code == 422
    assert "kurung kurawal" in answer.get_data(as_text=True)
