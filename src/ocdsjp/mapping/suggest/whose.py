"""Whose a column is: bidders or suppliers, whose number and address, which amount. Said by the table as a whole."""

import re

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.model import ColumnGuess, Reason
from ocdsjp.mapping.suggest.revise import (
    ADDRESS,
    AWARD_AMOUNT,
    BID_AMOUNT,
    BUYER,
    BUYER_NUMBER,
    CONTRACT_AMOUNT,
    CONTRACT_SIDE,
    MANY,
    MOST,
    SUPPLIER,
    SUPPLIER_NUMBER,
    TENDERER,
    TENDERER_NUMBER,
    Columns,
    Table,
    base,
    has,
    moved,
    opened,
)

_PARTIES = {SUPPLIER, TENDERER}
_AWARD_SIDE = re.compile(r"落札|決定|winner|award")
_GENERIC_PARTY = frozenset(
    map(
        match_key,
        (
            "業者名", "業者", "商号又は名称", "商号または名称", "商号・名称", "商号", "会社名", "企業名", "事業者名",
            "事業者", "vendor_name", "vendor", "company_name",
        ),
    )
)  # fmt: skip
_GENERIC_AMOUNT = frozenset(map(match_key, ("金額", "金額(円)", "価格", "額", "amount")))
_ONLY_PARTY = Reason("表の当事者は1種類", "the table names one kind of party")


def may_bid(guess: ColumnGuess, evidence: Evidence) -> bool:
    """Whether a column may hold the bidders of a case: it names firms, and not those that a contract is with."""
    if evidence.share("company") < MANY:
        return False
    word = re.sub(r"\(.*?\)", "", match_key(guess.name))
    return guess.field == TENDERER or (guess.field != SUPPLIER and CONTRACT_SIDE.search(word) is None)


def parties(columns: Columns, table: Table) -> list[ColumnGuess]:
    """A column called 業者名 holds the bidders where a row is a bidder, else the supplier if no other is named."""
    named = any(guess.active and guess.field == SUPPLIER and base(guess) not in _GENERIC_PARTY for guess in columns)
    results = has(columns, "contracts/0/dateSigned", CONTRACT_AMOUNT, AWARD_AMOUNT)
    generic = [guess for guess in columns if base(guess) in _GENERIC_PARTY]

    def settle(guess: ColumnGuess) -> ColumnGuess:
        if guess not in generic:
            return guess
        evidence = table.evidence[guess.letter]
        fits = evidence.share("company") >= MANY
        if table.repeats and fits and len(generic) == 1:
            return moved(guess, TENDERER, "supplier", Reason("1行が1者", "a row is a bidder"), "likely")
        if not named and results and not table.repeats and fits and len(generic) == 1:
            return moved(
                guess, SUPPLIER, "supplier", Reason("表に相手方がほかにない", "no other party is named"), "likely"
            )
        return opened(guess, Reason("入札者か契約の相手方か決まらない", "bidders or suppliers: not said"))

    return [settle(guess) for guess in columns]


def numbers(columns: Columns, _table: Table) -> list[ColumnGuess]:
    """A corporate number is that of the party whose name its header holds, else of the only party there is."""
    parties = {guess.field for guess in columns if guess.active and guess.field in _PARTIES}

    def settle(place: int, guess: ColumnGuess) -> ColumnGuess:
        if not guess.active or guess.kind != "corporate_number" or guess.field == BUYER_NUMBER:
            return guess
        before = next((columns[at].field for at in range(place - 1, -1, -1) if columns[at].active), None)
        if before == BUYER and base(guess) == "法人番号":
            return moved(guess, BUYER_NUMBER, "corporate_number", Reason("発注者名の右", "right of the buyer's name"))
        named = re.search(r"契約|落札|受注|相手|請負|受託", guess.name) is not None
        if len(parties) == 1 or (named and SUPPLIER in parties):
            party = SUPPLIER if named and SUPPLIER in parties else next(iter(parties))
            field = SUPPLIER_NUMBER if party == SUPPLIER else TENDERER_NUMBER
            return guess if guess.field == field else moved(guess, field, "corporate_number", _ONLY_PARTY)
        if not parties and guess.field == SUPPLIER_NUMBER and (named or has(columns, "awards/", "contracts/")):
            return guess  # the only word on the supplier
        return opened(guess, Reason("誰の法人番号か決まらない", "whose number it is, is not said"))

    return [settle(place, guess) for place, guess in enumerate(columns)]


def addresses(columns: Columns, _table: Table) -> list[ColumnGuess]:
    """An address is that of the party on its left."""

    def settle(place: int, guess: ColumnGuess) -> ColumnGuess:
        if not guess.active or guess.field != ADDRESS:
            return guess
        left = next((columns[at] for at in range(place - 1, -1, -1) if columns[at].certainty != "ignored"), None)
        number = left is not None and left.kind == "corporate_number"
        if number:
            left = next((columns[at] for at in range(place - 1, -1, -1) if columns[at].field in _PARTIES), None)
        if left is not None and left.active and left.field in _PARTIES:
            return guess
        if re.search(r"契約|落札|受注|相手|請負|受託|業者|入札者", guess.name) and has(columns, *_PARTIES):
            return guess
        return opened(guess, Reason("誰の所在地か決まらない", "whose address it is, is not said"))

    return [settle(place, guess) for place, guess in enumerate(columns)]


def amounts(columns: Columns, table: Table) -> list[ColumnGuess]:
    """A column called 金額 is the bid of a bidder, or the amount of the one result that the table is about."""
    supplier = next((guess for guess in columns if guess.active and guess.field in {SUPPLIER, SUPPLIER_NUMBER}), None)
    amounts = [guess for guess in columns if base(guess) in _GENERIC_AMOUNT]

    def settle(guess: ColumnGuess) -> ColumnGuess:
        if guess not in amounts:
            return guess
        yen = table.evidence[guess.letter].share("yen") >= MOST
        if not yen or len(amounts) > 1:
            return opened(guess, Reason("何の金額か決まらない", "which amount it is, is not said"))
        if table.repeats and has(columns, TENDERER):
            return moved(guess, BID_AMOUNT, "yen", Reason("1行が1者", "a row is a bidder"), "likely")
        signed = has(columns, "contracts/0/dateSigned")
        said = match_key(supplier.name) if supplier is not None else ""
        other = has(columns, AWARD_AMOUNT, CONTRACT_AMOUNT)
        if supplier is not None and not other and not table.repeats:
            if CONTRACT_SIDE.search(said) or (signed and not _AWARD_SIDE.search(said)):
                return moved(
                    guess,
                    CONTRACT_AMOUNT,
                    "yen",
                    Reason("契約の表の唯一の金額", "the one amount of contracts"),
                    "likely",
                )
            if _AWARD_SIDE.search(said) and not signed:
                return moved(
                    guess, AWARD_AMOUNT, "yen", Reason("落札の表の唯一の金額", "the one amount of awards"), "likely"
                )
        return opened(guess, Reason("何の金額か決まらない", "which amount it is, is not said"))

    return [settle(guess) for guess in columns]
