from dataclasses import replace

import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read.limits import DEFAULT, check_size


def test_a_file_within_the_limit_tells_its_size(write):
    assert check_size(write("a.csv", "abc"), DEFAULT) == 3


def test_a_file_over_the_limit_is_refused_without_being_read(write):
    with pytest.raises(ReadError) as caught:
        check_size(write("a.csv", "abcd"), replace(DEFAULT, max_file_bytes=3))
    assert caught.value.rule.id == "file-too-large"


def test_a_missing_file_is_a_read_error(tmp_path):
    with pytest.raises(ReadError) as caught:
        check_size(tmp_path / "none.csv", DEFAULT)
    assert caught.value.rule.id == "file-missing"


def test_a_page_has_less_time_than_a_workbook():
    assert DEFAULT.of_format("excel") is DEFAULT
    limits = DEFAULT.of_format("html")
    assert (limits.child_cpu_seconds, limits.child_wall_seconds) == (30, 120)
    assert replace(DEFAULT, child_cpu_seconds=3).of_format("html").child_cpu_seconds == 3
