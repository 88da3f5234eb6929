"""What pydantic finds wrong in a mapping file, in words for the people who write them: file, line, nearest key."""

import difflib
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from ocdsjp.errors import MappingError
from ocdsjp.findings import Rule
from ocdsjp.mapping import model
from ocdsjp.mapping.locate import Location, Origins, own_location
from ocdsjp.read.options import HeaderAt, ReadOptions

NOT_VALID = Rule(
    id="mapping-invalid",
    ja="{file} の {line} 行目 {where}: {value_ja}。{hint_ja}",
    en="{file}, line {line}, {where}: {value}. {hint_en}",
    mend_ja="書き方は schemas/mapping.schema.json にあります。",
    mend_en="The language is described in schemas/mapping.schema.json.",
)

# pydantic's kinds of errors that mapping files meet; others are shown in its own English.
_JA = {
    "extra_forbidden": "知らないキーです",
    "missing": "必要なキーがありません",
    "literal_error": "使える値は {expected} です",
    "string_type": "文字列で書いてください（数字だけの値は引用符で囲みます）",
    "string_pattern_mismatch": "使えない文字があるか、長すぎます（{pattern}）",
    "int_type": "整数で書いてください",
    "int_parsing": "整数で書いてください",
    "bool_type": "true か false で書いてください",
    "bool_parsing": "true か false で書いてください",
    "too_short": "少なくとも {min_length} つ必要です",
    "tuple_type": "一覧（[ ]）で書いてください",
    "model_type": "キーと値の組で書いてください",
    "dict_type": "キーと値の組で書いてください",
    "date_from_datetime_parsing": "日付は YYYY-MM-DD で書いてください",
    "date_parsing": "日付は YYYY-MM-DD で書いてください",
}
_EN = {"extra_forbidden": "this key is not known", "missing": "this key is missing"}


def explain(error: ValidationError, origins: Origins) -> Iterator[MappingError]:
    """Everything that is wrong, each with its file and line and, for a misspelt key, the nearest known one."""
    found: dict[tuple[int | str, ...], Any] = {}
    # A misspelt key is also a missing one: the first explains the second.
    for one in sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden"):
        found.setdefault(tuple(own_location(one["loc"], origins.effective)), one)
    for location, one in found.items():
        # A list whose elements are wrong is also reported as empty; only the elements are worth telling.
        if not any(len(other) > len(location) and other[: len(location)] == location for other in found):
            yield _explained(one, location, origins)


def at(rule: Rule, value: object, origins: Origins, location: Location, **detail: object) -> MappingError:
    """An error at a part of a mapping. Its rule's words may use file, line and where."""
    layer, line = origins.find(location)
    where = "/".join(map(str, location)) or "-"
    return MappingError(rule, value, file=f"{layer.parent.name}/{layer.name}", line=line, where=where, **detail)


def nearest(word: str, known: Iterator[str] | tuple[str, ...]) -> tuple[str, str]:
    """A hint in Japanese and English when a word is close to a known one, else twice ''."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return (f"『{near[0]}』ではありませんか。", f'Did you mean "{near[0]}"?') if near else ("", "")


def _explained(one: Any, location: tuple[int | str, ...], origins: Origins) -> MappingError:
    kind, context = one["type"], one.get("ctx") or {}
    hint_ja = hint_en = ""
    if kind == "extra_forbidden":
        hint_ja, hint_en = nearest(str(location[-1]), _known_keys())
    english = _EN.get(kind, one["msg"])
    japanese = _JA[kind].format_map(context) if kind in _JA else english
    return at(NOT_VALID, english, origins, location, value_ja=japanese, hint_ja=hint_ja, hint_en=hint_en)


@cache
def _known_keys() -> tuple[str, ...]:
    kinds: list[type[BaseModel]] = [ReadOptions, HeaderAt]
    kinds += [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return tuple(sorted({name for kind in kinds for name in kind.model_fields} | {"extends"}))
