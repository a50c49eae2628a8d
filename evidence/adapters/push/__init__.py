"""Web push: a short text to a browser, sealed so that the push service between us cannot read it."""

from evidence.adapters.push.service import PushService, Subscription
from evidence.adapters.push.vapid import public_key_of, read_private_key

__all__ = ["PushService", "Subscription", "public_key_of", "read_private_key"]
