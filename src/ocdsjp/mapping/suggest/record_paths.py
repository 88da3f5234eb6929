"""Where the records of an XML or JSON document may be: paths that occur again and again near its beginning.

A rough look at the first bytes, for proposals only: nothing is decoded or kept, and the reading child decides whether
a path is right. Strings, comments and broken markup can mislead it; then another path, or none, is tried.
"""

import re
from collections import Counter

_TAG = re.compile(r"<(?P<end>/)?(?P<name>[^\W\d][\w.:-]*)(?:\s[^<>]*?)?(?P<empty>/)?>")
_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"|(?P<sign>[{}\[\]:,])')
_DEEPEST = 12
_MOST = 3


def xml_paths(text: str) -> list[str]:
    """Paths below the root of elements that have elements of their own, the most frequent first, then the highest."""
    stack: list[str] = []
    times: Counter[str] = Counter()
    parents: Counter[str] = Counter()
    for tag in _TAG.finditer(text):
        name = tag["name"]
        if tag["end"]:
            if name in stack:
                del stack[len(stack) - 1 - stack[::-1].index(name) :]
            continue
        path = "/".join([*stack[1:], name]) if stack else ""
        if path:
            times[path] += 1
            parents["/".join(stack[1:])] += 1
        if not tag["empty"] and len(stack) < _DEEPEST:
            stack.append(name)
    able = [path for path in times if parents[path] >= 2 * times[path]]
    able.sort(key=lambda path: (-min(times[path], 2), path.count("/")))
    return able[:_MOST]


def json_paths(text: str) -> list[str]:
    """Paths of keys whose value is a list of objects, the highest first."""
    keys: list[str | None] = []
    found: dict[str, None] = {}
    last: str | None = None
    opened = ""
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign is None:
            last = token["text"]
        elif sign in "{[":
            if sign == "{" and opened == "[" and len(keys) <= _DEEPEST:
                found.setdefault("/".join(key for key in keys if key))
            keys.append(last if opened != "[" else None)
            last = None
        elif sign in "}]" and keys:
            keys.pop()
        opened = sign or "text"
        if sign == ",":
            last = None
    return sorted((path for path in found if path), key=lambda path: path.count("/"))[:_MOST]
