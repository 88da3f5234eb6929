"""Input for the benchmarks: an inbox and a mappings folder with as many award rows as wanted.

The real table of 55 bodies is used where it lies beside the repository; elsewhere rows are invented with its shape and
statistics. Everything goes into a folder that the caller throws away. Nothing here measures.

    python -m benchmarks.rows FOLDER [--rows N]
"""

import argparse
import csv
import hashlib
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from ruamel.yaml import YAML

from ocdsjp.japan import corporate_numbers, local_governments

ROWS = 43_741
"""Rows of the real table."""

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = REPOSITORY.parent / "shared" / "samples" / "akita_shizuoka_awards" / "local_awards.csv"

_SOURCE = Path("sources/akita-shizuoka/awards.yaml")
_COLUMNS = (
    *("src", "org", "dept", "pref", "name", "open_date", "category", "method", "winner_name", "corporate_no"),
    *("amount", "slug", "fiscal_year", "first_seen"),
)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Input:
    """What a benchmark reads: two folders, and in words what lies in them."""

    inbox: Path
    mappings: Path
    rows: int
    description: str


def prepare(folder: Path, rows: int = ROWS, sample: Path = SAMPLE) -> Input:
    """Write ``inbox`` and ``mappings`` below ``folder``.

    Args:
        folder: Made if need be.
        rows: How many data rows; more than the real table has are made of copies that are other processes.
        sample: The real table; invented rows take its place when it is absent.
    """
    inbox, mappings = folder / "inbox", folder / "mappings"
    shutil.copytree(REPOSITORY / "mappings", mappings)
    _any_number_of_rows(mappings / _SOURCE)
    table = inbox / "akita_shizuoka_awards" / "local_awards.csv"
    table.parent.mkdir(parents=True)
    if sample.is_file():
        description = "real award rows of 55 bodies"
        if rows > ROWS:
            description += f", repeated with other names, days and amounts beyond {ROWS:,}"
        _write(table, _COLUMNS, real_rows(sample, rows))
    else:
        description = "invented award rows of 55 invented bodies"
        _write(table, _COLUMNS, invented_rows(rows))
        _write(inbox / "local_governments.csv", list(_bodies()[0]), _bodies())
    return Input(inbox, mappings, rows, description)


def _any_number_of_rows(mapping: Path) -> None:
    """Take out the assertion that holds small batches back: a benchmark may ask for few rows."""
    yaml = YAML()
    content = yaml.load(mapping.read_text(encoding="utf-8"))
    del content["expect"]
    with mapping.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


# --- real rows -----------------------------------------------------------------------------------------------------


def real_rows(sample: Path, rows: int) -> Iterator[Row]:
    """Rows of the real table: evenly spaced where fewer are wanted, copies with another identity where more are."""
    with sample.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    if rows <= len(table):
        yield from (table[number * len(table) // rows] for number in range(rows))
        return
    for number in range(rows):
        copy, place = divmod(number, len(table))
        yield _copied(table[place], copy) if copy else table[place]


def _copied(row: Row, copy: int) -> Row:
    """The row as another process of the same body with another supplier: nothing that is cached by name recurs."""
    day = date.fromisoformat(row["open_date"]) + timedelta(days=copy)
    amount = int(row["amount"])
    return row | {
        "name": f"{row['name']} 写{copy}",
        "open_date": day.isoformat(),
        "winner_name": _other_name(row["winner_name"], copy),
        "corporate_no": _other_number(row["corporate_no"], copy),
        "amount": str(amount + 1000 * copy if amount else 0),
    }


def _other_name(name: str, copy: int) -> str:
    """Another name of the same form: 株式会社 stays in front, 共同企業体 at the end."""
    for form in ("株式会社", "有限会社", "（株）", "（有）"):
        if name.startswith(form):
            return f"{form}第{copy}{name.removeprefix(form)}"
    return f"第{copy}{name}" if name else ""


def _other_number(number: str, copy: int) -> str:
    return _unassigned(f"{number}/{copy}") if number else ""


def _unassigned(seed: str) -> str:
    """A well-formed 法人番号 that nobody bears: there is no registry office 9999."""
    base = "9999" + str(int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 10**8).zfill(8)
    return corporate_numbers.check_digit(base) + base


# --- invented rows -------------------------------------------------------------------------------------------------

# Counted in the real table: two prefectures have 32 % and 24 % of the rows, the other 53 bodies from 3.9 % downwards.
_LARGEST = (0.32, 0.24)
_NEXT, _DECLINE = 0.039, 0.938
_METHODS = {"一般競争": 0.70, "指名競争": 0.195, "随意契約": 0.07, "直接入札": 0.026, "公募指名": 0.009}
_WORKS = {
    "道路舗装補修": "koji",
    "護岸復旧": "koji",
    "測量設計業務": "sekkei",
    "地質調査業務": "chosa",
    "除雪": "josen",
}
_FORMS = ("{}株式会社", "株式会社{}", "（株）{}", "有限会社{}", "{}・架空特定建設工事共同企業体")
_TRADES = ("建設", "土木", "設計", "測量", "電設")
_FIRST_DAY, _DAYS = date(2021, 5, 14), 1911
_ROWS_PER_SUPPLIER = 8
_NUMBERED = 0.28  # share of rows that state a 法人番号
_NO_WINNER = 0.0007


def invented_rows(rows: int) -> Iterator[Row]:
    """Award rows of places and suppliers that do not exist, the same for the same number of rows."""
    dice = random.Random(rows)  # noqa: S311 - a fixed sequence is wanted, not a secret one
    bodies = _bodies()
    shares = [*_LARGEST, *(_NEXT * _DECLINE**rank for rank in range(len(bodies) - len(_LARGEST)))]
    suppliers = max(1, rows // _ROWS_PER_SUPPLIER)
    for number, body in enumerate(dice.choices(bodies, shares, k=rows)):
        supplier = int(suppliers * dice.random() ** 2)  # few suppliers win often, many once
        work = dice.choice(list(_WORKS))
        day = _FIRST_DAY + timedelta(days=dice.randrange(_DAYS))
        won = dice.random() >= _NO_WINNER
        yield {
            "src": "invented",
            "org": body["name"],
            "dept": f"{body['name']} 架空第{dice.randrange(1, 4)}部 契約課",
            "pref": body["prefecture"],
            "name": f"令和架空年度 架空{supplier % 97}号線 {work}{_category(work)}（その{number}） 00-X{number:06}",
            "open_date": day.isoformat(),
            "category": _category(work),
            "method": dice.choices(list(_METHODS), list(_METHODS.values()))[0],
            "winner_name": _supplier(supplier) if won else "",
            "corporate_no": _unassigned(str(supplier)) if won and dice.random() < _NUMBERED else "",
            "amount": str(round(10 ** dice.gauss(6.95, 0.55)) // 1000 * 1000) if won else "0",
            "slug": _WORKS[work],
            "fiscal_year": str(day.year - (day.month < 4)),  # noqa: PLR2004 - fiscal years begin in April
            "first_seen": "2026-08-16T01:30:15.943Z",
        }


def _category(work: str) -> str:
    return "委託" if work.endswith("業務") else "工事"


def _supplier(number: int) -> str:
    return _FORMS[number % len(_FORMS)].format(f"架空第{number}{_TRADES[number % len(_TRADES)]}")


def _bodies() -> list[Row]:
    """55 bodies in two prefectures, all invented, in the form of an inbox's ``local_governments.csv``."""
    prefectures = ("海原県", "雲野県")
    syllables = product("汐霞雫暁茜澪凪", "浜谷瀬丘森泉原灯", "市町村")
    towns = [name for name in map("".join, syllables) if not local_governments.is_local_government_name(name)]
    places = [(prefecture, prefecture) for prefecture in prefectures]
    places += [(name, prefectures[number % 2]) for number, name in enumerate(towns[:53])]
    bodies = []
    for number, (name, prefecture) in enumerate(places):
        code = f"99{500 + number}"
        code += local_governments.check_digit(code)
        corporate_number = corporate_numbers.of_local_government(code)
        bodies.append(
            {"code": code, "name": name, "kana": "", "prefecture": prefecture, "corporate_number": corporate_number}
        )
    return bodies


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write an inbox and a mappings folder for benchmarks.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--invented", action="store_true", help="invent the rows even where the real table is at hand")
    arguments = parser.parse_args()
    made = prepare(arguments.folder, arguments.rows, Path() if arguments.invented else SAMPLE)
    print(f"{made.rows:,} {made.description}: {made.inbox}")
