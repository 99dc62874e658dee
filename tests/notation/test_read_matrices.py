"""Matrices as people type and paste them."""

import pytest

from colloq.notation.read import MatrixReading, ReadProblem, read_matrix

from .lisp import lisp


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
        "[1 3; 2 4].'",
        r"\begin{pmatrix}1&3\\2&4\end{pmatrix}^T",
        r"$\begin{bmatrix}1&3\\2&4\end{bmatrix}^{\top}.$",
        r"\left(\begin{matrix}1&3\\2&4\end{matrix}\right)^{\mathsf{T}}",
        r"\begin{pmatrix}1&3\\2&4\end{pmatrix}'",
        r"Y = \begin{pmatrix}1&3\\2&4\end{pmatrix}^\intercal",
        "1) 1 2\n2) 3 4",
        "1: 1 2\n2: 3 4",
        "row 1: 1 2\nrow 2: 3 4",
        "строка 1: 1 2\nстрока 2: 3 4",
        "Ответ: 1 2; 3 4",
        "Answer:\n1 2\n3 4",
        "Y =\n1 2\n3 4",
        "1 2 // 3 4",
        "1 2, 3 4",
        "1 2 | 3 4",
        "1 2↵3 4",
        "1 2\\n3 4",
        "1 2 \\\n3 4",
        "|1 2|\n|3 4|",
        "||1 2||\n||3 4||",
        r"\pmatrix{1&2\cr3&4}",
        "np.matrix('1 2; 3 4')",
        "1\u200b 2; 3 4",
        "1&nbsp;2\n3&nbsp;4",
        "１ ２\n３ ４",
        "1\u20032\n3\u20034",
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
        ("0,5 0,25", None, [["0.5", "0.25"]]),  # "5 0" is no cell
        ("0,5; 0,25", None, None),
        ("1,5", None, None),
        ("1,5", (1, 1), [["1.5"]]),
        ("1,5", (1, 2), [["1", "5"]]),
        ("0,5 1,5; 2,5 3,5", None, [["0.5", "1.5"], ["2.5", "3.5"]]),
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
    ("text", "rows"),
    [
        ("1. 1 2\n2. 3 4", SQUARE),
        ("1 - 2; 3 4", [["1", "(- 2)"], ["3", "4"]]),
        ("1 - 2; 3 - 4", [["1", "(- 2)"], ["3", "(- 4)"]]),
        ("1 2 / 3 4", SQUARE),
        ("1,2|3,4", SQUARE),
    ],
)
def test_where_the_usual_way_has_not_the_shape_another_is_tried(text, rows):
    assert rows_of(text, shape=(2, 2)) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("|x| 1; 1 |x|", [["(abs x)", "1"], ["1", "(abs x)"]]),
        ("|x|, 1; 1, |x|", [["(abs x)", "1"], ["1", "(abs x)"]]),
        ("2|x| |x+1|", [["(* 2 (abs x))", "(abs (+ x 1))"]]),
        ("|x + 1| 2", [["(abs (+ x 1))", "2"]]),
        ("1 | x\n2 | 3", [["1", "x"], ["2", "3"]]),
        ("|1|2|\n|3|4|", SQUARE),
        ("x | |x|", [["x", "(abs x)"]]),
        ("max(0, x), 1; 1, 0", [["(max 0 x)", "1"], ["1", "0"]]),
        ("max(0; x) 1; 1 0", [["(max 0 x)", "1"], ["1", "0"]]),
        ("max(0,x) 1; 1 0", [["(max 0 x)", "1"], ["1", "0"]]),
        ("sin x cos x; -cos x ln x", [["(sin x)", "(cos x)"], ["(- (cos x))", "(ln x)"]]),
        ("x^2, 2 x; 2 x, 1", [["(^ x 2)", "(* 2 x)"], ["(* 2 x)", "1"]]),
        ("2·10^-3 1; 1 1e-3", [["(* 2 (^ 10 (- 3)))", "1"], ["1", "1e-3"]]),
        ("√2 1; 1 √2", [["(sqrt 2)", "1"], ["1", "(sqrt 2)"]]),
        ("½ ⅓; ¼ ⅕", [["(/ 1 2)", "(/ 1 3)"], ["(/ 1 4)", "(/ 1 5)"]]),
    ],
)
def test_cells_are_formulas(text, rows):
    assert rows_of(text) == rows
    assert rows_of(text, shape=(len(rows), len(rows[0]))) == rows


def test_cells_of_numbers_may_be_percents():
    assert rows_of("50% 25%; 0.(3) 1", symbols=()) == [["0.50", "0.25"], ["(/ 1 3)", "1"]]


NINTHS = [["(* (/ 1 9) 1)", "(* (/ 1 9) 2)"], ["(* (/ 1 9) 3)", "(* (/ 1 9) 4)"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1/9*[1 2; 3 4]", NINTHS),
        ("1/9 [1 2; 3 4]", NINTHS),
        ("1/9·[[1, 2], [3, 4]]", NINTHS),
        ("(1/9)*[1 2; 3 4]", NINTHS),
        ("1/9 * (1 2; 3 4)", NINTHS),
        ("Y = 1/9*[1 2; 3 4]", NINTHS),
        ("1/9*np.array([[1, 2], [3, 4]])", NINTHS),
        (r"\frac19\begin{pmatrix}1&2\\3&4\end{pmatrix}", NINTHS),
        (r"\frac{1}{9} \cdot \begin{pmatrix}1&2\\3&4\end{pmatrix}", NINTHS),
        ("1/9*[1 3; 2 4]^T", NINTHS),
        ("[1 2; 3 4]/9", [["(/ 1 9)", "(/ 2 9)"], ["(/ 3 9)", "(/ 4 9)"]]),
        ("[1 2; 3 4]*2", [["(* 2 1)", "(* 2 2)"], ["(* 2 3)", "(* 2 4)"]]),
        ("-[1 2; 3 4]", [["(- 1)", "(- 2)"], ["(- 3)", "(- 4)"]]),
        ("-2[1 2; 3 4]", [["(- (* 2 1))", "(- (* 2 2))"], ["(- (* 2 3))", "(- (* 2 4))"]]),
        ("x(1, 2)", [["(* x 1)", "(* x 2)"]]),
        ("(1/2) (3/4)", [["(/ 1 2)", "(/ 3 4)"]]),
        ("2(x+1) 3(x-1)", [["(* 2 (+ x 1))", "(* 3 (+ x (- 1)))"]]),
        ("1 -(x+1)", [["1", "(- (+ x 1))"]]),
    ],
)
def test_a_factor_of_the_whole_matrix(text, rows):
    assert rows_of(text) == rows
    assert rows_of(text, shape=(len(rows), len(rows[0]))) == rows


@pytest.mark.parametrize(
    "text",
    [
        "[1 2; 3 4] + [1 2; 3 4]",
        r"\begin{pmatrix}1&2\end{pmatrix}+\begin{pmatrix}3&4\end{pmatrix}",
        "1/9*2*",
    ],
)
def test_sums_and_products_of_matrices_are_no_matrix(text):
    assert isinstance(read_matrix(text, (), (1, 3)), ReadProblem)


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
        ("1 2; 3 sinn(x)", "read.name", "sinn"),
        ("1 2; 3 x2", "read.number-after", "x2"),
        ("1/9*[1 2; 3 q]", "read.name", "q"),
        ("1 &times; 2, 3; 4, q", "read.name", "q"),
        ("Ответ: 1 2; 3 q", "read.name", "q"),
        ("[1 2; 3 4", "read.bracket-open", "["),
        ("1 2; 3 4)", "read.bracket-close", ")"),
        ("?", "read.character", "?"),
        ("[]", "read.empty", "[]"),
    ],
)
def test_matrix_errors_point_at_the_cell(text, key, marked):
    problem = read_matrix(text, ("x",))
    assert isinstance(problem, ReadProblem), problem
    assert (problem.key, text[problem.span[0] : problem.span[1]]) == (key, marked)


@pytest.mark.parametrize(
    ("cells", "shape", "rows"),
    [
        (r"x y^2\\x^2 y", (2, 1), [["(* x (^ y 2))"], ["(* (^ x 2) y)"]]),
        (r"2 \cdot x\\1", (2, 1), [["(* 2 x)"], ["1"]]),
        (r"2 \, x\\3\;x", (2, 1), [["(* 2 x)"], ["(* 3 x)"]]),
        (r"2\ x\\3\quad x", (2, 1), [["(* 2 x)"], ["(* 3 x)"]]),
        (r" 1 -5 \\ x +1 ", (2, 1), [["(+ 1 (- 5))"], ["(+ x 1)"]]),
        (r"5 \cdot 10^{-1} \\ 2", (2, 1), [["(* 5 (^ 10 (- 1)))"], ["2"]]),
        (r"0,6 \\ -0,8", (2, 1), [["0.6"], ["(- 0.8)"]]),
        (r"\frac{1}{2}&-1\\ x^2&2\,x", (2, 2), [["(/ 1 2)", "(- 1)"], ["(^ x 2)", "(* 2 x)"]]),
        (r"1 2\\3 4", (2, 2), SQUARE),  # the other way, where only that has the shape
        (r"1, 2\\3, 4", (2, 2), SQUARE),
        (r"1,2\\3,4", (2, 2), SQUARE),
        (r"1 -5 \\ 1 +1", (2, 2), [["1", "(- 5)"], ["1", "1"]]),
        ("x&2\ny&4", (2, 2), [["x", "2"], ["y", "4"]]),
        (r"0.6 -0.8", (2, 1), [["0.6", "(- 0.8)"]]),  # a row, as it was typed
        (r"0.6 -0.8", (1, 1), [["(+ 0.6 (- 0.8))"]]),
    ],
)
def test_in_a_matrix_of_latex_only_ampersands_part_cells(cells, shape, rows):
    for around in (r"\begin{pmatrix}%s\end{pmatrix}", r"$$\left[\begin{bmatrix} %s \end{bmatrix}\right]$$."):
        assert rows_of(around % cells, ("x", "y"), shape) == rows


@pytest.mark.parametrize("inside", ["", r"\,\,", r"\\", "&", r"&\\&", r"\quad"])
def test_an_empty_matrix_of_latex_is_a_problem(inside):
    for shape in (None, (1, 1), (2, 2)):
        assert isinstance(read_matrix(rf"\begin{{pmatrix}}{inside}\end{{pmatrix}}", (), shape), ReadProblem)
