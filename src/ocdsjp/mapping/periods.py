"""The fiscal year that a file states about itself, for periods that name none (第１四半期, 4月上旬)."""

import re
from collections.abc import Iterable
from typing import Literal

from ocdsjp.errors import NotationError
from ocdsjp.japan.fiscal_years import read_fiscal_year
from ocdsjp.japan.text import narrow

# 令和7年度, R7年度, 2025年度: the word 年度 must stand there, because a title also has days of publication.
_NAMED = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHR]|[0-9]{2})\s*(?:元|[0-9]{1,2})\s*年度")


def stated_fiscal_year(
    declared: Literal["title", "file"] | int | None, title_lines: Iterable[str], file: str
) -> int | None:
    """The fiscal year of a table, or None where none is declared or none is found.

    Args:
        declared: ``fiscal_year`` of the mapping.
        title_lines: The lines above the table's header.
        file: The file's name or address at its source.
    """
    if isinstance(declared, int) or declared is None:
        return declared
    for text in title_lines if declared == "title" else (file,):
        for match in _NAMED.finditer(narrow(text)):
            try:
                return read_fiscal_year(match.group())
            except NotationError:
                continue
    return None
