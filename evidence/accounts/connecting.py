"""Connecting an account for the web: what the network has to say is asked first, then the row is written.

Nothing here commits. No transaction stays open while another server is asked.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from evidence.accounts import credentials, pending, services
from evidence.accounts.models import PendingConnection, SocialAccount
from evidence.accounts.registry import hearing
from evidence.accounts.tokens import TokenBox
from evidence.accounts.watch import look_at
from evidence.adapters.networks import NetworkError, Refused
from evidence.adapters.networks.base import Access, Identity, Remedy
from evidence.adapters.networks.connecting import Arrival, Candidate, Connector
from evidence.adapters.networks.http import web_address
from evidence.core import clock
from evidence.core.errors import Conflict, NotFound, Unavailable
from evidence.core.words import N_, Words
from evidence.units.access import Actor
from evidence.units.current import house
from evidence.units.models import Unit

T = TypeVar("T")

MOST_CANDIDATES = 100
NOT_READY = N_(
    "Kota belum mendaftarkan program di %(network)s; bagikan sendiri dahulu. Admin kota dapat mendaftarkannya."
)
AWAY = N_("%(network)s tidak menjawab. Tidak ada yang berubah; coba lagi sebentar lagi.")
NOT_GRANTED = N_(
    "%(network)s tidak memberi izin yang diperlukan. Ulangi, dan setujui semua izin yang diminta."
)
SAYS_NO = N_("%(network)s menolak: %(reason)s.")
NONE_OPENED = N_(
    "Tidak ada akun yang dapat dipakai di sana. Masuk dengan orang yang mengelola akun unit ini, lalu ulangi."
)


def box() -> TokenBox:
    """What encrypts tokens."""
    found: TokenBox = current_app.extensions["token_box"]
    return found


def labels() -> dict[str, str]:
    """The networks' names for people, as message ids."""
    return {name: network.label for name, network in house().networks.items()}


def label(network: str) -> str:
    """A network's name for people, as a message id."""
    return labels().get(network, network)


def connector(network: str) -> Connector:
    """How accounts of that network are connected. NotFound where nobody signs in."""
    found = house().connectors.get(network)
    if found is None:
        raise NotFound("Jejaring itu tidak tersedia.")
    return found


def ready(network: str) -> Connector:
    """The same; Conflict while the city's program is not known there."""
    found = connector(network)
    if not found.ready:
        raise Conflict(NOT_READY, network=Words(label(network)))
    return found


def depart(
    session: Session,
    network: str,
    unit: Unit,
    again: uuid.UUID | None,
    *,
    redirect_uri: str,
    server: str,
    device_id: uuid.UUID,
) -> PendingConnection:
    """Begin a sign-in on the network's own page; where that is stands in what is remembered, as ``url``."""
    part, state, verifier = ready(network), pending.secret(), pending.secret()
    code = unit.code
    session.rollback()
    found = _asked(
        network, lambda: part.depart(redirect_uri, state, pending.challenge(verifier), server), verifier
    )
    if web_address(found.url) is None and not _long_address(found.url):
        raise Unavailable(AWAY, network=Words(label(network)))
    memory = {
        "url": found.url,
        "verifier": verifier,
        "redirect_uri": redirect_uri,
        "client": found.client,
        "base_url": found.base_url,
    }
    return pending.remember(
        session, state, device_id, session.get_one(Unit, code), network, again, memory,
        box=box(), now=clock.now(),
    )  # fmt: skip


def _long_address(url: str) -> bool:
    # A sign-in's address carries scopes and a challenge, and may be longer than what is shown of a post.
    return len(url) <= 4000 and web_address(url[:400]) is not None and url.isascii() and url.isprintable()


def arrive(network: str, memory: Mapping[str, Any], code: str) -> Sequence[Candidate]:
    """The accounts that the returned code opens; never none."""
    part = ready(network)
    arrival = Arrival(
        code=code,
        verifier=memory["verifier"],
        redirect_uri=memory["redirect_uri"],
        client=memory["client"],
        base_url=memory["base_url"],
    )
    secrets = (code, arrival.verifier, arrival.client)
    found = _asked(network, lambda: part.arrive(arrival, clock.now()), *secrets)
    if not found:
        raise Conflict(NONE_OPENED)
    return found[:MOST_CANDIDATES]


def typed(network: str, told: Mapping[str, str]) -> Candidate:
    """The account that the typed fields open. Raises Invalid naming a field."""
    part = ready(network)
    return _asked(network, lambda: part.typed(told, clock.now()), *told.values())


def admit(
    session: Session, unit: Unit, network: str, candidate: Candidate, again: uuid.UUID | None, *, by: Actor
) -> SocialAccount:
    """Connect the account to the unit."""
    account = services.admit(
        session, unit, network, candidate, connector(network).renew_at(candidate.credentials),
        again=again, by=by, box=box(), now=clock.now(),
    )  # fmt: skip
    # Whoever signed in there proved that it is there, so nobody has to look first.
    identity = Identity(candidate.remote_id, candidate.handle)
    hearing.heard(session, account, identity, label(network), now=clock.now())
    look_at(session, account, labels(), now=clock.now())
    return account


def forget(network: str, access: Access, closed: bytes | None) -> bool:
    """Tell the network to forget us, as well as it can be told; ours are forgotten already. Whether it heard."""
    part = house().connectors.get(network)
    if part is None or closed is None:
        return True
    try:
        part.revoke(access, credentials.opened(closed, box()))
    except (Conflict, NetworkError):
        return False
    return True


def _asked(network: str, ask: Callable[[], T], *secrets: str) -> T:
    """What the network answers; a refusal becomes a sentence that says what to do. ``secrets`` are never repeated."""
    name = Words(label(network))
    try:
        return ask()
    except NetworkError as refusal:
        remedy = refusal.remedy if isinstance(refusal, Refused) else Remedy.WAIT
        reason = credentials.hidden(refusal.reason, *secrets)
    # Outside of the handler, so that no trace of the call, which knows the secrets, hangs on what is raised.
    if remedy in (Remedy.RECONNECT, Remedy.PAUSE):
        raise Conflict(NOT_GRANTED, network=name)
    if remedy is Remedy.FAIL:
        raise Conflict(SAYS_NO, network=name, reason=Words(reason))
    raise Unavailable(AWAY, network=name)
