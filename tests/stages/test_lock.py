"""One run per workspace."""

import os
import subprocess
import sys
import time

import pytest

from ocdsjp.errors import UsageError
from ocdsjp.stages.lock import alone

HOLD = """
import sys, time
from pathlib import Path
from ocdsjp.stages.lock import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_refused_with_the_number_of_the_first(tmp_path):
    with alone(tmp_path), pytest.raises(UsageError, match=rf"process {os.getpid()}\b"), alone(tmp_path):
        pass


def test_it_is_free_again_after_the_block_even_when_that_raises(tmp_path):
    with pytest.raises(ValueError, match="inside"), alone(tmp_path):
        raise ValueError("inside")
    with alone(tmp_path):
        pass


def test_other_workspaces_are_not_concerned(tmp_path):
    with alone(tmp_path / "a"), alone(tmp_path / "b"):
        assert (tmp_path / "a").is_dir()


def test_a_killed_holder_leaves_it_free(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match=f"process {holder.pid}"), alone(tmp_path):
            pass
        holder.kill()
    time.sleep(0.05)
    with alone(tmp_path):
        pass
