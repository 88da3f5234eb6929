from datetime import datetime

from ocdsjp.catalog import batches, blobs, compiled, mapped, reading, references, sources, writing
from ocdsjp.settings import JST

AT = datetime(2026, 11, 1, 3, 0, 0, tzinfo=JST)
BLOB, DRAFTS, DIGEST = "b" * 64, "d" * 64, "e" * 64


def test_every_file_that_a_row_names_is_referenced(catalog):
    state = batches.PublisherState("131016", [DRAFTS], "c" * 64)
    batch = batches.Batch("131016", "2025", 0, "a batch", DIGEST, DRAFTS, "p/one", BLOB, 3, 400)
    line = batches.Released("131016", 0, "p/one", "x", BLOB, DRAFTS, 3, 0, 0, 5, 0, 0, "findings of releases")
    unit = compiled.Compiled("131016", "2025", DIGEST, "compiled", DIGEST, 2, 3)
    counts = dict.fromkeys(
        [f"{unit}_{fate}" for unit in ("rows", "yen") for fate in ("read", "drafted", "quarantined", "no_data")], 0
    )
    file = mapped.MappedFile("p/one", "x", BLOB, DIGEST, "findings of rows", 3, {"131016": [DRAFTS]}, **counts)
    refused = mapped.MappedFile("p/one", "y", BLOB, DIGEST, None, 0, {}, **counts)
    with writing(catalog) as connection:
        sources.register(connection, [sources.Source("p/one", "", DIGEST)])
        blobs.record(connection, [(BLOB, 5)], AT)
        mapped.record(connection, [file, refused])
        batches.replace(connection, state, [batch], [line], keep=0)
        compiled.record(connection, [unit])
    drafts = mapped.drafts_path("131016", DRAFTS)
    named = {"a batch", "findings of releases", "compiled", drafts, "findings of rows"}
    with reading(catalog) as connection:
        assert set(references.paths(connection)) == named
        assert list(references.blobs(connection)) == [BLOB]
