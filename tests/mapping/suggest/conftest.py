"""What the tests of suggestions share: the shipped vocabulary, and files made of a few lines."""

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from ocdsjp.mapping.bodies import Bodies, Body, load_bodies
from ocdsjp.mapping.suggest import ColumnGuess, Suggestion, suggest
from ocdsjp.mapping.suggest.evidence import Evidence, Examiner
from ocdsjp.mapping.suggest.words import HeaderWords
from ocdsjp.mapping.vocabulary import Vocabularies, load_vocabularies
from ocdsjp.paths import shipped

MAPPINGS = shipped("mappings")
ROOT = Path(__file__).resolve().parents[3]
SHIONARI = Body("992011", "潮鳴市", "海原県", "7000020992011")


@pytest.fixture(scope="session")
def vocabularies() -> Vocabularies:
    return load_vocabularies(MAPPINGS / "vocabulary")


@pytest.fixture(scope="session")
def bodies() -> Bodies:
    known = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv")
    return Bodies((*known.entries, SHIONARI))


@pytest.fixture(scope="session")
def words(vocabularies: Vocabularies) -> HeaderWords:
    return HeaderWords(vocabularies.table("header_words"))


@pytest.fixture(scope="session")
def examine(vocabularies: Vocabularies, bodies: Bodies) -> Callable[[Sequence[object]], Evidence]:
    return Examiner(vocabularies, bodies).examine


@pytest.fixture
def look(tmp_path: Path, vocabularies: Vocabularies, bodies: Bodies) -> Callable[..., Suggestion]:
    """Write a text file and suggest its mapping."""

    def looked(text: str, name: str = "table.csv", **options: str) -> Suggestion:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return suggest(path, MAPPINGS, vocabularies, bodies, **options)

    return looked


@pytest.fixture(scope="session")
def benchmark_module() -> Callable[[str], ModuleType]:
    """A module of the benchmarks by its name; they judge with the same answers as the tests."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    return lambda name: importlib.import_module(f"benchmarks.{name}")


def guess(
    name: str = "列", letter: str = "A", field: str | None = None, kind: str = "text", **more: object
) -> ColumnGuess:
    """A column guess with as much as a test needs; active where it has a field."""
    given = {"examples": (), "certainty": "sure" if field else "open", "reason_ja": "", "reason_en": "", **more}
    return ColumnGuess(name=name, letter=letter, field=field, kind=kind if field else None, **given)  # type: ignore[arg-type]


@pytest.fixture(name="guess")
def guess_() -> Callable[..., ColumnGuess]:
    return guess
