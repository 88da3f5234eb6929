"""Invented tables and mappings for the tests of ``ocdsjp.mapping``."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from ocdsjp.mapping.bodies import Bodies, Body
from ocdsjp.mapping.drafts import Draft
from ocdsjp.mapping.execute import Executor, Origin
from ocdsjp.mapping.model import Mapping
from ocdsjp.mapping.vocabulary import Vocabularies, load_vocabularies
from ocdsjp.read.cells import column_letter
from ocdsjp.read.tables import Column, Row, RowKind, Table

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"


@pytest.fixture(scope="session")
def vocabularies() -> Vocabularies:
    return load_vocabularies(MAPPINGS / "vocabulary")


@pytest.fixture(scope="session")
def bodies() -> Bodies:
    return Bodies(
        (
            Body("992011", "潮鳴市", "海原県", "7000020992011"),
            Body("993018", "霧笛町", "海原県", "7000020993018"),
        )
    )


def _table(
    names: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str | None = None, title: Sequence[str] = ()
) -> Table:
    columns = tuple(Column(name, column_letter(index), index) for index, name in enumerate(names))
    made = (row if isinstance(row, Row) else Row(number, RowKind.DATA, list(row)) for number, row in enumerate(rows, 2))
    return Table(sheet, columns, tuple(title), date_1904=False, _rows=made)


def _mapping(**parts: Any) -> Mapping:
    """A mapping of the invented 潮鳴市: 番号 identifies the case, and every part may be given anew."""
    whole = {
        "title": {"ja": "架空", "en": "invented"},
        "publisher": {"code": "992011"},
        "licence": {"id": "CC0-1.0"},
        "collect": {"folder": "x/*.csv"},
        "read": {"format": "csv"},
        "key": {"columns": ["番号"]},
        "releases": [{"phase": "tender", "tag": ["tender"], "fields": {"tender/title": "件名"}}],
    }
    return Mapping.model_validate(whole | parts)


class Ran:
    """What an execution gave: drafts, their bodies, findings and the tally."""

    def __init__(self, executor: Executor, drafts: list[Draft]) -> None:
        self.drafts = drafts
        self.bodies = [orjson.loads(draft.body) for draft in drafts]
        self.findings = executor.findings
        self.tally = executor.tally

    @property
    def rules(self) -> list[tuple[str, str, str | None]]:
        return [(it.effect.value, it.rule.id, it.place.cell) for it in self.findings]


@pytest.fixture(scope="session")
def table() -> Callable[..., Table]:
    return _table


@pytest.fixture(scope="session")
def mapping() -> Callable[..., Mapping]:
    return _mapping


@pytest.fixture(scope="session")
def release_of() -> Callable[..., Any]:
    """The list of one release declaration."""

    def one(fields: dict[str, Any], *, phase: str = "award", **rest: Any) -> list[dict[str, Any]]:
        return [{"phase": phase, "tag": ["tender", "award", "contract"], "fields": fields, **rest}]

    return one


@pytest.fixture(scope="session")
def execute(vocabularies: Vocabularies, bodies: Bodies) -> Callable[..., Ran]:
    """Run a mapping on tables."""

    def run(declared: Mapping, *tables: Table, file: str = "見本.csv", **more: Any) -> Ran:
        executor = Executor(declared, Origin("shionari/results", "0" * 64, file), vocabularies, bodies, **more)
        return Ran(executor, list(executor.drafts(tables)))

    return run
