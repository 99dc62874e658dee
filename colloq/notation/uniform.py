"""Tree to floats at many points, with one bound of the relative error for all of them: several times quicker than a bound each.

Where one bound does not serve (a value of 0, a difference that cancels, a pole, numbers near the ends of the floats), the caller
bounds each value by itself (`colloq.notation.evaluate`).
"""

from __future__ import annotations

import math
from fractions import Fraction
from operator import add, mul, neg, truediv
from typing import TYPE_CHECKING, TypeAlias

from colloq.notation.tree import (
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Tree,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

UNIT = 2.0**-52
"""Twice the rounding unit of a float: covers one correctly rounded operation with room."""
_FUNCTION_UNITS = 4 * UNIT
_WORST = 1e-12  # errors are added up to first order; with this bound the rest is far below a rounding
_LARGEST = 1e250  # numbers beyond this, and below one over this, may leave the normal floats
_MOST_EXPONENT = 2**20

Uniform: TypeAlias = "tuple[Sequence[float], float, float]"
"""Values point by point; a bound of the relative error of each; a number S with 1/S <= size <= S for the size of each."""


class UnsureError(Exception):
    """One bound for all does not serve."""


def uniform(tree: Tree, symbols: Symbols, count: int) -> tuple[Sequence[float], float]:
    """Values and the bound of their relative error. Raises UnsureError; KeyError for an unknown symbol."""
    try:
        values, error, _ = _of(tree, symbols, count)
    except (ArithmeticError, ValueError) as cause:
        raise UnsureError from cause
    if not error < _WORST:
        raise UnsureError
    return values, error


class Symbols(dict[str, Uniform]):
    """The values of each symbol that occurs, its scale found once. To be used again, as long as the columns stay the same."""

    def __init__(self, columns: Mapping[str, Sequence[float]]) -> None:
        super().__init__()
        self._columns = columns

    def __missing__(self, name: str) -> Uniform:
        values = self._columns[name]
        self[name] = found = (values, 0.0, _scale(values))
        return found


def _of(tree: Tree, symbols: Symbols, count: int) -> Uniform:
    rule = _RULES.get(type(tree))
    if rule is None:
        raise UnsureError
    return rule(tree, symbols, count)


def _scale(values: Sequence[float]) -> float:
    sizes = [*map(abs, values)]
    return max(*sizes, 1 / min(sizes))


def _within(values: Sequence[float], error: float, scale: float) -> Uniform:
    """The result of an operation, with its sizes looked at where the factors' own scales are no more than a guess."""
    if not scale < _LARGEST:
        scale = _scale(values)
    if not (error < _WORST and scale < _LARGEST):
        raise UnsureError
    return values, error, scale


def _symbol(tree: Symbol, symbols: Symbols, _count: int) -> Uniform:
    return symbols[tree.name]


def _number(tree: Number, _symbols: Symbols, count: int) -> Uniform:
    value = float(tree.value)
    return [value] * count, 0.0 if type(tree.value) is int and value < 2**53 else UNIT, max(value, 1 / value)


def _constant(tree: Constant, _symbols: Symbols, count: int) -> Uniform:
    return [math.e if tree.name == "e" else math.pi] * count, UNIT, math.pi


def _negative(tree: Negative, symbols: Symbols, count: int) -> Uniform:
    values, error, scale = _of(tree.argument, symbols, count)
    return [*map(neg, values)], error, scale


def _sum(tree: Sum, symbols: Symbols, count: int) -> Uniform:
    totals, error, scale = _of(tree.terms[0], symbols, count)
    least = scale
    sizes: Iterable[float] = map(abs, totals)
    for term in tree.terms[1:]:
        values, other, its_scale = _of(term, symbols, count)
        totals = [*map(add, totals, values)]
        sizes = [*map(add, sizes, map(abs, values))]
        error, scale, least = max(error, other), scale + its_scale, min(least, its_scale)
    cancelled = max(map(truediv, sizes, map(abs, totals))) if all(totals) else math.inf
    error = cancelled * (error + len(tree.terms) * UNIT)
    if not error < _WORST and (terms := _gathered(tree.terms)) is not None:
        return _of(Sum(terms) if len(terms) > 1 else terms[0], symbols, count)
    return _within(totals, error, max(scale, cancelled * least))


def _gathered(terms: Sequence[Tree]) -> tuple[Tree, ...] | None:
    """The terms with the rational ones added up: of x + 10^12 - 10^12 floats lose four digits. None: there are none."""
    from colloq.notation.constants import exact  # noqa: PLC0415 - brings decimals, seldom needed

    ratios = [*map(exact, terms)]
    known = [ratio for ratio in ratios if ratio is not None]
    if len(known) <= 1 or max(map(abs, known)) > _LARGEST:
        return None
    total = sum(known, Fraction())
    others = tuple(term for term, ratio in zip(terms, ratios, strict=True) if ratio is None)
    if not total:
        return others or None
    size = Number(abs(total))
    return *others, size if total > 0 else Negative(size)


def _product(tree: Product, symbols: Symbols, count: int) -> Uniform:
    values, error, scale = _of(tree.factors[0], symbols, count)
    for factor in tree.factors[1:]:
        others, other, its_scale = _of(factor, symbols, count)
        values, error, scale = _within([*map(mul, values, others)], error + other + UNIT, scale * its_scale)
    return values, error, scale


def _quotient(tree: Quotient, symbols: Symbols, count: int) -> Uniform:
    return _ratio(_of(tree.numerator, symbols, count), _of(tree.denominator, symbols, count))


def _ratio(top: Uniform, bottom: Uniform) -> Uniform:
    return _within([*map(truediv, top[0], bottom[0])], top[1] + bottom[1] + UNIT, top[2] * bottom[2])


def _power(tree: Power, symbols: Symbols, count: int) -> Uniform:
    base, exponent = tree.base, tree.exponent
    if type(base) is Constant and base.name == "e":
        values, error, _ = _of(exponent, symbols, count)
        return _exponential(values, error)
    values, error, scale = _of(base, symbols, count)
    times = _whole_exponent(exponent)
    if times is not None:
        size = abs(times)
        return _within([value**times for value in values], size * error + _FUNCTION_UNITS, scale**size)
    if not min(values) > 0:
        raise UnsureError
    exponents, other, _ = _of(exponent, symbols, count)
    largest = max(map(abs, exponents))
    error = largest * (error + other * math.log(scale) if other else error)
    return _within([*map(pow, values, exponents)], error + _FUNCTION_UNITS, scale**largest)


def _whole_exponent(tree: Tree) -> float | None:
    if type(tree) is Negative:
        times = _whole_exponent(tree.argument)
        return None if times is None else -times
    if type(tree) is Number and type(tree.value) is int and tree.value < _MOST_EXPONENT:
        return float(tree.value)
    return None


def _exponential(values: Sequence[float], error: float) -> Uniform:
    results = [*map(math.exp, values)]
    return _within(results, max(map(abs, values)) * error + _FUNCTION_UNITS, max(*results, 1 / min(results)))


def _apply(tree: Apply, symbols: Symbols, count: int) -> Uniform:
    name = tree.function
    arguments = [_of(argument, symbols, count) for argument in tree.arguments]
    if name in ("max", "min"):
        rows = zip(*[column for column, _, _ in arguments], strict=True)
        results = [*map(max if name == "max" else min, rows)]
        return results, max([error for _, error, _ in arguments]), max([scale for _, _, scale in arguments])
    if name == "log":
        return _ratio(*(_function("ln", values, error) for values, error, _ in arguments))
    values, error, _ = arguments[0]
    return _exponential(values, error) if name == "exp" else _function(name, values, error)


def _function(name: str, values: Sequence[float], error: float) -> Uniform:
    if name in EXACT:
        results = [*map(EXACT[name], values)]
        return results, error, _scale(results)
    of, slope = FUNCTIONS[name]
    results = [*map(of, values)]
    if not error:
        return _within(results, _FUNCTION_UNITS, math.inf)
    shares = map(truediv, values, results)
    if slope is not one:
        shares = map(mul, shares, map(slope, values, results))
    return _within(results, 2 * error * max(map(abs, shares)) + _FUNCTION_UNITS, math.inf)


_RULES: dict[type, Callable[..., Uniform]] = {
    Symbol: _symbol,
    Number: _number,
    Constant: _constant,
    Negative: _negative,
    Sum: _sum,
    Product: _product,
    Quotient: _quotient,
    Power: _power,
    Apply: _apply,
}


# ---------------------------------------------------------------------------------------------------------------- functions


def _sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))


def _acoth(a: float) -> float:
    """By a - 1, which is exact beside the pole, where atanh(1/a) would magnify the rounding of 1/a."""
    return math.copysign(0.5 * math.log1p(2 / (abs(a) - 1)), a)


def one(_a: float, _v: float) -> float:
    """The slope of what moves no faster than its argument."""
    return 1.0


EXACT: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "relu": lambda a: max(a, 0.0),
    "sign": lambda a: math.copysign(1.0, a) if a else 0.0,
}
"""Functions that round nothing; the sign of a number whose relative error is small is certain."""

FUNCTIONS: dict[str, tuple[Callable[[float], float], Callable[[float, float], float]]] = {
    "sin": (math.sin, one),
    "cos": (math.cos, one),
    "tan": (math.tan, lambda _, v: 1 + v * v),
    "cot": (lambda a: 1 / math.tan(a), lambda _, v: 1 + v * v),
    "sec": (lambda a: 1 / math.cos(a), lambda _, v: v * v),
    "csc": (lambda a: 1 / math.sin(a), lambda _, v: v * v),
    "asin": (math.asin, lambda a, _: 1 / math.sqrt(1 - a * a)),
    "acos": (math.acos, lambda a, _: 1 / math.sqrt(1 - a * a)),
    "atan": (math.atan, one),
    "acot": (lambda a: math.atan2(1.0, a), one),  # pi/2 - atan(a) would cancel
    "sinh": (math.sinh, lambda a, _: math.cosh(a)),
    "cosh": (math.cosh, lambda _, v: v),
    "tanh": (math.tanh, one),
    "coth": (lambda a: 1 / math.tanh(a), lambda _, v: v * v),
    "sech": (lambda a: 1 / math.cosh(a), one),
    "csch": (lambda a: 1 / math.sinh(a), lambda _, v: v * v + abs(v)),
    "asinh": (math.asinh, one),
    "acosh": (math.acosh, lambda a, _: 1 / math.sqrt(a * a - 1)),
    "atanh": (math.atanh, lambda a, _: 1 / (1 - a * a)),
    "acoth": (_acoth, lambda a, _: 1 / (a * a - 1)),
    "ln": (math.log, lambda a, _: 1 / a),
    "lg": (math.log10, lambda a, _: 1 / (2 * a)),
    "exp": (math.exp, lambda _, v: v),
    "sqrt": (math.sqrt, lambda _, v: 1 / (2 * v)),
    "cbrt": (math.cbrt, lambda a, v: v / (3 * a)),
    "sigmoid": (_sigmoid, lambda _, v: v * (1 - v)),
}
"""The value, and a bound of the size of the slope from the argument and the value."""
