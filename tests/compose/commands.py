"""``evidence compose`` as a person runs it, and two photos for it."""

from pathlib import Path

from click.testing import CliRunner, Result
from PIL import Image

from evidence.cli import main
from tests.adapters.pictures import four_corners, jpeg


def compose(*words: object) -> Result:
    return CliRunner().invoke(main, ["compose", *map(str, words)])


def pair_in(folder: Path, size: tuple[int, int]) -> list[Path]:
    """A before, and an after that is the same upside down."""
    paths = [folder / "sebelum.jpg", folder / "sesudah.jpg"]
    upright = four_corners(size)
    for path, image in zip(paths, (upright, upright.transpose(Image.Transpose.ROTATE_180)), strict=True):
        path.write_bytes(jpeg(image))
    return paths
