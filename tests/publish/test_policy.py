"""Who publishes: the shipped file, and what is wrong with others."""

import pytest

from ocdsjp.errors import UsageError
from ocdsjp.ocds.ids import PLACEHOLDER_PREFIX
from ocdsjp.paths import shipped
from ocdsjp.publish.policy import load_policy

PUBLISHED = "2026-04-01T09:00:00+09:00"


@pytest.fixture
def edited(tmp_path):
    """Loads the shipped policy with one text put in the place of another."""

    def load(old: str, new: str):
        text = (shipped("mappings") / "publication.yaml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "publication.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_policy(tmp_path)

    return load


def test_the_shipped_policy_is_a_preview_and_its_publication_says_so():
    policy = load_policy(shipped("mappings"))
    assert policy.ocid_prefix == PLACEHOLDER_PREFIX
    assert policy.preview
    assert policy.meta(PUBLISHED).preview


def test_with_a_registered_prefix_it_is_a_publication_like_any_other(edited):
    policy = edited(PLACEHOLDER_PREFIX, "ocds-a1b2c3")
    assert not policy.preview
    assert not policy.meta(PUBLISHED).preview


@pytest.mark.parametrize("address", ["https://data.example.org/ocds", "https://data.example.org/ocds/"])
def test_a_slash_at_the_end_of_the_address_makes_no_difference(edited, address):
    meta = edited("base_url: https://example.org/ocdsjp/", f"base_url: {address}").meta(PUBLISHED)
    assert meta.base_url == "https://data.example.org/ocds"
    assert "https://data.example.org/ocds/extensions/ocdsjp/extension.json" in meta.extensions


def test_the_time_and_both_titles_go_into_the_publication():
    policy = load_policy(shipped("mappings"))
    meta = policy.meta(PUBLISHED)
    assert meta.published == PUBLISHED
    assert (meta.title_ja, meta.title_en) == (policy.title.ja, policy.title.en)


@pytest.mark.parametrize("prefix", ["ocds-ABC123", "ocds-abc12", "ocds-abc1234", "abc123", "ocds-abc12\uff13", "null"])
def test_a_prefix_of_another_form_is_wrong_use(edited, prefix):
    with pytest.raises(UsageError, match="ocid_prefix"):
        edited(PLACEHOLDER_PREFIX, prefix)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("base_url:", "base_uri:", "base_uri"),
        ("email:", "mail:", r"contact\.mail"),
        ("language: ja", "language: en", "language"),
    ],
)
def test_an_unknown_key_or_value_is_wrong_use_and_is_named(edited, old, new, named):
    with pytest.raises(UsageError, match=named):
        edited(old, new)


def test_a_missing_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match=r"publication\.yaml is missing"):
        load_policy(tmp_path)


@pytest.mark.parametrize("content", [b"", b"title: [", b"title: \xff", b"title: 1\ntitle: 2"])
def test_a_file_without_a_policy_is_wrong_use(tmp_path, content):
    (tmp_path / "publication.yaml").write_bytes(content)
    with pytest.raises(UsageError, match=r"publication\.yaml: "):
        load_policy(tmp_path)
