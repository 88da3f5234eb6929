"""The rules of machine readability by number: their names, the older numbers, and which of them a program can judge.

Names are in our own words; the wording of the rules is at
https://www.cas.go.jp/jp/seisaku/digital_gyozaikaikaku/pdf/gyouseidata_rule.pdf. The older numbers are those of
https://www.soumu.go.jp/main_content/000723626.pdf (チェック項目).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ocdsjp.findings import Language


@dataclass(frozen=True, slots=True)
class Standard:
    """One numbered rule.

    Attributes:
        ja, en: What it asks for.
        check_item: Number of the チェック項目 of 2020 that asks for the same, or "".
        judged: False if only a person can tell.
    """

    ja: str
    en: str
    check_item: str = ""
    judged: bool = True

    def name(self, language: Language) -> str:
        """What it asks for."""
        return self.ja if language == "ja" else self.en


STANDARDS: Mapping[str, Standard] = {
    "L1-01": Standard("機械が直接読める形式にする", "a format that machines read directly", "1-1"),
    "L1-02": Standard("1シートに1つの表", "one table on a sheet", "2-2"),
    "L1-03": Standard("データを分断しない", "data in one piece", "2-1"),
    "L1-04": Standard("データと関係のないものを置かない", "nothing beside the data"),
    "L1-05": Standard("すべての列に意味の分かる項目名", "a telling name for every column"),
    "L1-06": Standard("スペースや改行で体裁を整えない", "no spaces or line breaks for looks", "1-5"),
    "L1-07": Standard("1セルに1データ", "one thing in a cell", "1-2"),
    "L1-08": Standard("機種依存文字を使わない", "no platform-dependent characters", "1-10"),
    "L1-09": Standard("空白とゼロを区別する", "blank and zero kept apart"),
    "L1-10": Standard("図形や画像などのオブジェクトを使わない", "no drawings or pictures", "1-8"),
    "L1-11": Standard("書式で違いを表さない", "no meaning in formats"),
    "L1-12": Standard("セルを結合しない", "no merged cells", "1-4"),
    "L1-13": Standard("不要な行や列を非表示のまま残さない", "nothing hidden"),
    "L1-14": Standard("CSV の1データを1行で表す", "one line a record in CSV"),
    "L1-15": Standard("CSV のカンマを含む値を引用符で囲む", "quoted values where they hold commas in CSV"),
    "L2-01": Standard("数値は数値だけにする", "numbers as numbers alone", "1-3"),
    "L2-02": Standard("値を省略しない", "no omitted values", "1-6"),
    "L2-03": Standard("列ごとに一意の項目名", "a name of its own for every column"),
    "L2-04": Standard("選択肢の表記をそろえる", "choices written alike"),
    "L2-05": Standard("「その他」の内容を別の列にする", "details of その他 in a column of their own"),
    "L2-06": Standard("数式を値に直す", "values in place of formulas", "1-7"),
    "L3-01": Standard("項目名の行から始める", "the header in the first row"),
    "L3-02": Standard("コード表を添える", "a table of the codes", judged=False),
    "L3-03": Standard("特殊記号の意味を書く", "special marks explained", "1-13"),
    "L3-04": Standard("単位を書く", "units stated", "1-9"),
    "L3-05": Standard("日付は西暦（和暦には西暦を併記）", "dates in the Gregorian calendar", "1-11"),
    "L3-06": Standard("地域コードか正式な地域名", "area codes or official names of areas", "1-12"),
    "L3-07": Standard("年によって様式を変えない", "the same form every year", judged=False),
    "L3-08": Standard("定義・更新履歴・文字コードを書く", "definitions, history and encoding stated", judged=False),
    "L3-09": Standard("縦持ちにする", "long form"),
}
"""The rules, in the order of their numbers."""
