"""The words of a picture: none leaves its room, none lies on another, whatever it is called."""

from random import Random

import pytest

from evidence.adapters.imaging import THEMES, Recipe
from evidence.adapters.imaging.band import Line, lettering
from evidence.adapters.imaging.geometry import Box
from evidence.adapters.imaging.layout import plan
from evidence.adapters.imaging.lettering import measured
from evidence.adapters.imaging.recipe import FORMATS

SENTENCE = (
    "Kuras saluran Kyai Mojo Kedunglumbu Sangkrah Pasarkliwon Serengan Joyosuran Ketelan Timuran Kemlayan "
    "pembersihan sedimentasi pertanggungjawaban RT 05 RW 11 gang buntu 🎉 ✨ شارع السلام ꦱꦸꦫꦏꦂꦠ é × ² … « »"
)
WORDS = SENTENCE.split()
TAKES = {"side": 2, "stack": 2, "inset": 2, "stages": 4, "single": 1}
WAYS = [
    (format_, layout)
    for format_ in FORMATS
    for layout in TAKES
    if (format_, layout) != ("landscape", "stack")
]


def some(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(0, most)))


def any_recipe(random: Random, format_: str, layout: str) -> Recipe:
    """Words as they may come: none, many, one that is endless."""
    count = TAKES[layout]
    labels = {"stages": ("0%", "25%", "50%", "100%"), "single": ()}.get(layout, ("SEBELUM", "SESUDAH"))
    dates = [
        random.choice(["Kamis, 12 November 2026", "3 Nov 2026", "Tanggal tidak tercatat", ""])
        for _ in range(count)
    ]
    return Recipe(
        photos=("0" * 64,) * count,
        title=random.choice([some(random, 18), "W" * 120, ""]),
        unit=random.choice(["Kelurahan Kedunglumbu", "W" * 90, some(random, 8)]),
        place=random.choice([some(random, 10), "W" * 80]),
        dates=tuple(dates) if random.random() < 0.9 else (),
        district=random.choice(["Kecamatan Pasar Kliwon", some(random, 6)]),
        city="Kota Surakarta",
        handle=random.choice(["", "@kelurahan.kedunglumbu.surakarta"]),
        category=some(random, 3),
        notes=random.choice([(), ("diselaraskan",), ("diselaraskan", "wajah disamarkan")]),
        practice=random.random() < 0.5,
        labels=labels,
        format=format_,
        layout=layout,
        theme=random.choice(list(THEMES.values())),
        crest=random.choice(["", "c" * 64]),
        code=random.choice(["", "7Q4M-2KXD"]),
        link=random.choice(["", "https://bukti.surakarta.go.id/b/7Q4M2KXD"]),
    )


def box_of(line: Line) -> Box:
    """What a line covers, from its capitals to below its baseline."""
    width = measured(line.weight)(line.words, line.size)
    return Box(line.x, line.baseline - round(line.size * 0.74), round(width), round(line.size * 0.76))


def apart(one: Box, other: Box) -> bool:
    return one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


@pytest.mark.parametrize("shape", [(3000, 4000), (4000, 3000)])
@pytest.mark.parametrize(("format_", "layout"), WAYS)
def test_no_words_leave_their_room_or_meet_others(format_: str, layout: str, shape: tuple[int, int]) -> None:
    random = Random(f"{format_} {layout} {shape}")
    width, height = FORMATS[format_]
    margin = 64 if format_ == "story" else 48
    for _ in range(60):
        recipe = any_recipe(random, format_, layout)
        planned = plan(format_, layout, [shape] * TAKES[layout])

        said = lettering(recipe, planned)

        boxes = [box_of(line) for line in said.lines]
        for line, box in zip(said.lines, boxes, strict=True):
            assert box.width <= line.room + 1, line
            assert margin <= box.x, line
            assert box.right <= width - margin + 1, line
            assert max(panel.bottom for panel in planned.panels) <= box.y + 2, line
            assert box.bottom <= height, line
        marks = [mark for mark in (said.crest, said.qr) if mark]
        for number, box in enumerate(boxes):
            for other in [*boxes[number + 1 :], *marks]:
                assert apart(box, other), (said.lines[number], other)


def test_a_note_about_the_picture_is_never_cut_away() -> None:
    recipe = any_recipe(Random(1), "portrait", "side")
    for place in ("", "Jalan " * 30):
        loud = Recipe(
            **{
                **vars(recipe),
                "place": place,
                "category": "W" * 60,
                "notes": ("diselaraskan",),
                "practice": True,
            }
        )

        said = [line.words for line in lettering(loud, plan("portrait", "side", [(3000, 4000)] * 2)).lines]

        assert any(words.endswith("diselaraskan") for words in said)
        assert "LATIHAN" in said
