"""Ticket 12: the variance of a neuron before its activation, Var(sum of x_i w_i) = n Var x Var w, and the scale of the weights.

All x_i and w_i are independent, the w_i have mean 0. Where the x_i have a mean m too, Var(x w) = Var w (Var x + m^2), as in the
guide's middle line. The guide's condition for the factor a is n Var(a w) = 1; it is not Var(sum) = 1 unless Var x = 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.fields import Fields, plain
from colloq.exact.letter_formulas import letter_formula
from colloq.exact.roots import root, square_free
from colloq.grading.number import as_float, exact
from colloq.model import FormulaAnswer, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, TWO, power, product, quotient, rational, sqrt, symbol, total
from colloq.notation.tree import Number, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "12"
LEVELS = (1, 2, 3)

ASKS = ("formula", "variance", "std", "scale")
"""Var(sum) in letters, its value, its root, and the factor a > 0 of the weights with n Var(a w) = 1."""
_WEIGHTS = {"formula": 4, "variance": 4, "std": 2, "scale": 4}
_ROOTS = (1, 2, 3, 5, 6, 7, 10)
"""Numbers whose roots are known by heart or found at once."""


@dataclass(frozen=True, slots=True)
class Neuron:
    """Number of inputs; mean of an input; Var x and Var w or, where `by_std` names them, their roots; what is asked."""

    n: int
    mean: Fraction
    x: Fraction
    w: Fraction
    by_std: frozenset[str]
    asks: tuple[str, ...]

    @property
    def var_x(self) -> Fraction:
        """The variance of an input."""
        return self.x**2 if "x" in self.by_std else self.x

    @property
    def var_w(self) -> Fraction:
        """The variance of a weight."""
        return self.w**2 if "w" in self.by_std else self.w


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Neuron:
    """n, mean_x, var_x or std_x, var_w or std_w, ask. Raises ParameterError."""
    source = Fields(fields)
    n, mean = source.integer("n", 1, 10**6), source.rational("mean_x", 0)
    spreads, by_std = {}, set()
    for letter in ("x", "w"):
        variance, std = f"var_{letter}", f"std_{letter}"
        if source.has(variance) and source.has(std):
            raise ParameterError(std, "one-spread", other=variance)
        if source.has(std):
            by_std.add(letter)
        spreads[letter] = source.rational(std if source.has(std) else variance)
        if spreads[letter] <= 0:
            raise ParameterError(std if letter in by_std else variance, "spread-positive")
    asks = read_asks(source, ASKS, "variance")
    source.done()
    return Neuron(n, mean, spreads["x"], spreads["w"], frozenset(by_std), asks)


def write_params(params: Neuron) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"n": params.n}
    if params.mean:
        written["mean_x"] = plain(params.mean)
    for letter, value in (("x", params.x), ("w", params.w)):
        written[f"{'std' if letter in params.by_std else 'var'}_{letter}"] = plain(value)
    return {**written, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

_VARIANCES = "1/2 1/3 1/4 1/5 1/6 1/8 1/10 1/12 2/3 3/4 2/5 3/10 1 2 3 4"
_WEIGHT_VARIANCES = "1/2 1/3 1/4 1/5 1/6 1/8 1/9 1/10 1/12 2/3 2/5 3/10 1 2"
_DEVIATIONS = "1/2 1/3 1/4 1/5 1/10 2/3 2/5 3/10 3/2 2 3"
_MEANS = "1/2 1/3 2/3 1/4 3/2 2 3 -1/2 -2 -3"
_ASKED = {
    1: (("variance",), ("formula", "variance"), ("variance", "std")),
    2: (("variance", "scale"), ("variance", "std", "scale"), ("scale",)),
    3: (("formula", "variance", "scale"), ("formula", "variance", "std"), ("variance", "scale")),
}


def sample(rng: Stream, level: int) -> Neuron | None:
    """1: variances. 2: standard deviations, and the scale of the weights. 3: inputs with a mean."""
    asks = rng.choice(_ASKED[level])
    by_std: set[str] = set()
    if level > 1:
        by_std = {letter for letter in ("x", "w") if rng.chance(55)}
    x = Fraction(rng.choice((_DEVIATIONS if "x" in by_std else _VARIANCES).split()))
    w = Fraction(rng.choice((_DEVIATIONS if "w" in by_std else _WEIGHT_VARIANCES).split()))
    mean = Fraction(rng.choice(_MEANS.split())) if level == 3 else Fraction(0)
    n = rng.integer(3, 200)
    params = Neuron(n, mean, x, w, frozenset(by_std), asks)
    return params if _good(params) else None


def _good(params: Neuron) -> bool:
    """A tidy variance that is not simply n, and roots that are known by heart."""
    variance = _variance(params)
    if variance.denominator > 12 or not Fraction(1, 10) <= variance <= 2000 or variance == 1 or params.var_x == params.var_w == 1:
        return False
    weights = params.n * params.var_w
    if "std" in params.asks and (square_free(variance)[1] not in _ROOTS):
        return False
    return "scale" not in params.asks or (square_free(1 / weights)[1] in _ROOTS and weights != 1)


# ------------------------------------------------------------------------------------------------------------ mathematics


def _variance(params: Neuron) -> Fraction:
    return params.n * params.var_w * (params.var_x + params.mean**2)


_N, _M, _VX, _VW = (symbol(name) for name in ("n", "m", "Vx", "Vw"))


def _formula(params: Neuron) -> Tree:
    """In letters; without the mean where it is 0."""
    return product(_N, _VW, total(_VX, power(_M, TWO))) if params.mean else product(_N, _VX, _VW)


def _formula_answer(params: Neuron, tree: Tree) -> FormulaAnswer:
    boxes = {"n": (2.0, 9.0), "m": (1.3, 2.9)}
    return letter_formula(tree, ["n", "Vx", "Vw", *(["m"] if params.mean else [])], boxes=boxes)


def _right(params: Neuron, part: str) -> Tree:
    match part:
        case "formula":
            return _formula(params)
        case "variance":
            return rational(_variance(params))
        case "std":
            return root(_variance(params))
        case _:
            return root(1 / (params.n * params.var_w))


def solve(params: Neuron) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(part: str) -> Answer:
        right = _right(params, part)
        return _formula_answer(params, right) if part == "formula" else NumberAnswer(right)

    return tuple(Part(part, answer(part), worth[part]) for part in params.asks)


def carried(params: Neuron, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The variance from the student's own formula, the standard deviation from their own variance."""
    formula, variance = own.get("formula"), own.get("variance")
    if part == "variance" and isinstance(formula, FormulaAnswer):
        numbers = {"n": Fraction(params.n), "m": params.mean, "Vx": params.var_x, "Vw": params.var_w}
        value = exact(substitute(formula.tree, {name: rational(number) for name, number in numbers.items()}))
        return None if value is None else NumberAnswer(rational(value))
    if part == "std" and isinstance(variance, NumberAnswer):
        return NumberAnswer(sqrt(variance.value)) if as_float(variance.value) > 0 else None
    return None


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Neuron) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to an answer that is taken are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        if part == "formula":
            found += [Mistake(name, part, _formula_answer(params, tree)) for name, tree in _wrong_formulas(params)]
            continue
        taken = {_square(params, part)}
        for name, square in _wrong_squares(params, part):
            if square not in taken and square > 0:
                taken.add(square)
                plain_number = part == "variance" or name in ("variance-for-std", "root-forgotten")
                tree = rational(_rational_root(square)) if plain_number else root(square)
                found.append(Mistake(name, part, NumberAnswer(tree)))
    return tuple(found)


def _rational_root(square: Fraction) -> Fraction:
    """The root of a number that is known to be a square."""
    return square_free(square)[0]


def _square(params: Neuron, part: str) -> Fraction:
    """The square of the right answer, by which answers with roots are told apart."""
    variance = _variance(params)
    return {"variance": variance**2, "std": variance}.get(part, 1 / (params.n * params.var_w))


def _wrong_formulas(params: Neuron) -> Iterator[tuple[str, Tree]]:
    inner = total(_VX, power(_M, TWO)) if params.mean else _VX
    yield "inputs-forgotten", product(_VW, inner)
    yield "spreads-added", product(_N, total(inner, _VW))
    yield "count-squared", product(power(_N, TWO), _VW, inner)
    if params.mean:
        yield "mean-forgotten", product(_N, _VX, _VW)
        yield "mean-not-squared", product(_N, _VW, total(_VX, _M))
        yield "mean-outside", product(_N, total(product(_VX, _VW), power(_M, TWO)))


def _wrong_squares(params: Neuron, part: str) -> Iterator[tuple[str, Fraction]]:
    """The squares of the wrong numbers."""
    n, var_x, var_w, mean = params.n, params.var_x, params.var_w, params.mean
    if part == "std":
        yield "variance-for-std", _variance(params) ** 2
        return
    if part == "scale":
        yield "root-forgotten", 1 / (n * var_w) ** 2
        yield "sum-for-weights", 1 / _variance(params)
        yield "inputs-forgotten", 1 / var_w
        yield "upside-down", n * var_w
        if "w" in params.by_std:
            yield "std-for-variance", 1 / (n * params.w)
        return
    yield "inputs-forgotten", (_variance(params) / n) ** 2
    yield "spreads-added", (n * (var_x + mean**2 + var_w)) ** 2
    yield "count-squared", (_variance(params) * n) ** 2
    if params.by_std:
        yield "std-for-variance", (n * params.w * (params.x + mean**2)) ** 2
    if mean:
        yield "mean-forgotten", (n * var_w * var_x) ** 2
        if var_x + mean > 0:
            yield "mean-not-squared", (n * var_w * (var_x + mean)) ** 2
        yield "mean-outside", (n * (var_x * var_w + mean**2)) ** 2


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Neuron) -> Values:
    """Values for the texts."""
    spread = {letter: Word("deviation" if letter in params.by_std else "variance") for letter in ("x", "w")}
    values: dict[str, Value] = {
        "n": params.n,
        "mean": rational(params.mean),
        "x": rational(params.x),
        "w": rational(params.w),
        "spread_x": spread["x"],
        "spread_w": spread["w"],
        "centred": not params.mean,
        "formula": "formula" in params.asks,
        "scale": "scale" in params.asks,
    }
    return {**values, "letters": Word("letters-mean" if params.mean else "letters-centred")}


def hints(params: Neuron) -> tuple[Step, ...]:
    """The sum of independent terms, then what one term has, or what the condition says."""
    if "scale" in params.asks and "formula" not in params.asks:
        return Step("hint-independent"), Step("hint-scale")
    return Step("hint-independent"), Step("hint-product-mean" if params.mean else "hint-product")


def explain(params: Neuron) -> tuple[Step, ...]:
    """Variances, the formula, its value, roots: as far as they are asked."""
    return tuple(_explain(params))


def _explain(params: Neuron) -> Iterator[Step]:
    for letter, name in (("x", "square-x"), ("w", "square-w")):
        needed = letter == "w" or set(params.asks) != {"scale"}
        if letter in params.by_std and needed:
            value = rational(params.x if letter == "x" else params.w)
            yield Step(name, before=power(value, TWO), after=rational(params.var_x if letter == "x" else params.var_w))
    n, var_x, var_w = Number(params.n), rational(params.var_x), rational(params.var_w)
    if {"formula", "variance", "std"} & set(params.asks):
        yield Step("rule-mean" if params.mean else "rule", after=_formula(params) if "formula" in params.asks else None)
    if {"variance", "std"} & set(params.asks):
        inner = total(var_x, power(rational(params.mean), TWO)) if params.mean else var_x
        yield Step("variance", before=product(n, var_w, inner), after=rational(_variance(params)))
    if "std" in params.asks:
        before = sqrt(rational(_variance(params)))
        yield Step("std", {"decimal": significant(before)}, before=before, after=root(_variance(params)))
    if "scale" in params.asks:
        inside = params.n * params.var_w
        yield Step("condition", before=product(n, var_w), after=rational(inside))
        before = quotient(ONE, sqrt(rational(inside)))
        yield Step("scale", {"decimal": significant(before)}, before=before, after=root(1 / inside))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Neuron, at: Mapping[str, float]) -> dict[str, Any]:
    """The mean and the mean square of the sum, term by term, of two-valued inputs and weights of these moments."""
    spread_x = float(params.x) if "x" in params.by_std else math.sqrt(params.x)
    spread_w = float(params.w) if "w" in params.by_std else math.sqrt(params.w)
    variance = _sum_variance(float(params.n), float(params.mean), spread_x, spread_w)
    found = {"variance": variance, "std": math.sqrt(variance), "scale": math.exp(-math.log(params.n) / 2 - math.log(spread_w))}
    if "formula" in params.asks:
        found["formula"] = _sum_variance(at["n"], at.get("m", 0.0), math.sqrt(at["Vx"]), math.sqrt(at["Vw"]))
    return found


def _sum_variance(n: float, mean: float, spread_x: float, spread_w: float) -> float:
    """The count n times the mean square of x w, where x is mean ± spread_x and w is ± spread_w, all four equally likely."""
    cases = [(mean + a * spread_x) * b * spread_w for a in (1, -1) for b in (1, -1)]
    return n * (math.fsum(case * case for case in cases) / 4 - (math.fsum(cases) / 4) ** 2)


def skeleton(params: Neuron) -> str:
    """What is given as a deviation, whether there is a mean, what is asked."""
    return f"{'+'.join(sorted(params.by_std))} {params.mean != 0} {write_asks(params.asks)}"
