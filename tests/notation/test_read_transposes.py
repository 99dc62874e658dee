"""Transposes, and formulas of matrices."""

import pytest

from colloq.notation.read import Reading, read_formula

from .lisp import lisp

TRANSPOSES = [
    ("X^T dZ", "(* (T X) dZ)"),
    ("Xᵀ dZ", "(* (T X) dZ)"),
    ("XᵀdZ", "(* (T X) dZ)"),
    ("X' dZ", "(* (T X) dZ)"),
    ("X’ dZ", "(* (T X) dZ)"),
    ("X.T @ dZ", "(* (T X) dZ)"),
    ("X.T@dZ", "(* (T X) dZ)"),
    ("X^⊤ dZ", "(* (T X) dZ)"),
    ("X⊤ dZ", "(* (T X) dZ)"),
    ("X^\\top dZ", "(* (T X) dZ)"),
    ("X^{\\top} dZ", "(* (T X) dZ)"),
    ("X^{\\mathrm{T}}dZ", "(* (T X) dZ)"),
    ("X^\\mathrm{T}dZ", "(* (T X) dZ)"),
    ("X^{\\mathsf T}dZ", "(* (T X) dZ)"),
    ("X^\\intercal dZ", "(* (T X) dZ)"),
    ("X^t dZ", "(* (T X) dZ)"),
    ("Xᵗ dZ", "(* (T X) dZ)"),
    ("X^{T}dZ", "(* (T X) dZ)"),
    ("X^(T)dZ", "(* (T X) dZ)"),
    ("X^Т dZ", "(* (T X) dZ)"),
    ("transpose(X) dZ", "(* (T X) dZ)"),
    ("np.transpose(X) @ dZ", "(* (T X) dZ)"),
    ("np.dot(X.T, dZ)", "(* (T X) dZ)"),
    ("X.T.dot(dZ)", "(* (T X) dZ)"),
    ("np.matmul(X.T, dZ)", "(* (T X) dZ)"),
    ("torch.matmul(X.T, dZ)", "(* (T X) dZ)"),
    ("X.t() @ dZ", "(* (T X) dZ)"),
    ("X.transpose() @ dZ", "(* (T X) dZ)"),
    ("X.mT @ dZ", "(* (T X) dZ)"),
    ("X.t().mm(dZ)", "(* (T X) dZ)"),
    ("\\mathbf{X}^{\\top}\\mathbf{dZ}", "(* (T X) dZ)"),
    ("X^T·dZ", "(* (T X) dZ)"),
    ("X^T × dZ", "(* (T X) dZ)"),
    ("dW = X^T dZ", "(* (T X) dZ)"),
    ("∂L/∂W = X^T dZ", "(* (T X) dZ)"),
]


@pytest.mark.parametrize(("text", "meaning"), TRANSPOSES)
def test_transposes(text, meaning):
    read = read_formula(text, ("X", "dZ", "W"), matrices=True)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("(X dZ)^T", "(T (* X dZ))"),
        ("(XdZ)'", "(T (* X dZ))"),
        ("X.dot(dZ).T", "(T (* X dZ))"),
        ("2*X.dot(dZ)", "(* 2 (* X dZ))"),
        ("X^T X", "(* (T X) X)"),
        ("X''", "(T (T X))"),
        ("1/2 X^T dZ", "(* (/ 1 2) (T X) dZ)"),
        ("-X^T dZ/2", "(- (/ (* (T X) dZ) 2))"),
        ("X^-1 dZ", "(* (^ X (- 1)) dZ)"),
        ("(X^T X)^(-1) X^T dZ", "(* (^ (* (T X) X) (- 1)) (T X) dZ)"),
    ],
)
def test_formulas_of_matrices(text, meaning):
    read = read_formula(text, ("X", "dZ"), matrices=True)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def test_a_temperature_in_an_exponent_is_no_transpose():
    for text in ("e^T", "e^(T)", "e^{T}"):
        assert lisp(read_formula(text, ("T", "x")).tree) == "(^ e T)"
