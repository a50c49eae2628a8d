"""Passkeys: signing in by the finger, face or PIN of one's own phone. The cryptography is the library's."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import webauthn
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from webauthn.helpers import options_to_json_dict, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from evidence.core import audit
from evidence.core.errors import Invalid, NotAllowed, NotFound
from evidence.core.words import N_
from evidence.units import queries
from evidence.units.access import Actor, Role
from evidence.units.agents import browser_and_system
from evidence.units.models import Passkey, User

NO_PASSKEY = N_("Kunci sandi itu tidak ada, atau sudah dihapus.")
NOT_THAT = N_("Kunci sandi tidak cocok. Coba lagi, atau masuk dengan kata sandi.")
NOT_MADE = N_("Kunci sandi tidak jadi dibuat. Coba lagi.")
FOR_UPLOADERS = N_("Kunci sandi hanya untuk pengunggah. Masuk dengan kata sandi.")
# Characters. A real answer has some two thousand.
MOST_ANSWER = 16 * 1024
# What the library lets through when an answer is no credential at all.
UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)

Options = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """Where the browser says it is: a passkey is good for one host name, and answers for one origin."""

    host: str
    origin: str


def may_use(by: Actor) -> bool:
    """Whether a passkey lets this person in; whoever decides or administers shows more than a phone."""
    return by.only(Role.UPLOADER)


def ask_for_new(session: Session, by: Actor, site: Site) -> tuple[Options, bytes]:
    """What the browser needs to make a passkey for ``by``, and the challenge that its answer must carry."""
    _check(by)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Bukti",
        user_id=by.id.bytes,
        user_name=by.username,
        user_display_name=by.name,
        # Found by the phone without a user name, and opened by its owner only.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=each.credential_id) for each in queries.passkeys(session, by.id)
        ],
    )
    return options_to_json_dict(options), options.challenge


def make(
    session: Session, answer: str, challenge: bytes, site: Site, agent: str, now: datetime, *, by: Actor
) -> Passkey:
    """Keep the passkey of the browser's ``answer``; Invalid when the answer proves none."""
    _check(by)
    if not challenge:
        raise Invalid(NOT_MADE)
    try:
        proved = webauthn.verify_registration_response(
            credential=answer[:MOST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except UNREADABLE:
        raise Invalid(NOT_MADE) from None
    browser, system = browser_and_system(agent)
    # A key is kept once, also when its answer comes twice at the same moment.
    passkey = session.scalars(
        insert(Passkey)
        .values(
            id=uuid.uuid4(),
            user_id=by.id,
            credential_id=proved.credential_id,
            public_key=proved.credential_public_key,
            sign_count=proved.sign_count,
            browser=browser,
            system=system,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Passkey.credential_id])
        .returning(Passkey)
    ).one_or_none()
    if passkey is None:
        raise Invalid(NOT_MADE)
    _record(session, "units.passkey_made", passkey.id, by)
    return passkey


def ask(site: Site) -> tuple[Options, bytes]:
    """What the browser needs to let its owner choose a passkey, and the challenge that its answer must carry."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json_dict(options), options.challenge


def owner(
    session: Session, answer: str, challenge: bytes, asked_at: datetime, site: Site, now: datetime
) -> Actor:
    """Who signs in with the browser's ``answer``; Invalid when it proves nobody, NotAllowed when they may not.

    ``asked_at`` is when the challenge was asked: a passkey answers nothing that was asked before its last use.
    """
    if not challenge:
        raise Invalid(NOT_THAT)
    try:
        given = parse_authentication_credential_json(answer[:MOST_ANSWER])
        passkey = session.scalar(select(Passkey).where(Passkey.credential_id == given.raw_id))
        handle = given.response.user_handle
        if passkey is None or (handle and handle != passkey.user_id.bytes):
            raise Invalid(NOT_THAT)
        proved = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE:
        raise Invalid(NOT_THAT) from None
    by = queries.actor(session, passkey.user_id, now)
    if by is None:
        raise Invalid(NOT_THAT)
    _check(by)
    # Of two answers that count to the same number one is a copy. Where the phone does not count, a copy is known by
    # its challenge, which is older than the use that it repeats.
    counted = session.execute(
        update(Passkey)
        .where(
            Passkey.id == passkey.id,
            Passkey.sign_count == passkey.sign_count,
            or_(Passkey.used_at.is_(None), Passkey.used_at < asked_at),
        )
        # Never before the question, even if this machine's clock is behind that of the one that asked.
        .values(sign_count=proved.new_sign_count, used_at=max(now, asked_at))
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if counted is None:
        raise Invalid(NOT_THAT)
    return by


def remove(session: Session, passkey_id: uuid.UUID, *, by: Actor) -> None:
    """Forget one of the person's own passkeys; NotFound for any other."""
    removed = _remove(session, (Passkey.id == passkey_id) & (Passkey.user_id == by.id))
    if not removed:
        raise NotFound(NO_PASSKEY)
    _record(session, "units.passkey_removed", passkey_id, by)


def remove_all(session: Session, user: User) -> int:
    """Forget every passkey of ``user``, as when a phone was lost; returns how many."""
    removed = _remove(session, Passkey.user_id == user.id)
    for each in removed:
        audit.record(session, "units.passkey_removed", each, username=user.username)
    return len(removed)


def _remove(session: Session, which: ColumnElement[bool]) -> Sequence[uuid.UUID]:
    return session.scalars(
        delete(Passkey).where(which).returning(Passkey.id).execution_options(synchronize_session=False)
    ).all()


def _check(by: Actor) -> None:
    if not may_use(by):
        raise NotAllowed(FOR_UPLOADERS)


def _record(session: Session, act: str, passkey_id: uuid.UUID, by: Actor) -> None:
    audit.record(session, act, passkey_id, actor_id=by.id, actor_name=by.name, username=by.username)
