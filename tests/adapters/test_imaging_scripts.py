"""Other scripts than Latin on a picture: what is left out, where lines are cut, which way they run, how they join."""

import unicodedata
from random import Random

import pytest
from bidi import get_display
from PIL import Image, ImageDraw

from evidence.adapters.imaging import bidi, text
from evidence.adapters.imaging.lettering import measured, width, write
from evidence.adapters.imaging.shaping import SCRIPTS, shaped

STREET = "شارع السلام"
SURAKARTA = "ꦱꦸꦫꦏꦂꦠ"
NO_GLYPH = "\ue000"
# Ordinary letters of every direction, digits of both kinds, brackets and signs.
POOL = [*"abcRW" * 2, *"ابتثجحسشعلمهوي", *"0123456789", *" ()[].,:/-+%?!'–", *"٠١٢٣", *"؟،", *" " * 8, "بَ"]


def drawn(words: str, *, rtl: bool = False) -> Image.Image:
    """The words in white on black, from 50 on."""
    board = Image.new("L", (1200, 120), 0)
    write(ImageDraw.Draw(board), (50, 70), words, 800, 46, "#ffffff", rtl=rtl)
    return board


def seen(words: str, *, rtl: bool = False) -> str:
    """The letters from left to right."""
    return "".join(bidi.as_seen(list(zip(bidi.levels(words, rtl), words, strict=True))))


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("Kerja bakti 👨‍👩‍👧‍👦 RW 03", "Kerja bakti RW 03"),
        ("Merdeka 🇮🇩🇮🇩!", "Merdeka !"),
        ("Bagus 👍🏽👩🏿‍🔧 sekali", "Bagus sekali"),
        ("RT 1️⃣ dan #️⃣", "RT dan"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 x ❤️‍🔥 ☀ ✅", "x"),
        ("Resik™ © 2026 ©️", "Resik™ © 2026"),
        ("🎉ꦱꦸꦫꦏꦂꦠ🎉شارع🎉", "ꦱꦸꦫꦏꦂꦠشارع"),
    ],
)
def test_an_emoji_leaves_nothing_behind(given: str, left: str) -> None:
    assert text.drawable(given) == left


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("תָ Solo", "Solo"),
        ("َSolo", "Solo"),
        ("Sَolo", "Solo"),
        ("بؐؑؒؓؔؕ", "بؐؑؒؓ"),
        ("ﺷﺎﺭﻉ", "شارع"),
        ("ꦶꦏ", "ꦏ"),
        ("\u202e\u2067شارع\u2069 Solo\u200f", "شارع Solo"),
        ("ꦏ꧀ Solo", "ꦏ꧀ Solo"),
    ],
)
def test_a_mark_without_its_letter_and_every_sign_of_direction_are_left_out(given: str, left: str) -> None:
    assert text.drawable(given) == left


@pytest.mark.parametrize("weight", [600, 700, 800])
def test_no_letter_that_is_kept_is_an_empty_box(weight: int) -> None:
    for letter, script in SCRIPTS.items():
        for rtl in (False, True):
            glyphs = shaped(script, weight, letter, rtl).glyphs
            assert NO_GLYPH not in [glyph for glyph, *_ in glyphs], f"{ord(letter):X}"


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_typed_only_known_letters_are_left(seed: int) -> None:
    random = Random(seed)
    ranges = [
        (0x20, 0x250),
        (0x300, 0x370),
        (0x590, 0x900),
        (0xA980, 0xA9E0),
        (0x2000, 0x2100),
        (0x1F300, 0x1FAFF),
    ]
    for _ in range(100):
        typed = "".join(chr(random.randrange(*random.choice(ranges))) for _ in range(30))

        kept = text.drawable(typed)

        assert all(letter in text.GLYPHS or letter in SCRIPTS or letter in "\u200c\u200d" for letter in kept)
        for cluster in text.clusters(kept):
            assert not unicodedata.category(cluster[0]).startswith(("M", "C")), ascii(typed)


def test_arabic_letters_are_joined_and_marks_stand_on_them() -> None:
    script = SCRIPTS["س"]
    apart = sum(shaped(script, 800, letter, True).right for letter in "سلام")

    joined = shaped(script, 800, "سلام", True)

    assert joined.right < apart * 0.9
    # Lam has another form before alef, and a fatha takes no room of its own.
    assert not {glyph for glyph, *_ in joined.glyphs} & {shaped(script, 800, "ل", True).glyphs[0][0]}
    assert shaped(script, 800, "سَلام", True).right == joined.right
    assert shaped(script, 800, "مَ", True).top > shaped(script, 800, "م", True).top


def test_a_javanese_consonant_stands_under_another_and_a_vowel_before_it() -> None:
    script = SCRIPTS["ꦏ"]

    stacked, plain = shaped(script, 700, "ꦤ꧀ꦢ", False), shaped(script, 700, "ꦤꦢ", False)

    assert stacked.foot < -200 < plain.foot
    assert stacked.right < plain.right
    first = shaped(script, 700, "ꦏꦺ", False).glyphs
    assert min(first, key=lambda glyph: glyph[1])[0] == shaped(script, 700, "ꦏꦺ", False).glyphs[0][0]
    assert first[0][0] != shaped(script, 700, "ꦏ", False).glyphs[0][0]


@pytest.mark.parametrize("seed", range(10))
def test_lines_run_as_another_implementation_of_the_standard_says(seed: int) -> None:
    random = Random(seed)
    for _ in range(200):
        words = "".join(random.choices(POOL, k=random.randint(1, 24)))
        for rtl in (False, True):
            assert seen(words, rtl=rtl) == get_display(words, base_dir="R" if rtl else "L"), ascii(words)


def test_brackets_of_a_line_that_runs_leftwards_open_towards_what_they_hold() -> None:
    plain, turned = drawn("(ب", rtl=True), drawn("ب)")

    assert plain.getbbox() is not None
    assert plain.tobytes() == turned.tobytes()


def test_the_parts_of_a_line_keep_their_order() -> None:
    assert seen("شارع · سلام") == "عراش · مالس"
    assert seen("شارع سلام") == "مالس عراش"


@pytest.mark.parametrize(
    ("words", "rtl", "found"),
    [("Jalan شارع…", False, "Jalan …عراش"), ("شارع Jalan…", True, "Jalan… عراش"), ("شارع…", True, "…عراش")],
)
def test_what_is_cut_off_is_missing_where_the_line_goes_on(words: str, rtl: bool, found: str) -> None:
    assert seen(words, rtl=rtl) == found


@pytest.mark.parametrize("words", ["تَنْظِيفُ المَجَارِي فِي شَارِعِ", "ꦏꦩ꧀ꦥꦸꦁꦧꦠꦶꦏ꧀ꦏꦲꦸꦩꦤ꧀", f"RW 03 {STREET} {SURAKARTA}"])
def test_a_line_is_never_cut_inside_a_letter(words: str) -> None:
    pieces = text.clusters(words)
    starts = {"".join(pieces[:count]).rstrip() for count in range(len(pieces) + 1)}
    for room in range(20, 700, 7):
        cut = text.shortened(words, room, 40, measured(800))

        assert cut == words or cut.removesuffix(text.ELLIPSIS) in starts
        assert measured(800)(cut, 40) <= max(room, measured(800)(text.ELLIPSIS, 40))


def test_a_javanese_title_without_spaces_is_broken_between_letters() -> None:
    title = "ꦏꦼꦂꦗꦧꦏ꧀ꦠꦶꦱꦸꦫꦏꦂꦠꦲꦢꦶꦤꦶꦁꦫꦠ꧀"

    _, lines = text.title_lines(title, 500, (46, 42, 38), measured(800))

    assert len(lines) == 2
    assert "".join(lines) == title
    assert lines[0] in {"".join(text.clusters(title)[:count]) for count in range(len(title))}


@pytest.mark.parametrize(
    "words", ["Solo", STREET, SURAKARTA, f"Jl. {STREET} (RW 03) {SURAKARTA} 12", "إِبْرَاهِيم"]
)
@pytest.mark.parametrize("rtl", [False, True])
def test_words_are_as_wide_as_measured(words: str, rtl: bool) -> None:
    box = drawn(words, rtl=rtl).getbbox()

    assert box is not None
    room = width(words, 800, 46)
    # Letters have a little room on both sides, so ink is narrower than its line.
    assert 50 - 1 <= box[0] < box[2] <= 50 + room + 1
    assert box[2] - box[0] > room * 0.9


def test_a_title_runs_as_its_first_letter_does() -> None:
    assert bidi.reads_leftwards(f"12 ({STREET}) RW 03")
    assert not bidi.reads_leftwards(f"RW 03 {STREET}")
    assert not bidi.reads_leftwards(f"{SURAKARTA} {STREET}")
    assert not bidi.reads_leftwards("12 – 14")
