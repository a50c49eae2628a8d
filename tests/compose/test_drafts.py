"""Writing what will be said, and what must be so before it is sent for review."""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from evidence.accounts.models import AccountState, SocialAccount
from evidence.capture.models import Activity
from evidence.compose.models import Post, PostVersion, Rendition, RenditionState, VersionState
from evidence.compose.services import Draft, put_draft, recall, submit
from evidence.core import clock
from tests import factories
from tests.factories import LURAH, Work
from tests.forms import opened, sent
from tests.forms import told as page_of
from tests.house import JEBRES, ORIGIN, House

WORDS = {"caption": "Saluran dikuras.", "alt_text": "Dua foto saluran."}
TICKED = factories.ANSWERS


def put(client: FlaskClient, post: object, activity: object, **told: object) -> TestResponse:
    body = {"activity": str(activity), **WORDS, **told}
    return client.put(f"/api/v1/posts/{post}", json=body, headers={"Origin": ORIGIN})


def send(client: FlaskClient, post: object) -> TestResponse:
    return client.post(
        f"/api/v1/posts/{post}/submit", json={"privacy": factories.ANSWERS}, headers={"Origin": ORIGIN}
    )


def version(house: House) -> PostVersion:
    with house.sessions() as session:
        return session.scalars(select(PostVersion).order_by(PostVersion.number.desc())).first()  # type: ignore[return-value]


# ---------------------------------------------------------------------------------------- writing
def test_a_draft_is_made_once_and_edited_after_that(lurah: FlaskClient, house: House) -> None:
    activity, post = factories.complete(house), uuid.uuid4()

    made = put(lurah, post, activity)
    edited = put(lurah, post, activity, caption="  Saluran bersih kembali.  ")

    assert (made.status_code, edited.status_code) == (201, 200)
    assert edited.get_json()["caption"] == "Saluran bersih kembali."
    assert (edited.get_json()["version"], edited.get_json()["state"]) == (1, "draft")


def test_there_is_one_post_an_activity_and_the_refusal_names_it(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)

    answer = put(lurah, uuid.uuid4(), work.activity, caption="Lain.")

    assert answer.status_code == 409
    assert answer.get_json()["post"] == str(work.post)
    assert version(house).caption == "Saluran dikuras."


def test_the_number_of_a_post_is_not_used_for_another_activity(lurah: FlaskClient, house: House) -> None:
    work, other = factories.drafted(house), factories.complete(house)

    assert put(lurah, work.post, other).status_code == 409
    with house.sessions() as session:
        assert session.get_one(Post, work.post).activity_id == work.activity


def test_a_draft_may_be_written_before_the_work_is_done(lurah: FlaskClient, house: House) -> None:
    activity = factories.activity(house)
    factories.photo(house, activity, "before")

    answer = put(lurah, uuid.uuid4(), activity)

    assert (answer.status_code, answer.get_json()["renditions"]) == (201, [])
    refused = send(lurah, answer.get_json()["id"])
    assert (refused.status_code, refused.get_json()["detail"]) == (409, "Foto sesudah belum ada.")


def test_only_connected_accounts_of_the_unit_can_be_chosen(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    foreign = factories.account(house, JEBRES, handle="latihan.jebres")
    paused = factories.account(house, handle="latihan.lama")
    set_account(house, paused, AccountState.PAUSED)

    for account in (foreign, paused, uuid.uuid4()):
        answer = put(lurah, uuid.uuid4(), activity, accounts=[str(account)])

        assert answer.status_code == 422
        assert "accounts" in answer.get_json()["fields"]


def set_account(house: House, account: uuid.UUID, state: AccountState) -> None:
    with house.sessions.begin() as session:
        session.execute(update(SocialAccount).where(SocialAccount.id == account).values(state=state))


TOO_MUCH = {
    "a caption without end": {"caption": "a" * 5001},
    "an alternative text without end": {"alt_text": "a" * 1001},
    "a variant without end": {"captions": {"x": "a" * 5001}},
    "a character no database takes": {"caption": "a\x00b"},
    "a number for words": {"caption": 7},
    "variants that are no words": {"captions": {"x": 7}},
    "variants that are no object": {"captions": ["x"]},
    "accounts that are no numbers": {"accounts": ["x"]},
    "a time that is none": {"due_at": "besok"},
}


def test_what_cannot_be_kept_is_refused_with_its_field(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)

    for sentence, told in TOO_MUCH.items():
        answer = put(lurah, uuid.uuid4(), activity, **told)

        assert answer.status_code == 422, sentence
    with house.sessions() as session:
        assert session.scalars(select(Post)).all() == []


# ---------------------------------------------------------------------------------------- sending
def test_what_is_sent_must_say_something(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)

    for missing in WORDS:
        put(lurah, work.post, work.activity, **{missing: "  "})

        answer = send(lurah, work.post)

        assert answer.status_code == 422
        assert list(answer.get_json()["fields"]) == [missing]


def test_words_longer_than_a_network_takes_are_refused_for_that_network(
    lurah: FlaskClient, house: House
) -> None:
    account = str(factories.account(house, site="other"))
    work, most = factories.drafted(house), 2200

    put(lurah, work.post, work.activity, caption="a" * (most + 3), accounts=[account])
    refused = send(lurah, work.post)
    assert refused.status_code == 422
    assert refused.get_json()["fields"]["caption"].startswith("3 ")

    # Words of its own for that network are what counts there.
    put(
        lurah, work.post, work.activity,
        caption="a" * (most + 3), captions={"by_hand": "b" * most}, accounts=[account],
    )  # fmt: skip
    assert send(lurah, work.post).status_code == 200


def test_without_that_network_the_same_words_are_no_matter(lurah: FlaskClient, house: House) -> None:
    work = factories.drafted(house)
    put(lurah, work.post, work.activity, caption="a" * 5000)

    assert send(lurah, work.post).status_code == 200


def test_an_account_that_was_lost_since_is_refused(lurah: FlaskClient, house: House) -> None:
    account = factories.account(house)
    work = factories.drafted(house, accounts=[account])
    set_account(house, account, AccountState.NEEDS_RECONNECT)

    answer = send(lurah, work.post)

    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["accounts"])


@pytest.mark.parametrize(
    ("state", "words"), [(RenditionState.WAITING, "sedang disiapkan"), (RenditionState.FAILED, "belum berhasil")]
)  # fmt: skip
def test_a_picture_that_is_not_ready_is_not_sent(
    lurah: FlaskClient, house: House, state: RenditionState, words: str
) -> None:
    work = factories.drafted(house)
    with house.sessions.begin() as session:
        session.execute(update(Rendition).values(state=state))

    answer = send(lurah, work.post)

    assert answer.status_code == 409
    assert words in answer.get_json()["detail"]
    assert version(house).state is VersionState.DRAFT


def test_a_picture_that_no_longer_says_what_is_so_is_made_anew_before_it_is_sent(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    before = version(house).rendition_id
    with house.sessions.begin() as session:
        session.get_one(Activity, work.activity).title = "Kuras saluran besar"

    assert send(lurah, work.post).status_code == 409

    now = factories.drawn(house, work.activity)
    answer = send(lurah, work.post)
    assert answer.status_code == 200
    assert now != before
    assert [each["id"] for each in answer.get_json()["renditions"]] == [str(now)]
    with house.sessions() as session:
        assert version(house).image_sha256 == session.get_one(Rendition, now).sha256


def test_what_is_frozen_is_what_was_written_last(house: House) -> None:
    """Somebody saves other words while the post is being sent: the hash is of those, or they come too late."""
    work, by = factories.drafted(house), house.actor(LURAH)
    networks = house.app.extensions["house"].networks
    with house.sessions() as sending, house.sessions.begin() as writing:
        post = factories.post_of(sending, work)
        assert post.latest.caption == "Saluran dikuras."
        draft = Draft("Kata-kata lain.", "Dua foto saluran.")
        activity = writing.get_one(Activity, work.activity)
        put_draft(writing, work.post, activity, draft, by=by, networks=networks, practice=False)
        writing.commit()
        submit(
            sending,
            post,
            by=by,
            networks=networks,
            practice=False,
            now=clock.now(),
            answers=factories.ANSWERS,
        )
        sending.commit()

    frozen = version(house)
    assert frozen.caption == "Kata-kata lain."
    assert frozen.content_hash == hash_of(house, work)


def hash_of(house: House, work: Work) -> str:
    """The hash of what stands there, frozen anew by recalling and sending it."""
    by = house.actor(LURAH)
    with house.sessions.begin() as session:
        recall(session, factories.post_of(session, work), by=by)
    return factories.submit(house, work)


# ---------------------------------------------------------------------------------------- the page
def test_the_page_proposes_words_and_sends_them(lurah: FlaskClient, house: House) -> None:
    account, activity = factories.account(house), factories.complete(house)
    address = f"/kegiatan/{activity}/susun"

    form = opened(lurah, address)
    assert form["caption"].startswith("Kuras saluran.\nLokasi: RT 05 RW 03, Kelurahan Mojo")
    assert form["accounts"] == str(account)
    onwards = sent(lurah, form, submit="1").headers["Location"]
    answer = sent(lurah, opened(lurah, onwards), **TICKED)

    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert version(house).state is VersionState.SUBMITTED
    page = page_of(lurah.get(address), 200)
    assert "Kecamatan Pasar Kliwon untuk disetujui" in page
    assert "<textarea" not in page


def test_every_question_about_privacy_is_answered_before_a_post_is_sent(
    lurah: FlaskClient, house: House
) -> None:
    work = factories.drafted(house)
    form = opened(lurah, f"/kegiatan/{work.activity}/susun/periksa")

    for left in list(TICKED)[:2]:
        ticked = {name: value for name, value in TICKED.items() if name != left}
        assert "Pilih jawabannya dahulu." in page_of(sent(lurah, form, **ticked), 422)

    assert version(house).state is VersionState.DRAFT


def test_a_draft_is_saved_without_answers(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/susun")

    assert sent(lurah, form, caption="Baru sebagian.").status_code == 303

    assert (version(house).state, version(house).caption) == (VersionState.DRAFT, "Baru sebagian.")


def test_a_refusal_keeps_what_was_written(lurah: FlaskClient, house: House) -> None:
    activity = factories.complete(house)
    form = opened(lurah, f"/kegiatan/{activity}/susun")

    page = page_of(sent(lurah, form, caption="Sudah ditulis.", alt_text="", submit="1"), 422)

    assert "Sudah ditulis." in page
    assert 'aria-invalid="true"' in page


def test_who_may_only_look_sees_no_form(staff: FlaskClient, camat: FlaskClient, house: House) -> None:
    work = factories.submitted(house)

    for client in (staff, camat):
        assert "<textarea" not in page_of(client.get(f"/kegiatan/{work.activity}/susun"), 200)
