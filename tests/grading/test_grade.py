"""Verdicts: a table for each kind of answer, and the promises of the grader that no table can list.

Numbers and matrices have files of their own, `test_grade_numbers.py` and `test_grade_matrices.py`.
"""

import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colloq.grading.grade import grade
from colloq.model import (
    INTEGER,
    ChoiceAnswer,
    Correct,
    Domain,
    FormulaAnswer,
    Kind,
    MatchingAnswer,
    Mistake,
    OrderingAnswer,
    Partial,
    Wrong,
)
from colloq.notation.read import read_formula
from colloq.notation.tree import children

from .answers import formula, matrix, number, verdict_of

GUIDE = "(xy+e^(txy))^y*(ln(xy+e^(txy)) + y(x+t*x*e^(txy))/(xy+e^(txy)))"
GUIDE_SYMBOLS = "x+ y+ t+"

FORMULAS = [
    # right in another form
    (GUIDE, GUIDE_SYMBOLS, "e^(y ln(xy+e^(txy)))*(ln(xy+e^(txy)) + xy(1+t*e^(txy))/(xy+e^(txy)))", "correct"),
    (GUIDE, GUIDE_SYMBOLS, "(xy+eᵗˣʸ)^y ln(xy+eᵗˣʸ) + y(xy+eᵗˣʸ)^(y-1)*(x+tx eᵗˣʸ)", "correct"),
    ("2sin(x)cos(x)", "x+", "sin 2x", "correct"),
    ("sin(x)^2", "xr", "1-cos^2 x", "correct"),
    ("1-tg^2 x", "x+", "2-1/cos^2 x", "correct"),
    ("1/ch(x)^2", "x+", "1-th^2 x", "correct"),
    ("(x^2-1)/(x-1)", "x+", "x+1", "correct"),
    ("1/(2√x)", "x+", "x^(-1/2)/2", "correct"),
    ("1/(2√x)", "x+", "0,5*x^(-0,5)", "correct"),
    ("x^(1/3)", "xr", "∛x", "correct"),
    ("x/3", "x+", "x*3^-1", "correct"),
    ("ln(x)/ln(2)", "x+", "log_2(x)", "correct"),
    ("√(x^2)", "x+", "x", "correct"),
    ("0", "xr", "1-cos^2 x-sin^2 x", "correct"),
    ("x^2", "x+", "10^400x^2/10^400", "correct"),
    ("x", "x+", "x+10^20-10^20", "correct"),
    ("-1/√(1-x^2)", "xu", "-(1-x²)^(-1/2)", "correct"),
    ("relu(x)", "xr", "max(0,x)", "correct"),
    ("5x", "xr", "5x^(2-1)", "correct"),
    ("x^(1/3)", "xr", "x^(1-2/3)", "correct"),
    ("x^2", "xr", "x**2.0", "correct"),
    ("x^3", "xr", "1/(x^-(4-1))", "correct"),
    ("2/(3∛x)", "xn", "2/3*x^(2/3-1)", "correct"),
    ("relu(x)", "xr", "(x+|x|)/2", "correct"),
    # not right
    ("x", "xr", "√(x^2)", "wrong"),
    ("x", "xr", "|x|", "wrong function"),
    ("x", "xr", "(√x)^2", "wrong undefined"),
    ("relu(x)", "xr", "x", "wrong missing-function"),
    ("x/3", "x+", "0.333x", "wrong factor-other"),
    ("2x", "x+", "2.0000001x", "wrong"),
    ("2x", "x+", "-2x", "wrong sign"),
    ("2x", "x+", "x", "wrong factor"),
    ("1/(2x)", "x+", "1/2x", "wrong grouping"),
    ("x/2", "x+", "1/2x", "correct"),
    ("x^2/y", "x+ y+", "y/x^2", "wrong reciprocal"),
    ("x^2+x", "x+", "x^2+x+1", "wrong offset"),
    ("cos(x)-x^2", "x+", "cos(x)+x^2", "wrong term-sign"),
    ("x^2*e^x+y", "x+ y+", "x*e^x+y", "wrong power"),
    ("x e^x+y cos(x)", "x+ y+", "x e^x", "wrong missing-term"),
    ("x", "x+", "x+((x+10^20)-10^20)", "wrong"),
    ("x^2", "x+", "0/0", "wrong undefined"),
    ("x^2", "x+", "9^9^9^9", "wrong"),
    ("x^2", "x+", "x^2+x/10^30*0", "correct"),
    ("x^2", "x+", "x^2+x*10^-12", "wrong"),
    ("x", "xr", "x+e^(-800)*10^300*10^40", "wrong"),  # what a float calls 0 is not
    ("x", "xr", "x+exp(-800)*10^300*10^40", "wrong"),
    ("x", "xr", "x+σ(-800)*10^300*10^40", "wrong"),
    ("x", "xr", "x+(10^-300)^2*10^300*10^290", "wrong"),
    ("x", "xr", "x^(2*GGGGGGG)".replace("G", "*(" + "999999*" * 7 + "999999)").replace("2**", "2*"), "wrong"),
    # no answer at all
    ("x^2", "x+", "", "read.empty"),
    ("x^2", "x+", "x^2+q", "read.name"),
    ("x^2", "x+", "__import__('os').system('id')", "read.name"),
]


@pytest.mark.parametrize(("right", "symbols", "typed", "verdict"), FORMULAS)
def test_formula(right, symbols, typed, verdict):
    assert verdict_of(formula(right, symbols), typed) == verdict


def test_the_guides_example_misses_an_inner_derivative():
    wrong = "(xy+e^(txy))^y*(ln(xy+e^(txy)) + y(x+t*e^(txy))/(xy+e^(txy)))"
    verdict = grade(formula(GUIDE, GUIDE_SYMBOLS), wrong, seed="test").verdict
    assert isinstance(verdict, Wrong)
    assert verdict.mistake.name == "missing-factor"
    assert set(verdict.witness.point) == {"x", "y", "t"}
    assert not math.isclose(verdict.witness.typed, verdict.witness.expected, rel_tol=1e-3)


@pytest.mark.parametrize(
    ("right", "typed", "slip", "place"),
    [
        ("x^2-x", "x^2+x", "term-sign", "x"),
        ("y^2-2x e^x", "y^2+2x e^x", "term-sign", "2x e^x"),
        ("cos(x)/x+y(x+1)", "cos(x)/x+y", "missing-part", "y"),  # the factor x + 1, or the term xy: nobody can tell
        ("cos(x)/x+y(x+1)", "y+sin(π/2-x)/x", "missing-part", "y"),
        ("y+x/cos(x)^2", "y+x*cos(x)^2", "exponent", "cos(x)^2"),
        ("y+x e^y+xy", "y+x+xy", "missing-factor", "x"),
        ("y+e^(3xy)", "y+exp(3x)", "missing-factor", "3x"),
        ("x sin(x)+y/(x+y)", "y*(x+y)^-1+x cos(x)", "function", "cos(x)"),
        ("y(2x+y^2+7)", "y(2x+y^2+9)", "number", "9"),
        ("y+x/(x^2+3)", "y+x/(x^2-3)", "term-sign", "3"),
        ("y+x(x+2y)x", "y+x*x+2y*x", "brackets", "y+x*x+2y*x"),
        ("y+x(x+2y)", "y+x*x+2y", "missing-factor", "2y"),
        ("y+y/x", "y+x/y", "upside-down", "x/y"),
        ("ln(x+y)+x", "ln(x+x)+x", "letter", "x+x"),
        ("y ln(x+1)+x", "x+y(x+1)", "missing-function", "x+1"),
        ("y+ln(2+xy)", "y+2+xy", "", ""),
    ],
)
def test_the_place_of_a_slip_stands_in_the_answer_typed(right, typed, slip, place):
    verdict = grade(formula(right, "x+ y+"), typed, seed="test").verdict
    assert isinstance(verdict, Wrong)
    assert (verdict.mistake.name if verdict.mistake else "") == slip
    if slip:
        assert verdict.mistake.values["place"] == read_formula(place, ("x", "y")).tree
        assert stands(verdict.mistake.values["place"], read_formula(typed, ("x", "y")).tree)


def stands(place, tree):
    return place == tree or any(stands(place, part) for part in children(tree))


def test_decimals_inside_a_formula_only_where_the_part_allows_them():
    assert verdict_of(formula("x/3", decimals=True), "1.00e400 x").startswith("wrong")
    assert verdict_of(formula("x/3"), "0.333x") == "wrong factor-other"
    assert verdict_of(formula("x/3", decimals=True), "0.333x") == "correct"
    for typed in ("0.3x", "0.33x", "0.335x", "0.332x"):
        assert verdict_of(formula("x/3", decimals=True), typed) != "correct"


def test_named_mistakes_come_first():
    answer = number("√(2/300)")
    mistakes = [Mistake("variance", "a", number("2/300")), Mistake("fan-out", "a", number("√(2/100)"))]
    assert verdict_of(answer, "1/150", mistakes=mistakes) == "wrong variance"
    assert verdict_of(answer, "0.00667", mistakes=mistakes) == "wrong variance"
    assert verdict_of(answer, "0,141", mistakes=mistakes) == "wrong fan-out"
    derivative = formula("2x cos(x^2)")
    assert verdict_of(derivative, "cos x^2", mistakes=[Mistake("inner", "a", formula("cos(x^2)"))]) == "wrong inner"
    cells = matrix("1 2; 3 4")
    flipped = [Mistake("flipped", "a", matrix("4 3; 2 1"))]
    assert verdict_of(cells, "4 3; 2 1", mistakes=flipped) == "wrong flipped"


CHOICE = ChoiceAnswer(("one", "two", "three"), frozenset(("one", "three")), several=True)


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [("a c", "correct"), ("ac", "correct"), ("1, 3", "correct"), ("а, в", "correct"), ("C A", "correct"), ("a", "partial"),
     ("a b c", "partial"), ("b", "wrong two"), ("", "read.choice-empty"), ("d", "read.choice")],
)  # fmt: skip
def test_choice_of_several(typed, verdict):
    assert verdict_of(CHOICE, typed) == verdict


def test_choice_of_one_ordering_and_matching():
    one = ChoiceAnswer(("one", "two"), frozenset(("two",)))
    assert [verdict_of(one, text) for text in ("b", "2", "a", "a b")] == ["correct", "correct", "wrong one", "read.choice-one"]
    order = OrderingAnswer(("p", "q", "r"), ("q", "r", "p"))
    assert [verdict_of(order, text) for text in ("c a b", "cab", "3 1 2", "a b c", "c b a", "a b")] == [
        "correct", "correct", "correct", "wrong q", "partial", "read.ordering",
    ]  # fmt: skip
    assert grade(order, "c a b" + " " * 200 + "a").verdict.key == "read.too-long"
    pairs = MatchingAnswer(("p", "q"), ("u", "v", "w"), {"p": "w", "q": "u"})
    assert [verdict_of(pairs, text) for text in ("1c 2a", "c a", "2a 1c", "1a 2a", "1c")] == [
        "correct", "correct", "correct", "partial", "read.matching",
    ]  # fmt: skip


HOSTILE = [
    "9^9^9^9", "(" * 5000, "x" * 100_000, "__import__('os').system('id')", "eval('1')", "().__class__.__bases__", "\u202ex",
    "log_" * 490, "sin^" + "-" * 1900 + "1", " " * 8000, "] " * 3999 + "^T", "]" + " " * 7900 + "x", "A" * 1_000_000, "$" * 7999,
    "\x00", "nan", "inf", "1e999999999", "10^400-10^400", "0^0", "1/0", "0/0", "x^x^x^x^x^x^x^x^x", "e^e^e^e^e^e^x", "sin(10^300)",
    "+".join("x" * 900), "2^2^2^2^2^2^2", "ln(ln(ln(x)))", "√" * 90 + "x", "-" * 90 + "x", "|" * 200, "x'" * 50, r"\frac" * 200, "max(" * 60,
    "atanh(1)", "tan(1e22)", "{x}", "%s", "1e-999999", "𝟗^𝟗^𝟗^𝟗", "x!!", "exp(exp(exp(exp(9))))", "99999999999999999999^99999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("answer", [formula("x^2"), number("2/3"), matrix("1 2; 3 4")], ids=["formula", "number", "matrix"])
def test_hostile_text_is_never_right_and_never_hangs(answer, typed):
    started = time.perf_counter()
    verdict = grade(answer, typed, seed="test").verdict
    assert not isinstance(verdict, Correct | Partial)
    assert time.perf_counter() - started < 20  # a hang, not slowness: speed is measured in the benchmarks


@settings(max_examples=300, deadline=None)
@example("(}")
@example("  \\\\")
@example("  ..,array(  \n\\\\]]q+]]")
@given(st.text(alphabet="xy0123456789.,+-*/^()[]{}|=;'\\ _esincolgtabfrqh√²³½хуΣ\n\t", max_size=60))
def test_no_text_raises(text):
    for answer in (formula("x^2+1"), number("2/3"), matrix("1 2; 3 4"), CHOICE):
        grade(answer, text, seed="test")


def test_a_matching_that_names_no_option_points_at_it():
    pairs = MatchingAnswer(("p", "q"), ("u", "v"), {"p": "v", "q": "u"})
    for typed, span in (("aY", (1, 2)), ("1b, 2  Y", (7, 8)), ("2a 1ж", (4, 5))):
        verdict = grade(pairs, typed).verdict
        assert (verdict.key, verdict.span) == ("read.choice", span)
    assert grade(pairs, "1b 2a" + " " * 200 + "3c").verdict.key == "read.too-long"


def test_ranges_and_integers():
    symbols = {"n": INTEGER, "p": Domain(Kind.RANGE, 0, 1)}
    answer = FormulaAnswer(read_formula("(1-p)^n", ("n", "p")).tree, symbols)
    assert verdict_of(answer, "e^(n ln(1-p))") == "correct"
    assert verdict_of(answer, "(1-p)^(n+1)").startswith("wrong")
    turning = FormulaAnswer(read_formula("(-1)^n", ("n",)).tree, {"n": INTEGER})
    for typed in ("(-1)^(n+2)", "(-1)^(n-2)", "(-1)^(3n)", "-(-1)^(n+1)", "cos(pi n)"):
        assert verdict_of(turning, typed) == "correct", typed
    for typed in ("(-1)^(n+1)", "(-1)^(2n)", "1"):
        assert verdict_of(turning, typed).startswith("wrong"), typed
    assert verdict_of(FormulaAnswer(read_formula("cos(pi n)", ("n",)).tree, {"n": INTEGER}), "(-1)^n") == "correct"


def test_the_verdict_does_not_depend_on_the_same_tree_shortcut():
    for right, symbols, typed, verdict in FORMULAS:
        if verdict == "correct":
            assert verdict_of(formula(right, symbols), typed, shortcut=False) == "correct"
            assert verdict_of(formula(right, symbols), right, shortcut=False) == "correct"
