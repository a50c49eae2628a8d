"""Several people ask for one post to go: whoever decides sees so, decides about all in one step, and answers each."""

import re
import uuid

from flask.testing import FlaskClient
from sqlalchemy import select, update

from evidence.core.audit import AuditEvent
from evidence.core.paging import SIZE
from evidence.notices.models import Notice
from evidence.privacy import requests
from evidence.privacy.models import Outcome, Takedown
from evidence.publish.models import Publication, PublicationState
from tests import factories, privately, standing
from tests.factories import CITY, LURAH, Work
from tests.forms import form_of, opened, sent, told
from tests.house import House

LINK = "https://contoh.test/p/belakangan"


def out(house: House) -> Work:
    """A post that is out on one account."""
    account = factories.account(house, handle=f"mojo.{uuid.uuid4().hex[:8]}")
    return standing.published(house, factories.approved(house, accounts=[account]))


def ask(house: House, work: Work, many: int = 1) -> list[uuid.UUID]:
    said = f"http://localhost/unggahan/{work.post}"
    return [privately.takedown(house, said, f"warga{each}@contoh.id") for each in range(many)]


def row(house: House, ident: uuid.UUID) -> Takedown:
    with house.sessions() as session:
        return session.get_one(Takedown, ident)


def ticked(page: str) -> set[str]:
    """The other requests whose boxes are ticked."""
    boxes = re.findall(r'<input[^>]*name="others"[^>]*>', page)
    return {each for box in boxes if "checked" in box for each in re.findall(r'value="([^"]+)"', box)}


def decide(client: FlaskClient, ident: uuid.UUID, others: list[uuid.UUID], **said: str) -> str:
    """Send the form of that request with these others ticked; the page that follows."""
    page = f"/permintaan-hapus/{ident}"
    form = {**opened(client, page), **said}
    answer = client.post(form.pop("action"), data={**form, "others": [str(each) for each in others]})
    return told(
        client.get(page) if answer.status_code == 303 else answer, 200 if answer.status_code == 303 else 422
    )


def test_all_that_wait_about_one_post_are_decided_in_one_step_and_each_is_kept(house: House) -> None:
    work, city = out(house), house.client(CITY)
    first, second, third = ask(house, work, 3)
    elsewhere, nothing = ask(house, out(house))[0], privately.takedown(house)

    page = told(city.get(f"/permintaan-hapus/{first}"), 200)
    assert "2 permintaan lain menunggu tentang unggahan yang sama" in page
    assert "sudah ditarik" not in page
    assert ticked(page) == {str(second), str(third)}
    listed = told(city.get("/permintaan-hapus"), 200)
    assert listed.count("2 permintaan lain tentang unggahan yang sama") == 3
    # Whoever reads along sees the same, and decides nothing.
    staff = told(house.client("staf.balaikota").get(f"/permintaan-hapus/{first}"), 200)
    assert "2 permintaan lain menunggu" in staff
    assert ticked(staff) == set()

    after = decide(city, first, [second, third], outcome="withdraw", answer="Sudah ditarik.")

    assert "Putusan tersimpan dan dicatat untuk 3 permintaan." in after
    for ident in (first, second, third):
        found = row(house, ident)
        assert (found.outcome, found.answer, found.post_id) == (Outcome.WITHDRAW, "Sudah ditarik.", work.post)
        # Each still wants an answer of its own.
        assert found.contact is not None
        assert found.reference in after
    with house.sessions() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.act == "privacy.takedown_decided")).all()
        open_ones = session.scalars(select(Notice).where(Notice.done_at.is_(None))).all()
        (publication,) = session.scalars(select(Publication).where(Publication.post_id == work.post))
    assert {each.facts["takedown"] for each in events} == {str(first), str(second), str(third)}
    assert {each.subject for each in open_ones if each.kind == requests.KIND} == {elsewhere, nothing}
    assert [each.subject for each in open_ones if each.kind == "withdraw.decided"] == [work.post]
    assert publication.state is PublicationState.WITHDRAWING
    assert "Permintaan penurunan" in told(city.get("/permintaan-hapus"), 200)
    number = re.search(r"Menunggu putusan \((\d+)\)", told(city.get("/permintaan-hapus"), 200))
    assert number
    assert number[1] == "2"


def test_whoever_decides_later_reads_that_the_post_is_down_and_its_unit_is_not_told_again(
    shared: House,
) -> None:
    work, city = out(shared), shared.client(CITY)
    (later,) = ask(shared, work)
    earlier = privately.taken_down(shared, work)
    with shared.sessions.begin() as session:
        of_it = (Notice.kind == "withdraw.decided", Notice.subject == work.post)
        session.execute(update(Notice).where(*of_it).values(done_at=Notice.created_at))

    page = told(city.get(f"/permintaan-hapus/{later}"), 200)
    assert "Unggahan ini sudah ditarik dari semua akun" in page
    assert row(shared, earlier).reference in page
    assert "Unggahannya sudah ditarik" in told(city.get("/permintaan-hapus"), 200)
    decide(city, later, [], outcome="withdraw")

    assert row(shared, later).outcome is Outcome.WITHDRAW
    with shared.sessions() as session:
        about = session.scalars(select(Notice).where(Notice.kind == "withdraw.decided")).all()
    assert [each.done_at is None for each in about if each.subject == work.post] == [False]
    assert "kota menarik" not in told(shared.client(LURAH).get("/pemberitahuan"), 200).lower()


def test_what_is_not_ticked_waits_on_and_what_was_decided_meanwhile_stays_so(shared: House) -> None:
    work, city = out(shared), shared.client(CITY)
    first, second, third = ask(shared, work, 3)
    form = opened(city, f"/permintaan-hapus/{first}")
    decide(city, second, [], outcome="refuse", answer="Bukan rumah Anda.")

    assert sent(city, {**form, "others": str(second)}, outcome="withdraw").status_code == 303

    assert row(shared, first).outcome is Outcome.WITHDRAW
    assert (row(shared, second).outcome, row(shared, second).answer) == (Outcome.REFUSE, "Bukan rumah Anda.")
    assert row(shared, third).outcome is Outcome.OPEN


def test_a_request_about_another_post_is_not_decided_along(shared: House) -> None:
    work, city = out(shared), shared.client(CITY)
    (first,), (other,) = ask(shared, work), ask(shared, out(shared))

    assert "bukan tentang unggahan ini" in decide(city, first, [other], outcome="withdraw")

    assert (row(shared, first).outcome, row(shared, other).outcome) == (Outcome.OPEN, Outcome.OPEN)


def test_whoever_finds_the_post_by_hand_is_shown_first_who_else_asks(shared: House) -> None:
    work, city = out(shared), shared.client(CITY)
    (known,), vague = ask(shared, work), privately.takedown(shared, "foto di depan rumah saya")
    link = f"http://localhost/unggahan/{work.post}"

    asked = decide(city, vague, [], outcome="withdraw", post=link)

    assert "Ada permintaan lain tentang unggahan ini." in asked
    assert ticked(asked) == {str(known)}
    assert row(shared, vague).outcome is Outcome.OPEN
    again = form_of(asked, f"/permintaan-hapus/{vague}")
    assert sent(city, again, others=str(known)).status_code == 303
    assert {row(shared, each).outcome for each in (known, vague)} == {Outcome.WITHDRAW}


def test_a_link_that_was_noted_after_the_request_names_its_post_too(shared: House) -> None:
    early, work = privately.takedown(shared, f"{LINK}/"), out(shared)
    with shared.sessions.begin() as session:
        session.execute(update(Publication).where(Publication.post_id == work.post).values(permalink=LINK))
    (late,) = ask(shared, work)

    page = told(shared.client(CITY).get(f"/permintaan-hapus/{late}"), 200)

    assert str(early) in ticked(page)


def test_the_list_goes_on_until_all_that_wait_were_seen(house: House) -> None:
    made = {str(privately.takedown(house)) for _ in range(SIZE + 2)}
    city, seen, there = house.client(CITY), set[str](), "/permintaan-hapus"

    while there:
        page = told(city.get(there), 200)
        assert f"Menunggu putusan ({SIZE + 2})" in page
        waiting = page.partition("Sudah diputuskan")[0]
        seen |= set(re.findall(r'href="/permintaan-hapus/([0-9a-f-]{36})"', waiting))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        there = following[1] if following else ""

    assert seen == made
