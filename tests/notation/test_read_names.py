"""Names: an index in any spelling, atoms that are declared whole, declared names that are also names of something else."""

import pytest

from colloq.notation.read import Reading, ReadProblem, read_formula
from colloq.notation.tree import Number, Power, Product, Symbol

from .lisp import lisp

# an index in any spelling; the longest name wins
INDICES = [
    ("x₁²", "(^ x_1 2)"),
    ("x_1^2", "(^ x_1 2)"),
    ("x1^2", "(^ x_1 2)"),
    ("x_{1}^{2}", "(^ x_1 2)"),
    ("x_1²", "(^ x_1 2)"),
    ("x[1]", "x_1"),
    ("w_{12}", "w_12"),
    ("w_{1,2}", "w_12"),
    ("w_1_2", "w_12"),
    ("w[1,2]", "w_12"),
    ("w₁₂", "w_12"),
    ("w12", "w_12"),
    ("w_(12)", "w_12"),
    ("x_1w_1", "(* x_1 w_1)"),
    ("w1x1", "(* w_1 x_1)"),
    ("2x1", "(* 2 x_1)"),
    ("sin x_1", "(sin x_1)"),
    ("e^x_1", "(^ e x_1)"),
    ("x\u200b_1", "x_1"),
    ("η x_1", "(* eta x_1)"),
    (r"\eta x_1", "(* eta x_1)"),
    ("eta x_1", "(* eta x_1)"),
    ("θ²", "(^ theta 2)"),
    ("h_t x_1", "(* h_t x_1)"),
    ("h_{t}x_1", "(* h_t x_1)"),
    ("hₜx₁", "(* h_t x_1)"),
    ("h_{t-1}", "h_{t-1}"),
    ("h_(t-1)", "h_{t-1}"),
    ("hₜ₋₁h_t", "(* h_{t-1} h_t)"),
    ("h[t-1]", "h_{t-1}"),
    ("h_t-1", "(+ h_t (- 1))"),
    ("ŷ", "y_hat"),
    ("y\u0302 x_1", "(* y_hat x_1)"),
    (r"\hat{y}", "y_hat"),
    (r"\hat y", "y_hat"),
    ("yhat", "y_hat"),
    (r"\vartheta", "theta"),
    ("Δ²", "(^ Delta 2)"),
    (r"\Delta x_1", "(* Delta x_1)"),
    ("ψ", "psi"),
]


@pytest.mark.parametrize(("text", "meaning"), INDICES)
def test_an_index_in_any_spelling(text, meaning):
    read = read_formula(text, ("x_1", "x_12", "w_1", "w_12", "eta", "theta", "h_t", "h_{t-1}", "y_hat", "Delta", "psi"))
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def test_a_function_made_of_declared_letters_may_be_a_product():
    assert lisp(read_formula("2th", ("t", "h")).tree) == "(* 2 t h)"
    assert lisp(read_formula("thx", ("t", "h", "x")).tree) == "(tanh x)"
    assert [note.key for note in read_formula("thx", ("t", "h", "x")).notes] == ["note.letters"]
    assert lisp(read_formula("thx", ("t", "h", "x"), other=True).tree) == "(* t h x)"
    assert lisp(read_formula("th(x)", ("x",)).tree) == "(tanh x)"
    assert lisp(read_formula("pow", ("p", "o", "w")).tree) == "(* p o w)"


@pytest.mark.parametrize("text", ["λw", "lambda w", "lam w", "lambd*w", r"\lambda w"])
def test_a_greek_letter_may_be_declared_as_such(text):
    assert lisp(read_formula(text, ("λ", "w")).tree) == "(* λ w)"


def test_a_moved_index_is_declared_with_or_without_brackets():
    for text in ("h_t-1", "h_{t-1}", "h_(t-1)", "hₜ₋₁"):
        assert lisp(read_formula(text, ("h_t-1", "h_t")).tree) == "h_t-1"
    assert lisp(read_formula("h_t - 1", ("h_t-1", "h_t")).tree) == "(+ h_t (- 1))"
    assert lisp(read_formula("∂sₜ/∂sₜ₋₁", ("ds_t/ds_{t-1}",)).tree) == "ds_t/ds_{t-1}"


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
