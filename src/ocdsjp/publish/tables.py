"""The flat tables as data: what they are called, what a row is, which columns they have and what the columns mean.

The facts of the columns stand in ``data/columns.csv``, one line each, so that a new column is a new line. Here they
become ``Table`` objects with Arrow types. How values are taken out of a release is the business of ``flatten``.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

import pyarrow as pa

TIME_ZONE = "Asia/Tokyo"

# What a column holds, and the Arrow type of it. The kind also decides the Parquet encoding and the Frictionless type.
ARROW_TYPES: dict[str, pa.DataType] = {
    "id": pa.string(),  # identifiers: sorted neighbours share prefixes
    "code": pa.string(),  # few distinct values
    "name": pa.string(),  # values that repeat
    "text": pa.string(),
    "json": pa.string(),
    "yen": pa.int64(),
    "count": pa.int64(),
    "year": pa.int32(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", tz=TIME_ZONE),
}

# What one row of each table is: the places of the release that hold it. "" is the release itself. A table without a
# place is not taken from compiled releases alone: ``fragments`` makes its rows.
ROW_PATHS: dict[str, tuple[str, ...]] = {
    "processes": ("",),
    "parties": ("parties",),
    "tenders": ("tender",),
    "bids": ("bids/details",),
    "bid_tenderers": ("bids/details/tenderers",),
    "awards": ("awards",),
    "award_suppliers": ("awards/suppliers",),
    "contracts": ("contracts",),
    "amendments": ("tender/amendments", "awards/amendments", "contracts/amendments"),
    "items": ("tender/items", "awards/items", "contracts/items"),
    "documents": (
        "planning/documents",
        "tender/documents",
        "bids/details/documents",
        "awards/documents",
        "contracts/documents",
        "contracts/implementation/documents",
    ),
    "milestones": (
        "planning/milestones",
        "tender/milestones",
        "contracts/milestones",
        "contracts/implementation/milestones",
    ),
    "transactions": ("contracts/implementation/transactions",),
    "releases": (),
    "compiled_releases": (),
    "provenance": (),
}

# Where arrays stand in a release: rows, and lists of terms and of limits that columns are gathered from.
ARRAYS: frozenset[str] = frozenset(
    {
        *(path for paths in ROW_PATHS.values() for path in paths if path not in {"", "tender"}),
        "parties/roles",
        "tender/additionalProcurementCategories",
        "tender/lowestPriceLimits",
        "tender/procurementMethodRationaleClassifications",
    }
)

# One line about each table, for data dictionary and data package: Japanese, English.
TITLES: dict[str, tuple[str, str]] = {
    "processes": ("契約プロセス", "Contracting processes, one row each"),
    "parties": ("組織", "Organizations of each process"),
    "tenders": ("入札", "Tenders"),
    "bids": ("入札書", "Bids, one row per bid"),
    "bid_tenderers": ("入札書の入札者", "Tenderers of each bid"),
    "awards": ("落札・決定", "Awards"),
    "award_suppliers": ("落札者", "Suppliers of each award"),
    "contracts": ("契約", "Contracts"),
    "amendments": ("変更", "Amendments of tenders, awards and contracts"),
    "items": ("品目", "Items of tenders, awards and contracts"),
    "documents": ("文書", "Documents"),
    "milestones": ("節目", "Milestones"),
    "transactions": ("支払い", "Transactions"),
    "releases": ("リリース", "Releases, with the JSON in a column"),
    "compiled_releases": ("コンパイル済みリリース", "Compiled releases, with the JSON in a column"),
    "provenance": ("出典", "Source file, sheet and row of each release"),
}


# Planning has no id in OCDS 1.1: what belongs to it has no parent_id.
_NOWHERE = {"planning/id"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a flat table.

    Attributes:
        name, kind: Its name; a key of ``ARROW_TYPES``.
        path: Where the value stands in a release: from the root, or from the row (``./``) or from what the row
            belongs to (``../``). Empty when it stands nowhere.
        how: How it is taken from there; see ``flatten``.
        codelist: Name of the OCDS codelist, or empty.
    """

    name: str
    kind: str
    path: str
    how: str
    codelist: str
    description_ja: str
    description_en: str

    @property
    def arrow_type(self) -> pa.DataType:
        """Its Arrow type."""
        return ARROW_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """A flat table: its name, where its rows stand in a release, its columns."""

    name: str
    row_paths: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema without metadata."""
        return pa.schema([(column.name, column.arrow_type) for column in self.columns])

    def ocds_path(self, column: Column) -> str:
        """The column's places in a release in OCDS notation, absolute, joined by `` | ``; empty if none."""
        if not column.path.startswith("."):
            return column.path
        paths = (absolute(row, column.path) for row in self.row_paths)
        return " | ".join(path for path in paths if path not in _NOWHERE)


def parent_of(row_path: str) -> str:
    """The path of what a row belongs to: ``contracts`` for ``contracts/implementation/transactions``."""
    parent = row_path.rpartition("/")[0]
    return parent.removesuffix("/implementation")


def absolute(row_path: str, path: str) -> str:
    """A column's path from the root, for rows at ``row_path``."""
    if not path.startswith("."):
        return path
    base = parent_of(row_path) if path.startswith("../") else row_path
    return f"{base}/{path.partition('/')[2]}"


def _load(text: str) -> dict[str, Table]:
    columns: dict[str, list[Column]] = {}
    for line in csv.DictReader(text.splitlines()):
        columns.setdefault(line.pop("table"), []).append(Column(name=line.pop("column"), **line))
    return {name: Table(name, row_paths, (*columns["*"], *columns[name])) for name, row_paths in ROW_PATHS.items()}


_COLUMNS = resources.files(__package__).joinpath("data/columns.csv").read_text(encoding="utf-8")
TABLES: dict[str, Table] = _load(_COLUMNS)
TABLES_DIGEST = hashlib.sha256(f"{_COLUMNS}{ROW_PATHS}{TITLES}".encode()).hexdigest()[:12]
"""Changes with any fact above, so that nothing rendered with other columns is taken for current."""
FLAT_TABLES: tuple[Table, ...] = tuple(table for table in TABLES.values() if table.row_paths)
