"""Progress outside a terminal, and what is remembered of it."""

from ocdsjp.cli.progress import STAGES, StageProgress
from pipelines import assets


def test_each_finished_stage_is_a_line_with_its_number_of_units(capsys):
    with StageProgress("ja") as progress:
        progress.begin("drafts")
        progress.step("a.csv [1]")
        progress.step("b.csv")
        progress.end()
    assert capsys.readouterr().err.startswith("対応付け: 2 件（")


def test_a_stage_that_is_not_finished_is_no_line(capsys):
    with StageProgress("en") as progress:
        progress.begin("drafts")
        progress.step("a.csv")
    assert capsys.readouterr().err == ""


def test_every_asset_is_a_stage_with_a_name_in_both_languages():
    for stage, names in STAGES.items():
        assert hasattr(assets, stage)
        assert set(names) == {"ja", "en"}
