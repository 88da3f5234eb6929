"""Compiles any publisher's OCDS files: finds the releases in them, whatever their shape, and merges them by ocid.

Streams: one release (or one record, or one line of JSON Lines) is in memory at a time; the releases wait on disk, in
the temporary SQLite table of ocdskit's packager, until all of a process are known. Never uses the network: links to
releases are not followed, and every publisher's data is merged by our profile. How releases merge is in ``merge``.
"""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import ijson
import orjson
from ocdskit.packager import Packager
from ocdskit.util import is_linked_release

from ocdsjp.errors import ReadError
from ocdsjp.findings import Rule
from ocdsjp.ocds.merge import Release, Report, compile_releases, refuse

NOT_JSON = Rule(
    id="json-malformed",
    ja="{file} は正しいJSONではありません（{value}）。",
    en="{file} is not well-formed JSON ({value}).",
    mend_ja="ファイルが途中で切れていないか、UTF-8で保存されているかを確かめてください。",
    mend_en="Check that the file is complete and saved as UTF-8.",
)
NOT_OCDS = Rule(
    id="ocds-not-found",
    ja="{file} にOCDSではないデータがあります（{value}）。",
    en="{file} holds something that is not OCDS ({value}).",
    mend_ja="リリース、レコード、またはそのパッケージのJSONを指定してください。",
    mend_en="Give releases, records, or packages of these, as JSON.",
)
NOT_STORABLE = Rule(
    id="release-not-storable",
    ja="{file} に、入れ子が深すぎるか数値が大きすぎるリリースがあります（{value}）。",
    en="{file} holds a release that is nested too deeply or has a number that is too large ({value}).",
    mend_ja="入れ子は254段、整数は64ビットまでです。",
    mend_en="The limits are 254 levels and integers of 64 bits.",
)
LINKED_ONLY = Rule(
    id="record-without-releases",
    ja="{file} のレコード {value} には、リリースへのリンクだけがあります。リンク先は取得しません。",
    en="{file}: the record {value} has links to releases only, and links are not followed.",
    mend_ja="リリースを埋め込んだファイル、または compiledRelease のあるファイルを使ってください。",
    mend_en="Use a file with embedded releases, or with compiledRelease.",
)

Source = Path | BinaryIO

# A line up to this size is parsed at once; a longer one is a whole package without line breaks, and is streamed.
_LINE_LIMIT = 16 * 1024 * 1024
_BATCH = 1000  # releases per insert: keeps the buffer at a few megabytes
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_STARTS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})

_Events = Iterator[tuple[str, Any]]


def compile_stream(sources: Iterable[Source], *, report: Report = refuse) -> Iterator[Release]:
    """The compiled release of every process in the files, ordered by ocid.

    Args:
        sources: Paths or binary files; see ``releases_in`` for what they may hold.
        report: Called for what merging does silently, see ``compile_releases``.

    Raises:
        ReadError: If a file is not JSON, not OCDS, or a record of it has nothing but links.
        MergeError: If the releases of a process contradict each other, or a problem is refused.
    """
    with Packager() as packager:
        for source in sources:
            _add(packager, source)
        for _ocid, rows in packager.backend.get_releases_by_ocid():
            yield compile_releases((row[-1] for row in rows), report=report)


def _add(packager: Packager, source: Source) -> None:
    for number, release in enumerate(releases_in(source), start=1):
        packager.backend.add_release(release, "")
        if number % _BATCH == 0:
            _flush(packager, source)
    _flush(packager, source)


def _flush(packager: Packager, source: Source) -> None:
    try:
        packager.backend.flush()
    except orjson.JSONEncodeError as error:
        # The packager stores releases with orjson: at most 254 levels and integers of 64 bits.
        raise ReadError(NOT_STORABLE, str(error), file=_name(source)) from error


def releases_in(source: Source) -> Iterator[Release]:
    """Every release in a file, in its order.

    Args:
        source: A path or binary file with release packages, record packages, records or releases (compiled ones
            too): as one JSON value, an array, values after each other, or JSON Lines; plain or gzip.

    Yields:
        Releases with a string ``ocid``. A record gives its embedded releases; if it has links only, its compiled
        release stands for them.

    Raises:
        ReadError: If the file is not JSON or not OCDS, or a record has neither releases nor a compiled release.
    """
    with _opened(source) as (file, name):
        try:
            for item in _items(file, name):
                yield from _releases(item, name)
        except (orjson.JSONDecodeError, ijson.JSONError, UnicodeError, EOFError, OSError, zlib.error) as error:
            raise ReadError(NOT_JSON, str(error), file=name) from error


@contextmanager
def _opened(source: Source) -> Iterator[tuple[BinaryIO, str]]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file, _name(source)
    else:
        yield source, _name(source)


def _name(source: Source) -> str:
    return str(getattr(source, "name", "-"))


def _items(file: BinaryIO, name: str) -> Iterator[Any]:
    """The values to look for releases in: whole lines of JSON Lines, else the parts of each value."""
    stream = _unzipped(file)
    first = stream.readline(_LINE_LIMIT).removeprefix(_BOM)
    if not _is_json(first):
        yield from _streamed(_rejoined(first, stream), name)
        return
    yield from _whole(first)
    while line := stream.readline(_LINE_LIMIT):
        if len(line) == _LINE_LIMIT:
            yield from _streamed(_rejoined(line, stream), name)
            return
        if not line.isspace():
            yield from _whole(line)


def _whole(line: bytes) -> Iterator[Any]:
    value = orjson.loads(line)
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _unzipped(file: BinaryIO) -> io.BufferedIOBase:
    start = file.read(len(_GZIP))
    stream = _rejoined(start, file)
    return gzip.GzipFile(fileobj=stream) if start == _GZIP else stream


def _is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


class _Rejoined(io.RawIOBase):
    """A stream with its beginning, which was read already, put back."""

    def __init__(self, beginning: bytes, rest: BinaryIO | io.BufferedIOBase) -> None:
        self._beginning = beginning
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._beginning[: len(buffer)] or self._rest.read(len(buffer))
        self._beginning = self._beginning[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _rejoined(beginning: bytes, rest: BinaryIO | io.BufferedIOBase) -> io.BufferedReader:
    return io.BufferedReader(_Rejoined(beginning, rest), buffer_size=1 << 16)


def _streamed(stream: io.BufferedIOBase, name: str) -> Iterator[Any]:
    """The members of packages and arrays, one by one; any other value whole."""
    events: _Events = iter(ijson.basic_parse(stream, multiple_values=True, use_float=True))
    for event, value in events:
        if event == "start_array":
            yield from _members(events)
        elif event == "start_map":
            yield from _parts(events)
        else:
            raise ReadError(NOT_OCDS, str(value), file=name)


def _parts(events: _Events) -> Iterator[Any]:
    """The members of ``releases`` or ``records``; a release or a record itself."""
    rest: Release = {}
    is_package = False
    for event, key in events:
        if event == "end_map":
            break
        event_inside, value = next(events)
        if key in {"releases", "records"} and event_inside == "start_array" and "ocid" not in rest:
            is_package = True
            yield from _members(events)
        else:
            rest[key] = _built(event_inside, value, events)
    if not is_package:
        yield rest


def _members(events: _Events) -> Iterator[Any]:
    for event, value in events:
        if event == "end_array":
            return
        yield _built(event, value, events)


def _built(event: str, value: Any, events: _Events) -> Any:
    """The value that begins with this event; takes its events from the stream."""
    builder = ijson.ObjectBuilder()
    builder.event(event, value)
    depth = int(event in _STARTS)
    while depth:
        event, value = next(events)
        depth += (event in _STARTS) - (event in _ENDS)
        builder.event(event, value)
    return builder.value


def _releases(item: Any, name: str) -> Iterator[Release]:
    """The releases of a package, of a record, or the release itself."""
    if not isinstance(item, dict):
        raise ReadError(NOT_OCDS, str(item)[:80], file=name)
    if isinstance(item.get("records"), list):
        for record in item["records"]:
            yield from _of_record(_with_ocid(record, name), name)
    elif "ocid" not in item and isinstance(item.get("releases"), list):
        for release in item["releases"]:
            yield _with_ocid(release, name)
    elif "releases" in item or "compiledRelease" in item:
        yield from _of_record(_with_ocid(item, name), name)
    else:
        yield _with_ocid(item, name)


def _with_ocid(item: Any, name: str) -> Release:
    if not isinstance(item, dict) or not isinstance(item.get("ocid"), str):
        shown = ", ".join(item) if isinstance(item, dict) else str(item)
        raise ReadError(NOT_OCDS, shown[:80], file=name)
    return item


def _of_record(record: Release, name: str) -> Iterator[Release]:
    releases = record.get("releases")
    embedded = [each for each in releases if isinstance(each, dict)] if isinstance(releases, list) else []
    if embedded and not any(map(is_linked_release, embedded)):
        for release in embedded:
            yield _with_ocid(release, name)
    elif "compiledRelease" in record:
        yield _with_ocid(record["compiledRelease"], name)
    else:
        raise ReadError(LINKED_ONLY, record["ocid"], file=name)
