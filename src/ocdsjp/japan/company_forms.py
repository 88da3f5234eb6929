"""Legal forms of companies and corporations, and their abbreviations before and after a name.

A table and its pattern, nothing else; what a supplier cell means is read in ``companies``.
"""

import re

# Form, then the abbreviations that stand in brackets, then other signs, as public bodies write them in award lists.
# Left out because they stand for several forms: （合）
# (合同, 合資 or 合名) and （公） (公益社団 or 公益財団); （共） is a joint venture and not a form.
_FORMS: tuple[tuple[str, str, str], ...] = (
    ("株式会社", "株", "㈱ ㍿"),
    ("有限会社", "有", "㈲"),
    ("合同会社", "同 合同", ""),
    ("合資会社", "資 合資", "㈾"),
    ("合名会社", "名 合名", "㈴"),
    ("相互会社", "相", ""),
    ("一般社団法人", "一社", ""),
    ("一般財団法人", "一財", ""),
    ("公益社団法人", "公社", ""),
    ("公益財団法人", "公財", ""),
    ("社団法人", "社", "㈳"),
    ("財団法人", "財", "㈶"),
    ("特定非営利活動法人", "特非 特", "認定特定非営利活動法人 認定NPO法人 NPO法人 認定ＮＰＯ法人 ＮＰＯ法人"),
    ("社会福祉法人", "福 社福", ""),
    ("学校法人", "学", "㈻"),
    ("社会医療法人", "", ""),
    ("医療法人社団", "", ""),
    ("医療法人財団", "", ""),
    ("医療法人", "医", ""),
    ("宗教法人", "宗", ""),
    ("農事組合法人", "農", ""),
    ("事業協同組合", "", ""),
    ("農業協同組合", "農協", ""),
    ("漁業協同組合", "漁協", ""),
    ("生活協同組合", "生協", ""),
    ("森林組合", "", ""),
    ("協同組合連合会", "", ""),
    ("協同組合", "協 協組", "㈿"),
    ("協業組合", "業", ""),
    ("企業組合", "企 企組", ""),
    ("商工組合", "", ""),
    ("有限責任事業組合", "", ""),
    ("国立研究開発法人", "国研", ""),
    ("国立大学法人", "大 国大", ""),
    ("公立大学法人", "公大", ""),
    ("地方独立行政法人", "地独", ""),
    ("独立行政法人", "独", ""),
    ("有限責任監査法人", "", ""),
    ("監査法人", "", ""),
    ("税理士法人", "税", ""),
    ("弁護士法人", "弁", ""),
    ("司法書士法人", "司", ""),
    ("行政書士法人", "行", ""),
    ("土地家屋調査士法人", "", ""),
    ("社会保険労務士法人", "労", ""),
    ("弁理士法人", "", ""),
    ("特許業務法人", "", ""),
)

CANONICAL = {
    sign: form
    for form, brackets, signs in _FORMS
    for sign in (
        form,
        *signs.split(),
        *(left + short + right for short in brackets.split() for left in "(（" for right in ")）"),
    )
}
"""The full form by each way of writing it."""

# Longest first, so that 一般社団法人 is not read as 社団法人.
FORM = re.compile("|".join(re.escape(sign) for sign in sorted(CANONICAL, key=lambda sign: (-len(sign), sign))))
"""Matches one form as written."""
