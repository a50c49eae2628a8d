"""Links that a letter carries: they let whoever opens them do one small thing without a sign-in."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from evidence.core.errors import NotFound
from evidence.core.secrets import digest
from evidence.core.words import N_

# Seconds in which an address must be confirmed.
CONFIRMED_WITHIN = 3 * 86_400
OVER = N_("Tautan ini tidak berlaku lagi. Masuk ke Bukti, lalu atur di halaman Pemberitahuan.")


@dataclass(frozen=True)
class Links:
    """Signs and reads them under the house's own key: letters can be stopped for ever, an address confirmed in time."""

    secret: str = field(repr=False)
    base_url: str = ""

    @property
    def _stops(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="notices.stop")

    @property
    def _confirms(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="notices.address")

    def stop(self, user_id: uuid.UUID, topic: str) -> str:
        """Where letters about ``topic`` are switched off."""
        return f"{self.base_url}/pemberitahuan/berhenti?t={self._stops.dumps([user_id.hex, topic])}"

    def confirm(self, user_id: uuid.UUID, address: str) -> str:
        """Where whoever reads the letters of ``address`` says that it is the right one."""
        told = [user_id.hex, digest(address)]
        return f"{self.base_url}/pemberitahuan/alamat?t={self._confirms.dumps(told)}"

    def read_stop(self, token: str) -> tuple[uuid.UUID, str]:
        """Whose letters, and about which topic. Raises NotFound."""
        return _read(lambda: self._stops.loads(token))

    def read_confirm(self, token: str) -> tuple[uuid.UUID, str]:
        """Whose address, and its digest. Raises NotFound."""
        return _read(lambda: self._confirms.loads(token, max_age=CONFIRMED_WITHIN))


def _read(load: Callable[[], Any]) -> tuple[uuid.UUID, str]:
    try:
        user, told = load()
        return uuid.UUID(hex=user), str(told)
    except (BadData, ValueError, TypeError, AttributeError):
        raise NotFound(OVER) from None
