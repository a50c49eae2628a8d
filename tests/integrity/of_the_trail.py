"""Ways to tamper with acts, seals, signatures and heads, each with what must be said of it."""

import os
from collections.abc import Callable
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence.core import clock
from evidence.core.audit import AuditEvent
from evidence.core.seals import Seal
from evidence.integrity import keys
from evidence.integrity.chain import NOTHING, Head, event_of, link
from tests.integrity.city import LATER, Hand

Tampering = Callable[[Hand], None]

MIDDLE = "(SELECT event_id FROM seals WHERE number = (SELECT max(number) / 2 FROM seals))"
LAST = "(SELECT max(number) FROM seals)"
SIGNED_BEFORE = f"(SELECT max(number) FROM seals WHERE signature IS NOT NULL AND number < {LAST})"
FORGERY = Ed25519PrivateKey.generate()


def rewritten(hand: Hand, signer: Ed25519PrivateKey | None, key: str | None = None, begin: int = 1) -> None:
    """The chain from ``begin`` on as it would be of the acts as they are now, signed by whoever does it."""
    with Session(hand.connection, join_transaction_mode="create_savepoint") as session:
        before = session.scalar(select(Seal.link).where(Seal.number == begin - 1)) or NOTHING
        for seal in session.scalars(select(Seal).where(Seal.number >= begin).order_by(Seal.number)):
            event = session.get_one(AuditEvent, seal.event_id)
            seal.link = before = link(before, seal.number, seal.sealed_at, event_of(event))
            if seal.signature and signer:
                ring = keys.KeyRing({key or seal.key or "": signer.public_key()}, signer)
                seal.key = ring.newest
                head = Head(seal.number, seal.link, seal.sealed_at, seal.key)
                seal.signature = ring.sign(head).signature
        session.commit()


def real_key(hand: Hand) -> Ed25519PrivateKey:
    """The city's own, stolen."""
    found = keys.load(hand.city.key_file, private=True).signer
    assert found is not None
    return found


def an_act_gets_another_name(hand: Hand) -> None:
    hand.sql(f"UPDATE audit_events SET actor_name = 'Orang lain' WHERE id = {MIDDLE}")


def an_act_is_moved_by_a_microsecond(hand: Hand) -> None:
    hand.sql(f"UPDATE audit_events SET at = at + interval '1 microsecond' WHERE id = {MIDDLE}")


def the_facts_of_an_act_are_made_unreadable(hand: Hand) -> None:
    hand.sql("UPDATE audit_events SET facts = '[\"photo\"]' WHERE act LIKE 'capture.photo%'")


def an_act_is_removed(hand: Hand) -> None:
    hand.sql(f"DELETE FROM audit_events WHERE id = {MIDDLE}")


def an_act_is_removed_with_its_seal(hand: Hand) -> None:
    event = hand.sql(f"SELECT {MIDDLE}")
    hand.sql("DELETE FROM seals WHERE event_id = :event", event=event)
    hand.sql("DELETE FROM audit_events WHERE id = :event", event=event)


def two_acts_change_places(hand: Hand) -> None:
    one, two = (hand.sql(f"SELECT event_id FROM seals WHERE number = {number}") for number in (3, 4))
    for old, new in ((one, -1), (two, one), (-1, two)):
        hand.sql("UPDATE seals SET event_id = :new WHERE event_id = :old", old=old, new=new)


def two_acts_change_their_actors(hand: Hand) -> None:
    hand.sql(
        "UPDATE audit_events SET actor_name = CASE act WHEN 'compose.submitted' THEN 'Camat' ELSE 'Lurah' END"
        " WHERE act IN ('compose.submitted', 'review.approve')"
    )


def a_link_is_replaced(hand: Hand) -> None:
    hand.sql("UPDATE seals SET link = repeat('a', 64) WHERE number = 5")


def a_seal_is_removed(hand: Hand) -> None:
    hand.sql("DELETE FROM seals WHERE number = 6")


def every_seal_is_removed(hand: Hand) -> None:
    hand.sql("DELETE FROM seals")


def every_seal_and_every_head_is_removed(hand: Hand) -> None:
    hand.sql("DELETE FROM seals")
    for each in hand.city.heads.iterdir():
        each.unlink()
    for found in list(hand.city.storage.list("heads/")):
        hand.delete(found.key)
    hand.now += LATER


def the_chain_is_written_anew_without_the_key(hand: Hand) -> None:
    an_act_gets_another_name(hand)
    rewritten(hand, None)


def the_chain_is_written_anew_with_another_key(hand: Hand) -> None:
    an_act_gets_another_name(hand)
    rewritten(hand, FORGERY, keys.key_id(FORGERY.public_key()))


def another_key_signs_in_the_name_of_ours(hand: Hand) -> None:
    an_act_gets_another_name(hand)
    rewritten(hand, FORGERY)


def the_chain_is_written_anew_with_the_stolen_key(hand: Hand) -> None:
    an_act_gets_another_name(hand)
    rewritten(hand, real_key(hand))


def an_old_signature_is_used_again(hand: Hand) -> None:
    hand.sql(f"UPDATE seals SET signature = (SELECT signature FROM seals WHERE number = {SIGNED_BEFORE})"
             f" WHERE number = {LAST}")  # fmt: skip


def a_key_that_was_replaced_signs_again(hand: Hand) -> None:
    newer = Ed25519PrivateKey.generate()
    old = real_key(hand)
    begin = hand.sql(f"SELECT {SIGNED_BEFORE}")
    ids = [keys.key_id(each.public_key()) for each in (newer, old)]
    hand.ring = keys.KeyRing(dict(zip(ids, (newer.public_key(), old.public_key()), strict=True)))
    rewritten(hand, newer, ids[0], begin)
    rewritten(hand, old, ids[1], begin + 1)


def the_tail_is_cut_off(hand: Hand) -> None:
    hand.sql(
        f"DELETE FROM audit_events WHERE id IN (SELECT event_id FROM seals WHERE number > {SIGNED_BEFORE})"
    )
    hand.sql(f"DELETE FROM seals WHERE number > {SIGNED_BEFORE}")


def the_tail_is_cut_off_between_two_heads(hand: Hand) -> None:
    kept = "(SELECT max(number) FROM seals WHERE signature IS NULL)"
    hand.sql(f"DELETE FROM audit_events WHERE id IN (SELECT event_id FROM seals WHERE number > {kept})")
    hand.sql(f"DELETE FROM seals WHERE number > {kept}")


def the_tail_is_cut_off_and_grows_again(hand: Hand) -> None:
    event = hand.sql(f"SELECT event_id FROM seals WHERE number = {LAST}")
    hand.sql(f"DELETE FROM seals WHERE number = {LAST}")
    hand.sql("UPDATE audit_events SET act = 'test.harmless' WHERE id = :event", event=event)
    sealer = hand.sealer()
    sealer.keys = keys.load(hand.city.key_file, private=True)
    sealer.seal()


def an_act_is_put_in_backwards(hand: Hand) -> None:
    """Under a number that an act left free which was rolled back, at the time of its neighbours."""
    # A city of three days ago, in which something was done just now.
    hand.sql(f"UPDATE seals SET sealed_at = sealed_at - interval '3 days' WHERE number < {LAST}")
    hand.sql(
        "UPDATE audit_events SET at = at - interval '3 days'"
        f" WHERE id <> (SELECT event_id FROM seals WHERE number = {LAST})"
    )
    rewritten(hand, real_key(hand))
    free = hand.sql(
        "SELECT min(id) + 1 FROM audit_events AS one WHERE NOT EXISTS"
        " (SELECT 1 FROM audit_events AS next WHERE next.id = one.id + 1)"
    )
    _insert(hand, free, "-interval '3 days'")


def an_act_is_put_in_with_an_old_date(hand: Hand) -> None:
    _insert(hand, hand.sql("SELECT max(id) + 1 FROM audit_events"), "-interval '3 days'")


def the_database_s_clock_runs_ahead(hand: Hand) -> None:
    _insert(hand, hand.sql("SELECT max(id) + 1 FROM audit_events"), "+interval '1 day'")


def _insert(hand: Hand, ident: int, shift: str) -> None:
    """An act of that number and time, which the honest sealer then seals."""
    hand.sql(
        "INSERT INTO audit_events (id, at, actor_name, act, subject, facts) OVERRIDING SYSTEM VALUE"
        f" VALUES (:id, now() {shift}, 'Camat', 'review.approve', gen_random_uuid(), '{{}}')",
        id=ident,
    )
    sealer = hand.sealer()
    sealer.keys = keys.load(hand.city.key_file, private=True)
    assert sealer.seal() == 1


def the_sealer_s_clock_is_turned_back(hand: Hand) -> None:
    _act(hand)
    sealer = hand.sealer(now=clock.now() - timedelta(days=1))
    sealer.keys = keys.load(hand.city.key_file, private=True)
    sealer.seal()


def the_sealer_s_clock_runs_ahead(hand: Hand) -> None:
    _act(hand)
    sealer = hand.sealer(now=clock.now() + timedelta(days=1))
    sealer.keys = keys.load(hand.city.key_file, private=True)
    sealer.seal()


def _act(hand: Hand) -> None:
    hand.sql(
        "INSERT INTO audit_events (actor_name, act, subject, facts) VALUES ('x', 'test.act', gen_random_uuid(), '{}')"
    )


def a_head_in_the_store_is_replaced(hand: Hand) -> None:
    (found,) = hand.city.storage.list("heads/")
    ring = keys.KeyRing({hand.city.ring.newest: FORGERY.public_key()}, FORGERY)
    hand.put(found.key, ring.sign(Head(1, "b" * 64, clock.now(), ring.newest)).to_json().encode())


def a_head_in_the_store_is_made_unreadable(hand: Hand) -> None:
    (found,) = hand.city.storage.list("heads/")
    hand.put(found.key, os.urandom(200))


def a_head_in_the_store_is_removed(hand: Hand) -> None:
    (found,) = hand.city.storage.list("heads/")
    hand.delete(found.key)
    hand.now += LATER


def a_head_in_the_folder_is_removed(hand: Hand) -> None:
    (found,) = hand.city.heads.glob("2*.json")
    found.unlink()
    hand.now += LATER


TAMPERINGS: dict[Tampering, str] = {
    an_act_gets_another_name: "event_changed",
    an_act_is_moved_by_a_microsecond: "event_changed",
    the_facts_of_an_act_are_made_unreadable: "event_changed",
    an_act_is_removed: "event_missing",
    an_act_is_removed_with_its_seal: "seal_missing",
    two_acts_change_places: "event_changed",
    two_acts_change_their_actors: "event_changed",
    a_link_is_replaced: "event_changed",
    a_seal_is_removed: "seal_missing",
    every_seal_is_removed: "head_beyond",
    every_seal_and_every_head_is_removed: "unsealed",
    the_chain_is_written_anew_without_the_key: "signature_wrong",
    the_chain_is_written_anew_with_another_key: "key_unknown",
    another_key_signs_in_the_name_of_ours: "signature_wrong",
    the_chain_is_written_anew_with_the_stolen_key: "head_other",
    an_old_signature_is_used_again: "signature_wrong",
    a_key_that_was_replaced_signs_again: "key_older",
    the_tail_is_cut_off: "head_beyond",
    the_tail_is_cut_off_between_two_heads: "seal_unsigned",
    the_tail_is_cut_off_and_grows_again: "head_other",
    an_act_is_put_in_backwards: "event_late",
    an_act_is_put_in_with_an_old_date: "event_clock",
    the_database_s_clock_runs_ahead: "event_ahead",
    the_sealer_s_clock_is_turned_back: "seal_clock",
    the_sealer_s_clock_runs_ahead: "seal_clock",
    a_head_in_the_store_is_replaced: "head_signature",
    a_head_in_the_store_is_made_unreadable: "head_unreadable",
    a_head_in_the_store_is_removed: "head_missing",
    a_head_in_the_folder_is_removed: "head_missing",
}
