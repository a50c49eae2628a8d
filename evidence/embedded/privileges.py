"""Whom a child runs as, and that it dies with its parent.

PostgreSQL refuses to run as root, so as root its processes become ``nobody``. The data folder may then lie below a
folder that only root may enter (a clone in ``/root``). Linux lets a process keep one capability through the change of
user: *search any folder*. It is kept only when it is needed, and everything else is given up.
"""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

LINUX = sys.platform.startswith("linux")

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_READ = 23
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522

CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2

# Loaded once and before any fork: importing or loading between fork and exec could wait for a lock for ever.
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


@dataclass(frozen=True)
class Identity:
    """A user to become. ``capability`` is kept through the change, or None for none."""

    uid: int
    gid: int
    capability: int | None = None


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapData(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def unprivileged(paths: Iterable[Path]) -> Identity | None:
    """The identity PostgreSQL needs: None unless root, else ``nobody`` with the right to reach ``paths``.

    Raises ``Unreachable`` when a path lies below a closed folder and the system grants no way through.
    """
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    identity = Identity(nobody.pw_uid, nobody.pw_gid)
    closed = next((folder for path in paths if (folder := closed_parent(path, identity))), None)
    if closed is None:
        return identity
    # Docker leaves out the narrow capability and grants the wide one, so the wide one is the second choice.
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if _granted(capability):
            return Identity(nobody.pw_uid, nobody.pw_gid, capability)
    raise Unreachable(closed)


class Unreachable(Exception):
    """The folder that only root may enter."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


def closed_parent(path: Path, identity: Identity) -> Path | None:
    """The first folder above ``path`` that ``identity`` may not enter, by its permission bits."""
    for folder in reversed(path.resolve().parents):
        found = folder.stat()
        if found.st_uid == identity.uid:
            may_enter = found.st_mode & 0o100
        elif found.st_gid == identity.gid:
            may_enter = found.st_mode & 0o010
        else:
            may_enter = found.st_mode & 0o001
        if not may_enter:
            return folder
    return None


def _granted(capability: int) -> bool:
    if _libc is None or _libc.prctl(_PR_CAPBSET_READ, capability, 0, 0, 0) != 1:
        return False
    status = Path("/proc/self/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return bool(int(fields["CapPrm"], 16) >> capability & 1)


def in_the_child(identity: Identity | None, death_signal: signal.Signals) -> Callable[[], None]:
    """What a forked child does before it becomes its program; for ``subprocess.Popen(preexec_fn=...)``.

    The signal on the parent's death is set last, because changing the user clears it.
    """
    parent = os.getpid()

    def prepare() -> None:
        if identity is not None:
            _become(identity)
        if _libc is not None:
            _check(_libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0))
            if os.getppid() != parent:
                # The parent died before the signal was set, so nobody would ever send it.
                os._exit(1)

    return prepare


def _become(identity: Identity) -> None:
    if identity.capability is not None and _libc is not None:
        # Without this bit access(2), with which PostgreSQL looks for its own programs, ignores the capability.
        _check(_libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
    os.setgroups([])
    if hasattr(os, "setresgid"):
        os.setresgid(identity.gid, identity.gid, identity.gid)
        os.setresuid(identity.uid, identity.uid, identity.uid)
    else:
        os.setgid(identity.gid)
        os.setuid(identity.uid)
    if identity.capability is not None and _libc is not None:
        only = 1 << identity.capability
        header = _CapHeader(_CAPABILITY_VERSION_3, 0)
        data = (_CapData * 2)(_CapData(only, only, only), _CapData(0, 0, 0))
        _check(_libc.capset(ctypes.byref(header), data))
        _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, identity.capability, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
