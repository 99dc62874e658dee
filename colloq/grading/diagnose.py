"""Which mistake is behind a wrong answer: the family's named ones first, then general ones, then one small slip."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.edits import edits, occurs
from colloq.grading.formula import matches
from colloq.grading.matrix import Rows, in_shape, shape_of, transposed
from colloq.grading.number import Result, as_float, compare_numbers
from colloq.model import Finding, FormulaAnswer, MatrixAnswer, NumberAnswer
from colloq.notation.build import rational
from colloq.notation.evaluate import evaluate, evaluate_parts
from colloq.notation.tree import Negative, Number, Product, Quotient, symbols_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.grading.formula import Sample
    from colloq.model import Mistake
    from colloq.notation.evaluate import Bounded
    from colloq.notation.tree import Tree

_CLOSE = 1e-9
_SURE = 1e-6
_FACTORS = [Fraction(n, d) for n in range(1, 13) for d in range(1, 13) if n != d]


# --------------------------------------------------------------------------------------------------------------- formulas


def formula_finding(answer: FormulaAnswer, typed: Tree, points: Sample, mistakes: Sequence[Mistake]) -> Finding | None:
    """The mistake behind a formula that is wrong at the points."""
    values = evaluate(typed, points.columns, points.count)
    if not all(error <= _SURE * abs(value) for value, error in zip(*values, strict=True)):
        return None  # cancelled or overflowed: these floats are no evidence of anything
    for mistake in mistakes:
        if isinstance(mistake.answer, FormulaAnswer) and _known(mistake.answer.tree, points):
            wrong = evaluate(mistake.answer.tree, points.columns, points.count)
            if matches(values, wrong):
                return Finding(mistake.name, values=mistake.values, unfinished=mistake.unfinished)
    return _general(values, points.expected) or _slip(answer.tree, typed, values, points)


def _known(tree: Tree, points: Sample) -> bool:
    return symbols_of(tree) <= points.columns.keys()


def _general(values: Bounded, expected: Bounded) -> Finding | None:
    """Sign, constant factor, reciprocal, constant offset."""
    typed, right = values[0], expected[0]
    if not all(map(math.isfinite, typed)) or not all(map(math.isfinite, right)) or 0 in right or 0 in typed:
        return None
    if all(math.isclose(a, -b, rel_tol=_CLOSE) for a, b in zip(typed, right, strict=True)):
        return Finding("sign", general=True)
    ratios = [a / b for a, b in zip(typed, right, strict=True)]
    if math.isclose(ratios[0], 1, rel_tol=_SURE):
        return None  # a near miss: "a factor of 1" would help nobody
    if _constant(ratios):
        factor = next((f for f in _FACTORS if math.isclose(abs(ratios[0]), f, rel_tol=_CLOSE)), None)
        if factor:
            return Finding("factor", general=True, values={"factor": factor if ratios[0] > 0 else -factor})
        return Finding("factor-other", general=True)
    if all(math.isclose(a * b, 1, rel_tol=_CLOSE) for a, b in zip(typed, right, strict=True)):
        return Finding("reciprocal", general=True)
    gaps = [a - b for a, b in zip(typed, right, strict=True)]
    if _constant(gaps) and abs(gaps[0]) > 1e-6:
        return Finding("offset", general=True)
    return None


def _constant(numbers: Sequence[float]) -> bool:
    return all(math.isclose(number, numbers[0], rel_tol=1e-8) for number in numbers)


def _slip(right: Tree, typed: Tree, values: Bounded, points: Sample) -> Finding | None:
    """The right formula with one place changed; the place has to stand in what was typed, or nobody could look at it."""
    first = {name: column[:1] for name, column in points.columns.items()}
    at_first = (values[0][:1], values[1][:1])
    known = evaluate_parts(right, first, 1)
    for edit in edits(right):
        if not matches(evaluate(edit.tree, first, 1, known=known), at_first):
            continue  # most edits end here, after one point
        if matches(evaluate(edit.tree, points.columns, points.count), values) and occurs(edit.place, typed):
            return Finding(edit.slip, general=True, values={"place": edit.place})
    return None


# ---------------------------------------------------------------------------------------------------------------- numbers


def number_finding(answer: NumberAnswer, typed: Tree, mistakes: Sequence[Mistake]) -> Finding | None:
    """The mistake behind a number that is wrong."""
    for mistake in mistakes:
        wrong = mistake.answer
        if isinstance(wrong, NumberAnswer):
            close = compare_numbers(wrong.value, typed, digits=answer.digits, counted=answer.exact)
            if close in (Result.RIGHT, Result.CUT):
                return Finding(mistake.name, values=mistake.values)
    if as_float(answer.value) in (0.0, 1.0, -1.0):
        return None

    def is_typed(other: Tree) -> bool:
        return compare_numbers(other, typed, digits=answer.digits, counted=answer.exact) is Result.RIGHT

    if is_typed(Negative(answer.value)):
        return Finding("sign", general=True)
    if is_typed(Quotient(Number(1), answer.value)):
        return Finding("reciprocal", general=True)
    for factor in (Fraction(2), Fraction(1, 2), Fraction(10), Fraction(1, 10), Fraction(100), Fraction(1, 100)):
        if is_typed(Product((rational(factor), answer.value))):
            return Finding("factor", general=True, values={"factor": factor})
    return None


# ---------------------------------------------------------------------------------------------------------------- matrices


def matrix_finding(
    answer: MatrixAnswer, typed: Rows, wrong_cells: Sequence[tuple[int, int]], mistakes: Sequence[Mistake]
) -> Finding | None:
    """The mistake behind a matrix that is not right; `wrong_cells` are its wrong cells where the shape fits."""
    known = [mistake for mistake in mistakes if isinstance(mistake.answer, MatrixAnswer)]
    for mistake in known:
        if _same(answer, mistake.answer, typed):
            return Finding(mistake.name, values=mistake.values)
    shaped = in_shape(answer, typed)
    if shaped is None:
        return _shape_finding(answer, typed)
    return _partly(answer, shaped, wrong_cells, known) or _general_matrix(answer, shaped, wrong_cells)


def _same(answer: MatrixAnswer, wrong: object, typed: Rows) -> bool:
    assert isinstance(wrong, MatrixAnswer)
    rows = in_shape(MatrixAnswer(wrong.rows, free_vector=answer.free_vector), typed)
    return rows is not None and all(
        _cell_equal(answer, a, b) for pair in zip(rows, wrong.rows, strict=True) for a, b in zip(*pair, strict=True)
    )


def _cell_equal(answer: MatrixAnswer, typed: Tree, wrong: Tree) -> bool:
    if answer.symbols:
        return typed == wrong
    return compare_numbers(wrong, typed, digits=answer.digits, counted=answer.exact) is Result.RIGHT


def _partly(
    answer: MatrixAnswer, typed: Rows, wrong_cells: Sequence[tuple[int, int]], mistakes: Sequence[Mistake]
) -> Finding | None:
    """A mistake made in some places only: most of the wrong cells, and at least three, are the mistake's."""
    for mistake in mistakes:
        assert isinstance(mistake.answer, MatrixAnswer)
        rows = mistake.answer.rows
        if shape_of(rows) != shape_of(typed):
            continue
        made = sum(_cell_equal(answer, typed[row][column], rows[row][column]) for row, column in wrong_cells)
        if made >= 3 and made * 4 >= 3 * len(wrong_cells):
            return Finding(mistake.name, values=mistake.values)
    return None


def _shape_finding(answer: MatrixAnswer, typed: Rows) -> Finding:
    (rows, columns), (expected_rows, expected_columns) = shape_of(typed), shape_of(answer.rows)
    if _contains(answer, typed, answer.rows):
        return Finding("larger", general=True)
    if _contains(answer, answer.rows, typed):
        return Finding("smaller", general=True)
    if _cells_equal(answer, transposed(typed), answer.rows):
        return Finding("transposed", general=True)
    values = {"rows": rows, "columns": columns, "expected_rows": expected_rows, "expected_columns": expected_columns}
    return Finding("shape", general=True, values=values)


def _contains(answer: MatrixAnswer, large: Rows, small: Rows) -> bool:
    """Whether the small matrix stands somewhere inside the large one."""
    (rows, columns), (height, width) = shape_of(large), shape_of(small)
    return any(
        _cells_equal(answer, tuple(row[left : left + width] for row in large[top : top + height]), small)
        for top in range(rows - height + 1)
        for left in range(columns - width + 1)
    )


def _cells_equal(answer: MatrixAnswer, left: Rows, right: Rows) -> bool:
    return shape_of(left) == shape_of(right) and all(
        _cell_equal(answer, a, b) for pair in zip(left, right, strict=True) for a, b in zip(*pair, strict=True)
    )


def _general_matrix(answer: MatrixAnswer, typed: Rows, wrong_cells: Sequence[tuple[int, int]]) -> Finding | None:
    right = answer.rows
    if _cells_equal(answer, transposed(typed), right):
        return Finding("transposed", general=True)
    if answer.symbols:
        return None
    values = [as_float(cell) for row in typed for cell in row]
    expected = [as_float(cell) for row in right for cell in row]
    ratio = next((a / b for a, b in zip(values, expected, strict=True) if b), 0.0)
    if ratio and all(math.isclose(a, ratio * b, rel_tol=_CLOSE, abs_tol=1e-12) for a, b in zip(values, expected, strict=True)):
        factor = Fraction(ratio).limit_denominator(144)
        if not math.isclose(ratio, factor, rel_tol=_CLOSE):
            return Finding("factor-other", general=True)
        return Finding("sign", general=True) if factor == -1 else Finding("factor", general=True, values={"factor": factor})
    rows, columns = shape_of(right)
    if rows > 2 and _shifted(answer, typed, right):
        return Finding("shifted-rows", general=True)
    if columns > 2 and _shifted(answer, transposed(typed), transposed(right)):
        return Finding("shifted-columns", general=True)
    if len(wrong_cells) == 1 and rows * columns > 2:
        row, column = wrong_cells[0]
        return Finding("one-cell", general=True, values={"row": row + 1, "column": column + 1})
    return None


def _shifted(answer: MatrixAnswer, typed: Rows, right: Rows) -> bool:
    """Whether all rows but one are the right rows, one place up or down, and would not be right where they stand."""
    down = _cells_equal(answer, typed[1:], right[:-1]) and not _cells_equal(answer, typed[1:], right[1:])
    return down or (_cells_equal(answer, typed[:-1], right[1:]) and not _cells_equal(answer, typed[:-1], right[:-1]))
