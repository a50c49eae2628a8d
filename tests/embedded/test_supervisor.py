"""Parts start in order, come back when they die, and never outlive the supervisor."""

import os
import signal
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from evidence.embedded import ports
from evidence.embedded.processes import Program, plain_environment, spawn, stop
from evidence.embedded.supervisor import pause_after
from tests.clusters import temporary_folder
from tests.embedded.supervised import driver, supervised
from tests.waiting import lives, until


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder not made yet."""
    with temporary_folder() as parent:
        yield parent / "var"


def notes(folder: Path) -> list[str]:
    return (folder / "notes").read_text(encoding="ascii").splitlines()


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Whoever runs tests under nohup hands on a SIGHUP that is ignored; a program of these tests shall hear it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    "request_to_stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name
)
def test_parts_start_in_order_and_stop_in_reverse(folder: Path, request_to_stop: signal.Signals) -> None:
    with supervised(driver("bells", folder), folder) as house:
        house.until_ready()
        children = house.children()

        house.process.send_signal(request_to_stop)

        assert house.process.wait(60) == 0
        assert notes(folder) == ["one up", "two up", "three up", "three down", "two down", "one down"]
        assert list(children) == ["one", "two", "three"]
        assert house.children() == {}
        assert not any(lives(pid) for pid in children.values())


def test_a_part_that_dies_is_started_again_and_people_are_told(folder: Path) -> None:
    with supervised(driver("bells", folder), folder) as house:
        house.until_ready()
        before = house.children()

        os.kill(before["two"], signal.SIGKILL)

        until(lambda: notes(folder).count("two up") == 2)
        until(lambda: house.children().get("two") not in (None, before["two"]))
        after = house.children()
        assert (after["one"], after["three"]) == (before["one"], before["three"])
        assert "Two berhenti (kode -9); dinyalakan lagi dalam 1 detik." in house.said()


def test_a_step_that_fails_ends_the_start_with_its_reason_and_leaves_nothing(folder: Path) -> None:
    with supervised(driver("failing", folder), folder) as house:
        assert house.process.wait(60) == 1

        assert notes(folder) == ["one up", "one down"]
        assert "Langkah tidak dapat disiapkan" in house.said()
        assert str(folder / "log" / "step.log") in house.said()
        assert "the step says why" in house.said()


def test_a_part_that_is_never_ready_ends_the_start_with_what_was_seen(folder: Path) -> None:
    with supervised(driver("never", folder), folder) as house:
        assert house.process.wait(60) == 1

        assert "Gudang tidak dapat disiapkan" in house.said()
        assert house.said().rstrip().endswith("anybody may read it")


def test_a_second_start_on_the_same_folder_is_refused_by_name(folder: Path) -> None:
    with supervised(driver("bells", folder), folder) as first:
        first.until_ready()

        with supervised(driver("bells", folder), folder) as second:
            assert second.process.wait(60) == 1
            refusal = second.said()

        assert f"Bukti sudah berjalan dengan folder {folder}" in refusal
        assert f"(nomor proses {first.process.pid})" in refusal
        assert first.process.poll() is None


def test_the_output_of_the_run_before_is_kept_once(folder: Path) -> None:
    (folder / "log").mkdir(parents=True)
    (folder / "log" / "one.log").write_text("the run before", encoding="ascii")

    with supervised(driver("bells", folder), folder) as house:
        house.until_ready()

    assert (folder / "log" / "one.log.1").read_text(encoding="ascii") == "the run before"
    assert (folder / "log" / "one.log").read_text(encoding="ascii") == ""


def test_the_real_parts_vanish_with_a_killed_supervisor_and_the_folder_is_usable_again(folder: Path) -> None:
    web_port = str(ports.free_port())
    with supervised(driver("house", folder, web_port), folder) as house:
        house.until_ready()
        family = house.family()
        # The database has processes of its own below it, and they count.
        assert len(family) > len(house.children()) == 3

        house.process.kill()
        house.process.wait()

        if sys.platform.startswith("linux"):
            until(lambda: not any(lives(pid) for pid in family))

    with supervised(driver("house", folder, web_port), folder) as again:
        again.until_ready()
        with urllib.request.urlopen(f"http://127.0.0.1:{web_port}/", timeout=30) as page:
            assert page.status == 200
        family = again.family()

        again.process.send_signal(signal.SIGTERM)

        assert again.process.wait(60) == 0
        assert not any(lives(pid) for pid in family)


def test_a_killed_database_is_back_within_seconds(folder: Path) -> None:
    with supervised(driver("house", folder, str(ports.free_port())), folder) as house:
        house.until_ready()
        database = house.children()["postgres"]

        os.kill(database, signal.SIGKILL)

        until(lambda: house.children().get("postgres") not in (None, database))
        log = folder / "log" / "postgres.log"
        until(lambda: log.read_text(encoding="utf-8").count("ready to accept connections") == 2)


def test_no_secret_stands_on_a_command_line(folder: Path) -> None:
    with supervised(driver("house", folder, str(ports.free_port())), folder) as house:
        house.until_ready()

        seen = " ".join(word for pid in house.family() for word in psutil.Process(pid).cmdline())
        stored = (folder / "secrets" / "secrets.json").read_text(encoding="utf-8")

    values = [line.split('"')[3] for line in stored.splitlines() if line.count('"') == 4]
    assert len(values) >= 10
    assert not [value for value in values if value in seen]


def test_a_part_that_will_not_end_is_killed_with_its_group(tmp_path: Path) -> None:
    stubborn = (
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "print(child, flush=True) if child else None\n"
        "while True: time.sleep(60)\n"
    )
    command = (sys.executable, "-S", "-c", stubborn)
    log = tmp_path / "log"
    process = spawn(Program("stubborn", command, plain_environment()), log)
    grandchild = int(until(lambda: log.read_text(encoding="ascii").strip()))

    stop(process, signal.SIGTERM, seconds=0.2)

    assert process.returncode == -signal.SIGKILL
    until(lambda: not lives(grandchild))


@pytest.mark.parametrize(("falls", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (60, 30)])
def test_pauses_grow_to_half_a_minute(falls: int, seconds: int) -> None:
    assert pause_after(falls) == seconds
