"""Right answers rewritten by SymPy and written as people type are graded right; mutated ones, checked as different, never are.

The truth about each text is found by mpmath at points of the domain; SymPy's own word for an identity is not taken.
"""

import functools
import random
import re

import mpmath
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from colloq.grading.formula import sample
from colloq.grading.grade import grade
from colloq.model import Correct, Undecided
from colloq.practice.expected import SEED, expected_answer
from tests.grading import oracle

BASES = [  # expected answer, domains
    ("x^2*e^(2x)*(3+2x)", {"x": "real"}),
    ("(1-x^2)/(1+x^2)^2", {"x": "real"}),
    ("1/(2*sqrt(x))", {"x": "positive"}),
    ("x^x*(ln(x)+1)", {"x": "positive"}),
    ("y^2*cos(x*y)-sin(x)", {"x": "real", "y": "real"}),
    ("2x/(x^2+y^2)", {"x": "positive", "y": "positive"}),
    ("y*x^(y-1)", {"x": "positive", "y": "positive"}),
    ("x^y*ln(x)", {"x": "positive", "y": "real"}),
    ("2*x*cos(x^2)", {"x": "real"}),
    ("(x*cos(x)-sin(x))/x^2", {"x": "positive"}),
    ("1/cos(x)^2", {"x": "-1..1"}),
    ("1/(x*ln(x))", {"x": "1.5..6"}),
    ("e^(-x)/(1+e^(-x))^2", {"x": "real"}),
    ("x/sqrt(1-x^2)", {"x": "unit"}),
    ("(x+y)^3-(x-y)^3", {"x": "real", "y": "real"}),
    ("(p-y)/(p*(1-p))", {"y": "0..1", "p": "0.05..0.95"}),
    ("(x^2-1)/(x^2+3x+2)", {"x": "positive"}),
    ("1/(x*(x+1)*(x+2))", {"x": "positive"}),
    ("sin(x)*cos(y)+cos(x)*sin(y)", {"x": "real", "y": "real"}),
    ("a^x*ln(a)", {"a": "positive", "x": "real"}),
    ("n*(n+1)*(2n+1)/6", {"n": "integer"}),
    ("w_1*x_1+w_2*x_2+b", {"w_1": "real", "x_1": "real", "w_2": "real", "x_2": "real", "b": "real"}),
    ("sinh(x)*cosh(x)", {"x": "real"}),
    ("ln(x^2*y)", {"x": "positive", "y": "positive"}),
]

REWRITES = {
    "expand": sympy.expand,
    "factor": sympy.factor,
    "together": sympy.together,
    "apart": lambda tree: (
        sympy.apart(tree, min(tree.free_symbols, key=str)) if len(tree.free_symbols) == 1 else sympy.expand(tree)
    ),
    "powers": lambda tree: sympy.powsimp(sympy.expand(tree)),
    "logarithms": lambda tree: sympy.expand_log(tree, force=True),
    "one logarithm": lambda tree: sympy.logcombine(tree, force=True),
    "angles": sympy.expand_trig,
    "exponentials": lambda tree: tree.rewrite(sympy.exp),
    "half angles": lambda tree: tree.rewrite(sympy.tan),
    "common denominator": lambda tree: sympy.cancel(sympy.together(tree)),
    "collect": lambda tree: sympy.collect(sympy.expand(tree), min(tree.free_symbols, key=str)),
    "as it is": lambda tree: tree,
}

SMALL = sympy.Rational(1, 10**7)


def shift_number(tree, rng):
    """One whole number in it made larger or smaller by one."""
    numbers = sorted((atom for atom in tree.atoms(sympy.Integer) if abs(atom) < 20), key=str)
    return tree.subs(rng.choice(numbers), rng.choice(numbers) + rng.choice((1, -1))) if numbers else -tree


def other_function(tree, rng):
    """sin for cos, and so on."""
    pairs = {sympy.sin: sympy.cos, sympy.cos: sympy.sin, sympy.exp: sympy.cosh, sympy.log: sympy.sqrt}
    found = [name for name in pairs if tree.has(name)]
    return tree.replace(name := rng.choice(found), pairs[name]) if found else tree + 1


MUTATIONS = {
    "factor 1+1e-7": lambda tree, rng: tree * (1 + SMALL),
    "constant 1e-7": lambda tree, rng: tree + SMALL,
    "slope 1e-6": lambda tree, rng: tree + 10 * SMALL * rng.choice(sorted(tree.free_symbols, key=str)),
    "exponent 1+1e-7": lambda tree, rng: sympy.Abs(tree) ** (1 + SMALL),
    "sign": lambda tree, rng: -tree,
    "reciprocal": lambda tree, rng: 1 / tree,
    "squared": lambda tree, rng: tree**2,
    "number": shift_number,
    "function": other_function,
    "letter squared": lambda tree, rng: tree.subs(letter := rng.choice(sorted(tree.free_symbols, key=str)), letter**2),
    "letter and 1e-7": lambda tree, rng: tree.subs(letter := rng.choice(sorted(tree.free_symbols, key=str)), letter + SMALL),
    "a term lost": lambda tree, rng: (
        sympy.Add(*sympy.expand(tree).as_ordered_terms()[1:]) if sympy.expand(tree).is_Add else tree * 2
    ),
    "derived": lambda tree, rng: tree.diff(rng.choice(sorted(tree.free_symbols, key=str))),
}


# ------------------------------------------------------------------------------------------------------- as people type


def python(tree):
    """As Python has it."""
    return re.sub(r"\bE\b", "e", sympy.sstr(tree).replace("log(", "ln(").replace("Abs(", "abs("))


def caret(tree):
    """With a caret and without the stars that need not be there."""
    text = python(tree).replace("**", "^")
    text = re.sub(r"(?<![\w.])(\d+)\*(?=[a-zA-Z(])(?!e[-+^*/) ]|e$)", r"\1", text)
    return re.sub(r"\)\*\(", ")(", text)


def school(tree):
    """With middle dots, superscripts and a Unicode minus."""
    text = re.sub(r"\^(\d+)(?![\d/.])", lambda found: "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in found[1]), caret(tree))
    return text.replace("*", "·").replace("-", "−").replace("sqrt(", "√(").replace("pi", "π")


def russian(tree):
    """With Russian names, decimal commas where a fraction is one, and spaces."""
    text = caret(tree).replace("tan(", "tg(").replace("sinh(", "sh(").replace("cosh(", "ch(").replace("tanh(", "th(")
    return re.sub(r"(?<![\w.^/)])1/2(?!\d)", "0,5", text).replace(" + ", "+").replace("*", " * ")


def tex(tree):
    """As SymPy writes LaTeX."""
    return sympy.latex(tree, ln_notation=True, inv_trig_style="full")


STYLES = [python, caret, school, russian, tex]


# ------------------------------------------------------------------------------------------------------------ the tests


@functools.cache
def base(place):
    text, domains = BASES[place]
    return expected_answer(text, domains, "formula"), oracle.expression(text, domains), tuple(sorted(domains.items()))


def rewrite(name, tree):
    """The tree in another form; trees that SymPy cannot write in that way do not count."""
    try:
        return REWRITES[name](tree)
    except (sympy.PolynomialError, NotImplementedError):
        assume(False)


def typed(tree, style, domains):
    text = style(tree)
    for name, _ in domains:  # the oracle's names have no underscores that TeX would read as indices twice
        text = text.replace(name.replace("_", r"\_"), name)
    return text


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_a_rewritten_answer_is_right(data):
    answer, tree, domains = base(data.draw(st.integers(0, len(BASES) - 1)))
    name = data.draw(st.sampled_from(sorted(REWRITES)))
    style = data.draw(st.sampled_from(STYLES))
    rewritten = rewrite(name, tree)
    assume(not rewritten.has(sympy.I, sympy.nan, sympy.zoo) and len(str(rewritten)) < 400)
    assume(oracle.same(oracle.values(tree, domains), oracle.values(rewritten, domains)) is True)
    text = typed(rewritten, style, domains)
    verdict = grade(answer, text, seed=SEED).verdict
    assert verdict == Correct(), (name, text, verdict)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_a_mutated_answer_is_never_right(data):
    answer, tree, domains = base(data.draw(st.integers(0, len(BASES) - 1)))
    name = data.draw(st.sampled_from(sorted(MUTATIONS)))
    way = data.draw(st.sampled_from(["as it is", "expand", "factor", "together"]))
    style = data.draw(st.sampled_from(STYLES))
    mutated = rewrite(way, MUTATIONS[name](tree, random.Random(data.draw(st.integers(0, 99)))))
    assume(not mutated.has(sympy.I, sympy.nan, sympy.zoo, sympy.Derivative) and len(str(mutated)) < 400)
    assume(differ(tree, mutated, answer, domains))
    text = typed(mutated, style, domains)
    verdict = grade(answer, text, seed=SEED).verdict
    assert verdict != Correct(), (name, text)
    assert not isinstance(verdict, Undecided), (name, text)


def differ(tree, mutated, answer, domains):
    """Whether the two differ clearly, with 50 digits, at some of the points that the grader looks at."""
    columns = sample(answer, SEED).columns
    with mpmath.workdps(oracle.DIGITS):
        symbols = [sympy.Symbol(re.sub(r"\W", "_", name)) for name, _ in domains]
        functions = [sympy.lambdify(symbols, each, modules=["mpmath"]) for each in (tree, mutated)]
        for place in range(len(next(iter(columns.values())))):
            point = [mpmath.mpf(columns[name][place]) for name, _ in domains]
            right, wrong = (oracle._real(function, point) for function in functions)
            if right is not None and wrong is not None and abs(right - wrong) > mpmath.mpf("1e-9") * max(abs(right), abs(wrong)):
                return True
    return False
