"""What Prometheus reads, who may read it, and that it names nobody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from evidence.accounts.models import AccountState, SocialAccount
from evidence.adapters.networks.base import Quota, Refused, Remedy
from evidence.core import clock
from evidence.core.signs import WorkerSign
from evidence.embedded import Store
from evidence.publish import ledger, refusals, steps
from evidence.publish.models import Hold
from evidence.publish.models import PublicationState as P
from tests.clusters import Cluster
from tests.house import House, furnished
from tests.publish.desk import desk

TOKEN = "kunci-untuk-prometheus"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def house(cluster: Cluster, store: Store) -> Iterator[House]:
    """A house whose metrics may be read from elsewhere with a token."""
    with furnished(cluster, store, EVIDENCE_METRICS_TOKEN=TOKEN) as found:
        yield found


@pytest.fixture
def client(house: House) -> FlaskClient:
    return house.app.test_client()


def values(answer: TestResponse) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, in the order of their names."""
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("address", "name", "token", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", "", 200),
        ("::1", "[::1]:8000", "", 200),
        ("127.0.0.1", "localhost", "", 200),
        ("10.0.0.7", "10.0.0.7:8000", "", 403),
        # An undeclared proxy on this machine brings everybody from here, under the name they asked for.
        ("127.0.0.1", "bukti.example.go.id", "", 403),
        ("10.0.0.7", "bukti.example.go.id", f"Bearer {TOKEN}", 200),
        ("10.0.0.7", "bukti.example.go.id", f"bearer {TOKEN}", 200),
        ("10.0.0.7", "bukti.example.go.id", f"Bearer {TOKEN}x", 403),
        ("10.0.0.7", "bukti.example.go.id", "Bearer ", 403),
        ("10.0.0.7", "bukti.example.go.id", f"Basic {TOKEN}", 403),
        ("127.0.0.1", "localhost", "Bearer salah", 403),
    ],
)
def test_only_this_machine_or_the_token_opens_them(
    client: FlaskClient, address: str, name: str, token: str, status: int
) -> None:
    headers = {"Host": name, **({"Authorization": token} if token else {})}

    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_without_a_token_none_opens_them(shared: House) -> None:
    for token in ("Bearer ", "Bearer None"):
        answer = shared.app.test_client().get(
            "/metrics", headers={"Authorization": token}, environ_base={"REMOTE_ADDR": "10.0.0.7"}
        )

        assert answer.status_code == 403


def test_they_say_how_it_stands(fresh: House) -> None:
    now = clock.now()
    sent, unsure, held, waiting, failed, tried = (desk(fresh, now=now - MINUTE) for _ in range(6))
    assert sent.do(steps.published, sent.publishing(now - MINUTE).id, "7", now=now)
    sent.put(P.PUBLISHED, created_at=now - MINUTE, posted_at=now - 0.95 * MINUTE)
    later = Refused("penuh", Remedy.WAIT, retry_after=600.0)
    tried.do(refusals.refused, tried.publishing(now - MINUTE), P.PUBLISHING, later, now=now)
    unsure.put(P.UNCONFIRMED, updated_at=now - 20 * MINUTE)
    held.put(P.QUEUED, hold_reason=Hold.TOKEN)
    failed.put(P.FAILED)
    held.change(SocialAccount, state=AccountState.NEEDS_RECONNECT)
    waiting.do(ledger.note, waiting.account, Quota(41, 100), now=now)
    with fresh.sessions.begin() as session:
        session.add(WorkerSign(id=waiting.account, queues=["publish"]))

    told = values(fresh.app.test_client().get("/metrics"))

    assert told["bukti_publications", "practice", "", "unconfirmed"] == 1
    assert told["bukti_publications", "practice", "token", "held"] == 1
    assert told["bukti_publications", "practice", "", "queued"] == 1
    assert told["bukti_publications", "practice", "", "failed"] == 1
    assert 1200 <= told["bukti_publications_oldest_seconds", "practice", "", "unconfirmed"] < 1230
    assert told["bukti_accounts", "practice", "needs_reconnect"] == 1
    assert told["bukti_accounts_resting", "practice"] == 1
    assert told["bukti_quota_left_least", "practice"] == 59
    assert (told["bukti_workers", "publish", "alive"], told["bukti_workers", "render", "alive"]) == (1, 0)
    assert told["bukti_attempts_last_hour", "practice", "published"] == 1
    assert told["bukti_attempts_last_hour", "practice", "again"] == 1
    within = "bukti_approve_to_posted_last_hour_seconds_bucket"
    assert [told[within, bound, "practice"] for bound in ("2.0", "5.0", "+Inf")] == [0, 1, 1]
    assert told["bukti_jobs_waiting", "render"] > 0
    assert told["bukti_alert", "unconfirmed", ""] == told["bukti_alert", "no_worker", "render"] == 1
    assert ("bukti_alert", "no_worker", "publish") not in told
    # Nobody seals in this house.
    assert told["bukti_unsealed_seconds",] > 0


def test_they_hold_no_words_of_a_person(house: House, client: FlaskClient) -> None:
    written = desk(house, now=clock.now())
    written.put(P.QUEUED, hold_reason=Hold.PAUSED, last_error="kata jejaring")
    with house.sessions() as session:
        handle = session.get_one(SocialAccount, written.account).handle

    text = client.get("/metrics").get_data(as_text=True)

    assert "bukti_publications{" in text
    for word in (handle, "Saluran", "kunci", "kata jejaring", "Mojo", str(written.account)):
        assert word not in text
