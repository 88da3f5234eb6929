import multiprocessing

import pytest
from sqlalchemy import create_engine, text

from ocdsjp.catalog import blobs, open_catalog, reading, writing
from ocdsjp.catalog.migrations import HEAD
from ocdsjp.catalog.migrations.runner import scripts
from ocdsjp.errors import StoreError, UsageError
from ocdsjp.settings import now


def test_the_head_that_opening_compares_with_is_the_newest_migration():
    assert scripts().get_heads() == [HEAD]


def test_opening_again_keeps_what_is_there(catalog_url):
    first = open_catalog(catalog_url)
    with writing(first) as connection:
        blobs.record(connection, [("a" * 64, 1)], now())
    first.dispose()
    again = open_catalog(catalog_url)
    with reading(again) as connection:
        assert len(blobs.lookup(connection, ["a" * 64])) == 1
    again.dispose()


def test_a_catalogue_of_a_newer_version_is_refused(catalog, catalog_url):
    with writing(catalog) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer ocdsjp"):
        open_catalog(catalog_url)


def test_a_migration_that_was_interrupted_leaves_no_table(catalog_url, monkeypatch):
    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", _fail)
    with pytest.raises(KeyboardInterrupt):
        open_catalog(catalog_url)
    monkeypatch.undo()
    engine = create_engine(catalog_url)
    with engine.connect() as connection:
        tables = "sqlite_master WHERE type = 'table'" if "sqlite" in catalog_url else "pg_stat_user_tables"
        assert connection.scalar(text(f"SELECT count(*) FROM {tables}")) == 0  # noqa: S608 - fixed names
    engine.dispose()
    open_catalog(catalog_url).dispose()


def _fail(*_: object) -> None:
    raise KeyboardInterrupt


def _open_and_close(url: str) -> None:
    open_catalog(url).dispose()


def test_processes_that_open_a_new_catalogue_together_all_succeed(catalog_url):
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        pool.map(_open_and_close, [catalog_url] * 3, chunksize=1)


def test_a_transaction_that_raises_leaves_nothing(catalog):
    def write_and_fail() -> None:
        with writing(catalog) as connection:
            blobs.record(connection, [("a" * 64, 1)], now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with reading(catalog) as connection:
        assert blobs.lookup(connection, ["a" * 64]) == {}


def test_a_reader_goes_on_while_another_writes_and_sees_what_was_committed(catalog):
    with writing(catalog) as writer:
        blobs.record(writer, [("a" * 64, 1)], now())
        with reading(catalog) as reader:
            assert blobs.lookup(reader, ["a" * 64]) == {}
    with reading(catalog) as reader:
        assert len(blobs.lookup(reader, ["a" * 64])) == 1


def test_sqlite_settings(tmp_path):
    engine = open_catalog(f"sqlite:///{tmp_path}/catalog.db")
    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 60_000}


@pytest.mark.parametrize("url", ["no url", "mysql://host/db", "nonsense://host/db", "sqlite+nothing:///x"])
def test_an_unusable_url_is_refused(url):
    with pytest.raises(UsageError):
        open_catalog(url)


def test_an_unreachable_database_is_a_clear_error(tmp_path):
    (tmp_path / "catalog.db").mkdir()
    with pytest.raises(StoreError, match="cannot open the catalogue"):
        open_catalog(f"sqlite:///{tmp_path}/catalog.db")


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path):
    (tmp_path / "catalog.db").write_bytes(b"PK\x03\x04 a workbook, not a database" * 50)
    with pytest.raises(StoreError, match="cannot open the catalogue"):
        open_catalog(f"sqlite:///{tmp_path}/catalog.db")
