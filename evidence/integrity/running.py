"""What the commands of this room do, once their words are read. An edge: it opens the database and commits."""

import json
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import Settings
from evidence.adapters.storage import storage_of
from evidence.core import audit, clock
from evidence.core.db import make_engine, make_sessions
from evidence.core.errors import DomainError, NotFound
from evidence.core.words import N_
from evidence.integrity import credential_keys, keys, sealer
from evidence.integrity.heads import Copy, last_head

# Whoever looks at ten million acts may take a while for one question.
PATIENCE = 4 * 3600.0
CHANGED, CANNOT = 1, 2
BETWEEN_LINES = 2.0
# What the acts of the signing key speak of.
KEY = uuid.uuid5(uuid.NAMESPACE_URL, "signing-key")
PARTS = {"chain": "rantai segel", "heads": "salinan kepala", "rows": "catatan", "objects": "berkas"}
NO_KEY = N_("Setel EVIDENCE_SIGNING_KEY_FILE.")


def seal(found: Settings) -> None:
    """Seal until a signal comes."""
    if not found.sealer_database_url or found.signing_key_file is None:
        raise keys.KeyRefused(N_("Setel EVIDENCE_SEALER_DATABASE_URL dan EVIDENCE_SIGNING_KEY_FILE."))
    ring = keys.load(found.signing_key_file, private=True)
    sealer.run(found.sealer_database_url, ring, storage_of(found), found.heads_folder, found.seal_every)


def key_ring(found: Settings, path: Path | None = None) -> keys.KeyRing:
    """The keys in ``path``, or in the file of the settings. Raises KeyRefused."""
    path = path or found.signing_key_file
    if path is None:
        raise keys.KeyRefused(
            N_("Setel EVIDENCE_SIGNING_KEY_FILE, atau sebutkan kunci publik dengan --keys.")
        )
    return keys.load(path)


def rotate(session: Session, found: Settings) -> None:
    """Put a new signing key in front, and write that down as an act. Raises KeyRefused."""
    if found.signing_key_file is None:
        raise keys.KeyRefused(NO_KEY)
    drawn = keys.draw_next(found.signing_key_file)
    audit.record(session, "integrity.key_rotated", KEY, old=drawn.old, new=drawn.new)
    # The act is with the database before the file changes: one that is away, or refuses, leaves the key as it was.
    session.flush()
    drawn.take_up()
    old, new = drawn.old, drawn.new
    click.echo(f"Kunci {old} diganti {new}. Jalankan ulang penyegel, lalu simpan kunci publik yang baru.")


def make_credential_key(found: Settings, name: str) -> None:
    """Write the key of Content Credentials where the settings want it. Raises KeyRefused."""
    path = _credential_key(found)
    if not credential_keys.make(path, name):
        raise keys.KeyRefused(
            N_("Berkas %(path)s sudah ada. Pindahkan dahulu bila kuncinya hendak diganti."), path=path
        )
    click.echo(f"Kunci ditulis ke {path}. Simpan salinannya seperti kunci penyegel.")


def certificates(found: Settings) -> None:
    """Print the certificates of that key. Raises KeyRefused."""
    click.echo(credential_keys.load(_credential_key(found)).chain.decode("ascii"), nl=False)


def _credential_key(found: Settings) -> Path:
    if found.c2pa_key_file is None:
        raise keys.KeyRefused(N_("Setel EVIDENCE_C2PA_KEY_FILE."))
    return found.c2pa_key_file


def head(session: Session) -> None:
    """Print the head as it is now, to be kept elsewhere. Raises NotFound where nothing is sealed yet."""
    now = last_head(session)
    if now is None:
        raise NotFound("Belum ada yang disegel.")
    click.echo(now.to_json(), nl=False)


def verify(
    found: Settings,
    *,
    key_file: Path | None,
    head_files: tuple[Path, ...],
    since: datetime | None,
    sample: int | None,
    with_objects: bool,
    state: Path | None,
    as_json: bool,
) -> int:
    """Look, and say what was found; the exit status."""
    from evidence.integrity.objects import Choice
    from evidence.integrity.verifying import Sources, Verification

    engine = make_engine(found.database_url, pool_size=1, statement_timeout=PATIENCE)
    looking = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    choice = Choice(since.replace(tzinfo=clock.WIB).astimezone(UTC) if since else None, sample)
    try:
        at_hand = [Copy(str(path), path.read_bytes()) for path in head_files]
        ring = key_ring(found, key_file)
        sources = Sources(make_sessions(looking), storage_of(found), ring, found.heads_folder, at_hand)
        run = Verification(sources, choice, with_objects=with_objects, state=state, progress=Telling())
        report = run.run()
    except (DomainError, DBAPIError, OSError) as error:
        why = str(error) if isinstance(error, DomainError) else type(error).__name__
        click.echo(f"Pemeriksaan terhenti: {why}", err=True)
        return CANNOT
    finally:
        engine.dispose()
    now = clock.now()
    if as_json:
        click.echo(json.dumps(report.plain(now), indent=1))
    else:
        for line in report.lines(now):
            click.echo(line)
    return 0 if report.ok else CHANGED


class Telling:
    """Says on standard error how far it has come, not more often than a person reads."""

    def __init__(self) -> None:
        self._said, self._at = "", 0.0

    def __call__(self, what: str, done: int, about: int) -> None:
        """One step further."""
        if what == self._said and time.monotonic() - self._at < BETWEEN_LINES:
            return
        self._said, self._at = what, time.monotonic()
        counted = f": {done} (dari sekitar {about} foto dan gambar)" if about else ""
        click.echo(f"Memeriksa {PARTS[what]}{counted}", err=True)
