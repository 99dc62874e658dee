"""batchnorm-running: averages by hand, each mistake, PyTorch's running mean, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.grading.number import as_float
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, problems, refused, wrong

FAMILY = "batchnorm-running"
ONE = {"alpha": "1/10", "mean": 2, "variance": 4, "stats": "12 24"}
VALUES = {"alpha": "1/4", "mean": 8, "variance": 1, "batch": "1 3 3 9", "ask": "batch-mean, batch-variance, mean, variance"}
# batch: mean 4, variance 9; mean 1/4·4 + 3/4·8 = 7, variance 9/4 + 3/4 = 3
TEST = {
    "alpha": "1/2",
    "mean": 0,
    "variance": 4,
    "stats": "4 12; 6 10",
    "h": 10,
    "gamma": 3,
    "beta": -2,
    "ask": "mean, variance, output",
}
# mean 2, then 4; variance 8, then 9; y = 3·(10 - 4)/3 - 2 = 4

TABLE = [
    (ONE, {"mean": "3", "variance": "6"}),
    (VALUES, {"batch-mean": "4", "batch-variance": "9", "mean": "7", "variance": "3"}),
    (TEST, {"mean": "4", "variance": "9", "output": "4"}),
    ({**ONE, "alpha": 0.25, "stats": [["1/2", 3]]}, {"mean": "13/8", "variance": "15/4"}),
    ({**ONE, "h": 3, "stats": "12 14", "ask": "output"}, {"output": "0"}),
    ({**ONE, "h": 4, "ask": "variance, output"}, {"variance": "6", "output": "0.408"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(FAMILY, {**VALUES, "batch": "-1 -3 -3 -9"}) == {
        ("batch-mean", "sum-for-mean"): "-16",
        ("batch-mean", "mean-of-sizes"): "4",
        ("batch-variance", "unbiased"): "12",
        ("batch-variance", "root-for-variance"): "3",
        ("batch-variance", "mean-not-subtracted"): "25",
        ("batch-variance", "not-divided"): "36",
        ("mean", "weights-swapped"): "-1",
        ("mean", "batch-only"): "-4",
        ("mean", "old-not-reduced"): "7",
        ("mean", "plain-average"): "2",
        ("variance", "weights-swapped"): "7",
        ("variance", "batch-only"): "9",
        ("variance", "old-not-reduced"): "13/4",
        ("variance", "plain-average"): "5",
        ("variance", "unbiased"): "15/4",
        ("variance", "roots-averaged"): "9/4",
    }
    assert wrong(FAMILY, {**TEST, "alpha": "1/4", "stats": "4 12; 8 40"}) == {
        ("mean", "weights-swapped"): "27/4",
        ("mean", "batch-only"): "8",
        ("mean", "old-not-reduced"): "3",
        ("mean", "plain-average"): "5",
        ("mean", "one-update-only"): "1",
        ("mean", "started-again"): "2",
        ("mean", "order-reversed"): "5/2",
        ("variance", "weights-swapped"): "65/2",
        ("variance", "batch-only"): "40",
        ("variance", "old-not-reduced"): "17",
        ("variance", "plain-average"): "24",
        ("variance", "one-update-only"): "6",
        ("variance", "started-again"): "13",
        ("variance", "order-reversed"): "51/4",
        ("output", "variance-for-root"): "-1/2",
        ("output", "batch-statistics"): "3*(2/sqrt(40)) - 2",
        ("output", "scale-and-shift-swapped"): "-2*((29/4)/sqrt(29/2)) + 3",
        ("output", "scale-and-shift-forgotten"): "(29/4)/sqrt(29/2)",
        ("output", "mean-not-subtracted"): "3*(10/sqrt(29/2)) - 2",
    }


@pytest.mark.parametrize(
    ("fields", "answers", "part", "follows"),
    [
        (VALUES, {"batch-mean": "5", "batch-variance": "10"}, "batch-variance", ("batch-mean",)),
        (VALUES, {"batch-mean": "12", "mean": "9"}, "mean", ("batch-mean",)),
        (VALUES, {"batch-variance": "12", "variance": "15/4"}, "variance", ("batch-variance",)),
        (TEST, {"mean": "7", "variance": "9", "output": "1"}, "output", ("mean",)),
        (TEST, {"mean": "7", "variance": "81", "output": "-1"}, "output", ("mean", "variance")),
    ],
)
def test_errors_carried_forward(fields, answers, part, follows):
    marks = {found.part.name: found.graded.verdict for found in mark(from_params(FAMILY, fields), answers)}
    assert marks[part] == Correct(follows=follows)


def test_nothing_follows_from_a_variance_of_zero():
    *_, output = mark(from_params(FAMILY, TEST), {"variance": "0", "output": "10"})
    assert not isinstance(output.graded.verdict, Correct)


REFUSED = [
    ({**ONE, "alpha": None}, "alpha", "missing", {}),
    ({**ONE, "alpha": 1}, "alpha", "alpha-range", {}),
    ({**ONE, "alpha": 0}, "alpha", "alpha-range", {}),
    ({**ONE, "variance": -1}, "variance", "variance-negative", {}),
    ({**ONE, "stats": "1 -1"}, "stats", "variance-negative", {}),
    ({**ONE, "stats": "1 2 3"}, "stats", "stats-shape", {"most": 4}),
    ({**ONE, "stats": [[1, 2]] * 5}, "stats", "stats-shape", {"most": 4}),
    ({**ONE, "batch": "1 2"}, "stats", "batch-or-stats", {}),
    ({**VALUES, "batch": "1"}, "batch", "vector-length", {"low": 2, "high": 12, "given": 1}),
    ({**ONE, "ask": "batch-mean"}, "ask", "batch-is-not-given", {}),
    ({**ONE, "h": 3}, "h", "test-unused", {}),
    ({**ONE, "ask": "output"}, "h", "missing", {}),
    ({**ONE, "variance": 0, "stats": "1 0", "h": 3, "ask": "output"}, "variance", "no-variance", {}),
    ({**ONE, "momentum": 1}, "momentum", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)


@pytest.mark.torch
def test_pytorch_agrees():
    """Its momentum is our alpha; its running variance takes the unbiased estimate, so only the mean is compared."""
    torch = pytest.importorskip("torch")
    for problem in problems(FAMILY):
        params = problem.params
        if params.batch is None:
            batches = [[float(batch[0] - 1), float(batch[0] + 1)] for batch in params.stats]
        else:
            batches = [[float(cell) for cell in params.batch]]
        layer = torch.nn.BatchNorm1d(1, momentum=float(params.alpha), dtype=torch.float64)
        layer.running_mean.fill_(float(params.mean))
        for batch in batches:
            layer(torch.tensor(batch, dtype=torch.float64)[:, None])
        assert as_float(problem.part("mean").answer.value) == pytest.approx(layer.running_mean.item(), rel=1e-9), problem.id
