"""Sealing a message for one browser, as RFC 8291 says: for its eyes only, with a fresh key each time."""

import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# One record of this size; longer messages are refused by push services.
RECORD = 4096
# What a record may hold beside its own end mark and the seal.
MOST = 3900


def encoded(raw: bytes) -> str:
    """Url-safe base64 without padding, as browsers and headers write it."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of such a text. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(raw: bytes) -> ec.EllipticCurvePublicKey:
    """The browser's public key. Raises ValueError where the bytes are no point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)


def raw_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Its 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    message: bytes,
    browser: bytes,
    secret: bytes,
    *,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """``message`` for the browser whose public key and shared secret these are, in the coding ``aes128gcm``.

    ``salt`` and ``key`` are drawn anew for every message; only a test gives its own. Raises ValueError.
    """
    if len(message) > MOST:
        raise ValueError("the message is too long")
    salt, key = salt or os.urandom(16), key or ec.generate_private_key(CURVE)
    ours = raw_point(key.public_key())
    agreed = key.exchange(ec.ECDH(), point_of(browser))
    shared = _derived(secret, agreed, b"WebPush: info\0" + browser + ours, 32)
    content_key = _derived(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, shared, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content_key).encrypt(nonce, message + b"\x02", None)
    return salt + struct.pack(">IB", RECORD, len(ours)) + ours + sealed


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
