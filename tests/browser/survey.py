"""One walk through many pages, noting at each what a person could trip over."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

from tests.browser.axe import ALL, BUT_COLOURS, ONLY_COLOURS, violations
from tests.browser.fixtures import HERE, PHONE
from tests.browser.places import Places
from tests.browser.visitor import Visitor
from tests.serving import RunningHouse

SIZES = {"phone": (360, 740), "narrow": (320, 568), "desk": (1440, 900)}
REFUSED = {"nothing there": 404, "page of another role": 403}
BEYOND = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

# Links within a sentence may be as high as their line, not those that are a title, head a row or are a line of a list;
# whoever ticks a box or opens a file presses what is around it. Marks on a map stand as near as their places
# do, and the list beside it opens the same.
SMALL_TARGETS = """() => {
  const around = e => e.closest('label.choice, label.tick, .picker > div, label.camera-button') ?? e;
  // A title's link may lie over all of its card.
  const alone = e => e.matches('h2 > a, h3 > a, li > a') && e.parentElement.innerText === e.innerText
    && getComputedStyle(e, '::after').position !== 'absolute';
  const wanted = 'button, a, input:not([type=hidden]), select, textarea, summary';
  return [...document.querySelectorAll(wanted)]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.skip, .visually-hidden, svg.city'))
    .filter(e => e.tagName !== 'A' || getComputedStyle(e).display !== 'inline' || e.closest('th') || alone(e))
    .map(e => [e, around(e).getBoundingClientRect()])
    .filter(([e, box]) => box.bottom > 0 && (box.width < 47.5 || box.height < 47.5))
    .map(([e, box]) => `${e.outerHTML.slice(0, 90)} is ${Math.round(box.width)}x${Math.round(box.height)}`);
}"""

# Whatever reaches beyond the screen, unless it lies in a part that is scrolled by itself, and words that the bar has no
# room for.
RUNS_OVER = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = e => getComputedStyle(e).overflowX !== 'visible';
  const scrolled = e => e && e !== document.body && (scrolls(e) || scrolled(e.parentElement));
  const beyond = [...document.body.querySelectorAll('*')]
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width && (box.right > wide + 1 || box.left < -1))
    .map(([e]) => e)
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.skip, .visually-hidden'))
    .filter(e => !scrolled(e.parentElement));
  const cramped = [...document.querySelectorAll('.bar a')].filter(e => e.scrollWidth > e.clientWidth + 1);
  if (document.documentElement.scrollWidth > wide) beyond.unshift(document.documentElement);
  return [...beyond, ...cramped].slice(0, 3).map(e => `${e.outerHTML.slice(0, 90)} runs over`);
}"""

# A picture may be cut by its frame, never drawn wider or higher than it is.
STRETCHED = """() => [...document.images]
  .filter(e => e.complete && e.naturalWidth && e.checkVisibility() && getComputedStyle(e).objectFit === 'fill')
  .map(e => [e, e.clientWidth / e.clientHeight / (e.naturalWidth / e.naturalHeight)])
  .filter(([e, ratio]) => Math.abs(ratio - 1) > 0.02)
  .map(([e, ratio]) => `${e.outerHTML.slice(0, 90)} is ${ratio.toFixed(2)} times as wide`)"""

# In what size and colours the checker looks, and for what. A plain check asks on a phone for all but colours; the
# others are for make prove.
Looks = dict[str, tuple[str, str, str]]
USUAL: Looks = {"phone": ("phone", "light", BUT_COLOURS)}
OTHERS: Looks = {
    "light phone": ("phone", "light", ONLY_COLOURS),
    "dark phone": ("phone", "dark", ONLY_COLOURS),
    "desk": ("desk", "light", ALL),
    "dark desk": ("desk", "dark", ONLY_COLOURS),
}

Findings = dict[str, list[str]]


def survey(served: RunningHouse, browser: Browser, places: Places, looks: Looks = USUAL) -> Findings:
    """What was found on all ``places``, by the kind of finding; each line names the page first."""
    found: Findings = defaultdict(list)
    for person, addresses in places.items():
        context = browser.new_context(**PHONE, **HERE, reduced_motion="reduce", service_workers="block")
        page = context.new_page()
        if person:
            Visitor(page, served).sign_in(person)
        for name, address in addresses:
            if "#" in address:
                # A fragment alone is no new page, and would have no answer.
                page.goto("about:blank")
            answer = page.goto(urljoin(served.url, address))
            assert answer is not None
            assert answer.status == REFUSED.get(name, 200), f"{name}: {answer.status}"
            for kind, lines in _looked_at(page, looks).items():
                found[kind] += [f"{person or 'stranger'}, {name}: {line}" for line in lines]
        context.close()
    return found


def _looked_at(page: Page, looks: Looks) -> Findings:
    found: Findings = {"targets": page.evaluate(SMALL_TARGETS), "stretched": page.evaluate(STRETCHED)}
    for look, (size, colours, rules) in looks.items():
        _size(page, size)
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        found[look] = violations(page, rules)
    page.emulate_media(color_scheme="light")
    _size(page, "narrow")
    found["narrow"] = ["scrolls sideways"] if page.evaluate(BEYOND) else []
    with large_page(page):
        found["narrow"] += ["scrolls sideways with large letters"] if page.evaluate(BEYOND) else []
    _size(page, "phone")
    with large_letters(page):
        found["large letters"] = ["scrolls sideways"] if page.evaluate(BEYOND) else []
    with large_page(page):
        found["large page"] = page.evaluate(RUNS_OVER)
    return found


@contextmanager
def large_letters(page: Page) -> Iterator[None]:
    """Twice the browser's own 16 pixels, as a person sets it for all pages; only the debugger can turn that knob."""
    knob = page.context.new_cdp_session(page)
    knob.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    yield
    knob.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    knob.detach()


@contextmanager
def large_page(page: Page) -> Iterator[None]:
    """The letters of the page alone at 200 %, as some readers have them; media queries know nothing of it."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    yield
    page.evaluate("document.documentElement.style.fontSize = ''")


def _size(page: Page, name: str) -> None:
    width, height = SIZES[name]
    page.set_viewport_size({"width": width, "height": height})
