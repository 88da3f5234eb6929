"""Running a mapping of ``mappings/`` on a file, with the bodies of the project and the invented ones of the sample."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from ocdsjp.findings import Effect
from ocdsjp.mapping.bodies import Bodies, load_bodies
from ocdsjp.mapping.drafts import Draft
from ocdsjp.mapping.execute import Executor, Origin
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.vocabulary import Vocabularies, load_vocabularies
from ocdsjp.quality.validation import validate_release
from ocdsjp.read import Report
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.stages.draft import read_options

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ROOT / "mappings"


@dataclass(frozen=True)
class Mapped:
    """What a mapping made of one file."""

    executor: Executor
    drafts: list[Draft]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The releases without their heads."""
        return [orjson.loads(draft.body) for draft in self.drafts]

    @property
    def rows(self) -> tuple[int, int, int, int]:
        """(read, drafted, quarantined, no data)."""
        tally = self.executor.tally
        return tally.rows_read, tally.rows_drafted, tally.rows_quarantined, tally.rows_no_data

    def told(self, effect: Effect) -> list[tuple[str | None, str]]:
        """(cell or row, rule) of the findings with that effect."""
        return [
            (it.place.cell or str(it.place.row), it.rule.id) for it in self.executor.findings if it.effect is effect
        ]

    def body_of(self, **tender: Any) -> dict[str, Any]:
        """The one release whose tender has these values."""
        [found] = [body for body in self.bodies if tender.items() <= body.get("tender", {}).items()]
        return found

    def check(self) -> None:
        """Every release is valid OCDS, every row and yen is accounted for, no column is forgotten."""
        for draft in self.drafts:
            head = {
                "ocid": f"ocds-xxxxxx-{draft.publisher_code}-{draft.key}",
                "id": "1",
                "date": draft.date or "2026-04-01T00:00:00+09:00",
                "tag": list(draft.tags),
            }
            assert validate_release(head | orjson.loads(draft.body)) == []
        tally = self.executor.tally
        assert tally.rows_read == tally.rows_drafted + tally.rows_quarantined + tally.rows_no_data > 0
        assert tally.yen_read == tally.yen_drafted + tally.yen_quarantined + tally.yen_no_data
        assert [it.value for it in self.executor.findings if it.rule.id == "column-unmapped"] == []


@cache
def _tables() -> tuple[Vocabularies, Bodies]:
    vocabulary = MAPPINGS / "vocabulary"
    return (
        load_vocabularies(vocabulary),
        load_bodies(vocabulary / "bodies.csv", ROOT / "data" / "sample" / "local_governments.csv"),
    )


@cache
def _map(mapping: Path, path: Path) -> Mapped:
    source = load_source(mapping, MAPPINGS)
    vocabularies, bodies = _tables()
    executor = Executor(source.mapping, Origin(source.id, "0" * 64, path.name), vocabularies, bodies)
    with read_tables_in_process(path, read_options(source.mapping), Report()) as tables:
        return Mapped(executor, list(executor.drafts(tables)))


@pytest.fixture(scope="session")
def map_sample(shared: Path) -> Callable[[str, str], Mapped]:
    """Map a real file by a source of the project: ``map_sample("tokyo/planned-orders", "tokyo/….csv")``."""
    return lambda source, file: _map(MAPPINGS / "sources" / f"{source}.yaml", shared / "samples" / file)


@pytest.fixture
def map_page(tmp_path: Path) -> Callable[..., Mapped]:
    """Map a page by a layout, as a source of the invented 潮鳴市 that states no more than it must."""

    def run(layout: str, content: bytes, *, suffix: str = "html", more: str = "", by_row: bool = False) -> Mapped:
        mapping = tmp_path / "sources" / "shionari" / f"{layout}.yaml"
        mapping.parent.mkdir(parents=True, exist_ok=True)
        publisher = "" if by_row else 'publisher: {code: "992011"}\n'
        mapping.write_text(
            f"extends: layouts/{layout}\ntitle: {{ja: 架空, en: invented}}\ncollect: {{folder: x}}\n{publisher}{more}",
            "utf-8",
        )
        path = tmp_path / f"page.{suffix}"
        path.write_bytes(content)
        return _map(mapping, path)

    return run
