"""Ways around an approval, each tried on the real parts: none of them posts, or decides, what nobody approved."""

import hashlib
import secrets
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from werkzeug.test import TestResponse

from evidence.capture.models import Activity, ChecksState
from evidence.compose.models import PostVersion, VersionState
from evidence.core import clock, jobs
from evidence.embedded import Store
from evidence.publish import services as publishing
from evidence.publish.models import Publication
from evidence.publish.models import PublicationState as P
from evidence.review.models import Decision
from evidence.units import delegations
from evidence.units.access import Role
from evidence.units.models import Membership, User
from tests import factories, noticed
from tests.clusters import Cluster
from tests.factories import CAMAT, LURAH, Work
from tests.forms import form_of, opened, sent
from tests.house import MOJO, ORIGIN, PASAR_KLIWON, House, decide, furnished
from tests.practice.serving import Account, Running, picture
from tests.publish.delivering import deliver
from tests.publish.desk import Desk, desk_on
from tests.review.test_doubting import warned
from tests.review.voices import number, person, send, told, versions, write
from tests.waiting import until


@pytest.fixture(scope="module")
def house(cluster: Cluster, store: Store, practice_server: Running) -> Iterator[House]:
    settings = {"EVIDENCE_PRACTICE_URL": practice_server.url, "EVIDENCE_PRACTICE_KEY": practice_server.key}
    with furnished(cluster, store, EVIDENCE_SIGN_IN_RATE="1000 per minute", **settings) as found:
        yield found


@pytest.fixture
def remote(practice: Running) -> Account:
    return practice.open(f"kel.{secrets.token_hex(5)}")


@pytest.fixture
def approved(house: House, remote: Account) -> Desk:
    return desk_on(house, remote)


@cache
def signed_in(house_id: int, username: str) -> FlaskClient:
    return _HOUSES[house_id].client(username)


_HOUSES: dict[int, House] = {}


def as_(house: House, username: str) -> FlaskClient:
    """A browser of that person; signed in once for the module."""
    _HOUSES[id(house)] = house
    return signed_in(id(house), username)


def made(house: House, work: Work) -> int:
    """How many decisions there are on the work."""
    with house.sessions() as session:
        found = select(func.count(Decision.id)).join(PostVersion).where(PostVersion.post_id == work.post)
        return session.scalar(found) or 0


def undecided(house: House, work: Work) -> bool:
    """Whether nothing was decided on the work, and nothing is to be posted."""
    return (
        versions(house, work) == [VersionState.SUBMITTED]
        and made(house, work) == 0
        and not factories.publications(house, work)
    )


# 1 ---------------------------------------------------------------------------------------- edit after approval
def test_what_is_approved_is_not_edited_and_what_was_opened_again_is_not_posted(
    house: House, approved: Desk, remote: Account
) -> None:
    lurah = as_(house, LURAH)

    refused = write(lurah, approved.work, caption="Kata lain.")
    photo = lurah.put(
        f"/api/v1/photos/{uuid.uuid4()}", data=picture(), content_type="image/jpeg",
        headers={
            "Origin": ORIGIN, "X-Content-SHA256": hashlib.sha256(picture()).hexdigest(),
            "X-Meta": f'{{"activity": "{approved.work.activity}", "stage": "after"}}',
        },
    )  # fmt: skip
    sent(lurah, opened(lurah, f"/unggahan/{approved.work.post}", f"/unggahan/{approved.work.post}/buka"))
    rewritten = write(lurah, approved.work, caption="Kata lain.")
    deliver(approved)

    assert (refused.status_code, photo.status_code, rewritten.status_code) == (409, 409, 200)
    assert (approved.row().state, remote.posts()) == (P.CANCELLED, [])


# 2 ---------------------------------------------------------------------------------- swapped object in the store
def test_another_picture_under_the_approved_name_is_not_posted(
    house: House, approved: Desk, remote: Account
) -> None:
    with house.sessions() as session:
        rendition = session.get_one(PostVersion, approved.row().version_id).rendition
        assert rendition is not None
        key = rendition.object_key
    house.app.extensions["house"].storage.put(key, picture(colour="black"), "image/jpeg")

    deliver(approved)

    assert (approved.row().state, remote.posts()) == (P.FAILED, [])


# 3 ------------------------------------------------------------------------------------- replayed decision POST
def test_a_decision_sent_again_is_no_second_one_nor_one_on_other_content(house: House) -> None:
    camat, lurah, work = as_(house, CAMAT), as_(house, LURAH), factories.submitted(house)
    form = opened(camat, f"/periksa/{work.post}", f"/periksa/{work.post}")
    sent(camat, form, decision="request_changes", note="Foto kurang jelas.")
    write(lurah, work, caption="Versi berikutnya.")
    send(lurah, work)

    again = sent(camat, form, decision="request_changes", note="Foto kurang jelas.")
    turned = sent(camat, form, decision="approve", note="")

    assert (again.status_code, turned.status_code) == (303, 303)
    assert made(house, work) == 1
    assert versions(house, work) == [VersionState.CHANGES_REQUESTED, VersionState.SUBMITTED]


# 4 ------------------------------------------------------------------------------------------------ stale version
def test_a_version_that_was_called_back_and_sent_anew_is_not_approved_by_its_old_page(house: House) -> None:
    camat, lurah, work = as_(house, CAMAT), as_(house, LURAH), factories.submitted(house)
    old = told(camat, work)
    send(lurah, work, "recall")
    write(lurah, work, caption="Kata lain.")
    send(lurah, work)

    assert decide(camat, old).status_code == 409
    assert undecided(house, work)


# 5 ------------------------------------------------------------------------------------------------- own approval
def test_nobody_approves_their_own_even_in_anothers_stead(house: House) -> None:
    who = person(house, "sekcam.sendiri", "Sekretaris Kecamatan", Role.APPROVER, "33.72", "Plh.", ends=2)
    with house.sessions.begin() as session:
        user = session.scalars(select(User).where(User.username == who)).one()
        began = clock.now() - timedelta(days=1)
        session.add(Membership(user_id=user.id, unit_code=MOJO, role=Role.UPLOADER, valid_from=began))
    work = factories.submitted(house, by=who)

    assert decide(as_(house, who), told(as_(house, who), work)).status_code == 403
    several(as_(house, who), house, work)
    assert undecided(house, work)


# 6 -------------------------------------------------------------------------------------------- expired delegation
def test_a_delegation_that_is_over_approves_nothing_on_an_open_page(house: House) -> None:
    who = person(house, "sekcam.lalu", "Sekretaris Kecamatan", Role.APPROVER, PASAR_KLIWON, "Plh.", ends=2)
    delegate, work = as_(house, who), factories.submitted(house)
    form = opened(delegate, f"/periksa/{work.post}", f"/periksa/{work.post}")
    with house.sessions.begin() as session:
        user = session.scalars(select(User).where(User.username == who)).one()
        session.execute(
            update(Membership)
            .where(Membership.user_id == user.id)
            .values(valid_until=clock.now() - timedelta(seconds=1))
        )

    assert sent(delegate, form, decision="approve").status_code in (403, 404)
    assert undecided(house, work)


# 7 ---------------------------------------------------------------------------------------------- other kecamatan
def test_a_camat_approves_nothing_of_another_kecamatan(house: House) -> None:
    far, work = as_(house, "camat.jebres"), factories.submitted(house)
    hash_ = told(as_(house, CAMAT), work)["content_hash"]

    answer = decide(far, {"id": str(work.post), "content_hash": hash_})

    assert answer.status_code == 404
    assert several(far, house, work).status_code == 404
    assert undecided(house, work)


# 8 ------------------------------------------------------------------------------------------- direct job insert
def test_a_job_or_a_row_put_in_by_hand_posts_nothing_that_is_not_approved(
    house: House, remote: Account
) -> None:
    account = factories.account(
        house, network="practice", handle=remote.handle, remote_id=remote.id, token=remote.token
    )
    work = factories.submitted(house, accounts=[account])
    with house.sessions.begin() as session:
        version = factories.post_of(session, work).latest
        forged = Publication(
            id=uuid.uuid4(), post_id=work.post, version_id=version.id, account_id=account, network="practice",
            approved_hash=version.content_hash, decision_id=uuid.uuid4(), state=P.QUEUED, due_at=clock.now(),
            planned_at=clock.now(),
        )  # fmt: skip
        session.add(forged)
        for key in (version.id, forged.id):
            jobs.enqueue(session, publishing.DELIVER, queue=jobs.PUBLISH, key=str(key))

    house.run_jobs(jobs.PUBLISH)

    assert remote.posts() == []
    assert [row.state for row in factories.publications(house, work)] != [P.PUBLISHED]
    assert (versions(house, work), made(house, work)) == ([VersionState.SUBMITTED], 0)


# 9 -------------------------------------------------------------------------------------------- two versions racing
def test_of_a_decision_and_a_recall_at_once_one_happens(house: House) -> None:
    camat, lurah = as_(house, CAMAT), as_(house, LURAH)
    account = factories.account(house, handle=f"latihan.{secrets.token_hex(4)}")
    work = factories.submitted(house, accounts=[account])
    old, start, answers = told(camat, work), threading.Barrier(2), dict[str, TestResponse]()

    def call(name: str) -> None:
        start.wait(60)
        answers[name] = decide(camat, old) if name == "decide" else send(lurah, work, "recall")

    threads = [threading.Thread(target=call, args=(name,)) for name in ("decide", "recall")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    codes = (answers["decide"].status_code, answers["recall"].status_code)
    assert codes in ((201, 409), (409, 200))
    rows = factories.publications(house, work)
    assert [row.approved_hash for row in rows] == ([old["content_hash"]] if codes[0] == 201 else [])


# 10 ------------------------------------------------------------------------- a membership ended in the same second
def test_a_right_that_ends_while_its_decision_is_under_way_decides_nothing(house: House) -> None:
    who = person(house, "sekcam.kini", "Sekretaris Kecamatan", Role.APPROVER, PASAR_KLIWON, "Plt.", ends=2)
    delegate, work = as_(house, who), factories.submitted(house)
    post, answers = told(delegate, work), list[TestResponse]()
    with house.sessions() as session:
        user = session.scalars(select(User).where(User.username == who)).one()
        membership = session.scalars(select(Membership.id).where(Membership.user_id == user.id)).one()

    with house.sessions.begin() as session:
        delegations.end(session, membership, by=house.actor("admin"), now=clock.now())
        # Nobody else sees it yet: the decision begins with a right that still stands.
        deciding = threading.Thread(target=lambda: answers.append(decide(delegate, post)))
        deciding.start()
        until(lambda: waits_for_a_lock(house), 30)
    deciding.join(60)

    assert [each.status_code for each in answers] == [403]
    assert undecided(house, work)


def waits_for_a_lock(house: House) -> bool:
    with house.sessions() as session:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%memberships%'"
        return bool(session.scalar(text(waiting)))


# 11 ----------------------------------------------------------------------------------- no token, or another method
def test_a_decision_without_its_pages_token_or_by_a_link_is_none(house: House) -> None:
    camat, work = as_(house, CAMAT), factories.submitted(house)
    form = opened(camat, f"/periksa/{work.post}", f"/periksa/{work.post}")
    address = form.pop("action")
    stolen = {**form, "decision": "approve"}
    stolen.pop("csrf_token")

    without = camat.post(address, data=stolen)
    by_link = camat.get(address, query_string={**stolen, "csrf_token": form["csrf_token"]})
    put = camat.put(address, data={**form, "decision": "approve"})
    foreign = camat.put(
        f"/api/v1/decisions/{number()}",
        json={"post": str(work.post), "content_hash": form["content_hash"], "decision": "approve"},
        headers={"Origin": "https://lain.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert (without.status_code, by_link.status_code, put.status_code, foreign.status_code) == (
        400,
        200,
        405,
        403,
    )
    assert undecided(house, work)


# 12 --------------------------------------------------------------------------- a digest that is not what was shown
def test_a_digest_of_something_else_approves_nothing(house: House) -> None:
    camat = as_(house, CAMAT)
    other, work = factories.submitted(house), factories.submitted(house)
    form = opened(camat, f"/periksa/{work.post}", f"/periksa/{work.post}")

    for digest in ("0" * 64, "", told(camat, other)["content_hash"]):
        assert sent(camat, form, content_hash=digest, uuid=number(), decision="approve").status_code in (
            303,
            422,
        )

    assert undecided(house, work)
    assert undecided(house, other)


# 13 -------------------------------------------------------------------- several at once, one of them warned meanwhile
def test_of_several_the_one_that_got_a_warning_meanwhile_stays(house: House) -> None:
    camat = as_(house, CAMAT)
    works = [factories.submitted(house) for _ in range(2)]
    for work in works:
        checked(house, work)
    picked = [pick(house, work) for work in works]
    noticed.finding(house, works[1].activity)

    answer = camat.post("/periksa/setujui", data={"pilih": picked, "pasti": "1", "csrf_token": token(camat)})
    page = camat.get(answer.headers["Location"]).get_data(as_text=True)

    assert versions(house, works[0]) == [VersionState.APPROVED]
    assert undecided(house, works[1])
    assert "1 unggahan disetujui." in page
    assert "ada temuan yang perlu dilihat" in page


# 14 ------------------------------------------------------------------------- several at once, never checked at all
def test_what_was_not_checked_is_not_approved_unseen(house: House) -> None:
    camat, work = as_(house, CAMAT), factories.submitted(house)

    answer = several(camat, house, work)

    assert answer.status_code == 303
    assert undecided(house, work)
    spoilt = {"pilih": pick(house, work).replace(":", ":\x00", 1), "pasti": "1", "csrf_token": token(camat)}
    assert camat.post("/periksa/setujui", data=spoilt).status_code == 303
    assert undecided(house, work)


# 15 -------------------------------------------------------------- a warning after the approval, through the inbox
def test_a_warning_after_the_approval_holds_the_post_until_somebody_looked(
    house: House, approved: Desk, remote: Account
) -> None:
    camat, page = as_(house, CAMAT), f"/periksa/{approved.work.post}"
    warned(house, approved.work)
    deliver(approved)
    assert (approved.row().state, remote.posts()) == (P.QUEUED, [])
    assert page in camat.get("/periksa").get_data(as_text=True)

    sent(camat, opened(camat, page, f"{page}/lanjutkan"))
    deliver(approved)

    assert (approved.row().state, len(remote.posts())) == (P.PUBLISHED, 1)


def checked(house: House, work: Work) -> None:
    """Let the checks of the work be done with nothing to say."""
    with house.sessions.begin() as session:
        session.get_one(Activity, work.activity).checks_state = ChecksState.DONE


def pick(house: House, work: Work) -> str:
    with house.sessions() as session:
        return f"{work.post}:{factories.post_of(session, work).latest.content_hash}:{uuid.uuid4()}"


def token(client: FlaskClient) -> str:
    return form_of(client.get("/lainnya").get_data(as_text=True))["csrf_token"]


def several(client: FlaskClient, house: House, *works: Work) -> TestResponse:
    """Approve the works from the list, as if they had been ticked there."""
    data = {"pilih": [pick(house, work) for work in works], "pasti": "1", "csrf_token": token(client)}
    return client.post("/periksa/setujui", data=data)
