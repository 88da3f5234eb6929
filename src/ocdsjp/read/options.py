"""How the publisher of a file writes its tables: the ``read:`` block of a mapping file, as a model. No reading here."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

# What people write, and Python's codec for it. Shift_JIS always means the one of Windows: Python's own shift_jis lacks
# the NEC and IBM characters (①, ㈱, 髙) that every municipal file has. iso2022_jp_ext also has half-width kana.
_CODECS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "cp932": "cp932",
    "ms932": "cp932",
    "windows-31j": "cp932",
    "sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc_jp",
    "euc_jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    # Names that files use for themselves (IANA, browsers).
    "x-sjis": "cp932",
    "cswindows31j": "cp932",
    "x-euc-jp": "euc_jp",
}


def python_codec(name: str) -> str | None:
    """Python's name of an encoding as people and files write it, or None if it is none that is read."""
    return _CODECS.get(name.strip().lower())


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


RecordPath = Annotated[str, Field(pattern=r"^[^/]+(/[^/]+)*$")]
"""Names with ``/`` between."""

RecordPaths = Annotated[
    tuple[RecordPath, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=RecordPath | tuple[RecordPath, ...]),
]
"""One path, or several in a list."""

Patterns = Annotated[tuple[str, ...], BeforeValidator(_one_or_more, json_schema_input_type=str | tuple[str, ...])]
"""One pattern, or several in a list."""


class HeaderAt(_Frozen):
    """A header at a known place.

    Attributes:
        row: Number of its first row as a spreadsheet shows it (for CSV: the line), 1-based.
        rows: How many rows it spans.
    """

    row: Annotated[int, Field(ge=1, le=1000)]
    rows: Annotated[int, Field(ge=1, le=10)] = 1


def _line_pattern(pattern: str) -> str:
    """A pattern for a line of text with one pair of braces around what is wanted."""
    if not re.fullmatch(r"[^{}]*\{[^{}]+\}[^{}]*", pattern):
        raise ValueError("give one pair of braces around the part that is the value, such as 公告番号 {*}")
    if re.search(r"\*\s*[{}]*\s*\*", pattern):
        raise ValueError("two * beside each other say no more than one; between two there must be words")
    return pattern


class ReadOptions(_Frozen):
    """How to read one kind of file.

    Attributes:
        format: ``csv``, ``tsv``, ``excel`` (xlsx, xlsm and xls are told apart by their content) or ``html``.
        encoding: The declared encoding of a text file; None tries BOM, ISO-2022-JP by its escape sequences,
            UTF-8, CP932 and EUC-JP, strictly and in this order.
        delimiter: One character; None means comma for csv and tab for tsv.
        sheets: Sheet names or patterns (``工事*``), compared by match key; None means every visible sheet.
        header: ``auto`` looks for ``columns_expected`` among the first 60 rows, a place says where the header
            stands, ``none`` names the columns A, B, C.
        header_rows: How many rows the header spans, for ``auto``.
        columns_expected: Names of columns that must be there (multi-row headers joined with ``／``).
        skip_rows_after_header: Rows between header and data that are neither, such as 「（円）」 or column numbers.
        hidden: Whether hidden rows, columns and sheets are data. They are often there by mistake.
        fill_down: Columns, by name or pattern, whose empty cells mean "as above".
        ditto_marks: Whether 〃 and 同上 mean "as above".
        shape: ``table`` (a header, a row per record) or ``record`` (labels beside their values, as on detail pages;
            each record becomes a table of one row whose columns are the labels) or ``page`` (the same, and all tables
            and lists of a web page together are one record), for PDF also ``form`` (labels and values around a table of
            rows, such as bidders: each row gets the labels as further columns).
        lines: Names for lines of text outside the table, each a column: lines above the header, or for PDF with
            ``record`` or ``form`` lines without label. ``*`` in the pattern stands for any characters, braces mark the
            value: ``{公告番号: "千葉県一般競争入札公告 {*}"}``.
        file_name: The same for the name of the file, without folders (of an address what follows the last ``/``):
            ``{開札日: "*_{*}_*.csv"}``.
        tables: Numbers of tables as counted on the page (1 is the first), or patterns (``*工事*``) for the caption or
            heading above a table; None means every table that has the expected columns.
        rows_per_record: How many rows a record takes; more than one means a header of as many rows (unless
            ``header`` says otherwise), and each of its cells names a column of its own.
        heading_rows: Name of a column to add that holds the last heading row, a row of one cell such as
            「令和7年度 ○○市 財政部 契約課」; None means that there are none.
        links: Columns for whose links there shall be a column more, named ``件名／リンク`` for ``件名``.
        base_url: Address of the page, which makes relative links whole.
        struck: What text that is struck through is: ``mark`` puts it into 【取消線：…】, ``skip`` leaves it out,
            ``column`` reads it like any other and adds the column ``取消線`` with 全部 or 一部 for such rows.
        split_lines: Columns, by name or pattern (``入札者*``), whose cells stack several entries, a line each: such a
            row becomes a row for each entry, the other cells staying with the first.
        marks: Columns, by name or pattern, whose texts bear a mark before or after them (※, *, ◎, ○ …, as for a
            winner), and the name of a column to add for the mark; the text is then without it.
        records: For xml and json, the path of what holds one record each, names with ``/`` between
            (``SearchResults/SearchResult``, ``result/records``); ``*`` is any name. Several paths make several tables.
            xml needs it; json without it takes the whole document, of a list its elements, of JSON Lines its lines.
        inner: For zip, the format of the files in the archive.
        members: For zip, names or patterns (``2025/*.csv``) of the files to read; None means all of them.
    """

    format: Literal["csv", "tsv", "excel", "html", "xml", "json", "rss", "zip", "sqlite", "markdown", "pdf"]
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheets: tuple[str, ...] | None = None
    header: Literal["auto", "none"] | HeaderAt = "auto"
    header_rows: Annotated[int, Field(ge=1, le=10)] = 1
    columns_expected: tuple[str, ...] = ()
    skip_rows_after_header: Annotated[int, Field(ge=0, le=60)] = 0
    hidden: Literal["skip", "include"] = "skip"
    fill_down: tuple[str, ...] = ()
    ditto_marks: bool = False
    shape: Literal["table", "record", "page", "form"] = "table"
    lines: dict[str, Annotated[str, AfterValidator(_line_pattern)]] = Field(default_factory=dict)
    file_name: dict[str, Annotated[str, AfterValidator(_line_pattern)]] = Field(default_factory=dict)
    tables: tuple[Annotated[int, Field(ge=1)] | str, ...] | None = None
    rows_per_record: Annotated[int, Field(ge=1, le=10)] = 1
    heading_rows: Annotated[str, Field(min_length=1)] | None = None
    links: tuple[str, ...] = ()
    base_url: Annotated[str, Field(pattern="^https?://")] | None = None
    struck: Literal["mark", "skip", "column"] = "mark"
    split_lines: tuple[str, ...] = ()
    marks: dict[str, str] = Field(default_factory=dict)
    records: RecordPaths | None = None
    inner: Literal["csv", "tsv", "excel", "html", "xml", "json", "rss", "markdown", "pdf"] | None = None
    members: Patterns | None = None

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        """The encoding as Python calls it; UTF-8 with or without byte order mark is one encoding."""
        if name is None or name in _CODECS.values():
            return name
        codec = python_codec(name)
        if codec is None:
            raise ValueError(f"unknown encoding {name!r}; known: {', '.join(sorted(_CODECS))}")
        return codec

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """What a format cannot do without is there."""
        if "xml" in {self.format, self.inner} and self.records is None:
            raise ValueError("xml needs records: the path of the elements that hold one record each")
        if (self.format == "zip") != (self.inner is not None):
            raise ValueError("inner says what is in an archive: give it with format zip, and only there")
        return self

    @property
    def separator(self) -> str:
        """The character between two cells of a text file."""
        return self.delimiter or ("\t" if self.format == "tsv" else ",")
