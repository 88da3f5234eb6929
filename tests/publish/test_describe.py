import csv
import hashlib

import orjson
import pytest

from ocdsjp.publish.describe import dictionary_csv, versions_json
from ocdsjp.publish.tables import TABLES


def test_the_dictionary_has_a_row_for_every_column():
    data, rows = dictionary_csv()
    found = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    expected = [(table.name, column.name) for table in TABLES.values() for column in table.columns]
    assert [(row["table"], row["column"]) for row in found] == expected
    assert rows == len(expected)
    amount = next(row for row in found if (row["table"], row["column"]) == ("awards", "amount"))
    assert (amount["type"], amount["ocds_path"]) == ("int64", "awards/value/amount")


@pytest.fixture
def package(publish, samples):
    folder = publish(*samples)
    return folder, orjson.loads((folder / "datapackage.json").read_bytes())


def test_resources_are_the_files_as_they_are(package):
    folder, content = package
    assert len(content["resources"]) == len(TABLES) + 3
    for resource in content["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_package_says_what_it_is_in_both_languages(package):
    folder, content = package
    assert content["title"] == "Invented procurement (PREVIEW / 試験公開)"
    assert content["title_ja"] == "架空の調達 (PREVIEW / 試験公開)"
    assert content["version"] == folder.name
    assert content["licenses"][0]["name"] == "CC-BY-4.0"


def test_codes_are_strings_and_amounts_integers(package):
    awards = next(resource for resource in package[1]["resources"] if resource["name"] == "awards")
    types = {field["name"]: field["type"] for field in awards["schema"]["fields"]}
    assert (types["publisher_code"], types["amount"], types["date"]) == ("string", "integer", "datetime")


def test_versions_are_listed_newest_first():
    entries = [{"version": name, "published": name} for name in ("a", "c", "b")]
    content = orjson.loads(versions_json(entries, latest="c"))
    assert content["latest"] == "c"
    assert [entry["version"] for entry in content["versions"]] == ["c", "b", "a"]
