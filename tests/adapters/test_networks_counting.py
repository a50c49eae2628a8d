"""How networks count: known truths of each unit, and what is and is not an address, a hashtag or a mention."""

import pytest

from evidence.adapters.networks import counting

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1ee\U0001f1e9"
WAVE = "\U0001f44b\U0001f3fd"
KEYCAP = "1\ufe0f\u20e3"
HEART = "\u2764\ufe0f"


@pytest.mark.parametrize(
    ("text", "utf16", "utf8", "graphemes"),
    [
        ("", 0, 0, 0),
        ("Saluran", 7, 7, 7),
        ("café", 4, 5, 4),
        ("cafe\u0301", 5, 6, 4),
        ("ꦱꦸꦫꦏꦂꦠ", 6, 18, 4),
        ("日本", 2, 6, 2),
        ("👍", 2, 4, 1),
        (WAVE, 4, 8, 1),
        (FAMILY, 11, 25, 1),
        (FLAG, 4, 8, 1),
        (FLAG + FLAG, 8, 16, 2),
        (KEYCAP, 3, 7, 1),
        ("a\r\nb", 4, 4, 3),
        ("\ud800", 1, 3, 1),
    ],
)
def test_units_of_a_text(text: str, utf16: int, utf8: int, graphemes: int) -> None:
    assert (counting.utf16(text), counting.utf8(text), counting.graphemes(text)) == (utf16, utf8, graphemes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lihat https://surakarta.go.id/a?b=c#d, ya", ["https://surakarta.go.id/a?b=c#d"]),
        ("(https://id.wikipedia.org/wiki/Solo_(kota)).", ["https://id.wikipedia.org/wiki/Solo_(kota)"]),
        ("HTTPS://A.ID dan http://b.id:8080/x/", ["HTTPS://A.ID", "http://b.id:8080/x/"]),
        ("“https://a.id”", ["https://a.id"]),
        ("https://a.id/kuras-saluran!?", ["https://a.id/kuras-saluran"]),
        ("surakarta.go.id", []),
        ("http://localhost/x http:// https://a", []),
        ("xhttps://a.id @https://a.id", []),
        ("https://bücher.de/größe", ["https://bücher.de/größe"]),
    ],
)
def test_addresses_in_a_text(text: str, found: list[str]) -> None:
    spans = counting.links(text)

    assert [span.text for span in spans] == found
    assert [text[span.start : span.end] for span in spans] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Surakarta #bersih2026, (#RW05)", ["#Surakarta", "#bersih2026", "#RW05"]),
        ("#2026 #_ # #", []),
        ("#5R #1a", ["#5R", "#1a"]),
        ("a#b &#38; /#c https://a.id/#bagian ##dua", []),
        ("＃日本 #ꦱꦸꦫ", ["＃日本", "#ꦱꦸꦫ"]),
        ("#a#b", ["#a"]),
        ("#kerja-bakti", ["#kerja"]),
        ("baris\n#satu\n#dua", ["#satu", "#dua"]),
    ],
)
def test_hashtags_in_a_text(text: str, found: list[str]) -> None:
    spans = counting.hashtags(text)

    assert [span.text for span in spans] == found
    assert [text[span.start : span.end] for span in spans] == found
    assert counting.how_many(counting.hashtags)(text) == len(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Terima kasih @kel.mojo. @pemkot_solo!", ["@kel.mojo", "@pemkot_solo"]),
        ("@mojo@solo.social, halo", ["@mojo@solo.social"]),
        ("warga@surakarta.go.id https://a.id/@mojo @ @-", []),
        ("(@a) dan @b", ["@a", "@b"]),
    ],
)
def test_mentions_in_a_text(text: str, found: list[str]) -> None:
    assert [span.text for span in counting.mentions(text)] == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 500, 500),
        ("https://surakarta.go.id/" + "a" * 200, 23),
        ("https://a.id", 23),
        ("x https://a.id/b, y", 2 + 23 + 3),
        ("surakarta.go.id", 15),
        ("@mojo@solo.social halo", 10),
        ("@mojo halo", 10),
        (FAMILY + " " + FLAG, 3),
        ("cafe\u0301", 4),
        ("@a@b.id https://c.id @d@e.id", 2 + 1 + 23 + 1 + 2),
    ],
)
def test_the_count_of_mastodon(text: str, count: int) -> None:
    assert counting.mastodon(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 280, 280),
        ("cafe\u0301", 4),
        ("日本語", 6),
        ("ꦱꦸꦫ", 6),
        ("\u1100", 2),
        ("\u10ff", 1),
        ("“kutip” – … ‘a’", 16),
        ("👍", 2),
        (WAVE, 2),
        (FAMILY, 2),
        (FLAG, 2),
        (KEYCAP, 2),
        (HEART, 2),
        ("©", 1),
        ("\xa9\ufe0f", 2),
        ("™", 2),
        ("12#*", 4),
        ("https://surakarta.go.id/" + "a" * 200, 23),
        ("https://a.id", 23),
        ("surakarta.go.id", 23),
        ("surakarta.go.id/berita?x=1.", 24),
        ("Selesai.Terima kasih", 20),
        ("pukul 10.30", 11),
        ("warga@surakarta.go.id", 21),
        ("a https://a.id b.id c", 2 + 23 + 1 + 23 + 2),
    ],
)
def test_the_weighted_count_of_x(text: str, count: int) -> None:
    assert counting.weighted(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Saluran bersih", 14),
        ("café", 4),
        ("日本", 2),
        ("👍", 4),
        (WAVE, 8),
        (FLAG, 8),
        (FAMILY, 25),
        (HEART, 6),
        ("a👍b", 6),
        ("©", 1),
    ],
)
def test_the_count_of_threads(text: str, count: int) -> None:
    assert counting.threads(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "https://" + "a." * 20_000,
        "#" * 40_000,
        "@" + "a-" * 20_000,
        "a." * 20_000,
        "https://a.id/" + "(" * 40_000,
    ],
)
def test_a_text_made_to_be_slow_is_counted_in_a_moment(text: str) -> None:
    # A caption is far shorter; what matters is that no pattern tries every way to read one.
    text = text[:5_000]

    assert 0 < counting.mastodon(text) <= len(text) + counting.ADDRESS_COUNTS
    assert 0 < counting.weighted(text) <= 2 * len(text) + counting.ADDRESS_COUNTS
