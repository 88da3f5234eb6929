"""Notices characters that only their publisher can read: 外字, other private-use characters, U+FFFD.

They stay in the text as they are: only a table of the municipality's own could tell what they are. Nothing is mapped.
"""

import re
from collections.abc import Iterable, Sequence

from ocdsjp.read import rules
from ocdsjp.read.cells import Value, cell_ref, item_ref
from ocdsjp.read.tables import Notice, Report

# CP932 maps its user-defined rows (外字, F040 to F9FC) to U+E000 and up, the stray bytes 0xA0 and 0xFD to 0xFF to
# U+F8F0 to U+F8F3, and 0x80 to a control.
UNREADABLE = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]")

KEPT = 100
"""How many cells of a file are told one by one; all of them are counted."""

_SHOWN = 200


def note_gaiji(
    sheet: str | None, number: int, values: Iterable[Value], report: Report, names: Sequence[str] | None = None
) -> None:
    """Count the cells of row ``number`` with such characters, and tell the first of the file by their address.

    ``names`` are those of the columns where cells are addressed by them.
    """
    for index, value in enumerate(values):
        if isinstance(value, str) and not value.isascii() and UNREADABLE.search(value):
            report.gaiji_count += 1
            if report.gaiji_count <= KEPT:
                cell = cell_ref(index, number) if names is None else item_ref(names[index], number)
                report.notices.append(Notice(rules.GAIJI, sheet, number, cell, value[:_SHOWN]))
