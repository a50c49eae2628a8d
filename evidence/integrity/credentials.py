"""What is declared of a picture or photo that leaves the house with Content Credentials, and how it is signed."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters import credentials
from evidence.adapters.credentials import Credential, CredentialsRefused, CredentialsUnavailable, Ingredient
from evidence.adapters.storage import ObjectMissing, Storage
from evidence.capture.models import Photo, PhotoState
from evidence.compose.codes import code_of, printed
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState, VersionState
from evidence.core.clock import WIB
from evidence.core.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from evidence.core.words import N_
from evidence.integrity import credential_keys
from evidence.integrity.keys import KeyRefused
from evidence.integrity.queries import renditions_of

log = logging.getLogger(__name__)
DECLARATION = "composite, no generated content"
NO_PICTURE = N_("Gambar itu tidak ada.")
NO_PHOTO = N_("Foto itu tidak ada.")
NOT_SET_UP = N_("Content Credentials belum disiapkan di server ini. Minta admin memasang kuncinya.")


def set_up(key_file: Path | None) -> bool:
    """Whether pictures can be signed here: the library is installed and a key is named."""
    return key_file is not None and credentials.available()


def approved_version(session: Session, rendition: Rendition) -> PostVersion | None:
    """The approved version that shows exactly this picture; None for drafts and whatever nobody decided on."""
    found = session.scalar(
        select(PostVersion)
        .join(Post)
        .where(Post.activity_id == rendition.activity_id, PostVersion.state == VersionState.APPROVED)
        .order_by(PostVersion.number.desc())
        .limit(1)
    )
    return found if found and str(rendition.id) in renditions_of(found) else None


def picture(session: Session, storage: Storage, rendition: Rendition, key_file: Path | None) -> bytes:
    """The approved picture with its manifest, its photos as ingredients by the hashes of the stored originals.

    Raises Conflict for a picture that is not approved, and what `_signed` raises.
    """
    version = approved_version(session, rendition)
    if version is None:
        raise Conflict(N_("Content Credentials hanya untuk gambar yang disetujui."))
    if rendition.state is not RenditionState.READY:
        raise NotFound(NO_PICTURE)
    body = _read(storage, rendition.object_key, rendition.sha256, NO_PICTURE)
    photos = _photos(session, rendition)
    labels = rendition.recipe.get("labels") or [f"foto {at + 1}" for at in range(len(photos))]
    ingredients = [
        Ingredient(label.capitalize(), photo.content_type, photo.sha256)
        for label, photo in zip(labels, photos, strict=False)
    ]
    declared = {
        "declaration": DECLARATION,
        "picture_sha256": rendition.sha256,
        "content_hash": version.content_hash,
        "originals_sha256": [each.sha256 for each in ingredients],
        "code": printed(code_of(session, rendition.activity_id)),
        "approved_at": version.decided_at.astimezone(WIB).isoformat() if version.decided_at else None,
    }
    title = f"bukti-{rendition.recipe['format']}.jpg"
    return _signed(key_file, lambda key: credentials.composite(body, title, ingredients, declared, key))


def photo(storage: Storage, found: Photo, key_file: Path | None) -> bytes:
    """A photo as it was received, with a manifest that names its bytes. Raises as `picture` does."""
    if found.state not in (PhotoState.STORED, PhotoState.REPLACED):
        raise NotFound(NO_PHOTO)
    if found.content_type not in credentials.FORMATS:
        raise Invalid(N_("Jenis berkas ini tidak dapat membawa Content Credentials. Unduh berkas aslinya."))
    if found.size > credentials.MOST_BYTES:
        raise TooLarge(N_("Berkas ini terlalu besar untuk Content Credentials. Unduh berkas aslinya."))
    body = _read(storage, found.object_key, found.sha256, NO_PHOTO)
    told = Ingredient(f"bukti-{found.id}", found.content_type, found.sha256)
    declared = {
        "declaration": "original as received, unchanged",
        "originals_sha256": [found.sha256],
        "received_at": found.received_at.astimezone(WIB).isoformat(),
    }
    return _signed(key_file, lambda key: credentials.original(body, told, declared, key))


def _photos(session: Session, rendition: Rendition) -> Sequence[Photo]:
    ids = [UUID(each) for each in rendition.photo_ids]
    found: Mapping[UUID, Photo] = {
        each.id: each for each in session.scalars(select(Photo).where(Photo.id.in_(ids)))
    }
    return [found[each] for each in ids]


def _read(storage: Storage, key: str, sha256: str, missing: str) -> bytes:
    """The stored bytes, which must be those that were hashed: nothing else is signed."""
    try:
        body = storage.get(key)
    except ObjectMissing:
        raise NotFound(missing) from None
    if hashlib.sha256(body).hexdigest() != sha256:
        log.error("object differs from its hash", extra={"key": key})
        raise Conflict(N_("Berkas tersimpan tidak lagi sama dengan sidiknya, jadi tidak ditandatangani."))
    return body


def _signed(key_file: Path | None, sign: Callable[[Credential], bytes]) -> bytes:
    if not set_up(key_file) or key_file is None:
        raise Unavailable(NOT_SET_UP)
    try:
        return sign(credential_keys.load(key_file))
    except KeyRefused as refusal:
        # Which file and what is wrong with it is for whoever runs the house.
        raise Unavailable(NOT_SET_UP, cause=str(refusal)) from None
    except CredentialsUnavailable as error:
        raise Unavailable(
            N_("Content Credentials belum dapat dibuat. Coba lagi sebentar lagi."), cause=str(error)
        ) from None
    except CredentialsRefused as error:
        log.warning("not signed", extra={"reason": str(error)})
        raise Invalid(
            N_("Berkas ini tidak dapat diberi Content Credentials. Unduh berkas aslinya.")
        ) from None
