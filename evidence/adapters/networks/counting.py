"""How networks count a text, and what they find in it; pure functions of the text alone.

Every network has a unit of its own: ``utf16`` units, ``graphemes`` (what a reader calls one character), ``utf8``
bytes, or characters with exceptions (``mastodon``, ``weighted`` for X, ``threads``). What is in a text comes as
`Span` of ``links``, ``hashtags`` and ``mentions``. Where the rules of two networks differ by a hair, the one here
counts more rather than less: a caption that is one word too short harms nobody, one that is refused does.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

# What both Mastodon and X count for any address, however long it is.
ADDRESS_COUNTS = 23

# X's own table of characters that count one; all others count two.
_ONE_EACH = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by "
    "bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj fk "
    "fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is "
    "it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm "
    "mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps "
    "pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj "
    "tk tl tm tn to tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_COMMON = (
    "com net org edu gov mil int info biz name pro mobi asia app dev blog site online shop store xyz tech cloud link "
    "live news page space web wiki world media social email agency city academy center club community digital fun "
    "global group guru help host icu ink life ltd me museum network one photo photos pics press pub red run school "
    "solutions studio support systems team today tools top tours travel video vip website work works zone"
)

# An address ends before the punctuation of its sentence, but keeps brackets that it opened itself.
_TAIL = r"(?:[/?#][\p{Latin}\p{Cyrillic}\p{Nd}!*'();:@&=+$,/?#\[\]%_.~|-]*)?"
_LABEL = r"[\p{L}\p{Nd}_](?:[\p{L}\p{M}\p{Nd}_-]*[\p{L}\p{M}\p{Nd}_])?"
_LINK = regex.compile(
    rf"(?<![\p{{L}}\p{{Nd}}_@#$])https?://(?:{_LABEL}\.)+\p{{L}}[\p{{L}}\p{{M}}\p{{Nd}}-]*(?::\d{{1,5}})?{_TAIL}",
    regex.IGNORECASE,
)
# Without a scheme only a known ending makes an address of two words with a full stop between them.
_BARE = regex.compile(
    rf"(?<![\p{{L}}\p{{Nd}}_@#$./-])(?:{_LABEL}\.)+(?:{'|'.join(f'{_COUNTRIES} {_COMMON}'.split())})"
    rf"(?![\p{{L}}\p{{Nd}}_@-]){_TAIL}",
    regex.IGNORECASE,
)
_CLOSING = {")": "(", "]": "["}

_HASHTAG = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/#＃@])[#＃](?=[\p{N}_]*[\p{L}\p{M}])[\p{L}\p{M}\p{N}_]+")
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_MENTION = regex.compile(
    rf"(?<![\p{{L}}\p{{M}}\p{{N}}_/.@＠#&%$!*-])[@＠](?P<name>{_NAME})(?P<host>@{_NAME})?", regex.VERSION1
)

_CLUSTER = regex.compile(r"\X")
# A picture character; the three signs of law are letters unless a selector asks for the picture.
_EMOJI = regex.compile(
    r"(?:[\p{Extended_Pictographic}--[©®™]](?!\uFE0E)|[©®™]\uFE0F|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3).*",
    regex.VERSION1 | regex.DOTALL,
)


@dataclass(frozen=True)
class Span:
    """A piece of a text: ``text[start:end]`` in characters."""

    start: int
    end: int
    text: str


def utf16(text: str) -> int:
    """UTF-16 units: a character beyond the first plane, as most emoji are, counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """Extended grapheme clusters of Unicode: a letter with its marks, or a family of emoji, is one."""
    return len(_CLUSTER.findall(text))


def links(text: str) -> tuple[Span, ...]:
    """The web addresses written with their scheme."""
    return _addresses(_LINK, text)


def bare_links(text: str) -> tuple[Span, ...]:
    """The web addresses written without a scheme, of which X and Telegram make links too."""
    return _addresses(_BARE, _blanked(text, links(text)))


def hashtags(text: str) -> tuple[Span, ...]:
    """The hashtags with their sign. A number alone is none, and neither is what follows # in an address."""
    blank = _blanked(text, links(text))
    return tuple(Span(found.start(), found.end(), found[0]) for found in _HASHTAG.finditer(blank))


def mentions(text: str) -> tuple[Span, ...]:
    """The accounts named, with their sign and, where written, their server: "@kel.mojo", "@mojo@solo.social"."""
    blank = _blanked(text, links(text))
    return tuple(Span(found.start(), found.end(), found[0]) for found in _MENTION.finditer(blank))


def start(text: str, count: Callable[[str], int], most: int) -> str:
    """As much of the beginning as ``count`` allows, never a part of what a reader calls one character."""
    kept, counted = "", 0
    for cluster in _CLUSTER.findall(text):
        counted += count(cluster)
        if counted > most:
            return kept
        kept += cluster
    return text


def how_many(found: Callable[[str], Sequence[Span]]) -> Callable[[str], int]:
    """A measure that counts what ``links``, ``hashtags`` or ``mentions`` finds."""
    return lambda text: len(found(text))


def mastodon(text: str) -> int:
    """Mastodon's count: graphemes, any address 23, and of "@user@server" only "@user"."""
    counted = text
    for span in sorted((*links(text), *mentions(text)), key=lambda each: each.start, reverse=True):
        named = span.text[0] in "@＠"
        stands = "@" + span.text[1:].split("@")[0] if named else "x" * ADDRESS_COUNTS
        counted = counted[: span.start] + stands + counted[span.end :]
    return graphemes(counted)


def weighted(text: str) -> int:
    """X's count: composed first, Latin and its neighbours 1, all else 2, an emoji of any length 2, any address 23.

    An address without a scheme is one there as well.
    """
    composed = unicodedata.normalize("NFC", text)
    found = (*links(composed), *bare_links(composed))
    rest = _blanked(composed, found, "")
    return ADDRESS_COUNTS * len(found) + sum(
        2 if is_emoji(cluster) else sum(_weight(char) for char in cluster)
        for cluster in _CLUSTER.findall(rest)
    )


def threads(text: str) -> int:
    """Threads' count: every character 1, an emoji as many as it has bytes in UTF-8."""
    return sum(utf8(cluster) if is_emoji(cluster) else len(cluster) for cluster in _CLUSTER.findall(text))


def is_emoji(cluster: str) -> bool:
    """Whether one grapheme cluster is shown as a picture."""
    return _EMOJI.fullmatch(cluster) is not None


def _weight(char: str) -> int:
    return 1 if any(first <= ord(char) <= last for first, last in _ONE_EACH) else 2


def _addresses(pattern: "regex.Pattern[str]", text: str) -> tuple[Span, ...]:
    found = ((match.start(), _trimmed(match[0])) for match in pattern.finditer(text))
    return tuple(Span(start, start + len(told), told) for start, told in found)


def _trimmed(address: str) -> str:
    while address:
        last = address[-1]
        opening = _CLOSING.get(last)
        balanced = opening is not None and address.count(opening) >= address.count(last)
        if balanced or last not in "!*';:,.?)([|~$&@":
            return address
        address = address[:-1]
    return address


def _blanked(text: str, spans: Sequence[Span], filler: str = " ") -> str:
    for span in sorted(spans, key=lambda each: each.start, reverse=True):
        text = text[: span.start] + filler * (span.end - span.start) + text[span.end :]
    return text
