import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.publish.fragments import read_index
from ocdsjp.publish.parquet import plan_tables, row_groups
from ocdsjp.publish.tables import TABLES


def batch(*values):
    return pa.RecordBatch.from_pydict({"x": pa.array(values, pa.int64())})


@given(st.lists(st.integers(0, 12), max_size=12), st.integers(1, 10))
def test_row_groups_are_exact_whatever_the_batches(sizes, rows):
    numbers = iter(range(1000))
    batches = [batch(*(next(numbers) for _ in range(size))) for size in sizes]
    groups = [[row for part in group for row in part["x"].to_pylist()] for group in row_groups(batches, rows)]
    assert [row for group in groups for row in group] == list(range(sum(sizes)))
    assert all(len(group) == rows for group in groups[:-1])
    assert all(groups)


def test_large_values_end_a_row_group_early():
    groups = list(row_groups([batch(*range(100)), batch(1), batch(2)], rows=1000, most_bytes=800))
    assert [sum(part.num_rows for part in group) for group in groups] == [100, 2]


@pytest.fixture
def folder(tmp_path, lake, samples):
    refs = sorted((sample.render(lake) for sample in samples), key=lambda ref: ref.unit)
    for job in plan_tables([(ref, read_index(lake, ref)) for ref in refs], {"preview": "true"}):
        job.run(lake, tmp_path)
    return tmp_path / "parquet"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_pandas_pyarrow_and_duckdb_read_the_same_rows(folder, table):
    path = folder / f"{table.name}.parquet"
    rows = pq.read_table(path).num_rows
    assert rows == pq.ParquetFile(path).metadata.num_rows > 0
    frame = pd.read_parquet(path)
    assert len(frame) == rows
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        assert [column[0] for column in found.description] == list(frame.columns)
        assert len(found.fetchall()) == rows


def test_rows_are_sorted_by_publisher_year_and_ocid(folder):
    keys = pq.read_table(folder / "processes.parquet", columns=["publisher_code", "fiscal_year", "ocid"]).to_pylist()
    order = [(row["publisher_code"], row["fiscal_year"] or 9999, row["ocid"]) for row in keys]
    assert order == sorted(order)
    assert len(order) == 5


def test_codes_keep_their_leading_zeros_and_unknown_years_are_null(folder):
    frame = pd.read_parquet(folder / "processes.parquet", dtype_backend="numpy_nullable")
    assert frame["publisher_code"].tolist()[-1] == "990027"
    assert frame["fiscal_year"].isna().tolist()[-1]


def test_columns_are_encoded_as_measured_best(folder):
    group = pq.ParquetFile(folder / "awards.parquet").metadata.row_group(0)
    chunks = {group.column(index).path_in_schema: group.column(index) for index in range(group.num_columns)}
    assert "DELTA_BYTE_ARRAY" in chunks["ocid"].encodings
    assert chunks["status"].has_dictionary_page
    assert chunks["amount"].statistics.max == 9_900_000
    assert {chunk.compression for chunk in chunks.values()} == {"ZSTD"}
    assert chunks["amount"].has_offset_index


def test_a_release_as_json_leaves_no_document_in_the_footer(folder):
    group = pq.ParquetFile(folder / "releases.parquet").metadata.row_group(0)
    chunks = {group.column(index).path_in_schema: group.column(index) for index in range(group.num_columns)}
    assert not chunks["json"].is_stats_set


def test_metadata_travel_with_the_file(folder):
    schema = pq.read_schema(folder / "awards.parquet")
    assert schema.metadata[b"preview"] == b"true"
    assert schema.field("amount").metadata[b"ocds_path"] == b"awards/value/amount"


def test_a_table_without_rows_has_its_columns(tmp_path, lake):
    for job in plan_tables([], {}):
        assert job.run(lake, tmp_path).records == 0
    assert len(list((tmp_path / "parquet").iterdir())) == len(TABLES)
    frame = pd.read_parquet(tmp_path / "parquet/transactions.parquet")
    assert list(frame.columns) == TABLES["transactions"].schema.names
