"""A cell that holds a name and an address, as the form of 公共調達の適正化 asks for: which part is which.

An address is known by how it begins (prefecture and municipality, or a municipality at the start of a line) and by a
house number somewhere after that, so that 長野県公共嘱託登記土地家屋調査士協会 stays a name. What a name means is read
in ``companies``.
"""

import re
from typing import NamedTuple

from ocdsjp.errors import NotationError
from ocdsjp.findings import Rule
from ocdsjp.japan.company_forms import FORM
from ocdsjp.japan.text import clean

NAME_ADDRESS_UNCLEAR = Rule(
    id="name-address-unclear",
    ja="『{value}』のどこまでが名称で、どこからが住所かを決められません。",
    en='It cannot be told where the name ends and the address begins in "{value}".',
    mend_ja="この欄は空にしました。名称と住所の列を分けるか、1行目に名称、2行目に住所を書いてください。",
    mend_en="The field was left empty. Use two columns, or write the name on one line and the address on the next.",
)

_PREFECTURE = "(?:北海道|東京都|大阪府|京都府|神奈川県|和歌山県|鹿児島県|[^\\s\\d０-９（(]{2}県)"
_TOWN = r"[^\s\d０-９（(、。]{1,7}?[市区町村郡]"
_NUMBER = r"(?:[\d０-９]|[一二三四五六七八九十]+(?:丁目|番|条))"
# At the start of a line a municipality is enough; within a line only a prefecture begins an address.
_ADDRESS = re.compile(
    rf"(?:^[^\S\n]*[（(]?(?:{_PREFECTURE})?{_TOWN}|[（(]?{_PREFECTURE}{_TOWN})"
    rf"(?=[^\n]*?(?:{_NUMBER}|\n\s*{_NUMBER}))",
    re.MULTILINE,
)
_BETWEEN = " 　／/、,，"
_SEVERAL = re.compile(r"構成員|構成企業|代表者[^\S\n]|共同体代表|[他外ほか]\s*[\d０-９]+\s*[者社名]|共同提案|①|②")
_CORPORATE_NUMBER = re.compile(r"[（(]?(?:法人番号)?[：:\s]*[\d０-９]{13}[）)]?\s*$")
# Who signed is no part of the name, and not published.
_OFFICER = re.compile(r"代表|(?:副?(?:理事|会|館|院|所|学|総|社|支店|部|支社|組合)長)|取締役|理事|契約担当")
_BRANCH = re.compile(r"(?:支店|支社|支部|営業所|事業所|事務所|本店|本社|本部|支局|事業部|センター)$")
_LONGEST_SHOWN = 80


class NameAddress(NamedTuple):
    """What a cell holds; ``address`` on one line, None where there is none."""

    name: str
    address: str | None


def split_name_address(text: str) -> NameAddress:
    """The name and the address that a cell holds.

    Args:
        text: The cell as written; a name alone is allowed.

    Raises:
        NotationError: If the cell names several parties, has words between name and address that are neither, or
            begins with an address and no single name follows.
    """
    text = _CORPORATE_NUMBER.sub("", clean(text).strip()).strip()
    if _SEVERAL.search(text):
        raise NotationError(NAME_ADDRESS_UNCLEAR, _shown(text))
    found = _ADDRESS.search(text)
    if found is not None and found.start() == 0:
        first, *below = text.splitlines()
        names = [line.strip() for line in below if line.strip() and not _OFFICER.match(line.strip())]
        if len(names) != 1 or _ADDRESS.search(names[0]):
            raise NotationError(NAME_ADDRESS_UNCLEAR, _shown(text))
        return NameAddress(names[0], _unbracketed(first))
    if found is not None:
        name, others = _name(text[: found.start()].rstrip().rstrip(_BETWEEN))
        if not all(_OFFICER.match(line) for line in others):
            raise NotationError(NAME_ADDRESS_UNCLEAR, _shown(text))
        return NameAddress(name, _unbracketed(text[found.start() :]))
    name, others = _name(text)
    address = [line for line in others if not _OFFICER.match(line)]
    return NameAddress(name, " ".join(" ".join(address).split()) or None)


def _name(text: str) -> tuple[str, list[str]]:
    """The name, which may have its legal form or its branch on a line of their own, and the lines after it."""
    name, *others = filter(None, map(str.strip, text.splitlines()))
    if others and FORM.fullmatch(name):
        name, others = name + others[0], others[1:]
    if others and _BRANCH.search(others[0]):
        name, others = f"{name} {others[0]}", others[1:]
    return name, others


def _unbracketed(address: str) -> str:
    """An address on one line without brackets around it."""
    line = " ".join(address.split())
    bracketed = line[:1] in {"（", "("} and line[-1:] in {"）", ")"}
    return line[1:-1].strip() if bracketed else line


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
