"""Sources on the web from server to release: a second run, a change, a server that fails half-way, and a resume."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from ocdsjp.catalog import batches, fetches, reading
from ocdsjp.catalog import sources as catalog_sources
from ocdsjp.lake import blob_path, read_lines
from ocdsjp.ocds.batches import load_line
from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import JST, Settings
from ocdsjp.stages.collect import collect
from ocdsjp.stages.draft import draft
from ocdsjp.stages.release import release
from ocdsjp.stages.summary import summarise
from ocdsjp.stages.workspace import all_sources, open_workspace

SOURCE = "town/results"
MAPPING = """
title: {{ja: 架空の入札結果, en: Invented results}}
publisher: {{code: "131130"}}
licence: {{id: CC0-1.0}}
collect: {collect}
read: {{format: csv}}
key: {{columns: [番号]}}
releases:
  - phase: award
    tag: [tender, award]
    date: {{column: 開札日, required: true}}
    fields:
      tender/title: {{column: 件名, required: true}}
      awards/*/status: {{constant: active}}
      awards/*/value: {{column: 金額, read: yen}}
      awards/*/suppliers: {{organization: {{name: 落札者}}}}
"""


def table(*rows: tuple[int, int]) -> str:
    """A table of (number, yen)."""
    lines = [f"{number},架空道路工事,2025-05-01,架空建設株式会社,{yen}" for number, yen in rows]
    return "\n".join(["番号,件名,開札日,落札者,金額", *lines]) + "\n"


@dataclass
class Follower:
    """A workspace that follows one source on the web, a day a run."""

    settings: Settings
    day: datetime = datetime(2025, 6, 1, 9, tzinfo=JST)

    def maps(self, declared: str) -> None:
        path = self.settings.mappings / "sources" / f"{SOURCE}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MAPPING.format(collect=declared), encoding="utf-8")
        all_sources.cache_clear()

    def run(self, hours: float = 24) -> Any:
        """Collect, draft, release; gives what was collected."""
        self.day += timedelta(hours=hours)
        with open_workspace(self.settings) as opened:
            digests = {it.id: it.digest for it in opened.sources()}
            [collected] = collect(opened, opened.sources(), at=self.day)
            list(draft(opened, opened.sources()))
            list(release(opened, load_policy(self.settings.mappings).ocid_prefix, digests))
        return collected

    def lines(self) -> list[tuple[str, int]]:
        """Process and batch position of each release in the store: a new position is a change."""
        with open_workspace(self.settings) as opened, reading(opened.catalog) as connection:
            return [
                (load_line(line).ocid.rpartition("-")[2], batch.seq)
                for chain in batches.chains(connection).values()
                for batch in chain
                for line in read_lines(opened.lake, batch.path)
            ]

    @property
    def failures(self) -> list[str]:
        """What the summary says of what could not be fetched."""
        with open_workspace(self.settings) as opened:
            [summary] = summarise(opened, {it.id: it.digest for it in opened.sources()})
        return [it.en for it in summary.failures]

    def rows(self) -> dict[str, Any]:
        with open_workspace(self.settings) as opened, reading(opened.catalog) as connection:
            return fetches.latest(connection, SOURCE)


@pytest.fixture
def follow(tmp_path, mappings_with):
    """A workspace that follows a source as its ``collect`` block declares it."""
    settings = Settings.resolve(
        workspace=tmp_path / "workspace",
        inbox=tmp_path,
        mappings=mappings_with({}),
        engine="serial",
        contact="tests@example.jp",
        requests_per_second=1_000,
        allow_private_addresses=True,
        environment={},
    )

    def make(declared: str) -> Follower:
        follower = Follower(settings)
        follower.maps(declared)
        return follower

    return make


def test_http_from_server_to_release_and_only_the_change_after_that(follow, web):
    urls = [web.put(f"/{number}.csv", table((number, 1_000))) for number in (1, 2)]
    town = follow(f"{{http: {{url: [{', '.join(urls)}]}}}}")

    first = town.run()
    assert (first.new, first.unchanged, first.failed) == (2, 0, 0)
    assert [it[0] for it in town.lines()] == ["1", "2"]
    row = town.rows()[urls[0]]
    assert (row.outcome, row.status, row.fetched_at) == ("new", 200, town.day)
    assert row.etag is not None
    with open_workspace(town.settings) as opened:
        assert opened.lake.read_bytes(blob_path(row.blob_sha256)).decode() == table((1, 1_000))

    before = town.lines()
    second = town.run()
    assert (second.new, second.unchanged) == (0, 2)
    assert town.lines() == before
    assert town.rows()[urls[0]].status == 304

    web.put("/2.csv", table((2, 2_500)))
    third = town.run()
    assert (third.new, third.unchanged) == (1, 1)
    assert [it[0] for it in town.lines()[len(before) :]] == ["2"]


def test_servers_without_validators_are_compared_by_content(follow, web):
    town = follow(f"{{http: {{url: {web.put('/a.csv', table((1, 1_000)), etag=False)}}}}}")
    town.run()
    before = town.lines()
    assert town.run().unchanged == 1
    assert town.lines() == before


@pytest.fixture
def announce(web):
    """Makes the feed announce files by their numbers."""

    def put(*numbers: int) -> str:
        items = "".join(
            f"<item><title>結果{it}</title><enclosure url='/{it}.csv'/><pubDate>{it}</pubDate></item>" for it in numbers
        )
        return web.put("/feed", f"<rss><channel>{items}</channel></rss>")

    return put


def test_rss_from_server_to_release_and_only_the_new_entry_after_that(follow, web, announce):
    for number in (1, 2, 3):
        web.put(f"/{number}.csv", table((number, 1_000)))
    announce(2, 1)
    town = follow(f"{{rss: {{url: {web.url('/feed')}, follow: enclosures}}}}")
    assert town.run().new == 2
    assert town.rows()[web.url("/1.csv")].details == {"title": "結果1", "updated": "1"}

    before = town.lines()
    web.forget()
    assert (town.run().new, town.lines()) == (0, before)
    assert web.paths() == ["/feed"]

    announce(3, 2)
    web.forget()
    assert town.run().new == 1
    assert web.paths() == ["/feed", "/3.csv"]
    assert [it[0] for it in town.lines()[len(before) :]] == ["3"]
    assert town.rows()[web.url("/1.csv")].outcome != "gone"


def test_a_feed_whose_files_fail_half_way_is_resumed(follow, web, announce):
    for number in range(10):
        web.put(f"/{number}.csv", table((number, 1_000)))
    town = follow(f"{{rss: {{url: {announce(0)}, follow: enclosures}}}}")
    town.run()
    before = town.lines()

    # The next day nine files are announced, and half of them cannot be had.
    announce(*range(10))
    for number in range(5, 10):
        web.fails(f"/{number}.csv", 403)
    halted = town.run()
    assert (halted.failed, halted.complete) == (5, False)
    assert town.lines() == before

    web.forget()
    resumed = town.run(hours=1)
    assert resumed.complete
    assert sorted(web.paths()) == [*(f"/{number}.csv" for number in range(5, 10)), "/feed"]
    assert sorted(it[0] for it in town.lines()) == [str(number) for number in range(10)]


def test_a_server_that_fails_half_way_keeps_the_last_good_state_published_and_is_resumed(follow, web):
    paths = [f"/{number}.csv" for number in range(10)]
    for number, path in enumerate(paths):
        web.put(path, table((number, 1_000)))
    town = follow(f"{{http: {{url: [{', '.join(map(web.url, paths))}]}}}}")
    town.run()
    before = town.lines()
    assert len(before) == 10

    # The next day everything is new, and half of it cannot be had.
    for number, path in enumerate(paths):
        web.put(path, table((number, 2_000)))
    for path in paths[5:]:
        web.fails(path, 403)
    halted = town.run()
    assert (halted.new, halted.failed, halted.complete) == (5, 5, False)
    assert town.lines() == before
    assert town.failures[0] == (
        "town/results: Only 5 of 10 requests were answered, fewer than 85%, so what is new is not published. "
        "What was published before stays. The next run goes on from there. (rule source-held-back)"
    )
    assert len(town.failures) == 6

    # An hour later it has recovered: what was fetched is not fetched again.
    web.forget()
    resumed = town.run(hours=1)
    assert sorted(web.paths()) == paths[5:]
    assert (resumed.new, resumed.unchanged, resumed.complete) == (5, 5, True)
    assert sorted(it[0] for it in town.lines()[len(before) :]) == [str(number) for number in range(10)]
    assert town.failures == []
    after = town.lines()
    web.forget()
    assert town.run().unchanged == 10
    assert sorted(web.paths()) == paths
    assert town.lines() == after


def test_a_few_failures_do_not_stop_a_source_and_are_said(follow, web):
    paths = [f"/{number}.csv" for number in range(7)]
    for number, path in enumerate(paths):
        web.put(path, table((number, 1_000)))
    web.fails("/3.csv", 404)
    town = follow(f"{{http: {{url: [{', '.join(map(web.url, paths))}]}}}}")
    first = town.run()
    assert (first.new, first.failed, first.complete) == (6, 1, True)
    assert len(town.lines()) == 6
    [said] = town.failures
    assert "There is nothing at" in said
    assert town.run().new == 1
    assert town.failures == []


def test_a_source_that_fails_as_a_whole_keeps_what_it_had(follow, web):
    url = web.put("/a.csv", table((1, 1_000)))
    town = follow(f"{{http: {{url: {url}}}}}")
    town.run()
    before = town.lines()
    web.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    failed = town.run()
    assert (failed.failed, failed.complete) == (1, False)
    assert town.lines() == before
    assert "robots.txt forbids" in town.failures[1]
    web.removes("/robots.txt")
    assert town.run().unchanged == 1


def test_a_killed_look_goes_on_where_it_was(follow, web):
    paths = [f"/{number}.csv" for number in range(4)]
    for number, path in enumerate(paths):
        web.put(path, table((number, 1_000)))
    town = follow(f"{{http: {{url: [{', '.join(map(web.url, paths))}]}}}}")

    # What a kill leaves: two files are recorded, the look has not ended.
    with open_workspace(town.settings) as opened:
        sources = opened.sources()
        collect(opened, sources, at=town.day)
        with opened.catalog.begin() as connection:
            connection.exec_driver_sql("DELETE FROM fetch WHERE location LIKE '%/2.csv' OR location LIKE '%/3.csv'")
            connection.exec_driver_sql("UPDATE fetch SET outcome = 'held'")
            connection.exec_driver_sql("UPDATE source SET last_run_at = NULL, complete_at = NULL")
    web.forget()
    again = town.run(hours=1)
    assert sorted(web.paths()) == paths[2:]
    assert (again.new, again.unchanged) == (2, 2)
    assert sorted(it[0] for it in town.lines()) == ["0", "1", "2", "3"]


def test_offline_the_web_is_left_alone(follow, web, tmp_path):
    town = follow(f"{{http: {{url: {web.put('/a.csv', table((1, 1)))}}}}}")
    with open_workspace(Settings.resolve(workspace=tmp_path, offline=True, mappings=town.settings.mappings)) as opened:
        assert collect(opened, opened.sources(), at=town.day) == []
        with reading(opened.catalog) as connection:
            assert catalog_sources.listing(connection)[0].last_run_at is None
    assert web.asked == []


@pytest.mark.slow
def test_the_command_follows_the_web_and_says_what_it_could_not_fetch(follow, web, ocdsjp):
    town = follow(f"{{http: {{url: [{web.put('/a.csv', table((1, 1_000)))}, {web.url('/none.csv')}]}}}}")
    places = ("--workspace", town.settings.workspace, "--inbox", town.settings.inbox)
    arguments = ("run", *places, "--mappings", town.settings.mappings, "--lang", "en")
    variables = {
        "OCDSJP_CONTACT": "tests@example.jp",
        "OCDSJP_ALLOW_PRIVATE_ADDRESSES": "1",
        "OCDSJP_REQUESTS_PER_SECOND": "100",
    }
    ended = ocdsjp(*arguments, **variables)
    assert "not fetched" in ended.stdout
    assert "could not be fetched: 2 (what was published before stays)" in ended.stdout
    assert "Only 1 of 2 requests were answered" in ended.stdout
    assert "There is nothing to publish yet." in ended.stdout
    web.put("/none.csv", table((2, 1_000)))
    assert "2 contracting processes" in ocdsjp(*arguments, **variables).stdout
