import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.engine import Processes, Serial, make_engine
from ocdsjp.errors import OcdsjpError, UsageError


def square(number: int) -> int:
    return number * number


def slow_when_even(number: int) -> int:
    time.sleep(0.02 if number % 2 == 0 else 0)
    return number


def refuse_three(number: int) -> int:
    if number == 3:
        raise ValueError("three is refused")
    return number


def process_id(_: int) -> int:
    return os.getpid()


def die_at(fatal: int, number: int) -> int:
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def answer_of_own_child(number: int) -> int:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(square, (number,))


def touch_and_sleep(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(60)


@pytest.fixture(scope="module")
def pool():
    with Processes(2) as engine:
        yield engine


@given(st.lists(st.integers()))
def test_serial_map_is_the_plain_map(numbers):
    assert list(Serial().map(square, numbers)) == list(map(square, numbers))


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_results_come_in_the_order_of_the_units(pool, count):
    assert list(pool.map(slow_when_even, range(count))) == list(range(count))


def test_a_single_unit_is_worked_on_in_this_process(pool):
    assert list(pool.map(process_id, [0])) == [os.getpid()]


def test_workers_are_kept_for_the_next_map(pool):
    workers = {worker for _ in range(3) for worker in pool.map(process_id, range(8))}
    assert os.getpid() not in workers
    assert len(workers) <= 2


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process's memory")
def test_workers_that_grew_large_are_replaced_before_the_next_map(monkeypatch):
    monkeypatch.setattr("ocdsjp.engine._HEAVY_BYTES", 1)
    with Processes(2) as engine:
        before, after = set(engine.map(process_id, range(8))), set(engine.map(process_id, range(8)))
    assert before.isdisjoint(after)


def test_units_are_taken_only_as_results_are_asked_for(pool):
    taken = []

    def units():
        for number in range(1000):
            taken.append(number)
            yield number

    results = pool.map(square, units())
    assert next(results) == 0
    assert len(taken) <= 10
    results.close()


@pytest.mark.parametrize("name", ["serial", "processes"])
def test_the_first_error_is_raised_as_it_is_and_names_its_unit(name):
    done = []
    with make_engine(name, 2) as engine, pytest.raises(ValueError, match="three is refused") as caught:
        done.extend(engine.map(refuse_three, range(6)))
    assert caught.value.__notes__ == ["unit: 3"]


def test_an_error_leaves_the_pool_usable(pool):
    with pytest.raises(ValueError, match="three is refused"):
        list(pool.map(refuse_three, range(6)))
    assert list(pool.map(square, range(4))) == [0, 1, 4, 9]


def test_long_unit_names_are_cut():
    with pytest.raises(ValueError, match="invalid literal") as caught:
        list(Serial().map(int, ["x" * 500]))
    assert len(caught.value.__notes__[0]) == 206


def test_a_dead_worker_is_a_clear_error_and_the_engine_starts_anew():
    with Processes(1) as engine:
        with pytest.raises(OcdsjpError, match=r"a worker process died .* being worked on: 2$"):
            list(engine.map(partial(die_at, 2), range(6)))
        assert list(engine.map(square, range(3))) == [0, 1, 4]


def test_workers_may_start_child_processes(pool):
    assert list(pool.map(answer_of_own_child, [2, 3])) == [4, 9]


def test_leaving_by_an_error_ends_the_workers_in_the_middle_of_their_unit(tmp_path):
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        _run_until_interrupted([tmp_path / "a", tmp_path / "b"])
    assert time.monotonic() - started < 30


def _run_until_interrupted(markers: list[Path]) -> None:
    """Ask for results as a run does, and be interrupted while waiting for the first."""

    def interrupt(_signal, _frame):
        if markers[0].exists():
            raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        with Processes(2) as engine:
            list(engine.map(touch_and_sleep, markers))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


PARENT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_engine import touch_and_sleep
from ocdsjp.engine import Processes
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with Processes(2) as engine:
        list(engine.map(touch_and_sleep, [folder / "a", folder / "b"]))
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, script, tmp_path, Path(__file__).parent])
    markers = [tmp_path / "a", tmp_path / "b"]
    assert _until(lambda: all(marker.exists() and marker.read_text() for marker in markers))
    workers = [int(marker.read_text()) for marker in markers]
    parent.kill()
    parent.wait()
    assert _until(lambda: not any(_is_running(worker) for worker in workers))


def _until(condition, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize(("name", "workers"), [("threads", 2), ("processes", 0)])
def test_nonsense_is_refused(name, workers):
    with pytest.raises(UsageError):
        make_engine(name, workers)
