"""Mapping files from disk: YAML, layouts to extend, and errors that name file, line and the nearest known key.

A source is found by being there: ``mappings/sources/<place>/<dataset>.yaml`` is the source ``<place>/<dataset>``.
"""

import difflib
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

from ocdsjp import __version__
from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.mapping import model
from ocdsjp.mapping.model import Mapping, Release, Value

NOT_YAML = Rule(
    id="mapping-not-yaml",
    ja="{file} の {line} 行目: YAML として読めません（{value}）。",
    en="{file}, line {line}: this is not YAML ({value}).",
    mend_ja="字下げと引用符を確かめてください。",
    mend_en="Check indentation and quotes.",
)
NOT_VALID = Rule(
    id="mapping-invalid",
    ja="{file} の {line} 行目 {where}: {value}。{hint_ja}",
    en="{file}, line {line}, {where}: {value}. {hint_en}",
    mend_ja="書き方は schemas/mapping.schema.json にあります。",
    mend_en="The language is described in schemas/mapping.schema.json.",
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
    raw = _effective(path, mappings)
    try:
        mapping = Mapping.model_validate(raw)
    except ValidationError as error:
        raise _explain(error, path, raw) from None
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
    """A digest of the code that turns bytes into drafts, so that an edited parser re-maps what it may have changed."""
    package = Path(model.__file__).parent.parent
    digest = hashlib.sha256(__version__.encode())
    for part in ("japan", "mapping", "ocds", "read"):
        for path in sorted((package / part).rglob("*")):
            if path.suffix in {".py", ".csv"}:
                digest.update(path.read_bytes())
    return digest.digest()


def _effective(path: Path, mappings: Path) -> dict[str, Any]:
    """A file's content laid over the layouts that it extends."""
    own = _parse(path)
    names = own.pop("extends", ())
    merged: dict[str, Any] = {}
    for name in (names,) if isinstance(names, str) else names:
        layout = mappings / f"{name}.yaml"
        if not layout.is_file():
            raise MappingError(NO_LAYOUT, name, file=path.name)
        merged = _overlay(merged, _effective(layout, mappings))
    return _overlay(merged, own)


def _overlay(below: Any, above: Any) -> Any:
    """Nested mappings are merged, releases by their phase; anything else above hides what is below."""
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for name, value in above.items():
            if name == "releases" and name in below:
                merged[name] = _overlay_releases(below[name], value)
            else:
                merged[name] = _overlay(below[name], value) if name in below else value
        return merged
    return above


def _overlay_releases(below: list[Any], above: list[Any]) -> list[Any]:
    own = {release.get("phase"): release for release in above}
    merged = [_overlay(release, own.pop(release.get("phase"), {})) for release in below]
    return merged + list(own.values())


def _parse(path: Path) -> dict[str, Any]:
    try:
        content = YAML(typ="safe").load(path.read_bytes())
    except MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        raise MappingError(NOT_YAML, error.problem, file=path.name, line=line) from None
    if not isinstance(content, dict):
        raise MappingError(NOT_YAML, type(content).__name__, file=path.name, line=1)
    return content


def _explain(error: ValidationError, path: Path, raw: dict[str, Any]) -> MappingError:
    """The first thing that is wrong, with its line and, for a misspelt key, the nearest known one."""
    first = error.errors()[0]
    location = [part for part in first["loc"] if _is_own(part)]
    line = _line(path, location)
    hint_ja = hint_en = ""
    if first["type"] == "extra_forbidden":
        known = _known_keys()
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        if near:
            hint_ja, hint_en = f"『{near[0]}』ではありませんか。", f'Did you mean "{near[0]}"?'
    del raw
    return MappingError(
        NOT_VALID,
        first["msg"],
        file=f"{path.parent.name}/{path.name}",
        line=line,
        where="/".join(map(str, location)),
        hint_ja=hint_ja,
        hint_en=hint_en,
    )


def _is_own(part: int | str) -> bool:
    """Whether a part of pydantic's location is a key of the file and not the name of a model in a union."""
    return not (isinstance(part, str) and (part.endswith("Value") or part.startswith("function-")))


@cache
def _known_keys() -> tuple[str, ...]:
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, model.BaseModel)]
    return tuple(sorted({name for kind in kinds for name in kind.model_fields}))


def _line(path: Path, location: list[int | str]) -> int:
    """The line on which a location stands in the file itself, as deep as the file goes (the rest is in a layout)."""
    node = YAML(typ="rt").load(path.read_bytes())
    line = 1
    for part in location:
        try:
            mark = node.lc.data[part]
            node = node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
        line = mark[0] + 1
    return line
