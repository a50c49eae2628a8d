"""Whether light pages stay quick while 300 phones send photos over slow lines."""

import asyncio
import http.client
import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from bench.proof import keep, percentile
from evidence.adapters.imaging import scenes
from tests.clusters import temporary_folder
from tests.house import MOJO
from tests.program import Program, sha256
from tests.serving import RunningHouse, running_house
from tests.waiting import until

PHONES = 300
SIZE, BYTES_A_SECOND = 400_000, 20_000
IDLE_SECONDS = 20.0
PACE = 0.1
PAGES = ("/healthz", "/masuk")
# Without it the kernel would take a whole photo at once and call it sent.
SEND_BUFFER = 8 * 1024
PIECE_SECONDS = 0.2
# More people than can be waiting at once: ten a second, thirty seconds each.
MOST_WAITING = 320

HEAD = """
# Light pages while 300 phones send slowly

`bench/slow_uploads.py` writes this page. {phones} photos of {size} KB are sent at {rate} KB/s each to the web of a
running `evidence serve`, while light pages are asked for ten times a second, each over a new connection and without
waiting for the answer before. An upload takes {ideal:.0f} s at best. The workers look into the photos on the same cores
meanwhile.
"""
PART = """
## Begun {how}

Landed: **{landed} of {phones}** (answers: {answers}).
An upload took {middle:.1f} s (median) and {longest:.1f} s (longest), **{ratio:.2f}** times the ideal.

| page | idle p50 / p95, ms | during p50 / p95, ms | longest, ms | unanswered | p95, times the idle one |
| --- | --: | --: | --: | --: | --: |
{rows}
While the first bodies were still coming ({coming} pages), p95 was {early:.0f} ms.
"""
FOOT = """
A page that took longer than 30 s counts as unanswered. Photos that begin together end together, and then pages stand in
one line with them before the eight threads of the web: bodies that are slow to come cost nothing, bodies that have come
do. Another web process behind the proxy is the way to more.

What this does not show: lines that break, and a proxy in front.
"""
# Seconds over which the phones begin, with the words for it.
SPREADS = ((0.0, "all at once"), (60.0, "one after the other within a minute"))


@dataclass
class Times:
    """Answers of one page, in seconds."""

    answered: list[float] = field(default_factory=list)
    # Those of ``answered`` that were asked for before the first photo can have come through.
    early: list[float] = field(default_factory=list)
    unanswered: int = 0

    def at(self, part: float) -> float:
        """A percentile in milliseconds."""
        return percentile(self.answered, part) * 1000


def photo() -> bytes:
    """A drawn photo, made as heavy as asked with comments that no decoder reads."""
    drawn = scenes.draw("drainase", "before", 681, (1200, 1600))
    missing, segments = SIZE - len(drawn), b""
    while missing > 4:
        inside = min(missing - 4, 65_000)
        segments += b"\xff\xfe" + (inside + 2).to_bytes(2, "big") + bytes(inside)
        missing -= inside + 4
    return drawn[:2] + segments + drawn[2:]


async def send(port: int, head: bytes, body: bytes, after: float) -> tuple[int, float]:
    """Send one request at a phone's pace; the status (0 when there was none) and the seconds it took."""
    await asyncio.sleep(after)
    loop, began = asyncio.get_running_loop(), time.monotonic()
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        line.setblocking(False)
        try:
            await loop.sock_connect(line, ("127.0.0.1", port))
            await loop.sock_sendall(line, head)
            step = int(BYTES_A_SECOND * PIECE_SECONDS)
            for number, start in enumerate(range(0, len(body), step), start=1):
                await loop.sock_sendall(line, body[start : start + step])
                await asyncio.sleep(max(0.0, began + number * PIECE_SECONDS - time.monotonic()))
            answer = await asyncio.wait_for(loop.sock_recv(line, 4096), 120)
        except OSError:
            return 0, time.monotonic() - began
    return int(answer.split(b" ", 2)[1] or 0) if answer else 0, time.monotonic() - began


def send_all(port: int, heads: list[bytes], body: bytes, spread: float) -> list[tuple[int, float]]:
    """All phones, which begin within ``spread`` seconds; called in a process of its own, to leave the probe alone."""

    async def together() -> list[tuple[int, float]]:
        each = spread / len(heads)
        return await asyncio.gather(*(send(port, head, body, n * each) for n, head in enumerate(heads)))

    return asyncio.run(together())


def ask(port: int, path: str) -> float | None:
    """Seconds until a light page was there, or None."""
    began = time.monotonic()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
            line.request("GET", path, headers={"Connection": "close"})
            line.getresponse().read()
    except OSError:
        return None
    return time.monotonic() - began


def probe(port: int, going_on: Callable[[], bool]) -> dict[str, Times]:
    """Ask for the light pages in turn, ten times a second, as long as ``going_on`` says so.

    Each asks by itself: one that waited for the answer before would leave out the very moments that matter.
    """
    asked: list[tuple[str, Future[float | None]]] = []
    began = time.monotonic()
    with ThreadPoolExecutor(MOST_WAITING) as people:
        while going_on():
            path = PAGES[len(asked) % len(PAGES)]
            asked.append((path, people.submit(ask, port, path)))
            time.sleep(max(0.0, began + len(asked) * PACE - time.monotonic()))
    found = {path: Times() for path in PAGES}
    for number, (path, answer) in enumerate(asked):
        took = answer.result()
        if took is None:
            found[path].unanswered += 1
        else:
            found[path].answered.append(took)
            if number * PACE < SIZE / BYTES_A_SECOND:
                found[path].early.append(took)
    return found


def heads(served: RunningHouse, body: bytes) -> list[bytes]:
    """What each phone says before its photo; each has an activity of its own."""
    made = []
    with closing(Program(served, "lurah.mojo")) as house:
        cookies = "; ".join(f"{name}={value}" for name, value in house.http.cookies.items())
        for number in range(PHONES):
            meta = {
                "activity": house.begin(f"Pengirim {number}", MOJO),
                "stage": "before",
                "source": "camera",
            }
            lines = [
                f"PUT /api/v1/photos/{uuid4()} HTTP/1.1",
                f"Host: {served.url.removeprefix('http://')}",
                f"Origin: {served.url}",
                f"Cookie: {cookies}",
                "Content-Type: image/jpeg",
                f"Content-Length: {len(body)}",
                f"X-Content-SHA256: {sha256(body)}",
                f"X-Meta: {json.dumps(meta)}",
                "Connection: close",
            ]
            made.append(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
    return made


def rows(idle: dict[str, Times], busy: dict[str, Times]) -> str:
    """The table's lines."""
    return "".join(
        f"| `{path}` | {idle[path].at(0.5):.0f} / {idle[path].at(0.95):.0f} "
        f"| {busy[path].at(0.5):.0f} / {busy[path].at(0.95):.0f} | {busy[path].at(1):.0f} "
        f"| {busy[path].unanswered} | **{busy[path].at(0.95) / idle[path].at(0.95):.1f}** |\n"
        for path in PAGES
    )


def part(served: RunningHouse, body: bytes, idle: dict[str, Times], spread: float, how: str) -> str:
    """One load and what it did, as it is read."""
    port = int(served.url.rsplit(":", 1)[1])
    requests = heads(served, body)
    with ProcessPoolExecutor(1) as phones:
        sending: Future[list[tuple[int, float]]] = phones.submit(send_all, port, requests, body, spread)
        busy = probe(port, lambda: not sending.done())
        sent = sending.result()
    seconds = [took for status, took in sent if status == 201]
    answers = Counter(status for status, _ in sent)
    early = [took for times in busy.values() for took in times.early]
    return PART.format(
        how=how,
        phones=PHONES,
        landed=len(seconds),
        answers=", ".join(f"{status or 'none'}: {count}" for status, count in sorted(answers.items())),
        middle=percentile(seconds, 0.5),
        longest=max(seconds),
        ratio=percentile(seconds, 0.5) * BYTES_A_SECOND / len(body),
        rows=rows(idle, busy),
        coming=len(early),
        early=percentile(early, 0.95) * 1000,
    )


def settled(house: Program) -> bool:
    """Whether the workers have looked into every photo."""
    found = house.ask("GET", "/activities")["activities"]
    return not any(photo["state"] == "received" for each in found for photo in each["photos"])


def main() -> None:
    """Measure and keep."""
    body = photo()
    rate = {"EVIDENCE_UPLOAD_RATE": "100000 per minute"}
    head = HEAD.format(
        phones=PHONES,
        size=len(body) // 1000,
        rate=BYTES_A_SECOND // 1000,
        ideal=len(body) / BYTES_A_SECOND,
    )
    with temporary_folder() as folder, running_house(folder, 600, **rate) as served:
        ends = time.monotonic() + IDLE_SECONDS
        idle = probe(int(served.url.rsplit(":", 1)[1]), lambda: time.monotonic() < ends)
        parts = []
        for spread, how in SPREADS:
            parts.append(part(served, body, idle, spread, how))
            with closing(Program(served, "lurah.mojo")) as house:
                until(partial(settled, house), 300, every=1)
    keep("uploads", head + "".join(parts) + FOOT)


if __name__ == "__main__":
    main()
