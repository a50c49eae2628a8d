"""What people ask of the city stands on its board, each number as long as the list it opens."""

import re

from tests import factories, privately, reported
from tests.forms import told
from tests.house import PASAR_KLIWON, House

NEED = re.compile(
    r'<a class="need [^"]+" href="([^"]+)">.*?<strong class="figures">([^<]+)</strong> ([^<]+)<', re.S
)
TAKEDOWNS = "permintaan warga agar unggahan diturunkan, yang pertama diputuskan paling lambat "
OBJECTIONS = "keberatan unit menunggu jawaban"


def needs(house: House, who: str, at: str = "/papan") -> dict[str, tuple[str, int]]:
    """What needs a hand, as this person's board says it: where it leads and how much it is."""
    page = told(house.client(who).get(at), 200)
    # Without the day that is named at the end.
    return {re.sub(r"\d.*", "", words): (url, int(number)) for url, number, words in NEED.findall(page)}


def test_the_citys_board_counts_what_citizens_and_units_ask_of_it(shared: House) -> None:
    assert not {TAKEDOWNS, OBJECTIONS} & needs(shared, "staf.balaikota").keys()
    assert "tidak ada permintaan warga" in told(shared.client("staf.balaikota").get("/papan"), 200)
    asked = {str(privately.takedown(shared)), str(privately.takedown(shared, "CCCC-DDDD"))}
    reported.objection(shared)

    for who in ("staf.balaikota", "admin", "sekda.balaikota"):
        found = needs(shared, who)
        (takedowns, number), (objections, of_units) = found[TAKEDOWNS], found[OBJECTIONS]
        assert (number, of_units) == (2, 1)
        listed = told(shared.client(who).get(takedowns), 200)
        assert set(re.findall(r'href="/permintaan-hapus/([0-9a-f-]{36})"', listed)) == asked
        waiting = told(shared.client(who).get(objections), 200)
        assert waiting.count("<strong>Kelurahan Mojo</strong>") == of_units
        assert not {TAKEDOWNS, OBJECTIONS} & needs(shared, who, f"/papan?unit={PASAR_KLIWON}").keys()
    assert not {TAKEDOWNS, OBJECTIONS} & needs(shared, "camat.pasarkliwon").keys()


def test_what_waits_for_approval_says_since_when(shared: House) -> None:
    factories.submitted(shared)

    page = " ".join(told(shared.client("staf.balaikota").get("/papan"), 200).split())
    assert re.search(r"unggahan menunggu persetujuan(?:(?!</li>).)*yang terlama hari ini", page)
