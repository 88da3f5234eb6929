"""The formats of JSON Schema that OCDS uses, tested independently of jsonschema-rs.

A second opinion is worth something only if it is a second implementation: jsonschema has none of these without further
packages, so they are written from the RFCs. Each function answers whether a value is well formed; as the
specification says, a format has nothing to say about values that are no text.
"""

import re
from datetime import datetime

# RFC 3339, section 5.6. Seconds of 60 (leap seconds) are refused: few readers hold them.
_DATE_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
# RFC 3986, appendix A: a scheme, then only unreserved, reserved and percent-encoded characters.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")


def is_date_time(value: object) -> bool:
    """Whether ``value`` is a date-time of RFC 3339 on a day that exists, or no text at all."""
    if not isinstance(value, str):
        return True
    found = _DATE_TIME.fullmatch(value)
    if found is None:
        return False
    try:
        datetime.strptime(found[1], "%Y-%m-%d")  # noqa: DTZ007  # only whether the day exists
    except ValueError:
        return False
    return True


def is_uri(value: object) -> bool:
    """Whether ``value`` is a URI of RFC 3986 with a scheme, or no text at all."""
    return not isinstance(value, str) or (_URI.fullmatch(value) is not None and value.count("#") < 2)  # noqa: PLR2004


BY_NAME = {"date-time": is_date_time, "uri": is_uri}
"""The tests by the names that schemas use."""
