"""What a check says: a rule that a file breaks, where, and what stands there. How a report looks is in ``render``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ocdsjp.findings import Language, Rule
from ocdsjp.lint.page import Shown

MOST_CELLS = 1_000
"""How many addresses a remark keeps; it counts them all."""

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a file does otherwise than a rule asks.

    Attributes:
        rule: Its ``id`` is the number of the rule.
        sheet: Sheet name, or None for text files.
        cells: Where: addresses such as ``F27`` or ``A1:C2``, rows such as ``12``, columns such as ``C``; at most
            ``MOST_CELLS``; none for the sheet or file as a whole.
        count: How many there are.
        value: What stands at the first of them, or None.
        detail: What the rule's messages mention.
    """

    rule: Rule
    sheet: str | None = None
    cells: tuple[str, ...] = ()
    count: int = 1
    value: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """What is wrong, and how to mend it."""
        return self.rule.message(language, self.value, self.detail)


def at(rule: Rule, sheet: str | None, cells: Iterable[str], value: object = None, **detail: object) -> Iterator[Remark]:
    """One remark about several places; none if there is no place."""
    places = list(cells)
    if places:
        text = None if value is None else short(value)
        words = {name: str(word) for name, word in detail.items()}
        yield Remark(rule, sheet, tuple(places[:MOST_CELLS]), len(places), text, words)


def by_column(rule: Rule, sheet: str | None, hits: Iterable[Shown]) -> Iterator[Remark]:
    """A remark for each column in which a check found something: addresses, and the first value."""
    found: dict[int, list[Shown]] = {}
    for cell in hits:
        found.setdefault(cell.column, []).append(cell)
    for cells in found.values():
        addresses = tuple(cell.address for cell in cells[:MOST_CELLS])
        yield Remark(rule, sheet, addresses, len(cells), short(cells[0].value))


def short(value: object) -> str:
    """A value for a message: on one line, not too long, line breaks shown as ⏎."""
    text = "⏎".join(str(value).splitlines()) or str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
