import json

from ocdsjp.quality.documents import Kind


def _found(report):
    return [(group.rule.id, group.path, group.count) for group in report.groups]


def test_good_files_of_every_kind_are_fine(reviewed, release, package, record, record_package):
    for value, releases, records in ((release, 1, 0), (package, 2, 0), (record, 1, 1), (record_package, 1, 1)):
        report = reviewed(json.dumps(value).encode())
        assert _found(report) == []
        assert report.files[0].releases == releases
        assert report.files[0].records == records
        assert report.files[0].ocids == 1
        assert not report.errors + report.warnings


def test_compiled_releases_are_counted_by_themselves(reviewed, record):
    line = json.dumps(record["compiledRelease"])
    report = reviewed(f"{line}\n{line}\n".encode())
    assert report.files[0].kinds == {Kind.COMPILED_RELEASE: 2}
    assert report.files[0].compiled_releases == 2
    assert _found(report) == [("repeated-process", "/ocid", 1)]


def test_findings_point_to_line_and_field(reviewed, release):
    bad = release | {"id": "other", "date": "1970-01-01T00:00:00Z"}
    report = reviewed(f"{json.dumps(release)}\n{json.dumps(bad)}\n".encode())
    assert _found(report) == [("date-range", "/date", 1)]
    example = report.groups[0].examples[0]
    assert (example.file, example.line, example.pointer, example.ocid) == ("test.json", 2, "/date", release["ocid"])
    assert report.errors == 0
    assert report.warnings == 1


def test_findings_of_a_package_point_from_its_root(reviewed, package):
    package["releases"][1]["tender"]["status"] = "closed"
    report = reviewed(json.dumps(package).encode())
    assert report.groups[0].examples[0].pointer == "/releases/1/tender/status"
    assert report.groups[0].path == "/tender/status"


def test_releases_are_compared_within_a_file_and_within_records(reviewed, package, record):
    package["releases"][1] = package["releases"][0]
    assert _found(reviewed(json.dumps(package).encode())) == [
        ("repeated-release-id", "/id", 1),
        ("repeated-release-date", "/date", 1),
    ]
    record["releases"].append(record["releases"][0])
    report = reviewed(json.dumps(record).encode())
    assert ("repeated-release-id", "/releases/id", 1) in _found(report)


def test_version_and_extensions_are_noted(reviewed, package):
    package["version"] = "1.0"
    package["extensions"] = ["https://data.example/extension.json"]
    report = reviewed(json.dumps(package).encode())
    assert report.files[0].versions == {"1.0": 1}
    assert list(report.files[0].extensions) == ["https://data.example/extension.json"]
    assert _found(report) == [("ocds-version", "/version", 1)]
    assert "ocdskit upgrade" in report.groups[0].examples[0].problem.message("ja")


def test_unreadable_file_is_one_error(reviewed):
    report = reviewed(b"not json")
    assert _found(report) == [("not-json", "", 1)]
    assert report.errors == 1


def test_progress_counts_items(reviewed, release):
    seen = []
    reviewed("\n".join([json.dumps(release)] * 3).encode(), progress=seen.append)
    assert seen == [1, 2, 3]
