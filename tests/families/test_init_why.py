"""init-why: every claim about symmetry and scale is tried out on a small network; options, explanations, refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.families import init_why
from colloq.families.init_why import QUESTIONS, STATEMENTS
from colloq.grading.grade import grade
from colloq.model import Correct, Finding, Partial, Wrong
from tests.drawn import draw

ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "sigmoid": (lambda a: 1 / (1 + np.exp(-a)), lambda h: h * (1 - h)),
    "relu": (lambda a: np.maximum(a, 0), lambda h: (h > 0).astype(float)),
}


def trained(name, first, second, steps=200, rate=0.1):
    """W, V, b, c of a network with one hidden layer after gradient descent on random mini-batches of a fixed data set."""
    f, slope = ACTIVATIONS[name]
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(40, first.shape[0])), rng.normal(1, 1, size=(40, second.shape[1]))
    first, second = first.copy(), second.copy()
    b, c = np.zeros(first.shape[1]), np.zeros(second.shape[1])
    for _ in range(steps):
        batch = rng.choice(40, 8, replace=False)
        h = f(x[batch] @ first + b)
        error = (h @ second + c - y[batch]) / len(batch)
        inner = (error @ second.T) * slope(h)
        first, second = first - rate * x[batch].T @ inner, second - rate * h.T @ error
        b, c = b - rate * inner.sum(axis=0), c - rate * error.sum(axis=0)
    return first, second, b, c


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_equal_weights_stay_equal_on_random_batches_and_random_ones_part(name):
    """zeros-bad, batches-differ, equal-gradients, constant-no-better, worth-one: the columns of W stay equal."""
    first, second, b, _ = trained(name, np.full((3, 4), 0.1), np.full((4, 1), 0.1))
    assert np.allclose(first, first[:, :1])
    assert np.allclose(second, second[:1])
    assert np.allclose(b, b[0])
    assert np.abs(first - 0.1).max() > 0.01  # they did move
    rng = np.random.default_rng(1)
    first, *_ = trained(name, rng.normal(size=(3, 4)), rng.normal(size=(4, 1)))
    assert np.ptp(first, axis=1).min() > 0.1


def test_twins_stay_equal_among_random_neurons():
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    first[:, 1], second[1] = first[:, 0], second[0]
    first, second, b, _ = trained("tanh", first, second)
    assert np.allclose(first[:, 0], first[:, 1])
    assert np.allclose(second[0], second[1])
    assert b[0] == pytest.approx(b[1])


def test_tanh_is_stuck_at_zero_and_the_sigmoid_is_not():
    zeros = np.zeros((3, 4)), np.zeros((4, 1))
    first, second, _, c = trained("tanh", *zeros)
    assert not first.any()
    assert not second.any()
    assert c.any()
    _, second, *_ = trained("sigmoid", *zeros)
    assert second.any()


def test_a_last_layer_of_zeros_stops_the_gradient():
    start = np.random.default_rng(4).normal(size=(3, 4))
    first, second, *_ = trained("tanh", start, np.zeros((4, 1)), steps=1)
    assert np.array_equal(first, start)
    assert second.any()


def test_logistic_regression_learns_from_zero_weights():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(200, 2))
    y = (x @ [2.0, -1.0] > 0).astype(float)
    w = np.zeros(2)
    for _ in range(300):
        w -= 0.5 * x.T @ (1 / (1 + np.exp(-x @ w)) - y) / 200
    assert w[0] > 0 > w[1]
    assert ((x @ w > 0) == (y > 0)).mean() > 0.97


def test_variances():
    """sum-times-n, variance-of-input, mean-adds, depth-power, half-lost, fades, saturates."""
    rng = np.random.default_rng(6)
    x, w = rng.normal(0, 2, (20000, 50)), rng.normal(0, np.sqrt(1 / 50), (20000, 50))
    assert (x * w).sum(axis=1).var() == pytest.approx(4, rel=0.05)
    assert ((x + 3) * w).sum(axis=1).var() > 2 * 4
    assert pytest.approx(0.001, rel=0.05) == 0.5**10
    z = rng.normal(size=100_000)
    assert (np.maximum(z, 0) ** 2).mean() == pytest.approx(0.5, rel=0.03)
    signal = {scale: rng.normal(size=100) for scale in (0.01, 100.0)}
    for scale, start in signal.items():
        for _ in range(5):
            start = np.tanh(start @ rng.normal(0, np.sqrt(scale / 100), (100, 100)))  # noqa: PLW2901 - layer after layer
        signal[scale] = start
    assert np.abs(signal[0.01]).max() < 1e-3
    assert np.median(1 - signal[100.0] ** 2) < 1e-2


def test_options_and_statements_of_draws():
    for level in init_why.LEVELS:
        for seed in range(200):
            params = draw("init-why", level, seed).params
            right = QUESTIONS[params.question][0]
            assert right in params.options
            assert len(set(params.options)) == 4
            assert set(params.options) <= set(QUESTIONS[params.question])
            assert all(len({*pair} & set(params.statements)) <= 1 for pair in STATEMENTS[level])
            assert not {*init_why._ANSWERS.get(params.question, ())} & {
                init_why._INSTEAD.get(statement, statement) for statement in params.statements
            }


def test_ten_draws_differ():
    for level in init_why.LEVELS:
        assert len({json.dumps(draw("init-why", level, seed).params_json()) for seed in range(10)}) == 10


def verdict(problem, part, text):
    return grade(problem.part(part).answer, text, mistakes=[m for m in problem.mistakes if m.part == part]).verdict


def test_choices_are_graded_and_wrong_options_explained():
    problem = from_params(
        "init-why",
        {
            "question": "zeros",
            "options": "only-slow, stay-equal, division-by-zero",
            "statements": "zero-biases-fine, scale-free, scale-matters, batches-differ",
        },
    )
    assert verdict(problem, "reason", "b") == Correct()
    assert verdict(problem, "reason", "б") == Correct()
    assert verdict(problem, "reason", "a") == Wrong(Finding("only-slow"))
    assert verdict(problem, "statements", "a c") == Correct()
    assert verdict(problem, "statements", "a b c") == Partial(0.5, mistake=Finding("scale-free"))
    assert verdict(problem, "statements", "d") == Wrong(Finding("batches-differ"))


def test_every_wrong_option_has_an_explanation_and_every_option_a_text():
    texts = entry("init-why")
    wrong = {option for options in QUESTIONS.values() for option in options[1:]}
    wrong |= {pair[1] for pairs in STATEMENTS.values() for pair in pairs}
    assert set(texts["mistakes"]) == wrong
    right = {options[0] for options in QUESTIONS.values()} | {pair[0] for pairs in STATEMENTS.values() for pair in pairs}
    assert set(texts["words"]) == wrong | right | {f"ask-{question}" for question in QUESTIONS}
    assert all(not text[language].endswith(".") for key, text in texts["words"].items() if key[:4] != "ask-" for language in text)


REFUSED = [
    ({"question": "ones"}, "question", "word"),
    ({"question": "zeros", "options": "only-slow, momentum"}, "options", "word"),
    ({"question": "zeros", "options": "only-slow, already-minimum"}, "options", "right-missing"),
    ({"question": "zeros", "options": "stay-equal"}, "options", "right-missing"),
    ({"question": "zeros", "options": "stay-equal, stay-equal"}, "options", "key-twice"),
    ({"question": "zeros", "statements": "scale-free"}, "statements", "none-true"),
    ({"question": "zeros", "statements": "nonsense"}, "statements", "word"),
]


@pytest.mark.parametrize(("fields", "field", "key"), REFUSED)
def test_refused(fields, field, key):
    with pytest.raises(ParameterError) as caught:
        from_params("init-why", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
