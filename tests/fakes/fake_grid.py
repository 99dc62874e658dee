"""A family for tests of the exam: a matrix to transpose."""

from __future__ import annotations

from dataclasses import dataclass

from colloq.model import Grid, MatrixAnswer, Part, Step
from colloq.notation.build import rational

VERSION = 1
TICKET = "2"
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class FakeGrid:
    """A matrix of two rows."""

    rows: tuple[tuple[int, ...], ...]


def read_params(fields):
    return FakeGrid(tuple(tuple(row) for row in fields["rows"]))


def write_params(params):
    return {"rows": [list(row) for row in params.rows]}


def sample(rng, level):
    del level
    return FakeGrid(tuple(tuple(rng.integer(1, 9) for _ in range(2)) for _ in range(2)))


def state(params):
    return {"matrix": Grid(params.rows)}


def solve(params):
    turned = tuple(tuple(rational(cell) for cell in column) for column in zip(*params.rows, strict=True))
    return (Part("transposed", MatrixAnswer(turned), 10),)


def explain(params):
    return (Step("turn", {"result": Grid(tuple(zip(*params.rows, strict=True)))}),)


def hints(params):
    del params
    return (Step("look", {}), Step("first", {}))


def mistakes(params):
    del params
    return ()


def oracle(params, at):
    del at
    return {"transposed": [[float(cell) for cell in column] for column in zip(*params.rows, strict=True)]}


def skeleton(params):
    del params
    return "grid"
