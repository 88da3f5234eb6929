"""``ocdsjp validate``: is this OCDS right, and if not, what is wrong and how is it mended? Any publisher's data.

Only arguments, streams and exit codes are dealt with here; the work is ``quality.review``.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED, WRONG_USE
from ocdsjp.cli.language import NO_FILE, LanguageOption, language
from ocdsjp.cli.output import counting, destination, opened
from ocdsjp.findings import Language
from ocdsjp.ocds.profile import load_profile
from ocdsjp.quality import render
from ocdsjp.quality.documents import Kind
from ocdsjp.quality.inspection import Inspector
from ocdsjp.quality.report import EXAMPLES, Report
from ocdsjp.quality.review import MOST_EXPLAINED, review

_UNREADABLE = {"ja": "読めません: {name}（{reason}）", "en": "cannot read {name} ({reason})"}
_UNWRITABLE = {"ja": "書けません: {name}（{reason}）", "en": "cannot write {name} ({reason})"}
_CHECKING = {"ja": "検証中", "en": "validating"}


class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def validate(
    files: Annotated[
        list[str], typer.Argument(help="OCDS files (JSON, JSON Lines, gzip); - is standard input. / OCDS のファイル")
    ],
    *,
    format_: Annotated[Format, typer.Option("--format", help="How the report is written. / 結果の形式")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it; default: standard output. / 出力先")
    ] = None,
    lang: LanguageOption = None,
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="What the files hold, if it is not to be detected. / データの種類")
    ] = None,
    examples: Annotated[
        int, typer.Option(min=1, help="Places to list for each kind of finding. / 1つの問題につき示す場所の数")
    ] = EXAMPLES,
) -> None:
    """Check OCDS data of any publisher.

    OCDS データを検証します（発行者を問いません）。

    Exit code 0: no errors; 1: the data have errors; 2: wrong use. Warnings alone are no errors.
    """
    speech = language(lang)
    profile = load_profile()
    inspector = Inspector(profile, MOST_EXPLAINED)
    report = Report(profile.digest, examples)
    try:
        for name in files:
            _review(name, report, inspector, kind, speech)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    try:
        with destination(output) as stream:
            stream.write(_rendered(report, format_, speech))
    except BrokenPipeError:
        raise  # the reader of our output has seen enough: click ends quietly
    except OSError as error:
        _complain(_UNWRITABLE[speech].format(name=output, reason=error.strerror))
        raise typer.Exit(WRONG_USE) from error
    if report.errors:
        raise typer.Exit(DATA_HAS_ERRORS)


def _review(name: str, report: Report, inspector: Inspector, kind: Kind | None, speech: Language) -> None:
    try:
        with opened(name) as stream, counting(f"{_CHECKING[speech]} {name}") as progress:
            review(stream, name, report, inspector, kind=kind, progress=progress)
    except OSError as error:
        reason = NO_FILE[speech] if isinstance(error, FileNotFoundError) else error.strerror
        _complain(_UNREADABLE[speech].format(name=name, reason=reason))
        raise typer.Exit(WRONG_USE) from error


def _rendered(report: Report, format_: Format, speech: Language) -> bytes:
    match format_:
        case Format.TEXT:
            return render.as_text(report, speech).encode()
        case Format.JSON:
            return render.as_json(report)
        case Format.HTML:
            return render.as_html(report, speech).encode()


def _complain(text: str) -> None:
    typer.echo(f"ocdsjp validate: {text}", err=True)
