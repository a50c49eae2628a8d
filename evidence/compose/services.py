"""The acts of composing: asking for a picture, writing a draft, freezing it for review."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from evidence.accounts import queries as accounts
from evidence.adapters.imaging import Recipe
from evidence.adapters.networks.base import Network
from evidence.capture import queries as capture
from evidence.capture.models import Activity
from evidence.capture.services import hold
from evidence.compose import caption, recipes
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState, VersionState
from evidence.core import audit, jobs
from evidence.core.errors import Conflict, Invalid, NotFound
from evidence.core.words import N_, Words
from evidence.units.access import Actor, Role

RENDER = "compose.render"
MAX_CAPTION = 5000
MAX_ALT = 1000
EDITABLE = (VersionState.DRAFT, VersionState.CHANGES_REQUESTED, VersionState.SUPERSEDED, VersionState.EXPIRED)


class AlreadyPosted(Conflict):
    """The activity has a post already; ``post_id`` names it."""

    def __init__(self, post_id: uuid.UUID) -> None:
        super().__init__(N_("Kegiatan ini sudah punya unggahan."))
        self.post_id = post_id


@dataclass(frozen=True)
class Draft:
    """What a person wrote: ``accounts`` are ids of the unit's accounts, ``captions`` variants by network."""

    caption: str
    alt_text: str
    accounts: Sequence[uuid.UUID] = ()
    captions: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None


def request_rendition(session: Session, activity: Activity, *, practice: bool) -> Rendition | None:
    """The picture of the activity as it stands now, asked for when it is not made yet; None while a stage is missing.

    The recipe's digest is the key, so asking again for the same picture renders nothing.
    """
    photos = recipes.chosen(activity)
    if not photos:
        return None
    recipe = recipes.recipe(session, activity, photos, practice=practice)
    return ask_for(session, activity.id, recipe, [str(photo.id) for photo in photos])


def ask_for(
    session: Session, activity_id: uuid.UUID, recipe: Recipe, photo_ids: Sequence[str], *, priority: int = 0
) -> Rendition:
    """The picture of that recipe, asked for when it is not made yet; ``photo_ids`` in the order of its photos."""
    digest = recipe.digest()
    added = session.execute(
        insert(Rendition)
        .values(
            id=uuid.uuid4(),
            activity_id=activity_id,
            recipe_digest=digest,
            recipe=recipe.plain(),
            photo_ids=list(photo_ids),
            state=RenditionState.WAITING,
            reason="",
            object_key="",
            sha256="",
        )
        .on_conflict_do_nothing(index_elements=[Rendition.activity_id, Rendition.recipe_digest])
        .returning(Rendition.id)
    ).scalar()
    rendition = session.query(Rendition).filter_by(activity_id=activity_id, recipe_digest=digest).one()
    if added:
        _ask_to_render(session, rendition, priority)
    return rendition


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
    facts = recipes.told(session, activity, recipes.chosen(activity))
    drawn = session.get(Rendition, version.rendition_id) if version.rendition_id else None
    before = [facts, *([recipes.as_drawn(facts, recipe_of(drawn))] if drawn else [])]
    untouched = any(caption.is_proposal(version.alt_text, each) for each in before)
    return caption.propose_alt(facts) if untouched else version.alt_text


def render_again(session: Session, rendition: Rendition) -> None:
    """Try a failed rendition once more."""
    if rendition.state is not RenditionState.FAILED:
        raise Conflict("Gambar ini tidak sedang gagal.")
    rendition.state, rendition.reason = RenditionState.WAITING, ""
    _ask_to_render(session, rendition)


def _ask_to_render(session: Session, rendition: Rendition, priority: int = 0) -> None:
    jobs.enqueue(
        session, RENDER, queue=jobs.RENDER, queueing_lock=f"{RENDER}:{rendition.id}", priority=priority,
        key=str(rendition.id),
    )  # fmt: skip


def recipe_of(rendition: Rendition) -> Recipe:
    """The recipe as a value again."""
    return Recipe.from_plain(rendition.recipe)


def put_draft(
    session: Session, post_id: uuid.UUID, activity: Activity, draft: Draft, *, by: Actor, practice: bool
) -> tuple[Post, bool]:
    """Make or edit the draft of an activity's post; returns it and whether the post is new.

    A version under review or approved is refused: recall it, or have the review reopen it. Editing after changes were
    asked for begins the next version.
    """
    if not by.may(Role.UPLOADER, activity.unit.path):
        raise NotFound("Kegiatan itu tidak ada.")
    chosen = _chosen_accounts(session, activity, draft)
    _check_words(draft)
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
    version, begun = _open_version(session, existing, by)
    changed = _write(version, draft, chosen)
    if changed and not begun:
        # Nobody decides on their own words, so the trail keeps whose they are.
        audit.record(
            session, "compose.draft_edited", activity.id, actor_id=by.id, actor_name=by.name,
            acting_as=by.acting_as(Role.UPLOADER, activity.unit.path), version=version.number, fields=changed,
        )  # fmt: skip
    rendition = request_rendition(session, activity, practice=practice)
    version.rendition_id = rendition.id if rendition else None
    session.flush()
    return existing, added is not None


def _write(version: PostVersion, draft: Draft, chosen: list[str]) -> list[str]:
    """Write the draft into ``version``; returns the names of what changed."""
    written = {
        "caption": draft.caption.strip(),
        "alt_text": draft.alt_text.strip(),
        # A variant without words would publish a picture without any.
        "captions": {name: text.strip() for name, text in draft.captions.items() if text.strip()},
        "accounts": chosen,
        "due_at": draft.due_at,
    }
    changed = sorted(name for name, value in written.items() if getattr(version, name) != value)
    for name in changed:
        setattr(version, name, written[name])
    return changed


def _open_version(session: Session, post: Post, by: Actor) -> tuple[PostVersion, bool]:
    """The draft to write into and whether it begins now: the present one, or the next after changes were asked for."""
    session.refresh(post, ["versions"])
    latest = post.versions[-1] if post.versions else None
    if latest is not None and latest.state is VersionState.DRAFT:
        return latest, False
    if latest is not None and latest.state not in EDITABLE:
        raise Conflict(LOCKED[latest.state])
    version = PostVersion(
        post_id=post.id,
        number=latest.number + 1 if latest else 1,
        state=VersionState.DRAFT,
        caption="",
        alt_text="",
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


def _chosen_accounts(session: Session, activity: Activity, draft: Draft) -> list[str]:
    usable = {account.id for account in accounts.usable(session, activity.unit_code)}
    if not set(draft.accounts) <= usable:
        raise Invalid(
            "Akun yang dipilih tidak tersambung.", {"accounts": N_("Pilih akun milik unit yang tersambung.")}
        )
    return sorted(str(each) for each in set(draft.accounts))


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
    session: Session, post: Post, *, by: Actor, networks: Mapping[str, Network], practice: bool, now: datetime
) -> tuple[PostVersion, bool]:
    """Freeze the draft for review; returns the version and whether this call froze it.

    The picture must be ready and must be the one of the activity as it stands; the words must fit every network.
    """
    if not by.may(Role.UPLOADER, post.activity.unit.path):
        raise NotFound("Unggahan itu tidak ada.")
    # The photos first: what is frozen is the picture of those that stand here now, and they stay until it is decided.
    hold(session, post.activity_id)
    version = _locked(session, post)
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
    _check_ready(session, post, version, networks)
    if version.due_at is not None and version.due_at <= now:
        raise Invalid(
            "Unggahan belum lengkap.", {"due_at": N_("Waktu tayang ini sudah lewat. Pilih waktu lain.")}
        )
    digest = caption.content_hash(
        captions={"": version.caption, **version.captions},
        alt_text=version.alt_text,
        images=[rendition.sha256, *_made_for_networks(version)],
        accounts=version.accounts,
        due_at=version.due_at,
    )
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.state == VersionState.DRAFT)
        .values(
            state=VersionState.SUBMITTED, content_hash=digest, image_sha256=rendition.sha256,
            rendition_id=rendition.id, submitted_by=by.id, submitted_at=now,
        )
        .returning(PostVersion.id)
    ).scalar()  # fmt: skip
    if moved is None:
        raise Conflict("Unggahan ini baru saja berubah. Muat ulang halaman.")
    session.refresh(version)
    audit.record(
        session, "compose.submitted", post.activity_id, actor_id=by.id, actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, post.activity.unit.path), version=version.number, content_hash=digest,
    )  # fmt: skip
    return version, True


def _made_for_networks(version: PostVersion) -> list[str]:
    """The hashes of what was made for single networks, each under its network's name, in a fixed order."""
    return [
        f"{network}:{each['sha256']}"
        for network, made in sorted(version.pictures.items())
        for each in made["pictures"]
    ]


def _locked(session: Session, post: Post) -> PostVersion:
    """The latest version as it stands, while nobody writes into it: what is frozen must be what was hashed."""
    session.execute(select(Post.id).where(Post.id == post.id).with_for_update())
    session.refresh(post, ["versions"])
    session.refresh(post.latest)
    return post.latest


def _check_ready(session: Session, post: Post, version: PostVersion, networks: Mapping[str, Network]) -> None:
    wrong: dict[str, str] = {}
    params: dict[str, object] = {}
    if not version.caption:
        wrong["caption"] = N_("Tulis keterangan unggahan.")
    if not version.alt_text:
        wrong["alt_text"] = N_("Tulis teks alternatif untuk warga yang tidak melihat gambar.")
    usable = {str(account.id): account for account in accounts.usable(session, post.activity.unit_code)}
    for ident in version.accounts:
        account = usable.get(ident)
        if account is None:
            wrong["accounts"] = N_("Salah satu akun tidak lagi tersambung.")
            continue
        words = version.captions.get(account.network, version.caption)
        network = networks.get(account.network)
        for measure in network.limits.texts if network else ():
            over = measure.count(words) - measure.most
            if over > 0 and network:
                wrong["caption"] = N_("%(over)s %(unit)s lebih untuk %(network)s.")
                params = {"over": over, "unit": Words(measure.unit), "network": network.label}
    if wrong:
        raise Invalid("Unggahan belum lengkap.", wrong, **params)


def recall(session: Session, post: Post, *, by: Actor) -> PostVersion:
    """Take a submitted version back into a draft, before anybody decided."""
    if not by.may(Role.UPLOADER, post.activity.unit.path):
        raise NotFound("Unggahan itu tidak ada.")
    version = post.latest
    if version.state is VersionState.DRAFT:
        return version
    moved = session.execute(
        update(PostVersion)
        .where(PostVersion.id == version.id, PostVersion.state == VersionState.SUBMITTED)
        .values(
            state=VersionState.DRAFT, content_hash="", image_sha256="", submitted_by=None, submitted_at=None
        )
        .returning(PostVersion.id)
    ).scalar()
    if moved is None:
        raise Conflict("Unggahan ini sudah diputuskan.")
    session.refresh(version)
    audit.record(
        session,
        "compose.recalled",
        post.activity_id,
        actor_id=by.id,
        actor_name=by.name,
        acting_as=by.acting_as(Role.UPLOADER, post.activity.unit.path),
        version=version.number,
    )
    return version
