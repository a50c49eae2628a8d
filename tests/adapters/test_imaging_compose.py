"""The comparison picture as a whole: its bytes, its places, its words."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from evidence.adapters.imaging import Recipe, Unreadable, compose
from tests.adapters.pictures import CORNERS, corner_names, distance, four_corners, jpeg, noise, opened, turned

ROOT = Path(__file__).resolve().parents[2]
BAND, ACCENT, INK, FLAT = (22, 58, 102), (244, 193, 82), (27, 31, 36), (233, 228, 218)
RED, GREEN = (200, 40, 40), (40, 160, 60)


def recipe_for(photos: Sequence[bytes], **words: object) -> Recipe:
    plain = {
        "photos": tuple(hashlib.sha256(photo).hexdigest() for photo in photos),
        "title": "Kuras saluran Jl. Kyai Mojo agar banjir tidak kembali",
        "place": "RT 05 RW 03, Jl. Kyai Mojo",
        "dates": ("Kamis, 12 November 2026", "Sabtu, 14 November 2026"),
        "unit": "Kelurahan Kedunglumbu",
        "district": "Kecamatan Pasar Kliwon",
        "city": "Kota Surakarta",
        "category": "Saluran & drainase",
        "labels": ("SEBELUM", "SESUDAH"),
        **words,
    }
    return Recipe(**plain)  # type: ignore[arg-type]


def composed(photos: Sequence[bytes], **words: object) -> Image.Image:
    return opened(compose(recipe_for(photos, **words), photos))


def plain_photo(colour: tuple[int, int, int], size: tuple[int, int] = (900, 1200)) -> bytes:
    return jpeg(Image.new("RGB", size, colour))


@pytest.fixture(scope="module")
def pair() -> list[bytes]:
    return [plain_photo(RED), plain_photo(GREEN)]


def test_before_stands_left_and_after_right_with_their_tabs(pair: list[bytes]) -> None:
    picture = composed(pair)

    assert picture.size == (1080, 1350)
    assert picture.format == "JPEG"
    assert distance(RED, picture.getpixel((268, 400))) <= 6
    assert distance(GREEN, picture.getpixel((812, 400))) <= 6
    assert distance((255, 255, 255), picture.getpixel((540, 400))) <= 6
    assert distance(INK, picture.getpixel((20, 954))) <= 6
    assert distance(ACCENT, picture.getpixel((564, 954))) <= 6
    assert distance(RED, picture.getpixel((345, 954))) <= 8
    assert distance(GREEN, picture.getpixel((895, 954))) <= 8
    assert distance(BAND, picture.getpixel((20, 1340))) <= 6


def test_the_picture_carries_no_metadata_and_is_a_plain_jpeg(pair: list[bytes]) -> None:
    picture = composed(pair)

    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not picture.getexif()
    assert [layer[1:3] for layer in picture.layer] == [(2, 2), (1, 1), (1, 1)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_upright_in_its_panel(orientation: int) -> None:
    photos = [turned(four_corners((600, 800)), orientation), jpeg(four_corners((600, 800)))]

    picture = composed(photos)

    assert corner_names(picture.crop((0, 0, 536, 1000))) == list(CORNERS)
    assert corner_names(picture.crop((544, 0, 1080, 1000))) == list(CORNERS)


def test_photos_that_would_lose_too_much_are_shown_whole_on_flat_colour() -> None:
    picture = composed([jpeg(four_corners((1600, 1200))), jpeg(four_corners((1600, 1200)))])

    assert distance(FLAT, picture.getpixel((268, 100))) <= 6
    assert distance(FLAT, picture.getpixel((812, 800))) <= 6
    assert corner_names(picture.crop((0, 299, 536, 701))) == list(CORNERS)


def test_noise_stays_under_the_limit() -> None:
    photos = [jpeg(noise((900, 1200), seed)) for seed in (1, 2)]

    assert len(compose(recipe_for(photos), photos)) < 950_000


def test_two_processes_make_the_same_bytes(pair: list[bytes], tmp_path: Path) -> None:
    recipe = recipe_for(pair, title="Kerja bakti شارع السلام (RW 03) ꦱꦸꦫꦏꦂꦠ")
    (tmp_path / "recipe").write_text(json.dumps(recipe.plain()))
    for name, photo in zip("ab", pair, strict=True):
        (tmp_path / name).write_bytes(photo)

    elsewhere = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "99", "LC_ALL": "ar_EG.UTF-8"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    here = hashlib.sha256(compose(recipe, pair)).hexdigest()
    assert elsewhere.stdout.split() == [recipe.digest(), here]


_ELSEWHERE = """
import hashlib, json, pathlib
from evidence.adapters.imaging import Recipe, compose
recipe = Recipe.from_plain(json.loads(pathlib.Path("recipe").read_text()))
photos = [pathlib.Path(name).read_bytes() for name in "ab"]
print(recipe.digest(), hashlib.sha256(compose(recipe, photos)).hexdigest())
"""

LONGEST = {
    "title": "Pembersihan saluran air, penanaman pohon peneduh dan pengecatan pagar di gang oleh warga RW 03",
    "place": "RT 05 RW 11, Jalan Kolonel Sutarto sisi selatan dekat balai warga dan pos kamling yang lama",
    "unit": "Kelurahan Kedunglumbu, Kecamatan Pasar Kliwon",
    "practice": True,
}


@pytest.mark.parametrize(
    "words", [LONGEST, {**LONGEST, "title": "W" * 120}, {"unit": "W" * 200, "district": "W" * 200}]
)
@pytest.mark.parametrize("layout", ["side", "stack"])
def test_no_text_leaves_its_box(pair: list[bytes], words: dict[str, object], layout: str) -> None:
    picture = composed(pair, layout=layout, **words)

    top = 1000 if layout == "side" else 1080
    for margin in ((0, top + 4, 44, 1350), (1036, top + 4, 1080, 1350), (0, 1342, 1080, 1350)):
        difference = ImageChops.difference(
            picture.crop(margin), Image.new("RGB", picture.crop(margin).size, BAND)
        )
        assert max(high for _, high in difference.getextrema()) <= 12


def test_practice_writes_a_note_after_the_place(pair: list[bytes]) -> None:
    real, practice = composed(pair), composed(pair, practice=True)

    changed = ImageChops.difference(real, practice).point(lambda v: 255 if v > 40 else 0).getbbox()

    assert changed is not None
    assert 1170 <= changed[1] <= changed[3] <= 1222
    assert distance(ACCENT, practice.getpixel((changed[0] + 8, changed[1] + 6))) <= 30


def test_missing_words_leave_no_error_and_no_hole(pair: list[bytes]) -> None:
    picture = composed(pair, place="", dates=(), district="", city="", category="", title="🎉", practice=True)

    assert distance(BAND, picture.getpixel((540, 1340))) <= 6


@pytest.mark.parametrize("size", [(900, 1200), (1600, 1000)])
def test_three_stages_and_one_photo_have_their_own_layout(size: tuple[int, int]) -> None:
    blue = (40, 60, 200)
    three = [plain_photo(RED, size), plain_photo(GREEN, size), plain_photo(blue, size)]

    stages = composed(
        three,
        layout="stages",
        labels=("0%", "50%", "100%"),
        dates=("3 Nov 2026", "9 Nov 2026", "20 Nov 2026"),
    )
    alone = composed(three[:1], layout="single", labels=(), dates=("3 November 2026",))

    assert distance(RED, stages.getpixel((100, 60))) <= 6
    assert distance(blue, stages.getpixel((1000, 900))) <= 6
    assert distance(RED, alone.getpixel((60, 960))) <= 6


def test_a_cut_photo_is_refused_with_its_reason(pair: list[bytes]) -> None:
    photos = [pair[0], pair[1][: len(pair[1]) // 2]]

    with pytest.raises(Unreadable) as caught:
        compose(recipe_for(photos), photos)

    assert caught.value.reason == "truncated"


def test_photos_that_are_not_those_of_the_recipe_are_not_drawn(pair: list[bytes]) -> None:
    with pytest.raises(ValueError, match="not the files"):
        compose(recipe_for(pair), pair[::-1])


def test_a_recipe_refuses_what_cannot_be_drawn(pair: list[bytes]) -> None:
    recipe = recipe_for(pair)

    for change in ({"format": "poster"}, {"layout": "heap"}, {"labels": ("SEBELUM",)}, {"photos": ()}):
        with pytest.raises(ValueError, match=r"."):
            replace(recipe, **change)  # type: ignore[arg-type]


def test_a_recipe_survives_json_with_its_digest(pair: list[bytes]) -> None:
    recipe = recipe_for(pair, practice=True)

    again = Recipe.from_plain(json.loads(json.dumps(recipe.plain())))

    assert again == recipe
    assert again.digest() == recipe.digest()
    assert replace(recipe, title="Lain").digest() != recipe.digest()
