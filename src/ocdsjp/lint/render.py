"""A verdict as text, JSON or HTML: pure functions to the characters to write."""

import re
from collections.abc import Iterator

import orjson

from ocdsjp import __version__
from ocdsjp.findings import Language
from ocdsjp.lint.judge import Verdict
from ocdsjp.lint.remark import Remark
from ocdsjp.lint.standard import STANDARDS

_SPAN = re.compile(r"(?P<row>\d+):(?P<last_row>\d+)|(?P<column>[A-Z]+):(?P<last_column>[A-Z]+)")
_ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp932": "CP932 (Shift_JIS)", "euc_jp": "EUC-JP"}
_WORDS = {
    "ja": {
        "title": "機械可読性の点検結果",
        "file": "ファイル",
        "format": "形式",
        "encoding": "文字コード",
        "sheets": "シート",
        "rows": "行",
        "rule": "規則",
        "item": "チェック項目",
        "place": "場所",
        "message": "見つかったことと直し方",
        "sheet": "シート『{name}』",
        "whole": "全体",
        "more": "ほか {count} か所",
        "none": "判定できる規則では、問題は見つかりませんでした。",
        "some": "{rules} の規則について {count} 件の指摘があります。",
        "left": "人が確かめる規則",
        "rest": "ほかの規則は、元の表の CSV か Excel で点検してください。",
        "row": "{first}行目",
        "rows_from": "{first}～{last}行目",
        "column": "{first}列",
        "columns_from": "{first}～{last}列",
        "judged": "判定した規則",
        "made": "ocdsjp {version} が、行政データにおける機械可読性に関するルール（令和8年3月31日）の番号で判定",
    },
    "en": {
        "title": "Machine readability report",
        "file": "File",
        "format": "Format",
        "encoding": "Encoding",
        "sheets": "Sheets",
        "rows": "Rows",
        "rule": "Rule",
        "item": "check item",
        "place": "Place",
        "message": "What was found and how to mend it",
        "sheet": 'sheet "{name}"',
        "whole": "as a whole",
        "more": "{count} more",
        "none": "Nothing was found by the rules that can be judged.",
        "some": "{count} remarks by {rules} rules.",
        "left": "Rules for a person to look at",
        "rest": "To judge the other rules, name the table itself as CSV or Excel.",
        "row": "row {first}",
        "rows_from": "rows {first} to {last}",
        "column": "column {first}",
        "columns_from": "columns {first} to {last}",
        "judged": "Rules that were judged",
        "made": "Judged by ocdsjp {version}, by the numbers of the government's machine readability rules (2026-03-31)",
    },
}


def as_text(verdicts: list[Verdict], language: Language, examples: int) -> str:
    """The report for a terminal: a block for each file, a paragraph for each remark."""
    return "\n".join(line for verdict in verdicts for line in _text_lines(verdict, language, examples)) + "\n"


def _text_lines(verdict: Verdict, language: Language, examples: int) -> Iterator[str]:
    yield f"{verdict.file}: {about(verdict, language)}"
    for remark in verdict.remarks:
        yield ""
        yield f"[{remark.rule.id}] {rule_in_words(remark, language)}"
        yield f"  {place_in_words(remark, language, examples)}"
        yield f"  {remark.message(language)}"
    yield ""
    yield total(verdict, language)
    yield rest(verdict, language)
    yield ""


def about(verdict: Verdict, language: Language) -> str:
    """``xlsx, シート 3, 行 120``."""
    words = _WORDS[language]
    parts = [verdict.format]
    if verdict.encoding:
        parts.append(f"{words['encoding']} {_ENCODINGS.get(verdict.encoding, verdict.encoding)}")
    if verdict.sheets > 1:
        parts.append(f"{words['sheets']} {verdict.sheets}")
    if verdict.sheets:
        parts.append(f"{words['rows']} {verdict.rows:,}")
    return ", ".join(parts)


def rule_in_words(remark: Remark, language: Language) -> str:
    """``セルを結合しない（チェック項目 1-4）``."""
    standard = STANDARDS[remark.rule.id]
    if not standard.check_item:
        return standard.name(language)
    item = f"{_WORDS[language]['item']} {standard.check_item}"
    return f"{standard.name(language)}（{item}）" if language == "ja" else f"{standard.name(language)} ({item})"


def place_in_words(remark: Remark, language: Language, examples: int) -> str:
    """``シート『工事』 A21:A23, C21:C23（ほか 95 か所）``."""
    words = _WORDS[language]
    parts = [] if remark.sheet is None else [words["sheet"].format(name=remark.sheet)]
    parts.append(", ".join(_in_words(cells, language) for cells in remark.cells[:examples]) or words["whole"])
    rest = remark.count - min(examples, len(remark.cells))
    if remark.cells and rest > 0:
        parts.append(f"({words['more'].format(count=f'{rest:,}')})")
    return " ".join(parts)


def _in_words(cells: str, language: Language) -> str:
    """``29:29`` as ``29行目`` and ``C:C`` as ``C列``; cells and rectangles as spreadsheet programs call them."""
    span = _SPAN.fullmatch(cells)
    if span is None:
        return cells
    first, last = span["row"] or span["column"], span["last_row"] or span["last_column"]
    name = ("row" if first.isdigit() else "column") + ("" if first == last else "s_from")
    return _WORDS[language][name].format(first=first, last=last)


def rest(verdict: Verdict, language: Language) -> str:
    """What is left to look at, and how."""
    words = _WORDS[language]
    return f"{words['left']}: {', '.join(verdict.left)}" if verdict.left else words["rest"]


def total(verdict: Verdict, language: Language) -> str:
    """How many remarks there are."""
    rules = len({remark.rule.id for remark in verdict.remarks})
    line = _WORDS[language]["some" if verdict.remarks else "none"]
    return line.format(rules=rules, count=len(verdict.remarks))


def as_json(verdicts: list[Verdict]) -> bytes:
    """The report for programs: stable keys in a stable order, both languages, with a newline at the end."""
    document = {
        "ocdsjp_version": __version__,
        "files": [
            {
                "file": verdict.file,
                "format": verdict.format,
                "encoding": verdict.encoding,
                "sheets": verdict.sheets,
                "rows": verdict.rows,
                "remarks": [_remark(remark) for remark in verdict.remarks],
                "judged": verdict.judged,
                "left": verdict.left,
            }
            for verdict in verdicts
        ],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _remark(remark: Remark) -> dict[str, object]:
    standard = STANDARDS[remark.rule.id]
    return {
        "rule": remark.rule.id,
        "check_item": standard.check_item or None,
        "name_ja": standard.ja,
        "name_en": standard.en,
        "sheet": remark.sheet,
        "cells": remark.cells,
        "count": remark.count,
        "value": remark.value,
        "message_ja": remark.message("ja"),
        "message_en": remark.message("en"),
    }


def as_html(verdicts: list[Verdict], language: Language, examples: int) -> str:
    """The report as one page that needs no network, no script and no other file."""
    # Only pages need the template engine, which takes 60 ms to import.
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415 - see above

    environment = Environment(
        loader=PackageLoader("ocdsjp.lint"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        language=language,
        words=_WORDS[language],
        verdicts=verdicts,
        about=lambda verdict: about(verdict, language),
        total=lambda verdict: total(verdict, language),
        rest=lambda verdict: rest(verdict, language),
        rule=lambda remark: rule_in_words(remark, language),
        place=lambda remark: place_in_words(remark, language, examples),
        made=_WORDS[language]["made"].format(version=__version__),
    )
