"""What is kept of a secret in place of it."""

import hashlib


def digest(secret: str) -> str:
    """What is kept of a secret that a browser or a program brings; any text has one."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
