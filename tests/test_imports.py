"""The import contracts of pyproject.toml: the tree keeps them, and a planted violation of each is caught."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import install

CONTRACTS = tomllib.loads((install.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

# The contract, the module, what is written at its end, and the rule in words.
VIOLATIONS = [
    ("house", "core/clock.py", "from evidence.units import queries", "the core knows no capability"),
    ("house", "units/queries.py", "from evidence.capture import models", "units know nothing of work"),
    (
        "house",
        "capture/services.py",
        "from evidence.review import queries",
        "capture does not ask for decisions",
    ),
    (
        "house",
        "compose/services.py",
        "from evidence.publish import models",
        "composing never looks at publications",
    ),
    ("house", "publish/queries.py", "from evidence.review import models", "publishing does not look up"),
    ("house", "adapters/storage.py", "from evidence.units import access", "an adapter has no rules of ours"),
    ("house", "units/views.py", "from evidence import app", "nothing asks for the whole application"),
    ("house", "practice/store.py", "from evidence.adapters import networks", "practice knows the core only"),
    ("house", "helpers.py", "", "a new module has a place in the house"),
    ("rooms", "capture/models.py", "from evidence.capture import queries", "models ask nobody"),
    ("rooms", "capture/queries.py", "from evidence.capture import services", "questions change nothing"),
    ("rooms", "review/services.py", "from evidence.review import forms", "rules do not know forms"),
    (
        "rooms",
        "publish/services.py",
        "from evidence.publish import tasks",
        "rules do not know the job engine's side",
    ),
    ("rooms", "capture/api.py", "from evidence.capture import views", "the API does not lean on pages"),
    (
        "practice",
        "publish/tasks.py",
        "from evidence.practice import store",
        "practice is reached by HTTP only",
    ),
    (
        "adapters",
        "adapters/storage.py",
        "from evidence.adapters import imaging",
        "adapters do not know one another",
    ),
    ("web", "review/services.py", "from flask import request", "rules need no request"),
    ("web", "capture/queries.py", "import wtforms", "questions need no form"),
    (
        "web",
        "units/models.py",
        "from flask_login import current_user",
        "only Flask-Security's mixins are excepted",
    ),
    ("web", "compose/services.py", "from evidence.core import web", "a chain over another module counts too"),
    ("pictures", "adapters/imaging/__init__.py", "import sqlalchemy", "imaging has no database"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the product that may be spoilt."""
    shutil.copytree(
        install.ROOT / "evidence", tmp_path / "evidence", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(install.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def verdicts(tree: Path) -> dict[str, str]:
    """KEPT or BROKEN for each contract, by its name."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    printed = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", printed, re.MULTILINE))
    assert found.keys() == set(NAMES.values()), printed
    return found


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    assert set(verdicts(tree).values()) == {"KEPT"}


# Each takes half a second: one of each contract in the check, the others in the proofs.
FIRST = {contract: rule for contract, *_where, rule in reversed(VIOLATIONS)}
PLANTED = [
    pytest.param(*each, id=each[-1], marks=[] if FIRST[each[0]] == each[-1] else pytest.mark.prove)
    for each in VIOLATIONS
]


@pytest.mark.parametrize(("contract", "module", "line", "rule"), PLANTED)
def test_a_planted_violation_is_caught(tree: Path, contract: str, module: str, line: str, rule: str) -> None:
    with (tree / "evidence" / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")

    assert verdicts(tree)[NAMES[contract]] == "BROKEN", rule


def test_each_contract_has_a_planted_violation() -> None:
    assert {contract for contract, *_ in VIOLATIONS} == NAMES.keys()


def test_each_capability_is_under_the_contract_of_its_rooms() -> None:
    rooms = next(contract for contract in CONTRACTS if contract["id"] == "rooms")
    files = ("services.py", "queries.py", "views.py", "api.py")
    outside = {"practice", "core"}
    packages = {path.parent.name for name in files for path in (install.ROOT / "evidence").glob(f"*/{name}")}

    assert {f"evidence.{name}" for name in packages - outside} <= set(rooms["containers"])
