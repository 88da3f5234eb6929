"""Whether a publication is whole and its formats agree: the gate before ``latest`` is switched, and ``ocdsjp verify``.

Everything is read again by ``census``; here the figures meet the manifest, the ledger and one another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path

from ocdsjp.engine import Engine, Serial
from ocdsjp.errors import PublicationError
from ocdsjp.findings import Effect, Finding, Place, Rule
from ocdsjp.publish import manifest as manifests
from ocdsjp.publish.census import Census, take_census
from ocdsjp.publish.fragments import Totals
from ocdsjp.publish.manifest import Manifest
from ocdsjp.publish.tables import FLAT_TABLES

_MEND_JA = "公開し直すか、元の公開物から取り直してください。"
_MEND_EN = "Publish again, or fetch the publication again."

NO_MANIFEST = Rule(
    "publication-no-manifest",
    "目録 manifest.json を読めません（{reason}）。",
    "The manifest cannot be read ({reason}).",
    _MEND_JA,
    _MEND_EN,
)
MISSING = Rule(
    "publication-file-missing",
    "目録にあるファイルがありません。",
    "The manifest lists a file that is not there.",
    _MEND_JA,
    _MEND_EN,
)
UNLISTED = Rule(
    "publication-file-unlisted",
    "目録にないファイルがあります。",
    "A file is there that the manifest does not list.",
    "このファイルを取り除いてください。",
    "Remove the file.",
)
CHANGED = Rule(
    "publication-file-changed",
    "ファイルが目録と違います（{what}: 目録 {expected}、実際 {found}）。",
    "The file differs from the manifest ({what}: manifest {expected}, found {found}).",
    _MEND_JA,
    _MEND_EN,
)
UNREADABLE = Rule(
    "publication-file-unreadable",
    "ファイルを読めません（{reason}）。",
    "The file cannot be read ({reason}).",
    _MEND_JA,
    _MEND_EN,
)
DISAGREE = Rule(
    "publication-formats-disagree",
    "公開形式どうしの数が合いません（{first} は {expected}、{second} は {found}）。",
    "The published formats disagree ({first} is {expected}, {second} is {found}).",
    "同じ版から作り直してください。直らなければ ocdsjp の誤りです。",
    "Publish again; if that does not help, it is a defect of ocdsjp.",
)
PREVIEW = Rule(
    "publication-preview-unclear",
    "試験公開の表示が目録と違います（目録 {expected}、このファイル {found}）。",
    "The preview mark differs from the manifest (manifest {expected}, this file {found}).",
    _MEND_JA,
    _MEND_EN,
)
PLACEHOLDER = Rule(
    "publication-placeholder-prefix",
    "仮の ocid 接頭辞を使う {value} 件が、試験公開と示されていません。",
    "{value} processes bear the placeholder ocid prefix, but the publication is not marked as a preview.",
    "登録された接頭辞を使うか、試験公開としてください。",
    "Use a registered prefix, or publish as a preview.",
)


def verify(directory: Path, engine: Engine | None = None) -> list[Finding]:
    """Everything that is wrong with the publication in ``directory``; empty when it is whole.

    Streams every file; memory does not grow with the publication.

    Args:
        directory: The folder of a version, or ``latest``.
        engine: Reads the files in parallel if given.
    """
    try:
        manifest = manifests.read_manifest(directory)
    except PublicationError as error:
        return [_finding(NO_MANIFEST, manifests.PATH, reason=str(error))]
    present = _files(directory)
    findings = [_finding(MISSING, path) for path in sorted(manifest.files.keys() - present)]
    findings += [_finding(UNLISTED, path) for path in sorted(present - manifest.files.keys())]
    paths = sorted(present & manifest.files.keys())
    found = list((engine or Serial()).map(partial(take_census, directory), paths))
    for census in found:
        findings += _against_manifest(census, manifest)
    if not findings:
        findings += _agreement(found, manifest)
    return findings


def _files(directory: Path) -> set[str]:
    paths = (path for path in directory.rglob("*") if path.is_file() or path.is_symlink())
    return {path.relative_to(directory).as_posix() for path in paths} - {manifests.PATH}


def _against_manifest(census: Census, manifest: Manifest) -> Iterator[Finding]:
    """The file is, byte for byte and record for record, what the manifest says."""
    entry = manifest.files[census.path]
    if census.problem is not None:
        yield _finding(UNREADABLE, census.path, reason=census.problem)
        return
    for what, expected, found in (
        ("bytes", entry.bytes, census.size),
        ("sha256", entry.sha256, census.sha256),
        ("records", entry.records, census.records),
    ):
        if expected != found:
            yield _finding(CHANGED, census.path, what=what, expected=expected, found=found)
    if census.preview is not None and census.preview != manifest.preview:
        yield _finding(PREVIEW, census.path, expected=manifest.preview, found=census.preview)


def _agreement(found: Sequence[Census], manifest: Manifest) -> Iterator[Finding]:
    """The same releases, rows and yen in every format, in the manifest and in the ledger."""
    figures: Counter[str] = Counter()
    for census in found:
        figures.update(census.figures)
    for name, value in manifest.totals.items():
        figures[f"manifest.{name}"] = value
    for first, second in _equalities():
        if figures[first] != figures[second]:
            yield _finding(
                DISAGREE,
                manifests.PATH,
                first=first,
                second=second,
                expected=figures[first],
                found=figures[second],
            )
    # The yen that left the accounting are those that stand in the published releases, read from their packages.
    expected = figures.get("ledger.yen_released", figures["releases.yen"])
    if figures["releases.yen"] != expected:
        yield _finding(
            DISAGREE,
            manifests.PATH,
            first="ledger.yen_released",
            second="releases.yen",
            expected=expected,
            found=figures["releases.yen"],
        )
    if figures["placeholder"] and not manifest.preview:
        yield _finding(PLACEHOLDER, manifests.PATH, value=str(figures["placeholder"]))


def _equalities() -> Iterable[tuple[str, str]]:
    """Names of figures that have to be equal."""
    for suffix in ("", ".crc"):
        for other in ("years", "records", "parquet"):
            yield f"compiled{suffix}", f"compiled.{other}{suffix}"
        for other in ("records", "parquet"):
            yield f"releases{suffix}", f"releases.{other}{suffix}"
        yield f"keys{suffix}", f"keys.provenance{suffix}"
    for table in FLAT_TABLES:
        yield f"rows.{table.name}", f"parquet.{table.name}"
    yield "json.award_yen", "awards.yen"
    yield "json.active_award_yen", "awards.yen.active"
    for item in fields(Totals):
        reread = "releases" if item.name == "releases" else f"json.{item.name}"
        yield reread, f"manifest.{item.name}"
        yield reread, f"ledger.{item.name}"


def _finding(rule: Rule, path: str, value: str | None = None, **detail: object) -> Finding:
    texts = {name: str(text) for name, text in detail.items()}
    return Finding(rule, Effect.FILE, Place(blob="", file=path), value, texts)
