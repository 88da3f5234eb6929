"""How long it takes to look at 1,788 sources on the web, against what rate limits and network time force.

The servers are one process on loopback that answers every request after 20 ms; each address of loopback is a host of
its own. What is measured is the whole stage: threads, requests, lake and catalogue. What is forced is the time that
the slowest host needs by itself: its pace, and the answers that it gives one at a time.

python -m benchmarks.fetch [--sources N]
"""

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path

from ocdsjp.mapping.load import Source, load_source
from ocdsjp.settings import Settings, now
from ocdsjp.stages.collect import collect
from ocdsjp.stages.workspace import open_workspace

SOURCES = 1_788
"""Prefectures, cities, special wards, towns and villages."""

ANSWER_SECONDS = 0.02
ALLOWED = 1.3
_HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 61))
_PORTS = range(18_080, 18_100)
"""The first of these that is free on all hosts is used."""
_MAPPING = """
title: {{ja: 架空の入札結果, en: Invented results}}
publisher: {{code: "131130"}}
licence: {{id: CC0-1.0}}
collect: {{http: {{url: "{url}"}}}}
read: {{format: csv}}
key: {{columns: [番号]}}
releases:
  - {{phase: award, tag: [award], fields: {{tender/title: 件名}}}}
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One measurement; times in seconds.

    Attributes:
        what: In words.
        sources: How many there were.
        seconds: How long it took.
        forced: How long the slowest host needs by itself.
    """

    what: str
    sources: int
    seconds: float
    forced: float

    @property
    def ratio(self) -> float:
        """How many times longer than it had to be."""
        return self.seconds / self.forced


def measure(sources: int = SOURCES) -> Iterator[Fetched]:
    """The measurements, one after the other."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port = ours.recv()
        yield _fetched(sources, _HOSTS, port, pace=1.0)
        yield _fetched(sources, _HOSTS[:1], port, pace=1_000.0)
    finally:
        server.terminate()
        server.join()


def _fetched(count: int, hosts: Sequence[str], port: int, pace: float) -> Fetched:
    with tempfile.TemporaryDirectory(prefix="ocdsjp-bench-") as name:
        sources = list(_sources(Path(name), count, hosts, port))
        settings = Settings.resolve(
            workspace=name,
            inbox=name,
            engine="serial",
            contact="benchmark@example.jp",
            requests_per_second=pace,
            allow_private_addresses=True,
        )
        with open_workspace(settings) as workspace:
            begun = time.perf_counter()
            collected = collect(workspace, sources, at=now())
            seconds = time.perf_counter() - begun
    new = sum(it.new for it in collected)
    if new != count:
        raise RuntimeError(f"{new} of {count} sources were fetched")
    each = ceil(count / len(hosts))
    # robots.txt, then the files: begun so far apart, and answered one at a time.
    forced = ANSWER_SECONDS + (each - 1) * max(1 / pace, ANSWER_SECONDS) + ANSWER_SECONDS
    what = f"{len(hosts)} hosts, {pace:g} request a second each" if pace <= 1 else "one host, no limit of its pace"
    return Fetched(what, count, seconds, forced)


def _sources(folder: Path, count: int, hosts: Sequence[str], port: int) -> Iterator[Source]:
    mappings = folder / "mappings"
    for number in range(count):
        path = mappings / "sources" / "town" / f"s{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        # Neighbours share a host, as the towns of a prefecture share its system.
        host = hosts[number * len(hosts) // count]
        path.write_text(_MAPPING.format(url=f"http://{host}:{port}/{number}.csv"), encoding="utf-8")
        yield load_source(path, mappings)


def _serve(ready: Connection) -> None:
    """Answer for ever; runs in a process of its own."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1]
            await asyncio.sleep(ANSWER_SECONDS)
            body = "番号,件名\n".encode() + path + b"\n"
            status = b"404 Not Found" if path == b"/robots.txt" else b"200 OK"
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
            await writer.drain()

    async def forever() -> None:
        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await answer(reader, writer)
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        for port in _PORTS:
            try:
                server = await asyncio.start_server(guarded, list(_HOSTS), port, backlog=1_024)
            except OSError:
                continue
            ready.send(port)
            await server.serve_forever()

    asyncio.run(forever())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure fetching from many sources on the web.")
    parser.add_argument("--sources", type=int, default=SOURCES, help="how many (default: %(default)s)")
    for line in report(parser.parse_args().sources):
        print(line, flush=True)


def report(sources: int = SOURCES) -> Iterator[str]:
    """The measurements as a Markdown table."""
    yield "| fetching | sources | seconds | forced by pace and network | ratio | allowed |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for it in measure(sources):
        yield f"| {it.what} | {it.sources:,} | {it.seconds:.1f} | {it.forced:.1f} | {it.ratio:.2f} | {ALLOWED} |"


if __name__ == "__main__":
    main()
