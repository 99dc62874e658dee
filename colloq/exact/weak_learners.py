"""AdaBoost: the weighted error of a weak learner, its coefficient, weights times roots. Labels and answers are +1 or -1."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.exact.logits import logarithm
from colloq.exact.roots import over_root, root
from colloq.grading.number import exact
from colloq.notation.build import product, rational

if TYPE_CHECKING:
    from colloq.exact.objects import Vector
    from colloq.notation.tree import Tree


def weighted_error(y: Vector, weights: Vector, answers: Vector) -> Fraction:
    """The weight of the objects with a wrong answer over the weight of all."""
    wrong = (weight for weight, label, answer in zip(weights, y, answers, strict=True) if label != answer)
    return sum(wrong, Fraction(0)) / sum(weights, Fraction(0))


def share_of_errors(y: Vector, answers: Vector) -> Fraction:
    """The error where all objects weigh the same."""
    return weighted_error(y, (Fraction(1),) * len(y), answers)


def odds_of(error: Fraction) -> Fraction:
    """(1 - e)/e: how much more the right answers weigh than the wrong ones."""
    return (1 - error) / error


def coefficient(odds: Fraction) -> Tree:
    """Alpha, 1/2 ln(odds); ln 3 for odds of 9."""
    extracted = exact(root(odds))
    return logarithm(extracted) if extracted is not None else product(rational(Fraction(1, 2)), logarithm(odds))


def times_root(weight: Fraction, square: Fraction) -> Tree:
    """The weight times the root of a number; 3/√5 for a square of 1/5."""
    return product(rational(weight), root(square)) if square >= 1 and exact(root(square)) is None else _divided(weight, square)


def _divided(weight: Fraction, square: Fraction) -> Tree:
    return over_root(weight, 1 / square)
