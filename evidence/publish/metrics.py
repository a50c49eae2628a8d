"""The picture of the queue for Prometheus; labels are networks, states, queues and our own reasons, nobody's words."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from ipaddress import ip_address

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from evidence.core import clock
from evidence.core.jobs import QUEUES
from evidence.core.seals import unsealed_since
from evidence.core.web import db
from evidence.publish import telling
from evidence.publish.alerts import Alert, alerts
from evidence.publish.queue import BOUNDS, Picture, picture
from evidence.units.access import PUBLIC, allow
from evidence.units.current import house

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
@allow(PUBLIC)
def metrics() -> Response:
    """What `docs/operations.md` lists, for this machine itself or whoever has the token."""
    if not _may_read():
        # A program asks, and its log should say why.
        return Response(
            "only from this machine, or with EVIDENCE_METRICS_TOKEN\n", 403, mimetype="text/plain"
        )
    seen = picture(db(), now=clock.now())
    found = alerts(seen)
    # Where no worker lives, nobody else would tell the log.
    telling.tell(db(), found, now=seen.at)
    db().commit()
    registry = CollectorRegistry()
    registry.register(
        Exposed(
            [*families(seen, found, house().settings.stalled_after), _unsealed(unsealed_since(db()), seen.at)]
        )
    )
    response = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read() -> bool:
    wanted = house().settings.metrics_token
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind:
        right = hmac.compare_digest(token.strip().encode("utf-8", "replace"), wanted.encode())
        return bool(wanted) and kind.lower() == "bearer" and right
    # Behind a proxy that nobody declared everybody has this machine's address; the name that was asked for tells.
    return _is_here(request.remote_addr or "") and _is_here(request.host.rpartition(":")[0] or request.host)


def _is_here(address: str) -> bool:
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"


class Exposed(Collector):
    """Families that are made already."""

    def __init__(self, made: Iterable[Metric]) -> None:
        self._made = list(made)

    def collect(self) -> Iterable[Metric]:
        """As the library asks for them."""
        return self._made


def families(seen: Picture, found: Sequence[Alert], stalled_after: float) -> Iterator[Metric]:
    """Every metric of the picture."""
    yield from _jobs(seen, stalled_after)
    yield from _publications(seen)
    yield from _accounts(seen)
    standing = GaugeMetricFamily(
        "bukti_alert", "1 while a rule says that somebody has to look", labels=["alert", "queue"]
    )
    for alert in found:
        standing.add_metric([alert.cause.value, alert.queue], 1)
    yield standing


def _unsealed(since: datetime | None, now: datetime) -> Metric:
    age = GaugeMetricFamily(
        "bukti_unsealed_seconds", "Age of the oldest act that waits for its seal; 0 where none does"
    )
    age.add_metric([], max(0.0, (now - since).total_seconds()) if since else 0)
    return age


def _jobs(seen: Picture, stalled_after: float) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("bukti_jobs_waiting", "Jobs that wait, by queue", labels=["queue"])
    running = GaugeMetricFamily("bukti_jobs_running", "Jobs that run, by queue", labels=["queue"])
    oldest = GaugeMetricFamily(
        "bukti_jobs_oldest_seconds", "Age of the oldest job that waits, by queue", labels=["queue"]
    )
    for each in seen.depths:
        waiting.add_metric([each.queue], each.waiting)
        running.add_metric([each.queue], each.running)
        oldest.add_metric([each.queue], max(0.0, (seen.at - each.since).total_seconds()) if each.since else 0)
    workers = GaugeMetricFamily(
        "bukti_workers",
        "Workers by queue: alive, or silent for longer than the takeover's limit",
        labels=["queue", "state"],
    )
    for queue in QUEUES:
        silent = [each.silent.total_seconds() for each in seen.workers if queue in each.queues]
        workers.add_metric([queue, "alive"], sum(seconds <= stalled_after for seconds in silent))
        workers.add_metric([queue, "stale"], sum(seconds > stalled_after for seconds in silent))
    yield from (waiting, running, oldest, workers)


def _publications(seen: Picture) -> Iterator[Metric]:
    labels = ["network", "state", "reason"]
    count = GaugeMetricFamily(
        "bukti_publications", "Publications that are not over, by network, state and reason of a hold", labels=labels
    )  # fmt: skip
    oldest = GaugeMetricFamily(
        "bukti_publications_oldest_seconds", "Age of the oldest of them", labels=labels
    )
    for each in seen.standings:
        at = [each.network, each.state, each.hold_reason]
        count.add_metric(at, each.count)
        if each.since and each.state != "scheduled":
            oldest.add_metric(at, max(0.0, (seen.at - each.since).total_seconds()))
    attempts = GaugeMetricFamily(
        "bukti_attempts_last_hour", "Tries of the last hour by outcome", labels=["network", "outcome"]
    )
    for outcome in seen.outcomes:
        attempts.add_metric([outcome.network, outcome.outcome], outcome.count)
    took = HistogramMetricFamily(
        "bukti_approve_to_posted_last_hour_seconds",
        "From approval, or the planned time if later, to the post; of the last hour, so that it falls again",
        labels=["network"],
    )
    for pace in seen.paces:
        upto = [(str(bound), float(within)) for bound, within in zip(BOUNDS, pace.upto, strict=True)]
        took.add_metric([pace.network], [*upto, ("+Inf", float(pace.count))], pace.seconds)
    yield from (count, oldest, attempts, took)


def _accounts(seen: Picture) -> Iterator[Metric]:
    states = GaugeMetricFamily("bukti_accounts", "Accounts by network and state", labels=["network", "state"])
    for each in seen.accounts:
        states.add_metric([each.network, each.state], each.count)
    resting = GaugeMetricFamily("bukti_accounts_resting", "Accounts that rest for a time", labels=["network"])
    least = GaugeMetricFamily(
        "bukti_quota_left_least",
        "What is left of the quota of the account that has least",
        labels=["network"],
    )
    for room in seen.rooms:
        resting.add_metric([room.network], room.resting)
        if room.least is not None:
            least.add_metric([room.network], room.least)
    yield from (states, resting, least)
