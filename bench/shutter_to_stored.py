"""How long a photo takes from the choice in the gallery until the house calls it *stored*, on a bad line."""

import os
import time
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image
from playwright.sync_api import FilePayload, expect, sync_playwright

from bench.mobile_line import MobileLine, mobile_line_to
from bench.proof import keep
from evidence.adapters.imaging import scenes
from tests.browser.chromium import driver_node
from tests.browser.phone import Phone, phone_at
from tests.clusters import temporary_folder
from tests.house import MOJO
from tests.program import Program
from tests.serving import RunningHouse, running_house
from tests.waiting import until

RUNS = 5
BITS_A_SECOND, ROUND_TRIP = 400_000, 0.4
FAST = 100_000_000

HEAD = """
# From the shutter to *stored*

`bench/shutter_to_stored.py` writes this page. A photo of 12 megapixels is chosen in the field page of a real Chromium,
shrunk, kept, and sent through a line of 400 kbit/s each way with a round trip of 400 ms. *Kept*: until it lies in the
phone's own store. *Stored*: until the house, asked past that line every 50 ms, says so, which is after its worker has
looked into the photo. Both count from the choice of the file. *Ideal*: the shrunk photo's bytes over the rate, and one
round trip.

| run | chosen, MB | sent, KB | kept, s | stored, s | ideal, s | ratio |
| --: | --: | --: | --: | --: | --: | --: |
"""
FOOT = """
Median ratio: **{ratio:.2f}**. What is above the ideal is the shrinking and keeping (on this machine's processor; a
cheap phone is several times slower), headers, the round trip of a new connection, and the worker's look. The line is a
model, not a radio: it loses nothing, and its rate does not change.
"""


@dataclass(frozen=True)
class Run:
    """One photo's way; sizes in bytes, times in seconds from the choice."""

    chosen: int
    sent: int
    kept: float
    stored: float

    @property
    def ideal(self) -> float:
        return self.sent * 8 / BITS_A_SECOND + ROUND_TRIP

    @property
    def ratio(self) -> float:
        return self.stored / self.ideal


def twelve_megapixels(seed: int) -> bytes:
    """A JPEG as heavy as a camera's."""
    small = Image.open(BytesIO(scenes.draw("taman", "after", seed, (1600, 1200))))
    out = BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=95)
    return out.getvalue()


def one(phone: Phone, house: Program, number: int) -> Run:
    """Take one photo of an activity of its own."""
    activity = house.begin(f"Ukuran {number}", MOJO)
    picture = twelve_megapixels(700 + number)
    phone.go(f"/lapangan#/foto/{activity}/before")
    phone.page.reload()
    phone.page.wait_for_load_state("networkidle")
    began = time.monotonic()
    phone.page.locator("#galeri").set_input_files(
        FilePayload(name="IMG.jpg", mimeType="image/jpeg", buffer=picture)
    )
    expect(phone.page.locator("#layar-hasil")).to_be_visible(timeout=60_000)
    kept = time.monotonic() - began
    (item,) = phone.kept()
    phone.page.get_by_role("button", name="Pakai ini").tap()
    path = f"/photos?ids={item['id']}"
    until(lambda: [p["state"] for p in house.ask("GET", path)["photos"]] == ["stored"], 120, every=0.05)
    stored = time.monotonic() - began
    phone.emptied()
    return Run(len(picture), item["size"], kept, stored)


def measure(served: RunningHouse, line: MobileLine, folder: Path) -> list[Run]:
    """All runs on one phone, which has learned over a good line what it needs to know."""
    with (
        sync_playwright() as driver,
        phone_at(driver, folder / "phone", line.url) as phone,
        closing(Program(served, "lurah.mojo")) as house,
    ):
        phone.sign_in("lurah.mojo", served.password)
        phone.page.wait_for_load_state("networkidle")
        line.round_trip = ROUND_TRIP
        for way in (line.up, line.down):
            way.bytes_a_second = BITS_A_SECOND / 8
        return [one(phone, house, number) for number in range(1, RUNS + 1)]


def main() -> None:
    """Measure and keep."""
    os.environ.update(driver_node())
    with (
        temporary_folder() as folder,
        running_house(folder, 600) as served,
        mobile_line_to(served.url, FAST, 0) as line,
    ):
        runs = measure(served, line, folder)
    rows = "".join(
        f"| {number} | {run.chosen / 1e6:.1f} | {run.sent / 1e3:.0f} | {run.kept:.1f} | {run.stored:.1f} "
        f"| {run.ideal:.1f} | {run.ratio:.2f} |\n"
        for number, run in enumerate(runs, start=1)
    )
    keep("phone", HEAD + rows + FOOT.format(ratio=median(run.ratio for run in runs)))


if __name__ == "__main__":
    main()
