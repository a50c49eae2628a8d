"""Every kind of page in English: nothing on it is Indonesian but what people wrote and what has only one name."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.demo import OFFICES
from evidence.embedded import Store
from evidence.publish.models import Attempt, Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.units.models import Unit
from tests import factories
from tests.clusters import Cluster
from tests.factories import Work
from tests.house import House, csrf, furnished
from tests.languages.reading import choose, in_both, texts, untranslated
from tests.pages import check_page

# The same in both languages: the product, the city's own names, and the names of the languages themselves.
NETWORKS = {
    "Instagram", "Facebook", "Facebook Page", "Threads", "X", "TikTok", "YouTube", "Telegram", "Mastodon", "Bluesky",
}  # fmt: skip
NAMES = {
    "Bukti",
    "RT",
    "RW",
    "Kecamatan",
    "Kelurahan",
    "Unit",
    "Admin",
    "English",
    "Indonesia",
    "Surakarta",
    "KB",
    *NETWORKS,
}
MONTHS = {"Jan", "Feb", "Mar", "Apr", "April", "Jun", "Jul", "Sep", "September", "Nov", "November"}
WRITTEN = {"Kuras saluran", "Saluran dikuras.", "Dua foto saluran.", "Foto miring.", "latihan.mojo"}
# What is said with a picture is in the language of those who see it.
PROPOSED = {
    f"Foto {stage}: Kuras saluran di RT 05 RW 03, Kelurahan Mojo." for stage in ("sebelum", "sesudah")
}
WITH_PREVIEW = "latihan.nol"
HANDLES = ("latihan.satu", "latihan.dua", "latihan.tiga", "latihan.empat")
PUBLICATIONS = (
    (P.FAILED, "jejaring menjawab 500; jejaring tidak menjawab pada waktunya", None),
    (P.UNCONFIRMED, "pekerja berhenti di tengah pengiriman", None),
    (P.QUEUED, "sambungan ditolak jejaring", Hold.TOKEN),
    (P.PUBLISHED, "ditemukan di jejaring", None),
)


@dataclass(frozen=True)
class City:
    """A house in which something stands at every stage."""

    house: House
    people: dict[str, FlaskClient]
    activity: uuid.UUID
    returned: Work
    submitted: Work
    approved: Work
    shared: Work
    publication: uuid.UUID
    names: set[str]


@pytest.fixture(scope="module")
def city(cluster: Cluster, store: Store) -> Iterator[City]:
    with furnished(cluster, store) as house:
        waiting = factories.activity(house)
        factories.photo(house, waiting, "before")
        returned = factories.submitted(house, accounts=[factories.account(house, handle=WITH_PREVIEW)])
        factories.decide(house, returned, "request_changes", "Foto miring.")
        accounts = [factories.account(house, handle=handle) for handle in HANDLES]
        approved = factories.approved(house, accounts=accounts)
        settle(house, approved)
        shared = factories.approved(house, accounts=[factories.account(house)])
        with house.sessions() as session:
            units = {f"{each.title}" for each in session.scalars(select(Unit))}
        yield City(
            house,
            {
                "anybody": house.app.test_client(),
                **{name: house.client(name) for name in ("lurah.mojo", "camat.pasarkliwon", "admin")},
            },
            waiting,
            returned,
            factories.submitted(house),
            approved,
            shared,
            factories.handed_over(house, shared),
            NAMES
            | MONTHS
            | WRITTEN
            | PROPOSED
            | {*HANDLES, WITH_PREVIEW}
            | units
            | {word for office in OFFICES for word in office[:2]},
        )


def settle(house: House, work: Work) -> None:
    """Put the work's publications into the states of ``PUBLICATIONS``, with their reasons."""
    for row, (state, reason, hold) in zip(factories.publications(house, work), PUBLICATIONS, strict=True):
        with house.sessions.begin() as session:
            session.execute(
                update(Publication)
                .where(Publication.id == row.id)
                .values(state=state, last_error=reason, hold_reason=hold)
            )
            session.add(
                Attempt(
                    publication_id=row.id, number=1, at=row.due_at, old="queued", new=state.value,
                    by_name="Bukti", reason=reason,
                )
            )  # fmt: skip


PAGES: dict[str, tuple[str, Callable[[City], str], int]] = {
    "sign-in": ("anybody", lambda city: "/masuk", 200),
    "home": ("lurah.mojo", lambda city: "/beranda", 200),
    "activities": ("lurah.mojo", lambda city: "/kegiatan", 200),
    "activities, none": ("lurah.mojo", lambda city: "/kegiatan?state=unfinished", 200),
    "a new activity": ("lurah.mojo", lambda city: "/kegiatan/baru", 200),
    "an activity": ("lurah.mojo", lambda city: f"/kegiatan/{city.activity}", 200),
    "an activity, changed": ("lurah.mojo", lambda city: f"/kegiatan/{city.activity}/ubah", 200),
    "an activity, complete": ("lurah.mojo", lambda city: f"/kegiatan/{city.returned.activity}", 200),
    "work that waits": ("lurah.mojo", lambda city: f"/kegiatan/{city.activity}/belum-selesai", 200),
    "a photo": ("lurah.mojo", lambda city: f"/kegiatan/{city.activity}/foto/after", 200),
    "a draft": ("lurah.mojo", lambda city: f"/kegiatan/{city.returned.activity}/susun", 200),
    "a picture, arranged": ("lurah.mojo", lambda city: f"/kegiatan/{city.returned.activity}/gambar", 200),
    "pictures, a draft's": ("lurah.mojo", lambda city: f"/kegiatan/{city.returned.activity}/unduh", 200),
    "pictures, approved": (
        "camat.pasarkliwon",
        lambda city: f"/kegiatan/{city.approved.activity}/unduh",
        200,
    ),
    "a theme": ("lurah.mojo", lambda city: "/unit/33.72.03.1010/tema", 200),
    "a draft, sent": ("lurah.mojo", lambda city: f"/kegiatan/{city.submitted.activity}/susun", 200),
    "posts": ("lurah.mojo", lambda city: "/unggahan", 200),
    "a post": ("lurah.mojo", lambda city: f"/unggahan/{city.approved.post}", 200),
    "sharing by hand": ("lurah.mojo", lambda city: f"/penerbitan/{city.publication}/bagikan", 200),
    "the calendar, a month": ("lurah.mojo", lambda city: "/jadwal?tampilan=bulan", 200),
    "the calendar, a week": ("camat.pasarkliwon", lambda city: "/jadwal?tampilan=minggu", 200),
    "posting times": ("lurah.mojo", lambda city: "/unit/33.72.03.1010/jadwal", 200),
    "another time": ("lurah.mojo", lambda city: f"/unggahan/{city.submitted.post}/jadwal", 200),
    "what is held": ("admin", lambda city: "/penerbitan/tahan", 200),
    "the inbox": ("camat.pasarkliwon", lambda city: "/periksa", 200),
    "a decision": ("camat.pasarkliwon", lambda city: f"/periksa/{city.submitted.post}", 200),
    "a decision, made": ("camat.pasarkliwon", lambda city: f"/periksa/{city.returned.post}", 200),
    "the gallery": ("camat.pasarkliwon", lambda city: "/galeri", 200),
    "the gallery, filtered": (
        "camat.pasarkliwon",
        lambda city: "/galeri?category=DRAINASE&from=2026-10-01&state=approved",
        200,
    ),
    "the board": ("camat.pasarkliwon", lambda city: "/papan?periode=bulan", 200),
    "a board as a paper": ("camat.pasarkliwon", lambda city: "/papan/laporan?periode=bulan", 200),
    "a list behind the board": ("camat.pasarkliwon", lambda city: "/papan/disetujui?periode=bulan", 200),
    "units long silent": ("camat.pasarkliwon", lambda city: "/papan/diam", 200),
    "accounts": ("admin", lambda city: "/akun", 200),
    "coverage": ("admin", lambda city: "/kepatuhan?tanggal=2026-01-05", 200),
    "coverage of kecamatan": ("admin", lambda city: "/kepatuhan/kecamatan", 200),
    "coverage over time": ("camat.pasarkliwon", lambda city: "/kepatuhan/waktu", 200),
    "coverage as a paper": ("admin", lambda city: "/kepatuhan/laporan?tanggal=2026-01-05&jejaring=x", 200),
    "coverage of a unit": ("lurah.mojo", lambda city: "/kepatuhan/unit/33.72.03.1010", 200),
    "the order of coverage": ("admin", lambda city: "/kepatuhan/aturan", 200),
    "objections": ("admin", lambda city: "/kepatuhan/keberatan", 200),
    "accounts by unit": ("admin", lambda city: "/daftar-akun", 200),
    "a unit's accounts": ("lurah.mojo", lambda city: "/daftar-akun/unit/33.72.03.1010", 200),
    "a guided look": ("lurah.mojo", lambda city: "/daftar-akun/periksa/x/33.72.03.1010?akun=kelmojo", 200),
    "what Bukti is": ("anybody", lambda city: "/tentang", 200),
    "official accounts": ("anybody", lambda city: "/akun-resmi?cari=mojo", 200),
    "the queue": ("admin", lambda city: "/antrean", 200),
    "accounts that rest": ("admin", lambda city: "/antrean/akun", 200),
    "settings of notices": ("camat.pasarkliwon", lambda city: "/pemberitahuan/pengaturan", 200),
    "new people": ("admin", lambda city: "/orang", 200),
    "a new person": ("admin", lambda city: "/orang/baru", 200),
    "a person": ("admin", lambda city: f"/orang/{city.house.actor('camat.pasarkliwon').id}", 200),
    "more": ("camat.pasarkliwon", lambda city: "/lainnya", 200),
    "not found": ("lurah.mojo", lambda city: "/tidak-ada", 404),
    "not allowed": ("admin", lambda city: "/beranda", 403),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_english_is_english(city: City, name: str) -> None:
    who, path, status = PAGES[name]

    indonesian, english = in_both(city.people[who], path(city), status)

    assert untranslated(indonesian, english, city.names) == set()
    assert len(english - indonesian) > 3


def test_what_a_form_refuses_is_said_in_english(city: City) -> None:
    lurah, told = city.people["lurah.mojo"], []
    for language in ("id", "en"):
        choose(lurah, language)
        token = csrf(lurah.get("/kegiatan/baru").get_data(as_text=True))
        wrong = {
            "title": "",
            "category": "?",
            "mode": "?",
            "unit": "?",
            "place_unit": "",
            "rt": "x",
            "rw": "0",
        }
        wrong |= {"work_date": "besok", "note": "a" * 2001, "street": "a" * 201}
        page = lurah.post("/kegiatan/baru", data={"csrf_token": token, **wrong}).get_data(as_text=True)
        check_page(page)
        told.append(texts(page))

    indonesian, english = told
    assert untranslated(indonesian, english, city.names | {"a" * 201, "a" * 2001}) == set()
    assert {"Tulis dengan angka.", "Pilihan itu tidak ada.", "Tulis tanggal yang benar."} <= indonesian
    assert {"Enter a number.", "There is no such choice.", "Enter a valid date."} <= english
    assert "Paling panjang 200 huruf." in indonesian
    assert "At most 200 characters." in english
