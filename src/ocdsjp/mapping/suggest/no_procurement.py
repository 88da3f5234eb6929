"""What is no procurement: subsidies, sales, agreements, suspensions, registers; whole files and single rows.

A body that sells timber or pays a subsidy publishes lists that look like contracts. Taken for contracts they would be
false figures, so they are recognised by their own words and drafted as no data with that reason.
"""

import re
from collections.abc import Mapping, Sequence

from ocdsjp.japan.text import cell_text, match_key
from ocdsjp.mapping.cells import as_cell
from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.model import ColumnGuess, NoDataGuess, Reason
from ocdsjp.mapping.vocabulary import Vocabulary
from ocdsjp.read.cells import Value

_SUBSIDY = Reason("補助金等の交付の一覧であり、調達ではない", "a list of subsidies and no procurement")
_AGREEMENT = Reason("連携協定の一覧であり、対価のある契約ではない", "a list of partnership agreements without a price")
_SUSPENSION = Reason("指名停止の一覧であり、調達ではない", "a list of suspended firms and no procurement")
_SALE = Reason("売払い・貸付けは収入であり、調達ではない", "a sale or lease brings income and is no procurement")
_REGISTER = Reason("業者や法人の名簿であり、調達ではない", "a register of firms or bodies and no procurement")
_MARKS = Reason(
    "工事成績や表彰の一覧であり、調達の記録ではない", "a list of marks or prizes and no procurement records"
)
_LINKS = Reason("ページの一覧であり、調達の記録ではない", "a list of pages and no procurement records")

# What a header or title says of the whole list. A single row that speaks of a subsidy is no list of subsidies.
_BY_HEADER = (
    (re.compile("補助金交付先|交付決定額|交付先名|交付申請|補助事業者|補助対象|助成金額"), _SUBSIDY),
    (re.compile("協定種別|協定締結|協定名|協定の内容|連携事項"), _AGREEMENT),
    (re.compile("指名停止期間|停止期間|指名停止理由|停止措置|措置要件"), _SUSPENSION),
    (
        re.compile(
            "売払価格|売払金額|売却価格|売却金額|売払い?物件|売払い?面積|立木材積|樹種|貸付料|最低売却|予定売却"
        ),
        _SALE,
    ),
    (re.compile("許可番号|資格者番号|登録番号|業者番号|総合評定値|経審|法人名カナ|フリガナ|変更事由"), _REGISTER),
)
_BY_TITLE = (
    (re.compile(r"補助金等?(?:の|に係る|交付|支出|一覧)|補助金等の支出|助成金(?:の|交付)一覧"), _SUBSIDY),
    (re.compile("包括連携協定|連携協定(?:の|一覧|締結)"), _AGREEMENT),
    (re.compile("指名停止|入札参加停止|入札参加除外"), _SUSPENSION),
    (
        re.compile(
            "立木(?:の)?売払|立木公売|物品売払|不用品(?:の)?売払|公有財産(?:の)?売[払却]|市有地(?:の)?売[払却]|土地売[払却]|公売結果|売払い?(?:の|に係る)?(?:結果|一覧)"
        ),
        _SALE,
    ),
    (re.compile("有資格者?名簿|登録業者(?:名簿|一覧)|業者名簿|参加資格者名簿"), _REGISTER),
    (re.compile("工事成績|成績評定|優良(?:建設)?(?:工事|業者)|表彰"), _MARKS),
)
_MARK_OF_WORK = re.compile("(?:工事)?成績評定点?|(?:工事)?評定点(?:数|合計)?|工事成績(?:評定)?点?|表彰年度|受賞者名?")
_NEARLY_ALL, _MANY = 0.9, 0.4
_SALE_TITLE = re.compile("立木.{0,6}売(?:払い?|却)?|売払い?|売り払い|売却|払下げ|払い下げ|貸付")
_SERVICE = ("委託", "業務", "支援", "手数料", "工事")
_AGREEMENT_CELL = re.compile("包括連携協定|連携協定|災害時応援協定|協定書")


def whole_file(
    columns: Sequence[ColumnGuess], titles: Sequence[str], file_name: str, evidence: Mapping[str, Evidence]
) -> NoDataGuess | None:
    """That the whole file is no procurement, if its header or its title says so."""
    headers = [match_key(column.name) for column in columns]
    for pattern, reason in _BY_HEADER:
        if sum(1 for header in headers if pattern.search(header)) >= (2 if reason is _REGISTER else 1):
            contracts = any(column.field == "contracts/0/dateSigned" for column in columns)
            if not contracts:
                return NoDataGuess(None, (), reason)
    title = match_key(" ".join((*titles[:3], file_name)))
    priced = any(column.active and (column.field or "").endswith("/amount") for column in columns)
    for pattern, reason in _BY_TITLE:
        if reason is _MARKS and priced:
            continue  # results in which the marks of the work stand, too
        if pattern.search(title) and "業務" not in title and "委託" not in title:
            return NoDataGuess(None, (), reason)
    if not priced and any(_MARK_OF_WORK.fullmatch(header) for header in headers):
        return NoDataGuess(None, (), _MARKS)
    return _by_values(columns, evidence)


def _by_values(columns: Sequence[ColumnGuess], evidence: Mapping[str, Evidence]) -> NoDataGuess | None:
    """Registers and lists of pages show by their values: a number or an address in every row, and no case at all."""
    case = any(
        column.active
        and column.field is not None
        and column.field.startswith(("awards/", "contracts/", "bids/", "tender/value"))
        for column in columns
    )
    titled = any(column.active and column.field == "tender/title" for column in columns)
    if case or titled:
        return None
    numbered = any(evidence[column.letter].share("corporate_number") > _NEARLY_ALL for column in columns)
    if numbered and any(evidence[column.letter].share("company") > _MANY for column in columns):
        return NoDataGuess(None, (), _REGISTER)
    linked = any(evidence[column.letter].share("url") > _NEARLY_ALL for column in columns)
    return NoDataGuess(None, (), _LINKS) if linked and not any(column.active for column in columns) else None


def single_rows(
    columns: Sequence[ColumnGuess],
    places: Mapping[str, int],
    rows: Sequence[Sequence[Value]],
    categories: Vocabulary,
) -> tuple[NoDataGuess, ...]:
    """Rows that are sales or agreements: by the term of their category, else by their title."""
    found: list[NoDataGuess] = []
    for column in columns:
        if column.kind == "category" or column.field == "tender/items/0/classification/description":
            terms = {cell_text(as_cell(row[places[column.letter]])) for row in rows}
            sales = sorted(
                term for term in terms if (entry := categories.find(term)) is not None and entry["procurement"] == "no"
            )
            if sales:
                found.append(NoDataGuess(column.name, tuple(sales), _SALE, whole_cell=True))
    title = next((column for column in columns if column.active and column.field == "tender/title"), None)
    if title is not None and not found:
        texts = [cell_text(as_cell(row[places[title.letter]])) for row in rows]
        words = sorted(
            {match.group() for text in texts if not _is_service(text) and (match := _SALE_TITLE.search(text))}
        )
        if words:
            found.append(NoDataGuess(title.name, tuple(words), _SALE))
    return tuple(found)


def _is_service(text: str) -> bool:
    """A service about a sale (売却支援業務) is bought like any other."""
    return any(word in text for word in _SERVICE)


SERVICE_WORDS = _SERVICE
"""Words that make of a title about a sale the purchase of a service."""
