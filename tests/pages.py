"""Every page a test fetches is checked as a page: what a browser, a screen reader and the security policy need.

``check_page(html)`` raises AssertionError with every fault it finds, one a line. It looks at the page as it was
sent, before any script: that is what a phone without JavaScript has.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

REFERENCES = (
    "for",
    "list",
    "form",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-errormessage",
)
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
RESOURCES = {
    "script": "src",
    "img": "src",
    "link": "href",
    "source": "srcset",
    "iframe": "src",
    "use": "href",
}


# What differs between two answers of one page: the token of its forms, and the number of the request.
DRAWN = re.compile(r'(?<=value=")Im[\w.-]{60,}(?=")|(?<![-\w])[0-9a-f]{12}(?![-\w])')


def check_page(html: str) -> None:
    """Raise AssertionError naming every fault of ``html``, a whole page."""
    _check(DRAWN.sub("drawn", html))


@lru_cache(maxsize=4096)
def _check(html: str) -> None:
    # The same refusal is checked once for all who get it: reading a page as a browser does takes 10 ms.
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = Page(parser.parse(html))
    found = [f"line {where[0]}: {code}" for where, code, _ in parser.errors]
    for rule in RULES:
        found.extend(rule(page))
    assert not found, "This page has faults:\n" + "\n".join(f"  {fault}" for fault in found)


class Page:
    """A parsed page, with the questions the rules ask."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.elements = [element for element in _shown(root) if isinstance(element.tag, str)]
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.ids = Counter(element.attrib["id"] for element in self.elements if "id" in element.attrib)

    def all(self, *names: str) -> Iterator[Element]:
        """Every element with one of these names; those of an inline SVG by their plain name too."""
        return (element for element in self.elements if local(element) in names)

    def inside(self, element: Element, name: str) -> Element | None:
        """The nearest ancestor called ``name``."""
        found = self.parents.get(element)
        while found is not None and local(found) != name:
            found = self.parents.get(found)
        return found


def _shown(element: Element) -> Iterator[Element]:
    """The elements that somebody can meet: what script has yet to show or to fill is looked at in a browser."""
    yield element
    for child in element:
        if child.tag != "template" and "hidden" not in child.attrib:
            yield from _shown(child)


def local(element: Element) -> str:
    """The element's name without a namespace."""
    return str(element.tag).rpartition("}")[2]


def words(element: Element) -> str:
    """What an element says aloud: its text and the alternative texts of its pictures."""
    said = [*element.itertext(), *(image.get("alt", "") for image in element.iter("img"))]
    return "".join(said).strip()


def named(page: Page, element: Element) -> bool:
    """Whether a screen reader has a name for ``element`` from its own attributes."""
    if element.get("aria-label", "").strip():
        return True
    spoken = element.get("aria-labelledby", "").split()
    return any(words(other) for other in page.elements if other.get("id") in spoken)


def show(element: Element) -> str:
    """The element as a person would look for it in a template."""
    keys = ("id", "name", "type", "href", "src", "class")
    attributes = "".join(f' {key}="{element.attrib[key]}"' for key in keys if key in element.attrib)
    return f"<{local(element)}{attributes}>"


def outline(page: Page) -> Iterator[str]:
    if not page.root.get("lang", "").strip():
        yield "<html> has no lang"
    titles = [words(title) for title in page.root.iterfind("head/title")]
    if len(titles) != 1 or not titles[0]:
        yield f"there must be one title with words, not {titles}"
    for name in ("h1", "main"):
        count = sum(1 for _ in page.all(name))
        if count != 1:
            yield f"there must be one <{name}>, not {count}"
    for heading in page.all("h1", "h2", "h3", "h4"):
        if not words(heading):
            yield f"{show(heading)} is an empty heading"


def identifiers(page: Page) -> Iterator[str]:
    for name, count in page.ids.items():
        if count > 1:
            yield f'id="{name}" is used {count} times'
    for element in page.elements:
        for attribute in REFERENCES:
            for target in element.get(attribute, "").split():
                if target not in page.ids:
                    yield f"{show(element)}: {attribute} names #{target}, which is not there"
        fragment = element.get("href", "")
        if local(element) == "a" and fragment.startswith("#") and fragment[1:] not in page.ids:
            yield f"{show(element)} leads to nothing on this page"


def labels(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label") if words(label)}
    for control in page.all("input", "select", "textarea"):
        if local(control) == "input" and control.get("type", "text") in UNLABELLED_INPUTS:
            continue
        around = page.inside(control, "label")
        if not (
            named(page, control)
            or ("id" in control.attrib and control.get("id") in labelled)
            or (around is not None and words(around))
        ):
            yield f"{show(control)} has no label"
    for control in page.all("button", "a", "summary"):
        if not (words(control) or named(page, control)):
            yield f"{show(control)} says nothing"


def pictures(page: Page) -> Iterator[str]:
    for image in page.all("img"):
        if "alt" not in image.attrib:
            yield f"{show(image)} has no alt"


def forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        method = form.get("method", "")
        if not form.get("action"):
            yield f"{show(form)} does not say where it goes"
        if method not in {"get", "post", "dialog"}:
            yield f'{show(form)}: method="{method}" must be get or post'
        own = [field for field in page.all("input") if belongs(page, field, form)]
        tokens = [field for field in own if field.get("name") == "csrf_token" and field.get("value")]
        if method == "post" and len(tokens) != 1:
            yield f"{show(form)} carries {len(tokens)} CSRF tokens"
        if method == "get" and tokens:
            yield f"{show(form)} shows its CSRF token in the address"
    for button in page.all("button"):
        if button.get("type") not in {"submit", "button", "reset"}:
            yield f"{show(button)} has no type"


def belongs(page: Page, field: Element, form: Element) -> bool:
    """Whether ``field`` is sent with ``form``."""
    if "form" in field.attrib:
        return field.get("form") == form.get("id")
    return page.inside(field, "form") is form


def policy(page: Page) -> Iterator[str]:
    """What the content-security policy would refuse."""
    for element in page.elements:
        for attribute, value in element.attrib.items():
            if attribute == "style" or attribute.startswith("on"):
                yield f"{show(element)} has an inline {attribute}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{show(element)} holds a script in {attribute}"
        if local(element) == "style" or (local(element) == "script" and not element.get("src")):
            yield f"{show(element)} is inline"
        address = element.get(RESOURCES.get(local(element), ""), "")
        if address.startswith(("http:", "https:", "//")):
            yield f"{show(element)} comes from another host"


def leftovers(page: Page) -> Iterator[str]:
    """Text that a template should have replaced."""
    for text in page.root.itertext():
        if any(mark in text for mark in ("{{", "{%", "%(", "Undefined")):
            yield f"a template shows through: {text.strip()[:60]!r}"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    outline, identifiers, labels, pictures, forms, policy, leftovers,
)  # fmt: skip
