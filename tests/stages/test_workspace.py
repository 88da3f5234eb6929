"""What an open workspace knows, and what it leaves on the disk."""

from ocdsjp.lake import blob_path
from ocdsjp.stages.workspace import all_bodies, all_sources, bodies_table, open_workspace

BODIES = "code,name,kana,prefecture,corporate_number\n992011,潮鳴市,シオナリシ,海原県,7000020992011\n"


def test_opening_makes_folder_and_catalogue_and_opening_again_finds_what_is_there(sample_settings):
    assert not sample_settings.workspace.exists()
    with open_workspace(sample_settings) as opened:
        blob = opened.lake.put_blob(bodies_table(sample_settings.inbox))
    assert (sample_settings.workspace / "catalog.db").is_file()
    with open_workspace(sample_settings) as opened:
        assert opened.lake.exists(blob_path(blob.sha256))


def test_sources_are_the_mapping_files_by_id(town):
    town.maps(source="a-town/results")
    assert [source.id for source in town.workspace.sources()] == ["a-town/results", "town/results"]


def test_the_table_of_bodies_in_the_inbox_is_part_of_what_drafts_depend_on(town):
    before = town.digests
    town.workspace.settings.inbox.mkdir()
    bodies_table(town.workspace.settings.inbox).write_text(BODIES, encoding="utf-8")
    all_sources.cache_clear()
    assert town.digests.keys() == before.keys()
    assert town.digests != before


def test_bodies_of_the_inbox_stand_beside_those_of_the_mappings(sample_settings):
    bodies = all_bodies(sample_settings.mappings, sample_settings.inbox)
    assert bodies.by_code("992011").name == "潮鳴市（架空）"
