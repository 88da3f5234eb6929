"""Which area a publisher and a source belong to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.japan.local_governments import PREFECTURES, table
from ocdsjp.mapping.load import load_source, sources
from pipelines.partitions import AREAS, NATION, area_of, area_of_source

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("011002", "01"),
        ("473821", "47"),
        ("11X001", "11"),
        ("00S1", NATION),
        ("00X001", NATION),
        ("992011", NATION),
        ("480001", NATION),
        ("", NATION),
        ("1000020011002", NATION),
    ],
)
def test_the_area_of_a_publisher_is_its_prefecture_or_the_nation(code, area):
    assert area_of(code) == area


def test_every_local_government_lies_in_the_prefecture_of_its_name():
    by_name = {prefecture.name: prefecture.code for prefecture in PREFECTURES}
    assert all(area_of(body.code) == by_name[body.prefecture] for body in table())


@given(st.text())
def test_any_code_has_an_area(code):
    assert area_of(code) in AREAS


def test_sources_lie_where_their_publisher_does():
    found = {path: area_of_source(load_source(path, MAPPINGS)) for path in sources(MAPPINGS)}
    by_id = {f"{path.parent.name}/{path.stem}": area for path, area in found.items()}
    assert by_id["yanai/designated-direct-awards"] == "35"
    assert by_id["saitama/awards"] == "11"
    # One body a row, but the mapping states the prefecture of all.
    assert by_id["saitama/participants"] == "11"
    # Bodies of two prefectures in one file.
    assert by_id["akita-shizuoka/awards"] == NATION
    assert by_id["mlit/chubu-works"] == NATION
