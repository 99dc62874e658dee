"""Stress finds steps that are not true, hints that give the answer away, and texts that lack something."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from colloq.catalog import problem as problem_module
from colloq.catalog import render
from colloq.catalog.family import family
from colloq.model import (
    POSITIVE,
    REAL,
    ChoiceAnswer,
    FormulaAnswer,
    Grid,
    MatchingAnswer,
    MatrixAnswer,
    MatrixFormulaAnswer,
    NumberAnswer,
    OrderingAnswer,
    Part,
    RubricAnswer,
    Step,
    Table,
    Word,
)
from colloq.notation.build import rational
from colloq.notation.tree import Apply, Derivative, Negative, Number, Product, Sum, Symbol
from colloq.practice.rewrites import written
from colloq.practice.stress_checks import is_answer

from .complaints import X, complaints

# ------------------------------------------------------------------------------------------------------- steps and hints


def test_step_that_is_not_true(derivative):
    derivative("explain", lambda steps: (Step(steps[0].key, steps[0].values, Derivative(X, "x"), Number(2)), *steps))
    (said,) = complaints("derivative", only="steps")
    assert said.startswith("step 1 (")
    assert said.endswith(" is not 2")


def test_step_without_the_answer(conv2d):
    conv2d("explain", lambda steps: steps[:-1])
    assert complaints("conv2d", only="steps") == [
        "no step states the answer of output",
        f"the last step ({family('conv2d').explain(problem_module.draw('conv2d', 2, 0).params)[-1].key}) does not state an answer",
    ]


def test_answer_before_the_last_step(conv2d):
    conv2d("explain", lambda steps: (steps[-1], steps[0]))
    (said,) = complaints("conv2d", only="steps")
    assert said.startswith("the last step (")


def test_no_steps_at_all(conv2d):
    conv2d("explain", lambda _: ())
    assert complaints("conv2d", only="steps")[-1] == "the last step (none) does not state an answer"


def test_one_hint_only(conv2d):
    conv2d("hints", lambda hints: hints[:1])
    assert complaints("conv2d", only="hints") == ["1 hints"]


def test_hint_that_shows_the_answer(conv2d):
    answer = problem_module.draw("conv2d", 2, 0).parts[0].answer
    cells = tuple(tuple(Fraction(written(MatrixAnswer(((cell,),)))) for cell in row) for row in answer.rows)
    conv2d("hints", lambda hints: (hints[0], replace(hints[1], values={**hints[1].values, "output": Grid(cells)})))
    (said,) = complaints("conv2d", only="hints")
    assert said.startswith("hint 2 (")
    assert said.endswith(" contains the answer of output")


def test_hint_that_shows_an_equal_formula(derivative):
    def give_away(hints):
        answer = problem_module.draw("derivative", 2, 0).parts[0].answer
        return (
            replace(hints[0], values={**hints[0].values, "more": Sum((Number(1), answer.tree, Negative(Number(1))))}),
            hints[1],
        )

    derivative("hints", give_away)
    (said,) = complaints("derivative", only="hints")
    assert said.startswith("hint 1 (")


def test_hint_that_says_the_answer(texts_of):
    answer = written(problem_module.draw("conv2d", 2, 0).parts[0].answer)

    def tell(broken):
        for hint in broken["hints"].values():
            hint["ru"] += f" Ответ: {answer}."

    texts_of("conv2d", tell)
    assert len(complaints("conv2d", only="hints")) == 2


@pytest.mark.parametrize(
    ("value", "answer", "same"),
    [
        (Grid(((1, Fraction(1, 2)),)), MatrixAnswer(((Number(1), rational(Fraction(1, 2))),)), True),
        (Grid(((1, 2), (3, 4))), MatrixAnswer(((Number(1), Number(2)),)), False),
        (Grid(((X, Number(2)),)), MatrixAnswer(((X, Number(2)),), {"x": REAL}), True),
        (Grid(((1,),)), NumberAnswer(Number(1)), False),
        (Fraction(1, 2), NumberAnswer(Apply("sqrt", (rational(Fraction(1, 4)),))), True),
        ((3, Fraction(1, 2)), NumberAnswer(rational(Fraction(1, 2))), True),
        (True, NumberAnswer(Number(1)), False),
        ("1", NumberAnswer(Number(1)), False),
        (Word("one"), NumberAnswer(Number(1)), False),
        (2, FormulaAnswer(Sum((X, X)), {"x": POSITIVE}), False),
        (Product((Number(2), X)), FormulaAnswer(Sum((X, X)), {"x": POSITIVE}), True),
        (Derivative(Product((X, X)), "x"), FormulaAnswer(Product((Number(2), X)), {"x": POSITIVE}), False),
        (Symbol("y"), FormulaAnswer(X, {"x": POSITIVE}), False),
        (Product((X, X)), MatrixFormulaAnswer(Product((X, X)), {"x": (2, 2)}), True),
        (X, ChoiceAnswer(("one",), frozenset({"one"})), False),
        (Word("one"), ChoiceAnswer(("one", "two"), frozenset({"one"})), True),
        (Word("two"), ChoiceAnswer(("one", "two"), frozenset({"one"})), False),
        ((Word("two"), Word("one")), ChoiceAnswer(("one", "two", "three"), frozenset({"one", "two"}), several=True), True),
        (Word("one"), ChoiceAnswer(("one", "two", "three"), frozenset({"one", "two"}), several=True), False),
        ((Word("one"), Word("two")), OrderingAnswer(("one", "two"), ("two", "one")), True),
        ((Word("two"), Word("one")), OrderingAnswer(("one", "two"), ("two", "one")), False),
        (Table(("left", "right"), ((Word("one"), Word("two")),)), MatchingAnswer(("one",), ("two",), {"one": "two"}), True),
        (Table(("left", "right"), ((Word("one"), Word("one")),)), MatchingAnswer(("one",), ("two",), {"one": "two"}), False),
        (((Word("one"), Word("two")),), MatchingAnswer(("one",), ("two",), {"one": "two"}), True),
        (Word("one"), MatchingAnswer(("one",), ("two",), {"one": "two"}), False),
    ],
)
def test_which_value_is_the_answer(value, answer, same):
    assert is_answer(value, answer) is same


def test_prose_and_choices_have_no_oracle(conv2d):
    conv2d("solve", lambda parts: (*(replace(part, points=8) for part in parts), Part("why", RubricAnswer({"point": 2}), 2)))
    found = complaints("conv2d")
    assert found.keys() == {"texts"}  # the new part has no prompt
    assert found["texts"][0] == "prompt of why (en): no text for why"


# ----------------------------------------------------------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("section", "told"),
    [("steps", "no text for "), ("hints", "no text for "), ("mistakes", "no text for "), ("parts", "no text for output")],
)
def test_missing_text(texts_of, section, told):
    texts_of("conv2d", lambda broken: broken[section].clear())
    said = complaints("conv2d", only="texts")
    assert any(f"(en): {told}" in line for line in said), said
    assert any(f"(ru): {told}" in line for line in said), said


def test_value_that_the_family_does_not_give(texts_of):
    def misspell(broken):
        broken["parts"]["output"]["prompt"]["ru"] += " {pading}"

    texts_of("conv2d", misspell)
    assert complaints("conv2d", only="texts") == ["prompt of output (ru): unfilled: Найдите матрицу на выходе слоя. {pading}"]


def test_step_value_that_the_family_does_not_give(conv2d):
    conv2d("explain", lambda steps: (Step("size"), *steps[-1:]))
    assert complaints("conv2d", only="texts") == [
        "steps.size (en): the family gives no value columns",
        "steps.size (ru): the family gives no value columns",
    ]


def test_unknown_word(conv2d):
    conv2d("state", lambda state: {**state, "kernel_name": Word("kernle")})
    assert "statement (en): no text for kernle" in complaints("conv2d", only="texts")


def test_truth_value_in_a_sentence(conv2d):
    conv2d("state", lambda state: {**state, "stride": True})
    said = complaints("conv2d", only="texts")
    assert any(line.startswith("statement (en): shows True: ") for line in said)


def test_line_that_does_not_fit_the_screen(monkeypatch):
    monkeypatch.setattr(render, "_block_lines", lambda *_, **__: ["x" * 97])
    assert "statement (en): a line of 97 columns" in complaints("conv2d", only="texts")


def test_empty_text(texts_of):
    def empty(broken):
        broken["parts"]["output"]["prompt"]["en"] = "  "

    texts_of("conv2d", empty)
    assert complaints("conv2d", only="texts") == ["prompt of output (en): nothing is said"]
