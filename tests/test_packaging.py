"""What is fetched, and from where: the lock files decide, and they name no host."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from install import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHON_LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
NPM_LOCKS = [
    "package-lock.json",
    "tests/browser/chromium/package-lock.json",
    "tests/browser/lighthouse/package-lock.json",
    "tests/networks/pds/package-lock.json",
]
HOSTS = re.compile(
    r"pypi\.org|pythonhosted|npmjs\.|deb\.debian\.org|extra-index-url|trusted-host", re.IGNORECASE
)
ICON = re.compile(r"""\bicon\(\s*['"]([a-z0-9-]+)['"]""")


def plain(requirement: str) -> str:
    """A distribution's name as an index spells it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]).lower()


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_each_python_package_is_pinned_by_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())

    for entry in entries:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
        assert "://" not in entry, entry


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_each_npm_package_is_pinned_by_hash(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text(encoding="utf-8"))["packages"]

    for where, package in packages.items():
        if where:
            assert package["integrity"].startswith("sha512-"), where
            assert "resolved" not in package, where


def test_the_tests_use_the_versions_of_the_product() -> None:
    product, tests = (
        dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )

    assert product.items() <= tests.items()


def test_each_dependency_is_in_the_lock() -> None:
    locked = re.findall(
        r"^([a-z0-9-]+)(?:\[[^\]]*\])?==",
        (ROOT / "requirements.lock").read_text(encoding="utf-8"),
        re.MULTILINE,
    )

    assert {plain(each) for each in PYPROJECT["project"]["dependencies"]} <= set(locked)


def test_each_package_the_product_imports_is_declared() -> None:
    declared = {plain(each) for each in PYPROJECT["project"]["dependencies"]}
    # Flask and boto3 stand for the parts they are made of; _typeshed exists for the type checker only.
    declared |= {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "botocore", "urllib3"}
    # Optional: the one module that imports each is loaded without it.
    declared |= {plain(each) for group in ("align", "c2pa") for each in PYPROJECT["dependency-groups"][group]}
    owners = packages_distributions()
    imported = {
        module.split(".")[0]
        for path in (ROOT / "evidence").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and node.level == 0
            else []
        )
    }
    foreign = imported - set(sys.stdlib_module_names) - {"evidence", "config", "_typeshed"}

    assert {
        each for each in foreign if not declared & {plain(owner) for owner in owners.get(each, [])}
    } == set()


def test_no_committed_file_names_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    naming = []
    for path in listed.stdout.split("\0"):
        file = ROOT / path
        if path == "tests/test_packaging.py" or not file.is_file():
            continue
        if HOSTS.search(file.read_bytes().decode("utf-8", errors="ignore")):
            naming.append(path)

    assert naming == []


def test_each_icon_a_template_names_is_in_the_sprite() -> None:
    drawn = set(json.loads((ROOT / "frontend" / "icons.json").read_text(encoding="utf-8")))
    named = {
        icon
        for path in (ROOT / "templates").rglob("*.html")
        for icon in ICON.findall(path.read_text(encoding="utf-8"))
    }

    assert named <= drawn


def test_the_bundle_is_built_and_its_manifest_is_true() -> None:
    dist = ROOT / "static" / "dist"
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))

    assert {"main.css", "main.js", "icons.svg"} <= manifest.keys()
    assert all((dist / built).is_file() for built in manifest.values())
    for plain_name, built in manifest.items():
        stem, _, extension = plain_name.rpartition(".")
        assert re.fullmatch(rf"{re.escape(stem)}-[A-Z0-9]{{8}}\.{extension}", built)


def test_every_make_target_of_the_interface_says_what_it_does() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {"run", "test", "check", "prove", "help"} <= set(
        re.findall(r"^  make (\S+) +\S", shown, re.MULTILINE)
    )
