"""What the lines above a table say of all its rows: 件名：… and 入札日時：… above the bidders of one case.

Only a line that is a known label with one value counts; sentences and headings are left alone. Nothing is opened here.
"""

import re
from collections.abc import Callable, Sequence

from ocdsjp.japan.text import match_key

CASE = "件名"
"""What the name of the case is called where the heading holds it."""

# 入札経過調書　○○工事, and ○○業務公募型プロポーザル審査結果.
_BEFORE = re.compile(
    r"(?P<heading>\S{0,12}(?:調書|調べ|入札結果|入札経過|開札結果|見積結果))\s+(?P<case>.*(?:業務|工事|委託|購入|賃貸借|修繕|製造).*)"
)
_BEHIND = re.compile(
    r"(?P<case>.{4,}?(?:業務|工事|委託|購入|賃貸借|事業))\s*"
    r"(?P<heading>(?:に係る|の|に関する)?(?:公募型|簡易公募型|指名型)?(?:プロポーザル|企画提案|企画競争|一般競争入札|指名競争入札).*)"
)
_LABELLED = re.compile(
    r"\s*(?P<label>[^\s:：()（）\[\]【】]{2,20})(?:\s*(?P<colon>[:：])\s*|\s+)(?P<value>[^\s].*)", re.DOTALL
)
_LONGEST = 200
_HEADING = re.compile("一覧|結果|調書|公表|状況|見通し|について|年度$")
# A unit is about amounts; it is no value of its own.
_NO_VALUE = frozenset(map(match_key, ("単位", "注", "注意", "備考", "凡例")))


def labelled_lines(lines: Sequence[str], columns: Sequence[str], is_known: Callable[[str], bool]) -> dict[str, str]:
    """The ``lines`` of a ``read`` block: by label the pattern that finds its value.

    Args:
        lines: The text above the header.
        columns: Names of the table's own columns; what they say counts more.
        is_known: Whether the vocabulary knows a label.
    """
    taken = {match_key(name) for name in columns}
    found: dict[str, str] = {}
    for line in lines:
        match = _LABELLED.fullmatch(line) if len(line) <= _LONGEST else None
        if match is None or set("{}*") & set(line):
            continue
        label, value = match["label"], match["value"]
        key = match_key(label)
        plain = match["colon"] is None and (_HEADING.search(value) or is_known(value))
        if key in taken or key in _NO_VALUE or not is_known(label) or plain or _goes_on(value, is_known):
            continue
        taken.add(key)
        found[label] = f"{label}{match['colon'] or ''}{{*}}"
    return found


def case_title(lines: Sequence[str]) -> dict[str, str]:
    """The ``lines`` of a ``read`` block for a table of one case whose name is part of its heading, or nothing.

    Args:
        lines: The text above the header of a table that has no column for the name of its cases.
    """
    for line in lines:
        text = line.strip()
        if len(text) > _LONGEST or set("{}*") & set(text):
            continue
        if (found := _BEFORE.fullmatch(text)) is not None and not _HEADING.search(found["case"]):
            return {CASE: f"{found['heading']}{{*}}"}
        if (found := _BEHIND.fullmatch(text)) is not None and not re.search("一覧|年度の|公表", found["heading"]):
            return {CASE: f"{{*}}{found['heading']}"}
    return {}


def _goes_on(value: str, is_known: Callable[[str], bool]) -> bool:
    """Whether another label follows on the same line."""
    return any(is_known(word.rstrip(":：")) for word in re.findall(r"[^\s:：]{2,20}[:：]", value))
