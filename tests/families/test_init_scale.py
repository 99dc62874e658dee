"""init-scale: tables by hand, mistakes, refusals, how the layer is typed."""

from __future__ import annotations

import math

import pytest

from colloq.catalog.load import entry
from colloq.catalog.problem import from_params
from colloq.errors import ParameterError
from colloq.exact.decimals import places, significant
from colloq.families import init_scale
from colloq.grading.grade import grade
from colloq.grading.number import as_float
from colloq.model import Correct, Finding, Wrong
from colloq.notation.linear import linear
from colloq.notation.read import read_formula
from colloq.texts import placeholders
from tests.drawn import draw

CONVOLUTION = {"kernel": 3, "in": 16, "out": 32}

TABLE = [
    ({"rule": "lecun", "fan_in": 144}, {"std": "1/12"}),
    ({"rule": "lecun", "fan_in": 300, "ask": "variance"}, {"variance": "1/300"}),
    ({"rule": "1/sqrt(n)", "fan_in": 25, "ask": "std"}, {"std": "0.2"}),
    ({"rule": "he", "fan_in": 300}, {"std": "√6/30"}),
    ({"rule": "he", "fan_in": 300, "fan_out": 100, "ask": "variance"}, {"variance": "1/150"}),
    ({"rule": "he", "fan_in": 50, "ask": "variance, std"}, {"variance": "1/25", "std": "1/5"}),
    ({"rule": "kaiming", "fan_in": 8}, {"std": "1/2"}),
    ({"rule": "glorot", "fan_in": 300, "fan_out": 100}, {"std": "√2/20"}),
    ({"rule": "Xavier", "fan_in": 30, "fan_out": 20, "ask": ["variance", "std"]}, {"variance": "1/25", "std": "1/5"}),
    ({"rule": "he", "layer": CONVOLUTION, "ask": "fan-in, std"}, {"fan-in": "144", "std": "√2/12"}),
    ({"rule": "lecun", "layer": "5x5, 4 -> 8", "ask": "fan-in, std"}, {"fan-in": "100", "std": "1/10"}),
    (
        {"rule": "glorot", "layer": "3x3, 16 -> 32", "ask": "fan-in, fan-out, variance, std"},
        {"fan-in": "144", "fan-out": "288", "variance": "1/216", "std": "√6/36"},
    ),
    ({"rule": "he", "layer": "1×1, 8→2"}, {"std": "1/2"}),
]


@pytest.mark.parametrize(("fields", "expected"), TABLE)
def test_by_hand(fields, expected):
    problem = from_params("init-scale", fields)
    assert [part.name for part in problem.parts] == list(expected)
    for part in problem.parts:
        assert grade(part.answer, expected[part.name], mistakes=problem.mistakes).verdict == Correct(), part.name


@pytest.mark.parametrize("text", ["√(2/300)", "0.0816", "0,0816", r"\sqrt{\frac{2}{300}}", "8.16e-2", "1/sqrt(150)"])
def test_a_root_is_right_in_any_form(text):
    (part,) = from_params("init-scale", {"rule": "he", "fan_in": 300}).parts
    assert grade(part.answer, text).verdict == Correct()


def test_a_rounded_root_needs_three_digits():
    (part,) = from_params("init-scale", {"rule": "he", "fan_in": 300}).parts
    verdict = grade(part.answer, "0.082").verdict
    assert isinstance(verdict, Wrong)
    assert (verdict.free, verdict.mistake) == (True, Finding("digits", general=True, values={"digits": 3}))


def wrong(**fields):
    return {
        (mistake.part, mistake.name): as_float(mistake.answer.value) for mistake in from_params("init-scale", fields).mistakes
    }


def test_each_mistake_by_hand():
    dense = wrong(rule="he", fan_in=300, fan_out=50)
    assert dense == pytest.approx(
        {
            ("std", "variance-for-std"): 1 / 150,
            ("std", "two-forgotten"): math.sqrt(1 / 300),
            ("std", "fan-out-for-fan-in"): math.sqrt(2 / 50),
        }
    )
    assert wrong(rule="lecun", fan_in=25, fan_out=4, ask="variance") == pytest.approx(
        {
            ("variance", "std-for-variance"): 1 / 5,
            ("variance", "two-added"): 2 / 25,
            ("variance", "fan-out-for-fan-in"): 1 / 4,
        }
    )
    assert wrong(rule="glorot", layer="3x3, 16 -> 32", ask="fan-in, fan-out, std") == pytest.approx(
        {
            ("fan-in", "kernel-area-forgotten"): 16,
            ("fan-in", "kernel-side-only"): 48,
            ("fan-in", "other-fan"): 288,
            ("fan-out", "kernel-area-forgotten"): 32,
            ("fan-out", "kernel-side-only"): 96,
            ("fan-out", "other-fan"): 144,
            ("std", "variance-for-std"): 2 / 432,
            ("std", "two-forgotten"): math.sqrt(1 / 432),
            ("std", "one-fan-only"): math.sqrt(2 / 144),
            ("std", "kernel-area-forgotten"): math.sqrt(2 / 48),
            ("std", "kernel-side-only"): math.sqrt(2 / 144),
        }
    )


def test_mistakes_that_these_parameters_cannot_show_are_absent():
    assert set(wrong(rule="lecun", layer="1x1, 4 -> 4", ask="fan-in, std")) == {("std", "variance-for-std"), ("std", "two-added")}
    assert set(wrong(rule="lecun", fan_in=1)) == {("std", "two-added")}
    assert set(wrong(rule="he", fan_in=2, ask="variance")) == {("variance", "two-forgotten")}
    assert set(wrong(rule="he", fan_in=10)) == {("std", "variance-for-std"), ("std", "two-forgotten")}


GLOROT = {"rule": "glorot", "fan_in": 3, "fan_out": 4}
REFUSED = [
    ({"fan_in": 3}, "rule", "rule-unknown", {"value": ""}),
    ({"rule": "uniform", "fan_in": 3}, "rule", "rule-unknown", {"value": "uniform"}),
    ({"rule": "he"}, "fan_in", "missing", {"field": "fan_in"}),
    ({"rule": "he", "fan_in": 0}, "fan_in", "integer", {"low": 1, "high": 10**6, "value": 0}),
    ({"rule": "he", "fan_in": -3}, "fan_in", "integer", {"low": 1, "high": 10**6, "value": -3}),
    ({"rule": "he", "fan_in": "1/2"}, "fan_in", "integer", {"low": 1, "high": 10**6, "value": "1/2"}),
    ({"rule": "he", "fan_in": "many"}, "fan_in", "number", {"value": "many"}),
    ({"rule": "glorot", "fan_in": 3}, "fan_out", "glorot-needs-fan-out", {}),
    ({"rule": "he", "layer": "3 by 3"}, "layer", "layer-unread", {"value": "3 by 3"}),
    ({"rule": "he", "layer": {"kernel": 3, "in": 16}}, "layer", "layer-unread", {"value": {"kernel": 3, "in": 16}}),
    ({"rule": "he", "layer": "3x5, 16 -> 32"}, "layer", "layer-square", {}),
    ({"rule": "he", "layer": "3x3, 0 -> 32"}, "layer", "layer-range", {}),
    ({"rule": "he", "layer": "101x101, 1 -> 2"}, "layer", "layer-range", {}),
    ({"rule": "he", "layer": {"kernel": True, "in": 1, "out": 2}}, "layer", "layer-range", {}),
    ({"rule": "he", "layer": CONVOLUTION, "fan_in": 16}, "fan_in", "fan-disagrees", {"fan": 144}),
    ({"rule": "he", "layer": CONVOLUTION, "fan_out": 144}, "fan_out", "fan-disagrees", {"fan": 288}),
    ({**GLOROT, "ask": "fan-in, std"}, "ask", "fan-is-given", {}),
    ({"rule": "he", "layer": CONVOLUTION, "ask": "fan-out, std"}, "ask", "fan-out-unused", {}),
    ({"rule": "he", "layer": CONVOLUTION, "ask": "fan-in"}, "ask", "no-scale-asked", {}),
    ({**GLOROT, "ask": "bias"}, "ask", "word", {"value": "bias", "allowed": "fan-in, fan-out, variance, std"}),
    ({**GLOROT, "gain": 2}, "gain", "unknown", None),
]


@pytest.mark.parametrize(("fields", "field", "key", "values"), REFUSED)
def test_refused(fields, field, key, values):
    with pytest.raises(ParameterError) as caught:
        from_params("init-scale", fields)
    assert (caught.value.field, caught.value.key) == (field, key)
    if values is not None:
        assert {name: value for name, value in caught.value.values.items() if name != "field"} == {
            name: value for name, value in values.items() if name != "field"
        }


def test_the_texts_of_errors_are_those_that_are_raised():
    own = {key for _, _, key, _ in REFUSED} - {"missing", "integer", "number", "word", "unknown"}
    texts = entry("init-scale")["errors"]
    assert set(texts) == own
    for _, _, key, values in REFUSED:
        if key in texts:
            assert placeholders(texts[key]["en"]) == placeholders(texts[key]["ru"]) <= set(values or ())


def test_fans_that_agree_with_the_layer_are_admitted():
    both = from_params("init-scale", {"rule": "he", "layer": CONVOLUTION, "fan_in": 144, "fan_out": 288})
    assert both.params == from_params("init-scale", {"rule": "he", "layer": "3x3, 16 -> 32"}).params
    assert both.params_json() == {"rule": "he", "layer": CONVOLUTION, "ask": "std"}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_draws_can_be_done_by_hand(level):
    for seed in range(100):
        params = draw("init-scale", level, seed).params
        outside, inside = init_scale._root(init_scale._variance(params))
        assert inside in ((1,) if level == 1 else (1, 2, 3, 5, 6, 7, 10))
        assert (params.layer is None) == (level < 3)
        assert outside.numerator * outside.denominator < 5000
        assert params.fan_in != params.fan_out


@pytest.mark.parametrize(
    ("text", "digits", "shown"),
    [
        ("√(2/300)", 3, "0.0816"),
        ("1/8", 3, "0.125"),
        ("1/5", 3, "0.200"),
        ("-2/3", 2, "-0.67"),
        ("1000/3", 3, "333"),
        ("0", 3, "0"),
    ],
)
def test_decimals_are_rounded_to_significant_digits(text, digits, shown):
    assert linear(significant(read_formula(text, ()).tree, digits)) == shown


def test_decimals_are_rounded_to_places():
    assert linear(places(read_formula("tanh(3/2)", ()).tree, 3)) == "0.905"
    assert linear(places(read_formula("-1/8", ()).tree, 2)) == "-0.13"
