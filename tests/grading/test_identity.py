"""The proof by values in finite fields: what it knows, what it must never say, and that points agree with it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colloq.grading.beyond import difference_beyond
from colloq.grading.formula import Outcome, _second_look, compare, sample
from colloq.grading.identity import is_identical
from colloq.grading.positive import Signs
from colloq.grading.ring import Ring
from colloq.model import POSITIVE, REAL, UNIT, Domain, FormulaAnswer, Kind
from colloq.notation.read import Reading, read_formula
from colloq.notation.tree import Apply, Constant, Negative, Number, Power, Product, Quotient, Sum, Symbol
from colloq.practice.expected import SEED

DOMAINS = {
    "positive": POSITIVE,
    "real": REAL,
    "unit": UNIT,
    "share": Domain(Kind.RANGE, 0, 1),
    "integer": Domain(Kind.INTEGER),
    "nonzero": Domain(Kind.NONZERO),
}

SAME = [  # domain, right, typed
    ("real", "(x+y)^2", "x^2+2xy+y^2"),
    ("real", "x^2-y^2", "(x-y)(x+y)"),
    ("real", "1/x+1/y", "(x+y)/(xy)"),
    ("real", "0.5x", "x/2"),
    ("real", "e^(x+y)", "e^x e^y"),
    ("real", "(e^x)^2", "exp(2x)"),
    ("real", "sin(x)^2", "1-cos(x)^2"),
    ("real", "sin(2x)", "2sin(x)cos(x)"),
    ("real", "cos(2x)", "1-2sin(x)^2"),
    ("real", "1/cos(x)^2", "1+tg(x)^2"),
    ("real", "th(x)", "(e^(2x)-1)/(e^(2x)+1)"),
    ("real", "sigmoid(x)(1-sigmoid(x))", "e^(-x)/(1+e^(-x))^2"),
    ("real", "ch(x)^2-sh(x)^2", "1"),
    ("real", "relu(x)", "(x+|x|)/2"),
    ("real", "max(x,y)", "(x+y+|y-x|)/2"),
    ("real", "min(x,y)", "x+y-max(x,y)"),
    ("real", "arctg(-x)", "-arctg(x)"),
    ("real", "x/sqrt(x^2+1)", "x(x^2+1)^(-1/2)"),
    ("real", "x^(1/3)", "cbrt(x)"),
    ("positive", "ln(xy)", "ln x + ln y"),
    ("positive", "ln(x^2/y)", "2 ln x - ln y"),
    ("positive", "x^y x^2", "x^(y+2)"),
    ("positive", "sqrt(x)sqrt(x)", "x"),
    ("positive", "x^y", "e^(y ln x)"),
    ("positive", "y x^(y-1)", "y x^y/x"),
    ("positive", "2^x ln 4", "2ln(2) 2^x"),
    ("positive", "lg x", "ln x/ln 10"),
    ("positive", "x", "e^(ln x)"),
    ("unit", "-ln(1-x^2)", "ln(1/(1-x^2))"),
    ("share", "y ln(1/x)+(1-y)ln(1/(1-x))", "-y ln x-(1-y)ln(1-x)"),
    # the sign of a part decides: each case by itself
    ("real", "|x|", "sqrt(x^2)"),
    ("real", "|x|", "max(x,-x)"),
    ("real", "|x|^3", "sqrt(x^6)"),
    ("real", "|x|", "x sign(x)"),
    ("real", "|x|^2", "x^2"),
    ("real", "relu(x)^2", "x relu(x)"),
    ("real", "relu(x)", "x(1+sign(x))/2"),
    ("real", "|2x-2|", "2|1-x|"),
    ("real", "|x y|", "|x||y|"),
    ("real", "(x+|x|)/2", "(x+sqrt(x^2))/2"),
    ("real", "max(x,y)+min(x,y)", "x+y"),
    ("real", "max(x,y)", "x+relu(y-x)"),
    ("nonzero", "ln(x^2)", "2 ln|x|"),
    ("nonzero", "ln(x^4)/2", "ln(x^2)"),
    ("nonzero", "sign(x)", "|x|/x"),
    ("nonzero", "sign(x)", "x/sqrt(x^2)"),
    ("real", "x^(2/3)", "cbrt(x^2)"),
    ("real", "x^(2/3)", "|x|^(2/3)"),
    ("real", "-cbrt(x)", "cbrt(-x)"),
    ("real", "cbrt(x)cbrt(x)cbrt(y)", "cbrt(x^2 y)"),
    ("real", "sign(x)|x|^(1/3)", "cbrt(x)"),
    ("real", "sqrt(4x^2 y^2)", "2|x||y|"),
    ("real", "(x^2)^(1/4)", "sqrt(|x|)"),
    # numbers and roots of them
    ("real", "2*2^(x-1)", "2^x"),
    ("real", "x/sqrt(2)", "sqrt(2)x/2"),
    ("real", "x 8^(1/3)", "2x"),
    ("real", "x e^(ln 6)", "6x"),
    ("real", "sqrt(12)x", "2sqrt(3)x"),
    # turns
    ("real", "cos(x)", "sin(x+π/2)"),
    ("real", "sin(x)", "cos(π/2-x)"),
    ("real", "-sin(x)", "sin(x+3π)"),
    ("real", "ctg(x)", "tg(π/2-x)"),
    ("real", "x sin(π/3)", "sqrt(3)x/2"),
    ("real", "sin(x+π/4)", "(sin x+cos x)/sqrt(2)"),
    ("real", "cos(x-π/12)", "cos x (sqrt(6)+sqrt(2))/4+sin x (sqrt(6)-sqrt(2))/4"),
    ("integer", "(-1)^x", "cos(πx)"),
    ("integer", "(-1)^x", "(-1)^(x+2)"),
    ("integer", "(-1)^x", "1-2sin(πx/2)^2"),
    ("integer", "(-2)^x", "(-1)^x 2^x"),
    ("integer", "sin(πx)", "0"),
    ("integer", "1", "(-1)^(2x)"),
    ("integer", "(-1)^x", "(-1)^(x^2)"),
    ("integer", "(1-y)^x", "(-1)^x (y-1)^x"),
    ("integer", "(y-3)^(2x)", "((y-3)^x)^2"),
    # soft steps
    ("real", "ln(1+e^x)", "x+ln(1+e^(-x))"),
    ("real", "ln(1+e^x)", "-ln(1-sigmoid(x))"),
    ("real", "ln(1+e^x)", "x-ln(sigmoid(x))"),
    ("unit", "arth(x)", "ln(1+x)/2-ln(1-x)/2"),
]

SILENT = [  # domain, right, typed: not the same, or not everywhere, or not known here
    ("real", "x", "|x|"),
    ("real", "x", "sqrt(x^2)"),
    ("real", "x", "e^(ln x)"),
    ("real", "x", "sqrt(x)sqrt(x)"),
    ("nonzero", "x", "sqrt(x^2)"),
    ("nonzero", "x", "sqrt(x)^2"),
    ("real", "ln(x^2)", "2 ln x"),
    ("real", "ln(xy)", "ln x + ln y"),
    ("real", "sqrt(xy)", "sqrt(x)sqrt(y)"),
    ("real", "x", "x(|y|-y)/(|y|-y)"),
    ("real", "x", "x/(|y|-y)^(-1)/(|y|-y)"),
    ("real", "x", "x+arcsin(y)-arcsin(y)"),
    ("real", "x", "x+arch(y)-arch(y)"),
    ("real", "arcoth(x)", "arcoth(x)+arch(x)-arch(x)"),
    ("real", "x", "x+0/(y-y)"),
    ("real", "x", "x*0^0"),
    ("real", "1", "(1+x/10^12)^(10^12)"),
    ("real", "x", "x+10^400-10^400"),
    ("real", "x", "x+10^-9"),
    ("positive", "ln(x-y)", "ln(x^2-y^2)-ln(x+y)+0y"),
    ("unit", "ln(1+x)", "ln(1-x^2)-ln(1-x)"),
    ("real", "sin(x)", "cos(x)"),
    ("real", "tg(x)", "cth(x)"),
    ("real", "e^(x y)", "e^x e^y"),
    ("real", "x^(2/3)", "cbrt(x)"),
    ("real", "x", "sqrt(x^4)/x^2 x^2 sign(x)^2 sign(y)"),
    ("real", "|x|", "x"),
    ("real", "|x|", "sqrt(x^2)sign(y)"),
    ("real", "x^3", "sqrt(x^6)"),
    ("real", "sqrt(x^2 y)", "x sqrt(y)"),
    ("real", "sqrt(x^2 y)", "|x| sqrt(|y|)"),
    ("real", "|x|", "|x|(|y|-y)/(|y|-y)"),
    ("nonzero", "ln(x^2)", "2 ln x"),
    ("real", "x", "e^(ln|x|)"),
    ("nonzero", "x", "e^(ln(x^2)/2)"),
    ("nonzero", "x^2", "x^3/sqrt(x^2)"),
    ("real", "x", "(x^2)^(1/2)"),
    ("real", "|x|", "|x+1|-1"),
    ("real", "|x+y|", "|x|+|y|"),
    ("real", "max(x,y)", "max(x,-y)"),
    ("real", "relu(x)", "x"),
    ("real", "x^(1/3)", "|x|^(1/3)"),
    ("real", "x^(2/3)", "sign(x)|x|^(2/3)"),
    ("real", "cos(πx)", "(-1)^x"),
    ("integer", "cos(πx/2)", "(-1)^x"),
    ("integer", "(-1)^x", "1"),
    ("integer", "(y-3)^x", "e^(x ln(y-3))"),
    ("integer", "ln((-1)^x)", "x ln(-1)"),
    ("real", "x^(2^1)", "e^(2 ln x)"),
    ("real", "ln(x^(2^1))", "2 ln x"),
    ("integer", "(-1)^x", "(-1)^(x+1)"),
    ("integer", "(-1)^x", "(-1)^(x/2)"),
    ("integer", "(-1)^(x y)", "(-1)^x (-1)^y"),
    ("real", "sin(x)", "sin(x+π)"),
    ("real", "sin(2x)", "sin(x+π/2)"),
    ("real", "tg(x)", "tg(x+π/2)"),
    ("real", "2^x", "3^x"),
    ("real", "x sqrt(2)", "1.41421356237x"),
    ("real", "ln(1+e^x)", "ln(1+e^(-x))"),
    ("real", "ln(1+e^x)", "x"),
    ("unit", "arth(x)", "arth(-x)"),
]


def answer_of(domain, right):
    names = {"x": DOMAINS[domain], "y": DOMAINS[domain]}
    return FormulaAnswer(tree_of(right), names)


def tree_of(text):
    reading = read_formula(text, ("x", "y"))
    assert isinstance(reading, Reading), text
    return reading.tree


@pytest.mark.parametrize(("domain", "right", "typed"), SAME)
def test_what_is_known_to_be_the_same(domain, right, typed):
    assert is_identical(answer_of(domain, right), tree_of(typed), alone=False)
    assert is_identical(answer_of(domain, typed), tree_of(right), alone=False)


@pytest.mark.parametrize(("domain", "right", "typed"), SAME)
def test_the_same_with_a_slip_is_not_proved(domain, right, typed):
    slips = ["({})+10^(-9)", "({})+relu(x-2)", "({})+0/(y-y)"]
    if typed != "0":
        slips += ["-({})", "({})(1+x/10^9)"]
    for slip in slips:
        assert not is_identical(answer_of(domain, right), tree_of(slip.format(typed)), alone=False), slip


@pytest.mark.parametrize(("domain", "right", "typed"), SILENT)
def test_where_nothing_is_said(domain, right, typed):
    assert not is_identical(answer_of(domain, right), tree_of(typed), alone=False)


def test_a_divisor_that_is_zero_by_a_law_unknown_here():
    nothing = "(sqrt(x^2+1)^2-x^2-1)"
    assert not is_identical(answer_of("real", "x"), tree_of(f"x{nothing}/{nothing}"))
    assert is_identical(answer_of("real", "x"), tree_of("x(x^2+1)/(x^2+1)"))
    assert is_identical(answer_of("real", "x"), tree_of("x e^y/e^y"))


@pytest.mark.parametrize("typed", ["sqrt(0)", "ln(0)", "x^0 sqrt(0)", "0^(1/3)", "(0/3)^(1/2)", "0^x", "log(x,0)", "ln(0*x)"])
def test_of_nought_nothing_is_said(typed):
    for domain in DOMAINS:
        assert not is_identical(answer_of(domain, "x"), tree_of(typed), alone=False)
        is_identical(answer_of(domain, typed), tree_of(typed), alone=False)


def test_what_floats_lose_is_proved():
    for right, typed in (("x-y", "(x+10^12)-10^12-y"), ("x^2-y^2", "(x+10^12)(x-10^12)-y^2+10^24")):
        answer = answer_of("positive", right)
        assert compare(answer, tree_of(typed), sample(answer, SEED)).outcome is Outcome.EQUAL


def test_formulas_without_a_value_are_never_equal():
    answer = answer_of("real", "ln(-x*x)")
    assert compare(answer, tree_of("ln(-x^2)"), sample(answer, SEED)).outcome is not Outcome.EQUAL


@pytest.mark.parametrize(
    ("domain", "text", "expected"),
    [
        ("positive", "x", True),
        ("real", "x", False),
        ("real", "x^2+1", True),
        ("real", "x^2", False),
        ("real", "x^2-1", False),
        ("real", "|x|+e^y", True),
        ("unit", "1-x", True),
        ("unit", "1-x^2", True),
        ("unit", "1+x", True),
        ("unit", "2-x^3-y", True),
        ("unit", "1-x-y", False),
        ("share", "1-x", True),
        ("share", "x(1-x)", True),
        ("share", "1-2x", False),
        ("real", "1-1", False),
        ("real", "2-1", True),
        ("positive", "x-1", False),
        ("positive", "sqrt(x)/y", True),
        ("real", "x^x", False),
        ("unit", "1-x^0", False),
        ("real", "0.1+0.2-0.3", False),
    ],
)
def test_what_is_plainly_positive(domain, text, expected):
    tree = tree_of(text)
    assert Signs({"x": DOMAINS[domain], "y": DOMAINS[domain]}).is_positive(tree) is expected


@pytest.mark.parametrize(
    ("head", "tail"), [("sqrt(", ")"), ("ln(", ")"), ("sqrt(x+", ")"), ("ln(x+y", ")"), ("(1+", ")^0.5"), ("ln(x sqrt(", "))")]
)
def test_deep_answers_are_looked_at_once(head, tail, monkeypatch):
    """A root asks for its argument twice; without a memory, 24 roots would ask 2^24 times."""
    asked = 0
    value = Ring.value

    def counted(ring, tree):
        nonlocal asked
        asked += 1
        assert asked < 20_000
        return value(ring, tree)

    monkeypatch.setattr(Ring, "value", counted)
    deep = tree_of("x" + "*" + head * 24 + "x^2" + tail * 24)
    for domain in DOMAINS.values():
        answer = FormulaAnswer(deep, {"x": domain, "y": domain})
        asked = 0
        assert is_identical(answer, deep, alone=False)


def test_many_kinks_are_not_taken_apart(monkeypatch):
    """Sixteen cases at most: with a case for each set of signs, 90 kinks would take longer than a life."""
    asked = 0
    value = Ring.value

    def counted(ring, tree):
        nonlocal asked
        asked += 1
        return value(ring, tree)

    monkeypatch.setattr(Ring, "value", counted)
    many = "x" + "".join(f"+sin|x+{number}|-sin|x+{number}|" for number in range(1, 60))
    assert not is_identical(answer_of("real", "x"), tree_of(many))
    four = "x" + "".join(f"+sin|x+{number}y|-sin|x+{number}y|" for number in range(1, 5))
    assert is_identical(answer_of("real", "x"), tree_of(four))
    assert not is_identical(answer_of("real", "x"), tree_of(four + "+|x+5y|-|x+5y|"))
    assert asked < 5000


LEAVES = st.sampled_from(
    [Symbol("x"), Symbol("y"), Number(1), Number(2), Number(3), Number(0), Constant("e"), Constant("pi"), Negative(Number(1))]
)
ONE_ARGUMENT = st.sampled_from(
    ["sin", "cos", "tan", "exp", "ln", "sqrt", "cbrt", "abs", "sign", "sigmoid", "relu", "tanh", "asin", "atanh", "sinh"]
)
EXPONENTS = st.sampled_from(
    [
        *(Number(2), Number(3), Negative(Number(1)), Symbol("y"), Negative(Symbol("x"))),
        *(Quotient(Number(top), Number(bottom)) for top, bottom in ((1, 2), (1, 3), (2, 3), (3, 2), (1, 4))),
    ]
)


def larger(parts):
    pair = st.tuples(parts, parts)
    return st.one_of(
        parts.map(Negative),
        pair.map(Sum),
        pair.map(Product),
        pair.map(lambda both: Quotient(*both)),
        st.tuples(parts, EXPONENTS).map(lambda both: Power(*both)),
        pair.map(lambda both: Apply("max", both)),
        st.tuples(ONE_ARGUMENT, parts).map(lambda both: Apply(both[0], (both[1],))),
    )


TREES = st.recursive(LEAVES, larger, max_leaves=8)


def rewritten(tree, choose):
    """The same formula by a law, or a slip; the points have to tell which."""
    match tree:
        case Sum((first, second)) if choose():
            return Sum((rewritten(second, choose), rewritten(first, choose)))
        case Product((first, Sum(parts))) if choose():
            return Sum(tuple(Product((first, part)) for part in parts))
        case Apply("sqrt", (Power(base, Number(2)),)) if choose():
            return Apply("abs", (base,)) if choose() else base
        case Apply("abs", (Product(factors),)) if choose():
            return Product(tuple(Apply("abs", (factor,)) for factor in factors))
        case Apply("ln", (Power(base, Number(2)),)) if choose():
            return Product((Number(2), Apply("ln", (Apply("abs", (base,)) if choose() else base,))))
        case Apply("sin", (Sum((argument, Constant("pi"))),)) if choose():
            return Negative(Apply("sin", (argument,)))
        case Apply("cos", (argument,)) if choose():
            return Apply("sin", (Sum((Quotient(Constant("pi"), Number(2)), Negative(argument))),))
        case Apply("cbrt", (argument,)) if choose():
            return Power(argument, Quotient(Number(1), Number(3)))
        case Apply("max", (first, second)) if choose():
            return Sum((first, Apply("relu", (Sum((second, Negative(first))),))))
        case Power(Negative(base), exponent) if choose():
            return Product((Power(Negative(Number(1)), exponent), Power(base, exponent)))
        case Apply("ln", (Product((first, second)),)) if choose():
            return Sum((Apply("ln", (first,)), Apply("ln", (second,))))
        case Apply("ln", (Power(base, exponent),)) if choose():
            return Product((exponent, Apply("ln", (base,))))
        case Apply("sqrt", (Product((first, second)),)) if choose():
            return Product((Apply("sqrt", (first,)), Apply("sqrt", (second,))))
        case Power(Power(base, inner), outer) if choose():
            return Power(base, Product((inner, outer)))
        case Power(Product((first, second)), exponent) if choose():
            return Product((Power(first, exponent), Power(second, exponent)))
        case Apply("relu" | "abs", (argument,)) if choose():
            return argument
        case Apply("sin", (argument,)) if choose():
            return Negative(Apply("sin", (Negative(argument),)))
        case Quotient(top, bottom) if choose():
            return Product((top, Power(bottom, Negative(Number(1)))))
        case Negative(argument):
            return Negative(rewritten(argument, choose))
        case Sum((first, second)):
            return Sum((rewritten(first, choose), rewritten(second, choose)))
        case Product((first, second)):
            return Product((rewritten(first, choose), rewritten(second, choose)))
        case Quotient(top, bottom):
            return Quotient(rewritten(top, choose), rewritten(bottom, choose))
        case Power(base, exponent):
            return Power(rewritten(base, choose), exponent)
        case Apply(function, arguments):
            return Apply(function, tuple(rewritten(argument, choose) for argument in arguments))
        case _:
            return tree


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(TREES, st.sampled_from(sorted(DOMAINS)), st.sampled_from(sorted(DOMAINS)), st.randoms(use_true_random=False))
def test_points_never_contradict_a_proof(tree, domain, other, rng):
    typed = rewritten(tree, lambda: rng.random() < 0.7)
    answer = FormulaAnswer(tree, {"x": DOMAINS[domain], "y": DOMAINS[other]})
    if not is_identical(answer, typed):
        return
    points = sample(answer, SEED)
    seen = _second_look(tree, typed, points, range(points.count), 0)
    assert seen.outcome in (Outcome.EQUAL, Outcome.OPEN), (tree, typed)
    assert difference_beyond(answer, typed, SEED) is None, (tree, typed)
