"""Something noticed after an approval holds what is not sent yet, until somebody who may decide has looked."""

import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidence.capture import findings
from evidence.capture.checking import Checking
from evidence.capture.models import Finding, Photo
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.publish import gates, steps
from evidence.publish import services as publishing
from evidence.publish.models import Hold, Publication, PublicationState
from evidence.review import doubting
from evidence.units.access import Role
from tests import factories, noticed
from tests.capture.traces import storage_of
from tests.forms import opened, sent, told
from tests.house import PASAR_KLIWON, House
from tests.pages import check_page
from tests.review.voices import person

HELD = "Ada temuan baru setelah disetujui."


@pytest.fixture
def account(house: House) -> uuid.UUID:
    return factories.account(house)


def warned(house: House, work: factories.Work) -> uuid.UUID:
    """A warning that the checks find now, told as they tell it."""
    finding = noticed.finding(house, work.activity)
    with house.sessions.begin() as session:
        row = session.get_one(Finding, finding)
        doubting.hold_unseen(session, work.activity, [row])
    return finding


def only(house: House, work: factories.Work) -> Publication:
    (row,) = factories.publications(house, work)
    return row


def looked(client: FlaskClient, work: factories.Work) -> str:
    page = f"/periksa/{work.post}"
    assert sent(client, opened(client, page, f"{page}/lanjutkan")).status_code == 303
    return told(client.get(page), 200)


def test_what_waits_is_held_until_the_approver_has_looked(
    house: House, lurah: FlaskClient, camat: FlaskClient, account: uuid.UUID
) -> None:
    work = factories.approved(house, accounts=[account])

    warned(house, work)
    held = only(house, work)
    seen_by_lurah = told(lurah.get(f"/unggahan/{work.post}"), 200)
    inbox = told(camat.get("/periksa"), 200)
    notices = [told(each.get("/pemberitahuan"), 200) for each in (lurah, camat)]
    page = told(camat.get(f"/periksa/{work.post}"), 200)
    check_page(page)
    looked(camat, work)

    assert (held.state, held.hold_reason) == (PublicationState.QUEUED, Hold.FINDING)
    for shown in (seen_by_lurah, inbox, page):
        assert HELD in shown
    assert "lanjutkan penerbitan" not in told(lurah.get(f"/periksa/{work.post}"), 200)
    for notice in notices:
        assert "Ada temuan baru setelah unggahan disetujui." in notice
    assert "Ada temuan baru" not in told(camat.get("/pemberitahuan"), 200)
    free = only(house, work)
    assert (free.hold_reason, free.attempts[-1].by_name) == (None, "Camat Pasar Kliwon")
    with house.sessions() as session:
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.subject == work.activity)).all()
    assert list(acts)[-2:] == ["review.doubted", "review.looked"]


def test_one_that_is_on_its_way_is_called_back_and_its_worker_may_not_send_it(
    house: House, account: uuid.UUID
) -> None:
    work = factories.approved(house, accounts=[account])
    row = only(house, work)
    with house.sessions.begin() as session:
        claimed = steps.claim(session, row.id, now=clock.now())
    assert claimed is not None

    warned(house, work)

    with house.sessions.begin() as session:
        assert not steps.hand_over(session, claimed, now=clock.now())
    assert only(house, work).state is PublicationState.QUEUED


def test_what_is_shared_by_hand_is_taken_back_too(
    house: House, lurah: FlaskClient, account: uuid.UUID
) -> None:
    work = factories.approved(house, accounts=[account])
    row = factories.handed_over(house, work)

    warned(house, work)

    assert only(house, work).hold_reason is Hold.FINDING
    assert lurah.get(f"/penerbitan/{row}/bagikan").status_code == 303


def test_what_failed_and_is_tried_again_is_held_as_well(house: House, account: uuid.UUID) -> None:
    work = factories.approved(house, accounts=[account])
    row = only(house, work)
    with house.sessions.begin() as session:
        session.execute(update(Publication).values(state=PublicationState.FAILED))
    warned(house, work)

    with house.sessions.begin() as session:
        found = session.get_one(Publication, row.id)
        publishing.retry_failed(session, found, by=house.actor("lurah.mojo"), now=clock.now())
    with house.sessions.begin() as session:
        assert not opens(session, row.id)

    assert only(house, work).hold_reason is Hold.FINDING


def opens(session: Session, publication: uuid.UUID) -> bool:
    row = session.get_one(Publication, publication, with_for_update={"of": Publication})
    return gates.opens(session, row, row.account, clock.now() + timedelta(seconds=1))


def test_what_was_seen_before_holds_nothing(house: House, account: uuid.UUID) -> None:
    work = factories.drafted(house, accounts=[account])
    finding = noticed.finding(house, work.activity)
    factories.submit(house, work)
    factories.decide(house, work)

    with house.sessions.begin() as session:
        doubting.hold_unseen(session, work.activity, [session.get_one(Finding, finding)])

    assert only(house, work).hold_reason is None


def test_a_doubt_is_told_to_those_who_may_let_it_go_alone(shared: House) -> None:
    ordinary = factories.approved(shared)
    operator = person(shared, "operator.pk", "Operator Kecamatan", Role.UPLOADER, PASAR_KLIWON)
    works = [
        ordinary,
        factories.approved(shared, by=factories.CAMAT, decider=factories.CITY),
        factories.approved(shared, PASAR_KLIWON, by=operator, decider=factories.CITY),
    ]
    for work in works:
        warned(shared, work)

    with shared.sessions() as session:
        told_to = {
            who: {each.id for each in doubting.doubted(session, shared.actor(who))}
            for who in (factories.CAMAT, factories.CITY)
        }
        counted = doubting.count_doubted(session, shared.actor(factories.CAMAT))

    assert told_to == {factories.CAMAT: {ordinary.post}, factories.CITY: {each.post for each in works}}
    assert counted == 1


def test_nobody_lets_go_of_what_they_have_not_seen(
    house: House, camat: FlaskClient, account: uuid.UUID
) -> None:
    work = factories.approved(house, accounts=[account])
    warned(house, work)
    page = f"/periksa/{work.post}"
    form = opened(camat, page, f"{page}/lanjutkan")
    with house.sessions.begin() as session:
        session.execute(update(Finding).values(sentence="another"))
    warned(house, work)

    sent(camat, form)

    assert "Muat ulang lalu periksa lagi." in told(camat.get(page), 200)
    assert only(house, work).hold_reason is Hold.FINDING


def test_the_checks_themselves_hold_what_they_notice_too_late(house: House, account: uuid.UUID) -> None:
    work = factories.approved(house, accounts=[account])
    after = factories.photo_of(house, work.activity, "after")
    with house.sessions.begin() as session:
        session.get_one(Photo, after).taken_at = clock.now().replace(year=1970)
        findings.ask(session, work.activity)

    Checking(house.sessions, storage_of(house), when_warned=doubting.hold_unseen).run(str(work.activity))

    assert only(house, work).hold_reason is Hold.FINDING


def test_a_version_that_is_not_approved_has_nothing_to_hold(house: House) -> None:
    work = factories.submitted(house)

    warned(house, work)

    with house.sessions() as session:
        assert factories.post_of(session, work).latest.doubted_at is None
