"""Prefectures and municipalities: their codes (全国地方公共団体コード), names and corporate numbers.

The table ships with the package (``data/local_governments.csv``, written by ``scripts/build_local_governments.py``):
47 prefectures and 1,741 municipalities. Wards of 政令指定都市 are no local governments and are not in it; the 23
special wards of Tokyo are. Unions of municipalities and invented places come from the caller as ``extra``.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import BLANK, Cell, cell_text, is_blank, match_key, narrow

CODE_UNREADABLE = Rule(
    "local-government-code-unreadable",
    "『{value}』は団体コードとして読めません。",
    '"{value}" cannot be read as a local government code.',
    "6桁（検査数字を含む）か5桁の数字を文字列として入れてください。",
    "Enter six digits (with check digit) or five, as text.",
)
CODE_CHECK_DIGIT = Rule(
    "local-government-code-check-digit",
    "団体コード『{value}』の検査数字が合いません（先頭5桁からは {right} になります）。",
    'The check digit of the local government code "{value}" is wrong (its first five digits give {right}).',
    "総務省の全国地方公共団体コードで確かめてください。",
    "Look it up in the code list of the Ministry of Internal Affairs and Communications.",
)
CODE_LOST_ZERO = Rule(
    "local-government-code-lost-zero",
    "団体コード『{value}』は先頭の0が表計算ソフトで落ちています（{right} と思われます）。",
    'The local government code "{value}" has lost its leading zero in a spreadsheet program ({right} is likely).',
    "列を文字列の書式にして入れ直してください。",
    "Format the column as text and enter the code again.",
)
CODE_AMBIGUOUS = Rule(
    "local-government-code-ambiguous",
    "団体コード『{value}』は、5桁なら{five}、先頭の0が落ちた6桁なら{six}です。",
    'The local government code "{value}" is {five} if it has five digits, {six} if it lost a leading zero.',
    "6桁で、文字列として入れてください。",
    "Enter all six digits, as text.",
)
CODE_UNKNOWN = Rule(
    "local-government-code-unknown",
    "団体コード『{value}』の都道府県・市区町村はありません。",
    'There is no prefecture or municipality with the code "{value}".',
    "コードを確かめてください。政令指定都市の区や廃止された市町村のコードは使えません。",
    "Check the code. Wards of designated cities and abolished municipalities are not accepted.",
)
NAME_UNKNOWN = Rule(
    "local-government-unknown",
    "『{value}』という都道府県・市区町村はありません。",
    'There is no prefecture or municipality "{value}".',
    "名称と都道府県を確かめるか、団体コードで指定してください。",
    "Check name and prefecture, or use the code.",
)
NAME_AMBIGUOUS = Rule(
    "local-government-ambiguous",
    "『{value}』は複数あります（{candidates}）。",
    'There is more than one "{value}" ({candidates}).',
    "都道府県名を付けるか、団体コードで指定してください。",
    "Add the prefecture, or use the code.",
)


class Prefecture(NamedTuple):
    """A prefecture's two-digit number (JIS X 0401), name and reading."""

    code: str
    name: str
    kana: str


@dataclass(frozen=True, slots=True)
class LocalGovernment:
    """A prefecture or municipality.

    Attributes:
        code: Six digits, check digit included.
        name: Official name, without prefecture and county (郡).
        kana: Its reading in full-width katakana.
        prefecture: Name of its prefecture; a prefecture's own name for itself.
        corporate_number: 法人番号, thirteen digits.
    """

    code: str
    name: str
    kana: str
    prefecture: str
    corporate_number: str


# JIS X 0401: the numbers 01 to 47 in this order.
_PREFECTURES = (
    "北海道:ホッカイドウ 青森県:アオモリケン 岩手県:イワテケン 宮城県:ミヤギケン "
    "秋田県:アキタケン 山形県:ヤマガタケン 福島県:フクシマケン 茨城県:イバラキケン "
    "栃木県:トチギケン 群馬県:グンマケン 埼玉県:サイタマケン 千葉県:チバケン "
    "東京都:トウキョウト 神奈川県:カナガワケン 新潟県:ニイガタケン 富山県:トヤマケン "
    "石川県:イシカワケン 福井県:フクイケン 山梨県:ヤマナシケン 長野県:ナガノケン "
    "岐阜県:ギフケン 静岡県:シズオカケン 愛知県:アイチケン 三重県:ミエケン "
    "滋賀県:シガケン 京都府:キョウトフ 大阪府:オオサカフ 兵庫県:ヒョウゴケン "
    "奈良県:ナラケン 和歌山県:ワカヤマケン 鳥取県:トットリケン 島根県:シマネケン "
    "岡山県:オカヤマケン 広島県:ヒロシマケン 山口県:ヤマグチケン 徳島県:トクシマケン "
    "香川県:カガワケン 愛媛県:エヒメケン 高知県:コウチケン 福岡県:フクオカケン "
    "佐賀県:サガケン 長崎県:ナガサキケン 熊本県:クマモトケン 大分県:オオイタケン "
    "宮崎県:ミヤザキケン 鹿児島県:カゴシマケン 沖縄県:オキナワケン"
)
PREFECTURES = tuple(
    Prefecture(f"{number:02}", *entry.split(":")) for number, entry in enumerate(_PREFECTURES.split(), start=1)
)
"""The 47 prefectures, by number."""

# Names that older records bear: the same body under the name it had before. Municipalities that merged are other
# bodies and are not here. Source: 総務省 全国地方公共団体コード 改正一覧表 (date of the change).
_RENAMED = (
    ("兵庫県", "篠山市", "丹波篠山市"),  # 2019-05-01
    ("福岡県", "那珂川町", "那珂川市"),  # 2018-10-01
    ("宮城県", "富谷町", "富谷市"),  # 2016-10-10
    ("岩手県", "滝沢村", "滝沢市"),  # 2014-01-01
    ("千葉県", "大網白里町", "大網白里市"),  # 2013-01-01
    ("埼玉県", "白岡町", "白岡市"),  # 2012-10-01
    ("愛知県", "長久手町", "長久手市"),  # 2012-01-04
    ("石川県", "野々市町", "野々市市"),  # 2011-11-11
)

_CODE_DIGITS = 6
_WEIGHTS = (6, 5, 4, 3, 2)
_COUNTY = re.compile(r"^.+?郡(?=.+[町村]$)")


def check_digit(code5: str) -> str:
    """The sixth digit of a local government code.

    総務省「全国地方公共団体コード」仕様: weights 6 to 2, modulus 11, the last digit of 11 minus the remainder.

    Raises:
        ValueError: If ``code5`` is not five ASCII digits.
    """
    if len(code5) != _CODE_DIGITS - 1 or not (code5.isascii() and code5.isdigit()):
        raise ValueError(f"not five digits: {code5!r}")
    total = sum(int(digit) * weight for digit, weight in zip(code5, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_valid_code(code: str) -> bool:
    """Whether ``code`` is six ASCII digits of which the last is the right check digit; it need not be in the table."""
    return len(code) == _CODE_DIGITS and code.isascii() and code.isdigit() and code[-1] == check_digit(code[:-1])


def read_code(cell: Cell, *, extra: tuple[LocalGovernment, ...] = ()) -> str:
    """The six-digit code that a cell states with six digits or with five (JIS X 0401 and 0402, no check digit).

    Five digits are also what is left of a six-digit code of 北海道 to 栃木県 whose leading zero a spreadsheet
    dropped; such a cell is an error whenever the table has a body for that reading. The code of a ward or a union is
    accepted when its check digit is right.

    Raises:
        NotationError: Blank, not a code, wrong check digit, a lost leading zero, or both readings exist.
    """
    if is_blank(cell):
        raise NotationError(BLANK)
    written = cell_text(cell)
    text = narrow(written)
    if not (text.isascii() and text.isdigit()):
        raise NotationError(CODE_UNREADABLE, written)
    if len(text) == _CODE_DIGITS:
        if not is_valid_code(text):
            raise NotationError(CODE_CHECK_DIGIT, written, right=text[:-1] + check_digit(text[:-1]))
        return text
    known = _index(extra).codes
    if len(text) == _CODE_DIGITS - 1:
        padded, full = "0" + text, text + check_digit(text)
        if padded in known and full in known:
            raise NotationError(CODE_AMBIGUOUS, written, five=known[full].name, six=known[padded].name)
        if padded in known:
            raise NotationError(CODE_LOST_ZERO, written, right=padded)
        return full
    if len(text) == _CODE_DIGITS - 2 and "0" + text + check_digit("0" + text) in known:
        raise NotationError(CODE_LOST_ZERO, written, right=f"0{text}")
    raise NotationError(CODE_UNREADABLE, written)


def by_code(code: str, *, extra: tuple[LocalGovernment, ...] = ()) -> LocalGovernment:
    """The local government with that six-digit code.

    Args:
        code: As ``read_code`` returns it.
        extra: Bodies beside the table, such as a sample's invented places; on a clash the table wins.

    Raises:
        NotationError: ``CODE_UNKNOWN``.
    """
    try:
        return _index(extra).codes[code]
    except KeyError:
        raise NotationError(CODE_UNKNOWN, code) from None


def find(name: str, prefecture: str | None = None, *, extra: tuple[LocalGovernment, ...] = ()) -> LocalGovernment:
    """The local government of that name.

    Args:
        name: ``さいたま市``, ``埼玉県さいたま市``, ``石狩郡当別町``, ``埼玉県``. Width, spaces,
            ヶ/ケ, old forms of characters and the county do not count; former names of the same body are known.
        prefecture: Name of its prefecture, with or without 都府県; needed where names repeat.
        extra: As for ``by_code``.

    Raises:
        NotationError: ``NAME_UNKNOWN``, or ``NAME_AMBIGUOUS`` as for 府中市 without prefecture.
    """
    found = _find(name, prefecture, extra)
    if not found:
        raise NotationError(NAME_UNKNOWN, name if prefecture is None else f"{prefecture}{name}")
    if len(found) > 1:
        candidates = "、".join(f"{body.prefecture}{body.name}" for body in found)
        raise NotationError(NAME_AMBIGUOUS, name, candidates=candidates)
    return found[0]


def is_local_government_name(name: str) -> bool:
    """Whether a prefecture or municipality of the table bears that name, with or without its prefecture in front."""
    return bool(_find(name, None, ()))


def table() -> tuple[LocalGovernment, ...]:
    """All 1,788, by code."""
    return _table()


@lru_cache(maxsize=8192)
def _find(name: str, prefecture: str | None, extra: tuple[LocalGovernment, ...]) -> tuple[LocalGovernment, ...]:
    index = _index(extra)
    key = match_key(name)
    area = None if prefecture is None else _prefecture_key(match_key(prefecture), index)
    for prefix in index.prefectures:
        # 京都府京都市; but 山口市 is not 山口県's, and 青森県 alone is the prefecture itself.
        if key.startswith(prefix) and key != prefix and area in {None, prefix}:
            key, area = key.removeprefix(prefix), prefix
            break
    found = index.names.get(key) or index.names.get(_COUNTY.sub("", key)) or ()
    return tuple(body for area_key, body in found if area in {None, area_key})


@dataclass(frozen=True, slots=True)
class _Index:
    codes: dict[str, LocalGovernment]
    names: dict[str, list[tuple[str, LocalGovernment]]]
    prefectures: tuple[str, ...]


@lru_cache(maxsize=16)
def _index(extra: tuple[LocalGovernment, ...]) -> _Index:
    bodies = (*_table(), *extra)
    codes = {body.code: body for body in reversed(bodies)}
    names: dict[str, list[tuple[str, LocalGovernment]]] = {}
    for body in bodies:
        names.setdefault(match_key(body.name), []).append((match_key(body.prefecture), body))
    for prefecture, former, present in _RENAMED:
        area = match_key(prefecture)
        body = next(body for key, body in names[match_key(present)] if key == area)
        names.setdefault(match_key(former), []).append((area, body))
    return _Index(codes, names, tuple(dict.fromkeys(match_key(body.prefecture) for body in bodies)))


def _prefecture_key(key: str, index: _Index) -> str:
    """The key of a prefecture that may be written without 都, 府 or 県 (never 京 for 京都府)."""
    for suffix in ("", *map(match_key, "都府県")):
        if key + suffix in index.prefectures:
            return key + suffix
    return key


@cache
def _table() -> tuple[LocalGovernment, ...]:
    source = resources.files("ocdsjp.japan").joinpath("data/local_governments.csv")
    return tuple(_bodies(source.read_text(encoding="utf-8").splitlines()))


def _bodies(lines: Iterable[str]) -> Iterable[LocalGovernment]:
    for row in csv.DictReader(lines):
        yield LocalGovernment(row["code"], row["name"], row["kana"], row["prefecture"], row["corporate_number"])
