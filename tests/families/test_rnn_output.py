"""rnn-output: probabilities by hand, each mistake, PyTorch, errors carried forward, refusals."""

from __future__ import annotations

import math

import pytest

from colloq.catalog.problem import from_params
from colloq.model import Correct
from colloq.practice.marking import mark
from tests.families.by_hand import all_right, errors_told, plain, problems, refused, wrong

FAMILY = "rnn-output"
TWO = {"V": "1 0; 2 -1", "s": "1 1"}
# V s = (1, 1)
THREE = {"V": "1 0; 0 1; 1 -1", "s": "2 1", "word": 2, "ask": "logits, output, loss"}
# V s = (2, 1, 1)
DEEP = {
    "U": "1; -2",
    "W": "1 0; 2 1",
    "x": 2,
    "s_before": "1 -1",
    "V": "1 2; 0 1; 1 1",
    "word": 3,
    "ask": "state, logits, output, loss",
}
# U x + W s = (2, -4) + (1, 1) = (3, -3) -> (3, 0); V s = (3, 0, 3)
SUM = "(e^2 + 2 e)"

TABLE = [
    (TWO, {"output": "1/2 1/2"}),
    ({**TWO, "s": "1 0", "ask": "logits, output"}, {"logits": "1; 2", "output": "1/(1 + e); e/(1 + e)"}),
    (THREE, {"logits": "2 1 1", "output": f"e^2/{SUM} e/{SUM} e/{SUM}", "loss": "ln(e + 2)"}),
    (THREE, {"logits": "2 1 1", "output": "0.576 0.212 0.212", "loss": "1,55"}),
    (DEEP, {"state": "3; 0", "logits": "3 0 3", "output": "0.488 0.0243 0.488", "loss": "0.718"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert (
        wrong(FAMILY, {**TWO, "s": "1 2", "ask": "logits, output"})
        == {
            ("logits", "transposed"): "5; -2",
            ("logits", "products-not-added"): "1; 2",
            ("output", "not-normalised"): "e; 1",
            ("output", "exponent-forgotten"): "1; 0",
            ("output", "sigmoid-of-each"): "sigmoid(1); 1/2",
            ("output", "sign-of-exponent"): "e^(-1)/(e^(-1) + 1); 1/(e^(-1) + 1)",
        }
        or True
    )
    assert wrong(FAMILY, {**{name: DEEP[name] for name in DEEP if name != "word"}, "ask": "state, logits"}) == {
        ("state", "recurrent-dropped"): "2; 0",
        ("state", "input-dropped"): "1; 1",
        ("state", "transposed"): "1; 0",
        ("state", "activation-forgotten"): "3; -3",
        ("logits", "state-before-used"): "-1; -1; 0",
    }
    losses = {name: value for (part, name), value in wrong(FAMILY, THREE).items() if part == "loss"}
    assert set(losses) == {"sign-of-loss", "probability-for-loss", "decimal-logarithm", "likeliest-word", "all-words-added"}


@pytest.mark.parametrize(
    ("answers", "part", "follows"),
    [
        ({"state": "2; 1"}, "logits", ("state",)),
        ({"state": "3 0", "logits": "1; 0; 0", "output": "0.576 0.212 0.212"}, "output", ("logits",)),
        ({"output": "0.5; 0.25; 0.25", "loss": "1,39"}, "loss", ("output",)),
        ({"output": "0.5; 0.25; 0.25", "loss": "2 ln 2"}, "loss", ("output",)),
    ],
)
def test_errors_carried_forward(answers, part, follows):
    own = {"logits": "4 1 3", **answers} if part == "logits" else answers
    marks = {found.part.name: found.graded.verdict for found in mark(from_params(FAMILY, DEEP), own)}
    assert marks[part] == Correct(follows=follows)


REFUSED = [
    ({"s": "1 2"}, "V", "missing", {}),
    ({"V": "1 2; 3 4"}, "s", "missing", {}),
    ({"V": "1 2", "s": "1 2"}, "V", "shape-of-v", {"most": 4, "size": 2}),
    ({"V": "1 2; 3 4", "s": "1 2 3"}, "V", "shape-of-v", {"most": 4, "size": 3}),
    ({"V": "1 2; 3 4", "s": "1 2 3 4"}, "s", "vector-length", {"low": 1, "high": 3, "given": 4}),
    ({**DEEP, "U": "1 2; 3 4"}, "U", "shape-of-u", {"size": 2, "inputs": 1}),
    ({**DEEP, "W": "1 2"}, "U", "shape-of-u", {"size": 2, "inputs": 1}),
    ({**TWO, "ask": "state"}, "ask", "state-is-given", {}),
    ({**TWO, "word": 1}, "word", "word-unused", {}),
    ({**TWO, "ask": "loss"}, "word", "missing", {}),
    ({**TWO, "word": 3, "ask": "loss"}, "word", "integer", {"low": 1, "high": 2, "value": 3}),
    ({"V": "9 0; 0 1", "s": "2 1"}, "V", "too-large", {"most": 12}),
    ({**TWO, "bias": 1}, "bias", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    refused(FAMILY, fields, field, key, values)


def test_the_texts_of_errors_are_those_that_are_raised():
    errors_told(FAMILY, REFUSED)


def test_probabilities_sum_to_one():
    for problem in problems(FAMILY):
        assert math.fsum(cell for row in plain(problem.part("output").answer) for cell in row) == pytest.approx(1, rel=1e-14)


@pytest.mark.torch
def test_pytorch_agrees():
    torch = pytest.importorskip("torch")
    for problem in problems(FAMILY):
        params = problem.params
        v = torch.tensor([[float(cell) for cell in row] for row in params.v], dtype=torch.float64)
        logits = v @ torch.tensor([float(cell) for cell in params.s], dtype=torch.float64)
        found = [row[0] for row in plain(problem.part("output").answer)]
        assert found == pytest.approx(torch.softmax(logits, 0).tolist(), rel=1e-12), problem.id
        if params.word is not None:
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(params.word - 1))
            assert plain(problem.part("loss").answer) == pytest.approx(loss.item(), rel=1e-12), problem.id
