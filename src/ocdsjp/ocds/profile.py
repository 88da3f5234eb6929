"""The profile: OCDS 1.1.5 with the extensions of ``schemas/profile.yaml`` applied, and what follows from it.

Reads ``schemas/`` and nothing else; there is no network access. How schemas are patched and embedded is in ``schema``;
judging data by the profile belongs in ``quality``.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema_rs
import orjson
from ruamel.yaml import YAML

from ocdsjp import paths
from ocdsjp.errors import StoreError
from ocdsjp.ocds import schema as schemas
from ocdsjp.ocds.schema import MergeRules, Schema

_RELEASE = "release-schema.json"
_VERSIONED = "versioned-release-validation-schema.json"


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension of the profile.

    Attributes:
        name: Its folder in ``schemas/extensions``.
        address: Where its original ``extension.json`` can be read, or None for one that is published with the data.
        title, title_ja, description, description_ja: What it is about.
        codelists: File names of its codelists; ``+name.csv`` adds codes to a list, ``-name.csv`` removes some.
        patch: The JSON merge patch of the release schema.
    """

    name: str
    address: str | None
    title: str
    title_ja: str
    description: str
    description_ja: str
    codelists: tuple[str, ...]
    patch: Schema


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a codelist, with its meaning in English and Japanese ("" where none is given)."""

    code: str
    title: str
    title_ja: str
    description: str
    description_ja: str


@dataclass(frozen=True, slots=True)
class Codelist:
    """The codes of one codelist, in the order of its file.

    Attributes:
        name: As the schema's ``codelist`` keyword states it, such as ``partyRole.csv``.
        is_open: True if publishers may use other codes.
        codes: Code -> its meaning.
    """

    name: str
    is_open: bool
    codes: Mapping[str, Code]


@dataclass(frozen=True, eq=False)
class Profile:
    """The schemas, codelists and rules that our data follow. Treat every part as read-only: it is shared.

    Attributes:
        edition: Edition of the standard, ``1.1.5``.
        version: What packages state as ``version``, ``1.1``.
        extensions: The extensions in the order in which they were applied.
        release_schema: The release schema with all extensions applied.
    """

    edition: str
    version: str
    extensions: tuple[Extension, ...]
    release_schema: Schema
    _folder: Path

    @cached_property
    def digest(self) -> str:
        """sha256 of the patched release schema, hexadecimal: changes with any change of structure or label."""
        return hashlib.sha256(orjson.dumps(self.release_schema, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def extension_urls(self) -> tuple[str, ...]:
        """Addresses of the registered extensions, without those that are published with the data."""
        return tuple(extension.address for extension in self.extensions if extension.address is not None)

    def extension_urls_with(self, own: str) -> tuple[str, ...]:
        """Addresses of all extensions, for the ``extensions`` of a package.

        Args:
            own: Address of the folder under which this publication serves its own extensions, one folder each.
        """
        base = own.rstrip("/")
        return tuple(each.address or f"{base}/{each.name}/extension.json" for each in self.extensions)

    @cached_property
    def versioned_release_schema(self) -> Schema:
        """The schema of versioned releases, derived from the patched release schema. Takes a fifth of a second.

        Rules: https://standard.open-contracting.org/1.1/en/schema/records_reference/#versioned-release, as
        ocdsextensionregistry implements them for the standard's own repository.
        """
        # Only record packages need this; the import brings an HTTP client and its cache.
        from ocdsextensionregistry.versioned_release_schema import (  # noqa: PLC0415 - see above
            get_versioned_release_schema,
        )

        tag = self.edition.replace(".", "__")
        derived: Schema = get_versioned_release_schema(schemas.before_versioning(self.release_schema), tag)
        return derived

    @cached_property
    def release_package_schema(self) -> Schema:
        """The schema of release packages, the patched release schema included."""
        outer = self._standard("release-package-schema.json")
        return schemas.embed(outer, {self._address(_RELEASE): self.release_schema})

    @cached_property
    def record_package_schema(self) -> Schema:
        """The schema of record packages, the patched release and versioned release schemas included."""
        outer = self._standard("record-package-schema.json")
        inner = {
            self._address(_RELEASE): self.release_schema,
            self._address(_VERSIONED): self.versioned_release_schema,
        }
        return schemas.embed(outer, inner)

    @cached_property
    def merge_rules(self) -> MergeRules:
        """The merge rules of the patched release schema, as ocdsmerge takes them."""
        return schemas.merge_rules(self.release_schema)

    @cached_property
    def release_validator(self) -> jsonschema_rs.Draft4Validator:
        """Judges single releases by the patched release schema, formats such as ``date-time`` included."""
        return jsonschema_rs.Draft4Validator(self.release_schema, validate_formats=True)

    @cached_property
    def codelists(self) -> Mapping[str, Codelist]:
        """Every codelist of the standard and of the extensions: ``partyRole.csv`` -> its codes."""
        codes = {path.name: dict(_codes(path)) for path in sorted((self._folder / "codelists").glob("*.csv"))}
        for extension in self.extensions:
            for name in extension.codelists:
                own = dict(_codes(self._folder / "extensions" / extension.name / "codelists" / name))
                codes[name.lstrip("+-")] = _changed(codes.get(name.lstrip("+-"), {}), name, own)
        openness = schemas.codelist_openness(self.release_schema, self._standard("record-package-schema.json"))
        return MappingProxyType(
            {name: Codelist(name, openness.get(name, True), MappingProxyType(codes[name])) for name in sorted(codes)}
        )

    def _standard(self, name: str) -> Schema:
        return _read_json(self._folder / "ocds" / self.edition / name)

    def _address(self, name: str) -> str:
        return f"https://standard.open-contracting.org/schema/{self.edition.replace('.', '__')}/{name}"


@cache
def load_profile() -> Profile:
    """The profile that ships with this installation, built once per process.

    Raises:
        StoreError: If ``schemas/`` is incomplete or damaged.
    """
    return read_profile(paths.shipped("schemas"))


def read_profile(folder: Path) -> Profile:
    """Build the profile of a schemas folder.

    Raises:
        StoreError: If a file of it is missing or cannot be read.
    """
    try:
        stated = YAML(typ="safe", pure=True).load(folder / "profile.yaml")
        extensions = tuple(_read_extension(folder, each["name"], each["address"]) for each in stated["extensions"])
        release: Schema = _read_json(folder / "ocds" / stated["ocds"] / _RELEASE)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"the schemas in {folder} are incomplete or damaged: {error}") from error
    for extension in extensions:
        release = schemas.merge_patch(release, extension.patch)
    return Profile(stated["ocds"], stated["version"], extensions, release, folder)


def _read_extension(folder: Path, name: str, address: str | None) -> Extension:
    place = folder / "extensions" / name
    metadata = _read_json(place / "extension.json")
    return Extension(
        name=name,
        address=address,
        title=metadata["name"]["en"],
        title_ja=metadata["name"]["ja"],
        description=metadata["description"]["en"],
        description_ja=metadata["description"]["ja"],
        codelists=tuple(metadata.get("codelists", ())),
        patch=_read_json(place / _RELEASE),
    )


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(path.read_bytes())
    return content


def _codes(path: Path) -> Iterator[tuple[str, Code]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["Code"]
            yield code, Code(code, row["Title"], row["Title_ja"], row["Description"], row["Description_ja"])


def _changed(codes: dict[str, Code], name: str, own: dict[str, Code]) -> dict[str, Code]:
    """A codelist after one extension's file: a plain name replaces, + adds, - removes.

    Source: https://standard.open-contracting.org/1.1/en/extensions/codelists/.
    """
    if name.startswith("+"):
        return {**codes, **own}
    if name.startswith("-"):
        return {code: meaning for code, meaning in codes.items() if code not in own}
    return own
