"""A phone's authenticator in a few lines: it keeps one key and answers as the standard says, or as a test wants."""

import hashlib
import json
import struct
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One key for the site at ``origin``; ``flags`` say what it saw of its owner."""

    origin: str = "http://localhost"
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    ident: bytes = field(default_factory=lambda: uuid.uuid4().bytes)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: str = ""

    def make(self, asked: Mapping[str, Any]) -> str:
        """The answer to the question for a new passkey."""
        self.handle = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        point = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.ident)) + self.ident + cbor2.dumps(point)
        data = self._data(self.flags | ATTESTED) + attested
        stated = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._written({"clientDataJSON": b64(client), "attestationObject": b64(stated)})

    def sign(self, asked: Mapping[str, Any]) -> str:
        """The answer to the question who is there."""
        data, client = self._data(self.flags), self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._written(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": self.handle,
            }
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _written(self, response: Mapping[str, str]) -> str:
        told = {"id": b64(self.ident), "rawId": b64(self.ident), "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {}})
