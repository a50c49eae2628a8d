"""A form that is sent, changed after the way back, and sent once more: nothing of it is lost in silence."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from evidence.core import clock
from evidence.core.again import OTHERWISE
from evidence.gallery.models import SavedView
from evidence.reports.coverage.models import Context, Objection, Order
from evidence.reports.papers.models import Paper
from tests import factories
from tests.forms import form_of, opened, sent, told
from tests.house import JEBRES, MOJO, House
from tests.pages import check_page

TODAY = clock.today()
ORDER = {"name": "Surat edaran contoh", "given_on": str(TODAY), "valid_from": str(TODAY), "look_days": "30"}
# Who, where, which form of the page, what they write first and instead, and what keeps it.
FORMS = {
    "paper": (
        factories.LURAH, f"/laporan?unit={MOJO}&first=2025-10-01&last=2025-10-31", "/laporan", {"shapes": "csv"},
        {"first": "2025-10-02"}, Paper,
    ),
    "order": ("admin", "/kepatuhan/aturan", "/kepatuhan/aturan", ORDER, {"name": "Surat edaran lain"}, Order),
    "context": (
        "camat.jebres", f"/kepatuhan/unit/{JEBRES}", f"/kepatuhan/unit/{JEBRES}/keadaan",
        {"reason": "disaster", "note": "Banjir"}, {"note": "Longsor", "until_on": str(TODAY + timedelta(3))}, Context,
    ),
    "objection": (
        factories.LURAH, f"/kepatuhan/unit/{MOJO}", f"/kepatuhan/unit/{MOJO}/keberatan",
        {"words": "Kelurahan sudah punya akun."}, {"words": "Akunnya sudah dinyatakan resmi."}, Objection,
    ),
    "view": (
        "staf.balaikota", "/galeri/tampilan?q=satu", "/galeri/tampilan", {"name": "Pagi"}, {"name": "Sore"},
        SavedView,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def house(shared: House) -> House:
    for day in (1, 2):
        factories.activity(shared, title="Kuras saluran", work_date=date(2025, 10, day))
    return shared


@pytest.fixture
def count(house: House) -> Callable[[type], int]:
    def counted(kept: type) -> int:
        with house.sessions() as session:
            return session.scalar(select(func.count()).select_from(kept)) or 0

    return counted


@pytest.mark.parametrize("which", FORMS)
def test_the_same_is_kept_once_and_something_else_is_told_and_kept_when_sent_again(
    house: House, count: Callable[[type], int], which: str
) -> None:
    who, page, action, first, instead, kept = FORMS[which]
    client: FlaskClient = house.client(who)
    form, before = {**opened(client, page, action), **first}, count(kept)

    for _twice in range(2):
        assert sent(client, form).status_code == 303
    other = sent(client, form, **instead)

    shown = told(other, 422 if kept is SavedView else 409)
    check_page(shown)
    assert OTHERWISE in shown
    assert count(kept) == before + 1
    if kept is Objection:
        # There is no form while one waits for its answer.
        return
    # What was written stands in the form still, which is another one now.
    again = form_of(shown, action)
    assert {name: again[name] for name in instead} == instead
    assert again["uuid"] != form["uuid"]
    assert sent(client, again).status_code == 303
    assert count(kept) == before + 2
