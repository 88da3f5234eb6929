"""How the publisher of a file writes its tables: the ``read:`` block of a mapping file, as a model. No reading here."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

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
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HeaderAt(_Frozen):
    """A header at a known place.

    Attributes:
        row: Number of its first row as a spreadsheet shows it (for CSV: the line), 1-based.
        rows: How many rows it spans.
    """

    row: Annotated[int, Field(ge=1, le=1000)]
    rows: Annotated[int, Field(ge=1, le=10)] = 1


class ReadOptions(_Frozen):
    """How to read one kind of file.

    Attributes:
        format: ``csv``, ``tsv`` or ``excel`` (xlsx, xlsm and xls are told apart by their content).
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
        fill_down: Columns whose empty cells mean "as above".
        ditto_marks: Whether 〃 and 同上 mean "as above".
    """

    format: Literal["csv", "tsv", "excel"]
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

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        """The encoding as Python calls it; UTF-8 with or without byte order mark is one encoding."""
        if name is None or name in _CODECS.values():
            return name
        codec = _CODECS.get(name.strip().lower())
        if codec is None:
            raise ValueError(f"unknown encoding {name!r}; known: {', '.join(sorted(_CODECS))}")
        return codec

    @property
    def separator(self) -> str:
        """The character between two cells of a text file."""
        return self.delimiter or ("\t" if self.format == "tsv" else ",")
