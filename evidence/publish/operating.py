"""The operators' pages: how publishing stands, what waits for a person, and doing something about several at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from evidence.core import clock, reader
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.jobs import QUEUES
from evidence.core.web import db, read_uuid, sentence
from evidence.core.words import N_
from evidence.publish import holding, moving, pauses, queries, services, several, strays, waiting
from evidence.publish.alerts import QUEUE_WORDS, RULES, Alert, Cause, alerts
from evidence.publish.forms import SeveralForm
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.publish.needs import Need
from evidence.publish.queue import BOUNDS, Picture, picture, summed
from evidence.publish.reasons import HOLDS, SWITCHED_OFF, reason_text
from evidence.publish.rooms import AccountRoom, account_rooms
from evidence.publish.rows import label_of, shown_state
from evidence.units.access import ADMINS, WATCHERS, Actor, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("operating", __name__)

# So many publications at most are acted on by one press of a button.
MOST = 50
SIZE = 25
# The posts of the last hour are counted against this many seconds.
PROMISED = 10.0
NEEDS: Mapping[Need, str] = {
    Need.STRAY: N_("Tidak seharusnya terbit"),
    Need.UNCONFIRMED: N_("Perlu dicek"),
    Need.FAILED: N_("Gagal terbit"),
    Need.HELD: N_("Ditahan"),
    Need.WITHDRAW_FAILED: N_("Gagal ditarik"),
    Need.TO_DELETE: N_("Hapus di akunnya"),
    Need.INBOX: N_("Selesaikan di aplikasi"),
    Need.BY_HAND: N_("Bagikan sendiri"),
}
OUTCOMES: Mapping[str, str] = {
    "published": N_("Terbit"),
    "again": N_("Kembali antre"),
    "unconfirmed": N_("Perlu dicek"),
    "failed": N_("Gagal terbit"),
    "cancelled": N_("Dibatalkan"),
    "taken_over": N_("Diambil alih dari pekerja lain"),
}
QUEUE_TITLES: Mapping[str, str] = {"render": N_("Foto dan gambar"), "publish": N_("Penerbitan")}
STATES = (
    "stray", "unconfirmed", "failed", "withdraw_failed", "held", "queued", "resting", "preparing", "ready",
    "publishing", "withdrawing", "by_hand", "inbox", "to_delete", "scheduled",
)  # fmt: skip


@pages.get("/antrean")
@allow(WATCHERS)
def index() -> str:
    """Words first, numbers second, then what waits for a person."""
    return _page(_watcher(), SeveralForm())


@pages.post("/antrean")
@allow(ADMINS)
def act() -> str | tuple[str, int] | Response:
    """Do one thing to the chosen publications, for one reason."""
    by, form, chosen = _watcher(), SeveralForm(), _chosen()
    try:
        do = _act(form, len(chosen))
    except Invalid as refusal:
        flash(sentence(refusal), "warn")
        return _page(by, form), 422
    if not form.validate_on_submit():
        return _page(by, form), 422
    found = [queries.publication(db(), read_uuid(each), by) for each in chosen]
    note, done, refused = str(form.note.data).strip(), 0, list[str]()
    if request.form["act"] == "cancel" and "sure" not in request.form:
        return _ask_cancel(found, note)
    for each in found:
        try:
            do(each, by, note)
            # Each for itself: what can be done is done, whatever the others say.
            db().commit()
            done += 1
        except (Conflict, NotAllowed) as refusal:
            db().rollback()
            refused.append(sentence(refusal))
    if done:
        text = ngettext(
            "Tercatat: %(count)s penerbitan.", "Tercatat: %(count)s penerbitan.", done, count=done
        )
        flash(text, "ok")
    for said in dict.fromkeys(refused):
        flash(_("%(count)s belum: %(why)s", count=refused.count(said), why=said), "warn")
    return redirect(url_for("operating.index", perlu=_need() or None), 303)


@pages.get("/antrean/akun")
@allow(WATCHERS)
def accounts() -> str:
    """Accounts that rest, have a known quota, or need somebody; those in trouble first."""
    _watcher()
    now = clock.now()
    found = account_rooms(db(), request.args.get("after"), now=now)
    return render_template(
        "publish/accounts.html",
        accounts=[_account(each, now) for each in found.rows],
        next_url=url_for("operating.accounts", after=found.after) if found.after else "",
        back_url=url_for("operating.index"),
    )


def _watcher() -> Actor:
    """Whoever asks, if they watch over the whole city; the queue is one for all units."""
    by = actor()
    if not by.over_the_city(Role.ADMIN, Role.REVIEWER):
        raise NotAllowed("Antrean dilihat oleh admin kota dan staf balai kota.")
    return by


def _chosen() -> list[str]:
    return list(dict.fromkeys(request.form.getlist("publication")))


def _need() -> Need | None:
    told = request.values.get("perlu", "")
    return Need(told) if told in set(Need) else None


Act = Callable[[Publication, Actor, str], None]


def _act(form: SeveralForm, count: int) -> Act:
    """What the pressed button does. Raises Invalid."""
    if count == 0:
        raise Invalid("Pilih penerbitannya dahulu.")
    if count > MOST:
        raise Invalid("Pilih paling banyak %(most)s penerbitan sekaligus.", most=MOST)
    name = request.form.get("act", "")
    if name == "not_posted" and not form.looked.data:
        raise Invalid("Lihat akunnya dahulu, lalu centang pernyataannya.")
    acts: dict[str, Act] = {
        "retry": lambda row, by, note: services.retry_failed(db(), row, by=by, now=clock.now(), note=note),
        "now": lambda row, by, note: moving.send_late(db(), row, by=by, now=clock.now(), note=note),
        "cancel": lambda row, by, note: services.cancel(db(), row, by=by, now=clock.now(), note=note),
        "posted": lambda row, by, note: _settle(row, by, note, posted=True),
        "not_posted": lambda row, by, note: _settle(row, by, note, posted=False),
    }
    if name not in acts:
        raise Invalid("Tindakan itu tidak ada.")
    return acts[name]


def _settle(row: Publication, by: Actor, note: str, *, posted: bool) -> None:
    services.settle(db(), row, by=by, posted=posted, link="", now=clock.now(), note=note)


def _ask_cancel(rows: Sequence[Publication], note: str) -> str:
    """The question before what cannot be taken back, with all that it concerns."""
    count = len(rows)
    return render_template(
        "publish/queue_cancel.html",
        title=ngettext(
            "Batalkan %(count)s penerbitan?", "Batalkan %(count)s penerbitan?", count, count=count
        ),
        rows=[
            {
                "id": str(each.id),
                "title": each.post.activity.title,
                "unit": each.post.activity.unit.title,
                "account": f"{label_of(each)} @{each.account.handle}",
            }
            for each in rows
        ],
        note=note,
        action=url_for("operating.act", perlu=_need()),
        back_url=url_for("operating.index", perlu=_need()),
    )


# ------------------------------------------------------------------------------------------------ what is shown
def _page(by: Actor, form: SeveralForm) -> str:
    seen = picture(db(), now=clock.now())
    need = _need()
    after = request.args.get("after")
    found = waiting.page(db(), need, after, SIZE)
    switched, admin = pauses.holds(db(), [each.id for each in found.rows]), by.over_the_city(Role.ADMIN)
    rows = [_row(each, by, seen.at, each.id in switched, admin) for each in found.rows]
    everything = request.args.get("pilih") == "semua"
    return render_template(
        "publish/queue.html",
        holds=holding.told(by),
        holds_url=url_for("holding.index") if by.has(Role.ADMIN, Role.APPROVER) else "",
        alerts=[_alert(each, seen.at) for each in alerts(seen)],
        queues=_queues(seen),
        states=_states(seen),
        lately=_lately(seen),
        rooms=[
            {"network": _network(each.network), "least": each.least, "resting": each.resting}
            for each in seen.rooms
            if each.known or each.resting
        ],
        accounts_url=url_for("operating.accounts"),
        at=seen.at,
        filters=_filters(need),
        waiting=rows,
        acts={name for row in rows for name in row["acts"]},
        chosen={row["id"] for row in rows} if everything else set(_chosen()),
        choose={"all": not everything, "url": _here(need, after, None if everything else "semua")},
        form=form if admin else None,
        action=url_for("operating.act", perlu=need),
        next_url=url_for("operating.index", perlu=need, after=found.after) if found.after else "",
    )


def _here(need: Need | None, after: str | None, chosen: str | None) -> str:
    return url_for("operating.index", perlu=need, after=after, pilih=chosen, _anchor="menunggu")


def _alert(alert: Alert, now: datetime) -> dict[str, str]:
    words = RULES[alert.cause].words
    queue = _(QUEUE_WORDS[alert.queue]) if alert.queue else ""
    urls = {
        Cause.STRAY: url_for("operating.index", perlu=Need.STRAY),
        Cause.UNCONFIRMED: url_for("operating.index", perlu=Need.UNCONFIRMED),
        Cause.FAILED: url_for("operating.index", perlu=Need.FAILED),
        Cause.HELD: url_for("operating.index", perlu=Need.HELD),
        Cause.WITHDRAW_FAILED: url_for("operating.index", perlu=Need.WITHDRAW_FAILED),
        Cause.TO_DELETE: url_for("operating.index", perlu=Need.TO_DELETE),
        Cause.INBOX: url_for("operating.index", perlu=Need.INBOX),
        Cause.BY_HAND: url_for("operating.index", perlu=Need.BY_HAND),
        Cause.RECONNECT: url_for("operating.accounts"),
    }
    return {
        "kind": "unknown" if alert.cause is Cause.UNCONFIRMED else "warn",
        "text": _(words, count=reader.number(alert.count), queue=queue),
        "age": age_text(now - alert.since) if alert.since else "",
        "url": urls.get(alert.cause, ""),
    }


def _queues(seen: Picture) -> list[dict[str, Any]]:
    limit = house().settings.stalled_after
    rows = []
    for depth in seen.depths:
        silent = [each.silent.total_seconds() for each in seen.workers if depth.queue in each.queues]
        lost = [seconds for seconds in silent if seconds > limit]
        rows.append(
            {
                "name": _(QUEUE_TITLES[depth.queue]),
                "waiting": depth.waiting,
                "running": depth.running,
                "age": age_text(seen.at - depth.since) if depth.since else "",
                "alive": len(silent) - len(lost),
                "lost": len(lost),
                "silent": age_text(timedelta(seconds=max(lost))) if lost else "",
            }
        )
    assert len(rows) == len(QUEUES)
    return rows


def _states(seen: Picture) -> list[dict[str, Any]]:
    by_state = summed(seen.standings)
    return [
        {
            "state": state,
            "count": by_state[state].count,
            "since": by_state[state].since,
            "age": age_text(seen.at - since) if (since := by_state[state].since) and since <= seen.at else "",
        }
        for state in STATES
        if state in by_state
    ]


def _lately(seen: Picture) -> dict[str, Any]:
    """What the last hour came to."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for each in seen.outcomes:
        counts[each.outcome] += each.count
    place = BOUNDS.index(PROMISED)
    return {
        "outcomes": [(_(OUTCOMES[name]), count) for name, count in counts.items() if count],
        "posted": sum(each.count for each in seen.paces),
        "quick": sum(each.upto[place] for each in seen.paces),
        "seconds": int(PROMISED),
    }


def _filters(need: Need | None) -> list[dict[str, Any]]:
    choices = [(None, _("Semua")), *((each, _(label)) for each, label in NEEDS.items())]
    return [
        {"label": label, "url": url_for("operating.index", perlu=each), "current": each is need}
        for each, label in choices
    ]


def _row(each: Publication, by: Actor, now: datetime, switched: bool, admin: bool) -> dict[str, Any]:
    activity, beside = each.post.activity, strays.of(each)
    stopped = switched and each.state is P.QUEUED
    return {
        "id": str(each.id),
        "title": activity.title,
        "unit": activity.unit.title,
        "url": url_for("publish.post", post_id=each.post_id),
        "network": label_of(each),
        "handle": each.account.handle,
        "profile_url": each.account.profile_url,
        "state": "stray" if beside else "held" if stopped else shown_state(each),
        "acts": several.possible(each) if admin else (),
        "elsewhere": several.elsewhere(each, by, switched=stopped),
        "reasons": [
            *dict.fromkeys(str(_(stray.why)) for stray in beside),
            *([_(HOLDS[each.hold_reason])] if each.hold_reason else []),
            *([_(SWITCHED_OFF)] if stopped else []),
            *(
                [_("Alasan penarikan: %(reason)s.", reason=reason_text(each.withdraw_reason).rstrip(". "))]
                if each.withdraw_reason
                else []
            ),
            *([reason_text(each.last_error)] if each.last_error else []),
        ],
        "age": age_text(now - each.updated_at),
    }


def _account(each: AccountRoom, now: datetime) -> dict[str, Any]:
    return {
        "network": _network(each.network),
        "handle": each.handle,
        "unit": each.unit.title,
        "state": each.state.value,
        "rests_until": each.rests_until if each.rests_until and each.rests_until > now else None,
        "reason": reason_text(each.reason),
        "left": each.left,
        "total": each.total,
        "held": each.held,
    }


def _network(name: str) -> str:
    found = house().networks.get(name)
    return _(found.label) if found else name


def age_text(span: timedelta) -> str:
    """``4 dtk``, ``12 menit``, ``3 jam``, ``2 hari``."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return str(_("%(seconds)s dtk", seconds=seconds))
    if seconds < 3600:
        minutes = seconds // 60
        return str(ngettext("%(minutes)s menit", "%(minutes)s menit", minutes, minutes=minutes))
    if seconds < 86_400:
        hours = seconds // 3600
        return str(ngettext("%(hours)s jam", "%(hours)s jam", hours, hours=hours))
    days = seconds // 86_400
    return str(ngettext("%(days)s hari", "%(days)s hari", days, days=days))
