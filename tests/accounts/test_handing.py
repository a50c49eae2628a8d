"""After a handover the unit's people are asked to change the passwords at the networks, until one of them says so."""

import pytest
from sqlalchemy import select

from evidence.accounts import handing
from evidence.accounts.models import SocialAccount
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import NotAllowed
from evidence.notices.models import Notice
from evidence.notices.people import told_of
from evidence.units.access import Role
from tests import factories
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import MOJO, House
from tests.people import office as office_of
from tests.units.test_handing_over import ident, somebody


@pytest.fixture
def house(shared: House) -> House:
    return shared


def test_the_new_holder_reads_it_and_closes_it_by_saying_that_it_is_done(house: House) -> None:
    old, new, admin = somebody(house, MOJO, Role.UPLOADER), somebody(house), house.client("admin")
    account = factories.account(house, handle="mojo.sandi")
    page, address = f"/akun/{account}", f"/serah-terima/{office_of(house, old)}"
    sent(admin, opened(admin, address), person=str(ident(house, new)), sure="y")
    client = house.client(new)
    with house.sessions() as session:
        (notice,) = session.scalars(select(Notice).where(Notice.subject == account))
        asked_of = set(told_of(session, notice, clock.now()))

    told = page_of(client.get("/pemberitahuan"), 200)
    asked = page_of(client.get(page), 200)
    said = sent(client, opened(client, page, f"{page}/kata-sandi"))

    assert "akun @mojo.sandi (Instagram), email pemulihan" in told
    assert f"jabatan beralih dari {old.title()} kepada {new.title()}" in told
    assert "Unit ini berganti pejabat." in asked
    assert "Belum pernah dicatat diganti." in asked
    assert said.status_code == 303
    # Those who hold the passwords, and nobody above them.
    assert {ident(house, new), house.actor("lurah.mojo").id} <= asked_of
    assert not asked_of & {house.actor(who).id for who in ("camat.pasarkliwon", "sekda.balaikota", "admin")}
    assert "akun @mojo.sandi (Instagram), email pemulihan" not in page_of(client.get("/pemberitahuan"), 200)
    after = page_of(client.get(page), 200)
    assert f"dicatat {new.title()}." in after
    assert "Unit ini berganti pejabat." not in after
    with house.sessions() as session:
        (event,) = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == account, AuditEvent.act == handing.CHANGED)
        )
    assert event.actor_name == new.title()


def test_a_second_handover_asks_anew_and_names_the_last_holder(house: House) -> None:
    first, second, third = somebody(house, MOJO, Role.UPLOADER), somebody(house), somebody(house)
    account, admin = factories.account(house, handle="mojo.lagi"), house.client("admin")

    for old, new in ((first, second), (second, third)):
        address = f"/serah-terima/{office_of(house, old)}"
        sent(admin, opened(admin, address), person=str(ident(house, new)), sure="y")

    with house.sessions() as session:
        (notice,) = session.scalars(
            select(Notice).where(
                Notice.subject == account, Notice.kind == handing.ASKED, Notice.done_at.is_(None)
            )
        )
    assert notice.params["after"] == third.title()


def test_who_only_reads_along_or_has_another_unit_says_nothing(house: House) -> None:
    account = factories.account(house, handle="mojo.tertutup")

    for by in ("staf.balaikota", "lurah.jebres", "camat.jebres"):
        with house.sessions.begin() as session:
            row = session.get_one(SocialAccount, account)
            with pytest.raises(NotAllowed):
                handing.say_changed(session, row, by=house.actor(by), now=clock.now())
