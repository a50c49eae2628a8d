"""Tokens, codes and passwords: kept encrypted, shown to nobody, and encrypted again when the key changes."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from click import ClickException
from click.testing import CliRunner
from cryptography.fernet import Fernet
from flask.testing import FlaskClient

from evidence.accounts import renewal
from evidence.accounts.cli import rotate_keys
from evidence.accounts.credentials import access_of, opened, seal
from evidence.accounts.models import SocialAccount
from evidence.accounts.tokens import TokenBox
from evidence.adapters.networks.connecting import Credentials, Way
from evidence.cli import main
from evidence.core.errors import Conflict
from tests import factories
from tests.accounts.city import City, hidden
from tests.house import MOJO

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
AT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
WHOLE = Credentials(
    "akses-1", "segar-1", '{"client_id": "k"}', "https://contoh.id", AT, AT, AT + timedelta(days=90)
)


def test_credentials_are_kept_whole_and_closed() -> None:
    box = TokenBox([OLD])

    closed = seal(WHOLE, box)

    assert opened(closed, box) == WHOLE
    assert opened(seal(Credentials("sendiri"), box), box) == Credentials("sendiri")
    assert b"akses-1" not in closed
    for secret in ("akses-1", "segar-1", "client_id"):
        assert secret not in repr(WHOLE)


def test_a_bare_token_from_before_is_read_too() -> None:
    box = TokenBox([OLD])
    row = SocialAccount(handle="kelmojo", remote_id="17", base_url="", token=box.close("IGQVJ-lama"))

    access = access_of(row, box)

    assert (access.token, access.account_remote_id, access.handle, access.base_url) == (
        "IGQVJ-lama", "17", "kelmojo", "",
    )  # fmt: skip
    assert "IGQVJ-lama" not in repr(access)


def test_the_way_in_knows_its_server_and_needs_no_token_by_hand() -> None:
    box = TokenBox([OLD])
    served = SocialAccount(handle="kelmojo", remote_id="17", base_url="", token=seal(WHOLE, box))
    by_hand = SocialAccount(handle="kelmojo", remote_id=None, base_url="", token=None)

    assert access_of(served, box).base_url == "https://contoh.id"
    assert access_of(by_hand, box).token == ""
    with pytest.raises(Conflict):
        access_of(served, TokenBox([NEW]))


def test_no_secret_reaches_a_page_a_log_an_answer_or_the_tables(
    city: City, admin: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for chatty in ("httpx", "httpcore", "werkzeug"):
        # As in every process of the house: see core.logs.
        logging.getLogger(chatty).setLevel(logging.WARNING)
    caplog.set_level(logging.DEBUG)
    kel = city.network.add("kelmojo")
    back = city.back(admin, kel)
    answers = [admin.get(back), admin.get(back, follow_redirects=True)]
    row, first = city.row(), city.credentials()
    city.network.ground.clock.pass_(minutes=111)
    city.network.ground.fault("token", "fail_before")
    city.keeping.renew(str(row.id))
    city.network.ground.clock.pass_(minutes=5)
    city.keeping.renew(str(row.id))
    second = city.credentials()
    city.network.revoke_all()
    city.change(seen_at=None)
    city.keeping.look(str(row.id))
    city.keeping.round()
    for address in (
        "/akun",
        f"/akun/{row.id}",
        f"/akun/{row.id}/putuskan",
        "/api/v1/accounts",
        "/pemberitahuan",
    ):
        answers.append(admin.get(address))
    answers.append(admin.get(city.back(admin, kel, akun=str(row.id)), follow_redirects=True))
    third = city.credentials()

    code = back.partition("code=")[2].partition("&")[0]
    secrets = [code, "rahasia-program-kota"]
    for each in (first, second, third):
        secrets += [each.access, each.refresh]
    assert len(set(secrets)) == 8
    told = [*(each.get_data(as_text=True) for each in answers), *(str(each.headers) for each in answers)]
    for secret in secrets:
        assert all(secret not in each for each in told)
        assert secret not in caplog.text
        assert secret not in city.dump()
    assert not any("verifier" in each for each in told)


def test_a_refusal_in_which_the_network_repeats_a_secret_is_said_without_it(
    city: City, admin: FlaskClient
) -> None:
    city.ask(way=Way.TYPED)
    city.network.add("kelmojo")
    page = admin.get("/akun/sambung/plain", query_string={"unit": MOJO}).get_data(as_text=True)
    city.network.ground.fault("session", "refuse", told="sandi_abcd-efgh_ditolak")

    answer = admin.post(
        "/akun/sambung/plain", data={**hidden(page), "handle": "kelmojo", "app_password": "abcd-efgh"}
    )

    told = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Polos menolak: sandi *** ditolak." in told
    assert "abcd-efgh" not in told


# ------------------------------------------------------------------------------------ another key
def test_every_connection_is_encrypted_with_the_new_key(
    city: City, admin: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = city.house.app.extensions["token_box"]
    old, changing = TokenBox([OLD]), TokenBox([NEW, OLD])
    for number in range(3):
        factories.account(city.house, handle=f"latihan{number}")
    rows = city.rows()
    with city.house.sessions.begin() as session:
        session.get_one(SocialAccount, rows[0].id).token = seal(WHOLE, old)
        session.get_one(SocialAccount, rows[1].id).token = old.close("token-telanjang")
        session.get_one(SocialAccount, rows[2].id).token = kept.close("kunci-lain")

    rotate_keys(city.house.sessions.begin, changing)
    first = {row.id: row.token for row in city.rows()}
    rotate_keys(city.house.sessions.begin, changing)

    said = capsys.readouterr()
    assert "2 sambungan disandikan dengan kunci pertama." in said.out
    assert "0 sambungan disandikan dengan kunci pertama." in said.out
    assert "1 sambungan tidak terbuka" in said.err
    assert {row.id: row.token for row in city.rows()} == first
    new = TokenBox([NEW])
    assert opened(first[rows[0].id] or b"", new) == WHOLE
    assert opened(first[rows[1].id] or b"", new).access == "token-telanjang"
    assert "token-telanjang" not in city.dump()


def test_the_command_changes_the_key_of_a_house_at_work(city: City, admin: FlaskClient) -> None:
    city.connected(admin, city.network.add("kelmojo"))
    before, keys = city.row().token, f"{NEW},{city.house.env['EVIDENCE_TOKEN_KEYS']}"

    ran = CliRunner(env={**city.house.env, "EVIDENCE_TOKEN_KEYS": keys}).invoke(
        main, ["accounts", "rotate-keys"]
    )

    assert (ran.exit_code, ran.stdout) == (0, "1 sambungan disandikan dengan kunci pertama.\n"), ran.output
    assert city.row().token != before
    assert opened(city.row().token or b"", TokenBox([NEW])).access


def test_a_connection_that_is_being_renewed_is_left_for_the_next_time(city: City, admin: FlaskClient) -> None:
    city.connected(admin, city.network.add("kelmojo"))
    city.change(token=seal(city.credentials(), TokenBox([OLD])), renew_at=datetime.now(UTC))
    with city.house.sessions.begin() as session:
        assert renewal.claim(session, city.row().id, now=datetime.now(UTC))
    before = city.row().token

    with pytest.raises(ClickException, match="sedang diperpanjang"):
        rotate_keys(city.house.sessions.begin, TokenBox([NEW, OLD]))

    assert city.row().token == before
