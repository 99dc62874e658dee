"""Our trees as SymPy expressions, for the exact solver of record and for tests. Never on the way to a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from colloq.notation.tree import (
    Apply,
    Constant,
    Derivative,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Tree,
)

if TYPE_CHECKING:
    import sympy

_SAME_NAME = frozenset(
    ("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "coth", "sech", "csch",
     "asinh", "acosh", "atanh", "acoth", "exp", "sqrt", "cbrt", "sign")
)  # fmt: skip


def to_sympy(tree: Tree, *, positive: bool = True) -> sympy.Expr:
    """The SymPy expression of a tree; its symbols are positive (or real) and carry our names. Derivatives are carried out.

    Raises ValueError for a transpose: matrices have no SymPy form here.
    """
    import sympy  # noqa: PLC0415 - 250 ms, not needed to grade

    def convert(node: Tree) -> Any:  # noqa: ANN401 - SymPy is not typed
        match node:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Symbol(name):
                return symbol_of(name, positive=positive)
            case Constant(name):
                return sympy.E if name == "e" else sympy.pi
            case Negative(argument):
                return -convert(argument)
            case Sum(terms):
                return sympy.Add(*map(convert, terms))
            case Product(factors):
                return sympy.Mul(*map(convert, factors))
            case Quotient(top, bottom):
                return convert(top) / convert(bottom)
            case Power(base, exponent):
                return convert(base) ** convert(exponent)
            case Apply(function, arguments):
                return _function(function, [convert(argument) for argument in arguments])
            case Derivative(argument, by):
                return sympy.diff(convert(argument), symbol_of(by, positive=positive))
            case Transpose():
                msg = "no SymPy form of a transpose"
                raise ValueError(msg)

    return convert(tree)


def symbol_of(name: str, *, positive: bool = True) -> sympy.Symbol:
    """The SymPy symbol that stands for ours."""
    import sympy  # noqa: PLC0415

    return sympy.Symbol(name, positive=True) if positive else sympy.Symbol(name, real=True)


def _function(name: str, arguments: list[Any]) -> Any:  # noqa: ANN401
    """A function of the answer language: arcctg has range (0, pi), cbrt is real for positive arguments only."""
    import sympy  # noqa: PLC0415

    first = arguments[0]
    match name:
        case "acot":
            return sympy.pi / 2 - sympy.atan(first)
        case "ln":
            return sympy.log(first)
        case "lg":
            return sympy.log(first) / sympy.log(10)
        case "log":
            return sympy.log(first) / sympy.log(arguments[1])
        case "sigmoid":
            return 1 / (1 + sympy.exp(-first))
        case "abs":
            return sympy.Abs(first)
        case "relu":
            return sympy.Max(0, first)
        case "max":
            return sympy.Max(*arguments)
        case "min":
            return sympy.Min(*arguments)
        case _ if name in _SAME_NAME:
            return getattr(sympy, name)(first)
        case _:
            msg = f"no SymPy form of {name}"
            raise ValueError(msg)
