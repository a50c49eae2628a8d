"""One engine doing one piece of work in a process of its own, and what that cost: ``bench.compose`` asks for it.

python -m bench.engines ENGINE JOB BEFORE AFTER FOLDER ROUNDS
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from install import ROOT

EDGES = (320, 960, 2048)
# Canvas, top of the photos, and the size of a panel, as the design has them.
SHAPES = {
    "portrait": ((1080, 1350), 0, (536, 1000)),
    "square": ((1080, 1080), 0, (536, 776)),
    "story": ((1080, 1920), 270, (536, 953)),
    "landscape": ((1600, 900), 0, (796, 672)),
}
Job = Callable[[str, Path, Path, Path], None]


def bukti(job: str, before: Path, after: Path, out: Path) -> None:
    """This house's engine; ``bare`` has photos alone, ``full`` the whole design, ``set`` all formats and sizes."""
    from bench.recipes import CREST, recipes
    from evidence.adapters.imaging.picture import draw_all

    photos = [before.read_bytes(), after.read_bytes()]
    pictures, copies = draw_all(
        recipes(job, photos), photos, b"" if job == "bare" else CREST, EDGES if job == "set" else ()
    )
    for name, body in zip(SHAPES, pictures, strict=False):
        (out / f"{name}.jpg").write_bytes(body)
    for number, sizes in enumerate(copies):
        for edge, body in sizes.items():
            (out / f"{number}-{edge}.jpg").write_bytes(body)


def naive(job: str, before: Path, after: Path, out: Path) -> None:
    """Pillow as a first try has it: everything decoded, turned, and fitted."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    for name, (canvas, top, panel) in _shapes(job):
        sheet = Image.new("RGB", canvas, "#163A66")
        for at, path in enumerate((before, after)):
            with Image.open(path) as photo:
                tile = ImageOps.fit(ImageOps.exif_transpose(photo), panel, Image.Resampling.LANCZOS)
            sheet.paste(tile, (at * (panel[0] + 8), top))
        sheet.save(out / f"{name}.jpg", quality=QUALITY, subsampling="4:2:0")


def vips(job: str, before: Path, after: Path, out: Path) -> None:
    """libvips as its manual shows: one thumbnail for each output."""
    import pyvips

    for name, (canvas, top, panel) in _shapes(job):
        sheet = pyvips.Image.black(*canvas, bands=3).linear(1, [22, 58, 102])
        sheet = sheet.cast("uchar").copy(interpretation="srgb")
        for at, path in enumerate((before, after)):
            tile = pyvips.Image.thumbnail(str(path), panel[0], height=panel[1], crop="centre")
            sheet = sheet.insert(tile, at * (panel[0] + 8), top)
        sheet.jpegsave(str(out / f"{name}.jpg"), Q=QUALITY, keep="none", subsample_mode="on")
    if job == "set":
        for number, path in enumerate((before, after)):
            for edge in alike(path):
                tile = pyvips.Image.thumbnail(str(path), edge, height=edge, size="down")
                tile.jpegsave(str(out / f"{number}-{edge}.jpg"), Q=80, keep="none")


def alike(photo: Path) -> list[int]:
    """The long edges of the copies that this house makes of the photo, so that others make no larger ones (ADR 16)."""
    from PIL import Image

    from evidence.adapters.imaging.decode import is_nearly

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(photo) as header:
        halves = [max(header.size) // k for k in (4, 2)]
    *smaller, largest = EDGES
    return [*smaller, next((half for half in halves if is_nearly(half, largest)), largest)]


def magick(job: str, before: Path, after: Path, out: Path) -> None:
    """ImageMagick with the hint that lets it decode reduced."""
    for name, (canvas, top, panel) in _shapes(job):
        size = f"{panel[0]}x{panel[1]}"
        tiles = []
        for at, path in enumerate((before, after)):
            hint = f"jpeg:size={panel[1] * 2}x{panel[1] * 2}"
            fit = ["-auto-orient", "-resize", f"{size}^", "-gravity", "center", "-extent", size]
            place = ["-repage", f"+{at * (panel[0] + 8)}+{top}"]
            tiles += ["(", "-define", hint, str(path), *fit, *place, ")"]
        words = ["convert", "-size", f"{canvas[0]}x{canvas[1]}", "xc:#163A66", *tiles, "-flatten"]
        _run([*words, "-sampling-factor", "4:2:0", "-quality", str(QUALITY), str(out / f"{name}.jpg")])


def floor(job: str, before: Path, after: Path, out: Path) -> None:
    """What nobody gets below: the decoder at its smallest sufficient scale, twice, and the encoder once.

    Job ``room`` decodes at the scale of the same quality, with room for a resampling: at an eighth, only the means of
    the file's blocks are left.
    """
    from PIL import Image

    from evidence.adapters.imaging.decode import ROOM

    Image.MAX_IMAGE_PIXELS = None
    canvas, _top, panel = SHAPES["portrait"]
    for path in (before, after):
        with Image.open(path) as photo:
            # Stored lying, seen upright.
            need = max(panel[0] / photo.height, panel[1] / photo.width)
        room = ROOM if job == "room" else dict.fromkeys(ROOM, 1.0)
        scale = next((each for each in (8, 4, 2) if 1 / each >= need * room[each]), 1)
        ppm = out / f"{path.stem}.ppm"
        _run(["djpeg", "-scale", f"1/{scale}", "-outfile", str(ppm), str(path)])
    sheet = out / "sheet.ppm"
    if not sheet.exists():
        Image.effect_noise(canvas, 40).convert("RGB").save(sheet)
    _run(
        ["cjpeg", "-quality", str(QUALITY), "-sample", "2x2", "-outfile", str(out / "floor.jpg"), str(sheet)]
    )


# What Bukti begins with.
QUALITY = 91
ENGINES: dict[str, Job] = {
    "bukti": bukti,
    "naive": naive,
    "pyvips": vips,
    "imagemagick": magick,
    "floor": floor,
}


def _shapes(job: str) -> list[tuple[str, tuple[tuple[int, int], int, tuple[int, int]]]]:
    return list(SHAPES.items()) if job == "set" else list(SHAPES.items())[:1]


def _run(words: list[str]) -> None:
    subprocess.run(words, check=True, capture_output=True)


def _used() -> float:
    """Seconds of processor of this process and of the children that have ended."""
    told = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in told)


def _most() -> int:
    """The most memory of this program in KiB; what getrusage tells counts whoever started it as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def measured(engine: str, job: str, before: Path, after: Path, out: Path, rounds: int) -> dict[str, float]:
    """What the last of ``rounds`` cost: processor and wall clock in seconds, and the most memory in MiB."""
    work = ENGINES[engine]
    cost: dict[str, float] = {}
    for _ in range(rounds):
        used, began = _used(), time.perf_counter()
        work(job, before, after, out)
        cost = {"cpu": _used() - used, "wall": time.perf_counter() - began}
    return {**cost, "peak": max(_most(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024}


if __name__ == "__main__":
    name, job, *paths, rounds = sys.argv[1:]
    if name == "sharp":
        edges = ",".join(map(str, alike(Path(paths[0]))))
        command = ["node", str(ROOT / "bench" / "peers" / "sharp.mjs"), job, *paths, rounds, edges]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    else:
        print(json.dumps(measured(name, job, *map(Path, paths), int(rounds))))  # type: ignore[arg-type]
