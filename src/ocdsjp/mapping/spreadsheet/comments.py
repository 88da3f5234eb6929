"""The comments of a YAML file, each at the part of the file that it is about, so that they can travel in 備考.

A comment on a line of its own is about what follows, one at the end of a line about that line; those before the first
key are about the whole file.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.tokens import ScalarToken

from ocdsjp.mapping.spreadsheet.settings import Location

_MODELINE = "yaml-language-server:"


class _Comment(NamedTuple):
    line: int
    alone: bool
    text: str


def comments_of(text: str) -> dict[Location, str]:
    """The comments of a YAML text by what they are about, ``()`` for the whole file; lines joined by line breaks.

    The line that names the schema for editors is left out: it follows from where the file is.
    """
    places = sorted(_places(YAML(typ="safe", pure=True).compose(text), ()), key=lambda place: place[0])
    found: dict[Location, list[str]] = {}
    for comment in _comments(text):
        if not comment.text.startswith(_MODELINE):
            found.setdefault(_subject(comment, places), []).append(comment.text)
    return {location: "\n".join(lines) for location, lines in found.items()}


def _subject(comment: _Comment, places: list[tuple[int, Location]]) -> Location:
    if comment.alone:
        if not places or comment.line < places[0][0]:
            return ()
        following = (location for line, location in places if line > comment.line)
        return next(following, places[-1][1])
    on_line = (location for line, location in places if line == comment.line)
    before = [location for line, location in places if line < comment.line]
    return next(on_line, before[-1] if before else ())


def _places(node: Node | None, location: Location) -> Iterator[tuple[int, Location]]:
    """The line (from 0) on which each part begins."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = (*location, str(key.value))
            yield key.start_mark.line, here
            yield from _places(value, here)
    elif isinstance(node, SequenceNode):
        for position, value in enumerate(node.value):
            here = (*location, position)
            yield value.start_mark.line, here
            yield from _places(value, here)


def _comments(text: str) -> Iterator[_Comment]:
    """The comments: what begins with # outside of the scalars."""
    scalars = [
        (token.start_mark.index, token.end_mark.index)
        for token in YAML(typ="safe", pure=True).scan(text)
        if isinstance(token, ScalarToken)
    ]
    begin = 0
    for number, line in enumerate(text.split("\n")):
        for place, character in enumerate(line):
            if character == "#" and not any(first <= begin + place < last for first, last in scalars):
                yield _Comment(number, not line[:place].strip(), line[place:].strip("# \r\n"))
                break
        begin += len(line) + 1
