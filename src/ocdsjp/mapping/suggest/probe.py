"""Finds the table in a file: how it is read, where its header is, its columns and its rows.

The only module here that opens a file, always in the reading child. What the columns mean is not its business.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest.formats import read_options_of
from ocdsjp.mapping.suggest.header_place import HeaderPlace, find_place
from ocdsjp.read import Column, ReadOptions, Row, RowKind, column_letter, open_tables
from ocdsjp.read import rules as read_rules

MOST_ROWS = 50_000
"""Rows that are looked at; the key columns are measured on them. A municipal year has some hundreds or thousands."""

_FIRST_ROWS = 80
_MOST_TABLES = 60
_SAME_FORM = 8
_EXAMPLE_SHEET = re.compile(
    "記入例|記載例|作成例|入力例|見本|サンプル|凡例|説明|要領|プルダウン|リスト選択|マスタ|条件|履歴"
)
_SHAPES = {"html": ("record",), "markdown": ("record",), "pdf": ("record", "form")}
"""What else than tables a page of that format may hold."""

_TABLE_NUMBER = re.compile(r"表\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Found:
    """The table of a file.

    Attributes:
        options: The ``read`` block that finds it, as plain values.
        columns: Its columns.
        rows: Its data rows, at most ``MOST_ROWS``, those of further sheets of the same form included.
        titles: The text above the header; of a table without header none.
        notes: Footnotes under it.
        place: Where the header is; None: there is none.
        sheet: The name of the sheet or table, or None.
        complete: Whether these are all rows.
        others: Names of the sheets or tables that were left out.
    """

    options: dict[str, Any]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    place: HeaderPlace | None
    sheet: str | None
    complete: bool
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A table as it stands, before its header is taken for one."""

    options: ReadOptions
    index: int
    sheet: str | None
    rows: tuple[Row, ...]
    place: HeaderPlace | None
    given: tuple[str, ...] = ()  # names that the format itself gives, as databases and records do
    beside: int = 0  # how many known labels stand around the table

    @property
    def names(self) -> tuple[str, ...]:
        """The texts of its header, for comparing sheets."""
        if self.place is None or self.given:
            return tuple(map(match_key, self.given))
        shown = self.rows[self.place.first : self.place.first + self.place.rows]
        return tuple(match_key(str(value)) for row in shown for value in row.values if value is not None)

    def worth(self) -> tuple[int, int, int, int]:
        """Orders candidates: known names, a sheet of data rather than of examples, rows, the first."""
        known = (self.place.known if self.place is not None else 0) + self.beside
        example = self.sheet is not None and _EXAMPLE_SHEET.search(self.sheet) is not None
        return (0 if example else 1, known, min(len(self.rows), 20), -self.index)


def probe(path: Path, file_name: str, is_known: Callable[[str], bool]) -> Found:
    """The table of a file.

    Args:
        path: The file, on this machine.
        file_name: The name that people know.
        is_known: Whether the vocabulary knows a header text.

    Raises:
        ReadError: If it cannot be read, or nothing in it looks like a table.
    """
    best: list[_Candidate] = []
    refused: ReadError | None = None
    for way in _ways(path):
        try:
            candidates = list(_candidates(path, file_name, way, is_known))
        except ReadError as error:
            refused = refused or error
            continue
        if candidates and (not best or _best(candidates).worth() > _best(best).worth()):
            best = candidates
    if not best:
        raise refused or ReadError(read_rules.FILE_EMPTY)
    return _taken(path, file_name, best)


def again(path: Path, file_name: str, found: Found, more: Mapping[str, Any]) -> Found:
    """The same table read with further options, such as ``lines``; as it was, if they do not fit it."""
    options = {**found.options, **more}
    rows: list[Row] = []
    columns: tuple[Column, ...] = ()
    try:
        with open_tables(path, ReadOptions.model_validate(options), file_name=file_name) as tables:
            for table in islice(tables, _MOST_TABLES):
                columns = columns or table.columns
                if [column.name for column in table.columns] == [column.name for column in columns]:
                    rows += islice(table.rows(), MOST_ROWS - len(rows))
    except ReadError:
        return found
    data = tuple(row for row in rows if row.kind is RowKind.DATA and row.problem is None)
    return replace(found, options=options, columns=columns, rows=data) if data else found


def _ways(path: Path) -> Iterator[ReadOptions]:
    """The ways to read a file; pages of labels and values may be records instead of tables."""
    for options in read_options_of(path):
        yield options
        for shape in _SHAPES.get(options.format, ()):
            yield options.model_copy(update={"shape": shape})


def _best(candidates: Sequence[_Candidate]) -> _Candidate:
    return max(candidates, key=_Candidate.worth)


def _candidates(path: Path, file_name: str, way: ReadOptions, is_known: Callable[[str], bool]) -> Iterator[_Candidate]:
    raw = way.model_copy(update={"header": "none"})
    with open_tables(path, raw, file_name=file_name) as tables:
        for index, table in enumerate(islice(tables, _MOST_TABLES)):
            rows = tuple(islice(table.rows(), _FIRST_ROWS))
            given = _given(table.columns)
            lettered = [column for column in table.columns if column.name == column_letter(column.index)]
            if given and len(lettered) > 1:  # a table with labels around it
                own = [replace(row, values=[row.values[column.index] for column in lettered]) for row in rows]
                known = sum(1 for name in given[len(lettered) :] if is_known(name))
                yield _Candidate(way, index, table.sheet, rows, find_place(own, is_known), beside=known)
            elif given:
                known = sum(1 for name in given if is_known(name))
                yield _Candidate(way, index, table.sheet, rows, HeaderPlace(1, 1, 0, known, 0), given)
            else:
                yield _Candidate(way, index, table.sheet, rows, find_place(rows, is_known))
            if way.format in {"csv", "tsv"}:
                return  # one table; asking for the next would read the rest


def _given(columns: Sequence[Column]) -> tuple[str, ...]:
    """The names that columns have without a header; none where they are called by their letters."""
    named = any(column.name != column_letter(column.index) for column in columns)
    return tuple(column.name for column in columns) if named else ()


def _taken(path: Path, file_name: str, candidates: Sequence[_Candidate]) -> Found:
    """The best of the tables and those of the same form, read once more with their header."""
    best = _best(candidates)
    same = [each for each in candidates if each is best or (best.place is not None and _alike(each, best))]
    same = [each for each in same if each is best or each.worth()[0] == best.worth()[0]][:_SAME_FORM]
    others = tuple(each.sheet for each in candidates if each not in same and each.sheet is not None)
    options = _with_header(best)
    chosen = _only(same, candidates, best.options)
    read = [_read(path, file_name, each, len(candidates)) for each in same]
    columns, titles = read[0][0], read[0][1]
    rows = [row for _, _, rows, _ in read for row in rows][:MOST_ROWS]
    return Found(
        options={**options, **chosen},
        columns=columns,
        rows=tuple(row for row in rows if row.kind is RowKind.DATA and row.problem is None),
        titles=titles,
        notes=tuple(_noted(row) for row in rows if row.kind is RowKind.NOTE),
        place=best.place,
        sheet=best.sheet,
        complete=all(complete for *_, complete in read),
        others=others,
    )


def _alike(one: _Candidate, other: _Candidate) -> bool:
    """Whether two tables have the same header."""
    return one.place is not None and one.names == other.names and bool(one.given) == bool(other.given)


def _plain_options(options: ReadOptions) -> dict[str, Any]:
    plain: dict[str, Any] = options.model_dump(mode="json", exclude_defaults=True)
    if plain.get("encoding") == "utf-8-sig":
        plain["encoding"] = "utf-8"
    return plain


def _with_header(best: _Candidate) -> dict[str, Any]:
    plain = _plain_options(best.options)
    if best.given:
        return plain
    if best.place is None:
        return {**plain, "header": "none"}
    plain["header"] = {"row": best.place.row, "rows": best.place.rows}
    if best.place.stacked:
        plain["rows_per_record"] = best.place.rows
    if best.place.skip:
        plain["skip_rows_after_header"] = best.place.skip
    return plain


def _only(same: Sequence[_Candidate], candidates: Sequence[_Candidate], options: ReadOptions) -> dict[str, Any]:
    """The part of the ``read`` block that leaves other sheets and tables out."""
    return {} if len(same) == len(candidates) else _filter(same, options)


def _filter(wanted: Sequence[_Candidate], options: ReadOptions) -> dict[str, Any]:
    names = [each.sheet for each in wanted if each.sheet is not None]
    if options.format == "excel":
        return {"sheets": names}
    numbers = [int(found.group(1)) for name in names if (found := _TABLE_NUMBER.search(name))]
    return {"tables": numbers} if len(numbers) == len(names) and "tables" in ReadOptions.model_fields else {}


def _read(
    path: Path, file_name: str, candidate: _Candidate, count: int
) -> tuple[tuple[Column, ...], tuple[str, ...], list[Row], bool]:
    """Columns, titles, rows and completeness of one table, read with its header."""
    only = _filter([candidate], candidate.options) if count > 1 else {}
    options = ReadOptions.model_validate({**_with_header(candidate), **only})
    index = 0 if only else candidate.index
    with open_tables(path, options, file_name=file_name) as tables:
        table = next(islice(tables, index, None))
        rows = list(islice(table.rows(), MOST_ROWS + 1))
    return table.columns, table.title_lines, rows[:MOST_ROWS], len(rows) <= MOST_ROWS


def _noted(row: Row) -> str:
    return " ".join(str(value) for value in row.values if value is not None)
