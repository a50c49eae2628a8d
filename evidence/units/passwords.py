"""What is a good password. Its hash is made at the edges (`hashing`)."""

from evidence.core.errors import Invalid
from evidence.core.text import is_text
from evidence.core.words import N_

# The sign-in form takes no more than that.
LEAST, MOST = 12, 200
# What holdable() leaves in place of a character that a form may not carry.
MARK = "\ufffd"
TOO_SHORT = N_("Paling sedikit 12 huruf. Beberapa kata yang tidak berkaitan mudah diingat.")
TOO_LONG = N_("Paling panjang 200 huruf.")
KNOWN = N_("Jangan pakai nama atau nama pengguna Anda sebagai kata sandi.")
ODD = N_("Ada tanda yang tidak dapat dipakai dalam kata sandi.")
LOOK_AGAIN = N_("Periksa kembali isian ini.")


def check(password: str, *known: str) -> None:
    """Refuse what is no good password; ``known`` is what others know of its person. Raises Invalid."""
    bare = _bare(password)
    if not is_text(password) or MARK in password:
        wrong = ODD
    elif len(password) > MOST:
        wrong = TOO_LONG
    elif len(password) < LEAST or len(set(password)) < LEAST // 2:
        wrong = TOO_SHORT
    elif any(bare.replace(_bare(each), "") == "" for each in known if _bare(each)):
        wrong = KNOWN
    else:
        return
    raise Invalid(LOOK_AGAIN, {"password": wrong})


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
