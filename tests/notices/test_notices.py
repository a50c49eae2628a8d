"""Notices: said once, to those who can act, and over with their cause."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from evidence.core import clock
from evidence.notices import people, queries, services
from evidence.notices.models import Notice
from evidence.units.models import Unit
from tests.forms import told as page_of
from tests.house import MOJO, PASAR_KLIWON, House
from tests.open_notices import open_for

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
TEXT = "Sambungan %(network_word)s @%(handle)s habis %(end_at)s. Sambungkan ulang sebelum itu."


def tell(house: House, subject: uuid.UUID, kind: str = "account_ends", now: datetime = NOW) -> bool:
    with house.sessions.begin() as session:
        return services.tell(
            session, kind, subject, MOJO, TEXT, url="/akun", now=now,
            network_word="Jejaring latihan", handle="100%mojo", end_at=NOW + timedelta(days=10),
        )  # fmt: skip


def open_about(house: House, who: str, subject: uuid.UUID) -> list[Notice]:
    return [each for each in open_for(house, who) if each.subject == subject]


def test_a_notice_is_said_once_as_long_as_it_stands(shared: House) -> None:
    subject = uuid.uuid4()

    assert [tell(shared, subject), tell(shared, subject), tell(shared, subject, "account_lost")] == [
        True, False, True,
    ]  # fmt: skip
    with shared.sessions.begin() as session:
        services.settle(session, subject, {"account_ends"}, now=NOW)

    assert [each.kind for each in open_about(shared, "admin", subject)] == ["account_lost"]
    assert tell(shared, subject)
    assert len(open_about(shared, "admin", subject)) == 2


def test_a_notice_is_for_the_unit_s_people_and_those_above_them(shared: House) -> None:
    subject = uuid.uuid4()
    tell(shared, subject)

    seen = {
        who: len(open_about(shared, who, subject))
        for who in (
            "admin",
            "sekda.balaikota",
            "camat.pasarkliwon",
            "camat.jebres",
            "lurah.mojo",
            "staf.balaikota",
        )
    }

    assert [who for who, count in seen.items() if count] == [
        "admin",
        "sekda.balaikota",
        "camat.pasarkliwon",
        "lurah.mojo",
        "staf.balaikota",
    ]


def test_a_notice_is_read_in_the_readers_language(shared: House) -> None:
    tell(shared, uuid.uuid4())
    camat = shared.client("camat.pasarkliwon")

    indonesian = page_of(camat.get("/pemberitahuan"), 200)
    camat.set_cookie("bahasa", "en")
    english = page_of(camat.get("/pemberitahuan"), 200)

    assert (
        "Sambungan Jejaring latihan @100%mojo habis 8 Des 2026. Sambungkan ulang sebelum itu." in indonesian
    )
    assert "The connection of Practice network @100%mojo ends on 8 Dec 2026." in english


def test_everybody_finds_the_way_to_the_notices(shared: House) -> None:
    for who in ("lurah.mojo", "camat.pasarkliwon", "staf.balaikota", "admin"):
        client = shared.client(who)
        assert 'href="/pemberitahuan"' in page_of(client.get("/lainnya"), 200)
        page_of(client.get("/pemberitahuan"), 200)


def counts(house: House, who: Sequence[str]) -> list[int]:
    """How many notices wait for each of them."""
    with house.sessions() as session:
        return [queries.count_waiting(session, house.actor(each), clock.now()) for each in who]


def test_a_badge_counts_what_this_very_person_should_do(shared: House) -> None:
    who = ("lurah.mojo", "camat.pasarkliwon", "sekda.balaikota", "staf.balaikota", "admin", "lurah.jebres")
    for kind, unit, waits in (
        ("capture.waits", MOJO, [1, 0, 0, 0, 0, 0]),
        ("review.waiting", PASAR_KLIWON, [0, 1, 0, 0, 0, 0]),
        ("publish.unconfirmed", MOJO, [1, 0, 0, 0, 1, 0]),
        # The camat is nearer to it than the city.
        ("account_ends", MOJO, [1, 1, 0, 0, 0, 0]),
        ("privacy.takedown", "33.72", [0, 0, 1, 0, 1, 0]),
        ("coverage.objection", "33.72", [0, 0, 0, 1, 1, 0]),
        # They only tell.
        ("coverage.answer", MOJO, [0, 0, 0, 0, 0, 0]),
        ("withdraw.decided", MOJO, [0, 0, 0, 0, 0, 0]),
        # Nobody holds that office: it waits for a new lurah.
        ("capture.waits", "33.72.01.1001", [0, 0, 0, 0, 0, 0]),
    ):
        before = counts(shared, who)
        with shared.sessions.begin() as session:
            services.tell(session, kind, uuid.uuid4(), unit, "Lihat.", url="/akun", now=NOW)

        after = counts(shared, who)

        assert [now - was for was, now in zip(before, after, strict=True)] == waits, kind


def test_the_badge_is_the_length_of_the_list_of_what_waits(shared: House) -> None:
    tell(shared, uuid.uuid4())
    tell(shared, uuid.uuid4(), "capture.waits")
    camat = shared.client("camat.pasarkliwon")

    waiting, along = page_of(camat.get("/pemberitahuan"), 200).split('id="diketahui"')

    (count,) = counts(shared, ["camat.pasarkliwon"])
    assert re.search(rf'Lainnya</span>\s*<span class="badge">{count}<', waiting)
    assert waiting.count('<li class="item">') == count > 0
    assert 'id="menunggu"' in waiting
    assert "Tidak memerlukan tindakan Anda." in along
    assert along.count('<li class="item">') > 0


def test_whom_something_waits_for_is_asked_by_indexes_and_never_by_reading_all_memberships(
    shared: House,
) -> None:
    with shared.sessions() as session:
        # Of this small a table all is read, were it allowed.
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        asked = select(Notice.id).join(Unit).where(
            Notice.done_at.is_(None), people.waits_for(shared.actor("camat.pasarkliwon"), clock.now())
        )  # fmt: skip
        said = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.connection().exec_driver_sql(f"EXPLAIN {said}").scalars())

    assert "Index Cond: (unit_code = ANY (" in plan
    assert "ix_memberships_unit_code" in plan
