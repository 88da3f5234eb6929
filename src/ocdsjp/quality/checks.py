"""Named checks: what the schema cannot say. A check is one function; its docstring is its definition.

The first line of the docstring is the rule as a sentence that is true or false; "Skipped when" and "Source" follow, and
the documentation is made from them. To add one, write the function with ``@check(...)`` in ``field_checks``,
``reference_checks`` or ``package_checks``, and its examples in the tests; a test fails for a check without examples.
This module holds what checks are, not the checks.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, ParamSpec, TypeAlias

from ocdsjp.findings import Rule
from ocdsjp.quality.problems import Problem, Severity

Subject: TypeAlias = Mapping[str, Any]
"""A release, record or package as parsed: the field names are known, their types are not."""

_Arguments = ParamSpec("_Arguments")


class Target(StrEnum):
    """What a check is given."""

    SURVEY = "survey"  # the notes of one walk over a release; nothing for releases that pass the gate
    RELEASE = "release"
    RECORD = "record"
    PACKAGE = "package"  # its metadata, without the items
    STREAM = "stream"  # each release or record of a file, and what was seen before it


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a check failed: a place, the offending value and what its messages mention."""

    path: str
    value: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check(Generic[_Arguments]):
    """A registered check.

    Attributes:
        rule: Its name and messages.
        version: Raised when the check changes its mind; stands in every finding.
        severity: Of every failure.
        target: What it is given.
        find: The function: the places where the rule is broken.
        definition: The function's docstring.
    """

    rule: Rule
    version: int
    severity: Severity
    target: Target
    find: Callable[_Arguments, Iterable[Hit]]
    definition: str

    def problems(self, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> list[Problem]:
        """The failures of this check."""
        return [
            Problem(self.rule, self.severity, hit.path, hit.value, hit.detail, self.version)
            for hit in self.find(*args, **kwargs)
        ]


REGISTRY: dict[str, Check[...]] = {}
"""Every check by name, in the order of definition, once the three modules of checks are imported."""


def check(
    rule: Rule, target: Target, *, version: int, severity: Severity = Severity.ERROR
) -> Callable[[Callable[_Arguments, Iterable[Hit]]], Check[_Arguments]]:
    """Register the decorated function as a check under its rule's id.

    Raises:
        ValueError: If the name is taken, or the docstring lacks one of its parts.
    """

    def register(find: Callable[_Arguments, Iterable[Hit]]) -> Check[_Arguments]:
        definition = inspect.cleandoc(find.__doc__ or "")
        if rule.id in REGISTRY:
            raise ValueError(f"there are two checks named {rule.id}")
        if "\nSkipped when: " not in definition or "\nSource: " not in definition:
            raise ValueError(f'the docstring of check {rule.id} must say "Skipped when" and "Source"')
        made = Check(rule, version, severity, target, find, definition)
        REGISTRY[rule.id] = made
        return made

    return register


def checks_of(target: Target) -> tuple[Check[...], ...]:
    """The registered checks that are given ``target``."""
    return tuple(each for each in REGISTRY.values() if each.target is target)
