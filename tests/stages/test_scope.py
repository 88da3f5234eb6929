"""Which sources give a run work, and which publishers they concern."""

import pytest

from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX
from ocdsjp.settings import now
from ocdsjp.stages.collect import collect
from ocdsjp.stages.draft import draft
from ocdsjp.stages.release import release
from ocdsjp.stages.scope import concerned, orphans, publishers_of
from ocdsjp.stages.workspace import open_workspace


@pytest.fixture
def workspace(sample_settings):
    with open_workspace(sample_settings) as opened:
        yield opened


@pytest.fixture
def digests(workspace):
    return {source.id: source.digest for source in workspace.sources()}


def named(workspace, *names):
    return [source for source in workspace.sources() if source.id in names]


def test_sources_without_any_file_give_no_work(workspace):
    found = {source.id for source in concerned(workspace, workspace.sources())}
    assert "shionari/results" in found
    assert "yanai/designated-direct-awards" not in found


def test_publishers_are_known_once_their_rows_are_drafted(workspace, digests):
    assert publishers_of(workspace, digests)["shionari/results"] == set()
    chosen = named(workspace, "shionari/results")
    collect(workspace, chosen, at=now())
    assert len(list(draft(workspace, chosen))) == 1
    owned = publishers_of(workspace, digests)
    assert owned["shionari/results"] == {"992011"}
    assert owned["muteki/contracts"] == set()
    assert orphans(workspace, owned) == set()


def test_a_publisher_whose_source_was_taken_away_is_an_orphan(workspace, digests):
    chosen = named(workspace, "shionari/results")
    collect(workspace, chosen, at=now())
    assert len(list(draft(workspace, chosen))) == 1
    assert [it.publisher_code for it in release(workspace, PLACEHOLDER_PREFIX, digests)] == ["992011"]
    left = {source: digest for source, digest in digests.items() if source != "shionari/results"}
    assert orphans(workspace, publishers_of(workspace, left)) == {"992011"}
