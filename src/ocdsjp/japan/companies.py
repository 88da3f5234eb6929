"""Supplier cells: the organisation, its legal form, its branch, and whether it is a joint venture or may be a person.

A name stays as its publisher writes it; only ``key`` is normalised, and only for comparing. Nothing is looked up and no
boundary is guessed: 株式会社山田沼津支店 stays whole, because nothing says where the name ends.
"""

import re
from dataclasses import dataclass

from ocdsjp.errors import NotationError
from ocdsjp.japan.company_forms import CANONICAL, FORM
from ocdsjp.japan.joint_ventures import is_joint_venture, member_texts
from ocdsjp.japan.local_governments import PREFECTURES, is_local_government_name
from ocdsjp.japan.text import BLANK, match_key, squash


@dataclass(frozen=True, slots=True)
class Supplier:
    """What a supplier cell names.

    Attributes:
        name: The organisation as written, without branch, representative, address and number.
        key: For comparing: the name with its form written out, as ``text.match_key``. 株式会社A, （株）A and ㈱ A
            agree; A株式会社 and 株式会社A do not, for they are different firms.
        form: The legal form written out (株式会社), "" when there is none.
        is_joint_venture: True for 共同企業体, 設計共同体, JV and the like.
        members: The members' names as written, each to be read by itself; () unless every one bears a legal form.
        branch: Branch or office (沼津支店), "" when none is set apart.
        looks_individual: True when nothing says that it is an organisation: a personal name, or a trade name without a
            legal form (大井塗装), which is as a rule a sole trader. Err on the side of privacy.
        number: What follows 法人番号 in the cell, as written; "" when nothing does.
    """

    name: str
    key: str
    form: str
    is_joint_venture: bool
    members: tuple[str, ...]
    branch: str
    looks_individual: bool
    number: str = ""


_NUMBER = re.compile(r"\s*[(（]?法人番号[\s:：]*(?P<number>[T0-9０-９*＊－―ー-]*)[)）]?\s*$")
_PREFECTURE = "|".join(prefecture.name for prefecture in PREFECTURES)
# 公共調達の適正化 forms hold 商号又は名称及び住所 in one cell: an address begins with a prefecture and has a figure.
_ADDRESS = re.compile(rf"\s+(?:〒\s*[0-9０-９]|(?:{_PREFECTURE})(?=\D*[0-9０-９])).*$")

_UNIT = (
    r"本店|本社|支店|支社|支部|支所|営業所|営業部|出張所|事業所|事業部|事業本部|本部|工場|オフィス|設備部|ビジネス部"
    # 設計事務所, 建築士事務所 and the like are names of firms and not offices of them.
    r"|(?<!設計)(?<!士)(?<!測量)(?<!建築)(?<!法律)(?<!会計)(?<!特許)(?<!鑑定)(?<!登記)事務所"
)
_BRANCH_END = re.compile(rf"(?:(?:{_UNIT})(?:[(（][^)）]*[)）])?|…|\.\.\.)$")
_BRANCH_WORD = re.compile(rf"{_UNIT}|部|室|課|センター")
_UNIT_HEAD = re.compile(rf"(?P<unit>{_UNIT})長(?:\s.*)?$")
_REPRESENTATIVE = re.compile(
    r"(?:\s*代表取締役|\s*取締役社長|\s*代表社員|\s*代表理事|\s*業務執行社員"
    r"|\s(?:取締役|執行役員|理事長|会長|社長|代表者?|支店長|支社長|営業所長|事務所長|所長|院長|学長|組合長)(?=\s|$)).*$"
)

# Words that only organisations bear. 組 and 建設 are not here: many sole traders call themselves so.
_ORGANISATION = re.compile(
    r"組合|連合会|協会|協議会|公社|公団|事業団|機構|財団|社団|法人|大学|学校|病院|会議所|商工会|連盟|基金|銀行|金庫|保育園|委員会"
    r"|センター|研究所|研究会|学会|審議会|企業団|振興会|福祉会|保存会|自治会|町内会|老人クラブ|消防団|新聞社|放送局"
    r"|[省庁署局]$|[(（](?:合|公)[)）]|㈳|カンパニー|ホールディングス"
    r"|(?<![A-Za-z])(?:Inc|Ltd|LLC|LLP|Corp|Corporation|Limited|Company|GmbH|PLC|S\.A|B\.V)(?![A-Za-z])",
    re.IGNORECASE,
)


def read_supplier(name: str) -> Supplier:
    """What a supplier cell names.

    Args:
        name: The cell's text; sentinels such as 不調 are for the caller to take out before.

    Raises:
        NotationError: Only when the text is blank.
    """
    text = _ADDRESS.sub("", squash(name))
    number = ""
    if "法人番号" in text and (match := _NUMBER.search(text)):
        text, number = text[: match.start()], match["number"]
    if not text:
        raise NotationError(BLANK)
    if is_joint_venture(text):
        return Supplier(
            name=text,
            key=name_key(text),
            form="",
            is_joint_venture=True,
            members=_members(text),
            branch="",
            looks_individual=False,
            number=number,
        )
    form, text, branch = _split(_once(text))
    return Supplier(
        name=text,
        key=name_key(text),
        form=form,
        is_joint_venture=False,
        members=(),
        branch=branch,
        looks_individual=not form and not _is_organisation(text),
        number=number,
    )


def _split(text: str) -> tuple[str, str, str]:
    """Form, name and branch of one organisation; a representative is dropped."""
    text = _UNIT_HEAD.sub(lambda match: match["unit"], text)
    text = _REPRESENTATIVE.sub("", text) or text
    match = FORM.search(text)
    if match is None:
        name, branch = _branch_by_space(text)
        return "", name, branch
    form = CANONICAL[match[0]]
    if match.start() == 0:
        head = match[0]
        body = text[match.end() :]
        name, branch = _branch_by_space(body.lstrip())
        gap = body[: len(body) - len(body.lstrip())]
        return form, head + gap + name, branch
    rest = text[match.end() :].strip()
    if rest and (_BRANCH_END.search(rest) or (text[match.end()] == " " and _BRANCH_WORD.search(rest))):
        return form, text[: match.end()].rstrip(), rest
    return form, text, ""


def _branch_by_space(text: str) -> tuple[str, str]:
    """Name and branch where a space sets them apart: the branch begins with the first part that ends like one."""
    parts = text.split(" ")
    if len(parts) == 1 or not _BRANCH_END.search(parts[-1]):
        return text, ""
    start = next((at for at, part in enumerate(parts[1:], start=1) if _BRANCH_END.search(part)), len(parts) - 1)
    return " ".join(parts[:start]), " ".join(parts[start:])


def _once(text: str) -> str:
    """三信電気（株） 三信電気（株） is one firm written twice."""
    parts = text.split(" ")
    half, odd = divmod(len(parts), 2)
    if not odd and half and FORM.search(text) and parts[:half] == parts[half:]:
        return " ".join(parts[:half])
    return text


def name_key(text: str) -> str:
    """What two ways of writing one organisation's whole name have in common: its form written out, ``match_key``."""
    return match_key(FORM.sub(lambda match: CANONICAL[match[0]], text))


def _members(text: str) -> tuple[str, ...]:
    """The members of a joint venture, if each bears exactly one legal form and a name beside it; else none."""
    members = member_texts(text)
    if len(members) > 1 and all(_is_full_name(member) for member in members):
        return members
    return ()


def _is_full_name(text: str) -> bool:
    forms = FORM.findall(text)
    bare = FORM.sub("", text).strip()
    # A space within the rest may set a project's name apart (…（株） 大森浄化センター工事): not resolved.
    return len(forms) == 1 and bool(bare) and " " not in bare


def _is_organisation(text: str) -> bool:
    return bool(_ORGANISATION.search(text)) or is_local_government_name(text.removesuffix("長"))
