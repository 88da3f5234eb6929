"""Tables for people, drawn by Rich: as wide as the terminal, or as wide as they need elsewhere."""

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH_OF_A_FILE = 240


def print_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    title: str | None = None,
    *,
    stream: TextIO | None = None,
) -> None:
    """Print a table on standard output, or on another stream; numbers to the right, with separators."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    every = list(rows)
    for column, name in enumerate(header):
        numeric = bool(every) and all(isinstance(row[column], int) for row in every)
        table.add_column(name, justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    for row in every:
        table.add_row(*(Text(f"{value:,}" if isinstance(value, int) else value) for value in row))
    console(stream).print(table)


def console(stream: TextIO | None = None) -> Console:
    """Standard output, or another stream. Outside a terminal nothing is coloured or folded at 80 columns."""
    file = stream or sys.stdout
    return Console(file=file, width=None if file.isatty() else _WIDTH_OF_A_FILE, highlight=False)
