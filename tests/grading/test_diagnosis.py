"""The diagnosis of wrong answers holds its bounds on a few hundred slips, and its judge tells true messages from false ones."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import colloq
from colloq.grading.diagnose import formula_finding
from colloq.grading.formula import sample
from colloq.grading.grade import grade
from colloq.grading.localise import pairs
from colloq.model import POSITIVE, REAL, Correct, Finding, FormulaAnswer, MatrixAnswer, NumberAnswer
from colloq.notation.linear import linear
from colloq.notation.read import read_formula, read_matrix
from colloq.notation.tree import children
from colloq.texts import LANGUAGES, texts
from tests.benchmarks import by_value, cells, diagnosis, judge
from tests.benchmarks.slips import Slip, rewritten, slips, tidied
from tests.notation.trees import trees

LETTERS = ("x", "y", "t")
DOMAINS = dict.fromkeys(LETTERS, POSITIVE)


def tree(text):
    return read_formula(text, LETTERS).tree


def finding(right, typed):
    return grade(FormulaAnswer(tree(right), DOMAINS), typed, seed="diagnosis").verdict.mistake


# ------------------------------------------------------------------------------------------------------------- the bounds


def test_every_mistake_of_the_families_is_named():
    tried, missed = diagnosis.unnamed(4, 500)
    assert missed == []
    assert tried > 1000


def test_slips_are_pointed_at_and_no_message_is_wrong():
    result = diagnosis.play(12, 500, (judge.WRONG,))
    assert result.shown == []
    assert diagnosis.bounds(result, []) == []
    for kind, least in (("formula", 85), ("matrix", 80), ("number", 70)):
        tally = diagnosis.added(tally for (of, _), tally in result.groups.items() if of == kind)
        assert tally.all > 60
        assert tally.percent(*diagnosis.POINTED) >= least


def test_bounds_that_are_missed_are_told():
    result = diagnosis.Result()
    result.groups["formula", "derivative:3"].labels.update({judge.AT: 6, judge.NONE: 3, judge.WRONG: 1})
    result.groups["matrix", "conv2d:2"].others["Correct"] += 1
    assert diagnosis.bounds(result, ["one"]) == [
        "mistakes of the families that are not named: 1",
        "formula: 60.0 % of the slips are pointed at, fewer than 70 %",
        "formula: wrong messages: 1",
        "matrix: wrong answers graded right: 1",
    ]


# -------------------------------------------------------------------------------------------------------------- the judge

RIGHT = "x*y + 3*x^2*sin(y)"
JUDGED = [
    ("+ for -", RIGHT, "x*y - 3*x^2*sin(y)", "term-sign", "3*x^2*sin(y)", judge.AT),
    ("+ for -", RIGHT, "x*y - 3*x^2*sin(y)", "term-sign", "x*y", judge.WRONG),
    ("+ for -", RIGHT, "x*y - 3*x^2*sin(y)", "coefficient", "x*y", judge.WRONG),
    ("dropped term", RIGHT, "x*y", "missing-term", "x*y", judge.AT),
    ("dropped term", "y*(x + t) + x^2*t", "y*x + x^2*t", "missing-term", "x^2*t", judge.OTHER),
    ("dropped factor", RIGHT, "x*y + 3*x^2", "missing-factor", "3*x^2", judge.AT),
    ("dropped factor", RIGHT, "x*y + 3*x^2", "missing-factor", "x*y", judge.WRONG),
    ("dropped factor", RIGHT, "x*y + 3*x^2", "term-sign", "3*x^2", judge.WRONG),
    ("wrong exponent", RIGHT, "x*y + 3*x^3*sin(y)", "exponent", "x^3", judge.AT),
    ("wrong exponent", RIGHT, "x*y + 3*x^3*sin(y)", "missing-factor", "3*x^3*sin(y)", judge.WRONG),
    ("other function", RIGHT, "x*y + 3*x^2*cos(y)", "function", "cos(y)", judge.AT),
    ("changed number", RIGHT, "x*y + 4*x^2*sin(y)", "coefficient", "4*x^2*sin(y)", judge.AT),
    ("changed number", RIGHT, "x*y + 4*x^2*sin(y)", "look", "x*y", judge.WRONG),
    ("changed symbol", RIGHT, "x*t + 3*x^2*sin(y)", "letter", "x*t", judge.AT),
    ("changed symbol", RIGHT, "x*t + 3*x^2*sin(y)", "letter", "3*x^2*sin(y)", judge.WRONG),
    ("lost brackets", "x*(y + t) + 1", "x*y + t + 1", "missing-factor", "t", judge.AT),
    ("dropped factor", "x*y", "x", "factor", "2", judge.WRONG),
    ("dropped factor", "2*x", "x", "factor", "1/2", judge.GENERAL),
    ("dropped factor", "2*x", "x", "sign", "", judge.WRONG),
]


@pytest.mark.parametrize(("kind", "before", "after", "name", "place", "label"), JUDGED)
def test_the_judge(kind, before, after, name, place, label):
    where = by_value.points(random.Random(1), DOMAINS, {})
    values = {"factor": 0.5 if place == "1/2" else 2} if name == "factor" else {"place": tree(place)} if place else {}
    told = Finding(name, general=True, values=values)
    assert judge.judge(Slip(kind, tree(before), tree(after)), told, tree(before), {}, where) == label


def test_the_judge_holds_a_named_mistake_against_its_answer():
    where = by_value.points(random.Random(1), DOMAINS, {})
    slip = Slip("dropped term", tree("x + y"), tree("x"))
    for wrong, label in (("x", judge.FAMILY), ("y", judge.WRONG)):
        assert judge.judge(slip, Finding("known"), slip.before, [("known", tree(wrong))], where) == label
    assert judge.judge(slip, None, slip.before, {}, where) == judge.NONE


def test_the_judge_of_matrices_and_numbers():
    def rows(text):
        return read_matrix(text, ()).rows

    def told(name, **values):
        return Finding(name, general=True, values=values)

    right, typed = rows("1 2; 3 4"), rows("1 2; 3 5")
    assert cells.judge_matrix("one wrong cell", typed, right, told("one-cell", row=2, column=2), {}) == judge.AT
    assert cells.judge_matrix("one wrong cell", typed, right, told("one-cell", row=1, column=2), {}) == judge.WRONG
    assert cells.judge_matrix("one wrong cell", typed, right, told("transposed"), {}) == judge.WRONG
    assert cells.judge_matrix("one wrong cell", typed, right, told("one-row", row=2), {}) == judge.GENERAL
    assert cells.judge_matrix("one wrong cell", typed, right, Finding("known"), [("known", typed)]) == judge.FAMILY
    assert cells.judge_number("doubled", tree("6"), tree("3"), told("factor", factor=2), {}) == judge.AT
    assert cells.judge_number("doubled", tree("6"), tree("3"), told("reciprocal"), {}) == judge.WRONG
    assert cells.judge_number("squared", tree("9"), tree("3"), told("factor", factor=3), {}) == judge.GENERAL


def test_slips_change_the_value_and_rewriting_does_not():
    rng = random.Random(7)
    start = tree("(x + y)^2*e^(t*x)/(y + 1) - 3*x*(t - y)*sin(2*x)/√(x*y)")
    where = by_value.points(rng, DOMAINS, {})
    kinds = set()
    for _ in range(60):
        other = tidied(rewritten(rng, start))
        assert by_value.same(by_value.column(start, where), by_value.column(other, where)), linear(other)
        slip = next(iter(slips(rng, other, LETTERS)))
        kinds.add(slip.kind)
        text = linear(slip.after, unicode=False)
        assert by_value.same(by_value.column(tree(text), where), by_value.column(slip.after, where)), text
    assert len(kinds) > 10


# ----------------------------------------------------------------------------------------------------------- what is said

SAID = [
    # the form of the answer does not matter, only where it went wrong
    ("x^2+x*y", "x*(x+y*y)", "power", "y*y"),
    ("2x+2y+t^2", "2(x+y)+t^3", "exponent", "t^3"),
    ("e^(3x)*y+t", "exp(3x)*exp(-2x)*y+t", "extra-factor", "exp(-2x)"),
    ("ln(x)/√(x+y)+1", "ln(x)/(x+y)+1", "missing-function", "x+y"),
    ("x/(y+t)^2+y", "x*(y+t)^-1+y", "exponent", "(y+t)^-1"),
    ("x^y*ln(x)+t", "x*ln(x)+t", "look", "x*ln(x)"),
    ("x sin(t)+(xy)^y", "x sin(t)+xy", "missing-exponent", "xy"),
    ("x(y+t)+ln(x)", "xy+t+ln(x)", "missing-factor", "t"),
    ("(x+y)/t+x^2y", "x+y/t+x^2y", "missing-denominator", "x"),
    ("2x cos(x^2)+e^y", "2x cos(x^2)+e^y+x", "extra-term", "x"),
    # a place that stands there more than once is named with what is around it
    ("x^2 y+x sin(x)", "x^3 y+x sin(x)", "exponent", "x^3"),
    ("ln(x+2)+(x+2)t", "ln(x+3)+(x+2)t", "number", "3"),
    ("sin(y+t)+(x+2)t", "sin(y-t)+(x+2)t", "signs", "y-t"),
    # a whole answer is not read back to the student
    ("(x y+3 t^2)^x*(ln(x y+3 t^2)+x y/(x y+3 t^2))*sin(t)", "(x y+3 t^2)^x*(ln(x y+3 t^2)+x y/(x y+3 t^2))",
     "whole-missing-factor", None),
]  # fmt: skip


@pytest.mark.parametrize(("right", "typed", "name", "place"), SAID)
def test_what_is_said(right, typed, name, place):
    told = finding(right, typed)
    assert told is not None
    assert (told.name, told.values) == (name, {} if place is None else {"place": tree(place)})


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        ("x^2 sin(y)+t", "y+ln(t)"),  # nothing in common
        ("x^2+y^2", "(x+y)^2+t"),
        ("ln(x)+y", "(x-x)*y"),
    ],
)
def test_nothing_is_said_where_nothing_is_known(right, typed):
    assert finding(right, typed) is None


def test_two_explanations_that_are_as_good_are_not_told_as_one():
    told = finding("x+y+t", "x+y+t+ln(1+x)/7")  # the logarithm is too much, or the x in it
    assert (told.name, told.values) == ("look", {"place": tree("ln(1+x)/7")})
    assert finding("x/x^2+y", "x/x^2+x") is not None
    assert finding("(p-y)/(p*(1-p))".replace("p", "t"), "(t-y)/(y*(1-t))").name == "letter"


def test_every_slip_has_its_words_in_both_languages():
    source = (Path(colloq.__file__).parent / "grading" / "edits.py").read_text(encoding="utf-8")
    names = set(re.findall(r'Edit\(\s*"([a-z-]+)"', source)) | {
        "constant",
        "missing-exponent",
        "missing-function",
        "signs",
        "numbers",
    }
    assert len(names) > 20
    whole = {f"whole-{name}" for name in names}
    for language in LANGUAGES:
        for name in names | whole:
            assert f"mistake.{name}" in texts(language), name
    for key in sorted(names):
        assert "{place}" in texts("en")(f"mistake.{key}")


NUMBERS = [
    ("162", "163", True, "off-by-one"),
    ("162", "161", True, "off-by-one"),
    ("162", "163", False, None),
    ("√(2/7)", "2/7", False, "squared"),
    ("2/7", "0.535", False, "root"),
    ("3/7", "-6/7", False, "factor"),
]


@pytest.mark.parametrize(("right", "typed", "exact", "name"), NUMBERS)
def test_numbers(right, typed, exact, name):
    told = grade(NumberAnswer(read_formula(right, ()).tree, exact=exact), typed).verdict.mistake
    assert (told.name if told else None) == name


@pytest.mark.parametrize(
    ("right", "typed", "name"),
    [
        ("-4x sin(3x)", "16x^2 sin(3x)^2", "squared"),
        ("y/2", "y^2/4", "squared"),
        ("(x+y)/x", "((x+y)/x)^2", "squared"),
        ("x e^y", "x^2 e^(2y)", "squared"),
        ("x^2+1", "sqrt(x^2+1)", "root"),
        ("x^2+1", "-sqrt(x^2+1)", None),
        ("x y", "x^2 y", "exponent"),
        ("2x", "4x", "factor"),
    ],
)
def test_squares_and_roots_of_formulas(right, typed, name):
    answer = FormulaAnswer(read_formula(right, ("x", "y")).tree, {"x": REAL, "y": REAL})
    told = grade(answer, typed).verdict.mistake
    assert (told.name if told else None) == name


MATRICES = [
    ("1 2 3; 4 5 6", "4 5 6; 1 2 3", "rows-reversed", {}),
    ("1 2 3; 4 5 6", "3 2 1; 6 5 4", "columns-reversed", {}),
    ("1 2 3; 4 5 6", "6 5 4; 3 2 1", "turned", {}),
    ("1 2 3; 4 5 6; 7 8 9", "1 2 3; 5 7 8; 7 8 9", "one-row", {"row": 2}),
    ("1 2 3; 4 5 6; 7 8 9", "1 3 3; 4 7 6; 7 0 9", "one-column", {"column": 2}),
    ("1 2 3; 4 5 6; 7 8 9", "0 2 3; 4 0 6; 7 8 0", None, {}),
]


@pytest.mark.parametrize(("right", "typed", "name", "values"), MATRICES)
def test_matrices(right, typed, name, values):
    told = grade(MatrixAnswer(read_matrix(right, ()).rows), typed).verdict.mistake
    assert (told.name if told else None) == name
    assert told is None or told.values == values


def test_a_wrong_cell_among_formulas():
    answer = MatrixAnswer(read_matrix("x*(1+x) 2x; 1 x^2", ("x",)).rows, {"x": POSITIVE})
    told = grade(answer, "x+x^2 2x; 1 x^3").verdict.mistake
    assert (told.name, told.values) == ("one-cell", {"row": 2, "column": 2})
    assert grade(answer, "x+x^2 1; 2x x*x").verdict.mistake.name == "transposed"


# -------------------------------------------------------------------------------------------------------------- any answer


def stands(place, whole):
    return place == whole or any(stands(place, part) for part in children(whole))


@settings(max_examples=400, deadline=None)
@given(trees(LETTERS, 15), trees(LETTERS, 15), st.sampled_from((POSITIVE, REAL)))
def test_any_two_formulas_can_be_compared(right, typed, domain):
    answer = FormulaAnswer(right, dict.fromkeys(LETTERS, domain))
    points = sample(answer, "any")
    told = formula_finding(answer, typed, points, ())
    if told is not None and "place" in told.values:
        assert stands(told.values["place"], typed)
    if told is not None and told.name not in ("sign", "factor", "factor-other", "reciprocal", "offset"):
        assert pairs(right, typed, points) is not None


def test_a_right_answer_is_not_looked_into():
    assert grade(FormulaAnswer(tree("x"), DOMAINS), "x").verdict == Correct()
