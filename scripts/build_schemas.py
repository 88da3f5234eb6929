"""Put the texts of ``schemas/texts/`` into the schemas of ``schemas/ocds/1.1.5/``.

The schema files are the source of the structure, the CSV files are the source of every title and
description. Edit a text in the CSV file (or a structure in the JSON file), run this script, and commit
both::

    python scripts/build_schemas.py           # rewrite the schema files
    python scripts/build_schemas.py --check   # write nothing; exit 1 if a file is out of date

How a field finds its row: by owner and path (``Tender.value``, ``Item.unit.name``,
``Package.publisher.name``), where the owner is the definition or, at the top of a file, the name in
``ROOTS``. An owner that repeats another one borrows its rows; a row ``*.field`` serves any owner. A field
without a row, or a row without a field, stops the build.
"""

import argparse
import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocdsjp.ocds.structure import strip_texts

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"

ROOTS = {
    "release-schema.json": "Release",
    "release-package-schema.json": "ReleasePackage",
    "record-package-schema.json": "RecordPackage",
    "versioned-release-validation-schema.json": "VersionedRelease",
}
BORROWS_FROM = {
    "VersionedRelease": "Release",
    "ReleasePackage": "Package",
    "RecordPackage": "Package",
    "OrganizationReferenceVersionedId": "OrganizationReference",
    "ClassificationUnversioned": "Classification",
    "IdentifierUnversioned": "Identifier",
}
# A field of the versioned release holds a list of objects with these four properties.
# Their texts are the same everywhere.
VERSION_PROPERTIES = frozenset({"releaseDate", "releaseID", "releaseTag", "value"})

Schema = dict[str, Any]


class TextTable:
    """The rows of one CSV file by their key; remembers which ones were used."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.path = path
        self._rows = {row.pop("key"): row for row in rows}
        if len(self._rows) != len(rows):
            sys.exit(f"{path.name}: two rows have the same key")
        self._used: set[str] = set()

    def find(self, key: str) -> Mapping[str, str]:
        """The texts for a field: its own row, else the one it borrows, else the one for every owner."""
        owner, _, field = key.partition(".")
        for candidate in (key, f"{BORROWS_FROM.get(owner, owner)}.{field}", f"*.{field}"):
            if candidate in self._rows:
                self._used.add(candidate)
                return self._rows[candidate]
        sys.exit(f"{self.path.name}: no row for {key}")

    def unused(self) -> list[str]:
        """Keys of rows that no field asked for: misspelt, or left over."""
        return sorted(self._rows.keys() - self._used)


class Annotator:
    """Writes texts into bare schemas."""

    def __init__(self, texts: TextTable, deprecations: TextTable) -> None:
        self._texts = texts
        self._deprecations = deprecations

    def annotate(self, schema: Schema, key: str, text_key: str | None = None) -> Schema:
        """A schema with its texts in front, and with texts in everything that it contains.

        Args:
            schema: A bare schema.
            key: The owner and path of what it describes.
            text_key: The row to take if it is not the one of ``key``.
        """
        head = {keyword: schema[keyword] for keyword in ("id", "$schema") if keyword in schema}
        return head | dict(self._texts.find(text_key or key)) | self._inside(schema, key)

    def _inside(self, schema: Schema, key: str) -> Schema:
        return {keyword: self._content(keyword, content, key) for keyword, content in schema.items()}

    def _content(self, keyword: str, content: Any, key: str) -> Any:
        match keyword:
            case "definitions":
                content = {name: self.annotate(part, name) for name, part in content.items()}
            case "properties" if content.keys() == VERSION_PROPERTIES:
                content = {name: self.annotate(part, key, f"Versioned.{name}") for name, part in content.items()}
            case "properties":
                content = {name: self.annotate(part, f"{key}.{name}") for name, part in content.items()}
            case "patternProperties":
                content = {pattern: self._translation(part, key, pattern) for pattern, part in content.items()}
            case "oneOf":
                content = [self.annotate(part, f"{key}.{position}") for position, part in enumerate(content)]
            case "items":
                content = self._inside(content, key)
            case "deprecated":
                content |= self._deprecations.find(key)
        return content

    def _translation(self, schema: Schema, key: str, pattern: str) -> Schema:
        """Texts for a field such as ``title_en``; OCDS's patterns begin with the translated field's name."""
        field = pattern.removeprefix("^(").partition("_(")[0]
        original = self._texts.find(f"{key}.{field}")
        template = self._texts.find("*.translation")
        return {name: text.format(field=field, **original) for name, text in template.items()} | schema


def build(folder: Path = SCHEMAS) -> dict[Path, str]:
    """What each schema file should say.

    Args:
        folder: The ``schemas`` folder to read from.
    """
    texts = TextTable(folder / "texts" / "core.csv")
    deprecations = TextTable(folder / "texts" / "deprecated.csv")
    annotator = Annotator(texts, deprecations)
    built = {}
    for name, root in ROOTS.items():
        path = folder / "ocds" / "1.1.5" / name
        bare = strip_texts(json.loads(path.read_text(encoding="utf-8")))
        built[path] = json.dumps(annotator.annotate(bare, root), ensure_ascii=False, indent=2) + "\n"
    for table in (texts, deprecations):
        if table.unused():
            sys.exit(f"{table.path.name}: rows that no field uses: {', '.join(table.unused())}")
    return built


def main() -> int:
    """Rewrite the schema files, or check them; the exit code is 1 if a check found one out of date."""
    parser = argparse.ArgumentParser(description="Put the texts of schemas/texts into the OCDS schemas.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    check = parser.parse_args().check
    stale = {path: text for path, text in build().items() if path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        print(f"{'out of date' if check else 'written'}: {path.name}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
