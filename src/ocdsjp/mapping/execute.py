"""Rows to drafts by a mapping, with every row accounted for.

The executor streams: a file whose rows are processes is never held in memory, and groups (bidders of one process) are
gathered in memory up to ``GROUP_LIMIT`` rows, beyond that in spill files by key. It opens no source file and gives
no ocid.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from ocdsjp.errors import NotationError
from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.japan.fiscal_years import fiscal_year_of
from ocdsjp.japan.text import cell_key, cell_text
from ocdsjp.mapping.bodies import Bodies, Body
from ocdsjp.mapping.cells import FileDays, as_cell
from ocdsjp.mapping.drafts import Draft, Rows, dump_body
from ocdsjp.mapping.grouping import grouped
from ocdsjp.mapping.model import Mapping
from ocdsjp.mapping.periods import stated_fiscal_year
from ocdsjp.mapping.plan import BoundRelease, Plan, Problem, Problems, Values
from ocdsjp.mapping.trees import has, put, resolve_units
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.ocds.build import build_body, present_tags, yen_of
from ocdsjp.ocds.ids import process_key
from ocdsjp.read.cells import BrokenCell
from ocdsjp.read.tables import Row, RowKind, Table

if TYPE_CHECKING:
    from ocdsjp.japan.corporations import Corporations  # reads Parquet, which takes time to import

UNDATED = "undated"

KEY_BLANK = Rule(
    id="key-blank",
    ja="案件を特定する欄『{column}』が空です。",
    en='The column "{column}", which identifies the process, is blank.',
    mend_ja="原本に番号や件名を入れてください。データでない行なら no_data に条件を足してください。",
    mend_en="Fill in the source. If such rows are no data, declare them under no_data.",
)
KEY_REPEATED = Rule(
    id="key-repeated",
    ja="同じファイルの前の行と案件の鍵『{value}』が同じですが、内容が違います。",
    en='The key "{value}" stands in an earlier row of this file too, with other content.',
    mend_ja="別の案件なら key に列を足してください。1案件の複数行なら rows: group にしてください。",
    mend_en="If these are different processes add a column to key; if they are one, use rows: group.",
)
NO_RELEASE = Rule(
    id="no-release-applies",
    ja="この行には、マッピングのどのリリースの条件も当てはまりません。",
    en="The conditions of none of the mapping's releases hold for this row.",
    mend_ja="releases の when を直すか、データでない行なら no_data に条件を足してください。",
    mend_en="Correct when of the releases, or declare such rows under no_data if they are no data.",
)
ID_REPEATED = Rule(
    id="id-repeated",
    ja="1つの案件の中で id『{value}』が2度出ています。",
    en='The id "{value}" is given twice within one process.',
    mend_ja="id にする列の値が行ごとに違うことを確かめるか、id の行を消して位置の番号に任せてください。",
    mend_en="See that the column for id differs from row to row, or leave the id to the row's position.",
)
COLUMN_UNMAPPED = Rule(
    id="column-unmapped",
    ja="列『{value}』はマッピングのどこにも使われていません。",
    en='The mapping does not use the column "{value}".',
    mend_ja="使うか、ignore に列名を書いてください。",
    mend_en="Use it, or list it under ignore.",
)
DECLARED_NO_DATA = Rule(
    id="declared-no-data",
    ja="調達の記録ではない行です（{reason_ja}）。",
    en="This row is no procurement record ({reason_en}).",
    mend_ja="",
    mend_en="",
)
STRUCTURAL_ROW = Rule(
    id="structural-row",
    ja="データでない行です（{kind_ja}）。",
    en="This row is no data ({kind}).",
    mend_ja="",
    mend_en="",
)
_KINDS_JA = {
    RowKind.TOTAL: "合計行",
    RowKind.NOTE: "注記",
    RowKind.HIDDEN: "非表示の行",
    RowKind.REPEATED_HEADER: "見出しの繰り返し",
}


@dataclass(slots=True)
class Tally:
    """Rows and yen of one file, by what became of them. ``read`` is counted apart from the other three."""

    rows_read: int = 0
    rows_drafted: int = 0
    rows_quarantined: int = 0
    rows_no_data: int = 0
    yen_read: int = 0
    yen_drafted: int = 0
    yen_quarantined: int = 0
    yen_no_data: int = 0
    publishers: dict[str, int] = field(default_factory=dict)

    @property
    def rows_of_data(self) -> int:
        """Rows that are records, whether they can be read or not."""
        return self.rows_drafted + self.rows_quarantined

    def __iadd__(self, other: Self) -> Self:
        """Add what became of other rows."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, dict):
                for code, count in theirs.items():
                    mine[code] = mine.get(code, 0) + count
            else:
                setattr(self, each.name, mine + theirs)
        return self


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that rows come from."""

    source: str
    blob: str
    file: str


@dataclass(slots=True)
class _Placed:
    """A problem and the row it is in."""

    row: Row
    problem: Problem


class Executor:
    """Executes one mapping on the tables of one file.

    Args:
        mapping: The mapping file.
        origin: The file.
        vocabularies: The reviewed tables.
        bodies: The bodies beside the local governments.
        report: Called with each finding in order of rows; without it they gather in ``findings``.
        corporations: The index that completes and confirms 法人番号, if there is one.
        part: (index, count) to execute only that share of the processes; the parts together are the whole, each
            process in one of them, and what is said of the table or of rows without a process is in the first.

    Attributes:
        tally: What became of the rows, complete when ``drafts`` is exhausted.
        findings: Likewise, unless they are reported.
    """

    def __init__(
        self,
        mapping: Mapping,
        origin: Origin,
        vocabularies: Vocabularies,
        bodies: Bodies,
        *,
        report: Callable[[Finding], None] | None = None,
        corporations: "Corporations | None" = None,
        part: tuple[int, int] = (0, 1),
    ) -> None:
        self._mapping = mapping
        self._origin = origin
        self._vocabularies = vocabularies
        self._bodies = bodies
        self._scheme = mapping.key.scheme or default_scheme(origin.source)
        self._seen: dict[int, int] = {}
        self.tally = Tally()
        self.findings: list[Finding] = []
        self._tell = report or self.findings.append
        self._corporations = corporations
        self._part, self._parts = part

    def drafts(self, tables: Iterable[Table]) -> Iterator[Draft]:
        """The drafts of all tables, in the order of their (first) rows.

        Raises:
            MappingError: If a table lacks a column that the mapping needs.
        """
        for table in tables:
            fiscal_year = stated_fiscal_year(self._mapping.fiscal_year, table.title_lines, self._origin.file)
            days = FileDays(table.date_1904, fiscal_year)
            plan = Plan(self._mapping, table.columns, self._vocabularies, days)
            for column in plan.unused if self._part == 0 else ():
                self._note(COLUMN_UNMAPPED, Effect.REVIEW, Place("", "", table.sheet), column.name)
            rows = self._data_rows(table, plan)
            groups = ([row] for row in rows) if self._mapping.rows == "process" else grouped(rows, plan.group_key)
            for group in groups:
                self.tally.yen_read += _yen(plan, group)
                yield from self._group(table, group, plan)

    def _data_rows(self, table: Table, plan: Plan) -> Iterator[Row]:
        """The rows that should become releases; the others are accounted for here."""
        tally = self.tally
        for row in table.rows():
            if self._parts > 1 and self._part != _share(row, plan) % self._parts:
                continue
            tally.rows_read += 1
            if row.kind is not RowKind.DATA:
                tally.rows_no_data += 1
                detail = {"kind": row.kind.name.lower(), "kind_ja": _KINDS_JA[row.kind]}
                self._note(STRUCTURAL_ROW, Effect.NO_DATA, self._place(table, row), **detail)
                continue
            reason = next((reason for test, reason in plan.no_data if test(row.values)), None)
            if reason is not None:
                yen = _yen(plan, [row])
                tally.rows_no_data += 1
                tally.yen_read += yen
                tally.yen_no_data += yen
                detail = {"reason_ja": reason.ja, "reason_en": reason.en}
                self._note(DECLARED_NO_DATA, Effect.NO_DATA, self._place(table, row), **detail)
            elif row.problem is not None:
                problem = Problem(row.problem.rule, Effect.ROW, None, row.problem.value, row.problem.detail)
                tally.yen_read += _yen(plan, [row])
                self._quarantine(table, [row], [_Placed(row, problem)], plan)
            else:
                yield row

    def _group(self, table: Table, rows: list[Row], plan: Plan) -> list[Draft]:
        """The drafts of one process; none when one of its rows has to go to quarantine."""
        placed: list[_Placed] = []
        drafts = self._attempt(table.sheet, rows, plan, placed)
        placed = _each_once(placed)
        if any(one.problem.effect is Effect.ROW for one in placed):
            self._quarantine(table, rows, placed, plan)
            return []
        for one in placed:
            self._report(table, one)
        tally = self.tally
        tally.rows_drafted += len(rows)
        for draft in drafts:
            tally.yen_drafted += draft.yen
            tally.publishers[draft.publisher_code] = tally.publishers.get(draft.publisher_code, 0) + 1
        return drafts

    def _attempt(self, sheet: str | None, rows: list[Row], plan: Plan, placed: list[_Placed]) -> list[Draft]:
        first = rows[0]
        body, key = self._body(first, plan, placed), self._key(first, plan, placed)
        if body is None or key is None:
            return []
        places = tuple((sheet, row.number) for row in rows)
        drafts = [
            _draft(release, rows, places, body, key, placed, self._corporations)
            for release in plan.releases
            if release.applies(first.values)
        ]
        if not drafts:
            placed.append(_Placed(first, Problem(NO_RELEASE, Effect.ROW, None, None, {})))
        elif self._contradicts(drafts):
            placed.append(_Placed(first, Problem(KEY_REPEATED, Effect.ROW, plan.key[0], key, {})))
        return drafts

    def _body(self, row: Row, plan: Plan, placed: list[_Placed]) -> Body | None:
        publisher = self._mapping.publisher
        problems: Problems = []
        column = None
        try:
            if publisher.code is not None:
                return self._bodies.by_code(publisher.code)
            column = plan.columns.find(publisher.name.column) if publisher.name and publisher.name.column else None
            name = plan.body_name(row.values, problems) if plan.body_name else None
            prefecture = plan.body_prefecture(row.values, problems) if plan.body_prefecture else None
            return self._bodies.resolve(name or "", prefecture or "")
        except NotationError as error:
            placed.append(_Placed(row, Problem(error.rule, Effect.ROW, column, error.value, error.detail)))
            return None

    def _key(self, row: Row, plan: Plan, placed: list[_Placed]) -> str | None:
        for index in plan.key:
            cell = row.values[index]
            if isinstance(cell, BrokenCell):
                error = cell.error()
                placed.append(_Placed(row, Problem(error.rule, Effect.ROW, index, error.value, error.detail)))
                return None
        parts = tuple(cell_text(as_cell(row.values[index])) for index in plan.key)
        if not any(parts):
            name = " + ".join(self._mapping.key.columns)
            placed.append(_Placed(row, Problem(KEY_BLANK, Effect.ROW, plan.key[0], None, {"column": name})))
            return None
        return process_key(self._scheme, parts)

    def _contradicts(self, drafts: list[Draft]) -> bool:
        """Whether earlier rows of this file said something else of one of the same events."""
        said = {
            hash((draft.publisher_code, draft.key, draft.phase)): hash((draft.date, draft.body)) for draft in drafts
        }
        if any(self._seen.get(event, content) != content for event, content in said.items()):
            return True
        self._seen.update(said)
        return False

    def _quarantine(self, table: Table, rows: list[Row], placed: list[_Placed], plan: Plan) -> None:
        self.tally.rows_quarantined += len(rows)
        self.tally.yen_quarantined += _yen(plan, rows)
        named = {one.row.number for one in placed if one.problem.effect is Effect.ROW}
        for one in placed:
            self._report(table, one)
        culprit = next(one for one in placed if one.problem.effect is Effect.ROW)
        for row in rows:
            if row.number not in named:
                # The other rows of the process are held back with it: half a process would be a false picture.
                self._report(table, _Placed(row, culprit.problem))

    def _report(self, table: Table, one: _Placed) -> None:
        problem = one.problem
        place = self._place(table, one.row, problem.column)
        self._note(problem.rule, problem.effect, place, problem.value, **problem.detail)

    def _place(self, table: Table, row: Row, column: int | None = None) -> Place:
        cell = None if column is None else table.cell(table.columns[column], row)
        return Place(self._origin.blob, self._origin.file, table.sheet, row.number, cell)

    def _note(self, rule: Rule, effect: Effect, place: Place, value: str | None = None, **detail: str) -> None:
        if not place.file:
            place = Place(self._origin.blob, self._origin.file, place.sheet, place.row, place.cell)
        self._tell(Finding(rule, effect, place, value, detail))


def _each_once(placed: Iterable[_Placed]) -> list[_Placed]:
    """A cell that several fields read is told about once, with its gravest effect."""
    told: dict[tuple[int, int | None, str], _Placed] = {}
    for one in placed:
        cell = (one.row.number, one.problem.column, one.problem.rule.id)
        if cell not in told or one.problem.effect is Effect.ROW:
            told[cell] = one
    return list(told.values())


def _share(row: Row, plan: Plan) -> int:
    """A stable number that rows of one process have in common: from the first column of their key."""
    if row.kind is not RowKind.DATA:
        return 0
    return zlib.crc32(cell_key(as_cell(row.values[plan.key[0]])).encode("utf-8", "surrogatepass"))


def default_scheme(source: str) -> str:
    """The numbering of a source that shares none: the name of its dataset, so that sources never collide."""
    return source.rsplit("/", 1)[-1].replace("_", "-")


def _draft(  # noqa: PLR0917  # all of one kind of fact: what the draft is made from
    release: BoundRelease,
    rows: list[Row],
    places: Rows,
    body: Body,
    key: str,
    placed: list[_Placed],
    corporations: "Corporations | None",
) -> Draft:
    first = rows[0]
    problems: Problems = []
    stated = release.date(first.values, problems) if release.date else None
    tree = _plain(release, first.values, problems)
    placed.extend(_Placed(first, problem) for problem in problems)
    for section in release.sections:
        elements: dict[str, dict[str, Any]] = {}
        for position, row in enumerate(rows, 1):
            problems = []
            for element in _elements(section.elements, row.values, problems):
                # The row's position in its group ties a contract to its award; blocks are counted through.
                number = position if len(section.elements) == 1 else len(elements) + 1
                identified = {"id": str(number), **element}
                if identified["id"] in elements:
                    problems.append(Problem(ID_REPEATED, Effect.ROW, None, identified["id"], {}))
                elements[identified["id"]] = identified
            placed.extend(_Placed(row, problem) for problem in problems)
        if elements:
            put(tree, section.path, list(elements.values()))
    declared = release.declaration
    planning = declared.process == "planning"
    own_key = f"{key}-planning" if planning else key
    resolve_units(tree, body)
    if corporations is not None:
        from ocdsjp.mapping.identifiers import identify  # noqa: PLC0415  reads Parquet; most runs have no index

        on = None if stated is None else date.fromisoformat(stated[:10])
        placed.extend(_Placed(first, problem) for problem in identify(tree, corporations, on))
    built = build_body(tree, body.code, body.party, own_key)
    return Draft(
        publisher_code=body.code,
        key=own_key,
        phase=":".join((declared.phase, *(cell_text(as_cell(first.values[index])) for index in release.event))),
        date=stated,
        fiscal_year=UNDATED if stated is None else _fiscal_year(stated[:10]),
        tags=present_tags(declared.tag, built),
        rows=places,
        yen=yen_of(built),
        related=() if planning or not declared.planned else (("planning", f"{key}-planning"),),
        body=dump_body(built),
    )


@lru_cache(maxsize=4096)
def _fiscal_year(day: str) -> str:
    return str(fiscal_year_of(date.fromisoformat(day)))


def _plain(release: BoundRelease, values: Values, problems: Problems) -> dict[str, Any]:
    """The fields outside arrays of rows. Constants of an array element count only where a cell made the element."""
    tree: dict[str, Any] = {}
    for path, getter in release.fields:
        value = getter(values, problems)
        if value is not None:
            put(tree, path, value)
    for path, element, getter in release.constants:
        value = getter(values, problems) if element is None or has(tree, element) else None
        if value is not None:
            put(tree, path, value)
    return tree


def _elements(declared: Any, values: Values, problems: Problems) -> Iterator[dict[str, Any]]:
    """The array elements that one row gives; an element that only constants speak of is none."""
    for applies, getters in declared:
        if not applies(values):
            continue
        element: dict[str, Any] = {}
        stated = False
        for path, getter, states in getters:
            value = getter(values, problems)
            if value is not None:
                put(element, path, value)
                stated = stated or states
        if stated:
            yield element


def _yen(plan: Plan, rows: list[Row]) -> int:
    """The yen that the rows of one process carry, read from their cells alone: the input side of the accounting."""
    ignored: Problems = []
    total = 0
    for applies, alternatives in plan.yen:
        for elements in alternatives if applies(rows[0].values) else ():
            amounts = [
                value["amount"]
                for element in elements
                for row in (rows if element.each_row else rows[:1])
                if element.applies(row.values)
                and (element.status is None or element.status(row.values, ignored) in {None, "active"})
                and (value := element.amount(row.values, ignored)) is not None
            ]
            if amounts:
                total += sum(amounts)
                break
    return total
