from ocdsjp.quality.problems import LONGEST_VALUE, pointer, shorten


def test_pointer_escapes_as_rfc_6901_says():
    assert pointer("a/b", 0, "m~n") == "/a~1b/0/m~0n"
    assert pointer() == ""


def test_long_values_are_cut_with_an_ellipsis():
    assert shorten("x" * LONGEST_VALUE) == "x" * LONGEST_VALUE
    assert shorten("x" * 1000) == "x" * (LONGEST_VALUE - 1) + "…"
