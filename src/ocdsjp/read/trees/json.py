"""Reads the records of a JSON document or of JSON Lines as one grid for each path, as a stream.

A column is named by the path of keys below the record, ``契約/契約者/名称``; lists follow ``records.flatten``. Strict
where parsers silently forgive: NaN and numbers beyond all bounds are no values, a key that occurs twice in an object
breaks its record, figures keep every digit. What the items mean is decided elsewhere.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from ocdsjp.errors import NotationError, ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import BrokenCell, Value
from ocdsjp.read.kinds import refuse_others
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, Report
from ocdsjp.read.text.encodings import survey
from ocdsjp.read.trees.json_walk import DEEPEST, Walker, shorten
from ocdsjp.read.trees.records import STEP, Record, Tree, flatten, note_nul, record_grid

_CHUNK = 1 << 20
_ANY = "*"
_LONGEST_INTEGER = 18  # digits that surely fit into 64 bits, which is what passes to the parent
_FOUND = 20  # keys that an error names
_SHOWN = 60


def open_grids(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Iterator[Grid]:
    """A grid for each of the declared paths of records, or one for the whole document.

    Raises:
        ReadError: If it is no JSON, is in another encoding, or lacks the records.
    """
    report.format = options.format
    refuse_others(path, "JSON", "JSON", None)
    encoding = survey(path, options.encoding).encoding
    report.encoding = encoding
    nul_count = 0
    for place in options.records or (None,):
        steps = () if place is None else tuple(place.split(STEP))
        grid, count = record_grid(place, partial(_records, path, encoding, steps), limits, report)
        nul_count += count
        yield grid
    note_nul(nul_count, report)


def _records(path: Path, encoding: str, steps: Sequence[str]) -> Iterator[Record]:
    """The records at a path of keys.

    Raises:
        ReadError: If it is no JSON or lacks the records.
    """
    walk = _Walk(Walker(_utf8(path, encoding)))
    for number, text in enumerate(walk.documents(steps), start=1):
        yield parse_record(number, text)
    if not walk.found:
        raise ReadError(rules.RECORDS_NOT_FOUND, STEP.join(steps), found="、".join(walk.seen))


def _utf8(path: Path, encoding: str) -> Iterator[bytes]:
    """The file in UTF-8, whatever it is in."""
    with path.open(encoding=encoding, newline="") as file:
        while text := file.read(_CHUNK):
            yield text.encode("utf-8")


@dataclass(slots=True)
class _Walk:
    """The way to the records of a document, or of many, one on a line."""

    walker: Walker
    found: bool = False
    seen: dict[str, None] = field(default_factory=dict)

    def documents(self, steps: Sequence[str]) -> Iterator[str]:
        """The texts of all records."""
        self.walker.peek()
        while True:
            yield from self._descend(steps, 0)
            self.walker.on_new_line = False
            follower = self.walker.peek()
            if not follower:
                return
            if not self.walker.on_new_line:
                at = str(self.walker.characters + 1)
                raise ReadError(rules.JSON_TRAILING, follower, at=at)

    def _descend(self, steps: Sequence[str], depth: int) -> Iterator[str]:
        """The records in the value that comes next, which is taken whole."""
        if depth > DEEPEST:
            raise ReadError(rules.JSON_TOO_DEEP, None, limit=DEEPEST)
        following = self.walker.peek()
        if following == "[":
            yield from self._list(steps, depth)
        elif not steps:
            self.found = True
            yield self.walker.text()
        elif following == "{":
            yield from self._object(steps, depth)
        else:
            self.walker.text()

    def _list(self, steps: Sequence[str], depth: int) -> Iterator[str]:
        """The elements of a list are all on the way; a ``*`` may stand for them or be left out."""
        rest = steps[1:] if steps and steps[0] == _ANY else steps
        self.found = self.found or not rest
        for _ in self.walker.places():
            if rest or self.walker.peek() == "[":
                yield from self._descend(rest, depth + 1)
            else:
                yield self.walker.text()

    def _object(self, steps: Sequence[str], depth: int) -> Iterator[str]:
        known: set[str] = set()
        for key in self.walker.members():
            if key in known:
                raise ReadError(rules.JSON_DUPLICATE_KEY, shorten(key))
            known.add(key)
            if steps[0] in {_ANY, key}:
                yield from self._descend(steps[1:], depth + 1)
            else:
                if len(self.seen) < _FOUND:
                    self.seen[key] = None
                self.walker.text()


def parse_record(number: int, text: str) -> Record:
    """One record from its text. Whatever is wrong in it is a problem of this record, or of one of its values."""
    repeated: list[str] = []
    decoder = json.JSONDecoder(
        object_pairs_hook=partial(_object, repeated),
        parse_int=_integer,
        parse_float=_number,
        parse_constant=partial(BrokenCell, rules.CELL_NOT_FINITE),
    )
    try:
        tree: Tree = decoder.decode(text)
    except RecursionError:
        return Record(number, {}, NotationError(rules.JSON_TOO_DEEP, None, limit=DEEPEST))
    if _depth(tree) > DEEPEST:
        return Record(number, {}, NotationError(rules.JSON_TOO_DEEP, None, limit=DEEPEST))
    if not isinstance(tree, dict):
        return Record(number, {}, NotationError(rules.RECORD_NOT_OBJECT, text[:_SHOWN]))
    problem = NotationError(rules.JSON_DUPLICATE_KEY, shorten(repeated[0])) if repeated else None
    return Record(number, flatten(tree), problem)


def _object(repeated: list[str], pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        repeated += [key for key, times in counted.items() if times > 1]
    return made


def _integer(digits: str) -> Value:
    """The number, or its digits as text where it is longer than what programs hold exactly."""
    return int(digits) if len(digits.lstrip("-")) <= _LONGEST_INTEGER else digits


def _number(digits: str) -> Value:
    """The number; as written where a float is not the same number; broken where it is beyond all bounds."""
    number = float(digits)
    if math.isinf(number):
        return BrokenCell(rules.CELL_NOT_FINITE, digits[:_SHOWN])
    return number if Decimal(repr(number)) == Decimal(digits) else digits


def _depth(tree: Tree) -> int:
    """How deep lists and objects nest."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        children: Sequence[Tree] = ()
        if isinstance(node, dict):
            children = tuple(node.values())
        elif isinstance(node, list):
            children = node
        else:
            continue
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in children if isinstance(child, dict | list)]
    return deepest
