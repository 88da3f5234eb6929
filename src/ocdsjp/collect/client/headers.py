"""What the headers of an answer say. A server may send anything: what makes no sense counts as not sent."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_LONGEST_VALIDATOR = 1_000
_LONGEST_DATE = 100


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """An ``ETag`` or ``Last-Modified`` that can be sent back as it came, in one line of reasonable length."""
    said = headers.get(name, "").strip()
    return said if is_sendable(said) else None


def is_sendable(text: str) -> bool:
    """Whether a text is a validator: it goes into a header, and with it nothing else may."""
    return 0 < len(text) <= _LONGEST_VALIDATOR and text.isascii() and text.isprintable()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How long a server wants to be left alone, in seconds (RFC 9110, 10.2.3); None if it does not say.

    A date counts from the server's own ``Date``: its clock need not be ours.
    """
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal() and said.isascii():
        return float(said[:9])
    dates = said, headers.get("Date", "")
    if max(map(len, dates)) > _LONGEST_DATE:
        return None
    try:
        until, present = map(parsedate_to_datetime, dates)
        return max(0.0, (until - present).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
