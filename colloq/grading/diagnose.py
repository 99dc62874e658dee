"""Which mistake is behind a wrong answer: the family's named ones first, then general ones, then one small slip."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.grading.formula import Outcome, compare, matches, sample
from colloq.grading.localise import pairs, slip_finding
from colloq.grading.matrix import Rows, in_shape, shape_of, transposed
from colloq.grading.number import Result, as_float, compare_numbers
from colloq.grading.values import column
from colloq.model import Finding, FormulaAnswer, MatrixAnswer, NumberAnswer
from colloq.notation.build import rational
from colloq.notation.evaluate import evaluate
from colloq.notation.tree import Apply, Negative, Number, Power, Product, Quotient, Sum, symbols_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colloq.grading.formula import Sample
    from colloq.grading.localise import Pairs
    from colloq.model import Mistake
    from colloq.notation.evaluate import Bounded
    from colloq.notation.tree import Tree

_CLOSE = 1e-9
_SURE = 1e-6
_ROUGHLY = 0.2  # a number cut after one digit is nearer than this to the whole of it
_NUMBER_FACTORS = tuple(Fraction(n, d) for n, d in ((2, 1), (1, 2), (10, 1), (1, 10), (100, 1), (1, 100), (-2, 1), (-1, 2)))
_FACTORS = [Fraction(n, d) for n in range(1, 13) for d in range(1, 13) if n != d]


# --------------------------------------------------------------------------------------------------------------- formulas


def formula_finding(answer: FormulaAnswer, typed: Tree, points: Sample, mistakes: Sequence[Mistake]) -> Finding | None:
    """The mistake behind a formula that is wrong at the points."""
    two = pairs(answer.tree, typed, points)
    values: Bounded | None = None
    for mistake in mistakes:
        wrong = mistake.answer
        if isinstance(wrong, FormulaAnswer) and _near(wrong.tree, two, points):
            values = values or evaluate(typed, points.columns, points.count)
            if matches(values, evaluate(wrong.tree, points.columns, points.count)):
                return Finding(mistake.name, values=mistake.values, unfinished=mistake.unfinished)
    if two is None:
        return None
    finding = None
    if _related(two.own[id(typed)], two.others[id(answer.tree)]):
        values = values or evaluate(typed, points.columns, points.count)
        finding = _general(values, points.expected)
    return finding or slip_finding(two, points)


def _near(wrong: Tree, two: Pairs | None, points: Sample) -> bool:
    """Whether a wrong answer may be the typed one, as far as two points tell; it has to be made of the same letters."""
    if two is None:
        return symbols_of(wrong) <= points.columns.keys()
    try:
        values = column(wrong, two.columns, 2)
    except KeyError:
        return False
    both = zip(values, two.own[id(two.typed)], strict=True)
    return all(math.isclose(a, b, rel_tol=_SURE) or not math.isfinite(a + b) for a, b in both)


def _related(typed: Sequence[float], right: Sequence[float]) -> bool:
    """Whether the whole may be the right answer but for a factor, a constant, a fraction bar or a square, as two points tell."""
    (a, b), (c, d) = typed, right
    if all(math.isclose(x, y * y, rel_tol=_SURE) or math.isclose(x * x, y, rel_tol=_SURE) for x, y in ((a, c), (b, d))):
        return True
    ratio, gap, product = math.isclose(a * d, b * c, rel_tol=_SURE), math.isclose(a - c, b - d, rel_tol=_SURE), (a * c, b * d)
    return ratio or gap or all(math.isclose(number, 1, rel_tol=_SURE) for number in product)


def _general(values: Bounded, expected: Bounded) -> Finding | None:
    """Sign, constant factor, reciprocal, constant offset, square, square root."""
    if not all(error <= _SURE * abs(value) for value, error in zip(*values, strict=True)):
        return None  # cancelled or overflowed: these floats are no evidence of anything
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
    if all(math.isclose(a, b * b, rel_tol=_CLOSE) for a, b in zip(typed, right, strict=True)):
        return Finding("squared", general=True)
    if all(a > 0 and math.isclose(a * a, b, rel_tol=_CLOSE) for a, b in zip(typed, right, strict=True)):
        return Finding("root", general=True)
    return None


def _constant(numbers: Sequence[float]) -> bool:
    return all(math.isclose(number, numbers[0], rel_tol=1e-8) for number in numbers)


# ---------------------------------------------------------------------------------------------------------------- numbers


def number_finding(answer: NumberAnswer, typed: Tree, mistakes: Sequence[Mistake]) -> Finding | None:
    """The mistake behind a number that is wrong."""
    rough = as_float(typed)

    def compared(other: Tree) -> Result:
        value = as_float(other)
        if abs(value - rough) > _ROUGHLY * max(abs(value), abs(rough)):
            return Result.WRONG  # sixty digits would say the same
        return compare_numbers(other, typed, digits=answer.digits, counted=answer.exact)

    def is_typed(other: Tree) -> bool:
        return compared(other) is Result.RIGHT

    for mistake in mistakes:
        wrong = mistake.answer
        if isinstance(wrong, NumberAnswer) and compared(wrong.value) in (Result.RIGHT, Result.CUT):
            return Finding(mistake.name, values=mistake.values)
    if as_float(answer.value) in (0.0, 1.0, -1.0):
        return None
    right = answer.value
    if is_typed(Negative(right)):
        return Finding("sign", general=True)
    if answer.exact and (is_typed(Sum((right, Number(1)))) or is_typed(Sum((right, Negative(Number(1)))))):
        return Finding("off-by-one", general=True)
    if is_typed(Quotient(Number(1), right)):
        return Finding("reciprocal", general=True)
    for factor in _NUMBER_FACTORS:
        if is_typed(Product((rational(factor), right))):
            return Finding("factor", general=True, values={"factor": factor})
    if is_typed(Power(right, Number(2))):
        return Finding("squared", general=True)
    if as_float(right) > 0 and is_typed(Apply("sqrt", (right,))):
        return Finding("root", general=True)
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
        formula = FormulaAnswer(wrong, answer.symbols)
        return typed == wrong or compare(formula, typed, sample(formula, "cells")).outcome is Outcome.EQUAL
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
    rows, columns = shape_of(right)
    if len(wrong_cells) == 1 and rows * columns > 2:
        row, column = wrong_cells[0]
        return Finding("one-cell", general=True, values={"row": row + 1, "column": column + 1})
    if _cells_equal(answer, transposed(typed), right):
        return Finding("transposed", general=True)
    if not answer.symbols and (factor := _common_factor(typed, right)):
        return factor
    if rows > 1 and _cells_equal(answer, typed[::-1], right):
        return Finding("rows-reversed", general=True)
    if columns > 1 and _cells_equal(answer, tuple(row[::-1] for row in typed), right):
        return Finding("columns-reversed", general=True)
    if _cells_equal(answer, tuple(row[::-1] for row in typed[::-1]), right):
        return Finding("turned", general=True)
    if rows > 2 and _shifted(answer, typed, right):
        return Finding("shifted-rows", general=True)
    if columns > 2 and _shifted(answer, transposed(typed), transposed(right)):
        return Finding("shifted-columns", general=True)
    return _one_line(wrong_cells, rows, columns)


def _common_factor(typed: Rows, right: Rows) -> Finding | None:
    """All cells times the same number."""
    values = [as_float(cell) for row in typed for cell in row]
    expected = [as_float(cell) for row in right for cell in row]
    ratio = next((a / b for a, b in zip(values, expected, strict=True) if b), 0.0)
    if not ratio or not all(
        math.isclose(a, ratio * b, rel_tol=_CLOSE, abs_tol=1e-12) for a, b in zip(values, expected, strict=True)
    ):
        return None
    factor = Fraction(ratio).limit_denominator(144)
    if not math.isclose(ratio, factor, rel_tol=_CLOSE):
        return Finding("factor-other", general=True)
    return Finding("sign", general=True) if factor == -1 else Finding("factor", general=True, values={"factor": factor})


def _one_line(wrong_cells: Sequence[tuple[int, int]], rows: int, columns: int) -> Finding | None:
    """All wrong cells in one row or one column, and not all cells."""
    if rows > 1 and len({row for row, _ in wrong_cells}) == 1:
        return Finding("one-row", general=True, values={"row": wrong_cells[0][0] + 1})
    if columns > 1 and len({column for _, column in wrong_cells}) == 1:
        return Finding("one-column", general=True, values={"column": wrong_cells[0][1] + 1})
    return None


def _shifted(answer: MatrixAnswer, typed: Rows, right: Rows) -> bool:
    """Whether all rows but one are the right rows, one place up or down, and would not be right where they stand."""
    down = _cells_equal(answer, typed[1:], right[:-1]) and not _cells_equal(answer, typed[1:], right[1:])
    return down or (_cells_equal(answer, typed[:-1], right[1:]) and not _cells_equal(answer, typed[:-1], right[:-1]))
