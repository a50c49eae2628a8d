"""An office with much in it, in a house of many people: its page stays short, and its handover is still one step."""

import re
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import event, func, select

from evidence.accounts import handing
from evidence.accounts.models import AccountState, SocialAccount
from evidence.core.audit import AuditEvent
from evidence.gallery.belongings import MOST
from evidence.notices.models import Notice
from evidence.units import handing_over, offering
from evidence.units.access import Role
from evidence.units.models import User
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import House
from tests.people import office as office_of
from tests.units.test_handing_over import held, ident, somebody

OFFICE, SMALL, ACCOUNTS = "33.72.04.1010", "33.72.04.1011", MOST + 12


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """More people than a list can hold, and a unit with more accounts than its page shows."""
    with shared.sessions.begin() as session:
        session.add_all(
            User(username=f"warga{number:03}", name=f"Warga {number:03}", password="")
            for number in range(offering.MOST)
        )
        session.add_all(
            SocialAccount(
                id=uuid.uuid4(), unit_code=unit, network="practice", handle=f"akun{number:03}",
                state=AccountState.LISTED,
            )
            for unit, count in ((OFFICE, ACCOUNTS), (SMALL, 2)) for number in range(count)
        )  # fmt: skip
    return shared


def options(page: str) -> list[str]:
    """The people in the list."""
    return re.findall(r"<option[^>]*>([^<]+)<", page.partition('id="person"')[2].partition("</select>")[0])


def test_the_page_counts_what_it_does_not_list(house: House) -> None:
    old, admin = somebody(house, OFFICE, Role.UPLOADER), house.client("admin")

    page = page_of(admin.get(f"/serah-terima/{office_of(house, old)}"), 200)

    assert page.count("@akun") == MOST
    assert f"Hanya {MOST} dari {ACCOUNTS} akun ditampilkan; semuanya ikut berpindah." in page
    assert f'href="/akun?unit={OFFICE}"' in page
    assert 'name="cari_orang"' in page
    # Those of the units around are offered; the others are found by their names.
    assert any("lurah.jebres" in each for each in options(page))
    assert not any("warga" in each for each in options(page))


def test_somebody_is_found_by_a_part_of_the_name_and_stays_chosen(house: House) -> None:
    old, new, admin = somebody(house, OFFICE, Role.UPLOADER), somebody(house), house.client("admin")
    address = f"/serah-terima/{office_of(house, old)}"
    form = opened(admin, address)

    some = page_of(sent(admin, form, cari_orang="WARGA 09", act="cari", person=str(ident(house, new))), 200)
    many = page_of(sent(admin, form, cari_orang="a", act="cari"), 200)
    none = page_of(sent(admin, form, cari_orang="entah siapa", act="cari"), 200)

    assert "11 orang cocok, ada di daftar di bawah ini." in some
    assert [each for each in options(some) if new in each]
    assert f'selected value="{ident(house, new)}"' in some
    assert "Lebih dari 100 orang cocok. Tulis lebih lengkap." in many
    assert "Tidak ada orang dengan nama itu." in none
    assert "Ada yang perlu diperbaiki" not in some
    assert held(house, old) == {("uploader", OFFICE, "")}


@pytest.fixture
def asked(house: House) -> Iterator[list[str]]:
    """The statements that are sent from now on."""
    found: list[str] = []
    engine = house.app.extensions["engine"]

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_all_of_it_is_handed_over_in_as_many_statements_as_little_is(house: House, asked: list[str]) -> None:
    admin, counts = house.client("admin"), []
    for unit in (SMALL, OFFICE):
        # An office that was handed over before, so that its accounts are asked for anew.
        first, second, third = somebody(house, unit, Role.UPLOADER), somebody(house), somebody(house)
        for old, new in ((first, second), (second, third)):
            form = opened(admin, f"/serah-terima/{office_of(house, old)}")
            asked.clear()
            assert sent(admin, form, person=str(ident(house, new)), sure="y").status_code == 303
        counts.append(len(asked))

    assert counts[0] == counts[1]
    with house.sessions() as session:
        facts = session.scalars(
            select(AuditEvent.facts).where(
                AuditEvent.act == handing_over.TOOK, AuditEvent.subject == ident(house, third)
            )
        ).one()
        open_now = select(func.count()).where(
            Notice.unit_code == OFFICE, Notice.kind == handing.ASKED, Notice.done_at.is_(None)
        )
        assert session.scalar(open_now) == len(facts["accounts"]) == ACCOUNTS
        last = session.scalars(open_now.with_only_columns(Notice.params["after"].astext).distinct()).all()
    assert last == [third.title()]
