"""A mapping bound to the columns of one table: functions from rows to the nested values of a release.

Binding happens once per table, so that mapping a row is a walk over ready functions. ``plan`` knows paths, columns and
conditions; how a cell is read is in ``cells``, what a row becomes in ``execute``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Any

from ocdsjp.errors import NotationError
from ocdsjp.findings import Effect, Rule
from ocdsjp.japan.text import cell_text, clean, is_blank
from ocdsjp.mapping import cells
from ocdsjp.mapping.columns import NO_BLOCK, Block, Columns
from ocdsjp.mapping.conditions import cell_test
from ocdsjp.mapping.model import (
    Condition,
    Mapping,
    OrganizationFields,
    OrganizationValue,
    Publisher,
    Release,
    Section,
    Value,
)
from ocdsjp.mapping.trees import Unit
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.ocds.build import Party
from ocdsjp.read.cells import BrokenCell
from ocdsjp.read.tables import Column

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
    event: tuple[int, ...]
    fields: tuple[tuple[tuple[str, ...], Getter], ...]
    constants: tuple[tuple[tuple[str, ...], tuple[str, ...] | None, Getter], ...]
    sections: tuple[BoundSection, ...]


@dataclass(frozen=True, slots=True)
class YenElement:
    """Where an amount stands that the accounting follows.

    Attributes:
        each_row: Whether each row of a process has it, or the first alone.
        applies: Whether the element exists.
        amount: Its value.
        status: Its status; None: always counted.
    """

    each_row: bool
    applies: Test
    amount: Getter
    status: Getter | None


class Plan:
    """A mapping bound to a table.

    Args:
        mapping: The mapping file.
        columns: The table's columns.
        vocabularies: The reviewed tables.
        days: What the file says about its days.

    Raises:
        MappingError: If the table lacks a column that the mapping needs.
    """

    def __init__(
        self,
        mapping: Mapping,
        columns: Sequence[Column],
        vocabularies: Vocabularies,
        days: cells.FileDays,
    ) -> None:
        self._vocabularies = vocabularies
        self._days = days
        self._readers: dict[tuple[str, str], cells.Reader] = {}
        self.columns = Columns(columns)
        self.key = tuple(self.columns.need(name) for name in mapping.key.columns)
        self.group_key = (*self.key, *self._body_columns(mapping.publisher))
        publisher = mapping.publisher
        self.body_name = self._value(publisher.name, "publisher", NO_BLOCK) if publisher.name else None
        self.body_prefecture = (
            self._value(publisher.prefecture, "publisher", NO_BLOCK) if publisher.prefecture else None
        )
        self.no_data = tuple((self._tests(rule.when, NO_BLOCK), rule.reason) for rule in mapping.no_data)
        self._blocks = {name: tuple(self._present(series)) for name, series in sorted(mapping.blocks.items())}
        self.releases = tuple(self._release(release) for release in mapping.releases)
        self.yen = tuple(self._yen(release) for release in mapping.releases)
        self.unused = tuple(self.columns.unused(mapping.ignore))

    def _body_columns(self, publisher: Publisher) -> Iterator[int]:
        """The columns that name the body: two bodies may use the same key."""
        for value in (publisher.name, publisher.prefecture):
            if value is not None and value.column is not None:
                index = self.columns.find(value.column) if value.optional else self.columns.need(value.column)
                if index is not None:
                    yield index

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
            parts, getter = tuple(path.split("/")), self._getter(value, path, NO_BLOCK)
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
            date = self._value(dated, "date", NO_BLOCK, unreadable=Effect.ROW)
        return BoundRelease(
            declaration=release,
            applies=self._tests(release.when, NO_BLOCK),
            date=date,
            event=tuple(self.columns.need(name) for name in release.event),
            fields=tuple(plain),
            constants=tuple(constants),
            sections=sections,
        )

    def _yen(self, release: Release) -> tuple[Test, tuple[tuple[YenElement, ...], ...]]:
        """Where a release's yen stand: the awards' values, else the contracts'. Mirrors ``ocds.build.yen_of``."""
        alternatives = tuple(tuple(self._yen_elements(release, section)) for section in ("awards", "contracts"))
        return self._tests(release.when, NO_BLOCK), alternatives

    def _yen_elements(self, release: Release, path: str) -> Iterator[YenElement]:
        for stem in (f"{path}/*", f"{path}/0"):
            amount = release.fields.get(f"{stem}/value")
            if amount is None:
                continue
            section = release.sections.get(path, Section())
            starred = stem.endswith("*")
            per_block = starred and section.per != "row"
            for block in self._blocks[section.per] if per_block else (NO_BLOCK,):
                status = release.fields.get(f"{stem}/status") if path == "awards" else None
                yield YenElement(
                    each_row=starred,
                    applies=self._tests(section.when, block) if starred else _always,
                    amount=self._getter(amount, f"{path}/value", block),
                    status=self._getter(status, f"{path}/status", block) if status is not None else None,
                )

    def _section(
        self, path: str, section: Section, fields: Sequence[tuple[tuple[str, ...], Value | OrganizationValue]]
    ) -> BoundSection:
        blocks = (NO_BLOCK,) if section.per == "row" else self._blocks[section.per]
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

    def _getter(
        self, value: Value | OrganizationValue, path: str, block: Block, *, unreadable: Effect = Effect.REVIEW
    ) -> Getter:
        if isinstance(value, OrganizationValue):
            getter = self._organization(value.organization, path, block)
        else:
            getter = self._value(value, path, block, unreadable=unreadable)
        if not value.when:
            return getter
        test = self._tests(value.when, block)
        return lambda row, problems: getter(row, problems) if test(row) else None

    def _value(self, value: Value, path: str, block: Block, *, unreadable: Effect = Effect.REVIEW) -> Getter:
        if value.constant is not None:
            constant = block.constant(value.constant)
            if path.endswith("/id"):
                constant = str(constant)
            return _gives(constant)
        if value.template is not None:
            return self._template(value.template, block)
        if value.first_of is not None:
            return self._first_of(value, path, block, unreadable)
        names = value.column
        assert names is not None  # noqa: S101  # the model gives exactly one origin
        resolved = tuple(block.resolve(name) for name in ((names,) if isinstance(names, str) else names))
        index = self.columns.find(resolved) if value.optional else self.columns.need(resolved)
        if index is None:
            return _gives(None)
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

    def _first_of(self, value: Value, path: str, block: Block, unreadable: Effect) -> Getter:
        """The first alternative that gives a value. What a blank or another cell means, the last plain column says."""
        parts = value.first_of or ()
        names = [name for name in parts if isinstance(name, str)]
        if names and all(self.columns.find(block.resolve(name)) is None for name in names):
            self.columns.need([block.resolve(name) for name in names])
        getters = []
        for part in parts:
            if isinstance(part, str):
                column = {"first_of": None, "column": part, "optional": True, "required": False, "when": ()}
                last = {} if part == names[-1] else {"blank": None, "otherwise": None}
                getters.append(self._value(value.model_copy(update=column | last), path, block, unreadable=unreadable))
            else:
                getters.append(self._getter(part, path, block, unreadable=unreadable))
        required = value.required

        def get(row: Values, problems: Problems) -> Any:
            found = next((found for getter in getters if (found := getter(row, problems)) is not None), None)
            if found is None and required:
                problems.append(Problem(REQUIRED_MISSING, Effect.ROW, None, None, {"column": " / ".join(names)}))
            return found

        return get

    def _reader(self, value: Value, path: str) -> cells.Reader:
        """Readers are shared between the blocks of a series, and so is their cache."""
        known = (value.model_dump_json(), path)
        if known not in self._readers:
            self._readers[known] = cells.make_reader(value, path, self._vocabularies, self._days)
        return self._readers[known]

    def _template(self, template: str, block: Block) -> Getter:
        names = _FIELD.findall(template)
        indexes = [self.columns.need(block.resolve(name)) for name in names]
        pattern = _FIELD.sub("{}", template)

        def get(row: Values, problems: Problems) -> Any:
            for index in indexes:
                if isinstance(row[index], BrokenCell):
                    error = row[index].error()
                    problems.append(Problem(error.rule, Effect.REVIEW, index, error.value, error.detail))
                    return None
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
        read_number = cells.number_reader(fields.number.part if fields.number else None)
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
                    number = read_number(row[number_index])
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
        holds = cell_test(condition)
        if condition.negate:
            return lambda row: not holds(row[index])
        return lambda row: holds(row[index])


def _states(value: Value | OrganizationValue) -> bool:
    """Whether a field makes its element exist. Constants do not, nor do dates: an award is not made by its day."""
    return isinstance(value, OrganizationValue) or (value.constant is None and value.read not in {"date", "datetime"})


def _array_element(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The path of the innermost array element that a path lies in, or None."""
    positions = [position for position, part in enumerate(parts) if part.isdigit()]
    return parts[: positions[-1] + 1] if positions else None


def _gives(constant: Any) -> Getter:
    return lambda _row, _problems: constant


def _always(row: Values) -> bool:
    del row
    return True
