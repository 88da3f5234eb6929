"""Small pieces of YAML: a value on one line, and a cell's text back as data. Whole files are in ``yaml_text``."""

import io
import json
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule

DETAILS_UNREADABLE = Rule(
    id="sheet-details-unreadable",
    ja="細かい指定『{value}』を読めません（{reason}）。",
    en='the details "{value}" cannot be read ({reason}).',
    mend_ja="1行に1つ「required: true」の形で書いてください。書き方は docs/mapping.ja.md にあります。",
    mend_en='Write "key: value" pairs, one a line, such as "required: true". The keys are in docs/mapping.md.',
)

_WIDE = 1 << 20  # no line is folded
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_DEEPEST = 50
_SHOWN = 200


def flow(value: Any) -> str:
    """A value as YAML on one line, in the form that may also stand inside braces."""
    writer = YAML()
    writer.default_flow_style = True
    writer.width = _WIDE
    writer.allow_unicode = True
    out = io.StringIO()
    # As the one value of braces: in brackets a mapping of one pair would lose its own.
    writer.dump({"": value}, out)
    text = out.getvalue().strip().removeprefix("{'':").removesuffix("}").strip()
    # ruamel leaves quotes off where it should not (":0" as a key). JSON is YAML, too.
    return text if _says(text, value) else json.dumps(value, ensure_ascii=False)


def _says(text: str, value: Any) -> bool:
    try:
        return bool(YAML(typ="safe", pure=True).load(f"- {text}\n") == [value])
    except YAMLError:
        return False


def pairs(content: Mapping[str, Any]) -> str:
    """``key: value`` lines: how the column 細かい指定 shows what the simple columns cannot say."""
    return "\n".join(f"{flow(key)}: {flow(value)}" for key, value in content.items())


def read_pairs(text: str) -> dict[str, Any]:
    """The content of a cell of the column 細かい指定; nothing for an empty one.

    A cell comes from outside: references, which can make a short text endless, and tags are refused.

    Raises:
        MappingError: If it is no such text.
    """
    if not text.strip():
        return {}
    # Each open bracket costs the scanner a look at all those before it; what people write nests four or five deep.
    if max(accumulate(_STEPS.get(sign, 0) for sign in text)) > _DEEPEST:
        raise MappingError(DETAILS_UNREADABLE, text[:_SHOWN], reason="[ [ [ …")
    try:
        tokens = YAML(typ="safe", pure=True).scan(text)
        if any(isinstance(token, AliasToken | AnchorToken | TagToken) for token in tokens):
            raise MappingError(DETAILS_UNREADABLE, text[:_SHOWN], reason="& * !")
        content = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, RecursionError, ValueError) as error:
        reason = getattr(error, "problem", None) or type(error).__name__
        raise MappingError(DETAILS_UNREADABLE, text[:_SHOWN], reason=reason) from error
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise MappingError(DETAILS_UNREADABLE, text[:_SHOWN], reason=type(content).__name__)
    return content
