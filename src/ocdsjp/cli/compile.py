"""``ocdsjp compile``: the releases of any publisher merged into compiled releases, one a line.

Only arguments, streams and exit codes are dealt with here; the work is ``ocds.combine``.
"""

from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer

from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, INTERRUPTED, WRONG_USE
from ocdsjp.cli.language import NO_FILE, LanguageOption, language
from ocdsjp.cli.output import STANDARD, counting, destination
from ocdsjp.errors import RuledError
from ocdsjp.findings import Language
from ocdsjp.ocds.combine import compile_stream
from ocdsjp.ocds.merge import Problem

_UNREADABLE = {"ja": "読めません: {name}（{reason}）", "en": "cannot read {name} ({reason})"}
_FAILED = {"ja": "読み書きできません（{reason}）", "en": "cannot read or write ({reason})"}
_COMPILING = {"ja": "統合中", "en": "compiling"}
_WARNING = {"ja": "警告", "en": "warning"}
_MORE = {"ja": "ほかの警告 {count} 件", "en": "{count} more warnings"}

_MOST_WARNINGS = 20
"""Warnings that are printed; further ones are counted."""


class _Warnings:
    """What merging did silently, told on standard error: the first few in words, the rest as a number."""

    def __init__(self, speech: Language) -> None:
        self._speech = speech
        self._count = 0

    def add(self, problem: Problem) -> None:
        self._count += 1
        if self._count <= _MOST_WARNINGS:
            message = problem.rule.message(self._speech, problem.value, {"ocid": problem.ocid})
            _complain(f"{_WARNING[self._speech]}: {message}")

    def close(self) -> None:
        if self._count > _MOST_WARNINGS:
            _complain(_MORE[self._speech].format(count=f"{self._count - _MOST_WARNINGS:,}"))


def compile_(
    files: Annotated[
        list[str], typer.Argument(help="OCDS files (JSON, JSON Lines, gzip); - is standard input. / OCDS のファイル")
    ],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; default: standard output. / 出力先")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Merge releases into compiled releases, as JSON Lines by ocid.

    リリースを ocid ごとに統合します。

    Exit code 0: done; 1: the data cannot be merged; 2: wrong use. What merging had to decide is told on standard error.
    """
    speech = language(lang)
    warnings = _Warnings(speech)
    try:
        with destination(output) as stream, counting(_COMPILING[speech]) as progress:
            for number, compiled in enumerate(compile_stream(_sources(files, speech), report=warnings.add), 1):
                stream.write(orjson.dumps(compiled, option=orjson.OPT_APPEND_NEWLINE))
                progress(number)
    except RuledError as error:
        _complain(error.rule.message(speech, error.value, error.detail))
        raise typer.Exit(DATA_HAS_ERRORS) from error
    except BrokenPipeError:
        raise  # the reader of our output has seen enough: click ends quietly
    except OSError as error:
        _complain(_FAILED[speech].format(reason=error))
        raise typer.Exit(WRONG_USE) from error
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    warnings.close()


def _sources(names: list[str], speech: Language) -> list[Path | BinaryIO]:
    """Paths, and standard input for ``-``; files that are not there are found before any work is done."""
    for name in names:
        if name != STANDARD and not Path(name).is_file():
            _complain(_UNREADABLE[speech].format(name=name, reason=NO_FILE[speech]))
            raise typer.Exit(WRONG_USE)
    return [typer.get_binary_stream("stdin") if name == STANDARD else Path(name) for name in names]


def _complain(text: str) -> None:
    typer.echo(f"ocdsjp compile: {text}", err=True)
