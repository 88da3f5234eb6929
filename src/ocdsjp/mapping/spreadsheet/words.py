"""The Japanese words of the sheet: its headings, the ways of reading a cell, the kinds of a setting, the stages.

Only words and what they stand for. A word here is part of a file format: sheets that people have saved use it.
"""

from collections.abc import Mapping
from typing import Any

SHEET = "マッピング"
"""The one sheet that is read."""

CHOICES = "選択肢"
"""A second sheet with the lists behind the drop-downs; for looking things up, never read."""

SOURCE, EXAMPLE, ITEM, READING, REMARK, DETAILS, STAGE = (
    "元の列",
    "例",
    "OCDS項目",
    "読み方",
    "備考",
    "細かい指定",
    "段階",
)
COLUMNS = (SOURCE, EXAMPLE, ITEM, READING, REMARK, DETAILS, STAGE)
"""The headings of the first part: a row for each column of the source and what becomes of it."""

SETTING, VALUE, KEY, KIND = "設定項目", "値", "キー", "形式"
SETTINGS = (SETTING, VALUE, KEY, KIND, REMARK)
"""The headings of the second part: everything that is about no column."""

UNUSED = "（使わない列）"
"""The OCDS項目 of a column that is left out on purpose."""

UNDECIDED = "（未定）"
"""The OCDS項目 of a column of the file that the mapping does not mention yet; its row is not taken over."""

CONSTANT = "決まった値"
TEMPLATE = "文の組み立て"

_TAXES: Mapping[str, Mapping[str, str]] = {"": {}, "・税込": {"tax": "included"}, "・税抜": {"tax": "excluded"}}
_UNITS: Mapping[str, Mapping[str, str]] = {
    "円": {},
    "千円": {"unit": "千円"},
    "百万円": {"unit": "百万円"},
    "億円": {"unit": "億円"},
}

READINGS: Mapping[str, Mapping[str, Any]] = {
    "文字": {},
    "日付": {"read": "date"},
    "日時": {"read": "datetime"},
    "期間": {"read": "span"},
    **{
        f"金額（{unit}{tax}）": {"read": "yen", **of_unit, **of_tax}
        for unit, of_unit in _UNITS.items()
        for tax, of_tax in _TAXES.items()
    },
    "数": {"read": "number"},
    "整数": {"read": "integer"},
    "有無": {"read": "boolean"},
    "不調・辞退などの語": {"read": "status"},
    "契約方式の語": {"term": "procurement_methods"},
    "調達区分の語": {"term": "categories"},
    "根拠法令の語": {"term": "legal_bases"},
}
"""How a cell is read: the word in the drop-down and the keys of the mapping language that it stands for."""

EXPLAINED: Mapping[str, str] = {
    "文字": "セルのとおり",
    "日付": "令和7年5月20日、R7.5.20、2025/5/20 など",
    "日時": "時刻まで書いてあるとき",
    "期間": "令和7年4月から令和8年3月まで、第１四半期 など",
    "有無": "有・無、○・× など",
    "不調・辞退などの語": "不調、取止め、辞退、失格 など",
    "契約方式の語": "一般競争入札、随意契約 など（語彙表 procurement_methods）",
    "調達区分の語": "工事、委託、物品 など（語彙表 categories）",
    "根拠法令の語": "地方自治法施行令第167条の2… など（語彙表 legal_bases）",
    CONSTANT: "どの行でも同じ値。値を「元の列」に書く",
    TEMPLATE: "{列名} を差し込んだ文。文を「元の列」に書く",
}
"""What is said beside a way of reading in the sheet of choices."""

STAGES: Mapping[str, str] = {
    "planning": "計画",
    "tender": "入札",
    "award": "落札",
    "contract": "契約",
    "implementation": "履行",
}
"""The phases of a process; a release is named by its number and its phase: ``1 契約``."""

TEXT, NUMBER, YES_NO, DATE, LIST = "文字", "数", "はい・いいえ", "日付", "一覧（1行に1つ）"
NOTHING, EMPTY_LIST, EMPTY_GROUP = "なし", "空の一覧", "空の組"
KINDS = (TEXT, NUMBER, YES_NO, DATE, LIST, NOTHING, EMPTY_LIST, EMPTY_GROUP)
"""What kind of thing the value of a setting is."""

YES, NO = "はい", "いいえ"

PARTS: Mapping[str, str] = {"name": "名称", "number": "法人番号", "address": "所在地", "unit": "課・所"}
"""The parts of a party."""

LABELS: Mapping[str, str] = {
    "": "このファイルの説明",
    "extends": "もとにする様式",
    "title": "データの名前",
    "ja": "日本語",
    "en": "英語",
    "publisher": "発注機関",
    "code": "団体コード",
    "prefecture": "都道府県",
    "licence": "利用条件",
    "id": "種類",
    "url": "掲載ページ",
    "credit": "出典の書き方",
    "observed": "確かめた日",
    "collect": "ファイルの場所",
    "folder": "受信フォルダー",
    "read": "ファイルの読み方",
    "format": "ファイル形式",
    "encoding": "文字コード",
    "sheets": "シート",
    "header": "見出しの位置",
    "header_rows": "見出しの行数",
    "fiscal_year": "年度",
    "key": "案件を特定する列",
    "columns": "列",
    "scheme": "番号の体系",
    "rows": "行のまとめ方",
    "blocks": "横に並ぶ列の組",
    "no_data": "調達ではない行",
    "when": "条件",
    "column": "列",
    "equals": "一致",
    "contains": "含む",
    "starts": "始まる",
    "blank": "空欄か",
    "reason": "理由",
    "releases": "リリース",
    "phase": "段階",
    "tag": "タグ",
    "process": "手続の種類",
    "planned": "計画との結び付け",
    "event": "出来事を分ける列",
    "fields": "項目",
    "sections": "要素の作り方",
    "per": "何ごとに作るか",
    "expect": "正常なファイルの目安",
    "min": "最低",
    "max": "最高",
    "constants": "決まった値",
    "first": "最初の番号",
    "last": "最後の番号",
    "verified": "実例で確認したか",
    "ignore": "使わない列",
}
"""What the keys of the mapping language are called in the column 設定項目; it is there for the eye and never read."""
