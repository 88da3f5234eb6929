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


def earliest(proposals: Iterable[Mapping[str, Link]]) -> dict[str, Link]:
    """One link per key among proposals that arrived together: the earliest fiscal year, a stated one before none.

    The order in which sources happen to be read must not decide in whose file a process stays.
    """
    links: dict[str, Link] = {}
    for proposed in proposals:
        for key, link in proposed.items():
            known = links.get(key)
            if known is None or _year(link) < _year(known):
                links[key] = link
    return links


def _year(link: Link) -> tuple[bool, str]:
    return not link.fiscal_year.isdigit(), link.fiscal_year


def settle(proposed: Mapping[str, Link], kept: Mapping[str, tuple[str, str]]) -> Mapping[str, Link]:
    """The links that hold: what the registry kept from earlier wins over what is proposed now."""
    # A publisher may have hundreds of thousands of processes; without exceptions there is nothing to copy.
    return {**proposed, **{key: Link(*link) for key, link in kept.items()}} if kept else proposed
