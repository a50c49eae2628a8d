"""Keys of pages in the order of the tree of units: a place in it, which holds when the row it was made from is gone."""

import re
import uuid

_PATH = re.compile(r"/([^/]{1,100}/){1,20}")


def read_path(after: str | None) -> str | None:
    """The path of a unit in an address, after which a page in the order of the tree begins; None where it is none."""
    return after if after and _PATH.fullmatch(after) else None


def write_place(path: str, ident: uuid.UUID) -> str:
    """The key of a row of that unit, in the order of the tree."""
    return f"{path}_{ident}"


def read_place(after: str | None) -> tuple[str, uuid.UUID] | None:
    """The same key in an address; None where there is none that means anything."""
    path, _, ident = (after or "").rpartition("_")
    try:
        return (path, uuid.UUID(ident)) if read_path(path) else None
    except ValueError:
        return None
