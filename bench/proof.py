"""Where a measurement's figures go, and on what machine they were taken."""

import os
import platform
from collections.abc import Sequence

from install import ROOT


def keep(name: str, text: str) -> None:
    """Print a measurement, and keep it as docs/proof/NAME.md with the machine it was taken on."""
    told = f"{text.strip()}\n\n{machine()}\n"
    (ROOT / "docs" / "proof" / f"{name}.md").write_text(told, encoding="utf-8")
    print(told)


def machine() -> str:
    """The machine in one sentence."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"Python {platform.python_version()}; house, phone and line on the same machine."
    )


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which ``part`` (0-1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]
