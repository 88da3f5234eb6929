"""Vertical merges under a header: the one value stands for each row that has something of its own. Nothing else."""

from collections import deque
from collections.abc import Iterable

from ocdsjp.read.cells import Value, is_empty
from ocdsjp.read.tables import Merge


class DownwardMerges:
    """Writes the values of merged cells into the rows that they cover, as those pass in their order.

    Ranges are opened as their first row passes and closed after their last, so a range costs nothing but its rows.
    """

    def __init__(self, merges: Iterable[Merge]) -> None:
        tall = sorted((merge for merge in merges if merge.bottom > merge.top), key=lambda merge: merge.top)
        self._waiting = deque(tall)
        self._open: list[tuple[Merge, Value]] = []

    def fill(self, number: int, values: list[Value]) -> None:
        """Fill the empty cells of row ``number`` that lie in the first column of a merged range."""
        if not self._waiting and not self._open:
            return
        self._open = [(merge, value) for merge, value in self._open if merge.bottom >= number]
        for merge, value in self._open:
            if merge.left < len(values) and is_empty(values[merge.left]):
                values[merge.left] = value
        while self._waiting and self._waiting[0].top <= number:
            merge = self._waiting.popleft()
            if merge.top == number and merge.left < len(values) and not is_empty(values[merge.left]):
                self._open.append((merge, values[merge.left]))
