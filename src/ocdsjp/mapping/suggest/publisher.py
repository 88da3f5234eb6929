"""Whose records a file holds, as far as the file itself says so; nothing is inferred from what is usual.

A column that names the body in each row goes first, then a body named in the title lines or in the file's name, then
one body at the head of every cell of the section column. Otherwise the place is left for a person.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ocdsjp.errors import NotationError
from ocdsjp.japan import local_governments
from ocdsjp.japan.text import match_key
from ocdsjp.mapping.bodies import Bodies, Body
from ocdsjp.mapping.suggest.evidence import Evidence
from ocdsjp.mapping.suggest.model import ColumnGuess, PublisherGuess, Reason
from ocdsjp.mapping.suggest.shape import Measured

_FOUND = 0.6
_ALWAYS = 0.95
_SHORTEST = 2
_PREFECTURES = frozenset(map(match_key, ("都道府県", "都道府県名", "pref", "prefecture", "PrefectureName", "県名")))
# A name before 内 or 立 is a place or part of a school's name.
_NAME = re.compile(r"[^\s\d、。（）()「」・_./-]{1,12}?(?:都|道|府|県|市|区|町|村)(?![内立地道民役字])")
_NOT_STATED = Reason("表にもファイル名にも発注機関の名がない", "neither table nor file name names the body")


def find_publisher(
    columns: Sequence[ColumnGuess],
    evidence: Mapping[str, Evidence],
    measured: Measured,
    texts: Sequence[str],
    bodies: Bodies,
) -> PublisherGuess:
    """The publisher that a file states.

    Args:
        columns: The guesses.
        evidence: By letter.
        measured: The cells.
        texts: Title lines and the file's name.
        bodies: The bodies beside the local governments.
    """
    named = next((column for column in columns if column.active and column.field == "buyer/name"), None)
    if named is not None and evidence[named.letter].share("body") >= _FOUND:
        prefecture = next((column.name for column in columns if match_key(column.name) in _PREFECTURES), None)
        reason = Reason(f"列『{named.name}』が行ごとに示す", f'the column "{named.name}" says so in each row')
        return PublisherGuess(None, named.name, prefecture, None, reason)
    for text in texts:
        body = body_in(text, bodies)
        if body is not None:
            return PublisherGuess(
                body.code,
                None,
                None,
                body.name,
                Reason(f"『{text.strip()[:40]}』に名がある", f'named in "{text.strip()[:40]}"'),
            )
    return _by_head(columns, measured, bodies) or PublisherGuess(None, None, None, None, _NOT_STATED)


def body_in(text: str, bodies: Bodies) -> Body | None:
    """The one body that a text names, or None if it names none or several."""
    key = match_key(text)
    found = {body.code: body for body in bodies.entries if len(body.name) > _SHORTEST and match_key(body.name) in key}
    longest = {
        code: body
        for code, body in found.items()
        if not any(body is not other and match_key(body.name) in match_key(other.name) for other in found.values())
    }
    if len(longest) == 1:
        return next(iter(longest.values()))
    if longest:
        return None
    named = {name for match in _NAME.finditer(text) if (name := _local_name(match.group(), bodies)) is not None}
    return _resolved(next(iter(named)), bodies) if len(named) == 1 else None


def _local_name(text: str, bodies: Bodies) -> str | None:
    """The longest end of a text that is the name of a local government: 令和7年度潮鳴市 ends in one."""
    for start in range(len(text) - 1):
        if _resolved(text[start:], bodies) is not None:
            return text[start:]
    return None


@lru_cache(maxsize=8192)
def _resolved(name: str, bodies: Bodies) -> Body | None:
    try:
        return bodies.resolve(name, "")
    except NotationError:
        return None


def _by_head(columns: Sequence[ColumnGuess], measured: Measured, bodies: Bodies) -> PublisherGuess | None:
    """The body whose name begins every cell of the column of sections: 埼玉県 県土整備部."""
    section = next((column for column in columns if column.field == "tender/procuringEntity/name"), None)
    if section is None:
        return None
    heads = Counter(text.split()[0] for text in measured.texts(section.letter) if text)
    total = heads.total()
    if not heads:
        return None
    [(head, count)] = heads.most_common(1)
    body = _resolved(head, bodies)
    if body is None or count < total * _ALWAYS or not _is_whole(head):
        return None
    reason = Reason(
        f"列『{section.name}』がどの行も {head} で始まる", f'every cell of "{section.name}" begins with {head}'
    )
    return PublisherGuess(body.code, None, None, body.name, reason)


def _is_whole(name: str) -> bool:
    return local_governments.is_local_government_name(name) or len(name) > _SHORTEST
