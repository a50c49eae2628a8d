"""Notices: said once, to those who can act, and over with their cause."""

import uuid
from datetime import UTC, datetime, timedelta

from evidence.notices import queries, services
from evidence.notices.models import Notice
from tests.forms import told as page_of
from tests.house import MOJO, House

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
TEXT = "Sambungan %(network_word)s @%(handle)s habis %(end_at)s. Sambungkan ulang sebelum itu."


def tell(house: House, subject: uuid.UUID, kind: str = "account_ends", now: datetime = NOW) -> bool:
    with house.sessions.begin() as session:
        return services.tell(
            session, kind, subject, MOJO, TEXT, url="/akun", now=now,
            network_word="Jejaring latihan", handle="100%mojo", end_at=NOW + timedelta(days=10),
        )  # fmt: skip


def open_for(house: House, who: str, subject: uuid.UUID) -> list[Notice]:
    with house.sessions() as session:
        found = queries.open_notices(session, house.actor(who))
        # Whoever only reads along is waited for by nothing.
        waited_for = 0 if who == "staf.balaikota" else len(found)
        assert queries.count_open(session, house.actor(who)) == waited_for
        return [each for each in found if each.subject == subject]


def test_a_notice_is_said_once_as_long_as_it_stands(shared: House) -> None:
    subject = uuid.uuid4()

    assert [tell(shared, subject), tell(shared, subject), tell(shared, subject, "account_lost")] == [
        True, False, True,
    ]  # fmt: skip
    with shared.sessions.begin() as session:
        services.settle(session, subject, {"account_ends"}, now=NOW)

    assert [each.kind for each in open_for(shared, "admin", subject)] == ["account_lost"]
    assert tell(shared, subject)
    assert len(open_for(shared, "admin", subject)) == 2


def test_a_notice_is_for_the_unit_s_people_and_those_above_them(shared: House) -> None:
    subject = uuid.uuid4()
    tell(shared, subject)

    seen = {
        who: len(open_for(shared, who, subject))
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
