"""Who held an office from when until when, and what was recorded, is read by whoever may administer it."""

import itertools
import re
from datetime import timedelta

import pytest

from evidence.core import clock, reader
from evidence.units import delegations, tenures, tracing
from evidence.units.access import Role
from evidence.units.models import Membership, Unit
from tests.forms import told as page_of
from tests.house import MOJO, House
from tests.people import office as office_of
from tests.units.test_handing_over import hand, ident, somebody

SANGKRAH, SEMANGGI = "33.72.03.1008", "33.72.03.1002"


@pytest.fixture
def house(shared: House) -> House:
    return shared


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_person_keeps_what_they_held_with_its_days_after_it_went_to_another(house: House) -> None:
    old, new = somebody(house, SANGKRAH, Role.UPLOADER), somebody(house)
    admin, today = house.client("admin"), clock.now()
    began = reader.short_date(today - timedelta(days=1))

    hand(house, old, new)
    left = words(page_of(admin.get(f"/orang/{ident(house, old)}"), 200))
    came = words(page_of(admin.get(f"/orang/{ident(house, new)}"), 200))
    office = words(page_of(admin.get(f"/serah-terima/unit/{SANGKRAH}"), 200))

    ended = reader.short_date(today)
    assert f"Kelurahan Sangkrah Pengunggah {began} sampai {ended}" in left
    assert f"Kelurahan Sangkrah Pengunggah sejak {ended}" in came
    assert f"Menerima jabatan di Kelurahan Sangkrah dari {old.title()}." in came
    assert f"{new.title()} Pengunggah sejak {ended}" in office
    assert f"{old.title()} Pengunggah {began} sampai {ended}" in office
    assert f"Jabatan di Kelurahan Sangkrah beralih dari {old.title()} kepada {new.title()}." in office
    assert office.count("beralih dari") == 1
    assert re.search(r"Admin Kota, .* WIB", office)


def test_the_trail_is_read_a_page_at_a_time_by_whoever_administers_the_unit(house: House) -> None:
    names = [somebody(house, SEMANGGI, Role.UPLOADER), *(somebody(house) for _more in range(3))]
    for old, new in itertools.pairwise(names):
        hand(house, old, new)
    seen: list[int] = []
    after: str | None = ""
    with house.sessions() as session:
        unit = session.get_one(Unit, SEMANGGI)
        whole = [each.id for each in tracing.acts_of_unit(session, unit, size=100).rows]
        while after is not None:
            page = tracing.acts_of_unit(session, unit, after, size=2)
            seen += [each.id for each in page.rows]
            after = page.after
        # A broken key begins anew.
        for broken in ("x", "-1", "9" * 30, "²"):
            assert tracing.acts_of_unit(session, unit, broken, size=2).rows[0].id == whole[0]

    assert seen == whole == sorted(whole, reverse=True)
    # Of the first no more than the right, of each other that the office came.
    assert len(whole) == 7
    assert house.client("lurah.mojo").get(f"/serah-terima/unit/{MOJO}").status_code == 403
    local = somebody(house, "33.72.04", Role.ADMIN)
    assert house.client(local).get(f"/serah-terima/unit/{SEMANGGI}").status_code == 404
    assert house.client("admin").get("/serah-terima/unit/99.99").status_code == 404
    for key in ("x", "٣", "9" * 19, "9" * 5000):
        assert house.client("admin").get(f"/serah-terima/unit/{MOJO}?setelah={key}").status_code == 200


def test_standing_in_is_told_with_its_days_and_leads_nowhere_that_is_closed(house: House) -> None:
    person = somebody(house, MOJO, Role.UPLOADER)
    today = clock.today()
    with house.sessions.begin() as session:
        unit = session.get_one(Unit, "33.72.03")
        delegations.appoint(
            session, ident(house, person), unit, "Plh.", today, today + timedelta(days=3),
            by=house.actor("admin"), now=clock.now(),
        )  # fmt: skip
    page = words(page_of(house.client("admin").get("/serah-terima/unit/33.72.03"), 200))
    local = somebody(house, "33.72.03", Role.ADMIN)
    of_local = page_of(house.client(local).get("/serah-terima/unit/33.72.03"), 200)

    last = reader.short_date(today + timedelta(days=3))
    assert f"{person.title()} Plh. Pemberi persetujuan" in page
    assert (
        f"ditunjuk sebagai Plh. di Kecamatan Pasar Kliwon, {reader.short_date(today)} sampai {last}." in page
    )
    assert person.title() in of_local
    # Whoever is no admin of the city opens no person.
    assert "/orang/" not in of_local


def test_a_right_that_never_began_was_never_held(house: House) -> None:
    person = somebody(house, SANGKRAH, Role.UPLOADER)
    with house.sessions.begin() as session:
        row = session.get_one(Membership, office_of(house, person))
        row.valid_from = row.valid_until = clock.now() + timedelta(days=5)
    with house.sessions() as session:
        held, earlier = tenures.of_person(session, ident(house, person))

    assert (list(held), earlier) == ([], False)
