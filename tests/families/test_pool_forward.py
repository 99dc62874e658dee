"""pool-forward: outputs by hand, each mistake, PyTorch, refusals."""

from __future__ import annotations

import pytest

from colloq.exact.arrays import shape
from tests.families.by_hand import all_right, errors_told, plain, problems, refused, wrong

FAMILY = "pool-forward"
SQUARE = "1 5 2 0; 3 4 8 6; 7 2 1 3; 0 9 4 5"

TABLE = [
    ({"input": SQUARE}, {"max": "5 8; 9 5"}),
    ({"input": SQUARE, "ask": "average"}, {"average": "13/4 4; 9/2 13/4"}),
    ({"input": SQUARE, "ask": "average, max"}, {"max": "5 8; 9 5", "average": "3,25 4; 4,5 3,25"}),
    ({"input": SQUARE, "stride": 1}, {"max": "5 8 8; 7 8 8; 9 9 5"}),
    ({"input": SQUARE, "window": 3, "stride": 1, "ask": "max, average"}, {"max": "8 8; 9 9", "average": "11/3 31/9; 38/9 14/3"}),
    ({"input": "-1 -2; -3 -4"}, {"max": "-1"}),
    ({"input": "-1 -2; -3 -4", "ask": "average"}, {"average": "-5/2"}),
    ({"input": "1 2 9; 3 4 9; 9 9 9"}, {"max": "4"}),
    ({"input": [["1/2", 0], [0, "1/3"]], "ask": "max, average"}, {"max": "1/2", "average": "5/24"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    all_right(FAMILY, fields, expected)


def test_each_mistake_by_hand():
    assert wrong(FAMILY, {"input": "-1 -2 5; -3 -4 -9", "stride": 1, "ask": "max, average"}) == {
        ("max", "average-for-max"): "-5/2 -5/2",
        ("max", "started-at-zero"): "0 5",
        ("max", "sign-ignored"): "-4 -9",
        ("max", "windows-kept-apart"): "-1",
        ("average", "max-for-average"): "-1 5",
        ("average", "sum-for-average"): "-10 -10",
        ("average", "divided-by-side"): "-5 -5",
    }
    assert wrong(FAMILY, {"input": SQUARE})[("max", "stride-ignored")] == "5 8 8; 7 8 8; 9 9 5"


def test_mistakes_that_these_parameters_cannot_show_are_absent():
    assert set(wrong(FAMILY, {"input": "1 2; 3 4"})) == {("max", "average-for-max")}
    assert wrong(FAMILY, {"input": "2 2; 2 2"}) == {}


def test_a_window_of_negative_cells_is_often_there():
    found = [problem for problem in problems(FAMILY) if any(mistake.name == "started-at-zero" for mistake in problem.mistakes)]
    assert len(found) > 100


REFUSED = [
    ({}, "input", "missing", {}),
    ({"input": "1 2; 3"}, "input", "matrix", {"value": "1 2; 3"}),
    ({"input": "1 2; 3 4", "window": 3}, "window", "window-larger", {"window": 3, "rows": 2, "columns": 2}),
    ({"input": "1 2; 3 4", "window": 1}, "window", "integer", {"low": 2, "high": 16, "value": 1}),
    ({"input": "1 2; 3 4", "stride": 0}, "stride", "integer", {"low": 1, "high": 16, "value": 0}),
    ({"input": "1 2; 3 4", "ask": "min"}, "ask", "word", {"value": "min", "allowed": "max, average"}),
    ({"input": [[1] * 17, [2] * 17]}, "input", "too-large", {"rows": 2, "columns": 17, "most": 16}),
    ({"input": [["1/9973", "1/9967"], [1, 2]]}, "input", "denominator", {"denominator": 9973 * 9967, "most": 10**4}),
    ({"input": "1 2; 3 4", "padding": 1}, "padding", "unknown", None),
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
        source = torch.tensor(params.input.channels[0], dtype=torch.float64)[None, None] / params.input.denominator
        pools = {"max": torch.nn.functional.max_pool2d, "average": torch.nn.functional.avg_pool2d}
        for part in problem.parts:
            expected = pools[part.name](source, params.window, params.stride)[0, 0]
            assert shape(part.answer.rows) == tuple(expected.shape)
            assert plain(part.answer) == pytest.approx(expected.numpy(), rel=1e-12), problem.id
