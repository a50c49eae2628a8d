"""The drawn photos of the demo and the tests."""

import pytest

from evidence.adapters.imaging import scenes
from tests.adapters.pictures import opened

KINDS = [
    kind if kind == "drainase" else pytest.param(kind, marks=pytest.mark.prove)
    for kind in sorted(scenes.KINDS)
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_photo_is_as_heavy_as_one_from_a_phone(kind: str) -> None:
    drawn = scenes.draw(kind, "before", 1)

    assert 150_000 <= len(drawn) <= 600_000
    assert opened(drawn).size == (1600, 1200)


def test_the_same_seed_draws_the_same_bytes_and_another_seed_another_place() -> None:
    drawn = [scenes.draw("jalan", "progress", seed, (240, 320)) for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]
    assert opened(drawn[0]).size == (240, 320)


def test_an_unknown_kind_or_stage_is_an_error() -> None:
    for kind, stage in (("laut", "before"), ("taman", "kapan-kapan")):
        with pytest.raises(KeyError):
            scenes.draw(kind, stage, 1)
