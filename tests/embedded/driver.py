"""A program for tests: supervises a small plan in the folder it is given, exactly as ``evidence serve`` would.

python -m tests.embedded.driver bells FOLDER           three parts that note when they start and stop
python -m tests.embedded.driver failing FOLDER         one such part, then a step that fails
python -m tests.embedded.driver house FOLDER PORT      the real database and store, and a small web server
"""

import sys
from pathlib import Path

from evidence.embedded import Postgres, Store, checks, ports
from evidence.embedded.folders import held, make_data_folder
from evidence.embedded.processes import Program, plain_environment
from evidence.embedded.refusals import NotReady, Refused
from evidence.embedded.secrets import load
from evidence.embedded.supervisor import Part, Step, Supervisor

BELL = """
import signal, sys
name, path = sys.argv[1:]
def note(word):
    with open(path, "a") as file:
        file.write(f"{name} {word}\\n")
def end(*_):
    note("down")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("up")
while True:
    signal.pause()
"""


def bell(name: str, notes: Path) -> Part:
    """A part that notes its starts and stops in ``notes``."""

    def is_up() -> None:
        if not notes.exists() or f"{name} up" not in notes.read_text(encoding="ascii").splitlines():
            raise NotReady(name)

    command = (sys.executable, "-S", "-c", BELL, name, str(notes))
    return Part(name, Program(name, command, plain_environment()), is_up)


def bells(folder: Path) -> list[Part | Step]:
    """Three bells."""
    return [bell(name, folder / "notes") for name in ("one", "two", "three")]


def failing(folder: Path) -> list[Part | Step]:
    """A bell, and a step that complains and fails."""
    complaint = "import sys; sys.exit('the step says why')"
    step = Step("langkah", Program("step", (sys.executable, "-S", "-c", complaint), plain_environment()))
    return [bell("one", folder / "notes"), step, bell("two", folder / "notes")]


def never(folder: Path) -> list[Part | Step]:
    """A part that runs and is never ready."""

    def is_up() -> None:
        raise NotReady("anybody may read it")

    quiet = (sys.executable, "-S", "-c", "import signal; signal.pause()")
    return [Part("gudang", Program("shed", quiet, plain_environment()), is_up, patience=1.0)]


def house(folder: Path) -> list[Part | Step]:
    """The real database and store, and a web server that shows an empty folder."""
    secrets = load(folder)
    postgres = Postgres(folder, secrets)
    postgres.initialise()
    port = ports.remembered(folder, ("store",))["store"]
    store = Store(folder / "store", port, secrets.s3_access_key, secrets.s3_secret_key)
    web_port = int(sys.argv[3])
    shown = folder / "shown"
    shown.mkdir(exist_ok=True)
    command = (
        sys.executable,
        "-m",
        "http.server",
        str(web_port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(shown),
    )
    return [
        Part("basis data", postgres.program(), postgres.ready),
        Part("penyimpanan berkas", store.program(), store.ready),
        Part("halaman web", Program("web", command, plain_environment()),
             lambda: checks.answers("127.0.0.1", web_port, "/")),
    ]  # fmt: skip


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """The exit status says what ``evidence serve`` would."""
    plans = {"bells": bells, "failing": failing, "house": house, "never": never}
    try:
        folder = make_data_folder(Path(sys.argv[2]))
        with held(folder):
            Supervisor(folder, plans[sys.argv[1]](folder), _say).run(lambda: _say("all ready"))
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
