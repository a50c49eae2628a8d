"""Rules of the house that imports cannot show: they hold over the source itself."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from install import ROOT

PRODUCT = [ROOT / "config.py", *sorted((ROOT / "evidence").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
EVERYTHING = [*PRODUCT, *TESTS, ROOT / "install.py", *sorted((ROOT / "bench").rglob("*.py"))]
# Migrations are left out: they are written once, in one piece, and never changed.
LONGEST_MODULE = 400

# Only the edges end a transaction, so that what belongs together happens together.
EDGES = {"views.py", "api.py", "cli.py", "tasks.py"}
MORE_EDGES = {
    "evidence/accounts/registry/mistake_pages.py": "the page of a wrong look, beside the other pages of its room",
    "evidence/accounts/flow.py": "the pages of connecting, beside the other pages of their room",
    "evidence/capture/checking.py": "the task that looks at photos, beside the other tasks of its room",
    "evidence/capture/explaining.py": "what is said about a finding, beside the other pages of its room",
    "evidence/capture/intake.py": "the one way bytes come in, for API and form, around a call to the store",
    "evidence/capture/joining.py": "the task that makes an original whole, beside the other tasks of its room",
    "evidence/capture/reminding.py": "a round of every worker, whatever its queue",
    "evidence/compose/checking.py": "the last look before sending, beside the other pages of its room",
    "evidence/compose/cover_views.py": "the page of what is hidden, beside the other pages of its room",
    "evidence/compose/downloads.py": "the page of all pictures, beside the other pages of its room",
    "evidence/compose/pictures.py": "the pages of looks, beside the other pages of their room",
    "evidence/compose/texts.py": "the page of caption templates, beside the other pages of its room",
    "evidence/core/commands.py": "what every command of a room works in",
    "evidence/core/db.py": "the owner's grants after a migration",
    "evidence/core/jobs.py": "a savepoint around the job engine's own refusal",
    "evidence/core/signs.py": "a worker's own sign of life, which no room writes",
    "evidence/demo.py": "a command of its own that fills a new database",
    "evidence/gallery/public/switching.py": "the page of open galleries, beside the other pages of its room",
    "evidence/gallery/saved_views.py": "the page of saved views, beside the other pages of its room",
    "evidence/integrity/sealer.py": "a process of its own under a role of its own",
    "evidence/notices/answering.py": "the pages behind a letter's links, beside the page of notices",
    "evidence/notices/setting.py": "the page of settings, beside the page of notices",
    "evidence/privacy/consent_views.py": "the page of consents, beside the other pages of its room",
    "evidence/publish/afterwards.py": "what a worker does once a post is out, beside the delivery",
    "evidence/publish/holding.py": "the page of the switches, beside the other pages of its room",
    "evidence/publish/timetable_pages.py": "the page of a unit's times, beside the other pages of its room",
    "evidence/reports/coverage/order_pages.py": "the page of the order, beside the other pages of its room",
    "evidence/reports/coverage/unit_pages.py": "the page of one unit, beside the other pages of its room",
    "evidence/review/moving.py": "the page of another time, beside the other pages of its room",
    "evidence/privacy/asking_pages.py": "the pages of whoever asks, beside those of whoever decides",
    "evidence/publish/metrics.py": "a page for programs, which tells the log of alerts where no worker lives",
    "evidence/publish/operating.py": "the operators' pages, beside the other pages of their room",
    "evidence/publish/packing.py": "a part of the delivery, between two calls to the outside",
    "evidence/publish/telling.py": "a round of every worker, whatever its queue",
    "evidence/publish/withdraw_views.py": "the page of withdrawals, beside the other pages of its room",
    "evidence/reports/digest.py": "a round of the worker, over many rooms",
    "evidence/reports/papers/letterhead_views.py": "the page of a letterhead, beside the other pages of its room",
    "evidence/reports/papers/letting_go.py": "rounds of the worker, beside the tasks of their room",
    "evidence/review/reminding.py": "a round of every worker, whatever its queue",
    "evidence/review/sampling_pages.py": "the page of second looks, beside the other pages of its room",
    "evidence/units/delegation_pages.py": "the page of those who stand in, beside the other pages of its room",
    "evidence/units/handing_over_pages.py": "the page of an office's next holder, beside the other pages of its room",
    "evidence/units/people_pages.py": "the pages by which people come in, beside the other pages of its room",
    "evidence/units/person_pages.py": "one person of them, beside it",
    "evidence/units/sessions.py": "a device that was seen or left, which no view writes",
}
OTHER_PROGRAMS = ("evidence/practice/", "evidence/embedded/")

BROAD_HANDLERS = {
    "evidence/adapters/imaging/child.py": "the child, whose mistake must not be taken for the photo's",
    "evidence/capture/checking.py": "a check, which must not keep the others from being made",
    "evidence/core/jobs.py": "the job wrapper, which must outlive any task",
    "evidence/publish/tasks.py": "a delivery, which must not stand still without a word",
    "evidence/reports/papers/tasks.py": "a paper, which must not hold up the next ones of whoever asked",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """What is called in a module, as the last part of its name, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node.lineno
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node.lineno


def calling(paths: list[Path], *names: str) -> list[str]:
    """Where one of ``names`` is called, as ``file:line``."""
    return [f"{name(path)}:{line}" for path in paths for called, line in calls(path) if called in names]


def test_only_the_edges_end_a_transaction() -> None:
    inside = [
        path
        for path in PRODUCT
        if path.name not in EDGES
        and name(path) not in MORE_EDGES
        and not name(path).startswith(OTHER_PROGRAMS)
    ]

    assert calling(inside, "commit", "begin") == []


def test_each_excepted_edge_still_needs_its_exception() -> None:
    for path in MORE_EDGES:
        assert calling([ROOT / path], "commit", "begin"), f"{path} no longer ends a transaction"


def test_no_module_is_too_long_to_read() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in EVERYTHING}

    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_most_modules_are_small() -> None:
    lengths = [
        len(path.read_text(encoding="utf-8").splitlines()) for path in PRODUCT if path.name != "__init__.py"
    ]

    assert statistics.median(lengths) < 100
    assert statistics.quantiles(lengths, n=10)[-1] < 250


def test_a_failure_nobody_foresaw_is_caught_in_one_place() -> None:
    broad = {
        f"{name(path)}"
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    }

    assert broad <= BROAD_HANDLERS.keys()


def test_no_test_replaces_a_part_of_ours() -> None:
    imported = [
        f"{name(path)}: {ast.unparse(node)}"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom) and re.search(r"\bmock\b", ast.unparse(node))
    ]

    assert imported == []
    # The environment may be changed for a test; the code under test may not.
    assert calling(TESTS, "patch", "setattr", "delattr", "setitem") == []


def test_no_test_waits_by_the_clock() -> None:
    assert calling(TESTS, "sleep") == []


def test_no_work_is_left_for_somebody() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")

    assert [name(path) for path in EVERYTHING if mark.search(path.read_text(encoding="utf-8"))] == []


# ------------------------------------------------------------------------------------------- settings
def settings_read() -> set[str]:
    """Every setting that the code asks the environment for."""
    return set(re.findall(r'"(EVIDENCE_[A-Z0-9_]+)"', (ROOT / "config.py").read_text(encoding="utf-8")))


def settings_documented() -> set[str]:
    """The settings of the table in docs/operations.md: the first cell of each row."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return {
        found
        for row in re.findall(r"^\|([^|]*)\|", page, re.MULTILINE)
        for found in re.findall(r"`(EVIDENCE_[A-Z0-9_]+)`", row)
    }


def test_each_setting_is_documented_and_no_other() -> None:
    assert settings_documented() == settings_read()


def test_no_other_module_names_a_setting_that_config_does_not_read() -> None:
    known = settings_read()
    named = {
        setting if setting in known else re.sub("_FILE$", "", setting)
        for path in [*PRODUCT, *TESTS]
        for setting in re.findall(r"""["'](EVIDENCE_[A-Z0-9_]+)["']""", path.read_text(encoding="utf-8"))
    }

    assert named <= known


@pytest.mark.parametrize("secret", sorted(config.SECRETS))
def test_each_secret_is_a_setting(secret: str) -> None:
    assert secret in settings_read()


def test_each_day_in_a_form_has_the_bounds_of_the_house() -> None:
    own = {"DateField", "DateTimeField", "DateTimeLocalField", "MonthField"}
    taken = [
        f"{name(path)}: {each.name}"
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for each in node.names
        if each.name in own
    ]

    assert taken == []
