import json
import re
import shutil
import socket
import subprocess
import sys

import jsonschema_rs
import ocdsmerge
import pytest
from jsonschema import Draft4Validator
from ocdsmerge.rules import get_merge_rules

from ocdsjp import paths
from ocdsjp.errors import StoreError
from ocdsjp.ocds.profile import load_profile, read_profile
from ocdsjp.ocds.structure import TEXTS

PROFILE = load_profile()

RELEASE = {
    "ocid": "ocds-abcdef-990001-2025-1",
    "id": "1",
    "date": "2025-06-01T00:00:00+09:00",
    "tag": ["tender", "award"],
    "initiationType": "tender",
    "language": "ja",
    "title": "市道舗装工事",
    "parties": [
        {"id": "JV1", "name": "甲・乙特定建設工事共同企業体", "roles": ["supplier"], "details": {"jointVenture": True}},
        {"id": "P2", "name": "丙建設", "roles": ["tenderer"], "details": {"scale": "small"}},
    ],
    "planning": {
        "proposal": {
            "id": "2024-0012",
            "channel": "oneStopDesk",
            "kind": "free",
            "costClass": "noNewPublicCost",
            "dateSubmitted": "2024-05-01T00:00:00+09:00",
            "status": "adopted",
            "consultations": [{"date": "2024-05-20T00:00:00+09:00", "units": ["子育て支援課"], "summary": "概要"}],
            "decision": {
                "date": "2024-06-14T00:00:00+09:00",
                "outcome": "adopted",
                "reason": "公益性",
                "followUp": "agreementWithProposer",
            },
            "budgetStatus": "notRequired",
            "collaborationModel": "coCreationAgreement",
        }
    },
    "tender": {
        "id": "1",
        "status": "complete",
        "value": {"amount": 11_000_000, "currency": "JPY", "amountNet": 10_000_000, "amountGross": 11_000_000},
        "estimatedPriceDisclosure": "afterTender",
        "lowestPriceLimits": [
            {"id": "minimumPrice", "kind": "minimumPrice", "value": {"amount": 9_000_000, "currency": "JPY"}},
            {"id": "investigationPrice", "kind": "investigationPrice", "disclosure": "undisclosed"},
        ],
        "procurementMethodRationaleClassifications": [{"scheme": "JP-LAA-EO-167-2", "id": "8", "description": "不落"}],
        "techniques": {"hasFrameworkAgreement": True},
        "jointProcurement": {
            "leadType": "prefecture",
            "participants": [{"partyId": "P2", "participation": "joint", "from": "2025-04-01T00:00:00+09:00"}],
            "specificationShareable": True,
            "costShares": [{"partyId": "P2", "annual": {"amount": 1, "currency": "JPY"}}],
            "savings": [{"partyId": "P2", "baselineMethod": "priorContract"}],
        },
    },
    "bids": {
        "statistics": [{"id": "s1", "measure": "bids", "value": 2}],
        "details": [
            {"id": "b1", "status": "disqualified", "statusDetails": "最低制限価格未満", "round": 1},
            {"id": "b2", "status": "valid", "round": 2, "evaluationScore": 18.25},
        ],
    },
    "statistics": [{"id": "c1", "measure": "complainants", "value": 1, "scope": "complaints"}],
    "awards": [{"id": "a1", "relatedBid": "b2", "buyers": [{"id": "P2", "name": "丙建設"}]}],
    "contracts": [{"id": "c1", "awardID": "a1", "implementation": {"finalValue": {"amount": 1, "currency": "JPY"}}}],
    "withheldInformation": [{"id": "w1", "field": "tender/value", "rationale": "事後公表"}],
}


def changed(path, value):
    """RELEASE with one value replaced; `path` is slash-separated."""
    copy = json.loads(json.dumps(RELEASE))
    *way, last = path.split("/")
    place = copy
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return copy


def test_a_release_that_uses_the_extensions_is_valid():
    assert [str(error) for error in PROFILE.release_validator.iter_errors(RELEASE)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("date", "2025-06-01"),
        ("tender/estimatedPriceDisclosure", "sometimes"),
        ("tender/lowestPriceLimits/0/kind", "最低制限価格"),
        ("tender/lowestPriceLimits", []),
        ("tender/value/amountNet", "10000000"),
        ("bids/details/0/round", 0),
        ("bids/details/0/round", 1.5),
        ("bids/details/0/status", "失格"),
        ("parties/0/details/jointVenture", "true"),
        ("parties/1/details/scale", "中小企業"),
        ("planning/proposal/dateSubmitted", "2024-05-01"),
        ("planning/proposal/status", "done"),
        ("tender/jointProcurement/participants/0/participation", "maybe"),
        ("statistics/0/value", None),
        ("withheldInformation", [{"field": "tender/value"}]),
    ],
)
def test_a_wrong_value_in_an_extended_field_is_refused(path, value):
    assert not PROFILE.release_validator.is_valid(changed(path, value))


def test_every_schema_of_the_profile_is_a_valid_schema_that_refers_to_itself_only():
    for schema in (
        PROFILE.release_schema,
        PROFILE.versioned_release_schema,
        PROFILE.release_package_schema,
        PROFILE.record_package_schema,
    ):
        Draft4Validator.check_schema(schema)
        assert set(re.findall(r'"\$ref": "([^#]+)', json.dumps(schema))) == set()


def package(key, item):
    return {
        "uri": "https://example.org/1",
        "version": "1.1",
        "publishedDate": "2025-06-01T00:00:00+09:00",
        "publisher": {"name": "見本"},
        key: [item],
    }


def test_packages_are_judged_with_the_extensions_and_without_network(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    releases = jsonschema_rs.Draft4Validator(PROFILE.release_package_schema, validate_formats=True)
    records = jsonschema_rs.Draft4Validator(PROFILE.record_package_schema, validate_formats=True)
    wrong = changed("bids/details/0/status", "失格")
    assert releases.is_valid(package("releases", RELEASE))
    assert not releases.is_valid(package("releases", wrong))
    record = {"ocid": RELEASE["ocid"], "releases": [RELEASE], "compiledRelease": {**RELEASE, "tag": ["compiled"]}}
    assert records.is_valid(package("records", record))
    assert not records.is_valid(package("records", {**record, "releases": [wrong]}))
    assert not records.is_valid(package("records", {**record, "compiledRelease": wrong}))


def test_versioned_releases_of_extended_data_are_valid():
    later = {**changed("tender/value/amountNet", 9_000_000), "id": "2", "date": "2025-07-01T00:00:00+09:00"}
    versioned = ocdsmerge.Merger(merge_rules=PROFILE.merge_rules).create_versioned_release([RELEASE, later])
    validator = jsonschema_rs.Draft4Validator(PROFILE.versioned_release_schema, validate_formats=True)
    assert [(error.instance_path, error.message) for error in validator.iter_errors(versioned)] == []
    assert not validator.is_valid(RELEASE)
    assert "title_ja" not in json.dumps(PROFILE.versioned_release_schema)


def test_merge_rules_are_those_that_ocdsmerge_derives():
    assert PROFILE.merge_rules == get_merge_rules(PROFILE.release_schema)
    assert PROFILE.merge_rules["tender", "procurementMethodRationaleClassifications"] == "wholeListMerge"
    assert PROFILE.merge_rules["planning", "proposal", "consultations"] == "wholeListMerge"


def test_every_field_of_the_patched_schema_has_texts_in_both_languages():
    def fields(schema):
        for field in schema.get("properties", {}).values():
            yield field
            yield from fields(field)

    for definition in (PROFILE.release_schema, *PROFILE.release_schema["definitions"].values()):
        for field in fields(definition):
            assert all(field.get(text) for text in TEXTS), field


def test_milestones_may_have_documents_again():
    assert "deprecated" not in PROFILE.release_schema["definitions"]["Milestone"]["properties"]["documents"]


def test_every_codelist_of_the_schema_is_there_and_closed_ones_agree_with_the_enum():
    def used(schema):
        if isinstance(schema, list):
            for part in schema:
                yield from used(part)
        elif isinstance(schema, dict):
            if isinstance(schema.get("codelist"), str):
                yield schema
            for part in schema.values():
                yield from used(part)

    for field in used(PROFILE.release_schema):
        codelist = PROFILE.codelists[field["codelist"]]
        assert codelist.is_open == field["openCodelist"]
        enum = field.get("enum") or field.get("items", {}).get("enum")
        if enum is not None:
            assert {code for code in enum if code is not None} == set(codelist.codes)


def test_extensions_add_codes_to_the_lists_of_the_standard():
    assert PROFILE.codelists["partyRole.csv"].codes["proposer"].title_ja == "提案者"
    assert {"buyer", "supplier"} < set(PROFILE.codelists["partyRole.csv"].codes)
    assert {"JP-LAA-EO-167-2", "COFOG", "CPV"} < set(PROFILE.codelists["itemClassificationScheme.csv"].codes)
    assert "marketEngagementNotice" in PROFILE.codelists["documentType.csv"].codes
    assert set(PROFILE.codelists["directAwardGround.csv"].codes) == set("123456789")


def test_extension_addresses_are_in_order_and_the_local_one_is_the_publications():
    addresses = PROFILE.extension_urls_with("https://example.org/extensions/")
    assert addresses[:-1] == PROFILE.extension_urls
    assert addresses[-1] == "https://example.org/extensions/ocdsjp/extension.json"
    assert [extension.name for extension in PROFILE.extensions][-1] == "ocdsjp"
    assert len(set(addresses)) == len(PROFILE.extensions)


def test_the_profile_is_built_once():
    assert load_profile() is PROFILE


def test_loading_needs_neither_ocdsmerge_nor_an_http_client():
    code = (
        "import sys; from ocdsjp.ocds.profile import load_profile; p = load_profile(); p.merge_rules; "
        "p.release_validator; p.codelists; print(sorted({'requests', 'ocdsmerge', 'ocdskit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_digest_changes_with_a_patch_and_with_nothing_else(tmp_path):
    copy = tmp_path / "schemas"
    shutil.copytree(paths.shipped("schemas"), copy)
    assert read_profile(copy).digest == PROFILE.digest
    patch = copy / "extensions" / "ocdsjp" / "release-schema.json"
    patch.write_text(patch.read_text(encoding="utf-8").replace("予定価格の公表時期", "公表時期"), encoding="utf-8")
    assert read_profile(copy).digest != PROFILE.digest


@pytest.mark.parametrize("missing", ["profile.yaml", "extensions/bids/release-schema.json", "ocds/1.1.5"])
def test_an_incomplete_schemas_folder_is_an_error_that_says_so(tmp_path, missing):
    copy = tmp_path / "schemas"
    shutil.copytree(paths.shipped("schemas"), copy)
    (copy / missing).rename(tmp_path / "away")
    with pytest.raises(StoreError, match="incomplete or damaged"):
        read_profile(copy)
