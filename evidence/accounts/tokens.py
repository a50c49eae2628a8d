"""Network tokens at rest: encrypted with keys that the database never sees."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from evidence.core.errors import Conflict


class TokenBox:
    """Encrypts with the first key and opens with any, so that keys can be changed without a stop."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._first = Fernet(keys[0])
        self._box = MultiFernet([Fernet(key) for key in keys])

    def close(self, token: str) -> bytes:
        """The encrypted form of ``token``."""
        return self._box.encrypt(token.encode())

    def open(self, closed: bytes) -> str:
        """The token itself; Conflict when no key opens it."""
        try:
            return self._box.decrypt(closed).decode()
        except InvalidToken as error:
            raise Conflict("Sambungan akun ini perlu dibuat ulang.") from error

    def renewed(self, closed: bytes) -> bytes:
        """The same, encrypted with the first key; untouched where it is already. Conflict when no key opens it."""
        try:
            self._first.decrypt(closed)
        except InvalidToken:
            return self.close(self.open(closed))
        return closed
