"""Joint ventures (共同企業体): which names are one, and what their members are called in it.

Only the text is divided here; whether a member's name is full is decided in ``companies``.
"""

import re

# 特定建設工事共同企業体, 経常建設共同企業体, 地域維持型業務共同企業体, 設計共同体, ＪＶ, 甲・乙(共); a portal cuts
# long names with an ellipsis (特定事業共同企…). 株式会社共同総業 and JVCケンウッド are none.
_KIND = re.compile(
    r"共同(?:企業体|事業体|連合体|施工体)|共同企?業?…|(?:設計|業務|事業|研究|調査|企業|工事|管理)共同体"
    r"|共同体(?=\s|$|[(（…])|コンソーシアム|企業連合体|(?<![A-Za-zＡ-Ｚａ-ｚ])(?:JV|ＪＶ|Ｊ・Ｖ|J・V)(?![A-Za-zＡ-Ｚａ-ｚ])"
    r"|[(（]共[)）]"
)
# Words before the kind that no company's name ends with: a safe place to cut.
_CLEAR = re.compile(r"\s*等?(?:特定|経常|地域維持型|復旧・?復興)(?:\S{0,8}?)(?:共同(?:企業体|事業体|企?業?…)|JV|ＪＶ)")
_LOOSE = re.compile(
    r"(?:建設|設計|工事|業務|事業|委託|調査|測量|設備|運営|管理|施工|研究|企業)*"
    r"(?:共同(?:企業体|事業体|連合体|施工体|企?業?…)|共同体|コンソーシアム|企業連合体|JV|ＪＶ|[(（]共[)）])"
)
_ENDS_WITH_FORM = re.compile(r"(?:株式会社|有限会社|合同会社|合資会社|合名会社|組合|法人|㈱|㈲|[)）])\s*$")
_LABEL = re.compile(r"\s*(?:代表者|代表構成員|代表企業|代表|構成員|構成企業)\s*[0-9０-９]?\s*[:：]?\s*")
_OTHERS = re.compile(r"[他外ほか]+\s*[0-9０-９]+\s*[者社]")
_STRONG = re.compile(r"\s*[・･、,，／/＆&]\s*|\s*及び\s*")


def is_joint_venture(text: str) -> bool:
    """Whether a supplier's name (squashed) is that of a joint venture."""
    return _KIND.search(text) is not None


def member_texts(text: str) -> tuple[str, ...]:
    """The members' names in a joint venture's name, or () where it does not show where they begin and end.

    ``A株式会社・B株式会社特定建設工事共同企業体`` gives both. In ``株式会社A・株式会社B設計共同体`` 設計 may
    belong to B's name: nothing is returned. ``他1者`` hides members: nothing is returned.
    """
    if _OTHERS.search(text):
        return ()
    body = _without_kind(text)
    if body is None:
        return ()
    if "構成員" in body or "構成企業" in body:
        parts = _LABEL.split(body)
    else:
        parts = _STRONG.split(body)
        if len(parts) == 1:
            parts = body.split(" ")
    return tuple(part.strip() for part in parts if part.strip())


def _without_kind(text: str) -> str | None:
    """The text without the words for joint venture, or None where they cannot be told from a member's name."""
    if match := _CLEAR.search(text):
        return (text[: match.start()] + " " + text[match.end() :]).strip()
    match = _LOOSE.search(text)
    if match is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    if not before.strip():
        return after.strip()
    if before.endswith(" ") or _ENDS_WITH_FORM.search(before):
        return f"{before} {after}".strip()
    return None
