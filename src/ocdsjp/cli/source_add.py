"""``ocdsjp source add``: a new source from one file, by questions or by options.

Every question has an option, so that the command runs without a terminal, too. The work is ``mapping.suggest`` and
``stages.adding``; here are the questions and the words.
"""

import re
import shlex
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar, get_args

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS
from ocdsjp.cli.language import EFFECTS, LanguageOption, language
from ocdsjp.cli.mapping_suggest import tell
from ocdsjp.cli.options import InboxOption, MappingsOption, WorkspaceOption
from ocdsjp.cli.output import displayed
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

_T = TypeVar("_T")

_LICENCES: tuple[str, ...] = get_args(Licence.model_fields["id"].annotation)
_LICENCE_WORDS = {
    "CC-BY-4.0": {"ja": "クリエイティブ・コモンズ 表示 4.0", "en": "Creative Commons Attribution 4.0"},
    "PDL-1.0": {"ja": "公共データ利用規約（第1.0版）", "en": "Public Data License 1.0"},
    "GJSTU-2.0": {"ja": "政府標準利用規約（第2.0版）", "en": "Japan's Government Standard Terms of Use 2.0"},
    "CC0-1.0": {"ja": "権利放棄（CC0）", "en": "no rights reserved (CC0)"},
    "none-stated": {"ja": "記載がない", "en": "the publisher states none"},
    "custom": {"ja": "そのほかの定め", "en": "terms of the publisher's own"},
}
_QUESTIONS = {
    "file": {"ja": "ファイルの場所か URL", "en": "File or address"},
    "publisher": {"ja": "自治体の名前か団体コード", "en": "Municipality (name or code)"},
    "licence": {"ja": "利用条件", "en": "Terms"},
    "name": {
        "ja": "データ源の名前（<自治体>/<データ>。英小文字・数字・ハイフン）",
        "en": "Name of the source (<place>/<dataset>: small letters, figures, hyphens)",
    },
}
_TERMS = {"ja": "原本の利用条件を、次のどれかで答えてください。", "en": "The terms of the source are one of these."}
_OPTIONS = {"file": "FILE", "publisher": "--publisher", "licence": "--licence", "name": "--name"}
_SURE = {"ja": "書き込みますか", "en": "Write it?"}
_BODY = {"ja": "公表者: {code} {name}", "en": "Publisher: {code} {name}"}
_BY_ROW = {"ja": "公表者: 行ごと（列『{column}』）", "en": 'Publisher: by row (column "{column}")'}
_TRIED = {
    "ja": "マッピングに誤りはありません。{rows} 行で試すと、リリース {releases} 件、データなし {no_data} 行、"
    "確認が要る箇所 {findings} 件です。",
    "en": "The mapping is right. Tried on {rows} rows, it gives {releases} releases, {no_data} rows without data,"
    " and {findings} places to look at.",
}
_MORE = {"ja": "  ほか {count} 件", "en": "  … {count} more"}
_SHOWN = 5
_EMPTY = {
    "ja": "このままではリリースが1件もできません。次の preview で行ごとの理由を見て、マッピングを直してください。",
    "en": "No release would come of it: see with preview why, row by row, and mend the mapping.",
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
    "those that ship with ocdsjp are not written to: copy {shipped} to mappings, or name your own with --mappings"
    " / 同梱のマッピングには書きません。{shipped} を mappings に写すか、自分のものを --mappings で指定してください"
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
        raise UsageError(_OWN_FOLDER.format(shipped=settings.mappings))
    # What can be wrong at once is told at once, before the file is fetched and read.
    stated = _licence(licence, speech) if licence is not None or not _is_terminal() else None
    if name is not None:
        adding.mapping_path(name, settings.mappings)
    where = file or _ask("file", speech, _existing)
    with adding.at_hand(where, settings) as at_hand:
        draft = _drafted(at_hand, settings, publisher, layout, speech)
        tell(draft.found, speech)
        _tell_publisher(draft, speech)
        terms = adding.Terms(stated or _licence(None, speech), licence_url, (observed or now()).date())
        chosen = name or _name(draft, settings, speech)
        target = adding.mapping_path(chosen, settings.mappings)
        collect = adding.collected_from(where, chosen, at_hand[1], settings.inbox)
        text = adding.mapping_text(draft.found, terms, collect)
        trial = adding.try_out(text, chosen, at_hand, draft.checker)
    _tell_trial(trial, speech)
    if not yes and _is_terminal() and not typer.confirm(_SURE[speech], default=True, err=True):
        raise typer.Exit
    adding.write_new(target, text)
    shown = displayed(target)
    typer.echo(_WRITTEN[speech].format(path=shown))
    is_away = "folder" in collect and not Path(where).absolute().is_relative_to(settings.inbox)
    inbox_of_source = displayed(settings.inbox / Path(collect["folder"]).parent) if is_away else None
    for step in (*_next(where, shown, inbox, inbox_of_source), _run(chosen, workspace, inbox, mappings)):
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
        body = _ask("publisher", speech, lambda answer: _find(answer, checker.bodies, speech))
        found = drafted(body)
    elif body is None and found.publisher.code is not None:
        body = checker.bodies.by_code(found.publisher.code)
    return _Draft(found, body, checker)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _ask(what: str, speech: Language, accept: Callable[[str], _T], default: str | None = None) -> _T:
    """Ask a person, again until the answer can be accepted; without a terminal the default counts.

    Raises:
        UsageError: If there is neither.
    """
    while _is_terminal():
        answer = str(typer.prompt(_QUESTIONS[what][speech], default=default, err=True))
        try:
            return accept(answer.strip())
        except UsageError as error:
            typer.echo(str(error), err=True)
    if default is None:
        raise UsageError(
            f"give {_OPTIONS[what]}: there is no terminal to ask at"
            f" / {_OPTIONS[what]} を指定してください（質問できる端末がありません）"
        )
    return accept(default)


def _existing(where: str) -> str:
    """A file or an address, if it can be one."""
    if not adding.is_address(where) and not Path(where).is_file():
        raise UsageError(f"there is no file {where} / ファイルがありません: {where}")
    return where


def _name(draft: _Draft, settings: Settings, speech: Language) -> str:
    """The name that a person gives the source; by itself one that is free."""

    def free(name: str) -> str:
        adding.mapping_path(name, settings.mappings)
        return name

    return _ask("name", speech, free, adding.free_name(draft.found, draft.body, settings.mappings))


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
    """The terms as a mapping file names them; people may write ``CC BY 4.0``."""
    listed = {re.sub(r"[\s_]+", "-", name).casefold(): name for name in _LICENCES}

    def known(text: str) -> str:
        found = listed.get(re.sub(r"[\s_]+", "-", text.strip()).casefold())
        if found is None:
            raise UsageError(
                f"{text}: none of these terms: {', '.join(_LICENCES)}"
                f" / 利用条件は次のどれかです: {'、'.join(_LICENCES)}"
            )
        return found

    if given is not None:
        return known(given)
    if _is_terminal():
        typer.echo(_TERMS[speech], err=True)
        for name in _LICENCES:
            typer.echo(f"  {name:<12} {_LICENCE_WORDS[name][speech]}", err=True)
    return _ask("licence", speech, known)


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
    figures = {"rows": trial.rows, "releases": trial.releases, "no_data": trial.no_data}
    typer.echo(_TRIED[speech].format(**figures, findings=len(trial.findings)), err=True)
    for finding in trial.findings[:_SHOWN]:
        typer.echo(f"  {EFFECTS[finding.effect][speech]}: {finding.message(speech)}", err=True)
    if len(trial.findings) > _SHOWN:
        typer.echo(_MORE[speech].format(count=len(trial.findings) - _SHOWN), err=True)
    if not trial.releases:
        typer.echo(_EMPTY[speech], err=True)


def _bodies(settings: Settings, file: Path) -> Bodies:
    """The bodies of the mappings folder and of the inbox, and of a table that lies beside the file or in the sample."""
    near = [*list(file.absolute().parents)[:2], settings.mappings.absolute().parent / "data" / "sample"]
    tables = dict.fromkeys(bodies_table(folder) for folder in (settings.inbox, *near))
    return load_bodies(settings.mappings / "vocabulary" / "bodies.csv", *tables)


def _next(where: str, target: Path, inbox: Path | None, inbox_of_source: Path | None) -> list[_Step]:
    """What to do with the mapping next."""
    if adding.is_address(where):
        return []
    bodies = [] if inbox is None else ["--inbox", str(inbox)]
    steps = [
        _Step("preview", ["ocdsjp", "mapping", "preview", where, str(target), *bodies]),
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
