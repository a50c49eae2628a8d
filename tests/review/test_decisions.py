"""A decision is one person's word on exactly what was frozen, said once."""

import threading
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from evidence.compose.models import VersionState
from evidence.core import clock
from evidence.publish.models import PublicationState
from evidence.review.models import Decision
from tests import factories
from tests.factories import Work
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import House, decide
from tests.review.voices import number, send, told, versions, write


@pytest.fixture
def work(house: House) -> Work:
    """A post of Mojo that waits for the camat."""
    return factories.submitted(house, accounts=[factories.account(house)])


def decisions(house: House) -> int:
    with house.sessions() as session:
        return session.scalar(select(func.count()).select_from(Decision)) or 0


def publications(house: House, work: Work) -> list[PublicationState]:
    return [row.state for row in factories.publications(house, work)]


# ------------------------------------------------------------------------------- submit and recall
def test_submitting_freezes_one_version_however_often_it_is_said(house: House, lurah: FlaskClient) -> None:
    work = factories.drafted(house)

    first, second = send(lurah, work), send(lurah, work)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.get_json() == second.get_json()
    assert versions(house, work) == [VersionState.SUBMITTED]
    assert len(first.get_json()["content_hash"]) == 64


def test_what_is_under_review_is_not_written_into(lurah: FlaskClient, house: House, work: Work) -> None:
    answer = write(lurah, work)

    assert answer.status_code == 409
    assert "Tarik kembali" in answer.get_json()["detail"]


def test_a_recalled_post_can_be_written_and_sent_again(lurah: FlaskClient, house: House, work: Work) -> None:
    before = told(lurah, work)["content_hash"]

    assert send(lurah, work, "recall").get_json()["state"] == "draft"
    assert write(lurah, work).status_code == 200
    after = send(lurah, work).get_json()

    assert after["state"] == "submitted"
    assert after["content_hash"] != before
    assert versions(house, work) == [VersionState.SUBMITTED]


def test_what_was_decided_is_not_recalled(lurah: FlaskClient, house: House, work: Work) -> None:
    factories.decide(house, work)

    assert send(lurah, work, "recall").status_code == 409
    assert versions(house, work) == [VersionState.APPROVED]


# ------------------------------------------------------------------------------------ the verdicts
def test_an_approval_schedules_what_was_approved(camat: FlaskClient, house: House, work: Work) -> None:
    post = told(camat, work)

    answer = decide(camat, post)

    assert answer.status_code == 201
    assert answer.get_json()["content_hash"] == post["content_hash"]
    (row,) = factories.publications(house, work)
    assert (row.state, row.approved_hash) == (PublicationState.QUEUED, post["content_hash"])
    assert str(row.decision_id) == answer.get_json()["id"]


def test_a_post_that_is_due_later_waits_for_its_time(camat: FlaskClient, house: House) -> None:
    later = clock.now() + timedelta(days=2)
    work = factories.drafted(house, accounts=[factories.account(house)], due_at=later)
    factories.submit(house, work)

    decide(camat, told(camat, work))

    assert factories.publications(house, work)[0].due_at == later


def test_an_approval_without_accounts_is_evidence_only(
    camat: FlaskClient, lurah: FlaskClient, house: House
) -> None:
    work = factories.submitted(house)

    assert decide(camat, told(camat, work)).status_code == 201

    assert publications(house, work) == []
    assert "Disetujui, bukti saja" in page_of(lurah.get(f"/unggahan/{work.post}"), 200)


def test_what_the_camat_asked_for_is_shown_to_the_lurah_until_it_was_mended(
    camat: FlaskClient, lurah: FlaskClient, house: House, work: Work
) -> None:
    note = "Foto sesudah kurang terang. Ambil dari titik yang sama."
    draft = f"/kegiatan/{work.activity}/susun"

    assert decide(camat, told(camat, work), "request_changes", note).status_code == 201

    assert versions(house, work) == [VersionState.CHANGES_REQUESTED]
    assert publications(house, work) == []
    assert note in page_of(lurah.get("/beranda"), 200)
    assert note in page_of(lurah.get(draft), 200)
    assert "Camat Pasar Kliwon" in page_of(lurah.get(draft), 200)

    assert write(lurah, work).status_code == 200
    assert versions(house, work) == [VersionState.CHANGES_REQUESTED, VersionState.DRAFT]
    assert note in page_of(lurah.get(draft), 200)
    assert note in page_of(lurah.get("/beranda"), 200)

    send(lurah, work)
    assert note not in page_of(lurah.get("/beranda"), 200)
    decide(camat, told(camat, work))
    assert note not in page_of(lurah.get(draft), 200)


@pytest.mark.parametrize("verdict", ["request_changes", "reject"])
def test_a_no_needs_its_reason(camat: FlaskClient, house: House, work: Work, verdict: str) -> None:
    for note in ("", "   "):
        answer = decide(camat, told(camat, work), verdict, note)

        assert answer.status_code == 422
        assert "note" in answer.get_json()["fields"]
    assert versions(house, work) == [VersionState.SUBMITTED]


def test_a_rejection_is_final(camat: FlaskClient, lurah: FlaskClient, house: House, work: Work) -> None:
    assert decide(camat, told(camat, work), "reject", "Bukan kegiatan kelurahan.").status_code == 201

    assert "Bukan kegiatan kelurahan." in page_of(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)
    for refused in (write(lurah, work), send(lurah, work), send(lurah, work, "recall")):
        assert refused.status_code == 409
    assert reopen(lurah, work) == 409
    assert versions(house, work) == [VersionState.REJECTED]


def reopen(client: FlaskClient, work: Work) -> int:
    token = opened(client, f"/kegiatan/{work.activity}/ubah")["csrf_token"]
    return client.post(f"/unggahan/{work.post}/buka", data={"csrf_token": token}).status_code


def test_only_the_three_verdicts_are_understood(camat: FlaskClient, house: House, work: Work) -> None:
    for verdict in ("", "setuju", "APPROVE", "approved"):
        assert decide(camat, told(camat, work), verdict).status_code == 422
    assert decide(camat, told(camat, work), "reject", "a" * 2001).status_code == 422

    assert decisions(house) == 0


def test_a_draft_cannot_be_decided(camat: FlaskClient, house: House) -> None:
    work = factories.drafted(house)

    for seen in ("", "0" * 64):
        assert decide(camat, {"id": str(work.post), "content_hash": seen}).status_code == 409

    assert versions(house, work) == [VersionState.DRAFT]


# ------------------------------------------------------------------- bound to what was seen, once
def test_a_decision_on_what_has_changed_meanwhile_is_refused(
    camat: FlaskClient, lurah: FlaskClient, house: House, work: Work
) -> None:
    seen = told(camat, work)
    send(lurah, work, "recall")
    write(lurah, work)
    send(lurah, work)

    answer = decide(camat, seen)

    assert answer.status_code == 409
    assert "berubah sejak Anda melihatnya" in answer.get_json()["detail"]
    assert (decisions(house), publications(house, work)) == (0, [])


def test_the_same_decision_again_answers_the_same(camat: FlaskClient, house: House, work: Work) -> None:
    post, ident = told(camat, work), number()

    first, again = decide(camat, post, ident=ident), decide(camat, post, ident=ident)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert (decisions(house), len(publications(house, work))) == (1, 1)


def test_the_number_of_a_decision_is_not_used_for_another(
    camat: FlaskClient, house: House, work: Work
) -> None:
    post, ident, other = told(camat, work), number(), factories.submitted(house)
    city = house.client("sekda.balaikota")
    decide(camat, post, ident=ident)

    answers = [
        decide(camat, post, "reject", "Lain.", ident),
        decide(camat, post, "approve", "Dengan catatan.", ident),
        decide(camat, {**post, "content_hash": "0" * 64}, ident=ident),
        decide(camat, told(camat, other), ident=ident),
        decide(city, post, ident=ident),
    ]

    assert [answer.status_code for answer in answers] == [409] * 5
    assert decisions(house) == 1


def test_whoever_comes_second_is_told_who_decided_and_when(
    camat: FlaskClient, house: House, work: Work
) -> None:
    city, post = house.client("sekda.balaikota"), told(camat, work)
    decide(camat, post)
    with house.sessions.begin() as session:
        session.execute(update(Decision).values(decided_at=clock.now().replace(hour=2, minute=5)))

    answer = decide(city, post, "reject", "Jangan.")

    assert answer.status_code == 409
    assert "Camat Pasar Kliwon" in answer.get_json()["detail"]
    assert "09.05 WIB" in answer.get_json()["detail"]


@pytest.mark.parametrize("names", [("camat.pasarkliwon", "sekda.balaikota")] * 3)
def test_of_two_who_decide_at_once_exactly_one_does(house: House, work: Work, names: tuple[str, str]) -> None:
    clients = [house.client(name) for name in names]
    post = told(clients[0], work)

    answers = at_once(*((client, post, number()) for client in clients))

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (201, 409)
    assert "Sudah diputuskan" in lost.get_json()["detail"]
    assert (decisions(house), len(publications(house, work))) == (1, 1)


def test_one_decision_sent_twice_at_once_is_one(house: House, work: Work) -> None:
    clients, ident = [house.client("camat.pasarkliwon") for _ in range(2)], number()
    post = told(clients[0], work)

    answers = at_once(*((client, post, ident) for client in clients))

    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert (decisions(house), len(publications(house, work))) == (1, 1)


def at_once(*calls: tuple[FlaskClient, dict[str, object], str]) -> list[TestResponse]:
    """Make the calls from as many threads, all waiting for the last one before they begin."""
    start, answers = threading.Barrier(len(calls)), list[TestResponse]()

    def call(client: FlaskClient, post: dict[str, object], ident: str) -> None:
        start.wait(60)
        answers.append(decide(client, post, ident=ident))

    threads = [threading.Thread(target=call, args=each) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


# -------------------------------------------------------------------------------------- the pages
def test_the_inbox_leads_to_a_decision_by_form(camat: FlaskClient, house: House, work: Work) -> None:
    address = f"/periksa/{work.post}"
    assert address in page_of(camat.get("/periksa"), 200)

    answer = sent(camat, opened(camat, address), decision="approve")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/periksa")
    inbox = page_of(camat.get("/periksa"), 200)
    assert "disetujui" in inbox
    assert address not in inbox
    assert versions(house, work) == [VersionState.APPROVED]


def test_a_no_without_a_reason_is_asked_for_it_on_the_page(
    camat: FlaskClient, house: House, work: Work
) -> None:
    form = opened(camat, f"/periksa/{work.post}")

    page = page_of(sent(camat, form, decision="request_changes"), 422)

    assert 'aria-invalid="true"' in page
    assert versions(house, work) == [VersionState.SUBMITTED]


def test_a_page_that_is_out_of_date_says_so(
    camat: FlaskClient, lurah: FlaskClient, house: House, work: Work
) -> None:
    form = opened(camat, f"/periksa/{work.post}")
    send(lurah, work, "recall")
    write(lurah, work)
    send(lurah, work)

    answer = sent(camat, form, decision="approve")

    assert answer.status_code == 303
    assert "berubah sejak Anda melihatnya" in page_of(camat.get(answer.headers["Location"]), 200)
    assert versions(house, work) == [VersionState.SUBMITTED]


def test_the_camat_sees_the_words_of_every_network(
    camat: FlaskClient, lurah: FlaskClient, house: House
) -> None:
    account = factories.account(house)
    work = factories.drafted(house, accounts=[account])
    write(lurah, work, accounts=[str(account)], captions={"by_hand": "Khusus dibagikan sendiri.", "x": " "})
    send(lurah, work)

    page = page_of(camat.get(f"/periksa/{work.post}"), 200)

    assert "Saluran sudah bersih." in page
    assert "Khusus dibagikan sendiri." in page
    assert told(camat, work)["captions"] == {"by_hand": "Khusus dibagikan sendiri."}
