"""Slips in matrices and numbers, and whether what is said of them is true: values and judgement are made here, from the trees."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from colloq.notation.linear import linear
from colloq.notation.tree import Apply, Number, Power, Product, Quotient, Sum
from tests.benchmarks.judge import AT, FAMILY, GENERAL, NONE, WRONG
from tests.benchmarks.slips import negative, number_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from colloq.model import Finding
    from colloq.notation.tree import Tree

    Rows = tuple[tuple[Tree, ...], ...]
    Values = list[list[float]]

ZERO, ONE, TWO = Number(0), Number(1), Number(2)


# ---------------------------------------------------------------------------------------------------------------- matrices


def values(rows: Rows) -> Values:
    """The numbers in the cells."""
    return [[number_at(cell, {}) for cell in row] for row in rows]


def _sum(tree: Tree) -> Tree:
    return Sum((*(tree.terms if isinstance(tree, Sum) else (tree,)), ONE))


def _one_cell(rng: Random, rows: Rows) -> Rows:
    place = rng.randrange(len(rows)), rng.randrange(len(rows[0]))
    change = rng.choice((_sum, negative, lambda cell: Product((TWO, cell)), lambda _: ZERO))
    return tuple(
        tuple(change(cell) if (row, column) == place else cell for column, cell in enumerate(line))
        for row, line in enumerate(rows)
    )


def _one_row(rng: Random, rows: Rows) -> Rows:
    wrong = rng.randrange(len(rows))
    return tuple(tuple(map(_sum, line)) if row == wrong else line for row, line in enumerate(rows))


def _transposed(_rng: Random, rows: Rows) -> Rows:
    return tuple(zip(*rows, strict=True))


def _shifted(rng: Random, rows: Rows) -> Rows:
    first = rows[-1] if rng.random() < 0.5 else (ZERO,) * len(rows[0])
    return (first, *rows[:-1]) if rng.random() < 0.5 else (*rows[1:], first)


def _without(rng: Random, rows: Rows) -> Rows:
    return rows[1:] if rng.random() < 0.5 else rows[:-1]


def _bordered(_rng: Random, rows: Rows) -> Rows:
    edge = (ZERO,) * (len(rows[0]) + 2)
    return (edge, *((ZERO, *row, ZERO) for row in rows), edge)


def _by_columns(change: Callable[[Random, Rows], Rows]) -> Callable[[Random, Rows], Rows]:
    return lambda rng, rows: _transposed(rng, change(rng, _transposed(rng, rows)))


MATRIX_SLIPS: dict[str, tuple[Callable[[Random, Rows], Rows], frozenset[str]]] = {
    "one wrong cell": (_one_cell, frozenset(("one-cell",))),
    "one wrong row": (_one_row, frozenset(("one-row", "one-cell"))),
    "one wrong column": (_by_columns(_one_row), frozenset(("one-column", "one-cell"))),
    "lost minus everywhere": (lambda _, rows: tuple(tuple(map(negative, row)) for row in rows), frozenset(("sign",))),
    "all doubled": (lambda _, rows: tuple(tuple(Product((TWO, c)) for c in row) for row in rows), frozenset(("factor",))),
    "transposed": (_transposed, frozenset(("transposed",))),
    "rows shifted": (_shifted, frozenset(("shifted-rows",))),
    "columns shifted": (_by_columns(_shifted), frozenset(("shifted-columns",))),
    "row missing": (_without, frozenset(("smaller",))),
    "column missing": (_by_columns(_without), frozenset(("smaller",))),
    "zeros around": (_bordered, frozenset(("larger",))),
    "rows reversed": (lambda _, rows: rows[::-1], frozenset(("rows-reversed",))),
    "columns reversed": (lambda _, rows: tuple(row[::-1] for row in rows), frozenset(("columns-reversed",))),
}
"""How a matrix goes wrong, and the names under which that is told."""


def judge_matrix(kind: str, typed: Rows, right: Rows, finding: Finding | None, known: Sequence[tuple[str, Rows]]) -> str:
    """One of the labels of `judge`."""
    if finding is None:
        return NONE
    is_, was = values(typed), values(right)
    if not finding.general:
        return FAMILY if any(_mostly(is_, was, values(wrong)) for name, wrong in known if name == finding.name) else WRONG
    if not _holds(finding, is_, was):
        return WRONG
    return AT if finding.name in MATRIX_SLIPS[kind][1] else GENERAL


def _mostly(typed: Values, right: Values, mistake: Values) -> bool:
    """Whether the mistake accounts for the matrix, or for most of its wrong cells."""
    if _same(typed, mistake):
        return True
    if _shape(typed) != _shape(mistake) or _shape(typed) != _shape(right):
        return False
    wrong = _wrong_cells(typed, right)
    return 4 * sum(math.isclose(typed[row][column], mistake[row][column]) for row, column in wrong) >= 3 * len(wrong)


def _shape(matrix: Values) -> tuple[int, int]:
    return len(matrix), len(matrix[0])


def _same(left: Values, right: Values) -> bool:
    return _shape(left) == _shape(right) and not _wrong_cells(left, right)


def _wrong_cells(typed: Values, right: Values) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row, lines in enumerate(zip(typed, right, strict=True))
        for column, (a, b) in enumerate(zip(*lines, strict=True))
        if not math.isclose(a, b, rel_tol=6e-3, abs_tol=1e-9)
    ]


def _turned(matrix: Values) -> Values:
    return [list(row) for row in zip(*matrix, strict=True)]


def _inside(small: Values, large: Values) -> bool:
    (height, width), (rows, columns) = _shape(small), _shape(large)
    return any(
        _same(small, [row[left : left + width] for row in large[top : top + height]])
        for top in range(rows - height + 1)
        for left in range(columns - width + 1)
    )


def _times(matrix: Values, factor: float) -> Values:
    return [[factor * cell for cell in row] for row in matrix]


def _holds(finding: Finding, typed: Values, right: Values) -> bool:
    match finding.name:
        case "one-cell":
            return _wrong_cells(typed, right) == [(finding.values["row"] - 1, finding.values["column"] - 1)]
        case "one-row":
            return {row for row, _ in _wrong_cells(typed, right)} == {finding.values["row"] - 1}
        case "one-column":
            return {column for _, column in _wrong_cells(typed, right)} == {finding.values["column"] - 1}
        case "sign":
            return _same(typed, _times(right, -1))
        case "factor":
            return _same(typed, _times(right, float(finding.values["factor"])))
        case "transposed":
            return _same(_turned(typed), right)
        case "shifted-rows":
            return _same(typed[1:], right[:-1]) or _same(typed[:-1], right[1:])
        case "shifted-columns":
            return _same(_turned(typed)[1:], _turned(right)[:-1]) or _same(_turned(typed)[:-1], _turned(right)[1:])
        case "smaller":
            return _inside(typed, right)
        case "larger":
            return _inside(right, typed)
        case "rows-reversed":
            return _same(typed[::-1], right)
        case "columns-reversed":
            return _same([row[::-1] for row in typed], right)
        case "turned":
            return _same([row[::-1] for row in typed[::-1]], right)
        case "shape":
            return _shape(typed) != _shape(right)
    return False


# ----------------------------------------------------------------------------------------------------------------- numbers


def _another_digit(rng: Random, right: Tree) -> Tree:
    value = abs(number_at(right, {}))
    text = f"{value:.3g}" if value != int(value) else str(int(value))
    digits = [place for place, character in enumerate(text) if character.isdigit()]
    place = rng.choice(digits)
    other = str((int(text[place]) + rng.randint(1, 9)) % 10)
    changed = text[:place] + other + text[place + 1 :]
    return Number(int(changed)) if changed.isdigit() else Number(Fraction(changed), changed)


NUMBER_SLIPS: dict[str, tuple[Callable[[Random, Tree], Tree], frozenset[str]]] = {
    "lost minus": (lambda _, right: negative(right), frozenset(("sign",))),
    "doubled": (lambda _, right: Product((TWO, right)), frozenset(("factor",))),
    "halved": (lambda _, right: Quotient(right, TWO), frozenset(("factor",))),
    "tenfold": (lambda _, right: Product((Number(10), right)), frozenset(("factor",))),
    "reciprocal": (lambda _, right: Quotient(ONE, right), frozenset(("reciprocal",))),
    "squared": (lambda _, right: Power(right, TWO), frozenset(("squared",))),
    "root": (lambda _, right: Apply("sqrt", (right,)), frozenset(("root",))),
    "one more": (lambda _, right: Sum((right, ONE)), frozenset(("off-by-one",))),
    "another digit": (_another_digit, frozenset()),
}
"""How a number goes wrong, and the names under which that is told."""


def typed_number(rng: Random, tree: Tree, digits: int) -> str:
    """The number as it stands, or rounded to a decimal."""
    value = number_at(tree, {})
    if rng.random() < 0.5 and math.isfinite(value) and value and 1e-4 < abs(value) < 1e6 and value != int(value):
        size = math.floor(math.log10(abs(value)))
        return f"{value:.{max(0, digits + 1 - size)}f}"
    return linear(tree, unicode=False)


def judge_number(kind: str, typed: Tree, right: Tree, finding: Finding | None, known: Sequence[tuple[str, Tree]]) -> str:
    """One of the labels of `judge`."""
    if finding is None:
        return NONE
    is_, was = number_at(typed, {}), number_at(right, {})
    if not finding.general:
        return FAMILY if any(_about(is_, number_at(wrong, {})) for name, wrong in known if name == finding.name) else WRONG
    match finding.name:
        case "sign":
            holds = _about(is_, -was)
        case "factor":
            holds = _about(is_, float(finding.values["factor"]) * was)
        case "reciprocal":
            holds = _about(is_ * was, 1)
        case "squared":
            holds = _about(is_, was**2)
        case "root":
            holds = _about(is_**2, was)
        case "off-by-one":
            holds = abs(is_ - was) == 1
        case "cut" | "digits":
            holds = abs(is_ - was) < 0.5 * abs(was)
        case "no-value":
            holds = not math.isfinite(is_)
        case _:
            holds = False
    if not holds:
        return WRONG
    return AT if finding.name in NUMBER_SLIPS[kind][1] else GENERAL


def _about(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=6e-3)


def same_numbers(left: Sequence[float], right: Sequence[float]) -> bool:
    """Whether the numbers are the same, rounding aside."""
    return len(left) == len(right) and all(
        math.isclose(a, b, rel_tol=6e-3, abs_tol=1e-9) for a, b in zip(left, right, strict=True)
    )
