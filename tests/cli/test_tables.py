"""Tables for people."""

from ocdsjp.cli.tables import print_table


def test_numbers_are_separated_and_set_to_the_right(capsys):
    print_table(("name", "yen"), [("潮鳴市", 1234567), ("b", 5)])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[2].endswith("1,234,567 ")
    assert lines[3].endswith("        5 ")


def test_square_brackets_are_text_and_not_markup(capsys):
    print_table(("a",), [("[red]x[/red]",)])
    assert "[red]x[/red]" in capsys.readouterr().out


def test_a_table_in_a_file_is_as_wide_as_it_needs(capsys):
    print_table(("a", "b"), [("x" * 100, "y" * 60)])
    assert "x" * 100 + "   " + "y" * 60 in capsys.readouterr().out
