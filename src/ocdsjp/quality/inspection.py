"""What is wrong with one release, record or package: the schema and every check together, in the order of their cost.

The gate lets most releases pass at once; what it holds is validated and surveyed. Files and reports are met in
``review``.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from ocdsjp.ocds.profile import Profile
from ocdsjp.quality import field_checks, gate, package_checks, reference_checks
from ocdsjp.quality.checks import Check, Target, checks_of
from ocdsjp.quality.documents import Kind, Object
from ocdsjp.quality.fields import Field, Schema, plant, survey
from ocdsjp.quality.package_checks import Seen
from ocdsjp.quality.problems import Problem
from ocdsjp.quality.validation import SchemaValidator

CHECK_MODULES = (field_checks, reference_checks, package_checks)
"""The modules that register checks; importing them here is what makes every check run."""

_LIST = {"type": "array", "minItems": 1}


class Inspector:
    """The judges of one profile, each made when first needed.

    Args:
        profile: The schemas and codelists to hold data against.
        explained: How many invalid values jsonschema explains in full; further ones are told by jsonschema-rs, a
            hundred times faster and in fewer words. None for all.
    """

    def __init__(self, profile: Profile, explained: int | None = None) -> None:
        self._profile = profile
        self._codes = {name: frozenset(codelist.codes) for name, codelist in profile.codelists.items()}
        self._gate = gate.build(profile.release_schema, self._codes)
        self._release = SchemaValidator(profile.release_schema, profile.release_validator)
        self._left = explained

    def release(self, release: Object) -> Iterator[Problem]:
        """The problems of a release or compiled release by itself."""
        if not self._gate.is_valid(release):
            yield from self._judge(self._release, release)
            yield from _survey(release, self._release_fields)
        if not reference_checks.links_hold(release):
            for check in _checks(Target.RELEASE):
                yield from check.problems(release)

    def record(self, record: Object) -> Iterator[Problem]:
        """The problems of a record, and of what is in it."""
        releases = record.get("releases")
        embedded = releases if isinstance(releases, list) else []
        shell = {key: value for key, value in record.items() if key not in _RECORD_PARTS}
        placeholders = {key: record[key] for key in _RECORD_PARTS if key in record}
        if embedded:
            placeholders["releases"] = [True]
        yield from self._judge(self._record_shell, shell | placeholders)
        yield from _survey(shell, self._record_fields)
        for check in _checks(Target.RECORD):
            yield from check.problems(record)
        for index, release in enumerate(embedded):
            if isinstance(release, dict):
                yield from _under(f"/releases/{index}", self._in_record(release))
        compiled, versioned = record.get("compiledRelease"), record.get("versionedRelease")
        if isinstance(compiled, dict):
            yield from _under("/compiledRelease", self.release(compiled))
        if isinstance(versioned, dict):
            yield from _under("/versionedRelease", self._judge(self._versioned, versioned))

    def package(self, kind: Kind, metadata: Object, items: int) -> Iterator[Problem]:
        """The problems of what a package with this many items says about itself."""
        is_records = kind is Kind.RECORD_PACKAGE
        shell, fields = self._record_package if is_records else self._release_package
        name = "records" if is_records else "releases"
        present = name in metadata  # there, but no array
        yield from self._judge(shell, metadata if present else {**metadata, name: [True] * min(items, 1)})
        yield from _survey({key: value for key, value in metadata.items() if key != name}, fields)
        for check in _checks(Target.PACKAGE):
            yield from check.problems(metadata)

    def in_stream(self, value: Object, seen: Seen) -> Iterator[Problem]:
        """The problems of a release or record beside what was ``seen`` before it in its file."""
        for check in _checks(Target.STREAM):
            yield from check.problems(value, seen)

    def _judge(self, validator: SchemaValidator, value: Object) -> Iterator[Problem]:
        if validator.is_valid(value):
            return
        if self._left is None:
            yield from validator.explain(value)
        elif self._left > 0:
            self._left -= 1
            yield from validator.explain(value)
        else:
            yield from validator.outline(value)

    def _in_record(self, release: Object) -> Iterator[Problem]:
        """A release of a record may be only linked: then it has an address and is not itself there."""
        if "url" in release and "ocid" not in release:
            return self._judge(self._linked, release)
        return self.release(release)

    @cached_property
    def _release_fields(self) -> Field:
        return plant(self._profile.release_schema, self._codes)

    @cached_property
    def _release_package(self) -> tuple[SchemaValidator, Field]:
        return self._shell(self._profile.release_package_schema, {"releases": _LIST})

    @cached_property
    def _record_package(self) -> tuple[SchemaValidator, Field]:
        return self._shell(self._profile.record_package_schema, {"records": _LIST})

    @cached_property
    def _record(self) -> Schema:
        record: Schema = self._profile.record_package_schema["definitions"]["record"]
        return record

    @cached_property
    def _record_shells(self) -> tuple[SchemaValidator, Field]:
        return self._shell(self._record, _RECORD_PARTS)

    @property
    def _record_shell(self) -> SchemaValidator:
        return self._record_shells[0]

    @property
    def _record_fields(self) -> Field:
        return self._record_shells[1]

    @cached_property
    def _linked(self) -> SchemaValidator:
        choices = self._record["properties"]["releases"]["oneOf"]
        return SchemaValidator(next(each["items"] for each in choices if "url" in each["items"].get("properties", {})))

    @cached_property
    def _versioned(self) -> SchemaValidator:
        return SchemaValidator(self._profile.versioned_release_schema)

    def _shell(self, schema: Schema, parts: Mapping[str, Schema]) -> tuple[SchemaValidator, Field]:
        """The judges of a schema with ``parts`` in the place of what is judged one by one."""
        hollow = {key: value for key, value in schema.items() if key not in {"definitions", "id"}}
        hollow["properties"] = {**schema["properties"], **parts}
        return SchemaValidator(hollow), plant(hollow, self._codes)


_RECORD_PARTS: dict[str, Schema] = {
    "releases": _LIST,
    "compiledRelease": {"type": "object"},
    "versionedRelease": {"type": "object"},
}


@cache
def _checks(target: Target) -> tuple[Check[...], ...]:
    return checks_of(target)


def _survey(value: Object, fields: Field) -> Iterator[Problem]:
    notes = survey(value, fields)
    for check in _checks(Target.SURVEY):
        yield from check.problems(notes, value)


def _under(prefix: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    return (problem.under(prefix) for problem in problems)
