"""The form for what a person saw of a post."""

import re
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from evidence.core.clock import WIB
from evidence.core.fields import Form
from evidence.publish.figures import COUNTED

# Digits, in groups of three where they are grouped.
_COUNT = re.compile(r"-?(?:[0-9]{1,20}|[0-9]{1,3}(?:[., ][0-9]{3}){1,6})")


class CountField(IntegerField):
    """A whole number as people and apps write it: 1204, 1.204, 1 204; None where nothing is written."""

    # A browser's own field for numbers reads 1.204 as one and a bit.
    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError for what is no such number, as "1,2 rb"."""
        self.data, written = None, (valuelist[0] if valuelist else "").strip()
        if not written:
            return
        if not _COUNT.fullmatch(written):
            raise ValueError(gettext("Tulis angka utuh seperti 1204, tanpa singkatan."))
        self.data = int(re.sub(r"[., ]", "", written))


def _count(label: str) -> CountField:
    return CountField(label, render_kw={"inputmode": "numeric", "autocomplete": "off"})


class FiguresForm(Form):
    """What a person saw of a post, and when; any part may be missing."""

    likes = _count(_("Suka"))
    comments = _count(_("Komentar"))
    shares = _count(_("Dibagikan"))
    views = _count(_("Tayangan"))
    reach = _count(_("Jangkauan"))
    seen_at = DateTimeLocalField(_("Dilihat pada (WIB)"), [Optional()])

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
