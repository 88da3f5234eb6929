"""The catalogue: facts about files, in SQL. One row per file, never one per release.

The exception is ``process``, the registry that keeps every ocid for ever. The bytes themselves lie in the
lake: write the file first, commit its row after, so that a kill leaves files without rows and never rows
without files.

There is a module per noun, each with small functions that take an open connection; the caller owns the
transaction:

    engine = open_catalog(settings.catalog_url)
    with writing(engine) as connection:
        sources.register(connection, ...)
"""

from ocdsjp.catalog.opening import open_catalog, reading, writing

__all__ = ["open_catalog", "reading", "writing"]
