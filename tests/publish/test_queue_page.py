"""The operators' pages: words first, numbers second, and doing something about several publications at once."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, insert, select, update

from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks.base import Quota
from evidence.core import clock
from evidence.core.signs import WorkerSign
from evidence.publish import ledger, operating, waiting
from evidence.publish.models import Hold, Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.needs import Need
from tests.forms import told
from tests.house import MOJO, House, csrf
from tests.publish.desk import Desk, desk

WHY = "Sudah ditanyakan ke kelurahan"


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """One house for all tests here, in which nothing waits when a test begins and a worker lives."""
    with shared.sessions.begin() as session:
        session.execute(update(Publication).values(state=P.CANCELLED, hold_reason=None))
        session.execute(update(SocialAccount).values(state=AccountState.CONNECTED))
        session.execute(delete(WorkerSign))
        session.add(WorkerSign(id=uuid.uuid4(), queues=["render", "publish"]))
    return shared


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return house.client("admin")


def standing(house: House, state: P, minutes: float = 30, **columns: object) -> Desk:
    """A publication that is in ``state`` for so long."""
    found = desk(house, now=clock.now())
    found.put(state, updated_at=clock.now() - timedelta(minutes=minutes), **columns)
    return found


def words(client: FlaskClient, address: str = "/antrean") -> str:
    """The page's text without its tags."""
    page = told(client.get(address), 200)
    (main,) = re.findall(r"<main.*</main>", page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def press(client: FlaskClient, act: str, *chosen: Desk, status: int = 303, **form: object) -> str:
    """Press one of the buttons; the page that follows."""
    token = csrf(client.get("/antrean").get_data(as_text=True))
    sent = {
        "csrf_token": token,
        "act": act,
        "note": WHY,
        "publication": [str(each.row().id) for each in chosen],
    }
    answer = client.post("/antrean", data={**sent, **form})
    if status != 303:
        return told(answer, status)
    assert answer.status_code == 303
    return told(client.get(answer.headers["Location"]), 200)


# -------------------------------------------------------------------------------------------- how it stands
def test_when_all_is_well_the_page_says_so_first(admin: FlaskClient) -> None:
    said = words(admin)

    assert said.startswith("Antrean Berjalan normal.")
    assert "Pekerja: 1 aktif, 0 hilang" in said
    assert "Tidak ada yang menunggu." in said


def test_what_is_wrong_stands_first_with_its_age_and_leads_to_its_list(
    house: House, admin: FlaskClient
) -> None:
    standing(house, P.UNCONFIRMED, 7)
    standing(house, P.FAILED, 130)
    standing(house, P.QUEUED, 60 * 50, hold_reason=Hold.FINDING)

    page, said = told(admin.get("/antrean"), 200), words(admin)

    assert said.startswith(
        "Antrean Perlu dicek: 1 penerbitan. Tertua 7 menit. Gagal terbit: 1 penerbitan. Tertua 2 jam."
        " Ditahan: 1 penerbitan. Tertua 2 hari."
    )
    for need in ("unconfirmed", "failed", "held"):
        assert f"/antrean?perlu={need}" in page
    assert "Ada temuan baru setelah disetujui." in said


def test_a_worker_that_fell_silent_is_missed(house: House, admin: FlaskClient) -> None:
    with house.sessions.begin() as session:
        session.execute(update(WorkerSign).values(seen_at=func.now() - timedelta(minutes=3)))

    said = words(admin)

    assert "Tidak ada pekerja yang aktif untuk penerbitan." in said
    assert "Pekerja: 0 aktif, 1 hilang (diam 3 menit)" in said


def test_a_working_worker_is_seen_and_one_that_ends_is_not_missed(house: House) -> None:
    with house.sessions.begin() as session:
        session.execute(delete(WorkerSign))
    house.run_jobs("publish")

    with house.sessions() as session:
        assert session.scalar(select(func.count()).select_from(WorkerSign)) == 0


def test_accounts_that_rest_need_somebody_or_have_a_quota_are_told(house: House, admin: FlaskClient) -> None:
    resting, lost = standing(house, P.QUEUED), standing(house, P.QUEUED, hold_reason=Hold.TOKEN)
    now = clock.now()
    resting.do(ledger.note, resting.account, Quota(98, 100), now=now)
    resting.do(ledger.rest, resting.account, now + timedelta(hours=2), "kuota jejaring habis untuk saat ini")
    lost.change(SocialAccount, state=AccountState.NEEDS_RECONNECT)

    said, summary = words(admin, "/antrean/akun"), words(admin)

    assert "Beristirahat sampai" in said
    assert "kuota jejaring habis untuk saat ini" in said
    assert "Kuota tersisa 2 dari 100 unggahan." in said
    assert "1 penerbitan menunggu akun ini. Kedaluwarsa" in said
    assert "Perlu disambungkan ulang: 1 akun." in summary
    assert "Paling sedikit tersisa 2 unggahan pada satu akun. 1 akun beristirahat." in summary
    # What waits for its account's rest to end waits for nobody.
    assert "Menunggu akun 1" in summary
    assert "Lewat waktu" not in summary


def test_whoever_only_looks_sees_it_without_a_button(house: House, staff: FlaskClient) -> None:
    standing(house, P.FAILED)

    page = told(staff.get("/antrean"), 200)

    assert "Gagal terbit: 1 penerbitan." in page
    assert 'name="publication"' not in page


# ------------------------------------------------------------------------------------------------- the list
def test_the_list_is_narrowed_and_read_on_by_the_last_row_seen(house: House, admin: FlaskClient) -> None:
    rows = [standing(house, P.FAILED, 300 - minutes) for minutes in range(3)]
    standing(house, P.UNCONFIRMED, 500)
    with house.sessions() as session:
        first = waiting.page(session, Need.FAILED, None, 2)
        rest = waiting.page(session, Need.FAILED, first.after, 2)

    assert [each.id for each in (*first.rows, *rest.rows)] == [each.row().id for each in rows]
    assert rest.after is None
    page = told(admin.get("/antrean?perlu=failed"), 200)
    assert page.count('name="publication"') == 3
    assert told(admin.get("/antrean?perlu=lain&after=rusak"), 200).count('name="publication"') == 4


def test_a_failed_one_that_something_newer_took_the_place_of_waits_for_nobody(
    house: House, admin: FlaskClient
) -> None:
    old = standing(house, P.FAILED)
    row = old.row()
    with house.sessions.begin() as session:
        taken = {name: getattr(row, name) for name in (
            "post_id", "version_id", "decision_id", "account_id", "network", "approved_hash", "planned_at", "due_at",
        )}  # fmt: skip
        session.execute(insert(Publication).values(id=uuid.uuid4(), state=P.PUBLISHED, **taken))

    assert words(admin).startswith("Antrean Berjalan normal.")


def test_each_unit_can_be_told_of_what_waits_for_it(house: House) -> None:
    held = standing(house, P.QUEUED, 9, hold_reason=Hold.TOKEN)
    unsure = standing(house, P.UNCONFIRMED, 20)

    with house.sessions() as session:
        found = waiting.by_unit(session)

    assert [(each.unit_code, each.publication_id, each.need, each.hold_reason) for each in found] == [
        (MOJO, unsure.row().id, Need.UNCONFIRMED, ""),
        (MOJO, held.row().id, Need.HELD, "token"),
    ]


# ------------------------------------------------------------------------------------------ several at once
def test_several_are_tried_again_for_one_reason(house: House, admin: FlaskClient) -> None:
    failed = [standing(house, P.FAILED) for _ in range(3)]

    page = press(admin, "retry", *failed)

    assert "Tercatat: 3 penerbitan." in page
    for each in failed:
        last = each.row().attempts[-1]
        assert (each.row().state, last.by_name, last.reason) == (
            P.QUEUED,
            "Admin Kota",
            f"dicoba lagi; {WHY}",
        )


def test_what_is_given_up_after_a_question_that_names_it_no_longer_waits(
    house: House, admin: FlaskClient
) -> None:
    given_up = [standing(house, P.FAILED), standing(house, P.QUEUED, hold_reason=Hold.LATE)]

    asked = press(admin, "cancel", *given_up, status=200)
    assert "Batalkan 2 penerbitan?" in asked
    for each in given_up:
        assert f"@{each.row().account.handle}" in asked
    assert {each.row().state for each in given_up} == {P.FAILED, P.QUEUED}
    page = press(admin, "cancel", *given_up, sure="y")

    assert "Berjalan normal." in page
    assert {each.row().state for each in given_up} == {P.CANCELLED}


def test_those_that_cannot_are_told_of_and_the_others_are_done(house: House, admin: FlaskClient) -> None:
    failed, unsure = standing(house, P.FAILED), standing(house, P.UNCONFIRMED)

    page = press(admin, "retry", unsure, failed)

    assert "Tercatat: 1 penerbitan." in page
    assert "1 belum: Penerbitan ini tidak sedang gagal." in page
    assert (failed.row().state, unsure.row().state) == (P.QUEUED, P.UNCONFIRMED)


def test_unknown_outcomes_are_settled_by_whoever_has_looked(house: House, admin: FlaskClient) -> None:
    seen, not_there = standing(house, P.UNCONFIRMED), standing(house, P.UNCONFIRMED)

    refused = press(admin, "not_posted", not_there, status=422)
    press(admin, "not_posted", not_there, looked="y")
    press(admin, "posted", seen)

    assert "centang pernyataannya" in refused
    # What was chosen stays chosen.
    assert f'value="{not_there.row().id}" checked' in refused
    assert (seen.row().state, not_there.row().state) == (P.PUBLISHED, P.QUEUED)


@pytest.mark.parametrize(
    ("act", "form", "said"),
    [
        ("retry", {"note": " "}, "Wajib diisi."),
        ("retry", {"note": "x" * 201}, "Paling panjang 200 huruf."),
        ("hapus", {}, "Tindakan itu tidak ada."),
        ("retry", {"publication": ""}, "Halaman itu tidak ada"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    house: House, admin: FlaskClient, act: str, form: dict[str, str], said: str
) -> None:
    failed = standing(house, P.FAILED)

    page = press(admin, act, failed, status=404 if "publication" in form else 422, **form)

    assert said in page
    assert failed.row().state is P.FAILED


def test_none_and_too_many_are_refused(house: House, admin: FlaskClient) -> None:
    failed = standing(house, P.FAILED)

    assert "Pilih penerbitannya dahulu." in press(admin, "retry", status=422)
    ids = [str(failed.row().id), *(str(uuid.uuid4()) for _ in range(operating.MOST))]
    page = press(admin, "retry", status=422, publication=ids)
    assert "Pilih paling banyak 50 penerbitan sekaligus." in page
    assert failed.row().state is P.FAILED
