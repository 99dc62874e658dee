"""The shared arithmetic on small matrices, by hand and against SciPy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from colloq.exact import arrays
from colloq.notation.tree import Negative, Number, Quotient
from colloq.seeds import Stream


@st.composite
def matrices(draw, most=6):
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    cells = st.integers(-99, 99)
    return tuple(tuple(draw(cells) for _ in range(columns)) for _ in range(rows))


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding", "expected"),
    [
        (3, 3, 1, 0, 1),
        (4, 3, 1, 0, 2),
        (4, 3, 1, 1, 4),
        (4, 2, 2, 0, 2),
        (5, 3, 2, 1, 3),
        (4, 3, 2, 1, 2),  # the last column of the frame is left over
        (2, 3, 1, 0, 0),
        (2, 5, 2, 0, 0),
        (2, 5, 2, 1, 0),
    ],
)
def test_output_size(size, window, stride, padding, expected):
    assert arrays.output_size(size, window, stride, padding) == expected


def test_a_frame_of_zeros():
    assert arrays.padded(((1, 2), (3, 4)), 1) == ((0, 0, 0, 0), (0, 1, 2, 0), (0, 3, 4, 0), (0, 0, 0, 0))
    assert arrays.padded(((5,),), 2) == ((0,) * 5, (0,) * 5, (0, 0, 5, 0, 0), (0,) * 5, (0,) * 5)
    assert arrays.padded(((1, 2),), 0) == ((1, 2),)


def test_turning_and_transposing():
    rows = ((1, 2, 3), (4, 5, 6))
    assert arrays.flipped(rows) == ((6, 5, 4), (3, 2, 1))
    assert arrays.transposed(rows) == ((1, 4), (2, 5), (3, 6))
    assert arrays.shape(rows) == (2, 3)


def test_windows_row_by_row():
    rows = tuple(tuple(range(5 * row, 5 * row + 5)) for row in range(4))
    assert list(arrays.corners(rows, 2, 3, 2)) == [(0, 0, 0, 0), (0, 1, 0, 2), (1, 0, 2, 0), (1, 1, 2, 2)]
    assert arrays.window(rows, 2, 2, 2, 3) == ((12, 13, 14), (17, 18, 19))


def test_the_kernel_is_not_flipped():
    assert arrays.cross_correlate(((1, 2), (3, 4)), ((1, 10), (100, 1000))) == ((4321,),)


def test_nothing_where_the_kernel_does_not_fit():
    assert arrays.cross_correlate(((1, 2),), ((1,), (1,))) == ()


def test_channels_are_summed():
    image = (((1, 2), (3, 4)), ((5, 6), (7, 8)))
    kernel = (((1,),), ((10,),))
    assert arrays.convolve(image, kernel) == ((51, 62), (73, 84))
    assert arrays.convolve(image, kernel, 1, 2) == ((0, 0), (0, 84))


@given(matrices(), matrices(4), st.integers(0, 2), st.integers(1, 3))
def test_cross_correlation_is_scipy_s(rows, kernel, padding, stride):
    image = np.pad(np.array(rows), padding)
    weights = np.array(kernel)
    expected = ()
    if weights.shape[0] <= image.shape[0] and weights.shape[1] <= image.shape[1]:
        full = correlate2d(image, weights, mode="valid")[::stride, ::stride]
        expected = tuple(map(tuple, full.tolist()))
    result = arrays.convolve((rows,), (kernel,), padding, stride)
    assert (result if expected else tuple(filter(None, result))) == expected


@given(matrices())
def test_turning_and_transposing_twice_changes_nothing(rows):
    assert arrays.flipped(arrays.flipped(rows)) == rows
    assert arrays.transposed(arrays.transposed(rows)) == rows
    assert arrays.flipped(rows) == tuple(map(tuple, np.rot90(np.array(rows), 2).tolist()))


def test_rational_matrices_over_their_least_denominator():
    source = (((Fraction(1, 6), Fraction(-1, 4)), (Fraction(2), Fraction(0))),)
    result = arrays.scaled(source)
    assert result == arrays.Scaled((((2, -3), (24, 0)),), 12)
    assert result.cells() == source
    assert arrays.scaled([((Fraction(3), Fraction(-1)),)]) == arrays.Scaled((((3, -1),),), 1)


def test_trees_in_lowest_terms():
    expected = ((Quotient(Number(2), Number(3)), Negative(Number(2)), Number(0)),)
    assert arrays.trees(((6, -18, 0),), 9) == expected
    assert arrays.trees(((6, -18),)) == ((Number(6), Negative(Number(18))),)


def test_sums_maps_and_counts():
    assert arrays.added(((1, 2), (3, 4)), ((10, 20), (30, -4))) == ((11, 22), (33, 0))
    assert arrays.mapped(((1, 2), (3, 4)), lambda cell: -cell) == ((-1, -2), (-3, -4))
    assert arrays.count_nonzero(((0, 2), (-3, 0))) == 2


def test_draws_come_from_the_pool_and_repeat():
    rows = arrays.draw_rows(Stream("arrays"), 30, 40, (3, 3, 3, 7))
    assert arrays.shape(rows) == (30, 40)
    cells = [cell for row in rows for cell in row]
    assert set(cells) == {3, 7}
    assert 0.70 < cells.count(3) / len(cells) < 0.80
    assert rows == arrays.draw_rows(Stream("arrays"), 30, 40, (3, 3, 3, 7))
