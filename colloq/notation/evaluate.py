"""Tree to numbers, in plain floats, many points at once, with a running bound of the rounding error.

First with one bound for all points (`uniform.py`), which most formulas are content with; else with a bound for each.

Where a value is not finite, or its bound is not small, floats cannot tell why (undefined, too large, cancelled): then
`colloq.notation.precise` looks at that one point with more digits.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

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
    children,
)
from colloq.notation.uniform import EXACT, FUNCTIONS, UNIT, Symbols, UnsureError, one, uniform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

TINY = 1e-300
"""Added to products and quotients, whose error is not relative any more where they leave the normal floats."""
NAN = math.nan
INF = math.inf
_LARGEST_EXPONENT = 10**6
_MOST_PARTS = 8
_MOST_BITS = 1000  # of the numerator of an exponent; a float holds it
_LINEAR = 1e-2  # a first-order bound is trusted while the argument's error is this small beside the argument

Column = list[float]
Bounded = tuple[Column, Column]
"""Values and bounds of their absolute errors, point by point. A bound of inf or nan: the value means nothing."""


def value(tree: Tree, point: Mapping[str, float]) -> float:
    """The value at a point; nan where the formula is undefined there or the value is too large for a float."""
    return evaluate(tree, {name: [number] for name, number in point.items()}, 1)[0][0]


Parts = dict[int, Bounded]
"""Values of the parts of a tree by `id`; valid as long as the tree is kept."""


def evaluate(
    tree: Tree, columns: Mapping[str, Sequence[float]], count: int, *, rounded: bool = False, known: Parts | None = None
) -> Bounded:
    """Values and error bounds at `count` points; `columns` has the coordinates of each symbol. Raises KeyError.

    With `rounded`, a decimal literal of three digits or more stands for every number that rounds to it. Parts whose values are
    `known` are not evaluated again.
    """
    if count > 1 and known is None and not rounded:
        try:
            values, error = uniform(tree, Symbols(columns), count)
        except UnsureError:
            pass
        else:
            return list(values), [error * abs(value) for value in values]
    return evaluate_each(tree, columns, count, known, rounded=rounded)


def evaluate_each(
    tree: Tree, columns: Mapping[str, Sequence[float]], count: int, known: Parts | None = None, *, rounded: bool = False
) -> Bounded:
    """Each value with a bound of its own."""

    def of(part: Tree) -> Bounded:
        if known is not None and (before := known.get(id(part))) is not None:
            return before
        return evaluate_each(part, columns, count, known, rounded=rounded)

    match tree:
        case Symbol(name):
            return list(columns[name]), [0.0] * count
        case Number():
            constant, error = _literal(tree, rounded=rounded)
            return [constant] * count, [error] * count
        case Product(factors):
            return _product([of(factor) for factor in factors])
        case Sum(terms):
            return _sum([of(term) for term in terms])
        case Negative(argument):
            values, errors = of(argument)
            return [-number for number in values], errors
        case Power(base, exponent):
            return _power(of(base), of(exponent), exponent)
        case Quotient(top, bottom):
            return _quotient(of(top), of(bottom))
        case Constant(name):
            constant = math.e if name == "e" else math.pi
            return [constant] * count, [UNIT * constant] * count
        case Apply(function, arguments):
            return _apply(function, [of(argument) for argument in arguments])
        case Transpose(argument):
            return of(argument)
        case Derivative():
            msg = "a derivative that is not carried out has no value"
            raise ValueError(msg)


def evaluate_parts(tree: Tree, columns: Mapping[str, Sequence[float]], count: int) -> Parts:
    """The values of a tree and of all its parts, for the trees that are made from it by a change at one place."""
    known: Parts = {}

    def keep(part: Tree) -> None:
        for child in children(part):
            keep(child)
        known[id(part)] = evaluate(part, columns, count, known=known)

    keep(tree)
    return known


def _literal(number: Number, *, rounded: bool) -> tuple[float, float]:
    value = _float(number.value)
    if rounded and number.text:
        return value, _half_digit(number.text)
    exact = isinstance(number.value, int) and number.value < 2**53
    return value, 0.0 if exact else UNIT * value


def _half_digit(text: str) -> float:
    """Half a unit of the last digit typed, for three significant digits or more; else nothing."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len((whole + decimals).lstrip("0")) < 3:
        return 0.0
    return float(f"5e{int(exponent or 0) - len(decimals) - 1}")  # 10.0**398 would raise, where this is inf


def _float(number: int | Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return INF


def _sum(parts: list[Bounded]) -> Bounded:
    values: Column = []
    errors: Column = []
    for terms, bounds in zip(zip(*(p[0] for p in parts), strict=True), zip(*(p[1] for p in parts), strict=True), strict=True):
        try:
            total = math.fsum(terms)  # rounded once: of exact terms that cancel, it is exactly 0
        except (OverflowError, ValueError):
            values.append(NAN)
            errors.append(INF)
            continue
        values.append(total)
        errors.append(0.0 if _whole(terms, bounds) else sum(bounds) + UNIT * abs(total))
    return values, errors


def _whole(numbers: tuple[float, ...], bounds: tuple[float, ...]) -> bool:
    """Whether these are exact whole numbers that floats add and multiply exactly: (-1)^(n+2) needs a whole exponent."""
    return not any(bounds) and all(map(float.is_integer, map(float, numbers))) and sum(map(abs, numbers)) < 2**53


def _product(parts: list[Bounded]) -> Bounded:
    values, errors = parts[0]
    for others, bounds in parts[1:]:
        results = [a * b for a, b in zip(values, others, strict=True)]
        errors = [_error_of_product(a, e, b, f, r) for a, e, b, f, r in zip(values, errors, others, bounds, results, strict=True)]
        values = results
    return values, errors


def _error_of_product(a: float, e: float, b: float, f: float, result: float) -> float:
    if result == 0.0 and ((a == 0.0 == e and f < INF) or (b == 0.0 == f and e < INF)):
        return 0.0  # nought times any number
    return 0.0 if _whole((a, b, result), (e, f)) else abs(a) * f + (abs(b) + f) * e + UNIT * abs(result) + TINY


def _quotient(top: Bounded, bottom: Bounded) -> Bounded:
    values: Column = []
    errors: Column = []
    for a, e, b, f in zip(*top, *bottom, strict=True):
        room = abs(b) - f
        if room > 0.0:
            result = a / b
            values.append(result)
            errors.append((e + abs(result) * f) / room + UNIT * abs(result) + TINY if a or e else 0.0)
        else:
            values.append(NAN)
            errors.append(INF)
    return values, errors


def odd_root(exponent: Tree) -> tuple[int, int] | None:
    """(p, q) of a constant exponent p/q with odd q: x^(1/3) of a negative x is the real root, x^(3-1) a square."""
    if isinstance(exponent, Symbol) or (isinstance(exponent, Number) and isinstance(exponent.value, int)):
        return None  # nothing to find out
    ratio = short_ratio(exponent)
    if ratio is None or ratio.denominator % 2 == 0 or ratio.numerator.bit_length() > _MOST_BITS:
        return None
    return ratio.numerator, ratio.denominator


def short_ratio(tree: Tree) -> Fraction | int | None:
    """The exact value of a short constant; None for anything else, and for decimals that are not whole."""
    match tree:
        case Number(number):
            return number if number.denominator == 1 and number < _LARGEST_EXPONENT else None
        case Negative(argument):
            ratio = short_ratio(argument)
            return None if ratio is None else -ratio
        case Quotient() | Sum() | Product():
            ratios = [short_ratio(part) for part in children(tree)]
            known = [ratio for ratio in ratios if ratio is not None]
            if len(known) < len(ratios) or len(known) > _MOST_PARTS:
                return None
            if isinstance(tree, Quotient):
                return Fraction(known[0], known[1]) if known[1] else None
            return sum(known) if isinstance(tree, Sum) else math.prod(known)
        case _:
            return None


def _power(base: Bounded, exponent: Bounded, typed: Tree) -> Bounded:
    root = odd_root(typed)
    if root is not None and root[1] == 1:
        exponent = [float(root[0])] * len(base[0]), [0.0] * len(base[0])
    values: Column = []
    errors: Column = []
    for a, e, b, f in zip(*base, *exponent, strict=True):
        try:
            result, error = _power_at(a, e, b, f, root)
        except (OverflowError, ValueError):
            result, error = NAN, INF
        values.append(result)
        errors.append(error)
    return values, errors


def _power_at(a: float, e: float, b: float, f: float, root: tuple[int, int] | None) -> tuple[float, float]:
    if a == 0.0 == e and b > f:
        return 0.0, 0.0
    if a > e or (a < -e and f == 0.0 and b == int(b)):
        result = a**b
    elif a < -e and root is not None:
        result = abs(a) ** b * (-1 if root[0] % 2 else 1)
    else:
        return NAN, INF
    size = abs(a)
    relative = abs(b) * e / (size - e) + (abs(math.log(size)) * f if f else 0.0) + 4 * UNIT
    return result, abs(result) * relative + TINY if relative < _LINEAR else INF


# ---------------------------------------------------------------------------------------------------------------- functions


_FALLING = frozenset(("exp", "sigmoid", "sech", "csch"))  # never 0: where a float says so, the value is too small for one


def _apply(function: str, arguments: list[Bounded]) -> Bounded:
    if function == "log":
        return _quotient(_apply("ln", arguments[:1]), _apply("ln", arguments[1:]))
    if function in ("max", "min"):
        return _extreme(max if function == "max" else min, arguments)
    if function in EXACT:
        return _exact(function, arguments[0])
    of, slope = FUNCTIONS[function]
    values: Column = []
    errors: Column = []
    for a, e in zip(*arguments[0], strict=True):
        try:
            result = of(a)
            error = 4 * UNIT * abs(result) + (TINY if result or function in _FALLING else 0.0)
            if e:
                spread = 2 * e * abs(slope(a, result)) if e < _LINEAR * abs(a) else INF
                steep = slope is not one and spread > 0.1 * abs(result)  # beside a pole the slope itself is uncertain
                error = INF if steep else error + spread
        except (ValueError, ZeroDivisionError, OverflowError):
            result, error = NAN, INF
        values.append(result)
        errors.append(error)
    return values, errors


def _exact(function: str, argument: Bounded) -> Bounded:
    values = [*map(EXACT[function], argument[0])]
    if function != "sign":
        return values, argument[1]
    return values, [0.0 if abs(a) > e or a == e == 0 else INF for a, e in zip(*argument, strict=True)]


def _extreme(choose: Callable[..., float], arguments: list[Bounded]) -> Bounded:
    values = [choose(row) for row in zip(*(argument[0] for argument in arguments), strict=True)]
    errors = [max(row) for row in zip(*(argument[1] for argument in arguments), strict=True)]
    for column, _ in arguments:  # max(-1, nan) is -1 in Python
        for index, number in enumerate(column):
            if not math.isfinite(number):
                values[index], errors[index] = NAN, INF
    return values, errors
