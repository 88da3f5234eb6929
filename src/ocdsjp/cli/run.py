"""``ocdsjp run``: the Dagster job ``update`` in this process, and a summary of what the workspace then holds.

This is the only module of ``ocdsjp`` that knows of ``pipelines``, and it imports it late: Dagster takes a second.
"""

import difflib
from collections.abc import Sequence
from typing import Annotated

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.options import InboxOption, MappingsOption, WorkspaceOption
from ocdsjp.cli.output import displayed
from ocdsjp.cli.progress import StageProgress
from ocdsjp.cli.tables import print_table
from ocdsjp.engine import ENGINES
from ocdsjp.errors import PublicationError, UsageError
from ocdsjp.findings import Language
from ocdsjp.mapping.load import Source
from ocdsjp.publish.manifest import read_manifest
from ocdsjp.publish.policy import Policy, load_policy
from ocdsjp.publish.publication import LATEST
from ocdsjp.publish.quarantine import PATH as QUARANTINE
from ocdsjp.quality.ledger import total
from ocdsjp.settings import Settings
from ocdsjp.stages.scope import concerned
from ocdsjp.stages.summary import SourceSummary, Trouble, summarise
from ocdsjp.stages.workspace import open_workspace, sources_of

_HEADER: dict[Language, tuple[str, ...]] = {
    "ja": ("データ源", "ファイル", "行", "リリース", "変更なし", "隔離", "データなし", "全金額（円）"),
    "en": ("source", "files", "rows", "releases", "unchanged", "quarantined", "no data", "all yen"),
}
_FAILED_COLUMN: dict[Language, str] = {"ja": "取得失敗", "en": "not fetched"}
_TOTAL = {"ja": "合計", "en": "total"}
_OUTPUT = {
    "ja": "公開物: {folder}\n"
    "契約プロセス {processes:,} 件、リリース {releases:,} 件、有効な落札 {active_award_yen:,} 円",
    "en": "publication: {folder}\n"
    "{processes:,} contracting processes, {releases:,} releases, active awards of {active_award_yen:,} yen",
}
_LISTED = {
    "ja": "隔離・確認・データなしの一覧: {file}（{count:,} 行）",
    "en": "quarantined, to review, or no data: {file} ({count:,} lines)",
}
_PREVIEW = {
    "ja": "仮の ocid 接頭辞を使う試験公開です。",
    "en": "This is a preview: its ocids bear the placeholder prefix.",
}
_NOTHING = {"ja": "まだ公開するものがありません。", "en": "There is nothing to publish yet."}
_LEFT_OUT = {
    "ja": "公開に加えなかったファイル {count:,} 件:",
    "en": "files left out of the publication: {count:,}",
}
_NOT_FETCHED = {
    "ja": "取得できなかったもの {count:,} 件（前回までの内容はそのままです）:",
    "en": "could not be fetched: {count:,} (what was published before stays)",
}
_MORE = {"ja": "  ほか {count:,} 件", "en": "  … {count:,} more"}
_SHOWN = 20
_BLOCKED = {
    "ja": "検査 {check} に通らなかったので公開しませんでした。前回の公開物はそのままです。\n{message}",
    "en": "The check {check} failed, so nothing was published; the last publication is as it was.\n{message}",
}
_REFUSED = {
    "ja": "公開しませんでした。前回の公開物はそのままです。\n{message}",
    "en": "Nothing was published; the last publication is as it was.\n{message}",
}
_STOPPED = {
    "ja": "中断しました。終わった分は保存されています。同じコマンドで続きから再開します。",
    "en": "Stopped. What was finished is kept; the same command goes on from there.",
}


def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Only these sources; default: all. / データ源の名前"),
    ] = None,
    *,
    workspace: WorkspaceOption = None,
    inbox: InboxOption = None,
    mappings: MappingsOption = None,
    engine: Annotated[
        str | None, typer.Option("--engine", help=f"How work is spread: {' or '.join(ENGINES)}. / 実行方式")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that work at the same time. / 並列数")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Collect, map, compile and publish what changed since the last run.

    前回の実行から変わった分を集め、対応付け、統合し、公開します。

    Exit code 0: done, also when rows went to quarantine; 1: a check failed and nothing was published; 2: wrong use.
    """
    speech = language(lang)
    settings = Settings.resolve(workspace=workspace, inbox=inbox, mappings=mappings, engine=engine, workers=workers)
    policy, known = _prepared(settings)
    chosen = _with_files(settings, _chosen(known, sources or []))
    try:
        with StageProgress(speech) as progress:
            _execute(settings, chosen, sources or [], progress)
        shown = _summaries(settings, known, chosen)
    except PublicationError as error:
        typer.echo(_REFUSED[speech].format(message=error), err=True)
        raise typer.Exit(DATA_HAS_ERRORS) from error
    except KeyboardInterrupt:
        typer.echo(_STOPPED[speech], err=True)
        raise typer.Exit(INTERRUPTED) from None
    _report(shown, settings, policy, speech)
    for check, message in progress.blocked:
        typer.echo(_BLOCKED[speech].format(check=check, message=message), err=True)
    if progress.blocked:
        raise typer.Exit(DATA_HAS_ERRORS)


def _prepared(settings: Settings) -> tuple[Policy, list[Source]]:
    """What has to be right before anything is done: inbox, policy, every mapping file."""
    if not settings.inbox.is_dir():
        raise UsageError(
            f"there is no inbox {settings.inbox}; name the folder of the files with --inbox"
            " / 受信フォルダーがありません。--inbox で指定してください"
        )
    policy = load_policy(settings.mappings)
    known = sources_of(settings)
    if not known:
        raise UsageError(f"{settings.mappings} describes no source / データ源がありません")
    return policy, known


def _chosen(known: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """The sources of these names, or all.

    Raises:
        UsageError: If there is none of that name; the message has the nearest.
    """
    by_name = {source.id: source for source in known}
    for name in names:
        if name not in by_name:
            near = difflib.get_close_matches(name, by_name, n=1, cutoff=0.4)
            hint_en, hint_ja = (f"; did you mean {near[0]}?", f"（{near[0]}？）") if near else ("", "")
            raise UsageError(f"there is no source {name}{hint_en} / データ源 {name} はありません{hint_ja}")
    return [by_name[name] for name in dict.fromkeys(names)] or list(known)


def _with_files(settings: Settings, sources: Sequence[Source]) -> list[Source]:
    """Those of the sources that can give the run work.

    Raises:
        UsageError: If there is none: the inbox is not the one that the mappings speak of.
    """
    with open_workspace(settings) as opened:
        found = concerned(opened, sources)
    if not found:
        raise UsageError(
            f"{settings.inbox} holds no file of any of {len(sources)} sources; see ocdsjp source list"
            " / 受信フォルダーにデータ源のファイルがありません。ocdsjp source list で確かめてください"
        )
    return found


def _execute(settings: Settings, chosen: Sequence[Source], names: Sequence[str], progress: StageProgress) -> None:
    from pipelines.local import run_update  # noqa: PLC0415 - see the module's docstring

    run_update(settings, chosen, names, progress)


def _summaries(settings: Settings, known: Sequence[Source], chosen: Sequence[Source]) -> list[SourceSummary]:
    with open_workspace(settings) as opened:
        digests = {source.id: source.digest for source in known}
        return summarise(opened, digests, [source.id for source in chosen])


def _report(shown: Sequence[SourceSummary], settings: Settings, policy: Policy, speech: Language) -> None:
    everything = SourceSummary(
        source=_TOTAL[speech],
        files=sum(it.files for it in shown),
        releases=sum(it.releases for it in shown),
        account=total(it.account for it in shown),
        troubles=(),
        failures=tuple(trouble for source in shown for trouble in source.failures),
    )
    _print_sources([*shown, everything], speech)
    troubles = [trouble for source in shown for trouble in source.troubles]
    if troubles:
        typer.echo(_LEFT_OUT[speech].format(count=len(troubles)))
        _print_troubles(troubles, speech)
    if everything.failures:
        typer.echo(_NOT_FETCHED[speech].format(count=len(everything.failures)))
        _print_troubles(everything.failures[:_SHOWN], speech)
        if len(everything.failures) > _SHOWN:
            typer.echo(_MORE[speech].format(count=len(everything.failures) - _SHOWN))
    latest = settings.public / LATEST
    if not latest.is_dir():
        typer.echo(_NOTHING[speech])
        return
    manifest = read_manifest(latest)
    typer.echo(_OUTPUT[speech].format(folder=displayed(latest), **manifest.totals))
    listed = manifest.files[QUARANTINE].records
    if listed:
        typer.echo(_LISTED[speech].format(file=displayed(latest / QUARANTINE), count=listed))
    if policy.preview:
        typer.echo(_PREVIEW[speech])


def _print_sources(shown: Sequence[SourceSummary], speech: Language) -> None:
    """The table of the sources; it says how much was not fetched where that is anything."""
    header, lines = _HEADER[speech], [_line(it) for it in shown]
    if any(it.failures for it in shown):
        header = (*header, _FAILED_COLUMN[speech])
        lines = [(*line, len(it.failures)) for it, line in zip(shown, lines, strict=True)]
    print_table(header, lines)


def _print_troubles(troubles: Sequence[Trouble], speech: Language) -> None:
    for trouble in troubles:
        typer.echo(f"  {trouble.source}: {trouble.ja if speech == 'ja' else trouble.en}")


def _line(source: SourceSummary) -> tuple[str | int, ...]:
    account = source.account
    return (
        source.source,
        source.files,
        account.rows_read,
        source.releases,
        account.rows_unchanged,
        account.rows_quarantined,
        account.rows_no_data,
        account.yen_released,
    )
