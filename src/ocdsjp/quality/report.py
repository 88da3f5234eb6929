"""The result of looking at files of OCDS data: counts, and findings added up by rule and field.

Memory is bounded however many findings there are: a group keeps its count and its first examples, and once there are
too many fields, the rest of a rule's findings are counted together. How a report looks is in ``render``.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from ocdsjp.findings import Rule
from ocdsjp.quality.documents import Kind, Spot
from ocdsjp.quality.problems import Problem, Severity

EXAMPLES = 5
"""How many examples a group keeps unless told otherwise."""

MOST_GROUPS = 2000
"""How many groups a report keeps apart; the findings of further fields are added to their rule's group of the rest."""

OTHER_FIELDS = "*"
"""The field of the group that takes a rule's findings once there are ``MOST_GROUPS``."""

MOST_VALUES = 50
"""How many different values a group lists."""

_POSITION = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Example:
    """One finding with its place.

    Attributes:
        file: The file's name as it was given, ``-`` for standard input.
        line: 1-based line in JSON Lines, else None.
        pointer: JSON pointer from the line's value, or from the file's.
        ocid: The contracting process, or "".
        problem: What was wrong.
    """

    file: str
    line: int | None
    pointer: str
    ocid: str
    problem: Problem


@dataclass(slots=True)
class Group:
    """The findings of one rule on one field.

    Attributes:
        rule, severity, version: Of every finding in it.
        path: The field's path without positions in arrays, such as ``/awards/suppliers``.
        count: How many findings there are.
        examples: The first of them.
        values: The different values met, with counts, at most ``MOST_VALUES``.
    """

    rule: Rule
    severity: Severity
    version: int
    path: str
    count: int = 0
    examples: list[Example] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class FileSummary:
    """What one file holds.

    Attributes:
        name: As it was given.
        kinds: How many top-level values or items of each kind there were.
        versions: The versions that its packages state, with counts.
        extensions: The addresses of extensions that its packages declare, in the order they were met.
        releases: Releases, those embedded in records included, compiled ones excluded.
        compiled_releases, records, packages: The like.
        ocids: Different ocids.
        errors, warnings: Findings.
    """

    name: str
    kinds: Counter[Kind] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    extensions: dict[str, None] = field(default_factory=dict)
    releases: int = 0
    compiled_releases: int = 0
    records: int = 0
    packages: int = 0
    ocids: int = 0
    errors: int = 0
    warnings: int = 0


def field_of(path: str) -> str:
    """A JSON pointer without positions in arrays: ``/awards/0/id`` is ``/awards/id``."""
    return _POSITION.sub("", path)


class Report:
    """Findings and counts of any number of files.

    Args:
        profile: Digest of the profile that the data were held against.
        examples: How many examples each group keeps.
    """

    def __init__(self, profile: str, examples: int = EXAMPLES) -> None:
        self.profile = profile
        self.files: list[FileSummary] = []
        self._examples = examples
        self._groups: dict[tuple[str, str], Group] = {}

    @property
    def errors(self) -> int:
        """How many errors were found."""
        return sum(each.errors for each in self.files)

    @property
    def warnings(self) -> int:
        """How many warnings were found."""
        return sum(each.warnings for each in self.files)

    @property
    def groups(self) -> list[Group]:
        """The groups: errors first, then by rule and field."""
        return sorted(self._groups.values(), key=lambda each: (each.severity, each.rule.id, each.path))

    def open_file(self, name: str) -> FileSummary:
        """Begin a file; its counts are for the caller to raise, save those of findings."""
        self.files.append(FileSummary(name))
        return self.files[-1]

    def add(self, problem: Problem, spot: Spot, ocid: str = "", within: str = "") -> None:
        """Add a finding of the file opened last.

        Args:
            problem: What is wrong; its path counts from ``spot`` and ``within``.
            spot: Where the item stands.
            ocid: The item's ocid, or "".
            within: JSON pointer of the looked-at value inside the item, such as ``/compiledRelease``.
        """
        summary = self.files[-1]
        if problem.severity is Severity.ERROR:
            summary.errors += 1
        else:
            summary.warnings += 1
        group = self._group(problem, field_of(within + problem.path))
        group.count += 1
        if problem.value is not None and (problem.value in group.values or len(group.values) < MOST_VALUES):
            group.values[problem.value] += 1
        if len(group.examples) < self._examples:
            place = spot.path + within + problem.path
            group.examples.append(Example(summary.name, spot.line, place, ocid, problem))

    def _group(self, problem: Problem, about: str) -> Group:
        key = (problem.rule.id, about)
        if key not in self._groups and len(self._groups) >= MOST_GROUPS:
            about = OTHER_FIELDS
            key = (problem.rule.id, about)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = Group(problem.rule, problem.severity, problem.version, about)
        return found
