"""What has to hold of every text, whatever it is. A broken promise is an exception with the reason."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from colloq.catalog.problem import from_id, from_params
from colloq.cli._common import parameter_message
from colloq.errors import ParameterError
from colloq.grading.grade import read_answer
from colloq.model import Correct, FormulaAnswer, MatrixFormulaAnswer, NumberAnswer, Partial, Unreadable, Wrong
from colloq.notation.latex import latex
from colloq.notation.linear import linear
from colloq.notation.read import MatrixReading, Reading
from colloq.practice.marking import mark
from colloq.practice.tasks import from_json
from colloq.screens.contract import marks_json
from colloq.screens.reading import caret_lines, note_texts, problem_text, reading_lines
from colloq.texts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from colloq.catalog.problem import Problem
    from colloq.model import Answer
    from colloq.notation.tree import Tree
    from colloq.practice.marking import PartMark

    from .targets import Case

NAMED = {Correct: "correct", Partial: "partial", Wrong: "wrong", Unreadable: "unreadable"}
_TOO_LARGE = frozenset(("read.too-long", "read.too-many", "read.too-deep", "read.number-long"))  # printed, a tree may be longer
_WIDTH = 60


class BrokenError(Exception):
    """A promise that does not hold."""


def prepared(case: Case) -> tuple[Problem | None, Callable[[], tuple[PartMark, ...]]]:
    """The problem, and what grades the answers. Raises UsageError where the expected answer is none, which only mutations have."""
    if case.problem:
        problem = from_id(case.problem)
        return problem, lambda: mark(problem, case.answers)
    return None, from_json(case.row()).marks


def read_parameters(case: Case) -> str:
    """Reads parameters of a family; what is read makes a whole problem. "read" or "refused"."""
    try:
        problem = from_params(case.family, case.fields)
    except ParameterError as error:
        for language in LANGUAGES:
            parameter_message(case.family, error, texts(language))
        return "refused"
    found = (problem.parts, problem.state, problem.mistakes, problem.steps, problem.hints)
    written = json.loads(json.dumps(problem.params_json()))
    if problem.family.read_params(written) != problem.params:
        raise BrokenError(f"write_params is not read back: {written} {len(found)}")
    return "read"


def check_marks(case: Case, problem: Problem | None, marks: Sequence[PartMark]) -> Iterator[str]:
    """The names of the verdicts. Raises BrokenError, or whatever the program raises."""
    for language in LANGUAGES:
        said = json.loads(json.dumps(marks_json(problem, marks, texts(language))))
        if not said["message"].strip():
            raise BrokenError("a verdict without a message")
    for mark_ in marks:
        verdict = mark_.graded.verdict
        yield NAMED.get(type(verdict), "undecided")
        if not 0 <= mark_.share <= 1:
            raise BrokenError(f"a share of {mark_.share}")
        if isinstance(verdict, Unreadable):
            _check_unreadable(verdict, mark_.text)
        if isinstance(verdict, Wrong) and verdict.witness is not None:
            numbers = (*verdict.witness.point.values(), verdict.witness.typed, verdict.witness.expected)
            if not all(map(math.isfinite, numbers)):
                raise BrokenError(f"a witness that is not finite: {verdict.witness}")
        _check_reading(mark_.part.answer, mark_.graded.reading)
        if case.must == "not-right" and mark_.share == 1:
            raise BrokenError("right, and must not be")
        if case.must == "not-wrong" and isinstance(verdict, Wrong | Partial):
            raise BrokenError(f"wrong, and is right in another form: {verdict}")


def _check_unreadable(verdict: Unreadable, text: str) -> None:
    start, end = verdict.span
    if not 0 <= start <= end <= len(text):
        raise BrokenError(f"{verdict.key}: the span {verdict.span} is not inside of {len(text)} characters")
    for language in LANGUAGES:
        if not problem_text(verdict, texts(language)).strip():
            raise BrokenError(f"{verdict.key}: no message")
    for line in caret_lines(text, verdict.span, _WIDTH):
        if len(line) > _WIDTH + 1 or "\n" in line:
            raise BrokenError(f"a line of {len(line)} characters at the caret")


def _check_reading(answer: Answer, reading: Reading | MatrixReading | None) -> None:
    """What was read can be shown, and shown reads back as the same."""
    if reading is None:
        return
    for language in LANGUAGES:
        reading_lines(reading, texts(language), _WIDTH)
        reading_lines(reading, texts(language), _WIDTH, unicode=False)
        note_texts(reading.notes, texts(language))
    match answer, reading:
        case ((NumberAnswer() | FormulaAnswer() | MatrixFormulaAnswer()), Reading(tree)):
            for text in _spellings(tree):
                _check_round_trip(answer, tree, text)


def _spellings(tree: Tree) -> Iterator[str]:
    for language in LANGUAGES:
        yield linear(tree, language)
        yield linear(tree, language, unicode=False)
        yield latex(tree, language)


def _check_round_trip(answer: Answer, tree: Tree, text: str) -> None:
    again = read_answer(answer, text)
    if isinstance(again, Reading):
        if again.tree != tree:
            raise BrokenError(f"printed as {text[:200]!r} it is read as another tree")
    elif again is None or again.key not in _TOO_LARGE:
        raise BrokenError(f"printed as {text[:200]!r} it is not read: {again}")
