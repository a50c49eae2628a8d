"""Which words go on which line: rules of text without fonts, and the real font against its list of glyphs."""

import pytest

from evidence.adapters.imaging import text
from evidence.adapters.imaging.lettering import face, measured

LONG = (
    "Pembersihan saluran air dan penanaman pohon peneduh di sepanjang gang oleh warga RW 03 "
    "bersama karang taruna dan PKK"
).ljust(120, "!")


def by_letters(words: str, size: int) -> float:
    """Every letter is as wide as half its size."""
    return len(words) * size / 2


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        ("Kerja bakti 🎉 RW 03", "Kerja bakti RW 03"),
        ("Kuras\u00a0saluran\n\tJl. Mojo", "Kuras saluran Jl. Mojo"),
        ("Kaḍipiro", "Kadipiro"),
        ("Cafe\u0301", "Café"),
        ("ꦱꦸꦫꦏꦂꦠ", "ꦱꦸꦫꦏꦂꦠ"),
        ("مرحبا Solo", "مرحبا Solo"),
        ("梭罗 Соло שלום Solo", "Solo"),
        ("12 Nov – 14 Nov · “resik”…", "12 Nov – 14 Nov · “resik”…"),
        ("ban\u00adjir\u200b", "banjir"),
        ("", ""),
    ],
)
def test_only_what_the_font_has_is_drawn(given: str, drawn: str) -> None:
    assert text.drawable(given) == drawn


@pytest.mark.parametrize("weight", [600, 700, 800])
def test_the_font_has_every_glyph_it_is_said_to_have(weight: int) -> None:
    font = face(weight, 40)
    box = bytes(font.getmask("\U0001f389"))

    missing = [glyph for glyph in text.GLYPHS if not glyph.isspace() and bytes(font.getmask(glyph)) == box]

    assert missing == []


def test_a_short_title_has_one_line_at_the_largest_size() -> None:
    assert text.title_lines("Kuras saluran", 984, (46, 42, 38), by_letters) == (46, ["Kuras saluran"])


def test_a_longer_title_has_two_balanced_lines() -> None:
    size, lines = text.title_lines(
        "Kuras saluran Jalan Kyai Mojo agar banjir reda", 800, (46, 42, 38), by_letters
    )

    assert (size, lines) == (46, ["Kuras saluran Jalan Kyai", "Mojo agar banjir reda"])


def test_a_title_shrinks_before_it_is_cut() -> None:
    words = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

    assert text.title_lines(words, 984, (46, 42, 38), by_letters)[0] == 42


@pytest.mark.parametrize("words", [LONG, "x" * 120, "Kelurahan " + "y" * 110, "z" * 110 + " saluran"])
def test_the_longest_title_stays_in_its_two_lines(words: str) -> None:
    measure = measured(800)

    size, lines = text.title_lines(words, 984, (46, 42, 38), measure)

    assert size == 38
    assert len(lines) <= 2
    assert all(measure(line, size) <= 984 for line in lines)
    assert lines[-1].endswith("…")
    assert not any(line.endswith("-") for line in lines)


def test_a_text_is_cut_between_words_if_that_costs_little() -> None:
    assert text.shortened("penanaman pohon peneduh jalan", 250, 20, by_letters) == "penanaman pohon peneduh…"


def test_a_text_that_fits_is_left_alone() -> None:
    assert text.shortened("pohon", 50, 20, by_letters) == "pohon"


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("RT 05", "Drainase"), "RT 05 · Drainase"),
        (("", "Drainase"), "Drainase"),
        (("RT 05 RW 03, Jalan Kyai Mojo dekat", "Drainase"), "RT 05 RW 03, Jalan Kyai Mojo dekat"),
        (("RT 05 RW 03, Jalan Kyai Mojo di dekat balai warga", ""), "RT 05 RW 03, Jalan Kyai Mojo di dekat…"),
        (("RT 05 RW 03, Jalan Kyai Mojo", "Saluran & drainase"), "RT 05 RW 03, Jalan Kyai Mojo · Saluran…"),
        ((), ""),
    ],
)
def test_joined_parts_keep_the_most_important(parts: tuple[str, ...], line: str) -> None:
    assert text.joined(parts, 400, 20, by_letters) == line


@pytest.mark.parametrize(
    ("dates", "span"),
    [
        (("Kamis, 12 November 2026", "Sabtu, 14 November 2026"), "12 – 14 November 2026"),
        (("Senin, 30 November 2026", "Selasa, 1 Desember 2026"), "30 November 2026 – 1 Desember 2026"),
        (("Kamis, 12 November 2026", "Kamis, 12 November 2026"), "12 November 2026"),
        (("Kamis, 12 November 2026", "Tanggal tidak tercatat"), "12 November 2026 – Tanggal tidak tercatat"),
        (("", ""), ""),
    ],
)
def test_two_dates_are_said_as_one_span(dates: tuple[str, ...], span: str) -> None:
    assert text.span(dates) == span
