"""Whether a number is said twice: 1/6 (0.167), 0.167 (1/6), 2/3 ≈ 0.67. Works on trees that have been read."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from colloq.notation.build import rational_value
from colloq.notation.evaluate import value
from colloq.notation.tree import Negative, Number, Tree, has_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACES = 4
_LEAST_DIGITS = 3
_MOST_PLACES = 300  # of a decimal whose half unit is still a float
_SAME = 1e-14
_ROUNDING = 1e-9  # floats beside half a unit of the last digit
_REPEATING = re.compile(r"[-−]?\s*\d+[.,]\d*\(\d+\)", re.ASCII)


def is_bracketed(text: str) -> bool:
    """Whether one pair of round brackets stands around the whole text."""
    if text[:1] != "(" or text[-1:] != ")":
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def agree(trees: Sequence[Tree], symbols: Sequence[str]) -> bool:
    """Whether trees have one value, to three digits where one is a decimal, at a few points."""
    close = 5e-3 if any(map(has_decimal, trees)) else 1e-9
    agreed = 0
    for place in range(_PLACES if symbols else 1):
        point = {name: 0.35 + 0.23 * ((3 * index + 5 * place) % 7) for index, name in enumerate(symbols)}
        values = [value(tree, point) for tree in trees]
        if all(map(math.isfinite, values)):
            if not all(math.isclose(number, values[0], rel_tol=close, abs_tol=1e-300) for number in values):
                return False
            agreed += 1
    return agreed > 0


def restates(number: Tree, bracket: Tree, *, after_bracket: bool) -> bool:
    """Whether a bracket says once more, in another way, what stands before it; (1/2) (1/2) and 2 (2) are products."""
    if has_decimal(number):
        exact = rational_value(number)
        return number != bracket and exact is not None and exact == rational_value(bracket)
    return has_decimal(bracket) or (number != bracket and not after_bracket)


def names_rounded(typed: str, number: Tree, typed_bracket: str, bracket: Tree) -> bool:
    """Whether the bracket is the number whose decimal stands before it, as in 0.667 (2/3), 0.1(6) (1/6), 8.17% (0.0817)."""
    if isinstance(_bare(bracket), Number) and has_decimal(bracket):  # of two decimals one has to be the percentage
        return ("%" in typed) is not ("%" in typed_bracket) and rational_value(number) == rational_value(bracket)
    if not has_decimal(number) and not _REPEATING.fullmatch(typed.strip()):
        return False
    if _REPEATING.fullmatch(typed.strip()):
        return number == bracket
    same = math.isclose(value(number, {}), value(bracket, {}), rel_tol=_SAME)
    return (same and isinstance(_bare(number), Number)) or is_rounded(number, bracket, least=_LEAST_DIGITS)


def rounds(trees: Sequence[Tree], about: Sequence[bool]) -> bool:
    """Whether those `about` the others are decimals that round them, as in 2/3 ≈ 0.7; the others have one exact value."""
    exact = [tree for tree, rounded in zip(trees, about, strict=True) if not rounded]
    decimals = [tree for tree, rounded in zip(trees, about, strict=True) if rounded]
    if not exact or any(map(has_decimal, exact)) or not agree(exact, ()):
        return False
    return all(is_rounded(decimal, exact[-1]) for decimal in decimals)


def is_rounded(decimal: Tree, exact: Tree, *, least: int = 1) -> bool:
    """Whether a decimal literal, of so many significant digits at `least`, is the other number to the digits it shows."""
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415 - seldom needed

    literal = _bare(decimal)
    if not isinstance(literal, Number) or not literal.text:
        return False
    try:
        shown = Decimal(literal.text)
    except InvalidOperation:
        return False
    exponent = shown.as_tuple().exponent
    if not isinstance(exponent, int) or len(shown.as_tuple().digits) < least or abs(exponent) > _MOST_PLACES:
        return False
    return abs(value(exact, {}) - value(decimal, {})) <= 0.5 * 10.0**exponent * (1 + _ROUNDING)


def _bare(tree: Tree) -> Tree:
    return tree.argument if isinstance(tree, Negative) else tree
