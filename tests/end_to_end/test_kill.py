"""``kill -9`` at random moments of a run, then one clean run: the same bytes as if nobody had killed anything.

Each run is the real command in a process group of its own, forked from a process that has imported everything and read
the mappings once, so that the moments fall into the work and not into what comes before it.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, select

from ocdsjp.publish.verify import verify

pytestmark = pytest.mark.slow

ENGINES = ("processes", "serial")
KILLS = 20
KILLS_IN_A_ROW = 7
SEED = 20260401
TIMEOUT = 120.0

# Reads a command a line, forks, and runs the command in the child; answers with the child's number. A line after that
# asks for how it ended. A spawned worker must not run this again, so it is no file and has no main module to import.
_NURSERY = """
import os, sys, traceback
from pathlib import Path
import ocdsjp.cli, ocdsjp.cli.run, pipelines.local
from ocdsjp.stages.workspace import all_sources
all_sources(*map(Path, sys.argv[1:]))
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        sink = os.open(os.devnull, os.O_RDWR)
        os.dup2(sink, 0); os.dup2(sink, 1)
        sys.argv = ["ocdsjp", *line.rstrip("\\n").split("\\t")]
        code = 1
        try:
            ocdsjp.cli.main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    print(child, flush=True)
    next(sys.stdin)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (negative: the signal), and how long it worked on its workspace, in seconds."""

    code: int
    seconds: float


class Nursery:
    """Starts runs that can be killed."""

    def __init__(self, environment: dict[str, str], root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY, root / "mappings", root / "data" / "sample"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=root,
        )

    def run(self, workspace, *arguments: str, kill_after: float | None = None) -> Ended:
        """Run in the workspace; kill the whole group so many seconds after it has begun to work, if it still does."""
        print(*workspace.command(*arguments), sep="\t", file=self._process.stdin, flush=True)
        child = int(self._process.stdout.readline())
        began = self._began(workspace, child)
        if kill_after is not None:
            while alive(child) and time.monotonic() < began + kill_after:
                time.sleep(0.002)
            # Nobody has waited for a process that ended just now, so the number is still its own.
            os.killpg(child, signal.SIGKILL)
        print(file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        return Ended(code, time.monotonic() - began)

    @staticmethod
    def _began(workspace, child: int) -> float:
        """Wait until the run has locked its workspace, which is before it touches anything."""
        lock = workspace.folder / ".run.lock"
        limit = time.monotonic() + TIMEOUT
        while alive(child) and time.monotonic() < limit:
            if lock.exists() and lock.read_text() == str(child):
                break
            time.sleep(0.002)
        return time.monotonic()

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(TIMEOUT)
        self._process.stdout.close()


def alive(process: int) -> bool:
    """Whether a process runs still; one that ended and was not waited for does not."""
    with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123  # as in proc(5)
        return file.read().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(scope="module")
def nursery(command_environment, root):
    if not os.path.exists("/proc/self/stat"):  # noqa: PTH110  # as in proc(5)
        pytest.skip("needs /proc to see whether a process has ended")
    made = Nursery(command_environment(), root)
    yield made
    made.close()


@pytest.fixture
def fresh(workspace_of, root):
    """Makes empty workspaces for the sample."""
    return lambda: workspace_of(root / "data" / "sample")


def missing_from_lake(workspace) -> list[str]:
    """Files that a row of the catalogue names and that the lake does not have."""
    engine = create_engine(f"sqlite:///{workspace.folder}/catalog.db")
    known = MetaData()
    known.reflect(engine)
    lost = []
    with engine.connect() as connection:
        for table in known.tables.values():
            for column in table.columns:
                if column.name in {"path", "findings_path"} and table.name != "publication":
                    paths = connection.scalars(select(column).where(column.is_not(None)))
                    lost += [path for path in paths if not (workspace.folder / "lake" / path).is_file()]
    engine.dispose()
    return lost


def test_killed_runs_and_a_clean_one_publish_the_bytes_of_a_run_without_kills(nursery, fresh, tree):
    published, durations = {}, {}
    for engine in ENGINES:
        workspace = fresh()
        ended = nursery.run(workspace, "--engine", engine)
        assert ended.code == 0
        assert tree(workspace.public) == published or not published
        published, durations[engine] = tree(workspace.public), ended.seconds
    assert verify(workspace.public / "latest") == []
    whole = tree((workspace.public / "latest").resolve())
    chance = random.Random(SEED)  # noqa: S311  # moments, not secrets
    killed = 0
    while killed < KILLS:
        workspace = fresh()
        for _ in range(min(KILLS_IN_A_ROW, KILLS - killed)):
            engine = chance.choice(ENGINES)  # a run may go on with what one of another engine left
            ended = nursery.run(workspace, "--engine", engine, kill_after=chance.uniform(0, durations[engine]))
            assert ended.code in {0, -signal.SIGKILL}
            assert missing_from_lake(workspace) == []
            latest = workspace.public / "latest"
            assert not latest.exists() or tree(latest.resolve()) == whole
            if ended.code == 0:
                break  # faster than the moment: this was the clean run, and a further one has nothing to do
            killed += 1
        else:
            assert nursery.run(workspace, "--engine", chance.choice(ENGINES)).code == 0
        assert tree(workspace.public) == published
        assert missing_from_lake(workspace) == []
