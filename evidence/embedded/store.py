"""The embedded object store: rclone serving a folder as S3, on loopback, with keys."""

import shutil
import sys
from pathlib import Path

from evidence.adapters.storage import Storage, StorageUnavailable
from evidence.embedded.folders import make_private
from evidence.embedded.processes import Program, plain_environment
from evidence.embedded.refusals import NotReady, Refused


def beside_python(program: str) -> str:
    """The path of a program that a wheel brought. Raises Refused when it is not installed."""
    found = shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)
    if found is None:
        raise Refused(
            f"Program {program} tidak terpasang di komputer ini. Jalankan `make run`, yang memasangnya, "
            "atau setel EVIDENCE_S3_ENDPOINT ke penyimpanan S3 lain."
        )
    return found


class Store:
    """rclone on ``folder``; plain files, readable without it."""

    def __init__(
        self,
        folder: Path,
        port: int,
        access_key: str,
        secret_key: str,
        *,
        bucket: str = "bukti",
        region: str = "us-east-1",
    ) -> None:
        self.folder = folder
        self.endpoint = f"http://127.0.0.1:{port}"
        self.bucket = bucket
        self.region = region
        self.access_key = access_key
        self.secret_key = secret_key
        self._storage: Storage | None = None

    def storage(self, bucket: str | None = None) -> Storage:
        """A client of this store."""
        return Storage(self.endpoint, bucket or self.bucket, self.access_key, self.secret_key, self.region)

    def program(self) -> Program:
        """How to run it. The keys go by environment, because anybody may read a command line."""
        make_private(self.folder)
        return Program(
            name="store",
            command=(
                beside_python("rclone"), "serve", "s3", str(self.folder),
                "--addr", self.endpoint.removeprefix("http://"),
                # A file that vanished behind its back is noticed at once; it would be after five minutes. Shorter
                # still, and every request would list the folders above its key.
                "--dir-cache-time", "1s",
            ),
            env=plain_environment(
                RCLONE_AUTH_KEY=f'"{self.access_key},{self.secret_key}"',
                # A name that rclone knows to mean: no file, so that the machine's own settings change nothing here.
                RCLONE_CONFIG="/notfound",
            ),
        )  # fmt: skip

    def ready(self) -> None:
        """Raises NotReady until a signed request works and an unsigned one is refused."""
        self._storage = self._storage or self.storage()
        try:
            self._storage.ready()
        except StorageUnavailable as error:
            raise NotReady(error.cause) from error
