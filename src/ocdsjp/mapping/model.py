"""The language of mapping files, as data: what may stand in one and what it means.

Only structure lives here. Loading (YAML, inheritance, line numbers) is in ``load``, meaning in ``plan`` and
``execute``. ``schemas/mapping.schema.json`` is generated from these models, so that editors complete mapping files.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from ocdsjp.collect.options import Collect
from ocdsjp.read.options import ReadOptions

Kind = Literal[
    "text",
    "date",
    "datetime",
    "span",
    "yen",
    "number",
    "integer",
    "boolean",
    "status",
]
Part = Literal["first_line", "other_lines", "first_word", "other_words", "name", "address", "without_size"]
Tax = Literal["included", "excluded"]


class _Strict(BaseModel):
    """Refuses unknown keys: a misspelt key must never be silently without effect."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Strict):
    """A text for people, in both languages."""

    ja: str = Field(description="日本語 / in Japanese")
    en: str = Field(description="英語 / in English")


def _words(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words, json_schema_input_type=str | tuple[str, ...])]
"""Terms; a single one may stand without a list."""


class Condition(_Strict):
    """A test on one cell; every part that is given must hold."""

    column: str | tuple[str, ...] = Field(
        description="the column, or the names it has in different files（見出しの文字。ファイルにより違えば一覧で）"
    )
    equals: Words | None = Field(None, description="the cell is one of these terms（一致）")
    contains: Words | None = Field(None, description="the cell holds one of these terms（含む）")
    starts: Words | None = Field(None, description="the cell begins with one of these terms（始まる）")
    blank: bool | None = Field(None, description="the cell is empty (true) or not (false)")
    negate: bool = Field(default=False, description="true turns the whole test round")


def _conditions(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


Conditions = Annotated[
    tuple[Condition, ...], BeforeValidator(_conditions, json_schema_input_type=Condition | tuple[Condition, ...])
]
"""All must hold; a single condition may stand without a list."""


class Value(_Strict):
    """Where a value comes from and how it is read. Exactly one of column, first_of, constant and template.

    Read as ``date`` or ``datetime`` at a path that ends in ``endDate``, a bare day counts in full: its last second.
    Read as ``span`` at a path that ends in ``startDate``, ``endDate`` or ``dueDate``, that end of the period is taken.
    """

    column: str | tuple[str, ...] | None = Field(
        None, description="header text, or the texts that this column has in different files, first found wins"
    )
    first_of: "tuple[Alternative, ...] | None" = Field(
        None,
        description="alternatives, the first that gives a value counts: columns that a table may have, read as "
        "declared beside them, or whole values with their own reading（上から順に、最初に値の取れたもの）",
    )
    constant: str | int | float | bool | None = Field(None, description="the same value for every row")
    template: str | None = Field(None, description="text with {column} in it; null when one of them is blank")
    read: Kind = Field(
        "text",
        description="how the cell is written: text, date（日付）, datetime（日時）, span（期間）, yen（金額）, number, "
        "integer, boolean（有・無）, status（不調・辞退などの語）",
    )
    term: str | None = Field(
        None, description="vocabulary table that turns the cell's term into a code（mappings/vocabulary/ の表の名前）"
    )
    codes: dict[str, str] | None = Field(None, description="terms of this source alone and their codes")
    take: str | None = Field(None, description="column of the vocabulary table, when not the path's last part")
    unit: Literal["円", "千円", "百万円", "億円"] = Field("円", description="unit of a bare number, for yen")
    tax: Tax | None = Field(None, description="whether the amount includes consumption tax, when the source says so")
    part: Part | None = Field(
        None, description="only this part of a cell that holds two things, such as a name and an address"
    )
    blank: str | int | None = Field(None, description="what an empty cell means, when the source defines it")
    zero_is_blank: bool = Field(default=False, description="0 stands for an empty cell in this column")
    otherwise: str | None = Field(None, description="code for a cell that is no sentinel, for read: status")
    optional: bool = Field(default=False, description="some files of this source lack the column")
    required: bool = Field(
        default=False, description="without a readable value the row goes to quarantine（読めなければ行を隔離）"
    )
    when: Conditions = Field((), description="only where these conditions hold")

    @model_validator(mode="after")
    def _one_origin(self) -> "Value":
        origins = (self.column, self.first_of, self.constant, self.template)
        if sum(origin is not None for origin in origins) != 1:
            raise ValueError("give exactly one of column, first_of, constant and template")
        return self

    def nested(self) -> "Iterator[Value]":
        """This value and the whole values among its alternatives."""
        yield self
        for part in self.first_of or ():
            if isinstance(part, Value):
                yield from part.nested()


def _kind_of_alternative(value: Any) -> str:
    return "name" if isinstance(value, str) else "value"


Alternative = Annotated[
    Annotated[str, Tag("name")] | Annotated[Value, Tag("value")], Discriminator(_kind_of_alternative)
]
"""A column's name, or a whole value."""


def _value(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


ValueLike = Annotated[Value, BeforeValidator(_value, json_schema_input_type=str | Value)]
"""A plain string is short for ``{column: …}``."""


class OrganizationFields(_Strict):
    """The parts of a party: who it is, where, and under which number."""

    name: ValueLike | None = Field(None, description="None: the publisher itself")
    number: ValueLike | None = Field(None, description="法人番号; its check digit is verified")
    address: ValueLike | None = Field(None, description="address as one text")
    unit: ValueLike | None = Field(None, description="section (課・所); appended to the name")


class OrganizationValue(_Strict):
    """A party, or the members of a joint venture, at a path such as ``awards/*/suppliers``."""

    organization: OrganizationFields = Field(description="the parts of the party（名称・法人番号・所在地・課所）")
    when: Conditions = Field((), description="only where these conditions hold")


def _kind_of_field(value: Any) -> str:
    party = isinstance(value, OrganizationValue) or (isinstance(value, dict) and "organization" in value)
    return "party" if party else "value"


# Which of the two a field is shows before it is checked, so that an error is about what was meant.
FieldValue = Annotated[
    Annotated[OrganizationValue, Tag("party")] | Annotated[Value, Tag("value")],
    Discriminator(_kind_of_field),
    BeforeValidator(_value, json_schema_input_type=str | OrganizationValue | Value),
]


class BlockColumns(_Strict):
    """One repetition, or a numbered series, of a group of columns."""

    columns: dict[str, str] = Field(description="alias to header text; {n} stands for the number of the block")
    constants: dict[str, str | int] = Field(default_factory=dict, description="alias to a value for this block")
    first: int = Field(1, description="number of the first block of the series")
    last: int | None = Field(None, description="number of the last one; None for a single block")


class Section(_Strict):
    """Which array elements a release gets at a path with ``*``, such as ``awards`` or ``bids/details``."""

    per: str = Field("row", description="`row`: one element a row; else the name of a block series: one a block")
    when: Conditions = Field((), description="only rows or blocks where these hold")


class Release(_Strict):
    """One release made from a row (or group of rows): an event of the contracting process."""

    phase: Literal["planning", "tender", "award", "contract", "implementation"] = Field(
        description="the stage of the process that it speaks of; a source says one thing per phase of a process"
    )
    event: tuple[str, ...] = Field(
        (),
        description="columns that tell several events of this phase of one process apart, such as 変更回数: each makes "
        "a release of its own instead of an update",
    )
    tag: tuple[str, ...] = Field(description="release tags; those whose section stays empty are left out")
    date: ValueLike | None = Field(None, description="date of the event; None: when the file was first seen")
    process: Literal["contracting", "planning"] = Field(
        "contracting", description="planning processes have their own ocid and are linked by relatedProcesses"
    )
    planned: bool = Field(default=False, description="link this release to the planning process of the same row")
    when: Conditions = Field((), description="only rows where these conditions hold make this release")
    fields: dict[str, FieldValue] = Field(
        description="OCDS path to value, such as `tender/title: 件名`; `*` stands for the elements of a section"
    )
    sections: dict[str, Section] = Field(
        default_factory=dict, description="path before `*` to what its elements are made from; default: one a row"
    )


class Publisher(_Strict):
    """Whose records these are: one body for the whole source, or resolved row by row."""

    code: str | None = Field(None, description="団体コード of the one publisher")
    name: ValueLike | None = Field(None, description="where a row names its body")
    prefecture: ValueLike | None = Field(None, description="where a row names the body's prefecture")

    @model_validator(mode="after")
    def _one_way(self) -> "Publisher":
        if (self.code is None) == (self.name is None):
            raise ValueError("give either code (one publisher) or name (one per row)")
        return self


class Key(_Strict):
    """What makes two rows the same contracting process."""

    columns: tuple[str, ...] = Field(min_length=1, description="the columns whose values together tell processes apart")
    scheme: str | None = Field(
        None,
        pattern=r"^[a-z0-9-]{1,24}$",
        description="numbering that this key belongs to: sources that share it share processes; None: own",
    )


class NoData(_Strict):
    """Rows that are no procurement record, with the reason."""

    when: Conditions = Field(
        (), description="rows where these conditions hold are no data; left out: every row of the file（省けば全行）"
    )
    reason: Labels = Field(description="why, for the accounting that is published")


class Bounds(_Strict):
    """Least and most that is plausible. Below the least, the source's publication stops; above the most, a warning."""

    min: int | None = Field(None, description="with fewer, the file is held back")
    max: int | None = Field(None, description="with more, there is a warning")


class Expect(_Strict):
    """What a good file of this source looks like."""

    rows: Bounds = Field(Bounds(), description="number of data rows in a file")


class Licence(_Strict):
    """Under which terms the source publishes, and how to credit it."""

    id: Literal["CC-BY-4.0", "PDL-1.0", "GJSTU-2.0", "CC0-1.0", "none-stated", "custom"] = Field(
        description="PDL-1.0: 公共データ利用規約; GJSTU-2.0: 政府標準利用規約; none-stated: 記載なし"
    )
    url: str | None = Field(None, description="where the terms can be read")
    credit: str | None = Field(None, description="the credit line that the terms ask for（出典の書き方）")
    observed: date | None = Field(None, description="day on which these terms were read, YYYY-MM-DD")


class Mapping(_Strict):
    """A mapping file."""

    title: Labels = Field(description="what this dataset is（データセットの名前）")
    publisher: Publisher = Field(description="whose records these are（発注機関）")
    licence: Licence = Field(description="terms of the source（利用条件）")
    collect: Collect = Field(description="where the files come from")
    read: ReadOptions = Field(description="how the files are written（形式・文字コード・見出し）")
    fiscal_year: Literal["title", "file"] | int | None = Field(
        None,
        description="year for periods without one, such as 第１四半期: a number, or where 「令和7年度」 stands: in the "
        "title lines above the header or in the file's name",
    )
    key: Key = Field(description="what makes two rows the same contracting process（案件を特定する列）")
    rows: Literal["process", "group"] = Field(
        "process",
        description="process: a row is a process. group: rows with the same key are one process (bidders, awards)",
    )
    blocks: dict[str, tuple[BlockColumns, ...]] = Field(
        default_factory=dict,
        description="groups of columns that a row repeats, such as bidders or rounds（横に並ぶ入札者・回数）",
    )
    no_data: tuple[NoData, ...] = Field((), description="rows that are no procurement record, such as 売払い")
    releases: tuple[Release, ...] = Field(
        (), description="the releases that a row (or group of rows) makes; none where every row is declared no data"
    )
    ignore: tuple[str, ...] = Field((), description="columns left out on purpose; * for any characters（使わない列）")
    expect: Expect = Field(Expect(), description="what a good file looks like（最低行数など）")
    verified: bool = Field(
        default=True,
        description="false: written from a description of the form and never tried on a real file（実例で未確認）",
    )

    @model_validator(mode="after")
    def _either_releases_or_no_data(self) -> "Mapping":
        if bool(self.releases) == any(not rule.when for rule in self.no_data):
            raise ValueError("give releases, or a no_data rule without when for files that are wholly no procurement")
        return self

    @model_validator(mode="after")
    def _one_release_a_phase(self) -> "Mapping":
        phases = [(release.process, release.phase) for release in self.releases]
        if len(set(phases)) < len(phases):
            raise ValueError("two releases have the same phase; use when on fields, or event, instead")
        return self

    def needed_columns(self) -> tuple[str, ...]:
        """Header texts that every file of the source must have, in order of mention: they tell where the header is.

        Columns with several names, optional ones and those of blocks are not among them.
        """
        names = [*self.key.columns]
        for value in (self.publisher.name, self.publisher.prefecture):
            names += _named(value)
        for rule in self.no_data:
            names += _tested(rule.when)
        for release in self.releases:
            names += [*_named(release.date), *release.event, *_tested(release.when)]
            for field in release.fields.values():
                parts = vars(field.organization).values() if isinstance(field, OrganizationValue) else (field,)
                for part in parts:
                    names += _named(part)
                names += _tested(field.when)
            for section in release.sections.values():
                names += _tested(section.when)
        return tuple(dict.fromkeys(name for name in names if not name.startswith("$")))


def _named(value: Value | None) -> list[str]:
    return [value.column] if value is not None and isinstance(value.column, str) and not value.optional else []


def _tested(conditions: tuple[Condition, ...]) -> list[str]:
    return [condition.column for condition in conditions if isinstance(condition.column, str)]
