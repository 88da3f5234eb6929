"""調達ポータル: zips by name, a page with status 200 in place of one that is not there."""

import io
import zipfile
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from ocdsjp.collect.options import PportalOptions
from ocdsjp.collect.pportal import Pportal
from ocdsjp.collect.sighting import Known
from ocdsjp.settings import JST

AT = datetime(2026, 11, 21, 3, 0, tzinfo=JST)
PAGE = "<!DOCTYPE html><html><body>指定されたファイルは存在しません。</body></html>".encode()


def zipped(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("awards.csv"), text)
    return stream.getvalue()


@pytest.fixture
def files(web, write):
    """The files of the portal, by name."""
    files = {}

    def serve(handler):
        asked = parse_qs(urlsplit(handler.path).query)
        assert asked["fileversion"] == ["v001"]
        write(handler, 200, files.get(asked["filename"][0], PAGE))

    web.does("/pps-web-biz/UAB03/OAB0301", serve)
    return files


@pytest.fixture
def look(web, client):
    def look(known=None, at=AT, **options):
        connector = Pportal(PportalOptions(url=web.url("/pps-web-biz/UAB03/OAB0301"), **options))
        seen = []
        for sighted in connector.look(client, known or {}, at):
            content = None if sighted.path is None else sighted.path.read_bytes()
            seen.append((sighted, content))
        return seen

    return look


def names(seen):
    """File names of the locations, an error with its rule."""
    return [
        (parse_qs(urlsplit(it.location).query)["filename"][0].removeprefix("successful_bid_record_info_"))
        + (f" {it.error.rule.id}" if it.error else "")
        for it, _ in seen
    ]


def all_of(year):
    return f"successful_bid_record_info_all_{year}.zip"


def diff_of(day):
    return f"successful_bid_record_info_diff_{day}.zip"


def test_each_fiscal_year_and_each_of_the_last_days_is_a_file(look, files):
    files |= {all_of(2025): zipped("a"), all_of(2026): zipped("b"), diff_of("20261120"): zipped("c")}
    seen = look(since=2025, days=3)
    assert names(seen) == ["all_2025.zip", "all_2026.zip", "diff_20261120.zip"]
    assert seen[0][1] == zipped("a")
    assert seen[0][0].metadata == {"file": all_of(2025)}


def test_in_april_the_new_fiscal_year_has_no_file_yet(look, files):
    files[all_of(2025)] = zipped("a")
    assert names(look(since=2025, days=0, at=datetime(2026, 4, 30, tzinfo=JST))) == ["all_2025.zip"]
    assert names(look(since=2025, days=0, at=datetime(2026, 5, 1, tzinfo=JST)))[1].startswith("all_2026.zip ")


def test_a_page_in_place_of_a_year_is_a_failure_and_the_others_go_on(look, files):
    files[all_of(2026)] = zipped("b")
    assert names(look(since=2025, days=0)) == ["all_2025.zip pportal-not-a-zip", "all_2026.zip"]


def test_a_single_day_without_a_file_is_ordinary_and_days_without_any_are_not(look, files):
    files |= {all_of(2026): zipped("b"), diff_of("20261119"): zipped("c")}
    assert names(look(since=2026, days=5)) == ["all_2026.zip", "diff_20261119.zip"]
    del files[diff_of("20261119")]
    assert names(look(since=2026, days=5)) == ["all_2026.zip", "diff_20261120.zip pportal-no-daily-file"]


def test_a_day_that_had_a_file_and_has_none_is_a_failure(look, files):
    files |= {all_of(2026): zipped("b"), diff_of("20261119"): zipped("c"), diff_of("20261120"): zipped("d")}
    known = {it.location: Known("0" * 64) for it, _ in look(since=2026, days=5)}
    del files[diff_of("20261119")]
    assert names(look(known, since=2026, days=5))[1] == "diff_20261119.zip pportal-not-a-zip"


def test_a_server_in_trouble_is_told_as_such(look, web):
    web.answers("/pps-web-biz/UAB03/OAB0301", 500)
    assert names(look(since=2026, days=1))[0] == "all_2026.zip fetch-status"


def test_what_an_interrupted_look_has_fetched_is_not_asked_for_again(look, files, web):
    files |= {all_of(2025): zipped("a"), all_of(2026): zipped("b")}
    [(first, _), _] = look(since=2025, days=0)
    web.forget()
    seen = look({first.location: Known("0" * 64, metadata=first.metadata, fresh=True)}, since=2025, days=0)
    assert len(web.paths()) == 1
    assert (seen[0][0].path, seen[0][0].metadata) == (None, first.metadata)


def test_an_empty_zip_is_a_zip(look, files):
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    files[all_of(2026)] = stream.getvalue()
    assert names(look(since=2026, days=0)) == ["all_2026.zip"]
