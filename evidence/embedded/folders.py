"""The data folder: made with tight permissions, and held by one Bukti at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.embedded.privileges import Identity
from evidence.embedded.refusals import Refused


def make_data_folder(folder: Path) -> Path:
    """The data folder as an absolute path, made if absent. Raises Refused.

    As root others may pass through it, since PostgreSQL runs as ``nobody``; what lies in it is closed to them.
    """
    folder = folder.absolute()
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        make_private(folder / "log")
    except OSError as error:
        raise Refused(
            f"Folder data {folder} tidak dapat dibuat atau ditulisi ({error.strerror}). "
            "Pilih folder lain dengan EVIDENCE_DATA."
        ) from error
    return folder


def make_private(folder: Path, owner: Identity | None = None) -> Path:
    """``folder``, which only its owner may enter; ``owner`` None is ourselves."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if owner is not None:
        os.chown(folder, owner.uid, owner.gid)
    return folder


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold ``folder`` against a second Bukti. The system lets go when we die, however we die. Raises Refused."""
    path = folder / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "?"
            raise Refused(
                f"Bukti sudah berjalan dengan folder {folder} (nomor proses {holder}). "
                "Hentikan yang itu dahulu, atau pilih folder lain dengan EVIDENCE_DATA."
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
        yield
    finally:
        os.close(handle)
