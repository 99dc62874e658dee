"""Ticket 9: the derivative of the loss by a weight of the hidden layer of a network, as a formula and as a number.

a = xW, h = f(a), p = hV with rows and without biases; w_ij leads from input i to hidden neuron j, v_jk from hidden neuron j to
output k. L is the sum of the squared errors, with a factor 1/2 or without, as the problem says. Then
dL/dw_ij = c · (sum over k of (p_k - y_k) v_jk) · f'(a_j) · x_i, where c is 1 or 2.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.activations import SMOOTH, slope
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields, plain_rows
from colloq.exact.letter_formulas import letter_formula
from colloq.exact.loss_differences import loss_slope
from colloq.exact.matrix_products import (
    draw_matrix,
    has_zero,
    matrix_answer,
    own_matrix,
    read_matrix_of,
    sum_of_products,
    times,
)
from colloq.grading.number import exact
from colloq.model import FormulaAnswer, Grid, Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, TWO, difference, product, rational, symbol, total
from colloq.notation.tree import Product, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.exact.matrix_products import Matrix
    from colloq.model import Answer, MatrixAnswer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "9"
LEVELS = (1, 2, 3)

ACTIVATIONS = ("relu", *SMOOTH)
ASKS = ("output", "outputs", "formula", "concrete", "value")
"""p of one output, the row p of two; dL/dw_ij with f'(a_j), or for tanh and the sigmoid with h_j; its value."""
_WEIGHTS = {"output": 2, "outputs": 2, "formula": 4, "concrete": 4, "value": 3}
_MOST = 3


@dataclass(frozen=True, slots=True)
class Network:
    """The network with its example and the weight w_ij; `first` is W, None where the row h (`states`) is given, `second` is V."""

    f: str
    x: Matrix
    first: Matrix | None
    states: Matrix
    second: Matrix
    target: Matrix
    half: bool
    i: int
    j: int
    asks: tuple[str, ...]

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return len(self.target[0])


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Network:
    """f, x, W or h, V, y, loss, i, j, ask. Raises ParameterError."""
    source = Fields(fields)
    name = source.text("f", "").lower()
    name = {"th": "tanh", "σ": "sigmoid"}.get(name, name)
    if name not in ACTIVATIONS:
        raise ParameterError("f", "word", value=name, allowed=", ".join(ACTIVATIONS))
    x = read_matrix_of(source, "x", 1, most=_MOST)
    first = read_matrix_of(source, "W", len(x[0]), most=_MOST) if name == "relu" else None
    states = _relu(times(x, first)) if first is not None else read_matrix_of(source, "h", 1, most=_MOST)
    second = read_matrix_of(source, "V", len(states[0]), most=2)
    target = read_matrix_of(source, "y", 1, len(second[0]), most=2)
    half = source.word("loss", ("half", "square")) == "half"
    i, j = source.integer("i", 1, len(x[0])), source.integer("j", 1, len(states[0]))
    asks = read_asks(source, ASKS, "formula, value" if name == "relu" else "concrete, value")
    source.done()
    params = Network(name, x, first, states, second, target, half, i, j, asks)
    _check(params)
    return params


def _check(params: Network) -> None:
    """Refuses kinks, states out of range and what cannot be asked."""
    if params.first is not None:
        for neuron, argument in enumerate(times(params.x, params.first)[0], 1):
            if not argument:
                raise ParameterError("W", "kink", neuron=neuron)
    low = -1 if params.f == "tanh" else 0
    if params.first is None and not all(low < state < 1 for state in params.states[0]):
        raise ParameterError("h", "state-range", low=low)
    if "concrete" in params.asks and params.f == "relu":
        raise ParameterError("ask", "no-concrete-form")
    if ("output" if params.outputs > 1 else "outputs") in params.asks:
        raise ParameterError("ask", "outputs-number", count=params.outputs)
    if not _value(params) and "value" in params.asks:
        raise ParameterError("y", "zero-derivative")


def write_params(params: Network) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"f": params.f, "x": plain_rows(params.x)}
    if params.first is None:
        written["h"] = plain_rows(params.states)
    else:
        written["W"] = plain_rows(params.first)
    rest = {"V": plain_rows(params.second), "y": plain_rows(params.target), "loss": "half" if params.half else "square"}
    return {**written, **rest, "i": params.i, "j": params.j, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------ draws

_INPUTS = (1, 2, 3, -1, -2, -3)
_CELLS = (1, 1, 2, 2, 3, -1, -1, -2, -2, -3)
_TARGETS = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
_STATES = "1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5"
_LARGEST = 99


def sample(rng: Stream, level: int) -> Network | None:
    """1: ReLU, forward pass as well. 2: tanh and the sigmoid by their states, or ReLU. 3: two outputs."""
    relu = level == 1 or rng.chance(25)
    inputs, hidden, outputs = (rng.integer(2, 3) if level == 2 else 2), 2, (2 if level == 3 else 1)
    x = draw_matrix(rng, 1, inputs, _INPUTS)
    second, target = draw_matrix(rng, hidden, outputs, _CELLS), draw_matrix(rng, 1, outputs, _TARGETS)
    made = "outputs" if level == 3 else "output"
    half = rng.chance(50)
    i, j = rng.integer(1, inputs), rng.integer(1, hidden)
    if relu:
        first = draw_matrix(rng, inputs, hidden, _CELLS)
        asks = (made, "formula", "value")
        params = Network("relu", x, first, _relu(times(x, first)), second, target, half, i, j, asks)
    else:
        name = rng.choice(SMOOTH)
        signs = (1, -1) if name == "tanh" else (1,)
        states = (tuple(rng.choice(signs) * Fraction(rng.choice(_STATES.split())) for _ in range(hidden)),)
        params = Network(name, x, None, states, second, target, half, i, j, (made, "concrete", "value"))
    return params if _good(params) else None


def _good(params: Network) -> bool:
    """Tidy outputs, no error and no inactive neuron of the weight, a value that can be reached by hand."""
    if params.first is not None:
        arguments = times(params.x, params.first)[0]
        if not all(arguments) or arguments[params.j - 1] < 0 or max(params.states[0]) > 12:
            return False
    if any(len(set(rows[0])) < len(rows[0]) for rows in (params.x, params.states)):
        return False
    outputs = times(params.states, params.second)
    errors = [made - wanted for made, wanted in zip(outputs[0], params.target[0], strict=True)]
    tidy = all(made.denominator <= 20 for made in outputs[0]) and len(set(map(abs, errors))) == len(errors)
    if has_zero(outputs) or not all(errors) or not tidy or max(map(abs, errors)) > 30:
        return False
    value = _value(params)
    same = params.outputs > 1 and len(set(params.second[params.j - 1])) == 1
    short = value.denominator <= 100 and abs(value.numerator) < 500
    return not same and value != 0 and abs(value) <= _LARGEST and short and abs(value) != 1


# ------------------------------------------------------------------------------------------------------------ mathematics


def _relu(rows: Matrix) -> Matrix:
    return tuple(tuple(max(cell, Fraction(0)) for cell in row) for row in rows)


def _output(params: Network) -> Matrix:
    return times(params.states, params.second)


def _index(params: Network, k: int) -> str:
    """The index of an output: none where there is only one."""
    return str(k) if params.outputs > 1 else ""


def _error(params: Network, k: int) -> Tree:
    return difference(symbol(f"p{_index(params, k)}"), symbol(f"y{_index(params, k)}"))


def _second(params: Network, j: int, k: int) -> Tree:
    return symbol(f"v{j}{_index(params, k)}")


def _slope(params: Network, kind: str, name: str = "") -> Tree:
    """f'(a_j) as an atom, or by means of h_j."""
    if kind == "formula":
        return symbol(f"f'(a{params.j})")
    return slope(name or params.f, symbol(f"h{params.j}"))


def _incoming(params: Network, j: int | None = None) -> Tree:
    """The sum over k of (p_k - y_k) v_jk."""
    neuron = params.j if j is None else j
    return total(*(product(_error(params, k), _second(params, neuron, k)) for k in range(1, params.outputs + 1)))


def _formula(params: Network, kind: str) -> Tree:
    return product((ONE if params.half else TWO), _incoming(params), _slope(params, kind), symbol(f"x{params.i}"))


@functools.lru_cache(maxsize=64)
def _numbers(params: Network, outputs: Matrix | None = None) -> dict[str, Tree]:
    """What stands for each letter; the outputs may be a student's own."""
    made = _output(params) if outputs is None else outputs
    numbers: dict[str, Tree] = {f"x{i}": rational(cell) for i, cell in enumerate(params.x[0], 1)}
    for j, state in enumerate(params.states[0], 1):
        numbers[f"h{j}"] = rational(state)
        own = slope(params.f, rational(state))
        numbers[f"f'(a{j})"] = rational(exact(own) or Fraction(0))
        numbers |= {f"v{j}{_index(params, k)}": rational(cell) for k, cell in enumerate(params.second[j - 1], 1)}
    for k, (p, y) in enumerate(zip(made[0], params.target[0], strict=True), 1):
        numbers |= {f"p{_index(params, k)}": rational(p), f"y{_index(params, k)}": rational(y)}
    return numbers


@functools.lru_cache(maxsize=64)
def _value(params: Network) -> Fraction:
    return exact(substitute(_formula(params, "formula"), _numbers(params))) or Fraction(0)


# ---------------------------------------------------------------------------------------------------------------- solution


def _formula_answer(params: Network, kind: str, tree: Tree) -> FormulaAnswer:
    names = [name for name in _numbers(params) if kind == "formula" or not name.startswith("f'")]
    boxes = {name: (1.9, 3.1) for name in names if name.startswith("p")}
    boxes |= {name: (0.2, 0.9) for name in names if name[0] in "hy"}
    aliases = {f"{top}/da{j}": f"f'(a{j})" for j in range(1, len(params.states[0]) + 1) for top in ("df", f"dh{j}")}
    return letter_formula(tree, names, aliases if kind == "formula" else {}, boxes)


def solve(params: Network) -> tuple[Part, ...]:
    """The parts that are asked."""
    worth = points(params.asks, _WEIGHTS)

    def answer(part: str) -> Answer:
        match part:
            case "output":
                return NumberAnswer(rational(_output(params)[0][0]))
            case "outputs":
                return _row_answer(_output(params))
            case "value":
                return NumberAnswer(rational(_value(params)))
            case _:
                return _formula_answer(params, part, _formula(params, part))

    return tuple(Part(part, answer(part), worth[part]) for part in params.asks)


def carried(params: Network, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """The value from the student's own outputs and their own formula."""
    if part != "value":
        return None
    outputs = _own_outputs(params, own)
    formula = own.get("formula", own.get("concrete"))
    tree = formula.tree if isinstance(formula, FormulaAnswer) else _formula(params, "formula")
    value = None if outputs is None else exact(substitute(tree, _numbers(params, outputs)))
    return None if value is None else NumberAnswer(rational(value))


def _row_answer(rows: Matrix) -> MatrixAnswer:
    return matrix_answer(rows, free_vector=True, decimals=True)


def _own_outputs(params: Network, own: Mapping[str, Answer]) -> Matrix | None:
    """The student's own outputs, the right ones where they are not asked; None where they cannot be used."""
    one = own.get("output")
    if isinstance(one, NumberAnswer):
        value = exact(one.value)
        return None if value is None else ((value,),)
    return own_matrix(own["outputs"], 1, params.outputs) if "outputs" in own else _output(params)


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Network) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to an answer that is taken are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        match part:
            case "formula" | "concrete":
                pairs = _wrong(params, part)
                found += [Mistake(name, part, _formula_answer(params, part, tree)) for name, tree in pairs]
            case "value":
                found += _wrong_values(params)
            case _:
                found += _wrong_forward(params, part)
    return tuple(found)


def _wrong_values(params: Network) -> Iterator[Mistake]:
    taken = {_value(params), Fraction(0)}
    numbers = _numbers(params)
    for name, tree in _wrong(params, "formula" if params.f == "relu" else "concrete"):
        value = exact(substitute(tree, numbers))
        if value is not None and value not in taken:
            taken.add(value)
            yield Mistake(name, "value", NumberAnswer(rational(value)))


def _wrong(params: Network, kind: str) -> Iterator[tuple[str, Tree]]:
    factor, incoming, own, x = (ONE if params.half else TWO), _incoming(params), _slope(params, kind), symbol(f"x{params.i}")
    errors = [_error(params, k) for k in range(1, params.outputs + 1)]
    yield "slope-dropped", product(factor, incoming, x)
    yield "second-weight-dropped", product(factor, total(*errors), own, x)
    yield "input-dropped", product(factor, incoming, own)
    yield "hidden-for-input", product(factor, incoming, own, symbol(f"h{params.j}"))
    if params.half:
        yield "two-added", product(TWO, incoming, own, x)
    else:
        yield "two-forgotten", product(incoming, own, x)
    yield "sign-of-error", product(_formula(params, kind), rational(Fraction(-1)))
    if len(params.states[0]) > 1:
        other = params.j - 1 if params.j > 1 else params.j + 1
        yield "other-weight", product(factor, _incoming(params, other), own, x)
    if params.outputs > 1:
        for k in (1, 2):
            yield "path-dropped", product(factor, _error(params, k), _second(params, params.j, k), own, x)
    if kind == "concrete":
        strange = _slope(params, kind, "sigmoid" if params.f == "tanh" else "tanh")
        yield "other-slope", product(factor, incoming, strange, x)


def _wrong_forward(params: Network, part: str) -> Iterator[Mistake]:
    """Of the outputs."""
    name, row = "activation-forgotten", times(params.x, params.first) if params.first is not None else params.states
    if params.first is None:
        name, row = "states-forgotten", ((Fraction(1),) * len(params.second),)
    wrong = times(row, params.second)
    apart = any(3 * abs(a - b) > abs(b) for a, b in zip(wrong[0], _output(params)[0], strict=True))  # not a rounding
    if apart and (part == "outputs" or wrong[0][0]):
        yield Mistake(name, part, NumberAnswer(rational(wrong[0][0])) if part == "output" else _row_answer(wrong))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Network) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "activation": Word(f"f-{params.f}"),
        "weight": symbol(f"w{params.i}{params.j}"),
        "target": symbol(f"dL/dw_{params.i}{params.j}"),
        "loss": Word(f"loss-{'two' if params.outputs > 1 else 'one'}-{'half' if params.half else 'square'}"),
        "letters": Word(f"letters-{'two' if params.outputs > 1 else 'one'}"),
        "slope_typed": f"f'(a{params.j})",
        "i": params.i,
        "j": params.j,
        "relu": params.first is not None,
        "several": params.outputs > 1,
        "x": Grid(params.x),
        "V": Grid(params.second),
        "y": Grid(params.target),
    }
    if params.first is None:
        return {**values, "h": Grid(params.states)}
    return {**values, "W": Grid(params.first)}


def hints(params: Network) -> tuple[Step, ...]:
    """The way from the weight to the loss, then the factors of the arrows."""
    return Step("hint-way-two" if params.outputs > 1 else "hint-way"), Step(f"hint-{params.f}")


def explain(params: Network) -> tuple[Step, ...]:
    """Forward pass, formula, value: as far as they are asked."""
    return tuple(_explain(params))


def _explain(params: Network) -> Iterator[Step]:
    asked = set(params.asks)
    if params.first is not None and asked - {"formula"}:
        for j, weights in enumerate(zip(*params.first, strict=True), 1):
            argument = times(params.x, params.first)[0][j - 1]
            yield Step("argument", {"neuron": j}, sum_of_products(params.x[0], weights), rational(argument))
        yield Step("hidden", {"row": Grid(params.states)})
    if asked & {"output", "outputs", "value"}:
        for k, weights in enumerate(zip(*params.second, strict=True), 1):
            made = rational(_output(params)[0][k - 1])
            yield Step(
                "output-entry", {"name": symbol(f"p{_index(params, k)}")}, sum_of_products(params.states[0], weights), made
            )
        if params.outputs > 1:
            yield Step("outputs", {"row": Grid(_output(params))})
    kind = "formula" if params.f == "relu" or "concrete" not in asked else "concrete"
    errors = [_error(params, k) for k in range(1, params.outputs + 1)]
    yield Step("error", {"derivatives": tuple(errors if params.half else (Product((TWO, error)) for error in errors))})
    if kind == "concrete":
        yield Step(f"slope-{params.f}")
    yield Step("chain-two" if params.outputs > 1 else "chain", after=_formula(params, kind))
    if "value" in asked:
        filled = _filled(params)
        yield Step("value-relu" if params.f == "relu" else "value", before=filled, after=rational(_value(params)))


def _filled(params: Network) -> Tree:
    """The formula with its numbers, the errors and the slope worked out."""
    numbers = _numbers(params)
    errors = [exact(substitute(_error(params, k), numbers)) or Fraction(0) for k in range(1, params.outputs + 1)]
    written = sum_of_products(errors, params.second[params.j - 1])
    incoming = written.factors if isinstance(written, Product) else (written,)
    factors = (*incoming, numbers[f"f'(a{params.j})"], numbers[f"x{params.i}"])
    return Product(factors if params.half else (TWO, *factors))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Network, at: Mapping[str, float]) -> dict[str, Any]:
    """Central differences in the weight of the loss, with 60 digits; formulas at the outputs and states of `at`."""
    count = len(params.target[0])
    made = [
        sum(float(state) * float(row[k]) for state, row in zip(params.states[0], params.second, strict=True))
        for k in range(count)
    ]
    found: dict[str, Any] = {"output": made[0], "outputs": [made]}
    x, factor = float(params.x[0][params.i - 1]), 0.5 if params.half else 1.0
    weights = [float(cell) for cell in params.second[params.j - 1]]
    targets = [float(cell) for cell in params.target[0]]
    state_now = float(params.states[0][params.j - 1])
    found["value"] = factor * loss_slope(params.f, state_now, x, (weights, made, targets))
    index = [str(k) if count > 1 else "" for k in range(1, count + 1)]
    for part in set(params.asks) & {"formula", "concrete"}:
        seconds, outputs, wanted = ([at[f"{letter}{k}"] for k in index] for letter in (f"v{params.j}", "p", "y"))
        line = at[f"f'(a{params.j})"] if part == "formula" else None
        found[part] = factor * loss_slope(params.f, at[f"h{params.j}"], at[f"x{params.i}"], (seconds, outputs, wanted), line)
    return found


def skeleton(params: Network) -> str:
    """Activation, loss, sizes, the weight, what is asked."""
    sizes = f"{len(params.x[0])}-{len(params.states[0])}-{params.outputs}"
    return f"{params.f} {params.half} {sizes} w{params.i}{params.j} {write_asks(params.asks)}"
