"""Looks at a file and says what its mapping may be: the way into this package.

Only the order of the steps is here; each step has a module. Nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from ocdsjp.errors import ReadError
from ocdsjp.japan.text import cell_text, is_blank, match_key, squash
from ocdsjp.mapping.bodies import Bodies
from ocdsjp.mapping.cells import as_cell
from ocdsjp.mapping.model import Mapping as MappingFile
from ocdsjp.mapping.periods import stated_fiscal_year
from ocdsjp.mapping.suggest.around import case_title, labelled_lines
from ocdsjp.mapping.suggest.blocks import find_blocks
from ocdsjp.mapping.suggest.columns import Seen, guess_column
from ocdsjp.mapping.suggest.context import in_context
from ocdsjp.mapping.suggest.declare import Table as Drafted
from ocdsjp.mapping.suggest.evidence import Evidence, Examiner
from ocdsjp.mapping.suggest.layout_fit import (
    Layout,
    by_layout,
    fitting,
    fitting_unnamed,
    load_layout,
    load_layouts,
    load_unnamed_layouts,
)
from ocdsjp.mapping.suggest.marks import Marks, marks_of_titles
from ocdsjp.mapping.suggest.model import (
    BlockGuess,
    ColumnGuess,
    KeyGuess,
    NoDataGuess,
    PublisherGuess,
    Reason,
    Suggestion,
)
from ocdsjp.mapping.suggest.no_procurement import single_rows, whole_file
from ocdsjp.mapping.suggest.probe import Found, again, probe
from ocdsjp.mapping.suggest.publisher import body_in, find_publisher
from ocdsjp.mapping.suggest.revise import Table, opened
from ocdsjp.mapping.suggest.shape import Measured, continued, key_of, repeats, results_of_cases, shape_of
from ocdsjp.mapping.suggest.stacks import stacked_cells
from ocdsjp.mapping.suggest.whole import UNRECOGNISED, mapping_of
from ocdsjp.mapping.suggest.whose import may_bid
from ocdsjp.mapping.suggest.words import HeaderWords
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.read import Column, column_letter, open_tables
from ocdsjp.read.cells import Value

_CELLS = 40_000
_LEAST_SAMPLE, _MOST_SAMPLE = 40, 600
_LONGEST_TITLE = 100
_WITHOUT_LINES = frozenset({"xml", "json", "rss", "sqlite"})


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The table of a file and what its values are like."""

    found: Found
    columns: tuple[Column, ...]
    values: Sequence[Sequence[Value]]
    places: Mapping[str, int]
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True)
class _Guessed:
    """Its columns, guessed."""

    columns: tuple[ColumnGuess, ...]
    blocks: tuple[BlockGuess, ...]
    repeated: bool


def suggest(
    path: Path,
    mappings: Path,
    vocabularies: Vocabularies,
    bodies: Bodies,
    *,
    file_name: str | None = None,
    layout: str | None = None,
    publisher: str | None = None,
) -> Suggestion:
    """What the mapping of a file may be.

    Args:
        path: The file, on this machine.
        mappings: The folder of layouts and vocabulary.
        vocabularies: Its reviewed tables.
        bodies: The bodies beside the local governments.
        file_name: The name that people know, if it is not that of ``path``.
        layout: Name of the layout to extend, such as ``tekiseika``; None: the one that fits, if any.
        publisher: 団体コード where the caller knows it; None: as far as the file says.

    Raises:
        ReadError: If the file cannot be read or holds no table.
    """
    name = file_name or path.name
    words = HeaderWords(vocabularies.table("header_words"))
    examiner = Examiner(vocabularies, bodies)
    sheet = _beyond(path, name, _sheet(probe(path, name, words.knows), examiner), words, examiner)
    form = _layout(mappings, layout, sheet, publisher or _named(sheet, name, bodies))
    sheet = _continued(sheet, words)
    guessed = _guess(sheet, words, form)
    measured = Measured(sheet.values, sheet.places)
    stated = _publisher(publisher, form) or find_publisher(
        guessed.columns, sheet.evidence, measured, (*sheet.found.titles, name), bodies
    )
    key = _key(form) or key_of(guessed.columns, measured, repeated=guessed.repeated)
    suggestion = Suggestion(
        file=name,
        title=_title(sheet.found.titles, name),
        columns=guessed.columns,
        shape=shape_of(guessed.columns, repeated=guessed.repeated),
        key=key,
        header=None if sheet.found.place is None else (sheet.found.place.row, sheet.found.place.rows),
        read=sheet.found.options,
        publisher=stated,
        fiscal_year=_fiscal_year(sheet, guessed.columns, name),
        no_data=(),
        layout=None if form is None else form.name,
        blocks=guessed.blocks,
        rows_seen=len(sheet.values),
        complete=sheet.found.complete,
    )
    suggestion = _with_no_data(suggestion, sheet, vocabularies, form)
    return _with_mapping(suggestion, sheet, form, path)


def _sheet(found: Found, examiner: Examiner) -> _Sheet:
    """Measure the columns of a table on rows taken evenly from it."""
    # Some formats have no addresses; then the position stands in for the letter.
    columns = tuple(
        replace(column, letter=column_letter(column.index)) for column in found.columns if not column.hidden
    )
    values = [row.values for row in found.rows]
    wanted = min(_MOST_SAMPLE, max(_LEAST_SAMPLE, _CELLS // max(1, len(columns))))
    step = max(1, len(values) // wanted)
    sample = values[::step]
    evidence = {column.letter: examiner.examine([as_cell(row[column.index]) for row in sample]) for column in columns}
    return _Sheet(found, columns, values, {column.letter: column.index for column in columns}, evidence)


def _beyond(path: Path, name: str, sheet: _Sheet, words: HeaderWords, examiner: Examiner) -> _Sheet:
    """The table with what its cells and the lines above it hold beyond a column each, read again where they do."""
    found = sheet.found
    if found.place is None or found.options["format"] in _WITHOUT_LINES:
        return sheet
    names = [column.name for column in sheet.columns]
    texts = {
        column.name: [cell_text(as_cell(row[column.index])) for row in sheet.values[:_MOST_SAMPLE]]
        for column in sheet.columns
    }
    more: dict[str, Any] = stacked_cells(texts, words)
    if found.options["format"] != "pdf":  # there the shape "form" has them
        lines = labelled_lines(found.titles, names, words.knows)
        if not any(_names_a_case(name, words) for name in (*names, *lines)):
            lines.update(case_title(found.titles))
        more.update({"lines": lines} if lines else {})
    return _sheet(again(path, name, found, more), examiner) if more else sheet


def _names_a_case(name: str, words: HeaderWords) -> bool:
    return any(hit.word.field in {"tender/title", "tender/id", "contracts/0/id"} for hit in words.hits(name))


def _continued(sheet: _Sheet, words: HeaderWords) -> _Sheet:
    """The table with the cells that mean "as above" filled, as the reader will fill them."""
    alone = [guess_column(one, words) for one in _seen(sheet)]
    bidding = [column.letter for column in alone if may_bid(column, sheet.evidence[column.letter])]
    measured = Measured(sheet.values, sheet.places)
    down = continued(alone, bidding, measured)
    if not down:
        return sheet
    if "split_lines" in sheet.found.options:
        down += results_of_cases(alone, down, measured)
    values = [list(row) for row in sheet.values]
    for column in down:
        place = sheet.places[column.letter]
        for before, row in pairwise(values):
            if is_blank(as_cell(row[place])):
                row[place] = before[place]
    options = {**sheet.found.options, "fill_down": [column.name for column in down]}
    return replace(sheet, found=replace(sheet.found, options=options), values=values)


def _seen(sheet: _Sheet) -> list[Seen]:
    return [
        Seen(
            column.name, column.letter, sheet.evidence[column.letter], named=column.name.split("#")[0] != column.letter
        )
        for column in sheet.columns
    ]


def _named(sheet: _Sheet, name: str, bodies: Bodies) -> str | None:
    """The code of the body that title lines or file name state."""
    return next((body.code for text in (*sheet.found.titles, name) if (body := body_in(text, bodies))), None)


def _layout(mappings: Path, name: str | None, sheet: _Sheet, publisher: str | None) -> Layout | None:
    if name is not None:
        return load_layout(mappings, name if name.startswith("layouts/") else f"layouts/{name}")
    if sheet.found.place is None:
        return fitting_unnamed(load_unnamed_layouts(mappings), sheet.evidence, sheet.found.options["format"], publisher)
    names = [column.name for column in sheet.columns]
    return fitting(load_layouts(mappings, names), names, sheet.found.options["format"], publisher)


def _guess(sheet: _Sheet, words: HeaderWords, form: Layout | None) -> _Guessed:
    """The columns: each by itself, then the series among them, then all together."""
    alone = [guess_column(one, words) for one in _seen(sheet)]
    measured = Measured(sheet.values, sheet.places)
    bidding = [column.letter for column in alone if may_bid(column, sheet.evidence[column.letter])]
    repeated = repeats(alone, bidding, measured)
    if form is not None:
        return _Guessed(by_layout(alone, form), (), form.mapping.rows == "group" and repeated)
    blocks, alone_or_block = find_blocks(alone, sheet.evidence)
    inside = {name for block in blocks for _, columns in block.items for name in columns.values()}
    rest = in_context([one for one in alone_or_block if one.name not in inside], Table(sheet.evidence, repeated))
    settled = {one.letter: one for one in rest}
    marks = marks_of_titles(sheet.found.titles)
    together = (_marked(settled.get(one.letter, one), marks) for one in alone_or_block)
    return _Guessed(tuple(together), blocks, repeated)


def _marked(guess: ColumnGuess, marks: Marks) -> ColumnGuess:
    """An amount with what the lines above the table say of all amounts, where its header says nothing itself."""
    if guess.kind != "yen":
        return guess
    return replace(guess, unit=guess.unit or marks.unit, tax=guess.tax or marks.tax)


def _publisher(code: str | None, form: Layout | None) -> PublisherGuess | None:
    """The publisher that the layout or the caller states; a layout that takes it from the rows knows best."""
    if form is not None and "publisher" in form.content:
        named = form.mapping.publisher.name
        names = () if named is None or named.column is None else named.column
        column = names if isinstance(names, str) else next(iter(names), None)
        reason = Reason(f"様式 {form.name} による", f"as {form.name} has it")
        return PublisherGuess(form.publisher, column, None, None, reason)
    if code is None:
        return None
    return PublisherGuess(code, None, None, None, Reason("指定された団体コード", "the code that was given"))


def _key(form: Layout | None) -> KeyGuess | None:
    if form is None:
        return None
    return KeyGuess(form.mapping.key.columns, Reason(f"様式 {form.name} による", f"as {form.name} has it"), sure=True)


def _title(titles: Sequence[str], name: str) -> str:
    """What the file calls itself, in one line."""
    first = next((squash(line) for line in titles if len(squash(line)) > 3), "")  # noqa: PLR2004
    return first[:_LONGEST_TITLE] or Path(name).stem


def _fiscal_year(sheet: _Sheet, columns: Sequence[ColumnGuess], name: str) -> str | None:
    """Where the year of periods without one stands, if a column has such periods."""
    if not any(column.kind == "span" and sheet.evidence[column.letter].share("yearless") for column in columns):
        return None
    if stated_fiscal_year("title", sheet.found.titles, name) is not None:
        return "title"
    return "file" if stated_fiscal_year("file", sheet.found.titles, name) is not None else None


def _with_no_data(suggestion: Suggestion, sheet: _Sheet, vocabularies: Vocabularies, form: Layout | None) -> Suggestion:
    """The suggestion with what is no procurement, and with notes."""
    columns = suggestion.columns
    whole = whole_file(columns, sheet.found.titles, suggestion.file, sheet.evidence) if form is None else None
    rows = single_rows(columns, sheet.places, sheet.values, vocabularies.table("categories"))
    case = any(
        column.active
        and column.field in {"tender/title", "tender/id", "contracts/0/id"}
        and (sheet.evidence[column.letter].filled or not sheet.values)
        for column in columns
    )
    if whole is None and form is None and not case:
        whole = UNRECOGNISED
    if whole is not None:
        columns = tuple(_set_aside(column, whole) for column in columns)
    suggestion = replace(suggestion, columns=columns, blocks=() if whole else suggestion.blocks)
    return replace(suggestion, no_data=(whole,) if whole else rows, notes=tuple(_notes(suggestion, sheet)))


def _set_aside(column: ColumnGuess, whole: NoDataGuess) -> ColumnGuess:
    """A column of a file that is wholly no procurement: nothing of it acts."""
    if not column.active or column.field == "buyer/name":
        return column
    if whole is UNRECOGNISED:
        return opened(column, whole.reason)
    reason = whole.reason
    return replace(
        column, field=None, kind=None, certainty="ignored", alternatives=(), reason_ja=reason.ja, reason_en=reason.en
    )


def _notes(suggestion: Suggestion, sheet: _Sheet) -> list[Reason]:
    notes = []
    if sheet.found.others:
        names = "、".join(sheet.found.others[:8])
        notes.append(Reason(f"使わないシート・表: {names}", f"sheets or tables left out: {names}"))
    yearless = any(
        column.kind == "span" and sheet.evidence[column.letter].share("yearless") for column in suggestion.columns
    )
    if yearless and suggestion.fiscal_year is None:
        notes.append(
            Reason(
                "★記入: 年のない期間がある。fiscal_year に年度を書く",
                "FILL IN: periods without a year; state fiscal_year",
            )
        )
    untaxed = [
        column.name for column in suggestion.columns if column.kind == "yen" and column.active and not column.tax
    ]
    if untaxed and suggestion.layout is None:
        names = "、".join(untaxed[:6])
        notes.append(Reason(f"税込か税抜か書かれていない: {names}", f"tax basis not stated: {names}"))
    return notes


def _with_mapping(suggestion: Suggestion, sheet: _Sheet, form: Layout | None, path: Path) -> Suggestion:
    """The suggestion with its mapping, read the loosest way that still finds the same columns."""
    table = Drafted(suggestion.columns, sheet.evidence, suggestion.shape, suggestion.key, suggestion.blocks)
    strict = replace(suggestion, mapping=mapping_of(suggestion, table, form))
    loose = _loosened(strict)
    place = sheet.found.place
    if form is None and place is not None and (place.row, place.rows) == (1, 1):
        return loose  # nothing stands above the first row, so that it is found first
    if _reads_alike(loose, sheet, form, path):
        return loose
    return strict if form is None else replace(strict, mapping={**strict.mapping, "read": dict(strict.read)})


def _loosened(suggestion: Suggestion) -> Suggestion:
    """The suggestion with a header that is looked for, so that a title line more or less does no harm."""
    header = None if "extends" in suggestion.mapping else suggestion.read.get("header")
    if not isinstance(header, dict):
        return suggestion
    read = {key: value for key, value in suggestion.read.items() if key != "header"}
    if header["rows"] > 1 and "rows_per_record" not in read:
        read["header_rows"] = header["rows"]
    return replace(suggestion, read=read, mapping={**suggestion.mapping, "read": read})


def _reads_alike(suggestion: Suggestion, sheet: _Sheet, form: Layout | None, path: Path) -> bool:
    """Whether the mapping's own way of reading finds the same columns."""
    mapping = MappingFile.model_validate(suggestion.mapping) if form is None else form.mapping
    expected = mapping.read.columns_expected or mapping.needed_columns()
    options = mapping.read.model_copy(update={"columns_expected": expected})
    wanted = [match_key(column.name) for column in sheet.found.columns]
    try:
        with open_tables(path, options, file_name=suggestion.file) as tables:
            first = next(tables, None)
            return first is not None and [match_key(column.name) for column in first.columns] == wanted
    except ReadError:
        return False
