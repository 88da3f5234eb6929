"""Every identifier that ocdsjp makes: ocids, release ids, party ids. Pure functions of their arguments.

What an identifier is attached to is decided elsewhere (``linking`` for ocids, ``build`` for parties).
"""

import hashlib
import re
from functools import lru_cache

from ocdsjp.japan.text import match_key

PLACEHOLDER_PREFIX = "ocds-xxxxxx"
"""Stands for the prefix that OCP registers for a publisher; everything published with it is marked as a preview."""

_PREFIX = re.compile(r"ocds-[a-z0-9]{6}\Z")
_READABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}\Z")


def is_prefix(text: str) -> bool:
    """Whether text has the form of an ocid prefix.

    Source: https://standard.open-contracting.org/1.1/en/schema/identifiers/#open-contracting-process-identifier-ocid
    """
    return _PREFIX.match(text) is not None


def digest(*parts: str) -> str:
    """20 hexadecimal digits that stand for the parts, in order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def process_key(scheme: str, parts: tuple[str, ...]) -> str:
    """The key of a contracting process within its publisher.

    One short part of plain ASCII stays readable (``ebid-26000013828``); anything else becomes a digest, of the
    parts' matching form, so that width and spaces of a retyped name do not make another process.
    """
    if len(parts) == 1 and _READABLE.match(parts[0]):
        return f"{scheme}-{parts[0]}"
    return f"{scheme}-{digest(*map(match_key, parts))}"


def make_ocid(prefix: str, publisher_code: str, key: str) -> str:
    """``{prefix}-{団体コード}-{key}``: the code keeps the numbers of different bodies apart."""
    return f"{prefix}-{publisher_code}-{key}"


def release_id(ocid: str, date: str, tags: tuple[str, ...], content: bytes) -> str:
    """A digest of all that the release says: the same content has the same id, changed content another one.

    Args:
        ocid: Of the release.
        date: Of the release.
        tags: Of the release.
        content: A digest of what it says beside these.
    """
    return digest(ocid, date, *tags, content.hex())


@lru_cache(maxsize=16384)
def party_id(publisher_code: str, name_key: str, corporate_number: str | None) -> str:
    """``JP-JCN-<13 digits>``, or an id of our own scoped to the publisher when there is no corporate number.

    Args:
        publisher_code: 団体コード of the publisher.
        name_key: The party's name in matching form.
        corporate_number: A valid 法人番号 or None.
    """
    if corporate_number:
        return f"JP-JCN-{corporate_number}"
    return f"{publisher_code}-{digest(name_key)}"
