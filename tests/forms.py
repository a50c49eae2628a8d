"""A page's form, filled in and sent as a browser without JavaScript does it."""

import io
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.pages import Page, check_page


def form_of(page: str, action: str = "") -> dict[str, str]:
    """The names and values that the page's main form would send untouched, or the one that goes to ``action``.

    Its address stands under ``action``; one that names a query goes to the same.
    """
    found = Page(html5lib.HTMLParser(namespaceHTMLElements=False).parse(page))
    (main,) = found.all("main")
    form = next(
        each
        for each in main.iter("form")
        if each.get("method") == "post" and action in ("", each.get("action", "").partition("?")[0])
    )
    sent = {"action": form.get("action", "")}
    for control in form.iter():
        name = control.get("name") if isinstance(control.tag, str) else None
        value = _value(control)
        if name and value is not None:
            sent[name] = value
    return sent


def _value(control: Element) -> str | None:
    if control.tag == "textarea":
        return "".join(control.itertext())
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [each for each in options if "selected" in each.attrib] or options[:1]
        return chosen[0].get("value") if chosen else None
    unsent = control.get("type") in ("checkbox", "radio") and "checked" not in control.attrib
    unsent = unsent or control.get("type") in ("file", "submit") or "disabled" in control.attrib
    return control.get("value", "") if control.tag == "input" and not unsent else None


def opened(client: FlaskClient, path: str, action: str = "") -> dict[str, str]:
    """The form on the page at ``path``, which must be a sound page; ``action`` names one of several."""
    answer = client.get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    check_page(page)
    return form_of(page, action)


def sent(client: FlaskClient, form: dict[str, str], **fields: Any) -> TestResponse:
    """Send the form with ``fields`` in place of its own; None leaves one out."""
    values = {name: value for name, value in {**form, **fields}.items() if value is not None}
    path = values.pop("action")
    # The test client would keep a large body in a file that it never closes.
    boundary, body = encode_multipart(values)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def attached(body: bytes, name: str = "foto.jpg", kind: str = "image/jpeg") -> FileStorage:
    """A file as a form field carries it."""
    return FileStorage(io.BytesIO(body), name, content_type=kind)


def told(answer: TestResponse, status: int) -> str:
    """The page of an answer with that status, which must be a sound page."""
    page = answer.get_data(as_text=True)
    assert answer.status_code == status, page
    check_page(page)
    return page
