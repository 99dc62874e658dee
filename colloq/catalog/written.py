"""The written question of a ticket as a problem: prose on paper, formulas that are typed, and a computing part drawn with it.

It is made from the `written` section of the ticket's file; `question-13` behaves as a family of that ticket.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from colloq.catalog.family import QUESTION, family, family_names
from colloq.catalog.formulas import read_tree
from colloq.catalog.load import ticket_file, tickets
from colloq.catalog.problem import Problem, draw
from colloq.errors import ParameterError, UsageError
from colloq.exact.asks import POINTS, points
from colloq.grading.domains import domain_named, shape_named
from colloq.model import FormulaAnswer, MatrixFormulaAnswer, Mistake, Part, RubricAnswer, Step
from colloq.texts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from colloq.catalog.family import Json
    from colloq.model import Answer, Values
    from colloq.notation.tree import Tree
    from colloq.seeds import Stream

WRITTEN_MARKS = 6
"""Of the ten marks of a question; the computing part has the others."""
PAPER = "paper"
"""The part that is answered in prose, on paper."""
_SEEDS = 1_000_000  # of the problems drawn with a question


@dataclass(frozen=True, slots=True)
class Sheet:
    """What differs between two draws of a question: the problem that goes with it."""

    computing: Problem


@functools.cache
def question(ticket: str) -> WrittenQuestion:
    """The written question of a ticket. Raises UsageError where the ticket has none."""
    if ticket not in tickets() or "written" not in ticket_file(ticket):
        raise UsageError("family.unknown", name=QUESTION + ticket, near="")
    return WrittenQuestion(ticket)


def question_names() -> tuple[str, ...]:
    """All written questions, in the order of the guide; reads every ticket's file."""
    return tuple(QUESTION + ticket for ticket in tickets() if "written" in ticket_file(ticket))


class WrittenQuestion:
    """A family (`colloq.catalog.family.Family`) made from a ticket's file."""

    def __init__(self, ticket: str) -> None:
        data = ticket_file(ticket)
        self.TICKET = ticket
        self.data = data["written"]
        self.VERSION: int = self.data["version"]
        self._file = data
        self._names = tuple(name for name in family_names() if name in data["families"])
        self.LEVELS = tuple(sorted({level for name in self._names for level in family(name).LEVELS}))

    # -- parameters --

    def read_params(self, fields: Mapping[str, Json]) -> Sheet:
        """The problem that goes with the question, as `write_params` wrote it. Raises ParameterError."""
        match dict(fields):
            case {"computing": {"family": str(name), "level": int(level), "seed": int(seed), "params": dict(params)}} if (
                name in self._names
            ):
                return Sheet(Problem(name, family(name).read_params(params), level, seed))
            case _:
                raise ParameterError("computing", "missing")

    def write_params(self, params: Sheet) -> dict[str, Json]:
        """Plain JSON."""
        drawn = params.computing
        return {
            "computing": {"family": drawn.name, "level": drawn.level, "seed": drawn.seed, "params": drawn.params_json()},
        }

    def sample(self, rng: Stream, level: int) -> Sheet | None:
        """A problem of one of the ticket's families, each as likely; None where it has too many parts for its marks."""
        name = rng.choice([name for name in self._names if level in family(name).LEVELS])
        drawn = draw(name, level, rng.below(_SEEDS))
        return Sheet(drawn) if len(drawn.parts) <= POINTS - WRITTEN_MARKS else None

    def skeleton(self, params: Sheet) -> str:
        """The kind of the problem drawn."""
        return f"{params.computing.name} {params.computing.family.skeleton(params.computing.params)}"

    # -- parts --

    def solve(self, params: Sheet) -> tuple[Part, ...]:
        """The computing part, the formulas, the prose."""
        drawn = params.computing.parts
        worth = points([part.name for part in drawn], {part.name: part.points for part in drawn}, POINTS - WRITTEN_MARKS)
        computing = (replace(part, points=worth[part.name]) for part in drawn)
        formulas = (Part(_own(item["name"]), _answer(item, item["expected"]), item["marks"]) for item in self._formulas())
        rubric = {_own(point["name"]): point["marks"] for point in self.data["points"]}
        return (*computing, *formulas, Part(PAPER, RubricAnswer(rubric), sum(rubric.values())))

    def mistakes(self, params: Sheet) -> tuple[Mistake, ...]:
        """Those of the computing part, and the wrong formulas."""
        wrong = (
            Mistake(_own(f"{item['name']}-{slip['name']}"), _own(item["name"]), _answer(item, slip["expected"]))
            for item in self._formulas()
            for slip in item.get("mistakes", ())
        )
        return (*params.computing.mistakes, *wrong)

    def carried(self, params: Sheet, part: str, own: Mapping[str, Answer]) -> Answer | None:
        """Errors are carried forward within the computing part."""
        carry = getattr(params.computing.family, "carried", None)
        names = {inner.name for inner in params.computing.parts}
        if carry is None or part not in names:
            return None
        follows: Answer | None = carry(params.computing.params, part, {name: own[name] for name in own if name in names})
        return follows

    def oracle(self, params: Sheet, at: Mapping[str, float]) -> dict[str, Any]:
        """The computing part's oracle; the formulas by SymPy, matrices by NumPy."""
        from colloq.catalog.written_oracle import formula_values  # noqa: PLC0415 - brings SymPy

        formulas = {part.name: part.answer for part in self.solve(params) if isinstance(part.answer, FormulaAnswer)}
        own = {name: answer for name, answer in formulas.items() if name.startswith(_own(""))}
        return {**params.computing.family.oracle(params.computing.params, at), **formula_values(own, at)}

    # -- texts --

    def state(self, params: Sheet) -> Values:
        """What the computing part's texts show."""
        return params.computing.state

    def model_answer(self, params: Sheet) -> tuple[Step, ...]:
        """What should stand on paper, paragraph by paragraph."""
        del params
        return tuple(self._paragraphs())

    def explain(self, params: Sheet) -> tuple[Step, ...]:
        """The model answer with its formulas, then the worked solution of the computing part."""
        formulas = (Step(_own(f"formula-{item['name']}"), after=tree) for item, tree in formula_answers(self.data))
        return (*self.model_answer(params), *formulas, *params.computing.steps)

    def hints(self, params: Sheet) -> tuple[Step, ...]:
        """Hints are given for the computing part only."""
        return params.computing.hints

    def entry_of(self, params: Sheet) -> Mapping[str, Any]:
        """The texts of the computing part's entry and those of the question, as one entry."""
        inner = params.computing.entry
        formulas = self._formulas()
        slips = ((item, slip) for item in formulas for slip in item.get("mistakes", ()))
        return {
            **inner,
            "title": self._file["title"],
            "minutes": {
                str(params.computing.level): self.data["minutes"] + params.computing.minutes,
            },
            "statement": [self._file["question"], _both("written.computing"), *inner["statement"]],
            "parts": {
                **inner["parts"],
                **{_own(item["name"]): {"prompt": item["prompt"]} for item in formulas},
                PAPER: {"prompt": _both("written.paper")},
            },
            "steps": {
                **inner["steps"],
                **{_own(str(place)): said for place, said in enumerate(self.data["answer"], 1)},
                **{_own(f"formula-{item['name']}"): _both("written.formula", part=_own(item["name"])) for item in formulas},
            },
            "mistakes": {**inner["mistakes"], **{_own(f"{item['name']}-{slip['name']}"): slip for item, slip in slips}},
            "words": {**inner.get("words", {}), **{_own(point["name"]): point for point in self.data["points"]}},
        }

    def _formulas(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.data.get("formulas", [])
        return found

    def _paragraphs(self) -> Iterator[Step]:
        for place, (_, (before, after)) in enumerate(model_paragraphs(self.data), 1):
            yield Step(_own(str(place)), before=before, after=after)


def model_paragraphs(written: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], tuple[Tree | None, Tree | None]]]:
    """Each paragraph of the model answer with the two sides of its equation, (None, formula) or (None, None)."""
    for said in written["answer"]:
        formula, equals = (
            read_tree(said[field], tuple(written["letters"])) if field in said else None for field in ("formula", "equals")
        )
        yield said, ((formula, equals) if equals is not None else (None, formula))


def formula_answers(written: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Tree]]:
    """Each formula point with its right answer."""
    for item in written.get("formulas", ()):
        yield item, _answer(item, item["expected"]).tree


def _own(name: str) -> str:
    """Names of the question, apart from those of the problem drawn with it."""
    return f"q-{name}"


def _both(key: str, **values: str) -> dict[str, str]:
    return {language: texts(language)(key, **values) for language in LANGUAGES}


def _answer(item: Mapping[str, Any], expected: str) -> FormulaAnswer | MatrixFormulaAnswer:
    """The answer of a formula point; raises ValueError for a domain, shape or formula that cannot be read."""
    symbols, matrices = item["symbols"], item["kind"] == "matrix-formula"
    known = {name: (shape_named if matrices else domain_named)(word) for name, word in symbols.items()}
    if unknown := [name for name, what in known.items() if what is None]:
        msg = f"{unknown[0]}: {symbols[unknown[0]]!r} is neither a domain nor a shape"
        raise ValueError(msg)
    tree = read_tree(expected, tuple(symbols), matrices=matrices)
    if matrices:
        return MatrixFormulaAnswer(tree, known)  # type: ignore[arg-type]
    return FormulaAnswer(tree, known, aliases=item.get("aliases", {}))  # type: ignore[arg-type]


def complaints(data: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a written question besides its form."""
    try:
        for said in data["answer"]:
            for field in ("formula", "equals"):
                if field in said:
                    read_tree(said[field], tuple(data["letters"]))
        for item in data.get("formulas", ()):
            for expected in (item["expected"], *(slip["expected"] for slip in item.get("mistakes", ()))):
                _answer(item, expected)
    except ValueError as error:
        yield str(error)
    names = [item["name"] for item in (*data.get("formulas", ()), *data["points"])]
    if len(set(names)) < len(names):
        yield "two points have the same name"
