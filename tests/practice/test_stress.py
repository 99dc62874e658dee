"""Stress finds what is broken: every check fails on a family (or a printer) broken on purpose, and says what is wrong."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import math
import pickle
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy

from colloq.catalog import problem as problem_module
from colloq.catalog import render
from colloq.catalog.family import family
from colloq.catalog.load import entry
from colloq.cli.main import run
from colloq.grading.grade import grade
from colloq.model import (
    POSITIVE,
    REAL,
    ChoiceAnswer,
    Correct,
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
from colloq.notation.tree import Apply, Constant, Derivative, Negative, Number, Power, Product, Sum, Symbol, Transpose
from colloq.practice import rewrites
from colloq.practice.rewrites import expanded, in_decimals, in_latex, in_russian, in_unicode, rounded, written
from colloq.practice.stress import CHECKS, COLUMNS, Check, Failure, Play, as_json, play, stress, summary
from colloq.practice.stress_checks import is_answer

X = Symbol("x")


def no_clock():
    return 0.0


def complaints(name, level=2, seed=0, only=None):
    """What stress says of one problem, by check."""
    found = {}
    for failure in play(name, level, seed, no_clock).failures:
        found.setdefault(failure.check, []).append(failure.detail)
    return found if only is None else found.get(only, [])


def changed(module, monkeypatch, function, change):
    """Passes what a function of a family gives through `change`."""
    original = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *arguments: change(original(*arguments)))


def with_answer(answer):
    return lambda parts: tuple(replace(part, answer=answer(part.answer)) for part in parts)


@pytest.fixture
def conv2d(monkeypatch):
    def change(function, how):
        changed(family("conv2d"), monkeypatch, function, how)

    return change


@pytest.fixture
def derivative(monkeypatch):
    def change(function, how):
        changed(family("derivative"), monkeypatch, function, how)

    return change


@pytest.fixture
def texts_of(monkeypatch):
    """Changes the catalogue entry of a family."""

    def change(name, how):
        broken = copy.deepcopy(entry(name))
        how(broken)
        monkeypatch.setattr(problem_module, "entry", lambda asked: broken if asked == name else entry(asked))

    return change


@pytest.fixture
def all_distinct(monkeypatch):
    """Lets problems be drawn whose mistakes coincide; the draw itself would throw them away."""
    monkeypatch.setattr(problem_module, "distinct", lambda *_: True)


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


# ------------------------------------------------------------------------------------------------------------- the machine


def test_family_that_finds_no_problem(monkeypatch):
    monkeypatch.setattr(family("conv2d"), "sample", lambda *_: None)
    assert complaints("conv2d") == {"draw": [f"AssertionError: conv2d:2@0: no good problem in 2000 draws{where()}"]}
    assert summary("conv2d", 2, [play("conv2d", 2, 0, no_clock)]).failed_in("own") == 0


def where():
    lines, start = inspect.getsourcelines(problem_module.attempts)
    return f" (colloq.catalog.problem, line {start + len(lines) - 1})"


def test_crash_names_the_place(monkeypatch):
    def explain(_):
        return 1 / 0

    monkeypatch.setattr(family("conv2d"), "explain", explain)
    for check in ("steps", "texts"):
        assert complaints("conv2d", only=check)[-1].startswith("ZeroDivisionError: division by zero (")


def test_counts_over_many_seeds():
    plays = [
        Play("f:1@0", {"own": 2}, (), params="a", skeleton="s", mistakes=("m", "n"), rejected=3, seconds=0.5),
        Play("f:1@1", {"own": 1}, (Failure("f:1@1", "own", "no"),), params="b", skeleton="s", mistakes=("m",), seconds=0.25),
        Play("f:1@2", {"own": 1}, (), params="a", skeleton="t", seconds=0.125),
        Play("f:1@3", {"draw": 1}, (Failure("f:1@3", "draw", "none"),)),
    ]
    row = summary("f", 1, plays)
    assert (row.seeds, row.different, row.skeletons, row.median) == (4, 2, 2, 0.25)
    assert row.rejected == 0.5
    assert row.slowest == ("f:1@0", 0.5)
    assert row.mistakes == {"m": 2 / 3, "n": 1 / 3}
    assert (row.tried_in("own"), row.failed_in("own")) == (4, 1)
    data = as_json([row])
    assert data["ok"] is False
    assert data["rows"][0]["failed"] == {"own": 1, "draw": 1}
    assert data["rows"][0]["slowest_ms"] == 500.0
    assert data["failures"][0] == {"problem": "f:1@1", "check": "own", "detail": "no"}


def test_draws_are_timed_and_counted():
    ticks = iter(range(100))
    one = play("derivative", 3, 5, lambda: next(ticks), checks=())
    assert one.seconds == 1
    assert one.rejected == sum(params is None for params in problem_module.attempts("derivative", 3, 5))
    assert json.loads(one.params) == problem_module.draw("derivative", 3, 5).params_json()


def test_results_can_be_sent_to_another_process():
    one = play("conv2d", 1, 1, no_clock)
    assert pickle.loads(pickle.dumps(one)) == one
    assert dataclasses.is_dataclass(one)


def test_levels_can_be_chosen():
    assert [(row.family, row.level) for row in stress(("conv2d", "derivative"), 1, no_clock, (2,))] == [
        ("conv2d", 2),
        ("derivative", 2),
    ]


def test_names_of_checks_are_their_own():
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert {check.column for check in CHECKS} == set(COLUMNS)
    assert all(isinstance(check, Check) for check in CHECKS)


# --------------------------------------------------------------------------------------------------------------- rewrites


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(2, 3), "0.667"),
        (Fraction(49987, 100000), "0.500"),
        (Fraction(-1, 300), "-0.00333"),
        (Fraction(24691, 20), "1235"),
        (Fraction(0), "0"),
        (Fraction(25, 2), "12.5"),
        (Fraction(1, 3 * 10**8), "3.33e-09"),
    ],
)
def test_rounding(value, text):
    assert rounded(rational(value), 3) == text


def test_decimals_of_whole_numbers_are_not_written():
    assert list(in_decimals(MatrixAnswer(((Number(1), Number(2)),)))) == []
    assert list(in_decimals(MatrixAnswer(((rational(Fraction(1, 2)), Number(2)),)))) == ["0,500 2,00", "0.500 2.00"]
    assert list(in_decimals(MatrixAnswer(((rational(Fraction(1, 2)), Number(2)),), exact=True))) == []


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (ChoiceAnswer(("one", "two", "three"), frozenset({"three", "one"}), several=True), "a c"),
        (OrderingAnswer(("first", "second", "third"), ("third", "first", "second")), "b c a"),
        (MatchingAnswer(("one", "two"), ("due", "uno"), {"one": "uno", "two": "due"}), "1b 2a"),
        (MatrixFormulaAnswer(Product((Transpose(X), Symbol("dz"))), {"x": (1, 2), "dz": (1, 3)}), "x^T*dz"),
        (NumberAnswer(rational(Fraction(-2, 3))), "-2/3"),
    ],
)
def test_every_kind_of_answer_is_written_as_it_is_read(answer, text):
    assert written(answer) == text
    assert isinstance(grade(answer, text).verdict, Correct)
    for rewrite in (in_unicode, in_latex):
        assert all(isinstance(grade(answer, other).verdict, Correct) for other in rewrite(answer))


def test_prose_is_not_written():
    assert written(RubricAnswer({"point": 2})) is None
    assert [*in_unicode(RubricAnswer({})), *in_latex(RubricAnswer({})), *in_russian(RubricAnswer({}))] == []


def test_expansion_keeps_atoms_whole():
    atoms = {"ds2/ds1": REAL, "ds1/dW*": REAL}
    tree = Product((Power(Symbol("ds2/ds1"), Number(2)), Sum((Symbol("ds1/dW*"), Constant("e")))))
    (text,) = expanded(FormulaAnswer(tree, atoms))
    assert text == "(ds2/ds1)**2*(ds1/dW*) + e*(ds2/ds1)**2"
    assert isinstance(grade(FormulaAnswer(tree, atoms), text).verdict, Correct)


def test_expansions_too_long_to_type_are_left_out():
    tree = Power(Sum(tuple(Symbol(letter) for letter in "abcdfghijk")), Number(6))
    assert list(expanded(FormulaAnswer(tree, dict.fromkeys("abcdfghijk", POSITIVE)))) == []


# ------------------------------------------------------------------------------------------------------------- the command


def test_command_passes(capsys):
    assert run(["stress", "conv2d", "-n", "2", "--level", "1", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("conv2d:1 ")
    assert lines[-1] == "✓ No failures. Problems played: 2"
    assert max(map(len, lines)) <= 80


def test_command_fails_and_shows_the_first_twenty(capsys, monkeypatch):
    changed(family("conv2d"), monkeypatch, "hints", lambda hints: hints[:1])
    assert run(["stress", "conv2d", "-n", "15", "--level", "2", "--level", "2", "--lang", "ru"]) == 1
    out = capsys.readouterr().out
    assert "✗ Отказов: 15; показано: 15" in out
    assert "  conv2d:2@0  hints: 1 hints" in out
    changed(family("conv2d"), monkeypatch, "oracle", lambda _: {})
    assert run(["stress", "conv2d", "-n", "15", "--level", "2", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "✗ Failures: 30; shown: 20" in out
    assert sum(line.startswith("  conv2d:2@") for line in out.splitlines()) == 20


def test_command_as_json(capsys, monkeypatch):
    changed(family("conv2d"), monkeypatch, "hints", lambda hints: hints[:1])
    assert run(["stress", "conv2d", "-n", "1", "--level", "2", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    assert data["failures"] == [{"problem": "conv2d:2@0", "check": "hints", "detail": "1 hints"}]
    assert data["rows"][0]["tried"]["own"] == 1


def test_command_knows_tickets_and_refuses_strangers(capsys):
    assert run(["stress", "T1", "-n", "1", "--json"]) == 0
    assert {row["family"] for row in json.loads(capsys.readouterr().out)["rows"]} == {"conv2d"}
    assert run(["stress", "conv3d", "-n", "1"]) == 2
    assert "conv3d" in capsys.readouterr().err


@pytest.mark.usefixtures("all_distinct")
def test_parts_of_another_kind(conv2d):
    conv2d("solve", lambda parts: (Part(parts[0].name, FormulaAnswer(X, {}), 10),))
    assert any(said.endswith("no part output with such an answer") for said in complaints("conv2d", only="parts"))


def test_processes_that_share_the_work_find_the_same(capsys):
    assert run(["stress", "T1", "T2", "-n", "2", "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert run(["stress", "T1", "T2", "-n", "2", "-j", "2", "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)
    for row in (*alone["rows"], *shared["rows"]):
        row.pop("median_ms"), row.pop("slowest_ms"), row.pop("slowest")
    assert shared == alone
