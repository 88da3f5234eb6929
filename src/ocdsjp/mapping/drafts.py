"""A draft: what a row (or group of rows) says about one event of one contracting process, before it has an ocid.

Drafts are the product of mapping and the input of linking. The body is a release without its head (ocid, id, date,
tag); it is serialised once, here, and its bytes travel unchanged into the release, the package and the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

Rows = tuple[tuple[str | None, int], ...]
"""Sheet (None for formats without sheets) and row number of each row that a draft was made from."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One event.

    Attributes:
        publisher_code: 団体コード of the body whose record it is.
        key: Key of the contracting process within that publisher, safe in URLs.
        phase: planning, tender, award, contract or implementation; with ``:`` and the event's own number (such as
            変更回数) where a process has several events of the phase.
        date: Date of the event as the source states it (RFC 3339, +09:00), or None.
        fiscal_year: Fiscal year of that date as text, or "undated".
        tags: Release tags.
        rows: The rows that it was made from.
        yen: Yen of the active awards (or, without awards' values, contracts) in the body.
        related: (relationship, key) of other processes of the same publisher.
        body: The release without head, as JSON bytes.
    """

    publisher_code: str
    key: str
    phase: str
    date: str | None
    fiscal_year: str
    tags: tuple[str, ...]
    rows: Rows
    yen: int
    related: tuple[tuple[str, str], ...]
    body: bytes


def dump_draft(draft: Draft) -> bytes:
    """One line: the facts as a JSON array, a tab, the body. JSON never holds a raw tab."""
    facts = (
        draft.publisher_code,
        draft.key,
        draft.phase,
        draft.date,
        draft.fiscal_year,
        draft.tags,
        draft.rows,
        draft.yen,
        draft.related,
    )
    return orjson.dumps(facts) + b"\t" + draft.body


def load_draft(line: bytes) -> Draft:
    """The inverse of ``dump_draft``."""
    facts, _, body = line.partition(b"\t")
    code, key, phase, date, fiscal_year, tags, rows, yen, related = orjson.loads(facts)
    return Draft(
        code,
        key,
        phase,
        date,
        fiscal_year,
        tuple(tags),
        tuple((sheet, row) for sheet, row in rows),
        yen,
        tuple((relationship, other) for relationship, other in related),
        body,
    )


def dump_years(lines: Iterable[bytes]) -> bytes:
    """The first line of a drafts file: each process key with the fiscal year of its first draft, in order.

    Linking needs no more than this, so it need not read the drafts.
    """
    years: dict[str, str] = {}
    for line in lines:
        _, key, _, _, fiscal_year, *_ = orjson.loads(line.partition(b"\t")[0])
        years.setdefault(key, fiscal_year)
    return orjson.dumps(list(years.items()))


def load_years(line: bytes) -> list[tuple[str, str]]:
    """The inverse of ``dump_years``."""
    return [(key, fiscal_year) for key, fiscal_year in orjson.loads(line)]


def dump_body(body: dict[str, Any]) -> bytes:
    """A release body as JSON bytes; insertion order is kept, so equal bodies built alike are equal bytes."""
    return orjson.dumps(body)
