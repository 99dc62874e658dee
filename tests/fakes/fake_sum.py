"""A family for tests of the exam: two numbers to add and to multiply."""

from __future__ import annotations

from dataclasses import dataclass

from colloq.model import Mistake, NumberAnswer, Part, Step
from colloq.notation.build import rational

VERSION = 1
TICKET = "1"
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class FakeSum:
    """Two whole numbers."""

    left: int
    right: int


def read_params(fields):
    return FakeSum(int(fields["left"]), int(fields["right"]))


def write_params(params):
    return {"left": params.left, "right": params.right}


def sample(rng, level):
    return FakeSum(rng.integer(3, 9) * level, rng.integer(11, 19))


def state(params):
    return {"left": params.left, "right": params.right}


def solve(params):
    total, product = params.left + params.right, params.left * params.right
    return (Part("sum", NumberAnswer(rational(total)), 4), Part("product", NumberAnswer(rational(product)), 6))


def explain(params):
    return (Step("add", {"total": params.left + params.right}),)


def hints(params):
    return (Step("look", {}), Step("count", {"right": params.right}))


def mistakes(params):
    return (Mistake("minus", "sum", NumberAnswer(rational(params.left - params.right))),)


def oracle(params, at):
    del at
    return {"sum": float(params.left + params.right), "product": float(params.left * params.right)}


def skeleton(params):
    del params
    return "sum"
