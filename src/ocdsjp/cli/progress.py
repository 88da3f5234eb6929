"""Shows how a run goes, on standard error: a moving line per stage on a terminal, a line at its end elsewhere."""

import time
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from ocdsjp.findings import Language
from ocdsjp.stages.watcher import Watcher

STAGES: dict[str, dict[Language, str]] = {
    "collected": {"ja": "収集", "en": "collect"},
    "drafts": {"ja": "対応付け", "en": "map"},
    "releases": {"ja": "リリース作成", "en": "release"},
    "compiled_releases": {"ja": "統合", "en": "compile"},
    "publication": {"ja": "公開物作成", "en": "publish"},
}
_DONE: dict[Language, str] = {
    "ja": "{stage}: {count:,} 件（{seconds:.1f} 秒）",
    "en": "{stage}: {count:,} ({seconds:.1f} s)",
}


class StageProgress(Watcher):
    """Use it as a context manager around a run."""

    def __init__(self, speech: Language) -> None:
        super().__init__()
        self._speech = speech
        self._console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("{task.completed:,.0f}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[unit]}", style="dim"),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._stage = ""
        self._count = 0
        self._began = 0.0

    def begin(self, stage: str) -> None:
        """A stage begins."""
        self._stage, self._count, self._began = STAGES[stage][self._speech], 0, time.monotonic()
        self._task = self._bar.add_task(self._stage, total=None, unit="")

    def step(self, unit: str) -> None:
        """A unit of the present stage is done."""
        self._count += 1
        if self._task is not None:
            self._bar.update(self._task, advance=1, unit=escape(unit))

    def end(self) -> None:
        """The present stage is done."""
        if self._task is not None:
            self._bar.update(self._task, total=max(1, self._count), completed=max(1, self._count), unit="")
        if not self._console.is_terminal:
            seconds = time.monotonic() - self._began
            line = _DONE[self._speech].format(stage=self._stage, count=self._count, seconds=seconds)
            typer.echo(line, err=True)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
