"""CKAN: a catalogue as it behaves, with pages, errors, links to elsewhere and odd objects."""

import json
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from ocdsjp.collect.ckan import Ckan
from ocdsjp.collect.options import CkanOptions
from ocdsjp.collect.sighting import Known
from ocdsjp.errors import FetchError
from ocdsjp.settings import JST

AT = datetime(2026, 11, 21, 3, 0, tzinfo=JST)


def resource(url, name="契約一覧", form="CSV", **more):
    return {
        "id": f"r-{url[-8:]}",
        "url": url,
        "name": name,
        "format": form,
        "last_modified": "2026-11-01T00:00:00",
        **more,
    }


def dataset(number, *resources, **more):
    return {
        "id": f"id-{number:04}",
        "name": f"992011_keiyaku{number}",
        "title": f"契約の状況{number}",
        "license_id": "CC-BY-4.0",
        "license_title": "クリエイティブ・コモンズ 表示",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "metadata_modified": "2026-11-02T09:00:00",
        "organization": {"title": "潮鳴市"},
        "resources": list(resources),
        **more,
    }


class Catalogue:
    """The action API over GET, as CKAN 2.10 speaks it."""

    def __init__(self, web, write):
        self.datasets = []
        self.searches = []
        self._write = write
        web.does("/api/action/package_search", self._search)
        web.does("/api/action/package_show", self._show)

    def _search(self, handler):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        self.searches.append(asked)
        start = int(asked.get("start", 0))
        rows = min(int(asked.get("rows", 10)), 1000)
        found = sorted(self.datasets, key=lambda it: it["id"])
        self._say(handler, {"count": len(found), "results": found[start : start + rows]})

    def _show(self, handler):
        name = parse_qs(urlsplit(handler.path).query)["id"][0]
        found = next((it for it in self.datasets if it["name"] == name), None)
        if found is None:
            body = {"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}}
            self._write(handler, 404, json.dumps(body).encode(), {"Content-Type": "application/json;charset=utf-8"})
        else:
            self._say(handler, found)

    def _say(self, handler, result):
        body = json.dumps({"success": True, "result": result}, ensure_ascii=False).encode()
        self._write(handler, 200, body, {"Content-Type": "application/json;charset=utf-8"})


@pytest.fixture
def catalogue(web, write):
    return Catalogue(web, write)


@pytest.fixture
def look(web, client):
    def look(known=None, **options):
        connector = Ckan(CkanOptions(url=web.url("/"), **{"formats": ("CSV",), **options}))
        return [
            (it, None if it.path is None else it.path.read_bytes()) for it in connector.look(client, known or {}, AT)
        ]

    return look


def test_resources_of_the_wanted_format_come_with_what_the_catalogue_says_of_them(look, catalogue, web):
    url = web.put("/files/keiyaku.csv", "契約\n")
    catalogue.datasets = [dataset(1, resource(url), resource(web.put("/files/k.pdf", "x"), form="PDF"))]
    [(one, content)] = look(organizations="shionari")
    assert (one.location, content.decode()) == (url, "契約\n")
    assert one.metadata == {
        "licence": "CC-BY-4.0",
        "licence_title": "クリエイティブ・コモンズ 表示",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "dataset": "992011_keiyaku1",
        "title": "契約の状況1",
        "dataset_modified": "2026-11-02T09:00:00",
        "resource": f"r-{url[-8:]}",
        "resource_name": "契約一覧",
        "format": "CSV",
        "modified": "2026-11-01T00:00:00",
        "organization": "潮鳴市",
    }


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({"organizations": "shionari"}, {"fq": 'organization:"shionari"'}),
        ({"tags": ("入札",)}, {"fq": 'tags:"入札"'}),
        ({"search": "契約 OR 入札"}, {"q": "契約 OR 入札"}),
        ({"tags": 'a" OR b:"\\'}, {"fq": 'tags:"a\\" OR b:\\"\\\\"'}),
    ],
)
def test_each_way_of_naming_datasets_is_a_search(look, catalogue, web, options, query):
    catalogue.datasets = [dataset(1, resource(web.put("/a.csv", "a")))]
    look(**options)
    assert [{name: it[name] for name in query} for it in catalogue.searches] == [query]


def test_all_pages_of_a_search_are_read_and_a_dataset_found_twice_counts_once(look, catalogue, web):
    urls = {n: web.put(f"/{n}.csv", f"{n}") for n in (0, 120, 249)}
    catalogue.datasets = [dataset(n, *([resource(urls[n])] if n in urls else [])) for n in range(250)]
    seen = look(tags="契約", search="契約")
    assert [content for _, content in seen] == [b"0", b"120", b"249"]
    assert [(it["start"], it["rows"], it["sort"]) for it in catalogue.searches[:3]] == [
        ("0", "50", "id asc"),
        ("50", "50", "id asc"),
        ("100", "50", "id asc"),
    ]


def test_a_dataset_is_named(look, catalogue, web):
    catalogue.datasets = [dataset(1, resource(web.put("/1.csv", "1"))), dataset(2, resource(web.put("/2.csv", "2")))]
    assert [it.location for it, _ in look(datasets="992011_keiyaku2")] == [web.url("/2.csv")]


def test_a_dataset_that_is_not_there_is_an_error_of_the_look(look, catalogue):
    del catalogue
    with pytest.raises(FetchError) as caught:
        look(datasets="992011_none")
    assert caught.value.rule.id == "ckan-error"
    assert "NotFound" in caught.value.value


def test_names_of_resources_may_be_chosen_by_pattern(look, catalogue, web):
    a, b = web.put("/a.csv", "a"), web.put("/b.csv", "b")
    catalogue.datasets = [dataset(1, resource(a, "令和７年度契約一覧"), resource(b, "項目の説明"))]
    assert [it.location for it, _ in look(tags="契約", resources="令和7年度*")] == [a]


def test_formats_are_compared_without_regard_to_case_and_dots(look, catalogue, web):
    catalogue.datasets = [
        dataset(1, resource(web.put("/a", "a"), form=".xlsx"), resource(web.put("/b", "b"), form="xls"))
    ]
    assert [it.location for it, _ in look(tags="契約", formats=("XLSX", ".csv"))] == [web.url("/a")]


def test_another_host_is_asked_only_if_the_mapping_names_it(look, catalogue, web, other_web):
    here, there = web.put("/a.csv", "a"), other_web.put("/b.csv", "b")
    catalogue.datasets = [dataset(1, resource(here), resource(there))]
    seen = {it.location: it.error and it.error.rule.id for it, _ in look(tags="契約")}
    assert seen == {here: None, there: "fetch-host-not-allowed"}
    assert other_web.asked == []
    seen = {it.location: content for it, content in look(tags="契約", hosts=(other_web.host,))}
    assert seen[there] == b"b"


def test_a_resource_that_is_gone_is_an_error_and_the_others_go_on(look, catalogue, web):
    catalogue.datasets = [dataset(1, resource(web.url("/gone.csv")), resource(web.put("/a.csv", "a")))]
    assert [it.error and it.error.rule.id for it, _ in look(tags="契約")] == ["fetch-not-found", None]


def test_unchanged_resources_are_not_sent_again(look, catalogue, web):
    catalogue.datasets = [dataset(1, resource(web.put("/a.csv", "a")), resource(web.put("/b.csv", "b")))]
    known = {it.location: Known("0" * 64, it.etag) for it, _ in look(tags="契約")}
    web.put("/b.csv", "changed")
    assert [(it.status, content) for it, content in look(known, tags="契約")] == [(304, None), (200, b"changed")]


def test_after_an_interruption_only_the_rest_is_asked_for(look, catalogue, web):
    catalogue.datasets = [dataset(1, resource(web.put("/a.csv", "a")), resource(web.put("/b.csv", "b")))]
    web.forget()
    look({web.url("/a.csv"): Known("0" * 64, fresh=True)}, tags="契約")
    assert [path for path in web.paths() if path.endswith(".csv")] == ["/b.csv"]


def test_nothing_that_fits_is_a_failure(look, catalogue):
    catalogue.datasets = [dataset(1)]
    with pytest.raises(FetchError) as caught:
        look(tags="契約")
    assert caught.value.rule.id == "ckan-no-resource"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>maintenance</html>",
        b'{"success": true, "result": []}',
        b'{"success": true, "result": {"results": [{"id": "a"}], "count": "many"}}',
        b'{"success": false, "error": {"__type": "Search Query Error", "message": "bad"}}',
        b"[" * 100_000,
        b'"text"',
        b'{"success": true, "result": {"results": [{"id": "a"}], "count": Infinity}}',
        b'{"success": true, "result": {"results": [{"id": "a"}], "count": NaN}}',
        b'{"success": true, "result": {"results": [{"id": "a"}], "count": ' + b"9" * 5_000 + b"}}",
        b'{"success": true, "result": {"results": [{"id": "a"}], "count": null}}',
        b'{"success": true, "result": null}',
        b'{"success": true}',
        b'{"success": false, "error": "no"}',
        b'{"success": false, "error": {"__type": "Search Error", "message": {}}}',
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_a_catalogue_that_says_something_else_is_an_error_of_the_look(look, web, body):
    web.put("/api/action/package_search", body, etag=False, Content_Type="application/json")
    with pytest.raises(FetchError) as caught:
        look(tags="契約")
    assert caught.value.rule.id == "ckan-error"


@pytest.mark.parametrize("result", ["null", "[]", '"text"', "1"])
def test_a_dataset_that_is_no_object_is_as_if_it_had_no_resources(look, web, result):
    web.put("/api/action/package_show", f'{{"success": true, "result": {result}}}', etag=False)
    with pytest.raises(FetchError) as caught:
        look(datasets="a")
    assert caught.value.rule.id == "ckan-no-resource"


def test_a_catalogue_that_never_ends_is_left_when_the_requests_are_used_up(web, client):
    web.put("/api/action/package_search", json.dumps({"success": True, "result": {"results": [{}], "count": 10**18}}))
    connector = Ckan(CkanOptions(url=web.url("/"), tags="a", formats="CSV"))
    with pytest.raises(FetchError) as caught:
        list(connector.look(client.limited(5), {}, AT))
    assert caught.value.rule.id == "fetch-too-many-requests"


def test_a_catalogue_of_more_resources_than_anybody_can_fetch_is_an_error_of_the_look(look, web):
    many = [{"url": f"a:{number}", "format": "CSV"} for number in range(100_001)]
    web.put("/api/action/package_search", json.dumps({"success": True, "result": {"results": [{"resources": many}]}}))
    with pytest.raises(FetchError) as caught:
        look(tags="契約")
    assert caught.value.rule.id == "ckan-error"


def test_links_that_are_no_addresses_of_the_web_are_errors_of_their_own(look, catalogue, web):
    odd = ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/csv,a", "http://[", "//127.0.0.1/a", "a.csv"]
    unsayable = ["http://127.0.0.1/\ud800", "http://127.0.0.1/a\nb", "http://127.0.0.1/" + "a" * 10_000]
    good = web.put("/a.csv", "a")
    catalogue.datasets = [dataset(1, *map(resource, [*odd, *unsayable, good]))]
    # Written with escapes: a text alone cannot hold half a character.
    whole = json.dumps({"success": True, "result": {"results": catalogue.datasets, "count": 1}})
    web.put("/api/action/package_search", whole)
    seen = look(tags="契約")
    assert [it.error and it.error.rule.id for it, _ in seen] == ["fetch-url-not-allowed"] * 9 + [None]
    assert [it.location for it, _ in seen[:6]] == odd
    assert [it.location for it, _ in seen[6:8]] == ["http://127.0.0.1/\\ud800", "http://127.0.0.1/a\\u000ab"]
    assert len(seen[8][0].location) < 300
    assert web.paths()[1:] == ["/a.csv"]


def test_what_is_said_of_a_resource_is_bounded_and_can_be_written_down(look, web):
    odd = dataset(1, resource(web.put("/a.csv", "a")), title="長" * 5_000, license_id="\ud800")
    web.put("/api/action/package_search", json.dumps({"success": True, "result": {"results": [odd], "count": 1}}))
    [(one, _)] = look(tags="契約")
    assert (one.metadata["title"], one.metadata["licence"]) == ("長" * 1_000, "?")


def test_objects_that_are_not_what_they_should_be_are_passed_over(look, catalogue, web):
    good = web.put("/a.csv", "a")
    odd = [None, "x", {"url": 5, "format": "CSV"}, {"url": web.url("/b"), "format": None}, {}]
    catalogue.datasets = [
        dataset(1, *odd, resource(good), title=None, organization="x"),
        dataset(2) | {"resources": "x"},
    ]
    [(one, _)] = look(tags="契約")
    assert one.location == good
    assert "title" not in one.metadata


def test_at_least_one_way_of_naming_datasets_is_needed():
    with pytest.raises(ValueError, match="at least one of datasets"):
        CkanOptions(url="https://data.example.jp", formats=("CSV",))
