"""The index of a workspace: made, brought up to date from files and from the web, all or nothing."""

import importlib.util
from pathlib import Path

import pytest

from ocdsjp.errors import FetchError, ReadError, StoreError, UsageError
from ocdsjp.japan.corporate_numbers import check_digit
from ocdsjp.settings import Settings
from ocdsjp.stages.corporations import open_corporations, update_corporations
from ocdsjp.stages.workspace import corporations_path


def _fixtures_of(folder):
    path = Path(__file__).resolve().parents[1] / folder / "conftest.py"
    spec = importlib.util.spec_from_file_location(f"conftest_of_{folder}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


web = _fixtures_of("collect").web


def line(serial, name, day="2026-01-30"):
    base = f"9900{serial:08}"
    cells = [""] * 30
    told = {
        0: str(serial),
        1: check_digit(base) + base,
        2: "01",
        4: day,
        5: day,
        6: name,
        8: "301",
        13: "13",
        22: "2015-10-05",
        23: "1",
        29: "0",
    }
    for place, text in told.items():
        cells[place] = text
    return ",".join(cells) + "\n"


@pytest.fixture
def settings(tmp_path):
    def make(**more):
        given = {"contact": "tests@example.jp", "allow_private_addresses": True, "requests_per_second": 1_000, **more}
        return Settings.resolve(workspace=tmp_path / "workspace", environment={}, **given)

    return make


@pytest.fixture
def file(tmp_path):
    def make(*lines, name="all.csv"):
        (tmp_path / name).write_text("".join(lines), encoding="utf-8")
        return str(tmp_path / name)

    return make


def test_a_workspace_has_no_index_until_one_is_made(settings, file):
    assert open_corporations(settings()) is None
    written = update_corporations(settings(), [file(line(1, "架空建設株式会社"))])
    assert written.corporations == 1
    assert open_corporations(settings()).find("架空建設（株）") is not None


def test_files_of_changes_are_added_in_any_order(settings, file):
    every = file(line(1, "架空建設株式会社", "2026-01-31"), line(2, "見本測量株式会社"))
    first = file(line(1, "架空組株式会社", "2026-02-01"), name="diff_1.csv")
    second = file(line(1, "架空工業株式会社", "2026-02-02"), name="diff_2.csv")
    update_corporations(settings(), [every])
    assert update_corporations(settings(), [second, first]).corporations == 2
    assert open_corporations(settings()).find("架空工業株式会社") is not None
    assert open_corporations(settings()).find("架空建設株式会社") is None


def test_a_file_may_be_fetched(settings, web):
    url = web.put("/00_zenkoku_all.csv", line(1, "架空建設株式会社"))
    assert update_corporations(settings(), [url]).corporations == 1


def test_one_wrong_file_leaves_the_index_as_it_was(settings, file, web):
    update_corporations(settings(), [file(line(1, "架空建設株式会社"))])
    before = corporations_path(settings()).read_bytes()
    good = file(line(2, "見本測量株式会社"), name="good.csv")
    with pytest.raises(ReadError):
        update_corporations(settings(), [good, file("<html></html>", name="page.csv")])
    with pytest.raises(UsageError, match=r"none\.csv"):
        update_corporations(settings(), [good, "none.csv"])
    with pytest.raises(FetchError):
        update_corporations(settings(), [good, web.url("/none.zip")])
    assert corporations_path(settings()).read_bytes() == before


def test_a_page_in_place_of_a_file_is_told_with_its_address(settings, web):
    url = web.put("/all.zip", "<html></html>")
    with pytest.raises(ReadError) as caught:
        update_corporations(settings(), [url])
    assert caught.value.detail["file"] == url


def test_nothing_is_fetched_offline_or_without_a_contact(settings, web):
    url = web.put("/all.csv", line(1, "架空建設株式会社"))
    with pytest.raises(UsageError, match="offline"):
        update_corporations(settings(offline=True), [url])
    with pytest.raises(FetchError):
        update_corporations(settings(contact=None), [url])
    assert web.asked == []


def test_a_file_of_another_kind_in_its_place_is_no_index(settings):
    corporations_path(settings()).parent.mkdir()
    corporations_path(settings()).write_bytes(b"x")
    with pytest.raises(StoreError):
        open_corporations(settings())
