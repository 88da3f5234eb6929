"""Whether a value obeys the OCDS schema, and why not.

jsonschema-rs decides, at some 80,000 releases a second; jsonschema, a hundred times slower, explains what it refused,
with the field's title. Where the two disagree, that is a finding of its own. What a schema cannot say is in ``checks``.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import orjson

from ocdsjp.ocds.profile import load_profile
from ocdsjp.quality import formats
from ocdsjp.quality.fields import Field, Schema, plant
from ocdsjp.quality.problems import Problem, Severity, pointer, shorten
from ocdsjp.quality.schema_rules import BY_FORMAT, BY_KEYWORD, SCHEMA_OTHER, TYPES_JA, VALIDATORS_DISAGREE

if TYPE_CHECKING:
    from jsonschema import Draft4Validator
    from jsonschema.exceptions import ValidationError

MOST_PROBLEMS = 100
"""Most problems that are listed for one value."""

LONGEST_CHOICE = 400
"""Longest list of allowed codes that a message shows, in characters."""


class SchemaValidator:
    """One schema, decided by jsonschema-rs and explained by jsonschema.

    Args:
        schema: JSON Schema, draft 4, that refers only to its own definitions.
        fast: A jsonschema-rs validator of the same schema with formats on; made when it is None.
    """

    def __init__(self, schema: Schema, fast: jsonschema_rs.Draft4Validator | None = None) -> None:
        self._schema = dict(schema)
        self._fast = fast or jsonschema_rs.Draft4Validator(self._schema, validate_formats=True)

    @cached_property
    def _slow(self) -> "Draft4Validator":
        # Takes 60 ms to import, which only data with errors have to wait for.
        from jsonschema import Draft4Validator, FormatChecker  # noqa: PLC0415 - see above
        from jsonschema.validators import extend  # noqa: PLC0415 - see above

        checker = FormatChecker(formats=())
        for name, is_well_formed in formats.BY_NAME.items():
            checker.checks(name)(is_well_formed)
        # The stubs of jsonschema give `extend` no types.
        explainer = extend(Draft4Validator, {"uniqueItems": _repetitions})  # type: ignore[no-untyped-call]
        slow: Draft4Validator = explainer(self._schema, format_checker=checker)
        return slow

    @cached_property
    def _fields(self) -> Field:
        return plant(self._schema, {})

    def is_valid(self, value: object) -> bool:
        """Whether jsonschema-rs accepts ``value``."""
        accepted: bool = self._fast.is_valid(value)
        return accepted

    def problems(self, value: object) -> list[Problem]:
        """What is wrong with ``value``, at most ``MOST_PROBLEMS``; nothing when it is valid."""
        return [] if self.is_valid(value) else self.explain(value)

    def explain(self, value: object) -> list[Problem]:
        """Why jsonschema refuses a ``value`` that jsonschema-rs refused; if it does not, that they disagree."""
        found = [_explained(self._fields, error) for error in islice(self._slow.iter_errors(value), MOST_PROBLEMS)]
        if found:
            return found
        return [
            disagreement(pointer(*error.instance_path), error.instance, f"jsonschema-rs: {error.message}")
            for error in islice(self._fast.iter_errors(value), MOST_PROBLEMS)
        ]

    def outline(self, value: object) -> list[Problem]:
        """The problems of a refused ``value`` as jsonschema-rs tells them, at full speed.

        For the thousandth invalid release of a file, when counting matters and the explanation was given before.
        """
        return [_outlined(self._fields, error) for error in islice(self._fast.iter_errors(value), MOST_PROBLEMS)]


@cache
def release_validator() -> SchemaValidator:
    """The validator for releases and compiled releases under the profile that ships with this installation."""
    profile = load_profile()
    return SchemaValidator(profile.release_schema, profile.release_validator)


def validate_release(release: Mapping[str, Any]) -> list[Problem]:
    """What the schema has against a release or compiled release; nothing when it is valid."""
    return release_validator().problems(release)


def disagreement(path: str, value: object, reason: str) -> Problem:
    """The problem of a value that one validator accepts and the other refuses."""
    return Problem(
        VALIDATORS_DISAGREE,
        Severity.WARNING,
        path,
        as_text(value),
        {"title": path, "title_ja": path, "reason": shorten(reason)},
    )


def as_text(value: object) -> str:
    """A value as JSON text, short enough to be quoted; text for people, not for machines."""
    try:
        return shorten(orjson.dumps(value).decode())
    except orjson.JSONEncodeError:  # integers beyond 64 bits and the like
        return shorten(repr(value))


def _problem(about: Field, keyword: str, expected: object, path: list[str | int], value: object) -> Problem:
    """One broken keyword in our words; ``about`` is the tree of fields, ``value`` the offending one."""
    rule = BY_KEYWORD.get(keyword, SCHEMA_OTHER)
    if keyword == "format":
        rule = BY_FORMAT.get(str(expected), rule)
    choices = expected if isinstance(expected, list) else [expected]
    wanted = [str(choice) for choice in choices if choice is not None]  # null is a code only to clear a field
    named = about.find(path)
    detail = {
        "title": named.named("en") or "/",
        "title_ja": named.named("ja") or "/",
        "expected": shorten(", ".join(wanted), LONGEST_CHOICE),
        "expected_ja": "、".join(TYPES_JA.get(name, name) for name in wanted),
        "keyword": keyword,
    }
    quoted = None if keyword == "required" else as_text(value)
    return Problem(rule, Severity.ERROR, pointer(*path), quoted, detail)


def _repetitions(_validator: object, wanted: bool, value: object, _schema: object) -> Iterator["ValidationError"]:  # noqa: FBT001 - jsonschema's signature
    """The keyword uniqueItems in linear time: jsonschema compares every two objects, minutes for 50,000 parties."""
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415 - imported by whoever calls this

    if wanted and isinstance(value, list):
        different = {json.dumps(item, sort_keys=True) for item in value}
        if len(different) < len(value):
            yield ValidationError("items are not unique")


def _outlined(about: Field, error: jsonschema_rs.ValidationError) -> Problem:
    path = list(error.instance_path)
    facts = error.kind.as_dict()
    keyword = str(error.schema_path[-1])
    if keyword == "required":
        return _problem(about, keyword, "", [*path, facts["property"]], None)
    return _problem(about, keyword, next(iter(facts.values()), ""), path, error.instance)


def _explained(about: Field, error: "ValidationError") -> Problem:
    path = list(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "required":
        # One error for each missing name, which jsonschema states only inside its message.
        names = error.validator_value if isinstance(error.validator_value, list) else []
        missing = next((name for name in names if error.message.startswith(repr(name))), "")
        return _problem(about, keyword, "", [*path, missing], None)
    return _problem(about, keyword, error.validator_value, path, error.instance)
