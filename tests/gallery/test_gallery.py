"""What people look at: who sees whose work, how it is narrowed, and that no page of it is lost or shown twice."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence.capture.models import Activity, ActivityState, PhotoState
from evidence.publish.models import Publication, PublicationState
from tests import factories
from tests.forms import told as page_of
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House

MOJOSONGO = "33.72.04.1011"
# Half past midnight of the tenth in Surakarta, while it is still the ninth in Greenwich.
NIGHT = datetime(2026, 11, 9, 17, 30, tzinfo=UTC)


def activity(house: House, unit: str = MOJO, by: str = "lurah.mojo", **facts: object) -> uuid.UUID:
    """An activity, made when ``made`` says."""
    made = facts.pop("made", None)
    ident = factories.activity(house, unit, by, **facts)
    if made is not None:
        change(house, ident, created_at=made)
    return ident


def change(house: House, ident: uuid.UUID, **columns: object) -> None:
    with house.sessions.begin() as session:
        session.execute(update(Activity).where(Activity.id == ident).values(**columns))


def found(client: FlaskClient, **filters: str) -> list[str]:
    """The ids of the activities that the gallery tells a program, in their order; the page shows the same."""
    answer = client.get("/api/v1/activities", query_string=filters)
    assert answer.status_code == 200
    told = [each["id"] for each in answer.get_json()["activities"]]
    page = page_of(client.get("/galeri", query_string=filters), 200)
    assert list(dict.fromkeys(re.findall(r'href="/kegiatan/([0-9a-f-]{36})"', page))) == told
    return told


def same(told: list[str], *wanted: uuid.UUID) -> bool:
    return sorted(told) == sorted(str(each) for each in wanted)


# ------------------------------------------------------------------------------------ who sees what
def test_everybody_sees_the_work_of_their_units_and_no_other(house: House) -> None:
    mojo, kecamatan = activity(house), activity(house, PASAR_KLIWON, "camat.pasarkliwon")
    jebres = activity(house, JEBRES, "lurah.jebres")
    # A name that begins like another one's, in another kecamatan.
    mojosongo = activity(house, MOJOSONGO, "camat.jebres")
    everything = (mojo, kecamatan, jebres, mojosongo)

    seen = {
        "lurah.mojo": (mojo,),
        "camat.pasarkliwon": (mojo, kecamatan),
        "lurah.jebres": (jebres,),
        "camat.jebres": (jebres, mojosongo),
        "sekda.balaikota": everything,
        "staf.balaikota": everything,
        "admin": everything,
    }
    for who, theirs in seen.items():
        assert same(found(house.client(who)), *theirs), who


# -------------------------------------------------------------------------------------- narrowing
def test_a_unit_brings_all_that_lies_below_it(staff: FlaskClient, house: House) -> None:
    mojo, kecamatan = activity(house), activity(house, PASAR_KLIWON, "camat.pasarkliwon")
    jebres = activity(house, JEBRES, "lurah.jebres")

    assert same(found(staff, unit=MOJO), mojo)
    assert same(found(staff, unit=PASAR_KLIWON), mojo, kecamatan)
    assert same(found(staff, unit="33.72"), mojo, kecamatan, jebres)
    assert found(staff, unit="33.72.03.101") == []
    assert found(staff, unit="%") == []
    assert found(house.client("lurah.mojo"), unit=JEBRES) == []


def test_a_category_brings_its_work(staff: FlaskClient, house: House) -> None:
    drain, road = activity(house), activity(house, category="JALAN")

    assert same(found(staff, category="JALAN"), road)
    assert same(found(staff, category="TIDAK ADA"), drain, road)


def test_days_are_days_in_surakarta_and_both_are_included(staff: FlaskClient, house: House) -> None:
    before = activity(house, made=NIGHT - timedelta(minutes=31))
    night = activity(house, made=NIGHT)
    last = activity(house, made=NIGHT + timedelta(hours=23, minutes=29))
    after = activity(house, made=NIGHT + timedelta(hours=23, minutes=30))

    assert same(found(staff, **{"from": "2026-11-10", "to": "2026-11-10"}), night, last)
    assert same(found(staff, to="2026-11-09"), before)
    assert same(found(staff, **{"from": "2026-11-11"}), after)
    # Whichever day was written first.
    assert same(found(staff, **{"from": "2026-11-11", "to": "2026-11-10"}), night, last, after)
    for nonsense in ("kemarin", "2026-13-01", "0001-01-01", "9999-12-31"):
        assert len(found(staff, **{"from": nonsense, "to": nonsense})) == 4, nonsense


def test_the_day_of_the_work_counts_before_the_day_it_was_recorded(staff: FlaskClient, house: House) -> None:
    worked = activity(house, made=NIGHT, work_date=date(2026, 11, 2))
    recorded = activity(house, made=NIGHT)

    assert same(found(staff, **{"from": "2026-11-02", "to": "2026-11-02"}), worked)
    assert same(found(staff, **{"from": "2026-11-03"}), recorded)
    page = page_of(staff.get("/galeri"), 200)
    assert "Kelurahan Mojo, 2 Nov 2026" in page
    assert "Kelurahan Mojo, dicatat 10 Nov 2026" in page


def test_a_state_brings_what_is_in_it(staff: FlaskClient, house: House) -> None:
    account = factories.account(house)
    waiting, unfinished = activity(house), activity(house)
    change(house, unfinished, state=ActivityState.UNFINISHED)
    complete, submitted = factories.complete(house), factories.submitted(house)
    approved, published = factories.approved(house), factories.approved(house, accounts=[account])
    with house.sessions.begin() as session:
        session.execute(update(Publication).values(state=PublicationState.PUBLISHED))
    done = (complete, submitted.activity, approved.activity, published.activity)

    assert same(found(staff, state="waiting"), waiting, unfinished)
    assert same(found(staff, state="complete"), *done)
    assert same(found(staff, state="submitted"), submitted.activity)
    assert same(found(staff, state="approved"), approved.activity, published.activity)
    assert same(found(staff, state="published"), published.activity)
    assert len(found(staff, state="entah")) == 6


def test_words_are_found_as_indonesian_bends_them(staff: FlaskClient, house: House) -> None:
    drain = activity(house, title="Pembersihan saluran air")
    mural = activity(house, title="Mural tembok sekolah", street="Jl. Kartika")
    market = activity(house, title="Penataan pedagang pasar")

    looked_for = {
        "bersih": [drain],
        "membersihkan": [drain],
        "SALURAN": [drain],
        "sekolah": [mural],
        "kartika": [mural],
        "menata": [market],
        "pasar penataan": [market],
        "saluran or mural": [drain, mural],
        '"tembok sekolah"': [mural],
        '"sekolah tembok"': [],
        "tata pasar": [market],
        "pedagang -pasar": [],
        "jembatan": [],
    }
    for words, those in looked_for.items():
        assert same(found(staff, q=words), *those), words


def suggested(client: FlaskClient, **asked: str) -> list[tuple[str, str]]:
    """The filters that the gallery offers in place of words, with what it says of each."""
    page = page_of(client.get("/galeri", query_string=asked), 200)
    offers = page.partition('aria-label="Saran saringan"')[2].partition("</nav>")[0]
    chips = re.findall(r'href="([^"]+)">(?:(?!</a>).)*<span>([^<]+)</span>', offers)
    return [(unescape(words), unescape(url)) for url, words in chips]


def test_words_that_name_a_unit_or_a_category_lead_to_its_filter(staff: FlaskClient, house: House) -> None:
    drain = activity(house, title="Kuras selokan")
    activity(house, JEBRES, "lurah.jebres", category="JALAN")

    ((words, url),) = suggested(staff, q="Drainase", state="waiting")
    units = suggested(staff, q="kelurahan mojo", show="table")

    assert (words, url) == (
        "Kategori Saluran & drainase: 1 kegiatan",
        "/galeri?category=DRAINASE&state=waiting",
    )
    assert found(staff, q="drainase") == []
    assert same(found(staff, category="DRAINASE"), drain)
    assert units[:2] == [
        ("Kelurahan Mojo: 1 kegiatan", f"/galeri?unit={MOJO}&show=table"),
        ("Kelurahan Mojosongo: 0 kegiatan", f"/galeri?unit={MOJOSONGO}&show=table"),
    ]
    assert [said for said, _url in suggested(staff, q="pasar kliwon")] == [
        "Kecamatan Pasar Kliwon: 1 kegiatan",
        "Kelurahan Pasarkliwon: 0 kegiatan",
    ]
    # Not what is chosen already, what lies elsewhere, nor what was said to be left out.
    assert [said for said, _url in suggested(staff, q="mojo", unit=MOJO)] == [
        "Kelurahan Mojosongo: 0 kegiatan"
    ]
    assert suggested(house.client("lurah.jebres"), q="mojo") == []
    for asked in ("", "selokan", "kelurahan", "-drainase", "drainase or jalan", "%", "a"):
        assert suggested(staff, q=asked) == [], asked


def test_an_offer_says_how_many_its_gallery_has_in_the_same_period_and_with_the_same_filters(
    staff: FlaskClient, house: House
) -> None:
    for day, category in ((1, "DRAINASE"), (2, "DRAINASE"), (3, "JALAN")):
        activity(house, category=category, work_date=date(2026, 7, day))
    asked = ({}, {"from": "2026-07-02", "to": "2026-07-31"}, {"state": "complete"}, {"category": "JALAN"})
    numbers = []
    for more in asked:
        for words in ("mojo", "drainase"):
            for said, url in suggested(staff, q=words, **more):
                number = said.rpartition(": ")[2]
                opened = page_of(staff.get(url), 200)
                assert (f"<strong>{number}</strong>" in opened) is (number != "0 kegiatan"), (said, url)
                numbers.append(number.split()[0])
    assert numbers == ["3", "0", "2", "2", "0", "1", "0", "0", "0", "1", "0", "2"]


def test_offers_stand_in_the_empty_list_where_the_words_found_nothing(
    staff: FlaskClient, house: House
) -> None:
    activity(house, title="Rapat di balai Mojo")
    for words, alone in (("drainase", True), ("mojo", False)):
        page = page_of(staff.get("/galeri", query_string={"q": words}), 200)
        assert page.count('aria-label="Saran saringan"') == 1
        empty = page.partition('<div class="empty">')[2]
        assert ("Saran saringan" in empty, "Tidak ada kegiatan yang berisi kata itu." in empty) == (
            alone,
            alone,
        )


def test_no_question_breaks_the_gallery(staff: FlaskClient, house: House) -> None:
    activity(house)

    for words in ("'", '"', "a & | ! (", ":*", "\\", "<script>alert(1)</script>", "%", "é" * 200, "-"):
        page = page_of(staff.get("/galeri", query_string={"q": words, "unit": words, "after": words}), 200)
        assert "<script>alert" not in page


def test_filters_narrow_together(staff: FlaskClient, house: House) -> None:
    wanted = activity(house, category="JALAN", title="Perbaikan jalan", made=NIGHT)
    activity(house, category="JALAN", title="Perbaikan jalan", made=NIGHT - timedelta(days=2))
    activity(house, JEBRES, "lurah.jebres", category="JALAN", title="Perbaikan jalan", made=NIGHT)
    activity(house, category="DRAINASE", title="Perbaikan jalan", made=NIGHT)
    activity(house, category="JALAN", title="Pengecatan", made=NIGHT)

    asked = {"unit": MOJO, "category": "JALAN", "from": "2026-11-10", "q": "memperbaiki", "state": "waiting"}

    assert same(found(staff, **asked), wanted)


# ------------------------------------------------------------------------------------------ paging
def pages(client: FlaskClient, **filters: str) -> Iterator[list[str]]:
    """The pages of the gallery, each asked for with the key of the one before it."""
    after: str | None = ""
    while after is not None:
        answer = client.get("/api/v1/activities", query_string={**filters, "after": after}).get_json()
        yield [each["id"] for each in answer["activities"]]
        after = answer["after"]


def test_paging_shows_each_activity_once_and_the_newest_first(staff: FlaskClient, house: House) -> None:
    # Half of them were made in the same instant, which is where a page may end.
    made = [NIGHT + timedelta(minutes=max(number - 30, 0)) for number in range(60)]
    idents = [str(activity(house, made=moment)) for moment in made]

    found_pages = list(pages(staff))

    shown = [ident for page in found_pages for ident in page]
    assert [len(page) for page in found_pages] == [24, 24, 12]
    assert sorted(shown) == sorted(idents)
    assert shown[:29] == idents[:30:-1]


def test_what_is_new_does_not_move_the_pages_that_follow(staff: FlaskClient, house: House) -> None:
    idents = [str(activity(house, made=NIGHT + timedelta(minutes=each))) for each in range(30)]
    following = pages(staff)
    first = next(following)

    newest = str(activity(house, made=NIGHT + timedelta(days=1)))
    rest = [ident for page in following for ident in page]

    assert newest not in rest
    assert sorted(first + rest) == sorted(idents)


def test_the_page_leads_on_with_the_same_filters(staff: FlaskClient, house: House) -> None:
    for number in range(26):
        activity(house, category="JALAN", made=NIGHT + timedelta(minutes=number))
    activity(house)

    first = page_of(staff.get("/galeri?category=JALAN"), 200)
    onward = re.search(r'href="(/galeri\?[^"]*after=[^"]+)"', first)
    assert onward
    second = page_of(staff.get(onward.group(1).replace("&amp;", "&")), 200)

    shown = [len(set(re.findall(r'href="/kegiatan/([0-9a-f-]{36})"', page))) for page in (first, second)]
    assert shown == [24, 2]
    assert "after=" not in second


def test_the_first_card_comes_at_once_and_the_others_when_they_are_near(
    staff: FlaskClient, house: House
) -> None:
    for _card in range(3):
        work = activity(house)
        for stage in ("before", "after"):
            factories.photo(house, work, stage, derivatives={"640": "unread"})

    pictures = re.findall(r'<img src="/foto/[^>]+>', page_of(staff.get("/galeri"), 200))

    assert ['fetchpriority="high"' in each for each in pictures] == [True, True, *[False] * 4]
    assert ['loading="lazy"' in each for each in pictures] == [False, False, *[True] * 4]


def test_a_broken_key_begins_anew_for_a_person_and_is_refused_to_a_program(
    staff: FlaskClient, house: House
) -> None:
    ident = activity(house)

    for key in ("x", "2026-11-10_x", f"2026-11-10T00:00:00_{ident}", f"_{ident}", "__"):
        assert f'href="/kegiatan/{ident}"' in page_of(staff.get("/galeri", query_string={"after": key}), 200)
        answer = staff.get("/api/v1/activities", query_string={"after": key})
        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["after"]), key


# ---------------------------------------------------------------------------------------- pictures
def test_a_picture_is_for_those_who_may_see_its_activity(house: House) -> None:
    work = factories.complete(house)
    photo, rendition = factories.photo(house, work, "after"), factories.drawn(house, work)
    addresses = [f"/foto/{photo}/320.jpg", f"/foto/{photo}/asli", f"/hasil/{rendition}.jpg"]
    mine, foreign = house.client("lurah.mojo"), house.client("lurah.jebres")

    for address in addresses:
        answer = mine.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert "private" in answer.headers["Cache-Control"]
        again = mine.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        # Knowing what the picture is called is no reason to say that it is there.
        told = foreign.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        nowhere = foreign.get(re.sub("[0-9a-f-]{36}", str(uuid.uuid4()), address))
        assert (told.status_code, told.data) == (404, nowhere.data)


def test_an_original_is_a_download_and_never_a_page(lurah: FlaskClient, house: House) -> None:
    photo = factories.photo(house, factories.activity(house), "before")

    answer = lurah.get(f"/foto/{photo}/asli")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="bukti-{photo}.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("state", [PhotoState.RECEIVED, PhotoState.REJECTED, PhotoState.MISSING])
def test_a_photo_that_is_not_stored_has_no_picture_yet(
    lurah: FlaskClient, house: House, state: PhotoState
) -> None:
    photo = factories.photo(house, factories.activity(house), "before", state=state, derivatives={})

    assert lurah.get(f"/foto/{photo}/320.jpg").status_code == 404
    assert lurah.get(f"/foto/{photo}/asli").status_code == 404


def test_an_edge_that_was_never_made_is_not_there(lurah: FlaskClient, house: House) -> None:
    photo = factories.photo(house, factories.activity(house), "before")

    for edge in ("321", "0", "99999999999999999999", "-1", "asli"):
        assert lurah.get(f"/foto/{photo}/{edge}.jpg").status_code == 404
