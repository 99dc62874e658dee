"""Formulas that agree on the usual box and part elsewhere; and right ones that must not be refused there."""

import pytest

from colloq.catalog.problem import from_id
from colloq.grading.beyond import difference_beyond
from colloq.grading.grade import grade
from colloq.model import Correct, Wrong
from colloq.practice.expected import SEED, expected_answer

APART = [  # domain, right, typed
    ("positive", "x", "min(x,5)"),
    ("positive", "x", "max(x,0.1)"),
    ("positive", "x", "x+relu(x-3)"),
    ("positive", "x", "min(x,300)"),
    ("positive", "sin x", "|sin x|"),
    ("real", "3-x", "|x-3|"),
    ("real", "3-x", "√((3-x)²)"),
    ("real", "cos x", "√(1-sin²x)"),
    ("real", "x", "arctg(tg x)"),
    ("real", "x", "arcsin(sin x)"),
    ("real", "max(0,1-x)", "1-x"),
    ("real", "max(0,1-x)^2", "(1-x)^2"),
    ("real", "max(x^2-4,0)", "|x^2-4|"),
    ("real", "sign(x-2)", "-1"),
    ("real", "x", "max(min(x,40),-40)"),
    ("unit", "x", "min(x,0.95)"),
    ("integer", "n", "min(n,12)"),
    ("0..10", "x", "min(x,9.5)"),
]
NOWHERE = [("real", "ln|x-2|", "ln(2-x)"), ("real", "|x-2|", "(√(2-x))²"), ("positive", "x", "√(5-x)²+2x-5")]
ALIKE = [
    ("real", "tanh(x)", "(e^x-e^(-x))/(e^x+e^(-x))"),
    ("real", "sigmoid(x)", "e^x/(1+e^x)"),
    ("real", "cos(2x)", "(1-tg²x)/(1+tg²x)"),
    ("real", "arctan(x)", "2arctg(x/(1+√(1+x²)))"),
    ("real", "ln(x+√(x²+1))", "-ln(√(x²+1)-x)"),
    ("real", "1/ch²x", "1-th²x"),
    ("real", "√(1-th²x)", "1/ch x"),
    ("real", "max(0,1-x)", "(1-x+|1-x|)/2"),
    ("real", "e^(x^2)", "(e^x)^x"),
    ("positive", "√(x+1)-√x", "1/(√(x+1)+√x)"),
    ("positive", "x^x", "e^(x ln x)"),
    ("positive", "ln(x²)", "2ln x"),
    ("unit", "arccos x", "2arctg(√((1-x)/(1+x)))"),
    ("integer", "(-1)^n", "cos(πn)"),
    ("integer", "2^n", "e^(n ln 2)"),
]


def answer_of(domain, right):
    letter = "n" if domain == "integer" else "x"
    return expected_answer(right, {letter: domain}, "formula")


@pytest.mark.parametrize(("domain", "right", "typed"), APART)
def test_a_difference_elsewhere_is_found_and_shown(domain, right, typed):
    verdict = grade(answer_of(domain, right), typed, seed=SEED).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.witness is not None
    assert verdict.witness.typed != pytest.approx(verdict.witness.expected, rel=1e-9)


@pytest.mark.parametrize(("domain", "right", "typed"), NOWHERE)
def test_a_formula_without_a_value_elsewhere_is_wrong(domain, right, typed):
    verdict = grade(answer_of(domain, right), typed, seed=SEED).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.mistake is None or verdict.mistake.name == "undefined"


@pytest.mark.parametrize("seed", [SEED, "a", "b", "c", "d"])
@pytest.mark.parametrize(("domain", "right", "typed"), ALIKE)
def test_a_right_answer_is_not_refused(domain, right, typed, seed):
    assert grade(answer_of(domain, right), typed, seed=seed).verdict == Correct()


def test_a_box_is_no_domain():
    answer = answer_of("real", "x")
    boxed = type(answer)(answer.tree, answer.symbols, box={"x": (0.5, 1.5)})
    for text in ("min(x,5)", "|x|", "relu(x)", "sqrt(x^2)"):
        typed = answer_of("real", text).tree
        assert difference_beyond(answer, typed, SEED) is not None
        assert difference_beyond(boxed, typed, SEED) is not None


@pytest.mark.parametrize(
    ("problem", "part", "typed"),
    [
        ("linear-forward:2@7", "entry", "relu(x1 w12 + x2 w22 + x3 w32)"),
        ("mlp-grad:1@7", "formula", "|p-y| v2 f'(a2) x2"),
        ("derivative:1@46", "derivative", "-72x^2|sin(8x^3)|"),
    ],
)
def test_what_is_right_in_the_box_of_a_family_only(problem, part, typed):
    answer = from_id(problem).part(part).answer
    verdict = grade(answer, typed, seed=problem).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.witness is not None
