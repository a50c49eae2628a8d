"""Correcting what is out: the old one goes, the next version takes its place, and never both at once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from evidence.compose.models import VersionState
from evidence.core import clock
from evidence.core.db import make_engine
from evidence.core.errors import Conflict
from evidence.publish import queries, withdrawal
from evidence.publish.models import OUT, Publication
from evidence.publish.models import PublicationState as P
from evidence.review import services as review
from tests import factories
from tests.factories import Work
from tests.house import House
from tests.practice.serving import Account
from tests.publish.aftermath import REASON, ask, published, somebody_waits, work
from tests.publish.delivering import deliver
from tests.publish.desk import Desk, desk
from tests.waiting import until


def correct(approved: Desk) -> None:
    """The lurah takes all that is out down and opens the post."""
    house, lurah = approved.house, approved.house.actor("lurah.mojo")
    with house.sessions.begin() as session:
        post = factories.post_of(session, approved.work)
        out = [each for each in queries.of_post(session, post.id) if each.state in OUT]
        review.correct(
            session, post, out, REASON,
            by=lurah, networks=house.app.extensions["house"].networks, now=clock.now(),
        )  # fmt: skip


def next_version(approved: Desk) -> None:
    """The mended version is written, sent in and approved."""
    factories.rewrite(approved.house, approved.work, [approved.account])
    factories.submit(approved.house, approved.work)
    factories.decide(approved.house, approved.work)


def rows(approved: Desk) -> list[Publication]:
    return factories.publications(approved.house, approved.work)


def deleted(approved: Desk) -> None:
    """A person says that they deleted the old one."""
    lurah = approved.house.actor("lurah.mojo")
    approved.do(withdrawal.deleted_by_hand, rows(approved)[0], by=lurah, now=clock.now())


def test_the_mended_version_is_posted_after_the_old_one_is_gone(approved: Desk, remote: Account) -> None:
    first = published(approved)

    correct(approved)
    work(approved)
    next_version(approved)
    deliver(approved)

    old, new = rows(approved)
    assert (old.state, new.state) == (P.WITHDRAWN, P.PUBLISHED)
    assert (old.version.number, new.version.number) == (1, 2)
    (post,) = remote.posts()
    assert (post["id"], post["caption"]) == (new.remote_id, "Saluran dikuras lagi.")
    assert post["id"] != first


def test_it_waits_until_the_old_one_is_gone_and_then_comes_by_itself(approved: Desk, remote: Account) -> None:
    published(approved)
    correct(approved)
    next_version(approved)
    assert [row.state for row in rows(approved)] == [P.WITHDRAWING]

    work(approved)
    assert [row.state for row in rows(approved)] == [P.WITHDRAWN, P.QUEUED]
    deliver(approved)

    (post,) = remote.posts()
    assert post["caption"] == "Saluran dikuras lagi."


def test_where_no_call_can_delete_a_person_confirms_first(shared: House) -> None:
    found = desk(shared, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now())

    correct(found)
    next_version(found)
    assert [row.state for row in rows(found)] == [P.WITHDRAWING]
    deleted(found)

    assert [row.state for row in rows(found)] == [P.WITHDRAWN, P.QUEUED]
    assert rows(found)[1].version.number == 2


def test_what_was_only_taken_down_is_not_posted_again_by_an_older_approval(shared: House) -> None:
    """A second version that went to other accounts alone must not jump into the place of what is taken down."""
    found = desk(shared, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now())
    with shared.sessions.begin() as session:
        review.reopen(
            session, factories.post_of(session, found.work), by=shared.actor("lurah.mojo"), now=clock.now()
        )
    next_version(found)
    assert len(rows(found)) == 1

    ask(found, now=clock.now() + timedelta(seconds=1))
    deleted(found)

    assert [row.state for row in rows(found)] == [P.WITHDRAWN]


def test_a_post_that_was_only_taken_down_stays_down(shared: House) -> None:
    found = desk(shared, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now())
    ask(found)
    deleted(found)

    assert [row.state for row in rows(found)] == [P.WITHDRAWN]


def test_what_nobody_is_sure_of_is_settled_first(approved: Desk) -> None:
    approved.put(P.UNCONFIRMED)

    with pytest.raises(Conflict):
        correct(approved)

    assert approved.row().version.state is VersionState.APPROVED


def test_correcting_opens_the_post_and_stops_what_was_not_sent(shared: House) -> None:
    accounts = [factories.account(shared, handle=f"latihan.{uuid.uuid4().hex[:8]}") for _ in range(2)]
    work = factories.approved(shared, accounts=accounts)
    found = Desk(shared, work, accounts[0])
    out = found.put(P.PUBLISHED, posted_at=clock.now())

    correct(found)

    states = {row.id: row.state for row in rows(found)}
    assert states.pop(out.id) is P.WITHDRAWING
    assert list(states.values()) == [P.CANCELLED]
    assert found.row().version.state is VersionState.SUPERSEDED


# ------------------------------------------------------------------------------------- two processes
@pytest.fixture(scope="module")
def others() -> Iterator[ProcessPoolExecutor]:
    """Two other processes, each with a connection of its own."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def insert(url: str, publication: uuid.UUID) -> str:
    """Another process adds a publication beside that one, on the same account; what came of it."""
    engine = make_engine(url, pool_size=1)
    try:
        with sessionmaker(engine).begin() as session:
            old = session.get_one(Publication, publication)
            row = {
                name: getattr(old, name)
                for name in ("post_id", "version_id", "decision_id", "account_id", "network", "approved_hash")
            }
            session.add(Publication(id=uuid.uuid4(), planned_at=clock.now(), due_at=clock.now(), **row))
        return "added"
    except IntegrityError:
        return "refused"
    finally:
        engine.dispose()


def test_two_processes_never_put_a_second_one_beside_what_is_still_out(
    shared: House, others: ProcessPoolExecutor
) -> None:
    found = desk(shared, "by_hand", now=clock.now())
    old = found.put(P.PUBLISHED, posted_at=clock.now())
    url = shared.env["EVIDENCE_DATABASE_URL"]

    def both() -> list[str]:
        return sorted(each.result() for each in [others.submit(insert, url, old.id) for _ in range(2)])

    assert both() == ["refused", "refused"]
    ask(found)
    assert both() == ["refused", "refused"]
    found.put(P.WITHDRAW_FAILED)
    assert both() == ["refused", "refused"]
    deleted(found)
    assert both() == ["added", "refused"]

    assert [row.state for row in rows(found)] == [P.WITHDRAWN, P.QUEUED]


def test_approval_and_the_end_of_a_withdrawal_at_once_lose_nothing(
    shared: House, others: ProcessPoolExecutor
) -> None:
    """Whichever comes first, the mended version takes the place: the one who waits sees what the other did."""
    found = desk(shared, "by_hand", now=clock.now())
    found.put(P.PUBLISHED, posted_at=clock.now())
    correct(found)
    factories.rewrite(shared, found.work, [found.account])
    factories.submit(shared, found.work)
    lurah, camat = shared.actor("lurah.mojo"), shared.actor("camat.pasarkliwon")

    with shared.sessions.begin() as session:
        post = factories.post_of(session, found.work)
        review.decide(
            session, uuid.uuid4(), post, post.latest.content_hash, "approve", "", by=camat, now=clock.now()
        )
        # Approved and not committed yet, while the other process says that the old one is gone.
        url = shared.env["EVIDENCE_DATABASE_URL"]
        waits = others.submit(confirm, url, found.work, lurah)
        until(lambda: somebody_waits(shared), 60)
        session.commit()
        assert waits.result(30) == "done"

    assert [row.state for row in rows(found)] == [P.WITHDRAWN, P.QUEUED]


def confirm(url: str, work: Work, by: object) -> str:
    """Another process: the lurah says that the old one was deleted."""
    engine = make_engine(url, pool_size=1)
    try:
        with sessionmaker(engine).begin() as session:
            (old,) = queries.of_post(session, work.post)
            withdrawal.deleted_by_hand(session, old, by=by, now=clock.now())  # type: ignore[arg-type]
        return "done"
    finally:
        engine.dispose()
