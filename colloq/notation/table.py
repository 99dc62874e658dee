"""The table of derivatives as data: the eighteen rows of the study guide (task 2), corrected, and the functions it leaves out.

Each row is written once, in its composite form: a function of U and its derivative in U and U'. The simple form (U = x) follows
from it. `colloq.notation.calculus` differentiates by these very rows, so the printed table and the program cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from colloq.notation.build import (
    ONE,
    TWO,
    E,
    apply,
    difference,
    negative,
    power,
    product,
    quotient,
    rational,
    sqrt,
    symbol,
    total,
)
from colloq.notation.tidy import make
from colloq.notation.tree import Apply, Number, Symbol, Tree, children

U, SLOPE, A, N, X = map(symbol, ("U", "U'", "a", "n", "x"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a function of U and its derivative in U and U'; `a` and `n` are constants."""

    name: str
    function: Tree
    derivative: Tree

    @property
    def simple(self) -> tuple[Tree, Tree]:
        """The function of x and its derivative."""
        return fill(self.function, {"U": X}), fill(self.derivative, {"U": X, "U'": ONE})


def fill(template: Tree, values: dict[str, Tree]) -> Tree:
    """The template with values for its symbols; the values stay as they are, the nodes above them are tidied."""
    if isinstance(template, Symbol):
        return values.get(template.name, template)
    parts = children(template)
    return make(template, tuple(fill(part, values) for part in parts)) if parts else template


def _square(tree: Tree) -> Tree:
    return power(tree, TWO)


def _of(name: str, derivative: Tree) -> Row:
    return Row(name, apply(name, U), derivative)


_ROOT_OF_ONE_LESS = sqrt(difference(ONE, _square(U)))

TABLE: tuple[Row, ...] = (
    Row("power", power(U, N), product(N, power(U, difference(N, ONE)), SLOPE)),
    Row("reciprocal", quotient(ONE, U), negative(quotient(SLOPE, _square(U)))),
    _of("sqrt", quotient(SLOPE, product(TWO, sqrt(U)))),
    _of("sin", product(apply("cos", U), SLOPE)),
    _of("cos", negative(product(apply("sin", U), SLOPE))),
    _of("tan", quotient(SLOPE, _square(apply("cos", U)))),
    _of("cot", negative(quotient(SLOPE, _square(apply("sin", U))))),
    Row("exponential", power(A, U), product(power(A, U), apply("ln", A), SLOPE)),
    Row("exp", power(E, U), product(power(E, U), SLOPE)),
    Row("log", apply("log", U, A), quotient(SLOPE, product(U, apply("ln", A)))),
    _of("ln", quotient(SLOPE, U)),
    _of("acos", negative(quotient(SLOPE, _ROOT_OF_ONE_LESS))),
    _of("asin", quotient(SLOPE, _ROOT_OF_ONE_LESS)),
    _of("atan", quotient(SLOPE, total(ONE, _square(U)))),
    _of("sinh", product(apply("cosh", U), SLOPE)),
    _of("cosh", product(apply("sinh", U), SLOPE)),
    _of("tanh", quotient(SLOPE, _square(apply("cosh", U)))),
    _of("coth", negative(quotient(SLOPE, _square(apply("sinh", U))))),
)
"""The eighteen rows, in the order of the guide."""

_SIGMOID = apply("sigmoid", U)
_FURTHER: tuple[Row, ...] = (
    _of("sec", quotient(product(apply("sin", U), SLOPE), _square(apply("cos", U)))),
    _of("csc", negative(quotient(product(apply("cos", U), SLOPE), _square(apply("sin", U))))),
    _of("acot", negative(quotient(SLOPE, total(ONE, _square(U))))),
    _of("sech", negative(quotient(product(apply("sinh", U), SLOPE), _square(apply("cosh", U))))),
    _of("csch", negative(quotient(product(apply("cosh", U), SLOPE), _square(apply("sinh", U))))),
    _of("asinh", quotient(SLOPE, sqrt(total(_square(U), ONE)))),
    _of("acosh", quotient(SLOPE, sqrt(difference(_square(U), ONE)))),
    _of("atanh", quotient(SLOPE, difference(ONE, _square(U)))),
    _of("acoth", quotient(SLOPE, difference(ONE, _square(U)))),
    _of("lg", quotient(SLOPE, product(U, apply("ln", Number(10))))),
    Row("exp", apply("exp", U), product(apply("exp", U), SLOPE)),
    _of("cbrt", quotient(SLOPE, product(Number(3), _square(apply("cbrt", U))))),
    _of("sigmoid", product(_SIGMOID, difference(ONE, _SIGMOID), SLOPE)),
    # The rest have kinks or jumps; away from them the derivative is written with the sign.
    _of("abs", product(apply("sign", U), SLOPE)),
    _of("relu", product(rational(Fraction(1, 2)), total(ONE, apply("sign", U)), SLOPE)),
    _of("sign", Number(0)),
)

BY_NAME: dict[str, Row] = {row.name: row for row in TABLE}
"""The rows of the guide by name."""
BY_FUNCTION: dict[str, Row] = {
    row.function.function: row for row in (*TABLE, *_FURTHER) if isinstance(row.function, Apply) and row.name != "log"
}
"""The row of each function of one argument, by its canonical name."""
