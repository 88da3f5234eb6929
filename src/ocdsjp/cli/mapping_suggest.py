"""What ``ocdsjp mapping suggest`` says: the columns as a table for people, the whole as JSON for programs."""

import sys
from collections import Counter
from dataclasses import asdict
from typing import Any

import orjson
import typer

from ocdsjp.cli.tables import print_table
from ocdsjp.findings import Language
from ocdsjp.mapping.suggest import ColumnGuess, Suggestion, to_mapping_yaml

_HEADER = {
    "ja": ("列", "見出し", "例", "確かさ", "OCDS の項目", "理由"),
    "en": ("", "header", "example", "certainty", "OCDS field", "reason"),
}
_CERTAINTY = {
    "ja": {"sure": "確実", "likely": "たぶん", "open": "未定", "ignored": "不使用"},
    "en": {"sure": "sure", "likely": "likely", "open": "open", "ignored": "not used"},
}
_LOOKED_AT = {
    "ja": "{rows:,} 行を見ました。{columns} 列のうち 使う {active}、未定 {open}、使わない {ignored}。",
    "en": "{rows:,} rows looked at. Of {columns} columns {active} act, {open} are open, {ignored} are not used.",
}
_PART = {"ja": "（ファイルの一部）", "en": " (a part of the file)"}
_LAYOUT = {"ja": "様式 {name} に合います。", "en": "It has the form of {name}."}
_SOME_ROWS = {"ja": "列『{column}』による一部の行: {reason}", "en": 'some rows, by the column "{column}": {reason}'}
_FILL_IN = {
    "ja": "発注機関がファイルから分かりません。--publisher に自治体の名前か団体コードを指定するか、"
    "YAML の ★ に記入してください。",
    "en": "The file does not say whose it is: give --publisher NAME, or fill in the YAML where ★ stands.",
}
_KEY = {
    "ja": "案件を特定する列を確かめてください: {columns}",
    "en": "Check the columns that tell cases apart: {columns}",
}
_WIDEST = 24
_JOINED = "、"


def tell(suggestion: Suggestion, speech: Language) -> None:
    """The columns and what a person has to look at, on standard error."""
    rows = [_row(column, speech) for column in suggestion.columns]
    print_table(_HEADER[speech], rows, stream=sys.stderr)
    for line in _remarks(suggestion, speech):
        typer.echo(line, err=True)


def _row(column: ColumnGuess, speech: Language) -> tuple[str, ...]:
    return (
        column.letter,
        column.name,
        (column.examples[0] if column.examples else "").replace("\n", " ")[:_WIDEST],
        _CERTAINTY[speech][column.certainty],
        column.field or (f"? {column.alternatives[0].field}" if column.alternatives else ""),
        column.reason_ja if speech == "ja" else column.reason_en,
    )


def _remarks(suggestion: Suggestion, speech: Language) -> list[str]:
    counts = Counter("active" if column.active else column.certainty for column in suggestion.columns)
    figures = {name: counts[name] for name in ("active", "open", "ignored")}
    seen = _LOOKED_AT[speech].format(rows=suggestion.rows_seen, columns=len(suggestion.columns), **figures)
    lines = [seen + ("" if suggestion.complete else _PART[speech])]
    if suggestion.layout is not None:
        lines.append(_LAYOUT[speech].format(name=suggestion.layout))
    for one in suggestion.no_data:
        reason = one.reason.ja if speech == "ja" else one.reason.en
        lines.append(reason if one.column is None else _SOME_ROWS[speech].format(column=one.column, reason=reason))
    lines += [note.ja if speech == "ja" else note.en for note in suggestion.notes]
    if not suggestion.publisher.known:
        lines.append(_FILL_IN[speech])
    if not suggestion.key.sure:
        lines.append(_KEY[speech].format(columns=_JOINED.join(suggestion.key.columns)))
    return lines


def as_json(suggestion: Suggestion) -> str:
    """The suggestion with its mapping, on one line, for programs."""
    whole: dict[str, Any] = {**asdict(suggestion), "yaml": to_mapping_yaml(suggestion)}
    return orjson.dumps(whole, default=dict).decode()
