"""Ticket 14: which changes of a convolutional network enlarge the receptive field of the neurons of its last layer.

The field is counted in pixels of the network's input, as in `receptive-field`: windows, dilation and strides before the last
layer decide; what works at each position by itself, the size of the image and the training do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.choices import choice_mistakes
from colloq.exact.fields import Fields
from colloq.exact.picks import read_keys
from colloq.model import ChoiceAnswer, Mistake, Part, Step, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from colloq.model import Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "14"
LEVELS = (1, 2, 3)

PLAIN = {
    "layer-added": "more-windows",
    "pool-inserted": "more-windows",
    "average-inserted": "more-windows",
    "kernels-enlarged": "wider-window",
    "one-kernel-enlarged": "wider-window",
    "dilation-everywhere": "wider-window",
    "stride-of-first": "stride-before",
    "stride-of-second": "stride-before",
    "channels-doubled": "each-position",
    "pointwise-added": "each-position",
    "sigmoid-for-relu": "each-position",
    "normalisation-added": "each-position",
    "dropout-added": "each-position",
    "biases-added": "each-position",
    "padding-increased": "image-size",
    "images-enlarged": "image-size",
    "stride-of-last": "stride-after",
    "batch-enlarged": "training",
    "rate-lowered": "training",
    "epochs-added": "training",
    "data-added": "training",
    "weights-penalised": "training",
}
"""Changes of four 3 × 3 convolutions with stride 1, and why they enlarge the field or do not."""
MIXED = {
    "three-for-one": "more-windows",
    "pool-of-stride-one": "more-windows",
    "pool-at-start": "more-windows",
    "seven-for-five": "wider-window",
    "dilation-of-last": "wider-window",
    "dilation-of-first": "wider-window",
    "pool-of-three": "wider-window",
    "stride-of-five": "stride-before",
    "stride-of-third": "stride-before",
    "pool-stride-three": "stride-before",
    "two-for-five": "same-sum",
    "row-and-column": "same-sum",
    "depthwise": "same-sum",
    "average-for-max": "same-sum",
    "stride-of-end": "stride-after",
    "pointwise-in-middle": "each-position",
    "skip-around": "other-path",
    "channels-halved": "each-position",
    "frame-of-zeros": "image-size",
    "leaky-relu": "each-position",
    "kernel-shrunk": "narrower",
    "pool-removed": "narrower",
}
"""Changes of a 5 × 5 convolution, a 3 × 3 one, a 2 × 2 max pooling with stride 2, and two 3 × 3 convolutions."""
POOLS = {"plain": PLAIN, "mixed": MIXED}
_ENLARGING = frozenset(("more-windows", "wider-window", "stride-before"))
_FEWEST, _MOST = 3, 8


@dataclass(frozen=True, slots=True)
class Ways:
    """Which network, the changes in the order they are shown, and whether several of them are right."""

    network: str
    options: tuple[str, ...]
    several: bool

    @property
    def right(self) -> tuple[str, ...]:
        """The changes that enlarge the field, in their order."""
        pool = POOLS[self.network]
        return tuple(option for option in self.options if pool[option] in _ENLARGING)


# ------------------------------------------------------------------------------------------------------------- parameters


def read_params(fields: Mapping[str, Any]) -> Ways:
    """network, options, several. Raises ParameterError."""
    source = Fields(fields)
    network = source.word("network", POOLS, "plain")
    options = read_keys(source, "options", POOLS[network], _FEWEST, _MOST)
    several = source.word("several", ("yes", "no"), "yes") == "yes"
    source.done()
    params = Ways(network, options, several)
    if not 0 < len(params.right) < len(options):
        raise ParameterError("options", "right-and-wrong")
    if not several and len(params.right) > 1:
        raise ParameterError("several", "one-right")
    return params


def write_params(params: Ways) -> dict[str, Any]:
    """Plain JSON."""
    return {"network": params.network, "options": list(params.options), "several": "yes" if params.several else "no"}


# ----------------------------------------------------------------------------------------------------------------- sample


def sample(rng: Stream, level: int) -> Ways | None:
    """1: one right change of five. 2: several of six. 3: several of six, of a network with pooling."""
    network = "mixed" if level == 3 else "plain"
    pool = POOLS[network]
    right = [option for option, why in pool.items() if why in _ENLARGING]
    wrong = [option for option, why in pool.items() if why not in _ENLARGING]
    count = 1 if level == 1 else rng.choice((2, 3))
    shown = (5 if level == 1 else 6) - count
    options = rng.shuffled([*rng.sample(right, count), *rng.sample(wrong, shown)])
    return Ways(network, tuple(options), several=level > 1)


# ---------------------------------------------------------------------------------------------------------------- solution


def _answer(params: Ways) -> ChoiceAnswer:
    return ChoiceAnswer(params.options, frozenset(params.right), several=params.several)


def solve(params: Ways) -> tuple[Part, ...]:
    """One choice."""
    return (Part("several" if params.several else "one", _answer(params), 10),)


def mistakes(params: Ways) -> tuple[Mistake, ...]:
    """Each wrong option."""
    return tuple(choice_mistakes("several" if params.several else "one", _answer(params)))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Ways) -> Values:
    """Which network it is."""
    return {"plain": params.network == "plain", "mixed": params.network == "mixed"}


def hints(params: Ways) -> tuple[Step, ...]:
    """What the field depends on, then the strides."""
    return Step("hint-pixels"), Step("hint-plain" if params.network == "plain" else "hint-mixed")


def explain(params: Ways) -> tuple[Step, ...]:
    """Option by option, then the answer."""
    pool = POOLS[params.network]
    reasons = tuple(Step(pool[option], {"option": Word(option)}) for option in params.options)
    return (*reasons, Step("answer", {"answer": tuple(map(Word, params.right))}))


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Ways, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - no symbols here
    """A choice has no number; the tests compute the fields of the changed networks."""
    return {"several" if params.several else "one": float(len(params.options))}


def skeleton(params: Ways) -> str:
    """Network, number of right and wrong changes."""
    return f"{params.network} {len(params.right)} of {len(params.options)}"
