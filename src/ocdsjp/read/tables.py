"""The tables that a file holds: columns, rows with their numbers, and what was noticed while reading.

Only the shapes stand here, the same in the child that parses and in the parent that maps. How a header is found is in
``headers``, what kind a row has in ``rows``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.read.cells import Value, item_ref


class RowKind(IntEnum):
    """What a row under the header is. Only ``DATA`` rows are procurement records."""

    DATA = 0
    TOTAL = 1  # 合計, 小計: good for reconciling, never a record
    NOTE = 2  # a footnote such as ※誤記修正
    HIDDEN = 3  # hidden by the publisher, and the mapping does not include hidden rows
    REPEATED_HEADER = 4  # the header again, as at a page break


class Spot(NamedTuple):
    """Where a cell stands on paper: page (from 1), and how far from its left and top edge, in millimetres."""

    page: int
    left: int
    top: int


class Labelled(NamedTuple):
    """A value with its label, as forms and notices have them, and where it stands if the file has pages."""

    label: str
    value: Value
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: The header without line breaks and spaces, rows of a multi-row header joined with ``／``; a second
            column of the same name is ``name#2``; a column without header is named by its letter.
        letter: ``A``, ``B``, as a spreadsheet shows it (for CSV: as a spreadsheet would); "" where the format names
            its items itself (XML, JSON, databases).
        index: 0-based position; ``row.values[column.index]`` is its cell.
        hidden: True if the publisher hid it and hidden columns are not included; all its cells are then None.
        below: How many rows below the row's number its cells stand, where a record takes several rows.
    """

    name: str
    letter: str
    index: int
    hidden: bool = False
    below: int = 0


@dataclass(slots=True)
class Row:
    """One row under the header; rows that show nothing at all are not rows.

    Attributes:
        number: Row number as the spreadsheet shows it, 1-based; for CSV the line on which the record begins.
        kind: What it is.
        values: One value per column of the table, in order; of a row with a problem whatever could be told apart.
        problem: Why the row cannot be trusted as a whole (it goes into quarantine), or None.
        spots: For files with pages where each value stands, in the order of ``values``; None for all others.
    """

    number: int
    kind: RowKind
    values: list[Value]
    problem: NotationError | None = None
    spots: Sequence[Spot | None] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    Attributes:
        sheet: Sheet name, or None for text files.
        columns: Its columns, in the order of the file.
        title_lines: The text above the header, a string per row.
        date_1904: True if the workbook counts its days from 1904; matters for serials in cells without date format.
    """

    sheet: str | None
    columns: tuple[Column, ...]
    title_lines: tuple[str, ...]
    date_1904: bool
    _rows: Iterator[Row]

    def rows(self) -> Iterator[Row]:
        """The rows, once and in the order of the file; taking the next table drops those not yet taken.

        Raises:
            ReadError: If the file turns out to be unreadable further down. Rows taken before are then void, too.
        """
        return self._rows

    def cell(self, column: Column, row: Row) -> str:
        """``F27``: the address of a cell; ``[27]/契約者/名称`` where columns have no letters.

        In a file with pages the place on paper follows: ``F27（3ページ 左35mm 上120mm）``.
        """
        ref = f"{column.letter}{row.number + column.below}" if column.letter else item_ref(column.name, row.number)
        spot = row.spots[column.index] if row.spots is not None and column.index < len(row.spots) else None
        return ref if spot is None else f"{ref}（{spot.page}ページ 左{spot.left}mm 上{spot.top}mm）"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth telling that did not keep a row from being read.

    Attributes:
        rule: What it is.
        sheet, row, cell: Where, as far as it has a place.
        value, detail: What the rule's messages mention.
    """

    rule: Rule
    sheet: str | None = None
    row: int | None = None
    cell: str | None = None
    value: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What a reader learnt about a file; complete when all tables have been read.

    Attributes:
        format: ``csv``, ``tsv``, ``xlsx`` or ``xls``.
        encoding: The encoding that was used, for text files.
        rows: Rows of every kind, over all tables.
        gaiji_count: Number of cells with characters that only their publisher can read; the first are notices.
        nul_count: NUL characters that were dropped.
        skipped_sheets: Hidden sheets that were not read.
        notices: What is worth telling one by one, in the order of the file.
    """

    format: str = ""
    encoding: str | None = None
    rows: int = 0
    gaiji_count: int = 0
    nul_count: int = 0
    skipped_sheets: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: 0-based column indexes and 1-based row numbers, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class GridRow:
    """One row of a sheet or one record of a text file, before it has a header. ``spots``: see ``Row``."""

    number: int
    values: list[Value]
    problem: NotationError | None = None
    spots: Sequence[Spot | None] | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or one text file as it stands, before it is known where its header is.

    Attributes:
        sheet: Sheet name, or None for text files.
        rows: Its rows in order, those that show nothing left out or not.
        width: Number of columns if known beforehand, else None (text files).
        merges: Merged ranges.
        hidden_rows: Numbers of hidden rows.
        hidden_columns: Indexes of hidden columns.
        date_1904: See ``Table``.
        titles: Headings that stand above it in the file but in none of its rows; the nearest is the last.
        links: Addresses that cells link to, several with line breaks between, by row number and column index.
        struck: Cells that show text struck through, likewise: True if they show no other text.
        labels: Cells that are marked as headings of others (th, dt), likewise.
        places: Where the cells of each column stand if not in the column of its index and in the row of its number:
            a column index, and how many rows below.
        names: The names of the columns where the format has them (XML, JSON, databases): no row is a header then, a
            total or a footnote.
        optional: True if it may be no table of the source (a menu, a search form), so that without the expected
            columns it is passed over.
        beside: Labels and values around the table that hold for each of its rows: columns after its own.
    """

    sheet: str | None
    rows: Iterator[GridRow]
    width: int | None = None
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    date_1904: bool = False
    titles: tuple[str, ...] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    struck: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    labels: frozenset[tuple[int, int]] = frozenset()
    places: tuple[tuple[int, int], ...] = ()
    optional: bool = False
    names: tuple[str, ...] | None = None
    beside: tuple[Labelled, ...] = ()
