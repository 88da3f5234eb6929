import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read.pdf.shapes import IDENTITY, Box, Matrix, Page

numbers = st.integers(-1000, 1000)
quarters = st.sampled_from([(1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0)])


def test_a_box_knows_its_middle_and_what_it_holds():
    box = Box(10, 20, 30, 60)
    assert box.middle == (20, 40)
    assert box.holds(10, 60)
    assert not box.holds(9, 40)


@given(quarters, numbers, numbers, numbers, numbers)
def test_a_turn_and_its_inverse_lead_back(linear, e, f, x, y):
    turn = Matrix(*linear, e, f)
    assert turn.inverse().point(*turn.point(x, y)) == (x, y)


@given(quarters, quarters, numbers, numbers, numbers)
def test_two_maps_after_each_other_are_one(first, second, e, x, y):
    one, other = Matrix(*first, e, 7), Matrix(*second, 3, e)
    assert one.then(other).point(x, y) == other.point(*one.point(x, y))


def test_a_turned_box_stays_a_box():
    assert Matrix(0, 1, -1, 0, 100, 0).box(10, 20, 30, 60) == Box(40, 10, 80, 30)


def test_places_are_told_in_millimetres_of_the_page_as_it_is_shown():
    assert Page(1, shown=IDENTITY).millimetres(72, 144) == (25, 51)
    assert Page(1, shown=Matrix(0, 1, -1, 0, 595, 0)).millimetres(72, 0) == (round(595 * 25.4 / 72), 25)


def test_a_matrix_is_the_identity_by_default():
    assert IDENTITY.point(3, 4) == pytest.approx((3, 4))
