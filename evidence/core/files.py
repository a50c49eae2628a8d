"""Files that stand whole or not at all, and that nobody but their owner may read."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, text: str | bytes, *, replace: bool = True) -> None:
    """Write a file that only we may read, whole or not at all. Raises OSError.

    With ``replace`` off a file that is there already stays, and what was to be written is thrown away.
    """
    body = text.encode("utf-8") if isinstance(text, str) else text
    # Two who write at once must not write into one draft.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(handle)
        if replace:
            draft.replace(path)
        else:
            _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    """Give the draft its name, unless a file has that name."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
