"""The language that a command speaks, from its option or the locale. Words stand where they are used.

The few that several commands share are here.
"""

import os
from collections.abc import Mapping
from typing import Annotated

import typer

from ocdsjp.findings import Effect, Language

# The order in which POSIX looks at them (IEEE Std 1003.1-2017, section 8.2); an empty one counts as unset.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

EFFECTS: Mapping[Effect, Mapping[Language, str]] = {
    Effect.REVIEW: {"ja": "確認", "en": "review"},
    Effect.ROW: {"ja": "隔離", "en": "quarantined"},
    Effect.FILE: {"ja": "ファイルを隔離", "en": "file quarantined"},
    Effect.NO_DATA: {"ja": "データなし", "en": "no data"},
}
"""What became of the data that a finding is about, as people are told."""

NO_FILE: Mapping[Language, str] = {"ja": "ファイルがありません", "en": "no such file"}

LanguageOption = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of messages; default: by locale. / 表示言語（既定はロケールによる）"),
]


def language(option: Language | None, environment: Mapping[str, str] = os.environ) -> Language:
    """The language asked for, else Japanese in a Japanese locale, else English."""
    if option is not None:
        return option
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "ja" if locale.lower().startswith("ja") else "en"
