"""The forms of the registry: a guided look at a profile, and the number of an RW or RT."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import TextInput

from evidence.accounts.handles import same
from evidence.accounts.registry.looks import DAYS, FIGURES, FIRST_YEAR, MOST_NOTE, QUESTIONS, Look
from evidence.accounts.registry.models import Answer, Presence
from evidence.adapters.networks.links import LINK_MOST, handle_of
from evidence.core import clock
from evidence.core.errors import Invalid
from evidence.core.fields import CountField, DateField, Form, SelectChoice
from evidence.core.web import sentence

PRESENCES = {
    Presence.PRESENT: _("Ada akun"),
    Presence.ABSENT: _("Tidak ada akun"),
    Presence.GONE: _("Tidak ditemukan lagi"),
}
# A stroke alone makes no link: what people call a channel may have one, as "RT 01/RW 02".
_LINK = re.compile(r"\s*(?:https?://|(?:[a-z0-9-]+\.)+[a-z]{2,}/)", re.IGNORECASE)
RENAMED, ANOTHER = "renamed", "another"
ANSWERS = {Answer.YES: _("Ya"), Answer.NO: _("Tidak"), Answer.UNSEEN: _("Tidak terlihat")}
_TYPED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _count(label: str) -> CountField:
    return CountField(label, render_kw={"inputmode": "numeric", "autocomplete": "off"})


class CheckForm(Form):
    """What somebody sees who has the profile before them; a question that was left out was not asked."""

    uuid = HiddenField(validators=[InputRequired()])
    was = HiddenField()
    presence = RadioField(_("Yang ditemukan"), [InputRequired(_("Pilih yang ditemukan."))])
    # Long enough for a link; how long a handle may be is asked of what it says.
    handle = StringField(_("Nama akun"), [Optional(), Length(max=LINK_MOST)], render_kw=_TYPED)
    # Asked only of a handle that is not the known one, and of one that is another unit's.
    change = RadioField(_("Nama akun ini lain. Apa yang terjadi?"), [Optional()])
    shared = BooleanField(_("Benar, akun ini dipakai bersama unit itu"))
    profile_url = StringField(_("Tautan profil"), [Optional(), Length(max=500)], render_kw=_TYPED)
    followers = _count(_("Pengikut"))
    following = _count(_("Mengikuti"))
    posts = _count(_("Unggahan"))
    first_post_on = DateField(_("Unggahan pertama"), [Optional()])
    first_post_year = _count(_("Atau tahunnya saja"))
    last_post_on = DateField(_("Unggahan terakhir"), [Optional()])
    note = TextAreaField(_("Catatan"), [Optional(), Length(max=MOST_NOTE)])

    # Where the account is; the place that the form is made for.
    place = ""

    def validate_handle(self, field: StringField) -> None:
        """Take the handle out of a pasted link."""
        told = field.data or ""
        if self.presence.data != Presence.PRESENT or not _LINK.match(told):
            return
        try:
            field.data = handle_of(told, self.place)
        except Invalid as refusal:
            raise ValidationError(sentence(refusal)) from None

    def validate(self, extra_validators: Any = None) -> bool:
        """As the library does; and ask what became of the known account where another one was found."""
        fine = bool(super().validate(extra_validators))
        was, found = self.was.data or "", (self.handle.data or "").strip()
        there = self.presence.data == Presence.PRESENT
        if there and was and found and not same(was, found) and not self.change.data:
            self.change.errors = [gettext("Pilih: nama lama berganti, atau ini akun lain.")]
            return False
        return fine

    def look(self, network: str) -> Look:
        """What the person saw. Of an account that is not there nothing else is said."""
        presence = Presence(self.presence.data)
        there, handle = presence is Presence.PRESENT, (self.handle.data or "").strip()
        if presence is Presence.GONE:
            handle = self.was.data or handle
        return Look(
            network=network,
            presence=presence,
            handle="" if presence is Presence.ABSENT else handle,
            profile_url=(self.profile_url.data or "") if there else "",
            answers={name: Answer(self[name].data) for name in QUESTIONS if there and self[name].data},
            figures=_told(self, FIGURES) if there else {},
            days=_told(self, DAYS) if there else {},
            first_post_year=self[FIRST_YEAR].data if there else None,
            note=self.note.data or "",
            was=(self.was.data or "") if there and self.change.data == RENAMED else "",
            shared=bool(self.shared.data),
        )


def _told(form: Form, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: form[name].data for name in names if form[name].data is not None}


def check_form(place: str, was: str, vanished: bool) -> CheckForm:
    """The form for an account in ``place`` that was known as ``was``, "" where none was.

    ``vanished`` is whether no other is left.
    """
    fields = {
        name: RadioField(gettext(question), [Optional()], choices=_choices(ANSWERS))
        for name, question in QUESTIONS.items()
    }
    made: type[CheckForm] = type("CheckForm", (CheckForm,), {**fields, "place": place})
    form = made()
    # Only what was there can be there no more, and what was there is not simply none before it has vanished.
    asked = {Presence.PRESENT: True, Presence.ABSENT: not was or vanished, Presence.GONE: bool(was)}
    form.presence.choices = _choices({each: text for each, text in PRESENCES.items() if asked[each]})
    form.change.choices = [
        SelectChoice(RENAMED, gettext("Akun @%(was)s berganti nama", was=was)),
        SelectChoice(ANOTHER, gettext("Akun lain; @%(was)s tidak diubah", was=was)),
    ]
    form.last_post_on.render_kw = {"max": clock.today().isoformat()}
    return form


def _choices(words: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(each.value, text) for each, text in words.items()]


def _number(label: str, *more: Any) -> IntegerField:
    return IntegerField(
        label, [*more], widget=TextInput(), render_kw={"inputmode": "numeric", "maxlength": 3}
    )


class MistakeForm(Form):
    """What was wrong with a look."""

    why = TextAreaField(_("Apa yang keliru"), [Optional(), Length(max=MOST_NOTE)])


class NeighbourhoodForm(Form):
    """An RW, and an RT within it where there is one."""

    rw = _number(_("Nomor RW"), InputRequired(_("Tulis nomor RW.")))
    rt = _number(_("Nomor RT"), Optional())
