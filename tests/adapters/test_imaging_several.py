"""Several pictures of the same files from one child: each as it would be alone, no photo decoded more than needed."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from evidence.adapters.imaging import Recipe, Unreadable, compose, compose_all
from evidence.adapters.imaging.decode import opened as source_of
from tests.adapters.pictures import distance, four_corners, jpeg, noise, opened, png, saved

ROOT = Path(__file__).resolve().parents[2]
INK, ACCENT = (27, 31, 36), (244, 193, 82)


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def recipes_for(photos: list[bytes], crest: bytes = b"") -> list[Recipe]:
    """Both photos in two formats, and each of them alone."""
    pair = Recipe(
        photos=tuple(map(sha, photos)), title="Kuras saluran", unit="Kelurahan Mojo",
        labels=("SEBELUM", "SESUDAH"), crest=sha(crest) if crest else "",
    )  # fmt: skip
    alone = [
        replace(pair, layout="single", photos=(each,), labels=(label,), notes=(mark,), tone=tone)
        for each, label, mark, tone in zip(
            pair.photos, pair.labels, ("2/3", "3/3"), ("dark", "accent"), strict=True
        )
    ]
    return [*(replace(pair, format=name) for name in ("portrait", "square")), *alone]


# Of this size a portrait needs all pixels, and half of them are enough for a square.
SIZE = (1650, 2200)


@pytest.mark.parametrize("kind", ["JPEG", pytest.param("PNG", marks=pytest.mark.prove)])
def test_each_picture_has_the_bytes_it_has_alone(kind: str) -> None:
    mixed = Image.blend(noise(SIZE, 3), four_corners(SIZE), 0.7)
    turned = mixed.transpose(Image.Transpose.ROTATE_180)
    photos = [saved(each, kind, compress_level=1) for each in (mixed, turned)]
    recipes, crest = recipes_for(photos, png(four_corners((90, 120)))), png(four_corners((90, 120)))
    by_name = dict(zip(map(sha, photos), photos, strict=True))

    together = compose_all(recipes, photos[::-1], crest)

    assert [sha(each) for each in together] == [
        sha(compose(recipe, [by_name[name] for name in recipe.photos], crest)) for recipe in recipes
    ]


def test_places_that_need_the_same_reduction_share_one_decoding() -> None:
    source = source_of(jpeg(four_corners(SIZE)))

    assert [source.reduction(scale) for scale in (0.5, 0.36, 0.2, 0.15, 0.05)] == [1, 2, 2, 4, 8]
    assert source.decode(0.38).image.size == source.decode(0.2).image.size == (825, 1100)


def test_two_processes_and_two_runs_make_the_same_bytes(tmp_path: Path) -> None:
    photos = [jpeg(four_corners((900, 1200))), jpeg(four_corners((900, 1200)).rotate(180))]
    recipes = recipes_for(photos)
    (tmp_path / "recipes").write_text(json.dumps([each.plain() for each in recipes]))
    for name, photo in zip("ab", photos, strict=True):
        (tmp_path / name).write_bytes(photo)

    elsewhere = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    first, second = compose_all(recipes, photos), compose_all(recipes, photos)
    assert first == second
    assert elsewhere.stdout.split() == list(map(sha, first))


_ELSEWHERE = """
import hashlib, json, pathlib
from evidence.adapters.imaging import Recipe, compose_all
recipes = [Recipe.from_plain(each) for each in json.loads(pathlib.Path("recipes").read_text())]
for body in compose_all(recipes, [pathlib.Path(name).read_bytes() for name in "ab"]):
    print(hashlib.sha256(body).hexdigest())
"""


def test_a_photo_alone_has_the_label_it_has_beside_the_other() -> None:
    photos = [jpeg(four_corners((900, 1200))), jpeg(four_corners((900, 1200)).rotate(180))]
    *_formats, before, after = recipes_for(photos)

    tabs = [opened(each).getpixel((20, 954)) for each in compose_all([before, after], photos)]

    assert distance(INK, tabs[0]) <= 6
    assert distance(ACCENT, tabs[1]) <= 6
    assert "tone" not in after.plain()
    assert Recipe.from_plain(json.loads(json.dumps(before.plain()))) == before
    assert before.digest() != replace(before, tone="white").digest() != replace(before, notes=()).digest()
    with pytest.raises(ValueError, match="no tone"):
        replace(before, tone="loud")


def test_a_photo_that_stands_twice_is_sent_once() -> None:
    photo = jpeg(four_corners((900, 1200)))
    recipe = Recipe(photos=(sha(photo),) * 2, title="", unit="")

    assert compose_all([recipe], [photo])[0] == compose(recipe, [photo, photo])


def test_what_is_not_in_the_recipes_is_not_drawn() -> None:
    photos = [jpeg(four_corners((90, 120))), jpeg(four_corners((90, 120)).rotate(180))]
    recipes = recipes_for(photos)

    for files, crest in ((photos[:1], b""), ([*photos, jpeg(noise((9, 9)))], b""), (photos, photos[0])):
        with pytest.raises(ValueError, match="not the files"):
            compose_all(recipes, files, crest)


def test_one_photo_that_cannot_be_read_leaves_no_picture() -> None:
    photos = [jpeg(four_corners((900, 1200))), jpeg(noise((900, 1200)))[:50_000]]

    with pytest.raises(Unreadable) as caught:
        compose_all(recipes_for(photos), photos)

    assert caught.value.reason == "truncated"
