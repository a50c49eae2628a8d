"""What programs can rely on: a container is made, published once, found again, taken down."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import psycopg
from sqlalchemy import make_url

from tests.practice.serving import Account, Running, client, picture


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_opening_the_same_handle_again_finds_the_account_and_both_tokens_work(practice: Running) -> None:
    first = practice.open("Kel.Dua")
    again = practice.open("@kel.dua", name="Kelurahan Dua")

    assert (again.id, again.handle) == (first.id, "kel.dua")
    assert first.token != again.token
    assert first.prepare().status_code == again.prepare().status_code == 200


def test_tokens_are_kept_as_hashes_only(account: Account, practice_database_url: str) -> None:
    with psycopg.connect(plain(practice_database_url)) as connection:
        hashes = [row[0] for row in connection.execute("SELECT hash FROM practice.tokens")]

    assert hashlib.sha256(account.token.encode()).digest() in hashes
    assert account.token.encode() not in hashes


def test_a_container_is_invisible_until_it_is_published(account: Account) -> None:
    container = account.container()

    found = account.call("GET", f"/api/media/{container}").json()

    assert found == {"id": container, "status": "FINISHED", "post": None}
    assert account.posts() == []


def test_a_published_container_names_its_post_and_keeps_the_bytes(account: Account) -> None:
    image = picture(108, 135)
    container = account.container("Sebelum dan sesudah", "Dua foto", image)

    post = account.publish(container).json()["id"]

    assert account.call("GET", f"/api/media/{container}").json()["post"] == post
    assert [(p["id"], p["caption"], p["alt_text"]) for p in account.posts()] == [
        (post, "Sebelum dan sesudah", "Dua foto")
    ]
    assert account.posts()[0]["image_sha256"] == hashlib.sha256(image).hexdigest()
    with client() as http:
        assert http.get(f"{account.url}/media/{post}.jpg").content == image


def test_a_published_container_is_refused_the_second_time(account: Account) -> None:
    container = account.container()
    account.publish(container)

    again = account.publish(container)

    assert again.status_code == 400
    assert again.json()["error"]["code"] == "already_published"
    assert len(account.posts()) == 1


def test_of_many_publish_calls_at_once_exactly_one_posts(account: Account) -> None:
    container = account.container()

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: account.publish(container).status_code, range(12)))

    assert sorted(answers) == [200] + [400] * 11
    assert len(account.posts()) == 1


def test_two_containers_of_the_same_picture_are_two_posts_honestly_counted(account: Account) -> None:
    account.post()
    account.post()

    assert len(account.posts()) == 2


def test_a_container_older_than_a_day_has_expired(account: Account, practice_database_url: str) -> None:
    container = account.container()
    with psycopg.connect(plain(practice_database_url)) as connection:
        connection.execute(
            "UPDATE practice.containers SET created = created - interval '25 hours' WHERE id = %s",
            (container,),
        )

    answer = account.publish(container)

    assert answer.json()["error"]["code"] == "container_expired"
    assert account.call("GET", f"/api/media/{container}").json()["status"] == "EXPIRED"


def test_the_permalink_is_the_page_people_open(account: Account) -> None:
    post = account.post()

    found = account.call("GET", f"/api/posts/{post}").json()

    assert found == {"id": post, "permalink": f"{account.url}/p/{post}"}


def test_a_deleted_post_is_gone_with_its_picture_but_stays_posted(account: Account) -> None:
    container = account.container()
    post = account.publish(container).json()["id"]

    first = account.call("DELETE", f"/api/posts/{post}")
    again = account.call("DELETE", f"/api/posts/{post}")

    assert first.json() == again.json() == {"id": post, "deleted": True}
    assert account.call("GET", f"/api/posts/{post}").status_code == 404
    assert account.posts() == []
    assert len(account.call("GET", "/api/posts?deleted=1").json()["posts"]) == 1
    assert account.call("GET", f"/api/media/{container}").json()["status"] == "PUBLISHED"
    assert account.publish(container).json()["error"]["code"] == "already_published"
    with client() as http:
        assert http.get(f"{account.url}/p/{post}").status_code == 404
        assert http.get(f"{account.url}/media/{post}.jpg").status_code == 404


def test_what_belongs_to_another_account_is_not_there(practice: Running, account: Account) -> None:
    container, post = account.container(), account.post()
    stranger = practice.open("orang.lain")

    assert stranger.publish(container).json()["error"]["code"] == "no_container"
    assert stranger.call("GET", f"/api/media/{container}").status_code == 404
    assert stranger.call("GET", f"/api/posts/{post}").status_code == 404
    assert stranger.call("DELETE", f"/api/posts/{post}").status_code == 404
    assert stranger.call("GET", f"/api/posts?account={account.id}").status_code == 404
    assert len(account.posts()) == 1


def test_the_key_lists_the_posts_of_one_account_or_of_all(practice: Running, account: Account) -> None:
    post = account.post()

    one = practice.call("GET", f"/api/posts?account={account.id}").json()["posts"]
    every = practice.call("GET", "/api/posts").json()["posts"]

    assert [p["id"] for p in one] == [post]
    assert post in [p["id"] for p in every]


def test_revoked_tokens_open_nothing(practice: Running, account: Account) -> None:
    revoked = practice.call("DELETE", f"/api/accounts/{account.id}/tokens").json()

    assert revoked == {"revoked": 1}
    assert account.prepare().json()["error"]["code"] == "bad_token"
    assert practice.open(account.handle).prepare().status_code == 200


def test_a_post_counts_how_often_its_page_was_opened_and_what_it_is_told(
    practice: Running, account: Account
) -> None:
    post = account.post()
    with client() as http:
        for _ in range(2):
            http.get(f"{account.url}/p/{post}")
    practice.counted(post, likes=3)
    practice.counted(post, likes=4, shares=1)

    found = account.call("GET", f"/api/posts/{post}/figures").json()

    assert found == {"likes": 4, "comments": 0, "shares": 1, "views": 2}


def test_only_the_key_says_what_followers_did_and_only_in_numbers(
    practice: Running, account: Account
) -> None:
    post = account.post()
    path = f"/api/posts/{post}/figures"

    assert account.call("PUT", path, json={"likes": 1}).status_code == 401
    for told in ({}, {"likes": -1}, {"likes": True}, {"likes": "3"}, {"likes": 10**12}, {"mana": 1}):
        assert practice.call("PUT", path, json=told).status_code == 400
    assert practice.call("PUT", "/api/posts/tidakada/figures", json={"likes": 1}).status_code == 404
    assert account.call("GET", path).json()["likes"] == 0


def test_figures_are_told_to_the_posts_own_account_only(practice: Running, account: Account) -> None:
    post = account.post()
    other = practice.open("kel.lain")

    assert other.call("GET", f"/api/posts/{post}/figures").status_code == 404
    assert account.call("GET", "/api/posts/tidakada/figures").json()["error"]["code"] == "no_post"
