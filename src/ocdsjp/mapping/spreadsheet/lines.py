"""A mapping as the lines of a sheet, and back: which part of it stands in which line. Pure; no cells, no files.

Two kinds of lines. A ``Line`` is about a column of the source: which OCDS field it fills and how it is read. A
``Remarked`` setting is about everything else. Whatever a line cannot say exactly becomes settings: nothing is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.mapping.spreadsheet.items import EVENT_DATE
from ocdsjp.mapping.spreadsheet.settings import Location, Setting, flatten, key_text, parse, put
from ocdsjp.mapping.spreadsheet.values import Cells, from_cells, to_cells
from ocdsjp.mapping.spreadsheet.words import PARTS, READINGS, STAGES

ITEM_MISSING = Rule(
    id="sheet-item-missing",
    ja="列『{value}』の OCDS項目 が空です。",
    en='the column "{value}" has no OCDS field.',
    mend_ja="一覧から選んでください。使わない列であれば「（使わない列）」を選んでください。",
    mend_en="Choose one from the list, or （使わない列） for a column that is not used.",
)
STAGE_UNKNOWN = Rule(
    id="sheet-stage-unknown",
    ja="『{value}』という段階はありません。",
    en='there is no stage "{value}".',
    mend_ja="設定の releases[1]/phase にある番号を使い、「1 契約」のように書いてください。",
    mend_en='Use a number of releases[1]/phase in the settings, such as "1 契約".',
)

_RELEASES, _FIELDS, _IGNORE, _PARTY = "releases", "fields", "ignore", "organization"


class Line(NamedTuple):
    """A line about a column.

    Attributes:
        path: The OCDS path, ``date`` for the event's own day, or None for a column left out on purpose.
        release: Position of the release that it belongs to, from 0.
        cells: What the line says of the value.
        remark: What people should know.
    """

    path: str | None
    release: int
    cells: Cells
    remark: str = ""


class Remarked(NamedTuple):
    """A setting with its remark."""

    setting: Setting
    remark: str = ""


@dataclass(frozen=True)
class Lines:
    """A whole sheet.

    Attributes:
        head: What is said of the file as a whole.
        columns: The lines about columns.
        settings: The others.
        stages: What the releases are called, in their order.
    """

    head: str
    columns: tuple[Line, ...]
    settings: tuple[Remarked, ...]
    stages: tuple[str, ...]


def to_lines(content: Mapping[str, Any], comments: Mapping[Location, str]) -> Lines:
    """The lines that say a mapping: its own file, without the layouts that it extends.

    Args:
        content: The file's plain data.
        comments: Its comments by what they are about.

    Raises:
        MappingError: If a value is of a kind that no mapping file has.
    """
    columns, rest = _taken_apart(content)
    lines = [(location, line) for location, line in columns]
    settings = [(setting.location, setting) for setting in flatten(rest)] if rest else []
    remarks = _shared_out(comments, [*(location for location, _ in lines), *(location for location, _ in settings)])
    return Lines(
        head=comments.get((), ""),
        columns=tuple(line._replace(remark=remarks.get(location, "")) for location, line in lines),
        settings=tuple(Remarked(setting, remarks.get(location, "")) for location, setting in settings),
        stages=_stages(content),
    )


def stage_name(position: int, phase: object) -> str:
    """``1 契約``."""
    return f"{position + 1} {STAGES.get(str(phase), phase or '')}".strip()


def _stages(content: Mapping[str, Any]) -> tuple[str, ...]:
    releases = content.get(_RELEASES)
    phases = [release.get("phase") for release in _dicts(releases)]
    return tuple(stage_name(position, phase) for position, phase in enumerate(phases))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [part if isinstance(part, dict) else {} for part in value] if isinstance(value, list) else []


def _taken_apart(content: Mapping[str, Any]) -> tuple[list[tuple[Location, Line]], dict[str, Any]]:
    """The lines about columns, with the places of what they say, and the content without it."""
    rest = dict(content)
    lines: list[tuple[Location, Line]] = []
    if isinstance(rest.get(_RELEASES), list):
        rest[_RELEASES] = [
            _release_apart(release, position, lines) if isinstance(release, dict) else release
            for position, release in enumerate(rest[_RELEASES])
        ]
    ignored = rest.get(_IGNORE)
    if isinstance(ignored, list) and ignored and all(map(_is_word, ignored)):
        del rest[_IGNORE]
        lines += [((_IGNORE, place), Line(None, 0, Cells(name))) for place, name in enumerate(ignored)]
    return lines, rest


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip() and len(value.splitlines()) == 1


def _release_apart(release: Mapping[str, Any], position: int, lines: list[tuple[Location, Line]]) -> dict[str, Any]:
    """A release without what the lines say of it, which are added."""
    rest = dict(release)
    date = to_cells(release[EVENT_DATE]) if EVENT_DATE in release else None
    if date is not None:
        # The day of the event is read as a date in any case; 文字 beside it would mislead.
        shown = date._replace(reading="") if READINGS.get(date.reading) == {} else date
        lines.append(((_RELEASES, position, EVENT_DATE), Line(EVENT_DATE, position, shown)))
        del rest[EVENT_DATE]
    fields = release.get(_FIELDS)
    if not isinstance(fields, dict) or not fields:
        return rest
    left: dict[str, Any] = {}
    for path, value in fields.items():
        found = _field_lines(str(path), value, position)
        if found is None or path == EVENT_DATE or not _is_word(path):
            left[path] = value
        lines += [] if path in left else found or []
    del rest[_FIELDS]
    if left:
        rest[_FIELDS] = left
    return rest


def _field_lines(path: str, value: Any, release: int) -> list[tuple[Location, Line]] | None:
    """The lines of one field: one, or one for each part of a party; None if lines cannot say it."""
    here: Location = (_RELEASES, release, _FIELDS, path)
    party = value.get(_PARTY) if isinstance(value, dict) else None
    parts = {part: to_cells(each) for part, each in party.items()} if isinstance(party, dict) else {}
    if parts and set(parts) <= set(PARTS) and None not in parts.values():
        rest = {key: each for key, each in value.items() if key != _PARTY}
        lines = [
            ((*here, _PARTY, part), Line(f"{path}/{_PARTY}/{part}", release, cells))
            for part, cells in parts.items()
            if cells is not None
        ]
        beside = to_cells(rest) if rest else None
        return [*lines, *([(here, Line(path, release, beside))] if beside is not None else [])]
    cells = to_cells(value)
    return None if cells is None else [(here, Line(path, release, cells))]


def _shared_out(comments: Mapping[Location, str], places: list[Location]) -> dict[Location, str]:
    """The comments by line: each at the line that says its subject, or the first line within its subject."""
    found: dict[Location, list[str]] = {}
    for subject, text in comments.items():
        if not subject or not places:
            continue
        around = [place for place in places if subject[: len(place)] == place]
        within = [place for place in places if place[: len(subject)] == subject]
        # A comment above something that is said by no line of its own goes to its nearest relative.
        near = max(places, key=lambda place: _shared(place, subject))
        place = max(around, key=len) if around else within[0] if within else near
        found.setdefault(place, []).append(text)
    return {place: "\n".join(texts) for place, texts in found.items()}


def _shared(one: Location, other: Location) -> int:
    """How many steps two locations have in common."""
    return next(
        (depth for depth, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


@dataclass
class Built:
    """A mapping that is built line by line.

    Attributes:
        content: The plain data so far.
        comments: The remarks so far, by what they are about.
        places: For each part, what the caller called the line that said it.
    """

    content: dict[str, Any] = field(default_factory=dict)
    comments: dict[Location, str] = field(default_factory=dict)
    places: dict[Location, str] = field(default_factory=dict)

    def set(self, location: Location, kind: str, text: str, remark: str, place: str) -> None:
        """Add a setting; ``()`` is what is said of the file as a whole.

        Raises:
            MappingError: If the value does not fit its kind, or contradicts another line.
        """
        if not location:
            self.comments[()] = text
            return
        put(self.content, location, parse(kind, text))
        self._note(location, remark, place)

    def add(self, line: Line, place: str) -> None:
        """Add a line about a column. Settings come first: they say which releases there are.

        Raises:
            MappingError: If it cannot be read or contradicts another one.
        """
        if line.path is None:
            ignored = self.content.setdefault(_IGNORE, [])
            self._note((_IGNORE, len(ignored)), line.remark, place)
            ignored.append(line.cells.source.strip())
            return
        releases = self.content.get(_RELEASES)
        if not isinstance(releases, list) or not 0 <= line.release < len(releases):
            raise MappingError(STAGE_UNKNOWN, line.release + 1)
        location = self._location(line)
        value = from_cells(line.cells)
        if value == {}:
            raise MappingError(ITEM_MISSING, line.cells.source)
        there = _at(self.content, location)
        if isinstance(there, dict) and isinstance(value, dict) and not there.keys() & value.keys():
            there.update(value)  # a party's parts and, in a line of its own, its conditions
        else:
            put(self.content, location, value)
        self._note(location, line.remark, place)

    def _location(self, line: Line) -> Location:
        release: Location = (_RELEASES, line.release)
        if line.path == EVENT_DATE:
            return (*release, EVENT_DATE)
        whole, party, part = str(line.path).partition(f"/{_PARTY}/")
        return (*release, _FIELDS, whole, _PARTY, part) if party else (*release, _FIELDS, whole)

    def _note(self, location: Location, remark: str, place: str) -> None:
        self.places[location] = place
        if remark.strip():
            self.comments[location] = remark


def _at(tree: Any, location: Location) -> Any:
    for step in location:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def from_lines(lines: Lines) -> Built:
    """The mapping that lines say.

    Raises:
        MappingError: If they contradict each other.
    """
    built = Built()
    built.set((), "", lines.head, "", "")
    for setting, remark in lines.settings:
        built.set(*setting, remark, key_text(setting.location))
    for line in lines.columns:
        built.add(line, line.path or line.cells.source)
    return built
