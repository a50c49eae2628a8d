"""The files a browser gets as they are: their addresses, how long it may keep them, and how they are packed."""

import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, send_from_directory, session, url_for

STATIC = Path(__file__).resolve().parent.parent / "static"
DIST = "dist/"
KEEP = "public, max-age=31536000, immutable"


def prepare(app: Flask) -> None:
    """Let ``app``'s templates name built files, and let it send them."""
    app.jinja_env.globals["asset"] = asset
    app.view_functions["static"] = send

    @app.after_request
    def for_everybody(response: Response) -> Response:
        if request.endpoint == "static" or g.get("for_everybody"):
            # Libraries look into each session; a file that varied by cookie would be fetched anew after a sign-in.
            session.accessed = False
        return response


@lru_cache(maxsize=1)
def built() -> Mapping[str, str]:
    """The built files: plain name to the one with the hash of its content."""
    path = STATIC / "dist" / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """The address of a built asset, or "" when nothing was built: pages work without."""
    found = built().get(name)
    return url_for("static", filename=DIST + found) if found else ""


def send(filename: str) -> Response:
    """A file below ``static``. A built one may be kept for ever, since another content has another name.

    On a line of 400 kbit/s the packing, done once by ``frontend/build.mjs``, saves a first visit two seconds and more.
    """
    if filename not in _packed():
        response = send_from_directory(STATIC, filename)
        if filename.removeprefix(DIST) in built().values():
            response.headers["Cache-Control"] = KEEP
        return response
    if request.accept_encodings["gzip"]:
        # The type is told from the plain name.
        response = send_from_directory(STATIC, f"{filename}.gz", download_name=filename.removeprefix(DIST))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(STATIC, filename)
    response.headers["Cache-Control"] = KEEP
    response.vary.add("Accept-Encoding")
    return response


def packed(response: Response) -> Response:
    """An answer that is the same for everybody, packed while it is asked for.

    Pages that hold a form's token are never packed: beside words that a stranger chose, their size would tell of it.
    """
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=1)
def _packed() -> frozenset[str]:
    """The built files that have a packed one beside them."""
    return frozenset(DIST + name for name in built().values() if (STATIC / DIST / f"{name}.gz").is_file())
