"""Links pasted by people: kept in one form, or refused with a sentence that says what to do."""

from datetime import UTC, datetime

import pytest

from evidence.adapters.networks import Access, ByHand, Refused, check_link
from evidence.core.errors import Invalid
from tests.networks.submissions import submission


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("https://www.instagram.com/p/C1a_b-2/?igsh=abc", "https://www.instagram.com/p/C1a_b-2"),
        (" instagram.com/reel/C1ab/ ", "https://www.instagram.com/reel/C1ab"),
        ("HTTPS://Instagram.com/kel_mojo/p/C1ab#x", "https://www.instagram.com/kel_mojo/p/C1ab"),
        (
            "https://m.facebook.com/kelmojo/posts/pfbid02x?__tn__=R",
            "https://www.facebook.com/kelmojo/posts/pfbid02x",
        ),
        (
            "https://www.facebook.com/permalink.php?story_fbid=12&id=34&mibextid=x",
            "https://www.facebook.com/permalink.php?story_fbid=12&id=34",
        ),
        ("https://www.facebook.com/share/p/1AbC/", "https://www.facebook.com/share/p/1AbC"),
        ("https://www.threads.net/@kel_mojo/post/Cx1", "https://www.threads.com/@kel_mojo/post/Cx1"),
        ("https://twitter.com/kel_mojo/status/1?s=20", "https://x.com/kel_mojo/status/1"),
        ("https://www.tiktok.com/@kel_mojo/photo/73", "https://www.tiktok.com/@kel_mojo/photo/73"),
        ("https://vt.tiktok.com/ZSab/", "https://vt.tiktok.com/ZSab"),
        ("https://youtu.be/abc?si=x", "https://youtu.be/abc"),
        ("https://m.youtube.com/watch?v=abc&t=3", "https://www.youtube.com/watch?v=abc"),
        ("https://t.me/kel_mojo/12?single", "https://t.me/kel_mojo/12"),
        (
            "https://bsky.app/profile/kel_mojo.bsky.social/post/3k",
            "https://bsky.app/profile/kel_mojo.bsky.social/post/3k",
        ),
        ("https://whatsapp.com/channel/0029Va/101", "https://whatsapp.com/channel/0029Va/101"),
    ],
)
def test_a_link_to_a_post_is_kept_in_one_form(pasted: str, kept: str) -> None:
    assert check_link(pasted, "@Kel_Mojo") == kept
    assert check_link(kept, "kel_mojo") == kept


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "Tempel tautan"),
        ("   ", "Tempel tautan"),
        ("https://www.instagram.com/p/" + "a" * 500, "terlalu panjang"),
        ("http://www.instagram.com/p/C1ab", "https://"),
        ("javascript://www.instagram.com/p/C1ab", "https://"),
        ("https://instagram.com.evil.example/p/C1ab", "tidak dikenal"),
        ("https://evil.example/?u=https://www.instagram.com/p/C1ab", "tidak dikenal"),
        ("https://192.0.2.1/p/C1ab", "tidak dikenal"),
        ("https://xn--nstagram-ygb.com/p/C1ab", "tidak dikenal"),
        ("https://\u0456nstagram.com/p/C1ab", "tidak dikenal"),
        ("halo pak lurah", "bukan tautan"),
        ("https://instagram/p/C1ab", "bukan tautan"),
        ("https://www.instagram.com@evil.example/p/C1ab", "tidak dapat dibaca"),
        ("https://evil.example@www.instagram.com/p/C1ab", "tidak dapat dibaca"),
        ("https://www.instagram.com:8443/p/C1ab", "tidak dapat dibaca"),
        ("https://www.instagram.com:x/p/C1ab", "tidak dapat dibaca"),
        ("https://[www.instagram.com/p/C1ab", "tidak dapat dibaca"),
        ("https://www.instagram.com/p/<script>", "tidak dapat dibaca"),
        ("https://www.instagram.com/p/a b", "tidak dapat dibaca"),
        ("https://www.instagram.com\\@evil.example/p/C1ab", "tidak d"),
        ("https://www.instagram.com/p/C1\x00ab", "tidak dapat dibaca"),
        ("https://www.instagram.com/", "bukan tautan satu unggahan"),
        ("https://www.instagram.com/kel_mojo/", "bukan tautan satu unggahan"),
        ("https://x.com/kel_mojo", "bukan tautan satu unggahan"),
        ("https://t.me/kel_mojo", "bukan tautan satu unggahan"),
        ("https://bsky.app/profile/kel_mojo", "bukan tautan satu unggahan"),
        ("https://www.facebook.com/profile.php?id=100", "bukan tautan satu unggahan"),
        ("https://www.youtube.com/@kel_mojo", "bukan tautan satu unggahan"),
        ("https://x.com/kel_jebres/status/1", "kel_jebres"),
        ("https://www.instagram.com/kel_jebres/p/C1ab", "kel_jebres"),
        ("https://www.tiktok.com/@kel_mojo2/video/1", "kel_mojo2"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(pasted: str, words: str) -> None:
    with pytest.raises(Invalid) as raised:
        check_link(pasted, "kel_mojo")

    assert words in str(raised.value)
    assert raised.value.fields == {"link": raised.value.text}


def test_without_a_known_handle_the_owner_is_not_asked() -> None:
    assert check_link("https://x.com/kel_jebres/status/1", "") == "https://x.com/kel_jebres/status/1"


def test_by_hand_makes_no_call() -> None:
    network, access = ByHand(), Access("", "kel_mojo", "", "http://127.0.0.1:1")
    told = submission("a")

    with pytest.raises(Refused):
        network.prepare(access, told)
    with pytest.raises(Refused):
        network.publish(access, told, "c")
    assert network.find(access, "a", "c", datetime(2026, 11, 1, tzinfo=UTC)) is None
    assert network.permalink(access, "p") is None
    with pytest.raises(Refused):
        network.withdraw(access, "p")
