"""Files made from the forms of ``tests/mapping/suggest/forms``: invented values below headers in many wordings."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.answers import Answer

PLACE = Path(__file__).resolve().parents[1] / "tests" / "mapping" / "suggest" / "forms" / "forms.yaml"
ROWS = 24
_WORKS = (
    "舗装補修工事",
    "橋梁点検業務委託",
    "庁舎清掃業務",
    "配水管布設替工事",
    "図書館空調設備改修工事",
    "複合機賃貸借",
)
_PLACES = ("潮見", "霧笛", "星灯", "架空", "見本", "仮設")
_NAMES = ("架空建設", "見本設計", "潮鳴工務店", "霧笛電設", "星灯土木", "仮屋造園", "海原測量")
_FORMS = ("株式会社{}", "{}株式会社", "（株）{}", "有限会社{}", "{}㈱", "合同会社{}")
_BODIES = ("総務課", "建設課", "水道課", "教育委員会 学校教育課", "契約検査課", "福祉課")
_METHODS = ("一般競争入札", "指名競争入札", "随意契約", "条件付一般競争入札")
_KINDS = ("土木一式", "舗装", "管", "電気", "造園", "建築一式")
_SEASONS = ("第１四半期", "第２四半期", "第３四半期", "第４四半期")
_NUMBERS = ("1010001000006", "1010001010624", "1010001034730", "1010001084148", "1010401000530", "1010401023102")
"""Valid numbers of the form of corporate numbers; whose they are does not matter here."""


def _yen(row: int) -> str:
    return f"{1_230_000 + row * 387_000:,}"


POOLS: dict[str, Callable[[int], str]] = {
    "title": lambda row: f"{_PLACES[row % 6]}第{row + 1}号 {_WORKS[row % 6]}",
    "casetitle": lambda row: f"{_PLACES[row // 4 % 6]}第{row // 4 + 1}号 {_WORKS[row // 4 % 6]}",
    "case": lambda row: f"R7-{row // 4 + 1:03}",
    "casedate": lambda row: f"令和7年{row // 4 % 12 + 1}月{row // 4 % 27 + 1}日",
    "date": lambda row: f"令和7年{row % 12 + 1}月{row % 27 + 1}日",
    "moment": lambda row: f"令和7年{row % 12 + 1}月{row % 27 + 1}日 午前10時00分",
    "yen": _yen,
    "company": lambda row: _FORMS[row % 6].format(_NAMES[row % 7]),
    "section": lambda row: _BODIES[row % 6],
    "method": lambda row: _METHODS[row % 4],
    "kind": lambda row: _KINDS[row % 6],
    "place": lambda row: f"潮鳴市{_PLACES[row % 6]}{row % 9 + 1}丁目 地内",
    "address": lambda row: f"海原県潮鳴市{_PLACES[row % 6]}{row % 9 + 1}丁目{row % 20 + 1}番{row % 7 + 1}号",
    "span": lambda row: f"令和7年{row % 6 + 1}月1日から令和8年3月{row % 27 + 1}日まで",
    "season": lambda row: _SEASONS[row % 4],
    "code": lambda row: f"7-{row * 7 + 101}",
    "counter": lambda row: str(row + 1),
    "count": lambda row: str(row % 7 + 1),
    "quantity": lambda row: str(row * 3 + 2),
    "rate": lambda row: f"{88 + row % 11}.{row % 10}",
    "law": lambda row: f"地方自治法施行令第167条の2第1項第{row % 7 + 2}号",
    "reason": lambda row: f"既設の設備の保守を行う者が他におらず、{_PLACES[row % 6]}の安全を確保できるため",
    "text": lambda row: f"延長{row * 10 + 40}ｍ、幅員{row % 5 + 3}ｍの施工一式",
    "note": lambda row: "" if row % 5 else "単価契約",
    "url": lambda row: f"https://www.example.jp/keiyaku/{row + 1}.pdf",
    "jcn": lambda row: _NUMBERS[row % 6],
    "won": lambda row: "" if row % 4 else "落札",
    "person": lambda row: f"代表取締役 見本 {'一二三四五六'[row % 6]}",
    "phone": lambda row: f"000-000-{row:04}",
    "kana": lambda row: "ミホンケンセツ" if row % 2 else "カクウドボク",
}


@dataclass(frozen=True)
class Form:
    """A form: how its file is made, and what is right."""

    name: str
    titles: tuple[str, ...]
    header: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    answer: Answer

    def write(self, path: Path) -> None:
        """Write it as CSV."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([title] for title in self.titles)
            writer.writerows(self.header)
            writer.writerows([POOLS[kind](row) for kind in self.kinds] for row in range(ROWS))


def forms() -> tuple[Form, ...]:
    """All forms."""
    return tuple(_form(one) for one in YAML(typ="safe").load(PLACE))


def _form(one: dict[str, Any]) -> Form:
    height = one.get("rows", 1)
    titles = tuple(one.get("titles", ()))
    names = [name for name, *_ in one["columns"]]
    columns = {"".join(name.split()): tuple(right) for name, _, *right in one["columns"]}
    header = {"row": len(titles) + 1, "rows": height}
    answer = Answer((one["name"],), columns, header, None, one.get("no_data", False))
    return Form(one["name"], titles, _header(names, height), tuple(kind for _, kind, *_ in one["columns"]), answer)


def _header(names: list[str], height: int) -> tuple[tuple[str, ...], ...]:
    """The rows of a header; a heading over several columns stands in the first of them alone, as CSV has it."""
    if height == 1:
        return (tuple(names),)
    upper, lower, last = [], [], ""
    for name in names:
        head, _, below = name.partition("／")
        upper.append("" if below and head == last else head)
        lower.append(below)
        last = head
    return (tuple(upper), tuple(lower))
