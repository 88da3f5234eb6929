"""A source that changes between runs: what is new, what is an update, what stays, and that a rebuild gives the same.

The stages run in this process, with the clock as an argument; what the command adds is tested elsewhere.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ocdsjp.catalog import batches, fetches, reading, writing
from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import JST, Settings
from ocdsjp.stages.collect import collect
from ocdsjp.stages.compile import compile_
from ocdsjp.stages.draft import draft
from ocdsjp.stages.publish import publish
from ocdsjp.stages.release import release
from ocdsjp.stages.summary import SourceSummary, summarise
from ocdsjp.stages.workspace import all_sources, open_workspace

MAPPING = """
title: {ja: 架空の入札結果, en: Invented results}
publisher: {code: "131130"}
licence: {id: CC0-1.0}
collect: {folder: "town/*.csv"}
read: {format: csv}
key: {columns: [番号]}
releases:
  - phase: award
    tag: [tender, award]
    date: {column: 開札日, required: true}
    fields:
      tender/title: {column: 件名, required: true}
      awards/*/status: {constant: active}
      awards/*/value: {column: 金額, read: yen}
      awards/*/suppliers: {organization: {name: 落札者}}
ignore: [備考]
expect: {rows: {min: 2}}
"""
SOURCE = "town/results"


@dataclass(frozen=True)
class Row:
    """A row of the source."""

    number: int
    amount: int
    title: str = "架空道路工事"
    note: str = ""

    @property
    def ocid(self) -> str:
        return f"ocds-xxxxxx-131130-results-{self.number}"


ONE, TWO, THREE = Row(1, 1_000), Row(2, 2_000), Row(3, 3_000)
CHANGED = replace(TWO, amount=2_500)


@dataclass
class Town:
    """A town that puts a table into its inbox, and the workspace that follows it, a day a run."""

    workspace: object
    day: datetime = datetime(2025, 6, 1, 9, tzinfo=JST)
    told: dict[str, SourceSummary] = field(default_factory=dict)

    def publishes(self, *rows: Row, name: str = "results.csv") -> None:
        """Put a table into the inbox, or another one in its place."""
        lines = ["番号,件名,開札日,落札者,金額,備考"]
        lines += [
            f"{row.number},{row.title},2025-05-{row.number:02},架空建設株式会社,{row.amount},{row.note}" for row in rows
        ]
        self.file(name).parent.mkdir(exist_ok=True)
        self.file(name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def file(self, name: str = "results.csv") -> Path:
        return self.workspace.inbox / "town" / name

    def maps(self, text: str) -> None:
        """Change the mapping."""
        (self.workspace.mappings / "sources" / f"{SOURCE}.yaml").write_text(text, encoding="utf-8")

    @property
    def settings(self) -> Settings:
        own = self.workspace
        return Settings.resolve(
            workspace=own.folder, inbox=own.inbox, mappings=own.mappings, engine="serial", environment={}
        )

    def run(self, *, anew: Iterable[str] = ()):
        """A run on the next day; the publishers in ``anew`` are folded from the beginning. Gives the publication."""
        self.day += timedelta(days=1)
        all_sources.cache_clear()
        with open_workspace(self.settings) as opened:
            sources, policy = opened.sources(), load_policy(self.settings.mappings)
            digests = {source.id: source.digest for source in sources}
            for code in anew:
                with writing(opened.catalog) as connection:
                    batches.forget(connection, code)
            collect(opened, sources, at=self.day)
            list(draft(opened, sources))
            list(release(opened, policy.ocid_prefix, digests))
            list(compile_(opened))
            publish(opened, policy, digests)
            self.told = {it.source: it for it in summarise(opened, digests)}
        return self.workspace.latest

    @property
    def today(self) -> str:
        return self.day.isoformat()


@pytest.fixture
def town(tmp_path, workspace_of, mappings_with):
    return Town(workspace_of(tmp_path, mappings_with({SOURCE: MAPPING})))


def amounts(publication) -> dict[str, int]:
    return {ocid: release["awards"][0]["value"]["amount"] for ocid, release in publication.compiled.items()}


def said(publication, row: Row) -> list[tuple[str, list[str], int]]:
    """Date, tags and amount of each release of a process, in their order."""
    mine = (release for release in publication.releases if release["ocid"] == row.ocid)
    return sorted((it["date"], it["tag"], it["awards"][0]["value"]["amount"]) for it in mine)


def rows_of(publication, *parts: str) -> list[tuple[int, ...]]:
    """Parts of the ledger of each arrival; most released first, because the ledger is sorted by content."""
    rows = (tuple(entry[f"rows_{part}"] for part in parts) for entry in publication.ledger["entries"])
    return sorted(rows, reverse=True)


def test_a_changed_amount_is_an_update_of_the_day_on_which_it_was_seen(town):
    town.publishes(ONE, TWO)
    first = town.run()
    town.publishes(ONE, CHANGED, THREE)
    second = town.run()
    assert said(second, ONE) == said(first, ONE) == [("2025-05-01T00:00:00+09:00", ["tender", "award"], 1_000)]
    assert said(second, TWO) == [
        ("2025-05-02T00:00:00+09:00", ["tender", "award"], 2_000),
        (town.today, ["tenderUpdate", "awardUpdate"], 2_500),
    ]
    assert amounts(second) == {ONE.ocid: 1_000, TWO.ocid: 2_500, THREE.ocid: 3_000}
    assert rows_of(second, "read", "released", "unchanged") == [(3, 2, 1), (2, 2, 0)]
    assert sorted(entry["yen_unchanged"] for entry in second.ledger["entries"]) == [0, 1_000]
    assert second.ledger["balanced"]


def test_releases_that_were_published_never_change(town):
    town.publishes(ONE, TWO)
    first = {release["id"]: release for release in town.run().releases}
    town.publishes(ONE, CHANGED)
    second = {release["id"]: release for release in town.run().releases}
    assert {identity: second[identity] for identity in first} == first
    assert len(second) == len(first) + 1


def test_a_column_that_is_not_mapped_changes_nothing(town):
    town.publishes(ONE, TWO)
    first = town.run()
    town.publishes(replace(ONE, note="訂正"), TWO)
    second = town.run()
    assert [release["id"] for release in second.releases] == [release["id"] for release in first.releases]
    assert rows_of(second, "released", "unchanged") == [(2, 0), (0, 2)]


def test_a_source_that_goes_back_to_what_it_said_before_is_believed_again(town):
    town.publishes(ONE, TWO)
    town.run()
    town.publishes(ONE, CHANGED)
    changed = town.run()
    changed_on = town.today
    town.publishes(ONE, TWO)
    back = town.run()
    assert amounts(changed)[TWO.ocid] == 2_500
    assert amounts(back)[TWO.ocid] == 2_000
    assert [(date, amount) for date, _, amount in said(back, TWO)] == [
        ("2025-05-02T00:00:00+09:00", 2_000),
        (changed_on, 2_500),
        (town.today, 2_000),
    ]
    assert rows_of(back, "released", "unchanged") == [(2, 0), (1, 1), (1, 1)]
    assert back.ledger["balanced"]


def test_a_row_that_vanishes_at_the_source_stays_published(town):
    town.publishes(ONE, TWO, THREE)
    first = town.run()
    town.publishes(ONE, THREE)
    assert town.run().compiled == first.compiled


def test_too_few_rows_hold_the_file_back_and_the_last_good_one_stays(town):
    town.publishes(ONE, TWO)
    good = town.run()
    town.publishes(replace(ONE, amount=9))
    held = town.run()
    assert held.compiled == good.compiled
    assert rows_of(held, "read", "released", "quarantined") == [(2, 2, 0), (1, 0, 1)]
    assert held.ledger["balanced"]
    [trouble] = town.told[SOURCE].troubles
    assert trouble.location == "town/results.csv"
    assert "1 rows of data, fewer than the 2" in trouble.en
    assert "データ行が 1 行しかなく" in trouble.ja
    town.publishes(ONE, TWO, THREE)
    assert amounts(town.run()) == {ONE.ocid: 1_000, TWO.ocid: 2_000, THREE.ocid: 3_000}
    assert town.told[SOURCE].troubles == ()


@pytest.mark.slow
def test_the_command_says_that_a_file_was_held_back_and_ends_well(town):
    town.publishes(ONE, TWO)
    town.run()
    town.publishes(ONE)
    ended = town.workspace.run(epoch=int((town.day + timedelta(days=1)).timestamp()))
    assert "files left out of the publication: 1" in ended.stdout
    assert "town/results.csv: The file has 1 rows of data, fewer than the 2 that expect asks for" in ended.stdout


def test_a_file_that_breaks_leaves_what_it_said_before(town):
    town.publishes(ONE, TWO)
    good = town.run()
    town.file().write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))
    broken = town.run()
    assert broken.compiled == good.compiled
    assert [row["rule"] for row in broken.quarantine] == ["file-not-text"]


def test_a_file_taken_from_the_inbox_stays_published_and_is_known_to_be_gone(town):
    town.publishes(ONE, TWO)
    town.publishes(THREE, replace(ONE, number=4), name="more.csv")
    first = town.run()
    town.file("more.csv").unlink()
    second = town.run()
    assert second.compiled == first.compiled
    with open_workspace(town.settings) as opened, reading(opened.catalog) as connection:
        assert fetches.latest(connection, SOURCE)["town/more.csv"].outcome == "gone"


def test_a_renamed_file_says_nothing_new(town):
    town.publishes(ONE, TWO)
    first = town.run()
    town.file().rename(town.file("令和7年度.csv"))
    second = town.run()
    assert second.compiled == first.compiled
    assert rows_of(second, "released", "unchanged") == [(2, 0), (0, 2)]


def test_an_edited_mapping_says_everything_anew_under_the_same_ocids(town):
    town.publishes(ONE, TWO)
    town.run()
    town.publishes(ONE, CHANGED)
    before = town.run()
    town.maps(
        MAPPING.replace("ignore: [備考]", "").replace("tender/title", "tender/description: 備考\n      tender/title")
    )
    town.publishes(replace(ONE, note="追記"), CHANGED)
    after = town.run()
    assert set(after.compiled) == set(before.compiled)
    assert amounts(after) == amounts(before)
    assert after.compiled[ONE.ocid]["tender"]["description"] == "追記"
    # All three tables were mapped again: two releases, the changed amount, and the note that is new.
    assert rows_of(after, "released", "unchanged") == [(2, 0), (1, 1), (1, 1)]


def test_a_mapping_that_is_changed_back_gives_the_same_publication_again(town, tree):
    town.publishes(ONE, TWO)
    before = tree(town.run().folder)
    town.maps(MAPPING.replace("read: yen", "read: yen, tax: included"))
    changed = town.run()
    assert changed.compiled[ONE.ocid]["awards"][0]["value"]["amountGross"] == 1_000
    town.maps(MAPPING)
    again = town.run()
    assert tree(again.folder) == before


def test_following_a_source_gives_what_a_rebuild_over_the_same_arrivals_gives(town, tree):
    for table in (
        (ONE, TWO),
        (ONE, CHANGED, THREE),
        (ONE,),
        (ONE, TWO),
        (replace(THREE, title="別の工事"), ONE, CHANGED),
    ):
        town.publishes(*table)
        followed = town.run()
    town.publishes(Row(7, 7_000), Row(8, 8_000), name="more.csv")
    followed = town.run()
    before = tree(town.workspace.public)
    rebuilt = town.run(anew=["131130"])
    assert rebuilt.compiled == followed.compiled
    assert tree(town.workspace.public) == before


def test_another_workspace_that_sees_the_same_tables_on_the_same_days_publishes_the_same_bytes(town, tree, tmp_path):
    tables = [(ONE, TWO), (ONE, CHANGED), (ONE, TWO)]
    other = Town(replace(town.workspace, folder=tmp_path / "other"))
    for one in (town, other):
        for table in tables:
            one.publishes(*table)
            one.run()
        shutil.rmtree(one.workspace.inbox / "town")
    assert tree(other.workspace.public) == tree(town.workspace.public)
