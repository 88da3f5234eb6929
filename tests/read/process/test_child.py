import io
import resource
import subprocess
import sys

import pytest

from ocdsjp.read import DEFAULT, ReadOptions
from ocdsjp.read.process import child, wire


@pytest.fixture(autouse=True)
def unrestricted(monkeypatch):
    """The limits are for a child; this process must keep its own."""
    monkeypatch.setattr(child, "_restrict", lambda _limits, **_writes: None)


def frames_of(path, **options):
    out = io.BytesIO()
    child.do_job(wire.dump_job(str(path), path.name, ReadOptions(format="csv", **options), DEFAULT), out)
    content, frames = out.getvalue(), []
    while content:
        length = int.from_bytes(content[:4], "big")
        frames.append(content[4 : 4 + length])
        content = content[4 + length :]
    return frames


def test_a_job_ends_with_the_report(write):
    frames = frames_of(write("a.csv", "a,b\n1,2\n"))
    assert [frame[:1] for frame in frames] == [wire.TABLE, wire.PLAIN_ROWS, wire.REPORT]


def test_rows_travel_in_runs(write):
    frames = frames_of(write("a.csv", "a,b\n" + "1,2\n" * (child.CHUNK_ROWS * 2 + 1)))
    assert [frame[:1] for frame in frames].count(wire.PLAIN_ROWS) == 3


def test_wide_tables_travel_in_smaller_runs(write):
    line = ",".join(map(str, range(900)))
    frames = frames_of(write("a.csv", f"{line}\n" * 1_001), header="none")
    assert [frame[:1] for frame in frames].count(wire.PLAIN_ROWS) == 5


def test_an_unreadable_file_ends_with_the_error_after_the_rows_before_it(write):
    frames = frames_of(write("a.csv", "a,b\n" + "1,2\n" * 3_000 + '"open,1\n'))
    assert [frame[:1] for frame in frames] == [wire.TABLE, wire.PLAIN_ROWS, wire.ERROR]
    assert wire.load_error(frames[-1][1:]).rule.id == "csv-quote-open"


def test_the_child_may_write_no_file_and_leave_no_core():
    script = (
        "import resource\n"
        "from ocdsjp.read import DEFAULT\nfrom ocdsjp.read.process import child\n"
        "child._restrict(DEFAULT)\n"
        "print([resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, "
        "resource.RLIMIT_CPU)], resource.getrlimit(resource.RLIMIT_AS)[0] < resource.RLIM_INFINITY % 2**63)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"[0, 0, {DEFAULT.child_cpu_seconds}] True")


def test_limits_are_lowered_and_never_raised():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    child._lower(resource.RLIMIT_NOFILE, before[1] + 1)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
