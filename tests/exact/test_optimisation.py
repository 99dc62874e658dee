"""The shared pieces of the optimisation families: polynomials, small linear algebra, rational values, roots, Taylor models."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy

from colloq.errors import ParameterError
from colloq.exact.descent import rate_of, read_polynomial, write_polynomial
from colloq.exact.fields import Fields
from colloq.exact.function_draws import bent_bowl, bowl, bowl_in_space, curve, parabola, valley
from colloq.exact.numeric_functions import minimised, surface_of_polynomial, surface_of_tree
from colloq.exact.polynomials import degree, gradient, hessian, polynomial_of, tree_of, value
from colloq.exact.rational_values import root_of, value_at
from colloq.exact.rational_vectors import (
    adjugate,
    applied,
    determinant,
    positive_definite,
    read_vector,
    solved,
    told_apart,
    write_vector,
)
from colloq.exact.roots import over_root, root, square_free
from colloq.exact.taylor import Place, bend_of, slope_of, smooth
from colloq.grading.number import as_float
from colloq.notation.linear import linear
from colloq.notation.read import read_formula
from colloq.seeds import Stream

DRAWS = (parabola, curve, lambda rng: bowl(rng, mixed=True), valley, bent_bowl, bowl_in_space)


def tree(text, names="xyz"):
    return read_formula(text, tuple(names)).tree


def fractions(*entries):
    return tuple(map(Fraction, entries))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2x^2 - 3x*y/2 + 5", "2*x^2 - 3*x*y/2 + 5"),
        ("(x + y)^2 - (x - y)^2", "4*x*y"),
        ("y + x", "x + y"),
        ("-(x - 1)/2", "-x/2 + 1/2"),
        ("x - x", "0"),
        ("0.5x^2", "x^2/2"),
    ],
)
def test_polynomials_are_multiplied_out(text, written):
    assert linear(tree_of(polynomial_of(tree(text), 2)), unicode=False) == written


@pytest.mark.parametrize("text", ["1/x", "e^x", "x^(1/2)", "x^9", "x^5*x^4", "x/(1 - 1)", "z", "sin x", "x^y"])
def test_what_is_no_polynomial_in_x_and_y(text):
    assert polynomial_of(tree(text), 2) is None


def test_polynomials_agree_with_sympy():
    for seed in range(120):
        function = DRAWS[seed % len(DRAWS)](Stream(f"polynomial {seed}"))
        letters = sympy.symbols("x y z")[: function.count]
        formula = sympy.sympify(linear(tree_of(function), unicode=False).replace("^", "**"))
        point = fractions("1/2", -2, 3)[: function.count]
        at = {letter: sympy.Rational(str(entry)) for letter, entry in zip(letters, point, strict=True)}
        assert value(function, point) == formula.subs(at)
        assert list(gradient(function, point)) == [sympy.diff(formula, letter).subs(at) for letter in letters]
        assert hessian(function, point) == tuple(
            tuple(sympy.diff(formula, row, column).subs(at) for column in letters) for row in letters
        )
        assert degree(function) == sympy.Poly(formula, *letters).total_degree()
        fields = {"f": write_polynomial(function)}
        assert {*formula.free_symbols} != {*letters} or read_polynomial(Fields(fields)) == function


def test_differences_agree_with_exact_derivatives():
    for seed in range(60):
        function = DRAWS[seed % len(DRAWS)](Stream(f"surface {seed}"))
        point = fractions("1/3", -2, "5/2")[: function.count]
        surface = surface_of_polynomial(function)
        other = surface_of_tree(tree_of(function), "xyz"[: function.count])
        for one in (surface, other):
            place = one.numbers(point)
            assert [float(slope) for slope in one.slope(place)] == pytest.approx(list(map(float, gradient(function, point))))
            bends = [[float(cell) for cell in row] for row in one.bend(place)]
            assert np.allclose(bends, np.array(hessian(function, point), dtype=float))


def test_the_minimum_along_one_coordinate():
    surface = surface_of_polynomial(polynomial_of(tree("x^2 + x*y + 2y^2 - 4x"), 2))
    assert [float(entry) for entry in minimised(surface, surface.numbers(fractions(1, 2)), [0])] == pytest.approx([1, 2])


def test_linear_algebra_agrees_with_sympy():
    rng = Stream("matrices")
    for _ in range(100):
        size = rng.integer(1, 3)
        rows = tuple(tuple(Fraction(rng.integer(-5, 5), rng.integer(1, 3)) for _ in range(size)) for _ in range(size))
        rows = tuple(tuple(rows[min(at, to)][max(at, to)] for to in range(size)) for at in range(size))
        matrix = sympy.Matrix([[sympy.Rational(str(cell)) for cell in row] for row in rows])
        assert determinant(rows) == matrix.det()
        assert adjugate(rows) == tuple(map(tuple, matrix.adjugate().tolist()))
        assert positive_definite(rows) == matrix.is_positive_definite
        if determinant(rows):
            vector = fractions(1, -2, "1/2")[:size]
            assert applied(rows, solved(rows, vector)) == vector


@pytest.mark.parametrize(
    ("typed", "length", "vector"),
    [
        ("1 -2", 2, (1, -2)),
        ("(1; -2)", 2, (1, -2)),
        ([1, "-1/2", 3], 3, (1, "-1/2", 3)),
        ([[1], [2]], 2, (1, 2)),
        (["0.5", 2], 2, ("1/2", 2)),
        ("1/3", 1, ("1/3",)),
        (4, 1, (4,)),
    ],
)
def test_points_are_read(typed, length, vector):
    read = read_vector(Fields({"at": typed}), "at", length)
    assert read == fractions(*vector)
    assert read_vector(Fields({"at": write_vector(read)}), "at", length) == read


@pytest.mark.parametrize("typed", ["1 2; 3 4", [1, 2, 3], 5])
def test_points_of_another_length_are_refused(typed):
    with pytest.raises(ParameterError) as caught:
        read_vector(Fields({"at": typed}), "at", 2)
    assert (caught.value.key, caught.value.values["count"]) == ("coordinates", 2)


def test_what_could_be_taken_for_the_right_vector():
    right = fractions("26/25", "-51/50")
    assert not told_apart(right, fractions(1, -1))  # 1.04 and -1.02 with too few digits
    assert not told_apart(right, fractions("104/100", "-101/99"))
    assert told_apart(right, fractions("26/25", "51/50"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("e^(x - y)", 1),
        ("exp(x - 1) + ln y", 1),
        ("sqrt(4x) + (9x)^(1/2)", 5),
        ("x/(y + 2) - x^-2", "-2/3"),
        ("cos(x - y) + sin(0) + tanh 0", 1),
        ("sqrt(2x)", None),
        ("e^x", None),
        ("ln(2x)", None),
        ("1/(x - y)", None),
        ("0^(x - y)", None),
        ("pi", None),
        ("sqrt(-x)", None),
        ("x + z", None),
    ],
)
def test_values_that_are_rational(text, number):
    assert value_at(tree(text), {"x": Fraction(1), "y": Fraction(1)}) == (None if number is None else Fraction(number))


def test_square_roots():
    assert (root_of(Fraction(9, 4)), root_of(Fraction(2)), root_of(Fraction(-1))) == (Fraction(3, 2), None, None)
    for text in ("20", "1/2", "9/4", "0", "50/3", "7"):
        number = Fraction(text)
        outside, inside = square_free(number)
        assert outside**2 * inside == number
        assert as_float(root(number)) == pytest.approx(float(number) ** 0.5)
    for top, square in ((-2, 5), (3, 18), (-4, 16), ("1/2", "1/3")):
        assert as_float(over_root(Fraction(top), Fraction(square))) == pytest.approx(
            float(Fraction(top)) / float(Fraction(square)) ** 0.5
        )


def test_step_sizes_are_shown_as_they_are_written():
    shown = [linear(rate_of(Fraction(text)), "en") for text in ("1/10", "1/20", "1/4", "2/3", "2/5", "1")]
    assert shown == ["0.1", "0.05", "1/4", "2/3", "0.4", "1"]


def test_smooth_functions_agree_with_sympy():
    names = {"x": sympy.Symbol("x"), "y": sympy.Symbol("y"), "e": sympy.E, "ln": sympy.log}
    tried = 0
    for seed in range(150):
        place = smooth(Stream(f"smooth {seed}"), 1 + seed % 2)
        if place is None:
            continue
        formula = sympy.sympify(linear(place.f, unicode=False).replace("^", "**"), locals=names)
        letters = [names[name] for name in place.names]
        at = {letter: sympy.Rational(str(entry)) for letter, entry in zip(letters, place.point, strict=True)}
        slope, bend = slope_of(place), bend_of(place)
        assert slope is None or list(slope) == [sympy.diff(formula, letter).subs(at) for letter in letters]
        if bend is not None:
            assert bend == tuple(tuple(sympy.diff(formula, row, column).subs(at) for column in letters) for row in letters)
            tried += 1
    assert tried > 40
    assert slope_of(Place(tree("e^x"), fractions(1))) is None
    assert bend_of(Place(tree("e^x"), fractions(1))) is None
