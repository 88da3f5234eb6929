"""The language that a command speaks, from its option or the locale. The words themselves stand where they are used."""

import os
from collections.abc import Mapping
from typing import Annotated

import typer

from ocdsjp.findings import Language

# The order in which POSIX looks at them (IEEE Std 1003.1-2017, section 8.2); an empty one counts as unset.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

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
