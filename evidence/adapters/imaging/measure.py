"""What pixels say of a photo and of a pair, measured behind the wall and kept as plain JSON for the checks.

Nothing here blames anybody: a measure is a number, the checks say from where on a person should look.
"""

from typing import Any

from evidence.adapters.imaging import prints
from evidence.adapters.imaging.bounded import Bounds, run

# Raised whenever the same photo may be measured otherwise; a print of another version is one too.
MEASURES_VERSION = f"1.{prints.VERSION}"
# Nobody waits for it, so a busy machine may take its time.
MEASURE = Bounds(wall=30.0, cpu=6)


def measure(body: bytes, bounds: Bounds = MEASURE) -> dict[str, Any]:
    """What the pixels of a photo say, as `pixels.measured` tells it; the same file gives the same answer.

    Raises `Unreadable` with a reason code, or `ImagingUnavailable` when the machine is to blame.
    """
    return {"version": MEASURES_VERSION, **run({"do": "measure"}, [body], bounds)[0]}


def compare(before: bytes, after: bytes, bounds: Bounds = MEASURE) -> dict[str, Any]:
    """What the pixels of two stages say of each other, as `pixels.compared` tells it. Raises as `measure`."""
    return {"version": MEASURES_VERSION, **run({"do": "compare"}, [before, after], bounds)[0]}
