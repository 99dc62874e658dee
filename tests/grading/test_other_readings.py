"""Answers with several doubtful places: where one choice of their readings is right, the student is asked, free."""

from __future__ import annotations

import pytest

from colloq.notation.linear import linear
from colloq.notation.read import other_readings, read_formula
from colloq.practice.tasks import from_json

POSITIVE, REAL = {"x": "positive"}, {"x": "real"}
TWO = {"x": "real", "y": "real"}
ATOMS = dict.fromkeys(("ds2/dW*", "ds2/dW", "ds3/ds2", "ds3/dW*"), "real")

ASKED = [  # symbols, right, typed, which place is asked about
    (POSITIVE, "1/(2sqrt(x))", "1/2x^-1/2", "exponent-slash"),
    (POSITIVE, "1/(2sqrt(x))", "√x/2x", "grouping"),
    (POSITIVE, "sqrt(x)/2+1/(2x)", "√x/2+1/2x", "grouping"),
    (POSITIVE, "2/(3x^(1/3))", "2/3x^-1/3", "exponent-slash"),
    (REAL, "2e^(2x)/(1+e^(2x))^2", "2e^2x/(1+e^2x)²", "exponent"),
    (TWO, "cos(x*y)*e^(x*y)", "cos xy e^xy", "exponent"),
    (POSITIVE, "ln(x^2/2)", "ln x^2/2", "argument"),
    (REAL, "sin(x^2/3)", "sin x^2/3", "argument"),
    (REAL, "exp(-x^2/2)", "exp -x^2/2", "argument"),
    (REAL, "sin(x/2)+cos(x)/2", "sin x/2+cos x/2", "argument"),
    (REAL, "sin(x)/2+cos(x/2)", "sin x/2+cos x/2", "argument"),
    (POSITIVE, "1/(2x)+x/3", "1/2x+1/3x", "grouping"),
    (POSITIVE, "x/2-1/(4x)", "1/2x-1/4x", "grouping"),
    (POSITIVE, "ln(x)/(2x)", "1/2x ln x", "grouping"),
    (REAL, "e^(-x/2)/3", "1/3 e^-x/2", "exponent-slash"),
    (POSITIVE, "1/sin(x)+arctan(x)", "sin^-1 x + tan^-1 x", "inverse"),
    (None, "ln(2)", "-1/2ln1/2-1/2ln1/2", "argument"),
    (None, "log_2(3)-2/3", "-1/3log_2 1/3-2/3log_2 2/3", "argument"),
    (None, "sqrt(2/3)+4/3", "√2/3+2^2/3", "root"),
    (REAL, "e^(-x^2/2)", "e^-x²/2", "exponent-slash"),
    (REAL, "e^(-x^2/2)", "e^-x^2/2", "exponent-slash"),
    (REAL, "e^(-x/2)", "e^-½x", "exponent"),
    # the argument of a function goes on after a sign
    (REAL, "sin(2x)", "sin 2*x", "argument"),
    (REAL, "cos(pi*x)", "cos π·x", "argument"),
    (REAL, "e^(2x)", "exp 2*x", "argument"),
    (POSITIVE, "ln(3x)", "ln 3·x", "argument"),
    (TWO, "sin(2x*y)", "sin 2·x·y", "argument"),
    # a product after an atom that there is with a star, too
    (ATOMS, "ds2/dW * ds3/ds2 + ds3/dW*", "ds2/dW*ds3/ds2 + ds3/dW*", "star"),
]


def verdict_of(symbols, right, typed):
    row = {"kind": "number" if symbols is None else "formula", "expected": right, "answer": typed}
    return from_json(row if symbols is None else {**row, "symbols": symbols}).marks()[0].graded.verdict


@pytest.mark.parametrize(("symbols", "right", "typed", "name"), ASKED)
def test_one_choice_of_the_readings_is_right(symbols, right, typed, name):
    verdict = verdict_of(symbols, right, typed)
    assert verdict.free
    assert verdict.mistake.name in (name, f"reading-{name}")


@pytest.mark.parametrize(
    ("symbols", "right", "typed"),
    [
        (POSITIVE, "1/(3sqrt(x))", "1/2x^-1/2"),
        (REAL, "sin(x/2)+cos(x)/3", "sin x/2+cos x/2"),
        (REAL, "sin(3x)", "sin 2*x"),
        (None, "ln(3)", "-1/2ln1/2-1/2ln1/2"),
    ],
)
def test_where_no_choice_is_right_the_answer_is_wrong(symbols, right, typed):
    assert not verdict_of(symbols, right, typed).free


@pytest.mark.parametrize(
    ("symbols", "right", "typed"),
    [
        (REAL, "sin(x/2)", "sin ½x"),
        (POSITIVE, "ln(x/3)", "ln ⅓ x"),
        (REAL, "sin(1/2)*y", "sin ½ * y"),
        (REAL, "tanh(x/2)^2", "th² ½x"),
        (REAL, "sin(2)*x", "sin 2*x"),
        (ATOMS, "ds2/dW* * ds3/ds2", "ds2/dW*·ds3/ds2"),
    ],
)
def test_as_it_is_read_it_is_right(symbols, right, typed):
    assert type(verdict_of({**symbols, "y": "real"}, right, typed)).__name__ == "Correct"


def test_matrix_formulas_are_asked_about_too():
    row = {"kind": "matrix-formula", "expected": "X^T*dZ/(2*n)", "symbols": {"X": "4x3", "dZ": "4x2", "n": "1x1"}}
    for typed in ("X^T dZ/2n", "1/2n X^T dZ"):
        verdict = from_json({**row, "answer": typed}).marks()[0].graded.verdict
        assert verdict.free, typed
        assert verdict.mistake.name == "grouping"


def test_all_choices_of_three_places():
    found = [linear(reading.tree) for reading, _ in other_readings("1/2x+1/3x+1/4x", ("x",))]
    assert len({*found}) == 7
    assert linear(read_formula("1/2x+1/3x+1/4x", ("x",)).tree) not in found


def test_a_text_of_many_doubts_is_read_a_few_times_only():
    assert len([*other_readings("+".join(["1/2x"] * 60), ("x",))]) <= 16


CELLS = [  # symbols, right, typed, which place is asked about; "" is wrong all the same
    (POSITIVE, "1/(2x) 1; x sin(x/2)", "1/2x 1; x sin(x/2)", "grouping"),
    (POSITIVE, "1/(2x) 1; x sin(x/2)", r"\begin{pmatrix}1/2x&1\\x&\sin x/2\end{pmatrix}", "grouping"),
    (POSITIVE, "sqrt(x) e^(x/2)", "[x^1/2, e^(x/2)]", "reading-exponent-slash"),
    (REAL, "e^(2x) 1", "[e^2x, 1]", "reading-exponent"),
    (POSITIVE, "1/(2x); 1", "(1/2x; 1)", "grouping"),
    (None, "sqrt(2/3) 1", "√2/3, 1", "reading-root"),
    (POSITIVE, "1/(2x) 1; x sin(x/2)", "1/2x 2; x sin(x/2)", ""),
    (POSITIVE, "1/(3x) 1", "1/2x 1", ""),
]


@pytest.mark.parametrize(("symbols", "right", "typed", "name"), CELLS)
def test_cells_are_asked_about_where_all_wrong_ones_are_right_otherwise(symbols, right, typed, name):
    row = {"kind": "matrix", "expected": right, "answer": typed}
    verdict = from_json(row if symbols is None else {**row, "symbols": symbols}).marks()[0].graded.verdict
    assert getattr(verdict, "free", False) is bool(name)
    if name:
        assert verdict.mistake.name == name
