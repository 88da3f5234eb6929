"""What the columns of a table are together: one column per field, and what one alone does not show.

Works on guesses that were made column by column in ``columns``. Where the table does not settle a question, the column
is opened, not guessed.
"""

import re
from dataclasses import replace

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest.model import ColumnGuess, Reason
from ocdsjp.mapping.suggest.revise import (
    CONTRACT_AMOUNT,
    MANY,
    MOST,
    NEARLY_ALL,
    SOME,
    SUPPLIER,
    TENDERER,
    Columns,
    Table,
    base,
    has,
    moved,
    opened,
)
from ocdsjp.mapping.suggest.whose import addresses, amounts, numbers, parties
from ocdsjp.mapping.suggest.winners import marking

_ROW_NUMBER = frozenset(
    map(match_key, ("番号", "no", "no.", "№", "項番", "連番", "通番", "#", "行", "整理番号", "index", "id"))
)
_ROWS_THAT_TELL = 5
_RATIONALE = "tender/procurementMethodRationale"
_LAW = f"{_RATIONALE}Classifications"
_RANK = {"sure": 0, "likely": 1}


def in_context(columns: Columns, table: Table) -> tuple[ColumnGuess, ...]:
    """The columns once more, in the light of each other."""
    found = list(columns)
    for step in (
        _row_numbers,
        _case_numbers,
        parties,
        numbers,
        addresses,
        amounts,
        _periods,
        _reasons,
        _originals,
        _lone_firm,
        _winners,
        _results,
        _lone_number,
        _once_each,
    ):
        found = step(found, table)
    return tuple(found)


def _row_numbers(columns: Columns, table: Table) -> list[ColumnGuess]:
    """A column that only counts the rows is no number of a case."""
    reason = Reason("行の通し番号", "it only counts the rows")
    return [
        replace(
            guess, field=None, kind=None, certainty="ignored", alternatives=(), reason_ja=reason.ja, reason_en=reason.en
        )
        if table.evidence[guess.letter].counts_up and (base(guess) in _ROW_NUMBER or guess.field == "tender/id")
        else guess
        for guess in columns
    ]


def _case_numbers(columns: Columns, _table: Table) -> list[ColumnGuess]:
    """契約番号 is the number of the case where no contract is spoken of."""
    concluded = has(columns, "contracts/0/dateSigned", "contracts/0/value", "contracts/0/amendments", "awards/")
    if concluded or has(columns, "tender/id"):
        return list(columns)
    reason = Reason("契約の前の表", "a table of what is not yet contracted")
    return [
        moved(guess, "tender/id", "text", reason) if guess.active and guess.field == "contracts/0/id" else guess
        for guess in columns
    ]


def _periods(columns: Columns, table: Table) -> list[ColumnGuess]:
    """A period of work belongs to the contract where there is one, else to the tender; a lone day is its end."""
    contract = has(columns, "contracts/0/dateSigned", CONTRACT_AMOUNT, "contracts/0/id", "contracts/0/amendments")

    def settle(guess: ColumnGuess) -> ColumnGuess:
        if (
            not guess.active
            or guess.field is None
            or not re.match(r"contracts/0/period|tender/contractPeriod", guess.field)
        ):
            return guess
        evidence = table.evidence[guess.letter]
        end = guess.field.rpartition("/")[2]
        part = f"/{end}" if end in {"startDate", "endDate"} else ""
        days, spans = evidence.share("date"), evidence.share("span")
        if not part and days > SOME:
            part = "/endDate"
        # A day is a span of one day, so that spans count where some cells are no days.
        kind = "date" if part and days >= NEARLY_ALL else "span"
        if not part and spans < MANY:
            return opened(guess, Reason("期間として読めない値が多い", "most values cannot be read as a period"))
        field = ("contracts/0/period" if contract else "tender/contractPeriod") + part
        if field == guess.field and kind == guess.kind:
            return guess
        return moved(guess, field, kind, Reason("", ""))

    return [settle(guess) for guess in columns]


def _reasons(columns: Columns, _table: Table) -> list[ColumnGuess]:
    """理由 is that of a change in a table of changes, and beside the law that allows it that of a direct award."""
    changes = has(columns, "contracts/0/amendments/0/date", "contracts/0/amendments/0/id") or any(
        "変更" in guess.name for guess in columns if guess.field != "contracts/0/amendments/0/rationale"
    )
    law = has(columns, _LAW) or any(any(one.field == _LAW for one in guess.alternatives[:1]) for guess in columns)
    direct = law and all(guess.field != _RATIONALE for guess in columns)

    def settle(guess: ColumnGuess) -> ColumnGuess:
        if base(guess) == "理由" and direct and not changes:
            return moved(guess, _RATIONALE, "text", Reason("随意契約の根拠と並ぶ", "beside the legal basis"), "likely")
        if guess.field == "contracts/0/amendments/0/rationale" and not changes and "変更" not in guess.name:
            return opened(guess, Reason("何の理由か決まらない", "the reason for what, is not said"))
        return guess

    return [settle(guess) for guess in columns]


def _originals(columns: Columns, _table: Table) -> list[ColumnGuess]:
    """What a contract was at first (当初) is not what it is where the same row has it after a change."""
    changed = {guess.field for guess in columns if guess.active and "変更後" in guess.name}
    reason = Reason("変更後の列がある", "another column has it after the change")
    return [
        opened(guess, reason) if guess.active and guess.field in changed and "当初" in guess.name else guess
        for guess in columns
    ]


def _winners(columns: Columns, table: Table) -> list[ColumnGuess]:
    """In a table with a row a bidder, the column that marks the winners says how each bid ended."""
    found = marking(columns, table.evidence) if table.repeats else None
    if found is None or found[0].active:
        return list(columns)
    reason = Reason("落札の印がある", "it marks the winners")
    return [
        moved(guess, "bids/details/0/statusDetails", "text", reason, "likely") if guess is found[0] else guess
        for guess in columns
    ]


def _lone_number(columns: Columns, table: Table) -> list[ColumnGuess]:
    """A column called 番号 that differs in every row is the number of the case where the table has no other."""
    lone = [guess for guess in columns if not guess.active and base(guess) in _ROW_NUMBER]
    if len(lone) != 1 or has(columns, "tender/id", "contracts/0/id") or table.repeats:
        return list(columns)
    evidence = table.evidence[lone[0].letter]
    telling = evidence.filled == evidence.rows == evidence.distinct and evidence.rows >= _ROWS_THAT_TELL
    if not telling or evidence.counts_up or evidence.share("code") < NEARLY_ALL:
        return list(columns)
    reason = Reason("どの行でも異なる番号で、ほかに番号がない", "different in every row, and there is no other number")
    return [moved(guess, "tender/id", "text", reason, "likely") if guess is lone[0] else guess for guess in columns]


def _lone_firm(columns: Columns, table: Table) -> list[ColumnGuess]:
    """Of a table without header the one column of firms, where every row is another case."""
    firms = [guess for guess in columns if table.evidence[guess.letter].share("company") >= MOST]
    titles = [guess for guess in columns if guess.active and guess.field == "tender/title"]
    if len(firms) != 1 or len(titles) != 1 or table.repeats or firms[0].name != firms[0].letter:
        return list(columns)
    reason = Reason("見出しのない表の唯一の業者の列", "the one column of firms in a table without header")
    return [
        moved(guess, SUPPLIER, "supplier", reason, "likely") if guess is firms[0] and not guess.active else guess
        for guess in columns
    ]


def _results(columns: Columns, _table: Table) -> list[ColumnGuess]:
    """結果 beside bidders is that of a bid; elsewhere it needs words that say so."""
    return [
        opened(guess, Reason("入札者ごとの結果か案件の結果か決まらない", "the result of bids or of the case: not said"))
        if guess.active and guess.field == "bids/details/0/status" and not has(columns, TENDERER)
        else guess
        for guess in columns
    ]


def _once_each(columns: Columns, table: Table) -> list[ColumnGuess]:
    """Of two columns for one field the surer one, then the fuller one, then the first acts; the others are opened."""
    best: dict[str, ColumnGuess] = {}
    for guess in columns:
        if guess.active and guess.field is not None:
            rival = best.get(guess.field)
            if rival is None or _order(guess, table) < _order(rival, table):
                best[guess.field] = guess
    return [
        opened(guess, _taken(best[guess.field]))
        if guess.active and guess.field is not None and best[guess.field] is not guess
        else guess
        for guess in columns
    ]


def _taken(best: ColumnGuess) -> Reason:
    return Reason(f"同じ項目に列『{best.name}』がある", f'the column "{best.name}" has this field')


def _order(guess: ColumnGuess, table: Table) -> tuple[int, bool, int]:
    evidence = table.evidence[guess.letter]
    return _RANK[guess.certainty], evidence.filled * 2 < evidence.rows, len(guess.name)
