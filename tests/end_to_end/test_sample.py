"""``make run`` on data/sample, and all that the README promises about what comes out."""

import csv
import gzip
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from ocdskit.util import detect_format

from ocdsjp.ocds.profile import load_profile

SOURCES = {"hoshiakari/direct-awards", "muteki/amendments", "muteki/contracts", "shionari/results"}
TABLES = {
    "amendments",
    "award_suppliers",
    "awards",
    "bid_tenderers",
    "bids",
    "compiled_releases",
    "contracts",
    "documents",
    "items",
    "milestones",
    "parties",
    "processes",
    "provenance",
    "releases",
    "tenders",
    "transactions",
}
# A line of the README's table of broken rows: file, rows, what is in the cell, rule, what becomes of it.
_BROKEN = re.compile(
    r"\| (?P<file>[^|]+) \| (?P<rows>[0-9–, ]+) \|[^|]*\| `(?P<rule>[a-z-]+)`[^|]*\| (?P<fate>[^|]+) \|"
)


@pytest.fixture(scope="module")
def workspace(sample):
    return sample[0]


@pytest.fixture(scope="module")
def ended(sample):
    return sample[1]


@pytest.fixture(scope="module")
def latest(workspace):
    return workspace.latest


@pytest.fixture(scope="module")
def unpacked(latest, tmp_path_factory):
    """Every package as plain JSON, by kind: ocdskit reads nothing else."""
    folder = tmp_path_factory.mktemp("packages")
    paths = {"releases": [], "records": []}
    for kind, made in paths.items():
        for number, name in enumerate(latest.packages(kind)):
            made.append(folder / f"{kind}-{number}.json")
            made[-1].write_bytes(gzip.decompress((latest.folder / name).read_bytes()))
    return paths


def test_the_run_prints_a_summary_and_where_the_publication_lies(ended, workspace):
    said = ended.stdout
    for source in SOURCES:
        assert re.search(rf"^ {re.escape(source)} ", said, re.MULTILINE), said
    # Rows, releases, unchanged, quarantined, no data and yen of all sources, as the sample's README has them.
    assert re.search(r"^ total +4 +117 +104 +0 +4 +7 +1,400,021,700 *$", said, re.MULTILINE), said
    assert f"publication: {workspace.public / 'latest'}" in said
    assert "91 contracting processes, 104 releases, active awards of 1,318,874,700 yen" in said
    assert "preview" in said
    assert re.findall(r"^(\w+): ", ended.stderr, re.MULTILINE) == ["collect", "map", "release", "compile", "publish"]


def test_every_file_of_the_layout_is_there_and_in_the_manifest(latest, workspace, root):
    found = {path.relative_to(latest.folder).as_posix() for path in latest.folder.rglob("*") if path.is_file()}
    own = root / "schemas"
    extension = (path for path in (own / "extensions" / "ocdsjp").rglob("*") if path.suffix in {".json", ".csv"})
    assert found == {
        "manifest.json",
        "datapackage.json",
        "data_dictionary.csv",
        "ledger.json",
        "quarantine.csv",
        "bulk/full.jsonl.gz",
        "bulk/2025.jsonl.gz",
        "bulk/undated.jsonl.gz",
        "releases/992011/2025.json.gz",
        "releases/993018/2025.json.gz",
        "releases/994014/2025.json.gz",
        "releases/994014/undated.json.gz",
        *(f"records/{code}.json.gz" for code in ("992011", "993018", "994014")),
        *(f"parquet/{name}.parquet" for name in TABLES),
        *(path.relative_to(own).as_posix() for path in extension),
    }
    assert {entry["path"] for entry in latest.json("manifest.json")["files"]} == found - {"manifest.json"}
    assert json.loads((workspace.public / "versions.json").read_bytes())["latest"] == latest.folder.name


def test_verify_finds_nothing_and_tells_a_changed_byte(ocdsjp, workspace, latest, tmp_path):
    assert "104 releases" in ocdsjp("verify", workspace.public / "latest").stdout
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", latest.folder, copy], check=True)
    full = copy / "bulk" / "full.jsonl.gz"
    raw = bytearray(full.read_bytes())
    raw[len(raw) // 2] ^= 1
    full.write_bytes(raw)
    assert "bulk/full.jsonl.gz" in ocdsjp("verify", copy, code=1).stdout


@pytest.mark.slow
def test_a_catalogue_on_postgresql_gives_the_same_published_bytes(postgresql_url, workspace_of, workspace, tree, root):
    other = workspace_of(root / "data" / "sample")
    other.run(OCDSJP_CATALOG_URL=postgresql_url)
    assert not (other.folder / "catalog.db").exists()
    assert tree(other.public) == tree(workspace.public)
    assert "map: 0 " in other.run(OCDSJP_CATALOG_URL=postgresql_url).stderr
    assert tree(other.public) == tree(workspace.public)


def test_a_second_run_maps_nothing_and_touches_no_file(workspace, tree):
    def moments():
        return {path: os.lstat(path).st_mtime_ns for path in [workspace.public, *workspace.public.rglob("*")]}

    before, when = tree(workspace.public), moments()
    ended = workspace.run("--lang", "ja", epoch=1_764_100_000)
    assert (tree(workspace.public), moments()) == (before, when)
    assert "対応付け: 0 件" in ended.stderr
    assert "契約プロセス 91 件、リリース 104 件" in ended.stdout


def test_quarantine_holds_exactly_the_rows_that_the_readme_of_the_sample_names(latest, root):
    named = {}
    for line in (root / "data" / "sample" / "README.md").read_text(encoding="utf-8").splitlines():
        broken = _BROKEN.match(line)
        if broken:
            first, _, last = broken["rows"].partition("–")
            effect = "row" if "quarantined" in broken["fate"] else "review"
            for row in range(int(first), int(last or first) + 1):
                named[broken["file"].strip(), str(row), broken["rule"]] = effect
    named["入札結果.csv", "61", "declared-no-data"] = "no-data"
    found = {(label(row), row["row"], row["rule"]): row["effect"] for row in latest.quarantine}
    structural = {key: effect for key, effect in found.items() if key[2] == "structural-row"}
    assert {key: effect for key, effect in found.items() if key not in structural} == named
    assert len(latest.quarantine) == len(found)
    # The totals rows and the footnotes: 64, 65 in the README, and one each below the rows of both sheets.
    assert {(name, row) for name, row, _ in structural} == {
        ("入札結果.csv", "64"),
        ("入札結果.csv", "65"),
        ("契約一覧.xlsx 工事", "28"),
        ("契約一覧.xlsx 工事", "29"),
        ("契約一覧.xlsx 委託", "16"),
        ("契約一覧.xlsx 委託", "17"),
    }
    assert set(structural.values()) == {"no-data"}


def label(row: dict[str, str]) -> str:
    """A file and sheet as the README of the sample names them."""
    name = unicodedata.normalize("NFC", row["file"]).rsplit("_", 1)[-1]
    return f"{name} {row['sheet']}" if row["sheet"] in {"工事", "委託"} else name


def test_every_quarantined_row_says_where_what_and_how_to_mend_it_in_both_languages(latest):
    for row in latest.quarantine:
        place = row["cell"] or row["row"]
        assert place in row["message_ja"]
        assert place in row["message_en"]
        assert row["rule"] in row["message_ja"]
        assert row["rule"] in row["message_en"]


def test_every_row_and_yen_is_accounted_for(latest):
    assert latest.ledger["balanced"]
    for entry in latest.ledger["entries"]:
        for unit in ("rows", "yen"):
            parts = ("released", "quarantined", "no_data", "unchanged")
            assert entry[f"{unit}_read"] == sum(entry[f"{unit}_{part}"] for part in parts)
    figures = {
        entry["source"]: tuple(entry[f"rows_{part}"] for part in ("released", "quarantined", "no_data"))
        for entry in latest.ledger["sources"]
    }
    assert figures == {
        "shionari/results": (57, 2, 3),
        "muteki/contracts": (32, 2, 4),
        "muteki/amendments": (5, 0, 0),
        "hoshiakari/direct-awards": (12, 0, 0),
    }


def test_every_package_passes_validate(ocdsjp, latest):
    names = [*latest.packages("releases"), *latest.packages("records"), "bulk/full.jsonl.gz"]
    ocdsjp("validate", "--lang", "en", *(latest.folder / name for name in names))


def test_ocdskit_knows_every_package_for_what_it_is(unpacked):
    kinds = {kind: {detect_format(str(path))[0] for path in paths} for kind, paths in unpacked.items()}
    assert kinds == {"releases": {"release package"}, "records": {"record package"}}


@pytest.mark.slow
def test_ocdskit_compiles_the_packages_to_what_we_publish(unpacked, latest, tmp_path):
    schema = tmp_path / "release-schema.json"
    schema.write_text(json.dumps(load_profile().release_schema), encoding="utf-8")
    ended = subprocess.run(
        [Path(sys.executable).with_name("ocdskit"), "compile", "--schema", schema],
        input=b"".join(path.read_bytes() for path in unpacked["releases"]),
        capture_output=True,
        check=True,
    )
    theirs = {release["ocid"]: release for release in map(json.loads, ended.stdout.splitlines())}
    assert theirs == latest.compiled


def test_records_hold_the_releases_and_the_compiled_release_of_each_process(latest):
    records = [record for name in latest.packages("records") for record in latest.json(name)["records"]]
    assert {record["ocid"]: record["compiledRelease"] for record in records} == latest.compiled
    ids = Counter(release["id"] for record in records for release in record["releases"])
    assert ids == Counter(release["id"] for release in latest.releases)
    assert set(ids.values()) == {1}


def test_the_files_by_year_hold_what_the_full_file_holds(latest):
    by_year = latest.lines("bulk/2025.jsonl.gz") + latest.lines("bulk/undated.jsonl.gz")
    assert sorted(release["ocid"] for release in by_year) == sorted(latest.compiled)
    assert all(latest.compiled[release["ocid"]] == release for release in by_year)


def expected_rows(release: dict) -> Counter[str]:
    """How many rows of each flat table one compiled release has, counted without our code."""
    tender, awards, contracts = release.get("tender", {}), release.get("awards", []), release.get("contracts", [])
    bids = release.get("bids", {}).get("details", [])
    phases = [part for part in (release.get("planning", {}), tender, *contracts) if part]
    phases += [contract["implementation"] for contract in contracts if "implementation" in contract]
    bought = [part for part in (tender, *awards, *contracts) if part]
    return Counter(
        processes=1,
        parties=len(release.get("parties", [])),
        tenders=int(bool(tender)),
        bids=len(bids),
        bid_tenderers=sum(len(bid.get("tenderers", [])) for bid in bids),
        awards=len(awards),
        award_suppliers=sum(len(award.get("suppliers", [])) for award in awards),
        contracts=len(contracts),
        amendments=sum(len(part.get("amendments", [])) for part in bought),
        items=sum(len(part.get("items", [])) for part in bought),
        documents=sum(len(part.get("documents", [])) for part in [*phases, *awards, *bids]),
        milestones=sum(len(part.get("milestones", [])) for part in phases),
        transactions=sum(len(phase.get("transactions", [])) for phase in phases),
        compiled_releases=1,
    )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_pandas_pyarrow_and_duckdb_read_the_table_and_agree_with_the_json_lines(latest, name):
    path = latest.folder / "parquet" / f"{name}.parquet"
    counts = sum(map(expected_rows, latest.compiled.values()), Counter())
    counts["releases"] = len(latest.releases)
    # A row of a release's file and sheet each; shionari has one a release, muteki up to five bidders a case.
    counts["provenance"] = 57 + 32 + 5 + 30
    with duckdb.connect() as connection:
        [(by_duckdb,)] = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()
    by_pandas, by_pyarrow = pd.read_parquet(path), pq.read_table(path)
    assert len(by_pandas) == by_pyarrow.num_rows == by_duckdb == counts[name]
    assert {"ocid", "publisher_code", "fiscal_year"} <= set(by_pandas.columns)
    assert set(by_pandas["ocid"]) <= set(latest.compiled)


def test_the_flat_tables_add_up_to_the_yen_of_the_json_lines(latest):
    active = sum(
        award["value"]["amount"]
        for release in latest.compiled.values()
        for award in release.get("awards", [])
        if award["status"] == "active" and "value" in award
    )
    awards = str(latest.folder / "parquet" / "awards.parquet")
    with duckdb.connect() as connection:
        [(by_duckdb,)] = connection.execute(
            "SELECT sum(amount) FROM read_parquet(?) WHERE status = 'active'", [awards]
        ).fetchall()
    assert active == by_duckdb == 1_318_874_700


def test_the_json_in_the_tables_is_the_json_of_the_files(latest):
    kept = latest.table("compiled_releases")
    assert {release["ocid"]: release for release in map(json.loads, kept["json"])} == latest.compiled
    kept = latest.table("releases")
    published = {release["id"]: release for release in latest.releases}
    assert {release["id"]: release for release in map(json.loads, kept["json"])} == published


def test_a_placeholder_prefix_marks_everything_as_a_preview(latest):
    assert all(ocid.startswith("ocds-xxxxxx-") for ocid in latest.compiled)
    assert latest.json("manifest.json")["preview"] is True
    assert latest.json("datapackage.json")["preview"] is True
    for name in (*latest.packages("releases"), *latest.packages("records")):
        assert "PREVIEW" in latest.json(name)["publisher"]["name"], name
    for name in TABLES:
        assert pq.read_schema(latest.folder / "parquet" / f"{name}.parquet").metadata[b"preview"] == b"true", name


def test_every_process_says_that_it_is_invented(latest):
    assert {release["buyer"]["name"] for release in latest.compiled.values()} == {
        "潮鳴市（架空）",
        "霧笛町（架空）",
        "星灯村（架空）",
    }
    suppliers = latest.table("award_suppliers")["name"]
    assert sorted(name for name in set(suppliers) if "架空" not in name) == []


def test_notations_of_the_sample_come_out_as_ocds(latest):
    """One of each that the sample shows: 千円 and tax, 不調, a JV, bids in rounds, a changed contract, three phases."""
    releases = list(latest.compiled.values())
    tenders = [release["tender"] for release in releases if "tender" in release]
    assert Counter(tender.get("status") for tender in tenders)["unsuccessful"] == 4
    assert Counter(tender.get("status") for tender in tenders)["cancelled"] == 2
    for release in releases:
        if release.get("tender", {}).get("status") in {"unsuccessful", "cancelled"}:
            assert "awards" not in release
    ceilings = [tender["value"] for tender in tenders if "value" in tender]
    assert all(value["amountNet"] == value["amount"] and value["amount"] % 1000 == 0 for value in ceilings)
    parties = latest.table("parties")
    assert parties["is_joint_venture"].sum() > 0
    assert set(latest.table("bids")["status"].dropna()) == {"valid", "withdrawn", "disqualified", "invited"}
    assert set(latest.table("bids")["round"]) == {1, 2, 3}
    amended = [
        contract for release in releases for contract in release.get("contracts", []) if "amendments" in contract
    ]
    assert sorted(len(contract["amendments"]) for contract in amended) == [1, 1, 1, 2]
    planned = [release for release in releases if "relatedProcesses" in release]
    assert planned
    for release in planned:
        [related] = release["relatedProcesses"]
        assert related["relationship"] == ["planning"]
        assert "planning" in latest.compiled[related["identifier"]]


def test_explain_leads_from_a_process_back_to_its_cells(ocdsjp, workspace, latest):
    [row] = [row for row in latest.table("provenance").to_dict("records") if "shionari" in row["source"]][:1]
    said = ocdsjp(
        "explain",
        row["ocid"],
        *("--workspace", workspace.folder, "--inbox", workspace.inbox, "--mappings", workspace.mappings),
        *("--format", "json"),
    ).stdout
    [release] = json.loads(said)["releases"]
    assert (release["release"]["id"], release["file"]) == (row["release_id"], row["file"])
    assert [place["row"] for place in release["rows"]] == [row["row"]]
    with (workspace.inbox / row["file"]).open(encoding="cp932", newline="") as file:
        raw = list(csv.reader(file))[row["row"] - 1]
    assert [cell["text"] for cell in release["rows"][0]["cells"]] == [cell for cell in raw if cell]
