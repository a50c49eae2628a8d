"""The page on which a post is given another time: at once by whoever may decide, with a new decision by its author."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from evidence.compose import queries as compose
from evidence.compose.models import Post, VersionState
from evidence.compose.showing import left_out, unusable
from evidence.core import clock, reader
from evidence.core.clock import WIB
from evidence.core.errors import Conflict, Invalid, NotAllowed
from evidence.core.web import by_field, db, read_uuid, sentence
from evidence.core.words import N_
from evidence.publish import moving, queries, timetable
from evidence.publish.days import read_day
from evidence.publish.models import Publication
from evidence.review import rescheduling
from evidence.review.forms import TimeForm
from evidence.units.access import STAFF, Role, allow
from evidence.units.current import actor, house

pages = Blueprint("moving", __name__)
NOT_YOURS = N_("Waktu tayang diubah oleh petugas unitnya.")


@dataclass(frozen=True)
class Subject:
    """What is given another time: one publication, or a post that waits; ``planned`` may be empty."""

    post: Post
    planned: datetime | None
    publication: Publication | None = None

    @property
    def decides(self) -> bool:
        """Whether the new time holds at once."""
        return self.publication is not None and rescheduling.may_decide(db(), self.post, actor())


@pages.route("/penerbitan/<publication_id>/jadwal", methods=["GET", "POST"])
@allow(STAFF)
def of_publication(publication_id: str) -> str | tuple[str, int] | Response:
    """Another time for what is approved and not sent yet."""
    found = queries.publication(db(), read_uuid(publication_id), actor())
    if not moving.movable(found):
        flash(_(moving.why_not(found)), "warn")
        return redirect(url_for("publish.post", post_id=found.post_id), 303)
    return _answer(Subject(compose.post(db(), found.post_id, actor()), found.planned_at, found))


@pages.route("/unggahan/<post_id>/jadwal", methods=["GET", "POST"])
@allow(STAFF)
def of_post(post_id: str) -> str | tuple[str, int] | Response:
    """Another time for what waits for approval: its author takes it back and sends it again."""
    post = compose.post(db(), read_uuid(post_id), actor())
    if not actor().may(Role.UPLOADER, post.activity.unit.path):
        raise NotAllowed(NOT_YOURS)
    if post.latest.state is not VersionState.SUBMITTED:
        flash(_("Unggahan ini tidak sedang menunggu persetujuan."), "warn")
        return redirect(url_for("publish.post", post_id=post.id), 303)
    return _answer(Subject(post, post.latest.due_at))


def _answer(subject: Subject) -> str | tuple[str, int] | Response:
    path = subject.post.activity.unit.path
    if not subject.decides and not actor().may(Role.UPLOADER, path):
        raise NotAllowed(NOT_YOURS)
    form, free = TimeForm(), _free(subject)
    if not form.is_submitted():
        form.at.data = _proposed(subject)
        return _page(subject, form, free)
    if form.validate_on_submit():
        try:
            return _move(subject, form, _slot(free) if "slot" in request.form else form.moment())
        except Invalid as refusal:
            db().rollback()
            form.at.errors = list(by_field(refusal).values()) or [sentence(refusal)]
        except Conflict as refusal:
            db().rollback()
            flash(sentence(refusal), "warn")
            return redirect(url_for("publish.post", post_id=subject.post.id), 303)
    return _page(subject, form, free), 422


def _move(subject: Subject, form: TimeForm, asked: datetime | None) -> Response:
    now = clock.now()
    if asked is not None and _stands(subject, asked, whole=bool(form.whole.data)):
        flash(_("Waktunya tidak berubah, jadi persetujuannya pun tidak."), "info")
        return redirect(url_for("publish.post", post_id=subject.post.id), 303)
    at = moving.check_time(asked, now)
    told = f"{reader.long_date(at)}, {reader.time_text(at)}"
    if subject.publication is not None and subject.decides:
        rescheduling.reschedule(
            db(), subject.publication, at, whole=bool(form.whole.data), by=actor(), now=now
        )
        db().commit()
        flash(_("Dijadwalkan ulang: %(when)s.", when=told), "ok")
        return redirect(url_for("publish.post", post_id=subject.post.id), 303)
    without = left_out(unusable(subject.post.activity, subject.post.latest.accounts))
    rescheduling.ask_again(
        db(),
        subject.post,
        at,
        by=actor(),
        networks=house().networks,
        practice=house().settings.practice_mode,
        now=now,
    )
    db().commit()
    flash(_("Waktu baru: %(when)s. Periksa, lalu kirim lagi untuk disetujui.", when=told), "info")
    if without:
        flash(without, "warn")
    return redirect(url_for("compose.draft", activity_id=subject.post.activity_id), 303)


def _stands(subject: Subject, asked: datetime, *, whole: bool) -> bool:
    """Whether all that would be moved is planned for that minute already."""
    planned = [subject.planned]
    if subject.publication is not None and (whole or not subject.decides):
        planned += [each.planned_at for each in moving.of_version(db(), subject.publication.version_id)]
    return all(each is not None and each.replace(second=0, microsecond=0) == asked for each in planned)


def _slot(free: datetime | None) -> datetime | None:
    """The slot that was shown; Invalid when it is taken or over by now."""
    if free is None or request.form["slot"] != free.isoformat():
        raise Invalid("Slot sudah terisi.", {"at": N_("Slot itu sudah terisi atau lewat. Pilih lagi.")})
    return free


def _free(subject: Subject) -> datetime | None:
    """The next free slot other than the time that stands."""
    post = subject.post
    free = timetable.next_slot(db(), post.activity.unit, post.id, clock.now())
    if free is not None and free == subject.planned:
        free = timetable.next_slot(db(), post.activity.unit, post.id, free)
    return free


def _proposed(subject: Subject) -> datetime | None:
    """The time that stands, on the day that was asked for where one was."""
    stands = subject.planned.astimezone(WIB) if subject.planned else None
    if "hari" in request.args:
        day = read_day(request.args["hari"], clock.today())
        stands = datetime.combine(day, stands.time() if stands else time(8), WIB)
    return stands.replace(tzinfo=None, second=0, microsecond=0) if stands else None


def _page(subject: Subject, form: TimeForm, free: datetime | None) -> str:
    post, decides = subject.post, subject.decides
    others: list[Any] = moving.of_version(db(), post.latest.id) if decides else []
    return render_template(
        "review/move.html",
        title=post.activity.title,
        unit=post.activity.unit.title,
        planned=subject.planned,
        account=f"@{subject.publication.account.handle}" if subject.publication else "",
        decides=decides,
        waits=subject.publication is None,
        several=len(others) > 1,
        form=form,
        free={"at": free.isoformat(), "words": f"{reader.long_date(free)}, {reader.time_text(free)}"}
        if free
        else None,
        action=request.path,
        back_url=url_for("publish.post", post_id=post.id),
    )
