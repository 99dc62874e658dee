"""Ticket 21: lengths and numbers of outputs of recurrent networks for different tasks.

Conventions, all told in the prompt: generation begins with a symbol <start>, which is fed in and never predicted; after the last
symbol <end> is predicted; a mixture of M two-dimensional Gaussians has 6 parameters each (Graves 2013), and the pen has one more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points, read_asks, write_asks
from colloq.exact.fields import Fields
from colloq.grading.number import exact
from colloq.model import Mistake, NumberAnswer, Part, Step, Word
from colloq.notation.build import ONE, difference, product, rational, total
from colloq.notation.tree import Number, Sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

VERSION = 1
TICKET = "21"
LEVELS = (1, 2, 3)

KINDS = ("elements", "generation", "captioning", "translation", "handwriting")
_WITH_END = ("generation", "captioning", "translation")
SINGLE = ("steps", "terms", "size", "numbers")
BATCH = ("length", "pads", "terms", "numbers")
"""What can be asked of one sequence, and of several in one array."""
ASKS = ("steps", "length", "pads", "terms", "size", "numbers")
_WEIGHTS = {"steps": 3, "length": 2, "pads": 3, "terms": 3, "size": 2, "numbers": 3}
_PER_GAUSSIAN, _PEN = 6, 1


@dataclass(frozen=True, slots=True)
class Shapes:
    """A task and its numbers.

    `lengths` of what is produced, one for each example; `source` the length of what an encoder reads; `symbols` how many classes,
    letters or words there are; `gaussians` how many components the density of a point has.
    """

    kind: str
    lengths: tuple[int, ...]
    source: int
    symbols: int
    gaussians: int
    asks: tuple[str, ...]

    @property
    def end(self) -> int:
        """1 where <end> has to be predicted as well."""
        return int(self.kind in _WITH_END)


# -------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Shapes:
    """kind, lengths, source, symbols, gaussians, ask. Raises ParameterError."""
    source = Fields(fields)
    kind = source.word("kind", KINDS)
    lengths = _read_lengths(source)
    read = source.integer("source", 1, 1000) if kind == "translation" else 0
    symbols = source.integer("symbols", 2, 10**5) if kind != "handwriting" else 0
    gaussians = source.integer("gaussians", 1, 100) if kind == "handwriting" else 0
    allowed = SINGLE if len(lengths) == 1 else BATCH
    asks = read_asks(source, ASKS, write_asks(allowed))
    source.done()
    if wrong := [name for name in asks if name not in allowed]:
        raise ParameterError("ask", "not-for-these", value=wrong[0], allowed=", ".join(allowed))
    if "pads" in asks and len(set(lengths)) == 1:
        raise ParameterError("lengths", "no-padding")
    return Shapes(kind, lengths, read, symbols, gaussians, asks)


def _read_lengths(source: Fields) -> tuple[int, ...]:
    text = source.text("lengths")
    words = text.strip("[]").replace(",", " ").split()
    if not words or not all(word.isdecimal() and 1 <= int(word) <= 1000 for word in words) or len(words) > 16:
        raise ParameterError("lengths", "lengths-unread", value=text)
    return tuple(map(int, words))


def write_params(params: Shapes) -> dict[str, Any]:
    """Plain JSON."""
    written: dict[str, Any] = {"kind": params.kind, "lengths": ", ".join(map(str, params.lengths))}
    if params.kind == "translation":
        written["source"] = params.source
    if params.kind == "handwriting":
        written["gaussians"] = params.gaussians
    else:
        written["symbols"] = params.symbols
    return {**written, "ask": write_asks(params.asks)}


# ------------------------------------------------------------------------------------------------------------------- draws


def sample(rng: Stream, level: int) -> Shapes | None:
    """1: one answer for each element, or a sequence out of nothing. 2: conditional generation, handwriting. 3: a padded batch."""
    match level:
        case 1:
            kind = rng.choice(("elements", "generation"))
            symbols = rng.integer(3, 12) if kind == "elements" else rng.integer(20, 40)
            return Shapes(kind, (rng.integer(4, 30),), 0, symbols, 0, ("steps", "numbers"))
        case 2:
            kind = rng.choice(("captioning", "translation", "handwriting"))
            source = rng.integer(4, 20) if kind == "translation" else 0
            if kind == "handwriting":
                return Shapes(kind, (10 * rng.integer(3, 30),), 0, 0, rng.integer(2, 20), SINGLE)
            symbols = 10 * rng.integer(5, 50)
            return Shapes(kind, (rng.integer(4, 19),), source, symbols, 0, SINGLE)
        case _:
            kind = rng.choice(("generation", "captioning"))
            lengths = tuple(rng.sample(range(3, 15), rng.integer(3, 4)))
            symbols = rng.integer(20, 40) if kind == "generation" else 10 * rng.integer(5, 30)
            return Shapes(kind, lengths, 0, symbols, 0, BATCH)


def space(level: int) -> int:
    """How many different problems a level has."""
    match level:
        case 1:
            return 27 * (10 + 21)
        case 2:
            return 16 * 46 + 17 * 16 * 46 + 28 * 19
        case _:
            return (math.perm(12, 3) + math.perm(12, 4)) * (21 + 26)


# ---------------------------------------------------------------------------------------------------------------- solution


def _size(params: Shapes) -> int:
    """Numbers that one output consists of."""
    return _PER_GAUSSIAN * params.gaussians + _PEN if params.kind == "handwriting" else params.symbols + params.end


def _longest(params: Shapes) -> int:
    return max(params.lengths) + params.end


def _terms(params: Shapes) -> int:
    return sum(length + params.end for length in params.lengths)


def _right(params: Shapes, part: str) -> int:
    batch = len(params.lengths)
    match part:
        case "steps":
            return params.source + _terms(params)
        case "terms":
            return _terms(params)
        case "size":
            return _size(params)
        case "length":
            return _longest(params)
        case "pads":
            return batch * _longest(params) - _terms(params)
        case _:
            return _size(params) * (batch * _longest(params) if batch > 1 else _terms(params))


def solve(params: Shapes) -> tuple[Part, ...]:
    """The counts that are asked."""
    worth = points(params.asks, _WEIGHTS)
    return tuple(Part(name, NumberAnswer(Number(_right(params, name)), exact=True), worth[name]) for name in params.asks)


def carried(params: Shapes, part: str, own: Mapping[str, Answer]) -> Answer | None:
    """Counts from the student's own size, terms and length."""
    size, terms = _own(own, "size", _size(params)), _own(own, "terms", _terms(params))
    length, batch = _own(own, "length", _longest(params)), len(params.lengths)
    match part:
        case "numbers" if batch > 1:
            found = size * batch * length
        case "numbers":
            found = size * terms
        case "pads" if batch * length > _terms(params):
            found = batch * length - _terms(params)
        case _:
            return None
    return NumberAnswer(Number(found), exact=True) if found > 0 else None


def _own(own: Mapping[str, Answer], name: str, right: int) -> int:
    """The student's own count, or the right one where theirs is none."""
    answer = own.get(name)
    value = exact(answer.value) if isinstance(answer, NumberAnswer) else None
    return int(value) if value is not None and value.denominator == 1 else right


# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes(params: Shapes) -> tuple[Mistake, ...]:
    """Wrong counts; those that come to the right one, to one told before, or to none are left out."""
    found: list[Mistake] = []
    for part in params.asks:
        seen = {_right(params, part)}
        for name, wrong in _wrong(params, part):
            if wrong > 0 and wrong not in seen:
                seen.add(wrong)
                found.append(Mistake(name, part, NumberAnswer(Number(wrong), exact=True)))
    return tuple(found)


def _wrong(params: Shapes, part: str) -> Iterator[tuple[str, int]]:
    right, batch = _right(params, part), len(params.lengths)
    size, terms = _size(params), _terms(params)
    match part:
        case "steps" | "terms":
            yield from _wrong_steps(params, part)
        case "size" if params.kind == "handwriting":
            yield "pen-forgotten", right - _PEN
            yield "coordinates-only", 2 + _PEN
            yield "correlation-forgotten", right - params.gaussians
        case "size":
            yield "end-symbol-forgotten", right - params.end
            yield "start-symbol-counted", right + params.end
        case "length":
            yield "end-forgotten", right - params.end
            yield "lengths-added", terms
        case "pads":
            yield "ends-taken-for-padding", right + batch * params.end
            yield "from-the-shortest", sum(params.lengths) - batch * min(params.lengths)
        case _:
            if batch > 1:
                yield "padding-left-out", size * terms
            elif terms > 1:
                yield "one-output-only", size
            yield "size-forgotten", batch * _longest(params)
            if params.end:
                yield "end-forgotten", size * (right // size - batch)
                yield "end-symbol-forgotten", (size - 1) * (right // size)


def _wrong_steps(params: Shapes, part: str) -> Iterator[tuple[str, int]]:
    right, batch = _right(params, part), len(params.lengths)
    if params.end:
        yield "end-forgotten", right - batch
        yield "start-counted", right + batch
    else:
        yield "end-added", right + batch
    if batch > 1:
        yield "padding-counted", batch * _longest(params)
        yield "one-end-only", sum(params.lengths) + 1
    else:
        yield "one-answer-only", 1
    if params.kind == "translation" and part == "steps":
        yield "encoder-forgotten", _terms(params)
        yield "decoder-forgotten", params.source
    elif params.kind == "translation":
        yield "encoder-counted", params.source + _terms(params)


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Shapes) -> Values:
    """The task in words, and its numbers."""
    return {
        "task": Word(params.kind),
        "length": params.lengths[0],
        "lengths": ", ".join(map(str, params.lengths)),
        "examples": len(params.lengths),
        "source": params.source,
        "symbols": params.symbols,
        "gaussians": params.gaussians,
        "single": len(params.lengths) == 1,
        "batch": len(params.lengths) > 1,
        "with_end": bool(params.end),
        "drawn": params.kind == "handwriting",
        "padded": Word("padded") if len(params.lengths) > 1 else "",
    }


def hints(params: Shapes) -> tuple[Step, ...]:
    """Write the sequence out; then how large an output is, or what is padded."""
    if len(params.lengths) > 1:
        return (Step("hint-write-out"), Step("hint-padding"))
    first = "hint-write-out" if params.end else "hint-each"
    return (Step(first), Step("hint-gaussians" if params.kind == "handwriting" else "hint-size"))


def explain(params: Shapes) -> tuple[Step, ...]:
    """Each count as a person writes it."""
    return tuple(
        Step(_step_key(params, part), before=_written(params, part), after=rational(_right(params, part))) for part in params.asks
    )


def _step_key(params: Shapes, part: str) -> str:
    if part == "steps":
        return "steps-translation" if params.kind == "translation" else "steps-end" if params.end else "steps-each"
    if part == "size":
        return "size-points" if params.kind == "handwriting" else "size-end" if params.end else "size-classes"
    if len(params.lengths) > 1:
        return f"batch-{part}"
    return f"one-{part}"


def _written(params: Shapes, part: str) -> Tree:
    size, batch, longest = Number(_size(params)), Number(len(params.lengths)), Number(_longest(params))
    own = [Number(length + params.end) for length in params.lengths]
    if part == "steps":
        return total(Number(params.source), Number(params.lengths[0]), Number(params.end))
    if part == "size":
        if params.kind == "handwriting":
            return total(product(Number(_PER_GAUSSIAN), Number(params.gaussians)), Number(_PEN))
        return total(Number(params.symbols), Number(params.end))
    if len(params.lengths) == 1:
        return total(Number(params.lengths[0]), Number(params.end)) if part == "terms" else product(own[0], size)
    match part:
        case "length":
            return total(Number(max(params.lengths)), ONE) if params.end else longest
        case "pads":
            return difference(product(batch, longest), Number(_terms(params)))
        case "terms":
            return Sum(tuple(own))
        case _:
            return product(batch, longest, size)


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Shapes, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """By making the sequences and counting: targets with <end>, a padded array, the entries of every output."""
    import numpy as np  # noqa: PLC0415 - not needed to set or grade a problem

    ends = {"generation": ["<end>"], "captioning": ["<end>"], "translation": ["<end>"]}.get(params.kind, [])
    targets = [[*range(length), *ends] for length in params.lengths]
    if params.kind == "handwriting":
        names = ("weight", "mean x", "mean y", "deviation x", "deviation y", "correlation")
        one = [(name, component) for component in range(params.gaussians) for name in names] + [("pen", 0)]
    else:
        one = [(str(symbol), 0) for symbol in (*range(params.symbols), *ends)]
    mask = np.zeros((len(targets), max(map(len, targets))), dtype=bool)
    for row, target in zip(mask, targets, strict=True):
        row[: len(target)] = True
    found = {
        "steps": len([*range(params.source), *targets[0]]),
        "terms": int(mask.sum()),
        "size": len(one),
        "length": mask.shape[1],
        "pads": int((~mask).sum()),
        "numbers": mask.size * len(one),
    }
    return {name: float(found[name]) for name in params.asks}


def skeleton(params: Shapes) -> str:
    """The kind of task and what is asked."""
    return f"{params.kind}:{len(params.lengths)}:{write_asks(params.asks)}"
