"""The files that describe a publication to people and programs: data_dictionary.csv, datapackage.json, versions.json.

All of them are made from ``tables`` and from the list of files; nothing is said twice by hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from ocdsjp.publish import quarantine
from ocdsjp.publish.jsonl import FULL
from ocdsjp.publish.meta import PREVIEW_MARK, PublicationMeta
from ocdsjp.publish.outputs import FileEntry
from ocdsjp.publish.parquet import parquet_path
from ocdsjp.publish.tables import TABLES, TITLES, Column, Table

DICTIONARY_PATH = "data_dictionary.csv"
DATAPACKAGE_PATH = "datapackage.json"
DICTIONARY_COLUMNS = ("table", "column", "type", "ocds_path", "description_ja", "description_en", "codelist")

# https://datapackage.org/standard/table-schema/#field-types
_FRICTIONLESS_TYPES = {
    "yen": "integer",
    "count": "integer",
    "year": "integer",
    "number": "number",
    "flag": "boolean",
    "time": "datetime",
    "json": "object",
}
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def _dictionary_rows() -> Iterator[tuple[str, ...]]:
    for table in TABLES.values():
        for column in table.columns:
            yield (
                table.name,
                column.name,
                str(column.arrow_type),
                table.ocds_path(column),
                column.description_ja,
                column.description_en,
                column.codelist,
            )


def dictionary_csv() -> tuple[bytes, int]:
    """data_dictionary.csv, a row per column of each table, and the number of rows."""
    rows = list(_dictionary_rows())
    return b"".join(quarantine.csv_lines(DICTIONARY_COLUMNS, rows)), len(rows)


def datapackage(meta: PublicationMeta, version: str, files: Iterable[FileEntry]) -> bytes:
    """datapackage.json: the tables, the full bulk file and the CSV files as a Frictionless data package, version 2."""
    entries = {entry.path: entry for entry in files}
    resources = [_table_resource(table, entries[parquet_path(table.name)]) for table in TABLES.values()]
    resources.append(
        {
            **_resource("compiled_releases_jsonl", entries[FULL]),
            "title": "Compiled releases, one a line",
            "title_ja": "コンパイル済みリリース（1行1件）",
            "format": "jsonl",
            "compression": "gz",
        }
    )
    resources += [
        _csv_resource("data_dictionary", entries[DICTIONARY_PATH], DICTIONARY_COLUMNS),
        _csv_resource("quarantine", entries[quarantine.PATH], quarantine.COLUMNS),
    ]
    package = {
        "$schema": _PROFILE,
        "name": "ocdsjp",
        "title": _marked(meta.title_en, meta),
        "title_ja": _marked(meta.title_ja, meta),
        "description": meta.description_en,
        "description_ja": meta.description_ja,
        "homepage": meta.publisher_uri,
        "version": version,
        "created": meta.published,
        "preview": meta.preview,
        "licenses": [{"name": meta.licence.name, "path": meta.licence.url, "title": meta.licence.title}],
        "contributors": [{"title": meta.publisher, "path": meta.publisher_uri, "roles": ["publisher"]}],
        "resources": resources,
    }
    return orjson.dumps(package, option=orjson.OPT_INDENT_2) + b"\n"


def versions_json(versions: Sequence[Mapping[str, Any]], *, latest: str) -> bytes:
    """versions.json: which version is the latest, and what is known of each, newest first."""
    ordered = sorted(versions, key=lambda entry: (entry["published"], entry["version"]), reverse=True)
    return orjson.dumps({"latest": latest, "versions": ordered}, option=orjson.OPT_INDENT_2) + b"\n"


def _marked(title: str, meta: PublicationMeta) -> str:
    return f"{title} ({PREVIEW_MARK})" if meta.preview else title


def _resource(name: str, entry: FileEntry) -> dict[str, Any]:
    return {
        "name": name,
        "path": entry.path,
        "mediatype": entry.media_type,
        "bytes": entry.bytes,
        "hash": f"sha256:{entry.sha256}",
        "records": entry.records,
    }


def _table_resource(table: Table, entry: FileEntry) -> dict[str, Any]:
    title_ja, title_en = TITLES[table.name]
    return {
        **_resource(table.name, entry),
        "title": title_en,
        "title_ja": title_ja,
        "format": "parquet",
        "schema": {"fields": [_field(table, column) for column in table.columns]},
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": _FRICTIONLESS_TYPES.get(column.kind, "string"),
        "description": column.description_en,
        "description_ja": column.description_ja,
        "ocds_path": table.ocds_path(column),
        "codelist": column.codelist,
    }
    return {key: value for key, value in field.items() if value}


def _csv_resource(name: str, entry: FileEntry, columns: Iterable[str]) -> dict[str, Any]:
    return {
        **_resource(name, entry),
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": [{"name": column, "type": "any"} for column in columns]},
    }
