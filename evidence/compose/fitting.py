"""What of a version each network gets: its words, its kind of post and the pictures for it, and what does not fit.

A draft's pictures are asked for as they are needed; those of a version that was sent are the frozen ones.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from evidence.accounts import queries as accounts
from evidence.accounts.models import SocialAccount
from evidence.adapters.networks.base import Kind, Limits, Network
from evidence.adapters.networks.outlets import outlets
from evidence.compose import frozen, outputs, recipes, renditions
from evidence.compose.carousel import FEED, MOST_SLIDES, format_for
from evidence.compose.models import PostVersion, Rendition, RenditionState
from evidence.compose.sheet import alt_of
from evidence.core.words import N_, Words

KIND_LABELS: Mapping[Kind, Words] = {
    Kind.SINGLE: N_("Satu gambar"),
    Kind.CAROUSEL: N_("Korsel"),
    Kind.STORY: N_("Cerita"),
}
TOO_LONG = N_("%(over)s %(unit)s lebih untuk %(network)s. Kurangi, atau isi Teks khusus %(network)s.")
OWN_TOO_LONG = N_("%(over)s %(unit)s lebih untuk %(network)s. Kurangi teksnya.")
ALT_TOO_LONG = N_("Teks alternatif %(over)s huruf terlalu panjang untuk %(network)s.")
TOO_HEAVY = N_("Gambar %(size)s KB, sedangkan %(network)s menerima paling besar %(most)s KB.")
NOT_OFFERED = N_("%(network)s tidak menerima bentuk ini. Pilih bentuk lain.")
NO_SLIDES = N_("Korsel untuk %(network)s perlu paling sedikit dua foto. Pilih satu gambar.")
NO_FORMAT = N_("%(network)s tidak menerima gambar dengan bentuk ini.")


@dataclass(frozen=True)
class Piece:
    """One picture of a post on a network."""

    rendition: Rendition
    alt_text: str


@dataclass(frozen=True)
class Misfit:
    """Why a network would refuse the post: ``field`` as a refusal names it, ``text`` with its ``params``.

    ``unit``, ``count`` and ``most`` are what was measured, where something was.
    """

    field: str
    text: Words
    params: Mapping[str, object]
    unit: str = ""
    count: int = 0
    most: int = 0


@dataclass(frozen=True)
class Fit:
    """What one outlet gets; ``own`` says that the pictures were made for it and are frozen under its name."""

    network: Network
    kind: Kind
    caption: str
    pieces: Sequence[Piece]
    own: bool
    misfits: Sequence[Misfit]

    @property
    def state(self) -> RenditionState:
        """Whether all of its pictures are there."""
        states = {each.rendition.state for each in self.pieces}
        return next(
            (each for each in (RenditionState.FAILED, RenditionState.WAITING) if each in states),
            RenditionState.READY,
        )


class Impossible(Exception):
    """No picture of this kind can be made for the network; ``text`` says why."""

    def __init__(self, text: Words) -> None:
        super().__init__(text)
        self.text = text


def fits(
    session: Session, version: PostVersion, main: Rendition, networks: Mapping[str, Network]
) -> Sequence[tuple[SocialAccount, Fit]]:
    """What each chosen account gets, in the order of the unit's accounts; what is not made yet is asked for.

    ``main`` is the picture that is decided on. An account that is no longer connected is left out.
    """
    chosen = [
        account
        for account in accounts.usable(session, version.post.activity.unit_code)
        if str(account.id) in version.accounts
    ]
    words = _words(session, version, main)
    found = {
        network.name: _fit(session, version, main, network, words)
        for network in outlets(networks, (account.outlet for account in chosen))
    }
    return [(account, found[account.outlet]) for account in chosen if account.outlet in found]


def to_freeze(found: Sequence[tuple[SocialAccount, Fit]]) -> dict[str, Any]:
    """The pictures that were made for single networks, as `models.PostVersion.pictures` keeps them."""
    return {
        fit.network.name: {
            "digest": frozen.digest([each.rendition.sha256 for each in fit.pieces]),
            "pictures": [
                {
                    "rendition": str(each.rendition.id),
                    "sha256": each.rendition.sha256,
                    "alt_text": each.alt_text,
                }
                for each in fit.pieces
            ],
        }
        for _account, fit in found
        if fit.own
    }


AltText = Callable[[Rendition, bool], str]


def _words(session: Session, version: PostVersion, main: Rendition) -> AltText:
    """How a picture is described: in the words of the draft, as far as they hold for it."""
    activity = version.post.activity
    facts = recipes.told(session, activity, recipes.chosen(activity))
    told = recipes.as_drawn(facts, renditions.recipe_of(main))
    return lambda rendition, alone: alt_of(rendition, told, version.alt_text, alone=alone)


def _fit(session: Session, version: PostVersion, main: Rendition, network: Network, words: AltText) -> Fit:
    name, limits = network.name, network.limits
    kind = Kind(version.kinds.get(name, Kind.SINGLE))
    caption = version.words(name)
    own, misfits = [], []
    if version.image_sha256:
        own = _frozen(session, version, name)
    elif kind not in limits.kinds:
        misfits.append(Misfit(f"kinds.{name}", NOT_OFFERED, {"network": network.label}))
    else:
        try:
            made = made_for(session, main, kind, limits)
        except Impossible as reason:
            misfits.append(Misfit(f"kinds.{name}", reason.text, {"network": network.label}))
        else:
            several = len(made) > 1
            own = [Piece(each, words(each, several and at > 0)) for at, each in enumerate(made)]
    pieces = own or [Piece(main, version.alt_text)]
    misfits += [*_texts(version, network, kind, caption), *_pictures(network, pieces)]
    return Fit(network, kind, caption, pieces, bool(own), misfits)


def _frozen(session: Session, version: PostVersion, name: str) -> list[Piece]:
    made = version.pictures.get(name, {}).get("pictures", [])
    return [
        Piece(session.get_one(Rendition, uuid.UUID(each["rendition"])), each["alt_text"]) for each in made
    ]


def made_for(session: Session, main: Rendition, kind: Kind, limits: Limits) -> Sequence[Rendition]:
    """The pictures that a network needs in place of ``main``, asked for; none where ``main`` itself serves.

    Raises Impossible.
    """
    if kind is Kind.STORY:
        wanted = outputs.in_that_format(session, main, "story")
        return [] if wanted is main else [wanted]
    now = main.recipe["format"]
    least, most = limits.ratio
    try:
        if kind is Kind.SINGLE:
            format_ = format_for(limits.ratio, now)
            return [] if format_ == now else [outputs.in_that_format(session, main, format_)]
        format_ = format_for((max(least, FEED[0]), min(most, FEED[1])), now)
    except ValueError:
        raise Impossible(NO_FORMAT) from None
    slides = outputs.slides(session, main, format_, min(limits.carousel, MOST_SLIDES))
    if not slides:
        raise Impossible(NO_SLIDES)
    return slides


def _texts(version: PostVersion, network: Network, kind: Kind, caption: str) -> list[Misfit]:
    # A story is shown without words.
    if kind is Kind.STORY:
        return []
    own = bool(version.own_words(network.name))
    field, text = (f"captions.{network.name}", OWN_TOO_LONG) if own else ("caption", TOO_LONG)
    counted = [(measure, measure.count(caption)) for measure in network.limits.texts]
    return [
        Misfit(
            field,
            text,
            {"over": count - measure.most, "unit": Words(measure.unit), "network": network.label},
            measure.unit,
            count,
            measure.most,
        )
        for measure, count in counted
        if count > measure.most
    ]


def _pictures(network: Network, pieces: Sequence[Piece]) -> list[Misfit]:
    limits, found = network.limits, []
    longest = max(len(each.alt_text) for each in pieces)
    if 0 < limits.alt_text < longest:
        told = {"over": longest - limits.alt_text, "network": network.label}
        found.append(Misfit("alt_text", ALT_TOO_LONG, told, "huruf", longest, limits.alt_text))
    heaviest = max(each.rendition.size or 0 for each in pieces)
    if heaviest > limits.image_bytes:
        # Rounded away from each other, so that the one never reads as the other.
        size, most = -(-heaviest // 1000), limits.image_bytes // 1000
        told = {"size": size, "most": most, "network": network.label}
        found.append(Misfit("accounts", TOO_HEAVY, told, "KB", size, most))
    return found
