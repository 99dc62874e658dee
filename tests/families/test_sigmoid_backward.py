"""sigmoid-backward: tables by hand, mistakes, errors carried forward, refusals, and PyTorch's autograd."""

from __future__ import annotations

import math

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.formula import sample
from colloq.notation.evaluate import value
from tests.families.checks import (
    assert_error_texts,
    assert_mistake,
    assert_refused,
    assert_right,
    carried_verdicts,
    drawn,
    floats,
    formula_parts,
    numbers,
    wrong,
)

NAME = "sigmoid-backward"
OUTPUTS = {"h": "1/2 1/4 0.2", "upstream": "4 -16 5"}
MATRIX = {"z": "ln2 -ln3; 0 ln4", "upstream": "9 16; 2 -25", "ask": "formula-z, forward, backward"}

TABLE = [
    (OUTPUTS, {"formula": "dL/dh h (1-h)", "backward": "1 -3 0.8"}),
    ({**OUTPUTS, "ask": "backward"}, {"backward": "1; -3; 4/5"}),
    (MATRIX, {"formula-z": "dL/dh e^(-z)/(1+e^(-z))^2", "forward": "2/3 1/4; 1/2 4/5", "backward": "2 3; 1/2 -4"}),
    ({**MATRIX, "ask": "formula-z"}, {"formula-z": "∂L/∂h σ(z)(1−σ(z))"}),
    ({"z": ["ln(2)", 0], "upstream": [[1, 4]]}, {"formula": "(h - h^2) ∂L/∂h", "backward": "2/9 1"}),
    ({"z": "1", "upstream": "1", "ask": "forward, backward"}, {"forward": "0.731", "backward": "0.197"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert_right(NAME, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(NAME, "backward", **OUTPUTS) == {
        "slope-forgotten": [4, -16, 5],
        "upstream-forgotten": [1 / 4, 3 / 16, 0.16],
        "tanh-slope": [3, -15, 4.8],
        "value-for-slope": [2, -4, 1],
        "added": [4.25, -15.8125, 5.16],
    }
    assert wrong(NAME, "forward", **MATRIX) == {
        "exponent-sign": [[pytest.approx(1 / 3), 0.75], [0.5, 0.2]],
        "one-forgotten": [[2, pytest.approx(1 / 3)], [1, 4]],
    }
    assert wrong(NAME, "formula-z", **MATRIX)["argument-for-value"] == "dL/dh * z*(1 - z)"


def test_mistakes_are_named():
    assert_mistake(NAME, OUTPUTS, "formula", "dL/dh (1-h^2)", "tanh-slope")
    assert_mistake(NAME, OUTPUTS, "backward", "4 -16 5", "slope-forgotten")
    assert_mistake(NAME, MATRIX, "formula-z", "dL/dh sigma(z)", "value-for-slope")


def test_the_gradient_follows_from_wrong_outputs():
    own = {"formula-z": "dL/dh sigma(z)(1-sigma(z))", "forward": "2 1/3; 1 4", "backward": "-18 32/9; 0 300"}
    assert carried_verdicts(NAME, MATRIX, own) == {"formula-z": "right", "forward": "wrong", "backward": "follows"}


REFUSED = [
    ({"upstream": "1"}, "z", "missing"),
    ({"h": "1/2 1", "upstream": "1 2"}, "h", "output-range"),
    ({"z": "ln2 ln0", "upstream": "1 2"}, "z", "logit", {"most": 20}),
    ({"z": "ln2 (", "upstream": "1 2"}, "z", "matrix"),
    ({"z": [[1, 2], [3]], "upstream": "1 2"}, "z", "matrix"),
    ({"z": "ln2 0", "upstream": "1 2 3"}, "upstream", "upstream-shape", {"rows": 1, "columns": 2}),
    ({"z": [[0] * 13], "upstream": [[1] * 13]}, "z", "too-many", {"most": 12}),
    ({"z": "0 1", "upstream": "0 0"}, "upstream", "no-gradient"),
    ({**OUTPUTS, "ask": "forward"}, "ask", "word"),
    ({**OUTPUTS, "z": "0"}, "z", "unknown"),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[2])
def test_refused(row):
    assert_refused(NAME, *row)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert_error_texts(NAME, REFUSED)


@pytest.mark.torch
@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_against_autograd(level):
    torch = pytest.importorskip("torch")

    def gradient(arguments, upstream):
        z = torch.tensor(arguments, dtype=torch.float64, requires_grad=True)
        h = torch.sigmoid(z)
        h.backward(torch.tensor(upstream, dtype=torch.float64))
        return h.tolist(), z.grad.tolist()

    for problem in drawn(NAME, level):
        params = problem.params
        arguments = [[math.log(c.value) if c.log else float(c.value) for c in row] for row in params.z]
        arguments = arguments or [[math.log(h / (1 - h)) for h in floats(row)] for row in params.h]
        outputs, found = gradient(arguments, [floats(row) for row in params.upstream])
        backward = numbers(problem.part("backward").answer)
        for own, right in zip(backward if level == 3 else [backward], found, strict=True):
            assert own == pytest.approx(right)
        if level > 1:
            forward = numbers(problem.part("forward").answer)
            assert (forward[0] if level == 3 else forward) == pytest.approx(outputs[0])
        (part,) = formula_parts(problem)
        at = {name: column[0] for name, column in sample(part.answer, problem.id).columns.items()}
        z = at["z"] if "z" in at else math.log(at["h"] / (1 - at["h"]))
        assert value(part.answer.tree, at) == pytest.approx(gradient([[z]], [[at["dL/dh"]]])[1][0][0])


def test_one_row_may_be_typed_as_a_column():
    assert from_params(NAME, OUTPUTS).part("backward").answer.free_vector
