"""Settings as configuration, and the workspace that a run holds."""

from contextlib import ExitStack

import dagster as dg
import pytest

from ocdsjp.errors import UsageError
from ocdsjp.settings import Settings
from ocdsjp.stages.lock import alone
from pipelines.resources import SettingsResource, WorkspaceResource


def opened(settings, sources=()):
    return WorkspaceResource.of(settings, sources=list(sources))


def test_settings_survive_the_way_through_configuration(settings):
    assert SettingsResource.of(settings).resolve() == settings


def test_without_configuration_the_environment_counts(monkeypatch, tmp_path):
    monkeypatch.setenv("OCDSJP_WORKSPACE", str(tmp_path))
    assert SettingsResource().resolve() == Settings.resolve(workspace=tmp_path)


def test_the_workspace_is_open_during_a_run_and_knows_its_sources(settings):
    with ExitStack() as stack:
        resource = stack.enter_context(opened(settings).yield_for_execution(dg.build_init_resource_context()))
        assert "shionari/results" in resource.digests
        assert [source.id for source in resource.within(["35"])] == ["yanai/designated-direct-awards"]


def test_only_the_named_sources_are_chosen(settings):
    named = opened(settings, ["muteki/contracts"])
    with named.yield_for_execution(dg.build_init_resource_context()) as resource:
        assert [source.id for source in resource.chosen()] == ["muteki/contracts"]
        assert resource.within(["35"]) == []


def test_a_source_that_does_not_exist_is_an_error(settings):
    wrong = opened(settings, ["nowhere/nothing"])
    with (
        pytest.raises(UsageError, match="nowhere/nothing"),
        wrong.yield_for_execution(dg.build_init_resource_context()),
    ):
        pass


def test_a_workspace_that_another_run_holds_is_refused(settings):
    with (
        alone(settings.workspace),
        pytest.raises(UsageError, match="another run"),
        opened(settings).yield_for_execution(dg.build_init_resource_context()),
    ):
        pass
