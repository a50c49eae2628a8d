"""No photo is lost: without a signal, over a line that breaks anywhere, with a dying browser and a dying house."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.line import Line, line_to
from tests.browser.phone import Phone, phone_at
from tests.program import Program, photograph
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def line(served: RunningHouse) -> Iterator[Line]:
    with line_to(served.url) as found:
        yield found


@pytest.fixture
def phone(driver: Playwright, tmp_path: Path, line: Line, served: RunningHouse) -> Iterator[Phone]:
    """The phone of the lurah of Mojo, who has signed in on it."""
    with phone_at(driver, tmp_path / "phone", line.url) as found:
        found.sign_in("lurah.mojo", served.password)
        yield found


@pytest.fixture
def house(served: RunningHouse) -> Iterator[Program]:
    """What the house says itself, over a good line."""
    with closing(Program(served, "lurah.mojo")) as found:
        yield found


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


LONG = pytest.mark.prove


@pytest.mark.parametrize("part", [0.5, *(pytest.param(each, marks=LONG) for each in (0.1, 0.9, 0.99))])
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
