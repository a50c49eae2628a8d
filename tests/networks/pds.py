"""Bluesky's own server (the npm package @atproto/pds) on the loopback, with a directory of accounts beside it.

It wants Node.js 22 or newer: the machine's own where that will do, else the one of the wheel. The lock file takes a
later better-sqlite3 than it asks for: version 13 brings its binaries in the package, so nothing is built here, and the
ones before it end the process on Node.js 24.19 when a statement is collected.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import install
from evidence.embedded.ports import free_port
from tests.browser.chromium import one_at_a_time, say

PACKAGE = Path(__file__).parent / "pds"
OLDEST_NODE = 22


@dataclass(frozen=True)
class Pds:
    """The running server with its one account."""

    url: str
    handle: str
    did: str
    node: str
    app_password: str = field(repr=False)


def node_environment() -> dict[str, str]:
    """The environment in which a new enough ``node`` and its ``npm`` are found."""
    own = install.machine_node()
    if own is not None:
        told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
        found = re.match(r"v(\d+)\.", told)
        if found is None or int(found[1]) < OLDEST_NODE:
            own = None
    return {**os.environ, **(install.wheel_node() if own is None else own)}


def prepare() -> dict[str, str]:
    """Fetch the packages as their lock file says (360 MB on the disk), unless they are there.

    Answers the environment to start it in.
    """
    node = node_environment()
    with one_at_a_time():
        if not (PACKAGE / "node_modules" / ".package-lock.json").exists():
            say("fetching Bluesky's server from the npm registry")
            install.run("npm", "--prefix", PACKAGE, "ci", "--ignore-scripts", "--loglevel=error", env=node)
    return node


@contextmanager
def running(folder: Path) -> Iterator[Pds]:
    """The server with its data in the folder, until the block ends."""
    node = prepare()
    port = free_port()
    command = ["node", "serve.mjs", str(port), str(free_port({port})), str(folder)]
    with subprocess.Popen(
        command, cwd=PACKAGE, env=node, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            yield Pds(told["url"], told["handle"], told["did"], told["node"], told["appPassword"])
        finally:
            process.stdin.close()
            process.wait(20)
