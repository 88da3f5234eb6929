"""The peer's validation: every release of a package against a schema with jsonschema, formats included.

python peer_validate.py SCHEMA PACKAGE; exit code 1 when a release is not valid.
"""

import sys
from pathlib import Path

import orjson
from jsonschema import Draft4Validator

from ocdsjp.quality.formats import checker

# jsonschema checks date-time and uri only with further packages, whose rules are no cheaper than these.
schema, package = (orjson.loads(Path(name).read_bytes()) for name in sys.argv[1:])
validator = Draft4Validator(schema, format_checker=checker())
invalid = sum(1 for release in package["releases"] if any(validator.iter_errors(release)))
print(f"{len(package['releases'])} releases, {invalid} not valid")
sys.exit(1 if invalid else 0)
