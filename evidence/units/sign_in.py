"""Slowing down whoever guesses passwords."""

from flask import Flask, Response, abort, current_app, make_response, render_template, request
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter

from evidence.units.forms import SignInForm

LOGIN = "security.login"
# An address may belong to a whole office, so it is given more tries than a name from that address.
PER_ADDRESS = 10
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def slow_down(app: Flask, rate: str) -> None:
    """Refuse sign-ins after ``rate`` failures of one name from one address, and after ten times that per address.

    The count lives in this process: with several web processes each of them counts for itself.
    """
    limiter: FixedWindowRateLimiter = app.extensions["limiter"]
    per_name = parse(rate)
    per_address = parse(f"{per_name.amount * PER_ADDRESS} per {per_name.get_expiry()} seconds")

    def limits() -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        address = request.remote_addr or ""
        name = request.form.get("username", "").strip().lower()[:80]
        return [(per_name, ("sign-in", name, address)), (per_address, ("sign-in", address))]

    @app.before_request
    def refuse() -> Response | None:
        if request.endpoint != LOGIN or request.method != "POST":
            return None
        if request.mimetype not in FORMS:
            # A name that came another way than by the form would be read by the library and not be counted here.
            abort(415)
        ends = [
            limiter.get_window_stats(item, *key).reset_time
            for item, key in limits()
            if not limiter.test(item, *key)
        ]
        if not ends:
            return None
        form = SignInForm()
        form.password.data = ""
        # One word for any length: a precise clock would only help whoever is guessing.
        response = make_response(
            render_template("units/login.html", login_user_form=form, wait=per_name.get_expiry()), 429
        )
        response.headers["Retry-After"] = str(per_name.get_expiry())
        return response

    @app.after_request
    def count(response: Response) -> Response:
        # A sign-in that worked is a redirect; everything else was a failure.
        if request.endpoint == LOGIN and request.method == "POST" and response.status_code == 200:
            for item, key in limits():
                limiter.hit(item, *key)
            current_app.logger.info("sign-in failed", extra={"address": request.remote_addr})
        return response
