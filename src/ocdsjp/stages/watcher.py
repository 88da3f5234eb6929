"""Watching a run: who runs the stages tells a watcher how it goes. No stage knows of it."""


class Watcher:
    """Told when a stage begins and ends, what it finished, and which check blocked the run.

    This one looks on in silence and only remembers what blocked; others show it.
    """

    def __init__(self) -> None:
        self.blocked: list[tuple[str, str]] = []

    def begin(self, stage: str) -> None:
        """A stage (an asset's name) begins."""

    def step(self, unit: str) -> None:
        """A unit of the present stage is done."""

    def end(self) -> None:
        """The present stage is done."""

    def failed(self, check: str, message: str) -> None:
        """A blocking check failed."""
        self.blocked.append((check, message))
