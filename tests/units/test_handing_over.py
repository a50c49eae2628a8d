"""An office goes from one person to the next in one step: who may do it, what ends and begins, what is kept."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.notices.models import NoticeSettings
from evidence.units import correcting, handing_over, queries
from evidence.units import services as people
from evidence.units.access import Role
from evidence.units.belongings import Belongings
from evidence.units.handing_over import Handed
from evidence.units.models import Membership, User
from tests import factories
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, PASAR_KLIWON, PASSWORD, House, hashed, put_activity, put_photo
from tests.people import newcomer
from tests.people import office as office_of
from tests.practice.serving import picture
from tests.tokens import bearer
from tests.waiting import until

KECAMATAN = "33.72.04"


@pytest.fixture
def house(shared: House) -> House:
    return shared


def somebody(house: House, unit: str = "", *roles: Role, acting_as: str = "") -> str:
    """The user name of a new person with these roles over the unit, or with none."""
    name = f"pejabat.{uuid.uuid4().hex[:8]}"
    with house.sessions.begin() as session:
        made = people.add_person(session, name, name.title(), hashed(PASSWORD))
        for role in roles:
            began = clock.now() - timedelta(days=1)
            people.add_membership(session, made, role, unit, valid_from=began, acting_as=acting_as)
    return name


def ident(house: House, username: str) -> uuid.UUID:
    with house.sessions() as session:
        return session.scalars(select(User.id).where(User.username == username)).one()


def hand(house: House, old: str, new: str, by: str = "admin") -> Handed:
    membership = office_of(house, old)
    with house.sessions.begin() as session:
        return handing_over.hand_over(
            session, membership, ident(house, new), Belongings(), by=house.actor(by), now=clock.now()
        )


def held(house: House, username: str) -> set[tuple[str, str, str]]:
    return {(each.role.value, each.unit_code, each.acting_as) for each in house.actor(username).grants}


def test_the_page_tells_what_moves_and_the_old_holder_is_out_at_the_next_request(house: House) -> None:
    old, new = somebody(house, MOJO, Role.UPLOADER), somebody(house)
    browser, admin = house.client(old), house.client("admin")
    token = bearer(house, old)
    waiting = factories.activity(house, title="Talut yang belum selesai")
    factories.account(house, handle="mojo.serah")
    address = f"/serah-terima/{office_of(house, old)}"

    form = opened(admin, address)
    page = admin.get(address).get_data(as_text=True)
    unsure = page_of(sent(admin, form, person=str(ident(house, new))), 422)
    nobody = page_of(sent(admin, form, person=str(uuid.uuid4()), sure="y"), 422)
    done = sent(admin, form, person=str(ident(house, new)), sure="y")
    refused = browser.get("/beranda")
    program = house.app.test_client().get("/api/v1/units", headers=token)

    for said in ("Talut yang belum selesai", "@mojo.serah", "1 token program dicabut", "tetap di HP itu"):
        assert said in page, said
    assert "Periksa daftarnya" in unsure
    assert "Pilih orang dari daftar." in nobody
    assert done.status_code == 303
    assert refused.headers["Location"].startswith("/masuk")
    assert program.status_code == 401
    assert held(house, old) == set()
    assert held(house, new) == {("uploader", MOJO, "")}
    assert "Talut yang belum selesai" in house.client(new).get("/kegiatan").get_data(as_text=True)
    again = house.client(old)
    assert again.get(f"/kegiatan/{waiting}").status_code == 404
    assert "Jabatan Anda di Kelurahan Mojo diserahkan kepada" in again.get("/lainnya").get_data(as_text=True)


def test_a_phone_that_still_sends_for_the_old_holder_hears_what_to_do(house: House) -> None:
    old, new = somebody(house, MOJO, Role.UPLOADER), somebody(house)
    activity = put_activity(house.client(old))
    hand(house, old, new)
    phone = house.client(old)

    answer = put_photo(phone, activity, "before", picture())

    assert answer.status_code == 403
    assert "sudah diserahkan" in answer.json["detail"]
    assert "simpan ke galeri HP" in answer.json["detail"]


def test_it_is_written_down_with_both_people_and_ends_and_begins_at_one_moment(house: House) -> None:
    old, new = somebody(house, KECAMATAN, Role.UPLOADER, Role.APPROVER), somebody(house)
    client = house.client(old)
    assert client.get("/beranda").status_code == 200

    done = hand(house, old, new)

    with house.sessions() as session:
        acts = session.scalars(
            select(AuditEvent).where(AuditEvent.act.in_((handing_over.GAVE, handing_over.TOOK)))
        ).all()
        mine = [each for each in acts if each.facts["from"] == old]
        rows = session.scalars(
            select(Membership).where(Membership.user_id.in_((ident(house, old), ident(house, new))))
        ).all()
    ended = {each.valid_until for each in rows if each.valid_until}
    begun = {each.valid_from for each in rows if each.valid_until is None}
    assert {each.subject for each in mine} == {ident(house, old), ident(house, new)}
    assert all(each.actor_name == "Admin Kota" for each in mine)
    facts = mine[0].facts
    assert (facts["from"], facts["to"], facts["unit"]) == (old, new, KECAMATAN)
    assert (facts["roles"], facts["devices"], len(facts["ended"]), len(facts["begun"])) == (
        ["approver", "uploader"], 1, 2, 2,
    )  # fmt: skip
    assert len(ended) == 1
    assert ended == begun
    assert (done.devices, len(done.begun)) == (1, 2)


def test_what_was_held_elsewhere_or_in_anothers_stead_is_left_and_standing_in_becomes_the_office(
    house: House,
) -> None:
    old = somebody(house, MOJO, Role.UPLOADER)
    new = somebody(house, KECAMATAN, Role.APPROVER, acting_as="Plt.")
    with house.sessions.begin() as session:
        user = session.get_one(User, ident(house, old))
        began = clock.now() - timedelta(hours=1)
        people.add_membership(session, user, Role.APPROVER, KECAMATAN, valid_from=began, acting_as="Plh.")
    other = somebody(house, KECAMATAN, Role.APPROVER)

    hand(house, old, new)
    hand(house, other, new)

    assert held(house, old) == {("approver", KECAMATAN, "Plh.")}
    assert held(house, new) == {("uploader", MOJO, ""), ("approver", KECAMATAN, "")}


@pytest.fixture
def district_admin(house: House) -> str:
    return somebody(house, PASAR_KLIWON, Role.ADMIN)


def test_only_an_admin_above_hands_over_and_never_an_office_of_their_own(
    house: House, district_admin: str
) -> None:
    lurah, camat, second = (
        somebody(house, unit, role)
        for unit, role in (
            (MOJO, Role.UPLOADER), (PASAR_KLIWON, Role.APPROVER), ("33.72", Role.ADMIN),
        )
    )  # fmt: skip
    foreign = somebody(house, "33.72.04.1010", Role.UPLOADER)
    near, far = somebody(house, "33.72.03.1005", Role.UPLOADER), somebody(house)

    for by, office in (
        ("camat.pasarkliwon", lurah), ("sekda.balaikota", lurah), (district_admin, camat),
        (district_admin, foreign), (district_admin, district_admin),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            hand(house, office, near, by=by)
    with pytest.raises(Invalid):
        hand(house, second, near, by=second)
    with pytest.raises(Invalid):
        # Whoever has no unit yet is known to the city alone.
        hand(house, lurah, far, by=district_admin)
    hand(house, lurah, near, by=district_admin)
    hand(house, second, far)
    assert held(house, near) == {("uploader", MOJO, ""), ("uploader", "33.72.03.1005", "")}
    assert held(house, far) == {("admin", "33.72", "")}


def test_an_office_goes_once(house: House) -> None:
    old, first, second = somebody(house, MOJO, Role.UPLOADER), somebody(house), somebody(house)
    key = office_of(house, old)
    hand(house, old, first)

    with house.sessions.begin() as session, pytest.raises(Conflict):
        handing_over.hand_over(
            session, key, ident(house, second), Belongings(), by=house.actor("admin"), now=clock.now()
        )
    with house.sessions() as session, pytest.raises(NotFound):
        handing_over.office(session, key, house.actor("admin"), clock.now())
    assert held(house, second) == set()


def test_nobody_may_take_it_who_was_shut_out(house: House) -> None:
    old, gone = somebody(house, MOJO, Role.UPLOADER), somebody(house, MOJO, Role.REVIEWER)
    with house.sessions.begin() as session:
        session.execute(update(User).where(User.username == gone).values(active=False))

    with pytest.raises(Invalid):
        hand(house, old, gone)
    with house.sessions() as session:
        assert queries.devices(session, ident(house, old), clock.now()) == []
    assert held(house, old) == {("uploader", MOJO, "")}


def test_whoever_holds_nothing_is_told_why_and_whom_to_ask_on_the_first_page(house: House) -> None:
    old, new, never = somebody(house, MOJO, Role.UPLOADER), somebody(house), somebody(house)
    both = somebody(house, MOJO, Role.UPLOADER)
    with house.sessions.begin() as session:
        user = session.get_one(User, ident(house, both))
        people.add_membership(
            session, user, Role.REVIEWER, KECAMATAN, valid_from=clock.now() - timedelta(hours=1)
        )
        mail = NoticeSettings(
            user_id=house.actor("admin").id, choices={}, mail_to="admin@kantor.example",
            mail_confirmed_at=clock.now(),
        )  # fmt: skip
        session.merge(mail)
    hand(house, old, new)
    hand(house, both, new)

    said = {who: first_page(house, who) for who in (old, never, both, new)}

    for who in (old, never):
        assert "Anda tidak memegang jabatan sekarang" in said[who]
        assert 'href="mailto:admin@kantor.example">Admin Kota (admin@kantor.example)' in said[who]
    assert f"Jabatan Anda di Kelurahan Mojo diserahkan kepada {new.title()}, " in said[old]
    assert f"Hubungi {new.title()} untuk pekerjaan unit itu." in said[old]
    for who, page in said.items():
        assert ("diserahkan kepada" in page) == (who == old)
        assert ("Anda tidak memegang jabatan" in page) == (who in (old, never))
    assert "diserahkan kepada" in house.client(both).get("/lainnya").get_data(as_text=True)


def test_whoever_is_withdrawn_meanwhile_gets_no_office(house: House) -> None:
    old = somebody(house, MOJO, Role.UPLOADER)
    new = f"pejabat.{uuid.uuid4().hex[:8]}"
    person, _secret = newcomer(house, new)

    with ThreadPoolExecutor(1) as beside:
        with house.sessions.begin() as session:
            correcting.withdraw(session, person, by=house.actor("admin"), now=clock.now())
            # Nobody else sees it yet: the office is handed to somebody who is still on the list.
            handing = beside.submit(hand, house, old, new)
            until(lambda: waits_for_a_lock(house))
        with pytest.raises(Invalid):
            handing.result()

    assert held(house, old) == {("uploader", MOJO, "")}


def test_a_right_that_is_used_keeps_its_person_before_its_membership(house: House) -> None:
    who = somebody(house, MOJO, Role.UPLOADER)
    (grant,) = house.actor(who).grants
    row = select(Membership.id).where(Membership.id == grant.membership).with_for_update(nowait=True)

    with ThreadPoolExecutor(1) as beside, house.sessions.begin() as first:
        queries.hold(first, ident(house, who))
        with house.sessions.begin() as second:
            using = beside.submit(queries.still_holds, second, grant, clock.now())
            until(lambda: waits_for_a_lock(house))
            # Had it taken the membership already, whoever holds the person would wait for it in turn.
            free = first.scalar(row)
            first.commit()
            assert (free, using.result()) == (grant.membership, True)


def waits_for_a_lock(house: House) -> bool:
    with house.sessions() as session:
        waiting = "wait_event_type = 'Lock' AND datname = current_database()"
        return bool(session.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}")))


def test_an_old_link_leads_whoever_holds_nothing_to_the_first_page_and_nobody_else(house: House) -> None:
    never, staff = house.client(somebody(house)), house.client("staf.balaikota")

    for address in ("/beranda", "/periksa", "/serah-terima"):
        answer = never.get(address)
        assert (answer.status_code, answer.location) == (302, "/"), address
    assert "Anda tidak memegang jabatan" in page_of(never.get("/beranda", follow_redirects=True), 200)
    assert staff.get("/beranda").status_code == 403
    assert never.post(f"/serah-terima/{uuid.uuid4()}").status_code in (400, 403)


def first_page(house: House, who: str) -> str:
    return page_of(house.client(who).get("/", follow_redirects=True), 200)
