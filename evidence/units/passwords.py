"""What is a good password. Its hash is made at the edges (`hashing`)."""

import re
from collections.abc import Sequence

from evidence.core.errors import Invalid
from evidence.core.text import is_text
from evidence.core.words import N_

# The sign-in form takes no more than that.
LEAST, MOST = 12, 200
# Shorter pieces of a name stand in words of all kinds.
LEAST_PART = 3
# What holdable() leaves in place of a character that a form may not carry.
MARK = "\ufffd"
TOO_SHORT = N_("Paling sedikit 12 huruf. Beberapa kata yang tidak berkaitan mudah diingat.")
TOO_LONG = N_("Paling panjang 200 huruf.")
KNOWN = N_("Jangan pakai nama atau nama pengguna Anda sebagai kata sandi.")
ODD = N_("Ada tanda yang tidak dapat dipakai dalam kata sandi.")
LOOK_AGAIN = N_("Periksa kembali isian ini.")


def check(password: str, *known: str) -> None:
    """Refuse what is no good password; ``known`` is what others know of its person. Raises Invalid."""
    if not is_text(password) or MARK in password:
        wrong = ODD
    elif len(password) > MOST:
        wrong = TOO_LONG
    elif len(password) < LEAST or len(set(password)) < LEAST // 2:
        wrong = TOO_SHORT
    elif _is_known(password, known):
        wrong = KNOWN
    else:
        return
    raise Invalid(LOOK_AGAIN, {"password": wrong})


def _is_known(password: str, known: Sequence[str]) -> bool:
    """Whether too little is left of it once the names are taken out, whole and in their parts."""
    bare = left = _bare(password)
    parts = {_bare(each) for each in known} | {
        _bare(each) for told in known for each in re.split(r"[\W_]+", told)
    }
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= LEAST_PART:
            left = left.replace(part, "")
    return left != bare and len(left) < LEAST // 2


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
