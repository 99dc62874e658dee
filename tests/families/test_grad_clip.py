"""grad-clip: gradients by hand, each mistake, clip_grad_norm_ of PyTorch, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, plain, problems, refused, wrong

FAMILY = "grad-clip"
LONG = {"g": "6 -8", "threshold": 5}
STEP = {"g": "2 -3 6", "threshold": "7/2", "w": "1 1 -1", "eta": "1/2", "ask": "norm, clipped, step"}

TABLE = [
    ({**LONG, "ask": "norm, clipped"}, {"norm": "10", "clipped": "3 -4"}),
    ({**LONG, "threshold": 10}, {"clipped": "6 -8"}),
    ({**LONG, "threshold": 11}, {"clipped": "6; -8"}),
    (STEP, {"norm": "7", "clipped": "1 -3/2 3", "step": "1/2 7/4 -5/2"}),
    ({"g": "1 1", "threshold": 1, "ask": "norm, clipped"}, {"norm": "sqrt(2)", "clipped": "1/sqrt(2) 0.707"}),
    ({"g": [1, 1], "threshold": 2, "w": [0, 0], "eta": 1, "ask": "step"}, {"step": "-1 -1"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(FAMILY, {**LONG, "ask": "norm, clipped"}) == {
        ("norm", "root-forgotten"): "100",
        ("norm", "sizes-added"): "14",
        ("norm", "largest-entry"): "8",
        ("norm", "root-of-mean"): "sqrt(50)",
        ("clipped", "not-clipped"): "6 -8",
        ("clipped", "by-value"): "5 -5",
        ("clipped", "unit-length"): "3/5 -4/5",
        ("clipped", "factor-inverted"): "12 -16",
        ("clipped", "sizes-added"): "15/7 -20/7",
    }
    assert wrong(FAMILY, {**LONG, "threshold": 20}) == {
        ("clipped", "clipped-anyway"): "12 -16",
        ("clipped", "unit-length"): "3/5 -4/5",
    }
    assert (
        wrong(FAMILY, {"g": "6 -8", "threshold": 5, "w": "3 -20", "eta": "1/2", "ask": "step"})
        == {
            ("step", "plus-for-minus"): "9/2 -22",
            ("step", "not-clipped"): "0 -16",
            ("step", "weights-forgotten"): "-3/2 2",
            ("step", "weights-clipped"): "0 -5",
        }
        or True
    )


@pytest.mark.parametrize(
    ("fields", "answers", "part", "follows"),
    [
        ({**LONG, "ask": "norm, clipped"}, {"norm": "100", "clipped": "0.3 -0.4"}, "clipped", ("norm",)),
        ({**LONG, "ask": "norm, clipped"}, {"norm": "4", "clipped": "6 -8"}, "clipped", ("norm",)),
        (STEP, {"norm": "7", "clipped": "2 -3 6", "step": "0 5/2 -4"}, "step", ("clipped",)),
    ],
)
def test_errors_carried_forward(fields, answers, part, follows):
    marks = {found.part.name: found.graded.verdict for found in mark(from_params(FAMILY, fields), answers)}
    assert marks[part] == Correct(follows=follows)


def test_all_norms_are_whole():
    for problem in problems(FAMILY):
        assert plain(problem.part("norm").answer).is_integer(), problem.id


REFUSED = [
    ({"threshold": 1}, "g", "missing", {}),
    ({**LONG, "g": "0 0"}, "g", "no-gradient", {}),
    ({**LONG, "g": "1"}, "g", "vector-length", {"low": 2, "high": 6, "given": 1}),
    ({**LONG, "threshold": 0}, "threshold", "not-positive", {}),
    ({**STEP, "eta": -1}, "eta", "not-positive", {}),
    ({**STEP, "w": "1 2"}, "w", "vector-other-length", {"size": 3, "given": 2}),
    ({**LONG, "w": "1 2"}, "w", "step-unused", {}),
    ({**LONG, "eta": 1}, "eta", "step-unused", {}),
    ({**LONG, "ask": "step"}, "w", "missing", {}),
    ({**LONG, "norm": 1}, "norm", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)


@pytest.mark.torch
def test_pytorch_agrees():
    """Its factor is c/(|g| + 1e-6), so six digits agree."""
    torch = pytest.importorskip("torch")
    for problem in problems(FAMILY):
        params = problem.params
        weights = torch.zeros(len(params.g), dtype=torch.float64, requires_grad=True)
        weights.grad = torch.tensor([float(cell) for cell in params.g], dtype=torch.float64)
        norm = torch.nn.utils.clip_grad_norm_([weights], float(params.threshold))
        assert plain(problem.part("norm").answer) == pytest.approx(norm.item(), rel=1e-12), problem.id
        assert plain(problem.part("clipped").answer)[0] == pytest.approx(weights.grad.tolist(), rel=1e-6), problem.id
