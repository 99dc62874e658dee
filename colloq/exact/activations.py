"""Activations and their derivatives, exactly: rational where the value is rational, a tree where it is not."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.number import exact
from colloq.notation.build import ONE, TWO, ZERO, apply, difference, power, product, rational

if TYPE_CHECKING:
    from colloq.notation.tree import Tree

ACTIVATIONS = ("identity", "relu", "tanh", "sigmoid")
SMOOTH = ("tanh", "sigmoid")


def simple(tree: Tree) -> Tree:
    """The number in lowest terms where it is rational, else the tree."""
    number = exact(tree)
    return tree if number is None else rational(number)


def activation(name: str, argument: Tree) -> Tree:
    """f(argument); ReLU takes rational arguments only."""
    number = exact(argument)
    match name:
        case "identity":
            return argument
        case "relu":
            assert number is not None
            return rational(max(number, Fraction(0)))
        case "tanh" if number == 0:
            return ZERO
        case "sigmoid" if number == 0:
            return rational(Fraction(1, 2))
        case _:
            return apply(name, argument)


def slope(name: str, state: Tree) -> Tree:
    """The derivative of f where it has this value: 1 - s^2 of tanh, s(1 - s) of the sigmoid; ReLU is off where s is 0."""
    match name:
        case "identity":
            return ONE
        case "relu":
            return ZERO if state == ZERO else ONE
        case "tanh":
            return difference(ONE, power(state, TWO))
        case _:
            return product(state, difference(ONE, state))


def float_activation(name: str, argument: float) -> float:
    """The value of tanh or of the sigmoid, as a float."""
    return math.tanh(argument) if name == "tanh" else 1 / (1 + math.exp(-argument))


def float_slope(name: str, state: float) -> float:
    """The derivative of tanh or the sigmoid by means of the state, as a float."""
    return 1 - state * state if name == "tanh" else state * (1 - state)
