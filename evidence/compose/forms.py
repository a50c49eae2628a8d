"""The forms of a draft, of a picture's arrangement and of a unit's theme."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import ColorInput

from evidence.accounts.naming import outlet_name
from evidence.adapters.imaging import MOST_PHOTOS, Frame
from evidence.adapters.networks.base import Kind, Network
from evidence.compose.alignments import Mark
from evidence.compose.fitting import KIND_LABELS
from evidence.compose.looks import MOST_HANDLE
from evidence.compose.recipes import Arranged
from evidence.compose.services import MAX_ALT, MAX_CAPTION
from evidence.core.clock import WIB
from evidence.core.fields import Form, FormPart, MomentField, MultiCheckboxField, SelectChoice

# How the after is laid over the before.
AS_IT_IS, FOUND, MARKED = "", "found", "marked"
NOT_LAID = SelectChoice(AS_IT_IS, _("Tanpa penyelarasan"))
FORMAT_LABELS = {
    "portrait": _("Potret 4:5, untuk umpan"),
    "square": _("Persegi"),
    "story": _("Cerita (story) 9:16"),
    "landscape": _("Lebar 16:9"),
}
# When a post goes out.
NOW, AT, SLOT = "now", "at", "slot "


def _slot(moment: datetime) -> str:
    """The choice of that slot: its time stands in it, so that nobody gets another one than they saw."""
    return f"{SLOT}{moment.astimezone(WIB).isoformat()}"


class DraftForm(Form):
    """Words, accounts and time of a post; ``uuid`` is the post's own number, made with the page."""

    # The unit's next free slot, where it has one.
    slot: datetime | None = None
    # Accounts that cannot be posted to now, by id: what each is called and why.
    unusable: Mapping[str, str] = {}
    uuid = HiddenField(validators=[InputRequired()])
    # The `seen.mark` of the draft that the page showed.
    seen = HiddenField()
    caption = TextAreaField(
        _("Keterangan unggahan"), [Length(max=MAX_CAPTION, message=_("Keterangan terlalu panjang."))]
    )
    alt_text = TextAreaField(
        _("Teks alternatif"), [Length(max=MAX_ALT, message=_("Teks alternatif paling panjang 1.000 huruf."))]
    )
    accounts = MultiCheckboxField(_("Terbitkan di"), validate_choice=False)
    when = RadioField(
        _("Kapan terbit"),
        choices=[
            SelectChoice(NOW, _("Segera setelah disetujui")),
            SelectChoice(AT, _("Pada waktu yang saya pilih")),
        ],
        default=NOW,
        validate_choice=False,
    )
    due_at = MomentField(_("Waktu tayang (WIB)"), [Optional()])

    def offer_slot(self, moment: datetime | None, words: str) -> None:
        """Let the unit's next free slot be chosen, where there is one."""
        self.slot = moment
        if moment:
            self.when.choices = [*(self.when.choices or []), SelectChoice(_slot(moment), words)]

    def plan(self, due_at: datetime | None) -> None:
        """Fill in when it is due."""
        if due_at is None:
            self.when.data = NOW
        elif due_at == self.slot:
            self.when.data = _slot(due_at)
        else:
            self.when.data = AT
            self.due_at.data = due_at.astimezone(WIB).replace(tzinfo=None)

    def validate_accounts(self, field: MultiCheckboxField) -> None:
        """Accounts of the unit; one that was lost since the page was shown is left out and said so."""
        known = [*self.unusable, *(value for value, _label, *_rest in field.iter_choices())]
        if not set(field.data or []) <= set(known):
            raise ValidationError(_("Pilihan itu tidak ada."))

    def validate_due_at(self, field: MomentField) -> None:
        """A time that is written is never dropped because another choice stands above it."""
        if field.data and self.when.raw_data and self.when.data != AT:
            raise ValidationError(
                _(
                    "Waktu tayang ini ditulis, tetapi pilihan di atas bukan “Pada waktu yang saya pilih”. "
                    "Pilih itu, atau kosongkan waktunya."
                )
            )

    def validate_when(self, field: RadioField) -> None:
        """One of the ways that are offered; a slot may be taken or over since the page was shown."""
        if field.data not in (NOW, AT, _slot(self.slot) if self.slot else NOW):
            taken = str(field.data).startswith(SLOT)
            raise ValidationError(
                _("Slot itu sudah terisi atau lewat. Pilih lagi.") if taken else _("Pilihan itu tidak ada.")
            )

    def moment(self) -> datetime | None:
        """When it is due; a wall clock in WIB. A time written without choosing says enough."""
        chosen = self.when.data if self.when.raw_data else AT
        if chosen.startswith(SLOT):
            return self.slot
        return self.due_at.data.replace(tzinfo=WIB) if chosen == AT and self.due_at.data else None

    def ticked(self) -> list[str]:
        """The ids of the accounts that were ticked and can be posted to."""
        return [each for each in self.accounts.data or [] if each not in self.unusable]


def draft_form(networks: Sequence[Network]) -> DraftForm:
    """The form with a text of its own for each outlet, and a choice where one takes several kinds of posts."""
    parts: dict[str, Any] = {}
    for each in networks:
        name = outlet_name(each.name)
        parts[caption_field(each.name)] = TextAreaField(
            _("Teks khusus %(network)s", network=name),
            [Length(max=MAX_CAPTION, message=_("Keterangan terlalu panjang."))],
        )
        if len(each.limits.kinds) > 1:
            parts[kind_field(each.name)] = RadioField(
                _("Bentuk di %(network)s", network=name),
                choices=[SelectChoice(kind.value, _(KIND_LABELS[kind])) for kind in each.limits.kinds],
                default=Kind.SINGLE.value,
            )
    made: type[DraftForm] = type("DraftFormHere", (DraftForm,), parts)
    return made()


def caption_field(outlet: str) -> str:
    """The name of the field with the outlet's own text."""
    return f"caption_{outlet}".replace(".", "_")


def kind_field(outlet: str) -> str:
    """The name of the field with the kind of post there."""
    return f"kind_{outlet}".replace(".", "_")


class PercentField(DecimalField):
    """A number to a tenth, of which a whole one is written without: 50, 62.5."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.1f}".removesuffix(".0")


_PERCENT = {"step": "0.1", "min": 0, "max": 100, "inputmode": "decimal"}


def _number(label: str, least: int, most: int) -> PercentField:
    between = NumberRange(
        least, most, _("Tulis angka dari %(least)s sampai %(most)s.", least=least, most=most)
    )
    step = {**_PERCENT, "min": least, "max": most}
    return PercentField(label, [InputRequired(_("Wajib diisi.")), between], render_kw=step)


def _place(label: str) -> PercentField:
    between = NumberRange(0, 100, _("Tulis angka dari %(least)s sampai %(most)s.", least=0, most=100))
    return PercentField(label, [Optional(), between], render_kw=_PERCENT)


class FrameForm(FormPart):
    """How one photo stands in its panel: the point in the middle, and how near, in percent.

    ``ax`` to ``by`` are two marks on it, in percent of its width and height; both photos have the same two.
    """

    photo = HiddenField()
    x = _number(_("Titik tengah mendatar (%)"), 0, 100)
    y = _number(_("Titik tengah tegak (%)"), 0, 100)
    zoom = _number(_("Perbesaran (%)"), 100, 400)
    ax, ay = _place(_("Titik 1 mendatar (%)")), _place(_("Titik 1 tegak (%)"))
    bx, by = _place(_("Titik 2 mendatar (%)")), _place(_("Titik 2 tegak (%)"))

    def show(self, photo: str, frame: Frame, marks: Sequence[Mark] = ()) -> None:
        """Fill in a photo's frame as it is, and its two marks if it has some."""
        self.photo.data = photo
        for (x, y), (across, down) in zip(((self.ax, self.ay), (self.bx, self.by)), marks, strict=False):
            x.data, y.data = Decimal(across) / 10, Decimal(down) / 10
        self.x.data, self.y.data = Decimal(frame.x) / 10, Decimal(frame.y) / 10
        self.zoom.data = Decimal(frame.zoom)

    def frame(self) -> Frame:
        """The frame that was asked for."""
        x, y, zoom = (part.data or Decimal(0) for part in (self.x, self.y, self.zoom))
        return Frame(round(x * 10), round(y * 10), round(zoom))

    def marks(self) -> list[Mark]:
        """The marks that are set in full."""
        pairs = ((self.ax.data, self.ay.data), (self.bx.data, self.by.data))
        return [(round(x * 10), round(y * 10)) for x, y in pairs if x is not None and y is not None]


class ArrangeForm(Form):
    """How the picture of an activity is arranged."""

    format = RadioField(
        _("Bentuk gambar"),
        choices=[SelectChoice(name, label) for name, label in FORMAT_LABELS.items()],
    )
    layout = RadioField(
        _("Susunan foto"),
        choices=[
            SelectChoice("", _("Paling pas, dipilih Bukti")),
            SelectChoice("side", _("Berdampingan")),
            SelectChoice("stack", _("Atas dan bawah")),
            SelectChoice("inset", _("Foto sebelum kecil di atas foto sesudah")),
        ],
    )
    fit = RadioField(
        _("Potongan foto"),
        choices=[
            SelectChoice("", _("Otomatis: penuh, kecuali terlalu banyak terpotong")),
            SelectChoice("fill", _("Penuhi bidang")),
            SelectChoice("whole", _("Utuh, tanpa dipotong")),
        ],
    )
    align = RadioField(_("Penyelarasan"), choices=[NOT_LAID], default=AS_IT_IS)
    frames = FieldList(FormField(FrameForm), max_entries=MOST_PHOTOS)

    def offer(self, *, found: bool) -> None:
        """Let the after be laid over the before: by itself where that is ``found``, and in any case by marks."""
        self.align.choices = [
            NOT_LAID,
            *([SelectChoice(FOUND, _("Selaraskan otomatis"))] if found else []),
            SelectChoice(MARKED, _("Selaraskan menurut dua titik yang saya tandai")),
        ]

    def show(self, arranged: Arranged, photos: list[str]) -> None:
        """Fill in how it is arranged now."""
        self.format.data, self.layout.data = arranged.format, arranged.layout
        self.fit.data = {None: "", False: "fill", True: "whole"}[arranged.whole]
        laid = arranged.laid if arranged.laid and list(arranged.laid.photos) == photos else None
        self.align.data = (MARKED if laid.marks else FOUND) if laid else AS_IT_IS
        for number, photo in enumerate(photos):
            self.frames.append_entry()
            marks = laid.marks[number * 2 : number * 2 + 2] if laid else ()
            self.frames[-1].form.show(photo, arranged.frames.get(photo, Frame()), marks)

    def arranged(self) -> Arranged:
        """What was asked for, but for the aligning."""
        return Arranged(
            format=self.format.data,
            layout=self.layout.data or "",
            whole={"fill": False, "whole": True}.get(self.fit.data),
            frames={each.form.photo.data or "": each.form.frame() for each in self.frames},
        )

    def marks(self) -> list[Mark]:
        """Two marks on each of two photos, or fewer where some are missing."""
        return [mark for each in self.frames for mark in each.form.marks()]


class TemplateForm(Form):
    """The template of a unit's captions."""

    template = TextAreaField(_("Templat teks"))


class ThemeForm(Form):
    """The colours, handle and crest of a unit's pictures."""

    theme = RadioField(
        _("Tema"),
        choices=[
            SelectChoice("wedel", _("Wedel, biru tua")),
            SelectChoice("sogan", _("Sogan, cokelat batik")),
            SelectChoice("daun", _("Daun, hijau tua")),
            SelectChoice("kertas", _("Kertas, putih")),
            SelectChoice("own", _("Warna sendiri")),
        ],
    )
    band = StringField(_("Warna pita keterangan"), widget=ColorInput())
    accent = StringField(_("Warna label SESUDAH"), widget=ColorInput())
    handle = StringField(
        _("Akun yang ditulis pada gambar"), [Length(max=MOST_HANDLE, message=_("Paling panjang 40 huruf."))]
    )
    proof = BooleanField(_("Cetak kode bukti dan kode QR pada gambar"))
    crest = FileField(_("Lambang atau logo unit"))
    without_crest = BooleanField(_("Tanpa lambang"))
