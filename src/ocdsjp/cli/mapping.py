"""``ocdsjp mapping``: are the mapping files right, what does one make of a file, what may one be for a new file?

Only arguments, words and exit codes are dealt with here; the work is ``mapping.check``, ``mapping.preview`` and
``mapping.suggest``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import orjson
import typer

from ocdsjp.cli import plain_app
from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, WRONG_USE
from ocdsjp.cli.language import EFFECTS, LanguageOption, language
from ocdsjp.cli.mapping_sheet import export, import_
from ocdsjp.cli.mapping_suggest import as_json, tell
from ocdsjp.cli.options import Format, FormatOption, MappingsOption
from ocdsjp.errors import NotationError, RuledError
from ocdsjp.findings import Finding, Language
from ocdsjp.mapping.bodies import Bodies, load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.load import load_source, sources
from ocdsjp.mapping.preview import RowPreview, TablePreview, Trace, preview
from ocdsjp.mapping.suggest import suggest, to_mapping_yaml
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.profile import load_profile
from ocdsjp.read import RowKind, open_tables
from ocdsjp.settings import Settings
from ocdsjp.stages.adding import find_body
from ocdsjp.stages.draft import read_options

_NOT_THERE = {"ja": "ファイルがありません: {name}", "en": "there is no file {name}"}
_NO_FOLDER = {
    "ja": "{name} は mappings/sources/<自治体>/<データ>.yaml の形の場所にありません",
    "en": "{name} is not at a place like mappings/sources/<place>/<dataset>.yaml",
}
_NO_LAYOUT = {"ja": "様式がありません: {name}", "en": "there is no layout {name}"}
_NONE = {"ja": "マッピングが1つもありません: {name}", "en": "there is no mapping file in {name}"}
_RIGHT = {"ja": "マッピング {count} 件に誤りはありません。", "en": "{count} mapping files are right."}
_WRONG = {"ja": "マッピング {count} 件に誤り {flaws} 件。", "en": "{flaws} mistakes in {count} mapping files."}
_RELEASES = {"ja": "できるリリース", "en": "Releases"}
_REVIEW = {"ja": "指摘", "en": "Findings"}
_SHEET = {"ja": "シート", "en": "sheet"}
_KINDS_JA = {
    RowKind.TOTAL: "合計行",
    RowKind.NOTE: "注記",
    RowKind.HIDDEN: "非表示の行",
    RowKind.REPEATED_HEADER: "見出しの繰り返し",
}
_NO_VALUE = "–"

app = plain_app(
    no_args_is_help=True,
    help="Check mapping files and try them out. / マッピングを確かめ、試します。",
)

app.command("export")(export)
app.command("import")(import_)

InboxOption = Annotated[
    Path | None,
    typer.Option("--inbox", help="Inbox whose local_governments.csv counts too. / 団体の表がある受信フォルダー"),
]


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Mapping files; default: all. / マッピング（省略すれば全部）")
    ] = None,
    *,
    mappings: MappingsOption = None,
    inbox: InboxOption = None,
    lang: LanguageOption = None,
) -> None:
    """Check mapping files without any data.

    データなしで分かるマッピングの誤りを、ファイル名と行番号で示します。

    Exit code 0: right; 1: there are mistakes; 2: wrong use.
    """
    speech = language(lang)
    folder = mappings or (_folder_of(files[0], speech) if files else Settings.resolve().mappings)
    chosen = files or list(sources(folder))
    for path in chosen:
        _need_file(path, speech)
    if not chosen:
        _refuse(_NONE[speech].format(name=folder))
    checker = Checker(folder, load_vocabularies(folder / "vocabulary"), _bodies(folder, inbox), load_profile())
    flaws = 0
    for path in chosen:
        for flaw in checker.check(path):
            flaws += 1
            typer.echo(flaw.rule.message(speech, flaw.value, flaw.detail))
    typer.echo((_WRONG if flaws else _RIGHT)[speech].format(count=len(chosen), flaws=flaws))
    if flaws:
        raise typer.Exit(DATA_HAS_ERRORS)


@app.command("preview")
def preview_(
    file: Annotated[Path, typer.Argument(help="A file of the source. / 原本のファイル")],
    mapping: Annotated[Path, typer.Argument(help="Its mapping file. / そのマッピング")],
    *,
    rows: Annotated[int, typer.Option(min=1, help="Rows of each table. / 表ごとの行数")] = 5,
    format_: FormatOption = Format.TEXT,
    mappings: MappingsOption = None,
    inbox: InboxOption = None,
    lang: LanguageOption = None,
) -> None:
    """Show the first rows of a file through a mapping: cell, OCDS path, value, and the releases.

    ファイルの最初の数行について、セル・OCDS の項目・読み取った値と、できるリリースを示します。何も保存しません。

    Exit code 0: done; 1: the mapping or the file cannot be read; 2: wrong use.
    """
    speech = language(lang)
    for path in (file, mapping):
        _need_file(path, speech)
    folder = mappings or _folder_of(mapping, speech)
    try:
        source = load_source(mapping, folder)
        vocabularies, bodies = load_vocabularies(folder / "vocabulary"), _bodies(folder, inbox, near=file)
        with open_tables(file, read_options(source.mapping), file_name=file.name) as tables:
            for table in preview(source, tables, file.name, vocabularies, bodies, rows=rows):
                typer.echo(_as_json(table) if format_ is Format.JSON else "\n".join(_as_text(table, speech)))
    except RuledError as error:
        typer.echo(f"ocdsjp mapping: {error.rule.message(speech, error.value, error.detail)}", err=True)
        raise typer.Exit(DATA_HAS_ERRORS) from error


@app.command("suggest")
def suggest_(
    file: Annotated[
        Path, typer.Argument(help="A file of the source, in any format. / 原本のファイル（形式は問わない）")
    ],
    *,
    layout: Annotated[str | None, typer.Option(help="Layout to extend, such as tekiseika. / 使う様式")] = None,
    publisher: Annotated[
        str | None, typer.Option(help="Name or code of the municipality. / 自治体の名前か団体コード")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Everything as JSON. / すべてを JSON で")] = False,
    mappings: MappingsOption = None,
    inbox: InboxOption = None,
    lang: LanguageOption = None,
) -> None:
    """Draft a mapping from a file: what each column seems to be, how sure that is, and why.

    ファイルを見て、マッピングの下書き（YAML）を標準出力に、列ごとの確かさと理由を標準エラーに出します。
    確かでない列は、注記として候補だけを示します。

    Exit code 0: done; 1: the file cannot be read; 2: wrong use.
    """
    speech = language(lang)
    _need_file(file, speech)
    folder = mappings or Settings.resolve().mappings
    bodies = _bodies(folder, inbox, near=file)
    _need_layout(folder, layout, speech)
    code = None if publisher is None else _code(publisher, bodies, speech)
    try:
        found = suggest(file, folder, load_vocabularies(folder / "vocabulary"), bodies, layout=layout, publisher=code)
    except RuledError as error:
        typer.echo(f"ocdsjp mapping: {error.rule.message(speech, error.value, error.detail)}", err=True)
        raise typer.Exit(DATA_HAS_ERRORS) from error
    if json_:
        typer.echo(as_json(found))
    else:
        typer.echo(to_mapping_yaml(found), nl=False)
        tell(found, speech)


def _need_layout(folder: Path, layout: str | None, speech: Language) -> None:
    if layout is not None and not (folder / "layouts" / f"{layout.removeprefix('layouts/')}.yaml").is_file():
        _refuse(_NO_LAYOUT[speech].format(name=layout))


def _code(publisher: str, bodies: Bodies, speech: Language) -> str:
    """The code of the body that the user names."""
    try:
        return find_body(publisher, bodies).code
    except NotationError as error:
        _refuse(error.rule.message(speech, error.value, error.detail))


def _folder_of(mapping: Path, speech: Language) -> Path:
    """The mappings folder that a mapping file lies in: ``mappings/sources/<place>/<dataset>.yaml``."""
    folder = mapping.absolute().parent.parent.parent
    if not (folder / "vocabulary").is_dir():
        _refuse(_NO_FOLDER[speech].format(name=mapping))
    return folder


def _bodies(folder: Path, inbox: Path | None, near: Path | None = None) -> Bodies:
    """The bodies of the mappings folder and of the inbox; of the sample in a checkout, and beside a file, too."""
    folders = [inbox or Settings.resolve().inbox, folder.absolute().parent / "data" / "sample"]
    if near is not None:
        folders += list(near.absolute().parents)[:2]
    tables = dict.fromkeys(place / "local_governments.csv" for place in folders)
    return load_bodies(folder / "vocabulary" / "bodies.csv", *tables)


def _need_file(path: Path, speech: Language) -> None:
    if not path.is_file():
        _refuse(_NOT_THERE[speech].format(name=path))


def _refuse(text: str) -> NoReturn:
    typer.echo(f"ocdsjp mapping: {text}", err=True)
    raise typer.Exit(WRONG_USE)


def _as_text(table: TablePreview, speech: Language) -> Iterator[str]:
    if table.sheet is not None:
        yield f"# {_SHEET[speech]}『{table.sheet}』" if speech == "ja" else f'# {_SHEET[speech]} "{table.sheet}"'
    for row in table.rows:
        yield from _row_as_text(row, speech)
    yield f"## {_RELEASES[speech]}: {len(table.releases)}"
    for release in table.releases:
        yield orjson.dumps(release, option=orjson.OPT_INDENT_2).decode()
    yield f"## {_REVIEW[speech]}: {len(table.findings)}"
    yield from (f"{EFFECTS[finding.effect][speech]}: {finding.message(speech)}" for finding in table.findings)


def _row_as_text(row: RowPreview, speech: Language) -> Iterator[str]:
    yield f"{row.number}行目" if speech == "ja" else f"row {row.number}"
    if row.kind is not RowKind.DATA:
        yield f"  （{_KINDS_JA[row.kind]}）" if speech == "ja" else f"  ({row.kind.name.lower()})"
    for trace in row.traces:
        yield from _trace_as_text(trace, speech)


def _trace_as_text(trace: Trace, speech: Language) -> Iterator[str]:
    """A line for a field: its cells, an arrow, its path and value; nothing for what is blank without a problem."""
    if trace.value is None and not trace.problems:
        return
    cells = ", ".join(f"{address} {text!r}" for address, text in trace.cells)
    value = _NO_VALUE if trace.value is None else orjson.dumps(trace.value).decode()
    mark = "! " if trace.problems else "  "
    yield f"{mark}{cells} -> {trace.path} = {value}"
    for problem in trace.problems:
        yield f"    {EFFECTS[problem.effect][speech]}: {problem.rule.message(speech, problem.value, problem.detail)}"


def _as_json(table: TablePreview) -> str:
    """One line per table, for programs."""
    whole = {
        "sheet": table.sheet,
        "columns": [{"letter": letter, "name": name} for letter, name in table.columns],
        "rows": [
            {"row": row.number, "kind": row.kind.name.lower(), "fields": list(map(_trace_as_dict, row.traces))}
            for row in table.rows
        ],
        "releases": table.releases,
        "findings": [finding.as_dict() for finding in table.findings],
    }
    return orjson.dumps(whole).decode()


def _trace_as_dict(trace: Trace) -> dict[str, Any]:
    return {
        "phase": trace.phase,
        "path": trace.path,
        "cells": [{"cell": address, "text": text} for address, text in trace.cells],
        "value": trace.value,
        "problems": [_problem_as_dict(problem) for problem in trace.problems],
    }


def _problem_as_dict(problem: Finding) -> dict[str, str | int | None]:
    return {
        name: part
        for name, part in problem.as_dict().items()
        if name in {"effect", "rule", "cell", "value", "message_ja", "message_en"}
    }
