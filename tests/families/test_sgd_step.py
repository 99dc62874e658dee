"""sgd-step: minibatches by hand, SymPy, PyTorch, named mistakes, errors carried forward, refusals."""

from __future__ import annotations

import pytest
import sympy

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.drawn import draw
from tests.families.functions import accepted, answers, named, rationals, solved, wrong

NAME = "sgd-step"
LOCATION = {"targets": [1, 4, 6, 2], "start": 3, "batch": [1, 3], "rule": "sum", "eta": "1/4"}
WEIGHT = {"inputs": [1, 2, -1], "targets": [3, 1, 2], "start": 1, "batch": [1, 2], "rule": "mean", "eta": "1/2"}
LINE = {**WEIGHT, "start": [1, 2], "batch": [2, 3], "rule": "sum", "factor": "1/2"}

TABLE = [
    (LOCATION, {"estimate": "-1", "step": "7/2"}),  # 2 (3 - 1) + 2 (3 - 6) = -2
    ({**LOCATION, "rule": "mean", "factor": "1/2"}, {"estimate": "-1/2", "step": "25/8"}),
    ({**WEIGHT, "batch": [1, 3]}, {"estimate": "1", "step": "1/2"}),  # 2 (1 - 3) 1 = -4; 2 (-1 - 2)(-1) = 6
    (LINE, {"estimate": "7/2 1", "step": "-5/2 1"}),  # residuals 3, -1: (6, 3) and (1, -1)
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(NAME, fields) == expected


def test_each_mistake_by_hand():
    assert wrong(NAME, {**LOCATION, "batch": [1, 2, 3]}) == {  # all four: 4, -2, -6, 2
        ("estimate", "sum-for-mean"): "-4",
        ("estimate", "divided-by-all"): "-1",
        ("estimate", "whole-sample"): "-1/2",
        ("estimate", "two-forgotten"): "-2/3",
        ("estimate", "residual-sign"): "4/3",
        ("step", "mean-for-sum"): "10/3",
        ("step", "plus-for-minus"): "2",
        ("step", "eta-forgotten"): "7",
        ("step", "divided-by-all"): "13/4",
        ("step", "whole-sample"): "7/2",
        ("step", "start-forgotten"): "1",
    }
    found = wrong(NAME, {**WEIGHT, "batch": [1, 3], "factor": "1/2"})  # gradients -2, 2, 3
    assert found == {
        ("estimate", "sum-for-mean"): "1",
        ("estimate", "divided-by-all"): "1/3",
        ("estimate", "whole-sample"): "1",
        ("estimate", "two-added"): "1",
        ("estimate", "residual-sign"): "-1/2",
        ("estimate", "input-forgotten"): "-5/2",
        ("step", "sum-for-mean"): "1/2",
        ("step", "plus-for-minus"): "5/4",
        ("step", "eta-forgotten"): "1/2",
        ("step", "divided-by-all"): "5/6",
        ("step", "whole-sample"): "1/2",
        ("step", "start-forgotten"): "-1/4",
    }


def test_formula():
    fields = {**WEIGHT, "batch": [1, 3], "ask": "formula"}
    for text in ("2(wx - y)x", "2wx^2 - 2xy", "2x(w*x-y)"):
        assert accepted(NAME, fields, "formula", text), text
    assert named(NAME, fields, "formula", "(wx - y)x") == "two-forgotten"
    assert named(NAME, fields, "formula", "2(wx - y)") == "input-forgotten"
    assert named(NAME, fields, "formula", "2(y - wx)x") == "residual-sign"
    assert named(NAME, {**fields, "factor": "1/2"}, "formula", "2(wx - y)x") == "two-added"


def test_the_step_from_a_wrong_estimate():
    marks = mark(from_params(NAME, LOCATION), {"estimate": "-1/2", "step": "13/4"})  # the sum is then -1
    assert marks[1].graded.verdict == Correct(follows=("estimate",))


def losses(fields, letters):
    """The loss of each object, as SymPy writes it."""
    targets, factor = rationals(fields["targets"]), rationals(fields["factor"])[0]
    inputs = rationals(fields["inputs"]) if "inputs" in fields else [1] * len(targets)
    bias = letters[1] if len(letters) > 1 else 0
    return [factor * (letters[0] * x + bias - y) ** 2 for x, y in zip(inputs, targets, strict=True)]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_sympy_agrees(level):
    for seed in range(200):
        problem = draw(NAME, level, seed)
        fields, found = problem.params_json(), answers(problem)
        start, eta = rationals(fields["start"]), rationals(fields["eta"])[0]
        letters = sympy.symbols("w b")[: len(start)]
        batch = [losses(fields, letters)[index - 1] for index in fields["batch"]]
        at = dict(zip(letters, start, strict=True))
        summed = [sympy.diff(sum(batch), letter).subs(at) for letter in letters]
        mean = [entry / len(batch) for entry in summed]
        used = summed if fields["rule"] == "sum" else mean
        assert found["estimate"] == mean, problem.id
        assert found["step"] == [old - eta * slope for old, slope in zip(start, used, strict=True)], problem.id


@pytest.mark.torch
def test_pytorch_agrees():
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in range(50):
        problem = draw(NAME, 3, seed)
        fields, found = problem.params_json(), answers(problem)
        chosen = [index - 1 for index in fields["batch"]]
        x, y = (torch.tensor([float(entry) for entry in rationals(fields[name])])[chosen] for name in ("inputs", "targets"))
        weights = torch.tensor([float(entry) for entry in rationals(fields["start"])], requires_grad=True)
        loss = torch.nn.functional.mse_loss(weights[0] * x + weights[1], y, reduction=fields["rule"])
        optimiser = torch.optim.SGD([weights], lr=float(rationals(fields["eta"])[0] * rationals(fields["factor"])[0]))
        loss.backward()
        optimiser.step()
        assert weights.tolist() == pytest.approx([float(entry) for entry in found["step"]], rel=1e-4, abs=1e-4), problem.id


REFUSED = [
    ({**LOCATION, "targets": [1] * 21}, "targets", "numbers"),
    ({**WEIGHT, "inputs": [1, 2]}, "inputs", "as-many"),
    ({**LOCATION, "start": [1, 2]}, "start", "weights"),
    ({**WEIGHT, "start": [1, 2, 3]}, "start", "weights"),
    ({**LOCATION, "factor": 2}, "factor", "factor"),
    ({**LOCATION, "batch": [1, 5]}, "batch", "objects"),
    ({**LOCATION, "batch": [1, 1]}, "batch", "objects"),
    ({**LOCATION, "batch": ["1/2"]}, "batch", "objects"),
    ({**LOCATION, "ask": "formula"}, "ask", "formula-one-weight"),
    ({**LINE, "ask": "formula"}, "ask", "formula-one-weight"),
    ({**LOCATION, "eta": 0}, "eta", "not-positive"),
    ({**LOCATION, "start": "7/2"}, "start", "stationary"),
    ({**LOCATION, "rule": "total"}, "rule", "word"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params(NAME, fields)
    assert (caught.value.field, caught.value.key) == (field, key)


def test_the_texts_of_errors_are_those_that_are_raised():
    assert set(entry(NAME)["errors"]) == {key for _, _, key in REFUSED} - {"word"}
