"""The connector that a collect block asks for."""

from pathlib import Path

import pytest

from ocdsjp.collect.connectors import connector
from ocdsjp.collect.options import Collect

BLOCKS = {
    "folder": "a/*.csv",
    "http": {"url": "https://city.example.jp/a.csv"},
    "rss": {"url": "https://city.example.jp/feed"},
    "ckan": {"url": "https://data.example.jp", "datasets": "a", "formats": "csv"},
    "kkj": {"prefectures": ["07"]},
    "pportal": {},
}


def test_every_way_is_tried_here():
    assert set(BLOCKS) == set(Collect.model_fields)


@pytest.mark.parametrize("way", BLOCKS)
def test_each_way_has_its_connector_which_knows_its_hosts_and_limits(way):
    one = connector(Collect(**{way: BLOCKS[way]}), Path("inbox"))
    assert type(one).__name__.lower() == way
    assert bool(one.hosts) == (way != "folder") == (one.max_requests is not None)
    assert isinstance(one.lists_everything, bool)
