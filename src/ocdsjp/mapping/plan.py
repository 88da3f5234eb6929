"""A mapping bound to the columns of one table: functions from rows to the nested values of a release.

Binding happens once per table, so that mapping a row is a walk over ready functions. ``plan`` knows paths, columns and
conditions; how a cell is read is in ``cells``, what a row becomes in ``execute``.
"""

import re
from collections.abc import Callable, Iterator, Mapping as MappingOf, Sequence
from dataclasses import dataclass
from typing import Any

from ocdsjp.errors import MappingError, NotationError
from ocdsjp.findings import Effect, Rule
from ocdsjp.japan.text import cell_text, clean, is_blank, match_key
from ocdsjp.mapping import cells
from ocdsjp.mapping.bodies import Body
from ocdsjp.mapping.model import Condition, Mapping, OrganizationFields, OrganizationValue, Release, Section, Value
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.ocds.build import Party
from ocdsjp.read.tables import Column

COLUMN_MISSING = Rule(
    id="column-missing",
    ja="列『{value}』がこの表にありません。表にある列: {found}。",
    en='This table has no column "{value}". Its columns are: {found}.',
    mend_ja="様式が変わったのであれば、マッピングの列名を直してください（別名は一覧で書けます）。",
    mend_en="If the form changed, correct the mapping's column name (several names may be listed).",
)
REQUIRED_MISSING = Rule(
    id="required-blank",
    ja="必須の欄『{column}』が空です。",
    en='The required column "{column}" is blank.',
    mend_ja="原本に値を入れるか、データでない行なら no_data に条件を足してください。",
    mend_en="Fill in the source, or declare such rows under no_data if they are no data.",
)

Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one cell, before it is known in which row."""

    rule: Rule
    effect: Effect
    column: int | None
    value: str | None
    detail: MappingOf[str, str]


Problems = list[Problem]
Getter = Callable[[Values, Problems], Any]
Test = Callable[[Values], bool]

_FIELD = re.compile(r"\{([^{}]+)\}")


class Columns:
    """The columns of a table by name; widths, spaces and case of the names do not matter."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._index = {match_key(column.name): column.index for column in reversed(columns)}
        self.used: set[int] = set()

    def find(self, names: str | Sequence[str]) -> int | None:
        """The index of the first of the names that the table has, or None."""
        for name in (names,) if isinstance(names, str) else names:
            index = self._index.get(match_key(name))
            if index is not None:
                self.used.add(index)
                return index
        return None

    def need(self, names: str | Sequence[str]) -> int:
        """Like ``find``.

        Raises:
            MappingError: If the table has none of the names.
        """
        index = self.find(names)
        if index is None:
            wanted = names if isinstance(names, str) else " / ".join(names)
            found = "、".join(column.name for column in self._columns[:40])
            raise MappingError(COLUMN_MISSING, wanted, found=found)
        return index

    def unused(self, ignore: Sequence[str]) -> Iterator[Column]:
        """Columns that no line of the mapping mentions."""
        ignored = {match_key(name) for name in ignore}
        for column in self._columns:
            if column.index not in self.used and match_key(column.name) not in ignored and column.name:
                yield column


@dataclass(frozen=True, slots=True)
class Block:
    """One repetition of a group of columns: alias to header text, and its number."""

    number: int
    columns: MappingOf[str, str]
    constants: MappingOf[str, str | int]

    def resolve(self, name: str) -> str:
        """The header text behind ``$alias``."""
        return self.columns.get(name[1:], name) if name.startswith("$") else name

    def constant(self, value: Any) -> Any:
        """The constant behind ``$alias``; ``$n`` is the block's number, an alias that the block lacks is None."""
        if isinstance(value, str) and value.startswith("$"):
            return self.number if value == "$n" else self.constants.get(value[1:])
        return value


_NO_BLOCK = Block(0, {}, {})


@dataclass(frozen=True, slots=True)
class BoundSection:
    """The fields of one array: a path, and for each block (or once) a test and the getters of an element."""

    path: tuple[str, ...]
    elements: tuple[tuple[Test, tuple[tuple[tuple[str, ...], Getter, bool], ...]], ...]


@dataclass(frozen=True, slots=True)
class BoundRelease:
    """One release declaration, ready for rows."""

    declaration: Release
    applies: Test
    date: Getter | None
    fields: tuple[tuple[tuple[str, ...], Getter], ...]
    constants: tuple[tuple[tuple[str, ...], tuple[str, ...] | None, Getter], ...]
    sections: tuple[BoundSection, ...]


YenElement = tuple[Test, Getter, Getter | None]
"""When an element exists, its value, and its status (None: always counted)."""


class Plan:
    """A mapping bound to a table.

    Args:
        mapping: The mapping file.
        columns: The table's columns.
        vocabularies: The reviewed tables.
        date_1904: Whether serial numbers of days count from 1904.

    Raises:
        MappingError: If the table lacks a column that the mapping needs.
    """

    def __init__(
        self, mapping: Mapping, columns: Sequence[Column], vocabularies: Vocabularies, *, date_1904: bool = False
    ) -> None:
        self._vocabularies = vocabularies
        self._date_1904 = date_1904
        self._readers: dict[tuple[str, str], cells.Reader] = {}
        self.columns = Columns(columns)
        self.key = tuple(self.columns.need(name) for name in mapping.key.columns)
        publisher = mapping.publisher
        self.body_name = self._value(publisher.name, "publisher", _NO_BLOCK) if publisher.name else None
        self.body_prefecture = (
            self._value(publisher.prefecture, "publisher", _NO_BLOCK) if publisher.prefecture else None
        )
        self.no_data = tuple((self._tests(rule.when, _NO_BLOCK), rule.reason) for rule in mapping.no_data)
        self._blocks = {
            name: tuple(self._present(series)) for name, series in sorted(mapping.blocks.items())
        }
        self.releases = tuple(self._release(release) for release in mapping.releases)
        self.yen = tuple(self._yen(release) for release in mapping.releases)
        self.unused = tuple(self.columns.unused(mapping.ignore))

    def _present(self, series: Sequence[Any]) -> Iterator[Block]:
        """The repetitions that this table has; a series ends where its columns do."""
        for block in series:
            for number in range(block.first, (block.last or block.first) + 1):
                named = {alias: name.replace("{n}", str(number)) for alias, name in block.columns.items()}
                if all(self.columns.find(name) is not None for name in named.values()):
                    yield Block(number, named, block.constants)

    def _release(self, release: Release) -> BoundRelease:
        plain: list[tuple[tuple[str, ...], Getter]] = []
        constants: list[tuple[tuple[str, ...], tuple[str, ...] | None, Getter]] = []
        starred: dict[str, list[tuple[tuple[str, ...], Value | OrganizationValue]]] = {}
        for path, value in release.fields.items():
            if "/*/" in path:
                section, _, rest = path.partition("/*/")
                starred.setdefault(section, []).append((tuple(rest.split("/")), value))
                continue
            parts, getter = tuple(path.split("/")), self._getter(value, path, _NO_BLOCK)
            if isinstance(value, OrganizationValue) or value.constant is None:
                plain.append((parts, getter))
            else:
                constants.append((parts, _array_element(parts), getter))
        sections = tuple(
            self._section(path, release.sections.get(path, Section()), fields) for path, fields in starred.items()
        )
        date = None
        if release.date is not None:
            # A stated but unreadable date must not silently become the day on which the file was seen.
            dated = release.date.model_copy(update={"read": "datetime"})
            date = self._value(dated, "date", _NO_BLOCK, unreadable=Effect.ROW)
        return BoundRelease(release, self._tests(release.when, _NO_BLOCK), date, tuple(plain), tuple(constants), sections)

    def _yen(self, release: Release) -> tuple[tuple[YenElement, ...], ...]:
        """Where a release's yen stand: the awards' values, else the contracts'. Mirrors ``ocds.build.yen_of``."""
        applies = self._tests(release.when, _NO_BLOCK)
        return tuple(
            tuple(self._yen_elements(release, section, applies)) for section in ("awards", "contracts")
        )

    def _yen_elements(self, release: Release, path: str, applies: Test) -> Iterator[YenElement]:
        for stem in (f"{path}/*", f"{path}/0"):
            amount = release.fields.get(f"{stem}/value")
            if amount is None:
                continue
            section = release.sections.get(path, Section())
            starred = stem.endswith("*")
            per_block = starred and section.per != "row"
            for block in self._blocks[section.per] if per_block else (_NO_BLOCK,):
                test = self._tests(section.when, block) if starred else _always
                status = release.fields.get(f"{stem}/status") if path == "awards" else None
                yield (
                    _both(applies, test),
                    self._getter(amount, f"{path}/value", block),
                    self._getter(status, f"{path}/status", block) if status is not None else None,
                )

    def _section(
        self, path: str, section: Section, fields: Sequence[tuple[tuple[str, ...], Value | OrganizationValue]]
    ) -> BoundSection:
        blocks = (_NO_BLOCK,) if section.per == "row" else self._blocks[section.per]
        elements = tuple(
            (
                self._tests(section.when, block),
                tuple(
                    (parts, self._getter(value, f"{path}/{'/'.join(parts)}", block), _states(value))
                    for parts, value in fields
                ),
            )
            for block in blocks
        )
        return BoundSection(tuple(path.split("/")), elements)

    def _getter(self, value: Value | OrganizationValue, path: str, block: Block) -> Getter:
        if isinstance(value, OrganizationValue):
            getter = self._organization(value.organization, path, block)
        else:
            getter = self._value(value, path, block)
        if not value.when:
            return getter
        test = self._tests(value.when, block)
        return lambda row, problems: getter(row, problems) if test(row) else None

    def _value(self, value: Value, path: str, block: Block, *, unreadable: Effect = Effect.REVIEW) -> Getter:
        if value.constant is not None:
            constant = block.constant(value.constant)
            if path.endswith("/id"):
                constant = str(constant)
            return lambda row, problems: constant
        if value.template is not None:
            return self._template(value.template, block)
        if value.first_of is not None:
            return self._first_of(value, path, block)
        names = value.column
        assert names is not None  # noqa: S101  # the model gives exactly one origin
        resolved = tuple(block.resolve(name) for name in ((names,) if isinstance(names, str) else names))
        index = self.columns.find(resolved) if value.optional else self.columns.need(resolved)
        if index is None:
            return lambda row, problems: None
        reader = self._reader(value, path)
        required = value.required
        failure = Effect.ROW if required else unreadable

        def get(row: Values, problems: Problems) -> Any:
            cell = row[index]
            try:
                found = reader(cell)
            except NotationError as error:
                problems.append(Problem(error.rule, failure, index, error.value, error.detail))
                return None
            if found is None and required:
                problems.append(Problem(REQUIRED_MISSING, Effect.ROW, index, None, {"column": resolved[0]}))
            return found

        return get

    def _first_of(self, value: Value, path: str, block: Block) -> Getter:
        names = value.first_of or ()
        if all(self.columns.find(block.resolve(name)) is None for name in names):
            self.columns.need(names)
        optional = {"first_of": None, "optional": True}
        getters = [self._value(value.model_copy(update={**optional, "column": name}), path, block) for name in names]

        def get(row: Values, problems: Problems) -> Any:
            return next((found for getter in getters if (found := getter(row, problems)) is not None), None)

        return get

    def _reader(self, value: Value, path: str) -> cells.Reader:
        """Readers are shared between the blocks of a series, and so is their cache."""
        known = (value.model_dump_json(), path)
        if known not in self._readers:
            self._readers[known] = cells.make_reader(value, path, self._vocabularies, date_1904=self._date_1904)
        return self._readers[known]

    def _template(self, template: str, block: Block) -> Getter:
        names = _FIELD.findall(template)
        indexes = [self.columns.need(block.resolve(name)) for name in names]
        pattern = _FIELD.sub("{}", template)

        def get(row: Values, problems: Problems) -> Any:
            if any(is_blank(row[index]) for index in indexes):
                return None
            return pattern.format(*(clean(cell_text(row[index])).strip() for index in indexes))

        return get

    def _organization(self, fields: OrganizationFields, path: str, block: Block) -> Getter:
        plural = path.rsplit("/", 1)[-1] in {"suppliers", "tenderers"}
        name = self._value(fields.name, f"{path}/name", block) if fields.name else None
        unit = self._value(fields.unit, f"{path}/name", block) if fields.unit else None
        address = self._value(fields.address, f"{path}/address", block) if fields.address else None
        number_index = self._number_index(fields.number, block)
        sentinels = self._vocabularies.sentinels

        def get(row: Values, problems: Problems) -> Any:
            named = name(row, problems) if name else None
            if not plural:
                section = unit(row, problems) if unit else None
                return None if named is None and section is None else Unit(named, section)
            if named is not None and sentinels.find(named, "winner"):
                return None
            number = None
            if number_index is not None:
                try:
                    number = cells.read_number(row[number_index])
                except NotationError as error:
                    problems.append(Problem(error.rule, Effect.REVIEW, number_index, error.value, error.detail))
            if named is None:
                # Some national feeds name a supplier by its number alone.
                return None if number is None or name is not None else [Party("", number, number)]
            parties = cells.read_parties(named, number, address(row, problems) if address else None)
            if number is not None and parties[0].number is None:
                problems.append(Problem(cells.NUMBER_OF_A_MEMBER, Effect.REVIEW, number_index, number, {}))
            return list(parties)

        return get

    def _number_index(self, number: Value | None, block: Block) -> int | None:
        if number is None or number.column is None:
            return None
        names = (number.column,) if isinstance(number.column, str) else number.column
        resolved = tuple(block.resolve(name) for name in names)
        return self.columns.find(resolved) if number.optional else self.columns.need(resolved)

    def _tests(self, conditions: Sequence[Condition], block: Block) -> Test:
        tests = [self._test(condition, block) for condition in conditions]
        if not tests:
            return _always
        if len(tests) == 1:
            return tests[0]
        return lambda row: all(test(row) for test in tests)

    def _test(self, condition: Condition, block: Block) -> Test:
        names = (condition.column,) if isinstance(condition.column, str) else condition.column
        index = self.columns.need(tuple(block.resolve(name) for name in names))
        holds = _cell_test(condition)
        if condition.negate:
            return lambda row: not holds(row[index])
        return lambda row: holds(row[index])


@dataclass(frozen=True, slots=True)
class Unit:
    """A procuring entity: a body (None: the publisher) and one of its sections."""

    name: str | None
    unit: str | None

    def party(self, publisher: Body) -> Party:
        """The section as a party; the publisher's name goes before it unless the text has it already."""
        owner = self.name or publisher.name
        if self.unit is None:
            return publisher.party if owner == publisher.name else Party(owner, match_key(owner))
        full = self.unit if self.unit.startswith(owner) else f"{owner} {self.unit}"
        return publisher.party if full == publisher.name else Party(full, match_key(full))


def _states(value: Value | OrganizationValue) -> bool:
    """Whether a field makes its element exist. Constants do not, nor do dates: an award is not made by its day."""
    return isinstance(value, OrganizationValue) or (value.constant is None and value.read not in {"date", "datetime"})


def _array_element(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The path of the innermost array element that a path lies in, or None."""
    positions = [position for position, part in enumerate(parts) if part.isdigit()]
    return parts[: positions[-1] + 1] if positions else None


def _both(one: Test, other: Test) -> Test:
    return lambda row: one(row) and other(row)


def _always(row: Values) -> bool:
    del row
    return True


def _cell_test(condition: Condition) -> Callable[[Any], bool]:
    equals = frozenset(map(match_key, condition.equals)) if condition.equals is not None else None
    contains = tuple(map(match_key, condition.contains)) if condition.contains is not None else None
    starts = tuple(map(match_key, condition.starts)) if condition.starts is not None else None
    blank = condition.blank

    def holds(cell: Any) -> bool:
        if blank is not None and is_blank(cell) is not blank:
            return False
        if equals is None and contains is None and starts is None:
            return True
        key = match_key(cell_text(cell))
        return (
            (equals is None or key in equals)
            and (contains is None or any(part in key for part in contains))
            and (starts is None or key.startswith(starts))
        )

    return holds


def put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value at a path; a numeric part addresses an array element, which must be the next or an existing one."""
    if len(path) == 1:
        tree[path[0]] = value
        return
    node: Any = tree
    for position, part in enumerate(path[:-1]):
        node = _step(node, part, [] if path[position + 1].isdigit() else {})
    _step(node, path[-1], value)


def _step(node: Any, part: str, default: Any) -> Any:
    if isinstance(node, list):
        index = int(part)
        while len(node) <= index:
            node.append(default if len(node) == index else {})
        return node[index]
    return node.setdefault(part, default)


def resolve_units(tree: dict[str, Any], publisher: Body) -> None:
    """Turn the procuring entity of a tree into a party of its publisher."""
    tender = tree.get("tender")
    if tender is not None and isinstance(tender.get("procuringEntity"), Unit):
        tender["procuringEntity"] = tender["procuringEntity"].party(publisher)
