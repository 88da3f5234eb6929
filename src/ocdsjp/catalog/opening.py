"""Opens the catalogue: sets up connections and brings the tables up to date.

``reading`` and ``writing`` are the only ways to a connection, so that every writer of SQLite takes its lock
at the start of its transaction and waits for others instead of failing in the middle.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from ocdsjp.catalog.migrations import HEAD
from ocdsjp.errors import StoreError, UsageError

_BUSY_MILLISECONDS = 60_000
_MIGRATION_LOCK = 0x0CD51  # any number that no other program uses for pg_advisory_xact_lock


def open_catalog(url: str) -> Engine:
    """The catalogue at an SQLAlchemy URL of SQLite or PostgreSQL, with all tables in their present form.

    An SQLite file and its folder are created if need be. Dispose of the engine when done.

    Raises:
        UsageError: If the URL makes no sense, names another database or lacks its driver.
        StoreError: If the database cannot be reached, or was written by a newer ocdsjp.
    """
    engine = _create_engine(url)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        try:
            with reading(engine) as connection:
                version = _version(connection)
            if version != HEAD:
                _migrate(engine)
        except DatabaseError as error:
            raise StoreError(f"cannot open the catalogue {engine.url!r}: {error.orig}") from error
        on_failure.pop_all()
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the catalogue until the block ends. It must not write."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are committed together when the block ends, and dropped if it raises."""
    with engine.execution_options(writes=True).begin() as connection:
        yield connection


def _create_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend not in {"sqlite", "postgresql"}:
            raise UsageError(f"the catalogue can be SQLite or PostgreSQL, not {backend}")
        if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UsageError(f"not a usable catalogue URL: {error}") from error
    if backend == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: SqliteConnection, _record: object) -> None:
    # The driver begins no transaction by itself: it would begin too late for DDL and for the write lock.
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    connection.isolation_level = None
    # First of all, since switching to WAL needs the lock that another process may hold.
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    # WAL: readers go on while a run writes. NORMAL: a power cut may cost the last commits and never the order
    # of commits (https://sqlite.org/pragma.html#pragma_synchronous); the run then repeats its last units.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection) -> str | None:
    """The migration that the tables are at; None for a database without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _migrate(engine: Engine) -> None:
    # Half a second of imports that only a new or outdated catalogue needs.
    from ocdsjp.catalog.migrations.runner import is_known, upgrade  # noqa: PLC0415

    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        version = _version(connection)  # once more, behind the lock: another process may have been faster
        if version is not None and not is_known(version):
            raise StoreError(f"a newer ocdsjp wrote the catalogue {engine.url!r} (version {version})")
        upgrade(connection)
