"""Which pictures are compared by a slider, and how large a frame is offered for them."""

from dataclasses import replace

import pytest

from evidence.adapters.imaging import Recipe
from evidence.gallery import sliding


def test_only_what_compares_is_a_slider() -> None:
    two = Recipe(photos=("0" * 64, "1" * 64), title="Rapat RT", unit="Kelurahan Mojo")

    # Two photos that only document stand side by side too, and neither is a before.
    assert sliding.sides(two) == []
    assert sliding.compared(replace(two, labels=("SEBELUM", "SESUDAH")))
    assert sliding.compared(replace(two, labels=("0%", "100%")))


# Of each shape that photos may have in a picture, its width over its height.
@pytest.mark.parametrize("ratio", [0.42, 0.56, 0.7, 0.89, 1.08, 1.39, 2.38, 2.48])
@pytest.mark.parametrize("slides", [True, False])
def test_a_frame_is_as_large_as_photos_buttons_and_words_are(ratio: float, slides: bool) -> None:
    for title in ("Kuras", "Kuras saluran di sepanjang jalan kampung bersama warga dan Linmas"):
        across, down = sliding.frame_size(round(1000 * ratio), 1000, title, "Mojo", slides=slides)
        words = 24 + 24 * (2 if len(title) > 40 else 1) + 23
        photos = down - words - (60 if slides else 0)
        assert photos * ratio == pytest.approx(across - 16, abs=ratio + 1)
        # No higher than a screen, and no wider than a phone needs by far.
        assert down <= 720
        assert across <= 480
