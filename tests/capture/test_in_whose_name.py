"""Whoever photographs in another's stead is named as such: in the history, beside the photo, and on its row."""

import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.capture.models import Photo
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.units import services as people
from evidence.units.access import Role
from evidence.units.models import User
from tests import factories
from tests.forms import opened, sent, told
from tests.house import MOJO, PASSWORD, House, hashed, put_activity, put_photo
from tests.practice.serving import picture
from tests.repair.mending import stored, swap

NAMED = "Plh. Sri Lestari"


@pytest.fixture
def deputy(house: House) -> FlaskClient:
    """A member of Mojo's staff who stands in for the lurah these days."""
    now = clock.now()
    with house.sessions.begin() as session:
        person = people.add_person(session, "sri.mojo", "Sri Lestari", hashed(PASSWORD))
        people.add_membership(
            session, person, Role.UPLOADER, MOJO,
            valid_from=now - timedelta(days=1), valid_until=now + timedelta(days=3), acting_as="Plh.",
        )  # fmt: skip
    return house.client("sri.mojo")


def test_the_history_names_the_person_and_in_whose_stead(
    house: House, deputy: FlaskClient, lurah: FlaskClient
) -> None:
    activity = put_activity(deputy)
    sent = put_photo(deputy, activity, "before", picture())
    put_photo(lurah, activity, "after", picture(colour="#123456"))

    page = told(lurah.get(f"/kegiatan/{activity}"), 200)
    with house.sessions() as session:
        photos = session.scalars(select(Photo).order_by(Photo.received_at)).all()
        trail = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == uuid.UUID(activity)).order_by(AuditEvent.id)
        ).all()
        rows = [(each.uploader.username, each.acting_as) for each in photos]
    assert sent.status_code == 201
    assert rows == [("sri.mojo", "Plh."), ("lurah.mojo", "")]
    assert [(each.act, each.actor_name, each.facts["acting_as"]) for each in trail] == [
        ("capture.activity_made", "Sri Lestari", "Plh."),
        ("capture.photo_received", "Sri Lestari", "Plh."),
        ("capture.photo_received", "Lurah Mojo", ""),
    ]
    assert page.count(NAMED) == 2
    assert "Plh. Lurah Mojo" not in page


def test_whoever_decides_reads_who_sent_the_photos(
    house: House, deputy: FlaskClient, camat: FlaskClient
) -> None:
    work = factories.drafted(house)
    put_photo(deputy, str(work.activity), "after", picture(colour="#654321"))
    house.run_jobs()
    factories.drawn(house, work.activity)
    factories.submit(house, work, by="sri.mojo")

    page = told(camat.get(f"/periksa/{work.post}"), 200)

    assert f"dari {NAMED}" in page
    assert "dari Lurah Mojo" in page


def test_who_holds_the_role_themselves_acts_in_their_own_name(house: House, lurah: FlaskClient) -> None:
    with house.sessions.begin() as session:
        user = session.get_one(User, house.actor("lurah.mojo").id)
        people.add_membership(session, user, Role.UPLOADER, MOJO, valid_from=clock.now(), acting_as="Plt.")

    activity = put_activity(lurah)

    assert "Plt." not in told(lurah.get(f"/kegiatan/{activity}"), 200)


def test_mending_is_done_in_whose_stead_too(house: House, deputy: FlaskClient) -> None:
    work, unfinished = factories.complete(house), factories.activity(house)
    was = stored(house, work)

    swap(deputy, work, was["before"], was["after"])
    sent(deputy, opened(deputy, f"/kegiatan/{unfinished}/belum-selesai"), reason="weather")

    for subject, act in ((work, "capture.photos_swapped"), (unfinished, "capture.activity_unfinished")):
        with house.sessions() as session:
            found = session.scalars(
                select(AuditEvent).where(AuditEvent.subject == subject, AuditEvent.act == act)
            ).one()
        assert (found.actor_name, found.facts["acting_as"]) == ("Sri Lestari", "Plh.")
