"""The pages on which anybody asks for a post to go, and sees what became of it. An edge: it commits."""

import uuid

from flask import current_app, render_template, request, url_for
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from evidence.accounts.tokens import TokenBox
from evidence.core import clock
from evidence.core.errors import Invalid, TooMany
from evidence.core.web import db, keep_pace, mark, read_uuid
from evidence.core.words import N_
from evidence.privacy import queries, requests
from evidence.privacy.forms import AskForm
from evidence.privacy.showing import became, in_words
from evidence.privacy.views import pages as pages
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

# From all addresses together so many times what one may send, so that no flood fills the list.
ALL_TOGETHER = 50
FULL = N_(
    "Terlalu banyak permintaan dari jaringan ini. Tunggu sebentar, lalu kirim lagi; isian Anda belum terkirim."
)


@pages.get("/hapus")
@allow(PUBLIC)
def ask() -> str:
    """Ask for a post to go; ``?kode=`` names it."""
    form = AskForm()
    form.uuid.data = str(uuid.uuid4())
    form.said.data = request.args.get("kode", "")[: requests.MOST_SAID]
    return render_template("privacy/ask.html", form=form, days=house().settings.takedown_days)


@pages.post("/hapus")
@allow(PUBLIC)
def receive() -> str | tuple[str, int]:
    """Keep the request, and answer with its number whatever it names; and say if that is no post that is out."""
    form, days = AskForm(), house().settings.takedown_days
    if form.validate_on_submit():
        _keep_pace()
        asked = requests.Asked(
            form.said.data or "", form.reason.data or "", form.words.data or "", form.contact.data or ""
        )
        box: TokenBox = current_app.extensions["token_box"]
        try:
            now = clock.now()
            reference = requests.receive(db(), read_uuid(form.uuid.data), asked, box=box, days=days, now=now)
            db().commit()
            due_at = requests.due(now, days)
            return render_template(
                "privacy/received.html",
                reference=reference,
                status_url=url_for("privacy.status", nomor=reference),
                due_at=due_at,
                is_found=queries.is_out(db(), asked.said),
                has_contact=bool(asked.contact.strip()),
            )
        except Invalid as refusal:
            db().rollback()
            mark(form, refusal)
    return render_template("privacy/ask.html", form=form, days=days), 422


@pages.get("/hapus/status")
@allow(PUBLIC)
def status() -> str | tuple[str, int]:
    """What became of a request, for whoever knows its number; without one the place to write it."""
    keep_pace(house().settings.gallery_rate, "takedown-status")
    written = request.args.get("nomor", "")
    found = queries.by_reference(db(), written) if written else None
    told = {**in_words(found), "answer": found.answer, "stands": became(found)} if found else None
    body = render_template(
        "privacy/status.html",
        written=written[: requests.MOST_SAID],
        told=told,
        missing=bool(written) and found is None,
    )
    return (body, 404) if written and found is None else body


def _keep_pace() -> None:
    limiter: FixedWindowRateLimiter = current_app.extensions["limiter"]
    rate = parse(house().settings.takedown_rate)
    together = parse(f"{rate.amount * ALL_TOGETHER} per {rate.get_expiry()} seconds")
    mine = limiter.hit(rate, "takedown", request.remote_addr or "")
    if not (mine and limiter.hit(together, "takedown", "")):
        raise TooMany(FULL, retry_after=rate.get_expiry())
