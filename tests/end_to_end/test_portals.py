"""Portals from server to release: raw answers in the lake, a second look that brings nothing new, one change, a resume.

The portals are real servers on loopback that answer as the real ones do; what they hold is invented.
"""

import importlib.util
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from ocdsjp.catalog import batches, fetches, reading
from ocdsjp.lake import read_lines
from ocdsjp.ocds.batches import load_line
from ocdsjp.publish.policy import load_policy
from ocdsjp.settings import JST, Settings
from ocdsjp.stages.collect import Collected, collect
from ocdsjp.stages.draft import draft
from ocdsjp.stages.release import release
from ocdsjp.stages.workspace import Workspace, all_sources, open_workspace

ROOT = Path(__file__).resolve().parents[2]


def _fixtures_of(folder: str) -> ModuleType:
    """The conftest of another folder of tests."""
    spec = importlib.util.spec_from_file_location(f"conftest_of_{folder}", ROOT / "tests" / folder / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_web = _fixtures_of("collect")
web = _web.web
reply = _web.reply


@dataclass
class Follower:
    """A workspace that follows one portal; each look is an hour later than the one before."""

    workspace: Workspace
    at: datetime = datetime(2026, 11, 21, 3, 0, tzinfo=JST)

    def look(self) -> Collected:
        self.at += timedelta(hours=1)
        [collected] = collect(self.workspace, self.workspace.sources(), at=self.at)
        return collected

    def follow(self) -> tuple[Collected, list[dict[str, Any]]]:
        """A look, and the releases that came of it."""
        before = set(self.releases())
        collected = self.look()
        list(draft(self.workspace, self.workspace.sources()))
        digests = {source.id: source.digest for source in self.workspace.sources()}
        list(release(self.workspace, load_policy(self.workspace.settings.mappings).ocid_prefix, digests, None))
        return collected, [made for key, made in self.releases().items() if key not in before]

    def releases(self) -> dict[str, dict[str, Any]]:
        with reading(self.workspace.catalog) as connection:
            chains = batches.chains(connection)
        lines = (
            line
            for chain in chains.values()
            for batch in chain
            if batch.path is not None
            for line in read_lines(self.workspace.lake, batch.path)
        )
        return {made["id"]: made for made in (orjson.loads(load_line(line).json) for line in lines)}


@contextmanager
def following(folder: Path, mapping: str) -> Iterator[Follower]:
    mappings = folder / "mappings"
    for name in ("vocabulary", "layouts"):
        shutil.copytree(ROOT / "mappings" / name, mappings / name)
    shutil.copy(ROOT / "mappings" / "publication.yaml", mappings)
    path = mappings / "sources" / "portal" / "records.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(mapping, encoding="utf-8")
    (folder / "inbox").mkdir()
    shutil.copy(ROOT / "data" / "sample" / "local_governments.csv", folder / "inbox")
    all_sources.cache_clear()
    settings = Settings.resolve(
        workspace=folder / "workspace",
        inbox=folder / "inbox",
        mappings=mappings,
        engine="serial",
        contact="tests@example.jp",
        requests_per_second=1_000,
        allow_private_addresses=True,
        environment={},
    )
    with open_workspace(settings) as opened:
        yield Follower(opened)


@dataclass
class Portal:
    """A portal with two files of two records each.

    Attributes:
        mapping: The mapping file of a source that collects from it.
        records: The titles of the records, by file.
        content: The bytes of a file of the portal, from its titles.
        fail: Makes the server fail for the second file, once.
    """

    mapping: str
    records: dict[str, list[str]]
    content: Callable[[str], bytes]
    fail: Callable[[], None]


def ckan(server: Any) -> Portal:
    records = {"a": ["港見通り舗装補修工事", "町営住宅外壁改修工事"], "b": ["庁舎清掃業務委託", "公園清掃業務"]}

    def content(name: str) -> bytes:
        rows = "".join(f"R7-{name}-{n},{title},R7.9.{n}\n" for n, title in enumerate(records[name], start=1))
        return f"案件番号,件名,開札日\n{rows}".encode("utf-8-sig")

    def search(handler: Any) -> None:
        found = [
            {"id": f"id-{name}", "name": f"d-{name}", "license_id": "CC-BY-4.0", "title": "入札結果",
             "resources": [{"id": name, "url": server.url(f"/{name}.csv"), "format": "CSV", "name": "結果"}]}
            for name in records
        ]  # fmt: skip
        body = json.dumps({"success": True, "result": {"count": len(found), "results": found}}).encode()
        reply(handler, 200, body, {"Content-Type": "application/json;charset=utf-8"})

    server.does("/api/action/package_search", search)
    for name in records:
        # As the files are at the moment of the request.
        server.does(f"/{name}.csv", lambda handler, name=name: _conditional(handler, content(name)))
    mapping = f"""
title: {{ja: 架空の入札結果, en: Invented results}}
publisher: {{code: "992011"}}
licence: {{id: CC-BY-4.0}}
collect: {{ckan: {{url: "{server.url("/")}", tags: 入札, formats: CSV}}}}
read: {{format: csv, encoding: utf-8}}
key: {{columns: [案件番号]}}
releases:
  - phase: tender
    tag: [tender]
    date: 開札日
    fields:
      tender/title: 件名
"""
    return Portal(mapping, records, content, lambda: server.fails("/b.csv", 404))


def kkj(server: Any) -> Portal:
    records = {"2026-10": ["除雪業務委託", "橋りょう点検業務"], "2026-11": ["浄水場ポンプ更新工事", "測量業務"]}

    def content(name: str) -> bytes:
        results = "".join(
            f"<SearchResult><ResultId>{n}</ResultId><ProjectName>{title}</ProjectName><Key>{name}-{n}</Key>"
            f"<OrganizationName>潮鳴市（架空）</OrganizationName><PrefectureName>海原県</PrefectureName>"
            f"<CftIssueDate>{name}-0{n}T00:00:00+09:00</CftIssueDate><Category>役務</Category></SearchResult>"
            for n, title in enumerate(records[name], start=1)
        )
        hits = f"<SearchHits>{len(records[name])}</SearchHits>"
        head = '<?xml version="1.0" encoding="UTF-8"?>'
        return f"{head}<Results><SearchResults>{hits}{results}</SearchResults></Results>".encode()

    def serve(handler: Any) -> None:
        first, _, _ = parse_qs(urlsplit(handler.path).query)["CFT_Issue_Date"][0].partition("/")
        reply(handler, 200, content(first[:7]))

    server.does("/api/", serve)
    mapping = f"""
extends: layouts/kkj
title: {{ja: 架空の公告, en: Invented notices}}
collect: {{kkj: {{url: "{server.url("/api/")}", prefectures: ["47"], months: 2}}}}
"""
    second = "/api/?LG_Code=47&CFT_Issue_Date=2026-11-01/2026-11-30&Count=1000"
    return Portal(mapping, records, content, lambda: server.fails(second, 404))


def pportal(server: Any) -> Portal:
    records = {"all_2026": ["備品の購入", "システム運用業務"], "diff_20261120": ["調査業務", "清掃業務"]}

    def content(name: str) -> bytes:
        rows = "".join(
            f'"{f"{name[-4:]}{n}":0>19}","{title}","2026-07-0{n}","31389000.00","S1","8002010","架空商事株式会社",""\r\n'
            for n, title in enumerate(records[name], start=1)
        )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"successful_bid_record_info_{name}.csv"), rows.encode("utf-8-sig"))
        return stream.getvalue()

    def serve(handler: Any) -> None:
        name = parse_qs(urlsplit(handler.path).query)["filename"][0][len("successful_bid_record_info_") : -len(".zip")]
        reply(handler, 200, content(name) if name in records else b"<html></html>")

    server.does("/files", serve)
    mapping = f"""
extends: layouts/pportal-awards
title: {{ja: 架空の落札実績, en: Invented awards}}
collect: {{pportal: {{url: "{server.url("/files")}", since: 2026, days: 1}}}}
"""
    second = "/files?fileversion=v001&filename=successful_bid_record_info_diff_20261120.zip"
    return Portal(mapping, records, content, lambda: server.fails(second, 404))


def _conditional(handler: Any, body: bytes) -> None:
    tag = f'"{hash(body)}"'
    if handler.headers.get("If-None-Match") == tag:
        reply(handler, 304)
    else:
        reply(handler, 200, body, {"ETag": tag})


@pytest.fixture(params=[ckan, kkj, pportal], ids=["ckan", "kkj", "pportal"])
def portal(request: pytest.FixtureRequest, web: Any) -> Portal:
    made: Portal = request.param(web)
    return made


@pytest.fixture
def follower(portal: Portal, tmp_path: Path) -> Iterator[Follower]:
    with following(tmp_path, portal.mapping) as one:
        yield one


def titles(releases: list[dict[str, Any]]) -> list[str]:
    return sorted(made["tender"]["title"] for made in releases)


def test_raw_answers_are_kept_and_become_releases(portal: Portal, follower: Follower) -> None:
    collected, made = follower.follow()
    assert (collected.new, collected.failed, collected.complete) == (2, 0, True)
    assert titles(made) == sorted(title for file in portal.records.values() for title in file)
    lake = follower.workspace.lake
    kept = {lake.read_bytes(stored.path) for stored in lake.files("raw")}
    assert kept == {portal.content(name) for name in portal.records}


def test_a_second_look_brings_nothing_new(portal: Portal, follower: Follower) -> None:
    follower.follow()
    collected, made = follower.follow()
    assert (collected.new, collected.unchanged, made) == (0, 2, [])
    assert portal.records


def test_a_change_yields_the_change_alone(portal: Portal, follower: Follower) -> None:
    follower.follow()
    file = list(portal.records.values())[-1]
    file[0] += "（その２）"
    collected, made = follower.follow()
    assert (collected.new, collected.unchanged) == (1, 1)
    assert titles(made) == [file[0]]


def test_a_server_that_fails_half_way_holds_the_look_back_and_a_resume_asks_for_the_rest_alone(
    portal: Portal, follower: Follower, web: Any
) -> None:
    portal.fail()
    collected, made = follower.follow()
    assert (collected.failed, collected.complete, made) == (1, False, [])
    web.forget()
    collected, made = follower.follow()
    assert (collected.failed, collected.complete) == (0, True)
    assert titles(made) == sorted(title for file in portal.records.values() for title in file)
    # Listings are read again; of the files only the one that failed is.
    assert len([path for path in web.paths() if "package_search" not in path]) == 1


def test_what_the_catalogue_says_of_a_file_is_kept_with_it(tmp_path: Path, web: Any) -> None:
    portal = ckan(web)
    with following(tmp_path, portal.mapping) as follower:
        follower.look()
        with reading(follower.workspace.catalog) as connection:
            seen = fetches.latest(connection, "portal/records")
    details = seen[web.url("/a.csv")].details
    assert details is not None
    assert (details["licence"], details["title"]) == ("CC-BY-4.0", "入札結果")
