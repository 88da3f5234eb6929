import json
import re
from html.parser import HTMLParser

import pytest

from ocdsjp.quality import render


@pytest.fixture
def bad_report(reviewed, package):
    """A report with something in every list, and with text that would like to be markup."""
    first, second = package["releases"]
    first["ocid"] = "<script>alert(1)</script>"
    first["tender"]["status"] = "closed"
    first["tender"]["awardCriteria"] = "beauty"
    first["tender"]["description"] = ""
    second["foo"] = {"bar": 1}
    second["tender"]["amendment"] = {"id": "1"}
    return reviewed(json.dumps(package).encode())


def test_json_has_the_keys_of_libcoveocds(bad_report):
    document = json.loads(render.as_json(bad_report))
    assert not document["valid"]
    assert document["version_used"] == "1.1"
    assert document["count"] == document["unique_ocids_count"] == 2
    assert [(error["type"], error["path"], error["value"]) for error in document["validation_errors"]] == [
        ("enum", "/tender/status", '"closed"')
    ]
    assert document["additional_fields"] == [{"path": "", "field": "foo", "usage_count": 1}]
    assert document["deprecated_fields"] == [{"field": "amendment", "paths": ["/releases/1/tender/amendment"]}]
    assert document["additional_open_codelist_values"]["/tender/awardCriteria"]["values"] == ["beauty"]
    assert document["additional_closed_codelist_values"]["/tender/status"]["values"] == ["closed"]
    assert document["additional_checks"] == {"empty-field": [{"json_location": "/releases/0/tender/description"}]}
    assert document["conformance_errors"]["ocds_prefixes_bad_format"] == [
        ["<script>alert(1)</script>", "/releases/0/ocid"]
    ]
    assert all(finding["version"] >= 1 for finding in document["findings"])


def test_json_is_the_same_every_time(bad_report):
    assert render.as_json(bad_report) == render.as_json(bad_report)


@pytest.mark.parametrize(("language", "verdict"), [("ja", "エラーがあります。"), ("en", "There are errors.")])
def test_text_names_kind_findings_and_verdict(bad_report, language, verdict):
    text = render.as_text(bad_report, language)
    assert "OCDS 1.1" in text.splitlines()[0]
    assert "/releases/0/tender/status" in text
    assert verdict in text.splitlines()[-1]


def test_no_line_of_the_text_is_blank_space(reviewed):
    text = render.as_text(reviewed(b"# no JSON"), "ja")
    assert [line for line in text.splitlines() if line and not line.strip()] == []


def test_text_in_english_has_no_japanese(bad_report):
    assert not re.search("[ぁ-んァ-ヶ一-龠]", render.as_text(bad_report, "en"))


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_stands_alone_and_is_accessible(bad_report, language):
    text = render.as_html(bad_report, language)
    tags = _Page(text).tags
    names = [name for name, _ in tags]
    assert ("html", {"lang": language}) in tags
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(names)
    assert not [attrs for _, attrs in tags if {"src", "href", "onclick", "style"} & attrs.keys()]
    assert all(attrs.get("scope") in {"col", "row"} for name, attrs in tags if name == "th")
    assert {"main", "h1", "caption", "title"} <= set(names)
    assert "&lt;script&gt;alert(1)" in text


def test_page_without_findings_says_so(reviewed, package):
    assert "問題は見つかりませんでした。" in render.as_html(reviewed(json.dumps(package).encode()), "ja")


def test_more_findings_than_examples_are_counted(reviewed, release):
    report = reviewed("\n".join([json.dumps(release | {"language": ""})] * 9).encode())
    assert "ほか 4 件" in render.as_text(report, "ja")
    assert "4 more" in render.as_html(report, "en")


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"x", "nothing in it could be read as OCDS"), (b'{"tag": ["compiled"]}', "compiled releases, OCDS 1.1")],
)
def test_kind_in_words(reviewed, data, expected):
    assert render.kind_in_words(reviewed(data).files[0], "en") == expected
