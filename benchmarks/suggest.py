"""How right ``ocdsjp mapping suggest`` is: per real file columns right, open and wrong, and whether the draft works.

The right answers are those of ``tests/mapping/suggest/answers``, stated by hand. Run from the project's folder with the
samples beside it: ``.venv/bin/python -m benchmarks.suggest``; the table is written to ``benchmarks/SUGGEST.md``.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from benchmarks.answers import Answer, Score, answers, scored
from ocdsjp.errors import RuledError
from ocdsjp.findings import Effect
from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.suggest import Suggestion, suggest, to_mapping_yaml
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX
from ocdsjp.ocds.profile import load_profile
from ocdsjp.stages.convert import Conversion

ROOT = Path(__file__).resolve().parents[1]
MAPPINGS = ROOT / "mappings"
SAMPLES = ROOT.parent / "shared" / "samples"
STAND_IN = "131016"
"""The code that stands in where a file does not say whose it is; a person gives it with --publisher."""


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one file."""

    file: str
    score: Score
    seconds: float
    header: bool = False
    checked: bool = False
    releases: int = 0
    no_data: bool = False
    quarantined: int = 0
    error: str = ""


def measure(answer: Answer, file: str, folder: Path) -> Line:
    """Suggest a mapping for a file, compare it with the right answer, check it and convert the file with it."""
    vocabularies = load_vocabularies(MAPPINGS / "vocabulary")
    bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv")
    path = SAMPLES / file
    began = monotonic()
    try:
        suggestion = suggest(path, MAPPINGS, vocabularies, bodies)
        seconds = monotonic() - began
        if not suggestion.publisher.known:
            suggestion = suggest(path, MAPPINGS, vocabularies, bodies, publisher=STAND_IN)
    except RuledError as error:
        return Line(file, Score(0, 0, ()), error=error.rule.id, seconds=monotonic() - began)
    mapping = folder / "mappings" / "sources" / "suggested" / "draft.yaml"
    mapping.write_text(to_mapping_yaml(suggestion), encoding="utf-8")
    flaws = Checker(folder / "mappings", vocabularies, bodies, load_profile()).check(mapping)
    releases, quarantined, error = (0, 0, "") if flaws else _converted(path, mapping, folder)
    return Line(
        file=file,
        score=scored(suggestion, answer),
        header=answer.header_is_right(suggestion),
        checked=not flaws,
        releases=releases,
        no_data=_is_no_data(suggestion),
        quarantined=quarantined,
        error=error or "; ".join(flaw.rule.message("en", flaw.value, flaw.detail) for flaw in flaws[:2]),
        seconds=seconds,
    )


def _is_no_data(suggestion: Suggestion) -> bool:
    return any(one.column is None for one in suggestion.no_data)


def _converted(path: Path, mapping: Path, folder: Path) -> tuple[int, int, str]:
    """How many releases a draft makes, how many rows it quarantines, and what stopped it."""
    vocabularies = load_vocabularies(MAPPINGS / "vocabulary")
    bodies = load_bodies(MAPPINGS / "vocabulary" / "bodies.csv")
    findings = []
    try:
        source = load_source(mapping, folder / "mappings")
        conversion = Conversion(path, source, vocabularies, bodies, PLACEHOLDER_PREFIX, "2026-11-21T00:00:00+09:00")
        count = sum(1 for _ in conversion.run(findings))
    except RuledError as error:
        return 0, 0, error.rule.id
    rows = {(one.place.sheet, one.place.row) for one in findings if one.effect is Effect.ROW}
    return count, len(rows), ""


def lines() -> Iterator[Line]:
    """A line for each file of the answers that is there."""
    with TemporaryDirectory(prefix="ocdsjp-suggest-") as place:
        folder = Path(place)
        (folder / "mappings" / "sources" / "suggested").mkdir(parents=True)
        for name in ("layouts", "vocabulary", "publication.yaml"):
            (folder / "mappings" / name).symlink_to(MAPPINGS / name)
        for answer in answers():
            for file in answer.files:
                if (SAMPLES / file).is_file():
                    yield measure(answer, file, folder)


def table(found: list[Line]) -> str:
    """The results as Markdown."""
    right = sum(line.score.right for line in found)
    left = sum(line.score.left_open for line in found)
    wrong = sum(len(line.score.wrong) for line in found)
    total = right + left + wrong
    told = (
        f"**{len(found)} files, {total} columns: {right} right ({right / total:.1%}), {left} left open "
        f"({left / total:.1%}), {wrong} wrong ({wrong / total:.1%}).** "
        f"`mapping check` accepts {sum(line.checked for line in found)} of {len(found)} drafts, and "
        f"{sum(line.checked and not line.error for line in found)} run in `convert`."
    )
    head = [
        "# How right the suggested mappings are",
        "",
        "Real files of the samples; the right answers are stated by hand in `tests/mapping/suggest/answers`. Written",
        "by `benchmarks/suggest.py`. A column is *right*, *left open* for a person, or *wrong*.",
        "",
        told,
        "",
        "| file | right | open | wrong | header | check | releases | quarantined | seconds |",
        "| --- | ---: | ---: | --- | --- | --- | ---: | ---: | ---: |",
    ]
    return "\n".join([*head, *map(_row, found)]) + "\n"


def _row(line: Line) -> str:
    wrong = "; ".join(line.score.wrong) or "0"
    made = ("no data" if line.no_data else f"{line.releases:,}") + (f" ({line.error})" if line.error else "")
    cells = (
        line.file, line.score.right, line.score.left_open, wrong, "right" if line.header else "WRONG",
        "yes" if line.checked else "NO", made, f"{line.quarantined:,}", f"{line.seconds:.1f}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    text = table(list(lines()))
    (ROOT / "benchmarks" / "SUGGEST.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
