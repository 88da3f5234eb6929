"""``ocdsjp run`` on real files of real publishers, against figures taken from these with csv and calamine alone."""

import csv
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ocdsjp.ocds.profile import load_profile

pytestmark = pytest.mark.slow

# All that is left out of the publication, and why. Whatever else goes to quarantine is a defect.
PAGES_WITHOUT_TABLE = ("2020-07_errata_for_2020-06", "2021-04", "2021-09", "2021-10", "2024-09", "2025-08", "2025-10")
QUARANTINED = {
    # Two yearly calls of a 公募型プロポーザル without result bear the number 001 and the same title: which of the two
    # the bidders belong to cannot be told, so the second one waits for a person.
    ("saitama/ken_rakusatsu.csv", "1513", "key-repeated"),
    # The day of the first contract and that of its change in one cell: which of them the row is about is not said.
    ("cao_koeki_hojin/h25_youshiki3_3.xlsx", "59", "date-several"),
    ("cao_koeki_hojin/h25_youshiki3_4.xlsx", "233", "date-several"),
    ("cao_koeki_hojin/h25_youshiki3_4.xlsx", "255", "date-several"),
    ("cao_koeki_hojin/h25_youshiki3_4.xlsx", "261", "date-several"),
    ("cao_koeki_hojin/h30_youshiki3-4.xlsx", "431", "date-several"),
    # 平成28月4月1日, and 令和2年4月1日 （4～6月分）; a dash for a day.
    *(("cao_koeki_hojin/h28_youshiki3-4.xlsx", str(row), "date-unreadable") for row in (*range(502, 507), 510, 511)),
    ("cao_koeki_hojin/r2_youshiki2-4.xlsx", "9", "date-unreadable"),
    ("cao_koeki_hojin/r2_youshiki2-4.xlsx", "10", "date-unreadable"),
    ("cao_koeki_hojin/h25_youshiki2_4.xlsx", "42", "required-blank"),
    # Names of agencies that are cut off or misspelt (中小企業基盤整備機, 海上安全技術研究所, 交通安全研究所).
    ("cao_koeki_hojin/h25_youshiki3_4.xlsx", "410", "body-unknown"),
    ("cao_koeki_hojin/h25_youshiki3_4.xlsx", "411", "body-unknown"),
    ("cao_koeki_hojin/h26_youshiki3-4.xlsx", "469", "body-unknown"),
    ("cao_koeki_hojin/h26_youshiki3-4.xlsx", "502", "body-unknown"),
    ("cao_koeki_hojin/h26_youshiki3-4.xlsx", "503", "body-unknown"),
    # Months of a village magazine: bidders and prices stacked in different numbers of lines, a row with a cell too
    # many, headers that mislabel prices (and so are not those of the mapping), pages that show no table.
    *(("otoineppu/nyusatsu_kekka/2020-04.md", str(row), "stacked-lines-differ") for row in range(7, 14)),
    ("otoineppu/nyusatsu_kekka/2020-06.md", "11", "stacked-lines-differ"),
    ("otoineppu/nyusatsu_kekka/2020-11.md", "7", "csv-row-too-long"),
    ("otoineppu/nyusatsu_kekka/2020-12.md", "7", "stacked-lines-differ"),
    ("otoineppu/nyusatsu_kekka/2024-04.md", "13", "stacked-lines-differ"),
    ("otoineppu/nyusatsu_kekka/2025-09.md", "8", "stacked-lines-differ"),
    ("otoineppu/nyusatsu_kekka/2024-05.md", "", "column-missing"),
    *((f"otoineppu/nyusatsu_kekka/{month}.md", "", "header-not-found") for month in ("2024-07", "2024-10", "2025-12")),
    *((f"otoineppu/nyusatsu_kekka/{month}.md", "", "page-without-table") for month in PAGES_WITHOUT_TABLE),
    # A notice without a number, and a sounding that names no body.
    ("pportal/notices_20260915_excerpt.csv", "17", "key-blank"),
    ("sounding/schedules.csv", "2", "body-unknown"),
}
REPEATED_AWARD = 9_674_000
"""A row of 埼玉県's awards that stands twice in the file, alike but for the moment of its retrieval."""


@pytest.fixture(scope="module")
def samples(shared) -> Path:
    return shared / "samples"


@pytest.fixture(scope="module")
def latest(samples, workspace_of):
    workspace = workspace_of(samples)
    workspace.run()
    return workspace.latest


@pytest.fixture(scope="module")
def provenance(latest):
    return latest.table("provenance", ["ocid", "release_id", "source", "file", "row"])


@pytest.fixture(scope="module")
def of_source(latest, provenance):
    """The rows of a table that belong to the processes of one source."""

    def rows(table: str, source: str) -> pd.DataFrame:
        found = latest.table(table)
        return found[found["ocid"].isin(set(provenance.loc[provenance["source"] == source, "ocid"]))]

    return rows


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path) -> list[list[object]]:
    """The first sheet, row 1 first."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def yen(cell: object) -> int | None:
    """A cell that is a plain amount; half a yen of a spreadsheet's arithmetic is none."""
    if isinstance(cell, float):
        return int(Decimal(cell).quantize(Decimal(1), ROUND_HALF_EVEN))
    text = str(cell).strip()
    return int(text.replace(",", "")) if re.fullmatch(r"[0-9,]+", text) else None


def spelling(*cells: object) -> tuple[str, ...]:
    """What tells two processes apart: not width, case or spaces."""
    return tuple(re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cell))).casefold() for cell in cells)


# ---- the whole


def test_only_rows_with_a_known_reason_are_left_out(latest):
    refused = {(row["file"], row["row"], row["rule"]) for row in latest.quarantine if row["effect"] in {"row", "file"}}
    assert refused == QUARANTINED


def test_every_row_and_yen_of_every_file_is_accounted_for(latest):
    assert len(latest.ledger["entries"]) == 98
    for entry in latest.ledger["entries"]:
        for unit in ("rows", "yen"):
            parts = ("released", "quarantined", "no_data", "unchanged")
            assert entry[f"{unit}_read"] == sum(entry[f"{unit}_{part}"] for part in parts), entry
    rows = [row for _, row, _ in QUARANTINED if row]  # a whole file has none
    assert latest.ledger["total"]["rows_quarantined"] == len(rows)


def test_every_release_and_compiled_release_is_valid(latest):
    validator = load_profile().release_validator
    for table, least in (("releases", 52_000), ("compiled_releases", 51_000)):
        texts = latest.table(table, ["json"])["json"]
        assert len(texts) > least
        assert [text for text in texts if not validator.is_valid(json.loads(text))] == []


def test_verify_finds_nothing(ocdsjp, latest):
    ocdsjp("verify", latest.folder)


def test_a_package_of_each_kind_passes_validate(ocdsjp, latest):
    ocdsjp("validate", latest.folder / "releases/110001/2025.json.gz", latest.folder / "records/110001.json.gz")


# ---- akita_shizuoka_awards: 55 bodies in one file


def test_awards_of_akita_and_shizuoka_are_the_rows_and_yen_of_the_file(samples, latest, of_source):
    rows = read_csv(samples / "akita_shizuoka_awards/local_awards.csv")
    entry = latest.ledger_of("akita-shizuoka/awards")
    assert len(rows) == entry["rows_read"] == entry["rows_released"] == 43_741
    awards = of_source("awards", "akita-shizuoka/awards")
    active = awards[awards["status"] == "active"]
    assert sum(int(row["amount"] or 0) for row in rows) == active["amount"].sum() == 1_154_289_331_928
    assert len(active) == sum(bool(row["winner_name"]) or int(row["amount"] or 0) > 0 for row in rows)


def test_each_of_the_55_bodies_is_a_publisher_with_its_own_yen(samples, of_source):
    by_body = Counter()
    for row in read_csv(samples / "akita_shizuoka_awards/local_awards.csv"):
        by_body[row["org"]] += int(row["amount"] or 0)
    awards = of_source("awards", "akita-shizuoka/awards").groupby("publisher_code")["amount"].sum()
    assert len(by_body) == len(awards) == 55
    assert sorted(by_body.values()) == sorted(awards)


# ---- saitama: 46,109 bids, and two sources of one process


@dataclass(frozen=True)
class Bidder:
    """A block of three columns of 埼玉県電子入札共同システム."""

    row: int
    number: int
    name: str
    amount: int | None


@pytest.fixture(scope="module")
def participants(samples):
    return read_sheet(samples / "saitama/saitama_sanka.xlsx")


@pytest.fixture(scope="module")
def bidders(participants):
    """The first block begins under 業者名, because a number of bidders that has no header moves the headers by one."""
    return [
        Bidder(row, number, str(cells[start + 1]), yen(cells[start + 2]))
        for row, cells in enumerate(participants[1:], 2)
        for number, start in enumerate([6, *range(9, len(cells) - 2, 3)], 1)
        if str(cells[start + 1]).strip()
    ]


def test_every_bidder_of_saitama_is_a_bid_that_is_valid_where_there_is_an_amount(bidders, provenance, of_source):
    mine = provenance[provenance["source"] == "saitama/participants"]
    ocids = dict(zip(mine["row"], mine["ocid"], strict=True))
    expected = {(ocids[it.row], str(it.number)): (it.amount, None if it.amount is None else "valid") for it in bidders}
    bids = of_source("bids", "saitama/participants").astype({"amount": "Int64"})
    found = {
        (bid["ocid"], bid["id"]): tuple(None if pd.isna(bid[name]) else bid[name] for name in ("amount", "status"))
        for bid in bids.to_dict("records")
    }
    assert len(bidders) == len(bids) == len(found) == 46_109
    assert found == expected
    assert Counter(bids["status"].fillna("")) == {"valid": 41_129, "": 4_980}


def test_a_bidder_whose_name_is_hidden_stays_a_bid_and_says_so(bidders, of_source):
    bids = of_source("bids", "saitama/participants")
    hidden = bids[bids["status_details"].notna()]
    assert len(hidden) == sum(it.name == "********" for it in bidders) == 105
    assert hidden["tenderer_id"].isna().all()
    assert bids.loc[bids["status_details"].isna(), "tenderer_name"].notna().all()


def test_awards_of_saitama_are_the_rows_of_the_file_less_one_that_is_repeated(samples, latest, of_source):
    rows = read_csv(samples / "saitama/ken_rakusatsu.csv")
    entry = latest.ledger_of("saitama/awards")
    assert sum(yen(row["落札金額"]) or 0 for row in rows) == entry["yen_read"] == 15_538_518_300
    told = Counter(tuple(text for name, text in row.items() if name != "取得日時") for row in rows)
    assert [count for count in told.values() if count > 1] == [2]
    assert (entry["rows_unchanged"], entry["yen_unchanged"]) == (1, REPEATED_AWARD)
    awards = of_source("awards", "saitama/awards")
    assert awards["amount"].sum() == entry["yen_released"] == 15_538_518_300 - REPEATED_AWARD
    assert len(awards) == sum(row["不調"] == "false" for row in rows) - 1


def test_two_sources_of_saitama_meet_in_one_process(samples, participants, provenance):
    listed = {spelling(*cells[1:4]) for cells in participants[1:]}
    rows = read_csv(samples / "saitama/ken_rakusatsu.csv")
    awarded = {spelling("埼玉県", row["案件番号"], row["調達案件名称"]) for row in rows}
    sources = provenance[provenance["source"].str.startswith("saitama/")].groupby("ocid")["source"].nunique()
    assert (sources == 2).sum() == len(listed & awarded) == 1_668
    assert (len(listed), len(awarded), len(sources)) == (4_613, 1_670, len(listed | awarded))


def test_a_process_of_two_sources_has_bids_of_one_and_awards_of_the_other(of_source):
    awards, bids = of_source("awards", "saitama/awards"), of_source("bids", "saitama/participants")
    both = set(awards["ocid"]) & set(bids["ocid"])
    assert len(both) > 1_500
    # The award is the lowest or another bid: never more than the highest.
    highest = bids.groupby("ocid")["amount"].max()
    awarded = awards[awards["ocid"].isin(both)].set_index("ocid")["amount"]
    assert (awarded <= highest.reindex(awarded.index)).mean() > 0.99


# ---- mlit_regional_bureaus: a row a bidder, up to three rounds


@dataclass(frozen=True)
class Bureau:
    """A workbook: its file, and the rows above its data. One has the bidder's address as a column of its own."""

    file: str
    head: int
    more: int = 0


BUREAUS = {
    "mlit/chubu-works": Bureau("chubu_construction_201811.xls", 6),
    "mlit/chugoku-works": Bureau("chugoku_construction_202111.xls", 5),
    "mlit/hokkaido-works": Bureau("hokkaido_construction_202109.xlsx", 7),
    "mlit/kinki-works": Bureau("kinki_construction_202111.xlsx", 5, more=1),
}
STATUSES = {"辞退": "withdrawn", "無効": "disqualified", "不参加": "invited"}


@pytest.mark.parametrize("source", BUREAUS)
def test_works_of_a_bureau_have_one_award_each_and_every_bid_of_every_round(samples, latest, of_source, source):
    bureau = BUREAUS[source]
    rows = [row for row in read_sheet(samples / "mlit_regional_bureaus" / bureau.file)[bureau.head :] if row[7]]
    cases = {spelling(*row[:3]) for row in rows}
    bids, won = Counter(), []
    for row in rows:
        first, second, third, estimate = (row[place + bureau.more] for place in (11, 13, 15, 17))
        for number, cell in ((1, first), (2, second), (3, third), (None, estimate)):
            text = str(cell).strip()
            if text:
                bids[number, "valid" if yen(cell) is not None else STATUSES[text]] += 1
        if row[18 + bureau.more] in {"落札", "決定"}:
            won.append(next(amount for cell in (estimate, third, second, first) if (amount := yen(cell)) is not None))
    assert latest.ledger_of(source)["rows_released"] == len(rows)
    awards = of_source("awards", source)
    assert len(awards) == awards["ocid"].nunique() == len(cases) == len(won)
    assert sorted(awards["amount"]) == sorted(won)
    assert (awards["amount"] == awards["amount_net"]).all()
    found = of_source("bids", source).astype({"round": "Int64"})
    assert (
        Counter(
            (None if pd.isna(number) else number, status)
            for number, status in zip(found["round"], found["status"], strict=True)
        )
        == bids
    )


def test_sheets_that_a_bureau_hides_are_not_published(latest):
    hidden = [row["sheet"] for row in latest.quarantine if row["rule"] == "sheet-hidden"]
    assert sorted(hidden) == ["修正等履歴一覧", "公表用フォーマット（記入例）", "項目の条件"]


# ---- mod_atla: the form of 公共調達の適正化


@pytest.mark.parametrize(
    ("source", "pattern"), [("mod-atla/competitive", "*_kyoso*"), ("mod-atla/direct", "*_zuikei*")]
)
def test_contracts_in_the_form_of_the_ministries_are_the_rows_and_yen_of_the_files(
    samples, latest, of_source, source, pattern
):
    files = sorted((samples / "mod_atla").glob(f"{pattern}.xlsx"))
    rows = [row for path in files for row in read_sheet(path)[3:] if row[0]]
    contracts = of_source("contracts", source)
    assert len(contracts) == len(rows) == latest.ledger_of(source)["rows_released"]
    assert contracts["amount"].sum() == sum(yen(row[8]) or 0 for row in rows)
    # No number is published: what agrees in name, day and firm is one process with several contracts.
    assert contracts["ocid"].nunique() == len({spelling(row[0], row[4], row[5]) for row in rows})
    methods = set(of_source("tenders", source)["procurement_method"].dropna())
    assert methods <= ({"direct"} if source.endswith("direct") else {"open", "selective"})


# ---- gbizinfo: national buyers, suppliers by number alone


def test_contracts_of_national_buyers_are_the_rows_and_yen_of_the_files(samples, latest, of_source):
    rows = [row for path in sorted((samples / "gbizinfo").glob("*.csv")) for row in read_csv(path)]
    contracts = of_source("contracts", "gbizinfo/procurement")
    assert len(rows) == len(contracts) == latest.ledger_of("gbizinfo/procurement")["rows_released"] == 791
    assert contracts["amount"].sum() == sum(int(row["amount"] or 0) for row in rows) == 84_428_465_473
    # A contract by unit price has the amount 0 or none.
    assert contracts["amount"].isna().sum() == sum(row["amount"] in {"", "0"} for row in rows) == 2
    assert contracts["publisher_code"].nunique() == len({row["government_departments"] for row in rows})
    suppliers = of_source("award_suppliers", "gbizinfo/procurement")
    assert Counter(suppliers["id"]) == Counter(f"JP-JCN-{row['corporate_number']}" for row in rows)


# ---- yanai: forecast, pre-contract and contract in one row


def test_forecasts_of_yanai_are_processes_of_their_own_to_which_the_tenders_refer(samples, latest, provenance):
    [file] = (samples / "yanai").glob("*.csv")
    rows = read_csv(file)
    told = set(provenance.loc[provenance["source"].str.startswith("yanai/"), "ocid"])
    compiled = latest.table("compiled_releases", ["ocid", "json"])
    mine = {it.ocid: json.loads(it.json) for it in compiled[compiled["ocid"].isin(told)].itertuples()}
    forecasts = {ocid for ocid, release in mine.items() if "planning" in release}
    assert len(forecasts) == len(rows) == 4
    assert len(mine) == 8
    related = {
        ocid: [(it["relationship"], it["scheme"], it["identifier"]) for it in release["relatedProcesses"]]
        for ocid, release in mine.items()
        if ocid not in forecasts
    }
    assert related == {ocid: [(["planning"], "ocid", f"{ocid}-planning")] for ocid in related}
    assert {f"{ocid}-planning" for ocid in related} == forecasts
    [signed] = [release for release in mine.values() if "contracts" in release]
    assert signed["contracts"][0]["value"]["amount"] == 143_913
    assert signed["awards"][0]["suppliers"][0]["name"] == "公益社団法人柳井広域シルバー人材センター"
