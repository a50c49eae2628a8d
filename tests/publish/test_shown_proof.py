"""What was shown of each network's post beside what arrived there, written down to be read."""

import pytest

from bench.proof import keep
from tests.publish.showings import EXACT, PLANS, Line, compared, to_the_limit
from tests.publish.showroom import NETWORKS, Showroom

PAGE = """# What was shown, and what arrived

`make prove` writes this page. Each post was shown on the page where it is written and on the page where it is decided
on, approved there, and sent over real sockets to the network's test server, which tells what it received. A picture
is named by the beginning of its SHA-256: as the browser got it, and as the network read it.

How many of the things compared were equal:

{summary}

A text that ends in an address, a letter with a mark and a family of emoji, exactly as long as each network takes by
its own count, and the same with one character more:

{edges}

Thing by thing. A description is none where the preview says that it does not go along; what else was neither shown nor
sent is left out.

{tables}
"""
DETAILED = {"satu gambar": None, "korsel": ("pictures", "descriptions", "kind"), "cerita": None}
CELL_MOST = 60


@pytest.mark.prove
def test_what_was_shown_and_what_arrived_is_written_down(shows: Showroom) -> None:
    lines: dict[str, dict[str, list[Line]]] = {
        plan: {
            network: compared(sent, network, told.captions[network])
            for network, sent in shows.sent(plan, told).items()
        }
        for plan, told in PLANS.items()
    }
    labels = {network: str(shows.network(network).label) for network in NETWORKS}
    summary = [f"| network | {' | '.join(PLANS)} |", f"| --- |{' --- |' * len(PLANS)}"]
    for network, label in labels.items():
        found = [lines[plan].get(network, []) for plan in PLANS]
        told = [f"{sum(each.equal for each in some)} of {len(some)}" if some else "" for some in found]
        summary.append(f"| {label} | {' | '.join(told)} |")
    edges = ["| network | counter | arrived | one more |", "| --- | --- | --- | --- |"]
    for network, edge in to_the_limit(shows).items():
        whole = "whole" if edge.arrived == EXACT[network] else "**not whole**"
        edges.append(f"| {labels[network]} | {edge.counter} | {whole} | {edge.refusal} |")
    tables = [
        f"## {label}\n\n| post | what | shown | arrived | equal |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(
            _row(plan, each) for plan in DETAILED for each in _told(plan, lines[plan].get(network, []))
        )
        for network, label in labels.items()
    ]

    keep(
        "previews",
        PAGE.format(summary="\n".join(summary), edges="\n".join(edges), tables="\n\n".join(tables)),
    )

    assert all(each.equal for by_network in lines.values() for some in by_network.values() for each in some)


def _told(plan: str, lines: list[Line]) -> list[Line]:
    """What says something, but for the two pages, which are compared whole."""
    wanted = DETAILED[plan]
    return [
        each
        for each in lines[1:]
        if (each.shown or each.arrived or each.what == "descriptions")
        and (wanted is None or each.what in wanted)
    ]


def _row(plan: str, line: Line) -> str:
    equal = "yes" if line.equal else "**no**"
    return f"| {plan} | {line.what} | {_cell(line.shown)} | {_cell(line.arrived)} | {equal} |"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, tuple):
        return _code(str(value))
    return "<br>".join(_code(_short(each)) for each in value) or "none"


def _short(value: object) -> str:
    """A hash by its beginning, a size as people write it."""
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    text = str(value)
    return text[:10] if len(text) == 64 else text


def _code(text: str) -> str:
    shown = text.replace("\n", " ↵ ").replace("|", "¦").replace("`", "'")
    if len(shown) > CELL_MOST:
        shown = f"{shown[: CELL_MOST // 2]} … {shown[-CELL_MOST // 2 :]}"
    return f"`{shown}`" if shown else "none"
