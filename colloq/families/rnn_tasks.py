"""Ticket 21: which recurrent architecture a task calls for, with its inputs, outputs and loss.

The guide's architectures: element-wise classification, generation of a sequence, of handwriting point by point, and conditional
generation from a picture or from another sequence; beside them the classification of a whole sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from colloq.errors import ParameterError
from colloq.exact.asks import points
from colloq.exact.choices import matching_mistakes, read_keys, write_keys
from colloq.exact.fields import Fields
from colloq.model import MatchingAnswer, Part, Step, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.model import Mistake, Values
    from colloq.seeds import Stream

VERSION = 1
TICKET = "21"
LEVELS = (1, 2, 3)

TASKS: dict[str, tuple[str, ...]] = {
    "elements": ("parts-of-speech", "video-frames", "heartbeats", "commas"),
    "whole": ("sentiment", "spam", "language", "genre"),
    "symbols": ("poems", "town-names", "melodies", "recipes"),
    "points": ("handwriting", "sketches", "signatures", "characters"),
    "picture": ("captions", "goods", "paintings", "x-rays"),
    "sequence": ("translation", "headlines", "queries", "replies"),
}
"""By architecture."""
FACETS: dict[str, dict[str, str]] = {
    "schemes": {
        "elements": "aligned",
        "whole": "at-end",
        "symbols": "own-outputs",
        "points": "own-outputs",
        "picture": "from-vector",
        "sequence": "encoder-decoder",
    },
    "inputs": {
        "elements": "element",
        "whole": "element",
        "symbols": "own-symbol",
        "points": "own-point",
        "picture": "own-word-picture",
        "sequence": "own-word-encoder",
    },
    "losses": {
        "elements": "label-each",
        "whole": "label-once",
        "symbols": "next-symbol",
        "points": "density",
        "picture": "next-word-picture",
        "sequence": "next-word-source",
    },
}
"""What is right for each architecture, part by part."""
_KINDS = {task: kind for kind, tasks in TASKS.items() for task in tasks}
_ASKED = {1: ("schemes",), 2: ("schemes", "losses"), 3: ("inputs", "losses")}
_SHOWN = {1: 4, 2: 5, 3: 6}
_WEIGHTS = dict.fromkeys(FACETS, 1)


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks, and for each part the options in their order; none for a part that is not asked."""

    tasks: tuple[str, ...]
    schemes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def options(self) -> dict[str, tuple[str, ...]]:
        """The parts that are asked, with their options."""
        every = {"schemes": self.schemes, "inputs": self.inputs, "losses": self.losses}
        return {part: options for part, options in every.items() if options}


# -------------------------------------------------------------------------------------------------- parameters and sample


def read_params(fields: Mapping[str, Any]) -> Tasks:
    """tasks; schemes, inputs, losses: the options of each part (schemes, all of them, unless any is given).

    Raises ParameterError.
    """
    source = Fields(fields)
    tasks = read_keys(source, "tasks", tuple(_KINDS))
    allowed = {part: tuple(dict.fromkeys(right.values())) for part, right in FACETS.items()}
    options = {part: read_keys(source, part, allowed[part]) for part in FACETS}
    source.done()
    if len(tasks) < 2:
        raise ParameterError("tasks", "few-tasks")
    if not any(options.values()):
        options["schemes"] = allowed["schemes"]
    for part, shown in options.items():
        missing = [FACETS[part][_KINDS[task]] for task in tasks if FACETS[part][_KINDS[task]] not in shown]
        if shown and missing:
            raise ParameterError(part, "option-missing", value=missing[0])
        if shown and len(shown) < 2:
            raise ParameterError(part, "few-options")
    return Tasks(tasks, **options)


def write_params(params: Tasks) -> dict[str, Any]:
    """Plain JSON."""
    options = {part: write_keys(shown) for part, shown in params.options().items()}
    return {"tasks": write_keys(params.tasks), **dict.fromkeys(FACETS, ""), **options}


def sample(rng: Stream, level: int) -> Tasks | None:
    """1: four tasks and their schemes. 2: five, and their losses. 3: six, what goes in and the losses. All of other kinds."""
    kinds = rng.sample(tuple(TASKS), _SHOWN[level])
    tasks = tuple(rng.choice(TASKS[kind]) for kind in kinds)
    options = {part: tuple(rng.shuffled(tuple(dict.fromkeys(FACETS[part].values())))) for part in _ASKED[level]}
    return Tasks(tasks, **options)


# ---------------------------------------------------------------------------------------------------------------- solution


def _answer(params: Tasks, part: str) -> MatchingAnswer:
    pairs = {task: FACETS[part][_KINDS[task]] for task in params.tasks}
    return MatchingAnswer(params.tasks, params.options()[part], pairs)


def solve(params: Tasks) -> tuple[Part, ...]:
    """A matching for each part that is asked."""
    worth = points(tuple(params.options()), _WEIGHTS)
    return tuple(Part(part, _answer(params, part), worth[part]) for part in params.options())


def mistakes(params: Tasks) -> tuple[Mistake, ...]:
    """For each task a matching in which it is the first wrong one."""
    return tuple(mistake for part in params.options() for mistake in matching_mistakes(part, _answer(params, part)))


# ------------------------------------------------------------------------------------------------------------------- texts


def state(params: Tasks) -> Values:
    """How many tasks there are."""
    return {"tasks": len(params.tasks)}


def hints(params: Tasks) -> tuple[Step, ...]:
    """What to ask about each task; then what differs between the likely mix-ups."""
    return (Step("hint-questions"), Step("hint-losses" if params.losses else "hint-schemes"))


def explain(params: Tasks) -> tuple[Step, ...]:
    """Each pair, then the whole matching."""
    return tuple(_explain(params))


def _explain(params: Tasks) -> Iterator[Step]:
    for part, options in params.options().items():
        answer = _answer(params, part)
        for task in params.tasks:
            yield Step(f"pair-{part}", {"task": Word(task), "option": Word(answer.pairs[task])})
        letters = [f"{place}{'abcdef'[options.index(answer.pairs[task])]}" for place, task in enumerate(params.tasks, 1)]
        pairs = tuple((Word(task), Word(option)) for task, option in answer.pairs.items())
        yield Step(f"together-{part}", {"letters": " ".join(letters), "pairs": pairs})


# ------------------------------------------------------------------------------------------------------------------ checks


def oracle(params: Tasks, at: Mapping[str, float]) -> dict[str, Any]:  # noqa: ARG001 - nothing here is a number
    """The schemes once more, from three questions about each task: what is given, what is made, and of which length."""
    given = {"elements": "sequence", "whole": "sequence", "picture": "vector", "sequence": "sequence"}
    made = {"elements": "same-length", "whole": "one"}
    found = {}
    for task in params.tasks:
        kind = next(kind for kind, tasks in TASKS.items() if task in tasks)
        match given.get(kind, "nothing"), made.get(kind, "own-length"):
            case "sequence", "same-length":
                found[task] = "aligned"
            case "sequence", "one":
                found[task] = "at-end"
            case "sequence", _:
                found[task] = "encoder-decoder"
            case "vector", _:
                found[task] = "from-vector"
            case _:
                found[task] = "own-outputs"
    return {"schemes": found}


def skeleton(params: Tasks) -> str:
    """The kinds of the tasks and what is asked."""
    return " ".join((*(_KINDS[task] for task in params.tasks), *params.options()))
