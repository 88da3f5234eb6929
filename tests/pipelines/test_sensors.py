"""The sensor on the inbox: which state of the folder asks for a run, and under which name."""

import os
import time

import dagster as dg
import pytest

from pipelines.resources import SettingsResource
from pipelines.sensors import inbox_changed

AGES_AGO = 1_700_000_000


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    (folder / "shionari").mkdir(parents=True)
    put(folder / "shionari" / "a.csv", "a")
    return folder


def put(path, text, moment=AGES_AGO):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (moment, moment))


def tick(inbox):
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(
            instance=instance, resources={"settings": SettingsResource(workspace=str(inbox.parent), inbox=str(inbox))}
        )
        return inbox_changed.evaluate_tick(context)


def key(inbox):
    [request] = tick(inbox).run_requests
    return request.run_key


def test_the_same_files_ask_for_the_same_run(inbox):
    assert key(inbox) == key(inbox)


def test_a_new_file_asks_for_another_run(inbox):
    before = key(inbox)
    put(inbox / "shionari" / "b.csv", "b")
    assert key(inbox) != before


def test_a_changed_file_asks_for_another_run(inbox):
    before = key(inbox)
    put(inbox / "shionari" / "a.csv", "b", AGES_AGO + 1)
    assert key(inbox) != before


def test_a_file_that_went_asks_for_another_run(inbox):
    put(inbox / "shionari" / "b.csv", "b")
    before = key(inbox)
    (inbox / "shionari" / "b.csv").unlink()
    assert key(inbox) != before


def test_locks_of_editors_and_hidden_files_ask_for_nothing(inbox):
    before = key(inbox)
    (inbox / ".git").mkdir()
    for name in ("~$a.xlsx", ".DS_Store", ".git/config"):
        put(inbox / name, "x")
    assert key(inbox) == before


def test_a_file_that_may_still_be_copied_waits(inbox):
    put(inbox / "shionari" / "b.csv", "b", time.time())
    data = tick(inbox)
    assert data.run_requests == []
    assert "may not be complete" in data.skip_message


def test_an_empty_inbox_asks_for_nothing(inbox):
    (inbox / "shionari" / "a.csv").unlink()
    assert "is empty" in tick(inbox).skip_message


def test_a_missing_inbox_asks_for_nothing(tmp_path):
    assert "no inbox" in tick(tmp_path / "nowhere").skip_message
