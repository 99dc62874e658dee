"""Where reading fails: the letter of the question for a derivative that is written out, and products by entries."""

import pytest

from colloq.notation.read import Reading, ReadProblem, read_formula

MATRICES = ("X", "W", "dZ")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dL/dZ W^T", "dL/dZ"),
        ("X^T dL/dz", "dL/dz"),
        ("X^T ∂L/∂Z", "∂L/∂Z"),
        ("X^T (∂L)/(∂Z)", "(∂L)/(∂Z)"),
        (r"\partial L/\partial Z W^T", r"\partial L/\partial Z"),
        (r"X^T \frac{\partial L}{\partial Z}", r"\frac{\partial L}{\partial Z}"),
        (r"X^T \dfrac{dL}{dZ}", r"\dfrac{dL}{dZ}"),
        ("Ответ: X^T dL/dZ", "dL/dZ"),
    ],
)
def test_the_letter_that_the_question_gives_to_a_derivative(text, marked):
    problem = read_formula(text, MATRICES, matrices=True)
    assert isinstance(problem, ReadProblem)
    assert (problem.key, problem.values) == ("read.derivative", {"typed": marked, "letter": "dZ"})
    assert text[slice(*problem.span)] == marked


@pytest.mark.parametrize(
    ("text", "symbols", "key"),
    [
        ("X^T dL/dQ", MATRICES, "read.name"),
        ("X^T dL/dz", ("X", "dZ", "dz", "Z"), "read.derivative"),
        ("X^T dL/dzz", MATRICES, "read.name"),
        ("q dL/dZ", MATRICES, "read.name"),
    ],
)
def test_other_derivatives(text, symbols, key):
    problem = read_formula(text, symbols, matrices=True)
    assert isinstance(problem, ReadProblem)
    assert problem.key == key


def test_a_declared_derivative_is_read():
    assert isinstance(read_formula("X^T dL/dZ", ("X", "dZ", "dL/dZ"), matrices=True), Reading)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("X ⊙ dZ", "⊙"),
        ("X ∘ dZ", "∘"),
        (r"X \odot dZ", r"\odot"),
        (r"X \circ dZ", r"\circ"),
        ("X .* dZ", ".*"),
        ("np.multiply(X, dZ)", "np.multiply"),
        ("torch.mul(X, dZ)", "torch.mul"),
    ],
)
def test_a_product_by_entries_is_not_needed(text, marked):
    problem = read_formula(text, MATRICES, matrices=True)
    assert isinstance(problem, ReadProblem)
    assert (problem.key, problem.values) == ("read.by-entry", {"typed": marked})
    assert text[slice(*problem.span)] == marked


@pytest.mark.parametrize(("text", "marked"), [("x ⊙ y", "⊙"), ("x∘y", "∘"), (r"x \circ y", r"\circ")])
def test_numbers_have_their_sign(text, marked):
    problem = read_formula(text, ("x", "y"))
    assert isinstance(problem, ReadProblem)
    assert (problem.key, text[slice(*problem.span)]) == ("read.product", marked)


@pytest.mark.parametrize(
    ("text", "symbols", "comma", "point"),
    [("2, 5", (), "2,5", "2.5"), ("0, 471", (), "0,471", "0.471"), ("x + 2, 5", ("x",), "2,5", "2.5")],
)
def test_a_space_after_the_decimal_comma(text, symbols, comma, point):
    problem = read_formula(text, symbols)
    assert isinstance(problem, ReadProblem)
    assert (problem.key, problem.values) == ("read.comma-space", {"comma": comma, "point": point})
    assert text[slice(*problem.span)] == text.removeprefix("x + ")


@pytest.mark.parametrize("text", ["2, x", "1, 2, 3", "(x, 2)", "x, 2"])
def test_other_commas(text):
    problem = read_formula(text, ("x",))
    assert isinstance(problem, ReadProblem)
    assert problem.key == "read.comma"


@pytest.mark.parametrize(
    ("text", "symbols", "name"),
    [("x + ∂L/∂w_{12}", ("x",), "∂L/∂w_{12}"), ("nV_{x}", ("n",), "V_{x}"), ("2 + w_{1}", (), "w_{1}")],
)
def test_a_name_is_shown_with_its_index(text, symbols, name):
    problem = read_formula(text, symbols)
    assert isinstance(problem, ReadProblem)
    assert (problem.values["name"], text[slice(*problem.span)]) == (name, name)
