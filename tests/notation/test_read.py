"""What is read, and how: a table of texts and meanings, and a table of errors with the caret at the true cause."""

import pytest

from colloq.notation.read import MatrixReading, Reading, ReadProblem, read_formula, read_matrix
from colloq.notation.tree import (
    Apply,
    Constant,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
)

SYMBOLS = ("x", "y", "t", "a")


def lisp(tree):
    """The tree in prefix form, independent of the program's printers."""
    match tree:
        case Number(value, text):
            return text or str(value)
        case Symbol(name) | Constant(name):
            return name
        case Negative(argument):
            return f"(- {lisp(argument)})"
        case Sum(terms):
            return f"(+ {' '.join(map(lisp, terms))})"
        case Product(factors):
            return f"(* {' '.join(map(lisp, factors))})"
        case Quotient(top, bottom):
            return f"(/ {lisp(top)} {lisp(bottom)})"
        case Power(base, exponent):
            return f"(^ {lisp(base)} {lisp(exponent)})"
        case Apply(function, arguments):
            return f"({function} {' '.join(map(lisp, arguments))})"
        case Transpose(argument):
            return f"(T {lisp(argument)})"
    raise AssertionError(tree)


MEANINGS = [
    # numbers
    ("0,5", "0.5"),
    ("0.50", "0.50"),
    ("-12", "(- 12)"),
    ("2/3", "(/ 2 3)"),
    ("-7/12", "(- (/ 7 12))"),
    ("6.32e-2", "6.32e-2"),
    ("6,32*10^-2", "(* 6.32 (^ 10 (- 2)))"),
    ("6.32·10⁻²", "(* 6.32 (^ 10 (- 2)))"),
    ("√2/5", "(/ (sqrt 2) 5)"),
    ("√(2/300)", "(sqrt (/ 2 300))"),
    ("½", "(/ 1 2)"),
    ("1½", "(+ 1 (/ 1 2))"),
    ("−3", "(- 3)"),
    ("1 ½", "(+ 1 (/ 1 2))"),
    ("0{,}5x", "(* 0.5 x)"),
    ("2.*x + 1./y", "(+ (* 2 x) (/ 1 y))"),  # as NumPy prints it
    # products and precedence
    ("2x", "(* 2 x)"),
    ("xy", "(* x y)"),
    ("txy", "(* t x y)"),
    ("x^2y", "(* (^ x 2) y)"),
    ("1/2x", "(* (/ 1 2) x)"),
    ("1/x ln a", "(* (/ 1 x) (ln a))"),
    ("xy e^(txy)", "(* x y (^ e (* t x y)))"),
    ("(x+1)(x-1)", "(* (+ x 1) (+ x (- 1)))"),
    ("x(x+1)", "(* x (+ x 1))"),
    ("2(x+1)y", "(* 2 (+ x 1) y)"),
    ("-x^2", "(- (^ x 2))"),
    ("-x*y", "(- (* x y))"),
    ("x*-y", "(* x (- y))"),
    ("2^-x", "(^ 2 (- x))"),
    ("x^-1y", "(* (^ x (- 1)) y)"),
    ("x^y^t", "(^ x (^ y t))"),
    ("(x^y)^t", "(^ (^ x y) t)"),
    ("x**2", "(^ x 2)"),
    ("x/y/t", "(/ (/ x y) t)"),
    ("x/y*t", "(* (/ x y) t)"),
    ("x-y-t", "(+ x (- y) (- t))"),
    ("x-(y+t)", "(+ x (- (+ y t)))"),
    ("--x", "(- (- x))"),
    ("x·y×t∙a", "(* x y t a)"),
    ("x÷y", "(/ x y)"),
    ("x:y", "(/ x y)"),
    ("(xy+e^(txy))^y", "(^ (+ (* x y) (^ e (* t x y))) y)"),
    # functions, with and without brackets
    ("sin x", "(sin x)"),
    ("sinx", "(sin x)"),
    ("sin(x)", "(sin x)"),
    ("sin 2x", "(sin (* 2 x))"),
    ("sin2x", "(sin (* 2 x))"),
    ("sin 2x y", "(sin (* 2 x y))"),
    ("sin x + 1", "(+ (sin x) 1)"),
    ("sin x cos y", "(* (sin x) (cos y))"),
    ("sin x^2", "(sin (^ x 2))"),
    ("sin(x)^2", "(^ (sin x) 2)"),
    ("sin^2 x", "(^ (sin x) 2)"),
    ("sin²x", "(^ (sin x) 2)"),
    ("sin^{2}(x)", "(^ (sin x) 2)"),
    ("ln x³", "(ln (^ x 3))"),
    ("ln^2 x", "(^ (ln x) 2)"),
    ("sin -x", "(sin (- x))"),
    ("sin(x) y", "(* (sin x) y)"),
    ("sin x/2", "(/ (sin x) 2)"),
    ("2^x*ln 2*x", "(* (^ 2 x) (ln 2) x)"),
    ("xlnx", "(* x (ln x))"),
    ("ln ln x", "(ln (ln x))"),
    ("tg x + ctg x", "(+ (tan x) (cot x))"),
    ("arctg x + arcctg y", "(+ (atan x) (acot y))"),
    ("sh x ch x th x cth x", "(* (sinh x) (cosh x) (tanh x) (coth x))"),
    ("arsh x", "(asinh x)"),
    ("tan x cot x sinh x", "(* (tan x) (cot x) (sinh x))"),
    ("sec x csc x csch x sech x", "(* (sec x) (csc x) (csch x) (sech x))"),
    ("arcsin x + asin x", "(+ (asin x) (asin x))"),
    ("lg x", "(lg x)"),
    ("log x", "(ln x)"),
    ("log_2(x)", "(log x 2)"),
    ("log_a x", "(log x a)"),
    ("log_{a}(x)", "(log x a)"),
    ("log2(x)", "(log x 2)"),
    ("sqrt x", "(sqrt x)"),
    ("sqrt(x+1)", "(sqrt (+ x 1))"),
    ("√x", "(sqrt x)"),
    ("√x e^x", "(* (sqrt x) (^ e x))"),
    ("∛x", "(cbrt x)"),
    ("|x|", "(abs x)"),
    ("|x|y", "(* (abs x) y)"),
    ("2|x||y|", "(* 2 (abs x) (abs y))"),
    ("ln|x|", "(ln (abs x))"),
    ("|x-|y||", "(abs (+ x (- (abs y))))"),
    ("σ(x)", "(sigmoid x)"),
    ("sigmoid x", "(sigmoid x)"),
    ("relu(x)", "(relu x)"),
    ("max(0, x)", "(max 0 x)"),
    ("max(0,5)", "(max 0 5)"),
    ("max(0; 0,5x)", "(max 0 (* 0.5 x))"),
    ("exp(x)", "(exp x)"),
    ("exp x", "(exp x)"),
    ("Sin(x)", "(sin x)"),
    ("LN x", "(ln x)"),
    ("np.exp(x)*math.sqrt(y)", "(* (exp x) (sqrt y))"),
    ("2xcosx", "(* 2 x (cos x))"),
    ("5^xln5", "(* (^ 5 x) (ln 5))"),
    ("3cos3x", "(* 3 (cos (* 3 x)))"),
    ("1/cos^2x", "(/ 1 (^ (cos x) 2))"),
    ("sin(0,5x)", "(sin (* 0.5 x))"),
    ("e^xy", "(* (^ e x) y)"),
    (r"e^\frac{x}{2}", "(^ e (/ x 2))"),
    (r"\mathrm{e}^{x}\cos{x}y", "(* (^ e x) (cos x) y)"),
    ("e^x", "(^ e x)"),
    ("ex", "(* e x)"),
    ("2πx", "(* 2 pi x)"),
    ("pi x", "(* pi x)"),
    # Unicode
    ("x²", "(^ x 2)"),
    ("eᵗˣʸ", "(^ e (* t x y))"),
    ("x⁻¹", "(^ x (- 1))"),
    ("𝑥+𝐲", "(+ x y)"),
    ("х+у", "(+ x y)"),  # both Cyrillic
    ("x\u00a0+\u2009y", "(+ x y)"),
    ("x\u200b+y", "(+ x y)"),
    # LaTeX
    (r"\frac{x}{y}", "(/ x y)"),
    (r"\frac12x", "(* (/ 1 2) x)"),
    (r"\frac{10}{25}", "(/ 10 25)"),
    (r"\frac{1.5}{x}", "(/ 1.5 x)"),
    (r"\dfrac{x+1}{2}y", "(* (/ (+ x 1) 2) y)"),
    (r"\sqrt{x}", "(sqrt x)"),
    (r"\sqrt[3]{x}", "(cbrt x)"),
    (r"x\cdot y", "(* x y)"),
    (r"\left(x+1\right)^{2}", "(^ (+ x 1) 2)"),
    (r"\sin^2 x", "(^ (sin x) 2)"),
    (r"\sin^{2}{x}", "(^ (sin x) 2)"),
    (r"\operatorname{tg} x", "(tan x)"),
    (r"\ln\left(x\right)", "(ln x)"),
    (r"e^{-x^2}", "(^ e (- (^ x 2)))"),
    (r"$x^{2}$", "(^ x 2)"),
    (r"\(x^{2}\)", "(^ x 2)"),
    (r"\[ x^{2} \]", "(^ x 2)"),
    (r"2\*x\*y", "(* 2 x y)"),  # escaped by Markdown
    ("Sqrt[4 x]", "(sqrt (* 4 x))"),
    ("Sqrt[3]", "(sqrt 3)"),
    ("2 x Cos[x^2]", "(* 2 x (cos (^ x 2)))"),
    (r"\sqrt[4]x", "(^ x (/ 1 4))"),
    (r"\pi", "pi"),
    # what stands before the answer
    ("f'(x) = 2x", "(* 2 x)"),
    ("y' = x", "x"),
    ("dy/dx = x", "x"),
    ("= 5", "5"),
    ("≈ 0.667", "0.667"),
    ("2x.", "(* 2 x)"),
    ("d/dx sin(x^2) = x", "x"),
    (r"\frac{d}{dx} \sin x^2 = x", "x"),
    ("σ ≈ 2", "2"),
    (r"\sigma \approx 2", "2"),
    (r"\sigma^2 = 2", "2"),
    ("Var[w] = 2", "2"),
    ("D(W) = 2", "2"),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_meaning(text, meaning):
    read = read_formula(text, SYMBOLS)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


NOTES = [
    ("1/2x", ["note.slash-product"]),
    ("(1/2)x", []),
    (r"\frac12 x", []),
    ("log x", ["note.log"]),
    ("х+1", ["note.cyrillic"]),
    ("y' = x", ["note.left-side"]),
    ("1½", ["note.mixed"]),
    ("e^xy", ["note.exponent"]),
    ("e^x y", []),
    ("e^(xy)", []),
    ("e^-xy", ["note.exponent"]),
    ("e^2x", ["note.exponent"]),
    ("x^2y", []),
    ("e^(x)y", []),
]


@pytest.mark.parametrize(("text", "keys"), NOTES)
def test_notes_say_how_a_doubtful_spelling_was_read(text, keys):
    read = read_formula(text, SYMBOLS)
    assert isinstance(read, Reading), read
    assert [note.key for note in read.notes] == keys


# text, message, the characters under the caret, suggested repair
ERRORS = [
    ("", "read.empty", "", ""),
    ("   ", "read.empty", "   ", ""),
    ("\u200b", "read.empty", "\u200b", ""),
    ("lnn(x)", "read.name", "lnn", "ln"),
    ("x + sinn y", "read.name", "sinn", "sin"),
    ("q+x", "read.name", "q", ""),
    ("xq", "read.name", "q", ""),
    ("(xy+e^(txy)^y*ln(x)", "read.bracket-open", "(", ""),
    ("x+1)", "read.bracket-close", ")", ""),
    ("(x+1]", "read.bracket-mismatch", "]", ""),
    ("2 3", "read.two-numbers", "2 3", ""),
    ("x2", "read.number-after", "x2", "^2"),
    ("(x+1)2", "read.number-after", ")2", "^2"),
    ("sin^-1 x", "read.inverse", "sin^-1", ""),
    ("sin⁻¹x", "read.inverse", "sin⁻¹", ""),
    ("cos x (x+1)", "read.argument", "cos x (", ""),
    ("√2x", "read.root", "√2x", ""),
    ("2e-3 x", "read.scientific", "2e-3", ""),
    ("sin", "read.function", "sin", ""),
    ("sin*x", "read.function", "sin", ""),
    ("x+", "read.end", "+", ""),
    ("*x", "read.operand", "*", ""),
    ("x+*y", "read.operand", "*", ""),
    ("()", "read.operand", ")", ""),
    ("X+1", "read.name", "X", "x"),
    ("E^x", "read.name", "E", "e"),
    ("x,y", "read.comma", ",", ""),
    ("|x", "read.bar", "|", ""),
    ("x'", "read.prime", "'", ""),
    ("x = y + 1", "read.equals", "=", ""),
    ("5%", "read.character", "%", ""),
    ("x!", "read.character", "!", ""),
    ("x\u202ey", "read.invisible", "\u202e", ""),
    ("x\x00", "read.invisible", "\x00", ""),
    (r"\begin x", "read.command", r"\begin", ""),
    ("max(x)", "read.arguments", "max", ""),
    ("sin(x,y)", "read.arguments", "sin", ""),
    ("log2 x", "read.base", "log2 x", ""),
    ("__import__('os').system('id')", "read.name", "__import__", ""),
    ("x.__class__", "read.character", ".", ""),
    ("lambda: x", "read.name", "lambda", ""),
    ("12 = 5", "read.equals", "=", ""),
    ("sin x = 5", "read.equals", "=", ""),
    ("0.(6)", "read.character", ".", ""),
    (r"2\frac12", "read.two-numbers", r"2\frac", ""),
    ("2 корень(x)", "read.name", "корень", ""),
    ("x⁻½", "read.end", "⁻", ""),
    ("x + y⁼", "read.equals", "⁼", ""),
    ("1" * 41, "read.number-long", "1" * 41, ""),
]


@pytest.mark.parametrize(("text", "key", "marked", "suggestion"), ERRORS)
def test_error_points_at_its_cause(text, key, marked, suggestion):
    problem = read_formula(text, SYMBOLS)
    assert isinstance(problem, ReadProblem), problem
    start, end = problem.span
    assert (problem.key, text[start:end], problem.suggestion) == (key, marked, suggestion)


def test_unread_text_is_refused_by_its_size():
    assert read_formula("x+" * 1500 + "x", SYMBOLS).key == "read.too-long"
    assert read_formula("(" * 150 + "x" + ")" * 150, SYMBOLS).key == "read.too-deep"
    assert read_formula("x^" * 200 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("-" * 200 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("x/" * 400 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("√" * 200 + "x", SYMBOLS).key == "read.too-deep"
    assert read_formula("+".join("x" * 990), SYMBOLS) == read_formula("+".join("x" * 990), SYMBOLS)
    assert isinstance(read_formula("+".join("x" * 990), SYMBOLS), Reading)


ATOMS = (
    "ds3/ds2",
    "ds2/ds1",
    "ds1/ds0",
    "ds1/dW*",
    "ds2/dW*",
    "ds3/dW*",
    "ds3/dW",
    "f'(a1)",
    "f'(a2)",
    "W",
    "s0",
    "s1",
    "dL/dz_32",
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ds3/ds2", "ds3/ds2"),
        ("∂s_3/∂s_2", "ds3/ds2"),
        ("∂s₃/∂s₂", "ds3/ds2"),
        ("(∂s_3)/(∂s_2)·(∂s_2)/(∂s_1)", "(* ds3/ds2 ds2/ds1)"),
        (r"\frac{\partial s_3}{\partial s_2}", "ds3/ds2"),
        (r"\frac{ds_{3}}{ds_{2}}", "ds3/ds2"),
        ("ds3/dW* ", "ds3/dW*"),
        (r"\frac{\partial s_3}{\partial W_*}", "ds3/dW*"),
        ("ds3/dW", "ds3/dW"),
        ("ds2/dW*ds1/ds0", "(* ds2/dW* ds1/ds0)"),
        ("ds3/ds2 ds2/dW* + ds3/dW*", "(+ (* ds3/ds2 ds2/dW*) ds3/dW*)"),
        ("ds3/ds2*ds2/ds1*ds1/dW*", "(* ds3/ds2 ds2/ds1 ds1/dW*)"),
        ("(ds3/ds2)(ds2/dW*)", "(* ds3/ds2 ds2/dW*)"),
        ("f'(a2)(W f'(a_1) s0 + s_1)", "(* f'(a2) (+ (* W f'(a1) s0) s1))"),
        ("f′(a₂)·s₁", "(* f'(a2) s1)"),
        ("f' (a2) s0", "(* f'(a2) s0)"),
        ("ds3/dW·ds1/ds0", "(* ds3/dW ds1/ds0)"),
        ("ds3/dW⋆ s0", "(* ds3/dW* s0)"),
        (r"\frac{\partial s_3}{\partial W^\star}", "ds3/dW*"),
        ("ds3/dW = ds3/dW*", "ds3/dW*"),
        ("dL/dz_32", "dL/dz_32"),
        (r"\frac{\partial L}{\partial z_{3,2}}", "dL/dz_32"),
        (r"\frac{\partial L}{\partial z_{32}}", "dL/dz_32"),
    ],
)
def test_declared_atoms_are_read_whole(text, meaning):
    read = read_formula(text, ATOMS)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def test_an_atom_that_is_not_declared_is_marked_whole():
    text = "ds3/ds2*ds2/ds0"
    problem = read_formula(text, ATOMS)
    assert isinstance(problem, ReadProblem)
    assert (problem.key, text[slice(*problem.span)]) == ("read.name", "ds2/ds0")


def test_a_star_before_a_factor_is_pointed_out():
    assert [note.key for note in read_formula("ds3/dW*ds1/ds0", ATOMS).notes] == ["note.star"]
    assert read_formula("ds3/dW* · ds1/ds0", ATOMS).notes == ()
    assert read_formula("ds3/dW* + s0", ATOMS).notes == ()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"1\frac12", "(+ 1 (/ 1 2))"),
        (r"-1\frac{1}{2}", "(- (+ 1 (/ 1 2)))"),
        ("10 000", "10000"),
        ("-1\u00a0250\u00a0000", "(- 1250000)"),
        ("9x18", "(* 9 18)"),
        ("3 х 3 х 16", "(* 3 3 16)"),
        ("8.16 x 10^-2", "(* 8.16 (^ 10 (- 2)))"),
    ],
)
def test_where_only_a_number_can_be_meant(text, meaning):
    read = read_formula(text, ())
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def test_declared_symbols_win_over_built_in_names():
    assert lisp(read_formula("e", ("e",)).tree) == "e"
    assert read_formula("e", ("e",)).tree == Symbol("e")
    assert read_formula("sigma x", ("sigma", "x")).tree == Product((Symbol("sigma"), Symbol("x")))
    assert read_formula("σ²", ("sigma",)).tree == Power(Symbol("sigma"), Number(2))
    assert read_formula("2e", ("e",)).tree == Product((Number(2), Symbol("e")))


def test_an_index_is_not_cut_off_a_declared_symbol():
    problem = read_formula("w12", ("w1", "x"))
    assert isinstance(problem, ReadProblem)
    assert problem.key == "read.name"


def test_mixed_numbers_only_where_no_product_is_possible():
    assert lisp(read_formula("1 1/2", ()).tree) == "(+ 1 (/ 1 2))"
    assert read_formula("1 1/2", SYMBOLS).key == "read.two-numbers"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("x^T dz", "(* (T x) dz)"),
        ("x.T @ dz", "(* (T x) dz)"),
        ("x' dz", "(* (T x) dz)"),
        ("xᵀdz", "(* (T x) dz)"),
        ("(x dz)^T", "(T (* x dz))"),
        ("x^{T}dz", "(* (T x) dz)"),
        ("x^T x", "(* (T x) x)"),
    ],
)
def test_transposes(text, meaning):
    read = read_formula(text, ("x", "dz"), matrices=True)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def rows_of(text, symbols=("x",), shape=None):
    read = read_matrix(text, symbols, shape)
    assert isinstance(read, MatrixReading), read
    return [[lisp(cell) for cell in row] for row in read.rows]


SQUARE = [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    "text",
    [
        "1 2; 3 4",
        "1 2\n3 4",
        "1 2\n3 4\n",
        "1 2\r\n3 4",
        "1\t2\n3\t4",
        "1, 2\n3, 4",
        "1, 2; 3, 4",
        "[[1,2],[3,4]]",
        "[[1, 2], [3, 4]]",
        "[1 2; 3 4]",
        "[[1 2]\n [3 4]]",
        "((1,2),(3,4))",
        "{{1,2},{3,4}}",
        "np.array([[1,2],[3,4]])",
        "Matrix([[1, 2], [3, 4]])",
        "⎡1 2⎤\n⎣3 4⎦",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ \end{bmatrix}",
        r"\left(\begin{matrix}1 & 2\\3 & 4\end{matrix}\right)",
        "1 | 2\n3 | 4",
        "1. 2.\n3. 4.",
        "[[1. 2.]\n [3. 4.]]",
        "tensor([[[[1., 2.],\n          [3., 4.]]]], dtype=torch.float64)",
        "tensor([[1., 2.],\n        [3., 4.]], grad_fn=<ConvolutionBackward0>)",
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]",
        r"$$Y = \begin{pmatrix}1 & 2\\3 & 4\end{pmatrix}$$",
        "Y = [[1, 2], [3, 4]]",
        "dL/dx = 1 2; 3 4",
        "(1 2)\n(3 4)",
        "(1, 2), (3, 4)",
        "[(1, 2), (3, 4)]",
        "{1,2},{3,4}",
        "| 1 | 2 |\n|---|---|\n| 3 | 4 |",
        "⎛1 2⎞\n⎝3 4⎠",
        "┌     ┐\n│ 1 2 │\n│ 3 4 │\n└     ┘",
        "│ 1 │ 2 │\n├───┼───┤\n│ 3 │ 4 │",
        "1;2\n3;4",  # Excel in Russia
        "```\n1 2\n3 4\n```",
        '"1","2"\n"3","4"',
        "1 2\x0b3 4",  # a soft line break of Word
        "[[1, 3], [2, 4]]^T",
        "np.array([[1, 3], [2, 4]]).T",
    ],
)
def test_spellings_of_a_matrix(text):
    assert rows_of(text) == SQUARE
    assert rows_of(text, shape=(2, 2)) == SQUARE


@pytest.mark.parametrize(
    ("text", "shape", "rows"),
    [
        ("1,2\n3,4", (2, 2), SQUARE),
        ("1,2\n3,4", (2, 1), [["1.2"], ["3.4"]]),
        ("0,5 0,25", (1, 2), [["0.5", "0.25"]]),
        ("0,5 0,25", None, None),
        ("0,5, 0,25", (1, 2), [["0.5", "0.25"]]),
        ("0,5\t0,25", (1, 2), [["0.5", "0.25"]]),
        ("0,5 0,25 1,5", (2, 2), [["0.5", "0.25", "1.5"]]),  # of neither shape, but commas between cells leave "5 0" in one
        ("0,5; 0,25", (2, 1), [["0.5"], ["0.25"]]),
        ("0,5; 0,25\n1,5; 2", (2, 2), [["0.5", "0.25"], ["1.5", "2"]]),
        ("[[0,5; 0,25]; [1,5; 2]]", (2, 2), [["0.5", "0.25"], ["1.5", "2"]]),
        ("1 2; 3 4\n5 6; 7 8", (4, 2), [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]),
        (r"0{,}5 & 0{,}25", (1, 2), [["0.5", "0.25"]]),
        ("(1/2) (3/4)", (1, 2), [["(/ 1 2)", "(/ 3 4)"]]),
        ("(x + 1) (x - 1)", (1, 2), [["(+ x 1)", "(+ x (- 1))"]]),
        (r"\left(x+1\right)^2 & 2", (1, 2), [["(^ (+ x 1) 2)", "2"]]),
        ("1 -2; 3 - 4 5", None, [["1", "(- 2)"], ["(+ 3 (- 4))", "5"]]),
        ("x + 1 2; 3 sin x", None, [["(+ x 1)", "2"], ["3", "(sin x)"]]),
        ("1/9 -2/9", None, [["(/ 1 9)", "(- (/ 2 9))"]]),
        ("−1 −2", None, [["(- 1)", "(- 2)"]]),
        ("[1,2,3]", (1, 3), [["1", "2", "3"]]),
        ("7", (1, 1), [["7"]]),
    ],
)
def test_the_shape_decides_what_a_comma_is(text, shape, rows):
    if rows is None:
        problem = read_matrix(text, ("x",), shape)
        assert isinstance(problem, ReadProblem)
        assert problem.key == "read.ambiguous-comma"
    else:
        assert rows_of(text, shape=shape) == rows


@pytest.mark.parametrize(
    ("text", "key", "marked"),
    [
        ("1 2; 3", "read.ragged", "3"),
        ("1 2\n3 q", "read.name", "q"),
        ("1 2\n3 4)", "read.bracket-close", ")"),
        ("", "read.empty", ""),
        (" \\\\", "read.empty", " \\\\"),
        ("1, , 2", "read.empty", " "),
        ("1,2\n3,4", "read.ambiguous-comma", "1,2"),
    ],
)
def test_matrix_errors_point_at_the_cell(text, key, marked):
    problem = read_matrix(text, ("x",))
    assert isinstance(problem, ReadProblem), problem
    assert (problem.key, text[problem.span[0] : problem.span[1]]) == (key, marked)
