"""``ocdsjp source add``: a new source from one file, by questions or by options.

Every question has an option, so that the command runs without a terminal, too. The work is ``mapping.suggest`` and
``stages.adding``; here are the questions and the words.
"""

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple, get_args

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.mapping_suggest import tell
from ocdsjp.cli.options import InboxOption, MappingsOption, WorkspaceOption
from ocdsjp.errors import NotationError, UsageError
from ocdsjp.findings import Language
from ocdsjp.mapping.bodies import Bodies, Body, load_bodies
from ocdsjp.mapping.check import Checker
from ocdsjp.mapping.model import Licence
from ocdsjp.mapping.suggest import Suggestion, suggest
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.ocds.profile import load_profile
from ocdsjp.paths import shipped
from ocdsjp.settings import Settings, now
from ocdsjp.stages import adding
from ocdsjp.stages.workspace import bodies_table

_LICENCES: tuple[str, ...] = get_args(Licence.model_fields["id"].annotation)
_QUESTIONS = {
    "file": {"ja": "ファイルの場所か URL", "en": "File or address"},
    "publisher": {"ja": "自治体の名前か団体コード", "en": "Municipality (name or code)"},
    "licence": {
        "ja": f"利用条件（{'、'.join(_LICENCES)}。記載がなければ none-stated）",
        "en": f"Terms ({', '.join(_LICENCES)}; none-stated if the publisher says nothing)",
    },
    "name": {"ja": "データ源の名前（<自治体>/<データ>）", "en": "Name of the source (<place>/<dataset>)"},
}
_OPTIONS = {"file": "FILE", "publisher": "--publisher", "licence": "--licence", "name": "--name"}
_SURE = {"ja": "書き込みますか", "en": "Write it?"}
_BODY = {"ja": "公表者: {code} {name}", "en": "Publisher: {code} {name}"}
_BY_ROW = {"ja": "公表者: 行ごと（列『{column}』）", "en": 'Publisher: by row (column "{column}")'}
_TRIED = {
    "ja": "誤りはありません。最初の {rows} 行から、リリース {releases} 件、確認が要る箇所 {findings} 件。",
    "en": "It is right. The first {rows} rows gave {releases} releases and {findings} places to look at.",
}
_FLAWED = {"ja": "誤り {count} 件。何も書いていません。", "en": "{count} mistakes; nothing was written."}
_WRITTEN = {"ja": "{path} に書きました。次は:", "en": "Wrote {path}. Next:"}
_STEPS = {
    "preview": {"ja": "行ごとに確かめる", "en": "look at it row by row"},
    "export": {"ja": "Excel で直す", "en": "edit it in a spreadsheet program"},
    "copy": {"ja": "ファイルを受信フォルダーに置く", "en": "put the file into the inbox"},
    "run": {"ja": "処理して公開する", "en": "run it"},
}
_OWN_FOLDER = (
    "name your own folder of mapping files with --mappings; those that ship with ocdsjp are not written to"
    " / 自分のマッピングのフォルダーを --mappings で指定してください。同梱のものには書きません"
)


class _Draft(NamedTuple):
    """A drafted mapping, whose it is (None: each row says), and what it is checked against."""

    found: Suggestion
    body: Body | None
    checker: Checker


class _Step(NamedTuple):
    """A command to run next, and what for."""

    what: str
    command: list[str]


def add(
    file: Annotated[str | None, typer.Argument(help="A file of the source, or its address. / ファイルか URL")] = None,
    *,
    publisher: Annotated[
        str | None, typer.Option("--publisher", help="Name or code of the municipality. / 自治体の名前か団体コード")
    ] = None,
    licence: Annotated[str | None, typer.Option("--licence", help="Terms, such as CC-BY-4.0. / 利用条件")] = None,
    licence_url: Annotated[
        str | None, typer.Option("--licence-url", help="Where the terms can be read. / 利用条件の掲載ページ")
    ] = None,
    observed: Annotated[
        datetime | None,
        typer.Option("--observed", formats=["%Y-%m-%d"], help="Day on which they were read; default: today. / 確認日"),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the source: <place>/<dataset>. / データ源の名前")
    ] = None,
    layout: Annotated[str | None, typer.Option(help="Layout to extend, such as tekiseika. / 使う様式")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking once more. / 確認せずに書く")] = False,
    workspace: WorkspaceOption = None,
    inbox: InboxOption = None,
    mappings: MappingsOption = None,
    lang: LanguageOption = None,
) -> None:
    """Add a source from one of its files: drafts the mapping, checks it, tries it and writes it.

    ファイルから新しいデータ源のマッピングを作ります。見出しと値から下書きし、確かめ、試してから書き込みます。

    Exit code 0: written; 1: the file cannot be read or the draft has mistakes; 2: wrong use, nothing was written.
    """
    speech = language(lang)
    settings = Settings.resolve(workspace=workspace, inbox=inbox, mappings=mappings)
    if mappings is None and settings.mappings == shipped("mappings") and not Path("mappings").is_dir():
        raise UsageError(_OWN_FOLDER)
    where = file or _ask("file", speech)
    with adding.at_hand(where, settings) as at_hand:
        draft = _drafted(at_hand, settings, publisher, layout, speech)
        tell(draft.found, speech)
        _tell_publisher(draft, speech)
        terms = adding.Terms(_licence(licence, speech), licence_url, (observed or now()).date())
        chosen = name or _ask("name", speech, adding.free_name(draft.found, draft.body, settings.mappings))
        target = adding.mapping_path(chosen, settings.mappings)
        collect = adding.collected_from(where, chosen, at_hand[1], settings.inbox)
        text = adding.mapping_text(draft.found, terms, collect)
        trial = adding.try_out(text, chosen, at_hand, draft.checker)
    _tell_trial(trial, speech)
    if not yes and _is_terminal() and not typer.confirm(_SURE[speech], default=True, err=True):
        raise typer.Exit
    adding.write_new(target, text)
    typer.echo(_WRITTEN[speech].format(path=target))
    is_away = "folder" in collect and not Path(where).absolute().is_relative_to(settings.inbox)
    inbox_of_source = settings.inbox / Path(collect["folder"]).parent if is_away else None
    for step in (*_next(where, target, inbox_of_source), _run(chosen, workspace, inbox, mappings)):
        typer.echo(f"  {shlex.join(step.command)}  # {_STEPS[step.what][speech]}")


def _drafted(
    at_hand: tuple[Path, str], settings: Settings, publisher: str | None, layout: str | None, speech: Language
) -> _Draft:
    """A draft of the mapping, with the publisher that was stated, that the file names, or that a person names."""
    path, file_name = at_hand
    vocabularies = load_vocabularies(settings.mappings / "vocabulary")
    checker = Checker(settings.mappings, vocabularies, _bodies(settings, path), load_profile())

    def drafted(body: Body | None) -> Suggestion:
        code = None if body is None else body.code
        return suggest(
            path, settings.mappings, vocabularies, checker.bodies, file_name=file_name, layout=layout, publisher=code
        )

    body = None if publisher is None else _find(publisher, checker.bodies, speech)
    found = drafted(body)
    if not found.publisher.known:
        body = _find(_ask("publisher", speech), checker.bodies, speech)
        found = drafted(body)
    elif body is None and found.publisher.code is not None:
        body = checker.bodies.by_code(found.publisher.code)
    return _Draft(found, body, checker)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _ask(what: str, speech: Language, default: str | None = None) -> str:
    """Ask a person; without a terminal the default counts.

    Raises:
        UsageError: If there is neither.
    """
    if _is_terminal():
        return str(typer.prompt(_QUESTIONS[what][speech], default=default, err=True)).strip()
    if default is None:
        raise UsageError(
            f"give {_OPTIONS[what]}: there is no terminal to ask at"
            f" / {_OPTIONS[what]} を指定してください（質問できる端末がありません）"
        )
    return default


def _find(text: str, bodies: Bodies, speech: Language) -> Body:
    """The body that a text names.

    Raises:
        UsageError: If it names none; in the user's language, as its rule says it.
    """
    try:
        return adding.find_body(text, bodies)
    except NotationError as error:
        raise UsageError(error.rule.message(speech, error.value, error.detail)) from error


def _licence(given: str | None, speech: Language) -> str:
    chosen = given or _ask("licence", speech)
    if chosen not in _LICENCES:
        raise UsageError(f"{chosen}: {_QUESTIONS['licence'][speech]}")
    return chosen


def _tell_publisher(draft: _Draft, speech: Language) -> None:
    if draft.body is not None:
        typer.echo(_BODY[speech].format(code=draft.body.code, name=draft.body.name), err=True)
    else:
        typer.echo(_BY_ROW[speech].format(column=draft.found.publisher.column), err=True)


def _tell_trial(trial: adding.Trial, speech: Language) -> None:
    """Say what the mapping makes of the file; one that is wrong ends the command."""
    for flaw in trial.flaws:
        typer.echo(flaw.rule.message(speech, flaw.value, flaw.detail), err=True)
    if trial.flaws:
        typer.echo(_FLAWED[speech].format(count=len(trial.flaws)), err=True)
        raise typer.Exit(DATA_HAS_ERRORS)
    tried = _TRIED[speech].format(rows=adding.TRIED_ROWS, releases=trial.releases, findings=trial.findings)
    typer.echo(tried, err=True)


def _bodies(settings: Settings, file: Path) -> Bodies:
    """The bodies of the mappings folder and of the inbox, and of a table that lies beside the file or in the sample."""
    near = [*list(file.absolute().parents)[:2], settings.mappings.absolute().parent / "data" / "sample"]
    tables = dict.fromkeys(bodies_table(folder) for folder in (settings.inbox, *near))
    return load_bodies(settings.mappings / "vocabulary" / "bodies.csv", *tables)


def _next(where: str, target: Path, inbox_of_source: Path | None) -> list[_Step]:
    """What to do with the mapping next."""
    if adding.is_address(where):
        return []
    steps = [
        _Step("preview", ["ocdsjp", "mapping", "preview", where, str(target)]),
        _Step("export", ["ocdsjp", "mapping", "export", str(target), "-o", f"{target.stem}.xlsx", "--file", where]),
    ]
    if inbox_of_source is not None:
        steps.append(_Step("copy", ["install", "-D", "-t", str(inbox_of_source), where]))
    return steps


def _run(name: str, workspace: Path | None, inbox: Path | None, mappings: Path | None) -> _Step:
    """The run, with the options that this command was given."""
    pairs = (("--workspace", workspace), ("--inbox", inbox), ("--mappings", mappings))
    given = [part for option, value in pairs if value is not None for part in (option, str(value))]
    return _Step("run", ["ocdsjp", "run", name, *given])
