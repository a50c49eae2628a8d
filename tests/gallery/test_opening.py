"""The switches of the public gallery: who finds them, what one press does, and that it is written down."""

import re

import pytest
from sqlalchemy import func, select

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import NotAllowed
from evidence.gallery.public import services
from evidence.gallery.public.models import OpenGallery
from evidence.units import queries as units
from tests import standing
from tests.forms import opened, sent, told
from tests.house import JEBRES, MOJO, House


@pytest.fixture
def house(shared: House) -> House:
    standing.opened(shared)
    return shared


def test_the_city_alone_opens_and_closes_and_it_is_written_down(house: House) -> None:
    admin, code = house.client("admin"), "33.72.05.1014"
    with house.sessions() as session:
        began = session.scalar(select(func.max(AuditEvent.id))) or 0
    form = opened(admin, "/galeri-warga")

    def save(before: list[str], after: list[str]) -> int:
        data = {"csrf_token": form["csrf_token"], "semula": before, "unit": after}
        return admin.post("/galeri-warga", data=data).status_code

    # The second one saw a page from before the first, and what nobody knows is nothing.
    assert save([], [code]) == save([], [code, "33.99"]) == save([code], []) == 303
    with house.sessions() as session:
        acts = session.scalars(
            select(AuditEvent).where(AuditEvent.id > began, AuditEvent.act.startswith("gallery."))
        )
        told_ = [(each.act, each.facts["unit"], each.actor_name) for each in acts]
        assert told_ == [("gallery.opened", code, "Admin Kota"), ("gallery.closed", code, "Admin Kota")]
        for username in ("sekda.balaikota", "camat.pasarkliwon", "lurah.mojo"):
            with pytest.raises(NotAllowed):
                services.set_open(session, [code], [], by=house.actor(username), now=clock.now())
    assert MOJO in told(admin.get("/galeri-warga"), 200)
    assert sent(admin, form, unit=MOJO, semula=MOJO).status_code == 303


def test_the_admin_is_led_to_the_switches_and_nobody_else_is(house: House) -> None:
    admin, unit = house.client("admin"), f"/kepatuhan/unit/{MOJO}"

    for at, link in (("/lainnya", "/galeri-warga"), (unit, f"/galeri-warga?unit={MOJO}")):
        assert f'href="{link}"' in told(admin.get(at), 200), at
        for other in ("staf.balaikota", "camat.pasarkliwon"):
            assert "/galeri-warga" not in told(house.client(other).get(at), 200), (other, at)
    switches = told(admin.get(f"/galeri-warga?unit={JEBRES}"), 200)
    shown = re.findall(r"<details[^>]* open>\s*<summary><span>([^<]+?) <", switches)
    assert shown == ["Kecamatan Pasar Kliwon", "Kecamatan Jebres"]


def test_a_whole_kecamatan_is_opened_and_closed_at_once_with_what_else_was_ticked(house: House) -> None:
    admin, serengan, other = house.client("admin"), "33.72.02", "33.72.05.1014"
    form = opened(admin, "/galeri-warga")

    def press(**named: object) -> list[str]:
        answer = admin.post("/galeri-warga", data={"csrf_token": form["csrf_token"], **named})
        assert answer.status_code == 303
        with house.sessions() as session:
            return sorted(session.scalars(select(OpenGallery.unit_code).where(OpenGallery.unit_code != MOJO)))

    before = press()
    with house.sessions() as session:
        all_of = [each.code for each in units.units(session, [units.unit(session, serengan).path])]
    assert press(buka=serengan, unit=[other, all_of[1]]) == sorted([*before, *all_of, other])
    # Ticks in the group stand for less than its button.
    assert press(tutup=serengan, semula=[other, *all_of], unit=[other, *all_of]) == sorted([*before, other])
    assert press(semula=[other]) == before
    assert (
        admin.post("/galeri-warga", data={"csrf_token": form["csrf_token"], "buka": "33.99"}).status_code
        == 404
    )
