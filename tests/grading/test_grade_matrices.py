"""Verdicts on matrices, cell by cell, and on formulas of matrices."""

import pytest

from colloq.grading.grade import grade
from colloq.model import POSITIVE, MatrixAnswer, MatrixFormulaAnswer, Mistake, Partial
from colloq.notation.read import read_formula, read_matrix

from .answers import matrix, verdict_of

MATRICES = [
    ("1 2; 3 4", "1 2\n3 4", "correct", None),
    ("1 2; 3 4", "1,2;3,4", "correct", None),
    ("1 2; 3 4", "1 2; 3 5", "partial", "one-cell"),
    ("1 2; 3 4", "1 3; 2 4", "partial", "transposed"),
    ("1 2 3; 4 5 6", "1 4; 2 5; 3 6", "wrong transposed", "transposed"),
    ("1 2; 3 4", "-1 -2; -3 -4", "wrong sign", "sign"),
    ("1 2; 3 4", "2 4; 6 8", "wrong factor", "factor"),
    ("1 2; 3 4", "1.2345 2.469; 3.7035 4.938", "wrong factor-other", "factor-other"),
    ("1 2; 1 2; 1 2", "9 9; 1 2; 1 2", "partial", None),
    ("1 2; 3 4", "0 0 0 0; 0 1 2 0; 0 3 4 0; 0 0 0 0", "wrong larger", "larger"),
    ("1 2 3; 4 5 6; 7 8 9", "5 6; 8 9", "wrong smaller", "smaller"),
    ("1 2 3; 4 5 6; 7 8 9", "0 0 0; 1 2 3; 4 5 6", "wrong shifted-rows", "shifted-rows"),
    ("1 2 3; 4 5 6; 7 8 9", "2 3 0; 5 6 0; 8 9 0", "wrong shifted-columns", "shifted-columns"),
    ("1 2; 3 4", "1 2 9; 3 4 9; 0 1 2", "wrong larger", "larger"),
    ("1 2; 3 4", "5 6 7", "wrong shape", "shape"),
    ("1 2; 3 4", "1 2; 3", "read.ragged", None),
    ("1 2; 3 4", "1 2; 3 x", "read.name-number", None),
    ("1/9 2/9; 1/3 4/9", "0.111 0.222; 0.333 0.444", "correct", None),
    ("1/9 2/9; 1/3 5/9", "0.111 0.222; 0.333 0.555", "wrong cut", None),
]


@pytest.mark.parametrize(("right", "typed", "verdict", "mistake"), MATRICES)
def test_matrix(right, typed, verdict, mistake):
    graded = grade(matrix(right), typed, seed="test").verdict
    assert verdict_of(matrix(right), typed) == verdict
    if mistake:
        assert graded.mistake.name == mistake


def test_cells_are_marked_one_by_one():
    verdict = grade(matrix("1 2; 3 4"), "1 0; 3 4").verdict
    assert isinstance(verdict, Partial)
    assert verdict.cells == ((True, False), (True, True))
    assert verdict.score == 0.75
    assert (verdict.mistake.values["row"], verdict.mistake.values["column"]) == (1, 2)


def test_a_vector_may_stand_or_lie_only_where_the_part_does_not_care():
    assert verdict_of(matrix("1 2 3", free_vector=True), "1; 2; 3") == "correct"
    assert verdict_of(matrix("1 2 3"), "1; 2; 3") == "wrong transposed"


def test_formulas_in_cells():
    rows = read_matrix("x 2x; 1 x^2", ("x",)).rows
    answer = MatrixAnswer(rows, {"x": POSITIVE})
    assert verdict_of(answer, "x x+x; 1 x*x") == "correct"
    assert grade(answer, "x x; 1 x^2").verdict == Partial(
        0.75, ((True, False), (True, True)), grade(answer, "x x; 1 x^2").verdict.mistake
    )


def test_a_mistake_made_in_some_cells_only_is_named():
    answer, wrong = matrix("1 2 3; 4 5 6; 7 8 9"), matrix("1 2 7; 4 5 7; 7 8 7")
    verdict = grade(answer, "1 2 7; 4 5 7; 7 8 7", mistakes=[Mistake("padding", "a", wrong)]).verdict
    assert verdict.mistake.name == "padding"
    verdict = grade(answer, "1 0 7; 4 5 7; 7 8 7", mistakes=[Mistake("padding", "a", wrong)]).verdict
    assert verdict.mistake.name == "padding"


MATRIX_FORMULAS = [
    ("x^T dz", "correct"),
    ("x.T @ dz", "correct"),
    ("x' dz", "correct"),
    ("(dz^T x)^T", "correct"),
    ("2 x^T dz/2", "correct"),
    ("2^2 x^T dz/4", "correct"),
    ("1.0e400 x^T dz", "wrong"),
    ("1.0e300 x^T dz*1.0e300", "wrong"),
    ("x^T dz + 1.5e308 x^T dz", "wrong"),
    ("x^2", "wrong shapes"),
    ("e^x", "wrong shapes"),
    ("dz x^T", "wrong shapes"),
    ("dz^T x", "wrong transposed"),
    ("x dz", "wrong shapes"),
    ("2x^T dz", "wrong"),
    ("x^T q", "read.name"),
    ("T dz", "read.name"),
    ("x^T dz*10^400/10^400", "correct"),
    ("x^T dz + 10^-12*x^T dz", "wrong"),
    ("√4/2*x^T dz", "correct"),
    ("x^T dz*π/π", "correct"),
    ("√2*√2/2*x^T dz", "undecided"),  # of roots only their own value is known
    ("x^T dz/0", "wrong no-value"),
    ("x^T dz/(2-2)", "wrong no-value"),
    ("σ(x)^T dz", "undecided"),
    ("(x^T x)^1001 x^T dz", "undecided"),
    ("x^T dz*(x x^T)^-1*(x x^T)", "correct"),
    ("x^T (dz dz^T)^(9^9^9) dz", "undecided"),
    ("x^T dz" + "*2^2" * 300, "wrong"),
]


@pytest.mark.parametrize(("typed", "verdict"), MATRIX_FORMULAS)
def test_matrix_formula(typed, verdict):
    tree = read_formula("x^T dz", ("x", "dz"), matrices=True).tree
    assert verdict_of(MatrixFormulaAnswer(tree, {"x": (1, 3), "dz": (1, 2)}), typed) == verdict
