"""``ocdsjp corporations``: the local index of corporate numbers, kept up to date and looked up."""

from datetime import datetime
from typing import Annotated

import typer

from ocdsjp.cli import plain_app
from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.options import WorkspaceOption
from ocdsjp.errors import UsageError
from ocdsjp.findings import Language
from ocdsjp.japan.corporations import Corporation
from ocdsjp.settings import Settings
from ocdsjp.stages.corporations import open_corporations, update_corporations
from ocdsjp.stages.workspace import corporations_path

_UPDATED: dict[Language, str] = {
    "ja": "法人 {count} 件、{updated} まで: {path}",
    "en": "{count} corporations, up to {updated}: {path}",
}
_FOUND: dict[Language, dict[bool, str]] = {
    "ja": {True: "{number}  {name}", False: "{number}  {name}（{closed} 閉鎖）"},
    "en": {True: "{number}  {name}", False: "{number}  {name} (closed {closed})"},
}
_NONE: dict[Language, str] = {
    "ja": "特定できません（無いか、2つ以上あります）: {name}",
    "en": "not found, or more than one: {name}",
}
_NO_INDEX = (
    "there is no index {path}; make one with ocdsjp corporations update FILE"
    " / 索引がありません。ocdsjp corporations update で国税庁のファイルから作ってください"
)

app = plain_app(
    no_args_is_help=True,
    help="The local index of corporate numbers. / 法人番号の手元の索引を扱います。",
)


@app.command("update")
def update(
    files: Annotated[list[str], typer.Argument(metavar="FILE|URL…", help="Of the tax agency. / 国税庁のファイル")],
    *,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
) -> None:
    """Add files of 国税庁法人番号公表サイト (all corporations, or changes; CSV or zip) to the index, or make it.

    国税庁法人番号公表サイトの全件データ・差分データ（CSV か ZIP）を索引に足します。無ければ作ります。

    Exit code 0: done; 1: a file cannot be fetched or read, and the index is as it was; 2: wrong use.
    """
    settings = Settings.resolve(workspace=workspace)
    written = update_corporations(settings, files)
    words = _UPDATED[language(lang)]
    path = corporations_path(settings)
    typer.echo(words.format(count=written.corporations, updated=written.updated or "–", path=path))


@app.command("find")
def find(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name, or number. / 名称または法人番号")],
    *,
    prefecture: Annotated[str, typer.Option("--prefecture", help="Of the head office. / 本店の都道府県")] = "",
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="Day on which it bore the name. / その名称だった日"),
    ] = None,
    workspace: WorkspaceOption = None,
    lang: LanguageOption = None,
) -> None:
    """Find the number of a corporation: the exact name first, then other spellings; never one of several.

    名称から法人番号を引きます。まず同じ表記、次に表記ゆれ。2つ以上あれば答えません。

    Exit code 0: found; 1: not found, or more than one; 2: wrong use, or there is no index.
    """
    settings = Settings.resolve(workspace=workspace)
    index = open_corporations(settings)
    if index is None:
        raise UsageError(_NO_INDEX.format(path=corporations_path(settings)))
    found = index.by_number(name) or index.find(name, prefecture, on.date() if on is not None else None)
    typer.echo(_said(found, name, language(lang)))
    if found is None:
        raise typer.Exit(DATA_HAS_ERRORS)


def _said(found: Corporation | None, name: str, speech: Language) -> str:
    if found is None:
        return _NONE[speech].format(name=name)
    words = _FOUND[speech][found.closed is None]
    return words.format(number=found.number, name=found.name, closed=found.closed)
