"""Who agreed to be shown: recorded with no more than needed, and taken back so that what rests on it waits."""

import uuid
from threading import Thread

from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from evidence.adapters.imaging import examine
from evidence.capture.consents import Consent
from evidence.compose import services as compose
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.notices.models import Notice
from evidence.publish import telling, withdrawal, withholding
from evidence.publish.models import Hold, Publication, PublicationState
from evidence.publish.withdrawing import ASKED
from evidence.review import consenting
from tests import factories, privately
from tests.factories import ANSWERS, CAMAT, LURAH
from tests.forms import attached, opened, sent, told
from tests.house import House, csrf
from tests.pages import check_page
from tests.practice.serving import picture
from tests.waiting import until

AGREED = {**ANSWERS, "homes": "agreed"}


def taken_back(house: House, consent: uuid.UUID) -> None:
    with house.sessions.begin() as session:
        consenting.revoke(session, consent, "Tidak jadi.", by=house.actor(LURAH), now=clock.now())


def send(house: House, work: factories.Work) -> None:
    with house.sessions.begin() as session:
        compose.submit(
            session, factories.post_of(session, work), by=house.actor(LURAH), practice=False, now=clock.now(),
            networks=house.app.extensions["house"].networks, answers=AGREED,
        )  # fmt: skip


def test_a_consent_is_written_down_with_its_paper_which_few_may_see(
    lurah: FlaskClient, camat: FlaskClient, staff: FlaskClient, house: House
) -> None:
    activity = factories.complete(house)
    page = f"/kegiatan/{activity}/persetujuan"
    form = opened(lurah, page)
    body = picture(90, 120)

    wrong = {"about": "home", "how": "written", "given_on": "2026-01-05", "who": "Bu Sri 081234567890"}
    assert "tanpa nomor telepon" in told(sent(lurah, form, **wrong), 422)
    for other in ({"who": ""}, {"who": "pemilik", "how": "x"}, {"who": "pemilik", "given_on": "2999-01-01"}):
        assert sent(lurah, form, **{**wrong, **other}).status_code == 422
    file = attached(b"bukan gambar")
    assert sent(lurah, form, **{**wrong, "who": "pemilik rumah", "paper": file}).status_code == 422
    good = {**wrong, "who": "pemilik rumah", "paper": attached(body)}
    assert sent(lurah, form, **good).status_code == 303

    with house.sessions() as session:
        (found,) = session.scalars(select(Consent).where(Consent.activity_id == activity)).all()
        # The phone's own notes are not kept: only a copy of the picture is.
        stored = house.app.extensions["house"].storage.get(found.paper_key)
        assert stored == examine(body).derivatives[2048]
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == "capture.consent_recorded")).one()
        assert "pemilik" not in str(event.facts)
    paper = f"/persetujuan/{found.id}/surat.jpg"
    shown = told(lurah.get(page), 200)
    check_page(shown)
    assert "pemilik rumah" in shown
    assert lurah.get(paper).status_code == camat.get(paper).status_code == 200
    assert staff.get(paper).status_code == 404
    assert house.app.test_client().get(paper).status_code == 302


def test_agreed_needs_a_consent_that_stands_and_one_taken_back_asks_again(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    page = f"/kegiatan/{work.activity}/susun/periksa"
    assert "Catat dahulu" in told(sent(lurah, opened(lurah, page), **AGREED), 422)
    consent = privately.consent(house, work.activity)

    taken_back(house, consent)
    assert "Catat dahulu" in told(sent(lurah, opened(lurah, page), **AGREED), 422)
    privately.consent(house, work.activity, "anak pemilik rumah")
    assert sent(lurah, opened(lurah, page), **AGREED).status_code == 303


def test_a_post_that_waits_for_a_decision_is_not_approved_on_a_consent_that_was_taken_back(
    camat: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    consent = privately.consent(house, work.activity)
    send(house, work)
    page = f"/periksa/{work.post}"
    form = opened(camat, page)

    taken_back(house, consent)

    assert sent(camat, form, decision="approve").status_code == 303
    shown = told(camat.get(page), 200)
    assert "Persetujuan ditarik: pemilik rumah" in shown
    assert sent(camat, opened(camat, page), decision="request_changes", note="Samarkan.").status_code == 303
    with house.sessions() as session:
        assert factories.post_of(session, work).latest.state.value == "changes_requested"


def approved(house: House) -> tuple[factories.Work, uuid.UUID]:
    """Work that was approved with the consent that is named beside it."""
    work = factories.drafted(
        house, accounts=[factories.account(house, handle=f"latihan.{uuid.uuid4().hex[:8]}")]
    )
    consent = privately.consent(house, work.activity)
    send(house, work)
    factories.decide(house, work)
    return work, consent


def notice_kinds(house: House) -> dict[tuple[uuid.UUID, str], str]:
    """What stands open, by what it is about and its kind."""
    with house.sessions() as session:
        found = session.scalars(select(Notice).where(Notice.done_at.is_(None)))
        return {(each.subject, each.kind): each.url for each in found}


def test_what_is_approved_waits_and_is_only_opened_again(camat: FlaskClient, house: House) -> None:
    work, consent = approved(house)

    taken_back(house, consent)

    (held,) = factories.publications(house, work)
    assert (held.state, held.hold_reason) == (PublicationState.QUEUED, Hold.FINDING)
    assert (work.post, consenting.WAITS) in notice_kinds(house)
    # Nobody lets it go on as it is.
    page = f"/periksa/{work.post}"
    assert sent(camat, opened(camat, page, f"{page}/lanjutkan")).status_code == 303
    (still,) = factories.publications(house, work)
    assert still.hold_reason is Hold.FINDING
    assert (
        sent(camat, {"action": f"/unggahan/{work.post}/buka", "csrf_token": csrf_of(camat)}).status_code
        == 303
    )
    assert (work.post, consenting.WAITS) not in notice_kinds(house)


def test_one_that_is_taken_back_while_a_finding_is_looked_at_holds_all_the_same(shared: House) -> None:
    (work, consent), camat = approved(shared), shared.client(CAMAT)
    with shared.sessions.begin() as session:
        withholding.withhold(session, factories.post_of(session, work).latest, now=clock.now())
    page, answers = f"/periksa/{work.post}", list[TestResponse]()
    form = opened(camat, page, f"{page}/lanjutkan")

    with shared.sessions.begin() as session:
        consenting.revoke(session, consent, "", by=shared.actor(LURAH), now=clock.now())
        # Nobody else sees yet that it was taken back.
        looking = Thread(target=lambda: answers.append(sent(camat, form)))
        looking.start()
        until(lambda: waits_for_a_lock(shared), 30)
    looking.join(60)

    assert [each.status_code for each in answers] == [303]
    (held,) = factories.publications(shared, work)
    assert held.hold_reason is Hold.FINDING


def waits_for_a_lock(house: House) -> bool:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%activities%'"
    )
    with house.sessions() as session:
        return bool(session.scalar(text(waiting)))


def test_what_is_out_is_to_be_taken_down_until_it_is(lurah: FlaskClient, house: House) -> None:
    work, consent = approved(house)
    out = factories.shared(house, work)

    taken_back(house, consent)

    told_of = notice_kinds(house)
    assert told_of[work.post, ASKED] == f"/unggahan/{work.post}/penarikan"
    assert "Tarik unggahan yang sudah terbit" in told(lurah.get("/pemberitahuan"), 200)
    with house.sessions.begin() as session:
        telling.notify(session, now=clock.now())
    assert (work.post, ASKED) in notice_kinds(house)
    (row,) = factories.publications(house, work)
    with house.sessions.begin() as session:
        by, networks = house.actor(LURAH), house.app.extensions["house"].networks
        withdrawal.withdraw(session, row, "diminta warga", by=by, networks=networks, now=clock.now())
    (row,) = factories.publications(house, work)
    with house.sessions.begin() as session:
        withdrawal.deleted_by_hand(session, row, by=house.actor(LURAH), now=clock.now())
    assert row.id == out
    assert (work.post, ASKED) not in notice_kinds(house)


def test_what_may_be_out_is_asked_for_until_somebody_knows(house: House) -> None:
    work, consent = approved(house)
    factories.shared(house, work)
    state(house, work, PublicationState.UNCONFIRMED)

    taken_back(house, consent)

    assert (work.post, ASKED) in notice_kinds(house)
    state(house, work, PublicationState.CANCELLED)
    with house.sessions.begin() as session:
        telling.notify(session, now=clock.now())
    assert (work.post, ASKED) not in notice_kinds(house)


def state(house: House, work: factories.Work, to: PublicationState) -> None:
    """Put its publication where a worker would have left it."""
    with house.sessions.begin() as session:
        session.execute(update(Publication).where(Publication.post_id == work.post).values(state=to))


def csrf_of(client: FlaskClient) -> str:
    return csrf(client.get("/lainnya").get_data(as_text=True))


def test_who_answered_that_nothing_is_to_be_seen_rests_on_no_consent(house: House) -> None:
    work = factories.drafted(house, accounts=[factories.account(house)])
    consent = privately.consent(house, work.activity)
    factories.submit(house, work)
    factories.decide(house, work)

    taken_back(house, consent)

    (row,) = factories.publications(house, work)
    assert row.hold_reason is None
