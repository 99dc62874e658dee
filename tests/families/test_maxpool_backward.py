"""maxpool-backward: hand-computed tables, PyTorch, named mistakes, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.families import maxpool_backward
from colloq.grading.number import exact
from colloq.model import Grid
from colloq.notation.tree import Negative, Number, Sum
from colloq.texts import placeholders
from tests.drawn import draw

SEEDS = range(200)
INPUT = [[1, 5, 2, 0], [3, 4, 8, 6], [7, 2, 1, 3], [0, 9, 4, 5]]
THREE = [[1, 2, 3], [4, 9, 5], [6, 7, 8]]
UPSTREAM = [[1, 2], [-4, 3]]


def rows_of(answer):
    return [[plain(exact(cell)) for cell in row] for row in answer.rows]


def solved(**fields):
    (part,) = from_params("maxpool-backward", fields).parts
    return rows_of(part.answer)


def wrong(**fields):
    return {mistake.name: rows_of(mistake.answer) for mistake in from_params("maxpool-backward", fields).mistakes}


TABLE = [
    (
        {"input": INPUT, "upstream": UPSTREAM, "window": 2, "stride": 2},
        [[0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, -4, 0, 3]],
    ),
    ({"input": INPUT, "upstream": UPSTREAM}, [[0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, -4, 0, 3]]),
    (
        {"input": INPUT, "upstream": UPSTREAM, "window": 3, "stride": 1},
        [[0, 0, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0], [0, -1, 0, 0]],
    ),
    ({"input": THREE, "upstream": UPSTREAM, "window": 2, "stride": 1}, [[0, 0, 0], [0, 2, 0], [0, 0, 0]]),
    ({"input": THREE, "upstream": [["1/2"]], "window": 2}, [[0, 0, 0], [0, "1/2", 0], [0, 0, 0]]),  # a rest is left over
    ({"input": [["1/2", "-1/3"], [0, "2/5"]], "upstream": [[7]]}, [[7, 0], [0, 0]]),
    ({"input": "-3 -1; -2 -7", "upstream": "6"}, [[0, 6], [0, 0]]),
    ({"input": [[1, 1]], "upstream": [[2, 3]], "window": 1}, [[2, 3]]),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(**fields) == expected


def test_each_mistake_without_overlap_by_hand():
    assert wrong(input=INPUT, upstream=UPSTREAM) == {
        "every-cell": [[1, 1, 2, 2], [1, 1, 2, 2], [-4, -4, 3, 3], [-4, -4, 3, 3]],
        "shared-equally": [
            ["1/4", "1/4", "1/2", "1/2"],
            ["1/4", "1/4", "1/2", "1/2"],
            [-1, -1, "3/4", "3/4"],
            [-1, -1, "3/4", "3/4"],
        ],
        "value-routed": [[0, 5, 0, 0], [0, 0, 8, 0], [0, 0, 0, 0], [0, 9, 0, 5]],
        "upstream-forgotten": [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]],
        # windows from (0, 0), (0, 1), (1, 0), (1, 1): maxima 5, 8, 7, 8
        "stride-not-multiplied": [[0, 1, 0, 0], [0, 0, 5, 0], [-4, 0, 0, 0], [0, 0, 0, 0]],
    }


def test_each_mistake_with_overlap_by_hand():
    assert wrong(input=INPUT, upstream=UPSTREAM, window=3, stride=1) == {
        "every-cell": [[1, 3, 3, 2], [-3, 2, 2, 5], [-3, 2, 2, 5], [-4, -1, -1, 3]],
        "shared-equally": [
            ["1/9", "1/3", "1/3", "2/9"],
            ["-1/3", "2/9", "2/9", "5/9"],
            ["-1/3", "2/9", "2/9", "5/9"],
            ["-4/9", "-1/9", "-1/9", "1/3"],
        ],
        "value-routed": [[0, 0, 0, 0], [0, 0, 8, 0], [0, 0, 0, 0], [0, 9, 0, 0]],
        "upstream-forgotten": [[0, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 2, 0, 0]],
        "overwritten": [[0, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 3, 0, 0]],
        # the third and fourth windows cover the 8 and set it to 0
        "erased": [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 3, 0, 0]],
    }


def test_a_tie_where_the_stride_would_be_ignored_leaves_that_mistake_out():
    rows = [[1, 5, 5, 0], [3, 4, 2, 1], [7, 2, 1, 3], [0, 9, 4, 6]]
    assert "stride-not-multiplied" not in wrong(input=rows, upstream=UPSTREAM)


@pytest.mark.torch
@pytest.mark.parametrize("level", maxpool_backward.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in SEEDS:
        problem = draw("maxpool-backward", level, seed)
        fields = problem.params_json()
        source = torch.tensor(fields["input"], dtype=torch.float64, requires_grad=True)
        output = torch.nn.functional.max_pool2d(source[None, None], fields["window"], fields["stride"])
        output.backward(torch.tensor(fields["upstream"], dtype=torch.float64)[None, None])
        assert rows_of(problem.parts[0].answer) == source.grad.tolist(), problem.id


@pytest.mark.parametrize("level", maxpool_backward.LEVELS)
def test_finite_differences_agree(level):
    for seed in range(40):
        problem = draw("maxpool-backward", level, seed)
        fields = problem.params_json()
        source, upstream = np.array(fields["input"], dtype=float), np.array(fields["upstream"], dtype=float)

        def loss(cells, upstream=upstream, side=fields["window"], stride=fields["stride"]):
            return sum(
                gradient * cells[row * stride : row * stride + side, column * stride : column * stride + side].max()
                for (row, column), gradient in np.ndenumerate(upstream)
            )

        slopes = np.zeros_like(source)
        for cell in np.ndindex(source.shape):
            moved = np.zeros_like(source)
            moved[cell] = 0.25  # less than half the distance between whole numbers: no maximum changes its place
            slopes[cell] = (loss(source + moved) - loss(source - moved)) / 0.5
        assert rows_of(problem.parts[0].answer) == slopes.tolist(), problem.id


# ---------------------------------------------------------------------------------------------------- quality of numbers


@pytest.mark.parametrize("level", maxpool_backward.LEVELS)
def test_numbers_that_a_person_would_set(level):
    for seed in SEEDS:
        problem = draw("maxpool-backward", level, seed)
        fields = problem.params_json()
        source, upstream = np.array(fields["input"]), np.array(fields["upstream"])
        assert source.size <= 36
        assert np.abs(source).max() <= 12
        assert (np.abs(source) >= 10).mean() <= 0.4, problem.id
        assert np.abs(upstream).max() <= 9
        assert upstream.all()
        assert len(set(upstream.ravel().tolist())) >= 3
        assert (fields["stride"] < fields["window"]) is (level == 3)
        windows = np.lib.stride_tricks.sliding_window_view(source, (fields["window"],) * 2)
        windows = windows[:: fields["stride"], :: fields["stride"]]
        assert windows.shape[:2] == upstream.shape
        assert ((windows == windows.max(axis=(2, 3), keepdims=True)).sum(axis=(2, 3)) == 1).all(), problem.id
        gradient = np.array(rows_of(problem.parts[0].answer))
        if level == 3:
            assert 2 <= np.count_nonzero(gradient) < upstream.size, problem.id
            assert any(step.key == "sum" for step in problem.steps)
        else:
            assert np.count_nonzero(gradient) == upstream.size


# ----------------------------------------------------------------------------------------------------------------- steps


def test_where_each_maximum_stands_and_what_is_summed():
    problem = from_params("maxpool-backward", {"input": INPUT, "upstream": UPSTREAM, "window": 3, "stride": 1})
    assert [step.key for step in problem.steps] == ["maximum"] * 4 + ["sum"] * 2 + ["gradient"]
    third = problem.steps[2].values
    assert third["input"] == Grid(tuple(map(tuple, INPUT)), frozenset((row, column) for row in (1, 2, 3) for column in (0, 1, 2)))
    names = ("row", "column", "largest", "at_row", "at_column", "passed")
    assert [third[name] for name in names] == [2, 1, Number(9), 4, 2, Negative(Number(4))]
    first, second = problem.steps[4:6]
    assert (first.before, first.after) == (Sum((Number(1), Number(2))), Number(3))
    assert (second.before, second.after) == (Sum((Negative(Number(4)), Number(3))), Negative(Number(1)))
    assert (first.values["at_row"], first.values["at_column"], first.values["windows"]) == (2, 3, 2)


@pytest.mark.parametrize(("stride", "upstream", "second"), [(2, [[1, 2], [3, 4]], "rest"), (1, [[1] * 3] * 3, "overlap")])
def test_the_second_hint_fits_the_windows(stride, upstream, second):
    problem = from_params("maxpool-backward", {"input": INPUT, "upstream": upstream, "stride": stride})
    assert [hint.key for hint in problem.hints] == ["one-window", second]


# -------------------------------------------------------------------------------------------------------------- refusals

GOOD = {"input": INPUT, "upstream": UPSTREAM}
REFUSED = [
    ({"upstream": [[1]]}, "input", "missing", {}),
    ({"input": INPUT}, "upstream", "missing", {}),
    (GOOD | {"input": [[1, 2], [3]]}, "input", "matrix", {}),
    (GOOD | {"window": 0}, "window", "integer", {"low": 1, "high": 16, "value": 0}),
    (GOOD | {"stride": 0}, "stride", "integer", {"low": 1, "high": 16, "value": 0}),
    (GOOD | {"size": 2}, "size", "unknown", {"known": "input, upstream, window, stride"}),
    (GOOD | {"window": 5}, "window", "window-larger", {"window": 5, "rows": 4, "columns": 4}),
    (
        GOOD | {"stride": 1},
        "upstream",
        "upstream-shape",
        {"rows": 3, "columns": 3, "given_rows": 2, "given_columns": 2},
    ),
    (
        {"input": [[1, 2, 3, 4, 5, 6]] * 2, "upstream": [[1], [2], [3]]},
        "upstream",
        "upstream-shape",
        {"rows": 1, "columns": 3, "given_rows": 3, "given_columns": 1},
    ),
    (
        {"input": [[1, 2, 3, 4], [0, 1, 0, 1], [5, 1, 2, 2], [4, 5, 0, 1]], "upstream": UPSTREAM},
        "input",
        "tie",
        {"row": 2, "column": 1, "value": "5"},
    ),
    (
        {"input": [["-1/2", "-1/2"], [-1, -2]], "upstream": [[1]]},
        "input",
        "tie",
        {"row": 1, "column": 1, "value": "-1/2"},
    ),
    ({"input": [[1] * 17] * 2, "upstream": [[1]]}, "input", "too-large", {"rows": 2, "columns": 17, "most": 16}),
    (
        {"input": [["1/101", "1/103"], [0, -1]], "upstream": [[1]]},
        "input",
        "denominator",
        {"denominator": 10403, "most": 10000},
    ),
    (
        {"input": [[5, 1, 7, 2], [1, 2, 3, 4]], "upstream": [["1/101", "1/103"]]},
        "upstream",
        "denominator",
        {"denominator": 10403, "most": 10000},
    ),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("maxpool-backward", fields)
    assert (caught.value.field, caught.value.key, caught.value.exit_code) == (field, key, 2)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family(monkeypatch, tmp_path):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path))
    errors = entry("maxpool-backward")["errors"]
    general = {"missing", "matrix", "integer", "unknown"}
    raised = {key: values for _, _, key, values in REFUSED if key not in general}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)
    assert "window {row}, column {column} has a tie" in errors["tie"]["en"]
