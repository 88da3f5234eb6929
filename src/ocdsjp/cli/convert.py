"""``ocdsjp convert``: one file to a release package, without a workspace. The work is ``stages.convert``."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Annotated

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED
from ocdsjp.cli.language import EFFECTS, LanguageOption, language
from ocdsjp.cli.options import MappingsOption
from ocdsjp.cli.output import counting, destination
from ocdsjp.errors import UsageError
from ocdsjp.findings import Effect, Finding, Language
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.packages import Frame
from ocdsjp.publish.packages import frame
from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import Settings, now
from ocdsjp.stages.convert import Conversion
from ocdsjp.stages.workspace import all_bodies, bodies_table

_CONVERTING = {"ja": "変換中", "en": "converting"}
_DONE = {
    "ja": "リリース {releases:,} 件。隔離した行 {rows:,} 行、確認が要る欄 {reviews:,} 件。",
    "en": "{releases:,} releases; {rows:,} rows quarantined, {reviews:,} fields to review.",
}
_EMPTY = {
    "ja": "リリースが1件もできなかったので、何も書きませんでした。隔離した行 {rows:,} 行、データなし {no_data:,} 行。",
    "en": "No release came of it, so nothing was written: {rows:,} rows quarantined, {no_data:,} without data.",
}
_MORE = {"ja": "ほか {count:,} 件", "en": "{count:,} more"}
_TOLD = frozenset({Effect.ROW, Effect.REVIEW})
_SHOWN = 50


def convert(
    file: Annotated[Path, typer.Argument(help="A file of a publisher. / 公表されたファイル")],
    *,
    mapping: Annotated[Path, typer.Option("--mapping", "-m", help="Its mapping file. / そのマッピング")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Where to write; - is standard output; .jsonl: a release a line. / 出力先"),
    ],
    mappings: MappingsOption = None,
    inbox: Annotated[
        Path | None,
        typer.Option("--inbox", help="Folder whose local_governments.csv counts; default: near FILE. / 団体の表の場所"),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Turn one file into an OCDS release package, without a workspace.

    1つのファイルを、作業フォルダーなしで OCDS のリリースパッケージにします。

    Problems are told on standard error. Exit code 0: every row went in; 1: rows were left out; 2: wrong use.
    """
    speech = language(lang)
    for path in (file, mapping):
        if not path.is_file():
            raise UsageError(f"there is no file {path} / ファイルがありません")
    folder = mappings or _folder_of(mapping)
    policy = load_policy(folder)
    moment = now().isoformat()
    conversion = Conversion(
        path=file,
        source=load_source(mapping, folder),
        vocabularies=load_vocabularies(folder / "vocabulary"),
        bodies=all_bodies(folder, inbox or _inbox_of(file)),
        prefix=policy.ocid_prefix,
        first_seen=moment,
    )
    findings: list[Finding] = []
    try:
        # Aside first: a file may turn out to be unreadable further down, and then none of it counts.
        with TemporaryFile(prefix="ocdsjp-") as aside:
            count = _spool(aside, conversion.run(findings), speech)
            if count:
                package = frame("releases", f"converted/{conversion.blob}.json", moment, policy.meta(moment))
                _write(output, aside, package)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    _tell(findings, count, speech)
    if not count or any(finding.effect is Effect.ROW for finding in findings):
        raise typer.Exit(DATA_HAS_ERRORS)


def _folder_of(mapping: Path) -> Path:
    """The mappings folder that a mapping file lies in, else the one that settings or the installation name."""
    own = mapping.absolute().parent.parent.parent
    return own if (own / "vocabulary").is_dir() else Settings.resolve().mappings


def _inbox_of(file: Path) -> Path:
    """The folder around a file that brings a table of bodies along, as that of the sample does; else any."""
    around = file.absolute().parents[:2]
    return next((folder for folder in around if bodies_table(folder).is_file()), file.absolute().parent)


def _spool(aside: IO[bytes], releases: Iterable[bytes], speech: Language) -> int:
    """Write the releases aside, a line each; returns how many."""
    count = 0
    with counting(_CONVERTING[speech]) as progress:
        for count, release in enumerate(releases, 1):
            aside.write(release + b"\n")
            progress(count)
    aside.seek(0)
    return count


def _write(output: Path, lines: IO[bytes], package: Frame) -> None:
    with destination(output) as stream:
        if output.suffix == ".jsonl":
            stream.writelines(lines)
        else:
            stream.writelines(package.wrap(line.rstrip(b"\n") for line in lines))


def _tell(findings: Sequence[Finding], count: int, speech: Language) -> None:
    """The findings that someone has to look at, and the figures, on standard error."""
    told = [finding for finding in findings if finding.effect in _TOLD]
    for finding in told[:_SHOWN]:
        typer.echo(f"{EFFECTS[finding.effect][speech]}: {finding.message(speech)}", err=True)
    if len(told) > _SHOWN:
        typer.echo(_MORE[speech].format(count=len(told) - _SHOWN), err=True)
    rows = {(it.place.sheet, it.place.row) for it in told if it.effect is Effect.ROW}
    reviews = sum(1 for it in told if it.effect is Effect.REVIEW)
    no_data = sum(1 for it in findings if it.effect is Effect.NO_DATA)
    line = _DONE if count else _EMPTY
    typer.echo(line[speech].format(releases=count, rows=len(rows), reviews=reviews, no_data=no_data), err=True)
