import pytest

from ocdsjp.errors import ReadError
from ocdsjp.read.web.nesting import refuse_deep


@pytest.mark.parametrize("tag", ["div", "b", "table", "table><tr><td", "font><p", "a href=x"])
def test_a_page_that_nests_deep_enough_to_hurt_is_refused(tag):
    with pytest.raises(ReadError) as caught:
        refuse_deep(f"<{tag}>".encode() * 100_000)
    assert caught.value.rule.id == "page-nested-too-deep"


@pytest.mark.parametrize("row", ["<tr><td><font size=2>甲<td><a name=x><b>乙", "<tr><td><p>甲<li>乙<br>", "<tr><td>甲"])
def test_a_long_page_without_end_tags_is_not_deep(row):
    refuse_deep(b"<table>" + row.encode() * 100_000)
