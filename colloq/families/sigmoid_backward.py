"""Ticket 8: the backward pass of a sigmoid applied to each cell, dL/dz = dL/dh · h (1 - h).

Arguments are logarithms or 0, so that h = sigmoid(z) is a simple fraction; or h itself is given.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import simple
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.differences import central_difference, digits60
from colloq.exact.fields import Fields, Rows, plain_rows
from colloq.exact.logits import Logit, log_of, read_logit_rows
from colloq.exact.objects import like_rounding, short, writable
from colloq.exact.slips import slips
from colloq.grading.number import exact
from colloq.model import REAL, Domain, FormulaAnswer, Grid, Kind, MatrixAnswer, Part, Step
from colloq.notation.build import ONE, TWO, apply, difference, power, product, rational, symbol, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "8"
LEVELS = (1, 2, 3)

ASKS = ("formula", "formula-z", "forward", "backward")
_WEIGHTS = {"formula": 4, "formula-z": 4, "forward": 2, "backward": 4}
_MOST_CELLS = 12
_H, _Z, _G = symbol("h"), symbol("z"), symbol("dL/dh")
_SYMBOLS = {"h": Domain(Kind.RANGE, 0.0, 1.0), "dL/dh": REAL}
_SYMBOLS_Z = {"z": REAL, "dL/dh": REAL}

Cells = tuple[tuple["Tree", ...], ...]


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """Either the arguments z or the outputs h of the layer, the upstream gradient dL/dh, what is asked."""

    z: tuple[tuple[Logit, ...], ...]
    h: Rows
    upstream: Rows
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Sigmoid:
    """Parameters z or h, upstream, ask. Raises ParameterError: h outside 0 … 1, shapes that differ, a gradient of zeros."""
    source = Fields(fields)
    z: tuple[tuple[Logit, ...], ...] = ()
    h: Rows = ()
    if source.has("h"):
        h = source.rows("h")
        if not all(0 < cell < 1 for row in h for cell in row):
            raise ParameterError("h", "output-range")
    else:
        z = read_logit_rows(source, "z")
    upstream = source.rows("upstream")
    given = h or z
    if (len(upstream), len(upstream[0])) != (len(given), len(given[0])):
        raise ParameterError("upstream", "upstream-shape", rows=len(given), columns=len(given[0]))
    if len(given) * len(given[0]) > _MOST_CELLS:
        raise ParameterError("h" if h else "z", "too-many", most=_MOST_CELLS)
    if not any(map(any, upstream)):
        raise ParameterError("upstream", "no-gradient")
    allowed = tuple(ask for ask in ASKS if z or ask in ("formula", "backward"))
    asks = read_asks(source, allowed, "formula, backward")
    source.done()
    return Sigmoid(z, h, upstream, asks)


def write_params(params: Sigmoid) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"upstream": plain_rows(params.upstream), "ask": write_asks(params.asks)}
    if params.h:
        return {"h": plain_rows(params.h), **written}
    return {"z": [[cell.plain() for cell in row] for row in params.z], **written}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Sigmoid | None:
    """1: the outputs are given. 2: the arguments of a vector are. 3: those of a matrix, and the formula is in z."""
    height, width = {1: (1, 3), 2: (1, rng.choice((3, 4)))}.get(level, (2, rng.choice((2, 3))))
    upstream = tuple(tuple(_gradient(rng) for _ in range(width)) for _ in range(height))
    if level == 1:
        h = tuple(tuple(Fraction(rng.integer(1, 9), 10) for _ in range(width)) for _ in range(height))
        params = Sigmoid((), h, upstream, ("formula", "backward"))
    else:
        z = tuple(tuple(_logit(rng) for _ in range(width)) for _ in range(height))
        params = Sigmoid(z, (), upstream, ("formula" if level == 2 else "formula-z", "forward", "backward"))
    return params if _good(params) else None


def _gradient(rng: Stream) -> Fraction:
    return Fraction(rng.nonzero(-10, 10), rng.choice((1, 1, 2)))


def _logit(rng: Stream) -> Logit:
    value = Fraction(rng.choice((1, 2, 3, 4)))
    return log_of(value if rng.chance(50) else 1 / value)


def _good(params: Sigmoid) -> bool:
    cells = [cell for row in _outputs(params) for cell in row]
    if len(set(cells)) < min(3, len(cells)) or len({abs(cell) for row in params.upstream for cell in row}) < 2:
        return False
    right = {part.name: _numbers(part.answer) for part in solve(params) if isinstance(part.answer, MatrixAnswer)}
    wrong = [(one.part, _numbers(one.answer)) for one in mistakes(params) if isinstance(one.answer, MatrixAnswer)]
    if not writable([*right.values(), *(vector for _, vector in wrong)]):
        return False
    return not any(like_rounding(right[part], vector) for part, vector in wrong)


def _numbers(answer: MatrixAnswer) -> list[Fraction]:
    return [number for row in answer.rows for cell in row if (number := exact(cell)) is not None]


# ------------------------------------------------------------------------------------------------------------ mathematics


def _outputs(params: Sigmoid) -> Cells:
    """H, cell by cell."""
    if params.h:
        return tuple(tuple(map(rational, row)) for row in params.h)
    return tuple(tuple(cell.sigmoid() for cell in row) for row in params.z)


def _slope(h: Tree) -> Tree:
    """The derivative of the sigmoid by its value: h (1 - h)."""
    return product(h, difference(ONE, h))


def _passed(h: Tree, upstream: Tree) -> Tree:
    return product(upstream, _slope(h))


def _wrong_passed(h: Tree, upstream: Tree) -> tuple[tuple[str, Tree], ...]:
    """What known mistakes make of the gradient of one cell."""
    return (
        ("slope-forgotten", upstream),
        ("upstream-forgotten", _slope(h)),
        ("tanh-slope", product(upstream, difference(ONE, power(h, TWO)))),
        ("value-for-slope", product(upstream, h)),
        ("added", total(upstream, _slope(h))),
    )


def _wrong_of(name: str, h: Tree, upstream: Tree) -> Tree:
    return dict(_wrong_passed(h, upstream))[name]


def _each(rows: Cells, upstream: Rows, function: Callable[[Tree, Tree], Tree]) -> Cells:
    """The function of each cell and its upstream gradient, in lowest terms."""
    return tuple(
        tuple(simple(function(cell, rational(gradient))) for cell, gradient in zip(*pair, strict=True))
        for pair in zip(rows, upstream, strict=True)
    )


def _matrix(rows: Cells) -> MatrixAnswer:
    return MatrixAnswer(rows, free_vector=True)


def _formula(part: str, tree: Tree) -> FormulaAnswer:
    return FormulaAnswer(tree, _SYMBOLS if part == "formula" else _SYMBOLS_Z)


def solve(params: Sigmoid) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    answers: dict[str, Answer] = {
        "formula": _formula("formula", _passed(_H, _G)),
        "formula-z": _formula("formula-z", _passed(apply("sigmoid", _Z), _G)),
        "forward": _matrix(_outputs(params)),
        "backward": _matrix(_each(_outputs(params), params.upstream, _passed)),
    }
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Sigmoid, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The gradient that follows from outputs of one's own."""
    forward = own.get("forward")
    if part != "backward" or not isinstance(forward, MatrixAnswer):
        return None
    return _matrix(_each(forward.rows, params.upstream, _passed))


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Sigmoid) -> Values:
    """Values for the texts."""
    decimals = Fraction(1, 10)  # 0.5 among 0.3 and 0.9, not 1/2
    rows = tuple(tuple(short(cell, decimals) for cell in row) for row in params.h) or tuple(
        tuple(cell.tree() for cell in row) for row in params.z
    )
    values: dict[str, Value] = {
        "given": Grid(rows),
        "upstream": Grid(params.upstream),
        "outputs": bool(params.h),
        "arguments": bool(params.z),
        "numbers": bool({"forward", "backward"} & set(params.asks)),
    }
    return values


def hints(params: Sigmoid) -> tuple[Step, ...]:
    """The chain rule in one cell, then the derivative of the sigmoid by its own value."""
    return (Step("hint-chain"), Step("hint-z" if params.z else "hint-value"))


def explain(params: Sigmoid) -> tuple[Step, ...]:
    """The outputs, the formula, one cell in full, all cells."""
    return tuple(_explain(params))


def _explain(params: Sigmoid) -> Iterator[Step]:
    outputs = _outputs(params)
    if params.z and {"forward", "backward"} & set(params.asks):
        if all(exact(cell) is not None for row in outputs for cell in row):
            yield Step("forward", {"forward": Grid(outputs)})
        else:
            rounded = tuple(significant(cell) for row in outputs for cell in row)
            yield Step("forward-rounded", {"forward": Grid(outputs), "decimals": rounded})
    yield Step("formula", after=_passed(_H, _G))
    if "formula-z" in params.asks:
        yield Step("formula-z", after=_passed(apply("sigmoid", _Z), _G))
    if "backward" in params.asks:
        first = _passed(outputs[0][0], rational(params.upstream[0][0]))
        yield Step("first-cell", before=first, after=simple(first))
        yield Step("backward", {"backward": Grid(_each(outputs, params.upstream, _passed))})


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Sigmoid) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Sigmoid, part: str) -> Iterator[tuple[str, Answer]]:
    match part:
        case "formula":
            for name, tree in _wrong_passed(_H, _G):
                yield name, _formula(part, tree)
        case "formula-z":
            for name, tree in _wrong_passed(apply("sigmoid", _Z), _G):
                yield name, _formula(part, tree)
            yield "argument-for-value", _formula(part, _passed(_Z, _G))
        case "forward":
            yield "exponent-sign", _matrix(tuple(tuple(cell.opposite().sigmoid() for cell in row) for row in params.z))
            yield "one-forgotten", _matrix(tuple(tuple(cell.exponential() for cell in row) for row in params.z))
        case _:
            outputs = _outputs(params)
            for name, _ in _wrong_passed(_H, _G):
                yield name, _matrix(_each(outputs, params.upstream, functools.partial(_wrong_of, name)))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Sigmoid, at: Mapping[str, float]) -> dict[str, Any]:
    """Central differences of upstream · sigmoid(z), with 60 digits; where h is given, at z = ln(h/(1 - h))."""
    context = digits60()

    def number(value: Fraction) -> Any:  # noqa: ANN401
        return context.mpf(value.numerator) / value.denominator

    def output(z: Any) -> Any:  # noqa: ANN401
        return 1 / (1 + context.exp(-z))

    def slope(z: Any, gradient: Any) -> float:  # noqa: ANN401
        return central_difference(lambda value: gradient * output(value), z, context)

    def inverse(h: Any) -> Any:  # noqa: ANN401
        return context.log(h / (1 - h))

    arguments = [[context.log(number(c.value)) if c.log else number(c.value) for c in row] for row in params.z]
    arguments = arguments or [[inverse(number(cell)) for cell in row] for row in params.h]
    pairs = [
        list(zip(row, map(number, gradients), strict=True)) for row, gradients in zip(arguments, params.upstream, strict=True)
    ]
    found: dict[str, Any] = {
        "forward": [[float(output(z)) for z in row] for row in arguments],
        "backward": [[slope(z, gradient) for z, gradient in row] for row in pairs],
    }
    if "formula" in params.asks:
        found["formula"] = slope(inverse(context.mpf(at["h"])), context.mpf(at["dL/dh"]))
    if "formula-z" in params.asks:
        found["formula-z"] = slope(context.mpf(at["z"]), context.mpf(at["dL/dh"]))
    return {name: found[name] for name in params.asks}


def skeleton(params: Sigmoid) -> str:
    """The shape, what is given and what is asked."""
    given = params.h or params.z
    return f"{len(given)} x {len(given[0])} {'outputs' if params.h else 'arguments'} {write_asks(params.asks)}"
