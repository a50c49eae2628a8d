"""The previews of a version, for the pages on which it is written and decided on."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.base import Kind, Network
from evidence.compose.fitting import KIND_LABELS, Fit, Misfit, Piece, fits
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.compose.previews import Preview, preview
from evidence.core.clock import time_text
from evidence.core.errors import filled
from evidence.core.web import db
from evidence.core.words import N_, Words

IN_INBOX = N_("Masuk ke kotak masuk akun ini. Baru tayang setelah pemilik akun menyelesaikannya di aplikasi.")
PUBLIC = N_("Terlihat oleh semua orang.")
WITHOUT_ALT = N_("Teks alternatif tidak ikut terkirim.")


def previews(
    version: PostVersion | None,
    main: Rendition | None,
    networks: Mapping[str, Network],
    *,
    again: bool = False,
) -> list[dict[str, Any]]:
    """One for each chosen account, with what does not fit there; none while there is no picture.

    ``again`` offers to draw once more what failed. Asks for pictures that are not made yet, so the page commits.
    """
    if version is None or main is None:
        return []
    return [_shown(fit, account, again=again) for account, fit in fits(db(), version, main, networks)]


def told(misfit: Misfit) -> str:
    """What does not fit, in the reader's language."""
    return filled(_(misfit.text), misfit.params, time_text, _)


def _shown(fit: Fit, account: SocialAccount, *, again: bool) -> dict[str, Any]:
    found = preview(fit.network.name, fit.kind, fit.caption)
    return {
        "network": _(fit.network.label),
        "handle": account.handle,
        "name": account.name if found.called else "",
        "kind": _(KIND_LABELS[fit.kind]) if fit.kind is not Kind.SINGLE else "",
        "state": fit.state.value,
        "order": found.order,
        "several": found.several,
        "story": found.story,
        "title": found.title,
        "pieces": found.pieces,
        "cut": found.cut,
        "named": found.named,
        "pictures": [_picture(each, again=again) for each in fit.pieces],
        "misfits": [told(each) for each in fit.misfits],
        "notes": [_(each) for each in _notes(fit, found)],
    }


def _notes(fit: Fit, found: Preview) -> list[Words]:
    """What a picture of the post cannot show: who will see it, and what of the draft does not go along."""
    notes = []
    if fit.network.ends_by_hand:
        notes.append(IN_INBOX)
    if found.public:
        notes.append(PUBLIC)
    if found.story or not fit.network.limits.alt_text:
        notes.append(WITHOUT_ALT)
    return notes


def _picture(piece: Piece, *, again: bool) -> dict[str, Any]:
    rendition = piece.rendition
    state = rendition.state
    return {
        "state": state.value,
        "url": url_for("compose.rendition", rendition_id=rendition.id)
        if state is RenditionState.READY
        else "",
        "pixels": rendition.pixels,
        "alt": piece.alt_text,
        "again_url": url_for("compose.render_again", rendition_id=rendition.id)
        if again and state is RenditionState.FAILED
        else "",
    }


def misfits(
    version: PostVersion, main: Rendition | None, networks: Mapping[str, Network]
) -> Sequence[dict[str, Any]]:
    """What does not fit, each once, as the API tells it."""
    if main is None:
        return []
    by_network = {fit.network.name: fit for _account, fit in fits(db(), version, main, networks)}
    return [
        {
            "network": name,
            "field": each.field,
            "unit": each.unit or None,
            "count": each.count or None,
            "most": each.most or None,
            "detail": told(each),
        }
        for name, fit in by_network.items()
        for each in fit.misfits
    ]
