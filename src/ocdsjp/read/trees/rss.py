"""Reads a feed (RSS 0.9x to 2.0, RSS 1.0, Atom) as one grid with the same columns whichever it is.

``title``, ``link``, ``published``, ``description``, ``categories`` (a line each). Other elements of an entry have their
path as in ``xml``, which does the parsing. A moment is given as Japan's clock shows it, because cells have no zone.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from ocdsjp.errors import ReadError
from ocdsjp.read import rules
from ocdsjp.read.cells import Value
from ocdsjp.read.limits import Limits
from ocdsjp.read.options import ReadOptions
from ocdsjp.read.tables import Grid, Report
from ocdsjp.read.trees.records import Record, Tree, flatten, note_nul, record_grid
from ocdsjp.read.trees.xml import open_xml, records
from ocdsjp.read.trees.xml_text import XmlText

COLUMNS = ("title", "link", "published", "description", "categories")

_JAPAN = timezone(timedelta(hours=9))
# Where each kind of feed writes what; the first that is there counts. RSS 2.0, RSS 1.0 with Dublin Core, Atom (RFC
# 4287: the link without rel, or with rel="alternate", is the entry's page).
_PLACES: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "published": ("pubDate", "dc:date", "published", "updated"),
    "description": ("description", "content:encoded", "summary", "content"),
    "categories": ("category", "dc:subject"),
}


def open_grid(path: Path, options: ReadOptions, limits: Limits, report: Report) -> Grid:
    """The entries of a feed.

    Raises:
        ReadError: If it is no XML, has a DTD, is in no known encoding, or is no feed.
    """
    text = open_xml(path, options, report)
    grid, nul_count = record_grid(None, partial(_entries, text, _kind(text, limits), limits), limits, report)
    note_nul(nul_count, report)
    return grid


def _kind(text: XmlText, limits: Limits) -> str:
    """The element that an entry is in this feed: ``item`` or ``entry``.

    Raises:
        ReadError: If there is neither.
    """
    for place in ("item", "entry"):
        try:
            next(records(text, place, limits))
        except ReadError as error:
            if error.rule is not rules.RECORDS_NOT_FOUND:
                raise
            found = error.detail["found"]
        else:
            return place
    raise ReadError(rules.RECORDS_NOT_FOUND, "item / entry", found=found)


def _entries(text: XmlText, place: str, limits: Limits) -> Iterator[Record]:
    for number, tree in enumerate(records(text, place, limits), start=1):
        yield Record(number, _entry(tree))


def _entry(tree: Tree) -> dict[str, Value]:
    items = flatten(tree)
    taken: dict[str, Value] = {"title": None, "link": _take_link(items)}
    for name in ("title", "published", "description", "categories"):
        taken[name] = _take(items, _PLACES[name])
    if taken["categories"] is None:
        taken["categories"] = _terms(items)
    taken["published"] = _moment(taken["published"])
    ordered = {name: taken[name] for name in COLUMNS}
    return {**ordered, **{name: value for name, value in items.items() if name not in ordered}}


def _take(items: dict[str, Value], places: tuple[str, ...]) -> Value:
    """The first value at one of the places; it is taken out of the items, the others stay."""
    return next((items.pop(place) for place in places if items.get(place) is not None), None)


def _take_link(items: dict[str, Value]) -> Value:
    """The address of the entry's own page."""
    if items.get("link") is not None:
        return items.pop("link")
    for name in [name for name in items if name.startswith("link") and name.endswith("@href")]:
        if items.get(name.removesuffix("href") + "rel") in {None, "alternate"}:
            return items.pop(name)
    return items.get("@rdf:about") or _permanent(items)


def _permanent(items: Mapping[str, Value]) -> Value:
    """The guid of an RSS 2.0 item, which is its address unless it says otherwise."""
    guid = items.get("guid")
    return guid if isinstance(guid, str) and guid.startswith(("http://", "https://")) else None


def _terms(items: dict[str, Value]) -> Value:
    """Atom writes categories as attributes."""
    names = [name for name in items if name.startswith("category") and name.endswith("@term")]
    return "\n".join(str(items.pop(name)) for name in names) or None


def _moment(written: Value) -> Value:
    """RFC 822 or ISO 8601 as a moment on Japan's clock; what is neither stays as written."""
    if not isinstance(written, str):
        return written
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        try:
            moment = parsedate_to_datetime(written)
        except ValueError:
            return written
    return moment if moment.tzinfo is None else moment.astimezone(_JAPAN).replace(tzinfo=None)
