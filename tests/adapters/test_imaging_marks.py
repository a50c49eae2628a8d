"""What a file says about how it was made is read from its bytes, whatever its format, and nonsense is no mark."""

import pytest

from evidence.adapters import imaging
from tests.capture import files

NOTHING = {"camera": "", "exposure": False, "notes": False, "software": [], "kinds": [], "credentials": False}


def marks(data: bytes) -> dict[str, object]:
    found = imaging.marks(data)
    assert found.pop("version") == imaging.MARKS_VERSION
    return {name: value for name, value in found.items() if value != NOTHING[name]}


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (files.PLAIN, {}),
        (files.with_kind("trainedAlgorithmicMedia"), {"kinds": ["trainedAlgorithmicMedia"]}),
        (files.png_with_xmp("compositeSynthetic"), {"kinds": ["compositeSynthetic"]}),
        (files.with_xmp('xmp:CreatorTool="Adobe Photoshop 25.1"'), {"software": ["Adobe Photoshop 25.1"]}),
        (
            files.with_credentials("trainedAlgorithmicMedia"),
            {"kinds": ["trainedAlgorithmicMedia"], "software": ["OpenAI-API"], "credentials": True},
        ),
        (files.png_with_text("parameters", "a clean street"), {"software": ["PNG parameters"]}),
        (files.png_with_text("Software", "GIMP 2.10"), {"software": ["GIMP 2.10"]}),
        (
            files.with_exif("A127FXXU5AVC4", "SM-A127F", exposure=True),
            {"camera": "Samsung SM-A127F", "software": ["A127FXXU5AVC4"], "exposure": True, "notes": True},
        ),
    ],
)
def test_marks_are_found_where_programs_write_them(file: bytes, told: dict[str, object]) -> None:
    assert marks(file) == told


@pytest.mark.parametrize(
    "file",
    [b"", b"digitalsourcetype/", files.PLAIN[:40], files.STORE, b"\x89PNG" + b"tEXtparameters", bytes(5000)],
)
def test_what_is_no_picture_breaks_nothing(file: bytes) -> None:
    assert set(imaging.marks(file)) == {*NOTHING, "version"}


def test_what_a_file_says_is_cut_to_what_people_can_read() -> None:
    many = files.with_xmp(" ".join(f'xmp:CreatorTool="Program {number}"' for number in range(400)))

    found = imaging.marks(many)["software"]

    assert len(found) == 12
    assert max(map(len, found)) <= 80
