"""Patterns of the mapping for a line of text: ``*`` for any characters, braces around the part that is wanted."""

import re
from collections.abc import Sequence

_BRACES = frozenset("{}")


def captured(pattern: str, text: str) -> str | None:
    """The part of a text that stands in the braces of a pattern, or None if the text does not fit.

    ``*`` stands for any characters, as few as possible; spaces count in neither. Takes time in proportion to the text,
    whatever the pattern.
    """
    places = [place for place, character in enumerate(text) if not character.isspace()]
    tokens = re.findall(r"[*{}]|[^*{}\s]+", pattern)
    items = [token for token in tokens if token not in _BRACES]
    spans = _fit(items, "".join(text[place] for place in places))
    if spans is None:
        return None
    start = spans[tokens.index("{")][0]
    end = spans[tokens.index("}") - 2][1]  # neither brace is an item
    return text[places[start] : places[end - 1] + 1] if start < end else None


def _fit(items: Sequence[str], text: str) -> list[tuple[int, int]] | None:
    """From where to where each item of a pattern reaches in a text, or None."""
    spans: list[tuple[int, int]] = []
    at = 0
    for place, item in enumerate(items):
        if item == "*":
            spans.append((at, len(text)))  # until the next literal is found
            continue
        free = place > 0 and items[place - 1] == "*"
        last = place == len(items) - 1
        found = len(text) - len(item) if free and last else text.find(item, at)
        if found < at or not text.startswith(item, found) or (not free and found != at):
            return None
        if free:
            spans[-1] = (spans[-1][0], found)
        at = found + len(item)
        spans.append((found, at))
    return spans if items and (items[-1] == "*" or at == len(text)) else None
