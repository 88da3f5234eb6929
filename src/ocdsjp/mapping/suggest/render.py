"""A suggestion as the text of a mapping file, with a comment beside each line that says how sure it is and why.

Choices for open columns stand as comments; a person takes the sign away from the line that is right.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from ocdsjp.mapping.suggest.model import Choice, ColumnGuess, Suggestion

_SCHEMA = "# yaml-language-server: $schema=../../../schemas/mapping.schema.json"
# Plain scalars: no sign of YAML in them, nothing that YAML would take for a number, a date, true or null.
_PLAIN = re.compile(
    r"(?![\d.~<=+-]|(?i:true|false|yes|no|on|off|null|y|n)$)[^\s:#,\[\]{}&*!|>'\"%@`?\\-][^:#,\[\]{}'\"\\\n\t]*(?<!\s)"
)
_WIDEST_EXAMPLE = 24
_SURE = {"sure": "確実 sure", "likely": "たぶん likely", "open": "未定 open", "ignored": "不使用 ignored"}


def to_mapping_yaml(suggestion: Suggestion) -> str:
    """The text of a mapping file that ``ocdsjp mapping check`` accepts. Pure; UTF-8, LF."""
    return "\n".join(_lines(suggestion)) + "\n"


def _lines(suggestion: Suggestion) -> Iterator[str]:
    mapping = dict(suggestion.mapping)
    comments = _comments(suggestion)
    yield _SCHEMA
    yield from _head(suggestion)
    for key in ("extends", "title", "publisher", "licence", "collect", "read", "fiscal_year", "key", "rows", "no_data"):
        if key in mapping:
            yield from _entry(key, mapping[key], _note(key, suggestion))
    yield from _blocks(mapping.get("blocks", {}))
    if mapping.get("releases"):
        yield "releases:"
        for release in mapping["releases"]:
            yield from _release(release, comments)
    yield from _choices(suggestion)
    if mapping.get("ignore"):
        yield "# 使わない列 / columns left out:"
        yield from (f"#   {_comment_text(column.name)}: {column.reason_ja}" for column in _ignored(suggestion))
        yield f"ignore: {flow(mapping['ignore'])}"


def _head(suggestion: Suggestion) -> Iterator[str]:
    count = f"{suggestion.rows_seen:,}"
    whole = "全行" if suggestion.complete else "はじめの行"
    yield f"# {_comment_text(suggestion.file)} から作った下書き（{whole} {count} 行を見た）。確かめてから使うこと。"
    yield f"# A draft made from {_comment_text(suggestion.file)} ({count} rows looked at). Confirm it before use."
    for note in suggestion.notes:
        yield f"# {note.ja} / {note.en}"


def _note(key: str, suggestion: Suggestion) -> str:
    """The comment above a part."""
    if key == "publisher":
        reason = suggestion.publisher.reason
        mark = "" if suggestion.publisher.known else "★記入 FILL IN: code: 団体コード6桁。"
        return f"{mark}{reason.ja} / {reason.en}"
    if key == "key":
        mark = "" if suggestion.key.sure else "★確認 CHECK: "
        return f"{mark}{suggestion.key.reason.ja} / {suggestion.key.reason.en}"
    if key == "licence":
        return "★確認 CHECK: 利用条件を見て、observed にその日を書く / read the terms and state the day"
    if key == "collect":
        return "★確認 CHECK: 受け口の下の場所 / the place below the inbox"
    if key == "no_data":
        return "; ".join(dict.fromkeys(f"{one.reason.ja} / {one.reason.en}" for one in suggestion.no_data))
    return ""


def _entry(key: str, value: Any, note: str) -> Iterator[str]:
    if note:
        yield f"# {_comment_text(note)}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{key}:"
        yield from (f"  - {flow(one)}" for one in value)
    else:
        yield f"{key}: {flow(value)}"


def _blocks(blocks: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    if blocks:
        yield "blocks:"
    for name, series in blocks.items():
        yield f"  {name}:"
        yield from (f"    - {flow(one)}" for one in series)


def _release(release: Mapping[str, Any], comments: Mapping[str, str]) -> Iterator[str]:
    first = True
    for key, value in release.items():
        lead = "  - " if first else "    "
        first = False
        if key == "fields":
            yield f"{lead}fields:"
            for path, declared in value.items():
                why = "；".join(dict.fromkeys(comments[name] for name in _columns(declared) if name in comments))
                if why:
                    yield f"      # {why}"
                yield f"      {path}: {flow(declared)}"
        elif key == "sections":
            yield f"{lead}sections:"
            yield from (f"      {path}: {flow(section)}" for path, section in value.items())
        else:
            yield f"{lead}{key}: {flow(value)}"


def _comments(suggestion: Suggestion) -> dict[str, str]:
    """What to say of each active column."""
    return {
        column.name: f"{column.letter}列 {_SURE[column.certainty]}: {_comment_text(column.reason_ja)} / "
        f"{_comment_text(column.reason_en)}"
        for column in suggestion.columns
        if column.active
    }


def _columns(declared: Any) -> Iterator[str]:
    """The columns that a declaration names."""
    if isinstance(declared, str):
        yield declared
    elif isinstance(declared, dict):
        for key, value in declared.items():
            if key == "template":
                yield from re.findall(r"\{([^}]+)\}", value)
            elif key in {"column", "name", "number", "address", "unit", "organization", "first_of"}:
                yield from _columns(value)
    elif isinstance(declared, list):
        for part in declared:
            yield from _columns(part)


def _ignored(suggestion: Suggestion) -> list[ColumnGuess]:
    listed = set(suggestion.mapping.get("ignore", ()))
    return [column for column in suggestion.columns if column.name in listed]


def _choices(suggestion: Suggestion) -> Iterator[str]:
    """The open columns with their choices, as comments."""
    left = [column for column in suggestion.columns if column.certainty == "open"]
    if not left:
        return
    yield "# 決まらなかった列。正しい行を fields: の下に移し # を取る。使わないなら ignore に書く。"
    yield "# Columns left open: move the right line below fields: and take the # away, or list the column under ignore."
    for column in left:
        examples = "、".join(_comment_text(text)[:_WIDEST_EXAMPLE] for text in column.examples) or "－"
        why = _comment_text(f"{column.reason_ja} / {column.reason_en}")
        yield f"# {column.letter}列『{_comment_text(column.name)}』例: {examples}（{why}）"
        for choice in column.alternatives:
            yield f"#     {declared_as(choice, column.name)}"


def declared_as(choice: Choice, name: str) -> str:
    """The line of a mapping that makes of a column what a choice says."""
    path = re.sub(r"^(awards|contracts|bids/details)/0/", r"\1/*/", choice.field)
    ending, value = _AS.get(choice.kind, ("", {"read": choice.kind}))
    if choice.kind in _PART:
        return f"{path.removesuffix(ending)}: {flow({'organization': {_PART[choice.kind]: name}})}"
    if choice.kind == "text":
        return f"{path}: {flow(name)}"
    if choice.kind == "method":
        path = "tender/procurementMethod"
    return f"{path.removesuffix(ending)}: {flow({'column': name, **value})}"


_PART = {"organization": "unit", "supplier": "name", "corporate_number": "number"}
_AS: Mapping[str, tuple[str, dict[str, str]]] = {
    "yen": ("/amount", {"read": "yen"}),
    "organization": ("/name", {}),
    "corporate_number": ("/0/id", {}),
    "method": ("", {"term": "procurement_methods"}),
    "category": ("", {"term": "categories"}),
    "legal_basis": ("", {"term": "legal_bases"}),
}


def flow(value: Any) -> str:
    """A value in YAML's flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.isprintable():
        return value
    written = orjson.dumps(value).decode()
    # JSON is YAML but for characters that show nothing, which YAML wants escaped.
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in written)


def _comment_text(text: str) -> str:
    """Text on one line without characters that would end a comment or turn its direction."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
