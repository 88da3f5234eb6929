"""Exact linking: the ocid of each draft, from the key that its source states.

Matching by likeness of title, date and amount will stand beside this; both end in the registry of the catalogue,
where an ocid once given stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ocdsjp.ocds.ids import make_ocid


@dataclass(frozen=True, slots=True)
class Link:
    """A contracting process: its ocid, and the fiscal year in whose files it stays for ever."""

    ocid: str
    fiscal_year: str


def propose(prefix: str, publisher_code: str, years: Iterable[tuple[str, str]]) -> dict[str, Link]:
    """The link of each key of one publisher.

    Args:
        prefix: The ocid prefix.
        publisher_code: The publisher.
        years: Each key with the fiscal year of its first draft.
    """
    return {key: Link(make_ocid(prefix, publisher_code, key), fiscal_year) for key, fiscal_year in years}


def settle(proposed: Mapping[str, Link], kept: Mapping[str, tuple[str, str]]) -> dict[str, Link]:
    """The links that hold: what the registry kept from earlier wins over what is proposed now."""
    return {**proposed, **{key: Link(*link) for key, link in kept.items()}}
