"""The family `derivative`: good problems, true steps, named mistakes, the user's own formulas, and two independent routes."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from colloq.catalog.load import entry
from colloq.catalog.problem import draw as fresh
from colloq.catalog.problem import from_params
from colloq.exact.expressions import ROWS
from colloq.families import derivative as family
from colloq.grading.distinct import distinct
from colloq.grading.grade import grade
from colloq.grading.points import columns
from colloq.model import Correct, Finding, Word, Wrong
from colloq.notation import calculus
from colloq.notation.evaluate import evaluate, value
from colloq.notation.linear import linear
from colloq.notation.read import Reading, read_formula
from colloq.notation.to_sympy import symbol_of, to_sympy
from colloq.notation.tree import Derivative, Number, children, symbols_of
from colloq.texts import placeholders
from tests.drawn import draw
from tests.notation.numeric import close, numeric, slope

SEEDS = 300
LEVELS = st.sampled_from(family.LEVELS)
GUIDE = {"f": "(xy+e^(txy))^y", "by": "y"}


def problems(level, count=SEEDS):
    return tuple(draw("derivative", level, seed) for seed in range(count))


def own(f, by=None):
    return from_params("derivative", {"f": f} if by is None else {"f": f, "by": by})


def answer_of(problem):
    (part,) = problem.parts
    return part.answer


def points_of(problem, count=8):
    """Points of the problem's own domain, as dictionaries."""
    answer = answer_of(problem)
    found = columns(answer.symbols, answer.box, "test", count)
    return [{name: column[index] for name, column in found.items()} for index in range(count)]


def tree_of(text):
    reading = read_formula(text, ("x", "y", "t"))
    assert isinstance(reading, Reading), reading
    return reading.tree


# ------------------------------------------------------------------------------------------------------------ good problems


@settings(max_examples=120, deadline=None)
@given(level=LEVELS, seed=st.integers(0, 10**9))
def test_a_problem_keeps_its_contract(level, seed):
    problem = draw("derivative", level, seed)
    params = problem.params
    assert fresh("derivative", level, seed).params == params
    assert family.read_params(family.write_params(params)) == params
    assert sum(part.points for part in problem.parts) == 10
    assert distinct(problem.parts, problem.mistakes)
    assert len({mistake.name for mistake in problem.mistakes}) == len(problem.mistakes) > 0
    assert {mistake.part for mistake in problem.mistakes} == {part.name for part in problem.parts}
    assert len(problem.hints) == 2
    assert problem.steps[-1].after == answer_of(problem).tree
    assert problem.state["formula"] == Derivative(params.f, params.by)


@settings(max_examples=100, deadline=None)
@given(level=LEVELS, seed=st.integers(0, 10**9))
def test_every_step_is_true(level, seed):
    problem = draw("derivative", level, seed)
    for point in points_of(problem, 2):
        for step in problem.steps:
            assert close(numeric(step.before, point), numeric(step.after, point), 1e-8), (problem.id, linear(step.after))


@pytest.mark.parametrize("level", family.LEVELS)
def test_the_box_suits_the_problem(level):
    """Defined everywhere, neither tiny nor huge, at points that the choice of the box has not seen."""
    small = 0
    for problem in problems(level):
        answer = answer_of(problem)
        found, errors = evaluate(answer.tree, columns(answer.symbols, answer.box, "unseen", 30), 30)
        assert all(map(math.isfinite, found)), problem.id
        assert max(map(abs, found)) <= 100.0001, problem.id
        assert all(error <= 1e-9 * max(abs(v), 1e-3) for v, error in zip(found, errors, strict=True)), problem.id
        small += sum(abs(v) < 0.01 for v in found)
    assert small <= 0.01 * 30 * SEEDS  # a derivative that changes its sign on the box is rarely near 0


@pytest.mark.parametrize("level", family.LEVELS)
def test_constants_are_small_and_nothing_is_trivial(level):
    for problem in problems(level):
        numbers = [node.value for node in nodes(problem.params.f) if isinstance(node, Number)]
        assert all(isinstance(number, int) and 1 <= number <= 10 for number in numbers), problem.id
        assert symbols_of(problem.params.f) <= {"x", "y", "t"}
        text = linear(problem.params.f, unicode=False)
        for awkward in ("^1)", "^1*", "1*", "ln(e^", "e^(ln", "^0", "--", "+ -", "/1)"):
            assert awkward not in text.replace("11*", ""), (problem.id, text)
        assert not isinstance(answer_of(problem).tree, Number), problem.id


def nodes(tree):
    yield tree
    for part in children(tree):
        yield from nodes(part)


def rows_used(problem):
    return {step.row.name for step in calculus.derivation(problem.params.f, problem.params.by) if step.row}


def test_all_eighteen_rows_of_the_table_occur():
    assert len(ROWS) == 18
    for level in (1, 2):
        seen = Counter(row for problem in problems(level) for row in rows_used(problem))
        assert set(ROWS) <= set(seen), (level, set(ROWS) - set(seen))
    first = Counter(row for problem in problems(1) for row in rows_used(problem))
    assert min(first[row] for row in ROWS) >= SEEDS / 18 / 3, first  # none of them is rare


def test_level_one_is_one_row_level_two_combines_level_three_is_a_tower():
    for problem in problems(1):
        rules = [step.rule for step in calculus.derivation(problem.params.f, problem.params.by)]
        assert "chain" in rules, problem.id
        assert not {"product", "quotient", "logarithmic-derivative"} & set(rules), problem.id
    for problem in problems(2):
        rules = Counter(step.rule for step in calculus.derivation(problem.params.f, problem.params.by))
        assert rules["product"] + rules["quotient"] + (rules["chain"] >= 2) >= 1, problem.id
    for problem in problems(3):
        rules = {step.rule for step in calculus.derivation(problem.params.f, problem.params.by)}
        assert "logarithmic-derivative" in rules, problem.id
        assert "t" in symbols_of(problem.params.f) - {problem.params.by}, problem.id


@pytest.mark.parametrize("level", family.LEVELS)
def test_problems_differ(level):
    seen = {(problem.params.f, problem.params.by) for problem in problems(level)}
    assert len(seen) >= 0.985 * SEEDS


def test_level_three_has_a_hundred_skeletons():
    assert len({family.skeleton(problem.params) for problem in problems(3)}) >= 100


def test_a_skeleton_forgets_the_constants_and_the_names():
    assert family.skeleton(own("sin(3x+2y)", "x").params) == family.skeleton(own("sin(7y+5t)", "y").params)
    assert family.skeleton(own("sin(3x+2y)", "x").params) != family.skeleton(own("sin(3x*2y)", "x").params)
    assert family.skeleton(own("5 x^2", "x").params) == family.skeleton(own("7 y^9", "y").params) == "v^(#)"


CATALOGUE_MISTAKES = (
    "exponent-constant",
    "base-constant",
    "inner-derivative-forgotten",
    "product-of-derivatives",
    "quotient-swapped",
    "cosine-sign",
    "wrong-variable",
)


@pytest.mark.parametrize("name", CATALOGUE_MISTAKES)
def test_every_mistake_of_the_catalogue_occurs_in_a_fifth_of_some_level(name):
    shares = [sum(name in {m.name for m in problem.mistakes} for problem in problems(level)) / SEEDS for level in family.LEVELS]
    assert max(shares) >= 0.2, shares


# -------------------------------------------------------------------------------------------------------- independent routes


@pytest.mark.parametrize("level", family.LEVELS)
def test_the_answer_agrees_with_three_other_routes_at_eight_points(level):
    """The oracle (SymPy's evaluation, mpmath.diff), a complex step, and SymPy's own derivative."""
    for problem in problems(level)[:60]:
        params, tree = problem.params, answer_of(problem).tree
        names = sorted(symbols_of(params.f))
        exact = sympy.lambdify(
            [symbol_of(name) for name in names], sympy.diff(to_sympy(params.f), symbol_of(params.by)), "mpmath"
        )
        for point in points_of(problem):
            found = value(tree, point)
            assert close(found, family.oracle(params, point)["derivative"], 1e-11), (problem.id, point)
            assert close(found, complex_step(params.f, params.by, point), 1e-11), (problem.id, point)
            assert close(found, exact(*(mpmath.mpf(point[name]) for name in names)), 1e-11), (problem.id, point)


def complex_step(f, by, point):
    """Im f(x + ih) / h: no subtraction, so h may be tiny."""
    h = mpmath.mpf("1e-30")
    with mpmath.workdps(60):
        shifted = numeric(f, {name: mpmath.mpc(v, h) if name == by else v for name, v in point.items()})
        return mpmath.im(shifted) / h


def test_the_oracle_shares_nothing_with_the_calculus(monkeypatch):
    problem = own(**GUIDE)

    def broken(*_args, **_kwargs):
        raise AssertionError

    for name in ("differentiate", "derivation", "resolve"):
        monkeypatch.setattr(calculus, name, broken)
        monkeypatch.setattr(family, name, broken, raising=False)
    monkeypatch.setattr(calculus.Rules, "step", broken)
    monkeypatch.setattr("colloq.notation.evaluate.evaluate", broken)
    found = family.oracle(problem.params, {"x": 1.0, "y": 1.0, "t": 0.5})["derivative"]
    assert close(found, slope(problem.params.f, "y", {"x": 1, "y": 1, "t": 0.5}))


# --------------------------------------------------------------------------------------------------------- the guide's example


def test_the_example_of_the_guide_has_an_id():
    problem = draw("derivative", 3, 3754)
    assert (problem.params.f, problem.params.by) == (tree_of("(xy+e^(txy))^y"), "y")


def test_the_example_of_the_guide():
    problem = own(**GUIDE)
    expected = tree_of("(xy+e^(txy))^y (ln(xy+e^(txy)) + y (x + t x e^(txy))/(xy+e^(txy)))")
    assert answer_of(problem).tree == expected
    assert [step.key for step in problem.steps] == ["logarithmic-derivative", "sum", "chain", "constant-factor", "result"]
    assert problem.state["domain"] == "x, y, t > 0"
    assert [hint.key for hint in problem.hints] == ["outer-logarithmic-derivative", "next-piece"]


# formula, letter, mistake, the answer it leads to (worked out by hand)
BY_HAND = [
    ("(xy+e^(txy))^y", "y", "exponent-constant", "y (xy+e^(txy))^(y-1) (x + t x e^(txy))"),
    ("(xy+e^(txy))^y", "y", "base-constant", "(xy+e^(txy))^y ln(xy+e^(txy))"),
    (
        "(xy+e^(txy))^y",
        "y",
        "inner-derivative-forgotten",
        "(xy+e^(txy))^y (ln(xy+e^(txy)) + y (x + e^(txy))/(xy+e^(txy)))",
    ),
    ("(xy+e^(txy))^y", "y", "wrong-variable", "y (xy+e^(txy))^(y-1) (y + t y e^(txy))"),
    ("2^(x^2)", "x", "exponent-constant", "x^2*2^(x^2-1)*2x"),
    ("sin(3x)/(x^2+1)", "x", "quotient-swapped", "(2x sin(3x) - 3 cos(3x) (x^2+1))/(x^2+1)^2"),
    ("sin(3x)/(x^2+1)", "x", "inner-derivative-forgotten", "(cos(3x)(x^2+1) - 2x sin(3x))/(x^2+1)^2"),
    ("x^3 cos(x y)", "x", "product-of-derivatives", "-3x^2 y sin(xy)"),
    ("x^3 cos(x y)", "x", "cosine-sign", "3x^2 cos(xy) + x^3 y sin(xy)"),
    ("x^3 cos(x y)", "x", "wrong-variable", "-x^4 sin(xy)"),
    ("sin(ln(x^2+1))", "x", "inner-derivative-forgotten", "cos(ln(x^2+1))"),
    ("sin(ln(x^2+1))", "x", "innermost-derivative-forgotten", "cos(ln(x^2+1))/(x^2+1)"),
]


@pytest.mark.parametrize(("f", "by", "name", "expected"), BY_HAND)
def test_a_mistake_leads_to_the_answer_worked_out_by_hand(f, by, name, expected):
    problem = own(f, by)
    (wrong,) = [mistake.answer.tree for mistake in problem.mistakes if mistake.name == name]
    for point in points_of(problem):
        assert close(numeric(wrong, point), numeric(tree_of(expected), point)), linear(wrong)


@pytest.mark.parametrize(("f", "by", "name", "expected"), BY_HAND)
def test_such_an_answer_is_graded_wrong_under_its_own_name(f, by, name, expected):
    problem = own(f, by)
    verdict = grade(answer_of(problem), expected, seed="hand", mistakes=problem.mistakes).verdict
    assert isinstance(verdict, Wrong)
    assert isinstance(verdict.mistake, Finding)
    assert verdict.mistake.name == name


def test_every_mistake_is_worked_out_by_hand_once():
    assert {name for _, _, name, _ in BY_HAND} == set(entry("derivative")["mistakes"])


def test_a_mistake_that_cannot_be_made_is_absent():
    assert [m.name for m in own("sin x").mistakes] == []
    assert [m.name for m in own("sin(x+5)").mistakes] == []  # the inner derivative is 1
    assert [m.name for m in own("sin(x+y)", "x").mistakes] == []  # both letters lead to the same
    assert [m.name for m in own("x^x").mistakes] == ["exponent-constant", "base-constant"]


@pytest.mark.parametrize("level", family.LEVELS)
def test_own_answers_are_right_and_mistakes_are_named(level):
    for problem in problems(level)[:60]:
        answer = answer_of(problem)
        assert grade(answer, linear(answer.tree), seed=problem.id).verdict == Correct(), problem.id
        for mistake in problem.mistakes:
            graded = grade(answer, linear(mistake.answer.tree, "ru"), seed=problem.id, mistakes=problem.mistakes)
            assert isinstance(graded.verdict, Wrong), (problem.id, mistake.name)
            assert graded.verdict.mistake is not None, (problem.id, mistake.name)
            assert graded.verdict.mistake.name == mistake.name, problem.id


# ----------------------------------------------------------------------------------------------------------- own parameters

OWN = [
    # f, by, domain that the prompt states, derivative
    ("sin 2x", None, "x > 0", "2*cos(2*x)"),
    ("tg(xy)", "y", "x, y > 0", "x/cos^2(x*y)"),
    ("arcsin(x/2)", "x", "0 < x < 1", "1/(2*sqrt(1 - x^2/4))"),
    ("arccos(x y)", "y", "0 < x, y < 1", "-x/sqrt(1 - x^2*y^2)"),
    ("ln(x-y)", "x", "", "1/(x - y)"),
    ("ln ln x", "x", "", "1/(x*ln(x))"),
    ("sqrt(-x)", "x", "", "-1/(2*sqrt(-x))"),
    ("sqrt(x-100)", "x", "", "1/(2*sqrt(x - 100))"),
    ("e^(50x)", "x", "x > 0", "50*e^(50*x)"),
    ("100x", "x", "x > 0", "100"),
    ("ln(a-b-c-d)", "a", "", "1/(a - b - c - d)"),
    ("0,5 x^2", "x", "x > 0", "x"),
]


@pytest.mark.parametrize(("f", "by", "domain", "expected"), OWN)
def test_a_formula_of_one_s_own(f, by, domain, expected):
    problem = own(f, by)
    assert linear(answer_of(problem).tree, unicode=False) == expected
    assert problem.state["domain"] == domain
    assert domain or problem.state["partly"]
    found, _ = evaluate(answer_of(problem).tree, columns(answer_of(problem).symbols, answer_of(problem).box, "own"), 10)
    assert all(map(math.isfinite, found))
    assert grade(answer_of(problem), expected, seed="own").verdict == Correct()
    assert len(problem.hints) == 2
    assert problem.steps[-1].after == answer_of(problem).tree


@pytest.mark.parametrize(
    ("f", "partly"),
    [("arcsin(x/2)", False), ("arcsin(3x)", True), ("sin(x)^x", True), ("x^x", False), ("ln(x+1)", False), ("e^(x^9)", False)],
)
def test_the_prompt_says_where_the_formula_is_not_defined_everywhere(f, partly):
    assert own(f).state["partly"] is partly


def test_a_drawn_formula_is_defined_on_the_whole_unit_interval_where_the_prompt_says_so():
    inverse = [problem for level in (1, 2) for problem in problems(level) if "< 1" in problem.state["domain"]]
    assert len(inverse) > 20
    assert [problem.id for problem in inverse if problem.state["partly"]] == []


# ------------------------------------------------------------------------------------------------------------------- texts

COVERING = [
    *((formula, "x") for formula in ("x", "sin x", "3x", "x + sin x", "x sin x", "sin(x)/x", "x^x", "log_x(y)", "max(x, y^2)")),
    *((formula, "x") for formula in ("5 sin(2x)", "x sin(2x)", "x x^x", "x log_x(y)", "x max(x, sin x)", "x (x + sin x)")),
    *((formula, "x") for formula in ("x (sin(x)/x)", "x/(x sin x)", "x*(sin(x)/2)", "x sin x e^x", "2^x x")),
]


def spoken():
    """Steps, hints and mistakes of drawn problems and of formulas that use every rule."""
    yield from (problem for level in family.LEVELS for problem in problems(level, 100))
    yield from (own(f, by) for f, by in COVERING)


def test_the_keys_of_the_code_and_of_the_catalogue_are_the_same():
    texts = entry("derivative")
    found = {"steps": set(), "hints": set(), "mistakes": set(), "words": set()}
    for problem in spoken():
        found["steps"] |= {step.key for step in problem.steps}
        found["hints"] |= {hint.key for hint in problem.hints}
        found["mistakes"] |= {mistake.name for mistake in problem.mistakes}
        found["words"] |= {shown.key for hint in problem.hints for shown in hint.values.values() if isinstance(shown, Word)}
        assert set(texts["parts"]) == {part.name for part in problem.parts}
    for kind, keys in found.items():
        assert keys == set(texts[kind]), kind
    assert set(texts["set"]) == set(family.write_params(own("x^2").params))


def test_every_placeholder_has_its_value():
    texts = entry("derivative")
    for problem in spoken():
        state = set(problem.state)
        for kind, values in (
            *(("steps", (step.key, step.values)) for step in problem.steps),
            *(("hints", (hint.key, hint.values)) for hint in problem.hints),
            *(("mistakes", (mistake.name, mistake.values)) for mistake in problem.mistakes),
        ):
            key, given_values = values
            for language in ("en", "ru"):
                assert placeholders(texts[kind][key][language]) <= state | set(given_values), (kind, key)


@settings(max_examples=60, deadline=None)
@given(level=LEVELS, seed=st.integers(0, 10**9))
def test_a_hint_never_contains_the_answer(level, seed):
    problem = draw("derivative", level, seed)
    answer = linear(answer_of(problem).tree)
    for hint in problem.hints:
        for shown in hint.values.values():
            if not isinstance(shown, Word):
                assert linear(shown) != answer


def test_neither_sympy_nor_numpy_is_needed_to_solve_and_grade():
    code = (
        "import sys; from colloq.catalog.problem import draw; from colloq.grading.grade import grade;"
        "p = draw('derivative', 3, 1); p.steps, p.hints;"
        "print(grade(p.parts[0].answer, 'x', mistakes=p.mistakes).verdict.mistake is None,"
        "[m for m in ('sympy', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip().endswith("[]")
