"""The form of a draft."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from evidence.compose.services import MAX_ALT, MAX_CAPTION
from evidence.core.clock import WIB
from evidence.core.fields import Form

PRIVACY = ("no_children", "no_documents", "agreed")


class MultiCheckboxField(SelectMultipleField):
    """Several choices as check boxes, which need no key held down."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DraftForm(Form):
    """Words, accounts and time of a post; ``uuid`` is the post's own number, made with the page."""

    uuid = HiddenField(validators=[InputRequired()])
    caption = TextAreaField(
        _("Keterangan unggahan"), [Length(max=MAX_CAPTION, message=_("Keterangan terlalu panjang."))]
    )
    alt_text = TextAreaField(
        _("Teks alternatif"), [Length(max=MAX_ALT, message=_("Teks alternatif paling panjang 1.000 huruf."))]
    )
    accounts = MultiCheckboxField(_("Terbitkan di"))
    due_at = DateTimeLocalField(_("Waktu tayang (WIB)"), [Optional()])
    no_children = BooleanField(_("Tidak ada wajah anak yang dapat dikenali"))
    no_documents = BooleanField(_("Tidak ada KTP, KK, nomor telepon, atau pelat kendaraan"))
    agreed = BooleanField(_("Orang yang tampak jelas dan pemilik rumah sudah setuju"))

    def moment(self) -> datetime | None:
        """When it is due; a wall clock in WIB."""
        return self.due_at.data.replace(tzinfo=WIB) if self.due_at.data else None

    def unticked(self) -> list[str]:
        """The privacy boxes that are still open."""
        return [name for name in PRIVACY if not self[name].data]
