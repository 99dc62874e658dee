"""Losses L(y, z) of one object, y the right answer and z the answer of the model, and their shifts -L'_z, exactly.

squared (y - z)^2, half-squared, absolute, huber (with delta), quantile (with tau) for numbers; logistic ln(1 + e^(-yz)) and
exponential e^(-yz) for labels +1, -1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.exact.activations import simple
from colloq.notation.build import ONE, TWO, E, apply, difference, negative, power, product, quotient, rational, symbol, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from colloq.exact.logits import Logit
    from colloq.notation.tree import Tree

LOSSES = ("half-squared", "squared", "absolute", "logistic", "exponential", "huber", "quantile")
MARGIN = ("logistic", "exponential")
"""Losses of the margin yz, for labels +1 and -1."""
PARAMETER = {"huber": "delta", "quantile": "tau"}
"""The losses that have a parameter, and its name."""

_Y, _Z = symbol("y"), symbol("z")
_GAP = difference(_Y, _Z)
_PRODUCT = product(_Y, _Z)


def clipped(number: Fraction, bound: Fraction) -> Fraction:
    """The number, but not outside -bound … bound."""
    return max(-bound, min(bound, number))


def sign(number: Fraction) -> Fraction:
    """1, 0 or -1."""
    return Fraction((number > 0) - (number < 0))


def shift(loss: str, y: Fraction, z: Logit, parameter: Fraction = Fraction(0)) -> Tree:
    """-L'_z(y, z): rational for plain numbers, and for logarithms under a loss of the margin."""
    if loss in MARGIN:
        return _margin_shift(loss, y, z)
    gap = y - z.value
    values = {
        "half-squared": gap,
        "squared": 2 * gap,
        "absolute": sign(gap),
        "huber": clipped(gap, parameter),
        "quantile": parameter if gap > 0 else parameter - 1,
    }
    return rational(values[loss])


def _margin_shift(loss: str, y: Fraction, z: Logit) -> Tree:
    margin = z.times(y)
    if loss == "exponential":
        return product(rational(y), margin.opposite().exponential())
    return simple(quotient(rational(y), total(ONE, margin.exponential())))


def wrong_shifts(loss: str, y: Fraction, z: Logit, parameter: Fraction = Fraction(0)) -> Iterator[tuple[str, Tree]]:
    """What known mistakes make of the shift of one object."""
    right = shift(loss, y, z, parameter)
    yield "sign", negative(right)
    if loss in MARGIN:
        yield from _wrong_margin_shifts(loss, y, z, right)
        return
    gap = y - z.value
    match loss:
        case "squared":
            yield "two-forgotten", rational(gap)
        case "half-squared":
            yield "two-added", rational(2 * gap)
        case "absolute":
            yield "difference-for-sign", rational(gap)
        case "huber":
            yield "not-clipped", rational(gap)
            yield "two-added", rational(2 * gap if abs(gap) < parameter else sign(gap) * parameter)
        case _:
            yield "branches-swapped", rational(1 - parameter if gap > 0 else -parameter)
            yield "absolute-instead", rational(sign(gap))


def _wrong_margin_shifts(loss: str, y: Fraction, z: Logit, right: Tree) -> Iterator[tuple[str, Tree]]:
    margin = z.times(y)
    up, down = margin.exponential(), margin.opposite().exponential()
    yield "by-label", simple(product(rational(y), z.tree(), right))
    if loss == "logistic":
        yield "inner-forgotten", simple(negative(quotient(ONE, total(ONE, up))))
        yield "exponent-sign", simple(quotient(rational(y), total(ONE, down)))
    else:
        yield "inner-forgotten", negative(down)
        yield "exponent-sign", product(rational(y), up)


# ---------------------------------------------------------------------------------------------------------------- formulas


def shift_formula(loss: str) -> Tree:
    """The same in the letters y and z; of Huber's loss the part where |y - z| is small. The quantile loss has none."""
    match loss:
        case "squared":
            return product(TWO, _GAP)
        case "absolute":
            return apply("sign", _GAP)
        case "logistic":
            return quotient(_Y, total(ONE, power(E, _PRODUCT)))
        case "exponential":
            return product(_Y, power(E, negative(_PRODUCT)))
        case _:
            return _GAP


def wrong_formulas(loss: str) -> Iterator[tuple[str, Tree]]:
    """What known mistakes make of the formula."""
    yield "sign", difference(_Z, _Y) if loss in ("half-squared", "huber") else negative(shift_formula(loss))
    grown, shrunk = power(E, _PRODUCT), power(E, negative(_PRODUCT))
    match loss:
        case "squared":
            yield "two-forgotten", _GAP
        case "half-squared" | "huber":
            yield "two-added", product(TWO, _GAP)
        case "absolute":
            yield "difference-for-sign", _GAP
        case "logistic":
            yield "by-label", quotient(_Z, total(ONE, grown))
            yield "inner-forgotten", negative(quotient(ONE, total(ONE, grown)))
            yield "exponent-sign", quotient(_Y, total(ONE, shrunk))
        case _:
            yield "by-label", product(_Z, shrunk)
            yield "inner-forgotten", negative(shrunk)
            yield "exponent-sign", product(_Y, grown)


def labels_used() -> Tree:
    """The logistic shift in a form that holds for the labels +1 and -1 only: (y + 1)/2 - sigmoid(z)."""
    return difference(quotient(total(_Y, ONE), TWO), apply("sigmoid", _Z))


# ----------------------------------------------------------------------------------------------------------------- oracle


def numeric_loss(loss: str, parameter: Fraction, context: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - mpmath has no types
    """L as a function of y and z, numbers of a context of mpmath: for oracles."""
    exp, log = context.exp, context.log
    bound = context.mpf(parameter.numerator) / parameter.denominator
    table: dict[str, Callable[[Any, Any], Any]] = {
        "half-squared": lambda y, z: (y - z) ** 2 / 2,
        "squared": lambda y, z: (y - z) ** 2,
        "absolute": lambda y, z: abs(y - z),
        "logistic": lambda y, z: log(1 + exp(-y * z)),
        "exponential": lambda y, z: exp(-y * z),
        "huber": lambda y, z: (y - z) ** 2 / 2 if abs(y - z) <= bound else bound * abs(y - z) - bound**2 / 2,
        "quantile": lambda y, z: bound * (y - z) if y >= z else (1 - bound) * (z - y),
    }
    return table[loss]
