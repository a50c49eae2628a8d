"""Anybody asks for a post to go: they learn nothing of what exists, the city decides in time, the unit is told."""

import uuid
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.compose import codes
from evidence.compose.models import VersionState
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.notices import queries as notices
from evidence.notices.models import Notice
from evidence.privacy import queries, requests
from evidence.privacy.models import Outcome, Takedown
from evidence.publish import withdrawing
from evidence.publish.models import Publication, PublicationState
from tests import factories, privately
from tests.forms import opened, sent, told
from tests.house import House
from tests.pages import check_page
from tests.review.voices import versions

CONTACT = "warga@contoh.id"


def rows(house: House) -> list[Takedown]:
    with house.sessions() as session:
        return list(session.scalars(select(Takedown).order_by(Takedown.received_at)))


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        # Friday 27 November 2026: three working days on is Wednesday.
        (datetime(2026, 11, 27, 3, tzinfo=UTC), 3, (2026, 12, 2)),
        # Saturday in WIB, still Friday in UTC.
        (datetime(2026, 11, 27, 18, tzinfo=UTC), 1, (2026, 11, 30)),
        (datetime(2026, 11, 23, 3, tzinfo=UTC), 3, (2026, 11, 26)),
    ],
)
def test_the_limit_counts_working_days_in_wib(
    received: datetime, days: int, due: tuple[int, int, int]
) -> None:
    found = requests.due(received, days)
    assert (found.year, found.month, found.day, found.hour, found.minute) == (*due, 23, 59)


def test_a_stranger_gets_a_number_and_the_same_answer_whatever_they_name(house: House) -> None:
    stranger, work = house.app.test_client(), factories.submitted(house)
    form = opened(stranger, "/hapus?kode=7Q4M-2KXD")
    assert form["said"] == "7Q4M-2KXD"
    assert sent(stranger, form, said="", reason="face").status_code == 422
    assert sent(stranger, form, reason="other", words="").status_code == 422

    pages = []
    for said in (f"http://localhost/unggahan/{work.post}", "https://tidak.ada/x", "AAAA-BBBB"):
        asked = opened(stranger, "/hapus") | {"said": said, "reason": "face", "contact": CONTACT}
        answer = sent(stranger, asked)
        page = told(answer, 200)
        check_page(page)
        (made,) = [each for each in rows(house) if each.said == said]
        pages.append(page.replace(made.reference, "NOMOR"))
        # Sent twice, as from a phone on a weak line: one request, one number.
        assert made.reference in told(sent(stranger, asked), 200)
    assert len(set(pages)) == 1
    assert len(rows(house)) == 3
    # How to reach them is encrypted, and nowhere in the trail.
    assert all(each.contact and CONTACT.encode() not in each.contact for each in rows(house))
    with house.sessions() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.act == "privacy.takedown_asked")).all()
        assert CONTACT not in str([each.facts for each in events])
        assert len(session.scalars(select(Notice).where(Notice.kind == requests.KIND)).all()) == 3


def test_a_flood_from_one_address_is_slowed_and_keeps_nothing(house: House) -> None:
    stranger = house.app.test_client()
    form = opened(stranger, "/hapus") | {"said": "AAAA-BBBB", "reason": "face"}

    answers = [sent(stranger, form | {"uuid": str(uuid.uuid4())}) for _ in range(12)]

    assert [each.status_code for each in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert len(rows(house)) == 10
    assert sent(stranger, {**form, "csrf_token": "x"}).status_code == 400


def test_whoever_has_its_number_sees_what_became_of_a_request(house: House) -> None:
    stranger, city = house.app.test_client(), house.client("sekda.balaikota")
    request_ = asked(house, "AAAA-BBBB")
    page = f"/hapus/status?nomor={request_.reference}"

    assert "Menunggu putusan balai kota" in told(stranger.get(page), 200)
    answer = "Gambar itu tidak memuat wajah siapa pun."
    sent(city, opened(city, f"/permintaan-hapus/{request_.id}"), outcome="refuse", answer=answer)

    bare = request_.reference.removeprefix("HPS-").replace("-", " ").lower()
    for written in (page, f"/hapus/status?nomor={bare}"):
        decided = told(stranger.get(written), 200)
        assert "Tidak disetujui" in decided
        assert answer in decided
        assert CONTACT not in decided
    for wrong in ("HPS-0000-0000", "x", "é" * 8):
        missing = told(stranger.get("/hapus/status", query_string={"nomor": wrong}), 404)
        assert "Tidak ada permintaan dengan nomor itu." in missing
    assert 'href="/hapus/status"' in told(stranger.get("/hapus"), 200)


def test_what_is_granted_is_on_its_way_while_it_is_out_and_down_where_it_is_not(house: House) -> None:
    stranger, city = house.app.test_client(), house.client("sekda.balaikota")
    accounts = [factories.account(house)]
    out, never_out = (factories.approved(house, accounts=accounts) for _each in range(2))
    factories.shared(house, out)

    for work, became in ((out, "sedang diturunkan"), (never_out, "sudah turun dari semua akun")):
        found = asked(house, f"http://localhost/unggahan/{work.post}")
        page = f"/permintaan-hapus/{found.id}"
        assert sent(city, opened(city, page), outcome="withdraw").status_code == 303
        status = told(stranger.get(f"/hapus/status?nomor={found.reference}"), 200)
        assert f"Disetujui; unggahannya {became}" in status


def asked(house: House, said: str) -> Takedown:
    ident = privately.takedown(house, said, CONTACT)
    return next(each for each in rows(house) if each.id == ident)


def test_a_code_as_it_is_printed_or_stands_in_a_link_names_its_post(house: House) -> None:
    work = factories.approved(house)
    with house.sessions.begin() as session:
        code = codes.printed(codes.mint(session, work.activity))

    with house.sessions() as session:
        for said in (
            code,
            code.lower(),
            f"https://kota.contoh/b/{code}/",
            f"https://kota.contoh/b/{code}/2?x=1",
        ):
            assert queries.find(session, said) == work.post
        assert queries.find(session, "0000-00000-0000") is None


def test_the_city_takes_down_what_is_named_and_tells_its_unit(
    house: House, lurah: FlaskClient, camat: FlaskClient
) -> None:
    account = factories.account(house)
    work = factories.approved(house, accounts=[account])
    factories.shared(house, work)
    found = asked(house, f"http://localhost/unggahan/{work.post}")
    city, page = house.client("sekda.balaikota"), f"/permintaan-hapus/{found.id}"

    assert camat.get("/permintaan-hapus").status_code == 403
    assert lurah.get(page).status_code == 403
    listed = told(city.get("/permintaan-hapus"), 200)
    assert found.reference in listed
    assert "Putuskan paling lambat" in listed
    form = opened(city, page)
    assert form["post"].endswith(str(work.post))
    assert CONTACT in told(city.get(page), 200)
    assert sent(city, form).status_code == 422
    assert sent(city, form, outcome="refuse").status_code == 422
    assert sent(city, form, outcome="withdraw", post="").status_code == 422
    assert sent(city, form, outcome="withdraw", answer="Sudah ditarik.").status_code == 303

    (row,) = [each for each in rows(house) if each.id == found.id]
    assert (row.outcome, row.post_id, row.answer) == (Outcome.WITHDRAW, work.post, "Sudah ditarik.")
    with house.sessions() as session:
        publication = session.scalars(select(Publication).where(Publication.post_id == work.post)).one()
        assert publication.state is PublicationState.WITHDRAWING
        assert found.reference in publication.withdraw_reason
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == "privacy.takedown_decided")).one()
        assert (event.subject, event.facts["outcome"]) == (work.activity, "withdraw")
        kinds = {each.kind: each for each in session.scalars(select(Notice).where(Notice.done_at.is_(None)))}
        assert requests.KIND not in kinds
        assert kinds["withdraw.decided"].unit_code == "33.72.03.1010"
    assert found.reference in told(lurah.get("/pemberitahuan"), 200)
    # Decided once; and once the person was answered, how to reach them is forgotten.
    assert sent(city, form, outcome="refuse", answer="Lain.").status_code == 303
    assert rows(house)[0].outcome is Outcome.WITHDRAW
    assert sent(city, opened(city, page, f"{page}/dijawab")).status_code == 303
    assert rows(house)[0].contact is None


def test_a_refusal_says_why_and_takes_nothing_down(house: House) -> None:
    work = factories.approved(house, accounts=[factories.account(house)])
    factories.shared(house, work)
    found = asked(house, "AAAA-BBBB")
    city, page = house.client("sekda.balaikota"), f"/permintaan-hapus/{found.id}"

    assert "belum ditemukan" in told(city.get(page), 200)
    unknown = sent(city, opened(city, page), outcome="withdraw", post="https://tidak.ada/1")
    assert "tidak ditemukan" in told(unknown, 422)
    assert (
        sent(city, opened(city, page), outcome="refuse", answer="Fotonya tidak memuat Anda.").status_code
        == 303
    )
    (publication,) = factories.publications(house, work)
    assert publication.state is PublicationState.PUBLISHED
    assert "Fotonya tidak memuat Anda." in told(city.get(page), 200)


def test_what_waits_for_approval_goes_back_and_whoever_decides_on_it_again_is_told(shared: House) -> None:
    work, camat = factories.submitted(shared), shared.client(factories.CAMAT)
    found = asked(shared, f"http://localhost/unggahan/{work.post}")
    city, page = shared.client("sekda.balaikota"), f"/permintaan-hapus/{found.id}"

    assert found.reference not in told(camat.get(f"/periksa/{work.post}"), 200)
    assert sent(city, opened(city, page), outcome="withdraw", answer="Sudah ditarik.").status_code == 303

    assert versions(shared, work) == [VersionState.DRAFT]
    factories.submit(shared, work)
    again = told(camat.get(f"/periksa/{work.post}"), 200)
    assert f"Atas permintaan warga {found.reference}, balai kota menarik" in again


def test_its_unit_is_told_for_a_week_that_the_city_took_a_post_down(shared: House) -> None:
    work = factories.approved(shared, accounts=[factories.account(shared, handle="mojo.seminggu")])
    factories.shared(shared, work)
    found = asked(shared, f"http://localhost/unggahan/{work.post}")
    city, page = shared.client("sekda.balaikota"), f"/permintaan-hapus/{found.id}"
    assert sent(city, opened(city, page), outcome="withdraw").status_code == 303

    now, later = clock.now(), clock.now() + withdrawing.STANDS
    # Half done, however long ago; then done.
    for state, at, stands in (
        (PublicationState.WITHDRAWING, later, True),
        (PublicationState.WITHDRAWN, now, True),
        (PublicationState.WITHDRAWN, later, False),
    ):
        with shared.sessions.begin() as session:
            of_it = update(Publication).where(Publication.post_id == work.post)
            session.execute(of_it.values(state=state, withdrawn_at=now if state == "withdrawn" else None))
            withdrawing.close_asked(session, now=at)
        said = told(shared.client(factories.LURAH).get("/pemberitahuan"), 200)
        assert (found.reference in said) is stands, (state, at)
        with shared.sessions() as session:
            # It tells, and asks nobody for anything.
            assert notices.count_waiting(session, shared.actor(factories.LURAH), at) == 0
    assert "Unggahan ini ditarik dan tidak lagi disetujui." in told(
        shared.client(factories.LURAH).get(f"/unggahan/{work.post}"), 200
    )
