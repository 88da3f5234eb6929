"""``ocdsjp source``: which sources there are, and what came of each. Adding one is in ``source_add``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson
import typer

from ocdsjp.catalog import reading
from ocdsjp.catalog import sources as catalog_sources
from ocdsjp.cli import plain_app
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.options import Format, FormatOption, InboxOption, MappingsOption, WorkspaceOption
from ocdsjp.cli.source_add import add
from ocdsjp.cli.tables import print_table
from ocdsjp.collect.folder import find_files
from ocdsjp.errors import NotationError
from ocdsjp.findings import Language
from ocdsjp.mapping.load import Source
from ocdsjp.settings import Settings
from ocdsjp.stages.summary import summarise
from ocdsjp.stages.workspace import all_bodies, open_workspace, sources_of

_HEADER: dict[Language, tuple[str, ...]] = {
    "ja": ("データ源", "名称", "公表者", "利用条件", "ファイル", "最後の実行", "行", "確認"),
    "en": ("source", "title", "publisher", "licence", "files", "last run", "rows", "check"),
}
_PER_ROW = {"ja": "行ごと", "en": "by row"}
_COLUMN = {"ja": "（{column}）", "en": " ({column})"}
_UNVERIFIED = {"ja": "実例で未確認", "en": "not verified on a real file"}
_NONE = {"ja": "データ源がありません: {folder}", "en": "there is no source in {folder}"}

app = plain_app(
    no_args_is_help=True,
    help="The sources of the data: list them, add one. / データ源の一覧と追加",
)


@dataclass(frozen=True, slots=True)
class _Line:
    """What is said of a source; titles in both languages, times as RFC 3339."""

    id: str
    title_ja: str
    title_en: str
    publisher_code: str | None
    publisher_name: str | None
    publisher_column: str | None
    licence: str
    files: int
    last_run: str | None
    rows: int
    verified: bool


app.command("add")(add)


@app.command("list")
def list_(
    *,
    workspace: WorkspaceOption = None,
    inbox: InboxOption = None,
    mappings: MappingsOption = None,
    format_: FormatOption = Format.TEXT,
    lang: LanguageOption = None,
) -> None:
    """List every source: publisher, licence, files, last run, rows, and whether a real file was ever seen.

    データ源ごとに、公表者、利用条件、受信フォルダーにあるファイル数、最後の実行、行数、実例で未確認の印を示します。

    Exit code 0: done; 1: a mapping file is wrong; 2: wrong use.
    """
    speech = language(lang)
    settings = Settings.resolve(workspace=workspace, inbox=inbox, mappings=mappings)
    sources = sources_of(settings)
    runs, rows = _past(settings, sources)
    lines = [_line(settings, source, runs.get(source.id), rows.get(source.id, 0)) for source in sources]
    if format_ is Format.JSON:
        typer.echo(orjson.dumps([asdict(line) for line in lines], option=orjson.OPT_INDENT_2))
    elif lines:
        print_table(_HEADER[speech], [_cells(line, speech) for line in lines])
    else:
        typer.echo(_NONE[speech].format(folder=settings.mappings))


def _past(settings: Settings, sources: Sequence[Source]) -> tuple[Mapping[str, str], Mapping[str, int]]:
    """When each source was last looked at, and how many rows it gave; nothing where nothing was ever run."""
    if not settings.workspace.is_dir():
        return {}, {}
    with open_workspace(settings) as opened:
        with reading(opened.catalog) as connection:
            runs = {it.id: it.last_run_at.isoformat() for it in catalog_sources.listing(connection) if it.last_run_at}
        summaries = summarise(opened, {source.id: source.digest for source in sources})
    return runs, {it.source: it.account.rows_read for it in summaries}


def _line(settings: Settings, source: Source, last_run: str | None, rows: int) -> _Line:
    mapping = source.mapping
    publisher = mapping.publisher
    pattern = mapping.collect.folder
    column = None if publisher.name is None else publisher.name.column
    return _Line(
        id=source.id,
        title_ja=mapping.title.ja,
        title_en=mapping.title.en,
        publisher_code=publisher.code,
        publisher_name=None if publisher.code is None else _name(settings, publisher.code),
        publisher_column=column if column is None or isinstance(column, str) else column[0],
        licence=mapping.licence.id,
        files=0 if pattern is None else sum(1 for _ in find_files(settings.inbox, pattern)),
        last_run=last_run,
        rows=rows,
        verified=mapping.verified,
    )


def _name(settings: Settings, code: str) -> str | None:
    """The body's name; None where no table has the code, as with the sample's when its inbox is not given."""
    try:
        return all_bodies(settings.mappings, settings.inbox).by_code(code).name
    except NotationError:
        return None


def _cells(line: _Line, speech: Language) -> tuple[str | int, ...]:
    if line.publisher_code is None:
        column = line.publisher_column
        publisher = _PER_ROW[speech] + ("" if column is None else _COLUMN[speech].format(column=column))
    else:
        publisher = " ".join(filter(None, (line.publisher_code, line.publisher_name)))
    title = line.title_ja if speech == "ja" else line.title_en
    mark = "" if line.verified else _UNVERIFIED[speech]
    return (
        line.id,
        title,
        publisher,
        line.licence,
        line.files,
        (line.last_run or "–")[:16].replace("T", " "),
        line.rows,
        mark,
    )
