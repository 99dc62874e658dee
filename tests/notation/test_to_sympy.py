"""Trees as SymPy expressions: the same values as an evaluator of the tests' own."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from colloq.notation.build import E, apply, power, product
from colloq.notation.functions import FUNCTIONS
from colloq.notation.read import Reading, read_formula
from colloq.notation.to_sympy import symbol_of, to_sympy
from colloq.notation.tree import Apply, Derivative, Number, Symbol
from tests.notation.numeric import close, numeric

X, Y = Symbol("x"), Symbol("y")
PLACES = {"acosh": 1.7, "acoth": 1.7}


def tree_of(text):
    reading = read_formula(text, ("x", "y"))
    assert isinstance(reading, Reading), reading
    return reading.tree


def value_of(tree, point, **assumed):
    letters = [symbol_of(name, **assumed) for name in point]
    function = sympy.lambdify(letters, to_sympy(tree, **assumed), "mpmath")
    return function(*map(mpmath.mpf, point.values()))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_its_meaning(name):
    tree = apply(name, X, Y) if FUNCTIONS[name].most_arguments > 1 else apply(name, X)
    point = {"x": PLACES.get(name, 0.6), "y": 0.4}
    assert close(value_of(tree, point), numeric(tree, point))


@pytest.mark.parametrize("name", ["abs", "relu", "sign", "max", "min", "acot", "sigmoid"])
def test_real_symbols_may_be_negative(name):
    tree = apply(name, X, Y) if FUNCTIONS[name].most_arguments > 1 else apply(name, X)
    point = {"x": -0.6, "y": 0.4}
    assert close(value_of(tree, point, positive=False), numeric(tree, point), 1e-14) or numeric(tree, point) == 0


@pytest.mark.parametrize("text", ["2/3 - x", "0,25 x^y", "pi e^(x y)", "-(x+1)/(y+2)", "x^(1/3)", "(xy+e^(xy))^y", "log_2(x)"])
def test_every_node_has_its_meaning(text):
    point = {"x": 0.7, "y": 1.3}
    assert close(value_of(tree_of(text), point), numeric(tree_of(text), point))


def test_a_derivative_is_carried_out():
    assert to_sympy(Derivative(power(X, Number(3)), "x")) == 3 * symbol_of("x") ** 2
    assert to_sympy(product(Number(2), Derivative(power(E, X), "x"))) == 2 * sympy.exp(symbol_of("x"))


def test_an_unknown_function_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="no SymPy form of sinus"):
        to_sympy(Apply("sinus", (X,)))
