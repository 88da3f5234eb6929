"""From what a mapping put together to the body of an OCDS release: parties, references, ids, nothing empty.

The body is the release without its head (ocid, id, date, tag), because linking decides these. Which cell goes where
is the mapping's business; which rows are one process, linking's.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ocdsjp.ocds.ids import party_id

_MUNICIPALITY = re.compile(r"(?:..[都道府県]|...県)?(?:[^市区町村]{1,5}郡)?.{1,6}?[市区町村]")
SECTIONS = {
    "planning": "planning",
    "planningUpdate": "planning",
    "tender": "tender",
    "tenderUpdate": "tender",
    "tenderAmendment": "tender",
    "tenderCancellation": "tender",
    "award": "awards",
    "awardUpdate": "awards",
    "awardCancellation": "awards",
    "contract": "contracts",
    "contractUpdate": "contracts",
    "contractAmendment": "contracts",
    "contractTermination": "contracts",
    "implementation": "contracts",
    "implementationUpdate": "contracts",
}
"""The section of a release that each release tag speaks of (codelist releaseTag of OCDS 1.1)."""


class Party(NamedTuple):
    """An organisation as a source names it.

    Attributes:
        name: As written, for display; "" where the source gives a number alone.
        key: The name in matching form, without branch.
        number: Valid 法人番号 or None.
        address: As written, one line, or None.
        joint_venture: Whether the name is that of a 共同企業体.
        individual: Whether it may be a person; then only the municipality of the address is kept.
        legal_name: The name in the register of corporations, where it was looked up.
    """

    name: str
    key: str
    number: str | None = None
    address: str | None = None
    joint_venture: bool = False
    individual: bool = False
    legal_name: str | None = None


@lru_cache(maxsize=16384)
def _entry(publisher_code: str, party: Party) -> tuple[str, dict[str, Any]]:
    """A party's id and its entry without roles; shared, so never to be changed."""
    identity = party_id(publisher_code, party.key, party.number)
    entry: dict[str, Any] = {"id": identity}
    if party.name:
        entry["name"] = party.name
    if party.number:
        entry["identifier"] = {"scheme": "JP-JCN", "id": party.number}
        if party.legal_name:
            entry["identifier"]["legalName"] = party.legal_name
    address = party.address
    if address and party.individual:
        # The home address of a person is no business information; the municipality may stay.
        found = _MUNICIPALITY.match(address)
        address = found.group() if found else None
    if address:
        entry["address"] = {"streetAddress": address}
    if party.joint_venture:
        entry["details"] = {"jointVenture": True}
    return identity, entry


class _Parties:
    """The parties of one release, each once, with all its roles in order of mention."""

    def __init__(self, publisher_code: str) -> None:
        self._code = publisher_code
        self._entries: dict[str, dict[str, Any]] = {}

    def refer(self, party: Party, role: str) -> dict[str, str]:
        """Note the party in that role and give the reference to it."""
        identity, entry = _entry(self._code, party)
        known = self._entries.get(identity)
        if known is None:
            self._entries[identity] = {**entry, "roles": [role]}
        elif role not in known["roles"]:
            known["roles"].append(role)
        return {"id": identity, "name": party.name} if party.name else {"id": identity}

    def refer_all(self, parties: Iterable[Party], role: str) -> list[dict[str, str]]:
        """References to several parties, none twice."""
        references = {reference["id"]: reference for reference in (self.refer(party, role) for party in parties)}
        return list(references.values())

    def entries(self) -> list[dict[str, Any]]:
        return list(self._entries.values())


_REFERENCES = (("tenderers", "tenderer"), ("suppliers", "supplier"))


def build_body(tree: Mapping[str, Any], publisher_code: str, buyer: Party, tender_id: str) -> dict[str, Any]:
    """The body of a release.

    Args:
        tree: Nested values by OCDS path; at organisation paths a ``Party`` or a list of them. Nothing in it is empty.
        publisher_code: 団体コード of the publisher, the scope of ids without a corporate number.
        buyer: The body that buys.
        tender_id: ``tender/id``, required by the standard; the process key.

    Returns:
        The body, in the order of the standard's sections. Array elements without an id get their position.
    """
    parties = _Parties(publisher_code)
    body: dict[str, Any] = {
        "initiationType": "tender",
        "language": "ja",
        "parties": [],
        "buyer": parties.refer(buyer, "buyer"),
    }
    planning = tree.get("planning")
    if planning:
        body["planning"] = _with_ids(planning)
    tender = tree.get("tender")
    if tender:
        body["tender"] = _tender(tender, tender_id, parties)
    bids = tree.get("bids")
    if bids:
        body["bids"] = {
            section: [_element(element, position, parties) for position, element in enumerate(elements, 1)]
            for section, elements in bids.items()
        }
    awards = [_element(element, position, parties) for position, element in enumerate(tree.get("awards", ()), 1)]
    contracts = [_contract(element, position, parties) for position, element in enumerate(tree.get("contracts", ()), 1)]
    awarded = {award["id"] for award in awards}
    # A contract cannot be without its award, even where the source says nothing else about it.
    stated = dict.fromkeys(contract["awardID"] for contract in contracts)
    awards += [{"id": identity, "status": "active"} for identity in stated if identity not in awarded]
    if awards:
        body["awards"] = awards
    if contracts:
        body["contracts"] = contracts
    body["parties"] = parties.entries()
    return body


def _tender(tender: Mapping[str, Any], tender_id: str, parties: _Parties) -> dict[str, Any]:
    built = {"id": tender_id, **_with_ids(tender)}
    entity = built.get("procuringEntity")
    if isinstance(entity, Party):
        built["procuringEntity"] = parties.refer(entity, "procuringEntity")
    if "tenderers" in built:
        built["tenderers"] = parties.refer_all(built["tenderers"], "tenderer")
    return built


def _element(element: Mapping[str, Any], position: int, parties: _Parties) -> dict[str, Any]:
    built = {"id": str(position), **_with_ids(element)}
    for name, role in _REFERENCES:
        if name in built:
            built[name] = parties.refer_all(built[name], role)
    return built


def _contract(element: Mapping[str, Any], position: int, parties: _Parties) -> dict[str, Any]:
    built = _element(element, position, parties)
    # The standard requires awardID; the award and the contract that one row states have the same id.
    identity = built.pop("id")
    return {"id": identity, "awardID": built.pop("awardID", identity), **built}


def _with_ids(section: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which the objects of every array have an id: merging needs one to tell them apart."""
    built = dict(section)
    for name in _IDENTIFIED.intersection(section):
        built[name] = [{"id": str(position), **value} for position, value in enumerate(section[name], 1)]
    return built


_IDENTIFIED = frozenset({"items", "documents", "milestones", "amendments", "lowestPriceLimits", "transactions"})


def present_tags(tags: Iterable[str], body: Mapping[str, Any]) -> tuple[str, ...]:
    """The tags whose section the body has: a release must not announce what it does not hold."""
    return tuple(tag for tag in tags if SECTIONS[tag] in body)


def yen_of(body: Mapping[str, Any]) -> int:
    """The yen that the accounting follows: active awards, or contracts where no award states a value.

    A contract repeats the value of its award, so both together would count the same money twice.
    """
    awarded = [
        award["value"]["amount"]
        for award in body.get("awards", ())
        if award.get("status", "active") == "active" and "value" in award
    ]
    if awarded:
        return sum(awarded)
    return sum(contract["value"]["amount"] for contract in body.get("contracts", ()) if "value" in contract)
