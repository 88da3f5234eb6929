"""How deep the markup of a page nests: whether it can be parsed in reasonable time. Looks at tags, parses nothing."""

import re

from ocdsjp.errors import ReadError
from ocdsjp.read import rules

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements without content, and those that the next of their kind ends, so that many of them are not deep.
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option body html head".split()
)
_OF_TABLES = frozenset(b"tr td th tbody thead tfoot caption".split())
# Element by element of depth, the parser walks its stack of open elements for most tags: 10**9 steps take 3 s.
_MOST_STEPS = 1_000_000_000


def refuse_deep(content: bytes) -> None:
    """Refuse a page whose elements nest so deep that parsing it would take quadratic time.

    An estimate: who wants to deceive it can, and is stopped by the limit of time.

    Raises:
        ReadError: If it does.
    """
    depth = deepest = tags = 0
    tables: list[int] = []  # the depth at which each open table stands
    for slash, name in _TAG.findall(content):
        tags += 1
        name = name.lower()  # noqa: PLW2901  the tag as it counts
        if name == b"table":
            if slash:
                depth = tables.pop() if tables else depth
            else:
                tables.append(depth)
                depth += 1
        elif name in _OF_TABLES:
            if tables:  # whatever was left open in the cell before ends with it
                depth = tables[-1] + 1
        elif name not in _SHALLOW:
            depth = max(0, depth - 1) if slash else depth + 1
        deepest = max(deepest, depth)
    if deepest * tags > _MOST_STEPS:
        raise ReadError(rules.PAGE_TOO_DEEP, deepest)
