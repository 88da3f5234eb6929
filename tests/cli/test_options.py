"""A workspace has to be there for commands that only read."""

import pytest

from ocdsjp.cli.options import existing
from ocdsjp.errors import UsageError
from ocdsjp.settings import Settings


def test_a_workspace_that_is_there_is_taken(tmp_path):
    settings = Settings.resolve(workspace=tmp_path, environment={})
    assert existing(settings) is settings


def test_a_missing_one_is_wrong_use_and_is_not_made(tmp_path):
    with pytest.raises(UsageError, match="no workspace"):
        existing(Settings.resolve(workspace=tmp_path / "new", environment={}))
    assert not (tmp_path / "new").exists()
