"""What programs call: accounts, containers, publishing, looking up, taking down."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, jsonify, request, url_for

from evidence.practice import wire
from evidence.practice.context import bears_key, calling_account, json_fields, practice, require_key
from evidence.practice.faults import Dropped, Fault
from evidence.practice.store import Account, AlreadyPublished, ContainerExpired, ContainerMissing, Post
from evidence.practice.tables import COUNTED
from evidence.practice.wire import Refusal

blueprint = Blueprint("api", __name__, url_prefix="/api")

LISTED_MOST = 1000
THROTTLE_SECONDS = 30
COUNT_MOST = 1_000_000_000


def _before(fault: Fault, account: Account) -> None:
    faults = practice().faults
    match fault.kind:
        case "slow":
            faults.delay(fault.step, account.id, fault.seconds)
        case "hold":
            faults.hold(fault.step, account.id, fault.seconds)
        case "fail":
            raise Refusal(500, "internal", "Gangguan latihan: jejaring gagal sebelum bekerja.")
        case "reject":
            raise Refusal(400, "rejected", "Gangguan latihan: jejaring menolak unggahan ini.")
        case "throttle":
            wait = THROTTLE_SECONDS if fault.seconds is None else round(fault.seconds)
            raise Refusal(
                429, "rate_limited", "Terlalu banyak permintaan. Coba lagi nanti.", retry_after=wait
            )


def _after(fault: Fault, account: Account) -> None:
    if fault.kind == "hold_answer":
        practice().faults.hold(fault.step, account.id, fault.seconds)
    elif fault.kind == "lose_answer":
        raise Dropped(fault.step)


def _step(name: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A call that faults may be ordered for. The view has committed its work when it returns."""

    def wrap(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def run(**parts: str) -> Response:
            account = calling_account()
            fault = practice().faults.take(name, account.id)
            if fault is not None:
                _before(fault, account)
            answer = view(account, **parts)
            if fault is not None:
                _after(fault, account)
            return answer

        return run

    return wrap


@blueprint.post("/accounts")
def open_account() -> Response:
    """Open an account, or find the one of that handle; either way with a fresh token, shown only here."""
    require_key()
    fields = json_fields()
    handle, name, kind = wire.handle(fields), wire.text(fields, "name", 120), wire.text(fields, "kind", 40)
    account, token = practice().store.open_account(handle, name, kind)
    return jsonify(id=account.id, handle=account.handle, token=token)


@blueprint.delete("/accounts/<ident:account_id>/tokens")
def revoke_tokens(account_id: str) -> Response:
    """Make every token of the account invalid, as a network does when a password changes."""
    require_key()
    return jsonify(revoked=practice().store.revoke_tokens(account_id))


@blueprint.post("/media")
@_step("media")
def add_container(account: Account) -> Response:
    """Take a picture with its texts; nothing is visible yet, and a repeat makes another container."""
    file = request.files.get("image")
    # One byte more than allowed is enough to know that it is too large.
    image = file.stream.read(wire.IMAGE_BYTES_MOST + 1) if file is not None else None
    picture = wire.picture(request.form.to_dict(), image)
    return jsonify(id=practice().store.add_container(account.id, picture), status="FINISHED")


@blueprint.post("/publish")
@_step("publish")
def publish(account: Account) -> Response:
    """Post a container: the one call that cannot be taken back, and is refused the second time."""
    container = wire.text(json_fields(), "container", 100)
    try:
        return jsonify(id=practice().store.publish(account.id, container))
    except ContainerMissing:
        raise Refusal(404, "no_container", "Wadah itu tidak ada pada akun ini.") from None
    except AlreadyPublished:
        raise Refusal(400, "already_published", "Wadah itu sudah terbit.") from None
    except ContainerExpired:
        raise Refusal(400, "container_expired", "Wadah itu lebih tua dari 24 jam.") from None


@blueprint.get("/media/<ident:container>")
@_step("lookup")
def look_up(account: Account, container: str) -> Response:
    """FINISHED, PUBLISHED with the post's id, or EXPIRED."""
    try:
        found = practice().store.container(account.id, container)
    except ContainerMissing:
        raise Refusal(404, "no_container", "Wadah itu tidak ada pada akun ini.") from None
    return jsonify(id=found.id, status=found.status, post=found.post_id)


@blueprint.get("/posts/<ident:post_id>")
@_step("permalink")
def permalink(account: Account, post_id: str) -> Response:
    """A post of this account, with the address people open."""
    post = practice().store.post(post_id)
    if post is None or post.deleted or post.account.id != account.id:
        raise Refusal(404, "no_post", "Unggahan itu tidak ada pada akun ini.")
    return jsonify(id=post.id, permalink=url_for("pages.post", post_id=post.id, _external=True))


@blueprint.delete("/posts/<ident:post_id>")
@_step("withdraw")
def delete_post(account: Account, post_id: str) -> Response:
    """Take a post down; the same answer when it was taken down before."""
    if not practice().store.delete_post(account.id, post_id):
        raise Refusal(404, "no_post", "Unggahan itu tidak ada pada akun ini.")
    return jsonify(id=post_id, deleted=True)


@blueprint.get("/posts/<ident:post_id>/figures")
@_step("figures")
def show_figures(account: Account, post_id: str) -> Response:
    """How often the post's page was opened, and what followers are said to have done."""
    post = practice().store.post(post_id)
    if post is None or post.deleted or post.account.id != account.id:
        raise Refusal(404, "no_post", "Unggahan itu tidak ada pada akun ini.")
    return jsonify(practice().counts.of(post_id))


@blueprint.put("/posts/<ident:post_id>/figures")
def put_figures(post_id: str) -> Response:
    """Say what followers did; nobody else is there to do it."""
    require_key()
    told = {name: value for name, value in json_fields().items() if name in COUNTED}
    if not told or not all(type(value) is int and 0 <= value <= COUNT_MOST for value in told.values()):
        raise Refusal(400, "invalid_figures", "Isian harus bilangan bulat mulai 0.")
    if practice().store.post(post_id) is None:
        raise Refusal(404, "no_post", "Unggahan itu tidak ada.")
    practice().counts.put(post_id, {name: int(str(value)) for name, value in told.items()})
    return jsonify(practice().counts.of(post_id))


@blueprint.get("/posts")
def list_posts() -> Response:
    """The posts of one account, or of all with the key; newest first. A token lists its own account only."""
    asked = request.args.get("account")
    account_id = asked if bears_key() else calling_account().id
    if asked not in (None, account_id) or (asked is not None and not asked.isalnum()):
        raise Refusal(404, "no_account", "Akun itu tidak ada.")
    deleted = request.args.get("deleted") == "1"
    found = practice().store.posts(account_id, limit=LISTED_MOST, deleted=deleted)
    return jsonify(posts=[_listed(post) for post in found])


def _listed(post: Post) -> dict[str, object]:
    return {
        "id": post.id,
        "account": post.account.id,
        "container": post.container,
        "caption": post.caption,
        "alt_text": post.alt_text,
        "image_sha256": post.image_sha256,
        "created": post.created.isoformat(),
        "deleted": post.deleted.isoformat() if post.deleted else None,
    }
