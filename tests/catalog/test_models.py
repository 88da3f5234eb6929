from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from ocdsjp.catalog import open_catalog, reading, sources
from ocdsjp.catalog.migrations.runner import _config
from ocdsjp.catalog.models import Base
from ocdsjp.settings import sqlite_url


def test_the_migrations_make_what_the_models_say(catalog):
    with reading(catalog) as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_what_an_older_catalogue_knows_stays_and_its_looks_count(tmp_path):
    url = sqlite_url(tmp_path / "catalog.db")
    engine = create_engine(url)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO source VALUES ('a/b', 't', 'm', '2025-04-01T00:00:00Z')")
        connection.exec_driver_sql("INSERT INTO source VALUES ('a/c', 't', 'm', NULL)")
    engine.dispose()
    catalog = open_catalog(url)
    with reading(catalog) as connection:
        assert [(it.id, it.last_run_at is None, it.complete) for it in sources.listing(connection)] == [
            ("a/b", False, True),
            ("a/c", True, True),
        ]
    catalog.dispose()
