"""Verdicts: a table for each kind of answer, and the promises of the grader that no table can list."""

import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colloq.grading.grade import grade
from colloq.model import (
    INTEGER,
    NONZERO,
    POSITIVE,
    REAL,
    UNIT,
    ChoiceAnswer,
    Correct,
    Domain,
    FormulaAnswer,
    Kind,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    Mistake,
    NumberAnswer,
    OrderingAnswer,
    Partial,
    Undecided,
    Unreadable,
    Wrong,
)
from colloq.notation.read import read_formula, read_matrix
from colloq.notation.tree import children

DOMAINS = {"+": POSITIVE, "r": REAL, "n": NONZERO, "u": UNIT, "i": INTEGER}


def formula(text, symbols="x+", **options):
    declared = {name: DOMAINS[kind] for name, kind in (item for item in symbols.split())} if symbols else {}
    return FormulaAnswer(read_formula(text, tuple(declared)).tree, declared, **options)


def number(text, **options):
    return NumberAnswer(read_formula(text, ()).tree, **options)


def matrix(text, **options):
    return MatrixAnswer(read_matrix(text, ()).rows, **options)


def verdict_of(answer, text, **options):
    verdict = grade(answer, text, seed="test", **options).verdict
    match verdict:
        case Correct():
            return "correct"
        case Partial():
            return "partial"
        case Wrong(mistake):
            return f"wrong {mistake.name}" if mistake else "wrong"
        case Unreadable(key):
            return key
        case Undecided():
            return "undecided"


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


NUMBERS = [
    ("2/3", "0,667", "correct"),
    ("2/3", "0.6667", "correct"),
    ("2/3", "4/6", "correct"),
    ("2/3", "1-1/3", "correct"),
    ("2/3", "0.666", "wrong cut"),
    ("2/3", "0.67", "wrong digits"),
    ("2/3", "0.7", "wrong digits"),
    ("2/3", "0.66", "wrong"),
    ("√2/10", "0.1", "wrong digits"),
    ("√2/10", "0.100", "wrong"),
    ("1/(5√6)", "1/5√6", "wrong grouping"),
    ("ln(0)", "ln(0)", "wrong no-value"),
    ("1/0", "1/0", "wrong no-value"),
    ("2/3", "1,5", "wrong reciprocal"),
    ("2/3", "-2/3", "wrong sign"),
    ("2/3", "4/3", "wrong factor"),
    ("√2/5", "√8/10", "correct"),
    ("√2/5", "0.283", "correct"),
    ("√2/5", "0.2828", "correct"),
    ("√2/5", "0.282", "wrong cut"),
    ("√(2/300)", "1/√150", "correct"),
    ("√(2/300)", "8.16e-2", "correct"),
    ("√(2/300)", "8,16*10^-2", "correct"),
    ("√(2/300)", "816*10^-4", "correct"),
    ("√(2/300)", "-816*10^-4", "wrong sign"),
    ("√(2/300)", "-0.0814", "wrong"),  # within half a percent, but not the right one with another sign
    ("√(2/300)", "0.163", "wrong factor"),
    ("√(2/300)", "0.164", "wrong"),
    ("√(2/300)", "12.2", "wrong reciprocal"),
    ("2/3", "66.7", "wrong factor"),
    ("ln(3)/2", "0.549", "correct"),
    ("ln(3)/2", "ln √3", "correct"),
    ("sin(1)", "0.841", "correct"),
    ("sin(1)", "sin 1", "correct"),
    ("tanh(1/2)", "(e-1)/(e+1)", "correct"),
    ("0", "0", "correct"),
    ("0", "0.0001", "wrong"),
    ("0", "√2^2-2", "correct"),
    ("0", "e^(-10^4)", "wrong"),
    ("0", "e^(-10^5)", "wrong"),
    ("0", "(1-10^-30)^(10^34)", "wrong"),
    ("0", "10^-10^10", "undecided"),
    ("0", "log_0(5)", "wrong no-value"),
    # cancelling must neither hide a 1 nor lose the number
    ("√2/5", "√2/5+(√3*10^70+1-√3*10^70)", "wrong"),
    ("√2/5", "(√2/5+√3*10^55)-√3*10^55", "correct"),
    ("√2/5", "√2/5+10^-50", "wrong"),
    ("1", "(√2+√3)^2-2√6-4", "correct"),
    ("1", "1/(√2-√2)", "undecided"),
    ("1", "ln(√2-√2)", "undecided"),
    ("1", "9^9^9^9-9^9^9^9", "undecided"),
    ("-2", "(-√64)^(1/3)", "correct"),
    ("1", "(-2)^(1/4)", "wrong no-value"),
    ("th(1)", "(e^2-1)/(e^2+1)", "correct"),
    ("th(10^-20)", "10^-20", "wrong"),
    ("2", "0.5sin(1)" + "*2^99999" * 40, "wrong"),  # more than a decimal holds
    ("100000", "100001", "wrong"),
    ("316.2277", "316", "correct"),
    ("5", "5,0", "correct"),
    ("2/3", "1/0", "wrong no-value"),
    ("2/3", "9^9^9^9", "wrong"),
    ("2/3", "√(-1)", "wrong no-value"),
    ("2/3", "x", "read.name-number"),
    ("3/2", "1 1/2", "correct"),
]


@pytest.mark.parametrize(("right", "typed", "verdict"), NUMBERS)
def test_number(right, typed, verdict):
    assert verdict_of(number(right), typed) == verdict


def test_a_cut_decimal_and_too_few_digits_cost_no_attempt():
    assert grade(number("2/3"), "0.666").verdict.free
    assert grade(number("2/3"), "0.67").verdict.free
    assert not grade(number("2/3"), "0.66").verdict.free


def test_a_counted_quantity_is_exact():
    assert verdict_of(number("162", exact=True), "162") == "correct"
    assert verdict_of(number("162", exact=True), "162.2") == "wrong"
    assert verdict_of(number("2/3", exact=True), "0.667") == "wrong"


@given(st.integers(1, 999), st.integers(1, 99))
def test_three_rounded_digits_are_right_and_a_unit_away_is_wrong(top, bottom):
    value = top / bottom
    digits = 2 - math.floor(math.log10(value))
    rounded = round(value, digits)
    answer = number(f"{top}/{bottom}")
    if abs(abs(value - rounded) * 10**digits - 0.5) < 1e-6:
        return  # exactly between two decimals: both are half a unit away
    assert verdict_of(answer, f"{rounded:.{max(digits, 1)}f}") == "correct"
    if digits > 0:
        off = rounded + 1.5 * 10**-digits
        assert verdict_of(answer, f"{off:.{digits + 1}f}") != "correct"


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


@pytest.mark.parametrize(
    ("expected", "typed"),
    [("-sqrt(2)", "sqrt(2)*(-1)"), ("1-sqrt(2)", "(-1)*(sqrt(2)-1)"), ("sqrt(3)-1", "|1-sqrt(3)|"), ("cbrt(-2)", "-2*4^(-1/3)")],
)
def test_a_sign_costs_no_digits(expected, typed):
    """-x of a Decimal rounds to 28 digits, whatever the precision of the context at hand."""
    assert verdict_of(number(expected), typed) == "correct"


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
