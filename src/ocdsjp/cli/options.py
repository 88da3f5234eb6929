"""Options that several commands share, and what to say of a workspace that nobody has run yet."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ocdsjp.errors import UsageError
from ocdsjp.settings import Settings

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="Folder that runs write to; default: data. / 作業フォルダー")
]
InboxOption = Annotated[
    Path | None,
    typer.Option("--inbox", help="Folder of the sources' files; default: <workspace>/inbox. / 受信フォルダー"),
]
MappingsOption = Annotated[
    Path | None,
    typer.Option("--mappings", help="Folder of mapping files; default: mappings, else those shipped. / マッピング"),
]


class Format(StrEnum):
    """How a command writes what it found."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How it is written. / 出力の形式")]


def existing(settings: Settings) -> Settings:
    """The settings, if their workspace was ever run: commands that only read must not create one.

    Raises:
        UsageError: If it was not.
    """
    if not settings.workspace.is_dir():
        raise UsageError(
            f"there is no workspace {settings.workspace}; make one with ocdsjp run, or name it with --workspace"
            " / 作業フォルダーがありません。ocdsjp run を実行するか、--workspace で指定してください"
        )
    return settings
