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

DEEPEST = 64
"""Deepest nesting of arrays and objects that is read; OCDS with every extension needs about 15."""

JSON_SYNTAX = Rule(
    "json-syntax",
    "JSON として読めません（{reason}、{at} 文字目）。",
    "This is not JSON ({reason}, character {at}).",
    "その位置の括弧・引用符・カンマを直すか、データを書き出したソフトで出力し直してください。",
    "Mend brackets, quotes and commas there, or export the data again from the program that wrote it.",
)
JSON_TRUNCATED = Rule(
    "json-truncated",
    "JSON が途中で終わっています（{at} 文字目）。",
    "The JSON ends before it is complete (character {at}).",
    "ダウンロードや書き出しが途中で止まっていないか確かめ、もう一度取得してください。",
    "Check whether the download or export was cut off, and fetch the file again.",
)
JSON_TRAILING = Rule(
    "json-trailing-data",
    "JSON の終わりの後に余分なデータがあります（{at} 文字目: {value}）。",
    "There is more data after the end of the JSON ({value}, character {at}).",
    "余分な部分を消すか、値を1行に1件ずつ置いた JSON Lines にしてください。",
    "Remove the rest, or put one value on each line (JSON Lines).",
)
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
JSON_DUPLICATE_KEY = Rule(
    "json-duplicate-key",
    "同じオブジェクトにキー『{value}』が2回以上あります。読む側は最後の1つだけを使い、ほかは失われます。",
    'The key "{value}" occurs more than once in one object; readers keep the last one and lose the others.',
    "どれが正しいかを決め、1つだけ残してください。",
    "Decide which one is right and keep only that.",
)
JSON_TOO_DEEP = Rule(
    "json-too-deep",
    "入れ子が {limit} 段を超えています。",
    "Arrays and objects are nested deeper than {limit} levels.",
    "OCDS にこれほど深い構造はありません。書き出しの誤りか、壊れたデータでないか確かめてください。",
    "OCDS has no structure this deep: check the export for a mistake.",
)
JSON_SURROGATE = Rule(
    "json-lone-surrogate",
    "文字コードの片割れ（サロゲートの半分）{value} があり、文字になりません。",
    "There is half a surrogate pair, {value}, which is no character.",
    "文字列を途中で切っていないか確かめ、元の文字を入れ直してください。",
    "Check whether a text was cut in the middle of a character, and put the character back.",
)
JSON_NUL = Rule(
    "json-nul",
    "文字列に NUL 文字（\\u0000）があります。多くのソフトやデータベースが読めません。",
    "A text contains the NUL character (\\u0000), which many programs and databases cannot hold.",
    "NUL 文字を取り除いてください。",
    "Remove the NUL character.",
)
JSON_CONTROL = Rule(
    "json-control-character",
    "文字列に、そのままでは書けない制御文字があります（{at} 文字目）。",
    "A text contains a raw control character (character {at}).",
    "改行は \\n、タブは \\t と書くか、取り除いてください。",
    "Write newlines as \\n and tabs as \\t, or remove the character.",
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
    at = {"at": str(error.pos + 1)}
    if error.msg == "Extra data":
        return Problem(JSON_TRAILING, value=shorten(text[error.pos :].strip()), detail=at)
    if error.msg.startswith("Invalid control character"):
        return Problem(JSON_CONTROL, detail=at)
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return Problem(JSON_TRUNCATED, detail=at)
    return Problem(JSON_SYNTAX, detail={"reason": error.msg, **at})


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
