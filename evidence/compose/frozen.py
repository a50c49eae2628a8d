"""The pictures of a version as they were frozen, for each network. What was decided on is what is read here."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.adapters.networks.base import Kind
from evidence.compose import caption
from evidence.compose.models import PostVersion, Rendition


@dataclass(frozen=True)
class FrozenPicture:
    """One picture: where its bytes stand, and the hash they had when it was decided on; pixels and bytes."""

    rendition_id: uuid.UUID
    object_key: str
    sha256: str
    alt_text: str
    width: int
    height: int
    size: int


def frozen_pictures(session: Session, version: PostVersion, outlet: str) -> Sequence[FrozenPicture]:
    """What the version shows at that outlet, in order: pictures made for it, else the main picture alone."""
    made = version.pictures.get(outlet, {}).get("pictures")
    wanted = made or [
        {"rendition": str(version.rendition_id), "sha256": version.image_sha256, "alt_text": version.alt_text}
    ]
    ids = [uuid.UUID(each["rendition"]) for each in wanted]
    found = {each.id: each for each in session.scalars(select(Rendition).where(Rendition.id.in_(ids)))}
    return [
        FrozenPicture(
            rendition_id=ident,
            object_key=found[ident].object_key,
            sha256=each["sha256"],
            alt_text=each["alt_text"],
            width=found[ident].pixels[0],
            height=found[ident].pixels[1],
            size=found[ident].size or 0,
        )
        for ident, each in zip(ids, wanted, strict=True)
    ]


def digest(hashes: Sequence[str]) -> str:
    """One hash for the pictures of a post, in order; that of the picture itself where there is one alone."""
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def content_hash_of(version: PostVersion, image_sha256: str, pictures: Mapping[str, Any]) -> str:
    """What a decision is bound to, computed from the version as it stands and the pictures it shows."""
    return caption.content_hash(
        captions={"": version.caption, **version.captions},
        alt_text=version.alt_text,
        images=[image_sha256],
        networks=_by_network(version.kinds, pictures),
        accounts=version.accounts,
        due_at=version.due_at,
    )


def _by_network(kinds: Mapping[str, str], pictures: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision covers of each network that gets something of its own: the kind of post, hashes and words."""
    return {
        name: {
            "kind": kinds.get(name, Kind.SINGLE.value),
            "pictures": [
                [each["sha256"], each["alt_text"]] for each in pictures.get(name, {}).get("pictures", [])
            ],
        }
        for name in {*kinds, *pictures}
    }
