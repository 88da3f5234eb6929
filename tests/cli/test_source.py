"""``ocdsjp source list``."""

import shutil

import orjson


def listed(done):
    assert done.code == 0
    return {it["id"]: it for it in orjson.loads(done.out)}


def test_every_source_is_listed_with_what_came_of_it(ocdsjp, ran, sample):
    found = listed(ocdsjp("source", "list", "--workspace", ran, *sample, "--format", "json"))
    results = found["shionari/results"]
    assert results["publisher_code"] == "992011"
    assert results["publisher_name"].startswith("潮鳴市")
    assert results["files"] == 1
    assert results["rows"] == 62
    assert results["last_run"].endswith("+09:00")
    assert found["akita-shizuoka/awards"]["publisher_column"] == "org"
    assert found["yanai/designated-direct-awards"]["files"] == 0


def test_before_the_first_run_the_list_is_there_and_nothing_is_made(ocdsjp, tmp_path, sample):
    found = listed(ocdsjp("source", "list", "--workspace", tmp_path / "new", *sample, "--format", "json"))
    assert found["shionari/results"]["last_run"] is None
    assert not (tmp_path / "new").exists()


def test_text_is_a_table_in_the_language_of_the_user(ocdsjp, ran, sample):
    assert "publisher" in ocdsjp("source", "list", "--workspace", ran, *sample).out
    done = ocdsjp("source", "list", "--workspace", ran, *sample, "--lang", "ja")
    assert "潮鳴市 入札結果" in done.out
    assert "行ごと（org）" in done.out
    assert "None" not in done.out  # a publisher's name that comes from no column of its own


def test_a_folder_without_sources_is_said_to_be_so(ocdsjp, tmp_path):
    done = ocdsjp("source", "list", "--workspace", tmp_path, "--mappings", tmp_path)
    assert done.code == 0
    assert "there is no source" in done.out


def test_a_source_that_was_never_tried_on_a_real_file_is_marked(ocdsjp, tmp_path, sample):
    mappings = tmp_path / "mappings"
    shutil.copytree(sample[3], mappings)
    path = mappings / "sources" / "shionari" / "results.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "verified: false\n", encoding="utf-8")
    options = ("--workspace", tmp_path / "new", *sample[:2], "--mappings", mappings)
    found = listed(ocdsjp("source", "list", *options, "--format", "json"))
    assert (found["shionari/results"]["verified"], found["muteki/contracts"]["verified"]) == (False, True)
    marked = sum(1 for source in found.values() if not source["verified"])
    assert ocdsjp("source", "list", *options).out.count("not verified on a real file") == marked
    assert "実例で未確認" in ocdsjp("source", "list", *options, "--lang", "ja").out
