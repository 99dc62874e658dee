"""Ticket 12: why weights must not start at zero, what breaks the symmetry, and why their scale matters.

One question with a single right option, and statements of which some are true. Layers are fully connected, training is gradient
descent without dropout (which would break the symmetry too); the problem says so.
Sources: the guide; Goodfellow, Bengio, Courville, "Deep Learning", 8.4; He et al. 2015.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.choices import choice_mistakes, read_keys, write_keys
from colloq.exact.fields import Fields
from colloq.model import ChoiceAnswer, Part, Step, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Mistake, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "12"
LEVELS = (1, 2, 3)

QUESTIONS: dict[str, tuple[str, ...]] = {
    "zeros": ("stay-equal", "division-by-zero", "already-minimum", "only-slow", "biases-stuck"),
    "breaks": ("random-start", "mini-batches", "more-epochs", "larger-rate", "momentum"),
    "biases": ("biases-safe", "biases-symmetry", "biases-dead", "biases-last-layer", "biases-and-weights"),
    "constant": ("equal-anyway", "nonzero-enough", "small-enough", "batches-help", "relu-helps"),
    "large": ("saturates", "faster-learning", "values-fade", "symmetry-returns", "no-effect"),
    "scale": ("keeps-variance", "sum-to-one", "mean-to-zero", "half-switched-off", "weights-differ"),
    "he": ("half-lost", "both-sides", "two-layers", "biases-counted", "two-deviations"),
    "logistic": ("own-inputs", "same-symmetry", "zero-gradient", "half-probability", "equal-inputs"),
    "small": ("fades", "small-saturates", "small-symmetric", "gradients-explode", "best-start"),
}
"""The options of each question, the right one first."""
ASKED = {1: ("zeros", "breaks", "biases"), 2: ("constant", "large", "scale"), 3: ("he", "logistic", "small")}
_SCALE = frozenset(("large", "scale", "he", "small"))
STATEMENTS = {
    1: (
        ("zeros-bad", "zeros-harmless"),
        ("random-differ", "batches-differ"),
        ("equal-gradients", "place-gradients"),
        ("zero-biases-fine", "biases-random-too"),
        ("scale-matters", "scale-free"),
        ("more-inputs-smaller", "more-inputs-larger"),
    ),
    2: (
        ("constant-no-better", "constant-breaks"),
        ("sum-times-n", "sum-times-root"),
        ("variance-of-input", "variance-always-one"),
        ("factor-root", "factor-n"),
        ("glorot-both", "he-both"),
        ("he-for-relu", "he-for-tanh"),
        ("large-saturates", "large-learns"),
        ("zero-last-stops", "zero-last-passes"),
    ),
    3: (
        ("worth-one", "worth-grows"),
        ("twins-stay", "twins-part"),
        ("sigmoid-half", "sigmoid-zero"),
        ("tanh-stuck", "sigmoid-stuck"),
        ("no-hidden-zeros", "no-hidden-random"),
        ("mean-adds", "mean-irrelevant"),
        ("depth-power", "depth-linear"),
    ),
}
"""Pairs of a true and a false statement about the same thing, by level."""
_SHOWN = {1: 4, 2: 5, 3: 5}
_ANSWERS = {
    "zeros": ("zeros-bad",),
    "breaks": ("random-differ",),
    "biases": ("zero-biases-fine",),
    "constant": ("constant-no-better",),
    "large": ("large-saturates",),
    "scale": ("variance-of-input", "factor-root"),
    "logistic": ("no-hidden-zeros",),
}
"""Statements that would give the answer to the question away, or ask the same; they are not drawn with it."""
_INSTEAD = {false: true for pairs in STATEMENTS.values() for true, false in pairs}
_TRUE = frozenset(_INSTEAD.values())
_EVERY = tuple(statement for pairs in STATEMENTS.values() for pair in pairs for statement in pair)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the options offered, and the statements to judge."""

    question: str
    options: tuple[str, ...]
    statements: tuple[str, ...] = ()


# -------------------------------------------------------------------------------------------------- parameters and sample


def read_params(fields: Mapping[str, Any]) -> Case:
    """question, options, statements. Raises ParameterError."""
    source = Fields(fields)
    question = source.word("question", tuple(QUESTIONS))
    right, *wrong = QUESTIONS[question]
    options = read_keys(source, "options", QUESTIONS[question], (right, *wrong[:3]))
    statements = read_keys(source, "statements", _EVERY)
    source.done()
    if right not in options or len(options) < 2:
        raise ParameterError("options", "right-missing")
    if statements and not _TRUE & set(statements):
        raise ParameterError("statements", "none-true")
    return Case(question, options, statements)


def write_params(params: Case) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "question": params.question,
        "options": write_keys(params.options),
        "statements": write_keys(params.statements),
    }


def sample(rng: Stream, level: int) -> Case | None:
    """1: zeros and symmetry. 2: constants and the scale. 3: special cases."""
    question = rng.choice(ASKED[level])
    right, *wrong = QUESTIONS[question]
    options = tuple(rng.shuffled((right, *rng.sample(wrong, 3))))
    statements = tuple(rng.choice(pair) for pair in rng.sample(_pairs(level, question), _SHOWN[level]))
    true = len(_TRUE & set(statements))
    return Case(question, options, statements) if 0 < true < len(statements) else None


def _pairs(level: int, question: str) -> tuple[tuple[str, str], ...]:
    """The pairs of statements that may stand with a question."""
    return tuple(pair for pair in STATEMENTS[level] if pair[0] not in _ANSWERS.get(question, ()))


def space(level: int) -> int:
    """How many different problems a level has, the order of the options included."""
    shown = _SHOWN[level]
    orders = sum(math.perm(len(_pairs(level, question)), shown) for question in ASKED[level])
    return orders * ((1 << shown) - 2) * math.comb(4, 3) * math.factorial(4)


# ---------------------------------------------------------------------------------------------------------------- solution


def _reason(params: Case) -> ChoiceAnswer:
    return ChoiceAnswer(params.options, frozenset({QUESTIONS[params.question][0]}))


def _statements(params: Case) -> ChoiceAnswer:
    return ChoiceAnswer(params.statements, _TRUE & frozenset(params.statements), several=True)


def solve(params: Case) -> tuple[Part, ...]:
    """The question, and the statements where there are any."""
    if not params.statements:
        return (Part("reason", _reason(params), 10),)
    return (Part("reason", _reason(params), 4), Part("statements", _statements(params), 6))


def mistakes(params: Case) -> tuple[Mistake, ...]:
    """Each wrong option, explained under its own name."""
    found = [*choice_mistakes("reason", _reason(params))]
    if params.statements:
        found += choice_mistakes("statements", _statements(params))
    return tuple(found)


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Case) -> Values:
    """The question."""
    return {"question": Word(f"ask-{params.question}"), "judged": bool(params.statements)}


def hints(params: Case) -> tuple[Step, ...]:
    """What to picture: two equal neurons, or one sum of many terms; then the other of the two."""
    pictures = (Step("hint-two-neurons"), Step("hint-one-sum"))
    return pictures[::-1] if params.question in _SCALE else pictures


def explain(params: Case) -> tuple[Step, ...]:
    """The right option with its reason; each statement; the true ones."""
    return tuple(_explain(params))


def _explain(params: Case) -> Iterator[Step]:
    yield Step(f"because-{params.question}")
    yield Step("reason", {"answer": Word(QUESTIONS[params.question][0])})
    if params.statements:
        for statement in params.statements:
            if statement in _TRUE:
                yield Step("is-true", {"statement": Word(statement)})
            else:
                yield Step("is-false", {"statement": Word(statement), "instead": Word(_INSTEAD[statement])})
        right = tuple(Word(statement) for statement in params.statements if statement in _TRUE)
        yield Step("statements", {"right": right, "count": len(right)})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Case, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - nothing here is a number
    """Nothing to compute; the tests run the networks that the statements speak of."""
    return {}


def skeleton(params: Case) -> str:
    """The question and the topics of the statements."""
    return " ".join((params.question, *sorted(params.statements)))
