"""No photo is lost: without a signal, over a line that breaks anywhere, with a dying browser and a dying house."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.program import Program, photograph
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def arrived(house: Program, *titles: str) -> list[dict[str, Any]]:
    """The activities of those titles once each has a stored before, in the order of the titles."""

    def found() -> list[dict[str, Any]]:
        all_of_them = house.ask("GET", "/activities")["activities"]
        named = [each for title in titles for each in all_of_them if each["title"] == title]
        safe = [each for each in named if [p["state"] for p in each["photos"]] == ["stored"]]
        return safe if len(safe) == len(titles) else []

    return until(found, 90, every=0.3)


def ready(served: RunningHouse) -> bool:
    """Whether the web answers again."""
    try:
        return httpx.get(f"{served.url}/readyz", trust_env=False).is_success
    except httpx.HTTPError:
        return False


def test_two_activities_made_without_a_signal_arrive_once_each_and_in_order(
    phone: Phone, line: Line, house: Program
) -> None:
    # A browser writes its cookies down now and then; one that is put away has done so.
    phone.close()
    phone.open()
    phone.go("/lapangan")
    line.down()
    phone.begin("Luring yang pertama", photograph("before", 601))
    phone.begin("Luring yang kedua", photograph("before", 602))
    phone.page.reload()
    phone.says("Sedang luring. Foto tersimpan di HP dan dikirim saat ada sinyal.")
    waiting = [each["id"] for each in sorted(phone.kept(), key=lambda each: each["created"])]
    assert phone.states() == ["waiting", "waiting"]

    phone.kill()
    phone.open()
    phone.go("/lapangan")
    assert phone.states() == ["waiting", "waiting"]
    line.up()
    phone.go("/lapangan")

    first, second = arrived(house, "Luring yang pertama", "Luring yang kedua")
    phone.emptied()
    assert first["created_at"] < second["created_at"]
    assert [each["photos"][0]["id"] for each in (first, second)] == waiting
    # Nothing was sent twice, and nothing was asked of the person again.
    assert line.photos_sent()[-2:] == waiting
    assert len([each for each in line.photos_sent() if each in waiting]) == 2


@pytest.mark.prove
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_line_that_breaks_in_the_middle_of_a_photo_loses_nothing(
    phone: Phone, line: Line, house: Program, part: float
) -> None:
    line.cut_next("PUT /api/v1/photos/", part)
    title = f"Putus di {part:.0%}"

    phone.begin(title, photograph("before", 603))
    (activity,) = arrived(house, title)
    phone.emptied()

    sent = [each for each in line.photos_sent() if each == activity["photos"][0]["id"]]
    assert len(sent) == 2


@pytest.mark.prove
def test_a_house_that_dies_in_the_middle_of_a_photo_gets_it_when_it_is_back(
    phone: Phone, line: Line, house: Program, served: RunningHouse
) -> None:
    line.bytes_a_second = 60_000
    phone.begin("Server mati di tengah", photograph("before", 604))
    until(lambda: "PUT /api/v1/photos/" in "".join(line.asked), 30)
    pids = json.loads((served.folder / "pids.json").read_text(encoding="utf-8"))
    os.kill(pids["web"], signal.SIGKILL)
    line.bytes_a_second = 0
    until(lambda: ready(served), 60, every=0.3)

    (activity,) = arrived(house, "Server mati di tengah")
    phone.emptied()
    assert len(activity["photos"]) == 1


@pytest.mark.prove
def test_two_tabs_and_the_service_worker_send_each_photo_once(
    phone: Phone, line: Line, house: Program
) -> None:
    phone.go("/lapangan")
    line.down()
    titles = [f"Tiga pengirim {number}" for number in range(3)]
    for number, title in enumerate(titles):
        phone.begin(title, photograph("before", 605 + number))
    ids = {each["id"] for each in phone.kept()}
    other = phone.context.new_page()
    other.goto(f"{phone.url}/lapangan")
    line.bytes_a_second = 200_000
    line.up()

    for page in (phone.page, other):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.page.evaluate("navigator.serviceWorker.controller.postMessage('send')")
    found = arrived(house, *titles)
    phone.emptied()

    assert {each["photos"][0]["id"] for each in found} == ids
    assert sorted(line.photos_sent()) == sorted(ids)


@pytest.mark.prove
def test_the_service_worker_sends_by_itself_when_the_signal_is_back(
    phone: Phone, line: Line, house: Program
) -> None:
    phone.go("/lapangan")
    line.down()
    phone.begin("Dikirim oleh pekerja layanan", photograph("before", 609))
    worker = phone.context.service_workers[0]
    # A blank page belongs to nobody, so only the worker can have sent it.
    phone.page.goto("about:blank")
    # Nor does the page's last try still hold the lock, for which the browser itself would wake the worker again.
    until(lambda: worker.evaluate("navigator.locks.query().then((all) => all.held.length)") == 0, 30)
    line.up()

    worker.evaluate("self.dispatchEvent(new ExtendableEvent('sync'))")
    worker.evaluate("self.dispatchEvent(Object.assign(new ExtendableEvent('sync'), {tag: 'bukti-outbox'}))")

    arrived(house, "Dikirim oleh pekerja layanan")


def test_nobodys_photo_is_sent_in_anothers_name(
    phone: Phone, line: Line, house: Program, served: RunningHouse
) -> None:
    phone.go("/lapangan")
    line.down()
    phone.begin("Milik Lurah Mojo", photograph("before", 610))
    line.up()
    # Whoever comes next signs in before the phone could send anything.
    line.asked.clear()
    phone.context.clear_cookies()
    phone.go("/masuk")
    expect(phone.bar).to_contain_text("Menunggu Anda masuk. Foto aman di HP.")
    phone.sign_in("lurah.jebres", served.password)
    expect(phone.bar).to_contain_text("1 foto milik pengguna lain.")
    phone.go("/lapangan#/kiriman")
    phone.says("1 foto milik pengguna lain menunggu pemiliknya masuk.")
    assert phone.states() == ["waiting"]
    phone.sign_out()
    assert phone.states() == ["waiting"]
    assert phone.kept("facts") == phone.kept("known") == []

    phone.sign_in("lurah.mojo", served.password)

    (activity,) = arrived(house, "Milik Lurah Mojo")
    phone.emptied()
    assert activity["unit"] == "33.72.03.1010"


@pytest.mark.prove
def test_a_session_that_ended_keeps_the_photo_until_its_person_signs_in(
    phone: Phone, line: Line, house: Program, served: RunningHouse
) -> None:
    phone.go("/lapangan")
    phone.context.clear_cookies()
    phone.begin("Sesi berakhir", photograph("before", 611))
    expect(phone.bar).to_contain_text("Menunggu Anda masuk.")

    phone.sign_in("lurah.mojo", served.password)

    arrived(house, "Sesi berakhir")
    phone.emptied()


@pytest.mark.prove
def test_what_the_house_will_never_take_is_left_to_a_person(phone: Phone, line: Line, house: Program) -> None:
    activity = house.begin("Akan hilang dari HP", "33.72.03.1010")
    phone.follow("progress/50", activity, photograph("before", 612))

    expect(phone.bar).to_contain_text("1 perlu Anda.")
    phone.go("/lapangan#/kiriman")
    phone.says("Foto proses hanya untuk kegiatan 0-50-100.")
    with phone.page.expect_download() as saved:
        phone.page.get_by_role("button", name="Simpan ke galeri").tap()
    assert Path(saved.value.path()).read_bytes().startswith(b"\xff\xd8\xff")
    phone.page.get_by_role("button", name="Buang dari HP").tap()
    phone.page.get_by_role("button", name="Ketuk lagi untuk membuang").tap()
    phone.emptied()


def hurry(phone: Phone) -> None:
    """Have the phone try now what would wait for a later try."""
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")


@pytest.mark.prove
def test_what_always_fails_lets_everything_else_pass(phone: Phone, line: Line, house: Program) -> None:
    """An activity and a photo that a gateway never lets through, before one whose line breaks again and again."""
    known = [house.begin(f"Tidak terhalang {number}", "33.72.03.1010") for number in range(2)]
    phone.go("/lapangan")
    line.down()
    phone.begin("Selalu gagal", photograph("before", 613))
    for number, activity in enumerate(known):
        phone.follow("before", activity, photograph("before", 614 + number))
    refused, (stubborn, weak) = phone.kept("drafts")[0]["id"], [each["id"] for each in phone.in_order()[1:]]
    line.answer(f"PUT /api/v1/activities/{refused}", 502, times=1000)
    line.answer(f"PUT /api/v1/photos/{stubborn}", 502, times=1000)
    line.cut_next(f"PUT /api/v1/photos/{weak}", *[0.5] * 6)
    line.up()

    def passed() -> bool:
        hurry(phone)
        return weak not in [each["id"] for each in phone.kept()]

    until(passed, 120, every=0.5)
    assert line.cuts_left() == 0
    assert phone.states() == ["waiting", "waiting"]

    line.honest()
    hurry(phone)
    arrived(house, "Selalu gagal", "Tidak terhalang 0", "Tidak terhalang 1")
    phone.emptied()


@pytest.mark.prove
@pytest.mark.parametrize("status", [200, 201])
def test_a_photo_that_never_arrived_is_sent_again_whatever_was_answered(
    phone: Phone, line: Line, house: Program, status: int
) -> None:
    title = f"Dijawab {status} tanpa sampai"
    phone.go("/lapangan")
    line.down()
    phone.begin(title, photograph("before", 616))
    (photo,) = phone.kept()
    # A hotel's page names no photo; one that does is found out when the house is asked after it.
    told = {"id": photo["id"], "sha256": photo["sha256"], "state": "received"} if status == 201 else {}
    line.answer(f"PUT /api/v1/photos/{photo['id']}", status, json.dumps(told))
    line.up()

    hurry(phone)
    arrived(house, title)

    phone.emptied()
    assert line.photos_sent().count(photo["id"]) == 2


@pytest.mark.prove
def test_photos_of_a_refused_activity_are_left_to_their_person(
    phone: Phone, line: Line, house: Program
) -> None:
    for number, letter in enumerate("YZ"):
        phone.go("/lapangan#/baru")
        # Whatever the phone lets through, the house has the last word.
        phone.page.locator("#isi-judul").evaluate("(field) => field.removeAttribute('maxlength')")
        phone.begin(letter * 121, photograph("before", 617 + number), opened=True)
    expect(phone.bar).to_contain_text("2 perlu Anda.")

    phone.go("/lapangan#/kiriman")
    rows = phone.page.locator("#kiriman > li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Perlu Anda")
    expect(rows.first).to_contain_text("Tulis judul kegiatan, 5 sampai 120 huruf.")
    rows.last.get_by_role("button", name="Buang dari HP").tap()
    rows.last.get_by_role("button", name="Ketuk lagi untuk membuang").tap()
    expect(rows).to_have_count(1)
    rows.first.get_by_role("link", name="Lengkapi").tap()
    phone.page.get_by_label("Judul kegiatan").fill("Judul yang diperbaiki")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()

    arrived(house, "Judul yang diperbaiki")
    phone.emptied()
    until(lambda: phone.kept("drafts") == [], 30)


@pytest.mark.prove
def test_an_edit_made_while_its_activity_is_on_its_way_is_not_lost(
    phone: Phone, line: Line, house: Program
) -> None:
    line.delay = 3
    phone.begin("Judul yang semula", photograph("before", 619))
    until(lambda: "PUT /api/v1/activities/" in "".join(line.asked), 30)

    (draft,) = phone.kept("drafts")
    phone.page.evaluate(f"location.hash = '#/lengkapi/{draft['id']}'")
    phone.page.get_by_label("Judul kegiatan").fill("Judul yang kemudian")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()
    until(lambda: phone.kept("drafts")[0]["facts"]["title"] == "Judul yang kemudian", 10)
    line.delay = 0

    arrived(house, "Judul yang kemudian")
    phone.emptied()
