"""The address under which a network reads an approved picture: while it may, and nothing else."""

import hashlib
import uuid
from datetime import timedelta

import pytest

from evidence.compose.frozen import frozen_pictures
from evidence.compose.models import PostVersion
from evidence.core import clock
from evidence.publish import media
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.house import House
from tests.publish.desk import Desk, desk


@pytest.fixture
def sending(newsstand: House) -> Desk:
    return desk(newsstand, now=clock.now())


def link(of: Desk) -> uuid.UUID:
    return factories.media_link(of.house, of.work)


def read(of: Desk, ident: object) -> tuple[int, bytes]:
    answer = of.house.app.test_client().get(f"/media/{ident}.jpg")
    return answer.status_code, answer.get_data()


def test_a_stranger_reads_exactly_the_approved_bytes(sending: Desk) -> None:
    answer = sending.house.app.test_client().get(f"/media/{link(sending)}.jpg")

    assert answer.status_code == 200
    assert hashlib.sha256(answer.get_data()).hexdigest() == sending.row().version.image_sha256
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("state", [P.CANCELLED, P.FAILED, P.WITHDRAWING, P.WITHDRAWN])
def test_it_dies_with_its_publication(sending: Desk, state: P) -> None:
    ident = link(sending)
    sending.put(state)

    assert read(sending, ident)[0] == 404


def test_it_dies_of_age_and_is_then_forgotten(sending: Desk) -> None:
    ident, later = link(sending), clock.now() + media.LIFE + timedelta(seconds=1)

    assert sending.do(media.readable, ident, now=later) is None
    sending.do(media.forget, now=later)
    assert sending.do(media.readable, ident, now=clock.now()) is None


def test_one_that_lives_long_enough_is_given_out_again(sending: Desk) -> None:
    row, now = sending.row(), clock.now()

    def asked(ahead: timedelta) -> uuid.UUID:
        with sending.house.sessions.begin() as session:
            pictures = frozen_pictures(session, session.get_one(PostVersion, row.version_id), row.network)
            (found,) = media.links(session, row.id, pictures, now=now + ahead)
            return found

    first = asked(timedelta())
    assert asked(timedelta(minutes=30)) == first
    assert asked(media.LIFE - media.SPARE) != first


@pytest.mark.parametrize("ident", ["", "x", "../rahasia", "0b6f7f3e-5f0e-4c52-9d8f-8d1c2f6c7a11"])
def test_whatever_else_is_not_there(sending: Desk, ident: str) -> None:
    assert read(sending, ident)[0] == 404
