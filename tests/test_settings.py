from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from ocdsjp.errors import UsageError
from ocdsjp.settings import JST, Settings, now, sqlite_url


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty current directory that brings its own mappings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mappings").mkdir()
    return tmp_path


def test_defaults_lie_under_data_in_the_current_directory(here):
    settings = Settings.resolve(environment={})
    assert settings.workspace == here / "data"
    assert settings.inbox == here / "data/inbox"
    assert settings.public == here / "data/public"
    assert settings.lake_url == str(here / "data/lake")
    assert settings.catalog_url == f"sqlite:///{here}/data/catalog.db"
    assert settings.engine == "processes"
    assert settings.workers >= 1


def test_own_mappings_win_over_the_shipped_ones(here, monkeypatch):
    shipped = here / "shipped"
    monkeypatch.setattr("ocdsjp.settings.shipped", lambda name: shipped / name)
    assert Settings.resolve(environment={}).mappings == here / "mappings"
    (here / "mappings").rmdir()
    assert Settings.resolve(environment={}).mappings == shipped / "mappings"


def test_environment_fills_what_is_not_given_and_arguments_win(here):
    environment = {
        "OCDSJP_WORKSPACE": "w",
        "OCDSJP_LAKE_URL": "s3://bucket/lake",
        "OCDSJP_CATALOG_URL": "postgresql+psycopg:///ocdsjp",
        "OCDSJP_WORKERS": "7",
        "OCDSJP_ENGINE": "serial",
        "OCDSJP_PUBLIC": "",
    }
    settings = Settings.resolve(workers=3, environment=environment)
    assert settings.workspace == here / "w"
    assert settings.lake_url == "s3://bucket/lake"
    assert settings.catalog_url == "postgresql+psycopg:///ocdsjp"
    assert settings.engine == "serial"
    assert settings.workers == 3
    assert settings.public == here / "w/public", "an empty variable counts as unset"


@pytest.mark.parametrize("workers", ["many", "0", "-1", "1.5"])
def test_a_senseless_number_of_workers_is_refused(here, workers):
    with pytest.raises(UsageError, match="workers"):
        Settings.resolve(workspace=here, environment={"OCDSJP_WORKERS": workers})


def test_an_unknown_engine_is_refused_with_the_choices(here):
    with pytest.raises(UsageError, match="choose one of serial, processes"):
        Settings.resolve(workspace=here, engine="threads", environment={})


@given(st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1))
def test_sqlite_url_leads_back_to_the_path(name):
    path = Path("/places") / f"d{name}" / "catalog.db"
    assert make_url(sqlite_url(path)).database == str(path)


def test_now_is_japan_time_in_whole_seconds():
    moment = now({})
    assert moment.utcoffset() == timedelta(hours=9)
    assert moment.microsecond == 0


def test_source_date_epoch_replaces_the_clock():
    assert now({"SOURCE_DATE_EPOCH": "1743433200"}) == datetime(2025, 4, 1, tzinfo=JST)
    assert now({"SOURCE_DATE_EPOCH": "1743433200"}).isoformat() == "2025-04-01T00:00:00+09:00"


@pytest.mark.parametrize("text", ["yesterday", "1e9", "9" * 30])
def test_a_source_date_epoch_that_is_no_time_is_refused(text):
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        now({"SOURCE_DATE_EPOCH": text})


def test_nobody_on_the_web_is_asked_by_default_and_none_but_public_addresses():
    settings = Settings.resolve(environment={})
    assert (settings.contact, settings.requests_per_second) == (None, 1.0)
    assert (settings.offline, settings.ca_file, settings.allow_private_addresses) == (False, None, False)


def test_the_environment_says_how_the_web_is_asked(here):
    environment = {
        "OCDSJP_CONTACT": "opendata@city.example.jp",
        "OCDSJP_REQUESTS_PER_SECOND": "0.5",
        "OCDSJP_OFFLINE": "1",
        "OCDSJP_CA_FILE": "intermediate.pem",
        "OCDSJP_ALLOW_PRIVATE_ADDRESSES": "1",
    }
    settings = Settings.resolve(environment=environment)
    assert (settings.contact, settings.requests_per_second) == ("opendata@city.example.jp", 0.5)
    assert (settings.offline, settings.allow_private_addresses) == (True, True)
    assert settings.ca_file == here / "intermediate.pem"
    again = Settings.resolve(offline=False, allow_private_addresses=False, environment=environment)
    assert (again.offline, again.allow_private_addresses) == (False, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTACT", "担当課"),
        ("CONTACT", "a\r\nX: y"),
        ("REQUESTS_PER_SECOND", "0"),
        ("REQUESTS_PER_SECOND", "-1"),
        ("REQUESTS_PER_SECOND", "fast"),
        ("REQUESTS_PER_SECOND", "nan"),
        ("REQUESTS_PER_SECOND", "inf"),
        ("OFFLINE", "yes"),
        ("ALLOW_PRIVATE_ADDRESSES", "true"),
    ],
)
def test_senseless_settings_of_the_web_are_refused(name, value):
    with pytest.raises(UsageError):
        Settings.resolve(environment={f"OCDSJP_{name}": value})
