"""Texts for the reader and the grader that nobody would type, and some that somebody would: drawn from a seeded generator."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from colloq.catalog.family import family, family_names
from colloq.catalog.problem import draw
from colloq.grading.number import exact
from colloq.model import MatrixFormulaAnswer, NumberAnswer
from colloq.notation.tree import Number
from colloq.practice.rewrites import written
from tests.fuzz.targets import Case, Target, corpus, targets
from tests.fuzz.typed import grammatical, heavy, mutated, random_text, runs

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


# ------------------------------------------------------------------------------------------------- what is known beforehand

_POISON = (
    "1/0",
    "0/0",
    "0^0",
    "0^(-1)",
    "ln(0)",
    "ln(-2)",
    "√(-1)",
    "arcsin(2)",
    "log_1(2)",
    "arch(0)",
    "arth(1)",
    "(-1)^(1/2)",
    "ctg(0)",
)
_CARRIED = (
    "{}+{poison}",
    "({})*({poison})",
    "({})+0*({poison})",
    "max({},{poison})",
    "({})^(1+0*({poison}))",
    "({})/({poison})",
    "|{}|+{poison}-({poison})",
)
_SAME = (
    *("({})*1", "({})+0", "({})^1", "-(-({}))", "2*({})/2", "({})*10^30/10^30", "({})+10^20-10^20", "({})*10^400/10^400"),
    *("({})*(sin(3)^2+cos(3)^2)", "({})+√2-√2", "({})*√2*√2/2", "(({})+1)-1", "({})/1", "({}) + 9^9 - 9^9", "({})*e^0"),
)  # fmt: skip
_OTHER = ("({})*(1+10^-{k})", "({})-({})/10^{k}", "-({})*(1-10^-{k})", "({})/(1+10^-{k})")


def known(rng: random.Random, target: Target) -> Case | None:
    """An answer whose verdict is known beforehand; None where the right answer may be 0 or is no formula."""
    right = written(target.answer)
    tree = target.answer.value if isinstance(target.answer, NumberAnswer) else getattr(target.answer, "tree", None)
    if right is None or tree is None or tree == Number(0):
        return None
    if isinstance(target.answer, NumberAnswer) and (value := exact(tree)) is not None:
        right = str(value)  # a typed decimal has a tolerance, and what differs within it is right
    if isinstance(target.answer, MatrixFormulaAnswer):
        if rng.random() < 0.5:
            return target.case("known", f"2*({right})/2", "not-wrong")
        return target.case(
            "known", rng.choice(_OTHER[:3]).replace("{k}", str(rng.randint(1, 30))).replace("{}", right), "not-right"
        )
    match rng.randrange(3):
        case 0:
            return target.case("known", rng.choice(_CARRIED).format(right, poison=rng.choice(_POISON)), "not-right")
        case 1:
            return target.case("known", rng.choice(_SAME).format(right), "not-wrong")
        case _:
            power = str(rng.randint(1, 30 if isinstance(target.answer, NumberAnswer) else 7))
            return target.case("known", rng.choice(_OTHER).replace("{k}", power).replace("{}", right), "not-right")


# ------------------------------------------------------------------------------------------- parts of problems, parameters


def problem_case(rng: random.Random) -> Case:
    """Answers to all parts of a problem, some of them right, some wrong ones among those that the family names."""
    name = rng.choice(family_names())
    problem = draw(name, rng.choice(family(name).LEVELS), rng.randrange(300))
    answers = {}
    for part in problem.parts:
        texts = [written(part.answer) or "", *(written(slip.answer) or "" for slip in problem.mistakes if slip.part == part.name)]
        text = rng.choice(texts)
        answers[part.name] = rng.choice((text, text, mutated(rng, text), mutated(rng, text), random_text(rng)))
    return Case("problem", problem=problem.id, answers=answers)


_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        3,
        10**6,
        10**30,
        0.5,
        1e308,
        float("nan"),
        float("inf"),
        "",
        "0",
        "1",
        "-3",
        "1/2",
        "x",
        "x^2",
    ),
    *(
        "1 2; 3 4",
        [],
        {},
        [[]],
        [[1]],
        [[1, 2], [3]],
        [[1, "a"]],
        {"a": 1},
        "9^9^9^9",
        "1e400",
        "sin(x)",
        "1/0",
        "tanh",
        "full",
        " ",
    ),
    *(
        [[None]],
        [[[1]]],
        "2x3",
        "1 2|3 4",
        "|",
        ";",
        "same",
        "valid",
        "he",
        "k",
        "f'(x)",
        "x*y",
        "\x00",
        "\ud800",
        "0" * 3000,
        "(" * 500,
    ),
)


def parameter_case(rng: random.Random) -> Case:
    """Parameters of a family: those of a problem, some of them changed, left out or added, as JSON or as text."""
    name = rng.choice(family_names())
    fields = dict(draw(name, rng.choice(family(name).LEVELS), rng.randrange(50)).params_json())
    for _ in range(rng.randint(1, 3)):
        field_name = rng.choice([*fields, "x", ""]) if rng.random() < 0.95 else random_text(rng)[:20]
        match rng.randrange(5):
            case 0:
                fields.pop(field_name, None)
            case 1:
                fields[field_name] = random_text(rng)[:3000]
            case 2 if isinstance(fields.get(field_name), str):
                fields[field_name] = mutated(rng, fields[field_name])
            case _:
                fields[field_name] = _changed(rng, fields.get(field_name))
    if rng.random() < 0.4:  # as `--set name=value` gives them
        fields = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
    return Case("parameters", family=name, fields=fields)


def _changed(rng: random.Random, value: Any) -> Any:
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = rng.randrange(len(value))
        changed = _changed(rng, value[place])
        return rng.choice(
            ([*value[:place], changed, *value[place + 1 :]], value[:place], [*value, changed], value * rng.choice((2, 50)))
        )
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.5:
        return value + rng.choice((-1, 1, 100, -100))
    return rng.choice(_VALUES)


# ---------------------------------------------------------------------------------------------------------------- all kinds


def _plain(made: str, text_of: Callable[[random.Random, Target], str]) -> Callable[[random.Random], Case]:
    def make(rng: random.Random) -> Case:
        target = rng.choice(targets())
        return target.case(made, text_of(rng, target))

    return make


def _corpus_case(rng: random.Random) -> Case:
    row = rng.choice(corpus())
    case = Case("mutation", row["kind"], row.get("expected", ""), row.get("symbols"), mutated(rng, row["answer"]))
    if rng.random() < 0.2:
        target = rng.choice(targets())
        case = replace(case, kind=target.kind, expected=target.expected, symbols=target.symbols)
    return case


def _known_case(rng: random.Random) -> Case:
    while (case := known(rng, rng.choice(targets()))) is None:
        pass
    return case


MAKERS: dict[str, tuple[int, Callable[[random.Random], Case]]] = {
    "random": (20, _plain("random", lambda rng, _: random_text(rng))),
    "grammar": (25, _plain("grammar", grammatical)),
    "mutation": (30, _corpus_case),
    "heavy": (3, _plain("heavy", heavy)),
    "runs": (8, _plain("runs", runs)),
    "known": (12, _known_case),
    "problem": (4, problem_case),
    "parameters": (6, parameter_case),
}
"""By name: how often, and the maker."""


def draw_case(rng: random.Random) -> Case:
    """One case."""
    (name,) = rng.choices([*MAKERS], [weight for weight, _ in MAKERS.values()])
    return MAKERS[name][1](rng)
