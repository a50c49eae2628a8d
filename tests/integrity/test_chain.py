"""How an act becomes a link, and a link a signed head; no database."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from evidence.core.canonical import canonical, digest, moment
from evidence.integrity import keys
from evidence.integrity.chain import NOTHING, Head, link, read_head

AT = datetime(2026, 11, 28, 5, 0, 0, 1, UTC)
EVENT = {"id": 7, "at": AT, "act": "review.approve", "facts": {"b": 1, "a": ["é", None, 0.5]}}


def test_the_same_values_are_written_the_same_way_whatever_their_order_and_zone() -> None:
    turned = {"facts": {"a": ["é", None, 0.5], "b": 1}, "act": "review.approve", "id": 7,
              "at": AT.astimezone(timezone(timedelta(hours=7)))}  # fmt: skip

    assert canonical(turned) == canonical(EVENT)
    assert canonical(EVENT) == (
        b'{"act":"review.approve","at":"2026-11-28T05:00:00.000001Z",'
        b'"facts":{"a":["\\u00e9",null,0.5],"b":1},"id":7}'
    )
    assert moment(AT + timedelta(microseconds=1)) != moment(AT)


@pytest.mark.parametrize("value", [float("nan"), object(), b"bytes", {1, 2}, datetime(2026, 11, 28)])  # noqa: DTZ001
def test_what_could_be_written_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"value": value})


def test_a_link_stands_on_everything_before_it() -> None:
    first = link(NOTHING, 1, AT, EVENT)
    changes = [
        link("1" + NOTHING[1:], 1, AT, EVENT),
        link(NOTHING, 2, AT, EVENT),
        link(NOTHING, 1, AT + timedelta(microseconds=1), EVENT),
        link(NOTHING, 1, AT, {**EVENT, "id": 8}),
        link(NOTHING, 1, AT, {**EVENT, "facts": {}}),
    ]

    assert len({first, *changes}) == 6
    assert link(NOTHING, 1, AT, dict(EVENT)) == first


def test_a_head_is_signed_and_reads_back_from_its_file(tmp_path: Path) -> None:
    keys.make(tmp_path / "key.pem")
    ring = keys.load(tmp_path / "key.pem", private=True)
    head = ring.sign(Head(3, "a" * 64, AT, ring.newest))

    assert read_head(head.to_json()) == head
    assert ring.signed(head)
    for changed in (
        replace(head, number=4),
        replace(head, link="b" * 64),
        replace(head, sealed_at=AT + timedelta(microseconds=1)),
        replace(head, key="0" * 16),
        replace(head, signature=""),
        replace(head, signature="bukan base64"),
    ):
        assert not ring.signed(changed)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '"x"', b"\xff", "[" * 5000,
    json.dumps({"kind": "bukti-head-1", "number": 0, "link": "", "key": "", "signature": "", "sealed_at": ""}),
    json.dumps({"kind": "bukti-head-1", "number": 1, "link": 2, "key": "", "signature": "", "sealed_at": ""}),
    json.dumps({"kind": "bukti-head-1", "number": 1, "link": "", "key": "", "signature": "", "sealed_at": "now"}),
])  # fmt: skip
def test_what_is_no_head_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is for nobody to read.
        read_head(text)


def test_a_key_file_is_for_its_owner_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key.pem"
    keys.make(path)
    first = path.read_bytes()
    keys.make(path)

    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (first, 0o600)
    path.chmod(0o640)
    with pytest.raises(keys.KeyRefused, match="dapat dibuka orang lain"):
        keys.load(path, private=True)


def test_after_a_rotation_both_keys_count_and_the_old_one_signs_no_more(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    keys.make(path)
    before = keys.load(path, private=True)
    head = before.sign(Head(3, "a" * 64, AT, before.newest))

    drawn = keys.draw_next(path)
    drawn.take_up()
    old, new = drawn.old, drawn.new
    after = keys.load(path, private=True)

    assert (old, new) == (before.newest, after.newest)
    assert [after.age(new), after.age(old)] == [0, 1]
    assert after.signed(head)
    assert path.read_bytes().count(b"PRIVATE KEY") == 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_public_halves_check_and_do_not_sign(tmp_path: Path) -> None:
    path, public = tmp_path / "key.pem", tmp_path / "public.pem"
    keys.make(path)
    ring = keys.load(path, private=True)
    public.write_text(keys.public_text(ring), encoding="ascii")

    found = keys.load(public)

    assert found.signed(ring.sign(Head(1, "c" * 64, AT, ring.newest)))
    with pytest.raises(keys.KeyRefused, match="hanya berisi kunci publik"):
        found.sign(Head(1, "c" * 64, AT, ring.newest))


@pytest.mark.parametrize(
    "text", [b"", b"kunci", b"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----"]
)
def test_a_file_without_a_key_is_refused_without_quoting_it(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(text)

    with pytest.raises(keys.KeyRefused, match="tidak berisi kunci Ed25519"):
        keys.load(path)
    with pytest.raises(keys.KeyRefused, match="tidak dapat dibaca"):
        keys.load(tmp_path / "none.pem")


def test_a_digest_says_the_same_of_uuids_and_their_letters() -> None:
    ident = uuid.uuid4()

    assert digest({"photo": ident}) == digest({"photo": str(ident)})
