"""An evaluator of its own for tests: trees at a point with mpmath, 40 digits, derivatives by mpmath.diff.

It shares no code with `colloq.notation.evaluate`, `calculus` or `to_sympy`.
"""

from __future__ import annotations

import mpmath

from colloq.notation.tree import Apply, Constant, Derivative, Negative, Number, Power, Product, Quotient, Sum, Symbol

DIGITS = 40

FUNCTIONS = {
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "cot": mpmath.cot,
    "sec": mpmath.sec,
    "csc": mpmath.csc,
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "atan": mpmath.atan,
    "acot": lambda a: mpmath.pi / 2 - mpmath.atan(a),
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "coth": mpmath.coth,
    "sech": mpmath.sech,
    "csch": mpmath.csch,
    "asinh": mpmath.asinh,
    "acosh": mpmath.acosh,
    "atanh": mpmath.atanh,
    "acoth": mpmath.acoth,
    "ln": mpmath.log,
    "lg": mpmath.log10,
    "exp": mpmath.exp,
    "sqrt": mpmath.sqrt,
    "cbrt": lambda a: mpmath.cbrt(a) if a >= 0 else -mpmath.cbrt(-a),
    "abs": abs,
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "sign": mpmath.sign,
    "max": max,
    "min": min,
    "log": lambda a, base: mpmath.log(a) / mpmath.log(base),
}


def numeric(tree, point):
    """The value at a point (name to number) as an mpmath number; ZeroDivisionError, ValueError or a complex value where undefined."""
    with mpmath.workdps(max(DIGITS, mpmath.mp.dps)):
        return _value(tree, {name: mpmath.mpmathify(number) for name, number in point.items()})


def slope(tree, by, point):
    """The derivative at a point by numeric differentiation."""
    return numeric(Derivative(tree, by), point)


def _value(tree, point):
    match tree:
        case Number(number):
            return mpmath.mpf(number.numerator) / number.denominator
        case Symbol(name):
            return point[name]
        case Constant(name):
            return mpmath.e if name == "e" else mpmath.pi
        case Negative(argument):
            return -_value(argument, point)
        case Sum(terms):
            return mpmath.fsum(_value(term, point) for term in terms)
        case Product(factors):
            return mpmath.fprod(_value(factor, point) for factor in factors)
        case Quotient(top, bottom):
            return _value(top, point) / _value(bottom, point)
        case Power(base, exponent):
            return mpmath.power(_value(base, point), _value(exponent, point))
        case Apply(function, arguments):
            return FUNCTIONS[function](*(_value(argument, point) for argument in arguments))
        case Derivative(argument, by):
            return mpmath.diff(lambda at: _value(argument, {**point, by: at}), point[by])
        case _:
            raise TypeError(tree)


def close(left, right, tolerance=1e-12):
    """Equal to within a relative tolerance, both finite."""
    if not (mpmath.isfinite(left) and mpmath.isfinite(right)):
        return False
    return abs(left - right) <= tolerance * max(abs(left), abs(right), mpmath.mpf("1e-20") / tolerance)
