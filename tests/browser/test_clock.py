"""A phone whose clock is wrong: its person hears of it, and the evidence says nothing that is not so."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.phones import Phones, keep
from tests.program import Program
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def test_a_clock_a_year_off_is_said_and_the_citys_time_recorded(phones: Phones) -> None:
    phone = phones.one()
    phone.page.clock.install(time=datetime(2025, 1, 3, 8, 0, tzinfo=UTC))
    phone.go("/beranda")
    until(lambda: abs(phone.kept("facts")[0]["offset"]) > 86_400_000, 30)
    phone.go("/lapangan#/baru")
    phone.page.reload()
    phone.shoot()
    phone.says("Jam HP ini berbeda dari jam balai kota.")
    keep(phone, "lapangan-jam")

    (item,) = phone.kept()
    assert item["meta"]["device_time"].startswith("2025-01-03")
    taken = datetime.fromisoformat(item["meta"]["taken_at"])
    assert abs((datetime.now(UTC) - taken).total_seconds()) < 300


def test_a_clock_set_back_without_a_signal_dates_nothing(phones: Phones, house: Program) -> None:
    phone = phones.one()
    signed_in = phone.kept("facts")[0]["learned"]
    phone.go("/lapangan")
    until(lambda: phone.kept("facts")[0]["learned"] > signed_in, 30)
    phone.context.set_offline(offline=True)
    # An empty battery sets a clock back; nobody is there to compare it with.
    phone.page.clock.install(time=datetime.now(UTC) - timedelta(days=365))
    phone.go("/lapangan#/baru")
    phone.page.reload()
    phone.shoot()
    phone.says("Jam HP ini berubah sejak terakhir terhubung.")
    keep(phone, "lapangan-jam-mundur")
    (item,) = phone.kept()
    assert "taken_at" not in item["meta"]
    assert item["meta"]["claims"] == {"clock": "unknown"}
    phone.page.get_by_role("button", name="Pakai ini").tap()
    title = phone.page.get_by_label("Judul kegiatan")
    expect(title).not_to_have_value(re.compile(r"20\d\d"))
    phone.page.get_by_label("Kategori kegiatan").select_option("DRAINASE")
    expect(title).to_have_value("Saluran & drainase")
    title.fill("Jam mundur setahun")
    phone.page.get_by_role("button", name="Simpan kegiatan").tap()

    phone.context.set_offline(offline=False)
    phone.emptied()
    (activity,) = [
        each
        for each in house.ask("GET", "/activities")["activities"]
        if each["title"] == "Jam mundur setahun"
    ]
    assert activity["work_date"] is None
    page = house.http.get(f"/kegiatan/{activity['id']}").text
    assert "Tanggal tidak tercatat" in page
