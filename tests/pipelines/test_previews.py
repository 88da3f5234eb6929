"""Tables for the web interface."""

from pipelines.previews import of_compiled, of_drafts, table


def test_a_table_is_markdown_with_separated_thousands():
    assert table(("a", "b"), [("x", 12345)]).value == "| a | b |\n| --- | --- |\n| x | 12,345 |"


def test_cells_cannot_break_the_table():
    assert table(("a",), [("x|y\nz",)]).value.splitlines()[-1] == "| x\\|y z |"


def test_long_cells_and_tables_are_cut():
    text = table(("a",), [("x" * 100,)] * 25).value
    assert f"| {'x' * 39}… |" in text
    assert text.endswith("… 5 more")


def test_nothing_gives_zeros_and_an_empty_table():
    assert of_drafts([])["dagster/row_count"] == 0
    assert of_compiled(None, [])["preview"].value.count("\n") == 1
