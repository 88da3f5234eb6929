"""A mapping file to the bytes of a workbook, and a workbook to the text of a mapping file: the two ways as a whole.

Files are read here and never written; the caller decides where what comes out goes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ocdsjp.errors import MappingError
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.cells import FileDays
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.explain import NOT_VALID
from ocdsjp.mapping.load import read_layer, read_layers
from ocdsjp.mapping.model import Mapping as Model
from ocdsjp.mapping.plan import Plan
from ocdsjp.mapping.preview import shown
from ocdsjp.mapping.spreadsheet.comments import comments_of
from ocdsjp.mapping.spreadsheet.items import Items
from ocdsjp.mapping.spreadsheet.lines import Built, to_lines
from ocdsjp.mapping.spreadsheet.sheet import Flaw, Imported, read_sheet
from ocdsjp.mapping.spreadsheet.workbook import workbook
from ocdsjp.mapping.spreadsheet.yaml_text import yaml_text
from ocdsjp.mapping.vocabulary import Vocabularies
from ocdsjp.read import RowKind, Table
from ocdsjp.read.cells import is_empty

_EXAMPLE_ROWS = 50  # a column that is blank in all of them has no example
_LAYOUTS = "layouts"
_MISSING = "this key is missing"  # a layout leaves to its sources what differs between them


def to_workbook(path: Path, items: Items, examples: Mapping[str, str], undecided: Sequence[str] = ()) -> bytes:
    """The workbook of a mapping file or layout.

    Args:
        path: The file.
        items: The OCDS fields by their Japanese names.
        examples: See ``examples_of``.
        undecided: Columns of the file that the mapping does not mention.

    Raises:
        MappingError: If the file is not YAML, or something in it cannot stand in a cell.
    """
    content = read_layer(path)
    return workbook(to_lines(content, comments_of(path.read_text(encoding="utf-8"))), items, examples, undecided)


def examples_of(tables: Iterable[Table]) -> dict[str, str]:
    """The first value of each column of a file, by the match key of the column's name."""
    found: dict[str, str] = {}
    for table in tables:
        for number, row in enumerate(table.rows()):
            if number >= _EXAMPLE_ROWS:
                break
            if row.kind is RowKind.DATA and row.problem is None:
                for column in table.columns:
                    if not is_empty(row.values[column.index]):
                        found.setdefault(match_key(column.name), shown(row.values[column.index]))
    return found


def undecided_of(tables: Iterable[Table], mapping: Model, vocabularies: Vocabularies) -> tuple[str, ...]:
    """The columns of a file that a mapping does not mention; a table that it does not fit has none."""
    found: dict[str, None] = {}
    for table in tables:
        try:
            plan = Plan(mapping, table.columns, vocabularies, FileDays(table.date_1904, None))
        except MappingError:
            continue
        found.update(dict.fromkeys(column.name for column in plan.unused))
    return tuple(found)


def from_workbook(path: Path, items: Items) -> Imported:
    """What the sheet of a workbook says; see ``read_sheet``."""
    return read_sheet(path, items)


def to_text(built: Built, *, layout: bool) -> str:
    """The text of the mapping file that a sheet says."""
    steps = "../../" if layout else "../../../"
    return yaml_text(built.content, built.comments, schema=f"{steps}schemas/mapping.schema.json")


def flaws(imported: Imported, text: str, name: str, checker: Checker) -> Iterator[Flaw]:
    """What is wrong: first in the cells; if they can be read, in the mapping that they say.

    Args:
        imported: What the sheet says.
        text: The same as a mapping file.
        name: ``<folder>/<file>`` that it will have; in ``layouts`` it need not be complete.
        checker: Checks mapping files.
    """
    if imported.flaws:
        yield from imported.flaws
        return
    with TemporaryDirectory(prefix="ocdsjp-") as folder:
        path = Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        errors = checker.check(path)
        phases = _phases(path, checker.mappings) if errors else []
    for error in errors:
        if not (is_layout(Path(name)) and error.rule is NOT_VALID and error.value == _MISSING):
            yield Flaw(error, _cell(imported.built, error, phases))


def is_layout(path: Path) -> bool:
    """Whether a mapping file is a layout: by where it lies."""
    return path.parent.name == _LAYOUTS


def _phases(path: Path, mappings: Path) -> list[object]:
    """The phases of the releases of a mapping together with its layouts, in their order."""
    try:
        releases = read_layers(path, mappings).effective.get("releases")
    except MappingError:
        return []
    return [release.get("phase") if isinstance(release, dict) else None for release in releases or []]


def _cell(built: Built, error: MappingError, phases: Sequence[object]) -> str | None:
    """The cell that said the part of a mapping that an error is about.

    Releases are counted with those of the layouts in the error, and without them in the sheet; their phase tells them.
    """
    where = error.detail.get("where", "")
    number = re.match(r"releases/(\d+)(?=/|$)", where)
    if number is not None and int(number[1]) < len(phases):
        phase = phases[int(number[1])]
        own = next(
            (at for at, each in enumerate(built.content.get("releases", ())) if each.get("phase") == phase), None
        )
        where = where if own is None else f"releases/{own}{where[number.end() :]}"
    whole = {"/".join(map(str, location)): location for location in built.places}
    within = [place for place in whole if where == place or where.startswith(f"{place}/")]
    if within:
        return built.places[whole[max(within, key=len)]]
    around = [place for place in whole if place.startswith(f"{where}/")]
    return built.places[whole[around[0]]] if around else None
