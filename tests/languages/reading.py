"""What a page says to a person, in words that can be compared between two languages."""

import re
from collections.abc import Iterable

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import check_page

# Attributes that are read aloud, shown, or said later by the page's script.
SPOKEN = re.compile(r"alt|title|placeholder|aria-label|aria-valuetext|data-text-.*|data-confirm.*")
# A key of a keyboard has one name in every language.
UNSPOKEN = {"script", "style", "template", "kbd"}


def choose(client: FlaskClient, language: str) -> TestResponse:
    """Choose a language as the link on *Lainnya* does."""
    return client.get(f"/bahasa/{language}")


def texts(page: str) -> set[str]:
    """Every text of a page that has letters, once each, with single spaces."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in UNSPOKEN:
            continue
        found += [element.text, *(child.tail for child in element)]
        found += [value for name, value in element.attrib.items() if SPOKEN.fullmatch(name)]
    said = {" ".join(text.split()) for text in found if text}
    return {text for text in said if re.search(r"[^\W\d_]", text)}


def in_both(client: FlaskClient, path: str, status: int = 200) -> tuple[set[str], set[str]]:
    """The texts of the page at ``path`` in Indonesian and in English; each must be a sound page."""
    told = []
    for language in ("id", "en"):
        choose(client, language)
        answer = client.get(path)
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, page
        assert f'<html lang="{language}"' in page
        check_page(page)
        told.append(texts(page))
    return told[0], told[1]


def untranslated(indonesian: set[str], english: set[str], names: Iterable[str]) -> set[str]:
    """What reads the same in both languages although it is more than ``names``, numbers and signs."""
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True))
    )
    return {text for text in indonesian & english if re.search(r"[^\W\d_]", known.sub("", text))}
