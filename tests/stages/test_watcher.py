"""The silent watcher."""

from ocdsjp.stages.watcher import Watcher


def test_it_remembers_what_blocked_and_nothing_else():
    watcher = Watcher()
    watcher.begin("drafts")
    watcher.step("a.csv")
    watcher.end()
    assert watcher.blocked == []
    watcher.failed("accounted", "one row is lost")
    assert watcher.blocked == [("accounted", "one row is lost")]
