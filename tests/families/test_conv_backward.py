"""conv-backward: the guide's formulas, gradients by hand, by SciPy and by PyTorch, mistakes, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, MatrixAnswer, Partial, Wrong
from tests.drawn import draw

PLAIN = {"image": "1 2 3; 4 5 6; 7 8 9", "kernel": "1 2; 3 4", "upstream": "1 0; 0 2"}
GUIDE = {
    "image": "-1 0 3; 3 5 2; 1 1 4", "kernel": "-1 2; 1 2", "upstream": "1 2; -1 -3", "weight": 2, "cell": 5,
    "ask": "kernel-formula, kernel, input-formula, input",
}  # fmt: skip
BARE = {name: GUIDE[name] for name in ("image", "kernel", "upstream")}
TABLE = [
    (PLAIN, {"kernel": "11 14; 20 23", "input": "1 2 0; 3 6 4; 0 6 8"}),
    (
        GUIDE,
        {
            "kernel-formula": "dE/dG1 V2 + dE/dG2 V3 + dE/dG3 V5 + dE/dG4 V6",
            "kernel": "-19 -5; 9 -4",
            "input-formula": "dE/dG1 W4 + dE/dG2 W3 + dE/dG3 W2 + dE/dG4 W1",
            "input": "-1 0 4; 2 5 -2; -1 -5 -6",
        },
    ),
    ({**BARE, "cell": 2, "ask": "input-formula"}, {"input-formula": "∂E/∂G_1 W_2 + ∂E/∂G_2 W_1"}),
    ({**BARE, "cell": 9, "ask": "input-formula"}, {"input-formula": "dL/dG4 W4"}),
    ({**BARE, "weight": 1, "ask": "kernel-formula"}, {"kernel-formula": "dError/dG1 V1 + dE/dG2 V2 + dL/dG3 V4 + dE/dG4 V5"}),
    ({"image": "1 2 3 4", "kernel": "1 2", "upstream": "1 2 3"}, {"kernel": "14 20", "input": "1 4 7 6"}),
    ({"image": "1 2; 3 4", "kernel": "1/2", "upstream": "1 2; 3 4"}, {"kernel": "30", "input": "1/2 1; 3/2 2"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("conv-backward", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


@pytest.mark.parametrize(
    ("part", "text", "name"),
    [
        ("kernel-formula", "dE/dG4 V2 + dE/dG3 V3 + dE/dG2 V5 + dE/dG1 V6", "gradient-turned"),
        ("kernel-formula", "(dE/dG1 + dE/dG2 + dE/dG3 + dE/dG4) W2", "kernel-for-image"),
        ("kernel-formula", "dE/dG1 V2", "one-term-only"),
        ("kernel-formula", "V2 + V3 + V5 + V6", "upstream-forgotten"),
        ("input-formula", "dE/dG1 W1 + dE/dG2 W2 + dE/dG3 W3 + dE/dG4 W4", "kernel-not-turned"),
        ("input-formula", "(dE/dG1 + dE/dG2 + dE/dG3 + dE/dG4) V5", "image-for-kernel"),
        ("input-formula", "W1 + W2 + W3 + W4", "upstream-forgotten"),
        ("kernel", "-4 9; -5 -19", "result-turned"),
        ("kernel", "-19 9; -5 -4", "transposed"),
        ("kernel", "7 10; 10 12", "upstream-forgotten"),
        ("kernel", "-1 0; 3 5", "one-output-only"),
        ("input", "2 5 2; 0 -4 -5; -2 -5 3", "kernel-not-turned"),
        ("input", "-1 -2 4; 1 3 -6; -1 -3 -6", "overwritten"),
        ("input", "-1 1 2; 0 4 4; 1 3 2", "upstream-forgotten"),
        ("input", "1 3 2; 0 -1 -1; -1 -4 -3", "kernel-forgotten"),
        ("input", "5", "frame-forgotten"),
    ],
)
def test_each_mistake_by_hand(part, text, name):
    problem = from_params("conv-backward", GUIDE)
    found = grade(problem.part(part).answer, text, seed="x", mistakes=[m for m in problem.mistakes if m.part == part]).verdict
    assert isinstance(found, Wrong | Partial)
    assert found.mistake == Finding(name)


def test_a_cell_at_the_edge_is_not_seen_by_all_outputs():
    problem = from_params("conv-backward", {**BARE, "cell": 2, "ask": "input-formula"})
    (part,) = problem.parts
    text = "dE/dG1 W1 + dE/dG2 W2 + dE/dG3 W3 + dE/dG4 W4"
    assert grade(part.answer, text, mistakes=problem.mistakes).verdict.mistake == Finding("all-outputs")


REFUSED = [
    ({**PLAIN, "kernel": "1 2 3 4"}, "kernel", "kernel-larger", {"rows": 3, "columns": 3}),
    ({**PLAIN, "upstream": "1 2 3; 4 5 6"}, "upstream", "upstream-shape", {"rows": 2, "columns": 2}),
    ({**PLAIN, "upstream": "0 0; 0 0"}, "upstream", "no-gradient", {}),
    ({**PLAIN, "image": "1 2 3 4 5 6 7"}, "image", "too-large", {"rows": 1, "columns": 7, "most": 6}),
    ({**PLAIN, "weight": 2}, "weight", "number-unused", {"part": "kernel-formula"}),
    ({**PLAIN, "cell": 2}, "cell", "number-unused", {"part": "input-formula"}),
    ({**GUIDE, "weight": 5}, "weight", "integer", {"low": 1, "high": 4}),
    ({**PLAIN, "ask": "input-formula"}, "cell", "missing", {}),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("conv-backward", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    assert values.items() <= caught.value.values.items()


def numbers(answer):
    return [[as_float(cell) for cell in row] for row in answer.rows]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_oracle_and_scipy_agree_on_200_seeds(level):
    at = {f"{letter}{number}": (number * 7 % 5) + 0.5 for letter in ("V", "W", "dE/dG") for number in range(1, 17)}
    for seed in range(200):
        problem = draw("conv-backward", level, seed)
        image, kernel, upstream = (
            np.array(array.channels[0], dtype=float)
            for array in (problem.params.image, problem.params.kernel, problem.params.upstream)
        )
        found = problem.family.oracle(problem.params, at)
        assert found["kernel"] == correlate2d(image, upstream, "valid").tolist()
        assert found["input"] == convolve2d(upstream, kernel, "full").tolist()
        for part in problem.parts:
            if isinstance(part.answer, MatrixAnswer):
                assert numbers(part.answer) == found[part.name], problem.id


@pytest.mark.torch
@pytest.mark.parametrize("level", [2, 3])
def test_gradients_are_those_of_pytorch(level):
    torch = pytest.importorskip("torch")
    for seed in range(40):
        problem = draw("conv-backward", level, seed)
        arrays = (problem.params.image, problem.params.kernel, problem.params.upstream)
        image, kernel, upstream = (torch.tensor([array.channels], dtype=torch.float64) for array in arrays)
        image.requires_grad_()
        kernel.requires_grad_()
        torch.nn.functional.conv2d(image, kernel).backward(upstream)
        assert numbers(problem.part("kernel").answer) == kernel.grad[0, 0].tolist()
        assert numbers(problem.part("input").answer) == image.grad[0, 0].tolist()
