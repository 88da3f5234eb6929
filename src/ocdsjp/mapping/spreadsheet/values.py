"""One value of a mapping in three cells: 元の列, 読み方 and 細かい指定. Pure, and exact in both directions."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.spreadsheet.words import CONSTANT, READINGS, TEMPLATE
from ocdsjp.mapping.spreadsheet.yaml_flow import pairs, read_pairs

READING_UNKNOWN = Rule(
    id="sheet-reading-unknown",
    ja="『{value}』という読み方はありません。",
    en='there is no way of reading called "{value}".',
    mend_ja="一覧から選んでください。",
    mend_en="Choose from the list.",
)
SOURCE_MISSING = Rule(
    id="sheet-source-missing",
    ja="読み方『{value}』に値がありません。",
    en='the way of reading "{value}" needs a value.',
    mend_ja="「元の列」に値か文を書いてください。",
    mend_en="Write the value or the text into the column 元の列.",
)

_WRITTEN: Mapping[str, str] = {CONSTANT: "constant", TEMPLATE: "template"}
_READINGS: Mapping[str, str] = {match_key(word): word for word in (*READINGS, *_WRITTEN)}
_PLAIN = "文字"
_LONG = "{}"
"""No further details, but in the long form: ``{column: 件名}`` and not ``件名``."""


class Cells(NamedTuple):
    """The three cells of a value."""

    source: str = ""
    reading: str = ""
    details: str = ""


def to_cells(value: Any) -> Cells | None:
    """The cells that say exactly this value, as simply as they can; None if no cells can say it."""
    for cells in _attempts(value):
        try:
            if _same(from_cells(cells), value):
                return cells
        except MappingError:
            continue
    return None


def from_cells(cells: Cells) -> Any:
    """The value that three cells say: a column's name alone, or the keys of the mapping language.

    Raises:
        MappingError: If the way of reading is unknown, lacks its value, or the details cannot be read.
    """
    content = read_pairs(cells.details)
    if not cells.reading.strip():
        word = _PLAIN
    else:
        word = _READINGS.get(match_key(cells.reading), "")
        if not word:
            raise MappingError(READING_UNKNOWN, cells.reading)
    source = cells.source if cells.source.strip() else ""
    if word in _WRITTEN:
        if not source:
            raise MappingError(SOURCE_MISSING, word)
        return {_WRITTEN[word]: source, **content}
    if not source:
        return {**READINGS[word], **content}
    names = [name.strip() for name in source.splitlines() if name.strip()]
    column = names[0] if len(names) == 1 else names
    whole = {"column": column, **READINGS[word], **content}
    # The short form, a name alone, hides what a layout says below it; the long form is laid over it.
    return column if len(whole) == 1 and isinstance(column, str) and cells.details.strip() != _LONG else whole


def _attempts(value: Any) -> list[Cells]:
    if isinstance(value, str):
        return [Cells(value, _PLAIN)]
    if not isinstance(value, dict) or not value or not all(isinstance(key, str) for key in value):
        return []
    return [*_simple(value), Cells("", "", pairs(value))]


def _simple(value: Mapping[str, Any]) -> list[Cells]:
    """The value with its origin in 元の列, and with as much as possible in 読み方."""
    for word, key in _WRITTEN.items():
        if isinstance(value.get(key), str):
            return [Cells(value[key], word, pairs(_without(value, key)))]
    column = value.get("column")
    names = [column] if isinstance(column, str) else column if isinstance(column, list) else []
    source = "\n".join(map(str, names))
    rest = _without(value, "column") if names else dict(value)
    word, said = max(READINGS.items(), key=lambda reading: len(reading[1]) if _within(reading[1], rest) else -1)
    details = pairs(_without(rest, *said))
    long = not details and not said and isinstance(column, str)
    return [Cells(source, word if source or said else "", _LONG if long else details)]


def _without(content: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in keys}


def _within(part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    return all(whole.get(key) == value for key, value in part.items())


def _same(one: Any, other: Any) -> bool:
    """Equal, and of equal types: 1, 1.0 and true are three things in a mapping."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)
