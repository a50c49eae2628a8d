"""The forms of papers. They check shape; the services check meaning."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from evidence.core.fields import DateField, Form, MultiCheckboxField, SelectChoice
from evidence.reports.papers.letterheads import Told
from evidence.reports.papers.models import CHOICES, OF_WORK, Kind, Shape, Sheet
from evidence.reports.papers.services import Asked
from evidence.reports.papers.words import KINDS

SHAPES = {
    Shape.PDF: _("PDF, untuk dicetak dan ditandatangani"),
    Shape.DOCX: _("Word (DOCX), untuk diubah dahulu"),
    Shape.XLSX: _("Excel (XLSX), rekap satu baris per kegiatan"),
    Shape.CSV: _("CSV, untuk program lain"),
}
# Where a row is a unit.
OF_UNITS = {
    **SHAPES,
    Shape.XLSX: _("Excel (XLSX), satu baris per unit"),
    Shape.CSV: _("CSV, satu baris per unit, untuk program lain"),
}
SHEETS = {Sheet.A4: _("A4 (210 × 297 mm)"), Sheet.F4: _("F4/folio (215 × 330 mm)")}


class PaperForm(Form):
    """What a paper is of, and in which shapes; ``uuid`` is made with the page."""

    uuid = HiddenField(validators=[InputRequired()])
    kind = RadioField(
        _("1. Jenis"),
        choices=[SelectChoice(kind.value, _(KINDS[kind])) for kind in OF_WORK],
        default=Kind.DOCUMENTATION.value,
    )
    unit = SelectField(_("2. Unit"), validate_choice=False)
    first = DateField(_("Dari tanggal"), [Optional()])
    last = DateField(_("Sampai tanggal"), [Optional()])
    shapes = MultiCheckboxField(
        _("4. Bentuk"),
        choices=[SelectChoice(shape.value, SHAPES[shape]) for shape in CHOICES],
        validate_choice=False,
    )

    def asked(self) -> Asked:
        """What was chosen, as the services take it."""
        known = {shape.value for shape in CHOICES}
        kind = Kind(self.kind.data) if self.kind.data in OF_WORK else Kind.DOCUMENTATION
        shapes = [Shape(each) for each in self.shapes.data or () if each in known]
        return Asked(kind, self.unit.data or "", self.first.data, self.last.data, shapes)


class OfUnitsForm(Form):
    """The shapes of a paper about many units; what else narrows it stands in the address, as on the page it is of."""

    uuid = HiddenField(validators=[InputRequired()])
    shapes = MultiCheckboxField(_("Bentuk"), validate_choice=False)

    def offer(self, shapes: Sequence[Shape]) -> None:
        """Let a person choose among ``shapes``."""
        self.shapes.choices = [SelectChoice(shape.value, OF_UNITS[shape]) for shape in shapes]

    def chosen(self) -> Sequence[Shape]:
        """What was chosen."""
        known = {shape.value for shape in CHOICES}
        return [Shape(each) for each in self.shapes.data or () if each in known]


class LetterheadForm(Form):
    """What a unit's papers say of its office and of who signs."""

    address = StringField(_("Alamat kantor"))
    contact = StringField(_("Telepon atau email kantor"))
    place = StringField(_("Tempat tanda tangan"))
    signer_office = StringField(_("Jabatan penanda tangan"))
    signer_name = StringField(_("Nama penanda tangan"))
    signer_number = StringField(_("NIP"))
    sheet = RadioField(
        _("Ukuran kertas"),
        choices=[SelectChoice(sheet.value, words) for sheet, words in SHEETS.items()],
        validate_choice=False,
    )

    def told(self) -> Told:
        """As the services take it."""
        lines = (
            self.address,
            self.contact,
            self.place,
            self.signer_office,
            self.signer_name,
            self.signer_number,
        )
        return Told(*(each.data or "" for each in (*lines, self.sheet)))
