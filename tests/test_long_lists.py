"""Lists of a large tree come page after page: each row once, in order, and no answer longer than it may be."""

import csv
import io
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.registry.official import PART_COSTS
from evidence.accounts.registry.official_lines import PART
from evidence.core.paging import MANY
from evidence.embedded import Store
from evidence.units.models import Unit
from evidence.units.queries import within
from tests.clusters import Cluster
from tests.forms import told as page_of
from tests.house import MOJO, House, furnished

# With the city's own more than a file tells of.
OFFICES = 500


@pytest.fixture(scope="module")
def large(shared: House) -> House:
    """A city with many offices, of which each has an account."""
    codes = [f"33.72.D{number:03}" for number in range(OFFICES)]
    with shared.sessions.begin() as session:
        session.add_all(
            Unit(code=code, name=f"Dinas {code}", kind="opd", parent_code="33.72", path=f"/33.72/{code}/")
            for code in codes
        )
        session.flush()
        session.add_all(
            SocialAccount(
                id=uuid.uuid4(), unit_code=code, network="practice", handle=code, state=AccountState.LISTED
            )
            for code in [*codes, MOJO]
        )
    return shared


def walked(client: FlaskClient, name: str) -> Iterator[Sequence[dict[str, Any]]]:
    """The pages of that list of the API."""
    after: str | None = ""
    while after is not None:
        told = client.get(f"/api/v1/{name}", query_string={"after": after} if after else {}).get_json()
        yield told[name]
        after = told["after"]


def test_a_program_is_told_of_every_unit_once_in_the_order_of_the_tree(large: House) -> None:
    with large.sessions() as session:
        paths = {each.code: each.path for each in session.scalars(select(Unit).where(within(("/33.72/",))))}

    pages = list(walked(large.client("admin"), "units"))
    (own,) = walked(large.client("lurah.mojo"), "units")

    told = [each["code"] for page in pages for each in page]
    assert [len(page) for page in pages[:-1]] == [MANY] * (len(pages) - 1)
    assert told == sorted(paths, key=paths.__getitem__)
    assert [each["code"] for each in own] == [MOJO]


def test_a_program_is_told_of_every_account_once_and_of_foreign_ones_never(large: House) -> None:
    with large.sessions() as session:
        every = set(session.scalars(select(SocialAccount.id)))

    pages = list(walked(large.client("admin"), "accounts"))
    (own,) = walked(large.client("lurah.mojo"), "accounts")

    told = [each for page in pages for each in page]
    assert [len(page) for page in pages[:-1]] == [MANY] * (len(pages) - 1)
    assert (len(told), {uuid.UUID(each["id"]) for each in told}) == (len(every), every)
    assert [each["unit"] for each in told] == sorted(each["unit"] for each in told)
    assert [each["unit"] for each in own] == [MOJO]


@pytest.mark.parametrize("name", ["units", "accounts", "activities", "observations"])
def test_a_key_that_was_never_given_is_refused_by_its_name(large: House, name: str) -> None:
    client = large.client("lurah.mojo")

    for key in ("x", "/33.72", "2026-11-25T07:30:00+00:00", "/33.72/_x", "/" * 600):
        answer = client.get(f"/api/v1/{name}", query_string={"after": key, "unit": MOJO})

        assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["after"]), key


def test_the_public_files_name_the_one_that_goes_on(large: House) -> None:
    nobody = large.app.test_client()

    first = nobody.get("/akun-resmi.json")
    following = first.get_json()["next"]
    second = nobody.get("/akun-resmi.json", query_string=following.partition("?")[2])

    units = [{each["unit"]["code"] for each in told.get_json()["accounts"]} for told in (first, second)]
    assert [len(each) for each in units] == [PART, 60 + OFFICES - PART]
    assert not units[0] & units[1]
    assert (second.get_json()["next"], "Link" in second.headers) == (None, False)
    assert first.headers["Link"] == f'<{following}>; rel="next"'
    assert following.startswith(large.app.extensions["house"].settings.base_url)


def test_the_public_table_says_in_its_last_line_where_it_goes_on(large: House) -> None:
    nobody = large.app.test_client()

    first = nobody.get("/akun-resmi.csv")
    *_, last = csv.reader(io.StringIO(first.data.decode("utf-8-sig")), delimiter=";")
    second = nobody.get("/akun-resmi.csv", query_string=last[1].partition("?")[2])
    *_, end = csv.reader(io.StringIO(second.data.decode("utf-8-sig")), delimiter=";")

    assert (last[0], f"<{last[1]}>") == ("Berkas berikutnya", first.headers["Link"].partition(";")[0])
    assert end[0].startswith(("Dinas", "Kelurahan"))
    assert "terbagi dalam beberapa berkas" in page_of(nobody.get("/akun-resmi"), 200)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_public_file_is_kept_for_a_minute_and_asked_for_again_by_its_mark(large: House, kind: str) -> None:
    nobody, address = large.app.test_client(), f"/akun-resmi.{kind}?setelah=/33.72/33.72.D4/"
    answer = nobody.get(address)

    again = nobody.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    broken = nobody.get(f"/akun-resmi.{kind}?setelah=99")

    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert (again.status_code, again.data) == (304, b"")
    assert broken.status_code == 422


def test_a_file_counts_for_as_many_pages_as_it_takes(cluster: Cluster, store: Store) -> None:
    with furnished(cluster, store, EVIDENCE_PROOF_RATE=f"{PART_COSTS + 1} per year") as house:
        nobody = house.app.test_client()

        answers = [nobody.get(f"/akun-resmi{kind}").status_code for kind in (".json", "", "", ".csv")]

    assert answers == [200, 200, 429, 429]
