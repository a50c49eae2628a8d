"""Commands beside a running house: they find its database by the data folder alone."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from evidence.cli import main
from evidence.embedded.processes import plain_environment
from evidence.units import UNITS
from tests.clusters import temporary_folder
from tests.house import MOJO, csrf
from tests.practice.serving import client
from tests.serving import running_house

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "sandi yang panjang"


@dataclass(frozen=True)
class Told:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def evidence(data: Path, *words: str) -> Told:
    """Run the command as a person does who knows nothing but the folder; here, since a new program takes seconds."""
    env = {name: None for name in os.environ if name.startswith("EVIDENCE_")}
    ran = CliRunner(env={**env, "EVIDENCE_DATA": str(data)}).invoke(main, words)
    return Told(ran.exit_code, ran.stdout, ran.stderr)


def as_a_program(data: Path, *words: str) -> Told:
    """The same in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "evidence.cli", *words],
        env=plain_environment(EVIDENCE_DATA=str(data)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return Told(ran.returncode, ran.stdout, ran.stderr)


def sign_in(http: httpx.Client, url: str, username: str) -> int:
    page = http.get(f"{url}/masuk").text
    told = {"username": username, "password": PASSWORD, "csrf_token": csrf(page)}
    return http.post(f"{url}/masuk", data=told).status_code


def units_by(token: str, http: httpx.Client, url: str) -> int:
    return http.get(f"{url}/api/v1/units", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.journey
@pytest.mark.prove
def test_a_city_without_demo_people_has_its_units_and_gets_people_by_command() -> None:
    with temporary_folder() as folder:
        with running_house(folder, EVIDENCE_PRACTICE_MODE="0") as served, client() as http:
            welcome = served.log.read_text(encoding="utf-8")
            person = ("petugas.mojo", "--role", "uploader", "--unit", MOJO, "--password", PASSWORD)
            added = as_a_program(served.folder, "people", "add", *person)
            lost, kept = (evidence(served.folder, "people", "token", "petugas.mojo") for _ in range(2))
            signed_in = sign_in(http, served.url, "petugas.mojo")
            opened = units_by(lost.stdout.strip(), http, served.url)
            ident = lost.stderr.split()[-1]
            revoked = [evidence(served.folder, "people", "revoke", ident) for _ in range(2)]
            one_shut = [units_by(each.stdout.strip(), http, served.url) for each in (lost, kept)]
            rest = evidence(served.folder, "people", "revoke", "--all", "petugas.mojo")
            all_shut = units_by(kept.stdout.strip(), http, served.url)
            reloaded = evidence(served.folder, "units", "load", str(UNITS))
        alone = [
            evidence(served.folder, *words)
            for words in (
                ("people", "token", "petugas.mojo"),
                ("people", "add", *person),
                ("units", "load", str(UNITS)),
            )
        ]

    assert "lurah.mojo" not in welcome
    assert f"EVIDENCE_DATA={served.folder} " in welcome
    assert added.returncode == 0, added.stderr
    assert signed_in == 302
    assert (opened, one_shut, all_shut) == (200, [401, 200], 401)
    assert [each.returncode for each in revoked] == [0, 1]
    assert revoked[1].stderr == f"Error: Token {ident} tidak ada atau sudah tidak berlaku.\n"
    assert rest.stdout == "1 token dicabut.\n"
    assert reloaded.stdout == "60 unit dimuat.\n"
    assert [each.returncode for each in alone] == [1, 1, 1]
    for each in alone:
        assert each.stderr.startswith("Error: Basis data tidak menjawab.")
        assert each.stderr.count("\n") == 1


def test_where_there_is_no_house_the_missing_settings_are_named(tmp_path: Path) -> None:
    answer = evidence(tmp_path / "var", "people", "token", "petugas.mojo")

    assert answer.returncode == 2
    assert "EVIDENCE_DATABASE_URL is missing" in answer.stderr
    assert not (tmp_path / "var").exists()


def test_a_folder_that_may_not_be_read_is_named_in_one_sentence(tmp_path: Path) -> None:
    data = tmp_path / ("n" * (os.pathconf(tmp_path, "PC_NAME_MAX") + 1))

    answer = evidence(data, "people", "token", "petugas.mojo")

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Error: Folder data {data} tidak dapat dibaca")
    assert answer.stderr.count("\n") == 1
