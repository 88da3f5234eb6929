"""The peer's validation: every release of a package against a schema with jsonschema, formats included.

python peer_validate.py SCHEMA PACKAGE; exit code 1 when a release is not valid. Nothing of ours is imported.
"""

import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from jsonschema import Draft4Validator, FormatChecker

# jsonschema checks these two only with further packages, whose rules take longer than the standard library's.
formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """Whether a text is a moment with offset."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@formats.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    """Whether a text is an absolute address."""
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


schema, package = (orjson.loads(Path(name).read_bytes()) for name in sys.argv[1:])
validator = Draft4Validator(schema, format_checker=formats)
invalid = sum(1 for release in package["releases"] if any(validator.iter_errors(release)))
print(f"{len(package['releases'])} releases, {invalid} not valid")
sys.exit(1 if invalid else 0)
