"""The tags that make one run of a range of partitions."""

from pipelines.jobs import range_tags


def test_the_range_goes_from_the_first_area_to_the_last():
    assert range_tags({"35", "11", "22"}) == {
        "dagster/asset_partition_range_start": "11",
        "dagster/asset_partition_range_end": "35",
    }


def test_the_range_is_all_areas_by_default():
    assert list(range_tags().values()) == ["00", "47"]
