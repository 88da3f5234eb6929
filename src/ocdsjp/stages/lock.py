"""One run per workspace: a lock that ends with its process, however that ends. Readers need none."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocdsjp.errors import UsageError

_NAME = ".run.lock"


@contextmanager
def alone(workspace: Path) -> Iterator[None]:
    """Hold the workspace for a run; the folder is made if need be.

    Raises:
        UsageError: If another process holds it.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(workspace / _NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            # flock(2): the kernel frees it when the process dies, so a kill leaves nothing to clean up.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(_busy(workspace, descriptor)) from None
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _busy(workspace: Path, descriptor: int) -> str:
    holder = os.pread(descriptor, 20, 0).decode("ascii", "replace") or "?"
    return (
        f"another run (process {holder}) is at work in {workspace}; wait for it or choose another workspace"
        f" / 別の実行（プロセス {holder}）がこの作業フォルダーを使っています。"
        "終わるのを待つか、別のフォルダーを指定してください"
    )
