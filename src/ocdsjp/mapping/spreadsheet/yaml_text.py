"""A mapping as the text of a YAML file, written as people write them: short things on one line, comments above."""

from collections.abc import Iterator, Mapping
from typing import Any

from ocdsjp.mapping.model import Mapping as MappingFile
from ocdsjp.mapping.model import Release
from ocdsjp.mapping.spreadsheet.settings import Location
from ocdsjp.mapping.spreadsheet.yaml_flow import flow

_WIDTH = 118
_TOP = ("extends", *MappingFile.model_fields)
_RELEASE = tuple(Release.model_fields)
# Never on one line, however short: these are what people look for.
_OPEN = frozenset({"title", "licence", "releases", "fields", "sections", "no_data", "blocks"})


def yaml_text(content: Mapping[str, Any], comments: Mapping[Location, str], *, schema: str) -> str:
    """The text of a mapping file.

    Args:
        content: The mapping as plain data.
        comments: What to write above its parts; ``()`` is the head of the file.
        schema: Path from the file to ``mapping.schema.json``, for editors.
    """
    head = [f"# yaml-language-server: $schema={schema}", *_commented(comments.get((), ""), "")]
    ordered = dict(_in_order(content, _TOP))
    if isinstance(ordered.get("releases"), list):
        ordered["releases"] = [_release(release) for release in ordered["releases"]]
    return "\n".join([*head, *_mapping(ordered, (), "", comments)]) + "\n"


def _release(release: Any) -> Any:
    return dict(_in_order(release, _RELEASE)) if isinstance(release, dict) else release


def _in_order(content: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    yield from ((name, content[name]) for name in names if name in content)
    yield from ((name, value) for name, value in content.items() if name not in names)


def _mapping(content: Mapping[str, Any], at: Location, indent: str, comments: Mapping[Location, str]) -> Iterator[str]:
    for name, value in content.items():
        here = (*at, name)
        line = f"{indent}{flow(name)}: {flow(value)}"
        if _stays_open(value, here, line, comments):
            yield from _commented(comments.get(here, ""), indent)
            yield f"{indent}{flow(name)}:"
            alone = f"{indent}  {flow(value)}"
            # A value that is only a little too long goes below its key, still in one piece.
            if _stays_open(value, here, alone, comments):
                yield from _block(value, here, f"{indent}  ", comments)
            else:
                yield alone
        else:
            yield from _commented(_all_below(here, comments), indent)
            yield line


def _sequence(content: list[Any], at: Location, indent: str, comments: Mapping[Location, str]) -> Iterator[str]:
    for position, value in enumerate(content):
        here = (*at, position)
        line = f"{indent}- {flow(value)}"
        if _stays_open(value, here, line, comments):
            yield from _commented(comments.get(here, ""), indent)
            inner = list(_block(value, here, f"{indent}  ", comments))
            # The dash stands before the first key; comments above that key move above the dash.
            first = next(place for place, text in enumerate(inner) if not text.lstrip().startswith("#"))
            yield from (f"{indent}{text.lstrip()}" for text in inner[:first])
            yield f"{indent}- {inner[first][len(indent) + 2 :]}"
            yield from inner[first + 1 :]
        else:
            yield from _commented(_all_below(here, comments), indent)
            yield line


def _block(value: Any, at: Location, indent: str, comments: Mapping[Location, str]) -> Iterator[str]:
    return (_mapping if isinstance(value, dict) else _sequence)(value, at, indent, comments)


def _stays_open(value: Any, at: Location, line: str, comments: Mapping[Location, str]) -> bool:
    """Whether a value takes lines of its own: because it is long, is commented inside, or is looked for by name."""
    if not isinstance(value, dict | list) or not value:
        return False
    if at[-1] in _OPEN and len(at) in {1, 3}:
        return True
    if at[0] == "releases" and len(at) == 2:  # noqa: PLR2004  a release itself
        return True
    return len(line) > _WIDTH or any(len(place) > len(at) and place[: len(at)] == at for place in comments)


def _all_below(at: Location, comments: Mapping[Location, str]) -> str:
    return "\n".join(text for place, text in comments.items() if place[: len(at)] == at)


def _commented(text: str, indent: str) -> list[str]:
    shown = ("".join(filter(str.isprintable, line)).strip() for line in text.splitlines())
    return [f"{indent}# {line}" for line in shown if line]
