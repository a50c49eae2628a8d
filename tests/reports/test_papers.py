"""Asking for a month of one kelurahan on paper: who may have it, what it may not show, for how long it is kept."""

import io
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from evidence.adapters.storage import Storage
from evidence.capture.models import Photo
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.reports.papers import letterheads, services
from evidence.reports.papers.letting_go import LettingGo
from evidence.reports.papers.models import Kind, Paper, PaperState, Shape
from evidence.reports.papers.tasks import Making
from evidence.units.models import Membership
from tests import factories
from tests.forms import opened, sent, told
from tests.house import MOJO, House
from tests.pages import check_page
from tests.reports.october import October, asked, body, made, october, paper, redact, words_of, work_off

PAGE = f"/laporan?unit={MOJO}&first=2025-10-01&last=2025-10-31"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    return shared


@pytest.fixture(scope="module")
def month(house: House) -> October:
    return october(house)


@pytest.fixture
def letting_go(house: House) -> LettingGo:
    return LettingGo(house.sessions, house.app.extensions["house"].storage)


def count(house: House) -> int:
    with house.sessions() as session:
        return session.scalar(select(func.count(Paper.id))) or 0


# ------------------------------------------------------------------------------------------------------ the page
def test_a_person_chooses_sees_how_much_it_is_and_fetches_it(
    house: House, month: October, lurah: FlaskClient
) -> None:
    form = opened(lurah, PAGE)
    shown = told(sent(lurah, form, shapes="pdf", act="count"), 200)
    assert "Isi: 5 kegiatan, 12 foto. Perkiraan: PDF sekitar" in shown
    before = count(house)

    for _twice in range(2):
        assert sent(lurah, form, shapes="csv").status_code == 303
    assert count(house) == before + 1
    waiting = told(lurah.get(PAGE), 200)
    check_page(waiting)
    assert re.search(r'id="laporan"[^>]* data-poll>', waiting)
    work_off(house)

    done = told(lurah.get(PAGE), 200)
    check_page(done)
    (url,) = set(re.findall(r'href="(/laporan/[^"]+/unduh)"', done)) - set(
        re.findall(r'href="(/laporan/[^"]+/unduh)"', waiting)
    )
    assert clock.date_text(clock.now() + services.KEPT) in done
    answer = lurah.get(url)
    assert answer.mimetype == "text/csv"
    assert (
        "laporan-dokumentasi_kelurahan-mojo_2025-10-01_2025-10-31.csv"
        in answer.headers["Content-Disposition"]
    )


WRONG: list[tuple[dict[str, str], str]] = [
    ({"first": "2025-11-02", "last": "2025-11-01"}, "Tanggal akhir sebelum tanggal awal."),
    ({"first": "2024-01-01", "last": "2025-10-31"}, "Periode paling panjang satu tahun."),
    ({"first": "kemarin"}, "Tulis tanggal yang benar."),
    ({"first": "2001-01-01", "last": "2001-01-31"}, "Tidak ada kegiatan unit ini pada periode itu."),
    ({"unit": "33.72.04.1010"}, "Pilih unitnya."),
    ({"unit": "tidak ada"}, "Pilih unitnya."),
    ({"shapes": "exe"}, "Pilih paling sedikit satu bentuk."),
    ({"kind": "lain"}, "Pilihan itu tidak ada."),
]


def test_what_cannot_be_made_is_refused_in_words(house: House, month: October, lurah: FlaskClient) -> None:
    form, before = opened(lurah, PAGE), count(house)

    answers = [told(sent(lurah, form, **{"shapes": "pdf", **wrong}), 422) for wrong, _said in WRONG]

    check_page(answers[0])
    for shown, (_wrong, said) in zip(answers, WRONG, strict=True):
        assert said in shown
    assert count(house) == before


def test_a_month_without_work_is_handed_in_as_nihil_once_the_page_has_said_so(
    house: House, month: October, lurah: FlaskClient
) -> None:
    empty = f"/laporan?unit={MOJO}&first=2001-01-01&last=2001-01-31"
    offer = '<p id="nihil"><button type="submit" name="act" value="nihil">'
    shown = told(lurah.get(empty), 200)
    check_page(shown)
    assert "Tidak ada kegiatan unit ini pada periode itu." in shown
    assert offer in shown
    # Neither where there is work, nor of photos that are not there, nor by a table.
    assert offer not in told(lurah.get(PAGE), 200)
    assert offer not in told(lurah.get(f"{empty}&kind=annex"), 200)
    form = opened(lurah, empty)
    refused = [
        told(sent(lurah, form, act="nihil", shapes="csv"), 422),
        told(sent(lurah, form, act="nihil", shapes="pdf", kind="annex"), 422),
        told(sent(lurah, opened(lurah, PAGE), act="nihil", shapes="pdf"), 422),
    ]
    assert ["Laporan nihil berupa PDF atau Word (DOCX)." in each for each in refused] == [True, True, False]
    assert "Sudah ada 5 kegiatan pada periode itu. Buat laporannya." in refused[2]

    assert sent(lurah, form, act="nihil", shapes=["pdf", "docx", "csv"]).status_code == 303
    work_off(house)

    with house.sessions() as session:
        rows = session.scalars(select(Paper).where(Paper.first == date(2001, 1, 1))).all()
    files = {row.shape: body(house, row) for row in rows}
    assert {row.state for row in rows} == {PaperState.DONE}
    assert set(files) == {Shape.PDF, Shape.DOCX}
    document = Document(io.BytesIO(files[Shape.DOCX]))
    whole = [
        " ".join(" ".join(words_of(files[Shape.PDF])).split()),
        " ".join(each.text for each in document.paragraphs),
    ]
    for text in whole:
        for each in (
            "KELURAHAN MOJO", "LAPORAN DOKUMENTASI KEGIATAN", "Periode 1–31 Januari 2001", "NIHIL",
            "Tidak ada kegiatan Kelurahan Mojo yang tercatat di Bukti pada periode 1–31 Januari 2001.", "Mengetahui,",
        ):  # fmt: skip
            assert each in text, each
        assert "salinan kecil" not in text
    assert len(words_of(files[Shape.PDF])) == 1
    assert told(lurah.get(PAGE), 200).count("31 Jan 2001, nihil</p>") == 2


def test_nobody_signs_that_nothing_was_done_in_days_that_are_not_over(
    house: House, month: October, lurah: FlaskClient
) -> None:
    first = clock.today() + timedelta(days=400)
    empty = f"/laporan?unit={MOJO}&first={first}&last={first + timedelta(days=30)}"
    shown, before = told(lurah.get(empty), 200), count(house)
    check_page(shown)
    assert "Tidak ada kegiatan unit ini pada periode itu. Periode ini belum lewat." in shown
    assert '<p id="nihil" hidden>' in shown
    refused = told(sent(lurah, opened(lurah, empty), act="nihil", shapes="pdf"), 422)
    check_page(refused)
    assert refused.count("Laporan nihil dapat dibuat setelah tanggal akhirnya.") > 1
    assert count(house) == before

    by, february = house.actor("lurah.mojo"), (date(2001, 2, 1), date(2001, 2, 28))
    chosen = services.Asked(Kind.DOCUMENTATION, MOJO, *february, [Shape.PDF])
    # A day is over when it is in WIB, 17:00 in UTC.
    last_minute = datetime(2001, 2, 28, 16, 59, tzinfo=UTC)
    with house.sessions() as session:
        with pytest.raises(Invalid):
            services.ask_nihil(session, uuid.uuid4(), chosen, by=by, now=last_minute)
        over = last_minute + timedelta(minutes=1)
        assert len(services.ask_nihil(session, uuid.uuid4(), chosen, by=by, now=over)) == 1


def test_nobody_has_more_than_a_few_made_at_once(house: House, month: October, camat: FlaskClient) -> None:
    mine = [each for _ in range(2) for each in asked(house, by="camat.pasarkliwon")]

    answer = sent(camat, opened(camat, PAGE), shapes="pdf")

    assert "Masih ada laporan yang dibuat." in told(answer, 409)
    token = {"csrf_token": opened(camat, PAGE)["csrf_token"]}
    answers = [camat.post(f"/laporan/{each}/batal", data=token) for each in mine]
    assert {each.status_code for each in answers} == {303}
    work_off(house)
    assert {paper(house, each).state for each in mine} == {PaperState.CANCELLED}


# ----------------------------------------------------------------------------------------- what it may not say
def test_a_photo_that_is_gone_is_named_and_the_paper_is_made_once_it_is_back(
    house: House, month: October, lurah: FlaskClient
) -> None:
    storage = house.app.extensions["house"].storage
    with house.sessions() as session:
        photo = session.get_one(Photo, factories.photo_of(house, month.unfinished, "before"))
    key = photo.derivatives["320"]
    kept = storage.get(key)
    storage.delete(key)
    (ident,) = asked(house, [Shape.PDF])
    work_off(house)

    row = paper(house, ident)
    shown = told(lurah.get(PAGE), 200)
    check_page(shown)
    storage.put(key, kept, "image/jpeg")
    token = opened(lurah, PAGE)["csrf_token"]
    assert lurah.post(f"/laporan/{ident}/ulang", data={"csrf_token": token}).status_code == 303
    work_off(house)

    assert (row.state, row.reason) == (PaperState.FAILED, "missing")
    assert "1 foto tidak ada di penyimpanan. Sebelum: Lampu gang mati." in shown
    assert f'href="/kegiatan/{month.unfinished}"' in shown
    assert paper(house, ident).state is PaperState.DONE


def test_a_paper_waits_while_the_store_is_away_and_is_asked_for_again(house: House, month: October) -> None:
    (ident,) = asked(house, [Shape.DOCX])
    storage = house.app.extensions["house"].storage
    nowhere = Storage("http://127.0.0.1:1", storage.bucket, "x", "y", "us-east-1")
    Making(house.sessions, nowhere, "", practice=False, silent_after=14).run(str(ident))
    assert paper(house, ident).state is PaperState.WAITING
    work_off(house)
    assert paper(house, ident).state is PaperState.DONE

    with house.sessions.begin() as session:
        forgotten = {"state": PaperState.WAITING, "requested_at": clock.now() - timedelta(minutes=5)}
        session.execute(update(Paper).where(Paper.id == ident).values(**forgotten))
    Making(house.sessions, storage, "", practice=False, silent_after=14).ask_again()
    work_off(house)
    assert paper(house, ident).state is PaperState.DONE


def test_an_original_that_is_not_what_was_received_is_not_handed_out(house: House, month: October) -> None:
    with house.sessions.begin() as session:
        photo = factories.photo_of(house, month.unfinished, "before")
        right = session.get_one(Photo, photo).sha256
        session.execute(update(Photo).where(Photo.id == photo).values(sha256="0" * 64))
    (ident,) = asked(house, kind=Kind.ANNEX)
    work_off(house)
    with house.sessions.begin() as session:
        session.execute(update(Photo).where(Photo.id == photo).values(sha256=right))

    row = paper(house, ident)
    assert (row.reason, row.about and row.about["photo"]) == ("changed", str(photo))


def test_a_paper_with_a_photo_that_was_erased_since_is_refused_at_once_and_then_removed(
    house: House, lurah: FlaskClient, letting_go: LettingGo
) -> None:
    work = factories.activity(house, work_date=date(2024, 3, 5), title="Bersih sungai")
    photos = [factories.photo(house, work, stage) for stage in ("before", "after")]
    with house.sessions.begin() as session:
        told_ = services.Asked(
            Kind.DOCUMENTATION, MOJO, date(2024, 3, 1), date(2024, 3, 31), [Shape.DOCX, Shape.CSV]
        )
        ids = services.ask(session, uuid.uuid4(), told_, by=house.actor("lurah.mojo"), now=clock.now())
    work_off(house)
    drawn, table = (paper(house, each) for each in ids)
    assert sorted(drawn.photo_ids) == sorted(map(str, photos))
    assert lurah.get(f"/laporan/{drawn.id}/unduh").status_code == 200

    redact(house, photos[0])

    assert lurah.get(f"/laporan/{drawn.id}/unduh").status_code == 303
    # A table of words shows nothing of it.
    assert lurah.get(f"/laporan/{table.id}/unduh").status_code == 200
    letting_go.stale()
    assert (paper(house, drawn.id).state, paper(house, drawn.id).reason) == (PaperState.FAILED, "erased")
    assert house.app.extensions["house"].storage.head(drawn.object_key) is None


def test_papers_are_theirs_who_asked_as_long_as_they_see_the_unit(
    house: House, month: October, lurah: FlaskClient, stranger: FlaskClient, camat: FlaskClient
) -> None:
    row = made(house, Shape.CSV)[Shape.CSV]
    address = f"/laporan/{row.id}/unduh"

    assert lurah.get(address).status_code == 200
    for other in (stranger, camat):
        answer, missing = other.get(address), other.get(f"/laporan/{uuid.uuid4()}/unduh")
        assert (answer.status_code, answer.data) == (404, missing.data)
    by = house.actor("lurah.mojo")
    with house.sessions.begin() as session:
        session.execute(update(Membership).where(Membership.user_id == by.id).values(valid_until=clock.now()))
    (waits,) = asked(house, [Shape.CSV], actor=by)
    work_off(house)
    gone = lurah.get(address)
    with house.sessions.begin() as session:
        session.execute(update(Membership).where(Membership.user_id == by.id).values(valid_until=None))

    assert gone.status_code == 404
    assert paper(house, waits).reason == "unseen"


def test_a_paper_goes_with_its_object_when_its_days_are_over(
    house: House, month: October, letting_go: LettingGo
) -> None:
    row, other = made(house, Shape.CSV)[Shape.CSV], made(house, Shape.CSV)[Shape.CSV]
    storage = house.app.extensions["house"].storage
    assert row.expires_at
    assert row.expires_at > clock.now() + timedelta(days=29)
    with house.sessions.begin() as session:
        session.execute(
            update(Paper).where(Paper.id == row.id).values(expires_at=datetime(2020, 1, 1, tzinfo=UTC))
        )

    letting_go.expired()

    with house.sessions() as session:
        assert session.get(Paper, row.id) is None
        assert session.get(Paper, other.id) is not None
    assert storage.head(row.object_key) is None
    assert storage.head(other.object_key) is not None


# ----------------------------------------------------------------------------------------------- the letterhead
@pytest.fixture
def bare(house: House) -> Iterator[None]:
    """The unit says nothing of its office again afterwards."""
    yield
    with house.sessions.begin() as session:
        nothing = letterheads.Told("", "", "", "", "", "", "A4")
        letterheads.put_letterhead(session, MOJO, nothing, by=house.actor("lurah.mojo"), now=clock.now())


def test_papers_say_of_the_office_what_it_told_and_nothing_else(
    house: House, month: October, lurah: FlaskClient, bare: None
) -> None:
    form = opened(lurah, f"/unit/{MOJO}/kop")
    wrong = told(sent(lurah, form, address="x" * 161, sheet="A3"), 422)
    check_page(wrong)
    assert "Paling panjang 160 huruf." in wrong
    assert "Pilih ukuran kertasnya." in wrong
    filled = {
        "address": "Jl. Contoh 1",
        "signer_office": "Lurah Mojo",
        "signer_number": "19700101 000000 0 000",
    }

    assert sent(lurah, form, **filled, sheet="F4").status_code == 303

    file = body(house, made(house, Shape.PDF)[Shape.PDF])
    whole = " ".join(" ".join(words_of(file)).split())
    for each in filled.values():
        assert each in whole
    width, height = pypdfium2.PdfDocument(file)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (330, 215)
