"""Small OCDS data of an invented city (prefecture number 99 exists nowhere) for the tests of quality."""

import copy
import io
from typing import Any

import pytest
from hypothesis import settings

from ocdsjp.ocds.profile import load_profile
from ocdsjp.quality.inspection import Inspector
from ocdsjp.quality.report import Report
from ocdsjp.quality.review import review

# The first example of a test may have to build the schemas; on a busy machine any example may be slow.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

_RELEASE = {
    "ocid": "ocds-abc123-990001-2025-1",
    "id": "ocds-abc123-990001-2025-1-award",
    "date": "2025-04-21T00:00:00+09:00",
    "tag": ["award", "contract"],
    "initiationType": "tender",
    "language": "ja",
    "parties": [
        {"id": "JP-JCN-1", "name": "架空市", "roles": ["buyer", "procuringEntity"]},
        {"id": "JP-JCN-2", "name": "株式会社架空建設", "roles": ["tenderer", "supplier"]},
    ],
    "buyer": {"id": "JP-JCN-1", "name": "架空市"},
    "tender": {
        "id": "2025-1",
        "title": "市道第1号線舗装修繕工事",
        "status": "complete",
        "procuringEntity": {"id": "JP-JCN-1", "name": "架空市"},
        "mainProcurementCategory": "works",
        "procurementMethod": "open",
        "value": {"amount": 12000000, "currency": "JPY"},
        "tenderPeriod": {"startDate": "2025-04-01T00:00:00+09:00", "endDate": "2025-04-20T17:00:00+09:00"},
        "numberOfTenderers": 1,
    },
    "bids": {"details": [{"id": "1", "status": "valid", "tenderers": [{"id": "JP-JCN-2"}]}]},
    "awards": [{"id": "1", "status": "active", "suppliers": [{"id": "JP-JCN-2", "name": "株式会社架空建設"}]}],
    "contracts": [{"id": "1", "awardID": "1", "status": "active", "value": {"amount": 11000000, "currency": "JPY"}}],
}


@pytest.fixture
def release() -> dict[str, Any]:
    """A valid release that no check has anything against."""
    return copy.deepcopy(_RELEASE)


@pytest.fixture
def package(release):
    """A valid release package with two releases."""
    second = copy.deepcopy(release) | {"id": "second", "date": "2025-04-22T00:00:00+09:00"}
    return {
        "uri": "https://data.example/1.json",
        "version": "1.1",
        "publishedDate": "2025-05-01T00:00:00+09:00",
        "publisher": {"name": "架空市"},
        "releases": [release, second],
    }


@pytest.fixture
def record(release):
    """A valid record with one release and its compiled release."""
    compiled = copy.deepcopy(release) | {"id": f"{release['ocid']}-{release['date']}", "tag": ["compiled"]}
    return {"ocid": release["ocid"], "releases": [release], "compiledRelease": compiled}


@pytest.fixture
def record_package(record):
    """A valid record package with one record."""
    return {
        "uri": "https://data.example/2.json",
        "version": "1.1",
        "publishedDate": "2025-05-01T00:00:00+09:00",
        "publisher": {"name": "架空市"},
        "records": [record],
    }


@pytest.fixture(scope="session")
def inspector() -> Inspector:
    return Inspector(load_profile())


@pytest.fixture
def reviewed(inspector):
    """A function that reviews bytes and returns the report."""

    def run(data: bytes, **options: Any) -> Report:
        report = Report("test")
        review(io.BytesIO(data), "test.json", report, inspector, **options)
        return report

    return run
