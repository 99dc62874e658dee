"""conv2d: hand-computed tables, PyTorch and SciPy, named mistakes, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate2d

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.fields import plain
from colloq.families import conv2d
from colloq.grading.number import exact
from colloq.model import Grid, Word
from colloq.notation.build import rational
from colloq.notation.tree import Negative, Number, Product, Quotient, Sum
from colloq.texts import placeholders
from tests.drawn import draw

SEEDS = range(200)
IMAGE = [[1, 2, 0], [0, 1, 3], [2, 1, 1]]
FOUR = [[2, 0, 1, 3], [-1, 4, 2, 0], [3, 1, 0, 2], [0, -2, 5, 1]]  # the image of the sketch of a drill


def rows_of(answer):
    return [[plain(exact(cell)) for cell in row] for row in answer.rows]


def solved(**fields):
    (part,) = from_params("conv2d", fields).parts
    return rows_of(part.answer)


def wrong(**fields):
    return {mistake.name: rows_of(mistake.answer) for mistake in from_params("conv2d", fields).mistakes}


TABLE = [
    ({"image": IMAGE, "kernel": [[1, 0], [0, -1]]}, [[0, -1], [-1, 0]]),
    ({"image": IMAGE, "kernel": [[1, 2], [3, 4]]}, [[9, 17], [12, 14]]),
    ({"image": IMAGE, "kernel": [[1, 2], [3, 4]], "bias": -9}, [[0, 8], [3, 5]]),
    ({"image": IMAGE, "kernel": [[1, 2], [3, 4]], "padding": 1, "stride": 2}, [[4, 6], [8, 14]]),
    ({"image": FOUR, "kernel": [[0, 1, 0], [1, -4, 1], [0, 1, 0]]}, [[-14, -3], [1, 10]]),
    ({"image": FOUR, "kernel": [[1, 2], [3, 4]], "stride": 2}, [[15, 13], [-3, 23]]),
    ({"image": IMAGE, "kernel": [["1/9"] * 3] * 3}, [["11/9"]]),
    ({"image": [["1/2", 1]], "kernel": [[2, "1/3"]], "bias": "1/4"}, [["19/12"]]),
    ({"image": [IMAGE, IMAGE], "kernel": [[[1, 2], [3, 4]], [[1, 0], [0, -1]]]}, [[9, 16], [11, 14]]),
    ({"image": [[1, 2, 3, 4]], "kernel": [[1, -1]]}, [[-1, -1, -1]]),
    ({"image": "1 2 0; 0 1 3; 2 1 1", "kernel": "1 2; 3 4"}, [[9, 17], [12, 14]]),
    ({"image": "1 2 0\n0 1 3\n2 1 1", "kernel": "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9", "stride": "2"}, [["11/9"]]),
    ({"image": "1 2; 3 4 | 5 6; 7 8", "kernel": "1 | 10"}, [[51, 62], [73, 84]]),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    assert solved(**fields) == expected


def test_each_mistake_by_hand():
    assert wrong(image=IMAGE, kernel=[[1, 2], [3, 4]], padding=1, stride=2) == {
        "kernel-flipped": [[1, 4], [2, 16]],
        "kernel-transposed": [[4, 4], [8, 16]],
        "padding-forgotten": [[9]],
        "stride-ignored": [[4, 11, 6, 0], [2, 9, 17, 9], [8, 12, 14, 6], [4, 4, 3, 1]],
        "products-not-summed": [[0, 0, 0, 0], [0, 4, 6, 0], [0, 0, 1, 6], [0, 8, 3, 4]],
    }


def test_mistakes_with_a_bias_by_hand():
    assert wrong(image=IMAGE, kernel=[[1, 0], [0, -1]], bias="1/2") == {
        "padding-added": [
            ["-1/2", "-3/2", "1/2", "1/2"],
            ["1/2", "1/2", "-1/2", "1/2"],
            ["-3/2", "-1/2", "1/2", "7/2"],
            ["1/2", "5/2", "3/2", "3/2"],
        ],
        "kernel-flipped": [["1/2", "3/2"], ["3/2", "1/2"]],
        "bias-forgotten": [[0, -1], [-1, 0]],
    }


def test_mistakes_with_channels_by_hand():
    found = wrong(image=[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], kernel=[[[1, 2], [3, 4]], [[0, 2], [0, 0]]])
    assert found["channels-not-summed"] == [[30], [12]]
    assert found["first-channel-only"] == [[30]]
    assert found["kernel-flipped"] == [[34]]
    assert found["kernel-transposed"] == [[43]]
    assert "products-not-summed" not in found


@pytest.mark.parametrize("name", sorted(conv2d.KERNELS))
def test_named_kernels_cannot_show_flipping_or_transposition(name):
    cells = conv2d.KERNELS[name].cells()[0]
    problem = from_params("conv2d", {"image": FOUR, "kernel": [list(map(plain, row)) for row in cells]})
    assert problem.state["kernel_name"] == Word(name)
    assert [mistake.name for mistake in problem.mistakes] == ["padding-added"]


def test_a_mistake_that_gives_the_right_answer_is_left_out():
    found = wrong(image=[[1, 2], [2, 5]], kernel=[[1, 2], [3, 4]])
    assert solved(image=[[1, 2], [2, 5]], kernel=[[1, 2], [3, 4]]) == [[31]]
    assert found["kernel-flipped"] == [[19]]
    assert "kernel-transposed" not in found


def test_padding_cannot_be_forgotten_where_the_bare_image_is_too_small():
    fields = {"image": [[1, 2], [3, 4]], "kernel": [[1, 0, 2], [0, 3, 0], [1, 1, 4]], "padding": 1}
    assert solved(**fields) == [[22, 13], [13, 13]]
    assert set(wrong(**fields)) == {"kernel-flipped", "kernel-transposed"}


def test_products_left_standing_only_where_windows_tile():
    kernel = [[1, 2], [3, 4]]
    assert wrong(image=FOUR, kernel=kernel, stride=2)["products-not-summed"] == [
        [2, 0, 1, 6],
        [-3, 16, 6, 0],
        [3, 2, 0, 4],
        [0, -8, 15, 4],
    ]
    assert wrong(image=[[1, 2], [3, 4]], kernel=kernel)["products-not-summed"] == [[1, 4], [9, 16]]
    for fields in (
        {"image": FOUR, "kernel": kernel},  # overlapping
        {"image": FOUR, "kernel": kernel, "stride": 2, "bias": 1},
        {"image": FOUR, "kernel": [[3]]},  # one product: nothing to sum
    ):
        assert "products-not-summed" not in wrong(**fields)


# ------------------------------------------------------------------------------------------------------ other libraries


@pytest.mark.parametrize("level", conv2d.LEVELS)
def test_scipy_agrees(level):
    for seed in SEEDS:
        problem = draw("conv2d", level, seed)
        fields = problem.params_json()
        image, kernel = channels(fields["image"]), channels(fields["kernel"])
        padded = [np.pad(channel, fields["padding"]) for channel in image]
        sums = sum(correlate2d(rows, weights, mode="valid") for rows, weights in zip(padded, kernel, strict=True))
        expected = sums[:: fields["stride"], :: fields["stride"]] + number(fields["bias"])
        assert right(problem) == pytest.approx(expected, abs=1e-9), problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", conv2d.LEVELS)
def test_pytorch_agrees(level):
    torch = pytest.importorskip("torch", reason="the PyTorch oracle group is not installed")
    for seed in SEEDS:
        problem = draw("conv2d", level, seed)
        fields = problem.params_json()
        output = torch.nn.functional.conv2d(
            torch.tensor(np.array(channels(fields["image"])))[None],
            torch.tensor(np.array(channels(fields["kernel"])))[None],
            torch.tensor([number(fields["bias"])], dtype=torch.float64),
            stride=fields["stride"],
            padding=fields["padding"],
        )
        assert right(problem) == pytest.approx(output[0, 0].numpy(), abs=1e-9), problem.id


def number(value):
    top, _, bottom = str(value).partition("/")
    return int(top) / int(bottom or 1)


def channels(value):
    planes = value if isinstance(value[0][0], list) else [value]
    return [np.array([[number(cell) for cell in row] for row in plane]) for plane in planes]


def right(problem):
    return np.array([[float(exact(cell)) for cell in row] for row in problem.parts[0].answer.rows])


# ---------------------------------------------------------------------------------------------------- quality of numbers


@pytest.mark.parametrize("level", conv2d.LEVELS)
def test_numbers_that_a_person_would_set(level):
    for seed in SEEDS:
        problem = draw("conv2d", level, seed)
        fields = problem.params_json()
        image, kernel = channels(fields["image"]), channels(fields["kernel"])
        assert image[0].shape in ({(3, 3), (4, 4), (5, 5)} if level == 3 else {(3, 3), (4, 4)})
        assert kernel[0].shape in {(2, 2), (3, 3)}
        assert fields["padding"] in (0, 1)
        assert fields["stride"] in (1, 2)
        assert (fields["bias"] != 0 or len(image) == 2) is (level == 3), problem.id
        pixels = np.array(image)
        assert np.abs(pixels).max() <= 15, problem.id
        assert (np.abs(pixels) >= 10).mean() <= 0.5, problem.id
        assert all(channel.any() for channel in (*image, *kernel))
        output = right(problem)
        assert np.abs(output).max() < 100, problem.id
        assert (output == 0).mean() <= 1 / 3, problem.id
        if output.size == 1:  # it cannot be read off the image, nor does a hint mention it by chance
            assert output[0, 0] not in (*pixels.ravel(), 0, 1, -1, 9, -9), problem.id


def test_every_named_kernel_is_drawn_and_the_mean_of_a_whole_window_is_whole():
    drawn = [draw("conv2d", level, seed) for level in conv2d.LEVELS for seed in SEEDS]
    named = [problem.state["kernel_name"].key for problem in drawn]
    for name in conv2d.KERNELS:
        assert 0.02 < named.count(name) / len(named) < 0.15
    blurred = [problem for problem, name in zip(drawn, named, strict=True) if name == "blur"]
    for problem in blurred:
        denominators = {exact(cell).denominator for row in problem.parts[0].answer.rows for cell in row}
        assert denominators <= ({1, 3} if problem.params.padding else {1}), problem.id
    assert any(problem.state["fractional"] for problem in blurred)


# ----------------------------------------------------------------------------------------------------------------- steps


def test_a_window_is_highlighted_and_its_sum_written_out():
    problem = from_params("conv2d", {"image": [[1, -2], [3, 4]], "kernel": [[5, 0], [-1, 2]], "padding": 1, "stride": 2})
    keys = [step.key for step in problem.steps]
    assert keys == ["pad", "size", "window", "window", "window", "window", "output"]
    step = problem.steps[3]
    assert (step.values["row"], step.values["column"]) == (1, 2)
    assert step.values["image"] == Grid(
        ((0, 0, 0, 0), (0, 1, -2, 0), (0, 3, 4, 0), (0, 0, 0, 0)), frozenset({(0, 2), (0, 3), (1, 2), (1, 3)})
    )
    two = Negative(Number(2))
    zero = Product((Number(0), Number(5)))
    assert step.before == Sum(
        (
            zero,
            Product((Number(0), Number(0))),
            Product((two, Negative(Number(1)))),
            Product((Number(0), Number(2))),
        )
    )
    assert step.after == Number(2)


def test_a_mean_is_written_as_one_fraction_with_the_bias_behind_it():
    problem = from_params("conv2d", {"image": [[1, 2], [3, 5]], "kernel": [["1/4"] * 2] * 2, "bias": -1})
    (step,) = [step for step in problem.steps if step.key == "window-bias"]
    pixels = Sum(tuple(map(rational, (1, 2, 3, 5))))
    assert step.before == Sum((Quotient(pixels, Number(4)), Negative(Number(1))))
    assert step.after == rational(exact(Quotient(Number(7), Number(4))))


def test_channels_are_shown_side_by_side():
    problem = from_params("conv2d", {"image": [[[1]], [[2]]], "kernel": [[[3]], [[4]]]})
    (step,) = [step for step in problem.steps if step.key == "window"]
    assert {"image_1", "image_2"} < set(step.values)
    assert exact(step.before) == 11


# -------------------------------------------------------------------------------------------------------------- refusals

GOOD = {"image": IMAGE, "kernel": [[1, 2], [3, 4]]}
REFUSED = [
    ({"kernel": [[1]]}, "image", "missing", {}),
    ({"image": IMAGE}, "kernel", "missing", {}),
    (GOOD | {"image": [[1, 2], [3]]}, "image", "matrix", {}),
    (GOOD | {"image": [[1, "x"], [3, 4]]}, "image", "number", {"value": "x"}),
    (GOOD | {"padding": -1}, "padding", "integer", {"low": 0, "high": 4, "value": -1}),
    (GOOD | {"padding": 5}, "padding", "integer", {"low": 0, "high": 4, "value": 5}),
    (GOOD | {"padding": "1/2"}, "padding", "integer", {"low": 0, "high": 4, "value": "1/2"}),
    (GOOD | {"stride": 0}, "stride", "integer", {"low": 1, "high": 4, "value": 0}),
    (GOOD | {"stride": 5}, "stride", "integer", {"low": 1, "high": 4, "value": 5}),
    (GOOD | {"bias": "b"}, "bias", "number", {"value": "b"}),
    (GOOD | {"paddding": 1}, "paddding", "unknown", {"known": "image, kernel, padding, stride, bias"}),
    (
        {"image": [[1, 2], [3, 4]], "kernel": [[1, 2, 3]] * 3},
        "kernel",
        "kernel-larger",
        {"kernel_rows": 3, "kernel_columns": 3, "rows": 2, "columns": 2},
    ),
    (
        {"image": [[1, 2]], "kernel": [[1]] * 4, "padding": 1},
        "kernel",
        "kernel-larger",
        {"kernel_rows": 4, "kernel_columns": 1, "rows": 3, "columns": 4},
    ),
    ({"image": [IMAGE, IMAGE], "kernel": [[1]]}, "kernel", "channels", {"image": 2, "kernel": 1}),
    ({"image": [[[1]]] * 4, "kernel": [[[1]]] * 4}, "image", "too-many-channels", {"most": 3}),
    ({"image": [[1] * 17], "kernel": [[1]]}, "image", "too-large", {"rows": 1, "columns": 17, "most": 16}),
    (
        {"image": [["1/101"]], "kernel": [["1/103"]]},
        "kernel",
        "denominator",
        {"denominator": 10403, "most": 10000},
    ),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_bad_parameters_are_named(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("conv2d", fields)
    assert (caught.value.field, caught.value.key, caught.value.exit_code) == (field, key, 2)
    assert values.items() <= caught.value.values.items()


def test_the_catalogue_has_a_message_for_each_refusal_of_the_family(monkeypatch, tmp_path):
    monkeypatch.setenv("COLLOQ_HOME", str(tmp_path))
    errors = entry("conv2d")["errors"]
    general = {"missing", "matrix", "number", "integer", "unknown"}
    raised = {key: values for _, _, key, values in REFUSED if key not in general}
    assert set(errors) == set(raised)
    for key, values in raised.items():
        assert placeholders(errors[key]["en"]) == placeholders(errors[key]["ru"]) == set(values)


def test_rectangular_images_and_kernels_are_allowed():
    assert solved(image=[[1, 2, 3, 4], [5, 6, 7, 8]], kernel=[[1], [1]], stride=1) == [[6, 8, 10, 12]]
    assert "kernel-transposed" not in wrong(image=[[1, 2, 3, 4], [5, 6, 7, 8]], kernel=[[1], [2]])
