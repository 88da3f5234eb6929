"""``ocdsjp mapping export`` and ``import``: a mapping file as an Excel sheet and back, for people without an editor.

Only arguments, words and exit codes are dealt with here; the work is ``mapping.spreadsheet``.
"""

from pathlib import Path
from typing import Annotated

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.options import InboxOption, MappingsOption
from ocdsjp.cli.output import STANDARD, destination
from ocdsjp.errors import UsageError
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.load import load_source
from ocdsjp.mapping.spreadsheet import exchange
from ocdsjp.mapping.spreadsheet.items import Items
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.profile import load_profile
from ocdsjp.read import open_tables
from ocdsjp.settings import Settings
from ocdsjp.stages.draft import read_options
from ocdsjp.stages.workspace import all_bodies

_WRITTEN = {
    "ja": "{name} に書きました。Excel で編集し、ocdsjp mapping import {name} -o {mapping} で戻してください。",
    "en": "Wrote {name}. Edit it in a spreadsheet program, then: ocdsjp mapping import {name} -o {mapping}",
}
_TAKEN = {
    "ja": "{name} に書きました。原本のファイルがあれば ocdsjp mapping preview ファイル {name} で確かめてください。",
    "en": "Wrote {name}. To try it on a file of the source: ocdsjp mapping preview FILE {name}",
}
_FLAWED = {"ja": "誤り {count} 件。何も書いていません。", "en": "{count} mistakes; nothing was written."}


def export(
    mapping: Annotated[Path, typer.Argument(help="A mapping file or layout. / マッピングか様式")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The xlsx file to write. / 書き出す xlsx")],
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A file of the source, for 例 and unused columns. / 例と未使用の列を取る原本"),
    ] = None,
    mappings: MappingsOption = None,
    lang: LanguageOption = None,
) -> None:
    """Write a mapping file as an Excel sheet with drop-down lists.

    マッピングを、一覧から選んで編集できる Excel のシートに書き出します。

    Exit code 0: written; 1: the mapping or the file cannot be read; 2: wrong use.
    """
    speech = language(lang)
    _need(mapping, *([file] if file else []))
    items = Items(load_profile().release_schema)
    examples, undecided = ({}, ()) if file is None else _seen(file, mapping, _folder(mapping, mappings))
    content = exchange.to_workbook(mapping, items, examples, undecided)
    with destination(output) as stream:
        stream.write(content)
    typer.echo(_WRITTEN[speech].format(name=output, mapping=mapping), err=True)


def import_(
    sheet: Annotated[Path, typer.Argument(help="The xlsx file. / xlsx ファイル")],
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The mapping file to write; - is standard output. / 書き込むマッピング"),
    ] = Path(STANDARD),
    mappings: MappingsOption = None,
    inbox: InboxOption = None,
    lang: LanguageOption = None,
) -> None:
    """Turn the Excel sheet of a mapping back into a mapping file, if it is right.

    Excel のシートをマッピングに戻します。誤りがあれば、セルの番地と直し方を示し、何も書きません。

    Exit code 0: written; 1: the sheet has mistakes or cannot be read; 2: wrong use.
    """
    speech = language(lang)
    _need(sheet)
    folder = _folder(output, mappings)
    profile = load_profile()
    imported = exchange.from_workbook(sheet, Items(profile.release_schema))
    text = exchange.to_text(imported.built, layout=exchange.is_layout(output))
    bodies = all_bodies(folder, inbox or _inbox_of(folder))
    checker = Checker(folder, load_vocabularies(folder / "vocabulary"), bodies, profile)
    name = f"{output.absolute().parent.name or '-'}/{sheet.stem if str(output) == STANDARD else output.name}"
    flaws = [flaw.message(speech) for flaw in exchange.flaws(imported, text, name, checker)]
    if flaws:
        for flaw in flaws:
            typer.echo(flaw)
        typer.echo(_FLAWED[speech].format(count=len(flaws)), err=True)
        raise typer.Exit(DATA_HAS_ERRORS)
    with destination(output) as stream:
        stream.write(text.encode())
    if str(output) != STANDARD:
        typer.echo(_TAKEN[speech].format(name=output), err=True)


def _seen(file: Path, mapping: Path, folder: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """A value of each column of a file, and the columns that the mapping does not mention."""
    source = load_source(mapping, folder)
    options = read_options(source.mapping)
    with open_tables(file, options, file_name=file.name) as tables:
        examples = exchange.examples_of(tables)
    with open_tables(file, options, file_name=file.name) as tables:
        undecided = exchange.undecided_of(tables, source.mapping, load_vocabularies(folder / "vocabulary"))
    return examples, undecided


def _need(*paths: Path) -> None:
    for path in paths:
        if not path.is_file():
            raise UsageError(f"there is no file {path} / ファイルがありません: {path}")


def _folder(mapping: Path, mappings: Path | None) -> Path:
    """The mappings folder that a mapping file lies in, else the one that settings or the installation name."""
    if mappings is not None:
        return mappings
    around = mapping.absolute().parents[:3]
    return next((folder for folder in around if (folder / "vocabulary").is_dir()), Settings.resolve().mappings)


def _inbox_of(folder: Path) -> Path:
    """The inbox of the settings; in a checkout without one, that of the sample, whose places are invented."""
    inbox = Settings.resolve().inbox
    return inbox if inbox.is_dir() else folder.absolute().parent / "data" / "sample"
