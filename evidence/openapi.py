"""The description of the API for whoever writes a program: ``openapi.json`` beside each ``api.py``, put together.

Each room describes its own calls, so that whoever changes one finds its description in the same folder; what all calls
share stands beside this module.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request

from evidence.assets import packed
from evidence.units.access import PUBLIC, allow

NAME = "openapi.json"
api = Blueprint("openapi", __name__, url_prefix="/api/v1")


@api.get(f"/{NAME}")
@allow(PUBLIC)
def get_description() -> Response:
    """All calls under /api/v1, as OpenAPI 3.1."""
    rooms = {each.root_path for each in current_app.blueprints.values() if each.url_prefix == api.url_prefix}
    response = packed(Response(_described(tuple(sorted(rooms))), mimetype="application/json"))
    # The same for everybody, and asked for again each time whether it is still the same.
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _described(rooms: Sequence[str]) -> str:
    parts = [json.loads((Path(room) / NAME).read_text(encoding="utf-8")) for room in rooms]
    return json.dumps(together(parts), ensure_ascii=False, separators=(",", ":"))


def together(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One description of several; ValueError when two of them say the same thing."""
    whole: dict[str, Any] = {"paths": {}, "components": {}, "tags": []}
    for part in parts:
        said = dict(part)
        whole["tags"] += said.pop("tags", [])
        _add(whole["paths"], said.pop("paths", {}))
        for kind, named in said.pop("components", {}).items():
            _add(whole["components"].setdefault(kind, {}), named)
        _add(whole, said)
    return whole


def _add(known: dict[str, Any], more: dict[str, Any]) -> None:
    if twice := known.keys() & more.keys():
        raise ValueError(f"described twice: {', '.join(sorted(twice))}")
    known.update(more)
