"""A tree of keys and values as lines of a key, a kind and a text, and back. Knows nothing of what the keys mean.

A key is written as a path: ``publisher/code``, ``releases[1]/sections/bids~1details/per``. Positions count from 1, as
people do; ``~0``, ``~1`` and ``~2`` stand for ``~``, ``/`` and ``[`` inside a name, as in a JSON pointer (RFC 6901).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.spreadsheet import words

KEY_UNREADABLE = Rule(
    id="sheet-key-unreadable",
    ja="キー『{value}』を読めません。",
    en='the key "{value}" cannot be read.',
    mend_ja="publisher/code や releases[1]/tag の形で書いてください。番号は1から、飛ばさずに付けます。",
    mend_en="Write it like publisher/code or releases[1]/tag; positions count from 1 without gaps.",
)
KIND_UNKNOWN = Rule(
    id="sheet-kind-unknown",
    ja="『{value}』という形式はありません。",
    en='there is no kind of setting called "{value}".',
    mend_ja="一覧から選んでください。",
    mend_en="Choose from the list.",
)
VALUE_UNREADABLE = Rule(
    id="sheet-value-unreadable",
    ja="『{value}』は形式『{kind}』として読めません。",
    en='"{value}" cannot be read as the kind "{kind}".',
    mend_ja="値か形式を直してください。日付は 2025-04-01、はい・いいえは「はい」か「いいえ」と書きます。",
    mend_en="Correct the value or its kind. A date is written 2025-04-01, yes and no はい and いいえ.",
)
KEY_TWICE = Rule(
    id="sheet-key-twice",
    ja="『{value}』が2回あるか、ほかの行と食い違っています。",
    en='"{value}" stands there twice, or contradicts another line.',
    mend_ja="どちらか一方の行を消してください。",
    mend_en="Delete one of the lines.",
)

Location = tuple[int | str, ...]
"""Keys and list positions (from 0) from the top of a mapping down to one of its parts."""

_STEP = re.compile(r"\[([1-9]\d{0,4})\]|/?([^/\[]+)")
_ESCAPES = (("~", "~0"), ("/", "~1"), ("[", "~2"))
_INTEGER = re.compile(r"[+-]?\d{1,18}")


class Setting(NamedTuple):
    """A line of the part 設定."""

    location: Location
    kind: str
    text: str


def flatten(value: Any, location: Location = ()) -> Iterator[Setting]:
    """The lines that say a tree, in its order.

    Raises:
        MappingError: For a value that no mapping file has, such as a time of day.
    """
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from flatten(part, (*location, key))
    elif isinstance(value, list) and value and not _is_list_of_words(value):
        for position, part in enumerate(value):
            yield from flatten(part, (*location, position))
    else:
        yield Setting(location, *_leaf(value, location))


def _is_list_of_words(value: list[Any]) -> bool:
    return all(
        isinstance(part, str) and part.strip() == part and part and len(part.splitlines()) == 1 for part in value
    )


def _leaf(value: Any, location: Location) -> tuple[str, str]:  # noqa: PLR0911  one return a kind
    """Kind and text of a value that is no tree."""
    match value:
        case None:
            return words.NOTHING, ""
        case bool():
            return words.YES_NO, words.YES if value else words.NO
        case int() | float():
            return words.NUMBER, repr(value)
        case str():
            return words.TEXT, value
        case date():
            return words.DATE, value.isoformat()
        case []:
            return words.EMPTY_LIST, ""
        case list():
            return words.LIST, "\n".join(value)
        case {}:
            return words.EMPTY_GROUP, ""
    raise MappingError(VALUE_UNREADABLE, f"{key_text(location)}: {value}", kind=type(value).__name__)


def parse(kind: str, text: str) -> Any:
    """The value that a kind and a text say; without a kind the text itself.

    Raises:
        MappingError: If they contradict each other.
    """
    word = (
        next((each for each in words.KINDS if match_key(each) == match_key(kind)), None) if kind.strip() else words.TEXT
    )
    if word is None:
        raise MappingError(KIND_UNKNOWN, kind)
    try:
        return _PARSERS[word](text)
    except (KeyError, ValueError):
        raise MappingError(VALUE_UNREADABLE, text, kind=word) from None


def _number(text: str) -> int | float:
    plain = text.strip()
    return int(plain) if _INTEGER.fullmatch(plain) else float(plain)


def _empty(text: str, value: Any) -> Any:
    if text.strip():
        raise ValueError(text)
    return value


_TRUTH = {words.YES: True, words.NO: False, "true": True, "false": False, "1": True, "0": False}
_PARSERS: dict[str, Any] = {
    words.TEXT: lambda text: text,
    words.NUMBER: _number,
    words.YES_NO: lambda text: _TRUTH[text.strip().lower()],
    words.DATE: lambda text: date.fromisoformat(text.strip()),
    words.LIST: lambda text: [line.strip() for line in text.splitlines() if line.strip()],
    words.NOTHING: lambda text: _empty(text, None),
    words.EMPTY_LIST: lambda text: _empty(text, []),
    words.EMPTY_GROUP: lambda text: _empty(text, {}),
}


def key_text(location: Location) -> str:
    """The text of a key."""
    text = ""
    for step in location:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            for plain, escaped in _ESCAPES:
                step = str(step).replace(plain, escaped)  # noqa: PLW2901  one step, escaped mark by mark
            text += f"/{step}" if text else step
    return text


def location_of(text: str) -> Location:
    """The location that the text of a key means.

    Raises:
        MappingError: If it is none.
    """
    plain = text.strip()
    steps: list[int | str] = []
    place = 0
    while place < len(plain):
        match = _STEP.match(plain, place)
        if match is None or (not steps and match[1]) or (steps and match[2] and plain[place] != "/"):
            raise MappingError(KEY_UNREADABLE, text)
        steps.append(int(match[1]) - 1 if match[1] else _unescaped(match[2]))
        place = match.end()
    if not steps or plain.startswith("/"):
        raise MappingError(KEY_UNREADABLE, text)
    return tuple(steps)


def _unescaped(step: str) -> str:
    for plain, escaped in reversed(_ESCAPES):
        step = step.replace(escaped, plain)
    return step


def put(tree: dict[str, Any], location: Location, value: Any) -> None:
    """Write a value at its place in a tree. Lists grow at their end only.

    Raises:
        MappingError: If something else stands there or a position is left out.
    """
    node: Any = tree
    step: Any
    for step, following in zip(location, (*location[1:], None), strict=True):
        last = following is None
        fresh: Any = value if last else [] if isinstance(following, int) else {}
        if not isinstance(node, list if isinstance(step, int) else dict):
            raise MappingError(KEY_TWICE, key_text(location))
        there = step < len(node) if isinstance(step, int) else step in node
        if not there:
            if isinstance(node, dict):
                node[step] = fresh
            elif step == len(node):
                node.append(fresh)
            else:
                raise MappingError(KEY_UNREADABLE, key_text(location))
        elif last and not (value == {} and isinstance(node[step], dict)):
            raise MappingError(KEY_TWICE, key_text(location))
        node = node[step]
