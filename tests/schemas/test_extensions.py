"""The extensions in ``schemas/extensions``: the originals' structure, our words."""

import csv
import difflib
import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ocdsjp.ocds.structure import TEXTS, strip_texts, structural_digest

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
EXTENSIONS = SCHEMAS / "extensions"
PROFILE = YAML(typ="safe").load(SCHEMAS / "profile.yaml")
LOCAL = "ocdsjp"

# structural_digest of the originals' release-schema.json, at the address in extension.json.
OFFICIAL_DIGESTS = {
    "amendment_rationale_classifications": "1efaaade7a9a11f427cac040d2f80e038728e7b6af6660ce567f9061439e7622",
    "bids": "e2e33b559eba81cfdbd5d437fb99a154f4f32e7b22003c7e3645ca17223695e4",
    "contract_buyer": "bc2c989205df4d1637b27a6913dae6d21ef1be7c664c87b01b1b145347641b4d",
    "contract_completion": "553c2e3d9c6386f9b8559a5654512af401adb607c4aa1019cf1f7e3216173eed",
    "contract_suppliers": "fa45caad6a9b1e612acf488d3b25e1312e101644a78f2b66d7a231982f2de57d",
    "finance": "d213374616fe3b6dbdf3c827e4ec2325dcd8a630adbeb1cd85560c78745b33a7",
    "legalBasis": "1c89239b2f87b4b8df9708e18f7625a5991d06108fb53ada19c163a34630944a",
    "location": "95fc5f5cf8b221f5a90452872b5a4dc1903748d47e8cbfe2c3d4a139b8baccf1",
    "milestone_documents": "0ce7cb5b87540e12ee8c68273400a9839e0190fb3c3161aa7fa803ec77dfd3a1",
    "organizationClassification": "9bf51f6c1ca7cd7e0215243d04c62fb4f3452bf9e9349712a3abf9b3b2329c17",
    "partyDetails_scale": "1bf589d7871b21507f45f612868eede3efe98aa730965ddf09328631df0fb4d1",
    "process_title": "2f7775407f9f86d7719943f1aed041e55154b361d021ed38b40299229b7aa214",
    "procurementMethodRationaleClassifications": "80eb0f50b0a7af842b88dbc9a5d5f57574e562b4341057406fc464dcdb0bdd8d",
    "statistics": "e871efdfebdb508bac606755e4debf1a8fba66cd0c8f9cc6c0357f1772d965bf",
    "sustainability": "57a2cffc20c4fab124c0e6dbeb8b8c16a25c72c6b54ea3bdc9feafe331652572",
    "techniques": "5f3eddb69f41bce9f44c646c141358a5d42ea5344e5a425db95eb91fb236ca56",
    "withheldInformation": "44defdc6f1ce716456accd4d292794f8a5bcd68493e4aedcc9ec27300514e0c4",
}
COLUMNS = ["Code", "Title", "Description", "Title_ja", "Description_ja"]
MOST_ALIKE = 0.6  # as for the standard itself: shared words alone come near it
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
# Names that Japanese users know in Latin letters only.
WITHOUT_JAPANESE_LETTERS = {"URL", "LexML URN", "GeoNames"}

everyone = pytest.mark.parametrize("name", [*OFFICIAL_DIGESTS, LOCAL])
official = pytest.mark.parametrize("name", OFFICIAL_DIGESTS)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fields(schema, path=""):
    """Yield (path, schema) for every field and every definition that a patch brings in."""
    for name, definition in schema.get("definitions", {}).items():
        if "type" in definition:
            yield f"{path}/definitions/{name}", definition
        yield from fields(definition, f"{path}/definitions/{name}")
    for name, field in schema.get("properties", {}).items():
        # `details` of an organization is not the extension's: the patch only reaches through it.
        if set(field) != {"properties"}:
            yield f"{path}/properties/{name}", field
        yield from fields(field, f"{path}/properties/{name}")


def original_folder(shared, name):
    original = load(EXTENSIONS / name / "extension.json")["original"]
    repository = shared / "reference" / "extensions" / original["repository"].rpartition("/")[2]
    # A commit of the default branch lies in the folder of that branch.
    return next(folder for ref in (original["ref"], "master") if (folder := repository / ref).is_dir())


def codelists(name):
    return sorted((EXTENSIONS / name / "codelists").glob("*.csv"))


def test_the_profile_lists_every_extension_once():
    listed = [extension["name"] for extension in PROFILE["extensions"]]
    assert sorted(listed) == sorted([*OFFICIAL_DIGESTS, LOCAL]) == sorted(path.name for path in EXTENSIONS.iterdir())
    assert listed[-1] == LOCAL


@official
def test_structure_is_that_of_the_original(name):
    assert structural_digest(load(EXTENSIONS / name / "release-schema.json")) == OFFICIAL_DIGESTS[name]


@official
def test_structure_equals_the_original_file(name, shared):
    theirs = load(original_folder(shared, name) / "release-schema.json")
    assert strip_texts(load(EXTENSIONS / name / "release-schema.json")) == strip_texts(theirs)
    assert structural_digest(theirs) == OFFICIAL_DIGESTS[name]


@official
def test_codes_are_those_of_the_original_in_their_order(name, shared):
    theirs = {path.name: path for path in (original_folder(shared, name) / "codelists").glob("*.csv")}
    assert sorted(theirs) == [path.name for path in codelists(name)]
    for path in codelists(name):
        assert [row["Code"] for row in rows_of(path)] == [row["Code"] for row in rows_of(theirs[path.name])]


@official
def test_english_descriptions_are_our_own(name, shared):
    folder = original_folder(shared, name)
    theirs = dict(fields(load(folder / "release-schema.json")))
    pairs = [
        (field["description"], theirs[path]["description"])
        for path, field in fields(load(EXTENSIONS / name / "release-schema.json"))
        if "description" in theirs[path]
    ]
    for path in codelists(name):
        ours = {row["Code"]: row["Description"] for row in rows_of(path)}
        pairs += [(ours[row["Code"]], row["Description"]) for row in rows_of(folder / "codelists" / path.name)]
    copied = [
        pair
        for pair in pairs
        if difflib.SequenceMatcher(None, pair[0].lower(), pair[1].lower(), autojunk=False).ratio() > MOST_ALIKE
    ]
    assert copied == []


@everyone
def test_every_field_and_definition_has_all_four_texts(name):
    found = list(fields(load(EXTENSIONS / name / "release-schema.json")))
    missing = [f"{path} {text}" for path, field in found for text in TEXTS if not str(field.get(text, "")).strip()]
    assert found
    assert missing == []


@everyone
def test_japanese_texts_are_japanese(name):
    strangers = [
        (path, field[text])
        for path, field in fields(load(EXTENSIONS / name / "release-schema.json"))
        for text in ("title_ja", "description_ja")
        if not JAPANESE.search(field[text]) and field[text] not in WITHOUT_JAPANESE_LETTERS
    ]
    assert strangers == []


@everyone
def test_metadata_name_the_extension_in_both_languages_and_all_its_files(name):
    metadata = load(EXTENSIONS / name / "extension.json")
    for key in ("name", "description"):
        assert metadata[key]["en"]
        assert JAPANESE.search(metadata[key]["ja"])
    assert metadata["schemas"] == ["release-schema.json"]
    assert metadata.get("codelists", []) == [path.name for path in codelists(name)]


@official
def test_the_address_of_the_original_is_pinned_or_dated(name):
    original = load(EXTENSIONS / name / "extension.json")["original"]
    organization, _, repository = original["repository"].removeprefix("https://github.com/").partition("/")
    raw = f"https://raw.githubusercontent.com/{organization}/{repository}/{original['ref']}/extension.json"
    assert original["address"] == raw
    assert original["address"] in {extension["address"] for extension in PROFILE["extensions"]}
    is_pinned = re.fullmatch(r"v\d+\.\d+\.\d+|[0-9a-f]{7,40}", original["ref"]) is not None
    assert is_pinned or re.fullmatch(r"20\d\d-\d\d", original["seen"])


@everyone
def test_codes_have_labels_in_both_languages(name):
    for path in codelists(name):
        rows = rows_of(path)
        assert list(rows[0]) == COLUMNS
        assert all(row[column].strip() for row in rows for column in COLUMNS)
        assert len({row["Code"] for row in rows}) == len(rows)
        assert len({row["Title_ja"] for row in rows}) == len(rows)
        strangers = [row["Title_ja"] for row in rows if not JAPANESE.search(row["Title_ja"] + row["Description_ja"])]
        assert strangers == []


@everyone
def test_closed_codelists_and_enums_agree(name):
    for path, field in fields(load(EXTENSIONS / name / "release-schema.json")):
        file = EXTENSIONS / name / "codelists" / field.get("codelist", "")
        enum = field.get("enum") or field.get("items", {}).get("enum")
        if enum is not None and file.is_file():
            codes = [row["Code"] for row in rows_of(file)]
            assert sorted(code for code in enum if code is not None) == sorted(codes), path
