"""What is wrong with a piece of OCDS data: the shape that validation and every check share.

A ``Problem`` speaks about one JSON value, whoever published it. ``findings.Finding`` is the same thing for a row of a
source file; a stage makes the one from the other, because both carry a ``Rule``, a value and details.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from ocdsjp.findings import Language, Rule

LONGEST_VALUE = 120
"""Longest value that a problem quotes, in characters: enough to find it, too little to fill a terminal."""


class Severity(StrEnum):
    """Whether data with this problem is unfit for use. Only errors make a command fail."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule at one place of one JSON value.

    Attributes:
        rule: The rule that was broken.
        severity: Error or warning.
        path: JSON pointer (RFC 6901) inside the value that was looked at; "" is the value itself.
        value: The offending value as text, shortened, or None when there is nothing to quote.
        detail: What the rule's messages mention beside the value.
        version: The version of the rule's definition; raised when the rule changes its mind.
    """

    rule: Rule
    severity: Severity = Severity.ERROR
    path: str = ""
    value: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    def message(self, language: Language) -> str:
        """What is wrong and how to mend it, without the place."""
        return self.rule.message(language, self.value, self.detail)

    def under(self, prefix: str) -> Self:
        """The same problem seen from a value that holds the looked-at one at ``prefix``."""
        return replace(self, path=prefix + self.path)


def pointer(*steps: str | int) -> str:
    """The JSON pointer (RFC 6901) of these steps: ``pointer("a/b", 0)`` is ``/a~1b/0``."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def shorten(text: str, longest: int = LONGEST_VALUE) -> str:
    """At most ``longest`` characters of ``text``, with an ellipsis where something was cut."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
