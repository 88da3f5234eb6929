import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ocdsjp.errors import UsageError
from ocdsjp.lake.stores import open_store


def keep(store):
    with store.draft("a") as draft:
        draft.file.write(b"content")
        assert draft.commit("a/b") == 7


def test_a_draft_is_invisible_until_it_is_committed(tmp_path):
    for store in (open_store(str(tmp_path)), open_store(f"memory://{tmp_path.name}-stores")):
        with store.draft("a") as draft:
            draft.file.write(b"content")
            assert list(store.files("")) == []
        assert list(store.files("")) == list(store.drafts()) == []
        keep(store)
        assert list(store.files("")) == ["a/b"]
        assert abs(store.modified("a/b") - datetime.now(UTC)) < timedelta(minutes=1)
        store.delete("a/b")


def test_a_draft_in_the_making_is_listed_as_such(tmp_path):
    store = open_store(str(tmp_path))
    with store.draft("a"):
        (draft,) = store.drafts()
        assert draft.startswith("a/.draft-")


def test_an_unknown_protocol_is_refused():
    with pytest.raises(UsageError, match="cannot open the lake"):
        open_store("nonsense://bucket/lake")


def test_finished_files_get_the_permissions_of_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        keep(open_store(str(tmp_path)))
    finally:
        os.umask(before)
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o640


def test_what_is_on_disk_was_synced_before_it_got_its_name(tmp_path, monkeypatch):
    events = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: events.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    rename = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (events.append("rename"), rename(self, target))[1])
    keep(open_store(str(tmp_path)))
    assert events[0] == tmp_path, "the new folder's entry"
    assert events[1].name.startswith(".draft-")
    assert events[2:] == ["rename", tmp_path / "a"]
