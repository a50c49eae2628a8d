"""Saying who sends a push, as RFC 8292 says: a signed word for one push service, good for half a day."""

import json
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from evidence.adapters.push.encryption import CURVE, decoded, encoded, raw_point

# Seconds; a push service takes at most a day.
LASTS = 12 * 3600


def read_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key of 32 bytes in url-safe base64. Raises ValueError."""
    raw = decoded(text)
    if len(raw) != 32:
        raise ValueError("a private key has 32 bytes")
    return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)


def public_key_of(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser needs to know of the sender's key; no secret."""
    return encoded(raw_point(key.public_key()))


def authorization(key: ec.EllipticCurvePrivateKey, endpoint: str, contact: str, now: float) -> str:
    """The header for a call to ``endpoint``; ``contact`` is a mailto: or https: address, or empty."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(now) + LASTS}
    if contact:
        claims["sub"] = contact
    told = ".".join(encoded(json.dumps(each).encode()) for each in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(told.encode(), ec.ECDSA(SHA256())))
    signed = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={told}.{signed}, k={public_key_of(key)}"
