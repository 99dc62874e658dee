"""Ticket 18: matching what vanishing and exploding gradients look like, where they come from and what is done about them.

Three kinds: what belongs to which of the two problems; how each cure acts; which cure a situation calls for. Sources: the guide;
Pascanu et al. 2013 (clipping), He et al. 2015 (skip connections), Hochreiter and Schmidhuber 1997 (LSTM).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.choices import matching_mistakes
from colloq.exact.fields import Fields
from colloq.exact.picks import read_keys
from colloq.model import MatchingAnswer, Mistake, Part, Step, Table, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "18"
LEVELS = (1, 2, 3)

PAIRS: dict[str, dict[str, str]] = {
    "problem": {
        "first-layers-idle": "vanishing",
        "beginning-forgotten": "vanishing",
        "small-factors": "vanishing",
        "saturated-sigmoids": "vanishing",
        "skip-helps": "vanishing",
        "lstm-helps": "vanishing",
        "weights-nan": "exploding",
        "loss-jumps": "exploding",
        "large-factors": "exploding",
        "clipping-helps": "exploding",
        "one-step-far": "exploding",
        "limits-help": "exploding",
    },
    "mechanism": {
        "clip-norm": "scales-by-norm",
        "clip-value": "cuts-entries",
        "skip": "adds-input",
        "lstm": "cell-by-addition",
        "relu": "slope-one",
        "init-scale": "keeps-variance",
        "batch-norm": "normalises-batch",
        "truncated": "few-steps-back",
        "orthogonal": "keeps-lengths",
    },
    "situation": {
        "rare-spikes": "clip-norm",
        "long-phrase": "lstm",
        "deeper-is-worse": "skip",
        "quarter-slopes": "relu",
        "small-from-start": "init-scale",
        "drifting-outputs": "batch-norm",
        "endless-sequence": "truncated",
        "doubling-matrix": "orthogonal",
    },
}
"""For each kind: the right item of each left one."""
_COUNT = {"problem": 5, "mechanism": 4, "situation": 5}
_KINDS = {1: "problem", 2: "mechanism", 3: "situation"}
_FEWEST, _MOST = 3, 8


@dataclass(frozen=True, slots=True)
class Cures:
    """The kind, and both sides in the order they are shown."""

    kind: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def pairs(self) -> dict[str, str]:
        """The right item of each left one."""
        return {item: PAIRS[self.kind][item] for item in self.left}


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Cures:
    """kind, left, right. Raises ParameterError."""
    source = Fields(fields)
    kind = source.word("kind", PAIRS, "problem")
    left = read_keys(source, "left", PAIRS[kind], _FEWEST, _MOST)
    needed = tuple(dict.fromkeys(PAIRS[kind][item] for item in left))
    right = read_keys(source, "right", tuple(dict.fromkeys(PAIRS[kind].values())), 2, _MOST) if source.has("right") else needed
    source.done()
    if set(right) != set(needed):
        raise ParameterError("right", "right-side", needed=", ".join(needed))
    if len(needed) < 2:
        raise ParameterError("left", "one-problem")
    return Cures(kind, left, right)


def write_params(params: Cures) -> dict[str, Any]:
    """Plain JSON."""
    return {"kind": params.kind, "left": list(params.left), "right": list(params.right)}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Cures | None:
    """1: vanishing or exploding. 2: cures and how they act. 3: situations and cures."""
    kind = _KINDS[level]
    left = tuple(rng.sample(tuple(PAIRS[kind]), _COUNT[kind]))
    right = [PAIRS[kind][item] for item in left]
    if kind == "problem" and not 2 <= right.count("vanishing") <= 3:
        return None
    shown = tuple(rng.shuffled(sorted(set(right))))
    return Cures(kind, left, shown) if shown != tuple(right) else None


# ---------------------------------------------------------------------------------------------------------------- solution


def _answer(params: Cures) -> MatchingAnswer:
    return MatchingAnswer(params.left, params.right, params.pairs)


def solve(params: Cures) -> tuple[Part, ...]:
    """One matching."""
    return (Part(params.kind, _answer(params), 10),)


def mistakes(params: Cures) -> tuple[Mistake, ...]:
    """Each left item that may change places with a later one."""
    return tuple(matching_mistakes(params.kind, _answer(params)))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Cures) -> Values:
    """Which kind it is."""
    return {kind: params.kind == kind for kind in PAIRS}


def hints(params: Cures) -> tuple[Step, ...]:
    """What the two problems are, then how to tell the items apart."""
    return Step("hint-product"), Step(f"hint-{params.kind}")


def explain(params: Cures) -> tuple[Step, ...]:
    """The idea, then the pairs."""
    rows = tuple((Word(item), Word(other)) for item, other in params.pairs.items())
    header = (Word(f"left-{params.kind}"), Word(f"right-{params.kind}"))
    return Step(f"idea-{params.kind}"), Step("answer", {"pairs": Table(header, rows)})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Cures, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """A matching has no number; the tests hold the pairs against a list of their own."""
    return {params.kind: float(len(params.left))}


def skeleton(params: Cures) -> str:
    """The kind."""
    return params.kind
