"""Words for single networks: counted the same by the server and by the browser, and refused where they do not fit."""

import json
import os
import subprocess

from evidence.adapters.networks import counting
from evidence.compose.measures import FOUND, WAYS, way_of
from install import ROOT, node_environment
from tests.house import House

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
