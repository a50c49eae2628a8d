"""What a look may say, what looks say together, and for whom the city stands: all without a database."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.registry.listing import Said, State, said_of
from evidence.accounts.registry.looks import Look, checked
from evidence.accounts.registry.models import Answer, Observation, Presence, Source
from evidence.accounts.registry.places import address, place_of
from evidence.accounts.registry.standing import Account, Slot, gone_with, slots
from evidence.accounts.registry.vouching import stands_above
from evidence.core.errors import Invalid
from evidence.units.access import Actor, Grant, Role
from evidence.units.models import Unit

NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
THERE = Look("instagram", Presence.PRESENT, "kecjebres")


def row(day: int, presence: Presence = Presence.PRESENT, handle: str = "a", **more: object) -> Observation:
    """A look on a day of November."""
    told = {"source": Source.PERSON, "network": "instagram", "site": "", "unit_code": "33.72.04", **more}
    at = datetime(2026, 11, day, tzinfo=UTC)
    told = {"id": uuid.uuid4(), "looked_at": at, "created_at": at, **told}
    return Observation(presence=presence, handle=handle, **told)


def slot(*rows: Observation) -> Slot:
    (found,) = slots(rows).values()
    return found


def test_a_handle_is_kept_bare_and_its_link_follows() -> None:
    found = checked(replace(THERE, handle=" @KecJebres "), NOW)

    assert (found.handle, found.profile_url) == ("KecJebres", "https://www.instagram.com/KecJebres")
    assert address("mastodon", "mojo@contoh.id") == "https://contoh.id/@mojo"
    assert address("whatsapp", "Kelurahan Mojo") == ""


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("network", {"network": "practice"}),
        ("handle", {"handle": ""}),
        ("handle", {"presence": Presence.ABSENT}),
        ("presence", {"presence": Presence.GONE, "answers": {"official": Answer.NO}}),
        ("followers", {"figures": {"followers": -1}}),
        ("posts", {"figures": {"posts": 2**31}}),
        ("last_post_on", {"days": {"last_post_on": date(2026, 11, 26)}}),
        ("last_post_on", {"days": {"first_post_on": date(2026, 2, 2), "last_post_on": date(2026, 2, 1)}}),
        ("first_post_year", {"first_post_year": 2009}),
        ("first_post_year", {"first_post_year": 2027}),
        ("first_post_year", {"first_post_year": 2018, "days": {"first_post_on": date(2018, 2, 2)}}),
        ("last_post_on", {"first_post_year": 2022, "days": {"last_post_on": date(2021, 2, 1)}}),
        ("presence", {"presence": Presence.GONE, "first_post_year": 2018}),
        ("looked_at", {"looked_at": NOW + timedelta(hours=1)}),
        ("looked_at", {"looked_at": datetime(2009, 1, 1, tzinfo=UTC)}),
        ("note", {"note": "x" * 501}),
        ("profile_url", {"profile_url": "https://x.com/kecjebres"}),
        ("profile_url", {"profile_url": "javascript:alert(1)"}),
    ],
)
def test_what_no_look_can_say_is_refused_at_its_field(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(THERE, **changes), NOW)

    assert list(refused.value.fields) == [field]


def test_a_value_is_that_of_the_last_look_that_asked_it() -> None:
    seen = row(3, official=Answer.YES, followers=125)
    heard = row(9, source=Source.API, followers=130)

    (account,) = slot(heard, seen).accounts

    assert account.last is heard
    assert account.telling("followers") is heard
    assert account.telling("official") is seen
    assert account.telling("contact") is None


def test_who_found_none_ends_what_was_there_and_who_finds_one_begins_anew() -> None:
    was, none, again = row(1), row(5, Presence.ABSENT, ""), row(7, handle="b")

    assert slot(was, none).presence is Presence.ABSENT
    assert [each.last for each in slot(was, none, again).accounts] == [again]


def test_one_account_that_vanished_hides_no_other() -> None:
    found = slot(row(1, handle="a"), row(2, handle="b"), row(9, Presence.GONE, "b"))

    assert found.presence is Presence.PRESENT
    assert found.last.handle == "a"
    assert slot(row(1), row(2, Presence.GONE)).presence is Presence.GONE


def test_a_rename_is_no_loss_and_the_last_name_tells_those_before_it() -> None:
    first, second, third = row(1, handle="satu"), row(5, handle="dua"), row(9, handle="tiga")
    moved = [
        row(5, Presence.GONE, "satu", id=gone_with(second.id)),
        row(9, Presence.GONE, "dua", id=gone_with(third.id)),
    ]
    found = slot(first, second, third, *moved)

    (there,) = found.present
    assert (there.last.handle, found.lost) == ("tiga", ())
    assert [each.handle for each in found.before(there)] == ["dua", "satu"]
    # It vanishes for good: one loss, under its last name. Somebody seeing the first name again is another account.
    gone = slot(first, second, third, *moved, row(11, Presence.GONE, "tiga"), row(12, handle="satu"))
    assert [each.last.handle for each in gone.lost] == ["tiga"]
    assert [each.last.handle for each in gone.present] == ["satu"]
    # Not found under the old name once more, it is still the same account.
    assert slot(first, second, third, *moved, row(10, Presence.GONE, "satu")).lost == ()


def test_a_renamed_account_of_ours_is_one_account() -> None:
    number = uuid.uuid4()
    before, bound = row(1, handle="lama"), row(2, handle="Lama", account_id=number)
    after = row(3, handle="baru", account_id=number, source=Source.API)

    (account,) = slot(before, bound, after).accounts

    assert account.looks == (after, bound, before)


YES = {"official": Answer.YES}
ABOVE = {"official": Answer.YES, "from_above": True}


@pytest.mark.parametrize(
    ("looks", "state"),
    [
        ((row(1, **ABOVE),), State.OFFICIAL),
        ((row(2), row(1, **ABOVE)), State.OFFICIAL),
        ((row(2, **YES), row(1, **ABOVE)), State.OFFICIAL),
        # What the unit's own people say of it, and what a newspaper does.
        ((row(1, **YES),), State.OWN_WORD),
        ((row(2, source=Source.PRESS, **YES),), State.PRESS),
        ((row(2, source=Source.PRESS, **YES), row(1, **ABOVE)), State.OFFICIAL),
        # Denied, or lost, since: whoever it was that the city saw, this may be somebody else.
        ((row(3, **YES), row(2, official=Answer.NO), row(1, **ABOVE)), State.OWN_WORD),
        ((row(3, **YES), row(2, Presence.GONE), row(1, **ABOVE)), State.OWN_WORD),
        ((row(2, handle="b", **YES), row(1, **ABOVE)), State.OWN_WORD),
        ((row(2, official=Answer.NO), row(1, **ABOVE)), State.NONE),
        ((row(1, official=Answer.UNSEEN),), State.UNCHECKED),
        ((row(1),), State.UNCHECKED),
        # A network's word alone, of an account that is not connected any more.
        ((row(1, source=Source.API),), State.UNCHECKED),
        ((row(2, Presence.GONE), row(1, **ABOVE)), State.NONE),
    ],
)
def test_the_city_stands_for_what_was_seen_from_above(looks: tuple[Observation, ...], state: State) -> None:
    assert said_of(Account(looks), None).state is state


def test_the_city_stands_for_what_is_connected_to_it_whatever_its_profile_says() -> None:
    heard, ours = (
        row(2, source=Source.API),
        SocialAccount(handle="a", handle_seen="", state=AccountState.CONNECTED),
    )

    assert said_of(Account((heard, row(1, official=Answer.NO))), ours).state is State.OFFICIAL
    assert said_of(Account((row(1, official=Answer.NO),)), ours).state is State.NONE
    # Seen by the unit's people only, after the network itself found none.
    lost = row(2, Presence.GONE, source=Source.API)
    assert said_of(Account((row(3, **YES), lost)), ours).state is State.OWN_WORD


def test_the_link_and_the_day_are_those_of_the_look_that_the_city_stands_for() -> None:
    ours, theirs = "https://www.facebook.com/kota.a", "https://palsu.example/a"
    seen = row(1, network="facebook", profile_url=ours, **ABOVE)
    later = row(9, network="facebook", profile_url=theirs, **YES)

    assert said_of(Account((later, seen)), None) == Said(State.OFFICIAL, "a", ours, seen.looked_at)
    # Nobody is led to what is not confirmed.
    assert said_of(Account((later,)), None) == Said(State.OWN_WORD, "a", "", later.looked_at)


def test_nobody_stands_for_an_account_that_goes_by_a_name_its_unit_has_not_confirmed() -> None:
    ours = SocialAccount(handle="lama", handle_seen="baru", state=AccountState.CONNECTED)

    assert said_of(Account((row(1, source=Source.API),)), ours).state is State.UNCHECKED


CITY, KECAMATAN, KELURAHAN = "/33.72/", "/33.72/33.72.04/", "/33.72/33.72.04/33.72.04.1010/"
RT = f"{KELURAHAN}33.72.04.1010.RW03/33.72.04.1010.RW03.RT05/"
UP, DECIDE, STAFF, ADMIN = Role.UPLOADER, Role.APPROVER, Role.REVIEWER, Role.ADMIN


@pytest.mark.parametrize(
    ("held", "path", "kind", "stands"),
    [
        (((UP, KELURAHAN),), KELURAHAN, "kelurahan", False),
        (((UP, KECAMATAN), (DECIDE, KECAMATAN)), KELURAHAN, "kelurahan", True),
        (((UP, KECAMATAN), (DECIDE, KECAMATAN)), KECAMATAN, "kecamatan", False),
        (((STAFF, CITY),), KECAMATAN, "kecamatan", True),
        # A lurah who is camat for a while still speaks for the kelurahan.
        (((UP, KELURAHAN), (DECIDE, KECAMATAN)), KELURAHAN, "kelurahan", False),
        # Its kelurahan says which RT there are, and so speaks for them.
        (((UP, KELURAHAN),), RT, "rt", False),
        (((DECIDE, KECAMATAN),), RT, "rt", True),
        (((ADMIN, CITY),), CITY, "kota", True),
        (((STAFF, CITY),), CITY, "kota", True),
        (((DECIDE, CITY),), CITY, "kota", False),
        (((ADMIN, CITY), (UP, CITY)), CITY, "kota", False),
    ],
)
def test_who_looks_from_above(held: tuple[tuple[Role, str], ...], path: str, kind: str, stands: bool) -> None:
    grants = tuple(Grant(role, at.rstrip("/").rpartition("/")[2], at) for role, at in held)
    by = Actor(uuid.uuid4(), "a", "A", grants)

    assert stands_above(by, Unit(code="x", name="x", kind=kind, path=path)) is stands


@pytest.mark.parametrize(
    ("network", "site", "place"),
    [
        ("instagram", "", "instagram"),
        ("by_hand", "youtube", "youtube"),
        ("by_hand", "other", ""),
        ("practice", "", ""),
    ],
)
def test_an_account_is_looked_at_where_it_is(network: str, site: str, place: str) -> None:
    account = SocialAccount(network=network, site=site, handle="a", state=AccountState.CONNECTED)

    assert place_of(account) == place
