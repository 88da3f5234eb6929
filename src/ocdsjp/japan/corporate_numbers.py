"""法人番号: the 13-digit number of a legal person, its check digit, and the ways in which cells hold or lose it.

Whether a number exists is not known here, only whether it can exist. Its scheme in OCDS is JP-JCN (org-id.guide).
"""

import re

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import BLANK, Cell, cell_text, is_blank, narrow

SCHEME = "JP-JCN"

NUMBER_LENGTH = Rule(
    "corporate-number-length",
    "『{value}』は13桁ではありません（{digits}桁）。",
    '"{value}" has {digits} digits instead of 13.',
    "桁が落ちていないか確かめてください。12桁なら、先頭の検査用数字が無い会社法人等番号かもしれません。",
    "Check whether a digit is missing. Twelve digits may be a company registry number, without the check digit.",
)
NUMBER_CHECK_DIGIT = Rule(
    "corporate-number-check-digit",
    "法人番号『{value}』の検査用数字が合いません。",
    'The check digit of the corporate number "{value}" is wrong.',
    "国税庁法人番号公表サイトで正しい番号を確かめてください。",
    "Look the number up on the National Tax Agency's corporate number site.",
)
NUMBER_ROUNDED = Rule(
    "corporate-number-rounded",
    "法人番号『{value}』は表計算ソフトで丸められ、下の桁が失われています。",
    'The corporate number "{value}" was rounded by a spreadsheet program and has lost its last digits.',
    "原本の列を文字列の書式にして、番号を入れ直してください。",
    "Format the column as text in the source and enter the number again.",
)
NUMBER_SEVERAL = Rule(
    "corporate-number-several",
    "『{value}』には法人番号が2つ以上あります。",
    '"{value}" holds more than one corporate number.',
    "事業者ごとにセルを分けてください。",
    "Give each supplier a cell of its own.",
)
NUMBER_UNREADABLE = Rule(
    "corporate-number-unreadable",
    "『{value}』は法人番号として読めません。",
    '"{value}" cannot be read as a corporate number.',
    "13桁の数字だけを入れるか、番号が無いことを表す語なら空にしてください。",
    "Enter the 13 digits alone, or leave the cell blank if there is no number.",
)

_LENGTH = 13
_PREFIX = re.compile(r"^(?:法人番号|番号)?\s*[:]?\s*T?(?=[0-9*-])", re.IGNORECASE)
_ABSENT = re.compile(r"(?:法人番号)?[\s:]*[*×●○■.・-]+")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_THIRTEEN = re.compile(r"(?<![0-9])[0-9]{13}(?![0-9])")
# A digit counts double when it stands at an even place from the right of the twelve: left to right 2, 1, 2, 1, …
_WEIGHTS = (2, 1) * 6


def check_digit(base: str) -> str:
    """The check digit that goes before twelve digits: 1 to 9, never 0, so a valid number has no leading zero.

    国税庁「チェックデジットの計算」, https://www.houjin-bangou.nta.go.jp/documents/checkdigit.pdf

    Raises:
        ValueError: If ``base`` is not twelve ASCII digits.
    """
    if len(base) != _LENGTH - 1 or not (base.isascii() and base.isdigit()):
        raise ValueError(f"not twelve digits: {base!r}")
    total = sum(int(digit) * weight for digit, weight in zip(base, _WEIGHTS, strict=True))
    return str(9 - total % 9)


def is_valid(number: str) -> bool:
    """Whether ``number`` is thirteen ASCII digits of which the first is the right check digit."""
    return len(number) == _LENGTH and number.isascii() and number.isdigit() and number[0] == check_digit(number[1:])


def of_local_government(code6: str) -> str:
    """The 法人番号 of a local government: check digit, 000020, and its 全国地方公共団体コード.

    Holds for every prefecture and municipality and for unions that have a code. The code's own check digit is the
    caller's to verify (``local_governments.read_code``).

    Raises:
        ValueError: If ``code6`` is not six ASCII digits.
    """
    base = f"000020{code6}"
    return check_digit(base) + base


def read_corporate_number(cell: Cell) -> str | None:
    """The 法人番号 that a cell states, thirteen digits; None when it is masked (``********``) or a dash.

    Takes full width, hyphens and spaces between digits, ``法人番号`` or a ``T`` (適格請求書発行事業者) in front, and a
    whole float as spreadsheets store it.

    Raises:
        NotationError: Blank, wrong length, wrong check digit, rounded, several numbers, or anything else.
    """
    if is_blank(cell):
        raise NotationError(BLANK)
    written = cell_text(cell)
    if is_valid(written) and not _is_rounded(written):
        return written
    text = narrow(written)
    if _ABSENT.fullmatch(text):
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise NotationError(NUMBER_ROUNDED, written)
    if len(_THIRTEEN.findall(text)) > 1:
        raise NotationError(NUMBER_SEVERAL, written)
    digits = re.sub(r"[\s-]", "", _PREFIX.sub("", text))
    if not (digits.isascii() and digits.isdigit()):
        raise NotationError(NUMBER_UNREADABLE, written)
    if len(digits) != _LENGTH:
        raise NotationError(NUMBER_LENGTH, written, digits=len(digits))
    if _is_rounded(digits):
        raise NotationError(NUMBER_ROUNDED, written)
    if not is_valid(digits):
        raise NotationError(NUMBER_CHECK_DIGIT, written)
    return digits


def _is_rounded(number: str) -> bool:
    """Six zeros at the end: no serial number is 000000, but 4.01101E+12 becomes 4011010000000."""
    return number.endswith("000000")
