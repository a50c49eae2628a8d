"""The camera's screen and what it says when something is missing: each state is photographed."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from evidence.adapters.imaging import scenes
from tests.browser.phone import CAMERA, PLACE, Phone
from tests.browser.phones import Phones, keep
from tests.house import MOJO
from tests.program import Program, photograph
from tests.serving import RunningHouse
from tests.waiting import until

pytestmark = pytest.mark.browser
# Somewhere five kilometres to the north of the phone's usual place.
ELSEWHERE = {**PLACE, "latitude": PLACE["latitude"] + 0.045}


def with_before(house: Program, title: str) -> str:
    """An activity whose before photo, taken at the phone's usual place, is stored."""
    activity = house.begin(title, MOJO)
    place = {"lat": PLACE["latitude"], "lon": PLACE["longitude"], "accuracy_m": 8}
    photo = house.send_photo(activity, "before", photograph("before", 651), position=place)
    path = f"/photos?ids={photo}"
    until(lambda: house.ask("GET", path)["photos"][0]["state"] == "stored", 60, every=0.2)
    return activity


def test_the_way_of_a_before_photo(phones: Phones, house: Program) -> None:
    phone = phones.one()
    phone.go("/beranda")
    phone.page.get_by_role("link", name="Foto sebelum").tap()
    phone.camera()
    phone.says("Lokasi terbaca, ketelitian 12 m")
    keep(phone, "lapangan-kamera")
    phone.shoot()
    phone.says("Tersimpan di HP,")
    keep(phone, "lapangan-hasil")
    phone.page.get_by_role("button", name="Pakai ini").tap()
    expect(phone.page.get_by_label("Judul kegiatan")).not_to_have_value("")
    keep(phone, "lapangan-lengkapi")
    phone.page.get_by_label("Kategori kegiatan").select_option("DRAINASE")
    title = phone.page.get_by_label("Judul kegiatan").input_value()
    assert title.startswith("Saluran & drainase, ")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()

    phone.emptied()
    (activity,) = [each for each in house.ask("GET", "/activities")["activities"] if each["title"] == title]
    assert [photo["state"] for photo in activity["photos"]] == ["stored"]


@pytest.mark.prove
def test_the_ghost_of_the_before_lies_over_the_live_picture(phones: Phones, house: Program) -> None:
    activity = with_before(house, "Bayangan di atas gambar")
    phone = phones.one()
    phone.go("/lapangan")
    until(lambda: any(each["id"] == activity and each["ghost"] > 1000 for each in phone.kept("known")), 30)
    phone.go(f"/lapangan#/foto/{activity}/after")
    phone.page.reload()
    phone.camera()

    ghost = phone.page.get_by_role("img", name="Bayangan foto sebelum")
    expect(ghost).to_be_visible()
    assert ghost.evaluate("image => image.style.opacity") == "0.35"
    phone.says("Lokasi di titik foto sebelum")
    keep(phone, "lapangan-bayangan")
    phone.page.get_by_role("button", name="Bayangan lebih tebal").tap()
    phone.says("Bayangan 45%")
    assert ghost.evaluate("image => image.style.opacity") == "0.45"
    phone.page.get_by_role("button", name="Sebelum", exact=True).tap()
    assert ghost.evaluate("image => image.style.opacity") == "1"
    phone.page.get_by_role("button", name="Kisi").tap()
    expect(phone.page.locator("#garis-tiga")).to_be_visible()

    phone.shoot()
    phone.page.get_by_role("button", name="Sebelum", exact=True).tap()
    expect(phone.page.get_by_role("img", name="Foto sebelum")).to_be_visible()
    keep(phone, "lapangan-bandingkan")


REFUSALS = {
    "tanpa-izin-kamera": (
        {"args": ("--use-fake-device-for-media-stream", "--deny-permission-prompts")},
        "Kamera tidak diizinkan. Pakai kamera HP atau pilih dari galeri.",
    ),
    "tanpa-kamera": (
        {"args": ("--use-fake-device-for-media-stream=device-count=0", CAMERA[1])},
        "Kamera tidak ditemukan. Pakai kamera HP atau pilih dari galeri.",
    ),
    "tanpa-izin-lokasi": (
        {"permissions": [], "args": (CAMERA[0], "--deny-permission-prompts")},
        "Lokasi tidak diizinkan. Foto tetap dapat diambil; tempatnya dari isian kegiatan.",
    ),
}  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_phone_lacks_is_said_with_a_way_out(phones: Phones, name: str) -> None:
    more, words = REFUSALS[name]
    phone = phones.one(**more)
    phone.go("/lapangan#/baru")

    phone.says(words)
    expect(phone.page.locator("#galeri")).to_be_enabled()
    expect(phone.page.locator("#kamera-hp")).to_be_enabled()
    keep(phone, f"lapangan-{name}")
    phone.begin(f"Jalan lain {name}", photograph("before", 652), opened=True)
    phone.emptied()


@pytest.mark.prove
def test_another_place_is_said_and_hinders_nobody(phones: Phones, house: Program) -> None:
    activity = with_before(house, "Lima kilometer lagi")
    phone = phones.one(geolocation=ELSEWHERE)
    phone.go(f"/lapangan#/foto/{activity}/after")
    phone.page.reload()
    phone.camera()
    phone.says("Lokasi ini 5 km dari titik foto sebelum, ke utara. Jika benar, lanjutkan.")
    keep(phone, "lapangan-jauh")

    phone.shoot()
    phone.says("Lokasi ini 5 km dari titik foto sebelum")
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.emptied()


@pytest.mark.prove
def test_a_full_phone_says_so_and_offers_the_gallery(phones: Phones) -> None:
    phone = phones.one()
    # A disk cannot be filled here, and the debugger's quota does not hold for a database that is open already.
    phone.page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
            if (this.name === "photos") throw new DOMException("full", "QuotaExceededError");
            return put.apply(this, given);
        };"""
    )
    phone.go("/lapangan#/baru")
    phone.camera()
    phone.page.locator("#rana").tap()

    phone.says("HP hampir penuh, foto ini belum tersimpan.")
    keep(phone, "lapangan-penuh")
    with phone.page.expect_download() as saved:
        phone.page.get_by_role("button", name="Simpan ke galeri").tap()
    assert Path(saved.value.path()).stat().st_size > 1000


# --------------------------------------------------------------------------- what a photo weighs
def noisy(width: int, height: int, **more: Any) -> bytes:
    """A JPEG as heavy as a camera's of that size."""
    small = Image.open(BytesIO(scenes.draw("taman", "before", 7, (1600, 1200))))
    out = BytesIO()
    small.resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=95, **more)
    return out.getvalue()


@pytest.mark.prove
def test_twelve_megapixels_cost_at_most_600_kilobytes_and_keep_the_cameras_notes(
    phones: Phones, house: Program
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = 6, "Kamera uji"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 08:30:00"
    phone = phones.one()
    phone.go("/lapangan#/baru")
    phone.shoot(noisy(4000, 3000, exif=exif))

    (item,) = phone.kept()
    assert item["size"] <= 600_000
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.page.get_by_label("Judul kegiatan").fill("Dua belas megapiksel")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()
    phone.emptied()
    kept = house.http.get(f"/foto/{item['id']}/asli").content
    picture = Image.open(BytesIO(kept))
    notes = picture.getexif()
    # It stands upright by itself, so it says that it is not turned.
    assert picture.size == (1920, 2560)
    assert (notes[0x0112], notes[0x0110]) == (1, "Kamera uji")
    assert notes.get_ifd(0x8769)[0x9003] == "2026:11:20 08:30:00"


@pytest.mark.prove
def test_fifty_megapixels_do_not_end_the_page(phones: Phones) -> None:
    phone = phones.one()
    phone.go("/lapangan#/baru")
    phone.shoot(noisy(8160, 6120))

    (item,) = phone.kept()
    assert item["size"] <= 600_000
    assert phone.page.evaluate("1 + 1") == 2


# --------------------------------------------------------------------------- what becomes of a shot
def arrived(phone: Phone, house: Program, photo: str) -> None:
    """Wait until the phone has nothing left, and the house has that photo."""
    phone.emptied()
    assert house.ask("GET", f"/photos?ids={photo}")["photos"][0]["state"] == "stored"


@pytest.mark.prove
@pytest.mark.parametrize("screen", ["hasil", "lengkapi"])
def test_a_photo_whose_screen_is_left_by_the_phones_back_arrives(
    phones: Phones, house: Program, screen: str
) -> None:
    phone = phones.one()
    phone.go("/lapangan")
    phone.page.locator(".shoot").tap()
    phone.shoot()
    (item,) = phone.kept()
    assert item["state"] == "held"
    if screen == "lengkapi":
        phone.page.get_by_role("button", name="Pakai ini").tap()
        expect(phone.page.get_by_label("Judul kegiatan")).not_to_have_value("")

    phone.page.go_back()

    expect(phone.page.locator(f"#layar-{screen}")).to_be_hidden()
    arrived(phone, house, item["id"])


@pytest.mark.prove
def test_a_photo_whose_person_puts_the_phone_away_arrives(phones: Phones, house: Program) -> None:
    phone = phones.one()
    phone.go("/lapangan#/baru")
    phone.shoot()
    (item,) = phone.kept()

    phone.page.evaluate(
        """Object.defineProperty(document, "hidden", {get: () => true});
        document.dispatchEvent(new Event("visibilitychange"));"""
    )

    arrived(phone, house, item["id"])
    # Its person is back, and has not been asked for anything a second time.
    phone.page.get_by_role("button", name="Pakai ini").tap()
    expect(phone.page.locator("#layar-hasil")).to_be_hidden()
    assert phone.kept() == []


@pytest.mark.prove
def test_a_picture_that_was_not_small_yet_when_the_browser_died_arrives(
    phones: Phones, house: Program
) -> None:
    phone = phones.one()
    # A browser writes its cookies down now and then; one that is put away has done so.
    phone.close()
    phone.open()
    # A phone so busy that the worker never gets its turn.
    phone.page.add_init_script(
        "window.Worker = class extends EventTarget { postMessage() {} terminate() {} };"
    )
    phone.go("/lapangan#/baru")
    phone.camera()
    phone.page.locator("#rana").tap()
    phone.says("Tersimpan di HP,")
    (raw,) = phone.kept()
    assert raw["state"] == "raw"
    assert raw["meta"]["taken_at"]

    phone.kill()
    phone.open()
    phone.go("/beranda")

    arrived(phone, house, raw["id"])


@pytest.mark.prove
def test_a_page_takes_no_photo_in_the_name_of_whoever_left(phones: Phones, served: RunningHouse) -> None:
    phone = phones.one()
    phone.go("/lapangan")
    phone.says("Foto dicatat atas nama Lurah Mojo.")
    field = phone.page
    other = phone.context.new_page()
    other.goto(f"{phone.url}/lainnya")
    with other.expect_navigation():
        other.get_by_role("button", name="Keluar").tap()
    expect(field.locator("#masuk-belum")).to_be_visible()
    other.goto(f"{phone.url}/masuk")
    other.get_by_label("Nama pengguna").fill("lurah.jebres")
    other.get_by_label("Kata sandi", exact=True).fill(served.password)
    with other.expect_navigation():
        other.get_by_role("button", name="Masuk", exact=True).tap()

    expect(field.locator("#atas-nama")).to_have_text("Foto dicatat atas nama Lurah Jebres.")
    other.close()
    phone.go("/lapangan#/baru")
    phone.shoot()
    (item,) = phone.kept()
    assert item["user"] == phone.kept("facts")[0]["id"] == field.evaluate("document.body.dataset.user")


@pytest.mark.prove
def test_a_session_that_ended_is_not_called_a_missing_signal(phones: Phones) -> None:
    phone = phones.one()
    phone.go("/lapangan")
    phone.context.clear_cookies()
    phone.page.reload()

    phone.says("Anda perlu masuk lagi. Foto tersimpan di HP dan dikirim setelah itu.")
    expect(phone.page.locator("#luring")).to_be_hidden()
    way = phone.page.locator("#masuk-dulu").get_by_role("link", name="Masuk")
    assert way.get_attribute("href") == "/masuk?next=/lapangan"
    keep(phone, "lapangan-masuk-lagi")


@pytest.mark.prove
def test_work_begun_on_the_phone_offers_the_stage_that_is_next(phones: Phones) -> None:
    phone = phones.one()
    phone.go("/lapangan")
    phone.context.set_offline(offline=True)
    phone.go("/lapangan#/baru/C")
    phone.begin("Hanya dokumentasi", photograph("before", 653), opened=True)
    phone.go("/lapangan#/baru")
    phone.shoot(photograph("before", 654))
    phone.page.get_by_role("button", name="Pakai ini").tap()
    phone.page.get_by_label("Judul kegiatan").fill("Nol lima puluh seratus")
    phone.page.get_by_label("Cara dokumentasi").select_option("B")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()

    rows = phone.page.locator("#draf").get_by_role("listitem")
    ways = rows.filter(has_text="Nol lima puluh seratus").locator("[data-part=next]")
    expect(rows.filter(has_text="Hanya dokumentasi").locator("[data-part=next]")).to_have_text("Tambah foto")
    for number, name in enumerate(["Foto proses 50%", "Foto sesudah"]):
        expect(ways).to_have_text(name)
        ways.tap()
        phone.shoot(photograph("after", 655 + number))
        phone.page.get_by_role("button", name="Pakai ini").tap()
    expect(rows.filter(has_text="Nol lima puluh seratus")).to_be_visible()
    expect(ways).to_be_hidden()
