"""The right answers of ``tests/mapping/suggest/answers``, and how a suggestion is compared with them.

For the benchmark and for the tests on real files alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest import ColumnGuess, Suggestion

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "mapping" / "suggest" / "answers"
IGNORE, OPEN = "ignore", "open"


@dataclass(frozen=True)
class Answer:
    """What is right for the files of one form.

    Attributes:
        files: Paths below the samples.
        columns: By header (``*`` stands for anything): the right paths, ``ignore`` or ``open``.
        header: Row and rows of the header, ``none``, or None where the format gives the names.
        publisher: The 団体コード or the column that names it; None: the file does not say.
        no_data: Whether the whole file is no procurement.
    """

    files: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    header: Any = None
    publisher: str | None = None
    no_data: bool = False

    def right_for(self, name: str) -> tuple[str, ...]:
        """What a column may be; open if nothing is said of it."""
        for header, paths in self.columns.items():
            if match_key(header) == match_key(name) or ("*" in header and fnmatch(match_key(name), match_key(header))):
                return paths
        return (IGNORE, OPEN)

    def header_is_right(self, suggestion: Suggestion) -> bool:
        """Whether the suggestion found the header where it is."""
        if self.header is None:
            return True
        place = suggestion.header
        if self.header == "none":
            return place is None
        return place == (self.header["row"], self.header["rows"])


@dataclass(frozen=True)
class Score:
    """How many columns are right and left open, and which are wrong, with what they were taken for."""

    right: int
    left_open: int
    wrong: tuple[str, ...] = field(default=())


def answers() -> tuple[Answer, ...]:
    """All answers."""
    return tuple(
        Answer(
            tuple(one["files"]),
            {str(name): _listed(paths) for name, paths in one["columns"].items()},
            one.get("header"),
            one.get("publisher"),
            one.get("no_data", False),
        )
        for path in sorted(FOLDER.glob("*.yaml"))
        for one in YAML(typ="safe").load(path)
    )


def _listed(paths: str | Sequence[str]) -> tuple[str, ...]:
    return (paths,) if isinstance(paths, str) else tuple(paths)


def scored(suggestion: Suggestion, answer: Answer) -> Score:
    """Compare a suggestion with the right answer."""
    told = [verdict(column, answer.right_for(column.name)) for column in suggestion.columns]
    wrong = tuple(
        f"{column.name} → {column.field or IGNORE}"
        for column, said in zip(suggestion.columns, told, strict=True)
        if said == "wrong"
    )
    return Score(told.count("right"), told.count("open"), wrong)


def verdict(column: ColumnGuess, right: Sequence[str]) -> str:
    """``right``, ``open`` or ``wrong``; to leave open what is not for OCDS is right, and so is the other way round."""
    if column.certainty == "open":
        return "right" if OPEN in right or IGNORE in right else "open"
    if column.certainty == "ignored":
        return "right" if OPEN in right or IGNORE in right else "wrong"
    return "right" if column.field in right else "wrong"
