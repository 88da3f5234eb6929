"""The command line: a module per noun, imported when its command is called, so that each starts in its own time.

Commands parse arguments, call the library and print; here errors become words and exit codes.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from ocdsjp import __version__
from ocdsjp.cli.exit_codes import DATA_HAS_ERRORS, WRONG_USE
from ocdsjp.cli.language import language
from ocdsjp.errors import OcdsjpError, RuledError, UsageError
from ocdsjp.findings import Language


class _Command(NamedTuple):
    """Where a command is, and its line in ``ocdsjp --help``, which must not import it."""

    module: str
    attribute: str
    help: str


_COMMANDS = {
    "run": _Command("run", "run", "Collect, map, compile and publish what changed / 変わった分を処理して公開する"),
    "validate": _Command("validate", "validate", "Check OCDS data of any publisher / OCDS データを検証する"),
    "convert": _Command("convert", "convert", "Turn one file into OCDS / 1つのファイルを OCDS にする"),
    "compile": _Command("compile", "compile_", "Merge releases into compiled releases / リリースを統合する"),
    "mapping": _Command("mapping", "app", "Check and try mapping files / マッピングを確かめる"),
    "lint": _Command("lint", "lint", "Is a municipal file machine-readable? / 自治体のファイルの機械可読性を点検する"),
    "source": _Command("source", "app", "List the sources, add one / データ源の一覧と追加"),
    "corporations": _Command("corporations", "app", "Index of corporate numbers / 法人番号の索引"),
    "explain": _Command("explain", "explain", "Show where a process comes from / 案件の出どころを示す"),
    "verify": _Command("verify", "verify", "Check a publication against its manifest / 公開物を目録と照合する"),
}


class _LazyGroup(TyperGroup):
    """Knows its commands by name and help; imports one when it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        # Stand-ins: good for help, completion and the suggestion of a name.
        self.commands = {name: TyperCommand(name, help=known.help) for name, known in _COMMANDS.items()}

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # typer's own class
        """The command itself, to be run."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, _load(str(name)), rest


def _load(name: str) -> Any:
    command = _COMMANDS[name]
    found: typer.Typer | Callable[..., None] = getattr(
        importlib.import_module(f"ocdsjp.cli.{command.module}"), command.attribute
    )
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = plain_app()
    alone.command(name)(found)
    return typer.main.get_command(alone)


def plain_app(**options: Any) -> typer.Typer:
    """A Typer application with plain help: it starts faster than Rich's and is the same in a terminal and a pipe."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **options)


app = plain_app(cls=_LazyGroup, no_args_is_help=True)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - Typer passes the option's value
    if asked:
        typer.echo(f"ocdsjp {__version__}")
        raise typer.Exit


@app.callback()
def _ocdsjp(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version. / 版を表示", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Japanese procurement records as Open Contracting data.

    日本の調達記録をオープンコントラクティング標準のデータにします。

    Exit codes: 0 fine, 1 the data have errors, 2 wrong use.
    """


def main() -> None:
    """Run the command line; errors raised on purpose become a message on standard error and an exit code."""
    try:
        app(prog_name="ocdsjp")
    except OcdsjpError as error:
        typer.echo(f"ocdsjp: {in_words(error, language(_asked(sys.argv)))}", err=True)
        sys.exit(WRONG_USE if isinstance(error, UsageError) else DATA_HAS_ERRORS)


def in_words(error: OcdsjpError, speech: Language) -> str:
    """An error in the user's language, where its rule has one."""
    if isinstance(error, RuledError):
        return error.rule.message(speech, error.value, error.detail)
    return str(error)


def _asked(arguments: Sequence[str]) -> Language | None:
    """The language of ``--lang``, looked for by hand: the command that parsed it is gone."""
    words = [part for argument in arguments for part in argument.split("=", 1)]
    following = words[words.index("--lang") + 1 :] if "--lang" in words else []
    return "ja" if following[:1] == ["ja"] else "en" if following[:1] == ["en"] else None
