"""One Parquet file per table, from the record batches of fragments, in constant memory.

Row groups, compression and encodings are the measured choice of the design: sorted rows, groups of 122,880, zstd 3,
delta encoding for identifiers, dictionaries where values repeat. Every column says what it means in its metadata.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ocdsjp.lake import Lake
from ocdsjp.publish.fragments import BatchRef, FragmentRef, Index, read_batch
from ocdsjp.publish.outputs import FileEntry, output
from ocdsjp.publish.tables import TABLES, TITLES, Table

ROW_GROUP_ROWS = 122_880
# A group of 122,880 releases as JSON would take 250 MB and more: memory is bounded first. Flat tables of real data do
# not come near their own bound.
_ROW_GROUP_BYTES = 256 << 20
_JSON_ROW_GROUP_BYTES = 48 << 20
_DICTIONARY_KINDS = {"code", "name", "year"}
_SORTED_BY = ("publisher_code", "fiscal_year", "ocid")

Located = tuple[str, BatchRef]
"""A record batch with the path of the fragment that holds it."""


def parquet_path(table: str) -> str:
    """Where a table lies in a publication."""
    return f"parquet/{table}.parquet"


@dataclass(frozen=True, slots=True)
class ParquetJob:
    """A Parquet file to be written.

    Attributes:
        table: Name of the table.
        batches: Its rows, in order.
        metadata: Key-value metadata of the file.
    """

    table: str
    batches: tuple[Located, ...]
    metadata: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        """Relative to the publication."""
        return parquet_path(self.table)

    def __str__(self) -> str:
        return self.path

    def run(self, lake: Lake, root: Path) -> FileEntry:
        """Write the file under ``root``."""
        table = TABLES[self.table]
        schema = described_schema(table, dict(self.metadata))
        with output(root, self.path) as file, _writer(file, schema, table) as writer:
            most = _JSON_ROW_GROUP_BYTES if "json" in schema.names else _ROW_GROUP_BYTES
            for group in row_groups(_read(lake, self.table, self.batches), most_bytes=most):
                writer.write_table(
                    pa.Table.from_batches([batch.cast(schema) for batch in group], schema),
                    row_group_size=ROW_GROUP_ROWS,
                )
        return file.entry(self.path, sum(ref.rows for _, ref in self.batches))


def plan_tables(fragments: Iterable[tuple[FragmentRef, Index]], metadata: dict[str, str]) -> Iterator[ParquetJob]:
    """The jobs of all tables; a table without rows is there with its columns."""
    batches: dict[str, list[Located]] = {name: [] for name in TABLES}
    for ref, index in fragments:
        for name, refs in index.tables.items():
            batches[name] += [(ref.path, batch) for batch in refs]
    for name, located in batches.items():
        yield ParquetJob(name, tuple(located), tuple(metadata.items()))


def described_schema(table: Table, metadata: dict[str, str]) -> pa.Schema:
    """The table's schema with the meaning of each column and the facts of the file."""
    title_ja, title_en = TITLES[table.name]
    fields = [
        pa.field(
            column.name,
            column.arrow_type,
            metadata={
                "ocds_path": table.ocds_path(column),
                "description_ja": column.description_ja,
                "description_en": column.description_en,
                "codelist": column.codelist,
            },
        )
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"title_ja": title_ja, "title_en": title_en, **metadata})


def row_groups(
    batches: Iterable[pa.RecordBatch], rows: int = ROW_GROUP_ROWS, most_bytes: int = _ROW_GROUP_BYTES
) -> Iterator[list[pa.RecordBatch]]:
    """The rows in groups of exactly ``rows`` but the last, or smaller ones where ``most_bytes`` is reached."""
    group: list[pa.RecordBatch] = []
    held = held_bytes = 0
    for batch in batches:
        start = 0
        while start < batch.num_rows:
            piece = batch.slice(start, rows - held)
            start += piece.num_rows
            group.append(piece)
            held += piece.num_rows
            held_bytes += piece.nbytes
            if held == rows or held_bytes >= most_bytes:
                yield group
                group, held, held_bytes = [], 0, 0
    if group:
        yield group


def _writer(file: object, schema: pa.Schema, table: Table) -> pq.ParquetWriter:
    names = schema.names
    return pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        compression_level=3,
        use_dictionary=[column.name for column in table.columns if column.kind in _DICTIONARY_KINDS],
        column_encoding={column.name: "DELTA_BYTE_ARRAY" for column in table.columns if column.kind == "id"},
        # Smallest and largest value of a JSON document would be two whole documents in the footer.
        write_statistics=[column.name for column in table.columns if column.kind != "json"],
        write_page_index=True,
        sorting_columns=[pq.SortingColumn(names.index(name)) for name in _SORTED_BY],
    )


def _read(lake: Lake, table: str, batches: tuple[Located, ...]) -> Iterator[pa.RecordBatch]:
    for path, group in groupby(batches, key=itemgetter(0)):
        with lake.open_read(path) as file:
            for _, ref in group:
                yield read_batch(file, ref, table)
