"""The checks of ids and references inside one release, which no schema can express. What a check is: ``checks``.

``links_hold`` answers for most releases, in 12 microseconds, that none of the checks has anything to say; they run
where it cannot. Releases come as parsed, valid or not: every check asks for the type of what it reads.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from ocdsjp.findings import Rule
from ocdsjp.quality.checks import Hit, Subject, Target, check
from ocdsjp.quality.problems import pointer, shorten

# Arrays that merge as a whole, where an id is unique only within its scheme (OCDS 1.1, merging, "wholeListMerge").
_NOT_MERGED_BY_ID = frozenset(("additionalIdentifiers", "additionalClassifications"))


# What organization references are called, wherever they stand (OCDS 1.1 with bids, contract_buyer, contract_suppliers).
_SINGLE = frozenset(("buyer", "procuringEntity", "payer", "payee"))
_LISTED = frozenset(("tenderers", "suppliers", "buyers"))


def links_hold(release: Subject) -> bool:
    """Whether no array of a release holds an id twice and every reference leads somewhere.

    True is a proof that no check of this module fails; False is a reason to run them.
    """
    referenced: list[object] = []
    try:
        if not _is_unrepeated(release, referenced):
            return False
        if "parties" in release or is_compiled(release):
            known = {party["id"] for party in release.get("parties", ())}
            if not known.issuperset(referenced):
                return False
        if "contracts" in release and ("awards" in release or is_compiled(release)):
            awards = {award["id"] for award in release.get("awards", ())}
            return awards.issuperset(contract["awardID"] for contract in release["contracts"])
    except (KeyError, TypeError, AttributeError):  # not the shape of a release: for the checks to look at
        return False
    return True


def _is_unrepeated(node: Subject, referenced: list[object]) -> bool:
    """Whether no array below holds an id twice; collects the ids of organization references on the way.

    ``type() is`` and not ``isinstance``: this meets every field of every release, and JSON has no subclasses.
    """
    for key, child in node.items():
        kind = type(child)
        if kind is str:
            continue
        if kind is dict:
            if key in _SINGLE:
                referenced.append(child["id"])
            children = (child,)
        elif kind is list and child and type(child[0]) is dict:
            ids = [item["id"] for item in child if "id" in item]
            if len(ids) != len(set(ids)):
                return False
            if key in _LISTED:
                referenced += ids
            children = child
        else:
            continue
        for item in children:
            if not _is_unrepeated(item, referenced):
                return False
    return True


def is_compiled(release: Subject) -> bool:
    """Whether a release is a compiled release: it then holds all that is known of its process."""
    tag = release.get("tag")
    return isinstance(tag, list) and "compiled" in tag


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of an array with their positions; nothing when ``value`` is no array."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def _ids(value: object) -> set[str | int]:
    """The ids of an array's objects."""
    return {item["id"] for _, item in _objects(value) if isinstance(item.get("id"), str | int)}


@check(
    Rule(
        "duplicate-id",
        "同じ配列に id『{value}』のものが2つ以上あります。統合すると1つしか残りません。",
        'Two objects of one array have the id "{value}": merging keeps only one of them.',
        "別のものなら別の id を付け、同じものなら1つにまとめてください。",
        "Give different things different ids, and write the same thing once.",
    ),
    Target.RELEASE,
    version=1,
)
def duplicate_id(release: Subject) -> Iterator[Hit]:
    """No two objects of one array have the same id.

    Skipped when: the array merges as a whole (additionalIdentifiers, additionalClassifications).
    Source: OCDS 1.1, merging, "Array values"; Data Registry warning DuplicateIdValueWarning; ocds-cove-issues 18.
    """
    return _duplicates(release, "")


def _duplicates(value: Subject, path: str) -> Iterator[Hit]:
    for key, child in value.items():
        if isinstance(child, dict):
            yield from _duplicates(child, path + pointer(key))
        elif isinstance(child, list) and key not in _NOT_MERGED_BY_ID:
            yield from _duplicates_in(child, path + pointer(key))


def _duplicates_in(items: list[Any], path: str) -> Iterator[Hit]:
    seen: set[str | int] = set()
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        identifier = item.get("id")
        if isinstance(identifier, str | int):
            if identifier in seen:
                yield Hit(f"{path}/{index}/id", shorten(str(identifier)))
            seen.add(identifier)
        yield from _duplicates(item, f"{path}/{index}")


@check(
    Rule(
        "party-reference",
        "組織の参照 id『{value}』が parties にありません。",
        'The organization reference "{value}" is not in parties.',
        "parties に同じ id の組織を加えるか、id を直してください。",
        "Add an organization with this id to parties, or mend the id.",
    ),
    Target.RELEASE,
    version=1,
)
def party_reference(release: Subject) -> Iterator[Hit]:
    """Every organization that a release refers to is in its parties.

    Skipped when: the reference has no id, or a release that is not compiled has no parties at all.
    Source: OCDS 1.1, reference, "OrganizationReference"; Pelican ``reference.*_in_parties``; cove 901.
    """
    if "parties" not in release and not is_compiled(release):
        return
    known = _ids(release.get("parties"))
    for reference, steps in _references(release):
        identifier = reference.get("id")
        if isinstance(identifier, str | int) and identifier not in known:
            yield Hit(pointer(*steps, "id"), shorten(str(identifier)))


_Reference: TypeAlias = tuple[dict[str, Any], tuple[str | int, ...]]


def _references(release: Subject) -> Iterator[_Reference]:
    """Every organization reference of a release with the steps to its place."""
    yield _object(release.get("buyer")), ("buyer",)
    tender = _object(release.get("tender"))
    yield _object(tender.get("procuringEntity")), ("tender", "procuringEntity")
    yield from _listed(tender, "tenderers", "tender")
    for index, bid in _objects(_object(release.get("bids")).get("details")):
        yield from _listed(bid, "tenderers", "bids", "details", index)
    for index, award in _objects(release.get("awards")):
        yield from _listed(award, "suppliers", "awards", index)
        yield from _listed(award, "buyers", "awards", index)
    for index, contract in _objects(release.get("contracts")):
        steps = ("contracts", index)
        yield _object(contract.get("buyer")), (*steps, "buyer")
        yield from _listed(contract, "suppliers", *steps)
        for number, transaction in _objects(_object(contract.get("implementation")).get("transactions")):
            for side in ("payer", "payee"):
                yield _object(transaction.get(side)), (*steps, "implementation", "transactions", number, side)


def _listed(holder: dict[str, Any], name: str, *steps: str | int) -> Iterator[_Reference]:
    if name in holder:
        for index, reference in _objects(holder[name]):
            yield reference, (*steps, name, index)


@check(
    Rule(
        "award-reference",
        "契約の awardID『{value}』が awards にありません。",
        'The awardID "{value}" of a contract is not in awards.',
        "awards の id と同じ値にしてください。",
        "Use the id of an award.",
    ),
    Target.RELEASE,
    version=1,
)
def award_reference(release: Subject) -> Iterator[Hit]:
    """Every contract's awardID is the id of an award.

    Skipped when: the contract has no awardID (the schema says so), or a release that is not compiled has no awards.
    Source: OCDS 1.1, contract, ``awardID``; Pelican ``reference.contract_in_awards``.
    """
    if "awards" not in release and not is_compiled(release):
        return
    known = _ids(release.get("awards"))
    for index, contract in _objects(release.get("contracts")):
        award = contract.get("awardID")
        if isinstance(award, str | int) and award not in known:
            yield Hit(f"/contracts/{index}/awardID", shorten(str(award)))
