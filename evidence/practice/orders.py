"""How a test orders misbehaviour and learns what is held; every call here bears the practice key."""

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from evidence.practice.context import json_fields, practice, require_key
from evidence.practice.faults import KINDS, STEPS, Fault
from evidence.practice.wire import Refusal

blueprint = Blueprint("orders", __name__, url_prefix="/api/faults")
blueprint.before_request(require_key)

SECONDS_MOST = 3600
TIMES_MOST = 1_000_000


def _choice(fields: Mapping[str, object], name: str, choices: tuple[str, ...]) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or value not in choices:
        raise Refusal(400, "invalid_fault", f"Isian {name} harus salah satu dari: {', '.join(choices)}.")
    return value


def _account(fields: Mapping[str, object]) -> str | None:
    value = fields.get("account")
    if value is not None and not isinstance(value, str):
        raise Refusal(400, "invalid_fault", "Isian account harus id akun atau null.")
    return value


def _fault(fields: Mapping[str, object]) -> Fault:
    times, seconds = fields.get("times"), fields.get("seconds")
    # A bool is an int in Python, but true is no number of times.
    if times is not None and (type(times) is not int or not 1 <= times <= TIMES_MOST):
        raise Refusal(400, "invalid_fault", "Isian times harus bilangan bulat mulai 1, atau null.")
    if seconds is not None and (
        type(seconds) not in (int, float) or not 0 <= float(str(seconds)) <= SECONDS_MOST
    ):
        raise Refusal(400, "invalid_fault", f"Isian seconds harus 0 sampai {SECONDS_MOST}, atau null.")
    return Fault(
        step=_choice(fields, "step", STEPS),
        kind=_choice(fields, "kind", KINDS),
        times=times if isinstance(times, int) else None,
        seconds=float(str(seconds)) if seconds is not None else None,
        account=_account(fields),
    )


def _picture() -> Response:
    faults = practice().faults
    return jsonify(
        faults=[asdict(fault) for fault in faults.orders()], held=faults.held(), calls=faults.calls()
    )


@blueprint.get("")
def show() -> Response:
    """The open orders, the calls held now and the calls received so far, by step."""
    return _picture()


@blueprint.put("")
def order() -> Response:
    """Add an order; the same step, kind and account again replaces it."""
    practice().faults.order(_fault(json_fields()))
    return _picture()


@blueprint.post("/release")
def release() -> Response:
    """Let held calls go on (``act`` true) or end without an answer (false), of one account if it is named."""
    fields = json_fields()
    act = fields.get("act", True)
    if not isinstance(act, bool):
        raise Refusal(400, "invalid_fault", "Isian act harus true atau false.")
    step = _choice(fields, "step", STEPS)
    return jsonify(released=practice().faults.release(step, act=act, account=_account(fields)))


@blueprint.delete("")
def clear() -> Response:
    """Forget all orders; held and slowed calls go on as if there had been none."""
    practice().faults.clear()
    return _picture()
