"""The secrets of one data folder, drawn once and readable by its owner only."""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from cryptography.fernet import Fernet

from evidence.core.files import write_private
from evidence.embedded.folders import make_private
from evidence.embedded.refusals import Refused


@dataclass(frozen=True, repr=False)
class Secrets:
    """Passwords of the database's roles, keys of the store, and the keys that Bukti signs and encrypts with."""

    postgres: str
    owner: str
    app: str
    sealer: str
    practice: str
    s3_access_key: str
    s3_secret_key: str
    secret_key: str
    token_key: str
    practice_key: str
    demo_password: str
    push_key: str


def draw() -> Secrets:
    """New secrets. The demo password is made to be typed: five groups of four letters and digits."""
    return Secrets(
        postgres=secrets.token_urlsafe(32),
        owner=secrets.token_urlsafe(32),
        app=secrets.token_urlsafe(32),
        sealer=secrets.token_urlsafe(32),
        practice=secrets.token_urlsafe(32),
        s3_access_key=secrets.token_hex(10),
        s3_secret_key=secrets.token_urlsafe(32),
        secret_key=secrets.token_urlsafe(48),
        token_key=Fernet.generate_key().decode("ascii"),
        practice_key=secrets.token_urlsafe(32),
        # Any 32 bytes below the curve's order are a key, and all but one draw in four thousand million are.
        push_key=urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode("ascii"),
        # Without letters that are mistaken for digits on a cheap phone.
        demo_password="-".join(
            "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(5)
        ),
    )


def keep(folder: Path, found: Secrets) -> None:
    """Write the secrets of the data folder ``folder``."""
    write_private(make_private(folder / "secrets") / "secrets.json", json.dumps(asdict(found), indent=1))


def load(folder: Path) -> Secrets:
    """The secrets of the data folder ``folder``, drawn and written if there are none.

    Raises Refused when they are unreadable, or gone while the database that needs them is still there.
    """
    path = folder / "secrets" / "secrets.json"
    fresh = draw()
    if not path.exists():
        if (folder / "postgres").exists():
            raise Refused(
                f"Folder {folder} berisi basis data, tetapi berkas rahasianya {path} tidak ada. "
                "Kembalikan berkas itu dari cadangan, atau pilih folder lain dengan EVIDENCE_DATA."
            )
        keep(folder, fresh)
        return fresh
    make_private(path.parent)
    path.chmod(0o600)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name: str(stored[field.name]) for field in fields(Secrets) if field.name in stored}
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"Berkas rahasia {path} tidak dapat dibaca ({error}).") from error
    found = Secrets(**{**asdict(fresh), **known})
    if len(known) < len(fields(Secrets)):
        # A later version of Bukti may need one more secret than the folder has.
        keep(folder, found)
    return found
