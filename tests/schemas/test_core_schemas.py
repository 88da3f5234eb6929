"""The schemas and codelists of OCDS 1.1.5 in ``schemas/``: the standard's structure, our words."""

import csv
import difflib
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from ocdsjp.ocds.structure import TEXTS, strip_texts, structural_digest

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMAS = REPOSITORY / "schemas"
CORE = SCHEMAS / "ocds" / "1.1.5"
CODELISTS = sorted(path.stem for path in (SCHEMAS / "codelists").glob("*.csv"))

# structural_digest of the official files, tag 1__1__5 of open-contracting/standard.
OFFICIAL_DIGESTS = {
    "release-schema": "5655817d2b0999b4f97f6cf1c5fa1a929f50ad5bd40675e810f511ef75281106",
    "release-package-schema": "6f9b66399742817988e7e8fc62a1f0fdd2de3e3e8431dba06e5e426aba3f3d6d",
    "record-package-schema": "65891e2ae079e2e2f7f8bec2b97956080e7157ec3fd499d8b5010ac4b247e197",
    "versioned-release-validation-schema": "a04f6366ebd279b9b9909842f793457bcfb19d16a84b00135d3f9e020388c109",
}
OFFICIAL_CODELISTS = {
    "awardCriteria": 8,
    "awardStatus": 4,
    "contractStatus": 4,
    "currency": 302,
    "documentType": 41,
    "extendedProcurementCategory": 4,
    "initiationType": 1,
    "itemClassificationScheme": 11,
    "method": 4,
    "milestoneStatus": 4,
    "milestoneType": 8,
    "partyRole": 10,
    "procurementCategory": 3,
    "relatedProcess": 8,
    "relatedProcessScheme": 1,
    "releaseTag": 16,
    "submissionMethod": 4,
    "tenderStatus": 7,
    "unitClassificationScheme": 2,
}
# Shared words and field names alone make two short sentences about one field up to half alike.
MOST_ALIKE = 0.6
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
# Names that Japanese users know in Latin letters only.
WITHOUT_JAPANESE_LETTERS = {"ocid", "QUDT"}

every_schema = pytest.mark.parametrize("name", OFFICIAL_DIGESTS)
every_codelist = pytest.mark.parametrize("name", OFFICIAL_CODELISTS)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def codes(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def described(schema, path=""):
    """Yield (path, schema) for the whole, its definitions, fields and alternatives."""
    yield path, schema
    yield from _parts(schema, path)


def _parts(schema, path):
    for keyword in ("definitions", "properties", "patternProperties"):
        for name, part in schema.get(keyword, {}).items():
            yield from described(part, f"{path}/{keyword}/{name}")
    for position, part in enumerate(schema.get("oneOf", [])):
        yield from described(part, f"{path}/oneOf/{position}")
    if "items" in schema:
        yield from _parts(schema["items"], f"{path}/items")


def with_codelist(schema, path=""):
    """Yield (path, schema) for all that name a codelist."""
    for place, part in described(schema, path):
        if "codelist" in part:
            yield place, part


def alike(ours, theirs):
    return difflib.SequenceMatcher(None, ours.lower(), theirs.lower(), autojunk=False).ratio()


@every_schema
def test_structure_is_that_of_ocds_1_1_5(name):
    assert structural_digest(load(CORE / f"{name}.json")) == OFFICIAL_DIGESTS[name]


@every_schema
def test_structure_equals_the_official_file(name, shared):
    official = load(shared / "reference" / "ocds-1.1.5" / f"{name}.json")
    assert strip_texts(load(CORE / f"{name}.json")) == strip_texts(official)
    assert structural_digest(official) == OFFICIAL_DIGESTS[name]


@every_schema
def test_schema_is_a_valid_json_schema(name):
    jsonschema.Draft4Validator.check_schema(load(CORE / f"{name}.json"))


@every_schema
def test_every_field_and_definition_has_all_four_texts(name):
    missing = [
        f"{path} {text}"
        for path, schema in described(load(CORE / f"{name}.json"))
        for text in TEXTS
        if not str(schema.get(text, "")).strip()
    ]
    assert missing == []


@every_schema
def test_every_deprecation_is_explained_in_both_languages(name):
    notes = [schema["deprecated"] for _, schema in described(load(CORE / f"{name}.json")) if "deprecated" in schema]
    assert all(note["description"] and JAPANESE.search(note["description_ja"]) for note in notes)


@every_schema
def test_japanese_texts_are_japanese(name):
    strangers = [
        (path, schema[text])
        for path, schema in described(load(CORE / f"{name}.json"))
        for text in ("title_ja", "description_ja")
        if not JAPANESE.search(schema[text])
    ]
    assert strangers == []


@every_schema
def test_english_descriptions_are_our_own(name, shared):
    official = dict(described(load(shared / "reference" / "ocds-1.1.5" / f"{name}.json")))
    copied = [
        (path, round(alike(schema["description"], official[path]["description"]), 2), schema["description"])
        for path, schema in described(load(CORE / f"{name}.json"))
        if "description" in official[path] and alike(schema["description"], official[path]["description"]) > MOST_ALIKE
    ]
    assert copied == []


def test_versioned_release_says_the_same_as_the_release():
    release = dict(described(load(CORE / "release-schema.json")))
    versioned = dict(described(load(CORE / "versioned-release-validation-schema.json")))
    shared_paths = (release.keys() & versioned.keys()) - {""}
    assert len(shared_paths) > 200
    differing = [
        path for path in sorted(shared_paths) for text in TEXTS if release[path][text] != versioned[path][text]
    ]
    assert differing == []


def test_committed_schemas_are_what_the_script_builds():
    script = REPOSITORY / "scripts" / "build_schemas.py"
    check = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


def test_all_codelists_of_the_standard_are_there_and_no_other():
    assert sorted(OFFICIAL_CODELISTS) == CODELISTS


@every_codelist
def test_codelist_has_its_codes_once_each(name):
    found = [row["Code"] for row in codes(SCHEMAS / "codelists" / f"{name}.csv")]
    assert len(found) == len(set(found)) == OFFICIAL_CODELISTS[name]


@every_codelist
def test_codes_are_the_official_ones_in_their_order(name, shared):
    official = codes(shared / "reference" / "ocds-1.1.5" / "codelists" / f"{name}.csv")
    ours = codes(SCHEMAS / "codelists" / f"{name}.csv")
    assert [row["Code"] for row in ours] == [row["Code"] for row in official]


@every_codelist
def test_every_code_has_labels_that_tell_it_apart_in_both_languages(name):
    rows = codes(SCHEMAS / "codelists" / f"{name}.csv")
    for column in ("Title", "Title_ja"):
        labels = [row[column] for row in rows]
        assert all(labels)
        assert len(set(labels)) == len(labels)
    assert [
        row["Title_ja"]
        for row in rows
        if not JAPANESE.search(row["Title_ja"]) and row["Title_ja"] not in WITHOUT_JAPANESE_LETTERS
    ] == []


@pytest.mark.parametrize("name", sorted(OFFICIAL_CODELISTS.keys() - {"currency"}))
def test_every_code_is_described_in_both_languages_unless_it_is_a_currency(name):
    rows = codes(SCHEMAS / "codelists" / f"{name}.csv")
    assert all(row["Description"] and JAPANESE.search(row["Description_ja"]) for row in rows)


@every_codelist
def test_code_descriptions_are_our_own(name, shared):
    official = codes(shared / "reference" / "ocds-1.1.5" / "codelists" / f"{name}.csv")
    theirs = {row["Code"]: row.get("Description") or "" for row in official}
    copied = [
        (row["Code"], row["Description"])
        for row in codes(SCHEMAS / "codelists" / f"{name}.csv")
        if row["Description"] and alike(row["Description"], theirs[row["Code"]]) > MOST_ALIKE
    ]
    assert copied == []


@every_schema
def test_codelists_named_in_the_schema_exist(name):
    named = {schema["codelist"].removesuffix(".csv") for _, schema in with_codelist(load(CORE / f"{name}.json"))}
    assert named <= set(CODELISTS)


def test_every_codelist_is_named_in_the_release_schema():
    named = {schema["codelist"] for _, schema in with_codelist(load(CORE / "release-schema.json"))}
    assert named == {f"{name}.csv" for name in CODELISTS}


@every_schema
def test_enumerations_are_the_codes_of_the_closed_codelists(name):
    for path, schema in with_codelist(load(CORE / f"{name}.json")):
        enumeration = schema.get("enum", schema.get("items", {}).get("enum"))
        assert (enumeration is None) == schema["openCodelist"], path
        if enumeration is not None:
            expected = {row["Code"] for row in codes(SCHEMAS / "codelists" / schema["codelist"])}
            assert set(enumeration) - {None} == expected, path
