"""Ticket 16: the output of a recurrent network, o_t = softmax(V s_t), a probability for each word of the vocabulary.

Softmax belongs to the output and not to the hidden state, where the guide puts it once. The loss is the natural logarithm of
the probability of the word that did come, with a minus sign.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.arrays import transposed
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.decimals import significant
from colloq.exact.fields import Fields, Rows, plain_rows
from colloq.exact.recurrent import activated, argument
from colloq.exact.tree_vectors import (
    Trees,
    Vector,
    column,
    column_answer,
    entries,
    plain_vector,
    rationals,
    read_vector,
    times,
)
from colloq.exact.wrong_answers import wrong_numbers, wrong_vectors
from colloq.grading.number import as_float, exact
from colloq.model import Grid, MatrixAnswer, Mistake, NumberAnswer, Part, Step
from colloq.notation.build import E, apply, difference, negative, power, product, quotient, rational, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from colloq.model import Answer, Value, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "16"
LEVELS = (1, 2, 3)

ASKS = ("state", "logits", "output", "loss")
_WEIGHTS = {"state": 2, "logits": 3, "output": 5, "loss": 3}
_TRIES = 30
"""Draws of the weights before all is thrown away: most have logits that are equal or far apart."""
_MOST_WORDS, _MOST_NEURONS, _LARGEST = 4, 3, 12


@dataclass(frozen=True, slots=True)
class Hidden:
    """How the hidden state comes about: s = ReLU(U x + W s_before)."""

    u: Rows
    w: Rows
    x: Vector
    before: Vector


@dataclass(frozen=True, slots=True)
class Output:
    """V, the hidden state or the layer that gives it, the number of the word that came (from 1), what is asked."""

    v: Rows
    s: Vector
    hidden: Hidden | None
    word: int | None
    asks: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Output:
    """V, s or U, W, x, s_before, word, ask. Raises ParameterError."""
    source = Fields(fields)
    v = source.rows("V")
    hidden = _read_hidden(source) if source.has("U") else None
    s = read_vector(source, "s", 1, _MOST_NEURONS) if hidden is None else _state_of(hidden)
    asks = read_asks(source, ASKS, "output")
    word = source.integer("word", 1, len(v)) if "loss" in asks or source.has("word") else None
    source.done()
    if not 2 <= len(v) <= _MOST_WORDS or len(v[0]) != len(s):
        raise ParameterError("V", "shape-of-v", most=_MOST_WORDS, size=len(s))
    if "state" in asks and hidden is None:
        raise ParameterError("ask", "state-is-given")
    if word is not None and "loss" not in asks:
        raise ParameterError("word", "word-unused")
    params = Output(v, s, hidden, word, asks)
    if max(abs(as_float(cell)) for cell in _logits(params)) > _LARGEST:
        raise ParameterError("V", "too-large", most=_LARGEST)
    return params


def _read_hidden(source: Fields) -> Hidden:
    u, w = source.rows("U"), source.rows("W")
    x, before = read_vector(source, "x", 1, _MOST_NEURONS), read_vector(source, "s_before", 1, _MOST_NEURONS)
    if not len(w) == len(w[0]) == len(u) == len(before) or len(u[0]) != len(x):
        raise ParameterError("U", "shape-of-u", size=len(before), inputs=len(x))
    return Hidden(u, w, x, before)


def write_params(params: Output) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"V": plain_rows(params.v)}
    if params.hidden is None:
        written["s"] = plain_vector(params.s)
    else:
        hidden = params.hidden
        written |= {"U": plain_rows(hidden.u), "W": plain_rows(hidden.w)}
        written |= {"x": plain_vector(hidden.x), "s_before": plain_vector(hidden.before)}
    if params.word is not None:
        written["word"] = params.word
    return {**written, "ask": write_asks(params.asks)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Output | None:
    """1: two words. 2: three words. 3: the state comes first, the loss last."""
    words = 2 if level == 1 else 3
    hidden = _draw_hidden(rng) if level == 3 else None
    if level == 3 and hidden is None:
        return None
    state = None if hidden is None else _state_of(hidden)
    for _ in range(_TRIES):
        if state is None:
            s = tuple(Fraction(rng.integer(-4, 5)) for _ in range(2))
            params = Output(_draw(rng, words, 2, 4), s, None, None, ASKS[1:3])
        else:
            params = Output(_draw(rng, words, 2, 3), state, hidden, rng.integer(1, words), ASKS)
        if _good(params):
            return params
    return None


def _draw_hidden(rng: Stream) -> Hidden | None:
    for _ in range(_TRIES):
        hidden = Hidden(_draw(rng, 2, 1, 3), _draw(rng, 2, 2, 2), (Fraction(rng.nonzero(-3, 3)),), _draw(rng, 1, 2, 3)[0])
        filled = all(map(any, (*hidden.u, *hidden.w)))
        if filled and len(set(hidden.before)) > 1 and hidden.w != transposed(hidden.w) and _acts(hidden):
            return hidden
    return None


def _draw(rng: Stream, rows: int, columns: int, most: int) -> Rows:
    return tuple(tuple(Fraction(rng.integer(-most, most)) for _ in range(columns)) for _ in range(rows))


def _acts(hidden: Hidden) -> bool:
    """Whether the state is neither zero nor large."""
    state, cells = _state_of(hidden), argument(hidden.u, hidden.w, hidden.x, rationals(hidden.before))
    return any(state) and max(state) <= 6 and len(set(state)) > 1 and min(exact(cell) or Fraction(0) for cell in cells) < 0


def _good(params: Output) -> bool:
    """Logits that differ, not too far apart; rows of V that are not zero; a loss that rounding on the way does not change."""
    logits = [exact(cell) or Fraction(0) for cell in _logits(params)]
    apart = max(logits) - min(logits)
    if len(set(logits)) < len(logits) or not Fraction(1) <= apart <= 3 or max(map(abs, logits)) > 6:
        return False
    if not all(map(any, params.v)) or not any(params.s) or len(set(params.v)) < len(params.v) or sum(logits) == 0:
        return False
    if params.word is None:
        return True
    chance = as_float(_softmax(_logits(params))[params.word - 1])
    loss, coarse = -math.log(chance), -math.log(float(f"{chance:.3g}"))
    unit = 10.0 ** (math.floor(math.log10(loss)) - 2)
    return loss > 0.1 and abs(loss / unit - round(loss / unit)) <= 0.3 and abs(loss - coarse) <= 0.15 * unit


# ------------------------------------------------------------------------------------------------------------ mathematics


def _state_of(hidden: Hidden) -> Vector:
    cells = argument(hidden.u, hidden.w, hidden.x, rationals(hidden.before))
    return tuple(exact(cell) or Fraction(0) for cell in activated("relu", cells))


def _logits(params: Output) -> Trees:
    return times(params.v, rationals(params.s))


def _softmax(logits: Sequence[Tree]) -> Trees:
    """e^z over the sum of all e^z."""
    powers = [power(E, cell) for cell in logits]
    return tuple(quotient(cell, total(*powers)) for cell in powers)


def _loss(logits: Sequence[Tree], word: int) -> Tree:
    """-ln of the probability of the word, as ln(sum) - z."""
    return difference(apply("ln", total(*(power(E, cell) for cell in logits))), logits[word - 1])


def solve(params: Output) -> tuple[Part, ...]:
    """The parts that are asked."""
    logits, worth = _logits(params), points(params.asks, _WEIGHTS)

    def answer(name: str) -> Answer:
        match name:
            case "state":
                return column_answer(rationals(params.s))
            case "logits":
                return column_answer(logits)
            case "output":
                return column_answer(_softmax(logits))
            case _:
                return NumberAnswer(_loss(logits, params.word or 1))

    return tuple(Part(name, answer(name), worth[name]) for name in params.asks)


def carried(params: Output, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """Each part from the student's own answer to the last part before it."""
    logits = _logits(params)
    if "state" in own:
        logits = times(params.v, entries(own["state"]))
    if "logits" in own:
        logits = entries(own["logits"])
    match part:
        case "logits" if "state" in own:
            return column_answer(logits)
        case "output" if own:
            return column_answer(_softmax(logits))
        case "loss" if "output" in own:
            chance = entries(own["output"])[(params.word or 1) - 1]
            return NumberAnswer(negative(apply("ln", chance))) if as_float(chance) > 0 else None
        case "loss" if own:
            return NumberAnswer(_loss(logits, params.word or 1))
        case _:
            return None


# ------------------------------------------------------------------------------------------------------------------ texts


def state(params: Output) -> Values:
    """Values for the texts."""
    values: dict[str, Value] = {
        "words": len(params.v),
        "given": params.hidden is None,
        "computed": params.hidden is not None,
        "v": Grid(params.v),
        "word": params.word or 0,
        "lossy": params.word is not None,
    }
    if params.hidden is None:
        return {**values, "s": column(params.s)}
    hidden = params.hidden
    grids: dict[str, Value] = {"u": Grid(hidden.u), "w": Grid(hidden.w), "x": column(hidden.x), "before": column(hidden.before)}
    return {**values, **grids}


def hints(params: Output) -> tuple[Step, ...]:
    """The order of the work, then what softmax does."""
    return Step("hint-order-state" if params.hidden is not None else "hint-order"), Step(
        "hint-loss" if params.word is not None else "hint-softmax"
    )


def explain(params: Output) -> tuple[Step, ...]:
    """State, V s, softmax, loss: as far as they are asked."""
    return tuple(_explain(params))


def _explain(params: Output) -> Iterator[Step]:
    if params.hidden is not None:
        yield from _explain_state(params.hidden, params.s)
    logits, asks = _logits(params), set(params.asks)
    if asks == {"state"}:
        return
    for number, (line, cell) in enumerate(zip(params.v, logits, strict=True), 1):
        terms = (product(rational(a), rational(b)) for a, b in zip(line, params.s, strict=True))
        yield Step("logit", {"row": number}, before=total(*terms), after=cell)
    yield Step("logits", {"logits": column(logits)})
    if "output" in asks:
        outputs = _softmax(logits)
        yield Step("softmax", {"powers": column([power(E, cell) for cell in logits])})
        yield Step("output", {"decimals": column([significant(cell) for cell in outputs]), "output": column(outputs)})
    if "loss" in asks:
        word = params.word or 1
        right = _loss(logits, word)
        yield Step("loss", {"decimal": significant(right)}, before=negative(apply("ln", _softmax(logits)[word - 1])), after=right)


def _explain_state(hidden: Hidden, s: Vector) -> Iterator[Step]:
    cells = argument(hidden.u, hidden.w, hidden.x, rationals(hidden.before))
    for number, (from_x, from_s) in enumerate(zip(hidden.u, hidden.w, strict=True), 1):
        pairs = (*zip(from_x, hidden.x, strict=True), *zip(from_s, hidden.before, strict=True))
        terms = (product(rational(a), rational(b)) for a, b in pairs)
        yield Step("argument", {"row": number}, before=total(*terms), after=cells[number - 1])
    yield Step("state", {"state": column(s)})


# --------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Output) -> tuple[Mistake, ...]:
    """Wrong answers, part by part; those that come to the right one are left out."""
    found: list[Mistake] = []
    for part in solve(params):
        if isinstance(part.answer, NumberAnswer):
            found += wrong_numbers(part.name, part.answer, _wrong_losses(params))
        elif isinstance(part.answer, MatrixAnswer):
            wrong = {"state": _wrong_states, "logits": _wrong_logits, "output": _wrong_outputs}[part.name]
            found += wrong_vectors(part.name, part.answer, wrong(params))
    return tuple(found)


def _wrong_states(params: Output) -> Iterator[tuple[str, Trees]]:
    assert params.hidden is not None
    hidden = params.hidden
    before = rationals(hidden.before)
    nothing = rationals((Fraction(0),) * len(before))
    yield "recurrent-dropped", activated("relu", argument(hidden.u, hidden.w, hidden.x, nothing))
    yield "input-dropped", activated("relu", times(hidden.w, before))
    yield "transposed", activated("relu", argument(hidden.u, transposed(hidden.w), hidden.x, before))
    yield "activation-forgotten", argument(hidden.u, hidden.w, hidden.x, before)


def _wrong_logits(params: Output) -> Iterator[tuple[str, Trees]]:
    if len(params.v) == len(params.s):
        yield "transposed", times(transposed(params.v), rationals(params.s))
    yield "products-not-added", tuple(rational(line[0] * params.s[0]) for line in params.v)
    if params.hidden is not None:
        yield "state-before-used", times(params.v, rationals(params.hidden.before))


def _wrong_outputs(params: Output) -> Iterator[tuple[str, Trees]]:
    logits = _logits(params)
    yield "not-normalised", tuple(power(E, cell) for cell in logits)
    whole = total(*logits)
    if as_float(whole):
        yield "exponent-forgotten", tuple(quotient(cell, whole) for cell in logits)
    yield "sigmoid-of-each", tuple(apply("sigmoid", cell) for cell in logits)
    yield "sign-of-exponent", _softmax([negative(cell) for cell in logits])


def _wrong_losses(params: Output) -> Iterator[tuple[str, Tree]]:
    logits, word = _logits(params), params.word or 1
    right = _loss(logits, word)
    yield "sign-of-loss", negative(right)
    yield "probability-for-loss", _softmax(logits)[word - 1]
    yield "decimal-logarithm", quotient(right, apply("ln", rational(10)))
    likeliest = max(range(len(logits)), key=lambda place: as_float(logits[place])) + 1
    if likeliest != word:
        yield "likeliest-word", _loss(logits, likeliest)
    yield "all-words-added", total(*(_loss(logits, place) for place in range(1, len(logits) + 1)))


# ----------------------------------------------------------------------------------------------------------------- oracle


def oracle(params: Output, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By NumPy, the softmax by logarithms with the largest logit taken off."""
    import numpy as np  # noqa: PLC0415

    def array(rows: Any) -> Any:  # noqa: ANN401
        return np.array([[float(cell) for cell in row] for row in rows])

    if params.hidden is None:
        s = array([params.s]).T
    else:
        hidden = params.hidden
        s = np.clip(array(hidden.u) @ array([hidden.x]).T + array(hidden.w) @ array([hidden.before]).T, 0.0, None)
    logits = array(params.v) @ s
    top = logits.max()
    logarithms = logits - top - np.log(np.exp(logits - top).sum())
    found = {
        "state": s.tolist(),
        "logits": logits.tolist(),
        "output": np.exp(logarithms).tolist(),
        "loss": -float(logarithms[(params.word or 1) - 1, 0]),
    }
    return {name: found[name] for name in params.asks}


def skeleton(params: Output) -> str:
    """Words, neurons, what is asked."""
    return f"{len(params.v)} {len(params.s)} {params.word or 0} {write_asks(params.asks)}"
