"""Object stores for tests: the embedded rclone, and SeaweedFS as a second opinion on what a store may do."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.adapters.storage import Storage
from evidence.embedded import Store, ports
from evidence.embedded.processes import Program, plain_environment, running
from evidence.embedded.store import beside_python

ACCESS_KEY = "accesskeyoftests0000"
SECRET_KEY = "secretkeyoftests"


def settings_of(store: Store, bucket: str) -> dict[str, str]:
    """The ``EVIDENCE_S3_*`` settings of ``bucket`` on ``store``."""
    return {
        "EVIDENCE_S3_ENDPOINT": store.endpoint,
        "EVIDENCE_S3_BUCKET": bucket,
        "EVIDENCE_S3_REGION": store.region,
        "EVIDENCE_S3_ACCESS_KEY": store.access_key,
        "EVIDENCE_S3_SECRET_KEY": store.secret_key,
    }


def new_bucket() -> str:
    """A bucket name that no other test uses."""
    return f"test-{secrets.token_hex(6)}"


def write_past(storage: Storage, key: str, body: bytes) -> None:
    """Write into the store past the adapter's rules, as a power cut or somebody at the store does."""
    storage._s3.put_object(Bucket=storage.bucket, Key=key, Body=body)


def rclone(folder: Path) -> Store:
    """The embedded store with its objects in ``folder``; not yet running."""
    return Store(folder / "store", ports.free_port(), ACCESS_KEY, SECRET_KEY)


@dataclass(frozen=True)
class OwnStore:
    """An embedded store that one test starts and stops as it likes."""

    store: Store
    log: Path

    @contextmanager
    def up(self) -> Iterator[None]:
        """The store runs within this block and not outside of it."""
        with running(self.store.program(), self.store.ready, self.log):
            yield


@contextmanager
def running_rclone(folder: Path) -> Iterator[Store]:
    """The embedded store, ready."""
    store = rclone(folder)
    with running(store.program(), store.ready, folder / "store.log"):
        yield store


@contextmanager
def running_weed(folder: Path) -> Iterator[Store]:
    """SeaweedFS in one process, ready; a store of the same kind as ours, so tests need not know which they have."""
    used: set[int] = set()
    for _ in range(6):
        used.add(ports.free_port(used))
    s3, master, volume, filer, webdav, admin = sorted(used)
    store = Store(folder, s3, ACCESS_KEY, SECRET_KEY)
    program = Program(
        name="weed",
        command=(
            beside_python("weed"), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
            f"-s3.port={s3}", f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
            f"-webdav.port={webdav}", f"-admin.port={admin}", "-webdav=false", "-admin.ui=false",
            # Nothing leaves the machine, and nothing but signed S3 requests reaches the objects.
            "-master.telemetry=false", "-disableHttp=true",
        ),
        # A clean environment: it takes flags from variables of the same names.
        env=plain_environment(
            AWS_ACCESS_KEY_ID=ACCESS_KEY, AWS_SECRET_ACCESS_KEY=SECRET_KEY, GOMEMLIMIT="150MiB"
        ),
    )  # fmt: skip
    with running(program, store.ready, folder / "weed.log"):
        yield store
