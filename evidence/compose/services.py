"""The acts of composing: asking for a picture, writing a draft, freezing it for review."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts import queries as accounts
from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.base import Kind, Network
from evidence.adapters.networks.outlets import outlet
from evidence.capture import findings
from evidence.capture import queries as capture
from evidence.capture.models import Activity
from evidence.capture.services import hold
from evidence.compose import answering, caption, fitting, leaving, recipes
from evidence.compose.due import check_due
from evidence.compose.frozen import content_hash_of
from evidence.compose.models import EDITABLE, Post, PostVersion, Rendition, RenditionState, VersionState
from evidence.compose.renditions import request_rendition
from evidence.compose.seen import Unseen, alt_is_proposed, mark
from evidence.core import audit
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.words import N_
from evidence.notices import services as notices
from evidence.units.access import Actor, Role

MAX_CAPTION = 5000
MAX_ALT = 1000
# How the notice is called that asks for changes; told by the review, over with the next sending.
CHANGES = "review.changes"


class AlreadyPosted(Conflict):
    """The activity has a post already; ``post_id`` names it."""

    def __init__(self, post_id: uuid.UUID) -> None:
        super().__init__(N_("Kegiatan ini sudah punya unggahan."))
        self.post_id = post_id


@dataclass(frozen=True)
class Draft:
    """What a person wrote: ``accounts`` are ids of the unit's accounts, ``captions`` variants by outlet."""

    caption: str
    alt_text: str
    accounts: Sequence[uuid.UUID] = ()
    captions: Mapping[str, str] = field(default_factory=dict)
    # What a post is made of by outlet, where it is not a single picture.
    kinds: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None


def renew_picture(session: Session, activity: Activity, *, practice: bool) -> None:
    """Ask for the picture of the photos as they are now and put it into the draft; a frozen version keeps its own.

    A description that was only proposed follows the picture, so that it never tells of another arrangement.
    """
    rendition = request_rendition(session, activity, practice=practice)
    draft = session.scalars(
        select(PostVersion)
        .join(Post)
        .where(Post.activity_id == activity.id, PostVersion.state == VersionState.DRAFT)
        .with_for_update(of=PostVersion)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if draft is None:
        return
    draft.alt_text = alt_text_now(session, activity, draft)
    draft.rendition_id = rendition.id if rendition else None
    session.flush()
    session.expire(draft, ["rendition"])


def alt_text_now(session: Session, activity: Activity, version: PostVersion) -> str:
    """The version's description; while it is what was proposed, what is proposed for the picture as it stands now."""
    if not alt_is_proposed(session, activity, version):
        return version.alt_text
    return caption.propose_alt(recipes.told(session, activity, recipes.chosen(activity)))


def put_draft(
    session: Session,
    post_id: uuid.UUID,
    activity: Activity,
    draft: Draft,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    practice: bool,
    seen: str | None = None,
) -> tuple[Post, bool]:
    """Make or edit the draft of an activity's post; returns it and whether the post is new.

    Its pictures are asked for, so that they are there when it is sent. A version under review or approved is refused:
    recall it, or have the review reopen it. Editing after changes were asked for begins the next version.
    ``seen`` is the `seen.mark` of what was written over; Unseen when something else stands there by now.
    """
    if not by.may(Role.UPLOADER, activity.unit.path):
        raise NotFound("Kegiatan itu tidak ada.")
    chosen = _chosen_accounts(session, activity, draft)
    _check_words(draft)
    _check_kinds(draft, networks)
    hold(session, activity.id)
    added = session.execute(
        insert(Post)
        .values(id=post_id, activity_id=activity.id, created_by=by.id)
        .on_conflict_do_nothing()
        .returning(Post.id)
    ).scalar()
    existing = session.query(Post).filter_by(activity_id=activity.id).with_for_update().one_or_none()
    if existing is None:
        raise Conflict("Nomor unggahan ini sudah dipakai kegiatan lain.")
    if existing.id != post_id:
        raise AlreadyPosted(existing.id)
    session.refresh(existing, ["versions"])
    latest = existing.latest if existing.versions else None
    if latest is not None and latest.state not in EDITABLE:
        raise Conflict(LOCKED[latest.state])
    unseen = seen is not None and seen != mark(session, existing)
    # The same words sent twice are no loss.
    if unseen and (latest is None or _differences(latest, draft, chosen)):
        raise Unseen
    if latest is not None:
        leaving.take_up(session, existing, by=by)
    version, begun = _open_version(session, existing, by)
    changed = _write(version, draft, chosen)
    if changed and not begun:
        # Nobody decides on their own words, so the trail keeps whose they are.
        audit.record(
            session, "compose.draft_edited", activity.id, actor_id=by.id, actor_name=by.name,
            acting_as=by.acting_as(Role.UPLOADER, activity.unit.path), version=version.number, fields=changed,
        )  # fmt: skip
    session.flush()
    ask_for_pictures(session, existing, networks=networks, practice=practice)
    return existing, added is not None


def ask_for_pictures(
    session: Session, post: Post, *, networks: Mapping[str, Network], practice: bool
) -> None:
    """Ask for every picture that the post's draft needs as it stands; what is frozen has them all."""
    version = _locked(session, post)
    if version.state is not VersionState.DRAFT:
        return
    rendition = request_rendition(session, post.activity, practice=practice)
    version.rendition_id = rendition.id if rendition else None
    session.flush()
    if rendition:
        fitting.fits(session, version, rendition, networks)


def _write(version: PostVersion, draft: Draft, chosen: Sequence[SocialAccount]) -> list[str]:
    """Write the draft into ``version``; returns the names of what changed."""
    changed = _differences(version, draft, chosen)
    for name, value in changed.items():
        setattr(version, name, value)
    return sorted(changed)


def _differences(version: PostVersion, draft: Draft, chosen: Sequence[SocialAccount]) -> dict[str, Any]:
    """What the draft says otherwise than ``version``, by name."""
    here = {account.outlet for account in chosen}
    written = {
        "caption": plain(draft.caption),
        "alt_text": plain(draft.alt_text),
        # A variant without words would publish a picture without any.
        "captions": {name: plain(text) for name, text in draft.captions.items() if text.strip()},
        "kinds": {
            name: kind for name, kind in draft.kinds.items() if name in here and kind != Kind.SINGLE.value
        },
        "accounts": sorted(str(account.id) for account in chosen),
        "due_at": draft.due_at,
    }
    return {name: value for name, value in written.items() if getattr(version, name) != value}


def plain(text: str) -> str:
    """Without space around it, and with line ends of one character, as networks count them."""
    return text.replace("\r\n", "\n").strip()


def _open_version(session: Session, post: Post, by: Actor) -> tuple[PostVersion, bool]:
    """The draft to write into and whether it begins now: the present one, or the next after changes were asked for."""
    latest = post.versions[-1] if post.versions else None
    if latest is not None and latest.state is VersionState.DRAFT:
        return latest, False
    version = PostVersion(
        post_id=post.id,
        number=latest.number + 1 if latest else 1,
        state=VersionState.DRAFT,
        caption="",
        alt_text="",
        # They hold as long as the picture is the one they were given for.
        privacy=latest.privacy if latest else None,
        created_by=by.id,
    )
    session.add(version)
    session.flush()
    session.refresh(post, ["versions"])
    audit.record(
        session,
        "compose.draft_begun",
        post.activity_id,
        actor_id=by.id,
        actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, post.activity.unit.path),
        version=version.number,
    )
    return version, True


LOCKED = {
    VersionState.SUBMITTED: N_("Unggahan ini sedang menunggu persetujuan. Tarik kembali untuk mengubahnya."),
    VersionState.APPROVED: N_("Unggahan ini sudah disetujui. Buka kembali untuk mengubahnya."),
    VersionState.REJECTED: N_("Unggahan ini ditolak dan selesai di sini."),
}
NOT_SAVED = N_("Simpan draf dahulu.")


def _chosen_accounts(session: Session, activity: Activity, draft: Draft) -> list[SocialAccount]:
    usable = {account.id: account for account in accounts.usable(session, activity.unit_code)}
    if not set(draft.accounts) <= set(usable):
        raise Invalid(
            "Akun yang dipilih tidak tersambung.", {"accounts": N_("Pilih akun milik unit yang tersambung.")}
        )
    return [usable[each] for each in set(draft.accounts)]


def _check_kinds(draft: Draft, networks: Mapping[str, Network]) -> None:
    for name, kind in draft.kinds.items():
        if (found := outlet(networks, name)) is None or kind not in found.limits.kinds:
            raise Invalid("Periksa kembali isian unggahan.", {"kinds": N_("Bentuk unggahan itu tidak ada.")})


def _check_words(draft: Draft) -> None:
    wrong = {}
    for name, text, most in (("caption", draft.caption, MAX_CAPTION), ("alt_text", draft.alt_text, MAX_ALT)):
        if len(text) > most:
            wrong[name] = N_("Terlalu panjang.")
        if "\x00" in text:
            wrong[name] = N_("Ada tanda yang tidak dapat disimpan.")
    if any("\x00" in text or len(text) > MAX_CAPTION for text in draft.captions.values()):
        wrong["caption"] = N_("Terlalu panjang.")
    if wrong:
        raise Invalid("Periksa kembali isian unggahan.", wrong)


def submit(
    session: Session,
    post: Post,
    *,
    by: Actor,
    networks: Mapping[str, Network],
    practice: bool,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
    seen: str | None = None,
) -> tuple[PostVersion, bool]:
    """Freeze the draft for review; returns the version and whether this call froze it.

    The picture must be ready and must be the one of the activity as it stands; the words must fit every network.
    ``answers`` are those to `privacy.QUESTIONS`; without them those hold that were given for the same picture before.
    ``seen`` is the `seen.mark` of what was looked at; Unseen when something else stands there by now.
    """
    if not by.may(Role.UPLOADER, post.activity.unit.path):
        raise NotFound("Unggahan itu tidak ada.")
    # The photos first: what is frozen is the picture of those that stand here now, and they stay until it is decided.
    hold(session, post.activity_id)
    version = _locked(session, post)
    if seen is not None and seen != mark(session, post):
        raise Unseen
    if version.state is VersionState.SUBMITTED:
        return version, False
    if version.state is not VersionState.DRAFT:
        raise Conflict(LOCKED.get(version.state, NOT_SAVED))
    if capture.being_replaced(session, post.activity_id):
        raise Conflict("Foto baru sedang dicek. Coba lagi beberapa detik lagi.")
    rendition = request_rendition(session, post.activity, practice=practice)
    if rendition is None:
        raise Conflict(
            N_("Foto sesudah belum ada.") if post.activity.mode != "C" else N_("Foto kegiatan belum ada.")
        )
    if rendition.state is RenditionState.FAILED:
        raise Conflict("Gambar belum berhasil dibuat. Buat ulang dahulu.")
    if rendition.state is not RenditionState.READY:
        raise Conflict("Gambar sedang disiapkan. Coba lagi beberapa detik lagi.")
    pictures = _ready(check_content(session, post, rendition, networks=networks, now=now))
    answered = answering.answered(session, version, rendition, answers, by_name=by.name, now=now)
    digest = content_hash_of(version, rendition.sha256, pictures)
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.state == VersionState.DRAFT)
        .values(
            state=VersionState.SUBMITTED, content_hash=digest, image_sha256=rendition.sha256,
            rendition_id=rendition.id, pictures=pictures, submitted_by=by.id, submitted_at=now,
            findings=findings.freeze(session, post.activity, now), privacy=answered.plain(), left_at=None, left_by="",
        )
        .returning(PostVersion.id)
    ).scalar()  # fmt: skip
    if moved is None:
        raise Conflict("Unggahan ini baru saja berubah. Muat ulang halaman.")
    session.refresh(version)
    notices.settle(session, post.id, (CHANGES,), now=now)
    audit.record(
        session, "compose.submitted", post.activity_id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, post.activity.unit.path), version=version.number, content_hash=digest,
        privacy=dict(answered.answers), covers=answered.covers, consents=list(answered.consents),
    )  # fmt: skip
    return version, True


def _locked(session: Session, post: Post) -> PostVersion:
    """The latest version as it stands, while nobody writes into it: what is frozen must be what was hashed."""
    session.execute(select(Post.id).where(Post.id == post.id).with_for_update())
    session.refresh(post, ["versions"])
    session.refresh(post.latest)
    return post.latest


def check_content(
    session: Session, post: Post, rendition: Rendition, *, networks: Mapping[str, Network], now: datetime
) -> Sequence[tuple[SocialAccount, fitting.Fit]]:
    """How the latest version fits each account; Invalid where words, accounts or time are not as they must be."""
    version = post.latest
    check_due(version.due_at, now)
    wrong: dict[str, str] = {}
    if not version.caption:
        wrong["caption"] = N_("Tulis keterangan unggahan.")
    if not version.alt_text:
        wrong["alt_text"] = N_("Tulis teks alternatif untuk warga yang tidak melihat gambar.")
    usable = {str(account.id) for account in accounts.usable(session, post.activity.unit_code)}
    if not set(version.accounts) <= usable:
        wrong["accounts"] = N_("Salah satu akun tidak lagi tersambung.")
    if wrong:
        raise Invalid("Unggahan belum lengkap.", wrong)
    found = fitting.fits(session, version, rendition, networks)
    # One is said here, since each has its own numbers; the page says all of them.
    misfit = next((each for _account, fit in found for each in fit.misfits), None)
    if misfit:
        raise Invalid("Unggahan belum lengkap.", {misfit.field: misfit.text}, **misfit.params)
    return found


def _ready(found: Sequence[tuple[SocialAccount, fitting.Fit]]) -> dict[str, Any]:
    """The pictures made for single networks, ready to be frozen. Raises Conflict while one is not."""
    states = {fit.state for _account, fit in found}
    if RenditionState.FAILED in states:
        raise Conflict("Gambar belum berhasil dibuat. Buat ulang dahulu.")
    if RenditionState.WAITING in states:
        raise Conflict("Gambar sedang disiapkan. Coba lagi beberapa detik lagi.")
    return fitting.to_freeze(found)


def recall(session: Session, post: Post, *, by: Actor) -> PostVersion:
    """Take a submitted version back into a draft, before anybody decided."""
    if not by.may(Role.UPLOADER, post.activity.unit.path):
        raise NotFound("Unggahan itu tidak ada.")
    return take_back(session, post, by=by)


def take_back(session: Session, post: Post, *, by: Actor) -> PostVersion:
    """What `recall` does, for whoever has another right to do it."""
    version = post.latest
    if version.state is VersionState.DRAFT:
        return version
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.state == VersionState.SUBMITTED)
        .values(
            state=VersionState.DRAFT,
            content_hash="",
            image_sha256="",
            pictures={},
            findings=None,
            submitted_by=None,
            submitted_at=None,
        )
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        raise Conflict("Unggahan ini sudah diputuskan.")
    session.refresh(version)
    audit.record(
        session, "compose.recalled", post.activity_id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, post.activity.unit.path), version=version.number,
    )  # fmt: skip
    return version
