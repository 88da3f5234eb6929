"""Checks of how a sheet is laid out: tables, blank rows, merges, hidden things, header. One function per rule."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from ocdsjp.findings import Rule
from ocdsjp.japan.text import match_key
from ocdsjp.lint.page import Line, Page, Range
from ocdsjp.lint.remark import Remark, at
from ocdsjp.read import RowKind
from ocdsjp.read.cells import cell_ref, column_letter

SEVERAL_TABLES = Rule(
    "L1-02",
    "同じシートに、別の見出しを持つ表がもう1つあります（見出し『{value}』）。",
    'There is a second table with a header of its own ("{value}") on the sheet.',
    "表ごとにシート（CSV ではファイル）を分けてください。",
    "Put each table on a sheet (for CSV: into a file) of its own.",
)
BLANK_ROWS = Rule(
    "L1-03",
    "データの途中に空白行があります。",
    "There are blank rows within the data.",
    "空白行を削除してください。",
    "Delete the blank rows.",
)
BLANK_COLUMNS = Rule(
    "L1-03",
    "表の途中に空白列があります。",
    "There are blank columns within the table.",
    "空白列を削除してください。",
    "Delete the blank columns.",
)
HEADER_AGAIN = Rule(
    "L1-03",
    "データの途中に見出しがもう一度あります。",
    "The header stands once more within the data.",
    "見出しは先頭の1回だけにしてください。印刷には「タイトル行」の設定が使えます。",
    "Keep the first one only; printing can repeat title rows by itself.",
)
TOTALS = Rule(
    "L1-04",
    "データの行に合計・小計の行（『{value}』）が混ざっています。",
    'Rows of totals ("{value}") stand among the rows of data.',
    "合計・小計の行を削除するか、別のシートに移してください。",
    "Delete them, or move them to another sheet.",
)
NOTES = Rule(
    "L1-04",
    "表の下に注記などがあります（『{value}』）。",
    'There are notes below the table ("{value}").',
    "注記は別のシートか説明の文書に移してください。",
    "Move them to another sheet or into a document.",
)
NAMELESS = Rule(
    "L1-05",
    "項目名のない列にデータがあります。",
    "Columns without a name hold data.",
    "内容の分かる項目名を付けてください。",
    "Give them names that say what they hold.",
)
NO_HEADER = Rule(
    "L1-05",
    "項目名の行が見つかりません。",
    "No row of column names was found.",
    "先頭の行に、列ごとの項目名を書いてください。",
    "Write the names of the columns into the first row.",
)
DRAWN = Rule(
    "L1-10",
    "セルの外に {kinds} があります。",
    "There are things outside of the cells: {kinds}.",
    "必要な内容はセルに書き、図形や画像は削除してください。",
    "Write what is needed into cells and delete them.",
)
STRUCK = Rule(
    "L1-11",
    "取り消し線の付いたセルがあります（『{value}』）。",
    'Cells are struck through ("{value}").',
    "取り消した行を削除するか、取り消しであることを文字で書く列を作ってください。",
    "Delete what is void, or say so in words in a column.",
)
MERGED = Rule(
    "L1-12",
    "セルが結合されています。",
    "Cells are merged.",
    "結合を解除し、同じ内容をそれぞれのセルに入れてください。",
    "Unmerge them and repeat the content in each cell.",
)
HIDDEN_ROWS = Rule(
    "L1-13",
    "非表示の行があります。",
    "Rows are hidden.",
    "不要であれば削除し、必要であれば表示してください。非表示のままでも、公開すればだれでも読めます。",
    "Delete them or show them. Whoever has the file can read what is hidden.",
)
HIDDEN_COLUMNS = Rule(
    "L1-13",
    "非表示の列があります。",
    "Columns are hidden.",
    HIDDEN_ROWS.mend_ja,
    HIDDEN_ROWS.mend_en,
)
HIDDEN_SHEET = Rule(
    "L1-13",
    "非表示のシートがあります。",
    "The sheet is hidden.",
    HIDDEN_ROWS.mend_ja,
    HIDDEN_ROWS.mend_en,
)
SAME_NAME = Rule(
    "L2-03",
    "同じ項目名『{value}』の列が複数あります。",
    'Several columns have the name "{value}".',
    "列ごとに異なる項目名にしてください。",
    "Give each column a name of its own.",
)
HIGH_HEADER = Rule(
    "L2-03",
    "項目名が {rows} 行に分かれています。",
    "The names of the columns take {rows} rows.",
    "1行にまとめ、「入札参加者_名称」のように列ごとに完結した項目名にしてください。",
    "Use one row, with names that are whole in each column.",
)
FORMULAS = Rule(
    "L2-06",
    "数式のセルがあります。",
    "Cells hold formulas.",
    "「値の貼り付け」で値に直してください。",
    "Replace them by their values.",
)
LATE_HEADER = Rule(
    "L3-01",
    "項目名の行より上に、表題や空白行があります（『{value}』）。項目名は {row} 行目です。",
    'Titles or blank rows stand above the names of the columns ("{value}"), which are in row {row}.',
    "1行目を項目名の行にし、表題はシート名かファイル名にしてください。",
    "Make the names the first row, and the title the name of the sheet or file.",
)
WIDE = Rule(
    "L3-09",
    "『{value}』のように番号や年だけが違う列が {columns} 列並んでいます（横持ち）。",
    'Columns repeat with another number or year only, {columns} of the kind "{value}" (wide form).',
    "1つの番号や年を1行にして、縦に並べてください。",
    "Give each number or year a row of its own.",
)

_DRAWN_JA = {
    "picture": "画像",
    "shape": "図形",
    "chart": "グラフ",
    "comment": "コメント（メモ）",
    "control": "ボタン等",
}
_MEANINGLESS = re.compile(r"[A-Za-z]|\d+|[-－*＊・.．]+|列\d+|column\d+|unnamed.*", re.IGNORECASE)
_FIGURES = re.compile(r"\d+|[①-⑳一二三四五六七八九十]+(?=[回社者位号年])")
_REPEATS = 3
_FEW = 2


def several_tables(page: Page) -> Iterator[Remark]:
    """L1-02: after a blank row, a full row of other words stands where the rows of data hold figures."""
    if not page.header or not _has_figures(page):
        return
    for above, line in _neighbours(page):
        if _blank_between(page, above, line) and _is_new_header(page, line):
            names = "、".join(str(line.cells[column]) for column in line.shown[:_REPEATS])
            yield from at(SEVERAL_TABLES, page.name, [_row(line)], names)


def blank_rows(page: Page) -> Iterator[Remark]:
    """L1-03: blank rows between the header and the last row of data."""
    blanks: list[str] = []
    for above, line in _neighbours(page):
        if line.kind is not RowKind.NOTE:
            blanks += [f"{number}:{number}" for number in _numbers_between(page, above, line)]
    yield from at(BLANK_ROWS, page.name, blanks)


def blank_columns(page: Page) -> Iterator[Remark]:
    """L1-03: columns without name and data, with others on both sides."""
    filled = {column for line in (*page.header, *page.data) for column in line.shown}
    covered = {column for merge in page.merges for column in range(merge.left, merge.right + 1)}
    blank = [
        column for column in range(min(filled, default=0), max(filled, default=0)) if column not in filled | covered
    ]
    yield from at(BLANK_COLUMNS, page.name, (f"{column_letter(column)}:{column_letter(column)}" for column in blank))


def header_again(page: Page) -> Iterator[Remark]:
    """L1-03: the header again, as at a page break."""
    own = [_key(line) for line in page.header]
    yield from at(HEADER_AGAIN, page.name, [_row(line) for line in page.body if _key(line) in own])


def totals(page: Page) -> Iterator[Remark]:
    """L1-04: rows of totals."""
    found = [line for line in page.body if line.kind is RowKind.TOTAL]
    yield from at(TOTALS, page.name, map(_row, found), _first(found))


def notes(page: Page) -> Iterator[Remark]:
    """L1-04: notes below the table."""
    found = [line for line in page.body if line.kind is RowKind.NOTE]
    yield from at(NOTES, page.name, map(_row, found), _first(found))


def names(page: Page) -> Iterator[Remark]:
    """L1-05: columns of data without a telling name; L2-03: names that are not alone, or spread over rows."""
    if not page.header:
        if page.lines:
            yield Remark(NO_HEADER, page.name)
        return
    holding = {column for line in page.data for column in line.shown}
    last = page.header[-1].number
    nameless = [cell_ref(column, last) for column in sorted(holding) if not _telling(page.names[column])]
    yield from at(NAMELESS, page.name, nameless)
    counts = Counter(map(match_key, page.names))
    for key in (key for key, count in counts.items() if key and count > 1):
        same = [column for column, name in enumerate(page.names) if match_key(name) == key]
        yield from at(SAME_NAME, page.name, (cell_ref(column, last) for column in same), page.names[same[0]])
    if len(page.header) > 1:
        rows = f"{page.header[0].number}:{last}"
        yield from at(HIGH_HEADER, page.name, [rows], rows=len(page.header))


def drawn(page: Page) -> Iterator[Remark]:
    """L1-10: drawings, pictures, charts, comments, buttons."""
    kinds = dict.fromkeys(one.kind for one in page.look.drawn)
    if kinds:
        words = "、".join(_DRAWN_JA.get(kind, kind) for kind in kinds)
        cells = tuple(one.cell for one in page.look.drawn if one.cell)
        yield Remark(DRAWN, page.name, cells, len(page.look.drawn), None, {"kinds": words})


def struck(page: Page) -> Iterator[Remark]:
    """L1-11: text with a line through it."""
    values = {cell_ref(column, line.number): line.cells[column] for line in page.lines for column in line.shown}
    cells = [cell for cell in page.look.struck if cell in values]
    yield from at(STRUCK, page.name, cells, values.get(cells[0]) if cells else None)


def merged(page: Page) -> Iterator[Remark]:
    """L1-12: merged cells."""
    yield from at(MERGED, page.name, (merge.text for merge in sorted(page.merges, key=_place)))


def hidden(page: Page) -> Iterator[Remark]:
    """L1-13: hidden rows and columns. Only those that hold something, and all between them, count."""
    rows = {line.number for line in page.lines}
    columns = {column for line in page.lines for column in line.shown}
    yield from at(HIDDEN_ROWS, page.name, (f"{row}:{row}" for row in page.look.hidden_rows if row in rows))
    letters = (column_letter(column) for column in page.look.hidden_columns if column in columns)
    yield from at(HIDDEN_COLUMNS, page.name, (f"{letter}:{letter}" for letter in letters))


def formulas(page: Page) -> Iterator[Remark]:
    """L2-06: formulas."""
    yield from at(FORMULAS, page.name, page.look.formulas or ())


def late_header(page: Page) -> Iterator[Remark]:
    """L3-01: the header is not the first row."""
    if page.header and page.header[0].number > 1:
        above = [_row(line) for line in page.titles] or ["1:1"]
        yield from at(LATE_HEADER, page.name, above, _first(list(page.titles)) or "", row=page.header[0].number)


def wide(page: Page) -> Iterator[Remark]:
    """L3-09: names that differ by a number or a year only."""
    alike: dict[str, list[int]] = {}
    for column, name in enumerate(page.names):
        key = _FIGURES.sub("#", match_key(name))
        if "#" in key and key != "#":
            alike.setdefault(key, []).append(column)
    row = page.header[-1].number if page.header else 1
    for columns in alike.values():
        if len({match_key(page.names[column]) for column in columns}) >= _REPEATS:
            cells = (cell_ref(column, row) for column in columns)
            yield from at(WIDE, page.name, cells, page.names[columns[0]], columns=len(columns))


def _neighbours(page: Page) -> Iterator[tuple[Line, Line]]:
    """Each row from the last of the header on, with the one above it."""
    lines = (*page.header[-1:], *page.body)
    return pairwise(lines)


def _numbers_between(page: Page, above: Line, line: Line) -> range:
    """The numbers of the rows between two rows; a record of a text file may take several lines itself."""
    breaks = sum(str(value).count("\n") for value in above.cells if isinstance(value, str)) if page.is_text else 0
    return range(above.number + 1 + breaks, line.number)


def _blank_between(page: Page, above: Line, line: Line) -> bool:
    return bool(_numbers_between(page, above, line))


def _has_figures(page: Page) -> bool:
    """Whether most rows of data hold something that is no word: only then a row of words is remarkable."""
    figures = sum(1 for line in page.data if not line.is_words)
    return figures * _FEW > len(page.data)


def _is_new_header(page: Page, line: Line) -> bool:
    if len(line.shown) < _FEW or not line.is_words or _key(line) in {_key(each) for each in page.header}:
        return False
    below = [each for each in page.body if each.number > line.number][:_FEW]
    return any(not each.is_words and len(each.shown) >= _FEW for each in below)


def _key(line: Line) -> tuple[str, ...]:
    return tuple(match_key(str(line.cells[column])) for column in line.shown)


def _row(line: Line) -> str:
    return f"{line.number}:{line.number}"


def _place(merge: Range) -> tuple[int, int]:
    return merge.top, merge.left


def _first(lines: list[Line]) -> str | None:
    return next((str(line.cells[line.shown[0]]) for line in lines), None)


def _telling(name: str) -> bool:
    return bool(name) and _MEANINGLESS.fullmatch(name) is None
