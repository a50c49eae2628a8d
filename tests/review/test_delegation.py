"""Standing in for an approver, whose turn it is while nobody answers, and who is told of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.compose.models import PostVersion
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.embedded import Store
from evidence.notices.models import Notice
from evidence.review import reminding
from evidence.units.access import Role
from evidence.units.models import Membership, User
from tests import factories
from tests.clusters import Cluster
from tests.factories import CAMAT, CITY, Work
from tests.forms import opened, sent, told
from tests.house import PASAR_KLIWON, House, decide, furnished
from tests.review.voices import told as told_by_api

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def house(cluster: Cluster, store: Store) -> Iterator[House]:
    with furnished(cluster, store) as found:
        yield found


def inbox(client: FlaskClient, everything: bool = False) -> str:
    return told(client.get("/periksa?semua=1" if everything else "/periksa"), 200)


def test_a_camat_names_who_stands_in_and_ends_it(house: House) -> None:
    camat, work = house.client(CAMAT), factories.submitted(house)
    page = opened(camat, "/pengganti", "/pengganti")
    today = clock.today()
    assert sent(camat, page, last=str(today - DAY)).status_code == 422
    assert sent(camat, page, unit=PASAR_KLIWON, person="nobody", last=str(today)).status_code == 422
    # Nobody of another kecamatan can be named, nor for it.
    assert sent(camat, page, unit="33.72.04", last=str(today)).status_code == 422
    lurah = str(house.actor("lurah.mojo").id)

    named = sent(camat, page, unit=PASAR_KLIWON, person=lurah, kind="Plt.", last=str(today))
    twice = sent(camat, page, unit=PASAR_KLIWON, person=lurah, kind="Plh.", last=str(today + DAY))

    assert (named.status_code, twice.status_code) == (303, 422)
    delegate = house.client("lurah.mojo")
    # Their own work stays somebody else's, and nobody hands on what was handed to them.
    assert decide(delegate, told_by_api(delegate, work)).status_code == 403
    assert house.client("lurah.mojo").get("/pengganti").status_code == 200
    assert "Tidak ada unit atau orang" in told(delegate.get("/pengganti"), 200)
    other = factories.submitted(house, PASAR_KLIWON + ".1005", by=CAMAT)
    answer = decide(delegate, told_by_api(delegate, other))
    assert (answer.status_code, answer.get_json()["acting_as"]) == (201, "Plt.")
    with house.sessions() as session:
        acts = session.scalars(select(AuditEvent).where(AuditEvent.act == "units.delegated")).all()
    assert [each.actor_name for each in acts] == ["Camat Pasar Kliwon"]

    listed = told(camat.get("/pengganti"), 200)
    assert "Plt. Lurah Mojo" in listed
    ends = next(part for part in listed.split('"') if part.endswith("/akhiri"))
    assert sent(camat, opened(camat, "/pengganti", ends)).status_code == 303
    assert house.client("lurah.mojo").get("/periksa").status_code == 403


def late(house: House, work: Work, days: float) -> None:
    with house.sessions.begin() as session:
        session.execute(
            update(PostVersion)
            .where(PostVersion.post_id == work.post)
            .values(submitted_at=clock.now() - timedelta(days=days))
        )


def look(house: House) -> None:
    with house.sessions.begin() as session:
        reminding.notify(session, reminded=2 * DAY, absent=4 * DAY, now=clock.now())


def test_what_waits_is_the_nearest_ones_then_reminded_of_then_the_citys_too(house: House) -> None:
    camat, city = house.client(CAMAT), house.client(CITY)
    work = factories.submitted(house, title="Saluran yang lama menunggu")
    address, notice = f"/periksa/{work.post}", "“Saluran yang lama menunggu” menunggu"

    look(house)
    assert address in inbox(camat)
    assert address not in inbox(city)
    assert address in inbox(city, everything=True)
    assert notice not in told(camat.get("/pemberitahuan"), 200)

    late(house, work, 3)
    look(house)
    look(house)
    assert address not in inbox(city)
    assert told(camat.get("/pemberitahuan"), 200).count(notice) == 1

    late(house, work, 5)
    look(house)
    assert address in inbox(city)
    assert "kini juga ada di antrean Anda" in told(city.get("/pemberitahuan"), 200)

    factories.decide(house, work, by=CITY)
    assert notice not in told(camat.get("/pemberitahuan"), 200)
    assert notice not in told(city.get("/pemberitahuan"), 200)


def test_a_unit_whose_approver_left_is_not_reminded_in_vain(house: House) -> None:
    work = factories.submitted(house, title="Saluran tanpa camat")
    late(house, work, 3)
    with house.sessions.begin() as session:
        camat = session.scalars(
            select(Membership)
            .where(
                Membership.unit_code == PASAR_KLIWON, Membership.role == Role.APPROVER, User.username == CAMAT
            )
            .join(User, User.id == Membership.user_id)
        ).one()
        camat.valid_until, ident = clock.now(), camat.id
    try:
        look(house)
        with house.sessions() as session:
            told_to = session.scalars(
                select(Notice.unit_code).where(Notice.subject == work.post, Notice.done_at.is_(None))
            ).all()
    finally:
        with house.sessions.begin() as session:
            session.execute(update(Membership).where(Membership.id == ident).values(valid_until=None))

    assert told_to == ["33.72"]
