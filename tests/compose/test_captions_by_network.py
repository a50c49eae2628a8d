"""Words for single networks: counted the same by the server and by the browser, and refused where they do not fit."""

import json
import os
import secrets
import subprocess
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence.adapters.networks import counting
from evidence.compose.measures import FOUND, WAYS, way_of
from evidence.compose.models import PostVersion
from install import ROOT, node_environment
from tests import factories
from tests.factories import Work
from tests.forms import opened, sent, told
from tests.house import ORIGIN, House

TEXTS = [
    "",
    "Saluran dikuras warga RT 05 RW 03.",
    "baris satu\nbaris dua\n\n#Surakarta #SaluranBersih",
    "kafé, cafe\u0301, na\u00efve – “tanda” … ½",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1ee\U0001f1e9\U0001f1ee\U0001f1e9",
    "1\ufe0f\u20e3 \U0001f44b\U0001f3fd",
    "\u2764\ufe0f \u2764 \u2764\ufe0e \u00a9 \u00a9\ufe0f \u2122 12#*",
    "梭罗 日本語 ꦱꦸꦫꦏꦂꦠ شارع السلام 한국어",
    "lihat https://surakarta.go.id/a?b=c#d, lalu (https://id.wikipedia.org/wiki/Solo_(kota)).",
    "surakarta.go.id dan mojo.or.id/x, bukan a.b atau versi 1.2.rw; x@surakarta.go.id",
    "xhttps://a.id @https://a.id HTTPS://A.ID http://b.id:8080/x/ https://bücher.de/größe",
    "#2026 #5R ##dua a#b &#38; #a#b ＃日本 #kerja-bakti #RT_05",
    "@kel.mojo. @pemkot_solo! @mojo@solo.social warga@surakarta.go.id @ @- (@a) .@b",
    "\U00020000\U0001f600\u200d tautan https://a.id/\U0001f600 akhir",
]


# The module as a browser gets it, run by node: what it counts of the texts on its standard input.
COUNTING = """
import { readFileSync } from "node:fs";
import { build } from "esbuild";
const { outputFiles } = await build({
  entryPoints: ["frontend/counting.ts"], bundle: true, write: false, format: "esm", target: ["chrome80", "safari15"],
});
const body = Buffer.from(outputFiles[0].contents).toString("base64");
const { COUNTS } = await import(`data:text/javascript;base64,${body}`);
const texts = JSON.parse(readFileSync(0, "utf8"));
const told = Object.entries(COUNTS).map(([name, count]) => [name, texts.map(count)]);
process.stdout.write(JSON.stringify(Object.fromEntries(told)));
"""


def test_a_browser_counts_every_text_as_the_server_does() -> None:
    ways = {
        **{name: count for count, name in WAYS.items()},
        **{name: counting.how_many(getattr(counting, name)) for name in FOUND.values()},
    }

    assert by_browser(TEXTS) == {name: [count(text) for text in TEXTS] for name, count in ways.items()}


def by_browser(texts: list[str]) -> dict[str, list[int]]:
    """What the browser's module counts, by its own names."""
    answer = subprocess.run(
        ["node", "--input-type=module", "--eval", COUNTING],
        input=json.dumps(texts).encode(), capture_output=True, cwd=ROOT, check=True, timeout=60,
        env={**os.environ, **node_environment()},
    )  # fmt: skip
    found: dict[str, list[int]] = json.loads(answer.stdout)
    return found


def test_every_measure_of_every_network_is_counted_while_writing(shared: House) -> None:
    silent = [
        f"{network.name}: {measure.unit}"
        for network in shared.app.extensions["house"].networks.values()
        for measure in network.limits.texts
        if not way_of(measure)
    ]

    assert silent == []


# --------------------------------------------------------------------------------- words of their own
@pytest.fixture
def house(shared: House) -> House:
    """One house for all tests here: each works on a post and accounts of its own."""
    return shared


def account(house: House, network: str) -> str:
    return str(factories.account(house, network=network, handle=f"latihan.{secrets.token_hex(5)}"))


def put(lurah: FlaskClient, work: Work, accounts: list[str], **said: object) -> dict[str, Any]:
    body = {
        "activity": str(work.activity), "caption": "Saluran dikuras.", "alt_text": "Dua foto saluran.",
        "accounts": accounts, **said,
    }  # fmt: skip
    answer = lurah.put(f"/api/v1/posts/{work.post}", json=body, headers={"Origin": ORIGIN})
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def send(lurah: FlaskClient, work: Work) -> TestResponse:
    return lurah.post(
        f"/api/v1/posts/{work.post}/submit", json={"privacy": factories.ANSWERS}, headers={"Origin": ORIGIN}
    )


def version(house: House, work: Work) -> PostVersion:
    with house.sessions() as session:
        return factories.post_of(session, work).latest


def test_every_measure_that_does_not_fit_is_told_with_its_network_and_how_much(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    tags = " ".join(f"#tagar{number}" for number in range(6))
    everywhere = [account(house, network) for network in ("instagram", "x", "threads", "telegram")]

    found = put(
        lurah, work, everywhere, caption=f"{'a' * 300} {tags} \U0001f44d", captions={"threads": "👍" * 126}
    )

    told_ = {(each["network"], each["field"], each["unit"]): each["detail"] for each in found["misfits"]}
    assert told_ == {
        (
            "instagram",
            "caption",
            "tagar",
        ): "1 tagar lebih untuk Instagram. Kurangi, atau isi Teks khusus Instagram.",
        ("x", "caption", "karakter"): "71 karakter lebih untuk X. Kurangi, atau isi Teks khusus X.",
        ("threads", "captions.threads", "karakter"): "4 karakter lebih untuk Threads. Kurangi teksnya.",
    }
    assert {(each["count"], each["most"]) for each in found["misfits"]} == {(6, 5), (351, 280), (504, 500)}
    assert send(lurah, work).status_code == 422


def test_words_of_its_own_are_what_counts_for_a_network(lurah: FlaskClient, house: House) -> None:
    work, x = factories.drafted(house), account(house, "x")
    put(lurah, work, [x], caption="a" * 281)
    assert send(lurah, work).get_json()["fields"] == {
        "caption": "1 karakter lebih untuk X. Kurangi, atau isi Teks khusus X."
    }

    put(lurah, work, [x], caption="a" * 281, captions={"x": "b" * 282})
    assert send(lurah, work).get_json()["fields"] == {
        "captions.x": "2 karakter lebih untuk X. Kurangi teksnya."
    }

    put(lurah, work, [x], caption="a" * 281, captions={"x": "b" * 280})
    assert send(lurah, work).status_code == 200


def test_the_page_takes_a_text_for_each_network_and_says_beside_it_what_is_too_long(
    lurah: FlaskClient, house: House
) -> None:
    x, activity = account(house, "x"), factories.complete(house)
    address = f"/kegiatan/{activity}/susun"
    form = opened(lurah, address)
    assert form["caption_x"] == ""

    answer = sent(lurah, form, caption_x="baris\r\n" + "b" * 280, accounts=x, submit="1")

    page = told(answer, 422)
    assert "6 karakter lebih untuk X." in page
    assert 'id="caption_x-error"' in page
    kept = opened(lurah, address)
    assert kept["caption_x"] == "baris\n" + "b" * 280
    assert sent(lurah, kept, caption_x="Singkat.", accounts=x, submit="1").status_code == 303


def test_a_text_that_is_emptied_is_the_main_one_again_and_that_of_another_network_stays(
    lurah: FlaskClient, house: House
) -> None:
    work, x = factories.drafted(house), account(house, "x")
    put(lurah, work, [x], captions={"x": "Khusus X.", "tiktok": "Khusus TikTok."})
    form = opened(lurah, f"/kegiatan/{work.activity}/susun")
    assert (form["caption_x"], "caption_tiktok" in form) == ("Khusus X.", False)

    assert sent(lurah, form, caption_x="  ", accounts=x).status_code == 303

    assert version(house, work).captions == {"tiktok": "Khusus TikTok."}


def test_each_counter_tells_the_browser_how_its_network_counts(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    put(lurah, work, [account(house, "bluesky")], caption="👍🏽 dikuras")

    page = told(lurah.get(f"/kegiatan/{work.activity}/susun"), 200)

    counter = page[page.index('data-counter="caption"') : page.index('data-counter="caption_bluesky"')]
    assert 'data-limit="300" data-way="graphemes"' in counter
    assert ">Bluesky 9/300</span>" in counter
    # A second measure is shown when it comes near.
    assert 'data-limit="3000" data-way="utf8"' in counter
    assert 'data-unless="caption_bluesky" data-quiet hidden' in counter
