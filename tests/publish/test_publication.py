import csv
import dataclasses
import gzip
import io
import shutil
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest

from ocdsjp.engine import make_engine
from ocdsjp.errors import PublicationError
from ocdsjp.publish import publication
from ocdsjp.publish.quarantine import Quarantine
from ocdsjp.publish.verify import verify

GOLDEN = Path(__file__).parent / "golden"


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def state(folder):
    """Everything about a folder that a reader or a copier could notice."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mtime_ns, path.lstat().st_ino)
        for path in [folder, *folder.rglob("*")]
    }


def readable(folder):
    """A publication as text, without what depends on versions of libraries."""
    for path, data in sorted(contents(folder).items()):
        if path.endswith(".gz"):
            yield path.removesuffix(".gz"), gzip.decompress(data).decode()
        elif path.endswith(".parquet"):
            table = pq.read_table(io.BytesIO(data))
            lines = io.StringIO()
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(table.column_names)
            writer.writerows(tuple(row.values()) for row in table.to_pylist())
            yield f"{path}.csv", lines.getvalue()
        elif path in {"ledger.json", "quarantine.csv"}:
            yield path, data.decode()


def test_a_small_publication_is_as_reviewed(publish, samples, golden):
    found = dict(readable(publish(*samples)))
    if golden:
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, text in found.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(text.encode())
    expected = {path: data.decode() for path, data in contents(GOLDEN).items()}
    assert found == expected


def test_latest_points_to_the_version_and_versions_lists_it(tmp_path, publish, samples):
    folder = publish(*samples)
    public = tmp_path / "public"
    assert (public / "latest").readlink() == Path(folder.name)
    assert folder.name.startswith("2026-11-21-")
    listed = orjson.loads((public / "versions.json").read_bytes())
    assert listed["latest"] == folder.name
    assert [entry["version"] for entry in listed["versions"]] == [folder.name]
    assert listed["versions"][0]["totals"]["releases"] == 8


def test_two_builds_give_the_same_bytes(tmp_path, publish, samples):
    one = publish(*samples, target=tmp_path / "one")
    two = publish(*samples[::-1], target=tmp_path / "two", digest="d")
    assert one.name == two.name
    assert contents(one) == contents(two)


def test_worker_processes_give_the_same_bytes(tmp_path, publish, samples):
    one = publish(*samples, target=tmp_path / "one")
    with make_engine("processes", 2) as engine:
        two = publish(*samples, target=tmp_path / "two", engine=engine)
    assert contents(one) == contents(two)


def test_the_same_again_touches_nothing(tmp_path, publish, samples):
    publish(*samples)
    before = state(tmp_path / "public")
    publish(*samples)
    assert state(tmp_path / "public") == before


def test_any_change_makes_another_version_and_keeps_the_old_one(tmp_path, publish, samples, meta):
    first = publish(*samples)
    kept = contents(first)
    others = [
        publish(*samples[:2]),
        publish(*samples, ledger={"sources": [1]}),
        publish(*samples, quarantined=Quarantine("empty", [])),
        publish(*samples, inputs={}),
        publish(*samples, attachments={"extensions/ocdsjp/extension.json": b"{}"}),
        publish(*samples, meta=dataclasses.replace(meta, publisher="別の公開者")),
    ]
    assert len({first, *others}) == 7
    assert contents(first) == kept
    listed = orjson.loads((tmp_path / "public" / "versions.json").read_bytes())
    assert len(listed["versions"]) == 7
    assert listed["latest"] == others[-1].name


def test_attachments_are_published_and_listed(publish, samples):
    folder = publish(*samples, attachments={"extensions/ocdsjp/codelists/x.csv": "符号\n".encode()})
    assert (folder / "extensions/ocdsjp/codelists/x.csv").read_text(encoding="utf-8") == "符号\n"
    assert verify(folder) == []


def test_nothing_at_all_is_a_publication_too(publish):
    folder = publish(quarantined=Quarantine("empty", []), ledger={})
    assert verify(folder) == []
    assert gzip.decompress((folder / "bulk/full.jsonl.gz").read_bytes()) == b""
    assert not (folder / "releases").exists()
    assert len(list((folder / "parquet").iterdir())) == 16


def test_a_publication_that_disagrees_with_itself_is_not_published(tmp_path, publish, samples, monkeypatch):
    old = publish(samples[0])
    original = publication.plan_lines
    monkeypatch.setattr(publication, "plan_lines", lambda indexed: original(indexed[1:]))
    with pytest.raises(PublicationError, match="does not agree with itself"):
        publish(*samples)
    assert (tmp_path / "public" / "latest").resolve() == old


class KilledError(BaseException):
    """Stands for the end of the process: no handler runs for it in the code under test."""


STEPS = (
    (Path, "rename"),
    (Path, "replace"),
    (Path, "symlink_to"),
    (publication, "write_file"),
    (publication, "_run"),
    (publication, "_write_quarantine"),
    (publication, "_gate"),
    (publication, "_sync_folder"),
)


def kill_at(monkeypatch, step):
    """End the build at its ``step``-th act on the file system, before the act."""
    acts = iter(range(10_000))

    def guarded(original):
        def act(*arguments, **options):
            if next(acts) == step:
                raise KilledError
            return original(*arguments, **options)

        return act

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, guarded(getattr(owner, name)))


def test_a_kill_at_any_step_leaves_a_whole_publication_and_the_next_run_completes_it(
    tmp_path, publish, samples, monkeypatch
):
    before, after, public = tmp_path / "before", tmp_path / "after", tmp_path / "public"
    old = publish(samples[0], target=before)
    shutil.copytree(before, after, symlinks=True)
    new = publish(samples[2], target=after)
    versions = {old.name: contents(old), new.name: contents(new)}
    killed, step = True, 0
    while killed:
        shutil.copytree(before, public, symlinks=True)
        with monkeypatch.context() as patch:
            kill_at(patch, step)
            try:
                publish(samples[2], target=public)
                killed = False
            except KilledError:
                step += 1
        # Readers see the old one or the new one, and either is whole.
        latest = (public / "latest").resolve()
        assert contents(latest) == versions[latest.name]
        publish(samples[2], target=public)
        assert contents(public) == contents(after)
        shutil.rmtree(public)
    assert step > 30


def test_a_broken_list_of_versions_is_made_anew(tmp_path, publish, samples):
    publish(samples[0])
    (tmp_path / "public" / "versions.json").write_bytes(b"{")
    publish(*samples)
    assert len(orjson.loads((tmp_path / "public" / "versions.json").read_bytes())["versions"]) == 2


def test_two_units_that_differ_in_case_alone_are_refused(publish, make_sample):
    with pytest.raises(PublicationError, match="two fragments"):
        publish(make_sample("abc", "2025", full=1), make_sample("ABC", "2025", full=1))


def test_two_files_of_one_name_are_refused(publish, samples):
    with pytest.raises(PublicationError, match="two files"):
        publish(*samples, attachments={"Bulk/full.jsonl.gz": b""})
