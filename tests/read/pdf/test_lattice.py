from hypothesis import given
from hypothesis import strategies as st

from ocdsjp.read.pdf.lattice import find_lattices
from ocdsjp.read.pdf.shapes import Box

LINE = 0.5


def level(y, left, right):
    return Box(left, y, right, y + LINE)


def upright(x, top, bottom):
    return Box(x, top, x + LINE, bottom)


def grid(xs, ys):
    return [level(y, xs[0], xs[-1]) for y in ys] + [upright(x, ys[0], ys[-1]) for x in xs]


def places(lattice):
    return [(cell.top, cell.left, cell.bottom, cell.right) for cell in lattice.regions]


def test_crossing_lines_make_cells():
    [lattice] = find_lattices(grid([0, 50, 100], [0, 20, 40]))
    assert places(lattice) == [(0, 0, 0, 0), (0, 1, 0, 1), (1, 0, 1, 0), (1, 1, 1, 1)]
    assert lattice.region_at(75, 30) == 3
    assert lattice.region_at(150, 30) is None


def test_a_missing_line_merges_two_cells():
    lines = [level(y, 0, 100) for y in (0, 20, 40)]
    lines += [upright(0, 0, 40), upright(100, 0, 40), upright(50, 20, 40)]  # none between the two cells on top
    [lattice] = find_lattices(lines)
    assert places(lattice) == [(0, 0, 0, 1), (1, 0, 1, 0), (1, 1, 1, 1)]


def test_a_table_drawn_cell_by_cell_is_the_same():
    lines = []
    for left in (0, 50):
        for top in (0, 20):
            lines += [level(top, left, left + 50), level(top + 20.4, left, left + 50)]
            lines += [upright(left, top, top + 20), upright(left + 50.7, top, top + 20)]
    [lattice] = find_lattices(lines)
    assert len(lattice.regions) == 4


def test_dotted_lines_of_tiny_pictures_are_lines():
    dots = [Box(x, 20, x + 1, 20.5) for x in range(0, 100, 2)]
    outer = [level(0, 0, 100), level(40, 0, 100), upright(0, 0, 40), upright(100, 0, 40)]
    [lattice] = find_lattices(outer + dots)
    assert places(lattice) == [(0, 0, 0, 0), (1, 0, 1, 0)]


def test_open_sides_are_closed():
    lines = [level(y, 0, 100) for y in (0, 20, 40)] + [upright(50, 0, 40)]
    [lattice] = find_lattices(lines)
    assert len(lattice.regions) == 4


def test_tables_that_do_not_touch_are_two():
    lattices = find_lattices(grid([0, 50, 100], [200, 220]) + grid([0, 50, 100], [0, 20]))
    assert [lattice.ys[0] < 100 for lattice in lattices] == [True, False]


def test_a_table_within_a_cell_is_a_table_of_its_own():
    lattices = find_lattices(grid([0, 100, 200], [0, 100]) + grid([20, 50, 80], [20, 40, 60]))
    assert sorted(len(lattice.regions) for lattice in lattices) == [2, 4]


def test_a_cell_around_a_corner_is_one_cell_that_is_no_rectangle():
    lines = [level(0, 0, 100), level(40, 0, 100), upright(0, 0, 40), upright(100, 0, 40)]
    lines += [level(20, 50, 100), upright(50, 20, 40)]
    [lattice] = find_lattices(lines)
    assert [(region.whole, region.right) for region in lattice.regions] == [(False, 1), (True, 1)]


def test_frames_and_underlines_are_no_tables():
    assert find_lattices([*grid([0, 100], [0, 50]), level(200, 0, 100), upright(300, 0, 5)]) == []


def test_a_drawing_of_thousands_of_lines_is_no_table():
    hatching = [level(10 * y, 0, 50_000) for y in range(2_100)] + [upright(10 * x, 0, 50_000) for x in range(2_100)]
    assert find_lattices(hatching) == []


def test_nothing_makes_nothing():
    assert find_lattices([]) == []


@given(
    st.lists(st.integers(10, 80), min_size=2, max_size=6),
    st.lists(st.integers(10, 80), min_size=1, max_size=6),
)
def test_every_full_grid_is_found_with_all_of_its_cells(widths, heights):
    xs, ys = [0], [0]
    for width in widths:
        xs.append(xs[-1] + width)
    for height in heights:
        ys.append(ys[-1] + height)
    [lattice] = find_lattices(grid(xs, ys))
    assert len(lattice.regions) == len(widths) * len(heights)
    for region in lattice.regions:
        place = lattice.region_at(*region.box.middle)
        assert place is not None
        assert lattice.regions[place] == region


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    *[st.floats(0, 600, allow_nan=False)] * 2,
    *[st.floats(0, 300, allow_nan=False)] * 2,
)


@given(st.lists(boxes, max_size=30))
def test_any_strokes_give_cells_that_do_not_overlap(strokes):
    for lattice in find_lattices(strokes):
        owned = [owner for row in lattice.owners for owner in row if owner >= 0]
        assert set(owned) == set(range(len(lattice.regions)))
