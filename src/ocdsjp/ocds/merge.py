"""Merges the releases of one contracting process into a compiled or a versioned release.

ocdsmerge defines what merging means. ``compile_releases`` has its own way for releases of the ordinary shape, several
times as fast, and hands every other shape to ocdsmerge: nulls, repeated ids, ids that are no texts, a field that is an
object here and a text there. Tests hold the two equal. Grouping releases by ocid belongs in ``combine``, of our own
releases in the release store.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

import ocdsmerge
from ocdsmerge.exceptions import DuplicateIdValueWarning, OCDSMergeError

from ocdsjp.errors import RuledError
from ocdsjp.findings import Rule
from ocdsjp.ocds.profile import load_profile
from ocdsjp.ocds.schema import MergeRules

Release = dict[str, Any]

DUPLICATE_ID = Rule(
    id="merge-duplicate-id",
    ja="調達 {ocid} のリリースで、一つの配列に同じidの要素が複数あります（{value}）。統合すると一つになります。",
    en="A release of {ocid} has several objects with one id in an array ({value}); merging makes them one.",
    mend_ja="要素ごとに異なるidを付けてください。",
    mend_en="Give each object its own id.",
)
REPEATED_DATE = Rule(
    id="merge-repeated-date",
    ja="調達 {ocid} に、同じ日時 {value} のリリースが複数あります。どちらが新しいかが決まりません。",
    en="Several releases of {ocid} have the date {value}, so it is undefined which is the newer one.",
    mend_ja="リリースごとに異なる日時を付けてください。",
    mend_en="Give each release of a process its own date.",
)
NOT_MERGEABLE = Rule(
    id="merge-impossible",
    ja="調達 {ocid} のリリースを統合できません（{value}）。",
    en="The releases of {ocid} cannot be merged ({value}).",
    mend_ja="同じ項目の型と、すべてのリリースの date を揃えてください。",
    mend_en="Let a field have one type in all releases, and give every release a date.",
)


class MergeError(RuledError):
    """Releases that cannot be merged, or only by losing something."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that merging did silently to one process, and that its publisher should know."""

    rule: Rule
    ocid: str
    value: str


Report = Callable[[Problem], None]


def refuse(problem: Problem) -> None:
    """The default report: no problem is tolerated.

    Raises:
        MergeError: Always.
    """
    raise MergeError(problem.rule, problem.value, ocid=problem.ocid)


def compile_releases(releases: Iterable[Release], *, report: Report = refuse) -> Release:
    """Merge the releases of one process into its compiled release.

    Args:
        releases: At least one release of one ocid, in any order; they are sorted by ``date`` as strings.
        report: Called for repeated ids and repeated dates. If it returns, merging goes on as ocdsmerge does it.

    Returns:
        The compiled release: id ``{ocid}-{date of the last}``, tag ``compiled``. It may share parts with the releases,
        so treat both as read-only.

    Raises:
        MergeError: If a problem is refused, or the releases contradict each other in type.
    """
    releases = list(releases)
    try:
        merged = _compile_ordinary(releases)
    except _UnusualError:
        merged = _by_ocdsmerge(releases, "create_compiled_release", report)
    _report_repeated_dates(releases, report)
    return merged


def versioned_release(releases: Iterable[Release], *, report: Report = refuse) -> Release:
    """Merge the releases of one process into its versioned release: every field with the history of its values.

    Arguments and errors are those of ``compile_releases``.
    """
    releases = list(releases)
    merged = _by_ocdsmerge(releases, "create_versioned_release", report)
    _report_repeated_dates(releases, report)
    return merged


def _by_ocdsmerge(releases: list[Release], method: str, report: Report) -> Release:
    ocid = _ocid(releases)
    try:
        with _duplicates_reported(ocid, report):
            merged: Release = getattr(_merger(), method)(releases)
    except (OCDSMergeError, TypeError, RecursionError) as error:
        # TypeError: an id that is an array or object cannot be hashed. RecursionError: hostile nesting.
        raise MergeError(NOT_MERGEABLE, f"{type(error).__name__}: {error}", ocid=ocid) from error
    return merged


def _ocid(releases: list[Release]) -> str:
    return str(releases[0].get("ocid", "")) if releases else ""


def _report_repeated_dates(releases: list[Release], report: Report) -> None:
    if len(releases) > 1:
        dates = Counter(release["date"] for release in releases)
        for date in sorted(date for date, count in dates.items() if count > 1):
            report(Problem(REPEATED_DATE, _ocid(releases), date))


@contextmanager
def _duplicates_reported(ocid: str, report: Report) -> Iterator[None]:
    """Turn ocdsmerge's warnings into reports; let every other warning pass."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DuplicateIdValueWarning)
        yield
    for each in caught:
        if issubclass(each.category, DuplicateIdValueWarning):
            report(Problem(DUPLICATE_ID, ocid, str(each.message)))
        else:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


@cache
def _merger() -> ocdsmerge.Merger:
    return ocdsmerge.Merger(merge_rules=load_profile().merge_rules)


# The ordinary shape ---------------------------------------------------------------------------------------------------


class _UnusualError(Exception):
    """The releases have a shape whose merging is ocdsmerge's business."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What becomes of one field: left out, taken whole, or merged by the rules of the fields inside."""

    omit: bool = False
    whole: bool = False
    fields: dict[str, "_Rule"] = field(default_factory=dict)


_PLAIN = _Rule()
_SCALARS = frozenset({str, int, float, bool})
_CONTAINERS = frozenset({dict, list})
_date_of = itemgetter("date")


def _rule_tree(rules: MergeRules) -> _Rule:
    tree = _Rule()
    for path, strategy in rules.items():
        place = tree
        for name in path[:-1]:
            place = place.fields.setdefault(name, _Rule())
        place.fields[path[-1]] = _Rule(omit=strategy == "omitWhenMerged", whole=strategy == "wholeListMerge")
    return tree


@cache
def _tree() -> _Rule:
    return _rule_tree(load_profile().merge_rules)


def _compile_ordinary(releases: list[Release]) -> Release:
    """As ocdsmerge would compile them.

    Raises:
        _UnusualError: If that is not certain.
    """
    if not releases or not all(map(_is_settled, releases)):
        raise _UnusualError
    *earlier, last = sorted(releases, key=_date_of) if len(releases) > 1 else releases
    if earlier:
        merged, rules = earlier[0], _tree()
        for release in (*earlier[1:], last):
            merged = _merge_objects(merged, release, rules)
    else:
        merged = last
    ocid, date = last["ocid"], last["date"]
    head = {"tag": ["compiled"], "id": f"{ocid}-{date}", "date": date, "ocid": ocid}
    # Twice, for ocdsmerge's order of keys with our values: these are the only fields that are never merged.
    return {**head, **merged, **head}


def _is_settled(release: Release) -> bool:
    """True if merging the release into nothing would change nothing inside it.

    That is: no null, no empty object or array, and the ids in an array are texts and differ. ocdsmerge would also put
    an id before the other fields of its object; the order of fields means nothing (RFC 8259), so we keep the builder's.
    Looks at every value once; written for speed, as this is the most frequent loop of compiling.
    """
    if type(release.get("ocid")) is not str or type(release.get("date")) is not str:
        return False
    left = [release]
    while left:
        for value in left.pop().values():
            kind = type(value)
            if kind is str:
                continue
            if kind is dict and value:
                left.append(value)
            elif kind is list and _is_settled_list(value):
                if type(value[0]) is dict:
                    left += value
            elif kind not in _SCALARS:
                return False
    return True


def _is_settled_list(items: list[Any]) -> bool:
    """The same for an array, without the insides of its objects."""
    if not items:
        return False
    if type(items[0]) is not dict:
        # An array of scalars is one value, whatever the rules say. One with objects further on is rare.
        return _SCALARS.issuperset(map(type, items))
    identifiers = set()
    for item in items:
        if type(item) is not dict or not item:
            return False
        if "id" in item:
            identifier = item["id"]
            if type(identifier) is not str or identifier in identifiers:
                return False
            identifiers.add(identifier)
    return True


def _merge_objects(old: Release, new: Release, rule: _Rule) -> Release:
    """A new object: ``old`` with the values of ``new``. Both are settled."""
    result = old.copy()
    for key, value in new.items():
        here = rule.fields.get(key, _PLAIN)
        known = old.get(key)
        if here.omit:
            continue
        if known is None or here.whole:
            result[key] = value
        elif type(known) is dict and type(value) is dict:
            result[key] = _merge_objects(known, value, here)
        elif _has_objects(known) and _has_objects(value):
            result[key] = _merge_lists(known, value, here)
        elif type(known) in _CONTAINERS or type(value) in _CONTAINERS:
            raise _UnusualError
        else:
            result[key] = value
    return result


def _has_objects(value: Any) -> bool:
    return type(value) is list and type(value[0]) is dict


def _merge_lists(old: list[Release], new: list[Release], rule: _Rule) -> list[Release]:
    """Identifier merge: an object with the id of a known one updates it, the others are appended.

    Source: https://standard.open-contracting.org/1.1/en/schema/merging/#identifier-merge.
    """
    result = list(old)
    places = {item["id"]: place for place, item in enumerate(old) if "id" in item}
    for item in new:
        place = places.get(item.get("id"))
        if place is None:
            result.append(item)
        else:
            result[place] = _merge_objects(result[place], item, rule)
    return result
