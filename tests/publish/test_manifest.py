import hashlib

import orjson
import pytest

from ocdsjp.errors import PublicationError
from ocdsjp.publish import manifest


def test_the_manifest_lists_every_file_but_itself(publish, samples):
    folder = publish(*samples)
    listed = manifest.read_manifest(folder)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert listed.files.keys() == present - {"manifest.json"}
    for path, entry in listed.files.items():
        assert entry.sha256 == hashlib.sha256((folder / path).read_bytes()).hexdigest()


def test_the_manifest_says_what_it_was_made_from(publish, samples):
    content = orjson.loads((publish(*samples) / "manifest.json").read_bytes())
    assert content["inputs"] == {"mappings": {"kakuu/nyusatsu": "abc"}}
    assert content["preview"] is True
    assert content["totals"]["processes"] == 5
    assert content["generator"].startswith("ocdsjp ")


def test_the_manifests_digest_stands_for_the_publication(publish, samples):
    folder = publish(*samples)
    assert manifest.digest(folder) == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


@pytest.mark.parametrize("text", [None, b"", b"[]", b'{"version":"x"}', b'{"files":[1]}'])
def test_what_is_no_manifest_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "manifest.json").write_bytes(text)
    with pytest.raises(PublicationError, match="no manifest"):
        manifest.read_manifest(tmp_path)
