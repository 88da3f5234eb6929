"""One pass over a file: every item inspected, every finding reported. Memory: one item, and what ``Seen`` keeps."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from ocdsjp.quality import documents
from ocdsjp.quality.documents import Flaw, Item, Kind, Object, Package
from ocdsjp.quality.inspection import Inspector
from ocdsjp.quality.package_checks import Seen
from ocdsjp.quality.problems import Problem
from ocdsjp.quality.report import FileSummary, Report

MOST_EXPLAINED = 1000
"""Invalid values that are explained in full when whole files are reviewed."""


def review(
    stream: BinaryIO,
    name: str,
    report: Report,
    inspector: Inspector,
    *,
    kind: Kind | None = None,
    progress: Callable[[int], None] | None = None,
) -> FileSummary:
    """Inspect every item of one file and add what is found to ``report``.

    Args:
        stream: The file, as ``documents.read`` takes it.
        name: What to call it.
        report: Where findings go.
        inspector: The judges.
        kind: What every top-level value is, when its fields should not decide.
        progress: Called with the number of items so far after each item.

    Returns:
        The file's summary, which is also in the report.
    """
    summary = report.open_file(name)
    seen = Seen()
    for number, part in enumerate(documents.read(stream, kind), 1):
        match part:
            case Item():
                ocid = _text(part.value.get("ocid"))
                for problem in _problems(part, inspector, seen):
                    report.add(problem, part.spot, ocid)
                _count(part, summary)
                if ocid and not seen.before("ocid", ocid):
                    summary.ocids += 1
            case Package():
                for problem in inspector.package(part.kind, part.metadata, part.items):
                    report.add(problem, part.spot)
                _count_package(part, summary)
            case Flaw():
                report.add(part.problem, part.spot)
        if progress is not None:
            progress(number)
    return summary


def _problems(item: Item, inspector: Inspector, seen: Seen) -> Iterator[Problem]:
    if item.kind is Kind.RECORD:
        yield from inspector.record(item.value)
        for path, release in _embedded(item.value):
            for problem in inspector.in_stream(release, seen):
                yield problem.under(path)
    else:
        yield from inspector.release(item.value)
    yield from inspector.in_stream(item.value, seen)


def _embedded(record: Object) -> Iterator[tuple[str, Object]]:
    releases = record.get("releases")
    for index, release in enumerate(releases if isinstance(releases, list) else []):
        if isinstance(release, dict):
            yield f"/releases/{index}", release


def _count(item: Item, summary: FileSummary) -> None:
    summary.kinds[item.kind] += 1
    match item.kind:
        case Kind.RECORD:
            summary.records += 1
            summary.releases += sum("ocid" in release for _, release in _embedded(item.value))
        case Kind.COMPILED_RELEASE:
            summary.compiled_releases += 1
        case _:
            summary.releases += 1


def _count_package(package: Package, summary: FileSummary) -> None:
    summary.kinds[package.kind] += 1
    summary.packages += 1
    summary.versions[_text(package.metadata.get("version")) or "1.0"] += 1
    declared = package.metadata.get("extensions")
    for address in declared if isinstance(declared, list) else []:
        if isinstance(address, str):
            summary.extensions[address] = None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
