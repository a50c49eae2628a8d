"""Commands beside a running house: they find its database by the data folder alone."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from evidence.demo import UNITS
from evidence.embedded.processes import plain_environment
from tests.clusters import temporary_folder
from tests.house import MOJO, csrf
from tests.practice.serving import client
from tests.serving import running_house

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "sandi yang panjang"


def evidence(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does who knows nothing but the folder."""
    return subprocess.run(
        [sys.executable, "-m", "evidence.cli", *words],
        env=plain_environment(EVIDENCE_DATA=str(data)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def sign_in(http: httpx.Client, url: str, username: str) -> int:
    page = http.get(f"{url}/masuk").text
    told = {"username": username, "password": PASSWORD, "csrf_token": csrf(page)}
    return http.post(f"{url}/masuk", data=told).status_code


def units_by(token: str, http: httpx.Client, url: str) -> int:
    return http.get(f"{url}/api/v1/units", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.journey
def test_a_city_without_demo_people_is_filled_by_commands() -> None:
    with temporary_folder() as folder:
        with running_house(folder, EVIDENCE_PRACTICE_MODE="0") as served, client() as http:
            welcome = served.log.read_text(encoding="utf-8")
            loaded = evidence(served.folder, "units", "load", str(UNITS))
            person = ("petugas.mojo", "--role", "uploader", "--unit", MOJO, "--password", PASSWORD)
            added = evidence(served.folder, "people", "add", *person)
            token = evidence(served.folder, "people", "token", "petugas.mojo").stdout.strip()
            signed_in = sign_in(http, served.url, "petugas.mojo")
            opened = units_by(token, http, served.url)
            revoked = evidence(served.folder, "people", "revoke", "petugas.mojo")
            shut = units_by(token, http, served.url)
        alone = evidence(served.folder, "people", "token", "petugas.mojo")

    assert "units load" in welcome
    assert "lurah.mojo" not in welcome
    assert (loaded.stdout, loaded.returncode) == ("60 unit dimuat.\n", 0)
    assert added.returncode == 0, added.stderr
    assert signed_in == 302
    assert (opened, revoked.stdout, shut) == (200, "1 token dicabut.\n", 401)
    assert alone.returncode == 1
    assert alone.stderr.startswith("Error: Basis data tidak menjawab.")


def test_where_there_is_no_house_the_missing_settings_are_named(tmp_path: Path) -> None:
    answer = evidence(tmp_path / "var", "people", "token", "petugas.mojo")

    assert answer.returncode == 2
    assert "EVIDENCE_DATABASE_URL is missing" in answer.stderr
    assert not (tmp_path / "var").exists()
