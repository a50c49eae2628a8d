"""The acts of caption templates: what a unit's posts say by themselves. The edges commit."""

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.compose import caption
from evidence.compose.looks import record, theme_for
from evidence.compose.models import CaptionTemplate
from evidence.core.errors import Invalid
from evidence.core.words import N_
from evidence.units.access import Actor
from evidence.units.models import Unit

MOST = 2000
NOT_RIGHT = N_("Templat belum benar.")


def checked(template: str) -> str:
    """The template as it is kept. Raises Invalid, with the placeholders that nobody can fill."""
    plain = template.replace("\r\n", "\n").strip()
    if not plain:
        raise Invalid(NOT_RIGHT, {"template": N_("Tulis templat keterangan.")})
    if len(plain) > MOST:
        raise Invalid(NOT_RIGHT, {"template": N_("Templat paling panjang 2.000 huruf.")})
    if caption.loose_braces(plain):
        raise Invalid(
            NOT_RIGHT,
            {
                "template": N_(
                    "Ada kurung kurawal yang tidak berpasangan atau berganda. Tulis satu di tiap sisi, seperti {judul}."
                )
            },
        )
    unknown = caption.unknown(plain)
    if unknown:
        raise Invalid(
            NOT_RIGHT,
            {"template": N_("%(names)s tidak dikenal. Yang ada: %(known)s.")},
            names=", ".join(unknown),
            known=", ".join(f"{{{name}}}" for name in caption.PLACEHOLDERS),
        )
    return plain


def put(session: Session, unit: Unit, template: str, *, by: Actor) -> CaptionTemplate:
    """Let the unit's captions be proposed so from now on; what was written already stays. Raises Invalid."""
    theme_for(unit, by)
    told = {"template": checked(template), "updated_by": by.id, "updated_at": func.now()}
    session.execute(
        insert(CaptionTemplate)
        .values(unit_code=unit.code, **told)
        .on_conflict_do_update(index_elements=[CaptionTemplate.unit_code], set_=told)
    )
    session.expire_all()
    record(session, unit, "compose.template_written", by)
    return session.get_one(CaptionTemplate, unit.code)


def drop(session: Session, unit: Unit, *, by: Actor) -> None:
    """Let the unit's captions be proposed as those of the unit above again."""
    theme_for(unit, by)
    session.execute(delete(CaptionTemplate).where(CaptionTemplate.unit_code == unit.code))
    record(session, unit, "compose.template_dropped", by)
