"""The forms of the registry: a guided look at a profile, and the number of an RW or RT."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from evidence.accounts.registry.looks import DAYS, FIGURES, MOST_NOTE, QUESTIONS, Look
from evidence.accounts.registry.models import Answer, Presence
from evidence.core import clock
from evidence.core.fields import CountField, DateField, Form, SelectChoice

PRESENCES = {
    Presence.PRESENT: _("Ada akun"),
    Presence.ABSENT: _("Tidak ada akun"),
    Presence.GONE: _("Tidak ditemukan lagi"),
}
ANSWERS = {Answer.YES: _("Ya"), Answer.NO: _("Tidak"), Answer.UNSEEN: _("Tidak terlihat")}
_TYPED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _count(label: str) -> CountField:
    return CountField(label, render_kw={"inputmode": "numeric", "autocomplete": "off"})


class CheckForm(Form):
    """What somebody sees who has the profile before them; a question that was left out was not asked."""

    uuid = HiddenField(validators=[InputRequired()])
    was = HiddenField()
    presence = RadioField(_("Yang ditemukan"), [InputRequired(_("Pilih yang ditemukan."))])
    handle = StringField(_("Nama akun"), [Optional(), Length(max=100)], render_kw=_TYPED)
    profile_url = StringField(_("Tautan profil"), [Optional(), Length(max=500)], render_kw=_TYPED)
    followers = _count(_("Pengikut"))
    following = _count(_("Mengikuti"))
    posts = _count(_("Unggahan"))
    first_post_on = DateField(_("Unggahan pertama"), [Optional()])
    last_post_on = DateField(_("Unggahan terakhir"), [Optional()])
    note = TextAreaField(_("Catatan"), [Optional(), Length(max=MOST_NOTE)])

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
            note=self.note.data or "",
            was=(self.was.data or "") if there else "",
        )


def _told(form: Form, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: form[name].data for name in names if form[name].data is not None}


def check_form(was: str, vanished: bool) -> CheckForm:
    """The form for an account that was known as ``was``, "" where none was; ``vanished`` if no other is left."""
    fields = {
        name: RadioField(gettext(question), [Optional()], choices=_choices(ANSWERS))
        for name, question in QUESTIONS.items()
    }
    made: type[CheckForm] = type("CheckForm", (CheckForm,), fields)
    form = made()
    # Only what was there can be there no more, and what was there is not simply none before it has vanished.
    asked = {Presence.PRESENT: True, Presence.ABSENT: not was or vanished, Presence.GONE: bool(was)}
    form.presence.choices = _choices({each: text for each, text in PRESENCES.items() if asked[each]})
    form.last_post_on.render_kw = {"max": clock.today().isoformat()}
    return form


def _choices(words: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(each.value, text) for each, text in words.items()]


def _number(label: str, *more: Any) -> IntegerField:
    return IntegerField(
        label, [*more], widget=TextInput(), render_kw={"inputmode": "numeric", "maxlength": 3}
    )


class NeighbourhoodForm(Form):
    """An RW, and an RT within it where there is one."""

    rw = _number(_("Nomor RW"), InputRequired(_("Tulis nomor RW.")))
    rt = _number(_("Nomor RT"), Optional())
