"""A report as text, JSON or HTML: pure functions from a ``Report`` to the characters to write."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from ocdsjp import __version__
from ocdsjp.findings import Language
from ocdsjp.quality.documents import Kind
from ocdsjp.quality.package_checks import VERSION
from ocdsjp.quality.problems import Severity
from ocdsjp.quality.report import Example, FileSummary, Group, Report

_KINDS = {
    "ja": {
        Kind.RELEASE: "リリース",
        Kind.COMPILED_RELEASE: "統合リリース",
        Kind.RECORD: "レコード",
        Kind.RELEASE_PACKAGE: "リリースパッケージ",
        Kind.RECORD_PACKAGE: "レコードパッケージ",
    },
    "en": {
        Kind.RELEASE: "releases",
        Kind.COMPILED_RELEASE: "compiled releases",
        Kind.RECORD: "records",
        Kind.RELEASE_PACKAGE: "release package",
        Kind.RECORD_PACKAGE: "record package",
    },
}

_WORDS = {
    "ja": {
        "title": "OCDS 検証結果",
        "error": "エラー",
        "warning": "警告",
        "errors": "エラー",
        "warnings": "警告",
        "files": "ファイル",
        "file": "ファイル",
        "kind": "種類",
        "releases": "リリース",
        "compiled_releases": "統合リリース",
        "records": "レコード",
        "ocids": "契約手続 (ocid)",
        "findings": "見つかった問題",
        "rule": "規則",
        "severity": "重さ",
        "field": "項目",
        "count": "件数",
        "place": "場所",
        "value": "値",
        "message": "説明と直し方",
        "none": "問題は見つかりませんでした。",
        "whole": "（全体）",
        "other": "（その他の項目）",
        "line": "{line}行目",
        "more": "ほか {count} 件",
        "fine": "エラーはありません。",
        "bad": "エラーがあります。",
        "unknown": "OCDS として読めた部分がありません",
        "-": "標準入力",
        "made": "ocdsjp {version} が OCDS {ocds} と拡張（プロファイル {profile}）に照らして作成",
    },
    "en": {
        "title": "OCDS validation report",
        "error": "error",
        "warning": "warning",
        "errors": "errors",
        "warnings": "warnings",
        "files": "Files",
        "file": "File",
        "kind": "Kind",
        "releases": "releases",
        "compiled_releases": "compiled releases",
        "records": "records",
        "ocids": "processes (ocid)",
        "findings": "Findings",
        "rule": "Rule",
        "severity": "Severity",
        "field": "Field",
        "count": "Count",
        "place": "Place",
        "value": "Value",
        "message": "What it means and how to mend it",
        "none": "Nothing was found.",
        "whole": "(as a whole)",
        "other": "(other fields)",
        "line": "line {line}",
        "more": "{count} more",
        "fine": "There are no errors.",
        "bad": "There are errors.",
        "unknown": "nothing in it could be read as OCDS",
        "-": "standard input",
        "made": "Made by ocdsjp {version} against OCDS {ocds} and extensions (profile {profile})",
    },
}


def kind_in_words(summary: FileSummary, language: Language) -> str:
    """``リリースパッケージ, OCDS 1.1``: what a file turned out to be."""
    names = _KINDS[language]
    packages = [kind for kind in (Kind.RELEASE_PACKAGE, Kind.RECORD_PACKAGE) if summary.kinds[kind]]
    found = packages or [kind for kind in Kind if summary.kinds[kind]]
    if not found:
        return _WORDS[language]["unknown"]
    versions = sorted(summary.versions) or [VERSION]
    return ", ".join([*(names[kind] for kind in found), f"OCDS {'/'.join(versions)}"])


def name_in_words(name: str, language: Language) -> str:
    """A file's name; ``-`` is standard input."""
    return _WORDS[language]["-"] if name == "-" else name


def place_in_words(example: Example, language: Language) -> str:
    """``releases.jsonl 12行目 /tender/value (ocds-…)``."""
    parts = [name_in_words(example.file, language)]
    if example.line is not None:
        parts.append(_WORDS[language]["line"].format(line=example.line))
    if example.pointer:
        parts.append(example.pointer)
    if example.ocid:
        parts.append(f"({example.ocid})")
    return " ".join(parts)


def as_text(report: Report, language: Language) -> str:
    """The report for a terminal: what each file is, each group with its first places, and the verdict."""
    return "\n".join(_text_lines(report, language)) + "\n"


def _text_lines(report: Report, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    for summary in report.files:
        yield f"{name_in_words(summary.name, language)}: {kind_in_words(summary, language)}"
        counts = {name: getattr(summary, name) for name in ("releases", "compiled_releases", "records", "ocids")}
        if any(counts.values()):
            yield "  " + ", ".join(f"{words[name]} {count:,}" for name, count in counts.items() if count)
    for group in report.groups:
        yield ""
        label = _field_in_words(group, language)
        yield f"[{words[group.severity.value]}] {group.rule.id} {label} ({group.count:,})"
        yield f"  {group.examples[0].problem.message(language)}"
        yield from (f"  - {place_in_words(example, language)}" for example in group.examples)
        if group.count > len(group.examples):
            yield "  - " + words["more"].format(count=f"{group.count - len(group.examples):,}")
    yield ""
    verdict = words["bad"] if report.errors else words["fine"]
    yield f"{verdict} {words['errors']} {report.errors:,}, {words['warnings']} {report.warnings:,}"


def _field_in_words(group: Group, language: Language) -> str:
    return {"": _WORDS[language]["whole"], "*": _WORDS[language]["other"]}.get(group.path, group.path)


def as_json(report: Report) -> bytes:
    """The report for programs: stable keys in a stable order, indented, with a newline at the end.

    Keys that libcoveocds also has (``validation_errors``, ``additional_fields`` and so on) mean the same here; paths
    are JSON pointers.
    """
    groups = report.groups
    document = {
        "ocdsjp_version": __version__,
        "profile": report.profile,
        "version_used": VERSION,
        "valid": not report.errors,
        "errors": report.errors,
        "warnings": report.warnings,
        "files": [_file_as_json(summary) for summary in report.files],
        "file_type": "json",
        "count": sum(each.releases + each.compiled_releases + each.records for each in report.files),
        "unique_ocids_count": sum(summary.ocids for summary in report.files),
        "validation_errors": [_validation_error(group) for group in groups if group.rule.id.startswith("schema-")],
        "additional_fields": [
            {**_split(group), "usage_count": group.count} for group in _named(groups, "additional-field")
        ],
        "deprecated_fields": [
            {"field": group.path.rpartition("/")[2], "paths": [each.pointer for each in group.examples]}
            for group in _named(groups, "deprecated-field")
        ],
        "additional_open_codelist_values": _codes(_named(groups, "open-codelist")),
        "additional_closed_codelist_values": _codes(_named(groups, "closed-codelist", "schema-enum")),
        "additional_checks": {
            group.rule.id: [{"json_location": each.pointer} for each in group.examples]
            for group in groups
            if group.rule.id == "empty-field"
        },
        "conformance_errors": {
            "ocds_prefixes_bad_format": [
                [each.problem.value, each.pointer] for group in _named(groups, "ocid-prefix") for each in group.examples
            ]
        },
        "findings": [_group_as_json(group) for group in groups],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _named(groups: Iterable[Group], *names: str) -> list[Group]:
    return [group for group in groups if group.rule.id in names]


def _split(group: Group) -> dict[str, str]:
    """A group's field as libcoveocds states it: where it stands, and its name."""
    path, _, name = group.path.rpartition("/")
    return {"path": path, "field": name}


def _file_as_json(summary: FileSummary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "kinds": {kind.value: summary.kinds[kind] for kind in Kind if summary.kinds[kind]},
        "versions": sorted(summary.versions),
        "extensions": list(summary.extensions),
        "packages": summary.packages,
        "releases": summary.releases,
        "compiled_releases": summary.compiled_releases,
        "records": summary.records,
        "unique_ocids_count": summary.ocids,
        "errors": summary.errors,
        "warnings": summary.warnings,
    }


def _validation_error(group: Group) -> dict[str, Any]:
    first = group.examples[0].problem
    return {
        "type": group.rule.id.removeprefix("schema-"),
        "field": group.path.rpartition("/")[2],
        "description": first.message("en"),
        "description_ja": first.message("ja"),
        "path": group.path,
        "value": first.value,
        "count": group.count,
    }


def _codes(groups: Iterable[Group]) -> dict[str, Any]:
    return {
        group.path: {
            **_split(group),
            "codelist": group.examples[0].problem.detail.get("codelist", ""),
            "values": sorted(value.strip('"') for value in group.values),
        }
        for group in groups
    }


def _group_as_json(group: Group) -> dict[str, Any]:
    return {
        "rule": group.rule.id,
        "version": group.version,
        "severity": group.severity.value,
        "field": group.path,
        "count": group.count,
        "message_ja": group.examples[0].problem.message("ja"),
        "message_en": group.examples[0].problem.message("en"),
        "examples": [
            {
                "file": each.file,
                "line": each.line,
                "pointer": each.pointer,
                "ocid": each.ocid or None,
                "value": each.problem.value,
            }
            for each in group.examples
        ],
    }


def as_html(report: Report, language: Language) -> str:
    """The report as one page that needs no network, no script and no other file."""
    # Only pages need the template engine, which takes 60 ms to import.
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415 - see above

    environment = Environment(
        loader=PackageLoader("ocdsjp.quality"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2").render(
        language=language,
        words=_WORDS[language],
        report=report,
        error=Severity.ERROR,
        name=lambda summary: name_in_words(summary.name, language),
        kind=lambda summary: kind_in_words(summary, language),
        place=lambda example: place_in_words(example, language),
        about=lambda group: _field_in_words(group, language),
        made=_WORDS[language]["made"].format(version=__version__, ocds=VERSION, profile=report.profile[:12]),
    )
