"""What previews show people of a post, read off the page as it was sent to them."""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from PIL import Image

from tests.forms import told
from tests.pages import Page


@dataclass(frozen=True)
class Seen:
    """One picture of a preview: its bytes by their hash, their real pixels, and what the page says of it."""

    sha256: str
    bytes: int
    pixels: tuple[int, int]
    said: tuple[int, int]
    alt: str


@dataclass(frozen=True)
class Shown:
    """One preview; ``tapped`` are the parts of its words that are shown as links, ``cut`` that they go on."""

    kind: str
    title: str
    words: str
    cut: bool
    tapped: tuple[str, ...]
    pictures: tuple[Seen, ...]
    notes: tuple[str, ...]
    misfits: tuple[str, ...]


def previews_on(client: FlaskClient, path: str) -> dict[str, Shown]:
    """The previews of a page by the handle of their account."""
    page = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(told(client.get(path), 200)))
    views = [each for each in page.all("section") if each.get("class") == "network-view"]
    return {_handle(each): _shown(each, client) for each in views}


def counters_on(client: FlaskClient, path: str, field: str) -> dict[str, str]:
    """What stands under a field about each network's limits: "Bluesky" -> "9/300", in the order of the page."""
    page = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(told(client.get(path), 200)))
    (counter,) = (each for each in page.all("div") if each.get("data-counter") == field)
    told_ = [
        (each.get("data-label") or "", each.text or "")
        for each in counter
        if each.get("data-label") is not None
    ]
    return {label: text.removeprefix(label).strip(" :") for label, text in reversed(told_)}


def _handle(view: Element) -> str:
    return (view.get("aria-label") or "").partition("@")[2]


def _called(view: Element, name: str) -> list[Element]:
    return [each for each in view.iter() if name in (each.get("class") or "").split()]


def _said(view: Element, name: str) -> tuple[str, ...]:
    return tuple("".join(each.itertext()).strip() for each in _called(view, name))


def _shown(view: Element, client: FlaskClient) -> Shown:
    words, cut, tapped = "", False, []
    for part in _called(view, "preview-words"):
        words = part.text or ""
        for each in part:
            classes = each.get("class") or ""
            if classes == "preview-link":
                tapped.append(each.text or "")
                words += each.text or ""
            cut = cut or "muted" in classes
            # The handle before the words and the sign behind them are the page's own.
            words += (each.tail or "").removeprefix(" " if each.tag == "strong" else "")
    head = next(view.iter("h3"))
    named = "".join(head.itertext())
    return Shown(
        kind=named.partition(" · ")[2].strip(),
        title="".join(_said(view, "preview-title")),
        words=words,
        cut=cut,
        tapped=tuple(tapped),
        pictures=tuple(_seen(each, client) for each in view.iter("img")),
        notes=_said(view, "preview-note"),
        misfits=_said(view, "preview-misfit"),
    )


def _seen(image: Element, client: FlaskClient) -> Seen:
    told_: dict[str, Any] = image.attrib
    assert re.fullmatch(r"/hasil/[0-9a-f-]{36}\.jpg", told_["src"])
    answer = client.get(told_["src"])
    body = answer.get_data()
    with Image.open(io.BytesIO(body)) as picture:
        pixels = picture.size
    said = (int(told_["width"]), int(told_["height"]))
    return Seen(hashlib.sha256(body).hexdigest(), len(body), pixels, said, told_["alt"])
