"""What the city took down may stay down: its unit says so once, and nobody is asked for it until it is mended."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.compose.models import VersionState
from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.errors import Conflict
from evidence.gallery.belongings import belongings
from evidence.publish import leaving
from evidence.publish.models import GONE, Publication
from evidence.publish.models import PublicationState as P
from evidence.units.models import Unit
from tests import factories, privately, standing
from tests.factories import CAMAT, LURAH, Work
from tests.forms import opened, sent, told
from tests.house import MOJO, House
from tests.open_notices import open_for
from tests.publish.desk import Desk, desk
from tests.reports.boards import numbers_of
from tests.review.voices import versions

LEAVE = "Biarkan ditarik"


def taken_down(house: House) -> Desk:
    """A post that was out on one account and that the city had taken down."""
    found = desk(house, now=clock.now())
    standing.published(house, found.work)
    privately.taken_down(house, found.work)
    return found


def needed(client: FlaskClient) -> list[int]:
    """How much the phone's first page and the list of posts say that this person is needed for."""
    pages = [told(client.get(path), 200) for path in ("/beranda", "/unggahan")]
    return [int(found[1]) if (found := re.search(r"Perlu Anda \((\d+)\)", each)) else 0 for each in pages]


def act(client: FlaskClient, work: Work, what: str = "biarkan") -> str:
    """Press the button on the post's page, and read the page that follows."""
    page, there = f"/unggahan/{work.post}", f"/unggahan/{work.post}/{what}"
    assert sent(client, opened(client, page, there)).status_code == 303
    return told(client.get(page), 200)


def acts(house: House, work: Work) -> list[tuple[str, str]]:
    with house.sessions() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == work.activity).order_by(AuditEvent.id)
        )
        return [
            (each.act, each.actor_name) for each in rows if each.act.startswith(("compose.l", "compose.t"))
        ]


def test_what_is_left_withdrawn_is_counted_as_needing_nobody_until_it_is_taken_up_again(house: House) -> None:
    found, lurah = taken_down(house), house.client(LURAH)
    assert needed(lurah) == [1, 1]
    assert "Perbaiki, atau biarkan ditarik." in told(lurah.get("/beranda"), 200)
    before = [(row.state, row.permalink) for row in factories.publications(house, found.work)]
    assert open_for(house, LURAH)

    page = act(lurah, found.work)

    assert "Lurah Mojo membiarkan unggahan ini ditarik" in page
    assert needed(lurah) == [0, 0]
    for path in ("/unggahan", "/kegiatan", "/galeri"):
        assert "Ditarik" in told(lurah.get(path), 200)
    assert [(row.state, row.permalink) for row in factories.publications(house, found.work)] == before
    assert "Dibiarkan ditarik" in told(lurah.get(f"/kegiatan/{found.work.activity}"), 200)
    assert not open_for(house, LURAH)
    with house.sessions() as session:
        assert belongings(session, session.get_one(Unit, MOJO)).posts == 0
    # Repeated, it says the same; taken up again, it waits as before.
    with house.sessions.begin() as session:
        post = factories.post_of(session, found.work)
        leaving.leave(session, post, by=house.actor(LURAH), now=clock.now())
    assert LEAVE in act(lurah, found.work, "biarkan/batal")
    assert needed(lurah) == [1, 1]
    assert acts(house, found.work) == [("compose.left", "Lurah Mojo"), ("compose.taken_up", "Lurah Mojo")]


def test_what_was_left_is_mended_like_any_other(shared: House) -> None:
    found = taken_down(shared)
    act(shared.client(CAMAT), found.work)

    factories.rewrite(shared, found.work, [found.account])
    page = told(shared.client(LURAH).get(f"/unggahan/{found.work.post}"), 200)
    assert "membiarkan unggahan ini ditarik" not in page
    assert LEAVE in page
    # The words of a draft outlive that it was left, and sending it in ends that too.
    act(shared.client(LURAH), found.work)
    factories.submit(shared, found.work)
    factories.decide(shared, found.work)

    assert versions(shared, found.work) == [VersionState.SUPERSEDED, VersionState.APPROVED]
    assert [row.state for row in factories.publications(shared, found.work)] == [P.WITHDRAWN, P.QUEUED]
    with shared.sessions() as session:
        assert factories.post_of(session, found.work).latest.left_at is None


def test_it_is_offered_once_nothing_is_out_nor_may_be(shared: House) -> None:
    found, lurah = taken_down(shared), shared.client(LURAH)
    page = f"/unggahan/{found.work.post}"
    form = opened(lurah, page, f"{page}/biarkan")

    for state in (each for each in P if each not in GONE):
        found.put(state, withdraws_by_hand=True)
        shown = told(lurah.get(page), 200)
        assert LEAVE not in shown, state
        assert ("dapat dibiarkan ditarik" in shown) == (state is P.WITHDRAWING)
        with shared.sessions() as session:
            post = factories.post_of(session, found.work)
            with pytest.raises(Conflict):
                leaving.leave(session, post, by=shared.actor(LURAH), now=clock.now())

    assert sent(lurah, form).status_code == 303
    assert "belum hilang dari semua akun" in told(lurah.get(page), 200)
    with shared.sessions() as session:
        assert factories.post_of(session, found.work).latest.left_at is None


def test_a_failed_publication_no_longer_stands_on_the_board_and_its_number_is_its_list(house: House) -> None:
    accounts = [factories.account(house, handle=f"mojo.papan{each}") for each in range(2)]
    work, staff = factories.approved(house, accounts=accounts), house.client("staf.balaikota")
    with house.sessions.begin() as session:
        first = factories.publications(house, work)[0].id
        session.get_one(Publication, first).state = P.FAILED
    standing.published(house, work)
    privately.taken_down(house, work)

    def failed() -> tuple[int, int]:
        numbers = numbers_of(told(staff.get("/papan"), 200))
        number = next((each for url, each in numbers.items() if "/papan/gagal" in url), 0)
        return number, told(staff.get("/papan/gagal"), 200).count('<li class="item">')

    assert failed() == (1, 1)
    act(house.client(LURAH), work)
    assert failed() == (0, 0)
    assert {row.state for row in factories.publications(house, work)} == {P.CANCELLED, P.WITHDRAWN}


def test_what_was_never_approved_is_not_left_but_mended(shared: House) -> None:
    work = factories.submitted(shared)
    factories.decide(shared, work, "request_changes", "Sudutnya berbeda.")

    assert LEAVE not in told(shared.client(LURAH).get(f"/unggahan/{work.post}"), 200)
    with pytest.raises(Conflict), shared.sessions.begin() as session:
        leaving.leave(session, factories.post_of(session, work), by=shared.actor(LURAH), now=clock.now())
    with shared.sessions() as session:
        assert factories.post_of(session, work).latest.left_at is None


def test_only_the_unit_and_those_above_it_leave_it(shared: House) -> None:
    found = taken_down(shared)
    page = f"/unggahan/{found.work.post}"

    assert LEAVE not in told(shared.client("staf.balaikota").get(page), 200)
    assert shared.client("lurah.jebres").get(page).status_code == 404
    assert LEAVE in told(shared.client("admin").get(page), 200)
