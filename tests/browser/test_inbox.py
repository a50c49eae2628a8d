"""The inbox on a phone with a thumb, and at a desk with keys alone: from opening it to a decision in three actions."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from evidence.capture.models import Activity, ChecksState, Photo
from evidence.compose.models import VersionState
from evidence.review.models import Decision
from tests import factories, noticed
from tests.browser.axe import violations
from tests.browser.fixtures import NewPage
from tests.browser.survey import BEYOND, SMALL_TARGETS, STRETCHED, large_letters
from tests.browser.test_previews import signed_in
from tests.factories import CAMAT, LURAH, Work
from tests.house import House
from tests.practice.serving import picture
from tests.review.voices import versions

pytestmark = pytest.mark.browser
TITLES = ("Kuras saluran depan balai kelurahan", "Kerja bakti Kali Pepe", "Mural tembok lapangan")


@pytest.fixture(scope="module")
def address(shared: House) -> Iterator[str]:
    """Where the house is served."""
    with shared.on_a_socket() as found:
        yield found


def waiting(house: House) -> list[Work]:
    """Three posts that wait, with places and done checks; the oldest first."""
    works = [factories.submitted(house, title=title) for title in TITLES]
    storage = house.app.extensions["house"].storage
    with house.sessions.begin() as session:
        for work in works:
            session.get_one(Activity, work.activity).checks_state = ChecksState.DONE
            for stage, lat in (("before", -7.5898), ("after", -7.5896)):
                photo = session.get_one(Photo, factories.photo_of(house, work.activity, stage))
                photo.position = {"lat": lat, "lon": 110.8330, "accuracy_m": 9.0}
                # As large as a screen shows them, in the shape that their row tells.
                key = f"derived/{photo.id}/960.jpg"
                colour = "teal" if stage == "before" else "olive"
                storage.put(key, picture(768, 960, colour), "image/jpeg")
                photo.derivatives = {**photo.derivatives, "960": key}
    return works


def decided(house: House, work: Work, by: str = CAMAT) -> None:
    """Take the work away again, so that the next walk begins with an inbox of its own."""
    if versions(house, work) == [VersionState.SUBMITTED]:
        factories.decide(house, work, "reject", "Bukan kegiatan kelurahan.", by=by)


def sound(page: Page) -> None:
    assert page.evaluate(STRETCHED) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert violations(page) == []
    assert not page.evaluate(BEYOND)
    with large_letters(page):
        assert not page.evaluate(BEYOND)


def test_on_a_phone_three_taps_lead_from_the_inbox_to_a_decision_and_to_the_next_one(
    shared: House, address: str, new_page: NewPage
) -> None:
    works = waiting(shared)
    page = signed_in(new_page(), address, CAMAT, "/periksa")
    expect(page.locator(".inbox h2")).to_have_text(list(TITLES))
    sound(page)

    page.locator(".inbox a.stretched").first.tap()
    page.get_by_role("slider").wait_for()
    approve = page.get_by_role("button", name="Setujui", exact=True)
    box = approve.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 740, "the decision is within the thumb's reach without scrolling"
    sound(page)
    approve.tap()
    page.get_by_role("dialog").get_by_role("button", name="Setujui", exact=True).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[1])
    expect(page.get_by_role("status").filter(has_text="disetujui")).to_be_visible()
    assert versions(shared, works[0]) == [VersionState.APPROVED]

    # What is drawn goes along with the words, and the lurah finds it on the picture.
    page.get_by_text("Tandai pada gambar").tap()
    figure = page.locator("[data-draw]").first
    figure.locator("img").scroll_into_view_if_needed()
    place = figure.locator(".marked-picture").bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] * 0.2, place["y"] + place["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.6, place["y"] + place["height"] * 0.5, steps=4)
    page.mouse.up()
    figure.get_by_label("Bagian").select_option("kanan bawah")
    figure.get_by_role("button", name="Tandai bagian ini").tap()
    page.get_by_label("Keterangan tanda 1").fill("Buram di sini")
    sound(page)
    page.get_by_role("button", name="Foto kurang jelas").tap()
    page.get_by_role("button", name="Minta perbaikan").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[2])

    with shared.sessions() as session:
        (version,) = factories.post_of(session, works[1]).versions
        marks = version.answer_marks or []
    assert [each["text"] for each in marks] == ["Buram di sini", ""]
    assert marks[0]["width"] == pytest.approx(0.4, abs=0.02)
    draft = signed_in(new_page(), address, LURAH, f"/kegiatan/{works[1].activity}/susun")
    expect(draft.get_by_text("Buram di sini")).to_be_visible()
    expect(draft.locator("svg.marks .mark-line")).to_have_count(2)
    assert violations(draft) == []

    # Where a warning stands, the sheet asks for a reason as well, and goes nowhere without one.
    noticed.finding(shared, works[2].activity)
    page.goto(f"{address}/periksa/{works[2].post}", wait_until="domcontentloaded")
    approve.tap()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Setujui", exact=True).tap()
    expect(sheet.get_by_role("alert")).to_have_text("Pilih alasan menyetujui meski ada peringatan.")
    sound(page)
    sheet.get_by_label("Penjelasan lurah cukup").check()
    sheet.get_by_role("button", name="Setujui", exact=True).tap()
    expect(page.get_by_role("status").filter(has_text="disetujui")).to_be_visible()
    assert versions(shared, works[2]) == [VersionState.APPROVED]


def test_with_keys_alone_the_same_three_actions_and_no_trap_in_a_field(
    shared: House, address: str, new_page: NewPage
) -> None:
    works = waiting(shared)
    page = signed_in(new_page(desktop=True), address, CAMAT, "/periksa")
    heading = page.get_by_role("heading", level=1)

    page.keyboard.press("o")
    expect(heading).to_have_text(TITLES[0])
    page.get_by_role("slider").wait_for()
    page.keyboard.press("j")
    expect(heading).to_have_text(TITLES[1])
    page.keyboard.press("k")
    expect(heading).to_have_text(TITLES[0])
    page.get_by_role("slider").wait_for()
    page.keyboard.press("z")
    expect(page.locator(".zoom-window.is-zoomed")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("b")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Pintasan papan ketik")
    expect(help_).to_be_visible()
    assert violations(page) == []
    # In a sheet they do nothing, and nothing was decided behind it.
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()

    page.keyboard.press("r")
    page.keyboard.type("jkarbzo?")
    expect(page.get_by_label("Catatan untuk lurah")).to_have_value("jkarbzo?")
    expect(heading).to_have_text(TITLES[0])
    page.get_by_label("Catatan untuk lurah").fill("")
    page.locator("main").focus()

    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("a")
    expect(heading).to_have_text(TITLES[1])
    assert versions(shared, works[0]) == [VersionState.APPROVED]

    # Switched off, single keys do nothing any more, here and on the next page.
    page.keyboard.press("?")
    help_.get_by_label("Pakai pintasan di peramban ini").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("a")
    page.keyboard.press("j")
    expect(heading).to_have_text(TITLES[1])
    expect(page.get_by_role("dialog")).to_have_count(0)

    # What waits without a warning goes together, in one press more than the ticks.
    page.goto(f"{address}/periksa")
    page.get_by_role("button", name="Pilih semua").click()
    page.get_by_role("button", name="Setujui 2").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading")).to_have_text("Setujui 2 unggahan? Tanpa akun: sebagai bukti saja.")
    expect(sheet.get_by_role("listitem").first).to_contain_text(f"{TITLES[1]}Kelurahan Mojo · Bukti saja")
    page.get_by_role("dialog").get_by_role("button", name="Setujui", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="2 unggahan disetujui.")).to_be_visible()
    assert [versions(shared, each) for each in works[1:]] == [[VersionState.APPROVED]] * 2


def test_without_script_both_photos_stand_there_and_a_second_reviewer_is_told(
    shared: House, address: str, new_page: NewPage
) -> None:
    (work, *others) = waiting(shared)
    page = signed_in(new_page(javascript=False), address, CAMAT, f"/periksa/{work.post}")
    expect(page.locator(".pair img")).to_have_count(2)
    expect(page.get_by_role("img", name="Peta sekitar titik foto")).to_be_visible()
    expect(page.get_by_text("Tandai pada gambar")).to_be_hidden()
    factories.decide(shared, work, "request_changes", "Sudut berbeda.", by="sekda.balaikota")

    page.get_by_role("button", name="Setujui", exact=True).tap()

    told = page.get_by_text("Sudah diputuskan Sekretaris Daerah").first
    expect(told).to_contain_text("diminta perbaikan")
    with shared.sessions() as session:
        assert session.query(Decision).join(Decision.version).filter_by(post_id=work.post).count() == 1
    for each in others:
        decided(shared, each)
