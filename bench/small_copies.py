"""What other formats would spare of the copies that pages show, at the same likeness: docs/proof/copies.md.

For each copy the lowest quality of a format is looked for at which its SSIM is that of our JPEG or better.
"""

import time
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from bench.compose import luma, photo, ssim
from bench.proof import keep
from evidence.adapters.imaging import scenes
from evidence.adapters.imaging.derive import QUALITY, saved
from evidence.adapters.imaging.geometry import EDGES, fitted

WAYS: dict[str, dict[str, Any]] = {
    "WebP, method 2": {"format": "WEBP", "method": 2},
    "WebP, method 4": {"format": "WEBP", "method": 4},
    "AVIF, speed 9": {"format": "AVIF", "speed": 9},
}
SIZE = (3000, 4000)


def encoded(image: Image.Image, **options: Any) -> tuple[bytes, float]:
    """The file, and the processor seconds it took."""
    out, began = BytesIO(), time.process_time()
    image.save(out, **options)
    return out.getvalue(), time.process_time() - began


def alike(image: Image.Image, body: bytes) -> float:
    """SSIM of the file's brightness to the picture it was made of."""
    with Image.open(BytesIO(body)) as again:
        return ssim(luma(image), luma(again))


def cheapest(image: Image.Image, wanted: float, way: dict[str, Any]) -> tuple[bytes, float]:
    """The smallest file that is as like the picture as wanted."""
    low, high = 1, 100
    while low < high:
        middle = (low + high) // 2
        if alike(image, encoded(image, quality=middle, **way)[0]) >= wanted:
            high = middle
        else:
            low = middle + 1
    return encoded(image, quality=high, **way)


def main() -> None:
    """Measure, and keep the figures."""
    found: dict[tuple[int, str], list[tuple[float, float]]] = {}
    own: dict[int, list[tuple[int, float]]] = {}
    with TemporaryDirectory() as name:
        for number, kind in enumerate(scenes.KINDS):
            scene = scenes.draw(kind, "after", number, (1500, 2000))
            with Image.open(photo(scene, SIZE, Path(name) / str(number))) as whole:
                whole.draft("RGB", (2000, 1500))
                turned = whole.transpose(Image.Transpose.ROTATE_270)
            for edge in EDGES:
                copy = turned.resize(fitted(turned.size, edge), Image.Resampling.LANCZOS)
                began = time.process_time()
                body = saved(copy, edge)
                own.setdefault(edge, []).append((len(body), time.process_time() - began))
                wanted = alike(copy, body)
                for way, options in WAYS.items():
                    other, took = cheapest(copy, wanted, options)
                    found.setdefault((edge, way), []).append((len(other) / len(body), took))
    lines = [HEAD]
    for edge in EDGES:
        size, took = (median(values) for values in zip(*own[edge], strict=True))
        lines.append(
            f"| {edge} | JPEG, quality {QUALITY[edge]} | {size / 1000:.0f} KB | 1.00 | {took * 1000:.1f} |"
        )
        for way in WAYS:
            ratio, took = (median(values) for values in zip(*found[edge, way], strict=True))
            lines.append(
                f"| {edge} | {way} | {size * ratio / 1000:.0f} KB | {ratio:.2f} | {took * 1000:.1f} |"
            )
    keep("copies", "\n".join(lines))


HEAD = """\
# Copies in other formats

`python -m bench.small_copies` writes this page: the copies that pages show of drawn scenes with a sensor's noise, as we
save them and in other formats at the lowest quality whose SSIM to the picture is as high. Medians.

| long edge | format | file | of ours | processor, ms |
| --: | --- | --: | --: | --: |"""

if __name__ == "__main__":
    main()
