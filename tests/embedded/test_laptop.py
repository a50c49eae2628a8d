"""What ``evidence serve`` runs, what it leaves to others, and how it refuses."""

import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import config
from evidence import embedded
from evidence.embedded import ports
from evidence.embedded.folders import held, make_data_folder
from evidence.embedded.laptop import furnish, plain_http, plan
from evidence.embedded.refusals import Refused
from evidence.embedded.supervisor import Step
from install import ROOT
from tests.clusters import temporary_folder
from tests.practice.serving import client
from tests.serving import RunningHouse
from tests.waiting import until

SOMEWHERE = {
    "EVIDENCE_DATABASE_URL": "postgresql+psycopg://bukti_app:x@/bukti?host=/nowhere",
    "EVIDENCE_S3_ENDPOINT": "http://127.0.0.1:1",
    "EVIDENCE_S3_ACCESS_KEY": "someaccesskey",
    "EVIDENCE_S3_SECRET_KEY": "some secret key",
}

EVERYWHERE = "0.0.0.0"  # noqa: S104  Only named here; the tests start nothing on it.


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new data folder."""
    with temporary_folder() as parent:
        yield make_data_folder(parent / "var")


def names(env: dict[str, str], folder: Path) -> list[str]:
    """The programs in the order of their starting."""
    return [each.program.name for each in plan(furnish(env, folder))]


def test_everything_is_started_for_a_new_folder_in_the_order_of_need(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port())}

    assert names(env, folder) == [
        "postgres", "upgrade", "store", "sealer", "practice", "worker-render", "worker-publish", "demo", "web",
    ]  # fmt: skip


def test_what_is_given_is_not_started(folder: Path) -> None:
    env = SOMEWHERE | {"EVIDENCE_PORT": str(ports.free_port())}
    owner = {"EVIDENCE_DATABASE_OWNER_URL": "postgresql+psycopg://bukti_owner:x@/bukti?host=/nowhere"}
    practice = {
        "EVIDENCE_PRACTICE_DATABASE_URL": "postgresql+psycopg://bukti_practice:x@/bukti?host=/nowhere"
    }

    assert names(env, folder) == ["worker-render", "worker-publish", "web"]
    assert names(env | owner, folder) == ["upgrade", "worker-render", "worker-publish", "web"]
    assert names(env | practice, folder) == ["practice", "worker-render", "worker-publish", "web"]
    assert not (folder / "postgres").exists()


def test_the_parts_are_told_everything_and_what_was_given_wins(folder: Path) -> None:
    given = {"EVIDENCE_PORT": str(ports.free_port()), "EVIDENCE_SECRET_KEY": "g" * 40}

    house = furnish(given, folder)

    settings = config.read(house.env)
    assert settings.secret_key == given["EVIDENCE_SECRET_KEY"]
    assert settings.base_url == f"http://127.0.0.1:{given['EVIDENCE_PORT']}"
    assert settings.practice_mode
    assert settings.data == folder
    assert "bukti_practice" in settings.practice_database_url
    programs = {each.program.name: each.program.env for each in plan(house)}
    # Only migrations may change the schema, so only they know the owner's password.
    assert [name for name, env in programs.items() if "EVIDENCE_DATABASE_OWNER_URL" in env] == ["upgrade"]
    assert not [
        name for name in ("postgres", "store") if any(key.startswith("EVIDENCE") for key in programs[name])
    ]


def test_ports_stay_the_same_so_that_links_stay_good(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port())}

    first, second = furnish(env, folder), furnish(env, folder)

    for name in ("EVIDENCE_PRACTICE_URL", "EVIDENCE_S3_ENDPOINT"):
        assert first.env[name] == second.env[name]


def test_a_secret_given_in_a_file_counts_as_given(folder: Path) -> None:
    secret = folder / "key"
    secret.write_text("f" * 40, encoding="ascii")
    env = SOMEWHERE | {"EVIDENCE_PORT": str(ports.free_port()), "EVIDENCE_SECRET_KEY_FILE": str(secret)}

    assert config.read(furnish(env, folder).env).secret_key == "f" * 40


def test_demo_people_appear_beyond_this_machine_only_with_a_chosen_password(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port()), "EVIDENCE_HOST": EVERYWHERE}

    chosen = furnish(env | {"EVIDENCE_DEMO_PASSWORD": "sandi yang dipilih"}, folder)

    assert chosen.demonstration.is_wanted
    assert chosen.env["EVIDENCE_DEMO_PASSWORD"] == "sandi yang dipilih"
    with pytest.raises(Refused, match="EVIDENCE_DEMO_PASSWORD"):
        furnish(env, folder)


def test_a_new_folder_opened_to_the_network_has_no_demo_people(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port()), "EVIDENCE_HOST": EVERYWHERE}

    house = furnish(env, folder)

    assert not house.demonstration.is_on
    assert not config.read(house.env).practice_mode
    assert "demo" not in [each.program.name for each in plan(house)]


def test_the_units_are_loaded_once_where_no_demo_brings_them(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port()), "EVIDENCE_PRACTICE_MODE": "0"}
    house = furnish(env, folder)
    first = {each.program.name: each for each in plan(house)}

    interrupted = names(env, folder)
    loading = first["units"]
    assert isinstance(loading, Step)
    loading.done()

    assert "demo" not in first
    assert "units" in interrupted
    assert "units" not in names(env, folder)


def test_the_password_of_demo_people_already_made_is_the_one_that_is_shown(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port())}
    first = furnish(env, folder)
    first.demonstration.made()

    later = furnish(env | {"EVIDENCE_DEMO_PASSWORD": "sandi lain"}, folder)

    assert later.env["EVIDENCE_DEMO_PASSWORD"] == first.env["EVIDENCE_DEMO_PASSWORD"]


@pytest.mark.parametrize(
    ("part", "label"),
    [("web", "halaman web"), ("store", "penyimpanan berkas"), ("practice", "jejaring latihan")],
)
def test_a_taken_port_is_named_with_what_it_was_for(
    folder: Path, capsys: pytest.CaptureFixture[str], part: str, label: str
) -> None:
    known = ports.remembered(folder, ("store", "practice")) | {"web": ports.free_port()}

    with socket.create_server(("127.0.0.1", known[part])):
        status = embedded.serve({"EVIDENCE_DATA": str(folder), "EVIDENCE_PORT": str(known["web"])})

    assert status == 1
    assert f"Port {known[part]} di 127.0.0.1 untuk {label} tidak dapat dipakai" in capsys.readouterr().err
    assert not (folder / "postgres").exists()


def test_a_folder_in_use_is_named_with_its_process(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(folder):
        status = embedded.serve({"EVIDENCE_DATA": str(folder)})

    assert status == 1
    assert f"folder {folder} (nomor proses {os.getpid()})" in capsys.readouterr().err


def test_wrong_settings_are_named_before_anything_starts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env = SOMEWHERE | {
        "EVIDENCE_DATA": str(folder),
        "EVIDENCE_PORT": str(ports.free_port()),
        "EVIDENCE_HEARTBEAT": "x",
    }

    assert embedded.serve(env) == 2
    assert embedded.serve(env | {"EVIDENCE_PORT": "delapan ribu"}) == 1

    told = capsys.readouterr().err
    assert "EVIDENCE_HEARTBEAT" in told
    assert "EVIDENCE_PORT harus nomor" in told


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")

    assert embedded.serve({"EVIDENCE_DATA": str(tmp_path / "file" / "var")}) == 1
    assert str(tmp_path / "file" / "var") in capsys.readouterr().err


def test_whoever_opens_the_house_without_https_is_told_what_phones_lose(folder: Path) -> None:
    env = {"EVIDENCE_PORT": str(ports.free_port()), "EVIDENCE_DEMO_PASSWORD": "sandi yang dipilih"}
    opened = env | {"EVIDENCE_HOST": EVERYWHERE}
    named = opened | {"EVIDENCE_BASE_URL": "https://bukti.example"}

    told = "\n".join(plain_http(furnish(opened, folder).env))

    assert 'docs/operations.md, bagian "HTTPS for real phones"' in told
    assert "\n## HTTPS for real phones\n" in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert plain_http(furnish(env, folder).env) == plain_http(furnish(named, folder).env) == []


@pytest.mark.journey
def test_one_command_runs_the_whole_house(served: RunningHouse) -> None:
    """That it ends well, and everything with it, is asserted wherever a house is run."""
    welcome = served.log.read_text(encoding="utf-8")
    parts = json.loads((served.folder / "pids.json").read_text(encoding="utf-8"))
    listening = [
        each.laddr.ip
        for below in psutil.Process(served.process.pid).children(recursive=True)
        for each in below.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]

    with client() as http:
        assert http.get(f"{served.url}/readyz").status_code == 200
    assert "lurah.mojo" in welcome
    assert served.password in welcome
    assert stat.S_IMODE((served.folder / "secrets").stat().st_mode) == 0o700
    told = psutil.Process(parts["web"]).environ()
    assert (
        not {"EVIDENCE_DATABASE_OWNER_URL", "EVIDENCE_SEALER_DATABASE_URL", "EVIDENCE_SIGNING_KEY_FILE"}
        & told.keys()
    )
    assert stat.S_IMODE((served.folder / "secrets" / "signing-key.pem").stat().st_mode) == 0o600
    until((served.folder / "heads" / "latest.json").exists)
    assert listening == ["127.0.0.1"] * 3
