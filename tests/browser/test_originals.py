"""The camera's own file follows its photo over a line that breaks again and again, and arrives whole."""

import time

import pytest

from tests.browser.line import Line
from tests.browser.phone import Phone
from tests.program import Program, photograph, sha256
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.mark.prove
def test_a_file_that_is_interrupted_five_times_arrives_whole(
    phone: Phone, line: Line, house: Program
) -> None:
    camera = photograph("before", 661) + b"\0" * 2_000_000
    phone.begin("Berkas asli menyusul", camera)
    phone.emptied()
    (original,) = phone.kept("originals")
    # Nothing of it goes over a line that may cost money until its person says so.
    assert not [each for each in line.asked if each.startswith("PATCH")]

    line.cut_next("PATCH /api/v1/photos/", 0.1, 0.5, 0.9, 0.99, 0.5)
    phone.go("/lapangan#/kiriman")
    phone.page.get_by_role("button", name="Kirim berkas asli sekarang").tap()
    until(lambda: not phone.kept("originals"), 120)

    (told,) = house.ask("GET", f"/photos?ids={original['id']}")["photos"]
    assert told["original"]["state"] == "stored"
    kept = house.http.get(f"/foto/{original['id']}/kamera").content
    assert sha256(kept) == sha256(camera)
    assert line.cuts_left() == 0
    # Parts that had arrived were not sent again.
    parts = [each for each in line.asked if each.startswith("PATCH")]
    whole = -(-len(camera) // (256 * 1024))
    assert len(parts) == whole + 5


@pytest.mark.prove
def test_a_phone_whose_person_wants_no_originals_keeps_none(phone: Phone) -> None:
    phone.go("/lapangan#/kiriman")
    phone.page.get_by_label("Kirim berkas asli").select_option("never")
    phone.begin("Tanpa berkas asli", photograph("before", 662) + b"\0" * 700_000)
    phone.emptied()

    assert phone.kept("originals") == []


@pytest.mark.prove
def test_a_file_that_is_not_taken_stays_with_its_person(phone: Phone, line: Line) -> None:
    phone.begin("Berkas asli ditolak", photograph("before", 663) + b"\0" * 300_000)
    phone.emptied()
    line.answer("HEAD /api/v1/photos/", 404, kind="application/problem+json")
    phone.go("/lapangan#/kiriman")
    phone.page.get_by_role("button", name="Kirim berkas asli sekarang").tap()

    phone.says("Foto ini tidak ada lagi di balai kota")
    asked = len([each for each in line.asked if each.startswith("HEAD")])
    phone.page.reload()
    phone.says("Foto ini tidak ada lagi di balai kota")
    assert len([each for each in line.asked if each.startswith("HEAD")]) == asked
    phone.page.get_by_role("button", name="Kirim berkas asli sekarang").tap()

    until(lambda: not phone.kept("originals"), 60)


# Writes on every file that the phone keeps.
WRITE = """(told) => new Promise((resolve) => {
    const open = indexedDB.open("bukti");
    open.onsuccess = () => {
        const shelf = open.result.transaction("originals", "readwrite").objectStore("originals");
        const all = shelf.getAll();
        all.onsuccess = () => {
            for (const each of all.result) shelf.put({ ...each, ...told });
            shelf.transaction.oncomplete = () => { open.result.close(); resolve(); };
        };
    };
})"""


@pytest.mark.prove
def test_a_file_does_not_wait_for_a_time_that_a_clock_set_back_has_put_far_away(phone: Phone) -> None:
    phone.begin("Berkas asli dari tahun depan", photograph("before", 664) + b"\0" * 300_000)
    phone.emptied()
    phone.page.evaluate(WRITE, {"asked": True, "due": (time.time() + 365 * 86_400) * 1000})
    phone.page.reload()

    until(lambda: not phone.kept("originals"), 60)


@pytest.mark.prove
def test_a_full_phone_gives_up_a_cameras_file_for_a_photo(phone: Phone) -> None:
    phone.begin("Berkas asli yang ditolak", photograph("before", 651) + b"\0" * 2_000_000)
    phone.emptied()
    # The city would not take it any more, so it may be the only one of its kind.
    phone.page.evaluate(WRITE, {"over": "gone"})
    refused = [each["id"] for each in phone.kept("originals")]
    phone.begin("Berkas asli yang lama", photograph("before", 652) + b"\0" * 2_000_000)
    phone.emptied()
    assert len(phone.kept("originals")) == 2
    phone.page.add_init_script(
        """const {put, delete: remove} = IDBObjectStore.prototype;
        let full = true;
        IDBObjectStore.prototype.put = function (...given) {
            if (full && this.name === "photos") throw new DOMException("full", "QuotaExceededError");
            return put.apply(this, given);
        };
        IDBObjectStore.prototype.delete = function (...given) {
            if (this.name === "originals") full = false;
            return remove.apply(this, given);
        };"""
    )
    phone.page.reload()
    phone.begin("Foto yang baru")

    phone.emptied()
    assert [each["id"] for each in phone.kept("originals")] == refused
