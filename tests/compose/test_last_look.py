"""The last look before a post is sent, and drafts that somebody else, or another tab, changed meanwhile."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from evidence.accounts.models import AccountState, SocialAccount
from evidence.compose.models import PostVersion, VersionState
from evidence.core import clock
from evidence.core.clock import WIB
from tests import factories
from tests.factories import Work
from tests.forms import form_of, opened, sent, told
from tests.house import House

TICKED = factories.ANSWERS


def latest(house: House, work: Work) -> PostVersion:
    with house.sessions() as session:
        return factories.post_of(session, work).latest


def lose(house: House, account: object, state: AccountState = AccountState.NEEDS_RECONNECT) -> None:
    with house.sessions.begin() as session:
        session.execute(update(SocialAccount).where(SocialAccount.id == account).values(state=state))


def page_of(work: Work) -> str:
    return f"/kegiatan/{work.activity}/susun"


def test_sending_goes_through_a_last_look_that_shows_where_and_when(lurah: FlaskClient, house: House) -> None:
    account = factories.account(house, network="instagram", handle="latihan.mojo")
    work = factories.drafted(house, accounts=[account])
    form = opened(lurah, page_of(work))

    onwards = sent(lurah, form, submit="y", accounts=str(account))
    assert onwards.location.endswith("/susun/periksa")
    assert latest(house, work).state is VersionState.DRAFT
    page = told(lurah.get(onwards.location), 200)
    assert "Instagram: @latihan.mojo" in page
    assert "Segera setelah disetujui" in page
    assert "network-view" in page

    check = opened(lurah, onwards.location)
    assert "Pilih jawabannya dahulu." in told(sent(lurah, check), 422)
    assert sent(lurah, check, **TICKED).status_code == 303
    assert latest(house, work).state is VersionState.SUBMITTED


def test_what_changed_since_the_last_look_is_not_sent(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    check = opened(lurah, f"{page_of(work)}/periksa")
    sent(lurah, opened(lurah, page_of(work)), caption="Yang lain.")

    page = told(sent(lurah, check, **TICKED), 409)

    assert "berubah sejak Anda periksa" in page
    assert "Yang lain." in page
    assert latest(house, work).state is VersionState.DRAFT


def test_a_second_tab_neither_writes_over_the_first_nor_loses_its_own_words(
    lurah: FlaskClient, house: House
) -> None:
    factories.account(house, network="x", handle="mojo_x")
    work = factories.drafted(house)
    first, second = opened(lurah, page_of(work)), opened(lurah, page_of(work))
    told_first = {"caption": "Dari tab satu.", "caption_x": "Khusus dari tab satu."}
    assert sent(lurah, first, **told_first).status_code == 303

    answer = sent(lurah, second, caption="Dari tab dua.")

    page = told(answer, 409)
    assert "Dari tab satu." in page
    assert "Khusus dari tab satu." in page
    assert "Dari tab dua." in page
    assert latest(house, work).caption == "Dari tab satu."
    assert sent(lurah, form_of(page)).status_code == 303
    assert latest(house, work).caption == "Dari tab dua."


def test_a_tab_that_is_behind_shows_what_was_sent_and_keeps_its_words_apart(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    behind = opened(lurah, page_of(work))
    factories.submit(house, work)

    for pressed in ("save", "submit"):
        page = told(sent(lurah, behind, caption="Tulisan tertinggal.", **{pressed: "y"}), 409)

        assert "Tulisan Anda tidak dipakai" in page
        assert '<p class="prose panel">Saluran dikuras.</p>' in page
        assert page.count("Tulisan tertinggal.") == 1
        assert "readonly" in page


def test_accounts_that_cannot_be_used_are_shown_with_why_and_never_left_out_without_a_word(
    lurah: FlaskClient, house: House
) -> None:
    lost = factories.account(house, network="instagram", handle="latihan.hilang")
    held = factories.account(house, network="facebook", handle="latihan.ditahan")
    work = factories.drafted(house, accounts=[lost])
    before = opened(lurah, page_of(work))
    lose(house, lost)
    lose(house, held, AccountState.PAUSED)

    page = told(lurah.get(page_of(work)), 200)
    assert "sambungannya kedaluwarsa; tadinya dipilih" in page
    assert "@latihan.ditahan" in page
    assert "Camat atau admin dapat" in page

    answer = sent(lurah, before, accounts=str(lost), submit="y")
    assert answer.status_code == 303
    assert "Tidak ikut: Instagram: @latihan.hilang" in told(lurah.get(answer.location), 200)
    assert latest(house, work).accounts == []


@pytest.mark.parametrize("typed", ["now", None])
def test_a_time_that_was_typed_is_never_dropped(lurah: FlaskClient, house: House, typed: str | None) -> None:
    work = factories.drafted(house)
    form = opened(lurah, page_of(work))
    at = (clock.now() + timedelta(days=2)).astimezone(WIB).strftime("%Y-%m-%dT%H:%M")

    answer = sent(lurah, form, when=typed, due_at=at)

    if typed:
        assert "kosongkan waktunya" in told(answer, 422)
    else:
        assert answer.status_code == 303
        assert latest(house, work).due_at is not None


def test_a_time_beyond_the_furthest_is_refused_and_one_that_passed_is_told(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    form = opened(lurah, page_of(work))

    assert "paling lama 90 hari" in told(sent(lurah, form, when="at", due_at="2099-11-01T07:00"), 422)
    assert sent(lurah, form, when="at", due_at="2020-11-01T07:00").status_code == 303
    assert "Waktu tayangnya sudah lewat." in told(lurah.get(page_of(work)), 200)


def test_only_networks_that_are_chosen_are_counted(lurah: FlaskClient, house: House) -> None:
    x = factories.account(house, network="x", handle="mojo_x")
    factories.account(house, network="threads", handle="mojo_t")
    work = factories.drafted(house, accounts=[x])

    page = told(lurah.get(page_of(work)), 200)

    main = page[page.index('data-counter="caption"') : page.index('data-counter="caption_')]
    spans = re.findall(r'<span data-limit[^>]* data-label="([^"]+)"[^>]*>', main)
    shown = re.findall(r'<span data-limit[^>]* data-label="([^"]+)"[^>]* data-unless="[^"]+" class', main)
    assert {"X", "Threads"} <= {*spans}
    assert shown == ["X"]
