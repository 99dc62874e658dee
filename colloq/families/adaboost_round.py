"""Ticket 6: a round of AdaBoost, or two: the weighted error, the coefficient of the weak learner, the new weights.

f := 0, w_i = 1/N; the error of t_k is the weight of its wrong objects over the weight of all, alpha = 1/2 ln((1 - e)/e),
f := f + alpha t, w_i = exp(-y_i f(x_i)). Weights are asked as they are (unnormalised) or divided by their sum.
Source: the guide; scikit-learn's coefficient is twice this one.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.fields import Fields
from colloq.exact.logits import logarithm
from colloq.exact.objects import Vector, answered, check_length, objects_table, plain_vector, read_vector, times, vector_answer
from colloq.exact.roots import root
from colloq.exact.slips import slips
from colloq.exact.weak_learners import coefficient, odds_of, share_of_errors, times_root, weighted_error
from colloq.grading.number import exact
from colloq.model import Grid, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, apply, difference, product, quotient, rational, sqrt, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Mistake, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "6"
LEVELS = (1, 2, 3)

ASKS = ("error1", "alpha1", "weights1", "error2", "alpha2", "score")
_WEIGHTS = {"error1": 3, "alpha1": 3, "weights1": 4, "error2": 3, "alpha2": 3, "score": 3}
_MOST_OBJECTS = 8
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Labels, weights before the first round, answers of one or two weak learners, all but weights +1 or -1.

    `at` is the number of the object whose f(x) is asked after two rounds.
    """

    y: Vector
    weights: Vector
    t1: Vector
    t2: Vector = ()
    normalised: bool = True
    at: int = 1
    asks: tuple[str, ...] = ASKS[:3]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Rounds:
    """y, t1, weights, t2, normalised, at, ask. Raises ParameterError: an error of 0, or of 1/2 and more."""
    source = Fields(fields)
    y = _read_signs(source, "y")
    t1 = _read_signs(source, "t1", len(y))
    weights = (Fraction(1, len(y)),) * len(y)
    if source.has("weights"):
        weights = read_vector(source, "weights", 2, _MOST_OBJECTS)
        check_length("weights", weights, len(y))
        if min(weights) <= 0:
            raise ParameterError("weights", "weights-positive")
    t2 = _read_signs(source, "t2", len(y)) if source.has("t2") else ()
    normalised = source.word("normalised", ("yes", "no"), "yes") == "yes"
    asks = read_asks(source, ASKS if t2 else ASKS[:3], ", ".join(ASKS if t2 else ASKS[:3]))
    at = source.integer("at", 1, len(y), 1) if t2 else 1
    source.done()
    params = Rounds(y, weights, t1, t2, normalised, at, asks)
    _check_error("t1", weighted_error(y, weights, t1))
    if t2:
        _check_error("t2", weighted_error(y, _normalised(params), t2))
        if not normalised and "weights1" in asks:
            raise ParameterError("normalised", "normalised-needed")
    return params


def _read_signs(source: Fields, name: str, count: int | None = None) -> Vector:
    vector = read_vector(source, name, 2, _MOST_OBJECTS)
    if count is not None:
        check_length(name, vector, count)
    if any(abs(cell) != 1 for cell in vector):
        raise ParameterError(name, "signs")
    return vector


def _check_error(name: str, error: Fraction) -> None:
    if not error:
        raise ParameterError(name, "no-error")
    if error >= _HALF:
        raise ParameterError(name, "not-weak", error=str(error))


def write_params(params: Rounds) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {
        "y": plain_vector(params.y),
        "weights": plain_vector(params.weights),
        "t1": plain_vector(params.t1),
        "normalised": "yes" if params.normalised else "no",
    }
    if params.t2:
        written |= {"t2": plain_vector(params.t2), "at": params.at}
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Rounds | None:
    """1: equal weights. 2: other weights, so that the error is a weighted one. 3: two rounds from equal weights."""
    count = rng.choice((5, 6, 8)) if level == 3 else rng.weighted(((5, 2), (6, 7 if level == 1 else 2)))
    y = _signs(rng, count)
    t1 = _with_errors(y, rng.sample(range(count), rng.choice((1, 2, 2))))
    weights = (Fraction(1, count),) * count
    match level:
        case 1:
            params = Rounds(y, weights, t1, normalised=rng.chance(50))
        case 2:
            weights = tuple(Fraction(rng.integer(1, 6), rng.choice((1, 1, 2))) for _ in range(count))
            params = Rounds(y, weights, t1, normalised=rng.chance(60))
        case _:
            t2 = _with_errors(y, rng.sample(range(count), rng.choice((1, 2))))
            params = Rounds(y, weights, t1, t2, at=rng.integer(1, count), asks=ASKS)
    return params if _good(params) else None


@functools.cache
def space(level: int) -> int:
    """How many different problems level 1 has; the others have many more than a thousand."""
    if level > 1:
        return 10**6
    found = 0
    for count in (5, 6):
        weights = (Fraction(1, count),) * count
        for y in itertools.product((Fraction(1), Fraction(-1)), repeat=count):
            places = itertools.chain(*(itertools.combinations(range(count), wrong) for wrong in (1, 2)))
            learners = (_with_errors(y, missed) for missed in places if 2 <= y.count(Fraction(1)) <= count - 2)
            found += sum(_good(Rounds(y, weights, t1, normalised=kind)) for t1 in learners for kind in (True, False))
    return found


def _signs(rng: Stream, count: int) -> Vector:
    plus = rng.integer(2, count - 2)
    return tuple(map(Fraction, rng.shuffled([1] * plus + [-1] * (count - plus))))


def _with_errors(y: Vector, places: Sequence[int]) -> Vector:
    return tuple(-label if place in places else label for place, label in enumerate(y))


def _good(params: Rounds) -> bool:
    """Errors below 1/2 that lead to odds one can work with; weighted errors that differ from the share of wrong answers."""
    error = weighted_error(params.y, params.weights, params.t1)
    if not params.normalised and not _plain_root(odds_of(error)):
        return False
    if not 0 < error < _HALF or not _easy(odds_of(error)) or params.t1 == params.t2 or len(set(params.t1)) == 1:
        return False
    if not params.t2:
        weighted = len(set(params.weights)) > 1
        whole = sum(params.weights, Fraction(0))
        return not weighted or (share_of_errors(params.y, params.t1) < _HALF and whole != 1)
    second = weighted_error(params.y, _normalised(params), params.t2)
    return 0 < second < _HALF and _easy(odds_of(second)) and len(set(params.t2)) > 1 and _score_is_clear(params)


def _easy(odds: Fraction) -> bool:
    """Whether a person can write down logarithm and root of the odds: 4, 3/2, but not 6/5."""
    return odds.numerator <= 16 and odds.denominator <= 3


def _plain_root(odds: Fraction) -> bool:
    """Whether the root of the odds can be written down at once."""
    return odds.denominator == 1 or exact(root(odds)) is not None


def _score_is_clear(params: Rounds) -> bool:
    """Whether f(x) of the object is not near 0."""
    first, second = (math.log(odds) / 2 for odds in map(odds_of, _errors(params)))
    return abs(float(params.t1[params.at - 1]) * first + float(params.t2[params.at - 1]) * second) > 0.05


# ------------------------------------------------------------------------------------------------------------ mathematics


def _errors(params: Rounds) -> tuple[Fraction, ...]:
    """The weighted error of each round."""
    first = weighted_error(params.y, params.weights, params.t1)
    return (first, weighted_error(params.y, _normalised(params), params.t2)) if params.t2 else (first,)


def _raised(params: Rounds, odds: Fraction, *, opposite: bool = False) -> tuple[Tree, ...]:
    """The weights times exp(-y alpha t), as trees."""
    cells = []
    for weight, label, answer in zip(params.weights, params.y, params.t1, strict=True):
        up = (label != answer) != opposite
        cells.append(times_root(weight, odds if up else 1 / odds))
    return tuple(cells)


def _normalised(params: Rounds, odds: Fraction | None = None) -> Vector:
    """The weights after the first round over their sum: in each class, right and wrong, they keep their proportions."""
    factor = odds_of(weighted_error(params.y, params.weights, params.t1)) if odds is None else odds
    grown = tuple(
        weight * (factor if label != answer else 1)
        for weight, label, answer in zip(params.weights, params.y, params.t1, strict=True)
    )
    return times(1 / sum(grown, Fraction(0)), grown)


def _uniform(params: Rounds) -> bool:
    """Whether all weights are 1/N, as before the first round."""
    return set(params.weights) == {Fraction(1, len(params.y))}


def _start(params: Rounds) -> Rounds:
    """The rounds with the weights as exp(-y f) counts them: before the first round f is 0 and they are 1."""
    return replace(params, weights=(Fraction(1),) * len(params.y)) if _uniform(params) else params


def _weights_after(params: Rounds, odds: Fraction) -> tuple[Fraction | Tree, ...]:
    return _normalised(params, odds) if params.normalised else _raised(_start(params), odds)


def _score(params: Rounds, first: Tree, second: Tree) -> Tree:
    """f(x) of the object after two rounds."""
    signs = params.t1[params.at - 1], params.t2[params.at - 1]
    return total(product(rational(signs[0]), first), product(rational(signs[1]), second))


def solve(params: Rounds) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    first, *later = _errors(params)
    answers: dict[str, Answer] = {
        "error1": NumberAnswer(rational(first)),
        "alpha1": NumberAnswer(coefficient(odds_of(first))),
        "weights1": vector_answer(_weights_after(params, odds_of(first))),
    }
    if later:
        answers["error2"] = NumberAnswer(rational(later[0]))
        answers["alpha2"] = NumberAnswer(coefficient(odds_of(later[0])))
        answers["score"] = NumberAnswer(_score(params, coefficient(odds_of(first)), coefficient(odds_of(later[0]))))
    return tuple(Part(name, answers[name], worth[name]) for name in params.asks)


def carried(params: Rounds, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """What follows from errors, coefficients and weights of one's own."""
    if part == "error1" or (part == "error2" and "weights1" not in own):
        return None
    if part == "error2":
        cells = [exact(cell) for cell in answered(own["weights1"])]
        known = tuple(cell for cell in cells if cell is not None)
        usable = len(known) == len(cells) and sum(known, Fraction(0)) != 0
        return NumberAnswer(rational(weighted_error(params.y, known, params.t2))) if usable else None
    if part == "score":
        alphas = [own.get(f"alpha{index}") for index in (1, 2)]
        trees = [alpha.value for alpha in alphas if isinstance(alpha, NumberAnswer)]
        return NumberAnswer(_score(params, *trees)) if len(trees) == 2 else None
    answer = own.get("error2" if part == "alpha2" else "error1")
    error = exact(answer.value) if isinstance(answer, NumberAnswer) else None
    if error is None or not 0 < error < 1 or error == _HALF:
        return None
    if part == "weights1":
        return vector_answer(_weights_after(params, odds_of(error)))
    return NumberAnswer(coefficient(odds_of(error)))


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Rounds) -> Values:
    """Values for the texts."""
    rows = [("yᵢ", params.y), ("t₁(xᵢ)", params.t1)]
    if params.t2:
        rows.append(("t₂(xᵢ)", params.t2))
    if not _uniform(params):
        rows.insert(1, ("wᵢ", params.weights))
    values: dict[str, Value] = {
        "objects": objects_table(*rows),
        "count": len(params.y),
        "uniform": _uniform(params),
        "given": not _uniform(params),
        "two": bool(params.t2),
        "kind": Word("kind-normalised" if params.normalised else "kind-raw"),
        "at": params.at,
    }
    return values


def hints(params: Rounds) -> tuple[Step, ...]:
    """What the error counts, then what happens to the weights."""
    return (Step("hint-count" if _uniform(params) else "hint-weighted"), Step("hint-two" if params.t2 else "hint-exponent"))


def explain(params: Rounds) -> tuple[Step, ...]:
    """Errors, coefficients and weights, in the order of the algorithm."""
    return tuple(_explain(params))


def _explain(params: Rounds) -> Iterator[Step]:
    yield from _explain_round(params, 1, params.weights, params.t1)
    first = odds_of(_errors(params)[0])
    if "weights1" in params.asks or params.t2:
        yield from _explain_weights(params, first)
    if params.t2:
        yield from _explain_round(params, 2, _normalised(params), params.t2)
        second = odds_of(_errors(params)[1])
        reached = _score(params, coefficient(first), coefficient(second))
        if "score" in params.asks:
            yield Step("score", {"decimal": significant(reached)}, after=reached)


def _explain_round(params: Rounds, number: int, weights: Vector, answers: Vector) -> Iterator[Step]:
    error = weighted_error(params.y, weights, answers)
    missed = [rational(w) for w, label, answer in zip(weights, params.y, answers, strict=True) if label != answer]
    whole = sum(weights, Fraction(0))
    top = total(*missed)
    yield Step("error", {"k": number}, before=top if whole == 1 else quotient(top, rational(whole)), after=rational(error))
    inside = quotient(difference(ONE, rational(error)), rational(error))
    alpha = coefficient(odds_of(error))
    values: dict[str, Value] = {"k": number, "decimal": significant(alpha)}
    yield Step("alpha", values, before=product(rational(_HALF), apply("ln", inside)), after=alpha)


def _explain_weights(params: Rounds, odds: Fraction) -> Iterator[Step]:
    up, down = (times_root(Fraction(1), square) for square in (odds, 1 / odds))
    yield Step("factor-up", before=sqrt(rational(odds)), after=up)
    yield Step("factor-down", before=quotient(ONE, sqrt(rational(odds))), after=down)
    raised = _raised(_start(params), odds)
    yield Step("raised", {"weights": Grid((raised,))})
    if params.normalised:
        yield Step("normalised", {"weights": Grid((_normalised(params, odds),))})


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Rounds) -> tuple[Mistake, ...]:
    """Wrong answers, part by part."""
    return slips(solve(params), lambda part: _wrong(params, part))


def _wrong(params: Rounds, part: str) -> Iterator[tuple[str, Answer]]:
    errors = _errors(params)
    match part:
        case "error1":
            yield from _wrong_errors(params, params.weights, params.t1)
        case "error2":
            yield from _wrong_errors(params, _normalised(params), params.t2)
        case "alpha1" | "alpha2":
            odds = odds_of(errors[int(part[-1]) - 1])
            yield "half-forgotten", NumberAnswer(logarithm(odds))
            yield "alpha-inverted", NumberAnswer(coefficient(1 / odds))
            yield "logarithm-forgotten", NumberAnswer(rational(odds / 2))
        case "weights1":
            yield from _wrong_weights(params, odds_of(errors[0]))
        case _:
            first, second = (coefficient(odds_of(error)) for error in errors)
            yield "last-learner-only", NumberAnswer(product(rational(params.t2[params.at - 1]), second))
            yield "votes-unsigned", NumberAnswer(total(first, second))
            yield "half-forgotten", NumberAnswer(_score(params, *(logarithm(odds_of(error)) for error in errors)))


def _wrong_errors(params: Rounds, weights: Vector, answers: Vector) -> Iterator[tuple[str, Answer]]:
    error, whole = weighted_error(params.y, weights, answers), sum(weights, Fraction(0))
    yield "unweighted", NumberAnswer(rational(share_of_errors(params.y, answers)))
    yield "right-counted", NumberAnswer(rational(1 - error))
    missed = sum(label != answer for label, answer in zip(params.y, answers, strict=True))
    yield "sum-not-divided", NumberAnswer(rational(missed if len(set(weights)) == 1 else error * whole))


def _wrong_weights(params: Rounds, odds: Fraction) -> Iterator[tuple[str, Answer]]:
    start = _start(params)
    swapped = replace(params, t1=tuple(-answer for answer in params.t1))
    if params.normalised:
        yield "sign-in-exponent", vector_answer(_normalised(swapped, odds))
        yield "not-normalised", vector_answer(_raised(start, odds))
        yield "half-forgotten", vector_answer(_normalised(params, odds**2))
        equal = replace(params, weights=(Fraction(1),) * len(params.y))
        yield "old-weights-forgotten", vector_answer(_normalised(equal, odds))
        return
    yield "sign-in-exponent", vector_answer(_raised(start, odds, opposite=True))
    yield "normalised-unasked", vector_answer(_normalised(params, odds))
    yield "half-forgotten", vector_answer(_raised(start, odds**2))
    equal = replace(params, weights=(Fraction(1),) * len(params.y))
    yield "old-weights-forgotten", vector_answer(_raised(equal, odds))
    yield "one-side-only", vector_answer(_raised_wrong_only(start, odds))
    if start is not params:  # _start put 1 in the place of 1/N
        yield "start-weights-kept", vector_answer(_raised(params, odds))


def _raised_wrong_only(params: Rounds, odds: Fraction) -> tuple[Tree, ...]:
    """Only the weights of the wrong objects changed."""
    return tuple(
        times_root(weight, odds) if label != answer else rational(weight)
        for weight, label, answer in zip(params.weights, params.y, params.t1, strict=True)
    )


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Rounds, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no formula part
    """The algorithm of the guide in floats, with f, margins and exponentials; errors from the normalised weights."""
    import numpy as np  # noqa: PLC0415

    y, weights, first, second = (np.array([float(v) for v in row]) for row in (params.y, params.weights, params.t1, params.t2))
    equal = bool(np.allclose(weights, 1 / len(y), rtol=1e-15))
    f = np.zeros_like(y) if equal else -np.log(weights) * y  # such that exp(-y f) are the weights given
    found: dict[str, Any] = {}
    for number, answers in enumerate((first, second)[: 2 if params.t2 else 1], 1):
        shares = np.exp(-y * f) / np.exp(-y * f).sum()
        error = float(shares @ (answers != y))
        alpha = float(np.arctanh(1 - 2 * error))
        f = f + alpha * answers
        raised = np.exp(-y * f)
        found |= {f"error{number}": error, f"alpha{number}": alpha}
        found[f"weights{number}"] = [(raised / raised.sum() if params.normalised else raised).tolist()]
    found["score"] = float(f[params.at - 1])
    return {name: found[name] for name in params.asks}


def skeleton(params: Rounds) -> str:
    """Objects, kind of weights, rounds, how the weights are asked."""
    weights = "equal" if _uniform(params) else "given"
    return f"{len(params.y)} {weights} {'two' if params.t2 else 'one'} {'normalised' if params.normalised else 'raw'}"
