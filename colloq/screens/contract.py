"""The JSON contract: what other programs read. Names and meanings here do not change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from colloq.catalog import render
from colloq.grading.domains import domain_word
from colloq.model import (
    ChoiceAnswer,
    FormulaAnswer,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    Partial,
    RubricAnswer,
    Wrong,
)
from colloq.notation.linear import linear
from colloq.practice.record import mistake_name
from colloq.practice.symbolic import symbolic
from colloq.practice.tasks import overall
from colloq.screens.problem import answer_string, option_texts
from colloq.screens.verdict import message
from colloq.texts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Answer, Part, Step
    from colloq.practice.marking import PartMark
    from colloq.texts import Texts

    Json = dict[str, Any]


def kind_word(answer: Answer) -> str:
    """The word for a kind of answer."""
    match answer:
        case NumberAnswer():
            return "number"
        case FormulaAnswer():
            return "formula"
        case MatrixAnswer():
            return "matrix"
        case MatrixFormulaAnswer():
            return "matrix-formula"
        case ChoiceAnswer():
            return "choice"
        case OrderingAnswer():
            return "ordering"
        case MatchingAnswer():
            return "matching"
        case RubricAnswer():
            return "rubric"
        case _:
            assert_never(answer)


def _symbols(answer: Answer) -> dict[str, str]:
    match answer:
        case FormulaAnswer(symbols=symbols) | MatrixAnswer(symbols=symbols):
            return {name: domain_word(domain) for name, domain in symbols.items()}
        case MatrixFormulaAnswer(shapes=shapes):
            return {name: f"{rows}x{columns}" for name, (rows, columns) in shapes.items()}
        case _:
            return {}


def _both(said: Callable[[str], str]) -> dict[str, str]:
    return {language: said(language) for language in LANGUAGES}


def problem_json(problem: Problem, *, hints: bool = False, solution: bool = False) -> Json:
    """A problem; with `solution` also the answers, the mistakes and the steps, with `hints` also the hints."""
    data: Json = {
        "id": problem.id if problem.seed is not None else None,
        "family": problem.name,
        "version": problem.family.VERSION,
        "level": problem.level,
        "seed": problem.seed,
        "ticket": problem.ticket,
        "minutes": problem.minutes,
        "params": problem.params_json(),
        "statement": _both(lambda language: render.plain(render.statement(problem, language), language=language)),
        "parts": [_part_json(problem, part, solution=solution) for part in problem.parts],
    }
    if hints:
        data["hints"] = [_step_json(problem, step, render.hint) for step in problem.hints]
    if solution:
        if checked := symbolic(problem):
            data["sympy"] = checked
        data["steps"] = [_step_json(problem, step, render.step) for step in problem.steps]
    return data


def _part_json(problem: Problem, part: Part, *, solution: bool) -> Json:
    data: Json = {
        "name": part.name,
        "kind": kind_word(part.answer),
        "points": part.points,
        "symbols": _symbols(part.answer),
        "prompt": _both(lambda language: render.prompt(problem, part, language)),
    }
    options = {language: dict(option_texts(problem, part.answer, texts(language))) for language in LANGUAGES}
    if options["en"]:
        data["options"] = options
    if solution:
        data["answer"] = answer_string(part.answer)
        data["mistakes"] = {slip.name: answer_string(slip.answer) for slip in problem.mistakes if slip.part == part.name}
    return data


def _step_json(problem: Problem, step: Step, said: Callable[..., Any]) -> Json:
    data: Json = {"rule": step.key, **_both(lambda language: render.plain(said(problem, step, language), language=language))}
    for name, tree in (("before", step.before), ("after", step.after)):
        if tree is not None:
            data[name] = linear(tree, unicode=False)
    return data


def marks_json(problem: Problem | None, marks: Sequence[PartMark], text: Texts, line: int = 1) -> Json:
    """The verdict on a task: on its only part, or on all together with `parts` one by one."""
    verdict, score = overall(marks)
    data = {"line": line, **_mark_json(problem, marks[0], text)} if marks else {"line": line}
    if len(marks) == 1:
        return data
    singles = {mark.part.name: _mark_json(problem, mark, text) for mark in marks}
    said = " ".join(text("verdict.part", name=name) + " " + single["message"] for name, single in singles.items())
    mistake = next((single["mistake"] for single in singles.values() if single["mistake"]), None)
    return {"line": line, "verdict": verdict, "score": score, "mistake": mistake, "message": said, "parts": singles}


def _mark_json(problem: Problem | None, mark: PartMark, text: Texts) -> Json:
    verdict, score = overall((mark,))
    named = mistake_name(mark.graded.verdict)
    data: Json = {
        "verdict": verdict,
        "score": score,
        "mistake": named if problem is not None or _is_general(mark) else None,
        "message": message(problem, mark, text),
    }
    if isinstance(mark.part.answer, MatrixAnswer):
        data["cells"] = _cells(mark)
    return data


def _is_general(mark: PartMark) -> bool:
    match mark.graded.verdict:
        case Wrong(mistake=finding) | Partial(mistake=finding):
            return finding is not None and finding.general
        case _:
            return False


def _cells(mark: PartMark) -> list[list[bool]]:
    match mark.graded.verdict:
        case Wrong(cells=cells) | Partial(cells=cells):
            return [list(row) for row in cells]
        case _:
            right = mark.share == 1.0
            return (
                [[right for _ in row] for row in mark.part.answer.rows]
                if right and isinstance(mark.part.answer, MatrixAnswer)
                else []
            )
