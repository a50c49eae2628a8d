"""From a notice to the people it is for: whom it reaches, in which way, when, and never twice."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from evidence.core import clock
from evidence.notices import deliveries
from evidence.notices import people as people_of
from evidence.notices.choices import Usual
from evidence.notices.models import Delivery, DeliveryState, Notice, NoticeSettings, PushSubscription
from evidence.notices.topics import Way
from evidence.units import queries
from evidence.units.models import Device, Unit, User
from tests import people
from tests.notices.conftest import BASE, Post, at

LURAH, CAMAT = "lurah.mojo", "camat.pasarkliwon"
TEXT = "“Kuras saluran” gagal terbit. Lihat alasannya."


def told(post: Post) -> set[tuple[str, str]]:
    """Who has a delivery, in which way."""
    post.reaching.round()
    names = {post.house.actor(who).id: who for who in (LURAH, CAMAT, "lurah.jebres", "camat.jebres", "admin")}
    with post.house.sessions() as session:
        return {(names[row.user_id], row.way) for row in session.scalars(select(Delivery))}


def test_a_notice_reaches_the_nearest_of_each_role_in_the_ways_they_have(post: Post) -> None:
    for who in (LURAH, CAMAT, "lurah.jebres", "camat.jebres", "admin"):
        post.address(who)
    post.browser(LURAH)
    post.browser(CAMAT)

    post.tell("publish.unconfirmed")

    # What is urgent comes in every way; nobody but the admin of the city has that role.
    assert told(post) == {(LURAH, "push"), (LURAH, "mail"), ("admin", "mail")}
    post.tell("account_ends")
    assert told(post) == {(LURAH, "push"), (LURAH, "mail"), ("admin", "mail"), (CAMAT, "push")}


def test_somebody_who_stands_in_is_told_as_well(post: Post) -> None:
    post.browser(CAMAT)
    post.browser("camat.jebres")
    people.delegation(post.house)
    post.tell("review.waiting", "33.72.03")
    assert told(post) == {(CAMAT, "push")}

    # The delegation begins in a month.
    post.now = at(10, days=30)
    post.tell("review.waiting", "33.72.03")

    assert told(post) == {(CAMAT, "push"), ("camat.jebres", "push")}


def test_who_is_told_and_whom_something_waits_for_are_the_same_people(post: Post) -> None:
    kinds = ("publish.stray", "account_ends", "review.waiting", "capture.waits", "privacy.takedown", "lain")
    for unit in ("33.72", "33.72.03", "33.72.03.1010", "33.72.04", "33.72.04.1010", "33.72.01.1001"):
        for kind in kinds:
            post.tell(kind, unit)

    with post.house.sessions() as session:
        notices = session.scalars(select(Notice).options(joinedload(Notice.unit))).all()
        told = {each.id: set(people_of.told_of(session, each, post.now)) for each in notices}
        waits = {
            user: set(
                session.scalars(select(Notice.id).join(Unit).where(people_of.waits_for(by, post.now)))
            ).intersection(told)
            for user in session.scalars(select(User.id))
            if (by := queries.actor(session, user, post.now))
        }
    assert len(notices) == 36
    assert {number: {user for user, found in waits.items() if number in found} for number in told} == told
    assert sum(map(len, told.values())) > 36


def test_a_push_says_whose_it_is_what_and_where_to_act(post: Post) -> None:
    phone, computer = post.browser(LURAH), post.browser(LURAH)
    # A worker goes by the real clock, to which ten o'clock tomorrow is yet to come.
    post.now = clock.now()
    post.tell("publish.stray")
    post.reaching.round()

    post.house.run_jobs("publish")

    for browser in (phone, computer):
        (message,) = post.push.messages(browser)
        assert (message["title"], message["body"]) == ("Kelurahan Mojo", TEXT)
        assert message["url"].startswith("/unggahan/")
    assert post.states(LURAH, Way.PUSH) == ["sent"]


def test_several_at_once_come_as_one(post: Post) -> None:
    browser = post.browser(LURAH)
    post.address(LURAH, choices={"mail:publishing": True})
    for title in ("Saluran", "Talut", "Lampu", "Taman", "Paving", "Pagar"):
        post.tell(title=title)
    post.reaching.round()

    post.deliver(LURAH, Way.PUSH)
    post.deliver(LURAH, Way.MAIL)

    (message,), (letter,) = post.push.messages(browser), post.box.came
    assert (message["title"], message["url"]) == ("6 pemberitahuan baru", "/pemberitahuan")
    assert len(message["body"].splitlines()) == 5
    assert message["body"].endswith("dan 2 lagi")
    assert letter["Subject"] == "6 pemberitahuan baru"
    assert letter.get_content().count("gagal terbit") == 6
    assert post.states(LURAH, Way.PUSH) == post.states(LURAH, Way.MAIL) == ["sent"] * 6


def test_a_letter_says_where_to_act_and_how_to_get_no_more(post: Post) -> None:
    to = post.address(LURAH, choices={"mail:publishing": True})
    post.tell()
    post.reaching.round()

    post.deliver(LURAH, Way.MAIL)

    (letter,) = post.box.came
    text = letter.get_content()
    assert letter["To"] == to
    assert letter["Subject"] == f"Kelurahan Mojo: {TEXT}"
    assert f"{BASE}/unggahan/" in text
    assert f"{BASE}/pemberitahuan/pengaturan" in text
    stop = str(letter["List-Unsubscribe"]).strip("<>")
    assert stop.startswith(f"{BASE}/pemberitahuan/berhenti?t=")
    assert stop in text


def test_it_is_told_in_the_language_of_the_last_choice(post: Post) -> None:
    post.address(LURAH, choices={"mail:publishing": True}, language="en")
    post.tell()
    post.reaching.round()

    post.deliver(LURAH, Way.MAIL)

    assert "failed to publish" in post.box.came[0]["Subject"]


# ------------------------------------------------------------------------------------------ quiet hours
def test_nobody_is_woken_but_for_what_is_urgent(post: Post) -> None:
    browser = post.browser(LURAH)
    post.now = at(21)
    post.tell()
    post.tell("publish.stray", title="Taman")
    post.reaching.round()

    post.deliver(LURAH, Way.PUSH)
    assert [each["body"] for each in post.push.messages(browser)] == [TEXT.replace("Kuras saluran", "Taman")]
    assert sorted(post.states(LURAH, Way.PUSH)) == ["sent", "waiting"]

    post.now = at(5, 59, days=2)
    post.deliver(LURAH, Way.PUSH)
    assert len(post.push.messages(browser)) == 1
    post.now = at(6, days=2)
    post.deliver(LURAH, Way.PUSH)
    assert len(post.push.messages(browser)) == 2


def test_what_was_made_by_day_waits_when_its_reader_wants_quiet_by_now(post: Post) -> None:
    browser = post.browser(LURAH)
    post.tell()
    post.reaching.round()
    with post.house.sessions.begin() as session:
        chosen = {"quiet_from": time(9), "quiet_until": time(11), "choices": {}}
        session.merge(NoticeSettings(user_id=post.house.actor(LURAH).id, **chosen))

    post.deliver(LURAH, Way.PUSH)

    assert (post.push.messages(browser), post.states(LURAH, Way.PUSH)) == ([], ["waiting"])
    post.now = at(11)
    post.deliver(LURAH, Way.PUSH)
    assert len(post.push.messages(browser)) == 1


# ------------------------------------------------------------------------------------------ never twice
def test_however_often_it_is_looked_at_it_is_told_once(post: Post) -> None:
    browser = post.browser(LURAH)
    post.tell()

    for _ in range(3):
        post.reaching.round()
        post.deliver(LURAH, Way.PUSH)
        post.later(minutes=20)
        post.reaching.tidy()

    assert len(post.push.messages(browser)) == 1


@pytest.mark.parametrize("way", [Way.PUSH, Way.MAIL])
def test_a_lost_answer_is_not_repeated(post: Post, way: Way) -> None:
    browser = post.browser(LURAH)
    post.address(LURAH, choices={"mail:publishing": True})
    post.push.answers[browser.name], post.box.hangs_up = 0, True
    post.tell()
    post.reaching.round()

    for _ in range(3):
        post.deliver(LURAH, way)
        post.later(hours=1)
        post.reaching.round()

    assert len(post.push.came if way is Way.PUSH else post.box.came) == 1
    assert post.states(LURAH, way) == ["unknown"]


def test_a_worker_that_died_in_between_leaves_nothing_to_repeat(post: Post) -> None:
    post.browser(LURAH)
    post.tell()
    post.reaching.round()
    with post.house.sessions.begin() as session:
        user = post.house.actor(LURAH).id
        assert deliveries.claim(session, user, Way.PUSH, Usual(), now=post.now) is not None

    post.deliver(LURAH, Way.PUSH)
    assert post.states(LURAH, Way.PUSH) == ["sending"]
    post.later(minutes=16)
    post.reaching.tidy()
    post.deliver(LURAH, Way.PUSH)

    assert (post.states(LURAH, Way.PUSH), post.push.came) == (["unknown"], [])


@pytest.mark.parametrize("way", [Way.PUSH, Way.MAIL])
def test_what_cannot_have_arrived_is_tried_again_later_and_not_for_ever(post: Post, way: Way) -> None:
    browser = post.browser(LURAH)
    post.address(LURAH, choices={"mail:publishing": True})
    post.push.answers[browser.name], post.box.rcpt = 503, "450 Later"
    post.tell()
    post.reaching.round()

    post.deliver(LURAH, way)
    post.deliver(LURAH, way)
    assert post.states(LURAH, way) == ["waiting"]
    assert len(post.push.came) == (way is Way.PUSH)
    for _ in range(12):
        post.later(minutes=59 if post.now < at(18) else 1)
        post.deliver(LURAH, way)
    assert post.states(LURAH, way) == ["failed"]


def test_it_arrives_once_the_other_side_is_well_again(post: Post) -> None:
    post.address(LURAH, choices={"mail:publishing": True})
    post.box.data = "451 Later"
    post.tell()
    post.reaching.round()
    post.deliver(LURAH, Way.MAIL)

    post.box.data = "250 OK"
    post.later(minutes=2)
    post.deliver(LURAH, Way.MAIL)

    assert (len(post.box.came), post.states(LURAH, Way.MAIL)) == (1, ["sent"])


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(post: Post, status: int) -> None:
    gone, there = post.browser(LURAH), post.browser(LURAH)
    post.push.answers[gone.name] = status
    post.tell()
    post.reaching.round()

    post.deliver(LURAH, Way.PUSH)

    assert len(post.push.messages(there)) == 1
    assert post.states(LURAH, Way.PUSH) == ["sent"]
    with post.house.sessions() as session:
        (kept,) = session.scalars(select(PushSubscription.endpoint))
    assert kept.endswith(there.name)


# ------------------------------------------------------------------------------- what is told no longer
def test_what_is_over_before_it_was_told_is_not_told(post: Post) -> None:
    post.browser(LURAH)
    notice = post.tell()
    post.reaching.round()
    post.settle(notice)

    post.deliver(LURAH, Way.PUSH)

    assert (post.push.came, post.states(LURAH, Way.PUSH)) == ([], ["dropped"])


def test_a_browser_gets_nothing_once_its_person_has_left_it(post: Post) -> None:
    device = people.device(post.house, LURAH)
    post.browser(LURAH, device)
    post.tell()
    post.reaching.round()
    with post.house.sessions.begin() as session:
        session.get_one(Device, device).ended_at = clock.now()

    post.deliver(LURAH, Way.PUSH)
    post.reaching.tidy()

    assert (post.push.came, post.states(LURAH, Way.PUSH)) == ([], ["dropped"])
    with post.house.sessions() as session:
        assert session.scalars(select(PushSubscription)).all() == []


def test_a_shared_browser_gets_nothing_once_the_sign_in_is_over_and_an_own_one_goes_on(post: Post) -> None:
    own, shared = people.device(post.house, CAMAT), people.device(post.house, CAMAT)
    with post.house.sessions.begin() as session:
        session.get_one(Device, shared).own = False
    phone, borrowed = post.browser(CAMAT, own), post.browser(CAMAT, shared)
    post.tell("review.waiting", "33.72.03")
    post.reaching.round()

    # A camat's sign-in lasts twelve hours, and it is tomorrow.
    post.deliver(CAMAT, Way.PUSH)
    post.reaching.tidy()

    assert (len(post.push.messages(phone)), post.push.messages(borrowed)) == (1, [])
    with post.house.sessions() as session:
        (kept,) = session.scalars(select(PushSubscription.device_id))
    assert kept == own


def test_whoever_lost_the_right_meanwhile_is_told_nothing(post: Post) -> None:
    post.address("camat.jebres", choices={"mail:publishing": True})
    with post.house.sessions.begin() as session:
        # As if Mojo had been theirs when it was noted.
        notice = post.tell()
        session.add(
            Delivery(
                user_id=post.house.actor("camat.jebres").id, way="mail", about=str(notice), topic="publishing",
                notice_id=notice, made_at=post.now, due_at=post.now, state=DeliveryState.WAITING,
            )
        )  # fmt: skip

    post.deliver("camat.jebres", Way.MAIL)

    assert (post.box.came, post.states("camat.jebres", Way.MAIL)) == ([], ["dropped"])


def test_what_is_switched_off_is_not_told_even_when_it_was_noted_before(post: Post) -> None:
    browser = post.browser(LURAH)
    post.tell()
    post.reaching.round()
    with post.house.sessions.begin() as session:
        off = {"push:publishing": False}
        session.merge(NoticeSettings(user_id=post.house.actor(LURAH).id, choices=off))

    post.deliver(LURAH, Way.PUSH)
    post.tell(title="Taman")
    post.reaching.round()

    assert (post.push.messages(browser), post.states(LURAH, Way.PUSH)) == ([], ["dropped"])


def test_what_ended_long_ago_is_forgotten(post: Post) -> None:
    post.browser(LURAH)
    post.tell()
    post.reaching.round()
    post.deliver(LURAH, Way.PUSH)

    post.now += timedelta(days=91)
    post.reaching.tidy()

    assert post.states(LURAH, Way.PUSH) == []


def test_nothing_secret_is_logged(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    browser, to = post.browser(LURAH), post.address(LURAH, choices={"mail:publishing": True})
    other = post.browser(LURAH)
    post.push.answers[other.name] = 410
    post.tell(title="Rahasia")
    post.reaching.round()

    post.deliver(LURAH, Way.PUSH)
    post.deliver(LURAH, Way.MAIL)

    # The test's own mail server talks too.
    ours = [each for each in caplog.records if each.name != "mail.log"]
    said = "\n".join(f"{each.getMessage()} {each.__dict__}" for each in ours)
    assert "notice sent" in said
    for secret in (browser.name, other.name, to, "Rahasia"):
        assert secret not in said


def test_one_look_at_many_tells_each_of_them(post: Post) -> None:
    post.address("admin", choices={"mail:check": True})
    for _ in range(5):
        post.tell("publish.stray")

    post.reaching.round()
    post.deliver("admin", Way.MAIL)

    assert post.states("admin", Way.MAIL) == ["sent"] * 5
