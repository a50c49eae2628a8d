"""What people saw of a post, before it was submitted and before it was decided on, is what each network received.

Its words as they were typed, its pictures to the byte and in their order, their descriptions, and what kind of post
it is. What a network is told beside is shown too: who will see it, and what of the draft does not go along.
"""

import pytest

from evidence.adapters.imaging import FORMATS
from tests.publish.showings import CASES, FAMILY, PLANS, SEVERAL, compared
from tests.publish.showroom import Showroom

# The cover and each of the photos, or as many as the network takes.
SLIDES = dict.fromkeys(("x", "mastodon", "bluesky"), 4)
CUT = {"instagram", "facebook", "threads", "tiktok"}
# Of the words of all, what each network lets people tap.
ADDRESS, BARE, TAGS, NAME = (
    "https://surakarta.go.id/berita?a=1&b=2",
    "surakarta.go.id/x",
    ("#KerjaBakti", "#5R"),
    "@kel.mojo",
)
TAPPED = {
    "instagram": (TAGS[0], NAME),
    "facebook": (TAGS[0], ADDRESS),
    "threads": (TAGS[0], ADDRESS, NAME),
    "x": (TAGS[0], ADDRESS, NAME, BARE, TAGS[1]),
    "telegram": (TAGS[0], ADDRESS, NAME, BARE, TAGS[1]),
    "mastodon": (TAGS[0], ADDRESS, NAME, TAGS[1]),
    "bluesky": (TAGS[0], ADDRESS, TAGS[1]),
    "tiktok": (TAGS[0], NAME),
}


@pytest.mark.parametrize(("plan", "network"), CASES)
def test_a_preview_shows_what_is_received(shows: Showroom, plan: str, network: str) -> None:
    sent = shows.sent(plan, PLANS[plan])[network]

    lines = compared(sent, network, PLANS[plan].captions[network])

    assert [each for each in lines if not each.equal] == []


@pytest.mark.parametrize("network", PLANS["korsel"].captions)
def test_a_carousel_has_as_many_pictures_as_the_network_takes(shows: Showroom, network: str) -> None:
    pictures = shows.sent("korsel", PLANS["korsel"])[network].decided.pictures

    assert len(pictures) == SLIDES.get(network, SEVERAL + 1)
    assert len({each.sha256 for each in pictures}) == len(pictures)
    assert {each.pixels for each in pictures} == {FORMATS["portrait"]}


@pytest.mark.parametrize("network", PLANS["teks panjang, gambar tinggi"].captions)
def test_a_long_text_and_a_tall_picture_are_shown_as_the_network_takes_them(
    shows: Showroom, network: str
) -> None:
    shown = shows.sent("teks panjang, gambar tinggi", PLANS["teks panjang, gambar tinggi"])[network].decided
    limits = shows.network(network).limits

    assert shown.cut == (network in CUT)
    # Instagram's feed takes no picture that tall.
    assert shown.pictures[0].pixels == FORMATS["portrait" if network == "instagram" else "story"]
    assert shown.pictures[0].bytes <= limits.image_bytes


@pytest.mark.parametrize("network", PLANS["satu gambar"].captions)
def test_what_can_be_tapped_is_shown_so(shows: Showroom, network: str) -> None:
    shown = shows.sent("satu gambar", PLANS["satu gambar"])[network].decided

    assert FAMILY in shown.words
    assert shown.tapped == tuple(each for each in TAPPED[network] if each in shown.words)
