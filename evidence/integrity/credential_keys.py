"""The key that signs Content Credentials: one PEM file, the private key first, then its certificate and those above it.

A city that has a certificate of a known authority puts it there with its key. Else `make` writes a chain of its own.
"""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from evidence.adapters.credentials import Credential
from evidence.core.files import write_private
from evidence.core.words import N_
from evidence.integrity.keys import KeyRefused

LIFE = timedelta(days=5 * 365)
MOST_NAME = 64
_PEM = serialization.Encoding.PEM


def load(path: Path, now: datetime | None = None) -> Credential:
    """The key and its certificates; raises KeyRefused when they cannot sign today, and never quotes the file."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyRefused(
                N_("Berkas kunci %(path)s dapat dibuka orang lain. Tutup dengan: chmod 600"), path=path
            )
        text = path.read_bytes()
    except OSError as error:
        raise KeyRefused(
            N_("Berkas kunci %(path)s tidak dapat dibaca (%(why)s)."), path=path, why=error.strerror or "?"
        ) from error
    try:
        key = serialization.load_pem_private_key(text, None)
        chain = x509.load_pem_x509_certificates(text)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # What the library says may quote the file.
        raise _wrong(path) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _wrong(path)
    if chain[0].public_key() != key.public_key():
        raise KeyRefused(N_("Sertifikat pertama di berkas %(path)s bukan milik kunci rahasianya."), path=path)
    if not chain[0].not_valid_before_utc <= (now or datetime.now(UTC)) <= chain[0].not_valid_after_utc:
        raise KeyRefused(N_("Sertifikat di berkas %(path)s tidak berlaku hari ini."), path=path)
    return Credential(b"".join(each.public_bytes(_PEM) for each in chain), _private(key))


def _wrong(path: Path) -> KeyRefused:
    return KeyRefused(
        N_("Berkas %(path)s tidak berisi kunci P-256 dan sertifikatnya dalam bentuk PEM."), path=path
    )


def make(path: Path, name: str, now: datetime | None = None) -> bool:
    """Write a new key with a chain of its own to ``path``, unless a file is there; whether one was written.

    The authority above the key exists for this one signature, and its private half is never written anywhere.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return False
    now = now or datetime.now(UTC)
    above, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(f"{name} CA", f"{name} CA", name, above, above, now, signs=True)
    own = _certificate(name, f"{name} CA", name, key, above, now, signs=False)
    blocks = _private(key) + own.public_bytes(_PEM) + authority.public_bytes(_PEM)
    write_private(path, blocks, replace=False)
    return True


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _certificate(
    subject: str,
    issuer: str,
    office: str,
    key: ec.EllipticCurvePrivateKey,
    above: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    signs: bool,
) -> x509.Certificate:
    """A certificate as C2PA asks for it; ``signs`` makes it an authority."""
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(subject, office))
        .issuer_name(_name(issuer, office))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of other machines may be behind.
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=signs, path_length=0 if signs else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
        .add_extension(_usage(signs=signs), critical=True)
    )
    if not signs:
        # The purpose that every reader of Content Credentials knows.
        made = made.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
    return made.sign(above, hashes.SHA256())


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, office: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, office[:MOST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:MOST_NAME]),
        ]
    )
