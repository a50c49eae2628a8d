""" "Ada" means one thing in every paper and on every page: somebody, or the account's own network, saw it."""

from collections.abc import Mapping

import pytest

from evidence.accounts.registry.looks import Look
from evidence.accounts.registry.models import Presence
from evidence.core import clock
from evidence.reports.board.periods import WEEK, period_of
from evidence.reports.board.scope import Scope
from evidence.reports.coverage import counting, queries
from evidence.reports.coverage.counting import Asked
from evidence.reports.coverage.measures import Measure
from evidence.reports.papers.board.gathering import gather
from evidence.reports.papers.coverage.contents import Chosen
from evidence.reports.papers.coverage.gathering import gather as gather_coverage
from evidence.units.models import Unit
from tests import factories
from tests.accounts.looking import look
from tests.forms import told
from tests.house import JEBRES, MOJO, House

CITY, SANGKRAH = "33.72", "33.72.03.1008"
TYPED, LOOK_FIRST = "Terdaftar, belum dilihat: Instagram", "Periksa profil akun yang terdaftar"


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    """Mojo typed an account that nobody saw, Sangkrah only practises, and somebody saw that of Jebres."""
    factories.account(shared, MOJO, handle="kelmojo")
    factories.account(shared, SANGKRAH, "practice", "sangkrah", remote_id="7", token="rahasia")
    factories.account(shared, JEBRES, handle="KelJebres")
    look(shared, JEBRES, Look("instagram", Presence.PRESENT, "keljebres"), now=clock.now())
    return shared


def on_paper(house: House) -> tuple[Mapping[str, tuple[str, str]], Mapping[str, tuple[str, str]], int]:
    """Of each unit whether it has an account and what to do next: the board's paper, that of coverage, how many."""
    today, by = clock.today(), house.actor("staf.balaikota")
    with house.app.test_request_context(), house.sessions() as session:
        city = session.get_one(Unit, CITY)
        path = city.path
        board = gather(
            session, by, Scope(city, period_of(WEEK, today), today, 14), 100, lambda *_: True, clock.now()
        )
        chosen = Chosen("Kota Surakarta", path, today, "", "")
        coverage = gather_coverage(session, by, chosen, 100, lambda *_: True)
        asked = Asked(today, queries.rule_on(session, today))
        counted = counting.counted(session, queries.scope(by), asked).shares[Measure.ACCOUNT].yes
    listed = [*coverage.missing.rows, *coverage.excused.rows, *coverage.complete.rows]
    return (
        {each.code: (each.account, each.next) for each in board.units.rows},
        {each.code: (each.known["account"]["label"], each.known["next"]) for each in listed},
        counted,
    )


def test_both_papers_and_the_share_agree_about_every_unit(house: House) -> None:
    board, coverage, counted = on_paper(house)

    assert len(board) == 60
    assert board == coverage
    assert {code for code, (account, _next) in board.items() if account == "Ada"} == {JEBRES}
    assert counted == 1
    assert {board[code][0] for code in (MOJO, SANGKRAH)} == {"Belum diperiksa"}
    assert LOOK_FIRST in board[MOJO][1]
    # Nobody outside could look at one to practise with.
    assert board[SANGKRAH][1] == "Periksa apakah unit ini punya akun."


def test_the_page_names_what_is_registered_and_leads_to_looking_at_it(house: House) -> None:
    lurah, staff = house.client("lurah.mojo"), house.client("staf.balaikota")

    mine = told(lurah.get("/kepatuhan"), 200)
    of_mojo = told(lurah.get(f"/kepatuhan/unit/{MOJO}"), 200)
    practises = told(staff.get(f"/kepatuhan/unit/{SANGKRAH}"), 200)
    seen = told(staff.get(f"/kepatuhan/unit/{JEBRES}"), 200)

    for page in (mine, of_mojo):
        assert TYPED in page
        assert "@kelmojo" in page
        assert LOOK_FIRST in page
        assert f'href="/daftar-akun/periksa/instagram/{MOJO}?akun=kelmojo"' in page
    assert "Akun latihan, tidak dihitung: " in practises
    assert "belum dilihat" not in seen
