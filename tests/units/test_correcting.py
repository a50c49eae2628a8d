"""What was mistyped of a person is put right, or their invitation taken back."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict, NotAllowed, NotFound
from evidence.units import correcting
from evidence.units.access import Role
from evidence.units.models import Membership, User
from tests import people
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, PASAR_KLIWON, House
from tests.units.test_handing_over import ident, somebody
from tests.units.test_invitations import CHOSEN, accept, fresh, shown_once, sign_in


@pytest.fixture
def house(shared: House) -> House:
    return shared


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def test_both_names_of_who_has_not_come_in_are_corrected_and_the_link_stays(
    house: House, admin: FlaskClient
) -> None:
    person, secret = people.newcomer(house, fresh())
    page, right = f"/orang/{person}", fresh()

    saved = sent(admin, opened(admin, page, page), name=" Ibu  Benar ", username=right.upper())

    assert saved.status_code == 303
    assert "Ibu Benar" in page_of(admin.get(page), 200)
    assert accept(house, f"/undangan?t={secret}", CHOSEN).status_code == 303
    assert sign_in(house, right, CHOSEN).status_code == 302
    # From now on the user name is theirs.
    form = opened(admin, page, page)
    assert "username" not in form
    assert sent(admin, form, name="Ibu Benar, S.Sos.", username=fresh()).status_code == 422
    assert sent(admin, form, name="Ibu Benar, S.Sos.").status_code == 303
    with house.sessions() as session:
        user = session.get_one(User, person)
        acts = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == person, AuditEvent.act == "units.person_corrected")
        ).all()
    assert (user.name, user.username) == ("Ibu Benar, S.Sos.", right)
    assert [each.facts["before"]["name"] for each in acts] == ["Orang Baru", "Ibu Benar"]


@pytest.mark.parametrize(
    ("field", "told"),
    [("name", {"name": " "}), ("username", {"username": "lurah.mojo"}), ("username", {"username": "é"})],
)
def test_what_is_no_name_is_refused_in_its_place(
    house: House, admin: FlaskClient, field: str, told: dict[str, str]
) -> None:
    person, _secret = people.newcomer(house, username := fresh())
    page = f"/orang/{person}"

    refused = page_of(sent(admin, opened(admin, page, page), **told), 422)

    assert f'id="{field}-error"' in refused
    with house.sessions() as session:
        assert session.get_one(User, person).username == username


def test_a_withdrawn_invitation_ends_with_its_link_and_its_office_and_frees_the_user_name(
    house: House, admin: FlaskClient
) -> None:
    form, username = opened(admin, "/orang/baru"), fresh()
    shown_once(admin, sent(admin, form, name="Camat", username=username, unit=PASAR_KLIWON, roles="approver"))
    person = ident(house, username)
    page, (_other, link) = f"/orang/{person}", people.newcomer(house, other := fresh())

    done = sent(admin, opened(admin, page, f"{page}/batalkan"))
    sent(admin, opened(admin, form_of_other := f"/orang/{_other}", f"{form_of_other}/batalkan"))

    stranger = house.app.test_client()
    over, never = stranger.get(f"/undangan?t={link}"), stranger.get("/undangan?t=bukan.dari.sini")
    assert done.status_code == 303
    assert (over.status_code, never.status_code) == (404, 404)
    # But for what each request is called.
    assert len({re.sub(r"[0-9a-f]{12}", "", page_of(each, 404)) for each in (over, never)}) == 1
    assert admin.get(page).status_code == 404
    with house.sessions() as session:
        (held,) = session.scalars(select(Membership).where(Membership.user_id == person))
        assert not session.get_one(User, person).active
    assert held.valid_until is not None
    assert held.valid_until <= clock.now()
    assert people.newcomer(house, other)[0] != _other


def test_who_is_in_is_not_withdrawn_and_others_correct_nobody(house: House) -> None:
    name, district = somebody(house, MOJO, Role.UPLOADER), somebody(house, PASAR_KLIWON, Role.ADMIN)
    invited, secret = people.newcomer(house, fresh())
    accept(house, f"/undangan?t={secret}", CHOSEN)
    person, now, by = ident(house, name), clock.now(), house.actor("admin")

    with house.sessions.begin() as session:
        with pytest.raises(NotFound):
            correcting.withdraw(session, person, by=by, now=now)
        with pytest.raises(Conflict):
            correcting.withdraw(session, invited, by=by, now=now)
    for other in (district, "sekda.balaikota", name):
        with house.sessions.begin() as session:
            with pytest.raises(NotAllowed):
                correcting.withdraw(session, invited, by=house.actor(other), now=now)
            with pytest.raises(NotAllowed):
                correcting.correct(session, person, "Lain", name, by=house.actor(other))
            with pytest.raises(NotAllowed):
                correcting.known(session, "", by=house.actor(other), now=now)
    assert house.client(name).get(f"/orang/{person}").status_code == 403
