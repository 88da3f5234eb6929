"""Any publisher's OCDS file to the releases and records in it, one at a time.

Says what each JSON value is: release, compiled release, record, release package or record package; alone, in an array,
or one per line. Whether it is right is for ``validation`` and ``checks`` to say. Memory: one item, or one package when
packages stand on the lines of a JSON Lines file or in an array.
"""

from collections.abc import Generator, Iterator
from enum import StrEnum
from typing import BinaryIO, NamedTuple, TypeAlias

from ocdsjp.findings import Rule
from ocdsjp.quality import json_stream, strict_json
from ocdsjp.quality.problems import Problem, pointer, shorten
from ocdsjp.quality.strict_json import JsonRefusedError
from ocdsjp.read.rules import JSON_DUPLICATE_KEY, JSON_TRAILING

Object: TypeAlias = dict[str, object]

_UNDECIDED = 1000
"""Releases held back while it is open whether they belong to a record or to a package: no process has this many."""

UNKNOWN_KIND = Rule(
    "ocds-kind-unknown",
    "OCDS のリリース、レコード、パッケージのどれでもありません。",
    "This is no OCDS release, record or package.",
    "ocid と tag（リリース）、releases か records（パッケージ）があるか確かめてください。--kind で種類を指定できます。",
    "Check for ocid and tag (release), releases or records (package). `--kind` sets the kind by hand.",
)


class Kind(StrEnum):
    """What a JSON value of OCDS is."""

    RELEASE = "release"
    COMPILED_RELEASE = "compiled-release"
    RECORD = "record"
    RELEASE_PACKAGE = "release-package"
    RECORD_PACKAGE = "record-package"


_LISTS = {Kind.RELEASE_PACKAGE: "releases", Kind.RECORD_PACKAGE: "records"}
_PARTS = {Kind.RELEASE_PACKAGE: Kind.RELEASE, Kind.RECORD_PACKAGE: Kind.RECORD}
# Fields that a package has and a record has not (release-package-schema.json, OCDS 1.1.5).
_PACKAGE_FIELDS = frozenset(
    ("uri", "version", "extensions", "publisher", "publishedDate", "license", "publicationPolicy", "packages")
)


class Spot(NamedTuple):
    """Where in a file a value stands.

    Attributes:
        line: 1-based line in JSON Lines, else None.
        path: JSON pointer from the line's value, or from the file's.
    """

    line: int | None = None
    path: str = ""

    def at(self, *steps: str | int) -> "Spot":
        """The place of a value inside the one at this place."""
        return Spot(self.line, self.path + pointer(*steps))


class Item(NamedTuple):
    """A release, compiled release or record."""

    kind: Kind
    value: Object
    spot: Spot


class Package(NamedTuple):
    """A package after its last item: what it says about itself, without the items, which came before."""

    kind: Kind
    metadata: Object
    items: int
    spot: Spot


class Flaw(NamedTuple):
    """A value, or a whole file, that could not be read as it stands; reading goes on where it can."""

    problem: Problem
    spot: Spot = Spot()


Part: TypeAlias = Item | Package | Flaw


def kind_of(value: object) -> Kind | None:
    """What a JSON value is by the fields it has, or None if it is no OCDS."""
    if not isinstance(value, dict):
        return None
    if "ocid" not in value:
        for kind, name in _LISTS.items():
            if isinstance(value.get(name), list):
                return kind
    elif "releases" in value or "compiledRelease" in value or "versionedRelease" in value:
        return Kind.RECORD
    if "ocid" in value or "tag" in value or "initiationType" in value:
        return _kind_of_release(value)
    return None


def _kind_of_release(value: Object) -> Kind:
    tag = value.get("tag")
    return Kind.COMPILED_RELEASE if isinstance(tag, list) and "compiled" in tag else Kind.RELEASE


def read(stream: BinaryIO, kind: Kind | None = None) -> Iterator[Part]:
    """The parts of one file in their order.

    Args:
        stream: UTF-8 JSON or JSON Lines, possibly gzip. Need not be seekable. Not closed.
        kind: What every top-level value is, when its fields should not decide.

    Returns:
        Items as they are read, a package after its items, flaws where they were met. Malformed input is never an
        exception; errors of the operating system are.
    """
    try:
        pieces, problems = json_stream.without_mark(json_stream.chunks(stream))
        for problem in problems:
            yield Flaw(problem)
        head = next(pieces)
        rest = _rejoin(head, pieces)
        yield from _read_lines(rest, kind) if json_stream.is_lines(head) else _read_document(rest, kind)
    except JsonRefusedError as refused:
        yield Flaw(refused.problem)


def _rejoin(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def _read_lines(pieces: Iterator[bytes], kind: Kind | None) -> Iterator[Part]:
    for number, line in json_stream.lines(pieces):
        spot = Spot(number)
        if line:
            yield from _read_text(line, kind, spot)
        else:
            yield Flaw(json_stream.too_long(), spot)


def _read_text(text: bytes, kind: Kind | None, spot: Spot) -> Iterator[Part]:
    """The parts of one JSON text that is held whole; a text that cannot be read is a flaw, and reading goes on."""
    for value in (yield from _parsed(text, spot)):
        yield from _parts_of(value, kind, spot)


def _parsed(text: bytes, spot: Spot) -> Generator[Flaw, None, list[object]]:
    """Yields what is wrong with a text and returns its value in a list, which is empty when there is none."""
    try:
        value, problems = strict_json.parse(text)
    except JsonRefusedError as refused:
        yield Flaw(refused.problem, spot)
        return []
    for problem in problems:
        yield Flaw(problem, spot)
    return [value]


def _parts_of(value: object, kind: Kind | None, spot: Spot) -> Iterator[Part]:
    found = kind or kind_of(value)
    if found is None or not isinstance(value, dict):
        yield Flaw(Problem(UNKNOWN_KIND, value=shorten(repr(value))), spot)
        return
    name = _LISTS.get(found)
    if name is None:
        yield Item(found, value, spot)
        return
    items = value.get(name)
    count = 0
    for index, item in enumerate(items if isinstance(items, list) else []):
        count += 1
        yield from _package_item(found, item, spot.at(name, index))
    metadata = {key: member for key, member in value.items() if key != name or not isinstance(items, list)}
    yield Package(found, metadata, count, spot)


def _package_item(package: Kind, item: object, spot: Spot) -> Iterator[Part]:
    if not isinstance(item, dict):
        yield Flaw(Problem(UNKNOWN_KIND, value=shorten(repr(item))), spot)
    elif package is Kind.RELEASE_PACKAGE:
        yield Item(_kind_of_release(item), item, spot)
    else:
        yield Item(Kind.RECORD, item, spot)


def _read_document(pieces: Iterator[bytes], kind: Kind | None) -> Iterator[Part]:
    """The parts of a document that may be far larger than memory."""
    scanner = json_stream.Scanner(pieces)
    spot = Spot()
    number = 1
    while True:
        if scanner.peek() == "[":
            for index, text in enumerate(scanner.elements()):
                yield from _read_text(text, kind, spot.at(index))
        else:
            yield from _read_object(scanner, kind, spot)
        scanner.on_new_line = False
        follower = scanner.peek()
        if not follower:
            return
        if not scanner.on_new_line:
            yield Flaw(Problem(JSON_TRAILING, value=follower, detail={"at": str(scanner.characters + 1)}), spot)
            return
        number += 1  # JSON Lines whose first line is longer than what was looked at
        spot = Spot(number)


def _read_object(scanner: json_stream.Scanner, kind: Kind | None, spot: Spot) -> Iterator[Part]:
    """An object's parts, the items of a package as they come, whichever order its fields have."""
    members: Object = {}
    package: Kind | None = None
    count = 0
    for key in scanner.members():
        place = spot.at(key)
        if key in members or (package is not None and key == _LISTS[package]):
            yield Flaw(Problem(JSON_DUPLICATE_KEY, value=shorten(key)), spot)
        listed = _package_of(key, kind, members) if scanner.peek() == "[" else None
        if listed is None:
            for value in (yield from _parsed(scanner.value(), place)):
                members[key] = value
            continue
        decided = kind is not None or bool(members.keys() & _PACKAGE_FIELDS)
        held, streamed = yield from _stream_items(scanner, listed, place, decided=decided)
        count += streamed
        if streamed:
            package = listed
        else:
            members[key] = held
    if package is None:
        yield from _parts_of(members, kind, spot)
    else:
        yield Package(package, members, count, spot)


def _stream_items(
    scanner: json_stream.Scanner, package: Kind, place: Spot, *, decided: bool
) -> Generator[Part, None, tuple[list[object], int]]:
    """Yields the items of a package's array. Returns items held back as undecided, or how many were yielded."""
    held: list[object] = []
    streamed = 0
    for index, text in enumerate(scanner.elements()):
        where = place.at(index)
        for value in (yield from _parsed(text, where)):
            if decided:
                streamed += 1
                yield from _package_item(package, value, where)
            else:
                held.append(value)
        if len(held) >= _UNDECIDED:
            decided = True
            for number, value in enumerate(held):
                streamed += 1
                yield from _package_item(package, value, place.at(number))
            held = []
    return held, streamed


def _package_of(key: str, kind: Kind | None, members: Object) -> Kind | None:
    """The kind of package whose items the array under ``key`` holds, or None when it is an ordinary member."""
    if "ocid" in members and kind is None:
        return None
    for package, name in _LISTS.items():
        if key == name and kind in (None, package):
            return package
    return None
