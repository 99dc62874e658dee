"""batchnorm-forward: batches by hand, each mistake, PyTorch autograd, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, plain, problems, refused, wrong

FAMILY = "batchnorm-forward"
BATCH = {"h": "1 3 3 9", "gamma": 2, "beta": -1}
# mean 4, deviations -3 -1 -1 5, variance 36/4 = 9
BACKWARD = {**BATCH, "upstream": "1 0 -2 3"}

TABLE = [
    ({**BATCH, "ask": "mean, variance, output"}, {"mean": "4", "variance": "9", "output": "-3 -5/3 -5/3 7/3"}),
    (BATCH, {"output": "-3; -1,67; -1,67; 2,33"}),
    ({**BACKWARD, "ask": "dgamma, dbeta"}, {"dgamma": "14/3", "dbeta": "2"}),
    ({"h": [0, 2], "gamma": 3, "beta": "1/2"}, {"output": "-5/2 7/2"}),
    (
        {"h": "0 0 3", "gamma": 1, "beta": 0, "ask": "variance, output"},
        {"variance": "2", "output": "-1/sqrt(2) -1/sqrt(2) sqrt(2)"},
    ),
    ({"h": "0 0 3", "gamma": 1, "beta": 0}, {"output": "-0.707 -0.707 1.41"}),
    ({"h": "1; 3; 3; 9", "gamma": 0, "beta": 5}, {"output": "5 5 5 5"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(FAMILY, {**BATCH, "h": "-1 -3 -3 -9", "ask": "mean, variance"}) == {
        ("mean", "sum-for-mean"): "-16",
        ("mean", "mean-of-sizes"): "4",
        ("variance", "unbiased"): "12",
        ("variance", "root-for-variance"): "3",
        ("variance", "mean-not-subtracted"): "25",
        ("variance", "not-divided"): "36",
    }
    assert wrong(FAMILY, {**BACKWARD, "ask": "output, dgamma, dbeta"}) == {
        ("output", "unbiased"): "-2*(3/sqrt(12))-1 -2*(1/sqrt(12))-1 -2*(1/sqrt(12))-1 2*(5/sqrt(12))-1",
        ("output", "variance-for-root"): "-5/3 -11/9 -11/9 1/9",
        ("output", "scale-and-shift-swapped"): "3 7/3 7/3 1/3",
        ("output", "mean-not-subtracted"): "-1/3 1 1 5",
        ("output", "scale-and-shift-forgotten"): "-1 -1/3 -1/3 5/3",
        ("output", "shift-forgotten"): "-2 -2/3 -2/3 10/3",
        ("output", "shift-scaled"): "-4 -8/3 -8/3 4/3",
        ("dgamma", "not-normalised"): "22",
        ("dgamma", "variance-for-root"): "14/9",
        ("dgamma", "derivatives-swapped"): "2",
        ("dgamma", "gamma-kept"): "28/3",
        ("dgamma", "mean-for-sum"): "7/6",
        ("dbeta", "derivatives-swapped"): "14/3",
        ("dbeta", "gamma-kept"): "4",
        ("dbeta", "mean-for-sum"): "1/2",
    }


@pytest.mark.parametrize(
    ("answers", "part", "follows"),
    [
        ({"mean": "5", "variance": "10"}, "variance", ("mean",)),  # (16 + 4 + 4 + 16)/4
        ({"mean": "4", "variance": "16", "output": "-5/2 -3/2 -3/2 3/2"}, "output", ("variance",)),
        ({"mean": "4", "variance": "12", "output": "-2.73 -1.58 -1.58 1.89"}, "output", ("variance",)),
        ({"mean": "3", "variance": "9", "output": "-7/3 -1 -1 3"}, "output", ("mean",)),
    ],
)
def test_errors_carried_forward(answers, part, follows):
    problem = from_params(FAMILY, {**BATCH, "ask": "mean, variance, output"})
    marks = {found.part.name: found.graded.verdict for found in mark(problem, answers)}
    assert marks[part] == Correct(follows=follows)


def test_the_derivative_follows_from_the_own_output():
    """gamma is 2, beta is -1: the own output 1 1 1 5 has the normalised values 1 1 1 3."""
    problem = from_params(FAMILY, {**BACKWARD, "ask": "output, dgamma, dbeta"})
    _, dgamma, _ = mark(problem, {"output": "1 1 1 5", "dgamma": "8", "dbeta": "2"})
    assert dgamma.graded.verdict == Correct(follows=("output",))


def test_nothing_follows_from_a_negative_variance():
    problem = from_params(FAMILY, {**BATCH, "ask": "variance, output"})
    _, output = mark(problem, {"variance": "-9", "output": "1 1 1 1"})
    assert output.graded.verdict != Correct(follows=("variance",))
    assert output.graded.verdict != Correct()


REFUSED = [
    ({"gamma": 1, "beta": 0}, "h", "missing", {}),
    ({**BATCH, "h": "2 2 2"}, "h", "no-variance", {}),
    ({**BATCH, "h": "2"}, "h", "vector-length", {"low": 2, "high": 12, "given": 1}),
    ({**BATCH, "h": "1 2; 3 4"}, "h", "matrix", {"value": "1 2; 3 4"}),
    ({**BATCH, "ask": "dgamma"}, "upstream", "missing", {}),
    ({**BATCH, "upstream": "1 2 3 4"}, "upstream", "upstream-unused", {}),
    ({**BATCH, "upstream": "1 2 3", "ask": "dbeta"}, "upstream", "upstream-length", {"size": 4, "given": 3}),
    ({**BATCH, "gamma": "x"}, "gamma", "number", {"value": "x"}),
    ({**BATCH, "epsilon": 1}, "epsilon", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)


@pytest.mark.torch
def test_autograd_agrees():
    torch = pytest.importorskip("torch")
    for problem in problems(FAMILY):
        params = problem.params
        h, upstream = ([float(cell) for cell in cells] for cells in (params.h, params.upstream or (0,) * len(params.h)))
        gamma, beta = (
            torch.tensor(float(number), dtype=torch.float64, requires_grad=True) for number in (params.gamma, params.beta)
        )
        values = torch.tensor(h, dtype=torch.float64)
        output = gamma * (values - values.mean()) / values.var(correction=0).sqrt() + beta
        (output * torch.tensor(upstream, dtype=torch.float64)).sum().backward()
        expected = {
            "mean": values.mean().item(),
            "variance": values.var(correction=0).item(),
            "output": [output.tolist()],
            "dgamma": gamma.grad.item(),
            "dbeta": beta.grad.item(),
        }
        for part in problem.parts:
            found = plain(part.answer)
            assert (
                found[0] == pytest.approx(expected["output"][0])
                if part.name == "output"
                else (found == pytest.approx(expected[part.name]))
            ), problem.id
