"""What a version says and shows otherwise than the one before it that somebody decided on."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.accounts.models import SocialAccount
from evidence.accounts.naming import outlet_name
from evidence.capture.cards import picture_url
from evidence.capture.models import Photo
from evidence.compose.marked import stage_label
from evidence.compose.models import Post, PostVersion, RenditionState
from evidence.core import reader
from evidence.review.differences import Piece, pieces


def since_last(session: Session, post: Post, version: PostVersion) -> dict[str, Any] | None:
    """The differences for a page, each list empty where nothing changed; None for what is decided on first."""
    before = next(
        (each for each in reversed(post.versions) if each.number < version.number and each.content_hash), None
    )
    if before is None:
        return None
    photos = _photos(session, before, version)
    old, new = (_shown(photos, each) for each in (before, version))
    pictures = [
        {"label": label, "old": old.get(label), "new": new.get(label)}
        for label in dict.fromkeys((*old, *new))
        if (old.get(label) or {}).get("id") != (new.get(label) or {}).get("id")
    ]
    return {
        "number": before.number,
        "decided_at": before.decided_at,
        "answer": before.answer,
        "answered_by": before.answered_by,
        "words": [
            {"label": label, "pieces": [_spoken(each) for each in pieces(was, now)]}
            for label, was, now in _texts(session, before, version)
            if was != now
        ],
        "pictures": pictures,
        "same": [label for label in new if label in old and old[label]["id"] == new[label]["id"]],
        # The same photos, cut or laid out otherwise.
        "composed": _composed(before, version) if before.image_sha256 != version.image_sha256 else None,
    }


def _spoken(piece: Piece) -> dict[str, str]:
    return {"kind": piece.kind, "text": piece.text}


def _texts(session: Session, before: PostVersion, version: PostVersion) -> Iterator[tuple[str, str, str]]:
    yield _("Keterangan"), before.caption, version.caption
    for outlet in sorted({*before.captions, *version.captions}):
        label = _("Keterangan untuk %(network)s", network=outlet_name(outlet))
        yield label, str(before.captions.get(outlet, "")), str(version.captions.get(outlet, ""))
    yield _("Teks alternatif"), before.alt_text, version.alt_text
    yield _("Terbit di akun"), _accounts(session, before.accounts), _accounts(session, version.accounts)
    yield _("Waktu tayang"), _time(before), _time(version)


def _accounts(session: Session, told: Sequence[str]) -> str:
    found = session.scalars(
        select(SocialAccount).where(SocialAccount.id.in_([uuid.UUID(each) for each in told]))
    )
    names = sorted(f"{outlet_name(each.outlet)} @{each.handle}" for each in found)
    return ", ".join(names) or _("Bukti saja, tanpa akun")


def _time(version: PostVersion) -> str:
    return reader.stamp(version.due_at) if version.due_at else _("Segera setelah disetujui")


def _photos(session: Session, *versions: PostVersion) -> Mapping[str, Photo]:
    wanted = {each for version in versions if version.rendition for each in version.rendition.photo_ids}
    found = session.scalars(select(Photo).where(Photo.id.in_([uuid.UUID(each) for each in wanted])))
    return {str(each.id): each for each in found}


def _shown(photos: Mapping[str, Photo], version: PostVersion) -> dict[str, dict[str, Any]]:
    """The photos of a version's picture by what they show; several of one kind are numbered."""
    found: dict[str, dict[str, Any]] = {}
    for ident in version.rendition.photo_ids if version.rendition else []:
        photo = photos.get(ident)
        if photo is None:
            continue
        label = stage_label(photo)
        label = label if label not in found else f"{label} ({len(found) + 1})"
        found[label] = {
            "id": ident, "url": picture_url(photo), "width": photo.width, "height": photo.height,
            "received_at": photo.received_at,
        }  # fmt: skip
    return found


def _composed(before: PostVersion, version: PostVersion) -> dict[str, Any] | None:
    if before.rendition is None or version.rendition is None or before.rendition_id == version.rendition_id:
        return None
    if before.rendition.state is not RenditionState.READY:
        return None
    return {
        name: {
            "url": url_for("compose.rendition", rendition_id=each.rendition_id),
            "pixels": each.rendition.pixels if each.rendition else (4, 5),
        }
        for name, each in (("old", before), ("new", version))
    }
