"""``ocdsjp lint``: is a municipal file readable by machines, by the numbered rules of the government?

Only arguments, streams and exit codes are dealt with here; the work is ``ocdsjp.lint``.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED
from ocdsjp.cli.language import LanguageOption, language
from ocdsjp.cli.output import destination
from ocdsjp.errors import ReadError, UsageError
from ocdsjp.findings import Language
from ocdsjp.lint import render
from ocdsjp.lint.judge import Verdict, judge


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def lint(
    files: Annotated[list[Path], typer.Argument(help="Files of a municipality: csv, xlsx, xls. / 自治体のファイル")],
    *,
    format_: Annotated[Format, typer.Option("--format", help="How the report is written. / 結果の形式")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it; default: standard output. / 出力先")
    ] = None,
    examples: Annotated[int, typer.Option(min=1, help="Places to list for each remark. / 1件につき示す場所の数")] = 5,
    lang: LanguageOption = None,
) -> None:
    """Judge files by the government's rules of machine readability, with cell addresses and advice.

    「行政データにおける機械可読性に関するルール」のうち計算で分かるものを、番号・セル・直し方とともに示します。

    Exit code 0: nothing was found; 1: there are remarks, or a file cannot be read; 2: wrong use.
    """
    speech = language(lang)
    for path in files:
        if not path.is_file():
            raise UsageError(f"there is no file {path} / ファイルがありません: {path}")
    verdicts: list[Verdict] = []
    unread = False
    try:
        for path in files:
            verdict = _judged(path, speech)
            unread = unread or verdict is None
            verdicts += [verdict] if verdict is not None else []
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    try:
        with destination(output) as stream:
            stream.write(_rendered(verdicts, format_, speech, examples))
    except BrokenPipeError:
        raise  # the reader of our output has seen enough: click ends quietly
    except OSError as error:
        raise UsageError(f"cannot write {output} ({error.strerror}) / 書けません: {output}") from error
    if unread or any(verdict.remarks for verdict in verdicts):
        raise typer.Exit(DATA_HAS_ERRORS)


def _judged(path: Path, speech: Language) -> Verdict | None:
    """The verdict; of a file that cannot be read, a complaint."""
    try:
        return judge(path)
    except ReadError as error:
        typer.echo(f"ocdsjp lint: {path.name}: {error.rule.message(speech, error.value, error.detail)}", err=True)
        return None


def _rendered(verdicts: list[Verdict], format_: Format, speech: Language, examples: int) -> bytes:
    match format_:
        case Format.TEXT:
            return render.as_text(verdicts, speech, examples).encode()
        case Format.JSON:
            return render.as_json(verdicts)
        case Format.HTML:
            return render.as_html(verdicts, speech, examples).encode()
