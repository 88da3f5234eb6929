"""Puts a mapping together from what was found: the plain values that ``render`` writes and ``mapping.load`` reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from ocdsjp.mapping.suggest.declare import Plain, Table, declared
from ocdsjp.mapping.suggest.draft import releases
from ocdsjp.mapping.suggest.elements import blocks
from ocdsjp.mapping.suggest.layout_fit import Layout
from ocdsjp.mapping.suggest.model import NoDataGuess, Reason, Suggestion
from ocdsjp.mapping.suggest.no_procurement import SERVICE_WORDS

NOT_FILLED_IN = "発注機関を記入"
"""Stands for a publisher that the file does not name: no body bears it, so that its rows go to quarantine."""

UNRECOGNISED = NoDataGuess(
    None,
    (),
    Reason(
        "案件の番号も件名も見分けられず、人が決めるまで使わない",
        "neither number nor title of a case was recognised; not used until a person decides",
    ),
)


def mapping_of(suggestion: Suggestion, table: Table, layout: Layout | None) -> Plain:
    """The mapping of a suggestion, in the order in which it is written."""
    whole = any(one.column is None for one in suggestion.no_data)
    mapping: Plain = {}
    if layout is not None and not whole:
        mapping["extends"] = layout.name
    mapping["title"] = {"ja": suggestion.title, "en": f"Procurement records in {suggestion.file}"}
    if "extends" not in mapping or layout is None or "publisher" not in layout.content:
        mapping["publisher"] = _publisher(suggestion)
    if "extends" not in mapping or "licence" not in (layout.content if layout else {}):
        mapping["licence"] = {"id": "none-stated"}
    mapping["collect"] = {"folder": f"*/{suggestion.file}"}
    if "extends" not in mapping:
        mapping["read"] = dict(suggestion.read)
        if suggestion.fiscal_year is not None:
            mapping["fiscal_year"] = suggestion.fiscal_year
        mapping["key"] = {"columns": list(suggestion.key.columns)}
    if suggestion.no_data:
        mapping["no_data"] = [_no_data(one) for one in suggestion.no_data]
    if not whole:
        _add_releases(mapping, suggestion, table, layout)
    mapping["ignore"] = list(_ignored(suggestion, mapping, layout))
    return {key: value for key, value in mapping.items() if value not in ({}, [])}


def _publisher(suggestion: Suggestion) -> Plain:
    guess = suggestion.publisher
    if guess.code is not None:
        return {"code": guess.code}
    if guess.column is None:
        return {"name": {"constant": NOT_FILLED_IN}}
    prefecture = {"prefecture": guess.prefecture} if guess.prefecture is not None else {}
    return {"name": guess.column, **prefecture}


def _no_data(guess: NoDataGuess) -> Plain:
    reason = {"ja": guess.reason.ja, "en": guess.reason.en}
    if guess.column is None:
        return {"reason": reason}
    if guess.whole_cell:
        return {"when": {"column": guess.column, "equals": list(guess.contains)}, "reason": reason}
    words = {"column": guess.column, "contains": list(guess.contains)}
    service = {"column": guess.column, "contains": list(SERVICE_WORDS), "negate": True}
    return {"when": [words, service], "reason": reason}


def _add_releases(mapping: Plain, suggestion: Suggestion, table: Table, layout: Layout | None) -> None:
    if layout is not None:
        more = _beyond(table, layout)
        if more:
            mapping["releases"] = more
        return
    if suggestion.shape == "bidder":
        mapping["rows"] = "group"
    mapping["blocks"] = blocks(table)
    mapping["releases"] = releases(table)


def _beyond(table: Table, layout: Layout) -> list[Plain]:
    """The fields of columns that the layout does not know, in its own last release."""
    new = [
        column for column in table.plain() if layout.field_of(column.name) is None and not layout.mentions(column.name)
    ]
    last = layout.mapping.releases[-1] if layout.mapping.releases else None
    fields: Plain = {}
    for column in new if last is not None else ():
        for path, value in declared(table, column).items():
            if path not in (last.fields if last is not None else {}):
                fields[path] = value
    return [{"phase": last.phase, "fields": fields}] if last is not None and fields else []


def _ignored(suggestion: Suggestion, mapping: Plain, layout: Layout | None) -> Iterator[str]:
    """Known columns that nothing uses; open ones are not among them, so that every run tells of them."""
    whole = "releases" not in mapping and "extends" not in mapping
    used = set(_named(mapping))
    for column in suggestion.columns:
        if layout is not None and "extends" in mapping and layout.mentions(column.name):
            continue
        if column.name not in used and (whole or column.certainty != "open"):
            yield column.name


def _named(value: Any) -> Iterator[str]:
    """Every text in a mapping that may be a column: comparing is enough, nothing else looks like one."""
    if isinstance(value, str):
        yield value
        yield from (part.split("}")[0] for part in value.split("{")[1:])
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _named(part)
