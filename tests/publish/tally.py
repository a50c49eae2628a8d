"""What became of publications after something went wrong, counted on both sides: in the house and on the network."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from tests.publish.newsroom import Batch, Newsroom

ADOPTED = "ditemukan di jejaring"


@dataclass(frozen=True)
class Tally:
    """Numbers of publications, but for ``posts``, which are on the network.

    ``lost`` say that they are published and are not; ``doubled`` are on the network more than once; ``stuck`` have
    neither ended, nor wait for a person, nor are held with a reason. Some ``unconfirmed`` ones are posted ``unseen``.
    """

    publications: int
    posts: int
    published: int
    adopted: int
    unconfirmed: int
    unseen: int
    lost: int
    doubled: int
    stuck: int


def tally(room: Newsroom, *batches: Batch) -> Tally:
    """Count what became of the publications of these batches."""
    rows = room.publications(*batches)
    made = {ident: len(account.posts()) for each in batches for ident, account in each.accounts.items()}
    return Tally(
        publications=len(rows),
        posts=sum(made.values()),
        published=sum(row.state is P.PUBLISHED for row in rows),
        adopted=sum(any(each.reason == ADOPTED for each in row.attempts) for row in rows),
        unconfirmed=sum(row.state is P.UNCONFIRMED for row in rows),
        unseen=sum(row.state is P.UNCONFIRMED and made[row.account_id] > 0 for row in rows),
        lost=sum(row.state is P.PUBLISHED and not made[row.account_id] for row in rows),
        doubled=sum(made[row.account_id] > 1 for row in rows),
        stuck=sum(not at_rest(row) for row in rows),
    )


def at_rest(row: Publication) -> bool:
    """Whether the machine has nothing more to do now: published with its address, ended otherwise, or held."""
    if row.state is P.PUBLISHED:
        return bool(row.permalink)
    return row.state in (P.UNCONFIRMED, P.FAILED, P.CANCELLED) or row.hold_reason is not None


def all_at_rest(rows: Iterable[Publication]) -> bool:
    """Whether that is so for all of them."""
    return all(at_rest(row) for row in rows)


def history(rows: Iterable[Publication]) -> str:
    """What happened to each, a line for each, to read when a test fails."""
    return "\n".join(
        f"{row.state}: " + ", ".join(f"{a.number} {a.old}>{a.new} {a.reason}" for a in row.attempts)
        for row in rows
    )
