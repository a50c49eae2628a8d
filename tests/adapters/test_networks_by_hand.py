"""Links pasted by people: kept in one form, or refused with a sentence that says what to do."""

from datetime import UTC, datetime

import pytest

from evidence.adapters.networks import Access, ByHand, Refused, check_link
from evidence.adapters.networks.links import check_profile, handle_of, site_of
from evidence.adapters.networks.sites import OTHER, SITES
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


SITE_LINKS = {
    "instagram": "https://www.instagram.com/p/C1",
    "facebook": "https://www.facebook.com/kelmojo/posts/1",
    "threads": "https://www.threads.com/@kelmojo/post/C1",
    "x": "https://x.com/kelmojo/status/1",
    "tiktok": "https://vt.tiktok.com/ZS1",
    "youtube": "https://youtu.be/abc",
    "whatsapp": "https://whatsapp.com/channel/0029Va/101",
    "telegram": "https://t.me/kelmojo/12",
    "bluesky": "https://bsky.app/profile/kelmojo/post/3k",
}


def test_a_link_is_taken_on_its_own_site_only() -> None:
    assert {*SITE_LINKS, OTHER} == set(SITES)
    for site, link in SITE_LINKS.items():
        assert check_link(link, "kelmojo", site) == check_link(link, "kelmojo", OTHER) == link
        for other in SITE_LINKS.keys() - {site}:
            with pytest.raises(Invalid) as raised:
                check_link(link, "kelmojo", other)
            assert SITES[other].label in str(raised.value)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("blog.kelmojo.example/2026/11/kuras/?p=7#atas", "https://blog.kelmojo.example/2026/11/kuras?p=7"),
        ("https://kelmojo.example/?p=7", "https://kelmojo.example?p=7"),
        ("https://mastodon.example/@kelmojo/1", "https://mastodon.example/@kelmojo/1"),
    ],
)
def test_on_a_site_that_nobody_knows_any_https_link_will_do(pasted: str, kept: str) -> None:
    assert check_link(pasted, "kelmojo", OTHER) == kept


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("http://kelmojo.example/a", "diawali https"),
        ("https://kelmojo.example/", "satu unggahan"),
        ("https://192.0.2.1/a", "tidak dapat dibaca"),
        ("https://\u0456nstagram.com/p/C1ab", "tidak dapat dibaca"),
        ("https://www.instagram.com/kelmojo", "satu unggahan"),
    ],
)
def test_there_too_it_must_be_an_address_of_a_post(pasted: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        check_link(pasted, "kelmojo", OTHER)


@pytest.mark.parametrize(
    ("pasted", "site", "kept"),
    [
        ("m.facebook.com/kelmojo/?ref=x", "facebook", "https://www.facebook.com/kelmojo"),
        (
            "https://www.facebook.com/profile.php?id=1",
            "facebook",
            "https://www.facebook.com/profile.php?id=1",
        ),
        ("https://twitter.com/kelmojo", "x", "https://x.com/kelmojo"),
        ("https://kelmojo.example", OTHER, "https://kelmojo.example"),
    ],
)
def test_a_profile_tells_its_site(pasted: str, site: str, kept: str) -> None:
    assert (site_of(pasted), check_profile(pasted, site)) == (site, kept)


@pytest.mark.parametrize(
    ("pasted", "site", "handle"),
    [
        ("https://instagram.com/kelkadipiro?hl=id", "instagram", "kelkadipiro"),
        ("instagram.com/kelkadipiro/reels/", "instagram", "kelkadipiro"),
        ("https://www.instagram.com/kelkadipiro/p/C1ab/", "instagram", "kelkadipiro"),
        ("http://m.facebook.com/kelkadipiro", "facebook", "kelkadipiro"),
        ("https://www.facebook.com/kelkadipiro/posts/12", "facebook", "kelkadipiro"),
        ("https://www.tiktok.com/@kelkadipiro?lang=id", "tiktok", "kelkadipiro"),
        ("https://twitter.com/kelkadipiro/status/1", "x", "kelkadipiro"),
        ("https://bsky.app/profile/kel.bsky.social", "bluesky", "kel.bsky.social"),
        ("https://contoh.id/@kelkadipiro", "mastodon", "kelkadipiro@contoh.id"),
        ("https://contoh.id/@kelkadipiro@lain.id", "mastodon", "kelkadipiro@lain.id"),
        ("https://youtube.com/@kelkadipiro/videos", "", "kelkadipiro"),
    ],
)
def test_a_link_of_an_account_tells_its_handle(pasted: str, site: str, handle: str) -> None:
    assert handle_of(pasted, site) == handle


@pytest.mark.parametrize(
    ("pasted", "site", "words"),
    [
        ("https://www.tiktok.com/@kelkadipiro", "instagram", "tautan itu dari"),
        ("https://www.instagram.com/p/C1ab/", "instagram", "tidak memuat nama akun"),
        ("https://www.instagram.com/", "instagram", "tidak memuat nama akun"),
        ("https://www.facebook.com/profile.php?id=1", "facebook", "tidak memuat nama akun"),
        ("https://www.youtube.com/channel/UCabc", "youtube", "tidak memuat nama akun"),
        ("https://whatsapp.com/channel/0029", "whatsapp", "tidak memuat nama akun"),
        ("https://www.threads.com/@kelkadipiro", "mastodon", "tidak memuat nama akun"),
        ("kel/kadipiro", "instagram", "bukan tautan"),
    ],
)
def test_a_link_that_tells_no_handle_of_that_site_is_refused(pasted: str, site: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        handle_of(pasted, site)


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
