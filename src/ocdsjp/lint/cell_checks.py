"""Checks of what stands in single cells: spaces, several things at once, characters, figures, dates. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.days import read_date
from ocdsjp.japan.spans import read_span
from ocdsjp.lint.page import Page, Shown
from ocdsjp.lint.remark import Remark, by_column

LINE_BREAK = Rule(
    "L1-06",
    "セルの中に改行があります（『{value}』）。",
    'A cell holds line breaks ("{value}").',
    "改行を削除してください。2つの内容であれば列を分けてください。",
    "Delete them; two things need two columns.",
)
SPACES = Rule(
    "L1-06",
    "スペースで体裁を整えています（『{value}』）。",
    'Spaces are used for looks ("{value}").',
    "前後や文字の間のスペースを削除してください。位置は書式で整えられます。",
    "Delete them; alignment is a matter of format.",
)
SEVERAL_THINGS = Rule(
    "L1-07",
    "1つのセルに複数のデータがあります（『{value}』）。",
    'A cell holds several things ("{value}").',
    "列か行を分けて、1つのセルに1つのデータを入れてください。",
    "Split them into columns or rows.",
)
DEPENDENT = Rule(
    "L1-08",
    "機種依存文字があります（『{value}』）。",
    'There are platform-dependent characters ("{value}").',
    "「(株)」「1」「m2」のような普通の文字で書いてください。固有名詞に必要な漢字はそのままで構いません。",
    "Write plain characters, such as (株), 1 or m2. Kanji that a proper name needs may stay.",
)
OMITTED = Rule(
    "L2-02",
    "『{value}』で値を省略しています。",
    'A value is omitted by "{value}".',
    "すべての行に値を入れてください。",
    "Write the value into every row.",
)
OTHER = Rule(
    "L2-05",
    "「その他」と、その内容が同じセルにあります（『{value}』）。",
    'その他 and its details stand in one cell ("{value}").',
    "「その他」だけを残し、内容は別の列に書いてください。",
    "Leave その他 alone and write the details into a column of their own.",
)
ERA = Rule(
    "L3-05",
    "和暦だけで書かれています（『{value}』）。",
    'Written in the Japanese calendar alone ("{value}").',
    "2025-04-01 のように西暦で書くか、西暦を併記してください。",
    "Write 2025-04-01, or state the Gregorian year beside it.",
)
ERA_OMITTED = Rule(
    "L3-05",
    "年号も西暦もない日付です（『{value}』）。",
    'A date with neither era nor Gregorian year ("{value}").',
    ERA.mend_ja,
    ERA.mend_en,
)

_SPREAD = re.compile(r"\S(?:[ \u3000]+\S)+")  # 件　名: single characters with spaces between
_DOUBLE_SPACE = re.compile(r"\S[ \u3000]{2,}\S")
_ADDRESS = re.compile(
    r"〒|(?:東京都|北海道|京都府|大阪府|.{2,3}県|[^\d０-９、。（(]{1,6}[市区町村郡])[^、。]*[\d０-９一二三四五六七八九十]"
)
_LONGEST_ADDRESS = 60
_ERA_YEAR = re.compile(r"(?:明治|大正|昭和|平成|令和)\s*(?:元|[\d０-９]{1,2})\s*年度?")
_DITTO = frozenset({"〃", "″", "同上", "仝", "々", '"', "''", "〟", "同左", "同前"})
_OTHER = re.compile(r"その他\s*[（(：:「].+", re.DOTALL)
_ERA = re.compile(r"(?:明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿])\s*(?:元|[\d０-９])")
_SHORT_ERA = re.compile(r"\s*[MTSHRＭＴＳＨＲ][\d０-９]{1,2}(?:[./．年]\s*[\d０-９]|-[\d０-９]+-[\d０-９])")
_GREGORIAN = re.compile(r"(?:19|20)\d\d|(?:１９|２０)[０-９]{2}")
_NO_ERA = re.compile(r"\s*[\d０-９]{1,2}([./．])[\d０-９]{1,2}\1[\d０-９]{1,2}\s*")
_AMOUNT = re.compile(r"[△▲-]?[¥￥]?[\d０-９,，]+\s*円?")
# What CP932 and JIS X 0208 write with another code point each: the character itself is an ordinary one.
_TWINS = frozenset("～－∥￠￡￢")
_PRIVATE = range(0xE000, 0xF900)

_Test = Callable[[str], bool]


def spaces(page: Page) -> Iterator[Remark]:
    """L1-06: line breaks and spaces for looks, in header and data. In CSV a line break is a matter of L1-14."""
    cells = (*page.header_texts, *page.data_texts)
    if not page.is_text:
        # What holds several things is told by L1-07.
        yield from _told(page, LINE_BREAK, cells, lambda text: _has_line_break(text) and not _holds_several(text))
    yield from _told(page, SPACES, cells, _has_spaces)


def several_things(page: Page) -> Iterator[Remark]:
    """L1-07: several dates or amounts in one cell, or a name with its address."""
    yield from _told(page, SEVERAL_THINGS, page.data_texts, _holds_several)


def dependent(page: Page) -> Iterator[Remark]:
    """L1-08: characters of CP932 that JIS X 0208 lacks, and private ones (外字), without those of proper names."""
    cells = (*page.header_texts, *page.data_texts, *page.other_texts)
    hits = (cell._replace(value=found) for cell in cells if (found := _dependent(str(cell.value))))
    yield from by_column(DEPENDENT, page.name, hits)


def omitted(page: Page) -> Iterator[Remark]:
    """L2-02: 〃 and its like."""
    yield from _told(page, OMITTED, page.data_texts, lambda text: text.strip() in _DITTO)


def other(page: Page) -> Iterator[Remark]:
    """L2-05: その他（…）."""
    yield from _told(page, OTHER, page.data_texts, lambda text: _OTHER.fullmatch(text.strip()) is not None)


def eras(page: Page) -> Iterator[Remark]:
    """L3-05: dates, months and years of the Japanese calendar alone. A date cell of Excel is a date however it looks.

    A cell counts if it is a date or period; a title that mentions a year is no time axis. Names of columns count whole.
    """
    yield from _told(page, ERA, page.header_texts, _mentions_era)
    yield from _told(page, ERA, page.data_texts, lambda text: _mentions_era(text) and _is_time(text))
    yield from _told(page, ERA_OMITTED, page.data_texts, lambda text: _NO_ERA.fullmatch(text) is not None)


def _told(page: Page, rule: Rule, cells: Iterable[Shown], test: _Test) -> Iterator[Remark]:
    """A remark for each column with cells whose text passes a test."""
    yield from by_column(rule, page.name, (cell for cell in cells if test(str(cell.value))))


def _mentions_era(text: str) -> bool:
    return (not text.isascii() and _ERA.search(text) is not None) or _SHORT_ERA.match(text) is not None


def _has_line_break(text: str) -> bool:
    return len(text.strip().splitlines()) > 1


def _has_spaces(text: str) -> bool:
    if " " not in text and "\u3000" not in text:
        return False
    first = text.strip("\r\n")
    if first != first.strip(" \u3000"):
        return True
    line = text.strip()
    spread = _SPREAD.fullmatch(line) is not None and not line.isascii()
    return spread or any(_DOUBLE_SPACE.search(part) for part in line.splitlines())


def _holds_several(text: str) -> bool:
    parts = [part.strip() for part in re.split(r"[\r\n]+|\s[/／]\s|、", text.strip()) if part.strip()]
    if len(parts) < 2:  # noqa: PLR2004  one thing
        return False
    if all(_AMOUNT.fullmatch(part) for part in parts) or all(map(_is_date, parts)):
        return True
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return len(lines) > 1 and _is_address(lines[-1]) and not _is_address(lines[0])


def _is_address(text: str) -> bool:
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.match(text) is not None


@lru_cache(maxsize=1 << 14)
def _is_time(text: str) -> bool:
    """Whether a text with an era is a day, a month, a period or a fiscal year, without a Gregorian year beside it."""
    if _GREGORIAN.search(text):
        return False
    if _ERA_YEAR.fullmatch(text.strip()):
        return True
    for read in (read_date, read_span):
        try:
            read(text)
        except NotationError:
            continue
        return True
    return False


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except NotationError:
        return False
    return not _AMOUNT.fullmatch(text)


def _dependent(text: str) -> str:
    """The platform-dependent characters of a text. Kanji are left out: proper names need them (L1-08, ※)."""
    if text.isascii():
        return ""
    try:
        text.encode("shift_jis")
    except UnicodeEncodeError:
        pass  # something in it is not in JIS X 0208
    else:
        return ""
    return "".join(dict.fromkeys(each for each in text if not each.isascii() and _is_dependent(each)))


def _is_dependent(character: str) -> bool:
    if ord(character) in _PRIVATE:
        return True
    if character in _TWINS or "一" <= character <= "鿿" or "豈" <= character <= "\ufaff":
        return False
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return _in_cp932(character)
    return False


def _in_cp932(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
