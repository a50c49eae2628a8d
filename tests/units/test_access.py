"""What memberships allow, as a table: pure rules, without database or web."""

import uuid

import pytest

from evidence.core.errors import NotAllowed
from evidence.units.access import (
    APPROVERS,
    MANAGERS,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    UPLOADERS,
    Actor,
    Grant,
    Role,
    Rule,
    allow,
)

CITY = "/33.72/"
PASAR_KLIWON = "/33.72/33.72.03/"
MOJO = "/33.72/33.72.03/33.72.03.1010/"
JEBRES = "/33.72/33.72.04/33.72.04.1010/"
# Codes that begin alike: a neighbour whose code is longer, and an office whose own code holds a slash.
MOJOSONGO = "/33.72/33.72.03/33.72.03.10100/"
OFFICE = "/33.72/33.72_DLH/"


def actor(*grants: tuple[Role, str] | tuple[Role, str, str]) -> Actor:
    made = [Grant(grant[0], grant[1].split("/")[-2], grant[1], *grant[2:]) for grant in grants]
    return Actor(uuid.uuid4(), "orang", "Orang", tuple(made))


LURAH = actor((Role.UPLOADER, MOJO))
CAMAT = actor((Role.UPLOADER, PASAR_KLIWON), (Role.APPROVER, PASAR_KLIWON))
SEKDA = actor((Role.APPROVER, CITY))
STAFF_MEMBER = actor((Role.REVIEWER, CITY))
NOBODY = actor()


@pytest.mark.parametrize(
    ("who", "path", "sees", "uploads", "approves"),
    [
        (LURAH, MOJO, True, True, False),
        (LURAH, MOJOSONGO, False, False, False),
        (LURAH, MOJO.removesuffix("/"), False, False, False),
        (LURAH, PASAR_KLIWON, False, False, False),
        (LURAH, CITY, False, False, False),
        (LURAH, JEBRES, False, False, False),
        (CAMAT, MOJO, True, True, True),
        (CAMAT, MOJOSONGO, True, True, True),
        (CAMAT, PASAR_KLIWON, True, True, True),
        (CAMAT, JEBRES, False, False, False),
        (CAMAT, OFFICE, False, False, False),
        (SEKDA, MOJO, True, False, True),
        (SEKDA, CITY, True, False, True),
        (SEKDA, OFFICE, True, False, True),
        (STAFF_MEMBER, JEBRES, True, False, False),
        (NOBODY, MOJO, False, False, False),
        (NOBODY, CITY, False, False, False),
    ],
)
def test_a_grant_covers_its_unit_and_whatever_is_below(
    who: Actor, path: str, sees: bool, uploads: bool, approves: bool
) -> None:
    assert who.sees(path) is sees
    assert who.may(Role.UPLOADER, path) is uploads
    assert who.may(Role.APPROVER, path) is approves


@pytest.mark.parametrize(
    ("who", "path", "decides_by"),
    [
        (CAMAT, MOJO, PASAR_KLIWON),
        # A unit's own head is decided by somebody higher.
        (CAMAT, PASAR_KLIWON, None),
        (CAMAT, JEBRES, None),
        (SEKDA, MOJO, CITY),
        (SEKDA, PASAR_KLIWON, CITY),
        # Nobody stands above the city, which therefore decides within itself.
        (SEKDA, CITY, CITY),
        (LURAH, MOJO, None),
        (STAFF_MEMBER, MOJO, None),
        (actor((Role.APPROVER, MOJO)), MOJOSONGO, None),
        (actor((Role.UPLOADER, CITY), (Role.REVIEWER, CITY), (Role.ADMIN, CITY)), MOJO, None),
    ],
)
def test_work_is_decided_from_above(who: Actor, path: str, decides_by: str | None) -> None:
    grant = who.deciding_grant(path)

    assert (grant.path if grant else None) == decides_by


def test_a_deputy_decides_with_the_mark_of_the_delegation() -> None:
    deputy = actor((Role.UPLOADER, MOJO), (Role.APPROVER, PASAR_KLIWON, "Plh."))

    grant = deputy.deciding_grant(MOJO)

    assert grant is not None
    assert (grant.acting_as, grant.unit_code) == ("Plh.", "33.72.03")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (actor((Role.UPLOADER, MOJO, "Plh.")), "Plh."),
        (actor((Role.UPLOADER, MOJO)), ""),
        (actor((Role.UPLOADER, PASAR_KLIWON, "Plt."), (Role.UPLOADER, MOJO)), ""),
        (actor((Role.APPROVER, MOJO, "Plh."), (Role.UPLOADER, JEBRES, "Plh.")), ""),
        (actor(), ""),
    ],
)
def test_who_has_the_role_in_their_own_name_acts_in_it(who: Actor, words: str) -> None:
    assert who.acting_as(Role.UPLOADER, MOJO) == words


@pytest.mark.parametrize(
    ("who", "only"),
    [
        (actor((Role.UPLOADER, MOJO), (Role.UPLOADER, JEBRES)), True),
        (actor((Role.UPLOADER, MOJO), (Role.REVIEWER, CITY)), False),
        (actor((Role.APPROVER, MOJO)), False),
        (actor(), False),
    ],
)
def test_nothing_but_one_role_is_told_from_more(who: Actor, only: bool) -> None:
    assert who.only(Role.UPLOADER) is only


def test_paths_are_told_once_and_by_role() -> None:
    assert CAMAT.paths() == (PASAR_KLIWON,)
    assert SEKDA.paths(Role.UPLOADER) == ()
    assert actor((Role.UPLOADER, MOJO), (Role.APPROVER, CITY)).paths(Role.APPROVER, Role.UPLOADER) == (
        CITY,
        MOJO,
    )
    assert NOBODY.paths() == ()


@pytest.mark.parametrize(
    ("rule", "fits", "refused"),
    [
        (PUBLIC, (None, NOBODY, LURAH), ()),
        # A stranger is not refused by the rule but sent to the sign-in by the guard.
        (SIGNED_IN, (None, NOBODY, LURAH), ()),
        (UPLOADERS, (LURAH, CAMAT), (SEKDA, STAFF_MEMBER, NOBODY)),
        (APPROVERS, (CAMAT, SEKDA), (LURAH, STAFF_MEMBER, NOBODY)),
        (STAFF, (LURAH, CAMAT, SEKDA), (STAFF_MEMBER, NOBODY)),
        (MANAGERS, (CAMAT, SEKDA, actor((Role.ADMIN, CITY))), (LURAH, STAFF_MEMBER, NOBODY)),
    ],
)
def test_a_rule_lets_its_roles_through(
    rule: Rule, fits: tuple[Actor | None, ...], refused: tuple[Actor, ...]
) -> None:
    for each in fits:
        rule.check(each)
    for each in refused:
        with pytest.raises(NotAllowed):
            rule.check(each)


def test_a_rule_is_written_on_the_view_with_what_a_token_must_cover() -> None:
    @allow(APPROVERS, scope="decide")
    def view() -> str:
        return "halaman"

    assert view() == "halaman"
    assert (view.access_rule, view.access_scope) == (APPROVERS, "decide")  # type: ignore[attr-defined]
