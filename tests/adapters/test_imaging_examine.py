"""What a good photo tells, and the derivatives made from it."""

from datetime import datetime

import pytest
from PIL import Image

from evidence.adapters.imaging import examine, scenes
from tests.adapters.pictures import CORNERS, corner_names, distance, four_corners, jpeg, opened, png, turned

# As a camera writes it: without a zone.
TAKEN = datetime.fromisoformat("2026-11-14 16:05:09")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int) -> None:
    photo = turned(four_corners(), orientation)

    examined = examine(photo)

    assert (examined.width, examined.height, examined.orientation) == (900, 600, orientation)
    assert corner_names(opened(examined.derivatives[320])) == list(CORNERS)


def test_derivatives_have_their_long_edges_and_carry_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x0110] = "Redmi 9A"
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 34.0, 0.0), 3: "E", 4: (110.0, 49.0, 0.0)})
    photo = jpeg(four_corners((2400, 1800)), exif=exif, comment=b"catatan")

    derivatives = examine(photo).derivatives

    assert {edge: opened(data).size for edge, data in derivatives.items()} == {
        320: (320, 240),
        640: (640, 480),
        960: (960, 720),
        2048: (2048, 1536),
    }
    for data in derivatives.values():
        assert opened(data).format == "JPEG"
        assert not opened(data).getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened(data).info)


@pytest.mark.parametrize(
    ("size", "largest"),
    [
        ((4000, 3000), (2000, 1500)),
        ((4096, 300), (2048, 150)),
        ((4200, 3000), (2048, 1463)),
        ((3700, 300), (2048, 166)),
    ],
)
def test_a_photo_that_halves_to_nearly_the_largest_copy_is_that_copy(
    size: tuple[int, int], largest: tuple[int, int]
) -> None:
    derivatives = examine(turned(four_corners(size[::-1]), 6)).derivatives

    assert opened(derivatives[2048]).size == largest[::-1]
    assert corner_names(opened(derivatives[2048])) == corner_names(opened(derivatives[320])) == list(CORNERS)


def test_a_small_photo_is_never_enlarged() -> None:
    examined = examine(jpeg(four_corners((500, 300))))

    assert [opened(examined.derivatives[edge]).size for edge in (320, 640, 960, 2048)] == [
        (320, 192),
        (500, 300),
        (500, 300),
        (500, 300),
    ]


def test_the_notes_of_the_camera_are_read() -> None:
    photo = scenes.draw(
        "taman", "after", 1, (640, 480),
        taken_at=TAKEN, position=(-7.5666, 110.8166), camera="Redmi 9A",
    )  # fmt: skip

    examined = examine(photo)

    assert examined.taken_at == TAKEN
    assert examined.position == pytest.approx((-7.5666, 110.8166), abs=1e-5)
    assert examined.camera == "Redmi 9A"


def test_a_photo_without_notes_has_none() -> None:
    examined = examine(jpeg(four_corners()))

    assert (examined.taken_at, examined.position, examined.camera) == (None, None, None)


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0garbage",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40,
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\xf0\xff\xff\x7f\0\0\0\0",
        b"Exif\0\0",
    ],
)
def test_broken_exif_is_only_absent(block: bytes) -> None:
    examined = examine(jpeg(four_corners(), exif=block))

    assert (examined.taken_at, examined.position, examined.orientation) == (None, None, 1)


@pytest.mark.parametrize(
    ("written", "gps"),
    [
        ("0000:00:00 00:00:00", {1: "S", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}),
        ("kemarin sore", {1: "S", 2: (991.0, 0.0, 0.0), 3: "E", 4: (110.0, 0.0, 0.0)}),
        ("", {2: (1.0,), 4: (1.0, 2.0)}),
    ],
)
def test_nonsense_in_the_notes_is_only_absent(written: str, gps: dict[int, object]) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = written
    exif.get_ifd(0x8825).update(gps)

    examined = examine(jpeg(four_corners(), exif=exif))

    assert (examined.taken_at, examined.position) == (None, None)


def test_wide_gamut_colours_are_converted_to_srgb() -> None:
    # Display P3 stores the strongest sRGB red, green and blue as these values, by its published matrices.
    stored = {(234, 51, 35): (255, 0, 0), (117, 251, 76): (0, 255, 0), (0, 0, 245): (0, 0, 255)}
    profile = display_p3()
    for p3, srgb in stored.items():
        photo = jpeg(Image.new("RGB", (400, 300), p3), quality=98, subsampling=0, icc_profile=profile)

        small = opened(examine(photo).derivatives[320])

        assert distance(srgb, small.getpixel((160, 120))) <= 8


def display_p3() -> bytes:
    """An ICC profile of Display P3, field by field: its primaries adapted to D50, and sRGB's curve."""

    def fixed(value: float) -> bytes:
        return round(value * 65536).to_bytes(4, "big", signed=True)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    curve = b"para\0\0\0\0\0\3\0\0" + b"".join(
        map(fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    )
    tags = {
        b"desc": b"desc\0\0\0\0\0\0\0\3P3\0" + bytes(67 + 11),
        b"cprt": b"text\0\0\0\0-\0\0\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += name + at.to_bytes(4, "big") + len(content).to_bytes(4, "big")
        body += content
        at += len(content)
    head = at.to_bytes(4, "big") + b"\0\0\0\0\x02\x40\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    head += fixed(0.9642) + fixed(1.0) + fixed(0.8249) + bytes(48)
    return head + len(tags).to_bytes(4, "big") + table + body


def test_a_broken_colour_profile_leaves_the_photo_as_it_is() -> None:
    examined = examine(jpeg(four_corners(), icc_profile=b"no profile at all" * 20))

    assert corner_names(opened(examined.derivatives[320])) == list(CORNERS)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((300, 200))
    picture = (
        grey.convert("I").point(lambda v: v * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    )

    examined = examine(png(picture))

    shown = opened(examined.derivatives[320]).convert("L")
    assert (examined.format, shown.size) == ("PNG", (300, 200))
    assert shown.getpixel((150, 2)) < 40 < 215 < shown.getpixel((150, 197))


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (200, 200), (10, 20, 30, 0))

    examined = examine(png(clear))

    assert distance((255, 255, 255), opened(examined.derivatives[320]).getpixel((100, 100))) <= 2


def test_grey_and_four_colour_jpegs_become_rgb() -> None:
    for mode in ("L", "CMYK"):
        small = opened(examine(jpeg(four_corners().convert(mode))).derivatives[320])

        assert small.mode == "RGB"


def test_bytes_after_the_end_of_the_photo_do_no_harm() -> None:
    motion_photo = jpeg(four_corners()) + b"\xff\xda video \xff\xd8" * 500

    assert examine(motion_photo).width == 900
