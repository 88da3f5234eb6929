"""``ocdsjp verify``: is a publication whole, and do its formats agree? The work is ``publish.verify``."""

from pathlib import Path
from typing import Annotated

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.engine import make_engine
from ocdsjp.errors import UsageError
from ocdsjp.publish import manifest
from ocdsjp.publish.publication import LATEST
from ocdsjp.publish.verify import verify as find_faults
from ocdsjp.settings import Settings

_WHOLE = {
    "ja": "{folder}: 目録どおりで、形式どうしも一致します（ファイル {files:,} 件、リリース {releases:,} 件）。",
    "en": "{folder}: as its manifest says, and its formats agree ({files:,} files, {releases:,} releases).",
}
_FAULTS = {"ja": "{folder}: 誤り {count:,} 件", "en": "{folder}: {count:,} faults"}


def verify(
    directory: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="A version's folder, latest, or a folder above. / 公開物のフォルダー"),
    ],
    *,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read at the same time. / 並列数")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Check a publication against its manifest, and its formats against each other.

    公開物のすべてのファイルを読み直し、目録と合うか、形式どうしの数が合うかを確かめます。

    Exit code 0: whole; 1: there are faults; 2: wrong use.
    """
    speech = language(lang)
    folder = _publication(directory)
    settings = Settings.resolve(workers=workers)
    try:
        with make_engine("processes" if settings.workers > 1 else "serial", settings.workers) as engine:
            findings = find_faults(folder, engine)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    for finding in findings:
        typer.echo(finding.message(speech))
    if findings:
        typer.echo(_FAULTS[speech].format(folder=folder, count=len(findings)), err=True)
        raise typer.Exit(DATA_HAS_ERRORS)
    listed = manifest.read_manifest(folder)
    typer.echo(_WHOLE[speech].format(folder=folder, files=len(listed.files), releases=listed.totals["releases"]))


def _publication(directory: Path) -> Path:
    """The folder with the manifest: the one that was named, or ``latest`` in it or in its ``public``.

    Raises:
        UsageError: If it is no folder.
    """
    if not directory.is_dir():
        raise UsageError(f"{directory} is no folder / フォルダーがありません: {directory}")
    # A whole workspace, too, holds one publication.
    places = (directory, directory / LATEST, directory / "public" / LATEST)
    return next((place for place in places if (place / manifest.PATH).is_file()), directory)
