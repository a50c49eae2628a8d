"""The settings of the parts: what was given, and for the rest what the data folder holds."""

from collections.abc import Mapping
from pathlib import Path

from evidence.embedded.checks import reachable
from evidence.embedded.postgres import Databases
from evidence.embedded.refusals import Refused
from evidence.embedded.secrets import Secrets
from evidence.embedded.store import Store

OWNER_URL = "EVIDENCE_DATABASE_OWNER_URL"
SEALER_URL = "EVIDENCE_SEALER_DATABASE_URL"
# What only the sealer may hold.
SEALING = frozenset({SEALER_URL, f"{SEALER_URL}_FILE", "EVIDENCE_SIGNING_KEY_FILE"})


def is_given(env: Mapping[str, str], name: str) -> bool:
    """Whether a setting stands in the environment, or in a file that the environment names."""
    return bool(env.get(name) or env.get(f"{name}_FILE"))


def value_of(env: Mapping[str, str], name: str) -> str:
    """A secret from the environment or from its file; empty when not given. Raises Refused."""
    path = env.get(f"{name}_FILE")
    if env.get(name) or not path:
        return env.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{name}_FILE: berkas {path} tidak dapat dibaca.") from error


def port_of(env: Mapping[str, str]) -> int:
    """The port of the web. Raises Refused."""
    text = env.get("EVIDENCE_PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refused(f"EVIDENCE_PORT harus nomor dari 1 sampai 65535, bukan {text!r}.")
    return int(text)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on ``host``."""
    return host in {"127.0.0.1", "::1", "localhost"} or host.startswith("127.")


def complete(
    env: Mapping[str, str],
    folder: Path,
    secrets: Secrets,
    databases: Databases | None,
    store: Store | None,
    practice_port: int | None,
) -> dict[str, str]:
    """``env`` with every missing setting filled in. ``databases``, ``store`` and ``practice_port`` are our own parts.

    What was given always wins, so that any part can be somebody else's.
    """
    host = env.get("EVIDENCE_HOST") or "127.0.0.1"
    port = port_of(env)
    shown = reachable(host)
    ours = {
        "EVIDENCE_HOST": host,
        "EVIDENCE_PORT": str(port),
        "EVIDENCE_BASE_URL": f"http://{f'[{shown}]' if ':' in shown else shown}:{port}",
        "EVIDENCE_SECRET_KEY": secrets.secret_key,
        "EVIDENCE_TOKEN_KEYS": secrets.token_key,
        "EVIDENCE_PRACTICE_KEY": secrets.practice_key,
        "EVIDENCE_PUSH_PRIVATE_KEY": secrets.push_key,
        "EVIDENCE_SIGNING_KEY_FILE": str(signing_key(folder)),
        "EVIDENCE_HEADS_FOLDER": str(folder / "heads"),
        "EVIDENCE_C2PA_KEY_FILE": str(c2pa_key(folder)),
    }
    if databases is not None:
        ours["EVIDENCE_DATABASE_URL"] = databases.app_url
        ours[OWNER_URL] = databases.owner_url
        ours[SEALER_URL] = databases.sealer_url
        ours["EVIDENCE_PRACTICE_DATABASE_URL"] = databases.practice_url
    if store is not None:
        ours["EVIDENCE_S3_ENDPOINT"] = store.endpoint
        ours["EVIDENCE_S3_BUCKET"] = store.bucket
        ours["EVIDENCE_S3_REGION"] = store.region
        ours["EVIDENCE_S3_ACCESS_KEY"] = store.access_key
        ours["EVIDENCE_S3_SECRET_KEY"] = store.secret_key
    if practice_port is not None:
        ours["EVIDENCE_PRACTICE_URL"] = f"http://127.0.0.1:{practice_port}"
    given = {name: value for name, value in env.items() if value or name not in ours}
    missing = {name: value for name, value in ours.items() if not is_given(env, name)}
    # The parts may run in another folder, so the path is made absolute.
    return given | missing | {"EVIDENCE_DATA": str(folder)}


def signing_key(folder: Path) -> Path:
    """Where the key that signs heads lies in the data folder ``folder``."""
    return folder / "secrets" / "signing-key.pem"


def c2pa_key(folder: Path) -> Path:
    """Where the key that signs Content Credentials lies in the data folder ``folder``."""
    return folder / "secrets" / "c2pa-key.pem"


def without_sealer(env: Mapping[str, str]) -> dict[str, str]:
    """``env`` for the parts that may not seal."""
    return {name: value for name, value in env.items() if name not in SEALING}


def without_owner(env: Mapping[str, str]) -> dict[str, str]:
    """``env`` for the parts that may not change the schema."""
    return {name: value for name, value in env.items() if name not in {OWNER_URL, f"{OWNER_URL}_FILE"}}
