"""Checks of columns as a whole: figures among words, units, marks, choices, names of areas. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from ocdsjp.findings import Rule
from ocdsjp.japan import local_governments
from ocdsjp.japan.text import match_key
from ocdsjp.lint.page import Page
from ocdsjp.lint.remark import Remark, at, by_column
from ocdsjp.read import Value
from ocdsjp.read.cells import column_letter

BLANK_AND_ZERO = Rule(
    "L1-09",
    "列『{value}』に空白（{blank} 件）と 0（{zero} 件）があり、空白の意味が分かりません。",
    'The column "{value}" has blanks ({blank}) and zeros ({zero}); what a blank means is not said.',
    "値がないこととゼロを区別できるように、空白の意味を説明に書くか、値を入れてください。",
    "State what a blank means, or fill the cells.",
)
NOT_A_NUMBER = Rule(
    "L2-01",
    "数値に単位・カンマ・記号が付いています（『{value}』）。",
    'A number has a unit, a comma or a mark with it ("{value}").',
    "数値だけを入れ、単位は項目名か別の列に書いてください。",
    "Enter the number alone; the unit belongs into the name of the column or a column of its own.",
)
NUMBER_AS_TEXT = Rule(
    "L2-01",
    "数値が文字列として入っています（『{value}』）。",
    'A number is stored as text ("{value}").',
    "セルの表示形式を「標準」か「数値」にして入れ直してください。",
    "Format the cells as numbers and enter them again.",
)
UNLIKE = Rule(
    "L2-04",
    "同じ意味の値の表記がそろっていません（『{value}』と『{other}』）。",
    'The same thing is written in different ways ("{value}" and "{other}").',
    "全角・半角、かっこ、スペースなどをそろえてください。",
    "Use one width, one kind of bracket, and no stray spaces.",
)
MARKS = Rule(
    "L3-03",
    "数値の列に、説明のない記号『{value}』があります。",
    'A column of numbers holds the mark "{value}", which is not explained.',
    "空白にするか、記号の意味を説明に書いてください。",
    "Leave the cell blank, or explain the mark.",
)
NO_UNIT = Rule(
    "L3-04",
    "金額の列『{value}』に単位がありません。",
    'The column of amounts "{value}" states no unit.',
    "項目名を「契約金額（円）」のようにし、税込か税抜かも書いてください。",
    "Name it like 契約金額（円）, and say whether tax is included.",
)
NO_CODE = Rule(
    "L3-06",
    "列『{value}』の団体に、団体コード（標準地域コード）の列がありません。",
    'The bodies in the column "{value}" have no column with their codes.',
    "6桁の団体コードの列を、文字列として加えてください。",
    "Add a column with the six-digit codes, as text.",
)
SHORT_NAME = Rule(
    "L3-06",
    "都道府県名が省略されています（『{value}』）。",
    'The name of a prefecture is cut short ("{value}").',
    "「東京都」「大阪府」のように正式な名称で書いてください。",
    "Write it in full, such as 東京都 or 大阪府.",
)

_MOSTLY = 0.6
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_DRESSED = re.compile(
    r"[△▲+−-]?[¥￥]?\s*[\d０-９][\d０-９,，.．]*\s*"
    r"(?:円|千円|万円|百万円|億円|[%％]|件|人|名|者|社|個|台|式|枚|冊|本|箇所|か所|ｍ|m|㎡|㎥|km|ｔ|t|kg|L|ℓ)?"
    r"\s*(?:[（(](?:税込|税抜|税別|税込み|税抜き)[)）])?\s*(?:[※*＊]\s*\d*)?"
)
_MARK = re.compile(r"[-－―ー−‐–—*＊xXＸ…・.．/／]+|秘匿?|χ")
_FIGURE_NAME = re.compile(r"額|価格|単価|数量|件数|者数|人数|社数|率")
_AMOUNT_NAME = re.compile(r"額|価格|単価|費用")
_UNIT = re.compile(r"円|％|%|単位")
_AREA_NAME = re.compile(
    r"(?:.*／)?(?:団体|自治体|市区?町村|都道府県|区市町村|発注機関|発注団体|調達機関|公表団体|地方公共団体)(?:の?名称?)?"
)
_PREFECTURE_NAME = re.compile(r"(?:.*／)?(?:都道府県|県)(?:名)?")
_CODE_NAME = re.compile(r"コード|code|番号", re.IGNORECASE)
_CODE = re.compile(r"\d{5,6}")
_FEWEST = 10
_SAMPLE = 5_000  # cells that tell what a column holds
_MOST_CHOICES = 30
_REPEATED = 2


def blank_and_zero(page: Page) -> Iterator[Remark]:
    """L1-09: a column of numbers with blanks and zeros."""
    for column in _figures(page):
        cells = page.columns[column]
        zeros = sum(1 for cell in cells if str(cell.value).strip() in {"0", "０"})
        blanks = len(page.data) - len(cells)
        if zeros and blanks:
            yield from at(BLANK_AND_ZERO, page.name, [_whole(column)], page.names[column], blank=blanks, zero=zeros)


def numbers(page: Page) -> Iterator[Remark]:
    """L2-01: numbers with something beside them, and in workbooks numbers that are text."""
    for column in _figures(page):
        texts = [cell for cell in page.columns[column] if isinstance(cell.value, str)]
        plain = [cell for cell in texts if _PLAIN.fullmatch(str(cell.value))]
        others = (cell for cell in texts if not _PLAIN.fullmatch(str(cell.value).strip()))
        dressed = (cell for cell in others if _is_figure(cell.value))
        yield from by_column(NOT_A_NUMBER, page.name, dressed)
        if not page.is_text and _FIGURE_NAME.search(page.names[column]):
            yield from by_column(NUMBER_AS_TEXT, page.name, plain)


def unlike(page: Page) -> Iterator[Remark]:
    """L2-04: in a column of choices, values that differ in width, brackets or spaces only."""
    for column in range(page.width):
        cells = [cell for cell in page.columns[column] if isinstance(cell.value, str)]
        written = Counter(str(cell.value).strip() for cell in cells)
        if len(cells) < _FEWEST or len(written) > _MOST_CHOICES * _REPEATED:
            continue
        ways: dict[str, list[str]] = {}
        for text, _ in written.most_common():
            ways.setdefault(match_key(text), []).append(text)
        if len(ways) > _MOST_CHOICES or len(ways) * _REPEATED > len(cells):
            continue
        for usual, *rare in ways.values():
            odd = [cell.address for cell in cells if str(cell.value).strip() in rare]
            yield from at(UNLIKE, page.name, odd, rare[0] if rare else None, other=usual)


def marks(page: Page) -> Iterator[Remark]:
    """L3-03: marks in a column of numbers that no note explains."""
    for column in _figures(page):
        found = (cell for cell in page.columns[column] if _is_mark(cell.value))
        yield from by_column(MARKS, page.name, (cell for cell in found if str(cell.value).strip() not in page.notes))


def units(page: Page) -> Iterator[Remark]:
    """L3-04: a column of amounts whose unit stands neither in its name nor beside the table nor in its cells."""
    if _UNIT.search(page.notes):
        return
    for column in _figures(page):
        name = page.names[column]
        if not _AMOUNT_NAME.search(name) or _UNIT.search(name):
            continue
        if not any(isinstance(cell.value, str) and _UNIT.search(cell.value) for cell in page.columns[column]):
            yield from at(NO_UNIT, page.name, [_whole(column)], name)


def areas(page: Page) -> Iterator[Remark]:
    """L3-06: bodies without code, and prefectures without 都, 道, 府 or 県."""
    codes = any(
        _CODE_NAME.search(page.names[column]) and _share(page, column, _is_code) > _MOSTLY
        for column in range(page.width)
    )
    for column in range(page.width):
        name = page.names[column]
        if _PREFECTURE_NAME.fullmatch(name):
            short = (cell for cell in page.columns[column] if str(cell.value).strip() in _short_names())
            yield from by_column(SHORT_NAME, page.name, short)
        if not codes and _AREA_NAME.fullmatch(name) and _share(page, column, _is_body) > _MOSTLY:
            yield from at(NO_CODE, page.name, [_whole(column)], name)


def _whole(column: int) -> str:
    """``C:C``: a column as a whole."""
    letter = column_letter(column)
    return f"{letter}:{letter}"


def _figures(page: Page) -> list[int]:
    """The columns of numbers: most of what they show is a number, dressed or not."""
    return [column for column in range(page.width) if page.header and _share(page, column, _is_figure) > _MOSTLY]


def _is_figure(value: Value) -> bool:
    if isinstance(value, str):
        return _is_written_figure(value)
    return isinstance(value, int | float) and not isinstance(value, bool)


@lru_cache(maxsize=1 << 16)
def _is_written_figure(text: str) -> bool:
    return _DRESSED.fullmatch(text.strip()) is not None


def _is_mark(value: Value) -> bool:
    return isinstance(value, str) and _MARK.fullmatch(value.strip()) is not None


def _is_code(value: Value) -> bool:
    return _CODE.fullmatch(str(value)) is not None


def _is_body(value: Value) -> bool:
    return local_governments.is_local_government_name(str(value))


def _share(page: Page, column: int, test: Callable[[Value], bool]) -> float:
    """The share of a column's values that pass a test, of a sample; marks and blanks do not count."""
    sample = page.columns[column][:_SAMPLE]
    values = [cell.value for cell in sample if not _is_mark(cell.value)]
    return sum(map(test, values)) / len(values) if values else 0.0


@cache
def _short_names() -> frozenset[str]:
    """東京, 大阪, 青森 …: names of prefectures without their last character; 北海道 has no short form."""
    return frozenset(body.prefecture[:-1] for body in local_governments.table() if body.prefecture != "北海道")
