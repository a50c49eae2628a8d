"""Damaged files by the thousand: each is read or refused, none costs much, and none takes the decoder with it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from statistics import median

import pytest

from bench import proof
from evidence.adapters.imaging import EXAMINE, REASONS, Unreadable, examine
from evidence.adapters.imaging.bounded import attempt, understood
from evidence.adapters.imaging.wire import Ending
from tests.adapters.mutations import mutation, seeds

MEGABYTE = 1024 * 1024
# Seconds of processor and bytes, for one file.
SLOW, LARGE = 5.0, 300 * MEGABYTE

PAGE = """\
# Damaged pictures

`make prove` writes this page: {count:,} seeded mutations of {kinds} small files (`tests/adapters/mutations.py`), each
examined in a child of its own.

| what became of it | files |
| --- | --: |
{rows}
Processor: median {median:.3f} s, most {most:.2f} s; memory: most {memory:.0f} MB. A file was to take at most
{slow:.0f} s and {large:.0f} MB. Children that crashed: {crashed}. Afterwards the same server read every whole file.

What this does not show: large files, of which `docs/proof/limits.md` tells.

{day}
"""


def outcome(number: int) -> tuple[str, Ending]:
    """What becomes of one mutation: "read" or the reason of its refusal. Anything else is raised."""
    name, data = mutation(number)
    answer, ending = attempt({"do": "examine"}, [data], EXAMINE)
    try:
        understood(answer, ending, EXAMINE)
    except Unreadable as refusal:
        return refusal.reason, ending
    except Exception as error:
        error.add_note(f"mutation {number} of {name}")
        raise
    return "read", ending


def outcomes(numbers: range) -> list[tuple[str, Ending]]:
    with ThreadPoolExecutor(2) as at_once:
        return list(at_once.map(outcome, numbers))


def sound(found: list[tuple[str, Ending]]) -> None:
    """No file was dear, none ended its child, and there were some of both ends."""
    assert [
        (reason, ending) for reason, ending in found if ending.processor > SLOW or ending.memory > LARGE
    ] == []
    assert [(reason, ending) for reason, ending in found if ending.code != 0] == []
    counted = Counter(reason for reason, _ending in found)
    assert counted.keys() <= {"read", *REASONS}
    assert min(counted["read"], counted["truncated"], counted["not_an_image"]) > len(found) / 50
    assert all(examine(whole).width in (120, 160) for whole in seeds().values())


def test_the_same_number_is_the_same_mutation() -> None:
    assert mutation(7) == mutation(7)
    assert len({mutation(number)[1] for number in range(300)}) > 290


def test_no_damaged_file_hurts_the_decoder() -> None:
    sound(outcomes(range(100)))


@pytest.mark.prove
def test_twenty_thousand_damaged_files() -> None:
    found = outcomes(range(20_000))

    endings = [ending for _reason, ending in found]
    rows = Counter(reason for reason, _ending in found).most_common()
    page = PAGE.format(
        count=len(found),
        kinds=len(seeds()),
        rows="".join(f"| {reason} | {count:,} |\n" for reason, count in rows),
        median=median(each.processor for each in endings),
        most=max(each.processor for each in endings),
        memory=max(each.memory for each in endings) / MEGABYTE,
        slow=SLOW,
        large=LARGE / MEGABYTE,
        crashed=sum(each.code != 0 for each in endings),
        day=datetime.now(UTC).date().isoformat(),
    )
    proof.keep("mutations", page)
    sound(found)
