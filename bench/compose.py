"""What a picture costs, as ratios to the floor and to other engines, and whether its speed was bought with quality.

Engines take turns within each round, so that a busy moment meets all of them alike; figures are medians.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from bench.engines import SHAPES
from bench.proof import keep
from bench.recipes import CREST, full
from evidence.adapters import imaging
from evidence.adapters.imaging import scenes
from evidence.adapters.imaging.geometry import filling
from install import ROOT, node_environment

SIZES = {"12 MP": (3000, 4000), "50 MP": (6120, 8160), "108 MP": (9000, 12000)}
# How much of a sensor's noise makes a photo as heavy as phones' are: 3.5, 11.6 and 21 MB.
GRAIN = {3000: 0.08, 6120: 0.066, 9000: 0.06}
ROUNDS = 3
Grey = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Costs = dict[tuple[str, str, str], list[dict[str, float]]]


def photo(scene: bytes, size: tuple[int, int], path: Path) -> Path:
    """A drawn scene with a sensor's noise, as heavy as a phone's file, stored lying with a tag that turns it."""
    with Image.open(BytesIO(scene)) as drawn:
        large = drawn.resize(size, Image.Resampling.BICUBIC)
    noisy = Image.blend(large, Image.effect_noise(size, 60).convert("RGB"), GRAIN[size[0]])
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = noisy.transpose(Image.Transpose.ROTATE_90)
    turned.save(path, "JPEG", quality=90, subsampling="4:2:0", exif=exif)
    return path


def cost(engine: str, job: str, pair: tuple[Path, Path], out: Path, rounds: int) -> dict[str, float]:
    """What one run of an engine in a process of its own says of itself."""
    words = [sys.executable, "-m", "bench.engines", engine, job, *map(str, pair), str(out), str(rounds)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    return dict(json.loads(told.stdout))


def engines() -> list[str]:
    """Those that this machine has."""
    found = ["bukti", "naive", "floor"]
    with_python = subprocess.run([sys.executable, "-c", "import pyvips"], capture_output=True, check=False)
    found += ["pyvips"] if with_python.returncode == 0 else []
    found += ["imagemagick"] if shutil.which("identify") else []
    found += ["sharp"] if (ROOT / "bench" / "peers" / "node_modules").exists() else []
    return found


def prepare() -> None:
    """Fetch sharp, whose versions the lock file beside it holds."""
    words = ["npm", "--prefix", str(ROOT / "bench" / "peers"), "ci", "--loglevel=error", "--no-audit"]
    subprocess.run(words, check=True, env={**os.environ, **node_environment()})


# ------------------------------------------------------------------------------------------------ quality
def luma(image: Image.Image) -> Grey:
    """Brightness as floating numbers."""
    return np.asarray(image.convert("L"), dtype=np.float64)


def reference(path: Path, panel: tuple[int, int]) -> Grey:
    """The middle of the whole decoded photo, reduced in floating numbers."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as stored:
        whole = stored.convert("L").transpose(Image.Transpose.ROTATE_270)
    left, top, right, bottom = filling(whole.size, panel)
    box = (left * whole.width, top * whole.height, right * whole.width, bottom * whole.height)
    return np.asarray(whole.convert("F").resize(panel, Image.Resampling.LANCZOS, box=box), dtype=np.float64)


def psnr(
    one: Grey,
    other: Grey,
) -> float:
    """Decibels between two pictures of 0-255."""
    return float(10 * np.log10(255**2 / np.mean((one - other) ** 2)))


def ssim(
    one: Grey,
    other: Grey,
) -> float:
    """Structural similarity over windows of 8 by 8, -1 to 1 (Wang and others, 2004, with a plain window)."""

    def mean(
        values: Grey,
    ) -> Grey:
        summed = np.cumsum(np.cumsum(np.pad(values, ((1, 0), (1, 0))), 0), 1)
        return (summed[8:, 8:] - summed[:-8, 8:] - summed[8:, :-8] + summed[:-8, :-8]) / 64

    a, b = mean(one), mean(other)
    spread = mean(one * one) - a * a, mean(other * other) - b * b
    both = mean(one * other) - a * b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(
        np.mean((2 * a * b + c1) * (2 * both + c2) / ((a * a + b * b + c1) * (spread[0] + spread[1] + c2)))
    )


def quality(out: Path, pair: tuple[Path, Path]) -> tuple[float, float]:
    """PSNR in dB and SSIM of the worse panel of ``out``'s portrait."""
    _canvas, top, panel = SHAPES["portrait"]
    with Image.open(out / "portrait.jpg") as made:
        sheet = made.convert("RGB")
    found = []
    for at, path in enumerate(pair):
        left = at * (panel[0] + 8)
        # The label of the whole design lies on the photo's foot.
        shown = luma(sheet.crop((left, top, left + panel[0], top + panel[1] - 100)))
        wanted = reference(path, panel)[: panel[1] - 100]
        found.append((psnr(wanted, shown), ssim(wanted, shown)))
    return min(each[0] for each in found), min(each[1] for each in found)


# -------------------------------------------------------------------------------------------------- figures
def rounds(pairs: dict[str, tuple[Path, Path]], folder: Path) -> Costs:
    """Every engine's cost of every job and size, taking turns."""
    peers = [each for each in engines() if each not in ("floor", "naive")]
    jobs = [("floor", "bare"), ("floor", "room"), ("naive", "bare"), ("bukti", "full")]
    jobs += [(engine, job) for engine in peers for job in ("bare", "set")]
    found: Costs = {}
    for _ in range(ROUNDS):
        for size, pair in pairs.items():
            for engine, job in jobs:
                out = folder / f"{engine}-{job}-{size}"
                out.mkdir(exist_ok=True)
                found.setdefault((engine, job, size), []).append(cost(engine, job, pair, out, 2))
    return found


def together(pair: tuple[Path, Path]) -> float:
    """How much more two pictures at once get done than one after the other, through the bounded child."""
    photos = [path.read_bytes() for path in pair]
    recipe = full(photos)

    def one(_number: int) -> None:
        imaging.compose(recipe, photos, CREST)

    def seconds(workers: int) -> float:
        began = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, range(8)))
        return time.perf_counter() - began

    return median(seconds(1) / seconds(2) for _ in range(3))


@contextmanager
def pairs() -> Iterator[tuple[Path, dict[str, tuple[Path, Path]]]]:
    """A folder and in it two photos of each size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn = [scenes.draw("drainase", stage, 5, (1500, 2000)) for stage in ("before", "after")]
        made = {
            size: (
                photo(drawn[0], pixels, folder / f"a-{size}"),
                photo(drawn[1], pixels, folder / f"b-{size}"),
            )
            for size, pixels in SIZES.items()
        }
        yield folder, made


def main() -> None:
    """Measure, and keep the figures."""
    prepare()
    with pairs() as (folder, made):
        found = rounds(made, folder)
        lines = [HEAD]
        floors = {
            (size, job): median(each["cpu"] for each in found["floor", job, size])
            for size in made
            for job in ("bare", "room")
        }
        for engine, job, size in sorted(found, key=lambda each: (each[0], each[1], int(each[2].split()[0]))):
            costs = found[engine, job, size]
            cpu, wall, peak = (median(each[what] for each in costs) for what in ("cpu", "wall", "peak"))
            told = "- | -"
            if job != "set" and engine != "floor":
                decibels, alike = quality(folder / f"{engine}-{job}-{size}", made[size])
                told = f"{decibels:.2f} | {alike:.4f}"
            ratios = f"{cpu / floors[size, 'bare']:.2f} | {cpu / floors[size, 'room']:.2f}"
            lines.append(
                f"| {engine} | {job} | {size} | {cpu:.3f} | {ratios} | {wall:.3f} | {peak:.0f} | {told} |"
            )
        for size in made:
            own = median(each["cpu"] for each in found["bukti", "set", size])
            for peer in ("pyvips", "sharp"):
                if (peer, "set", size) in found:
                    other = median(each["cpu"] for each in found[peer, "set", size])
                    lines.append(f"\nThe set at {size}: {own / other:.2f} of {peer}.")
        lines.append(
            f"\nTwo pairs at once on two cores: {together(made['12 MP']):.2f} times the throughput of one."
        )
    keep("compose", "\n".join(lines))


HEAD = """\
# What a picture costs

`python -m bench.compose` writes this page. Processor seconds of one job in a process that has done it once before,
medians of rounds in which the engines take turns. `bare` is a portrait of two photos without words, `full` the whole
design with crest and QR code, `set` four formats and three gallery sizes of both photos. PSNR and SSIM are those of the
worse panel's brightness against the whole photo reduced in floating numbers; all save at the quality that Bukti begins
with. Photos are drawn, with a sensor's noise, and about as heavy as phones' are. What is measured is the drawing
itself (`draw_all`) in the process that asks; the fork of a child, in which the house does it, comes to it. The largest
copy is 2000 pixels long of 12 MP and 2040 of 50 MP (ADR 16), and pyvips and sharp are asked for copies of that size.

The floor is `djpeg -scale` of both photos and one `cjpeg`. Its job `bare` decodes at the smallest scale that has enough
pixels, which for these panels of 536 by 1000 is a quarter of 12 MP and an eighth of 50 and 108 MP, with nothing left to
resample and the quality of such a picture not measured. Its job `room` decodes as little as the quality
of naive Pillow allows (`imaging.decode.ROOM`): half, a quarter, a quarter.

Asked of 12, 50 and 108 MP: `full` at most 1.8, 1.4 and 1.6 of the floor, `bare` 1.5, 1.2 and 1.4; `set` at most 0.6
(12 MP) and 0.45 (50 MP) of what pyvips and sharp need; at most 100, 100 and 120 MB. A picture of its own also within
0.4 dB and 0.002 of naive. Differences of a tenth are within what one run differs from the next.

| engine | job | photos | cpu, s | of the floor | with room | wall, s | peak, MiB | PSNR, dB | SSIM |
| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: |"""

if __name__ == "__main__":
    main()
