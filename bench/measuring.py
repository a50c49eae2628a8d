"""What measuring a photo costs beside decoding it: ``python -m bench.measuring``. Processor and memory of the child."""

from io import BytesIO
from statistics import median

from evidence.adapters.imaging import EXAMINE, scenes
from evidence.adapters.imaging.bounded import attempt
from evidence.adapters.imaging.measure import MEASURE

SIZES = ((1280, 960), (2560, 1920), (4000, 3000))
ROUNDS = 5


def cost(order: str, *files: bytes) -> tuple[float, int]:
    """Seconds of processor, and the most bytes resident, of one child."""
    bounds = EXAMINE if order == "examine" else MEASURE
    endings = [attempt({"do": order}, files, bounds)[1] for _round in range(ROUNDS)]
    assert all(each.code == 0 for each in endings)
    return median(each.processor for each in endings), max(each.memory for each in endings)


def drawn(size: tuple[int, int]) -> bytes:
    """A street of that size, as a phone saves it."""
    from PIL import Image

    with Image.open(BytesIO(scenes.draw("jalan", "before", 7, (1600, 1200)))) as small:
        out = BytesIO()
        small.resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


def main() -> None:
    """Print a row for each size."""
    print("| photo | examining, s | measuring, s | ratio | MB | comparing, s | MB |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for size in SIZES:
        file = drawn(size)
        (plain, _), (measured, held), (compared, both) = (
            cost("examine", file), cost("measure", file), cost("compare", file, file),
        )  # fmt: skip
        row = (
            f"| {size[0]} x {size[1]} | {plain:.2f} | {measured:.2f} | {measured / plain:.1f} | {held >> 20} "
        )
        print(f"{row}| {compared:.2f} | {both >> 20} |")


if __name__ == "__main__":
    main()
