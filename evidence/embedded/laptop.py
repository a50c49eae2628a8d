"""The whole house on one machine: which parts run, in which order, and what people are told."""

import shlex
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import config
from evidence.core import clock
from evidence.embedded import checks, ports
from evidence.embedded.demonstration import PEOPLE, Demonstration
from evidence.embedded.environment import (
    OWNER_URL,
    SEALER_URL,
    c2pa_key,
    complete,
    is_given,
    is_loopback,
    port_of,
    signing_key,
    value_of,
    without_owner,
    without_sealer,
)
from evidence.embedded.folders import held, make_data_folder
from evidence.embedded.postgres import Postgres
from evidence.embedded.processes import Program
from evidence.embedded.refusals import Refused
from evidence.embedded.secrets import Secrets, keep, load
from evidence.embedded.store import Store
from evidence.embedded.supervisor import Part, Step, Supervisor
from evidence.integrity.credential_keys import make as make_credential_key
from evidence.integrity.keys import make as make_key
from evidence.units import UNITS

# Whose Content Credentials these are, until a city makes a key of its own.
HERE = "Bukti (mesin ini)"
_COMMAND = Path(sys.executable).with_name("evidence")
# Processes of a run that was killed need a moment to let go of their ports.
_LETTING_GO = 2.0


@dataclass(frozen=True)
class House:
    """Our own parts, None for each that is somebody else's, and the settings of all."""

    env: Mapping[str, str]
    postgres: Postgres | None
    store: Store | None
    practice_port: int | None
    demonstration: Demonstration


def serve(env: Mapping[str, str]) -> int:
    """Run everything under the folder EVIDENCE_DATA until a signal; the exit status of the command.

    0 after a signal, 1 with a sentence on standard error when something could not start, 2 for wrong settings.
    """
    try:
        folder = make_data_folder(Path(env.get("EVIDENCE_DATA") or "var"))
        with held(folder):
            house = furnish(env, folder)
            config.read(house.env)
            Supervisor(folder, plan(house), _say).run(lambda: _welcome(house))
    except Refused as refusal:
        _complain(str(refusal))
        return 1
    except config.ConfigError as error:
        _complain("\n".join(error.problems))
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def furnish(env: Mapping[str, str], folder: Path) -> House:
    """Decide which parts are ours and prepare their files. Raises Refused."""
    secrets = load(folder)
    port_of(env)
    postgres = None if is_given(env, "EVIDENCE_DATABASE_URL") else Postgres(folder, secrets)
    practice_port = _practice_port(env, folder, ours=postgres is not None)
    store = _our_store(env, folder, secrets)
    _check_ports(env, folder, store, practice_port)
    demonstration = Demonstration(folder)
    if postgres is not None:
        secrets = _decide_demonstration(env, folder, secrets, demonstration, postgres)
        if postgres.is_new:
            _say("Membuat basis data baru...")
        postgres.initialise()
    make_key(signing_key(folder))
    make_credential_key(c2pa_key(folder), HERE)
    databases = postgres.databases() if postgres is not None else None
    settings = complete(env, folder, secrets, databases, store, practice_port)
    if demonstration.is_on and postgres is not None:
        settings["EVIDENCE_DEMO_PASSWORD"] = secrets.demo_password
        settings.setdefault("EVIDENCE_PRACTICE_MODE", "1")
    return House(settings, postgres, store, practice_port, demonstration)


def settings_of(env: Mapping[str, str]) -> Mapping[str, str]:
    """What a command beside a running `serve` works with: ``env``, and for the rest what its data folder holds.

    ``env`` itself when it names a database or there is no such folder. Nothing is started. Raises Refused.
    """
    folder = Path(env.get("EVIDENCE_DATA") or "var").absolute()
    try:
        if is_given(env, "EVIDENCE_DATABASE_URL") or not (folder / "postgres").exists():
            return env
        secrets = load(folder)
        databases = Postgres(folder, secrets).databases()
        practice_port = _practice_port(env, folder, ours=True)
        return complete(env, folder, secrets, databases, _our_store(env, folder, secrets), practice_port)
    except OSError as error:
        raise Refused(
            f"Folder data {folder} tidak dapat dibaca ({error.strerror}). Jalankan perintah ini sebagai pengguna "
            "yang menjalankan Bukti, atau pilih folder lain dengan EVIDENCE_DATA."
        ) from error


def _our_store(env: Mapping[str, str], folder: Path, secrets: Secrets) -> Store | None:
    if is_given(env, "EVIDENCE_S3_ENDPOINT"):
        return None
    return Store(
        folder / "store",
        ports.remembered(folder, ("store",))["store"],
        value_of(env, "EVIDENCE_S3_ACCESS_KEY") or secrets.s3_access_key,
        value_of(env, "EVIDENCE_S3_SECRET_KEY") or secrets.s3_secret_key,
        bucket=env.get("EVIDENCE_S3_BUCKET") or "bukti",
        region=env.get("EVIDENCE_S3_REGION") or "us-east-1",
    )


def plan(house: House) -> list[Part | Step]:
    """The parts in the order of their starting; each is asked whether it is ready before the next one starts."""
    sealing = without_owner(house.env)
    env = without_sealer(sealing)
    database_url = value_of(env, "EVIDENCE_DATABASE_URL")
    began = clock.now()
    steps: list[Part | Step] = []
    if house.postgres is not None:
        steps.append(Part("basis data", house.postgres.program(), house.postgres.ready))
    if is_given(house.env, OWNER_URL):
        steps.append(Step("tabel basis data", _ours("upgrade", house.env, "db", "upgrade")))
    if house.store is not None:
        steps.append(Part("penyimpanan berkas", house.store.program(), house.store.ready))
    if is_given(house.env, SEALER_URL):
        steps.append(Part("penyegel jejak", _ours("sealer", sealing, "sealer")))
    if (port := house.practice_port) is not None:
        steps.append(
            Part(
                "jejaring latihan",
                _ours("practice", env, "practice", "--port", str(port)),
                lambda: checks.answers("127.0.0.1", port, "/healthz"),
            )
        )
    for number, (queue, label) in enumerate(
        (("render", "pengolah foto"), ("publish", "penerbit unggahan")), start=1
    ):
        steps.append(
            Part(
                label,
                _ours(f"worker-{queue}", env, "worker", "--queue", queue),
                lambda least=number: checks.workers_at_work(database_url, began, least),  # type: ignore[misc]
            )
        )
    if house.demonstration.is_wanted and house.postgres is not None:
        steps.append(Step("kota latihan", _ours("demo", env, "demo"), done=house.demonstration.made))
    elif house.demonstration.owes_units and house.postgres is not None:
        loading = _ours("units", env, "units", "load", str(UNITS))
        steps.append(Step("unit kota", loading, done=house.demonstration.units_loaded))
    host, web_port = env["EVIDENCE_HOST"], int(env["EVIDENCE_PORT"])
    # The web ends its open requests on SIGINT; on SIGTERM Python would cut them off.
    web = replace(_ours("web", env, "web"), stop_signal=signal.SIGINT)
    steps.append(Part("halaman web", web, lambda: checks.answers(host, web_port, "/readyz")))
    return steps


def _ours(name: str, env: Mapping[str, str], *words: str) -> Program:
    return Program(name, (sys.executable, "-m", "evidence.cli", *words), env)


def _practice_port(env: Mapping[str, str], folder: Path, *, ours: bool) -> int | None:
    url = env.get("EVIDENCE_PRACTICE_URL")
    if not is_given(env, "EVIDENCE_PRACTICE_DATABASE_URL") and (url or not ours):
        return None
    if not url:
        return ports.remembered(folder, ("store", "practice"))["practice"]
    try:
        return urlsplit(url).port or 80
    except ValueError as error:
        raise Refused(f"EVIDENCE_PRACTICE_URL tidak berisi port yang benar: {url}") from error


def _check_ports(
    env: Mapping[str, str], folder: Path, store: Store | None, practice_port: int | None
) -> None:
    host, file = env.get("EVIDENCE_HOST") or "127.0.0.1", folder / "ports.json"
    elsewhere = f"hapus {file} agar Bukti memilih port lain (tautan jejaring latihan ikut berubah)"
    asked = [("halaman web", host, port_of(env), "pilih port lain dengan EVIDENCE_PORT")]
    if store is not None:
        asked.append(("penyimpanan berkas", "127.0.0.1", urlsplit(store.endpoint).port or 0, elsewhere))
    if practice_port is not None:
        asked.append(("jejaring latihan", "127.0.0.1", practice_port, elsewhere))
    for label, address, port, way_out in asked:
        deadline = time.monotonic() + _LETTING_GO
        while ports.taken(address, port):
            if time.monotonic() > deadline:
                raise Refused(
                    f"Port {port} di {address} untuk {label} tidak dapat dipakai, "
                    f"biasanya karena program lain memakainya. Hentikan program itu, atau {way_out}."
                )
            time.sleep(0.1)


def _decide_demonstration(
    env: Mapping[str, str], folder: Path, secrets: Secrets, demonstration: Demonstration, postgres: Postgres
) -> Secrets:
    """Whether there are demo people, and the secrets with their password. Raises Refused."""
    password = value_of(env, "EVIDENCE_DEMO_PASSWORD")
    alone = is_loopback(env.get("EVIDENCE_HOST") or "127.0.0.1")
    if postgres.is_new:
        demonstration.decide(
            wanted=env.get("EVIDENCE_PRACTICE_MODE", "1") != "0" and (alone or bool(password))
        )
    if demonstration.is_on and not alone and not password:
        raise Refused(
            f"Folder {folder} berisi orang contoh, sehingga hanya dibuka untuk komputer ini. "
            "Untuk membukanya ke jaringan setel EVIDENCE_DEMO_PASSWORD, "
            "atau mulai dengan folder lain lewat EVIDENCE_DATA."
        )
    if not password or password == secrets.demo_password or not demonstration.is_on:
        return secrets
    if not demonstration.is_wanted:
        _say("Orang contoh sudah dibuat sebelumnya: sandi mereka yang lama tetap berlaku.")
        return secrets
    chosen = replace(secrets, demo_password=password)
    keep(folder, chosen)
    return chosen


def _welcome(house: House) -> None:
    lines = ["", f"Bukti siap: {house.env['EVIDENCE_BASE_URL']}"]
    if house.practice_port is not None:
        lines.append(f"Jejaring latihan: {house.env['EVIDENCE_PRACTICE_URL']}")
    if house.demonstration.is_on and house.env.get("EVIDENCE_PRACTICE_MODE") == "1":
        lines.append(
            f"Mode latihan. Sandi untuk semua nama di bawah ini: {house.env['EVIDENCE_DEMO_PASSWORD']}"
        )
        lines.extend(f"  {name:<19} {office}" for name, office in PEOPLE)
    elif house.postgres is not None and not house.demonstration.is_on:
        lines += [
            "Tidak ada orang contoh. Tambahkan orang dari jendela lain dengan:",
            f"  EVIDENCE_DATA={shlex.quote(house.env['EVIDENCE_DATA'])} {shlex.quote(str(_COMMAND))}"
            " people add NAMA --role ROLE --unit KODE",
        ]
    if not is_given(house.env, SEALER_URL):
        lines.append("Jejak perbuatan tidak disegel: EVIDENCE_SEALER_DATABASE_URL belum disetel.")
    lines += [*plain_http(house.env), "Untuk berhenti, tekan Ctrl-C."]
    lines += [
        "(Bukti is ready at the first address. Press Ctrl-C to stop.)",
        "",
    ]
    _say("\n".join(lines))


def plain_http(env: Mapping[str, str]) -> list[str]:
    """What phones can and cannot do where others reach us without HTTPS; nothing to say elsewhere.

    Browsers give camera, service worker, position and passkeys to pages with a trusted certificate only.
    """
    if is_loopback(env["EVIDENCE_HOST"]) or env["EVIDENCE_BASE_URL"].startswith("https://"):
        return []
    return [
        "Bukti terbuka bagi jaringan tanpa HTTPS.",
        "  Berfungsi di HP: kamera bawaan HP, pengecilan foto, dan pengiriman selama halaman Bukti terbuka.",
        "  Memerlukan HTTPS dengan nama tepercaya: kamera di halaman dengan bayangan foto sebelum, halaman luring,",
        '  lokasi, dan kunci sandi. Petunjuknya: docs/operations.md, bagian "HTTPS for real phones".',
        "  (Over plain HTTP phones have their own camera, shrinking, and the outbox while a page is open; the camera",
        "  in the page, the offline page, position and passkeys need HTTPS.)",
    ]


def _say(line: str) -> None:
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        # Whoever read our lines has gone; that is no reason to stop serving.
        return


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")
