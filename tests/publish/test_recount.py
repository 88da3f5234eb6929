from collections import Counter

import orjson
import pytest

from ocdsjp.ocds.build import yen_of
from ocdsjp.publish.flatten import flatten
from ocdsjp.publish.recount import accounted_yen, count_rows, decode, yen


def test_rows_are_counted_as_the_tables_have_them(make_sample):
    sample = make_sample("990019", "2025", full=2, bare=1)
    counts = Counter()
    for line in sample.compiled_lines:
        count_rows(decode(line), counts)
    batches = flatten(sample.unit, sample.compiled_lines, [1] * 3)
    assert counts == {name: batch.num_rows for name, batch in batches.items()}


@pytest.mark.parametrize(
    ("release", "every", "active"),
    [
        ({}, 0, 0),
        ({"awards": []}, 0, 0),
        ({"awards": [{"status": "active", "value": {"amount": 5, "currency": "JPY"}}]}, 5, 5),
        ({"awards": [{"value": {"amount": 5}}, {"status": "cancelled", "value": {"amount": 2.0}}]}, 7, 0),
        ({"awards": [{"status": "active", "value": {"amount": 5, "currency": "USD"}}]}, 0, 0),
        ({"awards": [{"status": "active", "value": {"currency": "JPY"}}]}, 0, 0),
    ],
)
def test_yen_are_those_of_awards_in_yen(release, every, active):
    assert yen(decode(orjson.dumps({"ocid": "x", **release}))) == (every, active)


@pytest.mark.parametrize(
    "release",
    [
        {},
        {"awards": [{"status": "active", "value": {"amount": 5}}], "contracts": [{"value": {"amount": 6}}]},
        {"awards": [{"status": "pending", "value": {"amount": 5}}], "contracts": [{"value": {"amount": 6}}]},
        {"awards": [{"status": "active"}], "contracts": [{"value": {"amount": 6}}, {}]},
        {"awards": [{"value": {"amount": 5}}]},
    ],
)
def test_the_accounted_yen_are_those_of_the_building_side(release):
    assert accounted_yen(decode(orjson.dumps({"ocid": "x", **release}))) == yen_of(release)


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'{"ocid":1}', b'{"ocid":"x","awards":{}}', b'{"ocid":"x"'])
def test_what_is_no_release_is_refused(line):
    with pytest.raises(ValueError, match=r"."):
        decode(line)
