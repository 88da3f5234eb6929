"""One JSON text to one value, without believing what parsers silently forgive.

orjson parses, because it is strict and fast. It still keeps the last of two equal keys, turns integers beyond 64 bits
into floats and nests to 1,024 levels without a word; those are found here, as is the reason when orjson refuses.
Numbers and depths inside a value are looked at by ``survey``; files and streams are the business of ``json_stream``.
"""

import json
import math
from collections.abc import Iterator
from typing import Never

import orjson

from ocdsjp.findings import Rule
from ocdsjp.quality.problems import Problem, pointer, shorten
from ocdsjp.read.rules import JSON_DUPLICATE_KEY, JSON_SURROGATE, JSON_SYNTAX, JSON_TOO_DEEP
from ocdsjp.read.trees.json_walk import DEEPEST, syntax_fault

JSON_NOT_A_NUMBER = Rule(
    "json-number-not-finite",
    "{value} は JSON の数ではありません。",
    "{value} is not a JSON number.",
    "値がないときは項目を省くか null にしてください。NaN や Infinity、桁あふれの数は書けません。",
    "Leave the field out or write null when there is no value; NaN, Infinity and overflowing numbers are not allowed.",
)
JSON_NUMBER_TOO_LARGE = Rule(
    "json-number-too-large",
    "数 {value} は大きすぎ、読む側で桁が失われます（上限は ±9007199254740991）。",
    "The number {value} is too large: readers lose digits beyond ±9007199254740991.",
    "番号や ID は文字列（引用符つき）にし、金額は円単位の正しい値か確かめてください。",
    "Write numbers that are identifiers as strings, and check amounts for a wrong unit.",
)
JSON_NUL = Rule(
    "json-nul",
    "文字列に NUL 文字（\\u0000）があります。多くのソフトやデータベースが読めません。",
    "A text contains the NUL character (\\u0000), which many programs and databases cannot hold.",
    "NUL 文字を取り除いてください。",
    "Remove the NUL character.",
)
NOT_UTF8 = Rule(
    "encoding-not-utf-8",
    "UTF-8 ではない文字があります（{at} バイト目）。",
    "The text is not UTF-8 (byte {at}).",
    "Shift_JIS（CP932）などで保存されていませんか。UTF-8 で保存し直してください。",
    "It may be Shift_JIS (CP932) or another encoding: save it as UTF-8.",
)


class JsonRefusedError(Exception):
    """A text that is no acceptable JSON; carries the problem. Never leaves this package."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.rule.id)


def parse(text: bytes) -> tuple[object, list[Problem]]:
    """The value of one JSON text, and what a forgiving parser would have hidden.

    Args:
        text: UTF-8 without a byte order mark; one value, blanks around it allowed.

    Returns:
        The value as orjson gives it, and problems that leave the value usable: keys that occur twice, NUL characters.

    Raises:
        JsonRefusedError: If the text is no JSON value or nests too deep to be handled.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise JsonRefusedError(_diagnose(text, error)) from error
    try:
        again = orjson.dumps(value)
    except orjson.JSONEncodeError as error:  # orjson reads 1,024 levels and writes 254
        raise JsonRefusedError(too_deep()) from error
    problems = list(_nul_paths(value, "")) if b"\\u0000" in text else []
    # Equal bytes, the usual case for data written by a program, prove that nothing was dropped.
    if again != text and _count_quotes(again) != _count_quotes(text):
        problems += [Problem(JSON_DUPLICATE_KEY, value=shorten(key)) for key in _repeated_keys(text)]
    return value, problems


def _nul_paths(value: object, path: str) -> Iterator[Problem]:
    match value:
        case str() if "\0" in value:
            yield Problem(JSON_NUL, path=path, value=shorten(value.replace("\0", "\\u0000")))
        case dict():
            for key, child in value.items():
                place = path + pointer(key.replace("\0", "\\u0000"))
                if "\0" in key:
                    yield Problem(JSON_NUL, path=place, value=shorten(key.replace("\0", "\\u0000")))
                yield from _nul_paths(child, place)
        case list():
            for index, child in enumerate(value):
                yield from _nul_paths(child, f"{path}/{index}")
        case _:
            pass


def too_deep() -> Problem:
    """The problem of a value that nests deeper than ``DEEPEST``."""
    return Problem(JSON_TOO_DEEP, detail={"limit": str(DEEPEST)})


def _count_quotes(text: bytes) -> int:
    """Quotation marks that open or close a string. Equal counts mean equally many keys and texts.

    A dropped duplicate takes at least its key's two quotes with it, so the counts of a text and of its value written
    again differ exactly when a key was dropped. Escapes come in runs that are read from the left, as ``replace`` does.
    """
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    return text.count(b'"')


def _repeated_keys(text: bytes) -> list[str]:
    repeated: dict[str, None] = {}

    def collect(pairs: list[tuple[str, object]]) -> None:
        seen = set()
        for key, _ in pairs:
            if key in seen:
                repeated[key] = None
            seen.add(key)

    json.loads(text, object_pairs_hook=collect, parse_int=float)
    return list(repeated)


class _NotFiniteError(ValueError):
    """A number that is none; the argument is its text."""


def _refuse_constant(name: str) -> Never:
    raise _NotFiniteError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _NotFiniteError(digits)
    return number


def _diagnose(text: bytes, error: orjson.JSONDecodeError) -> Problem:
    """Why orjson refused ``text``, found with the standard library, whose messages are stable."""
    try:
        readable = text.decode("utf-8")
    except UnicodeDecodeError as bad:
        return Problem(NOT_UTF8, value=repr(text[bad.start : bad.end]), detail={"at": str(bad.start + 1)})
    try:
        value = json.loads(readable, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_finite)
    except _NotFiniteError as bad:
        is_integer = str(bad).lstrip("-").isdigit()
        return Problem(JSON_NUMBER_TOO_LARGE if is_integer else JSON_NOT_A_NUMBER, value=shorten(str(bad)))
    except json.JSONDecodeError as bad:
        return syntax_problem(readable, bad)
    except RecursionError:
        return too_deep()
    return _refused_by_orjson_alone(value, error)


def _refused_by_orjson_alone(value: object, error: orjson.JSONDecodeError) -> Problem:
    surrogate = next(_surrogates(value), None)
    if surrogate is not None:
        return Problem(JSON_SURROGATE, value=f"\\u{ord(surrogate):04x}")
    if "depth" in error.msg:  # between orjson's 1,024 levels and the standard library's limit
        return too_deep()
    return Problem(JSON_SYNTAX, detail={"reason": error.msg, "at": str(error.pos + 1)})


def syntax_problem(text: str, error: json.JSONDecodeError) -> Problem:
    """The problem behind an error of the standard library's parser over ``text``."""
    rule, value, detail = syntax_fault(text, error)
    return Problem(rule, value=value, detail=detail)


def _surrogates(value: object) -> Iterator[str]:
    waiting = [value]  # not recursive: the value may be as deep as the interpreter allows
    while waiting:
        match waiting.pop():
            case str() as text:
                yield from (letter for letter in text if "\ud800" <= letter <= "\udfff")
            case dict() as members:
                waiting += [*members, *members.values()]
            case list() as items:
                waiting += items
            case _:
                pass
