"""The acts of looks: arranging the picture of an activity, and the theme of a unit. The edges commit."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.adapters import imaging
from evidence.adapters.storage import Storage
from evidence.capture import services as capture
from evidence.capture.models import Activity, Photo
from evidence.compose import alignments, queries, recipes, services
from evidence.compose.models import Arrangement, UnitTheme
from evidence.compose.recipes import Arranged
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotFound, TooLarge
from evidence.core.words import N_
from evidence.units import tracing
from evidence.units.access import Actor, Role
from evidence.units.models import Unit

MOST_CREST = 2 * 1024 * 1024
MOST_HANDLE = 40
NO_UNIT = N_("Unit itu tidak ada.")
CREST_KIND = "image/png"


@dataclass(frozen=True)
class Look:
    """What a unit asks its pictures to look like: two colours as #RRGGBB, and where it is found.

    ``proof_base`` is how the address of the proof begins that is printed with the short code; "" prints neither.
    """

    band: str
    accent: str
    handle: str = ""
    proof_base: str = ""


def arrange(
    session: Session, activity_id: uuid.UUID, arranged: Arranged, *, by: Actor, practice: bool
) -> Activity:
    """Arrange the picture anew and put it into the draft; what was sent or approved is taken back first."""
    activity = capture.own(session, activity_id, by)
    post = queries.post_of(session, activity.id)
    if post and post.latest.state in services.LOCKED:
        raise Conflict(services.LOCKED[post.latest.state])
    photos = recipes.chosen(activity)
    try_out(session, activity, photos, arranged, practice=practice)
    here = {str(photo.id) for photo in photos}
    told = {
        "format": arranged.format,
        "layout": arranged.layout,
        "whole": arranged.whole,
        "frames": {
            photo: [frame.x, frame.y, frame.zoom] for photo, frame in arranged.frames.items() if photo in here
        },
        "laid": arranged.laid.plain() if arranged.laid else {},
        "updated_by": by.id,
        "updated_at": func.now(),
    }
    session.execute(
        insert(Arrangement)
        .values(activity_id=activity.id, **told)
        .on_conflict_do_update(index_elements=[Arrangement.activity_id], set_=told)
    )
    session.expire_all()
    audit.record(
        session, "compose.arranged", activity.id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, activity.unit.path), format=arranged.format, layout=arranged.layout,
        aligned=arranged.laid is not None,
    )  # fmt: skip
    services.renew_picture(session, activity, practice=practice)
    return activity


def try_out(
    session: Session, activity: Activity, photos: Sequence[Photo], arranged: Arranged, *, practice: bool
) -> imaging.Recipe:
    """The recipe of the picture as it would be arranged; nothing is kept. Raises Invalid and Conflict."""
    if not photos:
        raise Conflict(N_("Gambar dibuat setelah semua foto sampai."))
    try:
        recipe = recipes.recipe(session, activity, photos, practice=practice, arranged=arranged)
    except ValueError:
        raise Invalid(
            "Susunan ini tidak dapat dipakai.",
            {"layout": N_("Susunan ini tidak tersedia untuk bentuk dan jumlah foto ini.")},
        ) from None
    alignments.refuse_too_near(recipe, recipes.sizes_of(photos))
    return recipe


def theme_for(unit: Unit, by: Actor) -> None:
    """Whether this person may say what the unit's pictures look like and its captions say; NotFound for others."""
    if not (by.may(Role.UPLOADER, unit.path) or by.may(Role.ADMIN, unit.path)):
        raise NotFound(NO_UNIT)


def chosen_theme(look: Look) -> imaging.Theme:
    """The nearest theme to what was asked that can be read. Raises Invalid for what is no colour."""
    wrong = {}
    for name in ("band", "accent"):
        try:
            imaging.readable(getattr(look, name), getattr(look, name))
        except ValueError:
            wrong[name] = N_("Tulis warna seperti #163A66.")
    if wrong:
        raise Invalid("Warna belum benar.", wrong)
    # A theme of the house keeps the second words that were chosen with it.
    for theme in imaging.THEMES.values():
        if (theme.band, theme.accent) == (look.band.upper(), look.accent.upper()):
            return theme
    return imaging.readable(look.band, look.accent)


def put_theme(session: Session, unit: Unit, look: Look, crest: str | None, *, by: Actor) -> UnitTheme:
    """Give the unit this look from now on; pictures that were sent or approved keep theirs.

    ``crest`` is the digest of a stored crest, "" for none, None to leave it as it is.
    """
    theme_for(unit, by)
    theme = chosen_theme(look)
    told = {
        "band": theme.band,
        "text": theme.text,
        "second": theme.second,
        "accent": theme.accent,
        "handle": look.handle.strip()[:MOST_HANDLE],
        "proof_base": look.proof_base,
        "updated_by": by.id,
        "updated_at": func.now(),
        **({} if crest is None else {"crest_sha256": crest}),
    }
    session.execute(
        insert(UnitTheme)
        .values(unit_code=unit.code, **{"crest_sha256": "", **told})
        .on_conflict_do_update(index_elements=[UnitTheme.unit_code], set_=told)
    )
    session.expire_all()
    record(session, unit, "compose.theme_chosen", by, band=theme.band, accent=theme.accent)
    return session.get_one(UnitTheme, unit.code)


def drop_theme(session: Session, unit: Unit, *, by: Actor) -> None:
    """Let the unit's pictures look like those of the unit above again."""
    theme_for(unit, by)
    session.execute(delete(UnitTheme).where(UnitTheme.unit_code == unit.code))
    record(session, unit, "compose.theme_dropped", by)


def record(session: Session, unit: Unit, act: str, by: Actor, **facts: str) -> None:
    """Keep who changed how the unit's posts look or read."""
    tracing.record(session, unit.code, act, by, **facts)


def put_crest(storage: Storage, body: bytes) -> str:
    """Keep a crest as a small PNG under its own digest, which is returned. Raises `imaging.Unreadable`."""
    if len(body) > MOST_CREST:
        raise TooLarge("Lambang lebih dari 2 MB. Pilih berkas yang lebih kecil.")
    crest = imaging.crest(body)
    digest = hashlib.sha256(crest).hexdigest()
    storage.put(crest_key(digest), crest, CREST_KIND)
    return digest


def crest_of(storage: Storage, recipe: imaging.Recipe) -> bytes:
    """The crest that the recipe names, or nothing where it names none. Raises `ObjectMissing`."""
    return storage.get(crest_key(recipe.crest)) if recipe.crest else b""


def crest_key(digest: str) -> str:
    """Where the crest with that digest lies."""
    return f"crests/{digest}.png"
