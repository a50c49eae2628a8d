"""Words as they may come onto a picture: in three scripts, marked, endless, with emoji, or none at all."""

from random import Random

from evidence.adapters.imaging import THEMES, Recipe
from evidence.adapters.imaging.recipe import FORMATS

SENTENCE = (
    "Kuras saluran Kyai Mojo Kedunglumbu Sangkrah Pasarkliwon Serengan Joyosuran Ketelan Timuran Kemlayan "
    "pembersihan sedimentasi pertanggungjawaban RT 05 RW 11 gang buntu 🎉 👨‍👩‍👧 🇮🇩 1️⃣ é × ² … « » (RW 03) Å Ç j Jl. "
    "ffi شارع السلام تَنْظِيفُ المَجَارِي نڠڮري إِبْرَاهِيم اللّٰه ١٢٣ "
    "ꦱꦸꦫꦏꦂꦠ ꦏꦩ꧀ꦥꦸꦁꦧꦠꦶꦏ꧀ ꦏ꧀ꦭꦸꦫꦲꦤ꧀ ꦱ꧀ꦠꦿꦶ ꧋ ꧑꧒ ẹ̈ q̃"
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
    if labels and random.random() < 0.3:
        labels = tuple(some(random, 3) for _ in labels)
    dates = [
        random.choice(["Kamis, 12 November 2026", "3 Nov 2026", "Tanggal tidak tercatat", ""])
        for _ in range(count)
    ]
    return Recipe(
        photos=("0" * 64,) * count,
        title=random.choice(
            [some(random, 18), some(random, 3), "W" * 120, "شارع" * 30, "ꦏ꧀ꦭꦸ" * 30, "\u064b" * 9, ""]
        ),
        unit=random.choice(["Kelurahan Kedunglumbu", "W" * 90, some(random, 8), "ꦏꦼꦭꦸꦫꦲꦤ꧀ " * 9]),
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
        code=random.choice(["", "7Q4M-2KXD", "7Q4M-2KXD9-ABCD"]),
        link=random.choice(["", "https://bukti.surakarta.go.id/b/7Q4M2KXD"]),
    )
