from dataclasses import replace

from ocdsjp.catalog import compiled, reading, writing

UNIT = compiled.Compiled("131016", "2025", "i" * 64, "compiled/131016/2025/x.jsonl.zst", "e" * 64, 2, 3)


def test_a_unit_compiled_again_replaces_its_row_and_units_are_sorted(catalog):
    again = replace(UNIT, path="compiled/131016/2025/y.jsonl.zst", n_releases=4)
    other = replace(UNIT, publisher_code="012025")
    with writing(catalog) as connection:
        compiled.record(connection, [UNIT])
        compiled.record(connection, [again, other])
    with reading(catalog) as connection:
        assert list(compiled.listing(connection).values()) == [other, again]
