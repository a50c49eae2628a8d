"""A password as it is kept, by the sign-in library that checks it later."""

import secrets
import unicodedata

from flask_security.utils import hash_password


def kept(password: str) -> str:
    """Its hash, in the one form to which the sign-in brings what is typed: phones write a letter in two ways."""
    return str(hash_password(unicodedata.normalize("NFKD", password)))


def unknown() -> str:
    """The hash of a password that nobody knows, for whoever has none yet."""
    return kept(secrets.token_urlsafe(32))
