"""How what is told reads: as a push of a few lines, and as a letter in plain text. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.core.words import N_
from evidence.notices.voice import Voice

LIST = "/pemberitahuan"
SETTINGS = "/pemberitahuan/pengaturan"
# Lines of a push that brings several things, and letters of its text; phones cut what is longer.
MOST_LINES, MOST_LETTERS = 4, 400

SEVERAL = N_("%(count)s pemberitahuan baru")
OTHERS = N_("Ada pemberitahuan untuk pengguna lain HP ini.")
MORE = N_("dan %(count)s lagi")
WHY = N_("Surat ini dikirim Bukti karena Anda memintanya di halaman pengaturan pemberitahuan.")
CHANGE = N_("Atur pemberitahuan: %(url)s")
STOP = N_("Berhenti menerima surat seperti ini: %(url)s")


@dataclass(frozen=True)
class Said:
    """One thing that is told: whose it is, what, and where to act (a path of ours)."""

    title: str
    text: str
    url: str


def push(told: Sequence[Said], voice: Voice, tag: str, person: str) -> bytes:
    """The message for a browser, as its service worker reads it; a newer one with the same ``tag`` takes its place.

    Where somebody else than ``person`` signed in on that phone last, the worker says ``others`` in place of it all.
    """
    first = told[0]
    if len(told) == 1:
        title, body, url = first.title, first.text, first.url
    else:
        title, url = voice.say(SEVERAL, count=len(told)), LIST
        lines = [f"{each.title}: {each.text}" for each in told[:MOST_LINES]]
        if len(told) > MOST_LINES:
            lines.append(voice.say(MORE, count=len(told) - MOST_LINES))
        body = "\n".join(_cut(each, MOST_LETTERS // MOST_LINES) for each in lines)
    message = {
        "title": _cut(title, 120), "body": _cut(body, MOST_LETTERS), "url": url, "tag": tag, "person": person,
        "others": voice.say(OTHERS),
    }  # fmt: skip
    return json.dumps(message, ensure_ascii=False).encode()


def subject(told: Sequence[Said], voice: Voice) -> str:
    """What stands over a letter."""
    first = told[0]
    return f"{first.title}: {first.text}" if len(told) == 1 else voice.say(SEVERAL, count=len(told))


def letter(told: Sequence[Said], voice: Voice, base_url: str, stop_url: str) -> str:
    """A letter that brings all of it, and says how to get no more."""
    parts = [
        "\n".join(
            part for part in (each.title, each.text, f"{base_url}{each.url}" if each.url else "") if part
        )
        for each in told
    ]
    end = [voice.say(WHY), voice.say(CHANGE, url=f"{base_url}{SETTINGS}")]
    if stop_url:
        end.append(voice.say(STOP, url=stop_url))
    return "\n\n".join([*parts, "-- \n" + "\n".join(end)]) + "\n"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
