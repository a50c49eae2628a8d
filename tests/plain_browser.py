"""A browser without JavaScript: it opens pages, follows links, fills forms in and presses their buttons, over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Self
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import httpx

from tests.pages import Page, check_page, words
from tests.practice.serving import client

Value = str | Sequence[str] | bool
File = tuple[str, bytes, str]


class PlainBrowser:
    """One person's browser. Every page it comes to is checked as a page."""

    def __init__(self, house: str) -> None:
        self._http = client()
        self._http.base_url = httpx.URL(house)
        self._http.follow_redirects = True
        self.path = ""
        self.text = ""
        self._page = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(""))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()

    def open(self, address: str) -> Self:
        """Go to an address."""
        return self._arrive(self._http.get(address))

    def fetch(self, address: str) -> bytes:
        """What lies at an address that is no page."""
        return self._http.get(address).raise_for_status().content

    def sign_in(self, username: str, password: str) -> Self:
        """Sign in by the form."""
        return self.open("/masuk").press("Masuk", username=username, password=password)

    def links(self, said: str) -> list[str]:
        """The addresses of the links whose words hold ``said``."""
        return [each.attrib["href"] for each in self._page.all("a") if said in words(each)]

    def addresses(self) -> set[str]:
        """Where the page's links lead."""
        return {each.get("href", "") for each in self._page.all("a")}

    def follow(self, said: str) -> Self:
        """Click the one link that says so, or one of several to the same place."""
        found = set(self.links(said))
        assert len(found) == 1, f"{len(found)} links say {said!r} on {self.path}"
        return self.open(found.pop())

    def pictures(self) -> list[str]:
        """The addresses of the pictures on the page, in their order."""
        return [each.attrib["src"] for each in self._page.all("img")]

    def press(self, said: str, files: Mapping[str, File] | None = None, **filled: Value) -> Self:
        """Press the button that says so, after filling its form in; what must be filled in must be."""
        (button,) = [each for each in self._page.all("button") if words(each) == said and _usable(each)]
        form = self._form_of(button)
        assert form is not None, f"{said!r} sends nothing on {self.path}"
        sent: dict[str, list[str]] = {}
        for control in self._page.all("input", "textarea", "select", "button"):
            name = control.get("name")
            if not name or control.get("type") == "file" or self._form_of(control) is not form:
                continue
            values = _chosen(control, filled[name]) if name in filled else _untouched(control, button)
            sent.setdefault(name, []).extend(values)
        assert filled.keys() <= sent.keys(), f"no field for {filled.keys() - sent.keys()} on {self.path}"
        if "formnovalidate" not in button.attrib and "novalidate" not in form.attrib:
            self._check_required(form, sent, files or {})
        address = urljoin(self.path, form.get("action") or self.path)
        if form.get("method", "get") == "get":
            return self._arrive(self._http.get(address, params={k: v for k, v in sent.items() if v}))
        many = form.get("enctype") == "multipart/form-data"
        return self._arrive(self._http.post(address, data=sent, files=files if many else None))

    def _form_of(self, control: Element) -> Element | None:
        owner = control.get("form")
        if owner is None:
            return self._page.inside(control, "form")
        return next(each for each in self._page.all("form") if each.get("id") == owner)

    def _check_required(
        self, form: Element, sent: Mapping[str, Sequence[str]], files: Mapping[str, File]
    ) -> None:
        for control in self._page.all("input", "textarea", "select"):
            name = control.get("name", "")
            if "required" in control.attrib and _usable(control) and self._form_of(control) is form:
                assert any(sent.get(name, ())) or name in files, f"{name} must be filled in on {self.path}"

    def _arrive(self, answer: httpx.Response) -> Self:
        assert answer.status_code == 200, f"{answer.request.url}: {answer.status_code}\n{answer.text}"
        self.path, self.text = str(answer.url), answer.text
        check_page(self.text)
        self._page = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(self.text))
        return self


def _usable(control: Element) -> bool:
    return "disabled" not in control.attrib and "hidden" not in control.attrib


def _untouched(control: Element, pressed: Element) -> list[str]:
    """What a control sends when nobody touched it."""
    kind = control.get("type", "text")
    if "disabled" in control.attrib or kind in ("submit", "button") or control.tag == "button":
        return [control.get("value", "")] if control is pressed else []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if "checked" in control.attrib else []
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [each for each in options if "selected" in each.attrib] or options[:1]
        return [each.get("value", "") for each in chosen]
    return [control.get("value", "")]


def _chosen(control: Element, wanted: Value) -> list[str]:
    """What a control sends when a person chose ``wanted``."""
    if control.get("type") in ("checkbox", "radio"):
        value = control.get("value", "on")
        chosen = (
            wanted if isinstance(wanted, bool) else value in ([wanted] if isinstance(wanted, str) else wanted)
        )
        return [value] if chosen else []
    assert isinstance(wanted, str)
    if control.tag == "select":
        offered = {each.get("value") for each in control.iter("option")}
        assert wanted in offered, f"{wanted} is not offered"
    return [wanted]
