"""Content Credentials (C2PA): a file and what is declared of it in, the same picture with a signed manifest out.

The library reads a stranger's file with native code, so it does so in a process of its own that has little memory,
a few seconds, no way to write a file, and nothing in its environment.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Kinds of picture that can carry a manifest within themselves.
FORMATS = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif"})
# A camera's largest file; beyond it nothing is signed while somebody waits.
MOST_BYTES = 64 * 1024 * 1024
WALL = 20.0
# What the vocabulary of the IPTC calls a picture put together from nothing but captures of real life.
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeCapture"
_ROOT = Path(__file__).resolve().parents[3]
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_OK = b"\x00"


class CredentialsUnavailable(Exception):
    """The machine is to blame: the library is not installed, or its process did not come to an end in time."""


class CredentialsRefused(Exception):
    """The file or the key is to blame; the text is the library's own and meant for a log."""


@dataclass(frozen=True)
class Credential:
    """A key with its certificates, both as PEM, the certificate of the key first."""

    chain: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Ingredient:
    """A photo that stands in a picture: its name there, its kind, and the sha-256 of its bytes in hex."""

    title: str
    format: str
    sha256: str


def available() -> bool:
    """Whether the library is installed; it is optional."""
    return importlib.util.find_spec("c2pa") is not None


def composite(
    picture: bytes,
    title: str,
    ingredients: Sequence[Ingredient],
    declared: Mapping[str, Any],
    credential: Credential,
    *,
    wall: float = WALL,
) -> bytes:
    """The JPEG ``picture`` with a manifest: put together from ``ingredients``, each placed on it, nothing generated.

    Only the hashes of the photos are told, so nothing of them that the picture does not show travels along.
    ``declared`` is JSON that is signed with it. Raises CredentialsUnavailable and CredentialsRefused.
    """
    actions: list[Mapping[str, Any]] = [
        {"action": "c2pa.created", "digitalSourceType": COMPOSITE},
        *(
            {"action": "c2pa.placed", "parameters": {"ingredientIds": [_label(at)]}}
            for at in range(len(ingredients))
        ),
    ]
    manifest = _manifest(title, "image/jpeg", actions, declared)
    manifest["ingredients"] = [
        _ingredient(each, _label(at), "componentOf") for at, each in enumerate(ingredients)
    ]
    return _signed(picture, manifest, None, credential, wall)


def original(
    photo: bytes,
    told: Ingredient,
    declared: Mapping[str, Any],
    credential: Credential,
    *,
    wall: float = WALL,
) -> bytes:
    """A photo as it was received, with a manifest that names its bytes; one that it had already is kept in it.

    How it was made nobody here saw, so nothing is said of that. Raises as `composite` does.
    """
    actions = [{"action": "c2pa.opened", "parameters": {"ingredientIds": [_label(0)]}}]
    manifest = _manifest(told.title, told.format, actions, declared)
    return _signed(photo, manifest, _ingredient(told, _label(0), "parentOf"), credential, wall)


def _manifest(
    title: str, format_: str, actions: Sequence[Mapping[str, Any]], declared: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "claim_generator_info": [{"name": "Bukti"}],
        "title": title,
        "format": format_,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": "id.bukti.sources", "data": declared},
        ],
    }


def _ingredient(told: Ingredient, label: str, relationship: str) -> dict[str, str]:
    return {
        "label": label,
        "title": told.title,
        "format": told.format,
        # The bytes themselves are its name, which is how a reader tells that they are those of the store.
        "instance_id": f"sha256:{told.sha256}",
        "relationship": relationship,
    }


def _label(at: int) -> str:
    return f"photo-{at + 1}"


def _signed(
    body: bytes,
    manifest: Mapping[str, Any],
    parent: Mapping[str, str] | None,
    credential: Credential,
    wall: float,
) -> bytes:
    if not available():
        raise CredentialsUnavailable("c2pa is not installed")
    if manifest["format"] not in FORMATS or len(body) > MOST_BYTES:
        raise CredentialsRefused("a file of this kind or size is not signed")
    order = json.dumps(
        {
            "manifest": manifest,
            "parent": parent,
            "format": manifest["format"],
            "chain": credential.chain.decode("ascii"),
            # By the pipe alone: arguments and environment can be read by others of this machine.
            "key": credential.key.decode("ascii"),
        }
    ).encode()
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            (sys.executable, "-m", "evidence.adapters.credentials.child"),
            input=len(order).to_bytes(4, "big") + order + body,
            capture_output=True,
            timeout=wall,
            cwd=_ROOT,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        # What these say may quote the order.
        raise CredentialsUnavailable("the signing process did not end in time") from None
    if done.returncode or not done.stdout.startswith(_OK):
        raise CredentialsRefused(done.stdout[1:200].decode("utf-8", "replace") or f"ended {done.returncode}")
    return done.stdout[1:]
