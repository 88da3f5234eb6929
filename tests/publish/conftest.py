"""An invented unit or two, and what it takes to publish them."""

from pathlib import Path

import orjson
import pytest

from ocdsjp.lake import Lake
from ocdsjp.ocds.batches import BatchLine
from ocdsjp.publish.fragments import render_fragment
from ocdsjp.publish.meta import Licence, PublicationMeta, Unit
from ocdsjp.publish.publication import build_publication
from ocdsjp.publish.quarantine import Quarantine

CITY = {"id": "JP-JCN-9000020990019", "name": "架空市"}
FIRM_A = {"id": "JP-JCN-1234567890123", "name": "株式会社＝架空"}
FIRM_B = {"id": "990019-b", "name": "架空・見本 JV"}


def _day(text):
    return f"{text}T00:00:00+09:00"


def _yen(amount, **more):
    return {"amount": amount, "currency": "JPY", **more}


def _full_process(ocid):
    """Releases and compiled release of a process that has everything that a table can hold."""
    head = {"ocid": ocid, "initiationType": "tender", "language": "ja", "buyer": CITY}
    parties = [
        {
            **CITY,
            "identifier": {"scheme": "JP-JCN", "id": "9000020990019", "legalName": "架空市"},
            "address": {"region": "架空県", "locality": "架空市", "streetAddress": "1-1", "postalCode": "000-0000"},
            "roles": ["buyer", "procuringEntity"],
        },
        {**FIRM_A, "roles": ["supplier", "tenderer"], "details": {"scale": "sme"}},
        {**FIRM_B, "roles": ["supplier", "tenderer"], "details": {"jointVenture": True}},
    ]
    tender = {
        "id": "7-1",
        "title": "市道1号線\n改良工事",
        "description": "舗装",
        "status": "complete",
        "statusDetails": "落札",
        "procuringEntity": CITY,
        "mainProcurementCategory": "works",
        "additionalProcurementCategories": ["works", "services"],
        "procurementMethod": "open",
        "procurementMethodDetails": "制限付一般競争入札",
        "procurementMethodRationale": "理由",
        "procurementMethodRationaleClassifications": [{"scheme": "JP-LAW", "id": "令167-2-1-8"}],
        "awardCriteria": "priceOnly",
        "awardCriteriaDetails": "最低価格",
        "value": _yen(11_000_000, amountNet=10_000_000, amountGross=11_000_000),
        "estimatedPriceDisclosure": "afterTender",
        "lowestPriceLimits": [
            {"id": "1", "kind": "minimumPrice", "value": _yen(9_000_000)},
            {"id": "2", "kind": "investigationPrice", "value": _yen(9_100_000)},
        ],
        "tenderPeriod": {"startDate": _day("2025-04-01"), "endDate": _day("2025-04-20")},
        "contractPeriod": {"startDate": _day("2025-05-01"), "endDate": _day("2026-03-31")},
        "numberOfTenderers": 2,
        "items": [{"id": "1", "description": "舗装", "quantity": 2.5, "unit": {"name": "km", "value": _yen(1)}}],
        "documents": [{"id": "d1", "documentType": "tenderNotice", "url": "https://example.org/1"}],
        "milestones": [{"id": "m1", "type": "engagement", "dueDate": _day("2025-04-10"), "status": "met"}],
        "amendments": [{"id": "a0", "date": _day("2025-04-02"), "description": "訂正"}],
    }
    bids = {
        "details": [
            {
                "id": "b1",
                "date": _day("2025-04-20"),
                "status": "valid",
                "round": 1,
                "tenderers": [FIRM_A, FIRM_B],
                "value": _yen(9_900_000, amountNet=9_900_000),
            },
            {"id": "b2", "status": "withdrawn", "statusDetails": "辞退", "tenderers": [FIRM_B]},
        ]
    }
    award = {
        "id": "1",
        "title": "落札",
        "status": "active",
        "date": _day("2025-04-25"),
        "value": _yen(9_900_000, amountNet=9_900_000),
        "suppliers": [FIRM_A, FIRM_B],
        "relatedBid": "b1",
        "items": [{"id": "1", "classification": {"scheme": "JP-X", "id": "01", "description": "工事"}}],
    }
    lost = {"id": "2", "status": "cancelled", "value": _yen(5)}
    contract = {
        "id": "c1",
        "awardID": "1",
        "title": "契約",
        "status": "active",
        "dateSigned": _day("2025-05-01"),
        "period": {"startDate": _day("2025-05-01"), "endDate": _day("2026-03-31")},
        "value": _yen(10_890_000, amountGross=10_890_000),
        "amendments": [{"id": "a1", "date": _day("2025-09-01"), "rationale": "増工", "releaseID": "r2"}],
        "documents": [{"id": "d2", "title": "契約書", "datePublished": _day("2025-05-02")}],
        "implementation": {
            "transactions": [{"id": "t1", "date": _day("2025-06-01"), "value": _yen(4_000_000), "payee": FIRM_A}],
            "milestones": [{"id": "m2", "title": "完成", "dateMet": _day("2026-03-01")}],
            "documents": [{"id": "d3", "documentType": "completionCertificate"}],
        },
    }
    first = {
        **head, "id": "r1", "date": _day("2025-04-20"), "tag": ["tender"], "parties": parties, "tender": tender
    }  # fmt: skip
    second = {
        **head, "id": "r2", "date": _day("2025-05-01"), "tag": ["award", "contract"],
        "bids": bids, "awards": [award, lost], "contracts": [contract],
    }  # fmt: skip
    return [first, second], {**first, **second, "id": f"{ocid}-{second['date']}", "tag": ["compiled"]}


def _bare_process(ocid):
    """A tender without result, as the least that a source can say."""
    release = {
        "ocid": ocid,
        "id": "r1",
        "date": _day("2025-06-01"),
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "ja",
        "tender": {"id": "9", "title": "不調案件", "status": "unsuccessful"},
    }
    return [release], {**release, "id": f"{ocid}-{release['date']}", "tag": ["compiled"]}


def _batch_line(release, row):
    return BatchLine(
        ocid=release["ocid"],
        date=release["date"],
        id=release["id"],
        tag=";".join(release["tag"]),
        head=0,
        weight=len(release.get("awards", ())) + len(release.get("contracts", ())),
        source="kakuu/nyusatsu",
        phase=release["tag"][0],
        blob="a" * 64,
        file="入札結果.xlsx",
        rows=(("工事", row), ("工事", row + 1)),
        yen=0,
        json=orjson.dumps(release),
    ).dump()


class Sample:
    """A unit's processes: compiled releases as dicts and lines, batch lines."""

    def __init__(self, code, year, *, full, bare=0, prefix="ocds-xxxxxx"):
        self.unit = Unit(code, year)
        ocids = [f"{prefix}-{code}-{year}-{number:05}" for number in range(full + bare)]
        made = [_full_process(ocid) if n < full else _bare_process(ocid) for n, ocid in enumerate(ocids)]
        self.releases = [release for releases, _ in made for release in releases]
        self.compiled = [compiled for _, compiled in made]
        self.compiled_lines = [orjson.dumps(compiled) + b"\n" for compiled in self.compiled]
        # Batches come in the order of their sources, not of ocids.
        self.batch_lines = [_batch_line(release, row) + b"\n" for row, release in enumerate(self.releases)][::-1]

    def render(self, lake, digest="d"):
        return render_fragment(lake, self.unit, digest, self.compiled_lines, self.batch_lines)


@pytest.fixture
def make_sample():
    """``make_sample(code, year, full=…, bare=…)``: an invented unit."""
    return Sample


@pytest.fixture
def lake(tmp_path):
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def meta():
    return PublicationMeta(
        published="2026-11-21T09:00:00+09:00",
        publisher="架空の公開者",
        publisher_uri="https://example.org/",
        base_url="https://example.org/data",
        licence=Licence("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        policy_url="https://example.org/policy",
        title_ja="架空の調達",
        title_en="Invented procurement",
        description_ja="架空のデータ",
        description_en="Invented data",
        extensions=("https://example.org/extension.json",),
        preview=True,
    )


@pytest.fixture
def publish(tmp_path, lake, meta):
    """``publish(*samples, **overrides)``: the folder of a publication of these samples under ``tmp_path/public``."""

    def run(*samples, target: Path | None = None, meta=meta, digest="d", **overrides):
        arguments = {
            "ledger": {"sources": []},
            "quarantined": Quarantine(
                "one", [{"source": "kakuu/nyusatsu", "rule": "date-invalid", "row": 3, "value": "=1+1\nx"}]
            ),
            "inputs": {"mappings": {"kakuu/nyusatsu": "abc"}},
        }
        fragments = [sample.render(lake, digest) for sample in samples]
        folder = target or tmp_path / "public"
        return build_publication(folder, lake, fragments, meta, **(arguments | overrides))

    return run


@pytest.fixture
def samples(make_sample):
    """Two publishers, three units, one of them undated."""
    return [
        make_sample("990027", "undated", full=0, bare=1),
        make_sample("990019", "2025", full=2, bare=1),
        make_sample("990019", "2024", full=1),
    ]
