"""Stress finds what is broken: every check fails on a family (or a printer) broken on purpose, and says what is wrong."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import sympy

from colloq.catalog import problem as problem_module
from colloq.catalog.family import family
from colloq.model import (
    FormulaAnswer,
    Part,
)
from colloq.notation.tree import Apply, Derivative, Negative, Number, Product, Sum, Symbol
from colloq.practice import rewrites
from colloq.practice.rewrites import rounded
from colloq.practice.stress import CHECKS, play

from .complaints import X, complaints, no_clock, with_answer

# ----------------------------------------------------------------------------------------------------------- nothing wrong


@pytest.mark.parametrize("name", ["conv2d", "derivative"])
def test_sound_families_have_no_complaints(name):
    assert complaints(name) == {}


def test_every_check_is_tried_on_some_family():
    tried = [play(name, 2, seed, no_clock).tried for name in ("derivative", "init-scale") for seed in range(5)]
    assert {check.name for check in CHECKS} == {name for one in tried for name, count in one.items() if count}


# ------------------------------------------------------------------------------------------------------------- the answers


def test_own_answer_unreadable(conv2d):
    conv2d("solve", with_answer(lambda answer: replace(answer, rows=((Symbol("qx"), Number(1)),))))
    (said,) = complaints("conv2d", only="own")
    assert said.startswith("output: unreadable (read.")
    assert said.endswith(": qx 1")


@pytest.mark.usefixtures("all_distinct")
def test_shortcut_hides_an_answer_without_value(derivative):
    nowhere = Apply("ln", (Negative(Product((X, X))),))
    derivative("solve", with_answer(lambda answer: FormulaAnswer(nowhere, {"x": next(iter(answer.symbols.values()))})))
    found = complaints("derivative")
    assert "own" not in found
    (said,) = found["without-shortcut"]
    assert said == "derivative: undecided (formula): ln(-x*x)"


def test_unicode_print_that_reads_as_something_else(monkeypatch):
    plain = rewrites.linear
    monkeypatch.setattr(rewrites, "linear", lambda tree, language="en", *, unicode=True: plain(tree) + "+1" * unicode)
    found = complaints("derivative")
    assert found.keys() == {"unicode"}
    assert found["unicode"][0].startswith("derivative: graded wrong (offset): ")
    assert found["unicode"][0].endswith("+1")


def test_russian_names_that_are_not_read(monkeypatch):
    plain = rewrites.linear
    monkeypatch.setattr(
        rewrites, "linear", lambda tree, language="en", *, unicode=True: plain(tree, unicode=unicode) + " тг" * (language == "ru")
    )
    found = complaints("derivative")
    assert found.keys() == {"russian"}
    assert found["russian"][0].startswith("derivative: unreadable (read.")


def test_latex_that_reads_as_something_else(monkeypatch):
    monkeypatch.setattr(rewrites, "latex", lambda _: r"\frac{1}{7}")
    assert complaints("derivative", only="latex") == [r"derivative: graded wrong (no mistake named): \frac{1}{7}"]
    (said,) = complaints("conv2d", only="latex")
    assert said.startswith("output: graded wrong (")
    assert r"\begin{pmatrix} \frac{1}{7} & \frac{1}{7}" in said


def test_decimals_that_are_cut(monkeypatch):
    monkeypatch.setattr(rewrites, "rounded", lambda tree, digits: rounded(tree, digits)[:-1])
    found = [said for seed in range(5) for said in complaints("init-scale", seed=seed, only="decimals")]
    assert found
    assert all("graded wrong (" in said for said in found)
    assert {"," in said for said in found} == {True, False}


def test_expansion_that_is_not_equal(monkeypatch):
    monkeypatch.setattr(sympy, "expand", lambda expression: expression + 1)
    (said,) = complaints("derivative", only="expanded")
    assert said.startswith("derivative: graded wrong (offset): ")


# ------------------------------------------------------------------------------------------------------ oracle and mistakes


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda value: value * (1 + 1e-7), "derivative: the answer is "),
        (lambda _: math.nan, "the oracle says nan"),
        (lambda _: math.inf, "the oracle says inf"),
    ],
)
def test_oracle_of_a_formula_differs(derivative, wrong, told):
    derivative("oracle", lambda found: {name: wrong(value) for name, value in found.items()})
    (said,) = complaints("derivative", only="oracle")
    assert told in said
    assert " at {'" in said


def test_oracle_of_a_matrix_differs(conv2d):
    conv2d("oracle", lambda found: {"output": [[cell + 1 for cell in row] for row in found["output"]]})
    (said,) = complaints("conv2d", only="oracle")
    assert said.startswith("output: the answer is ")


def test_oracle_has_another_shape(conv2d):
    conv2d("oracle", lambda found: {"output": [list(row)[:-1] for row in found["output"]]})
    assert complaints("conv2d", only="oracle") == ["output: the oracle has another shape"]


def test_oracle_forgets_a_part(conv2d):
    conv2d("oracle", lambda _: {})
    assert complaints("conv2d", only="oracle")[0].startswith("KeyError: 'output' (colloq.practice.stress_checks, line ")


def test_sympy_carries_out_another_derivative(derivative):
    derivative("state", lambda state: {**state, "formula": Derivative(Sum((state["formula"].argument, X)), "x")})
    (said,) = complaints("derivative", seed=1, only="sympy")
    assert ", SymPy says " in said


@pytest.mark.usefixtures("all_distinct")
def test_mistake_with_the_right_answer(conv2d):
    right = problem_module.draw("conv2d", 2, 0).parts[0].answer
    conv2d("mistakes", lambda found: (*found, replace(found[0], name="none-at-all", answer=right)))
    said = complaints("conv2d", only="mistakes")
    assert said[0].startswith("output: none-at-all: graded right: ")


@pytest.mark.usefixtures("all_distinct")
def test_mistake_under_another_name(conv2d):
    conv2d("mistakes", lambda found: (*found, replace(found[0], name="stride-ignored-again")))
    first = family("conv2d").mistakes(problem_module.draw("conv2d", 2, 0).params)[0].name
    said = complaints("conv2d", only="mistakes")
    assert said[0].startswith(f"output: stride-ignored-again: graded wrong ({first}): ")


def test_mistake_that_cannot_be_read(derivative):
    strange = Symbol("qq")
    derivative("mistakes", lambda found: tuple(replace(one, answer=replace(one.answer, tree=strange)) for one in found[:1]))
    said = [detail for failure in play("derivative", 2, 0, no_clock).failures for detail in [failure.detail]]
    assert said  # a formula in letters that the part does not have has no value at all: the draw already fails
    assert "KeyError: 'qq'" in said[0]


# ---------------------------------------------------------------------------------------------------- parts and parameters


def test_points_that_do_not_sum(conv2d):
    conv2d("solve", lambda parts: tuple(replace(part, points=9) for part in parts))
    assert complaints("conv2d", only="parts") == ["points [9] do not sum to 10"]


def test_parts_of_one_name(conv2d):
    conv2d("solve", lambda parts: tuple(replace(part, points=5) for part in parts * 2))
    assert complaints("conv2d", only="parts") == ["parts ['output', 'output']"]


def test_mistake_of_no_part(conv2d):
    conv2d("mistakes", lambda found: tuple(replace(one, part="outptu") for one in found[:1]))
    (said,) = complaints("conv2d", only="parts")
    assert said.endswith(": no part outptu with such an answer")


def test_parameter_that_is_not_written(conv2d):
    conv2d("write_params", lambda fields: {**fields, "stride": fields["stride"] + 1})
    (said,) = complaints("conv2d", only="params")
    assert " is read back as Conv2d(" in said


@pytest.mark.usefixtures("all_distinct")
def test_parts_of_another_kind(conv2d):
    conv2d("solve", lambda parts: (Part(parts[0].name, FormulaAnswer(X, {}), 10),))
    assert any(said.endswith("no part output with such an answer") for said in complaints("conv2d", only="parts"))
