import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from ocdsjp.read import DEFAULT, ReadOptions
from ocdsjp.read.process import launch, wire


def job_for(path, **options):
    return wire.dump_job(str(path), path.name, ReadOptions(format="csv", **options), DEFAULT)


@pytest.fixture
def small(write):
    return write("a.csv", "a,b\n1,2\n")


@pytest.fixture
def endless(write):
    """A file whose frames fill the pipe many times over: its reader waits until someone takes them."""
    return write("b.csv", "a,b\n" + "1234567890,2\n" * 100_000)


def test_a_reader_ends_by_itself_with_code_zero(small):
    reader = launch.launch(job_for(small))
    try:
        assert reader.out.read()
        assert reader.end().code == 0
    finally:
        reader.close()


def test_every_call_to_end_gives_the_same_answer(endless):
    reader = launch.launch(job_for(endless))
    ending = reader.end()
    assert ending.code == -signal.SIGKILL
    reader.close()
    assert reader.end() == ending


def test_the_complaint_of_a_child_comes_back():
    reader = launch.launch(b'{"path": "x"}')
    try:
        assert reader.out.read() == b""
        ending = reader.end()
    finally:
        reader.close()
    assert ending.code == 70
    assert "KeyError" in ending.complaint


def test_a_reader_in_an_interpreter_of_its_own_does_the_same(small):
    reader = launch.OwnInterpreter(job_for(small))
    try:
        assert reader.out.read()
        assert reader.end().code == 0
    finally:
        reader.close()


def test_the_nursery_is_used_again(small):
    first = launch._nursery()
    for _ in range(3):
        launch.launch(job_for(small)).close()
    assert launch._nursery() is first


def test_the_nursery_has_one_thread_so_that_it_may_fork():
    assert psutil.Process(launch._nursery()._process.pid).num_threads() == 1


def test_a_killed_nursery_is_replaced(small):
    nursery = launch._nursery()
    os.kill(nursery._process.pid, signal.SIGKILL)
    nursery._process.wait()
    reader = launch.launch(job_for(small))
    assert reader.end().code in {0, -signal.SIGKILL}
    reader.close()
    assert launch._nursery() is not nursery


def test_a_reader_survives_the_end_of_its_nursery_without_hanging(endless):
    reader = launch.launch(job_for(endless))
    os.kill(launch._nursery()._process.pid, signal.SIGKILL)
    assert reader.end().code is None
    reader.close()


def test_no_descriptor_and_no_process_is_left_behind(small, endless):
    launch.launch(job_for(small)).close()
    me = psutil.Process()
    before = me.num_fds()
    for path in (small, endless) * 10:
        launch.launch(job_for(path)).close()
    assert me.num_fds() == before
    assert not psutil.Process(launch._nursery()._process.pid).children()


def test_nothing_lives_on_when_the_parent_is_killed(endless, tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\n"
        "from ocdsjp.read.process import launch\n"
        "reader = launch.launch(sys.argv[1].encode())\n"
        "print(launch._nursery()._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, script, job_for(endless).decode()], stdout=subprocess.PIPE, text=True)
    with parent:
        nursery = psutil.Process(int(parent.stdout.readline()))
        family = [nursery, *nursery.children()]
        assert len(family) == 2
        parent.kill()
    deadline = time.monotonic() + 10
    while any(member.is_running() and member.status() != psutil.STATUS_ZOMBIE for member in family):
        assert time.monotonic() < deadline, "a reading process outlived its parent"
        time.sleep(0.02)
