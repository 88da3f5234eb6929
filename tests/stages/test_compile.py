"""One compiled release per process, made again only where something changed."""

import orjson
import pytest

from ocdsjp.catalog import compiled, reading
from ocdsjp.ocds.merge import compile_releases

PUBLISHER = "131130"


@pytest.fixture
def town(town):
    """A town with processes of two fiscal years in the store."""
    town.puts(town.row(1), town.row(2), town.row(3, opened="2024-05-01"))
    town.follow()
    return town


def listed(town):
    with reading(town.workspace.catalog) as connection:
        return compiled.listing(connection)


def counts(results):
    return {it.fiscal_year: (it.n_processes, it.n_releases) for it in results}


def test_each_year_is_compiled_once(town):
    assert counts(town.compile()) == {"2024": (1, 1), "2025": (2, 2)}
    assert town.compile() == []


def test_only_the_year_that_changed_is_compiled_again(town):
    town.compile()
    town.puts(town.row(1), town.row(2, amount=2_500), town.row(3, opened="2024-05-01"))
    town.follow()
    assert counts(town.compile()) == {"2025": (2, 3)}


def test_what_is_compiled_is_what_merging_gives_sorted_by_ocid(town):
    town.puts(town.row(2, amount=2_500), town.row(1))
    town.follow()
    releases = town.releases().values()
    merged = [
        compile_releases([it for it in releases if it["ocid"] == ocid])
        for ocid in sorted({it["ocid"] for it in releases})
    ]
    files = [town.lines(it.path) for it in town.compile()]
    stored = sorted((orjson.loads(line) for lines in files for line in lines), key=lambda it: it["ocid"])
    assert stored == merged
    assert all(lines == sorted(lines, key=lambda line: orjson.loads(line)["ocid"]) for lines in files)


def test_publishers_that_were_not_asked_for_wait(town):
    assert town.compile(publishers=["131016"]) == []
    assert len(town.compile(publishers=[PUBLISHER])) == 2


def test_a_year_without_releases_is_dropped(town, edited):
    town.compile()
    assert list(listed(town)) == [(PUBLISHER, "2024"), (PUBLISHER, "2025")]
    town.maps(
        edited("no_data:", "no_data:\n  - when: {column: 番号, equals: ['3']}\n    reason: {ja: 誤り, en: wrong}")
    )
    town.draft()
    town.release()
    assert town.compile() == []
    assert list(listed(town)) == [(PUBLISHER, "2025")]
