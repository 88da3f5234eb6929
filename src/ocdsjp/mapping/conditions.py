"""Conditions on cells as functions: what ``when`` and ``no_data`` of a mapping test."""

from collections.abc import Callable
from typing import Any

from ocdsjp.japan.text import cell_key, is_blank, match_key
from ocdsjp.mapping.cells import as_cell
from ocdsjp.mapping.model import Condition


def cell_test(condition: Condition) -> Callable[[Any], bool]:
    """Whether a cell meets a condition; ``negate`` is not applied."""
    equals = frozenset(map(match_key, condition.equals)) if condition.equals is not None else None
    contains = tuple(map(match_key, condition.contains)) if condition.contains is not None else None
    starts = tuple(map(match_key, condition.starts)) if condition.starts is not None else None
    blank = condition.blank

    def holds(cell: Any) -> bool:
        # What an error in a formula shows is no term, but the cell is not blank either.
        cell = as_cell(cell)
        if blank is not None and is_blank(cell) is not blank:
            return False
        if equals is None and contains is None and starts is None:
            return True
        key = cell_key(cell)
        return (
            (equals is None or key in equals)
            and (contains is None or any(part in key for part in contains))
            and (starts is None or key.startswith(starts))
        )

    return holds
