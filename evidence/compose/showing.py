"""The previews of a version, for the pages on which it is written and decided on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence.accounts import queries as accounts
from evidence.accounts.models import AccountState, SocialAccount
from evidence.accounts.naming import outlet_name
from evidence.accounts.services import may_manage
from evidence.adapters.imaging import REASONS
from evidence.adapters.networks.base import Kind, Network
from evidence.capture.categories import Mode
from evidence.capture.models import Activity
from evidence.compose import renditions
from evidence.compose.fitting import KIND_LABELS, Fit, Misfit, Piece, fits
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.compose.previews import Preview, preview
from evidence.core.clock import time_text
from evidence.core.errors import filled
from evidence.core.web import db
from evidence.core.words import N_, Words
from evidence.units import queries as units
from evidence.units.current import actor, house

IN_INBOX = N_("Masuk ke kotak masuk akun ini. Baru tayang setelah pemilik akun menyelesaikannya di aplikasi.")
PUBLIC = N_("Terlihat oleh semua orang.")
# Why an account cannot be posted to.
WHY = {
    AccountState.LISTED: N_("belum tersambung"),
    AccountState.NEEDS_RECONNECT: N_("sambungannya kedaluwarsa"),
    AccountState.PAUSED: N_("ditahan"),
    AccountState.CLOSED: N_("sudah ditutup"),
}
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
    found = preview(account.site or account.network, fit.kind, fit.caption)
    return {
        "network": outlet_name(account.outlet),
        "handle": account.handle,
        "name": account.name if found.called else "",
        "kind": _(KIND_LABELS[fit.kind]) if fit.kind is not Kind.SINGLE else "",
        "state": fit.state.value,
        "order": found.order,
        "several": found.several,
        "story": found.story,
        # A person pastes the words as they are, and no title beside them.
        "title": "" if fit.network.by_hand else found.title,
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


def missing(activity: Activity, shown: dict[str, Any] | None) -> list[str]:
    """What keeps the post from being sent, whatever the person writes."""
    if shown is None:
        return [
            N_("Foto kegiatan belum ada.")
            if activity.mode is Mode.DOCUMENTATION
            else N_("Foto sesudah belum ada.")
        ]
    return []


def decided_by(activity: Activity) -> str:
    """The unit whose head decides: the nearest above that has one."""
    above = [each for each in units.ancestors(db(), activity.unit) if each.kind in ("kecamatan", "kota")]
    return above[0].title if above else activity.unit.title


def picture_of(activity: Activity, version: PostVersion | None, editable: bool) -> Rendition | None:
    """The frozen picture of a version under review, or the one of the activity as it stands."""
    frozen = version.rendition if version and not editable else None
    return frozen or renditions.request_rendition(db(), activity, practice=house().settings.practice_mode)


def shown_picture(found: Rendition) -> dict[str, Any]:
    """A picture as a page shows it; its address is "" while it is not drawn."""
    ready = found.state is RenditionState.READY
    return {
        "id": str(found.id),
        "state": found.state.value,
        "url": url_for("compose.rendition", rendition_id=found.id) if ready else "",
        "pixels": found.pixels,
        "aligned": "aligned" in found.recipe,
        "reason": _(REASONS[found.reason]) if found.reason in REASONS else "",
        "retry_url": url_for("compose.render_again", rendition_id=found.id)
        if found.state is RenditionState.FAILED
        else "",
    }


def account_label(account: SocialAccount) -> str:
    """The account by its network and handle."""
    return f"{outlet_name(account.outlet)}: @{account.handle}"


def unusable(activity: Activity, chosen: Collection[str]) -> list[dict[str, Any]]:
    """The unit's accounts that cannot be posted to now, with why and what can be done; ``chosen`` are ids.

    One that was closed is nobody's any more, and is told of only where it was chosen.
    """
    manages = may_manage(actor(), activity.unit)
    return [
        {
            "id": str(account.id),
            "label": account_label(account),
            "why": _(WHY[account.state]),
            "chosen": str(account.id) in chosen,
            "url": url_for("accounts.show", account_id=account.id) if manages else "",
        }
        for account in accounts.unusable(db(), activity.unit_code)
        if account.state is not AccountState.CLOSED or str(account.id) in chosen
    ]


def left_out(without: Collection[dict[str, Any]]) -> str:
    """What is said of accounts that were chosen and are not posted to, or ""."""
    told = ", ".join(f"{each['label']} ({each['why']})" for each in without if each["chosen"])
    return str(_("Tidak ikut: %(accounts)s.", accounts=told)) if told else ""
