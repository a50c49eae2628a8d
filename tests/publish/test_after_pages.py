"""What the pages say of a post that is out, and what a person does there: withdraw, correct, settle, finish."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from evidence.core import clock
from evidence.publish.models import Attempt, Figures
from evidence.publish.models import PublicationState as P
from tests import factories
from tests.forms import told
from tests.house import ORIGIN, House, csrf
from tests.pages import check_page
from tests.publish.desk import Desk, desk

LINK = "https://www.instagram.com/p/Cabc123"


@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and an account of its own."""
    return shared


@pytest.fixture
def out(house: House) -> Desk:
    """A post that a person shared."""
    found = desk(house, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now(), permalink=LINK)
    return found


@pytest.fixture
def sent(house: House) -> Desk:
    """A post that the machine sent."""
    found = desk(house, now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now(), remote_id="p1", permalink="http://127.0.0.1/p/p1")
    return found


def page(client: FlaskClient, address: str) -> str:
    return told(client.get(address), 200)


def shown(client: FlaskClient, found: Desk) -> str:
    return page(client, f"/unggahan/{found.work.post}")


def act(client: FlaskClient, found: Desk, name: str) -> str:
    """Press one of the buttons of a publication; returns the page that follows."""
    token = csrf(page(client, "/lainnya"))
    answer = client.post(f"/penerbitan/{found.row().id}/{name}", data={"csrf_token": token})
    assert answer.status_code == 303
    return page(client, answer.headers["Location"])


def withdraw(client: FlaskClient, found: Desk, where: str = "penarikan", **form: object) -> tuple[int, str]:
    """Fill in the page on which a person says what is taken down and why; status and what follows."""
    address = f"/unggahan/{found.work.post}/{where}"
    data = {"csrf_token": csrf(page(client, address)), **form}
    answer = client.post(address, data=data, follow_redirects=True)
    text = answer.get_data(as_text=True)
    check_page(text)
    return answer.status_code, text


# --------------------------------------------------------------------------------------- withdrawing
def test_several_accounts_are_taken_down_at_once(lurah: FlaskClient, house: House) -> None:
    accounts = [factories.account(house, handle=f"latihan.tiga.{n}") for n in "abc"]
    work = factories.approved(house, accounts=accounts)
    found = Desk(house, work, accounts[0])
    for row in factories.publications(house, work):
        with house.sessions.begin() as session:
            session.get_one(type(row), row.id).state = P.PUBLISHED
    asked = page(lurah, f"/unggahan/{work.post}/penarikan")
    assert "Tarik unggahan dari 3 akun?" in asked
    idents = re.findall(r'checked[^>]*name="publications"[^>]*value="([^"]+)"', asked)
    assert len(idents) == 3

    _status, text = withdraw(
        lurah, found, publications=idents[:2], reason="personal", words="Ada plat nomor."
    )

    rows = factories.publications(house, work)
    assert sorted(row.state for row in rows) == ["published", "withdrawing", "withdrawing"]
    assert {row.withdraw_reason for row in rows if row.state is P.WITHDRAWING} == {
        "ada data pribadi atau wajah; Ada plat nomor."
    }
    assert "sedang ditarik dari 2 akun" in text


def test_an_account_is_named_by_the_address(lurah: FlaskClient, out: Desk) -> None:
    ident = out.row().id

    asked = page(lurah, f"/unggahan/{out.work.post}/penarikan?akun={ident}")

    assert f'value="{ident}"' in asked
    assert "Anda menghapusnya di akun" in asked


def test_without_a_reason_or_an_account_nothing_is_taken_down(lurah: FlaskClient, out: Desk) -> None:
    ident = str(out.row().id)
    wrong = (
        ({"publications": ident}, "Pilih atau tulis alasannya."),
        ({"publications": ident, "reason": "other"}, "Pilih atau tulis alasannya."),
        ({"publications": ident, "reason": "other", "words": "x" * 301}, "paling panjang 300 huruf"),
        ({"reason": "mistaken"}, "Pilih paling sedikit satu akun."),
        ({"publications": "apa", "reason": "mistaken"}, "Pilihan itu tidak ada."),
        ({"publications": ident, "reason": "apa"}, "Pilihan itu tidak ada."),
    )
    for form, sentence in wrong:
        status, text = withdraw(lurah, out, **form)

        assert (status, sentence in text) == (422, True), sentence
        assert out.row().state is P.PUBLISHED


def test_a_person_deletes_what_no_call_can_and_says_so(lurah: FlaskClient, out: Desk) -> None:
    _status, text = withdraw(lurah, out, publications=str(out.row().id), reason="mistaken")

    assert "Hapus unggahan ini di akunnya." in text
    assert f'href="{LINK}"' in text
    assert "Alasan: isi atau fotonya keliru." in text
    assert "Sedang ditarik" in text

    assert "Masih terbit: penarikan belum berhasil." in act(lurah, out, "not_deleted")
    assert "Hapus unggahan ini di akunnya." in act(lurah, out, "withdraw_by_hand")
    text = act(lurah, out, "deleted")
    assert out.row().state is P.WITHDRAWN
    assert re.search(r"Ditarik [^<]+ WIB: isi atau fotonya keliru\.", text)


def test_what_the_network_refused_to_delete_is_tried_again_or_deleted_by_a_person(
    lurah: FlaskClient, sent: Desk
) -> None:
    sent.put(P.WITHDRAW_FAILED, last_error="jejaring menolak", withdraw_reason="keliru")

    text = shown(lurah, sent)

    assert "Sebabnya: jejaring menolak." in text
    assert set(re.findall(rf'action="/penerbitan/{sent.row().id}/([a-z_]+)"', text)) == {
        "withdraw_by_hand",
        "angka",
    }
    act(lurah, sent, "withdraw_by_hand")
    assert sent.row().withdraws_by_hand
    assert "tidak sedang gagal" in act(lurah, sent, "withdraw_again")


def test_a_program_withdraws_with_a_reason(lurah: FlaskClient, out: Desk) -> None:
    address, headers = f"/api/v1/publications/{out.row().id}/withdraw", {"Origin": ORIGIN}
    for body in ({}, {"reason": ""}, {"reason": 7}, {"reason": "x" * 301}, {"reason": "\x00"}):
        assert lurah.post(address, json=body, headers=headers).status_code == 422

    answers = [lurah.post(address, json={"reason": "Fotonya keliru."}, headers=headers) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    found = answers[0].get_json()
    assert (found["state"], found["withdraw_reason"], found["withdraws_by_hand"]) == (
        "withdrawing", "Fotonya keliru.", True,
    )  # fmt: skip
    settle = f"/api/v1/publications/{out.row().id}/settle"
    gone = lurah.post(settle, json={"posted": False}, headers=headers)
    assert gone.get_json()["state"] == "withdrawn"


def test_what_is_not_sure_is_not_withdrawn_by_a_program(lurah: FlaskClient, sent: Desk) -> None:
    sent.put(P.UNCONFIRMED)

    answer = lurah.post(
        f"/api/v1/publications/{sent.row().id}/withdraw", json={"reason": "x"}, headers={"Origin": ORIGIN}
    )

    assert answer.status_code == 409


# ---------------------------------------------------------------------------------------- correcting
def test_correcting_leads_to_the_draft_and_the_chain_is_told(lurah: FlaskClient, out: Desk) -> None:
    assert "Perbaiki dan terbitkan ulang" in shown(lurah, out)

    _status, text = withdraw(
        lurah, out, "perbaikan", publications=str(out.row().id), reason="mistaken", words="Salah RT."
    )
    assert "Unggahan lama sedang ditarik" in text
    factories.rewrite(out.house, out.work, [out.account])
    factories.submit(out.house, out.work)
    review = page(lurah, f"/periksa/{out.work.post}")
    assert re.search(
        r"Menggantikan unggahan [^<]+, ditarik karena isi atau fotonya keliru; Salah RT\.", review
    )
    assert "Yang lama belum hilang" in review
    factories.decide(out.house, out.work)
    assert "Versi baru terbit di akun ini setelah yang lama hilang." in shown(lurah, out)

    text = act(lurah, out, "deleted")
    assert re.search(
        r"Menggantikan unggahan \d+ \w+ \d{4}, ditarik karena isi atau fotonya keliru; Salah RT\.<", text
    )
    assert "Sebelumnya di akun ini (1)" in text
    assert "versi 1" in text


def test_an_account_to_be_looked_at_keeps_a_post_from_being_corrected(
    lurah: FlaskClient, house: House
) -> None:
    accounts = [factories.account(house, handle=f"latihan.dua.{n}") for n in "ab"]
    work = factories.approved(house, accounts=accounts)
    first, second = factories.publications(house, work)
    with house.sessions.begin() as session:
        session.get_one(type(first), first.id).state = P.PUBLISHED
        session.get_one(type(second), second.id).state = P.UNCONFIRMED

    status, text = withdraw(
        lurah, Desk(house, work, accounts[0]), "perbaikan", publications=str(first.id), reason="mistaken"
    )

    assert (status, "Ada akun yang perlu dicek." in text) == (422, True)
    assert {row.state for row in factories.publications(house, work)} == {P.PUBLISHED, P.UNCONFIRMED}


def test_what_is_not_out_offers_neither(lurah: FlaskClient, house: House) -> None:
    waiting = desk(house, now=clock.now())

    text = shown(lurah, waiting)

    assert "/penarikan" not in text
    assert "/perbaikan" not in text
    assert "tidak sedang terbit di akun mana pun" in page(lurah, f"/unggahan/{waiting.work.post}/penarikan")


def test_who_may_only_look_is_offered_nothing(staff: FlaskClient, out: Desk) -> None:
    for state in (P.PUBLISHED, P.WITHDRAWING, P.WITHDRAW_FAILED):
        out.put(state, withdraws_by_hand=True, withdraw_asked_at=clock.now())
        text = shown(staff, out)

        assert "/penerbitan/" not in text
        assert "/penarikan" not in text


# ---------------------------------------------------------------------------------- what each row says
def test_an_unknown_outcome_tells_account_time_and_what_was_asked(lurah: FlaskClient, sent: Desk) -> None:
    asked = clock.now() - timedelta(minutes=10)
    row = sent.put(P.UNCONFIRMED, intent_at=asked, remote_id=None, last_error="jejaring tidak menjawab")
    lost = {
        "at": asked + timedelta(seconds=20),
        "old": "publishing",
        "new": "unconfirmed",
        "by_name": "Bukti",
    }
    with sent.house.sessions.begin() as session:
        session.execute(insert(Attempt).values(publication_id=row.id, number=1, reason="", **lost))

    text = shown(lurah, sent)

    window = f"{clock.stamp(asked)} sampai {clock.time_text(asked + timedelta(seconds=140))}"
    for words in (
        f"@{row.account.handle}", window, "“Saluran dikuras.”", "jejaring tidak menjawab",
        "Sudah terbit (tempel tautan)", "Belum, terbitkan",
    ):  # fmt: skip
        assert words in text, words


SAYS = {
    "waits for its network": (
        P.QUEUED, {"progress": "p", "due_at": clock.now() + timedelta(minutes=1)}, "sedang menyiapkan gambarnya",
    ),
    "waits for its next try": (
        P.QUEUED, {"refusals": 2, "last_error": "penuh", "due_at": clock.now()}, "Kami coba lagi",
    ),
    "waits in an inbox": (
        P.READY, {"container": "c", "remote_id": "i1"}, ", selesaikan di aplikasi.",
    ),
    "is being taken down": (
        P.WITHDRAWING, {"withdraw_asked_at": clock.now(), "withdraw_reason": "keliru"}, "sedang diminta menghapusnya",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAYS)
def test_each_state_says_what_is_going_on(lurah: FlaskClient, house: House, case: str) -> None:
    state, columns, words = SAYS[case]
    found = desk(house, now=clock.now())
    found.put(state, **columns)

    assert words in shown(lurah, found)


def test_what_waits_in_an_inbox_takes_the_link(lurah: FlaskClient, house: House) -> None:
    found = desk(house, "tiktok", now=clock.now())
    found.put(P.READY, container="c1", remote_id="inbox-1")
    link = f"https://www.tiktok.com/@{found.row().account.handle}/photo/73"
    address = f"/penerbitan/{found.row().id}/bagikan"

    text = page(lurah, address)
    assert "Terbitkan dari kotak masuk" in text
    assert "download" not in text
    refused = lurah.post(address, data={"csrf_token": csrf(text), "link": LINK})
    answer = lurah.post(address, data={"csrf_token": csrf(text), "link": link})

    assert (refused.status_code, answer.status_code) == (422, 303)
    assert (found.row().state, found.row().permalink) == (P.PUBLISHED, link)


def test_figures_are_told_with_their_time_and_what_is_missing_is_not_zero(
    lurah: FlaskClient, sent: Desk
) -> None:
    ident, first = sent.row().id, clock.now() - timedelta(days=1)
    with sent.house.sessions.begin() as session:
        session.add(Figures(publication_id=ident, seen_at=first, likes=3, gone=False))
        session.add(Figures(publication_id=ident, seen_at=clock.now(), likes=1204, comments=0, gone=False))

    text = shown(lurah, sent)

    assert re.search(r"Suka\s*<strong>1\.204</strong>", text)
    assert re.search(r"Komentar\s*<strong>0</strong>", text)
    assert not re.search(r"Jangkauan\s*<strong>", text)
    assert "Angka sebelumnya (1)" in text
    assert clock.stamp(first) in text
    assert "tidak ada angka" in text
    listed = lurah.get("/api/v1/publications", query_string={"post": str(sent.work.post)}).get_json()
    assert [each["comments"] for each in listed["publications"][0]["figures"]] == [0, None]


def test_a_post_that_is_gone_at_the_network_is_said_to_be(lurah: FlaskClient, sent: Desk) -> None:
    with sent.house.sessions.begin() as session:
        session.add(Figures(publication_id=sent.row().id, seen_at=clock.now(), gone=True))

    assert re.search(r"Tidak ada lagi di [^<]+, dilihat \d+ \w+ 2", shown(lurah, sent))
