"""The sign-in form."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_security import LoginForm
from flask_security.proxies import _datastore
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from evidence.units import sessions

# Shown for a wrong name and a wrong password alike: a stranger must not learn who exists.
MISMATCH = "Nama pengguna atau kata sandi tidak cocok."


class SignInForm(LoginForm):
    """User name, password, and whose device it is."""

    email = None  # type: ignore[assignment]  # The library takes None for "there is no such field".
    remember = None  # type: ignore[assignment]  # How long a sign-in lasts is our own affair.
    username = StringField(
        _("Nama pengguna"),
        [InputRequired(_("Tulis nama pengguna.")), Length(max=80)],
        # Neither the database nor a page can hold the character, and no name has it.
        filters=[lambda name: "" if name and "\x00" in name else name],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _("Kata sandi"),
        [InputRequired(_("Tulis kata sandi.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )

    own = BooleanField(_("Ini HP saya sendiri"))

    def validate(self, **kwargs: Any) -> bool:
        """Look the person up by user name; the library checks the password and the account."""
        self.ifield = self.username
        name = (self.username.data or "").strip().lower()
        self.user = _datastore.find_user(username=name) if name else None
        sessions.say_own(bool(self.own.data))
        return bool(super().validate(**kwargs))
