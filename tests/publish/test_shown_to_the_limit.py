"""At the edge of each network's own count: a text of exactly its limit arrives whole, one more is refused before.

The texts end in what is easily counted wrong: an address, a letter with a mark of its own, a family of four emoji.
How much that is was reckoned by hand for each network, and each test server counts by itself.
"""

import pytest

from evidence.adapters.networks import Access, Network, Refused, Submission
from tests.adapters.submissions import a_submission, prepared
from tests.networks.submissions import jpeg, shown
from tests.publish.showings import COUNTS, EXACT, FAMILY, OVER, Edge, to_the_limit
from tests.publish.showroom import Plan, Showroom

# 25 bytes each, which is Bluesky's other limit: 3,000 bytes long before 300 characters.
FAMILIES = FAMILY * 120


def test_a_text_of_exactly_the_limit_arrives_and_one_more_is_refused_before_it_is_sent(
    shows: Showroom,
) -> None:
    found = to_the_limit(shows)

    labels = {network: shows.network(network).label for network in COUNTS}
    told = {network: f"1 karakter lebih untuk {label}. Kurangi teksnya." for network, label in labels.items()}
    said = {name: f"{most:,}/{most:,}".replace(",", ".") for name, (most, _tail) in COUNTS.items()}
    assert found == {
        name: Edge(most + 1, told[name], (told[name],), said[name], EXACT[name])
        for name, (most, _tail) in COUNTS.items()
    }


@pytest.mark.parametrize(
    ("network", "text"),
    [
        *((name, OVER[name]) for name in ("x", "telegram", "mastodon", "bluesky", "tiktok")),
        ("bluesky", FAMILIES + "a"),
    ],
)
def test_the_network_itself_would_refuse_one_more(shows: Showroom, network: str, text: str) -> None:
    opened = shows.press.stations[network].open()
    access = Access(opened.remote_id, opened.handle, opened.token, opened.base_url)
    picture = shown(jpeg(), url="http://127.0.0.1:9/tidak-dibaca.jpg")

    with pytest.raises(Refused):
        handed_over(shows.network(network), access, a_submission(caption=text, pictures=(picture,)))

    assert shows.press.posts_of(opened) == []


def test_bluesky_counts_bytes_too(shows: Showroom) -> None:
    writing = shows.write(Plan({"bluesky": FAMILIES + "a"}))

    (misfit,) = writing.put(Plan({"bluesky": FAMILIES + "a"}))
    assert (misfit["unit"], misfit["count"], misfit["most"]) == ("bita", 3001, 3000)
    assert writing.submit().status_code == 422

    assert writing.put(Plan({"bluesky": FAMILIES})) == []
    assert writing.submit().status_code == 200
    writing.decide()
    assert writing.deliver()["bluesky"].words == FAMILIES


def handed_over(network: Network, access: Access, submission: Submission) -> str:
    """The post of somebody who counts nothing, as both look at the text themselves before they hand it over."""
    blind = {"telegram": "langsung", "tiktok": f'{{"urls": ["{submission.picture.url}"]}}'}
    container = blind.get(network.name) or prepared(network, access, submission)
    return network.publish(access, submission, container)
