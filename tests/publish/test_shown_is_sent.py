"""What a camat saw before approving is what a network received: its pictures to the byte, in their order, its words."""

import hashlib
import re
import secrets
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from evidence.publish.models import PublicationState as P
from evidence.publish.packing import Packing
from tests import factories
from tests.adapters.meta import adapter, serving_all
from tests.factories import CAMAT, LURAH
from tests.forms import told
from tests.house import ORIGIN, House
from tests.publish.delivering import deliver, due_now
from tests.publish.desk import Desk

SHOWN = [
    ("instagram", "single", 1),
    ("instagram", "carousel", 3),
    ("instagram", "story", 1),
    ("facebook", "carousel", 3),
    ("threads", "carousel", 3),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Any]:
    """The networks that offer the most kinds."""
    with serving_all() as found:
        yield found


@pytest.fixture(scope="module")
def outside(newsstand: House) -> Iterator[str]:
    """The address under which networks find us."""
    server = make_server("127.0.0.1", 0, newsstand.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="module")
def camat(newsstand: House) -> FlaskClient:
    """A browser signed in as whoever decides."""
    return newsstand.client(CAMAT)


@pytest.fixture(scope="module")
def lurah(newsstand: House) -> FlaskClient:
    """A browser signed in as whoever writes."""
    return newsstand.client(LURAH)


@pytest.mark.parametrize(("name", "kind", "count"), SHOWN)
def test_a_preview_shows_what_is_received(
    newsstand: House,
    served: Any,
    outside: str,
    lurah: FlaskClient,
    camat: FlaskClient,
    name: str,
    kind: str,
    count: int,
) -> None:
    server, _shelf = served[name]
    remote, work = server.open(f"kel.{secrets.token_hex(4)}"), factories.drafted(newsstand)
    account = factories.account(
        newsstand, network=name, handle=remote.handle, remote_id=remote.id, token=remote.token
    )
    draft = {
        "activity": str(work.activity), "caption": "Kata utama.", "captions": {name: "Saluran bersih kembali."},
        "alt_text": "Dua foto saluran.", "accounts": [str(account)], "kinds": {name: kind},
    }  # fmt: skip
    lurah.put(f"/api/v1/posts/{work.post}", json=draft, headers={"Origin": ORIGIN})
    factories.all_asked_drawn(newsstand, work.activity)
    factories.submit(newsstand, work)
    page = told(camat.get(f"/periksa/{work.post}"), 200)
    shown = page[page.index('id="pratinjau"') : page.index("Yang tercatat")]
    seen = [camat.get(address).get_data() for address in re.findall(r'src="(/hasil/[^"]+)"', shown)]

    factories.decide(newsstand, work)
    desk = Desk(newsstand, work, account)
    parts = {
        "networks": {name: adapter(name, server.url)},
        "packing": Packing(newsstand.sessions, newsstand.app.extensions["house"].storage, outside),
    }
    for _step in range(12):
        if desk.row().state is P.QUEUED:
            due_now(desk)
            deliver(desk, **parts)

    (post,) = server.ground.posts_of(remote.id)
    assert desk.row().state is P.PUBLISHED
    assert [hashlib.sha256(body).hexdigest() for body in seen] == list(post.images)
    assert len(seen) == count
    if kind == "story":
        # Neither words nor descriptions are shown with a story, and the preview shows none.
        assert (post.caption, "preview-words" in shown) == ("", False)
    else:
        assert re.findall(r'<p class="preview-words">(?:<strong>[^<]*</strong> )?([^<]*)</p>', shown) == [
            post.caption
        ]
        assert re.findall(r'<img [^>]*alt="([^"]*)"', shown) == list(post.alt_texts)
