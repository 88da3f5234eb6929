"""Groups of columns that a row repeats with a number: 1社目_業者名, 2社目_業者名 …; 第１回, 第２回.

Finds series by their numbers alone; what a member of a group is, is told by its word and its values.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ocdsjp.japan.text import match_key
from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.fitness import verdict
from ocdsjp.mapping.suggest.model import BlockGuess, ColumnGuess, Reason

_NUMBER = re.compile(r"\d+")
_LEAST = 2
_PARTY = re.compile("業者(?!数|番号|コード|区分)|会社名|商号|名称|入札者|応札者|参加者|見積者|氏名|bidder|者名")
_NUMBER_OF_PARTY = re.compile("法人番号|corporate")
_AMOUNT = re.compile("金額|価格|入札額|見積額|応札額|amount|price")
_RESULT = re.compile("結果|摘要|備考|落札")
_SCORE = re.compile("評価値|評価点|得点|技術点")
_ROUND = re.compile("回")

_ALIASES = {
    "name": ("bids/details/0/tenderers", "supplier"),
    "number": ("bids/details/0/tenderers/0/id", "corporate_number"),
    "amount": ("bids/details/0/value/amount", "yen"),
    "result": ("bids/details/0/statusDetails", "text"),
    "score": ("bids/details/0/evaluationScore", "number"),
}


@dataclass(frozen=True, slots=True)
class _Member:
    """One numbered column."""

    number: int
    template: str
    column: ColumnGuess


def find_blocks(
    columns: Sequence[ColumnGuess], evidence: Mapping[str, Evidence]
) -> tuple[tuple[BlockGuess, ...], tuple[ColumnGuess, ...]]:
    """The block series of a table, and its columns with those of the series decided.

    A series whose values do not fit their words, or that has no amounts and no names, is left to a person.
    """
    series = _series(columns)
    aliases = {template: alias for template in series if (alias := _alias(template)) is not None}
    fitting = {template: alias for template, alias in aliases.items() if _fits(series[template], alias, evidence)}
    names = set(fitting.values())
    by_alias = {alias: template for template, alias in reversed(fitting.items())}
    parties = "name" in names
    if "amount" not in names or len(by_alias) < len(fitting):
        return (), tuple(columns)
    if not parties and not _ROUND.search(by_alias["amount"]):
        return (), tuple(columns)
    numbers = sorted({member.number for template in fitting for member in series[template]})
    items = tuple(
        (
            number,
            {
                alias: member.column.name
                for alias, template in sorted(by_alias.items())
                for member in series[template]
                if member.number == number
            },
        )
        for number in numbers
    )
    block = BlockGuess("bidders" if parties else "rounds", items)
    decided = {
        member.column.letter: _decided(member, fitting[template]) for template in fitting for member in series[template]
    }
    return (block,), tuple(decided.get(column.letter, column) for column in columns)


def _series(columns: Sequence[ColumnGuess]) -> dict[str, list[_Member]]:
    """Columns by their header with {n} for its one number, where at least two numbers follow each other."""
    groups: defaultdict[str, list[_Member]] = defaultdict(list)
    for column in columns:
        key = match_key(column.name)
        for found in _NUMBER.finditer(key):
            template = key[: found.start()] + "{n}" + key[found.end() :]
            groups[template].append(_Member(int(found.group()), template, column))
    return {template: members for template, members in groups.items() if _follow(members)}


def _follow(members: Sequence[_Member]) -> bool:
    numbers = [member.number for member in members]
    return len(numbers) >= _LEAST and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _alias(template: str) -> str | None:
    word = template.replace("{n}", "")
    for pattern, alias in (
        (_NUMBER_OF_PARTY, "number"),
        (_SCORE, "score"),
        (_AMOUNT, "amount"),
        (_PARTY, "name"),
        (_RESULT, "result"),
    ):
        if pattern.search(word):
            return alias
    return (
        "amount"
        if re.fullmatch(r"第?\{n\}回目?(?:入札|見積)?", template.rsplit("／", maxsplit=1)[-1].replace("/", ""))
        else None
    )


def _fits(members: Sequence[_Member], alias: str, evidence: Mapping[str, Evidence]) -> bool:
    """Whether the values of the first repetitions agree with what the word says."""
    field, kind = _ALIASES[alias]
    if alias in {"result", "score"}:
        return True
    said = [verdict(field, kind, evidence[member.column.letter]) for member in members[:3]]
    return "contradict" not in said and "agree" in said


def _decided(member: _Member, alias: str) -> ColumnGuess:
    field, kind = _ALIASES[alias]
    reason = Reason(
        f"繰り返し{member.number}の列で、値もそのとおり", f"column of repetition {member.number}; the values agree"
    )
    return replace(
        member.column,
        field=field,
        kind=kind,
        certainty="likely",
        reason_ja=reason.ja,
        reason_en=reason.en,
        alternatives=(),
    )
