"""The header reader alone: sizes of real JPEGs, and no endless walk through bytes that lie."""

import io
import random

import pytest
from PIL import Image

from evidence.practice.jpeg import NotJpeg, size


def _jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (123, 77), "olive").save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "options",
    [{}, {"progressive": True}, {"comment": b"x" * 60_000}, {"exif": b"Exif\x00\x00" + b"a" * 9000}],
)
def test_the_size_of_a_jpeg_is_read_from_its_frame(options: dict[str, object]) -> None:
    assert size(_jpeg(**options)) == (123, 77)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xff\xff\xff\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x00\xff\xd9",
        b"\xff\xd8\xff\xe0\xff\xff\xff\xd9",
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x00\x00\x10\xff\xd9",
        b"\xff\xd8\xff\xda\x00\x02\xff\xd9",
        b"\xff\xd8\x00\x00\xff\xd9",
        _jpeg()[:-2],
        b"x" + _jpeg(),
    ],
)
def test_what_is_no_whole_jpeg_is_named_so(data: bytes) -> None:
    with pytest.raises(NotJpeg):
        size(data)


def test_damaged_headers_end_in_an_answer_or_a_refusal() -> None:
    dice, good = random.Random(26), _jpeg()
    for _ in range(2000):
        data = bytearray(good)
        for _ in range(dice.randint(1, 12)):
            data[dice.randrange(2, 180)] = dice.randrange(256)
        try:
            width, height = size(bytes(data))
        except NotJpeg:
            continue
        assert min(width, height) > 0
