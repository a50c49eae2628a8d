"""Pictures as full of detail as a street, made in a moment: noise of many sizes, and shapes of many."""

from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (480, 360)


@cache
def collage(name: str, size: tuple[int, int] = SIZE) -> Image.Image:
    """The picture of that name, always the same; two names have nothing in common."""
    draw = Random(f"collage {name}")
    ground = Image.new("L", size, 128)
    for step in (120, 40, 14, 5):
        small = (size[0] // step + 1, size[1] // step + 1)
        noise = Image.frombytes("L", small, draw.randbytes(small[0] * small[1]))
        ground = Image.blend(ground, noise.resize(size, Image.Resampling.BICUBIC), 0.35)
    picture = Image.merge("RGB", (ground, ground, ground))
    pen = ImageDraw.Draw(picture)
    for _shape in range(90):
        x, y = draw.uniform(0, size[0]), draw.uniform(0, size[1])
        colour = tuple(draw.randint(10, 245) for _part in range(3))
        box = (x, y, x + draw.uniform(4, 70), y + draw.uniform(4, 60))
        draw.choice((pen.rectangle, pen.ellipse))(box, fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(0.7))
