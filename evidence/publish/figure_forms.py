"""The form for what a person saw of a post."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms.validators import Optional

from evidence.core.clock import WIB
from evidence.core.fields import CountField, Form, MomentField
from evidence.publish.figures import COUNTED


def _count(label: str) -> CountField:
    return CountField(label, render_kw={"inputmode": "numeric", "autocomplete": "off"})


class FiguresForm(Form):
    """What a person saw of a post, and when; any part may be missing."""

    likes = _count(_("Suka"))
    comments = _count(_("Komentar"))
    shares = _count(_("Dibagikan"))
    views = _count(_("Tayangan"))
    reach = _count(_("Jangkauan"))
    seen_at = MomentField(_("Dilihat pada (WIB)"), [Optional()])

    def stand_at(self, publication_id: str) -> "FiguresForm":
        """The same with names for its controls that are its own on a page of several."""
        for each in self:
            each.id = each.label.field_id = f"{each.short_name}-{publication_id}"
        return self

    def counted(self) -> dict[str, int | None]:
        """The numbers by name."""
        return {name: self[name].data for name in COUNTED}

    def moment(self) -> datetime | None:
        """When it was seen; a wall clock in WIB."""
        return self.seen_at.data.replace(tzinfo=WIB) if self.seen_at.data else None
