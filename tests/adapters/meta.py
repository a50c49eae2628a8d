"""The three networks of Meta, each as its adapter sees it beside its test server."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from evidence.adapters.networks import Access, Caller
from evidence.adapters.networks.base import Kind, Network, NetworkError, Picture, Prepared, Submission
from evidence.adapters.networks.facebook import Facebook
from evidence.adapters.networks.instagram import Instagram
from evidence.adapters.networks.threads import Threads
from tests.networks.facebook_server import facebook
from tests.networks.instagram_server import instagram
from tests.networks.meta_server import Account
from tests.networks.shelf import Shelf, shelf
from tests.networks.submissions import jpeg, shown
from tests.networks.threads_server import threads

CAPTION = "Kuras saluran RT 05\nTerima kasih, warga Mojo 🙏 #Surakarta"
PATIENT = Caller(connect_seconds=5.0, read_seconds=10.0)
HURRIED = Caller(connect_seconds=5.0, read_seconds=0.5)
SERVERS: dict[str, Callable[[], Any]] = {"instagram": instagram, "threads": threads, "facebook": facebook}
# What each calls its first repeatable step that makes something.
MAKING = {"instagram": "create", "threads": "create", "facebook": "photos"}
NETWORKS = list(SERVERS)


@dataclass(frozen=True)
class Way:
    """One account: its adapter, its access, and the network behind it."""

    network: Network
    access: Access
    server: Any
    account: Account
    shelf: Shelf

    def picture(self, body: bytes = b"", alt_text: str = "Saluran", **drawing: Any) -> Picture:
        """A picture that the network can read; ``drawing`` is for `jpeg`."""
        return self.shelf.put(shown(body or jpeg(**drawing), alt_text))

    def submission(self, pictures: int = 1, kind: Kind | None = None, **changes: Any) -> Submission:
        """Something to post, with so many pictures of different colours."""
        told: dict[str, Any] = {
            "caption": CAPTION,
            "pictures": tuple(
                self.picture(alt_text=f"Gambar {at + 1}", colour=f"rgb({40 * at % 256}, 90, {10 * at % 256})")
                for at in range(pictures)
            ),
            "key": "k1",
            "at": datetime.now(UTC),
            "kind": kind or (Kind.CAROUSEL if pictures > 1 else Kind.SINGLE),
        }
        return Submission(**{**told, **changes})

    def steps(self, submission: Submission, most: int = 40) -> list[Prepared]:
        """All steps of a preparation, up to the container; nobody waits between two."""
        found, progress = [], ""
        for _ in range(most):
            found.append(self.network.prepare(self.access, submission, progress))
            progress = found[-1].progress
            if found[-1].container:
                return found
        raise AssertionError(f"no container after {most} steps")

    def container(self, submission: Submission | None = None) -> str:
        """What can be published."""
        return self.steps(submission or self.submission())[-1].container

    def hurried(self) -> "Way":
        """The same way by somebody who does not wait for an answer."""
        network: Any = self.network
        return replace(self, network=replace(network, caller=HURRIED))

    def post(self, submission: Submission | None = None) -> str:
        """Prepare and publish; the post's id."""
        submission = submission or self.submission()
        return self.network.publish(self.access, submission, self.container(submission))

    def refused(self, call: Callable[[], object]) -> Any:
        """The error of a call that has to fail."""
        try:
            found = call()
        except NetworkError as error:
            return error
        raise AssertionError(f"it worked: {found!r}")

    def posts(self) -> list[Any]:
        """What the public sees."""
        return self.server.ground.posts_of(self.account.id)


def adapter(name: str, url: str, caller: Caller = PATIENT) -> Network:
    """A network at the address of its test server."""
    made: dict[str, Callable[[], Network]] = {
        "instagram": lambda: Instagram(url, "v25.0", caller),
        "threads": lambda: Threads(url, "v1.0", caller),
        "facebook": lambda: Facebook(url, "v25.0", caller),
    }
    return made[name]()


@contextmanager
def serving_all(*names: str) -> Iterator[dict[str, tuple[Any, Shelf]]]:
    """The test servers of the networks, and a shelf that all of them read."""
    with ExitStack() as stack:
        pictures = stack.enter_context(shelf())
        yield {name: (stack.enter_context(SERVERS[name]()), pictures) for name in names or SERVERS}


@contextmanager
def way(name: str, served: tuple[Any, Shelf]) -> Iterator[Way]:
    """A new account of a network; its faults and its clock end with it."""
    server, pictures = served
    account = server.open(f"kel.mojo.{secrets.token_hex(3)}", "Kelurahan Mojo")
    access = Access(account.id, account.handle, account.token)
    yield Way(adapter(name, server.url), access, server, account, pictures)
    server.ground.clear()
    server.ground.clock.ahead = timedelta()
