from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ocdsjp.catalog import reading
from ocdsjp.catalog.models import Base


def test_the_migrations_make_what_the_models_say(catalog):
    with reading(catalog) as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
