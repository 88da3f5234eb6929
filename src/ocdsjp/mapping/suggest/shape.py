"""What a row is, and which columns tell cases apart: measured on the rows, never taken from the header alone."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations, pairwise

from ocdsjp.japan.text import cell_text
from ocdsjp.mapping.cells import as_cell
from ocdsjp.mapping.suggest.model import ColumnGuess, KeyGuess, Reason, Shape
from ocdsjp.read.cells import Value

Rows = Sequence[Sequence[Value]]

_REPEATED = 0.2
_UNIQUE = 0.995
_FILLED = 0.9
_MOST_TOGETHER = 4
_TWO = 2
_STABLE = (
    "tender/id",
    "contracts/0/id",
    "tender/title",
    "contracts/0/dateSigned",
    "awards/0/date",
    "tender/awardPeriod/startDate",
    "date",
    "tender/tenderPeriod/startDate",
    "contracts/0/amendments/0/date",
    "tender/procuringEntity/name",
    "awards/0/suppliers",
    "tender/items/0/deliveryAddress/streetAddress",
    "tender/mainProcurementCategory",
    "tender/items/0/classification/description",
    "contracts/0/period",
    "tender/contractPeriod",
    "awards/0/suppliers/0/id",
)
"""Fields that may tell cases apart, those first that change least."""

_PLANNED = ("planning/", "tender/tenderPeriod")
_CONCLUDED = ("contracts/0/dateSigned", "contracts/0/value/amount", "awards/0/suppliers")


class Measured:
    """The cells of a table as texts, by letter of their column; read when they are first asked for.

    Args:
        rows: The rows' values.
        places: Position of a column in a row, by letter.
    """

    def __init__(self, rows: Rows, places: Mapping[str, int]) -> None:
        self._rows = rows
        self._places = places
        self._texts: dict[str, list[str]] = {}
        self.count = len(rows)

    def texts(self, letter: str) -> list[str]:
        """The cells of one column."""
        if letter not in self._texts:
            place = self._places[letter]
            self._texts[letter] = [_shown(row[place]) for row in self._rows]
        return self._texts[letter]

    def filled(self, letter: str) -> float:
        """The share of rows that have something there."""
        return sum(1 for text in self.texts(letter) if text) / self.count if self.count else 0.0

    def distinct(self, letters: Sequence[str]) -> float:
        """The share of different combinations among the rows; identical rows count once."""
        if not self.count:
            return 0.0
        return len(set(zip(*(self.texts(letter) for letter in letters), strict=True))) / self._different

    @cached_property
    def _different(self) -> int:
        """How many different rows there are."""
        return len({tuple(map(str, row)) for row in self._rows}) or 1


def _shown(value: Value) -> str:
    return value.strip() if isinstance(value, str) else cell_text(as_cell(value))


def repeats(columns: Sequence[ColumnGuess], parties: Sequence[str], measured: Measured) -> bool:
    """Whether consecutive rows are often one case with different parties.

    Args:
        columns: The guesses so far.
        parties: Letters of columns that may hold bidders.
        measured: The cells of all columns.
    """
    identity = [
        column.letter
        for column in columns
        if column.active
        and column.field
        in {"tender/id", "tender/title", "awards/0/date", "tender/awardPeriod/startDate", "tender/value/amount"}
    ]
    naming = [column.letter for column in columns if column.active and column.field in {"tender/id", "tender/title"}]
    if not naming or not parties or measured.count < _TWO:
        return False
    cases = list(zip(*(measured.texts(letter) for letter in identity), strict=True))
    shown = list(zip(*(measured.texts(letter) for letter in parties), strict=True))
    same = sum(
        1
        for (case, party), (case2, party2) in pairwise(zip(cases, shown, strict=True))
        if case == case2 and party != party2
    )
    return same / (measured.count - 1) >= _REPEATED


def continued(columns: Sequence[ColumnGuess], parties: Sequence[str], measured: Measured) -> list[ColumnGuess]:
    """The columns that are empty where a case goes on in the next row, as cells are that were merged once.

    Their rows name another bidder and nothing else: the title is empty and a firm stands there.
    """
    title = next((column for column in columns if column.active and column.field == "tender/title"), None)
    if title is None or measured.count < _TWO or not measured.texts(title.letter)[0]:
        return []
    empty = [place for place, text in enumerate(measured.texts(title.letter)) if not text]
    if len(empty) < measured.count * _REPEATED:
        return []
    if not any(all(measured.texts(letter)[place] for place in empty) for letter in parties):
        return []
    named = [column for column in columns if column.active and column.field in _IDENTITY]
    return [column for column in named if not any(measured.texts(column.letter)[place] for place in empty)]


def results_of_cases(
    columns: Sequence[ColumnGuess], down: Sequence[ColumnGuess], measured: Measured
) -> list[ColumnGuess]:
    """The results that stand in the first row of every case and hold for whichever row of it is the winner's.

    Where one case lacks such a value, the one above it must not be taken for its own: then nothing is filled.

    Args:
        columns: The guesses.
        down: The columns that tell where a case begins.
        measured: The cells.
    """
    first = [place for place, text in enumerate(measured.texts(down[0].letter)) if text]
    return [
        column
        for column in columns
        if column.active
        and column not in down
        and (column.field or "").startswith(("awards/", "contracts/"))
        and all(measured.texts(column.letter)[place] for place in first)
    ]


_IDENTITY = frozenset({"tender/id", "tender/title", "awards/0/date", "tender/awardPeriod/startDate"})


def shape_of(columns: Sequence[ColumnGuess], *, repeated: bool) -> Shape:
    """What a row is."""
    if repeated:
        return "bidder"
    fields = [column.field for column in columns if column.active and column.field]
    groups = {column.name.split("／")[0] for column in columns if "／" in column.name}
    announced = any("見通し" in group or "締結前" in group or "予定" in group for group in groups)
    planned = any(field.startswith(_PLANNED) for field in fields)
    return "phases" if announced and planned and any(field in _CONCLUDED for field in fields) else "process"


def key_of(columns: Sequence[ColumnGuess], measured: Measured, *, repeated: bool) -> KeyGuess:
    """The columns that tell cases apart: few, stable, filled, and measured to be enough."""
    by_field = {column.field: column for column in columns if column.active and column.field is not None}
    able = [
        by_field[field] for field in _STABLE if field in by_field and measured.filled(by_field[field].letter) >= _FILLED
    ]
    groups = _key_of_groups(able) if repeated else None
    if groups is not None:
        return groups
    buyer = [column.letter for column in columns if column.active and column.field == "buyer/name"]
    best: tuple[float, tuple[ColumnGuess, ...]] = (0.0, ())
    for size in range(1, min(_MOST_TOGETHER, len(able)) + 1):
        for group in combinations(able, size):
            share = measured.distinct([*buyer, *(column.letter for column in group)])
            if share >= _UNIQUE and _names_a_case(group):
                return KeyGuess(tuple(column.name for column in group), _enough(share, measured), sure=True)
            if _names_a_case(group) and share > best[0] + 0.002:
                best = (share, group)
    if best[1]:
        return KeyGuess(tuple(column.name for column in best[1]), _not_enough(best[0], measured), sure=False)
    return _any_key(columns, measured)


def _names_a_case(group: Sequence[ColumnGuess]) -> bool:
    """A key holds a number or a title: days and firms tell cases apart by chance only."""
    return any(column.field in {"tender/id", "contracts/0/id", "tender/title"} for column in group)


def _key_of_groups(able: Sequence[ColumnGuess]) -> KeyGuess | None:
    """Rows of one case share its number, or its title with day and section; None if neither is in every row."""
    number = [column for column in able if column.field == "tender/id"]
    wanted = {"tender/title", "awards/0/date", "tender/awardPeriod/startDate", "tender/procuringEntity/name"}
    named = number or [column for column in able if column.field in wanted]
    if not any((column.field or "").endswith(("date", "startDate")) for column in named):
        wanted |= {"contracts/0/period", "tender/contractPeriod"}  # the same work comes back every year
        named = number or [column for column in able if column.field in wanted]
    if not any(column.field in {"tender/id", "tender/title"} for column in named):
        return None
    reason = Reason("同じ案件の行が続く列", "rows of one case share these")
    return KeyGuess(tuple(column.name for column in named), reason, sure=bool(number))


def _any_key(columns: Sequence[ColumnGuess], measured: Measured) -> KeyGuess:
    """Where neither number nor title is known: whichever column differs most from row to row."""
    cases = [column for column in columns if column.active and column.field in {"tender/title", "tender/id"}]
    if cases:
        reason = Reason("空の行がある", "some rows leave it empty")
        return KeyGuess(tuple(column.name for column in cases), reason, sure=False)
    named = [column for column in columns if measured.filled(column.letter) > 0] or list(columns)
    best = max(named, key=lambda column: (measured.distinct([column.letter]), measured.filled(column.letter)))
    reason = Reason(
        "番号も件名も見つからないため、値の最も異なる列", "neither number nor title was found: the most varied column"
    )
    return KeyGuess((best.name,), reason, sure=False)


def _enough(share: float, measured: Measured) -> Reason:
    rows = f"{measured.count:,}"
    if share >= 1:
        return Reason(f"見た {rows} 行で重なりなし", f"no two of {rows} rows share it")
    return Reason(f"見た {rows} 行の {share:.1%} で異なる", f"different in {share:.1%} of {rows} rows")


def _not_enough(share: float, measured: Measured) -> Reason:
    rows = f"{measured.count:,}"
    return Reason(
        f"見た {rows} 行で案件を完全には特定できない（{share:.1%}）",
        f"does not tell all of {rows} rows apart ({share:.1%})",
    )
