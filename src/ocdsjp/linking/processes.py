"""Exact linking: the ocid of each draft, from the key that its source states.

Matching by likeness of title, date and amount will stand beside this; both end in the registry of the catalogue,
where an ocid once given stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ocdsjp.mapping.drafts import Draft
from ocdsjp.ocds.ids import make_ocid


@dataclass(frozen=True, slots=True)
class Link:
    """A contracting process: its ocid, and the fiscal year in whose files it stays for ever."""

    ocid: str
    fiscal_year: str


def propose(prefix: str, drafts: Iterable[Draft]) -> dict[str, Link]:
    """The link of each key among drafts of one publisher: its first draft gives the fiscal year.

    Args:
        prefix: The ocid prefix.
        drafts: Drafts of one publisher in their order.
    """
    links: dict[str, Link] = {}
    for draft in drafts:
        if draft.key not in links:
            ocid = make_ocid(prefix, draft.publisher_code, draft.key)
            links[draft.key] = Link(ocid, draft.fiscal_year)
    return links


def settle(proposed: Mapping[str, Link], kept: Mapping[str, tuple[str, str]]) -> dict[str, Link]:
    """The links that hold: what the registry kept from earlier wins over what is proposed now."""
    return {**proposed, **{key: Link(*link) for key, link in kept.items()}}
