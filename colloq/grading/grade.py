"""One answer and one text: the verdict, and how the text was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from colloq.grading.choice import grade_options, grade_rubric
from colloq.grading.decide import decide
from colloq.grading.formula import Outcome, sample
from colloq.grading.number import Result, compare_numbers
from colloq.grading.options import Picked, read_options
from colloq.model import (
    Answer,
    ChoiceAnswer,
    Correct,
    Finding,
    FormulaAnswer,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    Partial,
    RubricAnswer,
    Undecided,
    Unreadable,
    Verdict,
    Wrong,
)
from colloq.notation.effort import one_effort
from colloq.notation.read import MatrixReading, Note, Reading, ReadProblem, other_readings, read_formula, read_matrix
from colloq.notation.tree import Negative, Transpose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from colloq.grading.matrix import Cell
    from colloq.model import Mistake


@dataclass(frozen=True, slots=True)
class Graded:
    """A verdict and how the text was read (None where it could not be, or where nothing had to be read)."""

    verdict: Verdict
    reading: Reading | MatrixReading | Picked | None = None

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the student should know about the reading."""
        return self.reading.notes if self.reading else ()


def read_answer(answer: Answer, text: str) -> Reading | MatrixReading | Picked | ReadProblem | None:
    """How a text is read for this answer, before any verdict: for the echo. None for marks of one's own, which are not read."""
    match answer:
        case NumberAnswer():
            return read_formula(text, ())
        case FormulaAnswer():
            return read_formula(text, tuple(answer.symbols), answer.aliases)
        case MatrixAnswer():
            return read_matrix(text, tuple(answer.symbols), (len(answer.rows), len(answer.rows[0])))
        case MatrixFormulaAnswer():
            return read_formula(text, tuple(answer.shapes), matrices=True)
        case ChoiceAnswer() | OrderingAnswer() | MatchingAnswer():
            return read_options(answer, text)
        case RubricAnswer():
            return None


def grade(answer: Answer, text: str, *, seed: str = "", mistakes: Sequence[Mistake] = (), shortcut: bool = True) -> Graded:
    """The verdict on a typed text.

    Args:
        answer: The right answer.
        text: What was typed.
        seed: Fixes the points of comparison: the problem's id.
        mistakes: The known mistakes of this part.
        shortcut: Whether the same tree is right without looking at numbers; tests switch it off.
    """
    with one_effort():
        return _graded(answer, text, read_answer(answer, text), seed, mistakes, shortcut=shortcut)


def _graded(  # noqa: PLR0913
    answer: Answer,
    text: str,
    reading: Reading | MatrixReading | Picked | ReadProblem | None,
    seed: str,
    mistakes: Sequence[Mistake],
    *,
    shortcut: bool,
) -> Graded:
    match answer, reading:
        case _, ReadProblem(key, span, values, suggestion):
            return Graded(Unreadable(key, span, values, suggestion))
        case NumberAnswer(), Reading():
            return _asked(answer, text, reading, seed, _number(answer, reading, mistakes))
        case FormulaAnswer(), Reading():
            return _asked(answer, text, reading, seed, _formula(answer, reading, seed, mistakes, shortcut=shortcut))
        case MatrixAnswer(), MatrixReading():
            return Graded(_matrix(answer, reading, seed, mistakes), reading)
        case MatrixFormulaAnswer(), Reading():
            return _asked(answer, text, reading, seed, _matrix_formula(answer, reading, seed, mistakes))
        case ChoiceAnswer() | OrderingAnswer() | MatchingAnswer(), Picked():
            return Graded(grade_options(answer, reading), reading)
        case RubricAnswer(), _:
            return Graded(grade_rubric(answer, text))
        case _:
            raise AssertionError(answer, reading)


_Formula: TypeAlias = NumberAnswer | FormulaAnswer | MatrixFormulaAnswer


def _asked(answer: _Formula, text: str, reading: Reading, seed: str, verdict: Verdict) -> Graded:
    """Where an answer is wrong as it is read, and right as it could also be read, the student is asked; it costs no attempt."""
    if isinstance(verdict, Wrong) and reading.doubts:
        from colloq.grading.matrix import asked  # noqa: PLC0415 - only for wrong answers

        symbols, aliases, matrices = _declared(answer)
        for other, question in other_readings(text, symbols, aliases, matrices=matrices):
            if _is_right(answer, other, seed):
                return Graded(Wrong(asked(question), free=True), reading)
    return Graded(verdict, reading)


def _declared(answer: _Formula) -> tuple[tuple[str, ...], Mapping[str, str], bool]:
    """What `read_formula` is told of an answer: symbols, other spellings, whether they are matrices."""
    match answer:
        case NumberAnswer():
            return (), {}, False
        case FormulaAnswer():
            return tuple(answer.symbols), answer.aliases, False
        case MatrixFormulaAnswer():
            return tuple(answer.shapes), {}, True


def _is_right(answer: _Formula, reading: Reading, seed: str) -> bool:
    """Whether an answer in another reading is right."""
    match answer:
        case NumberAnswer():
            result = compare_numbers(answer.value, reading.tree, digits=answer.digits, counted=answer.exact)
            return result is Result.RIGHT
        case FormulaAnswer():
            return decide(answer, reading.tree, seed).outcome is Outcome.EQUAL
        case MatrixFormulaAnswer():
            return _matrix_formula(answer, reading, seed, ()) == Correct()


def _number(answer: NumberAnswer, reading: Reading, mistakes: Sequence[Mistake]) -> Verdict:
    from colloq.grading.diagnose import number_finding  # noqa: PLC0415 - only for wrong answers

    match compare_numbers(answer.value, reading.tree, digits=answer.digits, counted=answer.exact):
        case Result.RIGHT:
            return Correct()
        case Result.OPEN:
            return Undecided("number")
        case Result.UNDEFINED:
            return Wrong(Finding("no-value", general=True), free=True)
        case Result.CUT | Result.DIGITS as result:
            # a digit short of a known mistake is still that mistake
            return Wrong(Finding(result.value, general=True, values={"digits": answer.digits}), free=True)
        case Result.WRONG:
            return Wrong(number_finding(answer, reading.tree, mistakes))


def _formula(answer: FormulaAnswer, reading: Reading, seed: str, mistakes: Sequence[Mistake], *, shortcut: bool) -> Verdict:
    if shortcut and reading.tree == answer.tree:
        return Correct()
    comparison = decide(answer, reading.tree, seed, shortcut=shortcut)
    match comparison.outcome:
        case Outcome.EQUAL:
            return Correct()
        case Outcome.BEYOND:  # what agrees on the usual points looks like no mistake there
            return Wrong(None, comparison.witness)
        case Outcome.OPEN:
            return Undecided("formula")
        case Outcome.UNDEFINED:
            return Wrong(Finding("undefined", general=True))
        case Outcome.DIFFERENT:
            from colloq.grading.diagnose import formula_finding  # noqa: PLC0415 - only for wrong answers

            finding = formula_finding(answer, reading.tree, sample(answer, seed), mistakes)
            if finding is not None and finding.unfinished:
                return Wrong(finding, free=True)  # true as it stands: a point where it "differs" would mislead
            return Wrong(finding, comparison.witness)


def _matrix(answer: MatrixAnswer, reading: MatrixReading, seed: str, mistakes: Sequence[Mistake]) -> Verdict:
    from colloq.grading.matrix import Cell, compare_cells, in_shape, right_otherwise  # noqa: PLC0415 - only for matrices

    typed = in_shape(answer, reading.rows)
    cells: tuple[tuple[Cell, ...], ...] = () if typed is None else compare_cells(answer, typed, seed)
    flat = [cell for row in cells for cell in row]
    if cells and all(cell is Cell.RIGHT for cell in flat):
        return Correct()
    if cells and all(cell in (Cell.RIGHT, Cell.OPEN) for cell in flat):
        return Undecided("matrix")
    from colloq.grading.diagnose import matrix_finding  # noqa: PLC0415 - only for wrong answers

    wrong = [(row, column) for row, line in enumerate(cells) for column, cell in enumerate(line) if cell is not Cell.RIGHT]
    if cells and (question := right_otherwise(answer, reading, cells, seed)):
        return Wrong(question, free=True)
    form = _form_finding(flat, answer)
    finding = form or matrix_finding(answer, reading.rows, wrong, mistakes)
    marks = tuple(tuple(cell is Cell.RIGHT for cell in row) for row in cells)
    share = flat.count(Cell.RIGHT) / len(flat) if flat else 0.0
    if form is not None:
        return Wrong(finding, cells=marks, free=True)
    return Partial(share, marks, finding) if share else Wrong(finding, cells=marks)


def _form_finding(cells: Sequence[Cell], answer: MatrixAnswer) -> Finding | None:
    """Cut or too few digits, where nothing else is wrong."""
    wrong = {cell.value for cell in cells if cell.value != "right"}
    if not wrong or not wrong <= {"cut", "digits"}:
        return None
    return Finding("cut" if "cut" in wrong else "digits", general=True, values={"digits": answer.digits})


def _matrix_formula(answer: MatrixFormulaAnswer, reading: Reading, seed: str, mistakes: Sequence[Mistake]) -> Verdict:
    from colloq.grading.matrix_formula import NoValueError, OpenError, ShapeError, Values, random_matrices, shape  # noqa: PLC0415

    if reading.tree == answer.tree:
        return Correct()
    try:
        fits = shape(reading.tree, answer.shapes) == shape(answer.tree, answer.shapes)
        trials = random_matrices(answer.shapes, seed)
        typed, right = Values(reading.tree, trials), Values(answer.tree, trials)
        if fits and typed.matrices == right.matrices:
            return Undecided("matrix-formula") if typed.inverted else Correct()
        for mistake in mistakes:
            if isinstance(mistake.answer, MatrixFormulaAnswer) and Values(mistake.answer.tree, trials).matrices == typed.matrices:
                return Wrong(Finding(mistake.name, values=mistake.values))
        for name, other in (("sign", Negative(answer.tree)), ("transposed", Transpose(answer.tree))):
            if Values(other, trials).matrices == typed.matrices:
                return Wrong(Finding(name, general=True))
    except ShapeError as error:
        left, right_shape = (f"{rows}x{columns}" for rows, columns in (error.left, error.right))
        return Wrong(Finding("shapes", general=True, values={"left": left, "right": right_shape}))
    except NoValueError:
        return Wrong(Finding("no-value", general=True))
    except OpenError:
        return Undecided("matrix-formula")
    return Wrong() if not fits or (typed.sure and right.sure) else Undecided("matrix-formula")
