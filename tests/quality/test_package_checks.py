from ocdsjp.quality.package_checks import Seen


def test_a_fact_is_new_once():
    seen = Seen()
    assert not seen.before("id", "a", "b")
    assert seen.before("id", "a", "b")
    assert not seen.before("date", "a", "b")
    assert not seen.before("id", "ab", "")
