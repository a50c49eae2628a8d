"""Reading typed values from the environment, so that everything that is wrong can be said at once."""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Callable, Collection, Mapping
from datetime import time
from pathlib import Path
from typing import TypeVar

from limits import parse

N = TypeVar("N", int, float)
H = TypeVar("H", time, tuple[time, time])


class Reader:
    """Reads typed values and collects what is wrong with them; of ``secrets``, ``NAME_FILE`` may name a file."""

    def __init__(self, env: Mapping[str, str], secrets: Collection[str]) -> None:
        self.env, self.secrets = env, secrets
        self.problems: list[str] = []

    def _raw(self, name: str) -> str | None:
        if name in self.env:
            return self.env[name]
        path = self.env.get(f"{name}_FILE") if name in self.secrets else None
        if path is None:
            return None
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not readable as text"
            self.problems.append(f"{name}_FILE: {path}: {reason}")
            return None

    def text(self, name: str, default: str | None = None) -> str:
        """The setting as it is; one without a default must be there."""
        value = self._raw(name)
        if not value:
            # A file that cannot be read is a problem already; one that is empty is as good as none.
            unread = value is None and f"{name}_FILE" in self.env and name in self.secrets
            if default is None and not unread:
                self.problems.append(f"{name} is missing")
            return default or ""
        return value

    def rate(self, name: str, default: str) -> str:
        """So many within a time, as ``limits`` reads it."""
        value = self.text(name, default)
        try:
            parse(value)
        except ValueError:
            self.problems.append(f"{name} must be like {default!r}, not {value!r}")
        return value

    def number(self, name: str, kind: Callable[[str], N], default: N, least: N, most: N) -> N:
        """A number between two others."""
        raw = self._raw(name)
        if raw is None or raw == "":
            return default
        try:
            value = kind(raw)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            self.problems.append(f"{name} must be a number from {least} to {most}, not {raw!r}")
            return default
        return value

    def flag(self, name: str) -> bool:
        """0 or 1."""
        raw = self._raw(name) or "0"
        if raw not in {"0", "1"}:
            self.problems.append(f"{name} must be 0 or 1, not {raw!r}")
        return raw == "1"

    def hours(self, name: str, read: Callable[[str], H], default: str) -> H:
        """A time of day, or two."""
        value = self.text(name, default)
        try:
            return read(value)
        except ValueError:
            self.problems.append(f"{name} must be like {default!r}, not {value!r}")
            return read(default)

    def url(self, name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        """An address that begins with one of ``schemes``."""
        value = self.text(name, default)
        if value and not value.startswith(schemes):
            # The value itself is not repeated: an address may hold a password.
            self.problems.append(f"{name} must begin with {' or '.join(schemes)}")
        return value

    def path(self, name: str) -> Path | None:
        """Where a file or folder lies, if anywhere."""
        value = self.text(name, "")
        return Path(value) if value else None

    def token_keys(self, name: str) -> tuple[str, ...]:
        """Keys of 32 bytes, with commas between them."""
        told = self.text(name)
        keys = tuple(key for key in told.split(",") if key)
        if told and not keys:
            self.problems.append(f"{name} holds no key")
        for place, key in enumerate(keys, start=1):
            try:
                good = len(urlsafe_b64decode(key.encode())) == 32
            except (binascii.Error, ValueError):
                good = False
            if not good:
                self.problems.append(f"{name}: key {place} is not 32 bytes in url-safe base64")
        return keys
