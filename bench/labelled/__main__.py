"""Measure the checks on labelled sets and write docs/checks.md: ``python -m bench.labelled [FAMILY ...]``.

Each family is a module of this package with ``TITLE`` and ``section() -> str`` (Markdown). Those that are not named
keep the section that stands there, since some take long.
"""

import re
import sys
from dataclasses import fields
from importlib import import_module

from evidence.capture.checks.all import CHECKS
from evidence.capture.checks.thresholds import Thresholds
from install import ROOT

PAGE = ROOT / "docs" / "checks.md"
# In the order of the page.
FAMILIES = ("pairs", "times", "places", "origins", "reuse", "screens", "quality", "scene")
INTRODUCTION = """# What is noticed before a decision

Pure checks look at the photos of an activity as soon as they are stored. Each states a fact with its evidence and
says what it cannot know; a person decides ([why so](adr/0023-noticed-before-a-decision.md)). This page is written by
`python -m bench.labelled`, from sets made by code whose answers are known. They are as like to life as we could make
them, and they are not life: figures of real work will differ, and the thresholds are settings for that reason.

**Recall** is what was noticed of what there was to notice, **precision** what was right of all that was noticed with
as many negatives as the table says.

`reuse.near` and the families `screens`, `quality` and `scene` rest on what the worker measures from pixels
([how](adr/0025-measured-from-pixels.md)); of what cannot be measured they say *tidak dapat dinilai*.
"""


def kept() -> dict[str, str]:
    """The sections that stand on the page, by family."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", text, re.DOTALL))


def checks() -> str:
    """Every check with its version, and the thresholds."""
    rows = "\n".join(f"| `{each.code}` | {each.version} | {each.label} | {each.limit} |" for each in CHECKS)
    numbers = "\n".join(f"| `{each.name}` | {each.default} |" for each in fields(Thresholds))
    return (
        f"## The checks\n\n| check | version | label | what it cannot know |\n| --- | --: | --- | --- |\n{rows}\n\n"
        "## Thresholds\n\nSet by `EVIDENCE_CHECK_THRESHOLDS`, a JSON object; an unknown name is refused at the start."
        "\n\n"
        f"| name | default |\n| --- | --: |\n{numbers}\n"
    )


def main(wanted: list[str]) -> None:
    """Measure the named families, or all."""
    sections = kept()
    parts = [INTRODUCTION]
    for name in FAMILIES:
        module = import_module(f"bench.labelled.{name}")
        if not wanted or name in wanted or name not in sections:
            sections[name] = f"## {module.TITLE}\n\n{module.section()}\n"
            print(sections[name])
        parts.append(f"<!-- {name} -->\n{sections[name]}\n<!-- end -->\n")
    PAGE.write_text("\n".join([*parts, checks()]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
