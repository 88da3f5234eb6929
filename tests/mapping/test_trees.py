"""Nested values while they are put together."""

from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.mapping.bodies import Body
from ocdsjp.mapping.trees import Unit, has, put, resolve_units

CITY = Body("992011", "潮鳴市", "海原県", "7000020992011")
names = st.sampled_from(["a", "b", "c"])
paths = st.lists(names, min_size=1, max_size=4).map(tuple)


def test_put_makes_objects_and_arrays_on_its_way():
    tree = {}
    put(tree, ("tender", "items", "0", "description"), "x")
    put(tree, ("tender", "items", "1", "description"), "y")
    put(tree, ("tender", "items", "0", "quantity"), 2)
    put(tree, ("tender", "categories", "0"), "z")
    put(tree, ("title",), "t")
    assert tree == {
        "tender": {"items": [{"description": "x", "quantity": 2}, {"description": "y"}], "categories": ["z"]},
        "title": "t",
    }


@given(paths, st.integers())
def test_what_was_put_is_there(path, value):
    tree = {}
    put(tree, path, value)
    assert has(tree, path)
    node = tree
    for part in path:
        node = node[part]
    assert node == value


def test_has_looks_into_arrays():
    tree = {"awards": [{"value": 1}]}
    assert has(tree, ("awards", "0", "value"))
    assert has(tree, ("awards", "0"))
    assert not has(tree, ("awards", "1"))
    assert not has(tree, ("awards", "0", "date"))
    assert not has(tree, ("tender",))


def test_a_section_is_named_after_its_body_once():
    assert Unit(None, "総務課").party(CITY).name == "潮鳴市 総務課"
    assert Unit(None, "潮鳴市総務課").party(CITY).name == "潮鳴市総務課"
    assert Unit("海原県", "総務課").party(CITY).name == "海原県 総務課"
    assert Unit(None, None).party(CITY) == CITY.party
    assert Unit("潮鳴市", None).party(CITY) == CITY.party
    assert Unit("海原県", None).party(CITY).number is None


def test_units_of_a_tree_become_parties_of_its_publisher():
    tree = {"tender": {"procuringEntity": Unit(None, "総務課")}}
    resolve_units(tree, CITY)
    assert tree["tender"]["procuringEntity"].name == "潮鳴市 総務課"
    resolve_units({}, CITY)
