"""What a suggestion is: per column what it seems to be and why, and what the file as a whole seems to be.

Only shapes stand here. They are found in ``probe``, ``columns``, ``shape`` and their neighbours, put together in
``draft`` and written as YAML in ``render``. Nothing here is active by itself: a person confirms a suggestion.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ocdsjp.mapping.model import Tax

Certainty = Literal["sure", "likely", "open", "ignored"]
"""``sure``: header and values agree. ``likely``: the header is exact and the values do not contradict, or the header is
nearly a known one and the values agree. ``open``: a person has to decide. ``ignored``: known, and not for OCDS."""

Shape = Literal["process", "bidder", "phases"]
"""``process``: a row is a case. ``bidder``: a row is a bidder, several rows are a case. ``phases``: a row carries
forecast and result of a case, each an event of its own."""

ACTIVE: frozenset[Certainty] = frozenset({"sure", "likely"})


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for people in both languages."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a column might be.

    Attributes:
        field: OCDS path as in ``mappings/vocabulary/header_words.csv`` (``awards/0/value/amount``); "" is no field.
        kind: How to read it, a ``kind`` of that table.
        score: 0 to 100, for ordering only.
    """

    field: str
    kind: str
    score: int = 0


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column seems to be.

    Attributes:
        name: Its header as the reader names it; the name that a mapping has to use.
        letter: ``A``, ``B``, as a spreadsheet shows it.
        examples: A few of its values, different ones, as written.
        field: OCDS path in the notation of ``header_words.csv``; None where the column is open or ignored.
        kind: How to read it; None where the column is open or ignored.
        certainty: How sure that is. Only ``sure`` and ``likely`` columns act in the mapping.
        reason_ja, reason_en: Why.
        alternatives: What else it might be, best first; for an open column the choices for a person.
        tax: Tax basis that header or title states; None: not stated.
        unit: Unit of bare amounts that the header states.
    """

    name: str
    letter: str
    examples: tuple[str, ...]
    field: str | None
    kind: str | None
    certainty: Certainty
    reason_ja: str
    reason_en: str
    alternatives: tuple[Choice, ...] = ()
    tax: Tax | None = None
    unit: str | None = None

    @property
    def active(self) -> bool:
        """Whether the column acts in the mapping."""
        return self.certainty in ACTIVE


@dataclass(frozen=True, slots=True)
class PublisherGuess:
    """Whose records these are.

    Attributes:
        code: 団体コード of the one publisher, or None.
        column: The column in which each row names its body, or None.
        prefecture: The column that names the body's prefecture, or None.
        name: The name that was found with ``code``.
        reason: Where it was found, or that it was not.
    """

    code: str | None
    column: str | None
    prefecture: str | None
    name: str | None
    reason: Reason

    @property
    def known(self) -> bool:
        """Whether nothing has to be filled in."""
        return self.code is not None or self.column is not None


@dataclass(frozen=True, slots=True)
class KeyGuess:
    """What makes two rows the same process.

    Attributes:
        columns: Names of the columns.
        reason: What was measured.
        sure: False where the rows do not prove it.
    """

    columns: tuple[str, ...]
    reason: Reason
    sure: bool


@dataclass(frozen=True, slots=True)
class NoDataGuess:
    """Rows, or the whole file, that are no procurement.

    Attributes:
        column: Column to test, or None: the whole file.
        contains: Words of which the cell holds one; empty for the whole file.
        reason: Why.
        whole_cell: Whether the cell has to be one of the words.
    """

    column: str | None
    contains: tuple[str, ...]
    reason: Reason
    whole_cell: bool = False


@dataclass(frozen=True, slots=True)
class BlockGuess:
    """A group of columns that a row repeats.

    Attributes:
        name: ``bidders`` or ``rounds``.
        items: Per repetition: number and alias → header.
    """

    name: str
    items: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A draft of a mapping, and what it rests on.

    Attributes:
        file: Name of the file.
        title: What the file calls itself: its title line, else its name.
        columns: Every column, in the order of the file.
        shape: What a row is.
        key: What makes two rows the same process.
        header: Row number and height of the header; None where the columns have no names or the format gives them.
        read: The ``read`` block of the mapping, as plain values.
        publisher: Whose records these are.
        fiscal_year: ``title``, ``file``, a year or None, as in a mapping file.
        no_data: What is no procurement.
        layout: Layout that fits, such as ``layouts/tekiseika``, or None.
        blocks: Groups of columns that a row repeats.
        rows_seen: How many data rows were looked at.
        complete: Whether these are all rows of the file.
        notes: What else a person should know.
        mapping: The mapping as plain values, without those that are to be filled in.
    """

    file: str
    title: str
    columns: tuple[ColumnGuess, ...]
    shape: Shape
    key: KeyGuess
    header: tuple[int, int] | None
    read: Mapping[str, Any]
    publisher: PublisherGuess
    fiscal_year: str | int | None
    no_data: tuple[NoDataGuess, ...]
    layout: str | None
    blocks: tuple[BlockGuess, ...]
    rows_seen: int
    complete: bool
    notes: tuple[Reason, ...] = ()
    mapping: Mapping[str, Any] = field(default_factory=dict)
