"""Numbers as people write them, where a number is asked for."""

import pytest

from colloq.notation.read import Reading, ReadProblem, read_formula

from .lisp import lisp

NUMBERS = [
    ("5", "5"),
    ("-12", "(- 12)"),
    ("+5", "5"),
    ("- 5", "(- 5)"),
    ("−3", "(- 3)"),
    ("—5", "(- 5)"),
    ("--5", "(- (- 5))"),
    ("0", "0"),
    ("-0", "(- 0)"),
    ("00012", "12"),
    ("0,5", "0.5"),
    ("0.50", "0.50"),
    (".5", ".5"),
    (",5", ".5"),
    ("-,5", "(- .5)"),
    ("1.", "1"),
    ("5;", "5"),
    ("2/3", "(/ 2 3)"),
    ("-7/12", "(- (/ 7 12))"),
    ("2:3", "(/ 2 3)"),
    ("2÷3", "(/ 2 3)"),
    ("(1/2)³", "(^ (/ 1 2) 3)"),
    ("1/2^3", "(/ 1 (^ 2 3))"),
    ("6.32e-2", "6.32e-2"),
    ("6,32e-2", "6.32e-2"),
    ("6.32E-02", "6.32E-02"),
    ("1e3", "1e3"),
    ("1.5e+3", "1.5e+3"),
    ("6,32*10^-2", "(* 6.32 (^ 10 (- 2)))"),
    ("6.32·10⁻²", "(* 6.32 (^ 10 (- 2)))"),
    ("6.32 × 10^{-2}", "(* 6.32 (^ 10 (- 2)))"),
    ("8.16 x 10^-2", "(* 8.16 (^ 10 (- 2)))"),
    ("10^-3", "(^ 10 (- 3))"),
    ("10**-3", "(^ 10 (- 3))"),
    ("8.16%", "0.0816"),
    ("8,16 %", "0.0816"),
    ("50%", "0.50"),
    ("100%", "1.00"),
    ("8.16\\%", "0.0816"),
    ("1 - 25%", "(+ 1 (- 0.25))"),
    ("0.(6)", "(/ 2 3)"),
    ("0,(6)", "(/ 2 3)"),
    ("0.1(6)", "(/ 1 6)"),
    ("0,1(6)", "(/ 1 6)"),
    ("2.(3)", "(/ 7 3)"),
    ("0.(142857)", "(/ 1 7)"),
    ("-0.(3)", "(- (/ 1 3))"),
    ("0.(9)", "1"),
    ("0.666...", "(/ 2 3)"),
    ("0,1666…", "(/ 1 6)"),
    ("2.333...", "(/ 7 3)"),
    ("½", "(/ 1 2)"),
    ("1½", "(+ 1 (/ 1 2))"),
    ("1 ½", "(+ 1 (/ 1 2))"),
    ("¹⁄₂", "(/ 1 2)"),
    ("1 1/2", "(+ 1 (/ 1 2))"),
    ("-1 1/3", "(- (+ 1 (/ 1 3)))"),
    ("2\\frac12", "(+ 2 (/ 1 2))"),
    ("-1\\frac{1}{2}", "(- (+ 1 (/ 1 2)))"),
    ("10 000", "10000"),
    ("-1\xa0250\xa0000", "(- 1250000)"),
    ("1 000,5", "1000.5"),
    ("12 345.678", "12345.678"),
    ("1'000", "1000"),
    ("1_000", "1000"),
    ("1,000,000", "1000000"),
    ("1.000.000", "1000000"),
    ("10 000*3", "(* 10000 3)"),
    ("1 250/3", "(/ 1250 3)"),
    ("3x3x16", "(* 3 3 16)"),
    ("3 х 3 х 16", "(* 3 3 16)"),
    ("3×3×16", "(* 3 3 16)"),
    ("9x18", "(* 9 18)"),
    ("√2/5", "(/ (sqrt 2) 5)"),
    ("√(2/300)", "(sqrt (/ 2 300))"),
    ("2√3", "(* 2 (sqrt 3))"),
    ("√2√3", "(* (sqrt 2) (sqrt 3))"),
    ("√0,5", "(sqrt 0.5)"),
    ("√½", "(sqrt (/ 1 2))"),
    ("sqrt2/2", "(/ (sqrt 2) 2)"),
    ("sqrt(2)/2", "(/ (sqrt 2) 2)"),
    ("\\frac{\\sqrt{2}}{2}", "(/ (sqrt 2) 2)"),
    ("\\frac{\\sqrt2}2", "(/ (sqrt 2) 2)"),
    ("\\sqrt2/2", "(/ (sqrt 2) 2)"),
    ("ln2", "(ln 2)"),
    ("ln 2/2", "(/ (ln 2) 2)"),
    ("ln2/ln3", "(/ (ln 2) (ln 3))"),
    ("log_2 3", "(log 3 2)"),
    ("log₂8", "(log 8 2)"),
    ("log2 8", "(log 8 2)"),
    ("log10 100", "(log 100 10)"),
    ("lg 100", "(lg 100)"),
    ("e", "e"),
    ("e^2", "(^ e 2)"),
    ("e²", "(^ e 2)"),
    ("exp(2)", "(exp 2)"),
    ("1/e", "(/ 1 e)"),
    ("1-1/e", "(+ 1 (- (/ 1 e)))"),
    ("e^-1", "(^ e (- 1))"),
    ("e^{-1/2}", "(^ e (- (/ 1 2)))"),
    ("1/√e", "(/ 1 (sqrt e))"),
    ("π", "pi"),
    ("2π", "(* 2 pi)"),
    ("pi/4", "(/ pi 4)"),
    ("\\frac{\\pi}{2}", "(/ pi 2)"),
    ("arctg 1", "(atan 1)"),
    ("sin(pi/4)", "(sin (/ pi 4))"),
    ("|−5|", "(abs (- 5))"),
    ("max(1,2)", "(max 1 2)"),
    ("2^10", "(^ 2 10)"),
    ("2**10", "(^ 2 10)"),
    ("(-8)^(1/3)", "(^ (- 8) (/ 1 3))"),
    ("³√8", "(cbrt 8)"),
    ("n=5", "5"),
    ("N = 5", "5"),
    ("x=5", "5"),
    ("He ≈ 0,0816", "0.0816"),
    ("Ответ: 5", "5"),
    ("=5", "5"),
    ("≈0,667", "0.667"),
    ("«5»", "5"),
    ("3·3·16=144", "144"),
    ("1/2+1/6=2/3", "(/ 2 3)"),
    ("2/3≈0.667", "(/ 2 3)"),
    ("3/4=0.75", "(/ 3 4)"),
    ("N = 9·16 = 144", "144"),
    ("\\frac{10}{25}", "(/ 10 25)"),
]


@pytest.mark.parametrize(("text", "meaning"), NUMBERS)
def test_a_number(text, meaning):
    read = read_formula(text, ())
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


# text, the other way to read it, the question, and the characters it is about
DOUBTS = [
    ("10,000", "10000", "read.thousands", "10,000"),
    ("1.234", "1234", "read.thousands", "1.234"),
    ("0,1(6)", "(* 0.1 6)", "read.repeating", "0,1(6)"),
    ("2^1/2", "(^ 2 (/ 1 2))", "read.exponent-slash", "1/2"),
    ("√1/2", "(sqrt (/ 1 2))", "read.root", "√1/"),
    ("ln 2/2", "(ln (/ 2 2))", "read.argument", "ln 2/"),
]


@pytest.mark.parametrize(("text", "meaning", "key", "marked"), DOUBTS)
def test_a_doubtful_number_has_another_reading_and_a_question(text, meaning, key, marked):
    usual, other = read_formula(text, ()), read_formula(text, (), other=True)
    assert lisp(other.tree) == meaning != lisp(usual.tree)
    assert (usual.question.key, text[slice(*usual.question.span)]) == (key, marked)


@pytest.mark.parametrize("text", ["0,667", "12,5", "0.(6)", "10000", "1000,5", "10 000", "1,000,000"])
def test_a_plain_number_has_no_question(text):
    assert read_formula(text, ()).question is None


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1½", ["note.mixed"]),
        ("1 1/2", ["note.mixed"]),
        ("0.(6)", ["note.repeating"]),
        ("n = 5", ["note.left-side"]),
        ("2/3 ≈ 0.667", ["note.chain"]),
        ("8.16%", []),
        ("10 000", []),
    ],
)
def test_notes(text, keys):
    assert [note.key for note in read_formula(text, ()).notes] == keys


def test_of_a_chain_the_last_exact_side_is_read():
    assert lisp(read_formula("1/2 + 1/6 = 2/3 ≈ 0.667", ()).tree) == "(/ 2 3)"
    assert lisp(read_formula("0.5 + 0.25 = 0.75", ()).tree) == "0.75"
    assert read_formula("1/2 + 1/6 = 3/4", ()).key == "read.equals"


def test_mixed_numbers_only_where_no_product_is_possible():
    assert lisp(read_formula("1 1/2", ()).tree) == "(+ 1 (/ 1 2))"
    assert read_formula("1 1/2", ("x",)).key == "read.two-numbers"
    assert lisp(read_formula("1 250/3", ()).tree) == "(/ 1250 3)"


def test_percent_only_where_a_number_is_asked_for():
    assert read_formula("5% x", ("x",)).key == "read.character"
    assert read_formula("1/2%", ()).key == "read.character"


# text, message, the characters under the caret
NUMBER_ERRORS = [
    ("", "read.empty", ""),
    ("два", "read.name-number", "два"),
    ("inf", "read.name-number", "inf"),
    ("nan", "read.name-number", "nan"),
    ("∞", "read.character", "∞"),
    ("2x", "read.name-number", "x"),
    ("x", "read.name-number", "x"),
    ("n", "read.name-number", "n"),
    ("5 см", "read.number-alone", "см"),
    ("около", "read.name-number", "около"),
    ("1.2.3", "read.two-numbers", "1.2.3"),
    ("1..5", "read.character", "."),
    ("1,2,3", "read.comma", ","),
    ("4, 5", "read.comma-space", "4, 5"),
    ("4;5", "read.comma", ";"),
    ("4 5", "read.two-numbers", "4 5"),
    ("2.5 10^-3", "read.two-numbers", "2.5 10"),
    ("1 1 1", "read.two-numbers", "1 1"),
    ("0x1F", "read.name-number", "F"),
    ("5!", "read.character", "!"),
    ("C_5^2", "read.name-number", "C_5"),
    ("12 = 5", "read.equals", "="),
    ("2 = 3 = 3", "read.equals", "="),
    ("1/2%", "read.character", "%"),
    ("5 %%", "read.character", "%"),
    ("%", "read.character", "%"),
    ("-", "read.end", "-"),
    ("1 000 00", "read.two-numbers", "1 000 00"),
    ("10 00", "read.two-numbers", "10 00"),
    ("(1", "read.bracket-open", "("),
    ("√", "read.function", "√"),
    ("2/", "read.end", "/"),
    ("1/3/", "read.end", "/"),
    ("≈", "read.empty", "≈"),
    ("1e500", "read.number-long", "1e500"),
    ("1-", "read.end", "-"),
]


@pytest.mark.parametrize(("text", "key", "marked"), NUMBER_ERRORS)
def test_error_points_at_its_cause(text, key, marked):
    problem = read_formula(text, ())
    assert isinstance(problem, ReadProblem), problem
    assert (problem.key, text[slice(*problem.span)]) == (key, marked)
