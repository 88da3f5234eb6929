"""The checks of records, packages, and the releases of one file beside each other. What a check is: ``checks``."""

from collections.abc import Iterator

from ocdsjp.findings import Rule
from ocdsjp.quality.checks import Hit, Subject, Target, check
from ocdsjp.quality.problems import Severity, shorten
from ocdsjp.quality.reference_checks import is_compiled

VERSION = "1.1"
"""The version of OCDS that data are held against."""


class Seen:
    """What the releases of one file stated before. Memory: about 100 bytes a fact, of which a release states three.

    Facts are kept as 64-bit hashes; among a million, two fall together with a probability of 1 in 30 million.
    """

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def before(self, *fact: str) -> bool:
        """Whether this fact was stated before; from now on it was."""
        number = hash(fact)
        if number in self._hashes:
            return True
        self._hashes.add(number)
        return False


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@check(
    Rule(
        "repeated-release-id",
        "同じ ocid のリリースに、同じ id『{value}』が2回以上あります。",
        'Two releases of one ocid have the id "{value}".',
        "内容が違うなら新しい id と日時のリリースにし、同じなら1つだけにしてください。",
        "Give changed content a new id and date; leave a repeated release out.",
    ),
    Target.STREAM,
    version=1,
)
def repeated_release_id(release: Subject, seen: Seen) -> Iterator[Hit]:
    """No two releases of one ocid have the same id in one file.

    Skipped when: the release is compiled, or has no ocid or id.
    Source: OCDS 1.1, release schema, ``id``; libcoveocds, unique items by (ocid, id).
    """
    ocid, identifier = _text(release.get("ocid")), _text(release.get("id"))
    if ocid and identifier and not is_compiled(release) and seen.before("id", ocid, identifier):
        yield Hit("/id", shorten(identifier))


@check(
    Rule(
        "repeated-release-date",
        "同じ ocid に、日時が同じ（{value}）リリースが2つ以上あります。統合の順序が決まりません。",
        "Two releases of one ocid have the same date, {value}: the order in which to merge them is undefined.",
        "リリースの日時を、出来事の順に少しずつずらしてください。",
        "Give them dates in the order of the events.",
    ),
    Target.STREAM,
    version=1,
    severity=Severity.WARNING,
)
def repeated_release_date(release: Subject, seen: Seen) -> Iterator[Hit]:
    """No two releases of one ocid have the same date in one file.

    Skipped when: the release is compiled, or has no ocid or date.
    Source: OCDS 1.1, merging, releases are merged in the order of date; Data Registry RepeatedDateValueWarning.
    """
    ocid, date = _text(release.get("ocid")), _text(release.get("date"))
    if ocid and date and not is_compiled(release) and seen.before("date", ocid, date):
        yield Hit("/date", shorten(date))


@check(
    Rule(
        "repeated-process",
        "ocid『{value}』のレコード（または統合リリース）が2つ以上あります。",
        'There is more than one record or compiled release of the ocid "{value}".',
        "1つの契約手続には1つだけにしてください。",
        "Publish one for each contracting process.",
    ),
    Target.STREAM,
    version=1,
)
def repeated_process(value: Subject, seen: Seen) -> Iterator[Hit]:
    """No two records, and no two compiled releases, of one file have the same ocid.

    Skipped when: it is a release that is not compiled, or there is no ocid.
    Source: OCDS 1.1, records, "Packaging"; libcoveocds, unique items by ocid.
    """
    ocid = _text(value.get("ocid"))
    if ocid and (is_compiled(value) or "releases" in value) and seen.before("process", ocid):
        yield Hit("/ocid", shorten(ocid))


@check(
    Rule(
        "record-ocid",
        "レコードの ocid と違う ocid『{value}』のリリースが入っています。",
        'The record holds a release of another ocid, "{value}".',
        "ocid ごとに別のレコードにしてください。",
        "Make a record for each ocid.",
    ),
    Target.RECORD,
    version=1,
)
def record_ocid(record: Subject) -> Iterator[Hit]:
    """Every release in a record, the compiled one included, has the record's ocid.

    Skipped when: the release is only linked, or one of the two has no ocid.
    Source: OCDS 1.1, records, "Record structure".
    """
    ocid = record.get("ocid")
    releases = record.get("releases")
    inside = [("/compiledRelease", record.get("compiledRelease"))]
    if isinstance(releases, list):
        inside += [(f"/releases/{index}", release) for index, release in enumerate(releases)]
    for path, release in inside:
        other = release.get("ocid") if isinstance(release, dict) else None
        if isinstance(ocid, str) and isinstance(other, str) and other != ocid:
            yield Hit(f"{path}/ocid", shorten(other))


@check(
    Rule(
        "ocds-version",
        "OCDS {value} のデータです（version のないものは 1.0 とみなします）。1.1 として検証しました。",
        "These are data of OCDS {value} (1.0 is what has no version); they were held against 1.1.",
        "1.0 のデータは `ocdskit upgrade 1.0:1.1` で 1.1 に上げられます。",
        "Data of OCDS 1.0 can be upgraded with `ocdskit upgrade 1.0:1.1`.",
    ),
    Target.PACKAGE,
    version=1,
    severity=Severity.WARNING,
)
def ocds_version(package: Subject) -> Iterator[Hit]:
    """A package states version 1.1 of OCDS.

    Skipped when: the version is no text (the schema says so).
    Source: OCDS 1.1, release package, ``version``, which OCDS 1.0 did not have; its absence means 1.0.
    """
    version = package.get("version", "1.0")
    if isinstance(version, str) and version != VERSION:
        yield Hit("/version" if "version" in package else "", shorten(version))
