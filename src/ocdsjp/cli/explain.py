"""``ocdsjp explain``: from an ocid back to the cells of the files. The work is ``stages.explain``."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import orjson
import typer

from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.options import Format, FormatOption, InboxOption, MappingsOption, WorkspaceOption, existing
from ocdsjp.findings import Language, Place
from ocdsjp.settings import Settings
from ocdsjp.stages.explain import Cell, Explanation, Origin, SourceRow
from ocdsjp.stages.explain import explain as find_origins
from ocdsjp.stages.workspace import open_workspace

_HEAD = {
    "ja": "{ocid}\n  公表者 {publisher}、年度 {year}、最初のデータ源 {source}、リリース {count} 件",
    "en": "{ocid}\n  publisher {publisher}, fiscal year {year}, first told of by {source}, {count} releases",
}
_FILE = {"ja": "  ファイル {file}（データ源 {source}）", "en": "  file {file} (source {source})"}
_UNREADABLE = {
    "ja": "    今のマッピングではこの行を読み直せません",
    "en": "    today's mapping cannot read this row again",
}


def explain(
    ocid: Annotated[str, typer.Argument(help="The contracting process. / 契約プロセスの ocid")],
    *,
    workspace: WorkspaceOption = None,
    inbox: InboxOption = None,
    mappings: MappingsOption = None,
    format_: FormatOption = Format.TEXT,
    lang: LanguageOption = None,
) -> None:
    """Show each release of a process with its file, sheet, row, and the cells as they were written.

    案件のリリースごとに、もとのファイル・シート・行と、書かれていたままのセルを示します。矢印の先は OCDS の項目です。

    Exit code 0: shown; 2: there is no such process or workspace.
    """
    speech = language(lang)
    settings = existing(Settings.resolve(workspace=workspace, inbox=inbox, mappings=mappings))
    with open_workspace(settings) as opened:
        explanation = find_origins(opened, ocid)
    if format_ is Format.JSON:
        typer.echo(orjson.dumps(asdict(explanation), option=orjson.OPT_INDENT_2))
    else:
        for line in _as_text(explanation, speech):
            typer.echo(line)


def _as_text(explanation: Explanation, speech: Language) -> Iterator[str]:
    process = explanation.process
    yield _HEAD[speech].format(
        ocid=process.ocid,
        publisher=process.publisher_code,
        year=process.fiscal_year,
        source=process.source_id,
        count=len(explanation.releases),
    )
    for origin in explanation.releases:
        yield ""
        yield from _origin(origin, speech)


def _origin(origin: Origin, speech: Language) -> Iterator[str]:
    release = origin.release
    yield f"{release['date']}  {', '.join(release['tag'])}  {release['id']}"
    yield _FILE[speech].format(file=origin.file, source=origin.source)
    yield f"  sha256 {origin.blob}"
    for row in origin.rows:
        yield f"  {_place(row, speech)}"
        if not row.cells:
            yield _UNREADABLE[speech]
        yield from (f"    {_cell(cell)}" for cell in row.cells)


def _place(row: SourceRow, speech: Language) -> str:
    """``シート『工事』 5行目``, in the words of findings, which begin with the file's name."""
    return Place("", "", row.sheet, row.row).describe(speech).lstrip(" ,")


def _cell(cell: Cell) -> str:
    text = cell.text.replace("\n", "⏎")
    arrow = f"  → {', '.join(cell.paths)}" if cell.paths else ""
    return f"{cell.ref} {cell.header}: {text}{arrow}"
