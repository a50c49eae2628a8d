"""The embedded database lets in its roles and nobody else, wherever its folder lies."""

import os
import stat
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from evidence.embedded import Databases, Postgres, roles
from evidence.embedded.privileges import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, Identity, closed_parent
from evidence.embedded.processes import running
from evidence.embedded.refusals import Refused
from evidence.embedded.secrets import draw, load
from tests.clusters import Cluster, temporary_folder

AS_ROOT = os.geteuid() == 0
DAEMON = 1


@pytest.fixture(scope="module")
def databases(cluster: Cluster) -> Databases:
    """A migrated database that the tests of this module only look at."""
    return cluster.create_database()


def plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def refusal(url: str, statement: str) -> str:
    """The class of the error that ``statement`` ends in."""
    with pytest.raises(psycopg.Error) as error, psycopg.connect(plain(url), connect_timeout=20) as connection:
        connection.execute(statement)
    return type(error.value).__name__


def knock(uid: int, conninfo: str) -> subprocess.CompletedProcess[str]:
    """Try to connect as another user of this machine; the libraries are loaded before the change of user."""
    program = textwrap.dedent(
        """
        import os, sys
        import psycopg
        uid = int(sys.argv[1])
        if uid != os.getuid():
            os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
        try:
            psycopg.connect(sys.argv[2], connect_timeout=20)
        except psycopg.OperationalError as error:
            print(error)
            sys.exit(7)
        """
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [sys.executable, "-c", program, str(uid), conninfo],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_local_user_cannot_enter_even_with_the_password(
    cluster: Cluster, databases: Databases
) -> None:
    other = DAEMON if AS_ROOT else os.getuid()
    socket = cluster.postgres.socket

    without = knock(other, f"host={socket} user={roles.SUPERUSER} dbname=postgres")
    wrong = knock(other, f"host={socket} user={roles.APP} dbname=postgres password=guessed")

    assert without.returncode == wrong.returncode == 7, without.stderr + wrong.stderr
    assert stat.S_IMODE(socket.stat().st_mode) == stat.S_IMODE(cluster.postgres.data.stat().st_mode) == 0o700
    if AS_ROOT:
        knowing = knock(other, plain(databases.app_url))
        assert knowing.returncode == 7, knowing.stderr
        assert "Permission denied" in without.stdout + knowing.stdout
    else:
        # As an ordinary user we can only be ourselves, and even we need the password.
        assert "password" in without.stdout + wrong.stdout


def test_the_same_knock_with_the_password_and_the_right_user_is_let_in(databases: Databases) -> None:
    assert knock(os.getuid(), plain(databases.app_url)).returncode == 0


def test_nothing_listens_on_the_network(cluster: Cluster, databases: Databases) -> None:
    with psycopg.connect(plain(databases.app_url)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_database_compares_by_code_point_and_knows_indonesian(databases: Databases) -> None:
    with psycopg.connect(plain(databases.app_url)) as connection:
        row = connection.execute(
            "SELECT 'Z' < 'a', lower('ÉÀ'), to_tsvector('indonesian', 'pembersihan saluran') <> ''::tsvector"
        ).fetchone()

    assert row == (True, "éà", True)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("CREATE TABLE public.mine (id int)", "the application makes no tables"),
        ("ALTER TABLE users ADD COLUMN more int", "it changes none"),
        ("DROP TABLE users", "it drops none"),
        ("CREATE SCHEMA mine", "it makes no schema"),
        ("CREATE ROLE mine", "it makes no roles"),
        ("CREATE TABLE practice.mine (id int)", "the practice network's rooms are closed to it"),
        ("SELECT pg_read_file('/etc/hostname')", "it reads no files"),
        ("COPY (SELECT 1) TO PROGRAM 'true'", "it starts no programs"),
    ],
)
def test_the_application_may_not(databases: Databases, statement: str, why: str) -> None:
    assert refusal(databases.app_url, statement) in {"InsufficientPrivilege"}, why


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("SELECT 1 FROM public.users", "it reads none of Bukti's tables"),
        ("SELECT 1 FROM jobs.procrastinate_jobs", "it sees no job"),
        ("CREATE TABLE public.mine (id int)", "it makes no tables among ours"),
        ("CREATE SCHEMA mine", "it makes no schema"),
    ],
)
def test_the_practice_network_may_not(databases: Databases, statement: str, why: str) -> None:
    assert refusal(databases.practice_url, statement) in {"InsufficientPrivilege"}, why


def test_the_practice_network_has_rooms_of_its_own(databases: Databases) -> None:
    with psycopg.connect(plain(databases.practice_url)) as connection:
        connection.execute("CREATE TABLE practice.mine (id int)")
        connection.rollback()


def test_our_roles_enter_only_their_own_database(cluster: Cluster, databases: Databases) -> None:
    elsewhere = plain(databases.app_url).replace(databases.app_url.split("@/")[1].split("?")[0], "postgres")

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(elsewhere)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a database of one test."""
    with temporary_folder() as found:
        yield found


def starts(postgres: Postgres, log: Path) -> bool:
    """Whether it starts and answers."""
    postgres.initialise()
    with (
        running(postgres.program(), postgres.ready, log),
        psycopg.connect(plain(postgres.databases().app_url)) as open_,
    ):
        return open_.execute("SELECT 1").fetchone() == (1,)


def test_it_runs_below_a_folder_that_only_we_may_enter(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "var"
    data.mkdir()

    assert starts(Postgres(data, draw(), {"fsync": "off"}), folder / "log")


def test_it_runs_where_the_path_is_too_long_for_a_socket(folder: Path) -> None:
    deep = folder / ("a folder, with a comma and a long name " * 3)
    deep.mkdir()
    postgres = Postgres(deep, draw(), {"fsync": "off"})
    try:
        assert starts(postgres, folder / "log")

        assert postgres.socket.parent == Path(tempfile.gettempdir()).resolve()
        assert stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700
        assert postgres.socket == Postgres(deep, draw()).socket
        assert postgres.socket != Postgres(folder, draw()).socket
    finally:
        postgres.socket.rmdir()


def test_a_socket_folder_that_somebody_else_made_is_refused(folder: Path) -> None:
    theirs = folder / "theirs"
    theirs.mkdir()
    (folder / "run").symlink_to(theirs)

    with pytest.raises(Refused, match="milik pengguna lain"):
        Postgres(folder, draw()).initialise()


def test_a_link_laid_for_the_first_password_leads_nobody_to_another_file(folder: Path) -> None:
    theirs = folder / "theirs"
    theirs.write_text("untouched", encoding="ascii")
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "pwfile").symlink_to(theirs)
    before = theirs.stat()

    Postgres(folder, draw()).initialise()

    assert theirs.read_text(encoding="ascii") == "untouched"
    assert theirs.stat().st_uid == before.st_uid
    assert not (folder / "run" / "pwfile").is_symlink()


def test_a_half_made_database_is_made_again(folder: Path) -> None:
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18", encoding="ascii")

    assert starts(Postgres(folder, draw(), {"fsync": "off"}), folder / "log")
    assert not half.exists()


def test_a_database_of_another_version_is_refused_with_both_versions(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n", encoding="ascii")

    with pytest.raises(Refused, match=r"PostgreSQL 16; yang terpasang 18"):
        Postgres(folder, draw()).initialise()


def test_the_folder_in_the_way_is_named_when_the_system_grants_no_way_through(folder: Path) -> None:
    nobody = Identity(65534, 65534)
    closed = (folder / "closed").resolve()
    closed.mkdir(mode=0o700)

    found = closed_parent(closed / "var", nobody)

    # An ordinary user's own temporary folder may be closed further up already.
    assert found is not None
    assert closed.is_relative_to(found)
    if AS_ROOT:
        program = textwrap.dedent(
            f"""
            import ctypes, sys
            from pathlib import Path
            from evidence.embedded import Postgres
            from evidence.embedded.refusals import Refused
            from evidence.embedded.secrets import draw
            for capability in ({CAP_DAC_OVERRIDE}, {CAP_DAC_READ_SEARCH}):
                assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0
            try:
                Postgres(Path(sys.argv[1]), draw())
            except Refused as refusal:
                sys.exit(str(refusal))
            """
        )
        tried = subprocess.run(
            [sys.executable, "-c", program, str(closed / "var")],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert f"folder {closed} hanya boleh dimasuki root" in tried.stderr


def test_secrets_are_drawn_once_and_kept_from_others(folder: Path) -> None:
    first = load(folder)
    file = folder / "secrets" / "secrets.json"
    file.chmod(0o644)

    second = load(folder)

    assert second == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load(folder) != draw()
    assert first.postgres not in repr(first)


def test_a_database_without_its_secrets_is_not_given_new_ones(folder: Path) -> None:
    (folder / "postgres").mkdir()

    with pytest.raises(Refused, match="berkas rahasianya"):
        load(folder)
