"""Where the files that ship with ocdsjp are found."""

import pytest

from ocdsjp import paths
from ocdsjp.errors import StoreError
from ocdsjp.paths import shipped


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """An installation of its own: the folder of a checkout and that of a wheel's package, both empty."""
    for name in ("_CHECKOUT", "_PACKAGE"):
        monkeypatch.setattr(paths, name, tmp_path / name)
    shipped.cache_clear()
    yield tmp_path / "_CHECKOUT", tmp_path / "_PACKAGE" / "_data"
    shipped.cache_clear()


@pytest.mark.parametrize("name", ["schemas", "mappings", "dagster.yaml"])
def test_what_the_wheel_carries_is_here(name):
    assert shipped(name).exists()


def test_a_checkout_wins_over_the_copy_in_the_wheel(installation):
    checkout, data = installation
    for folder in installation:
        (folder / "schemas").mkdir(parents=True)
    assert shipped("schemas") == checkout / "schemas"
    shipped.cache_clear()
    (checkout / "schemas").rmdir()
    assert shipped("schemas") == data / "schemas"


def test_an_installation_without_the_file_is_broken_and_says_what_is_missing(installation):
    assert not any(folder.exists() for folder in installation)
    with pytest.raises(StoreError, match="mappings is missing"):
        shipped("mappings")
