"""Ticket 16: the hidden states of a simple RNN, s_t = f(U x_t + W s_{t-1}), for one neuron or for two.

Weights stand on the left, vectors are columns, as in the guide: s_t is the value after the activation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import ACTIVATIONS, SMOOTH
from colloq.exact.arrays import transposed
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.fields import Fields, Rows, plain, plain_rows
from colloq.exact.recurrent import activated, argument, can_activate, float_states
from colloq.exact.tree_vectors import Trees, Vector, column, column_answer, entries, plain_vector, rationals, read_vector
from colloq.exact.wrong_answers import wrong_numbers, wrong_vectors
from colloq.grading.number import as_float, exact
from colloq.model import Grid, MatrixAnswer, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import apply, product, rational
from colloq.notation.tree import Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Value, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "16"
LEVELS = (1, 2, 3)

_MOST_STEPS, _MOST_NEURONS = 4, 3
_SATURATED = 6
ASKS = tuple(f"s{time}" for time in range(1, _MOST_STEPS + 1))
_WEIGHTS = {"s1": 3, "s2": 4, "s3": 4, "s4": 4}


@dataclass(frozen=True, slots=True)
class Network:
    """The activation, U and W, the inputs (one row per time step), the initial state, which states are asked."""

    f: str
    u: Rows
    w: Rows
    x: Rows
    s0: Vector
    asks: tuple[str, ...]

    @property
    def scalar(self) -> bool:
        """Whether there is one neuron and one input."""
        return len(self.w) == len(self.u[0]) == 1


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Network:
    """f, U, W, x, s0, ask. Raises ParameterError: for shapes that do not fit, and far out on tanh or sigmoid."""
    source = Fields(fields)
    name = source.text("f", "").lower()
    name = {"linear": "identity", "th": "tanh", "σ": "sigmoid"}.get(name, name)
    if name not in ACTIVATIONS:
        raise ParameterError("f", "word", value=name, allowed=", ".join(ACTIVATIONS))
    u, w, x = (_read_rows(source, field) for field in ("U", "W", "x"))
    s0 = read_vector(source, "s0", 1, _MOST_NEURONS)
    if not len(w) == len(w[0]) == len(s0) <= _MOST_NEURONS:
        raise ParameterError("W", "square", size=len(s0), most=_MOST_NEURONS)
    if len(u) != len(w) or len(u[0]) > _MOST_NEURONS:
        raise ParameterError("U", "rows-of-u", size=len(w), most=_MOST_NEURONS)
    if len(x[0]) != len(u[0]) or len(x) > _MOST_STEPS:
        raise ParameterError("x", "inputs", size=len(u[0]), most=_MOST_STEPS)
    asks = read_asks(source, ASKS[: len(x)], ASKS[len(x) - 1])
    source.done()
    params = Network(name, u, w, x, s0, asks)
    for time, cells in enumerate(_arguments(params), 1):
        if name in SMOOTH and max(abs(as_float(cell)) for cell in cells) > _SATURATED:
            raise ParameterError("x", "saturated", time=time, most=_SATURATED)
    return params


def _read_rows(source: Fields, name: str) -> Rows:
    """A matrix; a bare number is one of one cell, a flat list of numbers a column."""
    value = source.raw(name)
    if isinstance(value, int | float | Fraction):
        value = [[value]]
    elif isinstance(value, list) and not any(isinstance(item, list) for item in value):
        value = [[item] for item in value]
    return Fields({name: value}).rows(name)


def write_params(params: Network) -> dict[str, Any]:
    """Plain JSON; the numbers of a single neuron as numbers."""
    written: dict[str, Any] = {"f": params.f, "U": plain_rows(params.u), "W": plain_rows(params.w), "x": plain_rows(params.x)}
    if params.scalar:
        written |= {"U": plain(params.u[0][0]), "W": plain(params.w[0][0]), "x": [plain(line[0]) for line in params.x]}
    return {**written, "s0": plain_vector(params.s0), "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Network | None:
    """1: one neuron, whole numbers. 2: two neurons. 3: two neurons for three steps, or one with tanh or the sigmoid."""
    if level == 1:
        params = _draw(rng, rng.weighted((("relu", 3), ("identity", 2))), 1, 1, 3)
        return params if _good(params) and len({params.u, params.w, params.s0}) == 3 else None
    if level == 2:
        params = _draw(rng, rng.weighted((("relu", 3), ("identity", 1))), 2, rng.choice((1, 2, 2)), 2)
        return params if _good(params) else None
    if rng.chance(50):
        params = _draw(rng, "relu", 2, rng.choice((1, 2)), 3)
        return params if _good(params) else None
    return _draw_smooth(rng)


def _draw(rng: Stream, name: str, neurons: int, inputs: int, steps: int) -> Network:
    most = 4 if neurons == 1 else 3

    def matrix(rows: int, columns: int, size: int) -> Rows:
        return tuple(tuple(Fraction(rng.integer(-size, size)) for _ in range(columns)) for _ in range(rows))

    u, w, x = matrix(neurons, inputs, most), matrix(neurons, neurons, most - 1), matrix(steps, inputs, most + 1)
    s0 = tuple(Fraction(rng.integer(-3, 4)) for _ in range(neurons))
    return Network(name, u, w, x, s0, ASKS[:steps])


def _good(params: Network) -> bool:
    """No state is zero as a whole, numbers stay small, inputs differ, no row of the weights is empty, ReLU acts once."""
    states = [[exact(cell) or Fraction(0) for cell in cells] for cells in _states(params)]
    arguments = [exact(cell) or Fraction(0) for cells in _arguments(params) for cell in cells]
    if not all(map(any, (*states, *params.u, *params.w, *params.x))) or not any(params.s0):
        return False
    if len(set(params.x)) < len(params.x) or max(map(abs, arguments)) >= 60:
        return False
    if len(params.w) > 1 and (params.w == transposed(params.w) or params.u == params.w):
        return False
    return params.f != "relu" or len(params.w) == 1 or min(arguments) < 0


_WEIGHT_SIZES = "1/2 1 3/2 2 5/2 3 1/4 3/4"
_INPUT_SIZES = "1/2 1 3/2 2 5/2 3"
_STATE_SIZES = "1/2 1/4 3/4 1/5 2/5 3/5"


def _draw_smooth(rng: Stream) -> Network | None:
    """One neuron with tanh or the sigmoid, such that s_1 rounded to three places serves for the third digit of s_2."""

    def signed(sizes: str) -> Fraction:
        size = Fraction(rng.choice(sizes.split()))
        return size if rng.chance(50) else -size

    name = rng.choice(SMOOTH)
    u, w, x1, x2 = signed(_WEIGHT_SIZES), signed(_WEIGHT_SIZES), signed(_INPUT_SIZES), signed(_INPUT_SIZES)
    s0 = signed(_STATE_SIZES) if name == "tanh" else abs(signed(_STATE_SIZES))
    numbers = (float(u), float(w)), (float(x1), float(x2)), float(s0)
    states, rounded = float_states(name, *numbers), float_states(name, *numbers, 3)
    arguments = [float(u * x1 + w * s0), float(u * x2) + float(w) * states[0]]
    if x1 == x2 or u == w or not all(0.2 <= abs(cell) <= 1.8 for cell in arguments):
        return None
    for state, other in zip(states, rounded, strict=True):
        unit = 10.0 ** (math.floor(math.log10(abs(state))) - 2)
        if abs(state / unit - round(state / unit)) > 0.3 or abs(state - other) > 0.15 * unit:
            return None
    return Network(name, ((u,),), ((w,),), ((x1,), (x2,)), (s0,), ASKS[:2])


# ------------------------------------------------------------------------------------------------------------ mathematics


def _states(params: Network) -> list[Trees]:
    """s_1, s_2, ... as trees."""
    found, before = [], rationals(params.s0)
    for x in params.x:
        before = activated(params.f, argument(params.u, params.w, x, before))
        found.append(before)
    return found


def _arguments(params: Network) -> list[Trees]:
    """U x_t + W s_{t-1} for each t."""
    before = [rationals(params.s0), *_states(params)]
    return [argument(params.u, params.w, x, state) for x, state in zip(params.x, before, strict=False)]


def _answer(params: Network, state: Trees) -> NumberAnswer | MatrixAnswer:
    return NumberAnswer(state[0]) if len(params.w) == 1 else column_answer(state)


def solve(params: Network) -> tuple[Part, ...]:
    """The states that are asked."""
    states, worth = _states(params), points(params.asks, _WEIGHTS)
    return tuple(Part(name, _answer(params, states[int(name[1:]) - 1]), worth[name]) for name in params.asks)


def carried(params: Network, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The state from the student's own last state before it."""
    time = int(part[1:])
    earlier = [number for number in range(1, time) if f"s{number}" in own]
    if not earlier:
        return None
    start = own[f"s{earlier[-1]}"]
    state: Trees = (start.value,) if isinstance(start, NumberAnswer) else entries(start)
    for x in params.x[earlier[-1] : time]:
        cells = argument(params.u, params.w, x, state)
        if not can_activate(params.f, cells):
            return None
        state = activated(params.f, cells)
    return _answer(params, state)


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Network) -> Values:
    """Values for the texts: numbers of one neuron, matrices of several."""
    steps = len(params.x)
    values: dict[str, Value] = {
        "activation": Word(f"f-{params.f}"),
        "scalar": params.scalar,
        "vectors": not params.scalar,
        "form": Word("form-real" if params.f in SMOOTH else "form-rational"),
    }
    if params.scalar:
        numbers = {"U": params.u[0][0], "W": params.w[0][0], "s0": params.s0[0]}
        return {**values, **numbers, "inputs": tuple(line[0] for line in params.x), "steps": steps}
    grids: dict[str, Grid] = {f"input_{time}": column(line) for time, line in enumerate(params.x, 1)}
    more = {f"has_input_{time}": time <= steps for time in range(1, _MOST_STEPS + 1)}
    return {**values, "weights_u": Grid(params.u), "weights_w": Grid(params.w), "start": column(params.s0), **grids, **more}


def hints(params: Network) -> tuple[Step, ...]:
    """What each step takes from the one before, then the activation or the product."""
    return Step("hint-before"), Step(f"hint-{params.f}" if params.f != "identity" else "hint-order")


def explain(params: Network) -> tuple[Step, ...]:
    """Time step by time step, up to the last state that is asked."""
    last = max(int(name[1:]) for name in params.asks)
    return tuple(step for time in range(1, last + 1) for step in _explain_step(params, time))


def _explain_step(params: Network, time: int) -> Iterator[Step]:
    before = [rationals(params.s0), *_states(params)][time - 1]
    cells, now, x = _arguments(params)[time - 1], _states(params)[time - 1], rationals(params.x[time - 1])
    one = len(cells) == 1
    for number, (from_x, from_s) in enumerate(zip(params.u, params.w, strict=True), 1):
        terms = [product(rational(a), b) for a, b in (*zip(from_x, x, strict=True), *zip(from_s, before, strict=True))]
        key = "argument" if one else "argument-entry"
        yield Step(key, {"time": time, "row": number}, before=Sum(tuple(terms)), after=cells[number - 1])
    if not one:
        yield Step("state-vector", {"time": time, "state": column(now)})
    elif params.f == "identity":
        yield Step("state-same", {"time": time}, after=now[0])
    elif exact(now[0]) is not None:
        yield Step("state", {"time": time}, before=apply(params.f, cells[0]), after=now[0])
    else:
        yield Step(
            "state-rounded", {"time": time, "decimal": significant(now[0])}, before=apply(params.f, cells[0]), after=now[0]
        )


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Network) -> tuple[Mistake, ...]:
    """Wrong states, each from the right state before it; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        wrong = list(_wrong(params, int(part.name[1:])))
        if isinstance(part.answer, NumberAnswer):
            found += wrong_numbers(part.name, part.answer, ((name, cells[0]) for name, cells in wrong))
        elif isinstance(part.answer, MatrixAnswer):
            found += wrong_vectors(part.name, part.answer, wrong)
    return tuple(found)


def _wrong(params: Network, time: int) -> Iterator[tuple[str, Trees]]:
    u, w, x = params.u, params.w, params.x[time - 1]
    before = [rationals(params.s0), *_states(params)][time - 1]
    nothing, no_input = rationals((Fraction(0),) * len(w)), (Fraction(0),) * len(x)
    cells = {"recurrent-dropped": argument(u, w, x, nothing), "input-dropped": argument(u, w, no_input, before)}
    if time > 1:
        cells["initial-state-reused"] = argument(u, w, x, rationals(params.s0))
        cells["first-input-reused"] = argument(u, w, params.x[0], before)
    square = len(u[0]) == len(w)
    if square:
        cells["weights-swapped"] = argument(w, u, x, before)
    if len(w) > 1:
        cells["transposed"] = argument(transposed(u) if square else u, transposed(w), x, before)
    for name, wrong in cells.items():
        if params.f not in SMOOTH or max(abs(as_float(cell)) for cell in wrong) <= _SATURATED:
            yield name, activated(params.f, wrong)
    if params.f != "identity":
        yield "activation-forgotten", _arguments(params)[time - 1]


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Network, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """NumPy's matrix product of (U W) with the input on top of the state."""
    import numpy as np  # noqa: PLC0415

    both = np.array([[float(cell) for cell in (*left, *right)] for left, right in zip(params.u, params.w, strict=True)])
    functions: dict[str, Any] = {
        "identity": lambda a: a,
        "relu": lambda a: np.maximum(a, 0.0),
        "tanh": np.tanh,
        "sigmoid": lambda a: 0.5 + 0.5 * np.tanh(a / 2),
    }
    found: dict[str, Any] = {}
    now = np.array([float(cell) for cell in params.s0])
    for time, line in enumerate(params.x, 1):
        now = functions[params.f](both @ np.concatenate([[float(cell) for cell in line], now]))
        found[f"s{time}"] = float(now[0]) if len(now) == 1 else now[:, None].tolist()
    return {name: found[name] for name in params.asks}


def skeleton(params: Network) -> str:
    """Activation, sizes, number of time steps."""
    return f"{params.f} {len(params.w)} {len(params.u[0])} {write_asks(params.asks)}"
