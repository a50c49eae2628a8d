"""An approval that is opened again: what was not sent is stopped, what was sent stays, and nothing goes out twice."""

import uuid
from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence.compose.models import VersionState
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.publish import queries as publications
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.review import services
from tests import factories
from tests.factories import CAMAT, Work
from tests.forms import opened
from tests.forms import told as page_of
from tests.house import House, decide
from tests.review.voices import send, told, versions, write


def reopen(client: FlaskClient, work: Work) -> int:
    """Press the button; the status of the answer."""
    token = opened(client, f"/kegiatan/{work.activity}/ubah")["csrf_token"]
    return client.post(f"/unggahan/{work.post}/buka", data={"csrf_token": token}).status_code


def put(house: House, row: Publication, state: P, **columns: object) -> None:
    with house.sessions.begin() as session:
        session.execute(update(Publication).where(Publication.id == row.id).values(state=state, **columns))


def states(house: House, work: Work) -> list[P]:
    return [row.state for row in factories.publications(house, work)]


def approve_again(
    house: House, lurah: FlaskClient, camat: FlaskClient, work: Work, accounts: Sequence[uuid.UUID]
) -> None:
    """Write the next version and have it approved."""
    assert write(lurah, work, accounts=[str(each) for each in accounts]).status_code == 200
    assert send(lurah, work).status_code == 200
    assert decide(camat, told(camat, work)).status_code == 201


def test_an_approved_post_is_not_written_into_before_it_is_reopened(lurah: FlaskClient, house: House) -> None:
    work = factories.approved(house)

    refused = write(lurah, work)
    assert (refused.status_code, "Buka kembali" in refused.get_json()["detail"]) == (409, True)

    assert reopen(lurah, work) == 303
    assert write(lurah, work).status_code == 200
    assert versions(house, work) == [VersionState.SUPERSEDED, VersionState.DRAFT]


def test_reopening_stops_what_was_not_sent_and_leaves_what_was(lurah: FlaskClient, house: House) -> None:
    accounts = [factories.account(house, handle=f"latihan.{each}") for each in range(6)]
    work = factories.approved(house, accounts=accounts)
    rows = factories.publications(house, work)
    before = (P.QUEUED, P.QUEUED, P.READY, P.PUBLISHED, P.UNCONFIRMED, P.FAILED)
    for row, state in zip(rows, before, strict=True):
        put(house, row, state)
    put(house, rows[1], P.QUEUED, hold_reason=Hold.TOKEN)

    assert reopen(lurah, work) == 303

    after = [P.CANCELLED, P.CANCELLED, P.CANCELLED, P.PUBLISHED, P.UNCONFIRMED, P.FAILED]
    found = factories.publications(house, work)
    assert [row.state for row in found] == after
    assert found[0].attempts[-1].by_name == "Lurah Mojo"


def test_nothing_is_reopened_while_it_is_being_sent(lurah: FlaskClient, house: House) -> None:
    accounts = [factories.account(house, handle=f"latihan.{each}") for each in range(2)]
    work = factories.approved(house, accounts=accounts)
    put(house, factories.publications(house, work)[1], P.PUBLISHING)

    assert reopen(lurah, work) == 409

    assert versions(house, work) == [VersionState.APPROVED]
    # The one that could have been stopped goes on, since the whole was refused.
    assert states(house, work) == [P.QUEUED, P.PUBLISHING]


def test_a_new_version_goes_where_the_old_one_is_not(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    accounts = [factories.account(house, handle=f"latihan.{each}") for each in range(4)]
    work = factories.approved(house, accounts=accounts)
    rows = {row.account_id: row for row in factories.publications(house, work)}
    waiting, out, unknown, failed = accounts
    put(house, rows[out], P.PUBLISHED)
    put(house, rows[unknown], P.UNCONFIRMED)
    put(house, rows[failed], P.FAILED)
    old = {row.id for row in rows.values()}
    reopen(lurah, work)

    approve_again(house, lurah, camat, work, accounts)

    new = [row for row in factories.publications(house, work) if row.id not in old]
    assert {row.account_id for row in new} == {waiting, failed}
    assert {row.state for row in new} == {P.QUEUED}
    assert {row.version.number for row in new} == {2}


def test_the_failed_publication_of_an_old_version_stays_failed(
    lurah: FlaskClient, camat: FlaskClient, house: House
) -> None:
    account = factories.account(house)
    work = factories.approved(house, accounts=[account])
    (failed,) = factories.publications(house, work)
    put(house, failed, P.FAILED)
    reopen(lurah, work)
    approve_again(house, lurah, camat, work, [account])

    page = page_of(lurah.get(f"/unggahan/{work.post}"), 200)
    token = opened(lurah, f"/kegiatan/{work.activity}/ubah")["csrf_token"]
    lurah.post(f"/penerbitan/{failed.id}/retry", data={"csrf_token": token})

    assert f"/penerbitan/{failed.id}/retry" not in page
    assert states(house, work) == [P.FAILED, P.QUEUED]


def test_who_has_no_part_in_the_unit_reopens_nothing(house: House) -> None:
    work = factories.approved(house)

    answers = {name: as_somebody(house, name, work) for name in ("staf.balaikota", "admin", "lurah.jebres")}

    assert answers == {"staf.balaikota": 403, "admin": 403, "lurah.jebres": 404}
    assert versions(house, work) == [VersionState.APPROVED]


def as_somebody(house: House, name: str, work: Work) -> int:
    client = house.client(name)
    token = opened(client, "/lainnya")["csrf_token"]
    return client.post(f"/unggahan/{work.post}/buka", data={"csrf_token": token}).status_code


def test_the_camat_may_take_an_approval_back(camat: FlaskClient, house: House) -> None:
    work = factories.approved(house)

    assert reopen(camat, work) == 303
    assert versions(house, work) == [VersionState.SUPERSEDED]


def test_reopening_twice_is_the_same_as_once(lurah: FlaskClient, house: House) -> None:
    work = factories.approved(house)

    assert [reopen(lurah, work), reopen(lurah, work)] == [303, 303]

    with house.sessions() as session:
        acts = session.query(AuditEvent).filter_by(act="review.reopened").count()
    assert acts == 1


@pytest.mark.parametrize("begin", [factories.drafted, factories.submitted])
def test_what_is_not_approved_is_not_reopened(lurah: FlaskClient, house: House, begin: object) -> None:
    work = begin(house)  # type: ignore[operator]
    before = versions(house, work)

    assert reopen(lurah, work) == 409

    assert versions(house, work) == before


def test_a_decision_and_all_that_follows_from_it_happen_together_or_not_at_all(house: House) -> None:
    work = factories.submitted(house, accounts=[factories.account(house)])
    with house.sessions() as session:
        post = factories.post_of(session, work)
        services.decide(
            session, uuid.uuid4(), post, post.latest.content_hash, "approve", "",
            by=house.actor(CAMAT), now=clock.now(),
        )  # fmt: skip
        assert len(publications.of_post(session, work.post)) == 1
        # The edge has not committed when its process ends.

    assert versions(house, work) == [VersionState.SUBMITTED]
    assert states(house, work) == []
