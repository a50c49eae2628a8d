"""The tree of units, and bringing people into it."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence import demo
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.units import queries, services
from evidence.units.access import Role
from evidence.units.models import ApiToken, Unit
from tests.house import JEBRES, MOJO, PASAR_KLIWON, House

HEAD = "code,name,kind,parent_code"


@pytest.fixture
def session(house: House) -> Iterator[Session]:
    """A session that leaves nothing."""
    with house.sessions() as made:
        yield made
        made.rollback()


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.act).order_by(AuditEvent.id.desc()).limit(3)))


def test_the_city_has_five_kecamatan_and_fifty_four_kelurahan(session: Session) -> None:
    counted = session.execute(select(Unit.kind, func.count().label("number")).group_by(Unit.kind))

    assert {row.kind: row.number for row in counted} == {"kota": 1, "kecamatan": 5, "kelurahan": 54}
    assert queries.unit(session, MOJO).path == "/33.72/33.72.03/33.72.03.1010/"


def test_loading_the_same_units_again_changes_nothing(session: Session) -> None:
    before = {each.code: (each.name, each.path) for each in session.scalars(select(Unit))}

    with demo.UNITS.open(encoding="utf-8", newline="") as lines:
        count = services.load_units(session, lines)

    assert (count, acts(session)[0]) == (60, "units.loaded")
    assert {each.code: (each.name, each.path) for each in session.scalars(select(Unit))} == before


def test_a_unit_is_renamed_and_an_office_keeps_its_slash(session: Session) -> None:
    services.load_units(
        session, [HEAD, "33.72/DLH,Dinas Lingkungan Hidup,opd,33.72", "33.72/DLH,DLH,opd,33.72"]
    )

    office = queries.unit(session, "33.72/DLH")
    assert (office.title, office.path) == ("DLH", "/33.72/33.72_DLH/")


def test_what_hangs_below_a_moved_unit_goes_with_it(session: Session) -> None:
    services.load_units(session, [HEAD, f"{PASAR_KLIWON},Pasar Kliwon,kecamatan,33.72.04"])
    session.expire_all()

    assert queries.unit(session, MOJO).path == "/33.72/33.72.04/33.72.03/33.72.03.1010/"
    assert queries.unit(session, JEBRES).path == "/33.72/33.72.04/33.72.04.1010/"


@pytest.mark.parametrize(
    "row",
    [",Tanpa kode,rw,33.72", "33.72.09,,kecamatan,33.72", "33.72.09,Baru,desa,33.72", "33.72.09,Baru",
     "33.72/A/B,Dua garis,opd,33.72", "33.72.09,Baru,kecamatan,99"],
)  # fmt: skip
def test_a_row_that_is_no_unit_is_named_by_its_line(session: Session, row: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.load_units(session, [HEAD, "33.72.08,Benar,kecamatan,33.72", row])

    assert "Baris 3" in str(refused.value)


def test_units_above_are_told_from_the_nearest(session: Session) -> None:
    services.load_units(session, [HEAD, "33.72/DLH,DLH,opd,33.72", "33.72/DLH-1,Seksi,opd,33.72/DLH"])

    assert [each.code for each in queries.ancestors(session, queries.unit(session, MOJO))] == [
        PASAR_KLIWON,
        "33.72",
    ]
    assert [each.code for each in queries.ancestors(session, queries.unit(session, "33.72/DLH-1"))] == [
        "33.72/DLH",
        "33.72",
    ]
    assert queries.ancestors(session, queries.unit(session, "33.72")) == []


def test_units_below_are_whole_codes_only(session: Session) -> None:
    services.load_units(
        session, [HEAD, "33.72.03.10100,Mojo Kembar,kelurahan,33.72.03", "33.72/D_H,D,opd,33.72"]
    )
    services.load_units(session, [HEAD, "33.72/DXH,Dua,opd,33.72"])

    below = queries.units(session, ("/33.72/33.72.03/33.72.03.1010/",))
    office = queries.units(session, ("/33.72/33.72_D_H/",))

    assert [each.code for each in below] == [MOJO]
    assert [each.code for each in office] == ["33.72/D_H"]
    assert queries.units(session, ()) == []


def test_a_person_is_added_once_and_written_down(session: Session) -> None:
    person = services.add_person(session, "lurah.baru", "Lurah Baru", "x")
    services.add_membership(session, person, Role.UPLOADER, MOJO, valid_from=clock.now(), acting_as="Plt.")
    session.flush()

    assert acts(session)[:2] == ["units.membership_added", "units.person_added"]
    with pytest.raises(Conflict):
        services.add_person(session, "lurah.baru", "Orang lain", "x")
    with pytest.raises(NotFound):
        services.add_membership(session, person, Role.UPLOADER, "99", valid_from=clock.now())


def test_memberships_are_in_force_from_their_beginning_until_their_end(session: Session) -> None:
    person, now = services.add_person(session, "plh", "Plh.", "x"), clock.now()
    services.add_membership(
        session,
        person,
        Role.APPROVER,
        MOJO,
        valid_from=now,
        valid_until=now + timedelta(days=1),
        acting_as="Plh.",
    )
    moments = {
        "before": now - timedelta(seconds=1),
        "first": now,
        "last": now + timedelta(days=1) - timedelta(seconds=1),
        "after": now + timedelta(days=1),
    }

    found = {name: queries.actor(session, person.id, moment) for name, moment in moments.items()}

    assert {name: bool(actor and actor.grants) for name, actor in found.items()} == {
        "before": False,
        "first": True,
        "last": True,
        "after": False,
    }
    assert queries.actor(session, uuid.uuid4(), now) is None


def test_a_token_is_shown_once_and_covers_known_scopes_only(session: Session) -> None:
    person = services.add_person(session, "program", "Program", "x")

    ident, token = services.issue_token(session, person, ["upload", "read"], 1, clock.now())

    row = session.get_one(ApiToken, ident)
    assert row.scopes == ["read", "upload"]
    assert token not in str(vars(row))
    assert queries.token_owner(session, token, clock.now()) is row
    assert queries.token_owner(session, token, clock.now() + timedelta(days=1, seconds=1)) is None
    with pytest.raises(Invalid):
        services.issue_token(session, person, ["upload", "semua"], 1, clock.now())


def test_one_token_is_ended_once_and_leaves_the_others(session: Session) -> None:
    person = services.add_person(session, "petugas.satu", "Petugas", "x")
    ident, lost = services.issue_token(session, person, ["read"], 1, clock.now())
    _, kept = services.issue_token(session, person, ["read"], 1, clock.now())

    ended = [services.revoke_token(session, ident, clock.now()) for _ in range(2)]

    session.flush()
    assert ended == [True, False]
    assert queries.token_owner(session, lost, clock.now()) is None
    assert queries.token_owner(session, kept, clock.now()) is not None
    assert acts(session)[0] == "units.token_revoked"


def test_all_tokens_of_a_person_are_ended_and_those_of_others_stay(session: Session) -> None:
    person, other = (services.add_person(session, name, name, "x") for name in ("petugas.a", "petugas.b"))
    for each in (person, person, other):
        services.issue_token(session, each, ["read"], 1, clock.now())
    services.issue_token(session, person, ["read"], -1, clock.now())

    ended = services.revoke_tokens(session, person, clock.now())

    rows = session.scalars(select(ApiToken).where(ApiToken.user_id == other.id)).all()
    assert ended == 2
    assert [each.revoked_at for each in rows] == [None]
