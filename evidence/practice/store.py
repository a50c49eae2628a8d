"""What the practice network remembers. Every verb is one transaction; no held call holds a connection."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, Select, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from evidence.core import clock
from evidence.practice.tables import accounts, containers, posts, tokens

# As on the network this one imitates: a container not published within a day can no longer be.
CONTAINER_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Account:
    """One practice account, as its followers see it."""

    id: str
    handle: str
    name: str
    kind: str


@dataclass(frozen=True)
class Picture:
    """What is asked to be posted: a checked JPEG with its texts; width and height in pixels."""

    image: bytes
    width: int
    height: int
    caption: str
    alt_text: str


@dataclass(frozen=True)
class Container:
    """``status`` is FINISHED, PUBLISHED or EXPIRED; ``post_id`` is set once it was published."""

    id: str
    status: str
    post_id: str | None


@dataclass(frozen=True)
class Post:
    """A post with the account it stands on; ``number`` grows with every post of the network."""

    id: str
    number: int
    account: Account
    container: str
    caption: str
    alt_text: str
    image_sha256: str
    width: int
    height: int
    created: datetime
    deleted: datetime | None


class ContainerMissing(LookupError):
    """The account has no such container."""


class AlreadyPublished(Exception):
    """The container was published before; each makes one post."""


class ContainerExpired(Exception):
    """The container is older than a day and was never published."""


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _posts() -> Select[tuple[object, ...]]:
    return (
        select(
            posts.c.id.label("post_id"), posts.c.number, posts.c.created, posts.c.deleted,
            posts.c.container_id,
            containers.c.caption, containers.c.alt_text, containers.c.image_sha256,
            containers.c.width, containers.c.height,
            accounts.c.id.label("account_id"), accounts.c.handle, accounts.c.name, accounts.c.kind,
        )
        .join(containers, containers.c.id == posts.c.container_id)
        .join(accounts, accounts.c.id == posts.c.account_id)
    )  # fmt: skip


def _post(row: Row[tuple[object, ...]]) -> Post:
    return Post(
        id=row.post_id, number=row.number, container=row.container_id,
        created=row.created, deleted=row.deleted,
        account=Account(id=row.account_id, handle=row.handle, name=row.name, kind=row.kind),
        caption=row.caption, alt_text=row.alt_text, image_sha256=row.image_sha256,
        width=row.width, height=row.height,
    )  # fmt: skip


class Store:
    """The tables behind verbs; ``sqlalchemy.exc.OperationalError`` where the database does not answer."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def open_account(self, handle: str, name: str, kind: str) -> tuple[Account, str]:
        """The account of that handle, made or renewed, and a fresh token. Older tokens stay valid."""
        token = secrets.token_urlsafe(32)
        values = {"name": name, "kind": kind}
        new = {
            "id": str(secrets.randbelow(9 * 10**14) + 10**14),
            "handle": handle,
            "created": clock.now(),
            **values,
        }
        with self.engine.begin() as connection:
            statement = (
                upsert(accounts).values(new).on_conflict_do_update(index_elements=["handle"], set_=values)
            )
            account_id = connection.execute(statement.returning(accounts.c.id)).scalar_one()
            row = {"hash": _hash(token), "account_id": account_id, "created": clock.now()}
            connection.execute(insert(tokens).values(row))
        return Account(account_id, handle, name, kind), token

    def account_of(self, token: str) -> Account | None:
        """Whose token this is."""
        statement = select(accounts).join(tokens).where(tokens.c.hash == _hash(token))
        return self._account(statement)

    def account_named(self, handle: str) -> Account | None:
        """The account with that handle."""
        return self._account(select(accounts).where(accounts.c.handle == handle))

    def _account(self, statement: Select[tuple[object, ...]]) -> Account | None:
        with self.engine.begin() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Account(row.id, row.handle, row.name, row.kind)

    def revoke_tokens(self, account_id: str) -> int:
        """Make every token of the account invalid; how many there were."""
        with self.engine.begin() as connection:
            return connection.execute(delete(tokens).where(tokens.c.account_id == account_id)).rowcount

    def add_container(self, account_id: str, picture: Picture) -> str:
        """Keep what is to be posted; nobody sees it yet. Every call makes another one."""
        container_id = secrets.token_hex(10)
        row = {
            "id": container_id, "account_id": account_id, "status": "FINISHED", "created": clock.now(),
            "caption": picture.caption, "alt_text": picture.alt_text, "image": picture.image,
            "image_sha256": hashlib.sha256(picture.image).hexdigest(),
            "width": picture.width, "height": picture.height,
        }  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(insert(containers).values(row))
        return container_id

    def container(self, account_id: str, container_id: str) -> Container:
        """Where the container stands. Raises ContainerMissing, also for another account's."""
        statement = (
            select(containers.c.status, containers.c.created, posts.c.id)
            .outerjoin(posts, posts.c.container_id == containers.c.id)
            .where(containers.c.id == container_id, containers.c.account_id == account_id)
        )
        with self.engine.begin() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise ContainerMissing(container_id)
        status, created, post_id = row
        expired = status == "FINISHED" and created <= clock.now() - CONTAINER_LIFE
        return Container(container_id, "EXPIRED" if expired else status, post_id)

    def publish(self, account_id: str, container_id: str) -> str:
        """Post the container and answer the post's id.

        Raises ContainerMissing, AlreadyPublished or ContainerExpired; of many calls at once exactly one
        succeeds.
        """
        post_id = secrets.token_hex(8)
        now = clock.now()
        # The old status in the WHERE is what makes two simultaneous calls one post and one refusal.
        claim = (
            update(containers)
            .where(containers.c.id == container_id, containers.c.account_id == account_id)
            .where(containers.c.status == "FINISHED", containers.c.created > now - CONTAINER_LIFE)
            .values(status="PUBLISHED")
        )
        row = {"id": post_id, "account_id": account_id, "container_id": container_id, "created": now}
        with self.engine.begin() as connection:
            if connection.execute(claim).rowcount == 1:
                connection.execute(insert(posts).values(row))
                return post_id
        if self.container(account_id, container_id).status == "PUBLISHED":
            raise AlreadyPublished(container_id)
        raise ContainerExpired(container_id)

    def post(self, post_id: str) -> Post | None:
        """The post, deleted or not."""
        with self.engine.begin() as connection:
            row = connection.execute(_posts().where(posts.c.id == post_id)).one_or_none()
        return None if row is None else _post(row)

    def posts(
        self, account_id: str | None = None, *, before: int | None = None, limit: int, deleted: bool = False
    ) -> list[Post]:
        """At most ``limit`` posts, newest first, older than the number ``before``; deleted ones if asked."""
        statement = _posts().order_by(posts.c.number.desc()).limit(limit)
        if account_id is not None:
            statement = statement.where(posts.c.account_id == account_id)
        if before is not None:
            statement = statement.where(posts.c.number < before)
        if not deleted:
            statement = statement.where(posts.c.deleted.is_(None))
        with self.engine.begin() as connection:
            return [_post(row) for row in connection.execute(statement)]

    def image(self, post_id: str) -> bytes | None:
        """The JPEG of a post that is still there."""
        statement = (
            select(containers.c.image)
            .join(posts, posts.c.container_id == containers.c.id)
            .where(posts.c.id == post_id, posts.c.deleted.is_(None))
        )
        with self.engine.begin() as connection:
            return connection.execute(statement).scalar_one_or_none()

    def delete_post(self, account_id: str, post_id: str) -> bool:
        """Take the post down and forget its picture; False when there is no such post. May be repeated."""
        mine = (posts.c.id == post_id, posts.c.account_id == account_id)
        with self.engine.begin() as connection:
            container_id = connection.execute(select(posts.c.container_id).where(*mine)).scalar_one_or_none()
            if container_id is None:
                return False
            connection.execute(
                update(posts).where(*mine, posts.c.deleted.is_(None)).values(deleted=clock.now())
            )
            connection.execute(update(containers).where(containers.c.id == container_id).values(image=None))
        return True
