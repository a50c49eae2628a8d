"""The two pictures of the README, from the journey's real run; made anew by ``python -m tests.browser.pictures``."""

import io
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

import install

FOLDER = "PICTURES"
JOURNEY = "tests/browser/test_journey_chromium.py::test_two_photos_become_one_approved_post_on_a_phone"
COLOURS = 256


def keep(name: str, body: bytes, width: int) -> None:
    """Keep ``body`` as ``name``.png, ``width`` pixels wide, when this run was asked for pictures."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    image = Image.open(io.BytesIO(body)).convert("RGB")
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    # A page shows its pictures over a slow line too.
    image.quantize(COLOURS, dither=Image.Dither.FLOYDSTEINBERG).save(
        Path(folder) / f"{name}.png", optimize=True
    )


if __name__ == "__main__":
    folder = install.ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(folder)
    sys.exit(pytest.main(["-q", JOURNEY]))
