"""Tree to plain floats at a few points, without error bounds: quick enough to look at every part of every formula.

Nothing is decided by these values: what they suggest is proved with the bounds of `colloq.notation.evaluate`.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

from colloq.notation.evaluate import odd_root
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from fractions import Fraction

Column = list[float]
Kept = dict[int, Column]
"""The columns of the parts of a tree by `id`; valid as long as the tree is kept."""


def column(tree: Tree, columns: Mapping[str, Sequence[float]], count: int, kept: Kept | None = None) -> Column:
    """Values at `count` points, nan where there is none; those of the parts are put into `kept`."""
    kind = type(tree)  # asked by identity, which is quicker here than a match over ten classes
    if kind is Symbol:
        result = list(columns[tree.name])  # type: ignore[union-attr]
    elif kind is Number:
        result = [_float(tree.value)] * count  # type: ignore[union-attr]
    elif kind is Constant:
        result = [math.e if tree.name == "e" else math.pi] * count  # type: ignore[union-attr]
    else:
        result = _combined(tree, [column(part, columns, count, kept) for part in _PARTS[kind](tree)])
    if kept is not None:
        kept[id(tree)] = result
    return result


def _float(number: int | Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _combined(tree: Tree, parts: list[Column]) -> Column:
    operation = FUNCTIONS.get(tree.function, _nothing) if isinstance(tree, Apply) else _OPERATIONS.get(type(tree), _nothing)
    if isinstance(tree, Power) and (root := odd_root(tree.exponent)) is not None and root[1] > 1:
        operation = _real_root(*root)
    try:
        if len(parts) > 2 and operation in _LONG:
            return list(map(_LONG[operation], zip(*parts, strict=True)))
        return list(map(operation, *parts))
    except (ArithmeticError, ValueError):
        return [_one(operation, numbers) for numbers in zip(*parts, strict=True)]


def _nothing(*_numbers: float) -> float:
    return math.nan


def _one(operation: Callable[..., float], numbers: tuple[float, ...]) -> float:
    try:
        return _LONG[operation](numbers) if operation in _LONG else operation(*numbers)
    except (ArithmeticError, ValueError):
        return math.nan


def _real_root(top: int, bottom: int) -> Callable[[float, float], float]:
    sign = -1.0 if top % 2 else 1.0
    return lambda base, exponent: math.pow(base, exponent) if base >= 0 else sign * math.pow(-base, top / bottom)


def _sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a)) if a > -700 else 0.0


_OPERATIONS: dict[type, Callable[..., float]] = {
    Sum: operator.add,
    Product: operator.mul,
    Quotient: operator.truediv,
    Negative: operator.neg,
    Power: math.pow,
}
_PARTS: dict[type, Callable[[Any], tuple[Tree, ...]]] = {
    Sum: operator.attrgetter("terms"),
    Product: operator.attrgetter("factors"),
    Apply: operator.attrgetter("arguments"),
}
_PARTS = {kind: _PARTS.get(kind, children) for kind in (Sum, Product, Apply, Quotient, Power, Negative, Transpose, Derivative)}
_LONG: dict[Callable[..., float], Callable[[Sequence[float]], float]] = {operator.add: sum, operator.mul: math.prod}
"""The same for any number of terms or factors."""

FUNCTIONS: dict[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")},
    **{name: getattr(math, name) for name in ("asinh", "acosh", "atanh", "exp", "sqrt", "cbrt", "log")},
    "ln": math.log,
    "lg": math.log10,
    "cot": lambda a: 1 / math.tan(a),
    "sec": lambda a: 1 / math.cos(a),
    "csc": lambda a: 1 / math.sin(a),
    "acot": lambda a: math.atan2(1.0, a),
    "coth": lambda a: 1 / math.tanh(a),
    "sech": lambda a: 1 / math.cosh(a),
    "csch": lambda a: 1 / math.sinh(a),
    "acoth": lambda a: math.atanh(1 / a),
    "sigmoid": _sigmoid,
    "abs": abs,
    "relu": lambda a: max(a, 0.0),
    "sign": lambda a: math.copysign(1.0, a) if a else 0.0,
    "max": max,
    "min": min,
}


# ------------------------------------------------------------------------------------------------- from a value back


MANY = frozenset(("sin", "csc", "cos", "sec", "tan", "cot", "cosh", "sech", "abs"))
"""Functions that take a value more than once."""


def arguments(function: str, value: float, near: float) -> Iterator[float]:
    """What a function is taken of where it has this value: all of it, or the nearest to `near` of each kind."""
    match function:
        case "sin" | "csc":
            angle = math.asin(value if function == "sin" else 1 / value)
            yield from (_turned(angle, near, math.tau), _turned(math.pi - angle, near, math.tau))
        case "cos" | "sec":
            angle = math.acos(value if function == "cos" else 1 / value)
            yield from (_turned(angle, near, math.tau), _turned(-angle, near, math.tau))
        case "tan" | "cot":
            yield _turned(math.atan(value if function == "tan" else 1 / value), near, math.pi)
        case "cosh" | "sech":
            size = math.acosh(value if function == "cosh" else 1 / value)
            yield from (size, -size)
        case "abs":
            yield from (value, -value) if value >= 0 else ()
        case _:
            low, high, inverse = _INVERSE.get(function, (1.0, 0.0, float))
            if low <= value <= high:
                yield inverse(value)


def _turned(angle: float, near: float, turn: float) -> float:
    return angle + turn * round((near - angle) / turn)


_INF = math.inf
_INVERSE: dict[str, tuple[float, float, Callable[[float], float]]] = {
    "exp": (0, _INF, math.log),
    "ln": (-_INF, _INF, math.exp),
    "lg": (-_INF, 300, lambda v: 10.0**v),
    "sqrt": (0, _INF, lambda v: v * v),
    "cbrt": (-_INF, _INF, lambda v: v * v * v),
    "sigmoid": (0, 1, lambda v: math.log(v / (1 - v))),
    "relu": (5e-324, _INF, lambda v: v),
    "asin": (-math.pi / 2, math.pi / 2, math.sin),
    "acos": (0, math.pi, math.cos),
    "atan": (-math.pi / 2, math.pi / 2, math.tan),
    "acot": (0, math.pi, lambda v: 1 / math.tan(v)),
    "sinh": (-_INF, _INF, math.asinh),
    "tanh": (-1, 1, math.atanh),
    "coth": (-_INF, _INF, lambda v: math.atanh(1 / v)),
    "csch": (-_INF, _INF, lambda v: math.asinh(1 / v)),
    "asinh": (-_INF, _INF, math.sinh),
    "acosh": (0, _INF, math.cosh),
    "atanh": (-_INF, _INF, math.tanh),
    "acoth": (-_INF, _INF, lambda v: 1 / math.tanh(v)),
}
"""Where each function has one argument for a value, and which: least value, greatest value, inverse."""
