"""The posts that are shown and sent, and what was shown beside what arrived, line by line."""

from dataclasses import dataclass

from evidence.compose.showing import IN_INBOX, PUBLIC, WITHOUT_ALT
from tests.publish.shown import counters_on
from tests.publish.showroom import NETWORKS, Plan, Sent, Showroom

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
# Signs that mean something to HTML, letters of several bytes, marks, and all that some network makes a link of.
WORDS = (
    f"R\u00e9sik & <b>bersih</b> {FAMILY} cafe\u0301 \"RT 05\" 'RW 03' &amp; <&>\n"
    "#KerjaBakti di https://surakarta.go.id/berita?a=1&b=2 bersama @kel.mojo surakarta.go.id/x #5R"
)
# Too long for what Instagram, Facebook, Threads and TikTok show at first, and not for X.
LONG = "Saluran di depan balai kelurahan dikuras warga bersama petugas.\n" * 4 + "#Surakarta"
SEVERAL = 4

PLANS = {
    "satu gambar": Plan(dict.fromkeys(NETWORKS, WORDS)),
    "korsel": Plan(
        dict.fromkeys(NETWORKS, WORDS.replace("\n", "\n\n")), dict.fromkeys(NETWORKS, "carousel"), SEVERAL
    ),
    "teks panjang, gambar tinggi": Plan(dict.fromkeys(NETWORKS, LONG), format="story"),
    "cerita": Plan({"instagram": WORDS}, {"instagram": "story"}),
}
CASES = [(plan, network) for plan, told in PLANS.items() for network in told.captions]
# What each network calls the kinds of post; those that name none take several pictures for a carousel.
KINDS = {"IMAGE": "", "photo": "", "CAROUSEL": "Korsel", "album": "Korsel", "STORIES": "Cerita"}

# 24 and 60 letters; four letters and a mark; four emoji with three joiners.
TAIL = f" https://surakarta.go.id/{'b' * 60} cafe\u0301{FAMILY}"
# The limit, and what the tail counts: two spaces, the address, the word, the family. Facebook's lies beyond ours.
COUNTS = {
    "instagram": (2100, 2 + 84 + 5 + 11),
    "threads": (500, 2 + 84 + 5 + 25),
    "x": (280, 2 + 23 + 4 + 2),
    "telegram": (1024, 2 + 84 + 5 + 11),
    "mastodon": (500, 2 + 23 + 4 + 1),
    "bluesky": (300, 2 + 84 + 4 + 1),
    "tiktok": (4000, 2 + 84 + 5 + 11),
}
EXACT = {network: "a" * (most - tail) + TAIL for network, (most, tail) in COUNTS.items()}
OVER = {network: "a" + text for network, text in EXACT.items()}


@dataclass(frozen=True)
class Line:
    """One thing as it was shown and as it arrived."""

    what: str
    shown: object
    arrived: object

    @property
    def equal(self) -> bool:
        """Whether nobody was shown anything else."""
        return self.shown == self.arrived


def compared(sent: Sent, network: str, typed: str) -> list[Line]:
    """Everything about one post that was shown, beside what the network received."""
    shown, arrived = sent.decided, sent.arrived
    # A story is a picture alone, and the page shows none of its words.
    words = "" if shown.kind == "Cerita" else typed
    by_number = "Korsel" if len(arrived.images) > 1 else ""
    lines = [
        Line("before submitting, before deciding", sent.drafted, shown),
        Line("words as typed", words, arrived.words),
        Line("words shown", shown.words, arrived.words[: len(shown.words)] if shown.cut else arrived.words),
        Line("words go on", shown.cut, len(arrived.words) > len(shown.words)),
        Line("title", shown.title, arrived.title),
        Line("pictures", tuple(each.sha256 for each in shown.pictures), arrived.images),
        Line(
            "pixels",
            tuple(each.said for each in shown.pictures),
            arrived.shapes or tuple(each.pixels for each in shown.pictures),
        ),
        Line(
            "descriptions",
            () if WITHOUT_ALT in shown.notes else tuple(each.alt for each in shown.pictures),
            arrived.alt_texts if any(arrived.alt_texts) else (),
        ),
        Line("kind", shown.kind, KINDS.get(arrived.kind, by_number)),
        Line("in the owner's inbox", IN_INBOX in shown.notes, arrived.kind == "inbox"),
        Line("an audience is named", PUBLIC in shown.notes, arrived.kind == "public"),
        Line("what does not fit", shown.misfits, ()),
    ]
    if arrived.tapped is not None:
        tapped = (
            shown.tapped if network == "bluesky" else tuple(map(_full, filter(_is_address, shown.tapped)))
        )
        lines.append(Line("links", tapped, arrived.tapped))
    return lines


def _is_address(tapped: str) -> bool:
    return tapped[0] not in "#@"


def _full(address: str) -> str:
    return address if "://" in address else f"http://{address}"


@dataclass(frozen=True)
class Edge:
    """What a person is told of one character too many, and of a text that just fits; the text as it arrived."""

    counted: int
    refusal: str
    previewed: tuple[str, ...]
    counter: str
    arrived: str


def to_the_limit(shows: Showroom) -> dict[str, Edge]:
    """One post with a text of exactly each network's limit, after one that was a character longer, by network."""
    writing = shows.write(Plan(OVER))
    misfits = {each["network"]: each for each in writing.put(Plan(OVER))}
    previews = writing.shown(shows.lurah, writing.page)
    refused = writing.submit()
    assert (refused.status_code, len(misfits)) == (422, len(OVER)), refused.get_json()
    assert writing.put(Plan(EXACT)) == []
    counters = {
        name: counters_on(shows.lurah, writing.page, f"caption_{name}")[shows.network(name).label]
        for name in EXACT
    }
    sent = writing.submit()
    assert sent.status_code == 200, sent.get_json()
    writing.decide()
    arrived = writing.deliver()
    return {
        name: Edge(
            misfits[name]["count"],
            misfits[name]["detail"],
            previews[name].misfits,
            counters[name],
            arrived[name].words,
        )
        for name in EXACT
    }
