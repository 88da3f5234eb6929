"""Mappings on real files, against figures computed from the raw files by plain means: csv, calamine, addition.

Skipped where the files are not beside the checkout; none of them is part of the project.
"""

import csv
import re
from functools import cache
from pathlib import Path

import orjson
import pytest
from python_calamine import CalamineWorkbook

from ocdsjp.collect.folder import find_files
from ocdsjp.errors import MappingError, ReadError
from ocdsjp.mapping.bodies import load_bodies
from ocdsjp.mapping.execute import Executor, Origin
from ocdsjp.mapping.load import load_source, source_id, sources
from ocdsjp.mapping.vocabulary import load_vocabularies
from ocdsjp.read import Report
from ocdsjp.read.direct import read_tables_in_process
from ocdsjp.stages.draft import read_options

pytestmark = pytest.mark.slow

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@cache
def _map(mapping: str, path: Path):
    """Executor and drafts of one file."""
    source = load_source(MAPPINGS / "sources" / f"{mapping}.yaml", MAPPINGS)
    vocabularies, bodies = load_vocabularies(MAPPINGS / "vocabulary"), load_bodies(MAPPINGS / "vocabulary/bodies.csv")
    executor = Executor(source.mapping, Origin(mapping, "0" * 64, path.name), vocabularies, bodies)
    with read_tables_in_process(path, read_options(source.mapping), Report()) as tables:
        return executor, list(executor.drafts(tables))


# Months of a village magazine with other headers, or without a table: refused as a whole, and so told.
_REFUSED = ("2020-07_errata_for_2020-06", "2021-04", "2021-09", "2021-10", "2024-05", "2024-07", "2024-09", "2024-10")
_REFUSED += ("2025-08", "2025-10", "2025-12")


def _files():
    """(mapping, file) of everything in the sample folder that a mapping collects and can read."""
    for path in sources(MAPPINGS):
        pattern = load_source(path, MAPPINGS).mapping.collect.folder
        for file in find_files(SAMPLES, pattern) if SAMPLES.is_dir() and pattern is not None else ():
            if source_id(path) == "otoineppu/results" and file.path.stem in _REFUSED:
                continue
            yield pytest.param(source_id(path), file.path, id=f"{source_id(path)}:{file.path.name}")


def _lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sheet(path):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _yen(text):
    """Digits, or 0 for whatever is no plain amount."""
    text = str(text).strip().replace(",", "").removesuffix(".0").removesuffix("円")
    return int(text) if re.fullmatch(r"\d+", text) else 0


def _rows_and_yen(mapping, path):
    tally = _map(mapping, path)[0].tally
    return tally.rows_read, tally.yen_read


@pytest.mark.parametrize(("mapping", "path"), list(_files()))
def test_every_row_and_every_yen_is_accounted_for(mapping, path):
    tally = _map(mapping, path)[0].tally
    assert tally.rows_read == tally.rows_drafted + tally.rows_quarantined + tally.rows_no_data > 0
    assert tally.yen_read == tally.yen_drafted + tally.yen_quarantined + tally.yen_no_data


@pytest.mark.parametrize("month", _REFUSED)
def test_a_file_with_other_columns_is_refused_as_a_whole(shared, month):
    with pytest.raises((ReadError, MappingError)):
        _map("otoineppu/results", shared / f"samples/otoineppu/nyusatsu_kekka/{month}.md")


@pytest.mark.parametrize(("mapping", "path"), list(_files()))
def test_no_column_of_a_real_file_is_forgotten(mapping, path):
    findings = _map(mapping, path)[0].findings
    assert [finding.value for finding in findings if finding.rule.id == "column-unmapped"] == []


def test_akita_and_shizuoka(shared):
    path = shared / "samples/akita_shizuoka_awards/local_awards.csv"
    lines = _lines(path)
    assert (len(lines), sum(_yen(line["amount"]) for line in lines)) == (43_741, 1_154_289_331_928)
    assert _rows_and_yen("akita-shizuoka/awards", path) == (43_741, 1_154_289_331_928)
    executor, drafts = _map("akita-shizuoka/awards", path)
    assert len(executor.tally.publishers) == len({(line["pref"], line["org"]) for line in lines})
    # A group never mixes two bodies.
    bodies = {number: line["org"] for number, line in _numbered(path)}
    assert all(len({bodies[row] for _, row in draft.rows}) == 1 for draft in drafts)


def _numbered(path):
    """Lines with the number of the line on which each begins."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        begins = reader.line_num + 1
        for line in reader:
            yield begins, dict(zip(header, line, strict=True))
            begins = reader.line_num + 1


def test_saitama_awards(shared):
    path = shared / "samples/saitama/ken_rakusatsu.csv"
    lines = _lines(path)
    assert len(lines) == 1_672
    assert _rows_and_yen("saitama/awards", path) == (1_672, sum(_yen(line["落札金額"]) for line in lines))


def test_saitama_bidders(shared):
    path = shared / "samples/saitama/saitama_sanka.xlsx"
    header, *rows = _sheet(path)
    # The first block's headers are shifted: the name of the first bidder stands under 金額.
    names = [
        index for index, name in enumerate(header) if str(name) == "金額" or re.fullmatch(r"\d+社目_業者名", str(name))
    ]
    bidders = [str(row[index]).strip() for row in rows for index in names if str(row[index]).strip()]
    assert (len(rows), len(bidders)) == (4_613, 46_109)
    executor, drafts = _map("saitama/participants", path)
    assert executor.tally.rows_drafted == 4_613
    assert sum(len(orjson.loads(draft.body).get("bids", {}).get("details", ())) for draft in drafts) == 46_109


@pytest.mark.parametrize("bureau", ["chubu", "chugoku", "hokkaido", "kinki"])
def test_works_of_the_regional_bureaus(shared, bureau):
    [path] = (shared / "samples/mlit_regional_bureaus").glob(f"{bureau}_construction_*")
    rows = _sheet(path)
    top = next(number for number, row in enumerate(rows) if "工事名" in row)
    texts = [[str(cell).replace("\n", "").strip() for cell in row] for row in rows]
    name, estimate = texts[top].index("工事名"), texts[top].index("見積金額（税抜き）")
    rounds = [index for index, text in enumerate(texts[top + 2]) if text == "金額"]
    remark = texts[top].index("備考")
    data = [row for row, text in zip(rows[top + 3 :], texts[top + 3 :], strict=True) if text[name]]
    won = [row for row in data if str(row[remark]).strip() in {"落札", "決定"}]
    yen = sum(next((_yen(row[index]) for index in (estimate, *reversed(rounds)) if _yen(row[index])), 0) for row in won)
    tally = _map(f"mlit/{bureau}-works", path)[0].tally
    assert (tally.rows_drafted, tally.yen_drafted) == (len(data), yen)


@pytest.mark.parametrize(
    ("mapping", "name"),
    [
        ("competitive", "05_kyoso_kijunijo-01"),
        ("competitive", "06_kyoso_kijunijo-03"),
        ("direct", "05_zuikei_kijunijo-01"),
        ("direct", "05_zuikei_kijunijo-03"),
        ("direct", "06_zuikei_kijunijo-04"),
    ],
)
def test_contracts_in_the_form_of_the_ministry_of_finance(shared, mapping, name):
    path = shared / f"samples/mod_atla/{name}.xlsx"
    _, header, _, *rows = _sheet(path)
    price = [str(cell).replace("\n", "") for cell in header].index("契約金額（円）")
    data = [row for row in rows if str(row[0]).strip()]
    tally = _map(f"mod-atla/{mapping}", path)[0].tally
    assert tally.rows_drafted == len(data)
    assert tally.yen_drafted == sum(_yen(row[price]) for row in data)


def test_yanai(shared):
    [path] = (shared / "samples/yanai").glob("*.csv")
    lines = _lines(path)
    signed = [line for line in lines if line["契約締結状況の公表／契約締結日"]]
    executor, drafts = _map("yanai/designated-direct-awards", path)
    assert executor.tally.rows_drafted == len(lines)
    assert executor.tally.yen_drafted == sum(_yen(line["契約締結状況の公表／契約金額(円)"]) for line in signed)
    assert len(drafts) == 2 * len(lines) + len(signed)


@pytest.mark.parametrize("name", ["202012", "202104", "202106", "procurement_sample"])
def test_gbizinfo(shared, name):
    path = shared / f"samples/gbizinfo/{name}.csv"
    lines = _lines(path)
    expected = (len(lines), sum(_yen(line["amount"]) for line in lines))
    assert _rows_and_yen("gbizinfo/procurement", path) == expected
