"""What the values of a column are like, measured: the share that reads as a date, as yen, as a corporate number.

Measured with the very readers that map cells later (``japan``) and the reviewed vocabulary, so that what is promised
here is what happens there. Which field a column is gets decided in ``fitness`` and ``columns``.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from statistics import median

from ocdsjp.errors import NotationError
from ocdsjp.japan import corporate_numbers, days, local_governments, money, spans
from ocdsjp.japan.company_forms import FORM
from ocdsjp.japan.joint_ventures import is_joint_venture
from ocdsjp.japan.text import Cell, cell_text, is_blank, match_key, narrow
from ocdsjp.mapping.bodies import Bodies
from ocdsjp.mapping.suggest.winners import is_mark, is_sign
from ocdsjp.mapping.vocabulary import Vocabularies

_METHOD = re.compile("競争|随意契約|随契|入札|プロポーザル|見積合|オープンカウンタ|総合評価|企画提案|せり売")
_SHORT_METHOD = re.compile(r"(?:制限付き?|条件付き?|公募型|簡易型?|通常型?)?(?:一般|指名|随意|随)(?:[(（].{1,8}[)）])?")
_WORK = re.compile(
    "工事|業務|委託|購入|購買|賃貸借|修繕|借上|借入|整備|製造|役務|保守|点検|清掃|調査|設計|測量|改修|作業|運営|事業|"
    "印刷|調達|供給|請負|買入|管理|システム|物品|開発|補修|更新|設置|除雪|支援|研修|研究|解体|撤去|運搬|処理|作成|一式"
)
_SECTION = re.compile(
    r"(?:課|部|局|室|所|係|科|署|院|館|園|校|署|センター|事務所|支所|支店|グループ|チーム|担当|担当官|本部|庁|省|機構|会)$"
)
_ADDRESS = re.compile(
    r"(?:都|道|府|県|市|区|郡|町|村).*(?:\d|番地|丁目|地内|地先|字)|^[^\s]{1,12}(?:地内|地先|町内|市内|村内|区内|管内)"
)
_EIGHT_DIGITS = re.compile(r"(?:19[89]|20[0-4])\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_URL = re.compile(r"(?:https?|ｈｔｔｐｓ?)[:：][/／]{2}\S+")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_()#-]*")
_NUMBER = re.compile(r"[-+△▲]?\d[\d,]*(?:\.\d+)?[%％]?")
_LAW = re.compile(
    r"第?\d+条|\d+号|第[一二三四五六七八九十]+条|会計法|予決令|施行令|地方自治法|会計規[程定]|契約事務|規程第|細則第|公募"
)
_PUBLIC = re.compile(
    r"(?:都|道|府|県|市|区|町|村|庁|省|局|機構|法人.*|企業団|組合|公社|広域連合|委員会|院|開発建設部|館|大学|基金|センター|研究所|事業団)$"
)
_SHOWN = 3
_LOOKED_AT = 400  # characters of a cell: enough to know it, and little for a pattern to search
_MEANING = {"amount", "winner", "bid", "date"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares (0 to 1) among the cells that hold a value, and figures about them.

    Attributes:
        rows: Cells looked at.
        filled: Cells that hold a value: not blank, no dash and no word that stands for a missing value.
        words: Cells that hold such a word (不調, 辞退, 非公表 …), by word.
        distinct: Different values among the filled.
        shares: By the names of ``_TESTS`` and vocabulary tables.
        length: Median length of the texts.
        typical: Median of the numbers, None where most cells are none.
        counts_up: Whether the numbers are 1, 2, 3 … in the order of the rows.
        two_lines: Share of cells of several lines.
        examples: A few different values, as written.
    """

    rows: int
    filled: int
    words: Counter[str] = field(default_factory=Counter)
    distinct: int = 0
    shares: dict[str, float] = field(default_factory=dict)
    length: float = 0
    typical: float | None = None
    counts_up: bool = False
    two_lines: float = 0
    examples: tuple[str, ...] = ()

    def share(self, name: str) -> float:
        """The share of filled cells for which the test holds."""
        return self.shares.get(name, 0.0)


class Examiner:
    """Measures columns against readers and vocabulary. Results per cell text are remembered."""

    def __init__(self, vocabularies: Vocabularies, bodies: Bodies) -> None:
        self._vocabularies = vocabularies
        self._tests: dict[str, Callable[[Cell], bool]] = {
            "date": _is_date,
            "serial": lambda cell: isinstance(cell, int | float) and _FIRST_SERIAL < cell < _LAST_SERIAL,
            "moment": _is_moment,
            "span": _is_span,
            "yearless": lambda cell: _is_span(cell) and not _reads(spans.read_span, cell),
            "yen": _is_yen,
            "number": _is_number,
            "corporate_number": _is_corporate_number,
            "thirteen": lambda cell: len(_digits(cell)) == _JCN_DIGITS,
            "body_code": _is_body_code,
            "company": _is_company,
            "several": lambda cell: sum(1 for line in cell_text(cell).splitlines() if _is_company(line)) > 1,
            "body": lambda cell: _is_body(_word(cell), bodies),
            "section": lambda cell: _SECTION.search(_word(cell).rstrip("）)")) is not None,
            "address": lambda cell: _ADDRESS.search(narrow(cell_text(cell))) is not None,
            "url": lambda cell: _URL.match(cell_text(cell)) is not None,
            "code": lambda cell: _CODE.fullmatch(narrow(cell_text(cell))) is not None,
            "work": lambda cell: _WORK.search(cell_text(cell)) is not None,
            "law": lambda cell: _LAW.search(narrow(cell_text(cell))) is not None,
            "public": lambda cell: _PUBLIC.search(_word(cell)) is not None,
            "prefecture": lambda cell: _word(cell) in _prefectures(),
            "method": self._is_method,
            "category": lambda cell: self._has("categories", cell),
            "sale": self._is_sale,
            "status": self._is_status,
            "won": lambda cell: is_mark(cell_text(cell)),
            "sign": lambda cell: is_sign(cell_text(cell)),
            "zero": lambda cell: cell_text(cell) in {"0", "０", "0円"},
            "yes_no": lambda cell: match_key(cell_text(cell)) in _YES_NO,
        }

    def examine(self, cells: Sequence[Cell]) -> Evidence:
        """Measure a column."""
        words: Counter[str] = Counter()
        filled: list[Cell] = []
        for cell in cells:
            if is_blank(cell):
                continue
            if (word := self._missing(cell)) is not None:
                words[word] += 1
            else:
                filled.append(cell[:_LOOKED_AT] if isinstance(cell, str) else cell)
        texts = [cell_text(cell) for cell in filled]
        if not filled:
            return Evidence(len(cells), 0, words, examples=tuple(list(words)[:_SHOWN]))
        times = Counter(zip(texts, map(type, filled), strict=True))
        by_text = {(text, type(cell)): cell for text, cell in zip(texts, filled, strict=True)}
        shares = {
            name: sum(count for key, count in times.items() if test(by_text[key])) / len(filled)
            for name, test in self._tests.items()
        }
        numbers = [number for text in texts if (number := _as_number(text)) is not None]
        return Evidence(
            rows=len(cells),
            filled=len(filled),
            words=words,
            distinct=len({match_key(text) for text in texts}),
            shares=shares,
            length=median(map(len, texts)),
            typical=median(numbers) if len(numbers) * 2 > len(filled) else None,
            counts_up=_counts_up(numbers, len(filled)),
            two_lines=sum(1 for text in texts if "\n" in text.strip()) / len(filled),
            examples=tuple(dict.fromkeys(texts))[:_SHOWN],
        )

    def _missing(self, cell: Cell) -> str | None:
        """The word of a cell that stands for a missing value, in whichever kind of column."""
        if not isinstance(cell, str) or is_sign(cell):
            return None
        for where in _MEANING:
            found = self._vocabularies.sentinels.find(cell, where)
            if found is not None:
                return found.term
        return None

    def _has(self, table: str, cell: Cell) -> bool:
        return self._vocabularies.table(table).find(cell_text(cell)) is not None

    def _is_method(self, cell: Cell) -> bool:
        text = cell_text(cell)
        if self._has("procurement_methods", cell) or _SHORT_METHOD.fullmatch(text):
            return True
        return len(text) <= _LONGEST_METHOD and bool(_METHOD.search(text))

    def _is_status(self, cell: Cell) -> bool:
        table = self._vocabularies.table("statuses")
        return any(table.find(cell_text(cell), where) for where in ("tender", "bid", "award", "contract"))

    def _is_sale(self, cell: Cell) -> bool:
        entry = self._vocabularies.table("categories").find(cell_text(cell))
        return entry is not None and entry["procurement"] == "no"


_YES_NO = frozenset(map(match_key, ("有", "無", "あり", "なし", "○", "×", "true", "false")))
_LONGEST_METHOD = 40
_JCN_DIGITS = 13
_FIRST_SERIAL, _LAST_SERIAL = 32_000, 60_000  # days of 1987 to 2064 as spreadsheets count them
_SMALLEST_YEN = 1000


@lru_cache(maxsize=1)
def _prefectures() -> frozenset[str]:
    return frozenset(match_key(body.prefecture) for body in local_governments.table())


def _word(cell: Cell) -> str:
    return match_key(cell_text(cell))


def _digits(cell: Cell) -> str:
    text = narrow(cell_text(cell))
    return text if text.isdigit() else ""


def _reads(reader: Callable[[Cell], object], cell: Cell) -> bool:
    try:
        reader(cell)
    except NotationError:
        return False
    return True


def _is_date(cell: Cell) -> bool:
    # A bare number may be the serial of a day, and anything else; text of digits alone likewise.
    if isinstance(cell, int | float):
        return False
    digits = _digits(cell)
    return (not digits or _EIGHT_DIGITS.fullmatch(digits) is not None) and _reads(days.read_date, cell)


def _is_moment(cell: Cell) -> bool:
    return _is_date(cell) and re.search(r"\d\s*[:時]", narrow(cell_text(cell))) is not None


def _is_span(cell: Cell) -> bool:
    if isinstance(cell, int | float) or (_digits(cell) and not _is_date(cell)):
        return False
    return _reads(lambda one: spans.read_span(one, fiscal_year=2025), cell)


def _is_yen(cell: Cell) -> bool:
    try:
        found = money.read_money(cell)
    except NotationError:
        return False
    return len(_digits(cell)) < _JCN_DIGITS and not (isinstance(cell, str) and cell.startswith("0") and found.amount)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or _NUMBER.fullmatch(narrow(cell_text(cell))) is not None


def _is_corporate_number(cell: Cell) -> bool:
    try:
        return corporate_numbers.read_corporate_number(cell) is not None
    except NotationError:
        return False


def _is_body_code(cell: Cell) -> bool:
    digits = _digits(cell)
    return len(digits) in {5, 6} and _reads(local_governments.read_code, digits)


def _is_company(cell: Cell) -> bool:
    text = cell_text(cell)
    return FORM.search(narrow(text)) is not None or FORM.search(text) is not None or is_joint_venture(text)


def _is_body(name: str, bodies: Bodies) -> bool:
    return _reads(lambda _: bodies.resolve(name, ""), name) or local_governments.is_local_government_name(name)


def _as_number(text: str) -> float | None:
    plain = narrow(text).replace(",", "").rstrip("円%")
    return float(plain) if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,20})?", plain) else None


def _counts_up(numbers: Sequence[float], filled: int) -> bool:
    if len(numbers) < filled or not numbers:
        return False
    steps = [after - before for before, after in pairwise(numbers)]
    return numbers[0] in {0, 1} and sum(1 for step in steps if step == 1) >= len(steps) * 0.9
