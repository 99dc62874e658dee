"""A family for tests of what is shown: every kind of answer that is not a number, a formula or a matrix."""

from __future__ import annotations

from dataclasses import dataclass

from colloq.model import ChoiceAnswer, MatchingAnswer, MatrixFormulaAnswer, Mistake, OrderingAnswer, Part, RubricAnswer, Step
from colloq.notation.tree import Product, Symbol, Transpose

VERSION = 2
TICKET = "3"
LEVELS = (1,)


@dataclass(frozen=True, slots=True)
class FakeWords:
    """How many layers there are."""

    layers: int


def read_params(fields):
    return FakeWords(int(fields["layers"]))


def write_params(params):
    return {"layers": params.layers}


def sample(rng, level):
    del level
    return FakeWords(rng.integer(2, 9))


def state(params):
    return {"layers": params.layers}


def solve(params):
    del params
    gradient = Product((Transpose(Symbol("x")), Symbol("dz")))
    return (
        Part("choice", ChoiceAnswer(("zero", "noise"), frozenset(("noise",))), 2),
        Part("order", OrderingAnswer(("noise", "zero"), ("zero", "noise")), 2),
        Part("match", MatchingAnswer(("zero", "noise"), ("bad", "good"), {"zero": "bad", "noise": "good"}), 2),
        Part("gradient", MatrixFormulaAnswer(gradient, {"x": (2, 3), "dz": (2, 4)}), 2),
        Part("prose", RubricAnswer({"zero": 2}), 2),
    )


def explain(params):
    return (Step("reason", {"layers": params.layers}),)


def hints(params):
    del params
    return (Step("think", {}), Step("again", {}))


def mistakes(params):
    del params
    return (Mistake("zero", "choice", ChoiceAnswer(("zero", "noise"), frozenset(("zero",)))),)


def oracle(params, at):
    del params, at
    return {}


def skeleton(params):
    del params
    return "words"
