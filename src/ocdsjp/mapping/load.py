"""Mapping files from disk: YAML, layouts to extend, and errors that name file, line and the nearest known key.

A source is found by being there: ``mappings/sources/<place>/<dataset>.yaml`` is the source ``<place>/<dataset>``.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from ocdsjp import __version__
from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.mapping import model
from ocdsjp.mapping.explain import explain
from ocdsjp.mapping.locate import Origins
from ocdsjp.mapping.model import Mapping, Release, Value

NOT_YAML = Rule(
    id="mapping-not-yaml",
    ja="{file} の {line} 行目: YAML として読めません（{value}）。",
    en="{file}, line {line}: this is not YAML ({value}).",
    mend_ja="字下げと引用符を確かめ、UTF-8 で保存してください。",
    mend_en="Check indentation and quotes, and save the file as UTF-8.",
)
NO_LAYOUT = Rule(
    id="layout-missing",
    ja="{file} が extends に書いた『{value}』がありません。",
    en='{file} extends "{value}", which does not exist.',
    mend_ja="mappings/ からの相対の名前（例 layouts/tekiseika）を書いてください。",
    mend_en="Name it relative to mappings/, such as layouts/tekiseika.",
)


@dataclass(frozen=True)
class Source:
    """A dataset of one publisher (or of several in one shape) and how it is mapped.

    Attributes:
        id: ``<place>/<dataset>``.
        path: The mapping file.
        mapping: Its content, with the layouts that it extends.
        digest: Changes whenever a draft made by this mapping could change: mapping, vocabulary, bodies, code.
    """

    id: str
    path: Path
    mapping: Mapping
    digest: str


def sources(mappings: Path) -> Iterator[Path]:
    """All mapping files of a ``mappings`` folder, by name."""
    yield from sorted((mappings / "sources").glob("*/*.yaml"))


def source_id(path: Path) -> str:
    """``<place>/<dataset>`` of a mapping file."""
    return f"{path.parent.name}/{path.stem}"


def load_source(path: Path, mappings: Path, extra: bytes = b"") -> Source:
    """Read one mapping file.

    Args:
        path: The file.
        mappings: The folder whose layouts and vocabulary it uses.
        extra: Whatever else drafts depend on, such as an inbox's own table of bodies; part of the digest.

    Raises:
        MappingError: If it is not YAML, extends what is not there, or breaks the language.
    """
    origins = read_layers(path, mappings)
    try:
        mapping = Mapping.model_validate(origins.effective)
    except ValidationError as error:
        raise next(explain(error, origins)) from None
    canonical = orjson.dumps(mapping.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    parts = [canonical, code_digest(), *(_table(mappings, name) for name in _tables(mapping)), extra]
    digest = hashlib.sha256(b"\x00".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    return Source(source_id(path), path, mapping, digest)


def _tables(mapping: Mapping) -> list[str]:
    """The vocabulary tables that a mapping's drafts depend on."""
    names = {"sentinels", "statuses", "bodies"}
    for release in mapping.releases:
        names |= {value.term for value in _values(release) if value.term is not None}
    return sorted(names)


def _values(release: Release) -> Iterator[Value]:
    for value in release.fields.values():
        if isinstance(value, Value):
            yield from value.nested()


def _table(mappings: Path, name: str) -> bytes:
    path = mappings / "vocabulary" / f"{name}.csv"
    return path.read_bytes() if path.is_file() else b""


@cache
def code_digest() -> bytes:
    """A digest of the code that turns bytes into drafts, so that an edited parser re-maps what it may have changed.

    What writes mapping files, for people to confirm, does not count.
    """
    package = Path(model.__file__).parent.parent
    digest = hashlib.sha256(__version__.encode())
    for part in ("japan", "mapping", "ocds", "read"):
        for path in sorted((package / part).rglob("*")):
            if path.suffix in {".py", ".csv"} and not {"suggest", "spreadsheet"}.intersection(path.parts):
                digest.update(path.read_bytes())
    return digest.digest()


def read_layers(path: Path, mappings: Path) -> Origins:
    """A file's content laid over the layouts that it extends, not yet checked.

    Raises:
        MappingError: If one of the files is not YAML or does not exist.
    """
    own = read_layer(path)
    names = own.pop("extends", ())
    layers: tuple[Path, ...] = ()
    merged: dict[str, Any] = {}
    for name in (names,) if isinstance(names, str) else names:
        layout = mappings / f"{name}.yaml"
        if not layout.is_file():
            raise MappingError(NO_LAYOUT, name, file=path.name)
        below = read_layers(layout, mappings)
        merged = _overlay(merged, below.effective)
        layers = (*below.layers, *layers)
    return Origins((path, *layers), _overlay(merged, own))


def _overlay(below: Any, above: Any) -> Any:
    """Nested mappings are merged, releases by their phase; anything else above hides what is below."""
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for name, value in above.items():
            if name == "releases" and _are_releases(below.get(name)) and _are_releases(value):
                merged[name] = _overlay_releases(below[name], value)
            else:
                merged[name] = _overlay(below[name], value) if name in below else value
        return merged
    return above


def _are_releases(value: Any) -> bool:
    """Whether releases can be told apart by phase; if not, the check of the whole says what is wrong."""
    if not isinstance(value, list) or not all(isinstance(release, dict) for release in value):
        return False
    phases = [release.get("phase") for release in value]
    return None not in phases and all(phases.count(phase) == 1 for phase in phases)


def _overlay_releases(below: list[Any], above: list[Any]) -> list[Any]:
    own = {release.get("phase"): release for release in above}
    merged = [_overlay(release, own.pop(release.get("phase"), {})) for release in below]
    return merged + list(own.values())


def read_layer(path: Path) -> dict[str, Any]:
    """A file's own content, without the layouts that it extends; ``extends`` is still in it.

    Raises:
        MappingError: If it is not YAML.
    """
    raw = path.read_bytes()
    try:
        # Pure: where libyaml happens to be installed it would read YAML 1.1, in which "no" is false.
        content = YAML(typ="safe", pure=True).load(raw)
    except ReaderError as error:  # not UTF-8, or control characters
        line = raw.count(b"\n", 0, error.position) + 1
        raise MappingError(NOT_YAML, error.reason, file=path.name, line=line) from None
    except MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        raise MappingError(NOT_YAML, error.problem, file=path.name, line=line) from None
    if not isinstance(content, dict):
        raise MappingError(NOT_YAML, type(content).__name__, file=path.name, line=1)
    return content
