"""Ticket 19: which kind of transfer learning a scenario calls for, and what is true of it.

The rule of thumb (Stanford's CS231n, "Transfer learning"): with little data from a close domain train the last layer only; with
much from a close domain fine-tune all layers; with little from a far one take over the first layers only; with much from a far
one train all layers on the new data. Pairs of an approach and a scenario that the rule leaves open are never offered together.
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
TICKET = "19"
LEVELS = (1, 2, 3)

SCENARIOS: dict[tuple[str, str], tuple[str, ...]] = {
    ("little", "close"): ("cats", "furniture", "fruit", "birds", "cars", "series"),
    ("much", "close"): ("goods", "plants", "dishes", "animals", "books", "places"),
    ("little", "far"): ("x-rays", "cells", "sounds", "ice", "circuits", "welds"),
    ("much", "far"): ("tomography", "radar", "speech", "crystals", "proteins", "seismic"),
}
"""By amount of data and closeness of the domains."""
_RIGHT = {
    ("little", "close"): "last-layer",
    ("much", "close"): "all-layers",
    ("little", "far"): "first-layers",
    ("much", "far"): "on-new-data",
}
_WRONG = {
    ("little", "close"): ("all-layers", "on-new-data", "scratch", "unchanged", "old-frozen", "random-frozen"),
    ("much", "close"): ("last-layer", "first-layers", "scratch", "unchanged", "old-frozen", "random-frozen"),
    ("little", "far"): ("last-layer", "all-layers", "on-new-data", "scratch", "unchanged", "old-frozen", "random-frozen"),
    ("much", "far"): ("last-layer", "first-layers", "unchanged", "old-frozen", "random-frozen"),
}
"""Approaches that are clearly wrong, by the rule or by any standard."""
APPROACHES = (*_RIGHT.values(), "scratch", "unchanged", "old-frozen", "random-frozen")
STATEMENTS = {
    2: (
        ("less-data", "more-data"),
        ("close-domain", "any-domain"),
        ("start-weights", "random-start"),
        ("smaller-rate", "larger-rate"),
        ("new-head", "old-head"),
        ("first-general", "last-general"),
        ("frozen-computes", "frozen-skipped"),
        ("frozen-fixed", "frozen-slow"),
        ("emotions-partly", "emotions-ready"),
        ("other-classes", "same-classes"),
    ),
    3: (
        ("data-layers", "fewer-data-layers"),
        ("far-first", "far-last"),
        ("overfits", "never-overfits"),
        ("gradient-passes", "gradient-blocked"),
        ("same-scaling", "any-scaling"),
        ("head-first", "head-harmless"),
        ("own-rates", "one-rate"),
        ("same-cost", "cheaper-prediction"),
        ("stored", "recomputed"),
        ("both-criteria", "amount-only"),
    ),
}
"""Pairs of a true and a false statement about the same thing, by level."""
_TRUE = frozenset(true for pairs in STATEMENTS.values() for true, _ in pairs)
_EVERY = tuple(statement for pairs in STATEMENTS.values() for pair in pairs for statement in pair)
_SHOWN = 5
_OF = {scenario: kind for kind, scenarios in SCENARIOS.items() for scenario in scenarios}


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, the approaches offered, and the statements to judge; `told`: amount and closeness are said outright."""

    scenario: str
    options: tuple[str, ...]
    statements: tuple[str, ...] = ()
    told: bool = False

    @property
    def kind(self) -> tuple[str, str]:
        """Amount of data and closeness."""
        return _OF[self.scenario]


# -------------------------------------------------------------------------------------------------- parameters and sample


def read_params(fields: Mapping[str, Any]) -> Case:
    """scenario, options, statements, told. Raises ParameterError."""
    source = Fields(fields)
    scenario = source.word("scenario", tuple(_OF))
    kind = _OF[scenario]
    options = read_keys(source, "options", APPROACHES, (_RIGHT[kind], *_WRONG[kind][:3]))
    statements = read_keys(source, "statements", _EVERY)
    told = source.word("told", ("yes", "no"), "no") == "yes"
    source.done()
    if _RIGHT[kind] not in options or len(options) < 2:
        raise ParameterError("options", "right-missing")
    for option in options:
        if option != _RIGHT[kind] and option not in _WRONG[kind]:
            raise ParameterError("options", "open", value=option)
    if statements and not _TRUE & set(statements):
        raise ParameterError("statements", "none-true")
    return Case(scenario, options, statements, told)


def write_params(params: Case) -> dict[str, Any]:
    """Plain JSON."""
    return {
        "scenario": params.scenario,
        "options": write_keys(params.options),
        "statements": write_keys(params.statements),
        "told": "yes" if params.told else "no",
    }


def sample(rng: Stream, level: int) -> Case | None:
    """1: the approach, amount and closeness told. 2 and 3: also which statements are true; those of 3 are subtler."""
    kind = rng.choice(tuple(SCENARIOS))
    options = tuple(rng.shuffled((_RIGHT[kind], *rng.sample(_WRONG[kind], 3))))
    scenario = rng.choice(SCENARIOS[kind])
    if level == 1:
        return Case(scenario, options, told=True)
    statements = tuple(rng.choice(pair) for pair in rng.sample(STATEMENTS[level], _SHOWN))
    true = len(_TRUE & set(statements))
    return Case(scenario, options, statements) if 0 < true < _SHOWN else None


def space(level: int) -> int:
    """How many different problems a level has: 12240 ways to ask for an approach, times those of the statements."""
    approaches = sum(len(SCENARIOS[kind]) * math.comb(len(wrong), 3) * math.factorial(4) for kind, wrong in _WRONG.items())
    if level == 1:
        return approaches
    return approaches * math.perm(len(STATEMENTS[level]), _SHOWN) * ((1 << _SHOWN) - 2)


# ---------------------------------------------------------------------------------------------------------------- solution


def _approach(params: Case) -> ChoiceAnswer:
    return ChoiceAnswer(params.options, frozenset({_RIGHT[params.kind]}))


def _statements(params: Case) -> ChoiceAnswer:
    return ChoiceAnswer(params.statements, _TRUE & frozenset(params.statements), several=True)


def solve(params: Case) -> tuple[Part, ...]:
    """The approach, and the statements where there are any."""
    if not params.statements:
        return (Part("approach", _approach(params), 10),)
    return (Part("approach", _approach(params), 4), Part("statements", _statements(params), 6))


def mistakes(params: Case) -> tuple[Mistake, ...]:
    """Each wrong option, explained under its own name."""
    found = [*choice_mistakes("approach", _approach(params))]
    if params.statements:
        found += choice_mistakes("statements", _statements(params))
    return tuple(found)


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Case) -> Values:
    """The scenario, and its amount and closeness."""
    amount, closeness = params.kind
    return {
        "scenario": Word(f"case-{params.scenario}"),
        "told": params.told,
        "amount": Word(amount),
        "closeness": Word(closeness),
    }


def hints(params: Case) -> tuple[Step, ...]:
    """The two questions to ask; then what each answer means."""
    _, closeness = params.kind
    return (Step("hint-questions"), Step("hint-close" if closeness == "close" else "hint-far"))


def explain(params: Case) -> tuple[Step, ...]:
    """Amount, closeness, approach; then the true statements."""
    return tuple(_explain(params))


def _explain(params: Case) -> Iterator[Step]:
    amount, closeness = params.kind
    yield Step(f"amount-{amount}")
    yield Step(f"domain-{closeness}")
    yield Step("approach", {"approach": Word(_RIGHT[params.kind])})
    if params.statements:
        for statement in params.statements:
            yield Step("is-true" if statement in _TRUE else "is-false", {"statement": Word(statement)})
        right = tuple(Word(statement) for statement in params.statements if statement in _TRUE)
        yield Step("statements", {"right": right, "count": len(right)})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Case, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - nothing here is a number
    """The rule of thumb once more, as two questions: may many parameters be trained, and do the last features fit?"""
    amount, closeness = next(kind for kind, scenarios in SCENARIOS.items() if params.scenario in scenarios)
    many, fit = amount == "much", closeness == "close"
    if many:
        return {"approach": "all-layers" if fit else "on-new-data"}
    return {"approach": "last-layer" if fit else "first-layers"}


def skeleton(params: Case) -> str:
    """Amount, closeness, and the topics of the statements."""
    return " ".join((*params.kind, *sorted(params.statements)))
