"""Words proposed from what is known, and the hash that covers all that is decided on. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from evidence.capture.categories import Mode
from evidence.compose.caption import Told, content_hash, propose, propose_alt

BEFORE, AFTER = datetime(2026, 11, 12, 1, 0, tzinfo=UTC), datetime(2026, 11, 12, 18, 0, tzinfo=UTC)
DRAIN = Told(
    title="Kuras saluran",
    category="DRAINASE",
    category_label="Saluran & drainase",
    mode=Mode.BEFORE_AFTER,
    place="Jl. Kyai Mojo, RT 05 RW 03",
    unit="Kelurahan Mojo",
    district="Kecamatan Pasar Kliwon",
    dates=(BEFORE, AFTER),
)

CAPTIONS = [
    (
        "what, where, both days in WIB, and the tags of the city and the work",
        DRAIN,
        "Kuras saluran.\n"
        "Lokasi: Jl. Kyai Mojo, RT 05 RW 03, Kelurahan Mojo, Kecamatan Pasar Kliwon.\n"
        "Sebelum: 12 November 2026. Sesudah: 13 November 2026.\n"
        "\n"
        "#Surakarta #SaluranBersih",
    ),
    (
        "a day that nobody recorded is said to be so",
        replace(DRAIN, dates=(None, AFTER)),
        "Kuras saluran.\n"
        "Lokasi: Jl. Kyai Mojo, RT 05 RW 03, Kelurahan Mojo, Kecamatan Pasar Kliwon.\n"
        "Sebelum: tanggal tidak tercatat. Sesudah: 13 November 2026.\n"
        "\n"
        "#Surakarta #SaluranBersih",
    ),
    (
        "without any day there is no line of days",
        replace(DRAIN, dates=(None, None)),
        "Kuras saluran.\n"
        "Lokasi: Jl. Kyai Mojo, RT 05 RW 03, Kelurahan Mojo, Kecamatan Pasar Kliwon.\n"
        "\n"
        "#Surakarta #SaluranBersih",
    ),
    (
        "a series tells its first and its last day",
        replace(DRAIN, mode=Mode.PROGRESS, dates=(BEFORE, None, AFTER), category="RTLH"),
        "Kuras saluran.\n"
        "Lokasi: Jl. Kyai Mojo, RT 05 RW 03, Kelurahan Mojo, Kecamatan Pasar Kliwon.\n"
        "Sebelum: 12 November 2026. Sesudah: 13 November 2026.\n"
        "\n"
        "#Surakarta",
    ),
    (
        "what a picture leaves out is said here, letter for letter",
        replace(
            DRAIN, title="Kerja bakti 👨\u200d👩\u200d👧 🇮🇩 1️⃣ 👍🏽 梭罗", place="شارع السلام, ꦏꦩ꧀ꦥꦸꦁ", dates=(None, None)
        ),
        "Kerja bakti 👨\u200d👩\u200d👧 🇮🇩 1️⃣ 👍🏽 梭罗.\n"
        "Lokasi: شارع السلام, ꦏꦩ꧀ꦥꦸꦁ, Kelurahan Mojo, Kecamatan Pasar Kliwon.\n"
        "\n"
        "#Surakarta #SaluranBersih",
    ),
    (
        "documentation has one day, and a kecamatan's work nothing above it",
        replace(
            DRAIN, mode=Mode.DOCUMENTATION, category="PELAYANAN", place="", district="",
            unit="Kecamatan Pasar Kliwon", dates=(date(2026, 11, 10),),
        ),
        "Kuras saluran.\n"
        "Lokasi: Kecamatan Pasar Kliwon.\n"
        "Tanggal: 10 November 2026.\n"
        "\n"
        "#Surakarta",
    ),
]  # fmt: skip
ALTERNATIVES = [
    (
        "side by side",
        DRAIN,
        "Dua foto, sebelum di kiri dan sesudah di kanan: "
        "Kuras saluran di Jl. Kyai Mojo, RT 05 RW 03, Kelurahan Mojo.",
    ),
    (
        "one above the other",
        replace(DRAIN, layout="stack", place=""),
        "Dua foto, sebelum di atas dan sesudah di bawah: Kuras saluran di Kelurahan Mojo.",
    ),
    (
        "a series",
        replace(DRAIN, mode=Mode.PROGRESS, place=""),
        "Foto bertahap dari awal sampai selesai: Kuras saluran di Kelurahan Mojo.",
    ),
    (
        "documentation",
        replace(DRAIN, mode=Mode.DOCUMENTATION, place=""),
        "Foto kegiatan: Kuras saluran di Kelurahan Mojo.",
    ),
]


@pytest.mark.parametrize(("told", "caption"), [row[1:] for row in CAPTIONS], ids=[row[0] for row in CAPTIONS])
def test_the_proposed_caption(told: Told, caption: str) -> None:
    assert propose(told) == caption


@pytest.mark.parametrize(
    ("told", "words"), [row[1:] for row in ALTERNATIVES], ids=[row[0] for row in ALTERNATIVES]
)
def test_the_proposed_alternative_text(told: Told, words: str) -> None:
    assert propose_alt(told) == words


# -------------------------------------------------------------------------------------- the hash
def hashed(
    captions: dict[str, str] | None = None,
    alt_text: str = "Dua foto.",
    images: Sequence[str] = ("a" * 64, "b" * 64),
    accounts: Sequence[str] = ("1", "2"),
    due_at: datetime | None = BEFORE,
) -> str:
    return content_hash(
        captions={"": "Bersih.", "x": "Rapi."} if captions is None else captions,
        alt_text=alt_text,
        images=images,
        accounts=accounts,
        due_at=due_at,
    )


@pytest.mark.parametrize(
    "other",
    [
        hashed(captions={"": "Bersih!", "x": "Rapi."}),
        hashed(captions={"": "Bersih.", "x": "Rapih."}),
        hashed(captions={"": "Bersih.", "y": "Rapi."}),
        hashed(captions={"": "Bersih."}),
        hashed(captions={"": "Bersih. ", "x": "Rapi."}),
        hashed(alt_text="Dua foto!"),
        hashed(alt_text=""),
        hashed(images=("a" * 64, "c" * 64)),
        hashed(images=("b" * 64, "a" * 64)),
        hashed(images=("a" * 64,)),
        hashed(accounts=("1", "3")),
        hashed(accounts=("1",)),
        hashed(accounts=()),
        hashed(due_at=AFTER),
        hashed(due_at=None),
    ],
    ids=[
        "the caption", "the words for one network", "the network they are for", "words less", "a space",
        "the alternative text", "no alternative text", "another picture", "pictures in another order",
        "a picture less", "another account", "an account less", "no account", "another time", "no time",
    ],
)  # fmt: skip
def test_the_hash_covers_everything_that_is_decided_on(other: str) -> None:
    assert other != hashed()


def test_what_is_the_same_has_the_same_hash() -> None:
    assert hashed() == hashed()
    assert hashed(captions={"x": "Rapi.", "": "Bersih."}) == hashed()
    assert hashed(accounts=("2", "1")) == hashed()
    assert len(hashed()) == 64
