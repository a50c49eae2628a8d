"""A small camera: surfaces and things stand in metres before it, so before and after share one viewpoint."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from evidence.adapters.imaging.scenes.brush import Colour, fractal, noise

Point = tuple[float, float, float]
Flat = tuple[float, float]


class View:
    """A picture in the making. x goes right, y up from the ground, z away from the eye, all in metres."""

    def __init__(
        self, size: tuple[int, int], horizon: float = 0.40, eye: float = 1.5, side: float = 0.0
    ) -> None:
        self.size = size
        self.image = Image.new("RGB", size, (168, 160, 146))
        # The field of view of a phone's main camera.
        self.focal = 0.72 * max(size)
        self.middle = size[0] / 2
        self.horizon = size[1] * horizon
        self.eye, self.side = eye, side

    def point(self, x: float, y: float, z: float) -> Flat:
        """Where a point of the world appears, in pixels."""
        scale = self.focal / z
        return self.middle + (x - self.side) * scale, self.horizon - (y - self.eye) * scale

    def surface(
        self, texture: Image.Image, corners: Sequence[Point], mask: Image.Image | None = None
    ) -> None:
        """Lay a texture on a flat four-cornered surface: upper left, upper right, lower right, lower left."""
        flat = [self.point(*corner) for corner in corners]
        left, top = max(0, int(min(x for x, _ in flat))), max(0, int(min(y for _, y in flat)))
        right = min(self.size[0], int(max(x for x, _ in flat)) + 2)
        bottom = min(self.size[1], int(max(y for _, y in flat)) + 2)
        if right <= left or bottom <= top:
            return
        # Twice too large and then reduced, so that edges and far patterns do not shimmer.
        size = ((right - left) * 2, (bottom - top) * 2)
        local = [((x - left) * 2, (y - top) * 2) for x, y in flat]
        data = _perspective(local, texture.size)
        laid = texture.transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR)
        shape = Image.new("L", size, 0)
        ImageDraw.Draw(shape).polygon(local, fill=255)
        if mask is not None:
            seen = mask.transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR)
            shape = ImageChops.multiply(shape, seen)
        self.image.paste(laid.reduce(2), (left, top), shape.reduce(2))

    def ground(
        self, texture: Image.Image, left: float, right: float, near: float, far: float, y: float = 0.0
    ) -> None:
        """Lay a texture flat on the ground."""
        self.surface(texture, ((left, y, far), (right, y, far), (right, y, near), (left, y, near)))

    def wall(self, texture: Image.Image, x: float, near: float, far: float, low: float, high: float) -> None:
        """Stand a texture on the ground along the way."""
        self.surface(texture, ((x, high, near), (x, high, far), (x, low, far), (x, low, near)))

    def front(
        self, texture: Image.Image, left: float, right: float, z: float, low: float, high: float
    ) -> None:
        """Stand a texture facing us."""
        self.surface(texture, ((left, high, z), (right, high, z), (right, low, z), (left, low, z)))

    def darken(self, corners: Sequence[Point], strength: float, blur: float) -> None:
        """A soft shadow of that outline; ``blur`` in pixels of a 1600 pixel wide picture."""
        self.dim([self.point(*corner) for corner in corners], strength, blur)

    def dim(self, outline: Sequence[Flat], strength: float, blur: float) -> None:
        """The same for an outline in pixels."""
        mask = Image.new("L", self.size, 0)
        ImageDraw.Draw(mask).polygon(list(outline), fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(max(0.5, blur * max(self.size) / 1600)))
        self.image.paste((22, 24, 34), (0, 0), mask)

    def shadow(self, x: float, z: float, wide: float, deep: float, strength: float = 0.5) -> None:
        """A contact shadow on the ground, an ellipse of these half axes in metres."""
        (left, _), (right, _) = self.point(x - wide, 0, z), self.point(x + wide, 0, z)
        (_, far), (_, near) = self.point(x, 0, z + deep), self.point(x, 0, max(0.6, z - deep))
        room = round((right - left) * 0.3) + 4
        box = Image.new("L", (round(right - left) + 2 * room, round(near - far) + 2 * room), 0)
        ImageDraw.Draw(box).ellipse(
            (room, room, box.width - room, box.height - room), fill=round(255 * strength)
        )
        box = box.filter(ImageFilter.GaussianBlur(max(1.0, (near - far) * 0.22)))
        self.image.paste((18, 20, 26), (round(left) - room, round(far) - room), box)

    def stand(
        self, thing: Image.Image, x: float, z: float, height: float, y: float = 0.0, shadow: float = 0.45
    ) -> None:
        """Stand a cut-out upright at a place, ``height`` metres tall."""
        tall = height * self.focal / z
        size = (max(1, round(thing.width * tall / thing.height)), max(1, round(tall)))
        wide = size[0] * z / self.focal / 2
        if shadow and y == 0:
            self.shadow(x + wide * 0.25, z, wide * 1.05, max(0.05, wide * 0.55), shadow)
        foot = self.point(x, y, z)
        small = thing.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        self.image.paste(small, (round(foot[0] - size[0] / 2), round(foot[1] - size[1])), small)

    def sky(self, rng: Random, high: Colour, low: Colour) -> None:
        """A tropical sky down to the horizon, with soft clouds."""
        size = (self.size[0], max(2, round(self.horizon) + 4))
        ramp = Image.linear_gradient("L").resize(size)
        sky = Image.composite(Image.new("RGB", size, low), Image.new("RGB", size, high), ramp)
        clouds = fractal(rng, size, (size[0] / 2.5, size[0] / 7, size[0] / 18, size[0] / 45))
        cover = clouds.point(lambda value: max(0, min(215, round((value - 118) * 1.9))))
        cover = cover.filter(ImageFilter.GaussianBlur(size[0] / 300))
        sky.paste((250, 248, 244), (0, 0), cover)
        self.image.paste(sky, (0, 0))

    def dapple(self, rng: Random, strength: float, top: float = 0.35) -> None:
        """Leaf shadows over the lower part of the picture, as under a tree at noon."""
        size = self.size
        spots = fractal(rng, size, (size[0] / 6, size[0] / 22, size[0] / 55))
        mask = spots.point(lambda value: max(0, min(255, (value - 142) * 6)))
        fade = (
            Image.linear_gradient("L")
            .resize(size)
            .point(lambda v: max(0, min(255, round((v - 255 * top) * 3))))
        )
        mask = ImageChops.multiply(mask, fade).point(lambda value: round(value * strength))
        self.image.paste((30, 36, 46), (0, 0), mask.filter(ImageFilter.GaussianBlur(size[0] / 320)))

    def finished(
        self, rng: Random, warmth: float = 0.0, contrast: float = 1.04, grain: float = 0.13
    ) -> Image.Image:
        """As a phone would have it: a little soft, falling off to the corners, with grain."""
        image = self.image.filter(ImageFilter.GaussianBlur(max(self.size) / 2600))
        fall = (
            Image.radial_gradient("L").resize(self.size).point(lambda v: 255 - round(max(0, v - 110) * 0.30))
        )
        image = ImageChops.multiply(image, Image.merge("RGB", (fall, fall, fall)))
        image = ImageEnhance.Contrast(image).enhance(contrast)
        red, green, blue = image.split()
        # The curve lifts the middle tones, as a camera does on a bright day.
        red = red.point(lambda v: min(255, round(255 * (v / 255) ** 0.80 * (1 + warmth))))
        green = green.point(lambda v: round(255 * (v / 255) ** 0.80))
        blue = blue.point(lambda v: min(255, round(255 * (v / 255) ** 0.80 * (1 - warmth))))
        tinted = Image.merge("RGB", (red, green, blue))
        speckle = Image.merge("RGB", [noise(rng, self.size, 1.3)] * 3)
        return Image.blend(tinted, ImageChops.overlay(tinted, speckle), grain)


def _perspective(flat: Sequence[Flat], texture: tuple[int, int]) -> tuple[float, ...]:
    """The eight numbers that lead from picture to texture, by solving their linear equations."""
    wide, high = texture
    targets = ((0, 0), (wide, 0), (wide, high), (0, high))
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(flat, targets, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for at in range(8):
        pivot = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(8):
            if row != at:
                factor = rows[row][at]
                rows[row] = [mine - factor * other for mine, other in zip(rows[row], rows[at], strict=True)]
    return tuple(row[8] for row in rows)
